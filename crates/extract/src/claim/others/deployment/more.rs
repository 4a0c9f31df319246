//! What is told of deployments beside the plain sending: a force that backs another's, a second place with a count of its own, a new strength,
//! troops that a state wants out, and the strength of a mission.

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::super::{status, when, who};
use super::place::Place;
use crate::frame::lexicon::Frame;
use crate::frame::scene::What;
use crate::name::How;
use crate::name::number::NumberRole;
use crate::syntax::Label;
use materiel_model::{Claim, Slot, Stated, Status, Value};

/// A count of people at an item's head.
fn people(view: &View<'_, '_>, item: &crate::frame::scene::Item) -> Option<Stated<Value>> {
    let What::Number(number) = &item.what else { return None };
    number.quantity().map(|quantity| Stated::new(Value::Quantity(quantity), item.span)).filter(|_| !view.in_transfer(item.head))
}

/// "The army is augmented by 32,500 American troops": they stand in the state whose army it is.
pub(super) fn backed(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    if frame.id != "backed" || !view.is_passive(token) {
        return None;
    }
    let troops = view.after(token, &["by"]).into_iter().find(|one| view.frame_word(frame, *one))?;
    let host = view.subject(token).and_then(|subject| who::public(view, subject)).filter(|party| party.id.is_state())?;
    let sender = named(scene, troops).or_else(|| who::owner(view, troops)).filter(|party| party.id != host.id)?;
    let mut claim = status::begin(view, frame, &status::status(view, frame, token));
    super::super::party(&mut claim, Slot::Actor, &sender);
    claim.slots.set(Slot::Destination, Stated { value: Value::Party(host.id.clone()), at: host.at, inferred: true });
    claim.slots.fill(Slot::Count, super::count(view, troops)?);
    Some(claim)
}

/// "800 troops in Lebanon and 600 in Mali": the further places, each with a count of its own.
pub(super) fn further(view: &View<'_, '_>, claim: &Claim) -> Vec<Claim> {
    let scene = view.scene;
    let mut out = Vec::new();
    let (Some(count), Some(place)) = (claim.slots.get(Slot::Count), claim.slots.get(Slot::Destination)) else { return out };
    if place.at.start < count.at.end {
        return out;
    }
    let mut at = (0..scene.len()).find(|token| scene.tokens[*token].span.start >= place.at.end).unwrap_or(scene.len());
    while at < scene.len() {
        // "And about 600 (soldiers) in Mali".
        let joined = (at..scene.len())
            .take_while(|token| matches!(scene.lower(*token), "," | "and" | "as" | "well" | "plus" | "while" | "another"))
            .count();
        let Some(item) = (at + joined..(at + joined + 3).min(scene.len())).find_map(|token| scene.item_at(token)) else { break };
        let Some(count) = people(view, item).filter(|_| joined > 0) else { break };
        let behind = item.tokens.end..(item.tokens.end + 4).min(scene.len());
        let Some(into) = behind.clone().find(|token| matches!(scene.lower(*token), "in" | "to" | "at" | "for")) else { break };
        if !(item.tokens.end..into)
            .all(|token| view.is("troop_words", token) || view.is("more_words", token) || scene.lower(token) == "more")
        {
            break;
        }
        let party = (into + 1..(into + 4).min(scene.len())).find_map(|token| named(scene, token));
        let Some(party) = party.filter(|party| party.id.is_state() && matches!(party.how, How::Name | How::Place | How::Capital)) else {
            break;
        };
        let mut other = claim.clone();
        other.slots.remove(Slot::Count);
        other.slots.set(Slot::Count, count);
        other.slots.remove(Slot::Destination);
        other.slots.set(Slot::Destination, Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: false });
        out.push(other);
        at = (0..scene.len()).find(|token| scene.tokens[*token].span.start >= party.at.end).unwrap_or(scene.len());
    }
    out
}

/// "Reducing its forces to 24,500", "a battalion, currently 1,700 strong": how many there are or are to be.
pub(super) fn strength(view: &View<'_, '_>, frame: &Frame, token: usize, troops: Option<usize>) -> Option<Stated<Value>> {
    let scene = view.scene;
    if matches!(frame.id.as_str(), "resize" | "dwindle") {
        let below = |one: usize| scene.label(one) == Label::Pobj && scene.lower(scene.head(one)) == "to";
        let to = scene.subtree(token).into_iter().find_map(|one| {
            let item = scene.item_at(one)?;
            let counted = scene.label(item.head) == Label::Nummod && view.is("troop_words", scene.head(item.head));
            (below(item.head) || counted && below(scene.head(item.head))).then(|| people(view, item)).flatten()
        });
        if to.is_some() {
            return to;
        }
    }
    let troops = troops?;
    scene.items.iter().filter(|item| item.tokens.start > troops && item.tokens.start < troops + 14).find_map(|item| {
        let strong = (item.tokens.end..(item.tokens.end + 2).min(scene.len())).any(|one| scene.lower(one) == "strong");
        let counts = matches!(&item.what, What::Number(number) if number.role == NumberRole::Count);
        (strong && counts).then(|| people(view, item)).flatten()
    })
}

