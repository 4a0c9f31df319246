//! Which groups a pile that has become another could never have taken, now or before.

use super::Register;
use super::cells::{CellKey, key};
use crate::reconcile::{Group, Growth, Part, mark_of};
use materiel_model::DocumentId;
use std::collections::BTreeSet;

/// A pile of more groups than this is not looked at.
const MANY: usize = 64;

/// A pile of a register of some documents that lies in one cell, which is no family's.
#[derive(Clone, Copy, Debug)]
pub struct Grown {
    /// The cell.
    pub cell: CellKey,
    /// What tells the pile from others: see [`super::SaidGroup::mark`].
    pub mark: u64,
    /// How many groups lie in it.
    pub many: usize,
}

impl Register {
    /// Of some groups of the pile's cell, by the marks of their first claims, those that no rules would have put to the pile at any time while it grew, with
    /// the groups of `new` documents and without them. Nothing is said of what is not in the register.
    pub fn strangers(&self, pile: Grown, new: impl Fn(&DocumentId) -> bool, among: &BTreeSet<u64>) -> BTreeSet<u64> {
        let mut out = BTreeSet::new();
        let cell = self.shelves.cells().find(|cell| key(cell) == pile.cell).filter(|cell| !matches!(cell.part, Part::Family(_)));
        let Some((cell, (found, units))) = cell.and_then(|cell| Some((cell, self.shelves.pile_among(cell, pile.mark)?))) else {
            return out;
        };
        if found.placed.len() != pile.many || pile.many > MANY {
            return out;
        }
        let is_new = |group: &Group| group.first().is_some_and(|member| new(&member.document));
        let growth = Growth::of(cell.kind, found, is_new);
        for unit in units {
            let marks = || unit.placed.iter().filter_map(|(group, _)| group.first().map(|member| mark_of(&member.id)));
            if marks().any(|mark| among.contains(&mark)) && !growth.may_take(&unit) {
                out.extend(marks().filter(|mark| among.contains(mark)));
            }
        }
        out
    }
}
