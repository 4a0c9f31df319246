//! Cells with the groups that lie in them, and the piles that came of these.
//!
//! In: the groups of documents as they come and go. Out: piles, worked out anew only in the cells that a change bears on.

use super::numbered::{Numbered, Settled, is_numbered, mark};
use super::side::side_by_side;
use super::sorted::Sorted;
use crate::reconcile::{Cell, Fixed, Group, Orders, Part, Pile, Placing, Why, cell, classes, mark_of, place, place_among, tie};
use materiel_model::{ClaimId, Class, DocumentId, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelves {
    shelves: BTreeMap<Arc<Cell>, Shelf>,
    filed: FxHashMap<DocumentId, Box<[Arc<Cell>]>>,
    /// Groups with official numbers, which lie in no shelf but in the bundles that they make.
    numbered: Numbered,
    /// The cells in which the bundles of each cluster of numbers are placed.
    bundled: FxHashMap<u64, Box<[Arc<Cell>]>>,
    /// What people tied together.
    tied: Vec<Pile>,
    /// The cell in which each of these piles is placed; none for those that have numbers.
    homes: Vec<Option<Arc<Cell>>>,
    /// Which of these piles a group lies in.
    consumed: FxHashMap<usize, usize>,
    /// The cells of groups that somebody tied to others.
    tied_cells: BTreeSet<Arc<Cell>>,
    dirty: BTreeSet<Arc<Cell>>,
    /// Groups of which it is known where they lie.
    fixed: Fixed,
}

#[derive(Clone, Debug, Default)]
struct Shelf {
    groups: Sorted<DocumentId, Box<[Group]>>,
    /// What official numbers brought together, by cluster.
    bundles: Sorted<u64, Vec<Pile>>,
    piles: Vec<Pile>,
    /// Groups that joined a family's pile: the family's cell, the place of the pile in it, the groups.
    joining: Vec<Joining>,
}

/// A family's cell, the place of a pile in it, and what joined that.
type Joining = (Arc<Cell>, usize, Vec<(Group, Why)>);

impl Shelf {
    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.bundles.is_empty() && self.piles.is_empty() && self.joining.is_empty()
    }

    fn classes(&self) -> BTreeSet<Class> {
        let piled = self.piles.iter().chain(self.bundles.values().flatten()).flat_map(|pile| &pile.placed).map(|(group, _)| group);
        classes(self.groups.values().flat_map(|groups| groups.iter()).chain(piled))
    }
}

/// A pile with what joined it from other cells.
pub(super) type Whole<'a> = Vec<(&'a Group, Why)>;

/// What joined piles of families from other cells, by the family's cell and the place of the pile in it.
pub(super) type Joined<'a> = FxHashMap<(&'a Cell, usize), Vec<&'a [(Group, Why)]>>;

/// What joined the piles of families from one cell: the family's cell and the mark of the pile, with a digest of it.
type JoinedFrom<'a> = BTreeMap<(&'a Cell, u64), i64>;

impl Shelves {
    /// Puts the groups of a document where they belong, in place of those of an earlier reading.
    pub(super) fn file(&mut self, id: &DocumentId, groups: BTreeMap<Cell, Vec<Group>>) {
        for cell in self.filed.remove(id).unwrap_or_default() {
            if let Some(shelf) = self.shelves.get_mut(&cell) {
                shelf.groups.remove(id);
            }
            self.dirty.insert(cell);
        }
        let mut cells = Vec::with_capacity(groups.len());
        let mut numbered = Vec::new();
        for (cell, groups) in groups {
            let (with, groups): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(is_numbered);
            numbered.extend(with);
            if groups.is_empty() {
                continue;
            }
            let cell = self.name(cell);
            self.shelves.entry(cell.clone()).or_default().groups.insert(id.clone(), groups.into());
            self.dirty.insert(cell.clone());
            cells.push(cell);
        }
        for group in self.numbered.of(id).iter().chain(&numbered) {
            // What is tied is to be found anew, as it may lie elsewhere now.
            let own = cell(group);
            self.dirty.extend(self.tied_cells.get(&own).cloned());
        }
        self.numbered.file(id, numbered);
        if !cells.is_empty() {
            self.filed.insert(id.clone(), cells.into());
        }
    }

