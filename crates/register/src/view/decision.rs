//! Decisions as rows: what somebody decided, when and why, and whether it still holds.

use super::list::written;
use crate::fold::{Register, Retraction, Ruling, Standing};
use materiel_model::{ClaimId, Decided, Entity, Moment, Named, Verdict};
use serde::{Deserialize, Serialize};

/// A decision, or the taking back of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionRow {
    /// The number of its log entry, by which it is taken back.
    pub entry: u64,
    /// When it was written down.
    pub at: Moment,
    /// `accept`, `reject`, `correct`, `join`, `split`, `rename`, `pin` or `undo`.
    pub decision: String,
    /// What it says, in words.
    pub about: String,
    /// The claims that it names, by the ids that they had then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
    /// Whether it still holds.
    pub held: Held,
    /// What is read now, where a later reading says something else; what took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Whether a decision holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It has its effect.
    Holds,
    /// It was taken back.
    TakenBack,
    /// What it is about is not there, or need not be decided any more.
    Rests,
    /// A later reading says something else; somebody has decided about that since.
    Settled,
    /// A later reading says something else; it is in the queue.
    CameBack,
}

impl Held {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::TakenBack => "taken back",
            Self::Rests => "rests",
            Self::Settled => "settled",
            Self::CameBack => "came back",
        }
    }
}

/// The row of a decision that holds.
pub fn decision_row(decided: &Decided) -> DecisionRow {
    let verdict = &decided.decision.verdict;
    DecisionRow {
        entry: decided.entry,
        at: decided.at,
        decision: verdict.word().to_owned(),
        about: about(verdict),
        claims: verdict.claims().into_iter().map(|named| named.id().to_string()).collect(),
        author: decided.decision.author.clone(),
        reason: decided.decision.reason.clone(),
        held: Held::Holds,
        because: None,
    }
}

/// Every decision of the log and every taking back of one, the earliest first.
pub fn decisions(register: &Register) -> Vec<DecisionRow> {
    let mut rows: Vec<DecisionRow> = rulings(register).into_iter().map(|(row, _)| row).collect();
    rows.extend(register.undone().map(|retraction| undo_row(retraction, register.stands(retraction.entry))));
    rows.sort_by_key(|row| row.entry);
    rows
}

/// Every decision of the log, with the claims that it names as they are now.
pub(super) fn rulings(register: &Register) -> Vec<(DecisionRow, Vec<ClaimId>)> {
    register.rulings().into_iter().map(|ruling| (ruling_row(&ruling), ruling.claims)).collect()
}

fn ruling_row(ruling: &Ruling) -> DecisionRow {
    let (held, because) = match &ruling.standing {
        Standing::Holds => (Held::Holds, None),
        Standing::TakenBack => (Held::TakenBack, None),
        Standing::Rests => (Held::Rests, Some("what it is about is not in the register".to_owned())),
        Standing::Settled { by } => (Held::Settled, Some(format!("see entry {by}"))),
        Standing::CameBack { reason, .. } => (Held::CameBack, Some(reason.clone())),
    };
    DecisionRow { held, because, ..decision_row(&ruling.decided) }
}

fn undo_row(retraction: &Retraction, stands: bool) -> DecisionRow {
    DecisionRow {
        entry: retraction.entry,
        at: retraction.at,
        decision: "undo".to_owned(),
        about: format!("takes back entry {}", retraction.of),
        claims: Vec::new(),
        author: retraction.author.clone(),
        reason: retraction.reason.clone(),
        held: if stands { Held::Holds } else { Held::TakenBack },
        because: None,
    }
}

/// What a verdict says, in words.
pub(super) fn about(verdict: &Verdict) -> String {
    let slot_name = |slot: materiel_model::Slot| slot.as_str().replace('_', " ");
    match verdict {
        Verdict::Accept { claim } => format!("{} says what it is read to say", name(claim)),
        Verdict::Reject { claim } => format!("{} does not say that, and does not count", name(claim)),
        Verdict::Correct { claim, slot, values } => {
            let before = match claim {
                Named::Read(read) => read.claim.slots.all(*slot).iter().map(|stated| written(&stated.value)).collect::<Vec<_>>().join("; "),
                Named::Id(_) => String::new(),
            };
            let after: Vec<String> = values.iter().map(|stated| written(&stated.value)).collect();
            let or_nothing = |words: String| if words.is_empty() { "nothing".to_owned() } else { words };
            format!("{} of {}: {}, not {}", slot_name(*slot), name(claim), or_nothing(after.join("; ")), or_nothing(before))
        }
        Verdict::Join { first, second, others } => {
            let names: Vec<String> = [first, second].into_iter().chain(others).map(name).collect();
            format!("{} are one thing", names.join(", "))
        }
        Verdict::Split { first, second, others } => {
            let names: Vec<String> = [second].into_iter().chain(others).map(name).collect();
            format!("{} is another thing than {}", name(first), names.join(", "))
        }
        Verdict::Rename { from, to } => format!("{} is {}", entity(from), entity(to)),
        Verdict::Pin { claim, slot, value } => format!("{} {} is shown, as {} says", slot_name(*slot), written(value), name(claim)),
    }
}

/// The first digits of a claim's id, by which people call it.
fn name(claim: &Named) -> String {
    claim.id().as_str().chars().take(8).collect()
}

fn entity(entity: &Entity) -> String {
    match entity {
        Entity::Party(id) => id.as_str().to_owned(),
        Entity::Equipment(equipment) => equipment.name.clone(),
    }
}
