//! What a register tells of its cells, so that whoever keeps its records can take in a new document without folding all the others.
//!
//! In: a settled register, of all documents or of some. Out: each cell with what its records depend on. A register of some documents
//! has the right records in every cell of which it has all documents, and all of those that [`CellView::classes`] ties it to.

use super::numbered::mark;
use super::shelf::Whole;
use super::side::in_turn;
use super::{AT_ONCE, Register, record};
use crate::reconcile::{Cell, Group, Notes, Outline, Part, Sketch, bit, cell, mark_of};
use materiel_model::{Claim, ClaimId, Class, DocumentId, Kind, Member, PartialDate, Record, RecordId};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a cell is called where its whole name would be long: a hash of it, the same on every machine and in every version.
pub type CellKey = i64;

/// What a document says in a cell: groups of claims that speak of one thing. It is told of documents that were read once, that nobody decided anything
/// about, and that no correction ties to others; they need not be read again as a whole.
pub type Said = Vec<SaidGroup>;

/// Claims of one document that speak of one thing, each with its place in the document's only reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidGroup {
    /// Enough to tell that it is not one thing with another; its names where its cell is a family's, or of a class that says nothing, and
    /// where it may come to lie in such a one.
    pub outline: Outline,
    /// What tells the pile in which it lies from others, where that began with another group; see [`SaidGroup::mark`].
    pub pile: Option<u64>,
    /// Never empty.
    pub claims: Vec<(usize, ClaimId)>,
}

/// A group with its claims, where it is all that is wanted of what a document says.
#[derive(Clone, Debug)]
pub struct PartGroup {
    /// The mark of the pile in which it lies, whatever else is there; none where that is to be found.
    pub pile: Option<u64>,
    /// Each claim with its place and its id.
    pub claims: Vec<(usize, ClaimId, Claim)>,
}

impl SaidGroup {
    /// What tells the pile in which it lies from others: the first claim of the group that the pile began with.
    pub fn mark(&self) -> u64 {
        self.pile.or_else(|| self.claims.first().map(|(_, id)| mark_of(id))).unwrap_or_default()
    }

    /// The place of its first claim, which is no other group's of the document.
    pub fn first(&self) -> Option<usize> {
        self.claims.first().map(|(place, _)| *place)
    }

    /// The order of a document's groups in a cell.
    pub fn order(&self) -> impl Ord + '_ {
        let Outline { sorts, names, features, .. } = &self.outline;
        (self.first(), self.pile, sorts, names, features)
    }

    /// True when official numbers bring it together with what others say, so that it may lie elsewhere than it would by itself.
    pub const fn is_numbered(&self) -> bool {
        self.outline.sorts != 0
    }
}

/// A cell and what its records depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellView {
    /// Its name.
    pub key: CellKey,
    /// The cells of the same kind about the same party, this one among them.
    pub block: i64,
    /// True when it holds a family of equipment. A cell of a class is held against the families of its block that have equipment of that class.
    pub family: bool,
    /// The classes of a family's equipment, or the class that the cell is of, as a set of bits.
    pub classes: u32,
    /// The documents with claims in it, those among them that joined a family's record; of what is to be read again as a whole all that it says where
    /// any of that is tied to something, with the places of claims in the latest reading, each counted once. These have piles only where they lie here.
    pub documents: BTreeMap<DocumentId, Result<Said, Said>>,
    /// The families' cells whose records something joined from here, each with the mark of the pile and a digest of what joined it.
    pub joined: Vec<(CellKey, u64, i64)>,
}

impl CellView {
    /// The families' cells whose records something joined from here, with a digest of what did.
    pub fn joined_families(&self) -> BTreeMap<CellKey, i64> {
        let mut out = BTreeMap::new();
        for (family, _, digest) in &self.joined {
            let all: &mut i64 = out.entry(*family).or_default();
            *all = all.wrapping_add(*digest);
        }
        out
    }

    /// True of the cells that nobody is named for, and of no other.
    pub fn is_about_nobody(block: CellKey) -> bool {
        [Kind::Transfer, Kind::Incident].iter().any(|kind| digest([kind.as_str(), ""]) == block)
    }

    /// True of the classes that say nothing about what sort of thing it is, where nothing is taken for another thing by the class alone.
    pub const fn says_nothing(classes: u32) -> bool {
        classes & (bit(Class::Other) | bit(Class::Service)) != 0
    }
}

