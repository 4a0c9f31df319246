//! The log, entry by entry, into the register.
//!
//! In: log entries, in the order of their numbers. Out: records. Taking the entries one by one, with [`Register::settle`] after each or only
//! at the end, gives the same register.

mod state;

use crate::reconcile::{Block, Group, Orders, documents, groups, order, pile, voices};
use materiel_model::{ClaimId, DocumentId, Entry, Member, Record, RecordId};
use state::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much of the log is folded. All bounds are inclusive; without them everything counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Only what was published by this day. A document without a date counts from the day on which it was added.
    pub known_by: Option<jiff::civil::Date>,
    /// Only what was in the log by this moment.
    pub had_at: Option<materiel_model::Moment>,
    /// Only claims of at least this confidence, and those that somebody accepted.
    pub min_confidence: Option<materiel_model::Confidence>,
}

impl Cut {
    /// True when everything counts.
    pub const fn is_whole(&self) -> bool {
        self.known_by.is_none() && self.had_at.is_none() && self.min_confidence.is_none()
    }
}

/// The records, and what is needed to go on from here.
#[derive(Clone, Debug, Default)]
pub struct Register {
    cut: Cut,
    through: u64,
    state: State,
    orders: Orders,
    blocks: BTreeMap<Block, BTreeMap<DocumentId, Vec<Group>>>,
    filed: BTreeMap<DocumentId, BTreeSet<Block>>,
    records: BTreeMap<Block, Vec<Record>>,
    /// The earliest claims of all records: what ids are made of.
    anchors: BTreeSet<(char, ClaimId)>,
    dirty: BTreeSet<Block>,
}

/// The register after some entries.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>, cut: Cut) -> Register {
    let mut register = Register::new(cut);
    for entry in entries {
        register.apply(entry);
    }
    register.settle();
    register
}

impl Register {
    /// An empty register that will leave out what lies past the cut.
    pub fn new(cut: Cut) -> Self {
        Self { cut, ..Self::default() }
    }

    /// The number of the last entry that was taken.
    pub const fn through(&self) -> u64 {
        self.through
    }

    /// How many documents count.
    pub fn documents(&self) -> usize {
        self.state.active().count()
    }

    /// Takes the next entry. The records follow with the next [`Register::settle`].
    pub fn apply(&mut self, entry: &Entry) {
        self.through = self.through.max(entry.number);
        if self.cut.had_at.is_some_and(|moment| entry.at > moment) {
            return;
        }
        match self.state.take(entry, self.cut.known_by) {
            state::Touched::Nothing => {}
            state::Touched::Document(id) => self.file(&id),
            state::Touched::Everything => {
                self.orders = self.state.orders();
                for id in self.state.all() {
                    self.file(&id);
                }
                let all: Vec<Block> = self.blocks.keys().cloned().collect();
                self.dirty.extend(all);
            }
        }
    }

    /// Puts the claims of a document where they belong, in place of those of an earlier reading.
    fn file(&mut self, id: &DocumentId) {
        for block in self.filed.remove(id).unwrap_or_default() {
            if let Some(documents) = self.blocks.get_mut(&block) {
                documents.remove(id);
            }
            self.dirty.insert(block);
        }
        let members: Vec<Arc<Member>> = self.state.members(id, self.cut.min_confidence);
        let groups = groups(members, &self.orders);
        self.filed.insert(id.clone(), groups.keys().cloned().collect());
        for (block, groups) in groups {
            self.dirty.insert(block.clone());
            self.blocks.entry(block).or_default().insert(id.clone(), groups);
        }
    }

    /// Brings the records up to date with the entries taken so far.
    pub fn settle(&mut self) {
        // A decision may tie blocks together; then they are worked out as one, under the first of their names.
        let ties = self.ties();
        if !self.orders.joins.is_empty() {
            // A reading may bring or take away a claim that ties blocks together; which ones it used to tie is not kept.
            let all: Vec<Block> = self.blocks.keys().cloned().collect();
            self.dirty.extend(all);
        }
        let mut done: BTreeSet<Block> = BTreeSet::new();
        for block in std::mem::take(&mut self.dirty) {
            let tied = ties.iter().find(|tie| tie.contains(&block)).cloned().unwrap_or_else(|| BTreeSet::from([block]));
            let Some(first) = tied.first().cloned() else { continue };
            if !done.insert(first.clone()) {
                continue;
            }
            for one in &tied {
                self.forget(one);
            }
            let groups: Vec<Group> =
                tied.iter().filter_map(|one| self.blocks.get(one)).flat_map(|documents| documents.values().flatten().cloned()).collect();
            for one in &tied {
                if self.blocks.get(one).is_some_and(BTreeMap::is_empty) {
                    self.blocks.remove(one);
                }
            }
            let records = self.reconcile(&first, groups);
            self.remember(first, records);
        }
    }

