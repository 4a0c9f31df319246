//! Drafts into claims: one for each recipient, with the way that led to it, said once.

use super::confidence::{How, Read, Route};
use super::draft::Draft;
use super::parties::PartyRef;
use super::setting::Setting;
use crate::frame::lexicon::Lexicon;
use crate::name::Sort;
use materiel_model::{Claim, Class, Kind, PartyId, Polarity, Slot, Stage, Stated, Value};

/// The claims of a document's drafts, in the order of the text. Where the document does not speak of forces or arms, goods that others buy too
/// are not believed.
pub fn claims(drafts: &[Draft], setting: &Setting<'_>, lexicon: &Lexicon) -> Vec<Read> {
    let mut out: Vec<Read> = Vec::new();
    for draft in drafts.iter().filter(|draft| {
        let martial = !draft.civil || between_states(draft) || setting.is_martial(draft.sentence);
        let private = draft.equipment.value.class == Class::SmallArms && !between_states(draft) && setting.is_private();
        let parcels =
            draft.equipment.value.class == Class::Uav && draft.generic && !between_states(draft) && !setting.has_drones(draft.sentence);
        !parcels
            && !goes_with_package(draft, drafts)
            && is_believed(draft)
            && martial
            && !private
            && !is_own_mass_destruction(draft, lexicon)
    }) {
        let recipients: Vec<Option<&PartyRef>> = match draft.recipients.len() {
            0 => vec![None],
            _ => draft.recipients.iter().map(Some).collect(),
        };
        for recipient in recipients {
            let claim = claim(draft, recipient);
            // The same said twice stands in one sentence.
            let said = out.iter().rev().take_while(|read| read.claim.evidence == claim.evidence).any(|read| read.claim == claim);
            if !said {
                out.push(Read { claim, how: How::Transfer(route(draft)) });
            }
        }
    }
    out
}

/// "Poland gave Ukraine 320 tanks": what one state hands another of these is arms, whatever else the document speaks of.
fn between_states(draft: &Draft) -> bool {
    let state = |party: &PartyRef| party.company.is_none() && !party.inferred && party.id.is_state();
    matches!(draft.equipment.value.class, Class::Tank | Class::Ammunition | Class::Helicopter | Class::CombatAircraft | Class::SmallArms)
        && draft.signs.by_tree
        && !matches!(draft.stage.value, Stage::InService | Stage::Interest)
        && draft.supplier.as_ref().is_some_and(state)
        && draft.recipients.iter().any(state)
}

/// "Ruritania must never get nuclear weapons": that a state seeks or holds weapons of mass destruction is no transfer, unless another supplies them.
fn is_own_mass_destruction(draft: &Draft, lexicon: &Lexicon) -> bool {
    let told = |word: &str| lexicon.word_list("mass_destruction", &word.to_lowercase());
    let by_another = |supplier: &PartyRef| {
        !supplier.inferred && draft.recipients.iter().any(|recipient| recipient.id != supplier.id && !recipient.inferred)
    };
    matches!(draft.equipment.value.class, Class::Other | Class::Ammunition)
        && draft.equipment.value.id.is_none()
        && !draft.signs.designated
        && draft.equipment.value.name.split(|c: char| !c.is_alphanumeric()).any(told)
        && !draft.supplier.as_ref().is_some_and(by_another)
}

/// "Twelve jets, along with weapons, spares and training": what a package holds beside its main equipment counts only with its own number.
fn goes_with_package(draft: &Draft, drafts: &[Draft]) -> bool {
    use Class as C;
    // "155mm shells" are named by their calibre.
    let calibre = draft.equipment.value.class == C::Ammunition && draft.equipment.value.name.contains(|c: char| c.is_ascii_digit());
    let minor = (draft.vague || matches!(draft.equipment.value.class, C::Other | C::Service | C::Ammunition | C::Engine)) && !calibre;
    let alone = draft.quantity.is_none() && draft.value.is_none();
    draft.generic
        && minor
        && alone
        && drafts
            .iter()
            .any(|other| other.scene == draft.scene && other.trigger == draft.trigger && other.signs.designated && other.item != draft.item)
}

/// True for a name of three words and more: "advanced missile systems" says more than "systems".
pub(super) fn is_telling(name: &str) -> bool {
    name.split_whitespace().count() >= 3
}

