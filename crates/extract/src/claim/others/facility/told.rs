//! How a facility is told beside plain building and opening: under construction, grown, not somebody's base, with another's help.

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::super::{phrase, status, who};
use crate::frame::lexicon::Frame;
use crate::frame::scene::{Item, What};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Stated, Status, Value};

/// "Currently under construction at", "has undergone expansion", "opened in May, our new plant": the word that says how far it is.
pub(super) fn beside(view: &View<'_, '_>, token: usize) -> Option<usize> {
    under_construction(view, token)
        .or_else(|| undergone(view, token))
        .or_else(|| into_operation(view, token))
        .or_else(|| before_it(view, token))
}

fn under_construction(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let under = (token + 1..(token + 16).min(scene.len())).find(|one| scene.lower(*one) == "under")?;
    let work = under + 1;
    if work >= scene.len() || !matches!(scene.lower(work), "construction" | "development") {
        return None;
    }
    let head = scene.head(under);
    let copula = view.is_verb(head) && view.subject(head).is_some_and(|subject| subject == token || scene.is_under(token, subject));
    (scene.is_under(under, token) || copula).then_some(work)
}

/// "The base has undergone expansion".
fn undergone(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let verb = scene.head(token);
    let undergoes = scene.label(token) == Label::Nsubj && view.is("undergoing_verbs", verb);
    undergoes.then(|| scene.children_with(verb, Label::Dobj).find(|object| view.is("founding_words", *object))).flatten()
}

/// "Went into operation in July", "came into service".
fn into_operation(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let verb = scene.head(token);
    let goes = scene.label(token) == Label::Nsubj && matches!(scene.lemma(verb), "go" | "come" | "enter" | "be");
    let into = || view.after(verb, &["into", "in"]).into_iter().chain(scene.children_with(verb, Label::Dobj));
    (goes && view.is("works_nouns", token))
        .then(into)?
        .find(|object| matches!(scene.lower(*object), "operation" | "service" | "production"))
        .map(|_| verb)
}

/// "Opened in August, our new plant is".
fn before_it(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let verb = scene.head(token);
    let subject = matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass) && view.is_verb(verb);
    let participle = |one: &usize| *one < token && scene.tag(*one) == Tag::VBN && view.is("founding_words", *one);
    subject.then(|| scene.children_with(verb, Label::Advcl).find(participle)).flatten()
}

/// "The facility is not a Chinese military base": denied, with whose it is said not to be.
pub(super) fn denied(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let copula = scene.head(token);
    let no = scene.children_with(copula, Label::Neg).next().is_some()
        || scene.children_with(token, Label::Det).any(|det| scene.lower(det) == "no");
    if scene.label(token) != Label::Attr || scene.lemma(copula) != "be" || !no {
        return None;
    }
    let before = scene.children(token).iter().copied().filter(|child| *child < token);
    let owner = before.filter_map(|child| named(scene, child)).find(|party| party.id.is_state() && party.how != How::Place)?;
    let host = view.above(copula, 3).into_iter().filter(|above| view.in_speech(*above)).find_map(|above| {
        view.subject(above).and_then(|subject| who::public(view, subject)).filter(|party| party.id.is_state() && party.id != owner.id)
    });
    let host = host.or_else(|| who::topic(view)).filter(|party| party.id.is_state() && party.id != owner.id);
    let found = status::Found { status: Status::Ongoing, token: copula, negated: true, hypothetical: false };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &owner);
    claim.slots.set(Slot::FacilityType, phrase::plain(view, token)?);
    if let Some(host) = host {
        claim.slots.set(Slot::Location, Stated::inferred(Value::Party(host.id.clone()), host.at));
    }
    Some(claim)
}

/// "An ammunition production line", "a radar station": works that go by the name of what they make or hold, where nobody hands them over.
pub(super) fn is_works(view: &View<'_, '_>, token: usize) -> bool {
    let handed = |draft: &crate::claim::draft::Draft| {
        draft.supplier.as_ref().is_some_and(|supplier| draft.recipients.iter().any(|recipient| recipient.id != supplier.id))
    };
    // "Microchip production facilities" are no works of arms.
    let military = |one: usize| view.is("site_words", one) || view.is("weapon_words", one);
    let of_arms = |item: &Item| match &item.what {
        What::Equipment(goods) => goods.family.is_some() || item.tokens.clone().any(military),
        _ => false,
    };
    let last = view.scene.item_at(token).is_some_and(|item| item.head == token && of_arms(item));
    let works = view.is("works_nouns", token) || matches!(view.scene.lemma(token), "station" | "centre" | "center");
    last && works && !view.drafts.iter().filter(|draft| draft.nodes.contains(&view.scene.head(token))).any(handed)
}