    fn reconcile(&self, block: &Block, groups: Vec<Group>) -> Vec<Record> {
        let mut records = Vec::new();
        for pile in pile(block.kind, groups, &self.orders) {
            let mut members: Vec<Member> = pile.groups.iter().flat_map(|group| &group.members).map(|member| (**member).clone()).collect();
            members.sort_by(|a, b| order(a).cmp(&order(b)));
            let Some(anchor) = members.first().map(|member| member.id.clone()) else { continue };
            let documents = documents(members.iter());
            let sketches: Vec<_> = documents.into_iter().filter_map(|id| Some((id.clone(), self.state.sketch(id)?))).collect();
            let voices = voices(&sketches);
            // The id is only settled once all earliest claims are known; see `records`.
            let id = RecordId::new(block.kind, &anchor, usize::MAX);
            records.push(Record { id, kind: block.kind, members, joins: pile.joins, voices });
        }
        records
    }

    fn forget(&mut self, block: &Block) {
        for record in self.records.remove(block).unwrap_or_default() {
            if let Some(anchor) = anchor(&record) {
                self.anchors.remove(&anchor);
            }
        }
    }

    fn remember(&mut self, block: Block, records: Vec<Record>) {
        self.anchors.extend(records.iter().filter_map(anchor));
        if !records.is_empty() {
            self.records.insert(block, records);
        }
    }

    fn ties(&self) -> Vec<BTreeSet<Block>> {
        let mut ties: Vec<BTreeSet<Block>> = Vec::new();
        for (first, second) in &self.orders.joins {
            let place = |claim: &ClaimId| self.blocks.iter().find(|(_, documents)| holds(documents, claim)).map(|(block, _)| block.clone());
            let (Some(a), Some(b)) = (place(first), place(second)) else { continue };
            // Things of two kinds are never one thing, whatever anybody says.
            if a.kind != b.kind {
                continue;
            }
            let mut tie = BTreeSet::from([a, b]);
            ties.retain(|other| {
                let apart = other.is_disjoint(&tie);
                if !apart {
                    tie.extend(other.iter().cloned());
                }
                apart
            });
            ties.push(tie);
        }
        ties
    }

    /// Every record, by kind and block. Ids are as short as keeps them apart.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        self.records.values().flatten().map(|record| {
            let mut record = record.clone();
            if let Some(anchor) = anchor(&record) {
                record.id = RecordId::new(record.kind, &anchor.1, self.digits(&anchor));
            }
            record
        })
    }

    /// How many digits tell an earliest claim from its neighbours in the order of ids: eight, unless that is too few.
    fn digits(&self, anchor: &(char, ClaimId)) -> usize {
        let after = self.anchors.range((std::ops::Bound::Excluded(anchor), std::ops::Bound::Unbounded)).next();
        let before = self.anchors.range(..anchor).next_back();
        let shared = |other: Option<&(char, ClaimId)>| {
            let other = other.filter(|other| other.0 == anchor.0)?;
            Some(other.1.as_str().bytes().zip(anchor.1.as_str().bytes()).take_while(|(a, b)| a == b).count())
        };
        let common = shared(after).max(shared(before)).unwrap_or(0);
        if common < 8 { 8 } else { (common + 1).next_multiple_of(4) }
    }
}

fn holds(documents: &BTreeMap<DocumentId, Vec<Group>>, claim: &ClaimId) -> bool {
    documents.values().flatten().flat_map(|group| &group.members).any(|member| &member.id == claim)
}

fn anchor(record: &Record) -> Option<(char, ClaimId)> {
    record.members.first().map(|member| (RecordId::initial(record.kind), member.id.clone()))
}
