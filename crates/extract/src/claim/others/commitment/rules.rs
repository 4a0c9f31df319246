//! Rules on arms: whom they bind, and what may be done with weapons that somebody gave.

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::super::{phrase, status, when, who};
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::frame::scene::What;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Status};

/// "Allowed Kyiv to use German weapons against targets in Russia", "barred it from using the missiles".
pub(super) fn use_of_arms(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let put = modality(scene, view.lexicon, token);
    let direct = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Xcomp | Label::Ccomp));
    let from = scene.children_with(token, Label::Prep).flat_map(|child| scene.children_with(child, Label::Pcomp)).collect::<Vec<_>>();
    let clause = direct.chain(from).find(|clause| *clause > token && view.is("using_arms_verbs", *clause))?;
    let below: Vec<usize> = scene.subtree(clause).into_iter().take_while(|one| *one <= clause + 20).collect();
    let goods = |one: &usize| matches!(scene.item_at(*one).map(|item| &item.what), Some(What::Equipment(_)));
    let arms = below.iter().any(|one| goods(one) || view.is("given_arms", *one));
    // "Will not allow Iran to use its missiles": a stance, and no rule on what was given.
    if put.negated && (put.ahead || put.infinitive) {
        return None;
    }
    let user = view
        .subject(clause)
        .or_else(|| scene.children_with(token, Label::Dobj).next())
        .or_else(|| view.subject(token).filter(|_| view.is_passive(token)));
    let user = user.and_then(|user| who::public(view, user))?;
    let actor = who::subject_above(view, token).filter(|party| party.id != user.id && party.company.is_none())?;
    if !arms || put.hypothetical || put.possible {
        return None;
    }
    let ahead = put.ahead || put.infinitive;
    let found = status::Found { status: if ahead { Status::Planned } else { Status::Ongoing }, token, negated: false, hypothetical: false };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &actor);
    super::super::party(&mut claim, Slot::Toward, &user);
    claim.slots.set(Slot::Content, phrase::clause(view, clause)?);
    if let Some(date) = when::date(view, token, ahead) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// Whom a ban or a promise is for, where it stands deeper: "a ban on arms sales to Oman", "arms exports to Oman are prohibited", "promised Oman not to".
pub(super) fn toward(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let state = |party: &PartyRef| party.id.is_state() && party.company.is_none();
    match frame.id.as_str() {
        "embargo" | "arms-embargo" => {
            let things = view.after(token, &["on", "of"]).into_iter();
            things.flat_map(|thing| view.after(thing, &["to", "for"])).find_map(|one| named(scene, one)).filter(state)
        }
        "forbid" => {
            let things =
                scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
            let inside = things.flat_map(|thing| {
                let near = view.after(thing, &["to"]);
                let deeper = view.after(thing, &["of"]).into_iter().flat_map(|one| view.after(one, &["to"])).collect::<Vec<_>>();
                near.into_iter().chain(deeper).collect::<Vec<_>>()
            });
            inside.filter_map(|one| named(scene, one)).find(state)
        }
        "pledge-to" if view.is_verb(token) => {
            let told = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Dative));
            told.filter_map(|one| who::public(view, one)).find(state)
        }
        "pledge-to" => {
            let given = scene.children_with(scene.head(token), Label::Dative).collect::<Vec<_>>();
            given.into_iter().filter_map(|one| who::public(view, one)).find(state)
        }
        _ => None,
    }
}

/// "Assured Washington that the jets would not be used there", "guaranteed that it would pay": what somebody will do or not do, and no opinion.
pub(super) fn is_assurance(view: &View<'_, '_>, token: usize, clause: Option<usize>) -> bool {
    let scene = view.scene;
    if !matches!(scene.lemma(token), "assure" | "guarantee" | "assurance") {
        return true;
    }
    // "Had received assurances": given by another.
    if view.is_noun(token) && view.above(token, 1).into_iter().any(|verb| view.is("getting_verbs", verb) || view.is("needing_verbs", verb))
    {
        return false;
    }
    let Some(clause) = clause else { return view.is_noun(token) };
    let put = modality(scene, view.lexicon, clause);
    let own = view.subject(clause).is_none_or(|subject| matches!(scene.lower(subject), "it" | "they" | "he" | "she" | "we"));
    (put.ahead || put.infinitive) && (put.negated || own)
}

/// "A reason to bar it": a deed that only completes a noun.
pub(super) fn is_reason(view: &View<'_, '_>, verb: usize) -> bool {
    matches!(view.scene.label(verb), Label::Acl | Label::Relcl) && modality(view.scene, view.lexicon, verb).infinitive
}

/// "Prohibits the re-export of ammunition": a rule of today on goods that go to nobody by name.
pub(super) fn is_in_force(view: &View<'_, '_>, verb: usize) -> bool {
    let today = matches!(view.scene.tag(verb), Tag::VBZ | Tag::VBP) && !view.scene.headline;
    let forbids = view.is("forbidding_verbs", verb) && view.is_verb(verb);
    let nobody = || view.drafts.iter().filter(|draft| draft.nodes.contains(&verb)).all(|draft| draft.recipients.is_empty());
    today && forbids && nobody()
}

/// "An amendment approved by Congress": whoever the words about a law name.
pub(super) fn lawgiver(view: &View<'_, '_>, law: usize) -> Option<PartyRef> {
    view.scene
        .subtree(law)
        .into_iter()
        .filter_map(|token| named(view.scene, token))
        .find(|party| party.id.is_state())
        .map(PartyRef::by_the_way)
}
