//! Attacks, seizures, explosions, diversions and investigations that bear on transfers, forces or infrastructure.

use super::super::parties::resolve;
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Stated, Value};

/// The incident that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    if matches!(scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_) | What::Person(_))) || view.in_transfer(token) {
        return None;
    }
    // "Attack helicopter": the word only describes another; "to attack" is what a weapon can do.
    if matches!(scene.label(token), Label::Compound | Label::Amod | Label::Nmod) || view.anywhere("exercise_words") {
        return None;
    }
    let found = status::status(view, frame, token);
    if found.hypothetical || found.negated || (view.is_verb(token) && !told_as_fact(view, token)) {
        return None;
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let target = own
        .iter()
        .filter(|filler| filler.role == Role::Thing && !filler.shared)
        .map(|filler| filler.token)
        .find(|thing| view.phrase_has(frame, *thing));
    // "Detained the director on suspicion of embezzling": the charge may stand apart from the one charged.
    let charged = (frame.id == "arrest" && view.has_word(frame, token))
        .then(|| scene.children(token).iter().copied().find(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass)))
        .flatten();
    let target = charged.or(target);
    let beside = view.is_noun(token) && view.has_word(frame, token);
    if target.is_none() && !beside {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    let word = scene.tokens[token].span;
    claim.slots.set(Slot::IncidentType, phrase::stated(view, word)?);
    if let Some(target) = target.and_then(|target| phrase::noun(view, target)) {
        claim.slots.set(Slot::Target, target);
    } else if let Some(words) = phrase::noun(view, token) {
        claim.slots.set(Slot::Target, words);
    }
    for filler in own.iter().filter(|filler| filler.role == Role::Location) {
        let Some(place) = resolve(scene, view.lexicon, view.spoken, filler.token).into_iter().find(|party| party.id.is_state()) else {
            continue;
        };
        claim.slots.fill(Slot::Location, Stated { value: Value::Party(place.id.clone()), at: place.at, inferred: place.inferred });
    }
    let doer = if view.is_verb(token) { who::subject_above(view, token) } else { None };
    if let Some(actor) = doer.filter(|party| party.how != How::Place) {
        super::party(&mut claim, Slot::Actor, &actor);
    }
    if let Some(date) = when::date(view, token, false) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// In the past or going on; an infinitive or a "can" only tells what could be.
fn told_as_fact(view: &View<'_, '_>, verb: usize) -> bool {
    let put = crate::frame::modality::modality(view.scene, view.lexicon, verb);
    let helped = view.scene.children(verb).iter().any(|child| matches!(view.scene.label(*child), Label::Aux | Label::Auxpass));
    let told = match view.scene.tag(verb) {
        Tag::VBD | Tag::VBN => true,
        Tag::VBG => helped,
        Tag::VBZ | Tag::VBP => view.scene.headline,
        _ => false,
    };
    put.is_fact() && told
}
