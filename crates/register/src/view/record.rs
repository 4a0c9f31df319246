//! A record with everything that is said of it, and the words that say it.

use super::claim::{ClaimRow, claim_row};
use super::decision::{DecisionRow, decision_row};
use super::list::{ListRow, list_row, written};
use super::quote::{Library, Quote, quote_of};
use super::standing::{Standing, Standpoint, standing};
use crate::reconcile::{Said, Step, choose, history, shown_stage};
use materiel_model::{DocumentId, PartialDate, Polarity, Quantity, Record, Slot, Value};
use serde::{Deserialize, Serialize};

/// All of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordView {
    /// The record in one row.
    pub row: ListRow,
    /// Where it stands, seen from a day. Absent for what has no stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Its stages, the earliest first.
    pub history: Vec<StepRow>,
    /// Its slots that are filled, in the order of the kind.
    pub slots: Vec<SlotRow>,
    /// The slots of which nothing is said.
    pub unknown: Vec<Slot>,
    /// Who speaks of it: copies of one text are one voice.
    pub voices: Vec<Voice>,
    /// The claims that it is made of.
    pub claims: Vec<ClaimRow>,
    /// What people decided about it, the earliest first.
    pub decisions: Vec<DecisionRow>,
}

/// A stage of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepRow {
    /// The stage or status.
    pub stage: String,
    /// Denied when it is said not to have happened or not to be going to.
    pub polarity: Polarity,
    /// True when a later document of the same office says that it was not so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
    /// True when only earlier versions of pages tell it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// True for the stage that the record is at.
    pub shown: bool,
    /// When it happened or is to happen, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it was first reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDate>,
    /// How many items it is about, if that is stated of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// How many independent voices tell it.
    pub voices: usize,
    /// True when somebody looked at one of the claims that tell it, and found it right or put it there.
    pub reviewed: bool,
    /// Their words.
    pub quotes: Vec<Quote>,
}

/// A slot of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlotRow {
    /// The slot.
    pub slot: Slot,
    /// What is shown: one value, or all of a list.
    pub shown: Vec<ValueRow>,
    /// Why it is shown.
    pub rule: String,
    /// What else is said.
    pub others: Vec<ValueRow>,
}

/// A value and who says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueRow {
    /// The value in one string, parties by their id.
    pub written: String,
    /// The value in full.
    pub value: Value,
    /// How many independent voices say it.
    pub voices: usize,
    /// True when it contradicts the value shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
    /// True when everybody who says it was corrected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
    /// True when only earlier versions of pages say it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// True when it is said of what is said not to be so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
    /// True when somebody looked at one of the claims that say it, and found it right or put it there. Otherwise it is a machine's reading.
    pub reviewed: bool,
    /// The words, the earliest published first.
    pub quotes: Vec<Quote>,
}

/// The documents of one voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Voice {
    /// The documents, the earliest first; the others are copies of it.
    pub documents: Vec<Source>,
}

/// A document as it is named in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Its id.
    pub document: DocumentId,
    /// What its owner calls it.
    pub label: String,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// True when it is an earlier version of a page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
}

/// Everything about a record, seen from a standpoint, with quotes from the library.
pub fn record_view(record: &Record, library: Library<'_>, at: Standpoint<'_>) -> RecordView {
    let steps = history(record);
    let shown = shown_stage(&steps);
    // The history tells all about stages.
    let slots = || record.kind.slots().iter().copied().filter(|slot| !matches!(slot, Slot::Stage | Slot::Status));
    let row = list_row(record);
    RecordView {
        standing: standing(record, &steps, &row, at),
        row,
        history: steps.iter().map(|step| step_row(record, step, shown == Some(step), library)).collect(),
        slots: slots().filter_map(|slot| slot_row(record, slot, library)).collect(),
        unknown: slots().filter(|slot| !record.members.iter().any(|member| member.claim.slots.has(*slot))).collect(),
        voices: record
            .voices
            .iter()
            .map(|voice| Voice { documents: voice.iter().filter_map(|id| version(record, id, library)).collect() })
            .collect(),
        claims: record.members.iter().map(|member| claim_row(member, library)).collect(),
        decisions: record.decisions.iter().map(|decided| decision_row(decided)).collect(),
    }
}

fn step_row(record: &Record, step: &Step, shown: bool, library: Library<'_>) -> StepRow {
    let members = step.claims.iter().filter_map(|claim| record.member(claim));
    let quotes = members.filter_map(|member| {
        let slot = [Slot::Stage, Slot::Status].into_iter().find(|slot| member.claim.slots.has(*slot))?;
        quote_of(record, member, slot, member.claim.slots.get(slot)?, library)
    });
    StepRow {
        stage: step.stage.display(),
        polarity: step.polarity,
        corrected: step.corrected,
        superseded: step.superseded,
        shown,
        date: step.date,
        reported: step.reported,
        quantity: step.quantity,
        voices: step.voices,
        reviewed: step.reviewed,
        quotes: quotes.collect(),
    }
}

/// The row of one slot, or `None` where nothing is said of it.
pub(super) fn slot_row(record: &Record, slot: Slot, library: Library<'_>) -> Option<SlotRow> {
    let choice = choose(record, slot)?;
    let mut rows: Vec<ValueRow> = choice.said.iter().map(|said| value_row(record, slot, said, library)).collect();
    let others = rows.split_off(choice.shown.min(rows.len()));
    Some(SlotRow { slot, shown: rows, rule: choice.rule.words().to_owned(), others })
}

fn value_row(record: &Record, slot: Slot, said: &Said, library: Library<'_>) -> ValueRow {
    let quotes = said.by.iter().filter_map(|saying| {
        let member = record.member(&saying.claim)?;
        let stated = member.claim.slots.all(slot).get(saying.index)?;
        quote_of(record, member, slot, stated, library)
    });
    ValueRow {
        written: written(&said.value),
        value: said.value.clone(),
        voices: said.voices.len(),
        conflict: said.conflict,
        corrected: said.corrected,
        superseded: said.superseded,
        denied: said.denied,
        reviewed: said.reviewed,
        quotes: quotes.collect(),
    }
}

/// A document of a record, and whether it is an earlier version of a page.
fn version(record: &Record, id: &DocumentId, library: Library<'_>) -> Option<Source> {
    let superseded = record.superseded.iter().any(|earlier| earlier.document == *id);
    Some(Source { superseded, ..source(id, library)? })
}

pub(super) fn source(id: &DocumentId, library: Library<'_>) -> Option<Source> {
    let document = library(id)?;
    Some(Source {
        document: id.clone(),
        label: document.label,
        title: document.title,
        source: document.source,
        url: document.url,
        published: document.published,
        superseded: false,
    })
}