/// "Broke ground on a shipyard expansion": what grows stands before the word for its growth.
pub(super) fn is_of_growth(view: &View<'_, '_>, token: usize) -> bool {
    let head = view.scene.head(token);
    head > token && view.is_noun(head) && view.is("growth_nouns", head)
}

/// "Construction is under way in Bulgaria": the place may hang on the verb over the work.
pub(super) fn under_way(view: &View<'_, '_>, founding: usize) -> Option<Stated<Value>> {
    let verb = view.scene.head(founding);
    let subject = view.scene.label(founding) == Label::Nsubj && view.is_noun(founding) && view.is_verb(verb);
    let places = view.after(verb, &["in", "at", "near"]);
    let seat = |object: usize| named(view.scene, object).or_else(|| who::owner(view, object).filter(|party| party.how == How::Name));
    let mut states = places.into_iter().filter(|_| subject).filter_map(seat).filter(|party| party.id.is_state());
    states.next().map(|party| Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred })
}

/// "Kyrgyzstan is home to a Russian air base": the state that is.
pub(super) fn home_of(view: &View<'_, '_>, token: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let home = scene.head(scene.head(token));
    let told = scene.label(token) == Label::Pobj && scene.lower(scene.head(token)) == "to" && scene.lower(home) == "home";
    let subject = told.then(|| view.subject(scene.head(home))).flatten()?;
    let party = who::public(view, subject).filter(|party| party.id.is_state())?;
    Some(Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred })
}

/// "China's only base abroad is in Djibouti": where the verb says that it is.
pub(super) fn copula_place(view: &View<'_, '_>, token: usize) -> Option<Stated<Value>> {
    let verb = view.scene.head(token);
    let is = view.scene.label(token) == Label::Nsubj && view.scene.lemma(verb) == "be";
    let places = if is { view.after(verb, &["in", "at", "near", "on"]) } else { Vec::new() };
    let mut states = places.into_iter().filter_map(|object| named(view.scene, object)).filter(|party| party.id.is_state());
    states.next().map(|party| Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred })
}

/// "A garrison of the US Army was opened": the force whose it is.
pub(super) fn force_of(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let passive = view.scene.label(token) == Label::Nsubjpass;
    let of = if passive { view.after(token, &["of"]) } else { Vec::new() };
    let forces = of.into_iter().flat_map(|one| std::iter::once(one).chain(view.scene.children_with(one, Label::Poss)).collect::<Vec<_>>());
    forces.filter_map(|one| named(view.scene, one)).find(|party| party.how == How::Force && party.id.is_state())
}

/// "With help from China", "built with funding from Beijing", "financed by Japan": who helps.
pub(super) fn helper(view: &View<'_, '_>, founding: usize) -> Option<PartyRef> {
    let help = view.after(founding, &["with"]).into_iter().chain(view.after(view.scene.head(founding), &["with"]));
    let mut helped = help.filter(|one| view.is("help_nouns", *one)).flat_map(|one| {
        let own = named(view.scene, one).into_iter().chain(who::owner(view, one));
        own.chain(view.after(one, &["from", "of", "by"]).into_iter().flat_map(|object| who::parties(view, object))).collect::<Vec<_>>()
    });
    helped.next()
}

/// "Parliament approved the Turkish base": whose base it is, and not who approves it.
pub(super) fn approved(view: &View<'_, '_>, token: usize, founding: usize) -> Option<PartyRef> {
    let scene = view.scene;
    if !(view.is_verb(founding) && view.is("approving_verbs", founding)) {
        return None;
    }
    let before = scene.children(token).iter().copied().filter(|child| *child < token);
    before.filter_map(|child| named(scene, child)).find(|party| party.id.is_state() && party.how != How::Place)
}