/// What a register of some documents is told, since it cannot find it out.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What corrections put right.
    pub links: Vec<super::Link>,
    /// Whose voice each of its documents speaks with.
    pub voices: HashMap<DocumentId, DocumentId>,
    /// The cells whose records are wanted, and those that they are held against.
    pub cells: BTreeSet<CellKey>,
    /// The documents of which everything is wanted; of the others only what lies in the cells or has an official number.
    pub whole: BTreeSet<DocumentId>,
}

impl Told {
    /// True when what a document says in a cell is wanted.
    pub(super) fn wants(&self, id: &DocumentId, cell: &Cell) -> bool {
        self.whole.contains(id) || self.cells.contains(&key(cell))
    }
}

/// A record before it is put together: what it would be made of.
pub struct Draft<'a> {
    /// The cell that it belongs to.
    pub cell: CellKey,
    /// Its earliest claim, which its id is made of.
    pub anchor: ClaimId,
    /// A digest of its claims and of why they lie together. Two drafts with the same one give the same record, unless what is known of one of their
    /// documents has changed.
    pub digest: i64,
    register: &'a Register,
    name: &'a Cell,
    pile: Whole<'a>,
}

impl Draft<'_> {
    /// The documents that speak of it, some more than once.
    pub fn documents(&self) -> impl Iterator<Item = &DocumentId> {
        self.pile.iter().flat_map(|(group, _)| group.iter()).map(|member| &member.document)
    }

    /// What tells its pile from others: see [`SaidGroup::pile`].
    pub fn mark(&self) -> u64 {
        self.pile.first().and_then(|(group, _)| group.first()).map_or(0, |member| mark_of(&member.id))
    }

    /// The kind of record.
    pub const fn kind(&self) -> Kind {
        self.name.kind
    }

    /// The record.
    pub fn record(self) -> Record {
        self.register.record_of(self.name, &self.anchor, self.pile)
    }
}

impl Register {
    /// An empty register that is going to hold only some documents: in it nothing is taken for a correction of anything but what is told.
    pub fn of_some(mut told: Told) -> Self {
        let mut out = Self::default();
        out.voices.tell(std::mem::take(&mut told.voices));
        out.told = Some(told);
        out
    }

