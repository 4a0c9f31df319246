//! Pledges, bans, embargoes, sanctions and conditions.

use super::super::parties::PartyRef;
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Stated, Status, Value};

/// The commitment that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    if view.in_name(token) || (view.in_transfer(token) && !bans(view, token)) {
        return None;
    }
    let scene = view.scene;
    let found = status::status(view, frame, token);
    // "The ability to restrict exports": a rule is told as one that is or will be.
    let only_able = frame.id == "forbid"
        && ((scene.tag(token) == Tag::VBG && scene.label(token) != Label::Acl)
            || crate::frame::modality::modality(scene, view.lexicon, token).infinitive);
    if found.hypothetical || only_able {
        return None;
    }
    let clause = clause(view, token);
    let content = content(view, frame, token, clause)?;
    // "Pledged to deliver ten tanks": what is promised is a transfer.
    if clause.is_some_and(|clause| {
        view.drafts.iter().any(|draft| draft.nodes.iter().any(|node| *node == clause || scene.is_under(*node, clause)))
    }) {
        return None;
    }
    if frame.id == "forbid" && view.is_passive(token) && view.after(token, &["by"]).is_empty() {
        return None;
    }
    if !stands(view, frame, token, clause) {
        return None;
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let toward =
        own.iter().filter(|filler| filler.role == Role::Toward).find_map(|filler| who::parties(view, filler.token).into_iter().next());
    let actor = actor(view, token, toward.as_ref())?;
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::Content, content);
    if let Some(toward) = toward {
        super::party(&mut claim, Slot::Toward, &toward);
    }
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// A pledge says what is pledged; a restriction is put in force, kept or ended, or is one on arms with its maker named.
fn stands(view: &View<'_, '_>, frame: &Frame, token: usize, clause: Option<usize>) -> bool {
    if view.is_verb(token) {
        return true;
    }
    if frame.id == "pledge-to" {
        return clause.is_some();
    }
    let imposed = view.above(token, 2).into_iter().any(|one| view.is("imposing_verbs", one))
        || view.scene.children(token).iter().any(|child| view.is("imposing_verbs", *child));
    let on_arms = view.phrase_tokens(token).into_iter().any(|one| view.is("arms_words", one));
    imposed || (on_arms && who::owner(view, token).is_some())
}

/// A law's ban on arms in general, or on all deals of a kind: a rule, and not the stop of one transfer.
fn bans(view: &View<'_, '_>, token: usize) -> bool {
    let law = view.subject(token).is_some_and(|subject| view.is("law_nouns", subject));
    law || view.drafts.iter().filter(|draft| draft.nodes.contains(&token)).all(|draft| draft.vague && draft.recipients.is_empty())
}

/// The clause that says what is promised or forbidden.
fn clause(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let direct =
        scene.children(token).iter().copied().find(|child| {
            *child > token && matches!(scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Acl) && view.is_verb(*child)
        });
    // "The pledge of 2023 not to send": the clause may hang elsewhere.
    let direct = direct.or_else(|| {
        let near = (token + 1..(token + 7).min(scene.len())).filter(|_| view.is_noun(token));
        near.into_iter()
            .find(|one| scene.lower(*one) == "not")
            .and_then(|not| (not + 1..(not + 4).min(scene.len())).find(|one| view.is_verb(*one)))
    });
    // "Committed to supporting".
    direct.or_else(|| scene.children_with(token, Label::Prep).flat_map(|preposition| scene.children_with(preposition, Label::Pcomp)).next())
}

fn content(view: &View<'_, '_>, frame: &Frame, token: usize, clause: Option<usize>) -> Option<Stated<Value>> {
    let scene = view.scene;
    let has = |tokens: Vec<usize>| frame.words.is_empty() || tokens.into_iter().any(|one| one != token && view.frame_word(frame, one));
    if let Some(clause) = clause.filter(|clause| has(scene.subtree(*clause).into_iter().take(40).collect())) {
        return phrase::clause(view, clause);
    }
    if view.is_noun(token) {
        let after = view.after(token, &["on", "of", "to", "against", "for"]);
        let near = view.phrase_tokens(token).into_iter().chain(after.into_iter().flat_map(|object| view.phrase_tokens(object))).collect();
        return has(near).then(|| phrase::noun(view, token)).flatten();
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let thing = own
        .iter()
        .filter(|filler| filler.role == Role::Thing && !filler.shared)
        .map(|filler| filler.token)
        .find(|thing| has(view.phrase_tokens(*thing)));
    thing.and_then(|thing| phrase::noun(view, thing))
}

/// "An amendment approved by Congress": whoever the words about a law name.
fn lawgiver(view: &View<'_, '_>, law: usize) -> Option<PartyRef> {
    view.scene
        .subtree(law)
        .into_iter()
        .filter_map(|token| super::super::parties::named(view.scene, token))
        .find(|party| party.id.is_state())
        .map(PartyRef::by_the_way)
}

fn actor(view: &View<'_, '_>, token: usize, toward: Option<&PartyRef>) -> Option<PartyRef> {
    let fits = |party: &PartyRef| toward.is_none_or(|toward| toward.id != party.id);
    who::doer(view, token)
        .filter(fits)
        .or_else(|| {
            // A law or a clause is its state's.
            let subject = view.subject(token).filter(|_| view.is_verb(token))?;
            (view.is("law_nouns", subject))
                .then(|| who::owner(view, subject).or_else(|| lawgiver(view, subject)).or_else(|| who::topic(view)))
                .flatten()
                .filter(fits)
        })
        .or_else(|| view.is_noun(token).then(|| who::topic(view)).flatten().filter(fits))
}
