//! How a record came together, and how a slot's value came about.

use super::quote::Library;
use super::record::{SlotRow, slot_row};
use crate::reconcile::{history, shown_stage};
use materiel_model::{Reason, Record, RecordId, Slot};
use serde::{Deserialize, Serialize};

/// Why a record is one record, and why a slot shows what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyRow {
    /// The record.
    pub id: RecordId,
    /// How its claims were brought together, step by step.
    pub joins: Vec<JoinRow>,
    /// The slot that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<WhySlot>,
}

/// Claims that were brought in together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JoinRow {
    /// Their ids.
    pub claims: Vec<String>,
    /// The labels of their documents.
    pub documents: Vec<String>,
    /// The rules that applied, with their points. Empty for the claims that the record began with.
    pub reasons: Vec<Reason>,
    /// The sum of the points.
    pub points: i32,
    /// How many points were needed.
    pub needed: i32,
}

/// How a value came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhySlot {
    /// A value that was chosen among what is said.
    Chosen(SlotRow),
    /// A stage or status, which follows from the history.
    Stage {
        /// What is shown.
        stage: String,
        /// The rule.
        rule: String,
    },
    /// Nothing is said.
    Unknown(Slot),
}

/// Why a record, and a slot of it if one is asked for, are as they are.
pub fn why(record: &Record, slot: Option<Slot>, library: Library<'_>) -> WhyRow {
    let joins = record.joins.iter().map(|join| {
        let mut documents: Vec<String> =
            join.claims.iter().filter_map(|claim| library(&record.member(claim)?.document)).map(|document| document.label).collect();
        documents.dedup();
        JoinRow {
            claims: join.claims.iter().map(ToString::to_string).collect(),
            documents,
            reasons: join.reasons.clone(),
            points: join.reasons.iter().map(|reason| reason.points).sum(),
            needed: crate::reconcile::rules::ENOUGH,
        }
    });
    WhyRow { id: record.id.clone(), joins: joins.collect(), slot: slot.map(|slot| why_slot(record, slot, library)) }
}

fn why_slot(record: &Record, slot: Slot, library: Library<'_>) -> WhySlot {
    if matches!(slot, Slot::Stage | Slot::Status) {
        let rule = "the furthest stage that is said to be so, unless a refusal, suspension or cancellation came after it; of anything but \
            transfers, the latest status";
        return match shown_stage(&history(record)) {
            Some(step) => WhySlot::Stage { stage: step.stage.display(), rule: rule.to_owned() },
            None => WhySlot::Unknown(slot),
        };
    }
    slot_row(record, slot, library).map_or(WhySlot::Unknown(slot), WhySlot::Chosen)
}
