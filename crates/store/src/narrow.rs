//! Which part of some cells is worked out anew, or read because that is held against it.

use crate::asked::Known;
use crate::light::Wish;
use materiel_model::DocumentId;
use materiel_register::reconcile::Outline;
use materiel_register::{CellKey, Register};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Cells to be worked out anew, and those that they are held against.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    pub(crate) all: BTreeSet<CellKey>,
    /// The part that is wanted of each of them, and which piles of that; none where everything is.
    pub(crate) narrowed: Option<Narrowed>,
}

/// The part of some cells that is worked out anew, or that this is held against.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrowed {
    pub(crate) cells: BTreeMap<CellKey, Narrow>,
    /// The piles of which everything is there, by block and mark: their records are made anew.
    pub(crate) complete: BTreeSet<(i64, u64)>,
    /// The anchors that these may have had so far.
    pub(crate) anchors: BTreeSet<Vec<u8>>,
}

/// The part of a cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrow {
    pub(crate) block: i64,
    /// Documents, with the places of the first claims of their groups, and whether these are placed anew.
    pub(crate) groups: BTreeMap<i64, BTreeMap<usize, bool>>,
    /// True of a family of which all groups are there.
    pub(crate) all: bool,
    /// What of the piles of families that are looked at was joined by groups of this cell, as digests of it.
    pub(crate) joined: BTreeMap<CellKey, i64>,
}

impl Cells {
    /// True when the same is placed anew, and held against the same.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.groups().eq(other.groups())
    }

    fn groups(&self) -> impl Iterator<Item = (&CellKey, &BTreeMap<i64, BTreeMap<usize, bool>>)> {
        let cells = self.narrowed.iter().flat_map(|narrowed| &narrowed.cells);
        cells.map(|(cell, narrow)| (cell, &narrow.groups)).filter(|(_, groups)| !groups.is_empty())
    }

    /// What is wanted of a document in a cell.
    pub(crate) fn wish(&self, cell: CellKey, document: i64) -> Wish {
        match &self.narrowed {
            Some(Narrowed { cells, .. }) => {
                Wish::Some(cells.get(&cell).and_then(|narrow| narrow.groups.get(&document)).cloned().unwrap_or_default())
            }
            None if self.all.contains(&cell) => Wish::All,
            None => Wish::Numbered,
        }
    }
}

/// What is new, and what hangs together with it.
pub(crate) struct Seeds {
    /// The documents whose records are made anew.
    pub(crate) disturbed: BTreeSet<i64>,
    /// Those that are placed anew.
    pub(crate) cluster: BTreeSet<i64>,
    /// What the new documents say, by where it would lie by itself.
    pub(crate) groups: Vec<(CellKey, i64, Outline)>,
    /// What is known of these cells.
    pub(crate) known: HashMap<CellKey, Known>,
}

impl Seeds {
    /// `fresh` holds the new documents alone. `None` where it does not tell of each what it says.
    pub(crate) fn of(fresh: &Register, new: &HashMap<DocumentId, i64>, disturbed: BTreeSet<i64>, cluster: BTreeSet<i64>) -> Option<Self> {
        let mut out = Self { disturbed, cluster, groups: Vec::new(), known: HashMap::new() };
        for view in fresh.cells() {
            out.known.insert(view.key, Known::of(&view));
            for (id, said) in view.documents {
                let number = *new.get(&id)?;
                out.groups.extend(said.ok()?.into_iter().map(|group| (view.key, number, group.outline)));
            }
        }
        Some(out)
    }
}