/// "Chad demanded that French troops leave", "ordered the soldiers out of the country": whose land they are to leave.
pub(super) fn demanded(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Place> {
    if frame.status != Some(Status::Ended) {
        return None;
    }
    let verb = std::iter::once(token).chain(view.above(token, 3)).find(|one| view.is_verb(*one) && view.is("demanding_verbs", *one))?;
    let host = view.subject(verb).and_then(|subject| who::public(view, subject)).filter(|party| party.id.is_state())?;
    Some(Place { value: Stated::inferred(Value::Party(host.id.clone()), host.at), party: Some(host) })
}

/// "The UN mission in Mali has 13,000 peacekeepers", "the force in Somalia numbers 9,000": the mission's, and no state's.
pub(super) fn mission_strength(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    if frame.id != "mission-strength" || view.is_verb(token) {
        return None;
    }
    let verb = scene.head(token);
    let subject = matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass) && view.is_verb(verb);
    let resized = super::super::figure::direction(view, verb).is_some();
    if !(subject && (view.is("strength_verbs", verb) || resized)) {
        return None;
    }
    let place =
        view.after(token, &["in", "for"]).into_iter().find_map(|object| named(scene, object)).filter(|party| party.id.is_state())?;
    let count = scene.subtree(verb).into_iter().filter(|one| *one > verb && *one <= verb + 12).find_map(|one| {
        let item = scene.item_at(one)?;
        let noun = scene.head(item.head);
        let counts = scene.label(item.head) == Label::Nummod;
        let soldiers = counts && (view.is("troop_words", noun) || view.is("member_nouns", noun));
        let bare = matches!(scene.label(item.head), Label::Dobj | Label::Attr | Label::Pobj);
        (soldiers || bare).then(|| people(view, item)).flatten()
    })?;
    let owner =
        named(scene, token).or_else(|| who::owner(view, token)).or_else(|| who::topic(view)).filter(|party| party.id != place.id)?;
    let mut found = status::status(view, frame, token);
    found.status = if crate::frame::modality::modality(scene, view.lexicon, verb).ahead { Status::Planned } else { Status::Ongoing };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &owner);
    claim.slots.set(Slot::Destination, Stated { value: Value::Party(place.id.clone()), at: place.at, inferred: false });
    claim.slots.set(Slot::Count, count);
    if let Some(date) = when::date(view, verb, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// "Ruled out sending troops", "denied that it had sent": what is not or will not be, by the verb above.
pub(super) fn denied(view: &View<'_, '_>, token: usize) -> Option<Status> {
    let scene = view.scene;
    for above in view.above(token, 3).into_iter().filter(|one| view.is_verb(*one)) {
        let out = scene.lemma(above) == "rule" && scene.children(above).iter().any(|child| scene.lower(*child) == "out");
        if out || view.is("declining_verbs", above) {
            return Some(Status::Planned);
        }
        if scene.lemma(above) == "deny" {
            return Some(Status::Done);
        }
    }
    None
}

/// "Serves with the UN mission in Mali", "contributes a battery to NATO's mission in Slovakia": where the mission is that somebody serves.
pub(super) fn mission_served(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Place> {
    let serves = matches!(frame.id.as_str(), "stay" | "take-part" | "contribute" | "deploy" | "deploy-arms");
    let missions = view.after(token, &["with", "to", "for", "under", "in"]).into_iter().filter(|object| view.is("mission_nouns", *object));
    // "Supplied to forces in Syria": other people's.
    let missions = missions.filter(|object| view.scene.lower(*object) != "forces");
    missions.filter(|_| serves && view.is_verb(token)).find_map(|mission| super::place::inside(view, mission))
}

/// The state that leads a force of several: "Canada leads a NATO battalion in Latvia".
pub(super) fn leader(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let leads = matches!(view.scene.lemma(token), "lead" | "head" | "command" | "take" | "assume")
        && view.is_verb(token)
        && !view.is_passive(token);
    view.subject(token).filter(|_| leads).and_then(|subject| who::public(view, subject)).filter(|party| party.id.is_state())
}