    /// The cells, in order. As of the last [`Register::settle`].
    pub fn cells(&self) -> impl Iterator<Item = CellView> + '_ {
        let tied = self.shelves.tied_documents();
        self.shelves.cells().map(move |cell| self.view(cell, &tied))
    }

    /// Some of the cells, in order.
    pub fn cells_among<'a>(&'a self, among: &'a BTreeSet<CellKey>) -> impl Iterator<Item = CellView> + 'a {
        let tied = self.shelves.tied_documents();
        self.shelves.cells().filter(|cell| among.contains(&key(cell))).map(move |cell| self.view(cell, &tied))
    }

    /// The cells in which anything lies of the documents that are asked for.
    pub fn cells_with(&self, wanted: impl Fn(&DocumentId) -> bool) -> BTreeSet<CellKey> {
        self.shelves.cells().filter(|cell| self.shelves.documents(cell).any(&wanted)).map(|cell| key(cell)).collect()
    }

    /// Makes something of each cell on all processors, and hands it on in the order of keys. Stops at the first error of `take`.
    ///
    /// # Errors
    /// That of `take`.
    pub fn each_cell<T: Send, E>(&self, make: impl Fn(CellView) -> T + Sync, mut take: impl FnMut(T) -> Result<(), E>) -> Result<(), E> {
        let tied = self.shelves.tied_documents();
        let mut all: Vec<(CellKey, &Arc<Cell>)> = self.shelves.cells().map(|cell| (key(cell), cell)).collect();
        all.sort_by_key(|(key, _)| *key);
        let made = |some: &[(CellKey, &Arc<Cell>)]| some.iter().map(|(_, cell)| make(self.view(cell, &tied))).collect::<Vec<T>>();
        in_turn(all.chunks(AT_ONCE), made, |made| made.into_iter().try_for_each(&mut take))
    }

    /// Makes something of each record of the cells that are wanted, on all processors, and hands it on in the order of cells. Stops at the first
    /// error of `take`.
    ///
    /// # Errors
    /// That of `take`.
    pub fn each_record_of<T: Send, E>(
        &self,
        wanted: impl Fn(CellKey) -> bool,
        make: impl Fn(Draft<'_>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let wanted: Vec<(CellKey, &Arc<Cell>)> =
            self.shelves.cells().map(|cell| (key(cell), cell)).filter(|(key, _)| wanted(*key)).collect();
        let joined = self.shelves.joined(wanted.iter().map(|(_, name)| *name));
        let made = |some: &[(CellKey, &Arc<Cell>)]| {
            let piles =
                some.iter().flat_map(|(cell, name)| self.shelves.piles(name, &joined).into_iter().map(move |pile| (*cell, *name, pile)));
            let drafts = piles.filter_map(|(cell, name, pile)| Some(self.draft(cell, name, record::anchor(&pile)?, pile)));
            drafts.map(&make).collect::<Vec<T>>()
        };
        in_turn(wanted.chunks(AT_ONCE), made, |made| made.into_iter().try_for_each(&mut take))
    }

    /// Makes something of every record on all processors, and hands it on in the order of ids. Stops at the first error of `take`.
    ///
    /// # Errors
    /// That of `take`.
    pub fn each_record<T: Send, E>(&self, make: impl Fn(Draft<'_>) -> T + Sync, mut take: impl FnMut(T) -> Result<(), E>) -> Result<(), E> {
        let many = self.anchors.values().map(Vec::len).sum();
        let mut all: Vec<(char, &ClaimId, &Arc<Cell>, usize)> = Vec::with_capacity(many);
        for (name, anchors) in &self.anchors {
            all.extend(anchors.iter().enumerate().map(|(at, anchor)| (RecordId::initial(name.kind), anchor, name, at)));
        }
        all.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let joined = self.shelves.joined(self.shelves.cells());
        let made = |some: &[(char, &ClaimId, &Arc<Cell>, usize)]| {
            let drafts = some.iter().filter_map(|(_, anchor, name, at)| {
                Some(self.draft(key(name), name, (*anchor).clone(), self.shelves.pile(name, *at, &joined)?))
            });
            drafts.map(&make).collect::<Vec<T>>()
        };
        in_turn(all.chunks(AT_ONCE), made, |made| made.into_iter().try_for_each(&mut take))
    }

    fn draft<'a>(&'a self, cell: CellKey, name: &'a Cell, anchor: ClaimId, pile: Whole<'a>) -> Draft<'a> {
        Draft { cell, digest: digest_of(&pile), anchor, register: self, name, pile }
    }

    /// Where a claim was read: the number of the entry, and the claim's place among those that it says, as [`super::members_of`] gives them.
    /// `None` where people put something right in it, or decided anything else about it.
    pub fn place_of(&self, member: &Member) -> Option<(u64, usize)> {
        self.state.place_of(member)
    }

    /// The official numbers that bring claims of a document together with those of others.
    pub fn numbers(&self, id: &DocumentId) -> BTreeSet<u64> {
        self.shelves.numbers(id)
    }

    fn view(&self, cell: &Cell, tied: &FxHashSet<&DocumentId>) -> CellView {
        let (classes, documents, joined) = self.shelves.contents(cell);
        let marks = self.shelves.marks(cell);
        let documents = documents.into_iter().map(|id| {
            let tied = tied.contains(id);
            let plain = (self.state.is_plain(id) || self.state.is_part(id)) && !tied;
            let said = plain.then(|| self.said(self.shelves.groups_of(id, cell), &marks)).flatten();
            let whole = || {
                let elsewhere = tied.then(|| self.shelves.all_groups_of(id)).into_iter().flatten();
                let group = |group: &Group| {
                    let (outline, pile) = (Outline::of(group), marks.get(&mark(group)).copied());
                    (mark(group), SaidGroup { outline, pile, claims: self.among_latest(group).unwrap_or_default() })
                };
                let all: BTreeMap<usize, SaidGroup> = self.shelves.groups_of(id, cell).chain(elsewhere).map(group).collect();
                let mut all: Said = all.into_values().collect();
                all.sort_by(|a, b| a.order().cmp(&b.order()));
                all
            };
            (id.clone(), said.ok_or_else(whole))
        });
        let documents = documents.collect();
        let classes = match cell.part {
            Part::Class(class) => bit(class),
            Part::Family(_) => classes.into_iter().fold(0, |bits, class| bits | bit(class)),
            Part::Whole => 0,
        };
        CellView {
            key: key(cell),
            block: digest([cell.kind.as_str(), &cell.about]),
            family: matches!(cell.part, Part::Family(_)),
            classes,
            documents,
            joined: joined.into_iter().map(|((family, pile), digest)| (key(family), pile, digest)).collect(),
        }
    }

    fn said<'a>(&self, groups: impl Iterator<Item = &'a Group>, marks: &FxHashMap<usize, u64>) -> Option<Said> {
        let said = |group: &Group| {
            let own = group.first().map(|member| mark_of(&member.id));
            let pile = marks.get(&mark(group)).copied().filter(|pile| Some(*pile) != own);
            Some(SaidGroup { outline: Outline::of(group), pile, claims: self.places(group)? })
        };
        let mut out: Said = groups.map(said).collect::<Option<_>>()?;
        out.sort_by(|a, b| a.order().cmp(&b.order()));
        Some(out)
    }

    /// The places and ids of a group's claims, where each was read once and nobody decided anything about it.
    fn places(&self, group: &Group) -> Option<Vec<(usize, ClaimId)>> {
        group.iter().map(|member| Some((self.place_of(member)?.1, member.id.clone()))).collect()
    }

    /// The same in the latest reading, whatever anybody decided about them.
    fn among_latest(&self, group: &Group) -> Option<Vec<(usize, ClaimId)>> {
        group.iter().map(|member| Some((self.state.place_in_latest(member)?, member.id.clone()))).collect()
    }

    /// A group, by its first claim, lies in the pile with a mark, whatever else is there; see [`SaidGroup::mark`].
    pub fn fix(&mut self, first: &ClaimId, pile: u64) {
        self.shelves.fix(first.clone(), pile);
    }

    /// Takes what a document says in some cells, where that is all that is wanted of it: groups of claims of its only reading, as [`Said`] has them.
    pub fn apply_part(&mut self, entry: u64, document: &DocumentId, said: Vec<PartGroup>) {
        let many: Vec<usize> = said.iter().map(|group| group.claims.len()).collect();
        for PartGroup { pile, claims } in &said {
            if let (Some(pile), Some((_, first, _))) = (pile, claims.first()) {
                self.fix(first, *pile);
            }
        }
        let claims = said.into_iter().flat_map(|group| group.claims).collect();
        let members = self.state.take_part(entry, document, claims, &self.corrections);
        let mut rest = &members[..];
        let mut groups: BTreeMap<Cell, Vec<Group>> = BTreeMap::new();
        for many in many {
            let (group, after) = rest.split_at(many.min(rest.len()));
            rest = after;
            if !group.is_empty() {
                let group: Group = group.into();
                groups.entry(cell(&group)).or_default().push(group);
            }
        }
        self.parts.insert(document.clone(), groups);
        self.unfiled.insert(document.clone());
    }

    /// Every document that was added, taken back or not, with the number of the entry that first did and its day of publication.
    pub fn added(&self) -> impl Iterator<Item = (&DocumentId, u64, Option<PartialDate>)> {
        self.state.added()
    }

    /// What the paragraphs of a document are found by: see [`Notes::keys`].
    pub fn noted(&self, id: &DocumentId) -> impl Iterator<Item = (u64, bool, bool)> + '_ {
        self.corrections.notes(id).into_iter().flat_map(Notes::keys)
    }

    /// The document whose voice a document speaks with.
    pub fn voice(&self, id: &DocumentId) -> Option<&DocumentId> {
        self.voices.of(id)
    }

    /// True when a document was added and not taken back.
    pub fn counts(&self, id: &DocumentId) -> bool {
        self.state.counts(id)
    }

    /// The digest of a document's words.
    pub fn sketch(&self, id: &DocumentId) -> Option<&Sketch> {
        self.voices.sketch(id)
    }
}

/// What a group, by the mark of its own, adds to the digest of what joined a family's pile.
pub fn joining(pile: u64, group: u64) -> i64 {
    let mut hash = FxHasher::default();
    (pile, group).hash(&mut hash);
    hash.finish().cast_signed()
}

pub(super) fn key(cell: &Cell) -> CellKey {
    let part = match &cell.part {
        Part::Family(family) => ["family", family.as_str()],
        Part::Class(class) => ["class", class.as_str()],
        Part::Whole => ["whole", ""],
    };
    digest([cell.kind.as_str(), &cell.about, part[0], part[1]])
}

/// A digest of the claims of a pile, in their order, and of why they lie in it.
fn digest_of(pile: &Whole<'_>) -> i64 {
    let mut hash = FxHasher::default();
    for (group, why) in pile {
        (group.len(), why.number()).hash(&mut hash);
        group.iter().for_each(|member| member.id.as_str().hash(&mut hash));
    }
    hash.finish().cast_signed()
}

/// FNV-1a over some words.
pub(super) fn digest<'a>(words: impl IntoIterator<Item = &'a str>) -> i64 {
    let bytes = words.into_iter().flat_map(|word| word.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)).cast_signed()
}
