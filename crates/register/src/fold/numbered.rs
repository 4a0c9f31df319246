//! Groups that have official numbers, brought together by them before anything else, whatever cells they would lie in.
//!
//! In: the groups of documents as they come and go, and what people tied together. Out: bundles, each with the cell in which it is placed
//! like one group. Only groups that hang together by numbers with something that changed are worked out anew.

use super::side::side_by_side;
use crate::reconcile::{Cell, Fixed, Group, Orders, Pile, home, place};
use materiel_model::{DocumentId, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Groups with numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbered {
    groups: FxHashMap<DocumentId, Vec<Group>>,
    by_number: FxHashMap<u64, BTreeSet<DocumentId>>,
    /// The cluster of each number: the least of the numbers that hang together by the groups that have them.
    cluster: FxHashMap<u64, u64>,
    /// The numbers of each cluster.
    numbers: FxHashMap<u64, Box<[u64]>>,
    dirty: BTreeSet<u64>,
}

/// What hangs together by numbers, worked out anew.
pub(super) struct Settled {
    /// The clusters that are no more, or that are others now.
    pub(super) gone: Vec<u64>,
    /// The bundles of clusters, with the cells in which they are placed.
    pub(super) bundles: Vec<(u64, Vec<(Cell, Pile)>)>,
}

/// The numbers of a group, each once.
pub(super) fn numbers(group: &Group) -> BTreeSet<u64> {
    group.iter().flat_map(|member| member.numbers.iter().copied()).collect()
}

/// True when a group is brought together with others by numbers.
pub(super) fn is_numbered(group: &Group) -> bool {
    group.iter().any(|member| member.claim.kind == Kind::Transfer && !member.numbers.is_empty())
}

/// What tells a group from another that may say the same: where it lies.
pub(super) fn mark(group: &Group) -> usize {
    group.as_ptr().addr()
}

impl Numbered {
    /// Puts the groups of a document that have numbers in place of those of an earlier reading.
    pub(super) fn file(&mut self, id: &DocumentId, groups: Vec<Group>) {
        for number in self.groups.remove(id).iter().flatten().flat_map(numbers) {
            if let Some(documents) = self.by_number.get_mut(&number) {
                documents.remove(id);
            }
            self.dirty.insert(number);
        }
        for number in groups.iter().flat_map(numbers) {
            self.by_number.entry(number).or_default().insert(id.clone());
            self.dirty.insert(number);
        }
        if !groups.is_empty() {
            self.groups.insert(id.clone(), groups);
        }
    }

    /// The groups of a document that have numbers.
    pub(super) fn of(&self, id: &DocumentId) -> &[Group] {
        self.groups.get(id).map_or(&[], Vec::as_slice)
    }

    /// The cluster of a group's numbers, which all of them have.
    pub(super) fn cluster_of(&self, group: &Group) -> Option<u64> {
        group.iter().flat_map(|member| &member.numbers).find_map(|number| self.cluster.get(number)).copied()
    }

    /// The clusters of some piles are to be worked out anew.
    pub(super) fn touch(&mut self, pile: &Pile) {
        self.dirty.extend(pile.placed.iter().flat_map(|(group, _)| numbers(group)));
    }

    /// Brings together what hangs together by numbers and has changed. `tied` are the piles that people and corrections tied together.
    pub(super) fn settle(&mut self, tied: &[Pile], consumed: &FxHashMap<usize, usize>, orders: &Orders) -> Settled {
        let mut open: Vec<u64> = Vec::new();
        let mut gone = BTreeSet::new();
        for number in std::mem::take(&mut self.dirty) {
            open.push(number);
            gone.extend(self.cluster.get(&number).copied());
        }
        open.extend(gone.iter().filter_map(|cluster| self.numbers.get(cluster)).flatten());
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let mut clusters: Vec<(u64, Vec<Pile>)> = Vec::new();
        for first in open {
            if !seen.insert(first) {
                continue;
            }
            let (found, piles) = self.explore(first, tied, consumed, &mut seen);
            gone.extend(found.iter().filter_map(|number| self.cluster.get(number)).copied());
            for number in &found {
                self.cluster.remove(number);
            }
            if piles.is_empty() {
                self.by_number.remove(&first);
                continue;
            }
            let least = found.iter().min().copied().unwrap_or(first);
            self.cluster.extend(found.iter().map(|number| (*number, least)));
            gone.insert(least);
            self.numbers.insert(least, found.into());
            clusters.push((least, piles));
        }
        for cluster in &gone {
            if self.cluster.get(cluster) != Some(cluster) {
                self.numbers.remove(cluster);
            }
        }
        let bundles = side_by_side(clusters, |(least, piles)| {
            let bundles = if piles.len() > 1 { place(Kind::Transfer, piles, orders, &Fixed::default()) } else { piles };
            (least, bundles.into_iter().map(|pile| (home(&pile), pile)).collect())
        });
        Settled { gone: gone.into_iter().collect(), bundles }
    }

    /// The numbers that hang together with one, and the piles that have them.
    fn explore(&self, first: u64, tied: &[Pile], consumed: &FxHashMap<usize, usize>, seen: &mut FxHashSet<u64>) -> (Vec<u64>, Vec<Pile>) {
        let mut found = vec![first];
        let mut singles: BTreeMap<(&DocumentId, usize), &Group> = BTreeMap::new();
        let mut together: BTreeSet<usize> = BTreeSet::new();
        let mut at = 0;
        while let Some(number) = found.get(at).copied() {
            at += 1;
            let groups = self.by_number.get(&number).into_iter().flatten().filter_map(|id| self.groups.get_key_value(id));
            for (id, place, group) in
                groups.flat_map(|(id, groups)| groups.iter().enumerate().map(move |(place, group)| (id, place, group)))
            {
                let own = numbers(group);
                if !own.contains(&number) {
                    continue;
                }
                let mut more = own;
                match consumed.get(&mark(group)) {
                    Some(pile) if together.insert(*pile) => more.extend(tied[*pile].placed.iter().flat_map(|(group, _)| numbers(group))),
                    Some(_) => {}
                    None => {
                        singles.insert((id, place), group);
                    }
                }
                found.extend(more.into_iter().filter(|number| seen.insert(*number)));
            }
        }
        let singles = singles.into_values().cloned().map(Pile::single);
        (found, singles.chain(together.into_iter().map(|at| tied[at].clone())).collect())
    }
}
