//! The eight kinds beside transfers. Agreements, deployments, plants, milestones, pledges and incidents open frames of their own;
//! budgets and force levels are made by a figure and the words that say what it measures.

mod agreement;
mod budget;
mod commitment;
mod deployment;
mod facility;
mod figure;
mod force;
mod incident;
mod milestone;
mod phrase;
mod status;
mod view;
mod when;
mod who;

use super::draft::Draft;
use super::parties::{PartyRef, Spoken};
use crate::frame::lexicon::{Frame, Lexicon};
use crate::frame::scene::Scene;
use materiel_model::{Claim, Kind, Slot, Stated, Value};
use view::View;

/// What earlier sentences said that later ones may go back to.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// The last budget: where its sentence ends, and whose it is.
    budget: Option<(usize, PartyRef)>,
    /// The last head count of a force: where its sentence ends, and whose it is.
    force: Option<(usize, PartyRef)>,
}

/// How many bytes back a figure may go for what it is of: some two sentences, and some four where it says itself that it goes back.
const NEAR: usize = 400;
const FAR: usize = 800;

impl Thread {
    /// The claims of one sentence that are no transfers. `drafts` are the transfers read in the same sentence.
    pub fn claims(&mut self, scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Claim> {
        let view = View { scene, lexicon, spoken, drafts };
        let mut out = Vec::new();
        for token in 0..scene.len() {
            for frame in lexicon.at(scene, token) {
                for claim in framed(&view, frame, token) {
                    add(&mut out, claim);
                }
            }
        }
        out.extend(budget::claims(&view, self));
        out.extend(force::claims(&view, self));
        out.retain(Claim::is_complete);
        out
    }
}

fn framed(view: &View<'_, '_>, frame: &Frame, token: usize) -> Vec<Claim> {
    let one = match frame.kind {
        Kind::Deployment => return deployment::claims(view, frame, token),
        Kind::Agreement => agreement::claim(view, frame, token),
        Kind::Facility => facility::claim(view, frame, token),
        Kind::Milestone => milestone::claim(view, frame, token),
        Kind::Commitment => commitment::claim(view, frame, token),
        Kind::Incident => incident::claim(view, frame, token),
        Kind::Transfer | Kind::Budget | Kind::ForceLevel => None,
    };
    one.into_iter().collect()
}

/// Adds a claim unless the sentence has said the same by another word: the one with more slots stays.
fn add(out: &mut Vec<Claim>, claim: Claim) {
    let slot = match claim.kind {
        Kind::Agreement => Slot::Parties,
        Kind::Deployment => Slot::Destination,
        Kind::Facility => Slot::FacilityType,
        Kind::Milestone | Kind::Incident => Slot::Target,
        _ => Slot::Content,
    };
    let said_before = |other: &&mut Claim| {
        other.kind == claim.kind
            && match (other.slots.get(slot), claim.slots.get(slot)) {
                (Some(one), Some(two)) if claim.kind == Kind::Deployment => {
                    one.value == two.value && other.slots.party(Slot::Actor) == claim.slots.party(Slot::Actor)
                }
                (Some(one), Some(two)) => one.value == two.value || one.at.overlaps(two.at),
                _ => false,
            }
    };
    match out.iter_mut().find(said_before) {
        Some(other) if other.slots.iter().count() < claim.slots.iter().count() => *other = claim,
        Some(_) => {}
        None => out.push(claim),
    }
}

/// Puts a party into a slot; a body without an id of its own keeps its name.
fn party(claim: &mut Claim, slot: Slot, party: &PartyRef) {
    let value = Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred };
    if slot == Slot::Parties {
        claim.slots.push(slot, value);
    } else {
        claim.slots.fill(slot, value);
    }
}

/// Leaves out what a document says of one plant, pledge or milestone for a second time in other words: the fuller claim stays.
pub fn once(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for claim in claims {
        match out.iter_mut().find(|other| says_again(other, &claim, lexicon)) {
            Some(other) if other.slots.iter().count() < claim.slots.iter().count() => *other = claim,
            Some(_) => {}
            None => out.push(claim),
        }
    }
    out
}

fn says_again(one: &Claim, two: &Claim, lexicon: &Lexicon) -> bool {
    let slot = match one.kind {
        Kind::Facility => Slot::FacilityType,
        Kind::Commitment => Slot::Content,
        Kind::Milestone => Slot::Target,
        _ => return false,
    };
    let words = |claim: &Claim| -> Vec<String> {
        let text = claim.slots.get(slot).map(|stated| stated.value.display().to_lowercase()).unwrap_or_default();
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_owned).collect()
    };
    let agree = |slot: Slot| match (one.slots.get(slot), two.slots.get(slot)) {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    };
    one.kind == two.kind
        && one.polarity == two.polarity
        && [Slot::Actor, Slot::Status, Slot::Date, Slot::Toward].into_iter().all(agree)
        && words(one).iter().any(|word| !lexicon.word_list("common_words", word) && words(two).contains(word))
}