    /// A group lies in the pile with a mark, whatever else is there.
    pub(super) fn fix(&mut self, first: ClaimId, mark: u64) {
        self.fixed.insert(first, mark);
    }

    /// The one copy of a cell's name.
    fn name(&self, cell: Cell) -> Arc<Cell> {
        self.shelves.get_key_value(&cell).map_or_else(|| Arc::new(cell), |(name, _)| name.clone())
    }

    /// Brings the piles up to date, and gives the cells whose piles may be others now.
    pub(super) fn settle(&mut self, orders: &Orders, whereabouts: &FxHashMap<ClaimId, DocumentId>, retie: bool) -> BTreeSet<Arc<Cell>> {
        // What is tied changes only with the ties, and when a document is filed anew whose claims are tied.
        if retie || self.dirty.iter().any(|cell| self.tied_cells.contains(cell)) || !orders.joins.is_empty() {
            self.tie(orders, whereabouts);
        }
        self.bundle(orders);
        if self.dirty.is_empty() {
            return BTreeSet::new();
        }
        let (mut families, mut others) = (Vec::new(), BTreeSet::new());
        for cell in std::mem::take(&mut self.dirty) {
            match &cell.part {
                Part::Family(_) => families.push(cell),
                Part::Class(_) | Part::Whole => {
                    others.insert(cell);
                }
            }
        }
        let placed = side_by_side(families.iter().collect(), |cell| {
            let piles = place(cell.kind, self.input(cell), orders, &self.fixed);
            // What lies in a class is held against the families that have such equipment, before and after.
            let mut all = self.shelves.get(cell).map(Shelf::classes).unwrap_or_default();
            all.extend(classes(piles.iter().flat_map(|pile| &pile.placed).map(|(group, _)| group)));
            (all, piles)
        });
        for (cell, (classes, piles)) in families.iter().zip(placed) {
            if let Some(shelf) = self.shelves.get_mut(cell) {
                shelf.piles = piles;
            }
            for class in classes {
                let weak = Cell { kind: cell.kind, about: cell.about.clone(), part: Part::Class(class) };
                others.extend(self.shelves.get_key_value(&weak).map(|(name, _)| name.clone()));
            }
        }
        let mut changed: BTreeSet<Arc<Cell>> = families.into_iter().collect();
        let others: Vec<Arc<Cell>> = others.into_iter().collect();
        let results = {
            side_by_side(others.iter().collect(), |cell| {
                let piles = self.input(cell);
                let near = if piles.is_empty() { Vec::new() } else { self.near(cell) };
                let others: Vec<&Pile> = near.iter().map(|(_, _, pile)| *pile).collect();
                let Placing { own, joining } = place_among(cell.kind, piles, &others, orders, &self.fixed);
                let joining = joining.into_iter().filter_map(|(at, groups)| {
                    let (family, place, _) = near.get(at)?;
                    Some(((*family).clone(), *place, groups))
                });
                (own, joining.collect::<Vec<_>>())
            })
        };
        for (cell, (own, joining)) in others.into_iter().zip(results) {
            if let Some(shelf) = self.shelves.get_mut(&cell) {
                changed.extend(shelf.joining.iter().chain(&joining).map(|(family, _, _)| family.clone()));
                shelf.piles = own;
                shelf.joining = joining;
            }
            changed.insert(cell);
        }
        for cell in &changed {
            if self.shelves.get(cell).is_some_and(|shelf| shelf.is_empty()) {
                self.shelves.remove(cell);
            }
        }
        changed
    }