/// Whether a draft says enough to be a claim at all.
fn is_believed(draft: &Draft) -> bool {
    let parties = usize::from(draft.supplier.is_some()) + usize::from(!draft.recipients.is_empty());
    let telling = is_telling(&draft.equipment.value.name);
    let told = usize::from(draft.quantity.is_some()) + usize::from(draft.value.is_some());
    // "The second ship is expected in Manila in May".
    let told_or_due = told + usize::from(draft.due.is_some());
    if draft.equipment.value.class == Class::Service && draft.generic {
        // "Training" and "support" are everywhere: both sides must be named, one of them here, or a sum.
        return draft.value.is_some() || (parties == 2 && (draft.signs.recipient_here || draft.signs.supplier_here));
    }
    if draft.vague && !telling {
        // "1,500 missiles have been delivered to the armed forces": whose forces, the document tells.
        let stands = |party: &PartyRef| draft.evidence.contains(party.at);
        if draft.quantity.is_some() && draft.stage.value != Stage::InService && draft.recipients.iter().any(stands) {
            return true;
        }
        // "Blocked arms sales to Saudi Arabia": who is not to get them is told.
        let stopped = matches!(draft.stage.value, Stage::Refused | Stage::Suspended | Stage::Cancelled);
        if stopped && draft.signs.recipient_here && draft.signs.by_tree {
            return true;
        }
        // "Iran supports Oman, providing it with missiles": both stand in the sentence, if before a pronoun.
        let others = |giver: &PartyRef| stands(giver) && draft.recipients.iter().any(|party| stands(party) && party.home() != giver.home());
        let both = draft.signs.by_tree && draft.template == "give" && draft.supplier.as_ref().is_some_and(others);
        let here = usize::from(draft.signs.recipient_here) + usize::from(draft.signs.supplier_here);
        // "8,630 munitions were sent": counted, and both sides are told elsewhere of the same thing.
        let elsewhere = |giver: &PartyRef| draft.recipients.iter().any(|party| party.home() != giver.home());
        let counted = draft.signs.by_tree
            && draft.quantity.is_some()
            && draft.stage.value == Stage::Delivered
            && draft.supplier.as_ref().is_some_and(elsewhere);
        return both || counted || here == 2 || (here == 1 && (told_or_due > 0 || parties == 2));
    }
    // A plain noun with nobody named and nothing counted in its sentence is talk.
    let wished = matches!(draft.stage.value, Stage::Interest | Stage::Pledged)
        && (!super::setting::is_civil(draft.equipment.value.class) || draft.equipment.value.class == Class::Helicopter || telling);
    if draft.generic && !wished && told == 0 && !draft.signs.party_told && draft.date.is_none() {
        return false;
    }
    if draft.generic && draft.stage.value == Stage::InService && !matches!(draft.frame.as_str(), "induct" | "rely") {
        return draft.quantity.is_some() || draft.supplier.is_some();
    }
    parties > 0
}

fn claim(draft: &Draft, recipient: Option<&PartyRef>) -> Claim {
    let mut claim = Claim::new(Kind::Transfer, draft.evidence);
    claim.polarity = if draft.negated { Polarity::Denied } else { Polarity::Affirmed };
    claim.attribution.clone_from(&draft.attribution);
    let slots = &mut claim.slots;
    slots.set(Slot::Stage, Stated { value: Value::Stage(draft.stage.value), at: draft.stage.at, inferred: draft.stage.inferred });
    slots.set(
        Slot::Equipment,
        Stated {
            value: Value::Equipment(Box::new(draft.equipment.value.clone())),
            at: draft.equipment.at,
            inferred: draft.equipment.inferred,
        },
    );
    if let Some(mode) = &draft.mode {
        slots.set(Slot::Mode, Stated { value: Value::Mode(mode.value), at: mode.at, inferred: mode.inferred });
    }
    if let Some(supplier) = &draft.supplier {
        slots.set(Slot::Supplier, Stated { value: Value::Party(state_of(supplier)), at: supplier.at, inferred: supplier.inferred });
    }
    if let Some(recipient) = recipient {
        slots.set(Slot::Recipient, Stated { value: Value::Party(state_of(recipient)), at: recipient.at, inferred: recipient.inferred });
    }
    for maker in &draft.makers {
        if let Some(company) = &maker.company {
            let name = company.name.split_whitespace().collect::<Vec<_>>().join(" ");
            slots.push(Slot::Manufacturers, Stated { value: Value::Text(name), at: maker.at, inferred: maker.inferred });
        }
    }
    if let Some(quantity) = &draft.quantity {
        slots.set(Slot::Quantity, Stated { value: Value::Quantity(quantity.value), at: quantity.at, inferred: quantity.inferred });
    }
    if let Some(value) = &draft.value {
        slots.set(Slot::Value, Stated { value: Value::Money(value.value), at: value.at, inferred: value.inferred });
    }
    if let Some(date) = &draft.date {
        slots.set(Slot::Date, Stated { value: Value::Date(date.value), at: date.at, inferred: date.inferred });
    }
    if let Some(due) = &draft.due {
        slots.set(Slot::Due, Stated { value: Value::Date(due.value), at: due.at, inferred: due.inferred });
    }
    claim
}

/// A company stands for the state that it belongs to, where that is known.
fn state_of(party: &PartyRef) -> PartyId {
    party.company.as_ref().and_then(|company| company.state.clone()).unwrap_or_else(|| party.id.clone())
}

/// How the sentence led to the draft.
fn route(draft: &Draft) -> Route {
    let thing = match (draft.generic, draft.vague, draft.equipment.inferred && draft.item.is_some()) {
        (_, _, true) => None,
        (_, true, _) => Some(Sort::VagueNoun),
        (true, ..) => Some(Sort::Noun),
        _ if draft.equipment.value.id.is_some() => Some(Sort::Family),
        _ => Some(Sort::Designation),
    };
    Route {
        way: draft.signs.way,
        steps: draft.signs.steps,
        frames: draft.nodes.len(),
        template: draft.template.clone(),
        thing,
        ahead: draft.ahead,
        by_topic: draft.signs.recipient_by_topic,
        recipients: draft.recipients.len(),
        origin: draft.origin.clone(),
        by_noun: draft.signs.by_noun,
    }
}
