//! Drafts into claims: one for each recipient, with a confidence, said once.

use super::draft::Draft;
use super::parties::PartyRef;
use super::setting::Setting;
use materiel_model::{Claim, Class, Confidence, Kind, PartyId, Polarity, Slot, Stage, Stated, Value};

/// The claims of a document's drafts, in the order of the text. Where the document does not speak of forces or arms, goods that others buy too
/// are not believed.
pub fn claims(drafts: &[Draft], setting: &Setting) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for draft in drafts.iter().filter(|draft| is_believed(draft) && (!draft.civil || setting.is_martial(draft.sentence))) {
        let recipients: Vec<Option<&PartyRef>> = match draft.recipients.len() {
            0 => vec![None],
            _ => draft.recipients.iter().map(Some).collect(),
        };
        for recipient in recipients {
            let claim = claim(draft, recipient);
            if !out.contains(&claim) {
                out.push(claim);
            }
        }
    }
    out
}

/// Whether a draft says enough to be a claim at all.
fn is_believed(draft: &Draft) -> bool {
    let parties = usize::from(draft.supplier.is_some()) + usize::from(!draft.recipients.is_empty());
    let told = usize::from(draft.quantity.is_some()) + usize::from(draft.value.is_some());
    if draft.equipment.value.class == Class::Service && draft.generic {
        // "Training" and "support" are everywhere: both sides must be named, or a sum.
        return draft.value.is_some() || (draft.signs.recipient_here && draft.signs.supplier_here);
    }
    // "Advanced missile systems" says more than "systems".
    let telling = draft.equipment.value.name.split_whitespace().count() >= 3;
    if draft.vague && !telling {
        let here = usize::from(draft.signs.recipient_here) + usize::from(draft.signs.supplier_here);
        return here == 2 || (here == 1 && (told > 0 || parties == 2));
    }
    if draft.generic && draft.stage.value == Stage::InService {
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
        Stated { value: Value::Equipment(draft.equipment.value.clone()), at: draft.equipment.at, inferred: draft.equipment.inferred },
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
    claim.confidence = confidence(draft);
    claim
}

/// A company stands for the state that it belongs to, where that is known.
fn state_of(party: &PartyRef) -> PartyId {
    party.company.as_ref().and_then(|company| company.state.clone()).unwrap_or_else(|| party.id.clone())
}

/// How sure the reading is, from how it was reached.
fn confidence(draft: &Draft) -> Confidence {
    let signs = draft.signs;
    let mut score = 0.35;
    for (sign, weight) in [
        (signs.by_tree, 0.15),
        (signs.recipient_here, 0.15),
        (signs.supplier_here, 0.1),
        (signs.designated, 0.1),
        (draft.quantity.is_some(), 0.07),
        (draft.date.is_some(), 0.03),
    ] {
        if sign {
            score += weight;
        }
    }
    if draft.negated || draft.vague {
        score -= 0.15;
    }
    Confidence::new(score)
}
