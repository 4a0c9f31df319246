//! The eight kinds beside transfers: agreements, deployments, plants, milestones, pledges, incidents by their frames; budgets and force levels by their figures.

mod events;
mod figures;
mod status;

use super::draft::Draft;
use super::parties::{PartyRef, Spoken};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::Scene;
use materiel_model::{Claim, Slot, Stated, Value};

/// The claims of one sentence that are no transfers. `drafts` are the transfers read in the same sentence.
pub fn claims(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Claim> {
    let mut out = events::claims(scene, lexicon, spoken, drafts);
    out.extend(figures::claims(scene, lexicon, spoken));
    out.retain(Claim::is_complete);
    out
}

/// Puts a party into a slot; a company keeps its own name.
fn party(claim: &mut Claim, slot: Slot, party: &PartyRef) {
    let value = Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred };
    if slot == Slot::Parties {
        claim.slots.push(slot, value);
    } else {
        claim.slots.fill(slot, value);
    }
}