    /// Brings what has official numbers together, and puts the bundles where they belong.
    fn bundle(&mut self, orders: &Orders) {
        let Settled { gone, bundles } = self.numbered.settle(&self.tied, &self.consumed, orders);
        for cluster in gone {
            for cell in self.bundled.remove(&cluster).unwrap_or_default() {
                if let Some(shelf) = self.shelves.get_mut(&cell) {
                    shelf.bundles.remove(&cluster);
                }
                self.dirty.insert(cell);
            }
        }
        for (cluster, bundles) in bundles {
            let mut cells = BTreeSet::new();
            for (cell, pile) in bundles {
                let cell = self.name(cell);
                self.shelves.entry(cell.clone()).or_default().bundles.entry(cluster).push(pile);
                self.dirty.insert(cell.clone());
                cells.insert(cell);
            }
            self.bundled.insert(cluster, cells.into_iter().collect());
        }
    }

    /// The groups of a cell as piles: alone, or as people and numbers brought them together.
    fn input(&self, cell: &Arc<Cell>) -> Vec<Pile> {
        let shelf = self.shelves.get(cell);
        let groups = shelf.into_iter().flat_map(|shelf| shelf.groups.values().flat_map(|groups| groups.iter()));
        let alone = groups.filter(|group| !self.consumed.contains_key(&mark(group))).cloned().map(Pile::single);
        let bundles = shelf.into_iter().flat_map(|shelf| shelf.bundles.values().flatten()).cloned();
        let tied = self.tied.iter().zip(&self.homes).filter(|(_, home)| home.as_ref() == Some(cell)).map(|(pile, _)| pile.clone());
        alone.chain(bundles).chain(tied).collect()
    }

    /// The pile with a mark that began in a cell, without what joined it from others; and all that is placed in the cell.
    pub(super) fn pile_among(&self, cell: &Arc<Cell>, mark: u64) -> Option<(&Pile, Vec<Pile>)> {
        let pile = self.shelves.get(cell)?.piles.iter().find(|pile| pile.mark() == Some(mark))?;
        Some((pile, self.input(cell)))
    }

    /// The piles of families that what lies in a cell of a class may join.
    fn near(&self, cell: &Cell) -> Vec<(&Arc<Cell>, usize, &Pile)> {
        let mut out = Vec::new();
        for (name, shelf) in self.block(cell) {
            if matches!(name.part, Part::Family(_)) {
                let near = shelf.piles.iter().enumerate().filter(|(_, pile)| pile.has_class(&cell.part));
                out.extend(near.map(|(at, pile)| (name, at, pile)));
            }
        }
        out
    }

    /// The cells of the same kind about the same party, families first.
    fn block(&self, cell: &Cell) -> impl Iterator<Item = (&Arc<Cell>, &Shelf)> {
        let first = Cell { kind: cell.kind, about: cell.about.clone(), part: Part::Family(String::new()) };
        let (kind, about) = (cell.kind, cell.about.clone());
        self.shelves.range(Arc::new(first)..).take_while(move |(name, _)| name.kind == kind && name.about == about)
    }

