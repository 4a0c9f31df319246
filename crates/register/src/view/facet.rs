//! How many records there are of everything that lists are picked out by.
//!
//! In: rows and a filter. Out: for every facet, its values with the number of rows that have them. A facet counts the rows that pass all of the
//! filter but what it asks of this facet itself, so that the counts tell what choosing another value would show.

use super::{Filter, ListRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a list can be picked out by, with counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Facets {
    /// By kind.
    pub kinds: Vec<Tally>,
    /// By id of those whom it goes to, or where it is.
    pub recipients: Vec<Tally>,
    /// By id of those from whom it comes, or who act.
    pub suppliers: Vec<Tally>,
    /// By class of equipment.
    pub classes: Vec<Tally>,
    /// By stage or status.
    pub stages: Vec<Tally>,
    /// By year of the latest day on which it was reported or happened.
    pub years: Vec<Tally>,
    /// By how much of it somebody looked at: `no`, `part`, `yes`.
    pub reviewed: Vec<Tally>,
    /// By whether something contradicts what is shown: `yes`, `no`.
    pub conflicts: Vec<Tally>,
}

/// A value and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    /// The value, as a filter takes it.
    pub value: String,
    /// The number of rows.
    pub rows: usize,
}

/// The tallies of a facet, the most first; years the latest first.
pub fn tallies(counts: impl IntoIterator<Item = (String, usize)>) -> Vec<Tally> {
    let mut out: Vec<Tally> = counts.into_iter().map(|(value, rows)| Tally { value, rows }).collect();
    out.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.value.cmp(&b.value)));
    out
}

/// Counts rows.
pub fn facets<'a>(rows: impl IntoIterator<Item = &'a ListRow>, filter: &Filter) -> Facets {
    let but = |change: fn(&mut Filter)| {
        let mut other = filter.clone();
        change(&mut other);
        other
    };
    let all = [
        but(|filter| filter.kinds.clear()),
        but(|filter| filter.recipients.clear()),
        but(|filter| filter.suppliers.clear()),
        but(|filter| filter.classes.clear()),
        but(|filter| filter.stages.clear()),
        but(|filter| (filter.since, filter.until) = (None, None)),
        but(|filter| filter.reviewed.clear()),
        but(|filter| filter.conflicts = None),
    ];
    let mut counts: [BTreeMap<String, usize>; 8] = Default::default();
    for row in rows {
        let marks = row.marks();
        let values = |at: usize| -> Vec<String> {
            match at {
                0 => vec![row.kind.to_string()],
                1 => marks.to.clone(),
                2 => marks.from.clone(),
                3 => row.class.iter().map(ToString::to_string).collect(),
                4 => row.stage.iter().cloned().collect(),
                5 => marks.day.iter().map(|day| day.year().to_string()).collect(),
                6 => vec![row.reviewed.as_str().to_owned()],
                _ => vec![if row.conflicts > 0 { "yes" } else { "no" }.to_owned()],
            }
        };
        for (at, counts) in counts.iter_mut().enumerate() {
            if all.get(at).is_some_and(|filter| filter.takes(row)) {
                for value in values(at) {
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
    }
    let [kinds, recipients, suppliers, classes, stages, years, reviewed, conflicts] = counts.map(tallies);
    let mut out = Facets { kinds, recipients, suppliers, classes, stages, years, reviewed, conflicts };
    out.years.sort_by(|a, b| b.value.cmp(&a.value));
    out
}
