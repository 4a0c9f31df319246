//! What a register tells of its cells, so that whoever keeps its records can take in a new document without folding all the others.
//!
//! In: a settled register, of all documents or of some. Out: each cell with what its records depend on. A register of some documents
//! has the right records in every cell of which it has all documents, and all of those that [`CellView::classes`] ties it to.

use super::shelf::side_by_side;
use super::{AT_ONCE, Register};
use crate::reconcile::{Cell, Part, Sketch, bit};
use materiel_model::{ClaimId, DocumentId, Member, Record};
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
    /// An empty register that is going to hold only some documents: in it nothing is taken for a correction of anything but what is told.
    pub fn of_some(links: Vec<super::Link>) -> Self {
        Self { told: Some(links), ..Self::default() }
    }

    /// The cells, in order. As of the last [`Register::settle`].
    pub fn cells(&self) -> impl Iterator<Item = CellView> + '_ {
        self.shelves.cells().map(|cell| self.view(cell))
    }

    /// Makes something of each record of the cells that are wanted, with its cell and its earliest claim, on all processors, and hands it on in
    /// the order of cells. Stops at the first error of `take`.
    ///
    /// # Errors
    /// That of `take`.
    pub fn each_record<T: Send, E>(
        &self,
        wanted: impl Fn(CellKey) -> bool,
        make: impl Fn(CellKey, &ClaimId, Record) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let wanted: Vec<_> = self.shelves.cells().map(|cell| (key(cell), cell)).filter(|(key, _)| wanted(*key)).collect();
        for some in wanted.chunks(AT_ONCE) {
            let made = side_by_side(some.to_vec(), |(key, cell)| {
                let piles = self.shelves.piles(std::iter::once(cell));
                let records = piles.flat_map(|(cell, piles)| self.records_of(cell, piles));
                records.map(|(anchor, record)| make(key, &anchor, record)).collect::<Vec<T>>()
            });
            made.into_iter().flatten().try_for_each(&mut take)?;
        }
        Ok(())
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