    /// Finds the groups that people tied together; where that has changed, their cells are to be worked out anew.
    fn tie(&mut self, orders: &Orders, whereabouts: &FxHashMap<ClaimId, DocumentId>) {
        if orders.ties_nothing() && self.tied.is_empty() {
            return;
        }
        let mut by_kind: BTreeMap<Kind, Vec<Group>> = BTreeMap::new();
        let mut homes: FxHashMap<usize, Arc<Cell>> = FxHashMap::default();
        for claim in orders.claims() {
            if let Some((cell, group)) = whereabouts.get(&claim).and_then(|document| self.group(document, &claim))
                && homes.insert(mark(&group), cell.clone()).is_none()
            {
                by_kind.entry(cell.kind).or_default().push(group);
            }
        }
        let (mut tied, mut placed) = (Vec::new(), Vec::new());
        let mut cells = BTreeSet::new();
        // Things of two kinds are never one thing, whatever anybody says.
        for groups in by_kind.into_values() {
            for pile in tie(groups, orders) {
                let homes: BTreeSet<&Arc<Cell>> = pile.placed.iter().filter_map(|(group, _)| homes.get(&mark(group))).collect();
                if pile.placed.len() > 1
                    && let Some(home) = homes.first()
                {
                    let numbered = pile.placed.iter().any(|(group, _)| is_numbered(group));
                    placed.push((!numbered).then(|| (*home).clone()));
                    tied.push(pile);
                    cells.extend(homes.into_iter().cloned());
                }
            }
        }
        // The same groups may have been filed anew, and are told apart by where they lie.
        let marks = |pile: &Pile| pile.placed.iter().map(|(group, why)| (mark(group), *why == Why::Decided)).collect::<Vec<_>>();
        let known: FxHashSet<Vec<(usize, bool)>> = self.tied.iter().map(marks).collect();
        let now: FxHashSet<Vec<(usize, bool)>> = tied.iter().map(marks).collect();
        let gone = self.tied.iter().filter(|pile| !now.contains(&marks(pile)));
        for pile in gone.chain(tied.iter().filter(|pile| !known.contains(&marks(pile)))) {
            self.numbered.touch(pile);
            let cells: Vec<Arc<Cell>> = pile.placed.iter().map(|(group, _)| self.name(cell(group))).collect();
            self.dirty.extend(cells);
        }
        self.tied_cells = cells;
        self.consumed =
            tied.iter().enumerate().flat_map(|(at, pile)| pile.placed.iter().map(move |(group, _)| (mark(group), at))).collect();
        self.tied = tied;
        self.homes = placed;
    }

    /// The group of a document that has a claim, and the cell in which it would lie by itself.
    fn group(&self, document: &DocumentId, claim: &ClaimId) -> Option<(Arc<Cell>, Group)> {
        let says = |group: &&Group| group.iter().any(|member| member.id == *claim);
        if let Some(group) = self.numbered.of(document).iter().find(says) {
            return Some((self.name(cell(group)), group.clone()));
        }
        self.filed.get(document)?.iter().find_map(|cell| {
            let group = self.shelves.get(cell)?.groups.get(document)?.iter().find(says)?;
            Some((cell.clone(), group.clone()))
        })
    }

    /// What joined the piles of some cells, which are in order.
    pub(super) fn joined<'a>(&'a self, cells: impl Iterator<Item = &'a Arc<Cell>>) -> Joined<'a> {
        let mut out: Joined<'_> = FxHashMap::default();
        let mut before: Option<&Cell> = None;
        for cell in cells.filter(|cell| matches!(cell.part, Part::Family(_))) {
            if before.is_some_and(|before| before.kind == cell.kind && before.about == cell.about) {
                continue;
            }
            before = Some(cell);
            for (family, place, groups) in self.block(cell).flat_map(|(_, shelf)| &shelf.joining) {
                out.entry((family.as_ref(), *place)).or_default().push(groups);
            }
        }
        out
    }

