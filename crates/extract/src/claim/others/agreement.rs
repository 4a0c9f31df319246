//! Treaties, frameworks, memoranda and programmes between states or bodies.

use super::super::parties::PartyRef;
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::syntax::Label;
use materiel_model::{Claim, Slot, Span, Status};

/// The agreement that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let found = status::status(view, frame, token);
    if found.hypothetical || view.in_name(token) {
        return None;
    }
    let far = view.is_noun(token)
        && view
            .after(token, &["on", "for", "of", "about", "to", "concerning", "regarding"])
            .into_iter()
            .any(|object| view.phrase_has(frame, object));
    let told = (view.has_word(frame, token) || far)
        && !(view.is_verb(token) && clause_of(view, token).is_some_and(|clause| is_deal(view, clause)));
    // A contract for goods is a transfer and not an agreement beside it, unless it only sets the frame.
    let frame_only = view.phrase_tokens(token).into_iter().any(|one| view.is("framework_words", one));
    if !frame_only
        && view.is_noun(token)
        && (goods(view, token) || view.phrase_tokens(token).into_iter().any(|one| view.is("price_nouns", one) && one != token))
    {
        return None;
    }
    let parties = parties(view, frame, token);
    let states_agree = view.is_verb(token) && parties.iter().filter(|party| party.id.is_state()).count() >= 2 && !view.in_transfer(token);
    if parties.len() < 2
        || !(told || (states_agree && clause_of(view, token).is_some_and(|clause| is_of_arms(view, clause) && !is_deal(view, clause))))
    {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    for party in &parties {
        super::party(&mut claim, Slot::Parties, party);
    }
    if claim.slots.all(Slot::Parties).len() < 2 {
        return None;
    }
    let about = if view.is_noun(token) {
        phrase::noun(view, token)
    } else {
        clause_of(view, token).and_then(|clause| phrase::clause(view, clause))
    };
    claim.slots.set(Slot::Subject, about?);
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// A clause about a sale or a contract: what is agreed on is a transfer.
fn is_deal(view: &View<'_, '_>, clause: usize) -> bool {
    view.scene
        .subtree(clause)
        .into_iter()
        .take_while(|token| *token <= clause + 8)
        .any(|token| view.is_noun(token) && view.is("price_nouns", token))
}

/// A clause about forces or arms.
fn is_of_arms(view: &View<'_, '_>, clause: usize) -> bool {
    view.scene.subtree(clause).into_iter().any(|token| view.is_military(token))
}

/// True when a transfer of named goods was read by way of the word.
fn goods(view: &View<'_, '_>, token: usize) -> bool {
    view.drafts.iter().any(|draft| draft.nodes.contains(&token) && !draft.vague)
}

/// What the parties agreed to do.
fn clause_of(view: &View<'_, '_>, verb: usize) -> Option<usize> {
    view.scene
        .children(verb)
        .iter()
        .copied()
        .find(|child| matches!(view.scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Prep | Label::Dobj) && *child > verb)
}

/// Those whom the agreement binds: named beside it, or signing it; the other side of "with" is the document's own.
fn parties(view: &View<'_, '_>, frame: &Frame, token: usize) -> Vec<PartyRef> {
    let scene = view.scene;
    let mut out: Vec<PartyRef> = Vec::new();
    let add = |party: PartyRef, out: &mut Vec<PartyRef>| {
        if !out.iter().any(|held| held.id == party.id) {
            out.push(party);
        }
    };
    let own = fillers(scene, view.lexicon, frame, token);
    for filler in own.iter().filter(|filler| filler.role == Role::Parties && !filler.shared) {
        for party in who::parties(view, filler.token) {
            add(party, &mut out);
        }
    }
    // "The Egypt–Israel peace treaty": names inside the phrase.
    if view.is_noun(token) {
        for one in view.phrase_tokens(token).into_iter().filter(|one| *one < token) {
            for party in super::super::parties::named(scene, one).into_iter().filter(|party| party.how != crate::name::How::Place) {
                add(party, &mut out);
            }
        }
    }
    let mut at = token;
    for _ in 0..5 {
        let head = scene.head(at);
        let passes = matches!(
            scene.label(at),
            Label::Dobj
                | Label::Nsubjpass
                | Label::Pobj
                | Label::Prep
                | Label::Xcomp
                | Label::Conj
                | Label::Acl
                | Label::Attr
                | Label::Pcomp
                | Label::Nsubj
        );
        if head == at || !passes || out.len() >= 2 {
            break;
        }
        at = head;
        if !view.is_verb(at) {
            continue;
        }
        for object in view.after(at, &["with", "by", "between"]) {
            for party in who::parties(view, object) {
                add(party, &mut out);
            }
        }
        let subject = view.subject(at).filter(|subject| *subject != token && !scene.is_under(token, *subject));
        for one in subject.into_iter().flat_map(|subject| scene.coordinated(subject)) {
            for party in who::parties(view, one) {
                add(party, &mut out);
            }
        }
    }
    if view.is_noun(token) && out.len() < 2 {
        // "An agreement granting the USA access": whom its clauses name.
        for one in scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 12) {
            let state =
                super::super::parties::named(scene, one).filter(|party| party.id.is_state() && party.how != crate::name::How::Place);
            if let Some(party) = state {
                add(party.by_the_way(), &mut out);
            }
        }
    }
    // "Agreed" names both sides or none; an agreement may leave one of them out.
    if view.is_verb(token) {
        out.truncate(12);
        return out;
    }
    let named_here = |party: &PartyRef| scene.span.contains(party.at) || party.at == Span::new(0, 0);
    if out.len() == 1
        && out.iter().any(named_here)
        && let Some(party) = who::subject_above(view, token).filter(|party| party.id != out[0].id)
    {
        add(party, &mut out);
    }
    let beside = own.iter().any(|filler| filler.role == Role::Parties && !filler.shared)
        || !view.is_verb(token) && !view.after(scene.head(token), &["with"]).is_empty();
    if out.len() == 1
        && beside
        && out.iter().any(named_here)
        && let Some(party) = who::topic(view)
    {
        add(party, &mut out);
    }
    out.truncate(12);
    out
}
