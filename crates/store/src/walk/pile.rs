//! What a walk through cells keeps of them: groups, what is placed as one, piles.

use crate::asked::Known;
use materiel_register::reconcile::{Called, Sum};
use materiel_register::{CellKey, Grown};
use std::collections::HashMap;

/// A group that lies in a cell.
pub(super) struct Group {
    pub(super) cell: CellKey,
    pub(super) document: i64,
    /// The place of its first claim; none where its claims are not told.
    pub(super) place: Option<usize>,
    pub(super) pile: Option<usize>,
    /// True when something ties it to others: official numbers, or a correction.
    pub(super) tied: bool,
    pub(super) anew: bool,
    pub(super) unit: Unit,
    pub(super) ids: Vec<[u8; 16]>,
}

impl Group {
    /// What tells it from other groups, as piles are told from others.
    pub(super) fn own(&self) -> Option<u64> {
        self.ids.first().and_then(|id| id.first_chunk()).map(|digits| u64::from_be_bytes(*digits))
    }
}

/// A pile that became another.
pub(super) struct Turned<'a> {
    /// Its block and its mark.
    pub(super) name: (i64, u64),
    /// All that it was and is.
    pub(super) unit: &'a Unit,
    /// Where all of it is in the register, but for what is new as it was before.
    pub(super) grown: Option<Grown>,
}

/// What is placed as one: a group, or all with official numbers that may lie together.
#[derive(Clone, Default)]
pub(super) struct Unit {
    pub(super) sum: Sum,
    pub(super) documents: Vec<i64>,
}

impl Unit {
    pub(super) fn of<'a>(groups: impl Iterator<Item = &'a Group> + Clone) -> Self {
        let sums: Vec<&Sum> = groups.clone().map(|group| &group.unit.sum).collect();
        let mut documents: Vec<i64> = groups.map(|group| group.document).collect();
        documents.sort_unstable();
        documents.dedup();
        Self { sum: Sum::of([]).with(&sums), documents }
    }
}

/// What lies together.
#[derive(Default)]
pub(super) struct Pile {
    pub(super) block: i64,
    pub(super) mark: u64,
    pub(super) groups: Vec<usize>,
    /// The cell of the group that it began with, where that was met.
    pub(super) home: Option<CellKey>,
    pub(super) wanted: bool,
    pub(super) complete: bool,
    /// Of its groups all, and those that are tied to others.
    pub(super) whole: Option<Unit>,
    pub(super) tied: Option<Unit>,
}

/// A cell that was read.
pub(super) struct Shelf {
    pub(super) known: Known,
    pub(super) groups: Vec<usize>,
    pub(super) called: HashMap<Called, Vec<usize>>,
    pub(super) worded: HashMap<u16, Vec<usize>>,
}
