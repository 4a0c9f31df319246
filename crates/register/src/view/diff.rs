//! What changed between two states of the register, and what changed it.

use super::change::{Change, changes};
use super::decision::{DecisionRow, Held, decisions};
use super::list::{ListRow, list_row};
use super::quote::Library;
use super::record::{Source, source};
use crate::fold::Register;
use materiel_model::{ClaimId, DocumentId, Kind, Record, RecordId, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A state of the register, to be held against another.
#[derive(Clone, Debug)]
pub struct Snapshot {
    records: Vec<Record>,
    documents: HashSet<DocumentId>,
    decisions: Vec<DecisionRow>,
    /// The claims that each decision bears on now, by entry.
    bearing: HashMap<u64, Vec<ClaimId>>,
}

impl Snapshot {
    /// The register as it is.
    pub fn of(register: &Register) -> Self {
        Self::of_some(register, register.records().collect())
    }

    /// Some records, with a register that has all documents which speak of them: enough to be held against another of these where all
    /// others are the same.
    pub fn of_some(register: &Register, mut records: Vec<Record>) -> Self {
        // Of equal ties the first counts, whichever others are there.
        records.sort_by(|a, b| a.id.cmp(&b.id));
        let bearing = register.rulings().into_iter().map(|ruling| (ruling.decided.entry, ruling.claims));
        Self { records, documents: register.counted().cloned().collect(), decisions: decisions(register), bearing: bearing.collect() }
    }
}

/// A record that is another than it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffRow {
    /// What happened to it.
    pub change: Changed,
    /// The record as it is; as it was, if it is gone.
    pub record: ListRow,
    /// The record as it was, where it goes on from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ListRow>,
    /// The records that had its claims before, the one that it goes on from first; empty where it goes on under the same id from one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<RecordId>,
    /// What it shows otherwise.
    pub changes: Vec<Change>,
    /// The documents that changed it.
    pub documents: Vec<Cause>,
    /// What people decided that changed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionRow>,
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It was not there.
    New,
    /// It shows something else.
    Changed,
    /// It is not there any more.
    Gone,
}

impl Changed {
    /// In one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// A document that changed a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// How.
    pub how: How,
    /// True for a copy of another document of the record, which is no voice of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub copy: bool,
    /// Which.
    #[serde(flatten)]
    pub source: Source,
}

/// How a document changed a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It came in.
    Added,
    /// It was there, and says something else of it now: it was read again, or its claims were brought together otherwise.
    ReadOtherwise,
    /// It is not there any more.
    TakenBack,
}

impl How {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Added => "new",
            Self::ReadOtherwise => "read otherwise",
            Self::TakenBack => "taken back",
        }
    }
}

/// What changed, record by record, in the order of kinds and ids: what is shown, what supports it, and what there is no more. Another copy of a
/// text that was there changes nothing.
pub fn diff(before: &Snapshot, after: &Snapshot, library: Library<'_>) -> Vec<DiffRow> {
    let places = Places::of(&before.records);
    let pairs = pair(&before.records, &after.records, &places);
    let decided = decided(before, after);
    let mut out = Vec::new();
    let mut gone: BTreeSet<usize> = (0..before.records.len()).collect();
    for (record, (main, touched)) in after.records.iter().zip(&pairs) {
        touched.iter().for_each(|at| {
            gone.remove(at);
        });
        let row = list_row(record);
        let was: Vec<&Record> = main.iter().chain(touched.iter().filter(|at| Some(**at) != *main)).map(|at| &before.records[*at]).collect();
        let went_on = main.map(|at| &before.records[at]);
        let then = went_on.map(list_row);
        let changes = then.as_ref().map_or_else(Vec::new, |then| changes(then, &row));
        let same_id = matches!(was.as_slice(), [only] if went_on.is_some() && only.id == record.id);
        if went_on.is_some() && changes.is_empty() && was.len() == 1 {
            continue;
        }
        out.push(DiffRow {
            change: if went_on.is_some() { Changed::Changed } else { Changed::New },
            was: if same_id { Vec::new() } else { was.iter().map(|record| record.id.clone()).collect() },
            documents: causes(&was, Some(record), before, after, library),
            decisions: bearing_on(&decided, &was, Some(record)),
            record: row,
            before: then,
            changes,
        });
    }
    for record in gone.into_iter().map(|at| &before.records[at]) {
        out.push(DiffRow {
            change: Changed::Gone,
            record: list_row(record),
            before: None,
            was: Vec::new(),
            changes: Vec::new(),
            documents: causes(&[record], None, before, after, library),
            decisions: bearing_on(&decided, &[record], None),
        });
    }
    out.sort_by(|a, b| (a.record.kind, a.change, &a.record.id).cmp(&(b.record.kind, b.change, &b.record.id)));
    out
}

/// Where claims lie: by id, and by document and place for those that were read anew.
struct Places<'a> {
    by_id: HashMap<&'a ClaimId, usize>,
    by_place: HashMap<(&'a DocumentId, Kind), Vec<(Span, usize)>>,
}

impl<'a> Places<'a> {
    fn of(records: &'a [Record]) -> Self {
        let mut places = Self { by_id: HashMap::new(), by_place: HashMap::new() };
        for (at, record) in records.iter().enumerate() {
            for member in &record.members {
                places.by_id.insert(&member.id, at);
                places.by_place.entry((&member.document, record.kind)).or_default().push((member.claim.evidence, at));
            }
        }
        places
    }
}

