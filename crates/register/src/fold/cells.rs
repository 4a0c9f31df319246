//! What a register tells of its cells, so that whoever keeps its records can take in a new document without folding all the others.
//!
//! In: a settled register, of all documents or of some. Out: each cell with what its records depend on. A register of some documents
//! has the right records in every cell of which it has all documents, and all of those that [`CellView::classes`] ties it to.

use super::Register;
use crate::reconcile::{Cell, Part, Sketch, bit};
use materiel_model::{ClaimId, DocumentId, Record};
use std::collections::BTreeSet;

/// What a cell is called where its whole name would be long: a hash of it, the same on every machine and in every version.
pub type CellKey = i64;

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
    /// The documents with claims in it, those among them that joined a family's record.
    pub documents: BTreeSet<DocumentId>,
    /// The families' cells whose records something joined from here, with a digest of what did.
    pub joined: Vec<(CellKey, i64)>,
}

impl Register {
    /// An empty register that is going to hold only some documents: in it nothing is taken for a correction of anything.
    pub fn of_some() -> Self {
        Self { some: true, ..Self::default() }
    }

    /// The cells, in order. As of the last [`Register::settle`].
    pub fn cells(&self) -> impl Iterator<Item = CellView> + '_ {
        self.shelves.cells().map(|cell| self.view(cell))
    }

    /// The records of the cells that are wanted, each with its cell and its earliest claim.
    pub fn records_where(&self, wanted: impl Fn(CellKey) -> bool) -> impl Iterator<Item = (CellKey, ClaimId, Record)> + '_ {
        let wanted: Vec<_> = self.shelves.cells().map(|cell| (key(cell), cell)).filter(|(key, _)| wanted(*key)).collect();
        wanted.into_iter().flat_map(|(key, cell)| {
            let piles = self.shelves.piles(std::iter::once(cell));
            piles.flat_map(|(cell, piles)| self.records_of(cell, piles)).map(move |(anchor, record)| (key, anchor, record))
        })
    }

    /// The official numbers that bring claims of a document together with those of others.
    pub fn numbers(&self, id: &DocumentId) -> BTreeSet<u64> {
        self.shelves.numbers(id)
    }

    fn view(&self, cell: &Cell) -> CellView {
        let (classes, documents, joined) = self.shelves.contents(cell);
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
            joined: joined.into_iter().map(|(family, digest)| (key(family), digest)).collect(),
        }
    }

    /// True when people or corrections tie claims together or keep them apart: then more than its cells bears on a document.
    pub fn is_tied(&self) -> bool {
        !self.ties.ties_nothing() || !self.orders.splits.is_empty()
    }

    /// The documents of the claims that are tied together or kept apart.
    pub fn tied_documents(&self) -> BTreeSet<DocumentId> {
        self.ties.claims().iter().filter_map(|claim| self.whereabouts.get(claim)).cloned().collect()
    }

    /// The document whose voice a document speaks with.
    pub fn voice(&self, id: &DocumentId) -> Option<&DocumentId> {
        self.voices.of(id)
    }

    /// The digest of a document's words.
    pub fn sketch(&self, id: &DocumentId) -> Option<&Sketch> {
        self.voices.sketch(id)
    }
}

fn key(cell: &Cell) -> CellKey {
    let part = match &cell.part {
        Part::Family(family) => ["family", family.as_str()],
        Part::Class(class) => ["class", class.as_str()],
        Part::Whole => ["whole", ""],
    };
    digest([cell.kind.as_str(), &cell.about, part[0], part[1]])
}

/// FNV-1a over some words.
pub(super) fn digest<'a>(words: impl IntoIterator<Item = &'a str>) -> i64 {
    let bytes = words.into_iter().flat_map(|word| word.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)).cast_signed()
}