    /// The piles of a cell, each with what joined it.
    pub(super) fn piles<'a>(&'a self, cell: &'a Cell, joined: &Joined<'a>) -> Vec<Whole<'a>> {
        let many = self.shelves.get(cell).map_or(0, |shelf| shelf.piles.len());
        (0..many).filter_map(|at| self.pile(cell, at, joined)).collect()
    }

    /// The pile at a place of a cell, with what joined it.
    pub(super) fn pile<'a>(&'a self, cell: &'a Cell, at: usize, joined: &Joined<'a>) -> Option<Whole<'a>> {
        let own = &self.shelves.get(cell)?.piles.get(at)?.placed[..];
        let joined = joined.get(&(cell, at)).into_iter().flatten().copied();
        Some(std::iter::once(own).chain(joined).flatten().map(|(group, why)| (group, *why)).collect())
    }

    /// The official numbers of a document's groups.
    pub(super) fn numbers(&self, id: &DocumentId) -> BTreeSet<u64> {
        self.numbered.of(id).iter().flat_map(super::numbered::numbers).collect()
    }

    /// What lies in a cell: the classes of equipment, the documents, and the piles of families' cells that something joined, with a digest of what did.
    pub(super) fn contents(&self, cell: &Cell) -> (BTreeSet<Class>, BTreeSet<&DocumentId>, JoinedFrom<'_>) {
        let Some(shelf) = self.shelves.get(cell) else { return Default::default() };
        let documents = self.documents(cell).collect();
        let mut joined: JoinedFrom<'_> = BTreeMap::new();
        for (family, place, groups) in &shelf.joining {
            let pile = self.shelves.get(family).and_then(|shelf| shelf.piles.get(*place)?.mark()).unwrap_or_default();
            let digest = joined.entry((family.as_ref(), pile)).or_default();
            let firsts = groups.iter().filter_map(|(group, _)| group.first());
            *digest = firsts.fold(*digest, |digest, first| digest.wrapping_add(super::cells::joining(pile, mark_of(&first.id))));
        }
        (shelf.classes(), documents, joined)
    }

    /// The marks of the piles in which the groups lie that are placed in a cell, by what tells these from others.
    pub(super) fn marks(&self, cell: &Cell) -> FxHashMap<usize, u64> {
        let Some(shelf) = self.shelves.get(cell) else { return FxHashMap::default() };
        let own = shelf.piles.iter().map(|pile| (Some(pile), &pile.placed));
        let joining = shelf.joining.iter();
        let joining = joining.map(|(family, place, groups)| (self.shelves.get(family).and_then(|shelf| shelf.piles.get(*place)), groups));
        let marked = own.chain(joining).filter_map(|(pile, groups)| Some((pile?.mark()?, groups)));
        marked.flat_map(|(pile, groups)| groups.iter().map(move |(group, _)| (mark(group), pile))).collect()
    }

    /// The documents of what lies in a cell, and of what would if people had not tied it to something that lies elsewhere; some more than once.
    pub(super) fn documents(&self, cell: &Cell) -> impl Iterator<Item = &DocumentId> {
        self.shelves.get(cell).into_iter().flat_map(|shelf| {
            let joining = shelf.joining.iter().flat_map(|(_, _, groups)| groups);
            let placed = shelf.piles.iter().flat_map(|pile| &pile.placed).chain(joining);
            let placed = placed.flat_map(|(group, _)| group.iter()).map(|member| &member.document);
            let alone = shelf.groups.values().flat_map(|groups| groups.iter());
            let tied = alone.filter(|group| self.consumed.contains_key(&mark(group))).filter_map(|group| group.first());
            placed.chain(tied.map(|member| &member.document))
        })
    }

    /// The groups of a document that lie in a cell, by themselves or because official numbers brought them there.
    pub(super) fn groups_of<'a>(&'a self, id: &'a DocumentId, cell: &Cell) -> impl Iterator<Item = &'a Group> {
        let shelf = self.shelves.get(cell);
        let alone = shelf.and_then(|shelf| shelf.groups.get(id)).into_iter().flat_map(|groups| groups.iter());
        let clusters: BTreeSet<u64> = self.numbered.of(id).iter().filter_map(|group| self.numbered.cluster_of(group)).collect();
        let bundles = clusters.into_iter().filter_map(move |cluster| shelf?.bundles.get(&cluster)).flatten();
        let brought = bundles.flat_map(|pile| &pile.placed).map(|(group, _)| group);
        alone.chain(brought.filter(move |group| group.first().is_some_and(|member| member.document == *id)))
    }

    /// All groups of a document, wherever they lie.
    pub(super) fn all_groups_of(&self, id: &DocumentId) -> impl Iterator<Item = &Group> {
        let filed = self.filed.get(id).into_iter().flat_map(|cells| cells.iter());
        let alone = filed.filter_map(|cell| self.shelves.get(cell)?.groups.get(id)).flat_map(|groups| groups.iter());
        alone.chain(self.numbered.of(id))
    }

    /// The documents of claims that people or corrections tied to others.
    pub(super) fn tied_documents(&self) -> FxHashSet<&DocumentId> {
        let groups = self.tied.iter().flat_map(|pile| &pile.placed).map(|(group, _)| group);
        groups.flat_map(|group| group.iter()).map(|member| &member.document).collect()
    }

    /// The cells, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Arc<Cell>> {
        self.shelves.keys()
    }
}
