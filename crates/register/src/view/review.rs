//! The queue of what is worth a look: first the decisions that no longer fit what is read, then what nobody looked at, in the order of
//! how much a look would change.

use super::change::{Change, conflict_change, filled, shown_changes};
use super::claim::{ClaimRow, claim_row};
use super::decision::{DecisionRow, Held, rulings};
use super::list::{ListRow, list_row};
use super::quote::Library;
use crate::fold::Register;
use crate::reconcile::choose;
use materiel_model::{Member, Record};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Of a record with more claims that nobody looked at, only so many are weighed, those first of which the reader is least sure: what many say
/// changes little with one of them.
const WEIGHED: usize = 48;

/// Something that is worth a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueRow {
    /// A decision that no longer fits what is read, which is why it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_back: Option<DecisionRow>,
    /// The claim to look at; absent where nothing is read any more at the place that was decided about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimRow>,
    /// Its record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<ListRow>,
    /// How much a look would change, on average: how likely it is that the claim is wrong, times the number of shown values that would be
    /// others then.
    pub weight: f64,
    /// How likely it is that the claim is wrong: what its confidence leaves, and at least one half where its value contradicts another.
    pub doubt: f64,
    /// What the record would show if the claim were wrong.
    pub changes: Vec<Change>,
    /// True when there would be no record then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}

impl QueueRow {
    /// A decision that came back and whose claim lies in no record.
    fn lost(decision: DecisionRow) -> Self {
        Self { came_back: Some(decision), claim: None, record: None, weight: 0.0, doubt: 0.0, changes: Vec::new(), alone: false }
    }
}

/// The queue, the weightiest first.
pub fn queue(register: &Register, library: Library<'_>) -> Vec<QueueRow> {
    let mut came_back: BTreeMap<String, DecisionRow> = BTreeMap::new();
    let mut out = Vec::new();
    for (row, claims) in rulings(register).into_iter().filter(|(row, _)| row.held == Held::CameBack) {
        match claims.first() {
            Some(claim) => {
                came_back.insert(claim.to_string(), row);
            }
            None => out.push(QueueRow::lost(row)),
        }
    }
    for record in register.records() {
        let row = list_row(&record);
        let conflicting = conflicting(&record, &row);
        let mut open: Vec<usize> = (0..record.members.len())
            .filter(|at| !record.members[*at].reviewed || came_back.contains_key(record.members[*at].id.as_str()))
            .collect();
        open.sort_by_key(|at| {
            let member = &record.members[*at];
            (!came_back.contains_key(member.id.as_str()), !conflicting.contains(member.id.as_str()), member.claim.confidence, *at)
        });
        for at in open.into_iter().take(WEIGHED) {
            let member = &record.members[at];
            let least = if conflicting.contains(member.id.as_str()) { 0.5 } else { 0.0 };
            let one = weigh(&record, &row, at, (1.0 - member.claim.confidence.get()).max(least));
            let back = came_back.remove(member.id.as_str());
            out.push(QueueRow { came_back: back, claim: Some(claim_row(member, library)), record: Some(row.clone()), ..one });
        }
    }
    // What came back for a claim that somebody rejected since lies in no record.
    let lost = came_back.into_values();
    out.extend(lost.map(QueueRow::lost));
    let id = |row: &QueueRow| row.claim.as_ref().map(|claim| claim.claim.clone());
    let entry = |row: &QueueRow| row.came_back.as_ref().map_or(u64::MAX, |row| row.entry);
    out.sort_by(|a, b| entry(a).cmp(&entry(b)).then(b.weight.total_cmp(&a.weight)).then_with(|| id(a).cmp(&id(b))));
    out
}

/// What would be otherwise without a claim.
fn weigh(record: &Record, row: &ListRow, at: usize, doubt: f64) -> QueueRow {
    let rest = without(record, at);
    let (changes, alone, effect) = match &rest {
        Some(rest) => {
            let without = list_row(rest);
            let mut changes = shown_changes(row, &without);
            changes.extend(conflict_change(row, &without));
            let effect = changes.len();
            (changes, false, effect)
        }
        None => (Vec::new(), true, filled(row)),
    };
    // Few records have more than a few dozen fields.
    let effect = u32::try_from(effect).unwrap_or(u32::MAX);
    QueueRow { came_back: None, claim: None, record: None, weight: doubt * f64::from(effect), doubt, changes, alone }
}

/// The same record without one of its claims.
fn without(record: &Record, at: usize) -> Option<Record> {
    let mut rest = record.clone();
    let gone: Arc<Member> = rest.members.remove(at);
    rest.heard.remove(at);
    rest.corrections.retain(|correction| correction.claim != gone.id && correction.by != gone.id);
    (!rest.members.is_empty()).then_some(rest)
}

/// The claims whose values contradict what others say.
fn conflicting(record: &Record, row: &ListRow) -> HashSet<String> {
    let mut out = HashSet::new();
    if row.conflicts == 0 {
        return out;
    }
    for choice in record.kind.slots().iter().filter_map(|slot| choose(record, *slot)) {
        if choice.said.iter().any(|said| said.conflict) {
            let both = choice.said.iter().enumerate().filter(|(at, said)| *at < choice.shown || said.conflict);
            out.extend(both.flat_map(|(_, said)| said.by.iter().map(|saying| saying.claim.to_string())));
        }
    }
    out
}
