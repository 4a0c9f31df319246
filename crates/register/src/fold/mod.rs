//! The log, entry by entry, into the register.
//!
//! In: log entries, in the order of their numbers. Out: records. Taking the entries one by one, with [`Register::settle`] after each or only
//! at the end, gives the same register.

mod cells;
mod digest;
mod fit;
mod gist;
mod growth;
mod judgements;
mod numbered;
mod record;
mod ruling;
mod shelf;
mod side;
mod sorted;
mod state;
mod versions;

use crate::reconcile::{Cell, Corrections, Group, Orders, Place, Stretch, Voices, groups};
pub use cells::{CellKey, CellView, Draft, PartGroup, Said, SaidGroup, Told, joining};
use digest::Digest;
pub use gist::Gist;
pub use growth::Grown;
use materiel_model::{ClaimId, DocumentId, Entry, Event, Member, Record, RecordId, Span};
pub use ruling::{Retraction, Ruling, Standing};
use rustc_hash::FxHashMap;
use shelf::{Shelves, Whole};
use side::side_by_side;
pub use side::{both, in_turn};
use state::State;
pub use state::members_of;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
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
    /// What it cannot find out, where it holds only some documents.
    told: Option<Told>,
    /// The groups of documents of which only some are wanted.
    parts: FxHashMap<DocumentId, BTreeMap<Cell, Vec<Group>>>,
    through: u64,
    state: State,
    voices: Voices,
    corrections: Corrections,
    /// Documents that came, went or were read anew, and whose claims are to be put where they belong.
    unfiled: BTreeSet<DocumentId>,
    /// Documents that corrections may lie in or name, and that came, went or were read anew.
    noted: Vec<DocumentId>,
    /// The claims that each correction puts right, with those that do.
    corrected: BTreeMap<Place, BTreeSet<(ClaimId, ClaimId)>>,
    /// True when what is tied together is to be found anew.
    retie: bool,
    /// What people decided; and the same with what corrections tie together.
    orders: Orders,
    ties: Orders,
    /// The documents of the claims that something was decided about.
    whereabouts: FxHashMap<ClaimId, DocumentId>,
    decided: BTreeSet<ClaimId>,
    shelves: Shelves,
    /// The earliest claims of the records of each cell: what ids are made of.
    anchors: BTreeMap<Arc<Cell>, Vec<ClaimId>>,
    all_anchors: BTreeSet<(char, ClaimId)>,
}

/// A log entry with what is worked out of it by itself, so that many can be made ready side by side before they are taken in order.
pub struct ReadyEntry {
    entry: Entry,
    digest: Digest,
}

impl ReadyEntry {
    /// An entry made ready. The text of a document is not needed any more.
    pub fn of(mut entry: Entry) -> Self {
        let digest = Digest::of(&entry);
        if let Event::DocumentAdded { document } = &mut entry.event {
            document.text = String::new();
        }
        Self { entry, digest }
    }

    /// The entry; a document without its text.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The id of the document that the entry adds.
    pub fn added(&self) -> Option<&DocumentId> {
        if let Digest::Document(digest) = &self.digest { Some(&digest.0) } else { None }
    }
}

/// A paragraph that corrects another: each with its document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The paragraph that corrects.
    pub correction: (DocumentId, Span),
    /// What it corrects.
    pub corrected: (DocumentId, Span),
}

const fn as_stretch((document, span): &(DocumentId, Span)) -> Stretch<'_> {
    Stretch { document, start: span.start, end: span.end }
}

/// Whether a document counts, its claims that somebody decided something about, and what it says, by cell.
type Filing = (bool, Vec<ClaimId>, BTreeMap<Cell, Vec<Group>>);

/// So many documents, cells or records are worked out by one thread before it gets the next.
const AT_ONCE: usize = 64;
/// So many entries are made ready before they are taken.
const MANY: usize = 2048;