/// For each later record the one that it goes on from, if there is one, and all that had any of its claims. Two records never go on from one.
fn pair(before: &[Record], after: &[Record], places: &Places<'_>) -> Vec<(Option<usize>, BTreeSet<usize>)> {
    let mut shared: Vec<BTreeMap<usize, usize>> = Vec::with_capacity(after.len());
    for record in after {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for member in &record.members {
            if let Some(at) = places.by_id.get(&member.id) {
                *counts.entry(*at).or_default() += 2;
            }
        }
        if counts.is_empty() {
            for member in &record.members {
                let near = places.by_place.get(&(&member.document, record.kind)).into_iter().flatten();
                // A claim that is read otherwise now goes on from the one at its place.
                for (_, at) in near.filter(|(span, _)| span.overlaps(member.claim.evidence)) {
                    counts.insert(*at, 1);
                }
            }
        }
        shared.push(counts);
    }
    // The strongest ties first; an equal tie goes to the record of the same id, and then to the first.
    let mut ties: Vec<(usize, bool, usize, usize)> = shared
        .iter()
        .enumerate()
        .flat_map(|(to, counts)| counts.iter().map(move |(from, count)| (*count, before[*from].id == after[to].id, to, *from)))
        .collect();
    ties.sort_by_key(|(count, same, to, from)| (std::cmp::Reverse((*count, *same)), *to, *from));
    let mut main: Vec<Option<usize>> = vec![None; after.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    for (_, _, to, from) in ties {
        if main[to].is_none() && taken.insert(from) {
            main[to] = Some(from);
        }
    }
    let sole = |to: usize, main: &[Option<usize>]| main[to].into_iter().collect();
    (0..after.len())
        .map(|to| {
            let all = if shared[to].values().any(|count| *count > 1) { shared[to].keys().copied().collect() } else { sole(to, &main) };
            (main[to], all)
        })
        .collect()
}

/// The documents that changed a record: those with claims that came to it or left it.
fn causes(was: &[&Record], now: Option<&Record>, before: &Snapshot, after: &Snapshot, library: Library<'_>) -> Vec<Cause> {
    let members = |record: &Record| record.members.iter().map(|member| (member.id.clone(), member.document.clone())).collect::<Vec<_>>();
    let then: HashSet<(ClaimId, DocumentId)> = was.iter().flat_map(|record| members(record)).collect();
    let record = now;
    let now: HashSet<(ClaimId, DocumentId)> = now.map(members).unwrap_or_default().into_iter().collect();
    let is_copy = |document: &DocumentId| {
        record.into_iter().flat_map(|record| &record.voices).any(|voice| voice.iter().skip(1).any(|one| one == document))
    };
    let mut out: BTreeMap<&DocumentId, How> = BTreeMap::new();
    for (_, document) in now.symmetric_difference(&then) {
        let how = match (before.documents.contains(document), after.documents.contains(document)) {
            (false, _) => How::Added,
            (true, true) => How::ReadOtherwise,
            (true, false) => How::TakenBack,
        };
        out.insert(document, how);
    }
    let mut causes: Vec<Cause> = out
        .into_iter()
        .filter_map(|(document, how)| Some(Cause { how, copy: is_copy(document), source: source(document, library)? }))
        .collect();
    causes.sort_by(|a, b| {
        (a.how, a.copy, a.source.published, &a.source.document).cmp(&(b.how, b.copy, b.source.published, &b.source.document))
    });
    causes
}

/// A decision that came or went in between, and the claims that it bears on.
type Between<'a> = (DecisionRow, Vec<&'a ClaimId>);

/// The decisions and the taking back of decisions that came in between.
fn decided<'a>(before: &'a Snapshot, after: &'a Snapshot) -> Vec<Between<'a>> {
    let known: HashMap<u64, Held> = before.decisions.iter().map(|row| (row.entry, row.held)).collect();
    let changed = after.decisions.iter().filter(|row| known.get(&row.entry) != Some(&row.held) && row.decision != "undo");
    let claims = |entry: u64| [&before.bearing, &after.bearing].into_iter().filter_map(|bearing| bearing.get(&entry)).flatten().collect();
    let mut out: Vec<Between<'_>> = changed.map(|row| (row.clone(), claims(row.entry))).collect();
    // Looking back, what was decided later is not there yet.
    let there: HashSet<u64> = after.decisions.iter().map(|row| row.entry).collect();
    let missing = before.decisions.iter().filter(|row| !there.contains(&row.entry) && row.decision != "undo");
    out.extend(missing.map(|row| (DecisionRow { held: Held::Rests, ..row.clone() }, claims(row.entry))));
    out
}

fn bearing_on(decided: &[Between<'_>], was: &[&Record], now: Option<&Record>) -> Vec<DecisionRow> {
    if decided.is_empty() {
        return Vec::new();
    }
    let members = || was.iter().copied().chain(now).flat_map(|record| &record.members);
    let claims: HashSet<&ClaimId> = members().map(|member| &member.id).collect();
    let entries: HashSet<u64> =
        members().filter_map(|member| member.judged.as_ref()).flat_map(|judged| judged.entries.iter().copied()).collect();
    let bears = |(row, about): &&Between<'_>| entries.contains(&row.entry) || about.iter().any(|claim| claims.contains(*claim));
    decided.iter().filter(bears).map(|(row, _)| row.clone()).collect()
}