/// The register after some entries.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>, cut: Cut) -> Register {
    let mut register = Register::new(cut);
    register.apply_all(entries);
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
        self.state.count()
    }

    /// Takes the next entry. The records follow with the next [`Register::settle`].
    pub fn apply(&mut self, entry: &Entry) {
        self.apply_ready(ReadyEntry::of(entry.clone()));
    }

    /// Takes many entries, in the order of their numbers. What each needs by itself is worked out on all processors.
    pub fn apply_all<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) {
        let mut entries = entries.into_iter();
        loop {
            let some: Vec<&Entry> = entries.by_ref().take(MANY).collect();
            if some.is_empty() {
                return;
            }
            for ready in side_by_side(some, |entry| ReadyEntry::of(entry.clone())) {
                self.apply_ready(ready);
            }
        }
    }

    /// Takes the next entry, of which everything is worked out that can be by itself.
    pub fn apply_ready(&mut self, ready: ReadyEntry) {
        let ReadyEntry { entry, digest } = ready;
        self.through = self.through.max(entry.number);
        if self.cut.had_at.is_some_and(|moment| entry.at > moment) {
            return;
        }
        let touched = self.state.take(entry, digest, self.cut.known_by, &mut self.voices, &mut self.corrections);
        if touched.orders {
            self.orders = self.state.orders();
            self.decided = self.orders.claims();
            self.retie = true;
            self.ties = Orders { corrections: std::mem::take(&mut self.ties.corrections), ..self.orders.clone() };
        }
        self.unfiled.extend(touched.documents);
    }

    /// Puts the claims of documents where they belong, in place of those of earlier readings.
    fn file(&mut self) {
        let unfiled: Vec<DocumentId> = std::mem::take(&mut self.unfiled).into_iter().collect();
        let Self { parts, state, cut, decided, orders, told, voices, corrections, noted, whereabouts, shelves, .. } = self;
        let grouped = |id: &DocumentId| -> Filing {
            if let Some(groups) = parts.get(id).filter(|_| state.counts(id)) {
                return (true, Vec::new(), groups.clone());
            }
            let members = state.members(id, cut.min_confidence);
            let decided = members.iter().map(|member| &member.id).filter(|id| decided.contains(*id));
            let decided: Vec<ClaimId> = decided.cloned().collect();
            let mut groups = groups(members, orders);
            if let Some(told) = told.as_ref().filter(|_| decided.is_empty()) {
                groups.retain(|cell, groups| told.wants(id, cell) || groups.iter().any(numbered::is_numbered));
            }
            (state.counts(id), decided, groups)
        };
        let take = |grouped: Vec<(&DocumentId, Filing)>| {
            for (id, (counts, decided, groups)) in grouped {
                voices.count(id, counts);
                if corrections.count(id, counts) {
                    noted.push(id.clone());
                }
                whereabouts.extend(decided.into_iter().map(|claim| (claim, id.clone())));
                shelves.file(id, groups);
            }
            Ok::<(), Infallible>(())
        };
        let Ok(()) = in_turn(unfiled.chunks(AT_ONCE), |some| some.iter().map(|id| (id, grouped(id))).collect(), take);
    }

    /// Brings the records up to date with the entries taken so far.
    pub fn settle(&mut self) {
        self.file();
        // Whose voice a document speaks with bears on no cell.
        let mut voices = std::mem::take(&mut self.voices);
        if voices.has_many_pending() {
            both(|| self.settle_cells(), || voices.settle());
        } else {
            voices.settle();
            self.settle_cells();
        }
        self.voices = voices;
    }

    /// The same of what corrections put right, and of all cells.
    fn settle_cells(&mut self) {
        let noted = std::mem::take(&mut self.noted);
        match self.told.as_ref().map(|told| told.links.clone()) {
            None => {
                for link in self.corrections.settle(&noted) {
                    self.correct(link);
                }
            }
            Some(links) => links.iter().for_each(|link| self.correct_as_told(link)),
        }
        let changed = self.shelves.settle(&self.ties, &self.whereabouts, std::mem::take(&mut self.retie));
        for cell in &changed {
            for anchor in self.anchors.remove(cell).unwrap_or_default() {
                self.all_anchors.remove(&(RecordId::initial(cell.kind), anchor));
            }
        }
        let changed: Vec<Arc<Cell>> = changed.into_iter().collect();
        let (shelves, anchors) = (&self.shelves, &mut self.anchors);
        let joined = shelves.joined(changed.iter());
        let of = |cell: &Arc<Cell>| (cell.clone(), shelves.piles(cell, &joined).iter().filter_map(record::anchor).collect::<Vec<_>>());
        let mut found = Vec::new();
        let take = |some: Vec<(Arc<Cell>, Vec<ClaimId>)>| {
            for (cell, some) in some.into_iter().filter(|(_, anchors)| !anchors.is_empty()) {
                found.extend(some.iter().map(|anchor| (RecordId::initial(cell.kind), anchor.clone())));
                anchors.insert(cell, some);
            }
            Ok::<(), Infallible>(())
        };
        let Ok(()) = in_turn(changed.chunks(AT_ONCE), |some| some.iter().map(of).collect(), take);
        if self.all_anchors.is_empty() {
            self.all_anchors = found.into_iter().collect();
        } else {
            self.all_anchors.extend(found);
        }
    }

    /// Finds which claims a correction puts right.
    fn correct(&mut self, link: Place) {
        let mut pairs: BTreeSet<(ClaimId, ClaimId)> = BTreeSet::new();
        if let Some((correction, corrected)) = self.corrections.link(link) {
            for (one, right) in self.put_right(&correction, &corrected) {
                self.whereabouts.insert(one.id.clone(), one.document.clone());
                self.whereabouts.insert(right.id.clone(), right.document.clone());
                pairs.insert((one.id.clone(), right.id.clone()));
            }
        }
        let known = self.corrected.get(&link);
        if known.map_or(pairs.is_empty(), |known| *known == pairs) {
            return;
        }
        self.retie = true;
        for (one, right) in self.corrected.remove(&link).unwrap_or_default() {
            if let Some(by) = self.ties.corrections.get_mut(&one) {
                by.remove(&right);
                if by.is_empty() {
                    self.ties.corrections.remove(&one);
                }
            }
        }
        for (one, right) in &pairs {
            self.ties.corrections.entry(one.clone()).or_default().insert(right.clone());
        }
        if !pairs.is_empty() {
            self.corrected.insert(link, pairs);
        }
    }

    /// The same for a correction of which it was told what it corrects.
    fn correct_as_told(&mut self, link: &Link) {
        for (one, right) in self.put_right(&as_stretch(&link.correction), &as_stretch(&link.corrected)) {
            self.whereabouts.insert(one.id.clone(), one.document.clone());
            self.whereabouts.insert(right.id.clone(), right.document.clone());
            self.retie |= self.ties.corrections.entry(one.id.clone()).or_default().insert(right.id.clone());
        }
    }

    /// The claims of a corrected paragraph, each with one of the correction that puts it right.
    fn put_right(&self, correction: &Stretch<'_>, corrected: &Stretch<'_>) -> Vec<(Arc<Member>, Arc<Member>)> {
        let within = |stretch: &Stretch<'_>| {
            let mut members = self.state.members(stretch.document, self.cut.min_confidence);
            members.retain(|member| stretch.holds(member.claim.evidence.start));
            members
        };
        let wrong = within(corrected);
        let mut out = Vec::new();
        for right in within(correction).iter().filter(|member| record::corrects(member, correction.start)) {
            out.extend(wrong.iter().filter(|one| record::is_about(one, right)).map(|one| (one.clone(), right.clone())));
        }
        out
    }

    /// What every correction corrects.
    pub fn links(&self) -> impl Iterator<Item = Link> + '_ {
        let end = |stretch: &Stretch<'_>| (stretch.document.clone(), Span::new(stretch.start, stretch.end));
        self.corrections.links().map(move |(correction, corrected)| Link { correction: end(&correction), corrected: end(&corrected) })
    }

    /// Every record, by kind and by what it is about. Ids are as short as keeps them apart.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let joined = self.shelves.joined(self.shelves.cells());
        self.shelves.cells().flat_map(move |cell| self.records_of(cell, self.shelves.piles(cell, &joined)))
    }

    /// The records of a cell's piles.
    fn records_of<'a>(&'a self, cell: &'a Cell, piles: Vec<Whole<'a>>) -> impl Iterator<Item = Record> + 'a {
        piles.into_iter().filter_map(|pile| Some(self.record_of(cell, &record::anchor(&pile)?, pile)))
    }

    /// The record of a pile in a cell, with its earliest claim.
    fn record_of(&self, cell: &Cell, anchor: &ClaimId, pile: Whole<'_>) -> Record {
        let digits = self.digits(&(RecordId::initial(cell.kind), anchor.clone()));
        let id = RecordId::new(cell.kind, anchor, digits);
        record::record(id, cell.kind, pile, &self.voices, &self.ties.corrections, &self.state)
    }

    /// How many digits tell an earliest claim from its neighbours in the order of ids: eight, unless that is too few.
    fn digits(&self, anchor: &(char, ClaimId)) -> usize {
        let after = self.all_anchors.range((std::ops::Bound::Excluded(anchor), std::ops::Bound::Unbounded)).next();
        let before = self.all_anchors.range(..anchor).next_back();
        let shared = |other: Option<&(char, ClaimId)>| {
            let other = other.filter(|other| other.0 == anchor.0)?;
            Some(other.1.as_str().bytes().zip(anchor.1.as_str().bytes()).take_while(|(a, b)| a == b).count())
        };
        RecordId::digits(shared(after).max(shared(before)).unwrap_or(0))
    }
}
