//! Which part of the register something new bears on.
//!
//! In: new documents, and what hangs together with them; then, round by round, the piles that became others. Out: the groups that could go to another
//! pile for that, to be placed anew, with all piles that they could go to, whose other groups stay where they lie. It ends when nothing else could
//! go elsewhere: then what was not looked at lies where it did, since no rule makes one thing of it and of anything that is another now (see
//! [`Sum::may_join`]), and groups are placed one after another.

mod pile;

use crate::StoreError;
use crate::asked::{Known, Reading};
use crate::light::{groups_in, in_part};
use crate::narrow::{Cells, Narrowed, Seeds};
use materiel_model::DocumentId;
use materiel_register::reconcile::{Called, Outline, Sum, may_be_one};
use materiel_register::{CellKey, CellView, Grown, Register, Said};
use pile::{Group, Pile, Shelf, Turned, Unit};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// See the module.
pub(crate) struct Walk {
    seeds: Seeds,
    /// The cells of each block, as far as they were asked for.
    blocks: HashMap<i64, HashMap<CellKey, Known>>,
    shelves: BTreeMap<CellKey, Shelf>,
    groups: Vec<Group>,
    at: HashMap<(CellKey, i64, usize), usize>,
    piles: Vec<Pile>,
    by_mark: HashMap<(i64, u64), usize>,
    /// Piles that became others, with where they did, and how far that was followed.
    changed: BTreeMap<(i64, u64), BTreeSet<CellKey>>,
    anew: Vec<usize>,
    /// The groups with official numbers of each document, as far as they were met.
    numbered: HashMap<i64, Vec<usize>>,
    /// All with official numbers that is new, or hangs together with it; and where it was looked for what that may go to.
    bundle: Unit,
    looked: BTreeSet<CellKey>,
}

/// Where a group lies: its cell, its document, and the place of its first claim.
type Place = (CellKey, i64, usize);
/// What lies in a pile now: outlines, documents, places.
type Became = (Vec<Sum>, Vec<i64>, Vec<Place>);

/// Why it is not told group by group.
enum Stop {
    /// It cannot be: everything is looked at.
    TooMuch,
    Wrong(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Wrong(error)
    }
}

fn told(cells: Result<Cells, Stop>) -> Result<Option<Cells>, StoreError> {
    match cells {
        Ok(cells) => Ok(Some(cells)),
        Err(Stop::TooMuch) => Ok(None),
        Err(Stop::Wrong(error)) => Err(error),
    }
}

impl Walk {
    pub(crate) fn new(seeds: Seeds) -> Self {
        Self {
            seeds,
            blocks: HashMap::new(),
            shelves: BTreeMap::new(),
            groups: Vec::new(),
            at: HashMap::new(),
            piles: Vec::new(),
            by_mark: HashMap::new(),
            changed: BTreeMap::new(),
            anew: Vec::new(),
            numbered: HashMap::new(),
            bundle: Unit::default(),
            looked: BTreeSet::new(),
        }
    }

    /// What is to be looked at, to begin with. `None` where only everything tells.
    pub(crate) fn begin(&mut self, db: &Reading<'_>) -> Result<Option<Cells>, StoreError> {
        told(self.first(db).and_then(|()| self.cells(db)))
    }

    /// What is to be looked at besides, since the piles of the cells became these. `None` where only everything tells.
    pub(crate) fn go_on(
        &mut self,
        db: &Reading<'_>,
        (register, views): (&Register, &[CellView]),
        numbers: &HashMap<DocumentId, i64>,
    ) -> Result<Option<Cells>, StoreError> {
        told(self.follow(db, (register, views), numbers).and_then(|()| self.cells(db)))
    }

    fn first(&mut self, db: &Reading<'_>) -> Result<(), Stop> {
        let cluster: Vec<i64> = self.seeds.cluster.iter().copied().collect();
        let disturbed: BTreeSet<i64> = self.seeds.disturbed.union(&self.seeds.cluster).copied().collect();
        for document in disturbed {
            for cell in db.integers("SELECT cell FROM lies WHERE document = ?1", &[&document])? {
                self.read(db, cell)?;
                let there: Vec<usize> = self.shelves.get(&cell).map_or(Vec::new(), |shelf| shelf.groups.clone());
                for at in there {
                    if self.groups[at].document != document {
                        continue;
                    }
                    let Some(pile) = self.groups[at].pile else { return Err(Stop::TooMuch) };
                    self.piles[pile].complete = true;
                    if cluster.contains(&document) {
                        self.place_anew(db, at)?;
                    }
                }
            }
        }
        // What has official numbers is placed as one with what has the same, wherever that is.
        let seeds = std::mem::take(&mut self.seeds.groups);
        let hanging = self.anew.iter().map(|at| &self.groups[*at]).filter(|group| group.tied);
        let mut cells: BTreeSet<CellKey> = hanging.clone().map(|group| group.cell).collect();
        let numbered = || seeds.iter().filter(|(_, _, outline)| outline.sorts != 0);
        let old: Vec<&Sum> = hanging.clone().map(|group| &group.unit.sum).collect();
        let sum = Sum::of(numbered().map(|(_, _, outline)| outline)).with(&old);
        let documents = hanging.map(|group| group.document).chain(numbered().map(|(_, document, _)| *document)).collect();
        self.bundle = Unit { sum, documents };
        cells.extend(numbered().map(|(cell, ..)| *cell));
        for cell in cells {
            self.look_for_bundle(db, cell)?;
        }
        for (cell, document, outline) in seeds.iter().filter(|(_, _, outline)| outline.sorts == 0) {
            self.look_for(db, *cell, &Unit { sum: Sum::of([outline]), documents: vec![*document] })?;
        }
        self.seeds.groups = seeds;
        Ok(())
    }

    /// The piles that what hangs together by official numbers may go to in a cell are wanted.
    fn look_for_bundle(&mut self, db: &Reading<'_>, cell: CellKey) -> Result<(), Stop> {
        if self.looked.insert(cell) {
            let bundle = self.bundle.clone();
            return self.look_for(db, cell, &bundle);
        }
        Ok(())
    }

    /// What is known of a cell.
    fn known(&mut self, db: &Reading<'_>, cell: CellKey) -> Result<Option<Known>, StoreError> {
        let stored = db.stored(cell)?;
        let fresh = self.seeds.known.get(&cell).copied();
        Ok(match (stored, fresh) {
            (Some(stored), Some(fresh)) => Some(Known { classes: stored.classes | fresh.classes, ..stored }),
            (stored, fresh) => stored.or(fresh),
        })
    }

    /// The cells of a block of the one sort, families or not, that have a class in common with some.
    fn near(&mut self, db: &Reading<'_>, block: i64, family: bool, classes: u32) -> Result<Vec<CellKey>, StoreError> {
        if !self.blocks.contains_key(&block) {
            let mut cells: HashMap<CellKey, Known> = db.block(block)?.into_iter().collect();
            for (cell, fresh) in self.seeds.known.iter().filter(|(_, known)| known.block == block) {
                cells.entry(*cell).or_insert(*fresh).classes |= fresh.classes;
            }
            self.blocks.insert(block, cells);
        }
        let cells = self.blocks.get(&block).into_iter().flatten();
        let mut out: Vec<CellKey> =
            cells.filter(|(_, known)| known.family == family && known.classes & classes != 0).map(|(cell, _)| *cell).collect();
        out.sort_unstable();
        Ok(out)
    }

    /// Reads what lies in a cell.
    fn read(&mut self, db: &Reading<'_>, cell: CellKey) -> Result<(), Stop> {
        if self.shelves.contains_key(&cell) {
            return Ok(());
        }
        let Some(known) = self.known(db, cell)? else { return Err(Stop::TooMuch) };
        let mut shelf = Shelf { known, groups: Vec::new(), called: HashMap::new(), worded: HashMap::new() };
        for (document, said) in db.lying(cell)?.iter() {
            let Some(said) = said else { return Err(Stop::TooMuch) };
            let whole = in_part(Some(said.clone())).is_none();
            let Some(rough) = groups_in(said) else { return Err(Stop::Wrong(db.store.unreadable(&"what lies in a cell"))) };
            for group in rough {
                let at = self.groups.len();
                // What is to be read as a whole tells of what it says elsewhere, too.
                let mark = if whole { group.pile() } else { group.mark() };
                if whole && mark.is_none() {
                    continue;
                }
                let pile = mark.map(|mark| {
                    let next = self.piles.len();
                    let pile = *self.by_mark.entry((known.block, mark)).or_insert(next);
                    if pile == next {
                        self.piles.push(Pile { block: known.block, mark, ..Pile::default() });
                    }
                    let one = &mut self.piles[pile];
                    one.groups.push(at);
                    (one.whole, one.tied) = (None, None);
                    if group.own() == Some(mark) {
                        one.home = Some(cell);
                    }
                    pile
                });
                shelf.groups.push(at);
                for name in &group.outline.names {
                    match shelf.called.get_mut(name) {
                        Some(there) => there.push(at),
                        None => _ = shelf.called.insert(name.clone(), vec![at]),
                    }
                }
                for word in Sum::of([&group.outline]).words() {
                    shelf.worded.entry(*word).or_default().push(at);
                }
                if group.outline.sorts != 0 {
                    self.numbered.entry(*document).or_default().push(at);
                }
                if let Some(place) = group.first() {
                    self.at.insert((cell, *document, place), at);
                }
                self.groups.push(Group {
                    cell,
                    document: *document,
                    place: group.first(),
                    pile,
                    tied: whole || group.outline.sorts != 0,
                    anew: false,
                    ids: group.ids().copied().collect(),
                    unit: Unit { sum: Sum::of([&group.outline]), documents: vec![*document] },
                });
            }
        }
        self.shelves.insert(cell, shelf);
        Ok(())
    }

    /// A pile as a whole.
    fn whole(&self, pile: usize) -> Option<&Unit> {
        match &self.piles[pile] {
            Pile { whole: Some(whole), .. } => Some(whole),
            Pile { groups, .. } => groups.first().map(|at| &self.groups[*at].unit),
        }
    }

    /// Works out what a pile of several groups is as a whole.
    fn add_up(&mut self, pile: usize) {
        let Pile { groups, whole, .. } = &self.piles[pile];
        if whole.is_none() && groups.len() > 1 {
            let unit = Unit::of(groups.iter().map(|at| &self.groups[*at]));
            self.piles[pile].whole = Some(unit);
        }
    }

    /// What a group is placed as one with.
    fn unit(&mut self, at: usize) -> Unit {
        let (group, pile) = (&self.groups[at], self.groups[at].pile);
        let Some(pile) = pile.filter(|_| group.tied) else { return group.unit.clone() };
        if self.piles[pile].tied.is_none() {
            let unit = Unit::of(self.piles[pile].groups.iter().map(|at| &self.groups[*at]).filter(|group| group.tied));
            self.piles[pile].tied = Some(unit);
        }
        self.piles[pile].tied.clone().unwrap_or_default()
    }

    /// A group of a cell is placed anew: whatever it may go to is wanted, and where it lies.
    fn place_anew(&mut self, db: &Reading<'_>, at: usize) -> Result<(), Stop> {
        if self.groups[at].anew {
            return Ok(());
        }
        let (Some(pile), Some(_)) = (self.groups[at].pile, self.groups[at].place) else { return Err(Stop::TooMuch) };
        self.groups[at].anew = true;
        self.anew.push(at);
        self.piles[pile].wanted = true;
        let unit = self.unit(at);
        self.look_for(db, self.groups[at].cell, &unit)
    }

    /// The piles that something in a cell may go to are wanted.
    fn look_for(&mut self, db: &Reading<'_>, cell: CellKey, unit: &Unit) -> Result<(), Stop> {
        let Some(known) = self.known(db, cell)? else { return Ok(()) };
        self.read(db, cell)?;
        let mut near = vec![cell];
        if known.family {
            // Whatever is of one family may be one thing.
            for at in self.shelves.get(&cell).map_or(Vec::new(), |shelf| shelf.groups.clone()) {
                let (Some(pile), Some(_)) = (self.groups[at].pile, self.groups[at].place) else { return Err(Stop::TooMuch) };
                self.piles[pile].wanted = true;
                if !std::mem::replace(&mut self.groups[at].anew, true) {
                    self.anew.push(at);
                }
            }
            return Ok(());
        } else if known.classes != 0 {
            near.extend(self.near(db, known.block, true, known.classes)?);
        }
        for other in near {
            self.read(db, other)?;
            let found: Vec<usize> = self.alike(cell, other, &unit.sum).into_iter().filter(|pile| !self.piles[*pile].wanted).collect();
            found.iter().for_each(|pile| self.add_up(*pile));
            let joins = |pile: &usize| self.whole(*pile).is_some_and(|whole| self.may_join(cell, whole, unit));
            let found: Vec<usize> = found.into_iter().filter(joins).collect();
            found.into_iter().for_each(|pile| self.piles[pile].wanted = true);
        }
        // The same numbers outweigh all else.
        for at in self.with_numbers_of(db, unit)? {
            if let Some(pile) = self.groups[at].pile {
                self.piles[pile].wanted = true;
            }
        }
        Ok(())
    }

    /// The groups that were met of documents that have official numbers of some others.
    fn with_numbers_of(&self, db: &Reading<'_>, unit: &Unit) -> Result<BTreeSet<usize>, StoreError> {
        let mut out = BTreeSet::new();
        if !unit.sum.is_numbered() {
            return Ok(out);
        }
        let mut numbers = BTreeSet::new();
        for document in &unit.documents {
            numbers.extend(db.integers("SELECT number FROM numbered WHERE document = ?1", &[document])?);
        }
        for number in numbers {
            for document in db.integers("SELECT document FROM numbered WHERE number = ?1", &[&number])? {
                out.extend(self.numbered.get(&document).into_iter().flatten());
            }
        }
        Ok(out)
    }

    /// The piles of a cell that something in another may go to by name.
    fn alike(&self, cell: CellKey, other: CellKey, sum: &Sum) -> BTreeSet<usize> {
        let Some(shelf) = self.shelves.get(&other) else { return BTreeSet::new() };
        let groups = self.like(cell, shelf, sum);
        groups.into_iter().filter_map(|at| self.groups[at].pile).collect()
    }

    /// The groups on a shelf that are called as something that lies in a cell.
    fn like(&self, cell: CellKey, shelf: &Shelf, sum: &Sum) -> Vec<usize> {
        let Some(Known { block, family, classes }) = self.shelves.get(&cell).map(|shelf| shelf.known) else { return Vec::new() };
        if CellView::is_about_nobody(block) && !sum.words().is_empty() {
            return sum.words().iter().filter_map(|word| shelf.worded.get(word)).flatten().copied().collect();
        }
        if family || !CellView::says_nothing(classes) {
            return shelf.groups.clone();
        }
        let alike = |name: &Called| sum.names().iter().any(|other| may_be_one(name, other));
        shelf.called.iter().filter(|(name, _)| alike(name)).flat_map(|(_, groups)| groups.iter().copied()).collect()
    }

    /// Whether something that lies in a cell may join a pile.
    fn may_join(&self, cell: CellKey, pile: &Unit, unit: &Unit) -> bool {
        let Some(Shelf { known, .. }) = self.shelves.get(&cell) else { return true };
        let plain = known.classes != 0 && !CellView::says_nothing(known.classes);
        let together = unit.documents.iter().any(|document| pile.documents.binary_search(document).is_ok());
        known.family || pile.sum.may_join(&unit.sum, plain, CellView::is_about_nobody(known.block), together)
    }

    /// Finds the piles that became others, and what that bears on.
    fn follow(
        &mut self,
        db: &Reading<'_>,
        (register, views): (&Register, &[CellView]),
        numbers: &HashMap<DocumentId, i64>,
    ) -> Result<(), Stop> {
        // Where each group lies now.
        let mut now: BTreeMap<(CellKey, i64, usize), (u64, Outline)> = BTreeMap::new();
        for view in views {
            for (id, said) in &view.documents {
                let Some(document) = numbers.get(id) else { continue };
                let own = self.seeds.cluster.contains(document);
                let known = |place: &usize| self.at.get(&(view.key, *document, *place));
                // What is to be read as a whole tells of what it says elsewhere, too.
                let (said, whole): (&Said, bool) = match said {
                    Ok(said) => (said, false),
                    Err(said) => (said, true),
                };
                for group in said {
                    if whole && group.pile.is_none() {
                        continue;
                    }
                    let Some(place) = group.first() else { return Err(Stop::TooMuch) };
                    let wanted = known(&place).is_some_and(|at| self.groups[*at].pile.is_some_and(|pile| self.piles[pile].wanted));
                    if own || wanted {
                        now.insert((view.key, *document, place), (group.mark(), group.outline.clone()));
                    }
                }
            }
        }
        let blocks: HashMap<CellKey, i64> = views.iter().map(|view| (view.key, view.block)).collect();
        let mut changed: BTreeMap<(i64, u64), BTreeSet<CellKey>> = BTreeMap::new();
        for ((cell, document, place), (mark, _)) in &now {
            let Some(block) = blocks.get(cell) else { continue };
            let was = self.at.get(&(*cell, *document, *place)).and_then(|at| self.groups[*at].pile);
            let was = was.map(|pile| (self.piles[pile].block, self.piles[pile].mark));
            if was != Some((*block, *mark)) {
                changed.entry((*block, *mark)).or_default().insert(*cell);
                if let Some(was) = was {
                    changed.entry(was).or_default().insert(*cell);
                }
            }
        }
        // What went elsewhere altogether.
        for pile in self.piles.iter().filter(|pile| pile.wanted) {
            for group in pile.groups.iter().map(|at| &self.groups[*at]) {
                if group.place.is_none_or(|place| !now.contains_key(&(group.cell, group.document, place))) {
                    changed.entry((pile.block, pile.mark)).or_default().insert(group.cell);
                }
            }
        }
        let mut became: BTreeMap<(i64, u64), Became> = BTreeMap::new();
        for (place @ (cell, document, _), (mark, outline)) in &now {
            if let Some(block) = blocks.get(cell)
                && changed.contains_key(&(*block, *mark))
            {
                let (sums, documents, places) = became.entry((*block, *mark)).or_default();
                sums.push(Sum::of([outline]));
                documents.push(*document);
                places.push(*place);
            }
        }
        // What lies in a cell now where nothing of it was looked for.
        for view in views {
            // Numbers may have brought equipment of another class into it.
            self.seeds.known.entry(view.key).or_insert_with(|| Known::of(view)).classes |= view.classes;
            if let Some(cells) = self.blocks.get_mut(&view.block) {
                cells.entry(view.key).or_insert_with(|| Known::of(view)).classes |= view.classes;
            }
            if let Some(shelf) = self.shelves.get_mut(&view.key) {
                shelf.known.classes |= view.classes;
            }
        }
        let arrived: Vec<(CellKey, i64, Outline)> = now
            .iter()
            .filter(|(key, _)| !self.at.contains_key(*key))
            .map(|((cell, document, _), (_, outline))| (*cell, *document, outline.clone()))
            .collect();
        for cell in arrived.iter().filter(|(_, _, outline)| outline.sorts != 0).map(|(cell, ..)| *cell).collect::<BTreeSet<_>>() {
            self.look_for_bundle(db, cell)?;
        }
        for ((block, mark), cells) in changed {
            let (mut sums, mut documents, places) = became.remove(&(block, mark)).unwrap_or_default();
            let grown = self.grown((block, mark), &places);
            if let Some(pile) = self.by_mark.get(&(block, mark)).copied() {
                self.add_up(pile);
                if let Some(whole) = self.whole(pile).cloned() {
                    sums.push(whole.sum);
                    documents.extend(whole.documents);
                }
                self.piles[pile].wanted = true;
                self.piles[pile].complete = true;
            }
            documents.sort_unstable();
            documents.dedup();
            let pile = Unit { sum: Sum::of([]).with(&sums.iter().collect::<Vec<_>>()), documents };
            let mut bears: BTreeSet<CellKey> = cells.clone();
            for cell in &cells {
                if let Some(known) = self.known(db, *cell)?
                    && known.family
                {
                    bears.extend(self.near(db, known.block, false, known.classes)?);
                }
            }
            for cell in bears {
                self.read(db, cell)?;
                let turned = Turned { name: (block, mark), unit: &pile, grown: grown.filter(|grown| grown.cell == cell) };
                self.bear(db, cell, &turned, (register, numbers))?;
            }
            self.changed.entry((block, mark)).or_default().extend(cells);
        }
        Ok(())
    }

    /// A pile with all its groups where they lie in one cell that is no family's, and are those that lay there before but for what is placed anew anyhow.
    fn grown(&self, (block, mark): (i64, u64), places: &[Place]) -> Option<Grown> {
        let (cell, ..) = *places.first()?;
        let family = self.shelves.get(&cell).is_none_or(|shelf| shelf.known.family);
        let own = |place: &&Place| self.seeds.cluster.contains(&place.1);
        let old = self.by_mark.get(&(block, mark)).map_or(&[][..], |pile| &self.piles[*pile].groups);
        let old = old.iter().map(|at| &self.groups[*at]).map(|group| Some((group.cell, group.document, group.place?)));
        let mut old: Vec<Place> = old.collect::<Option<_>>()?;
        old.sort_unstable();
        let there = places.iter().all(|place| place.0 == cell) && !old.iter().any(|place| own(&place));
        (!family && there && places.iter().filter(|place| !own(place)).eq(&old)).then_some(Grown { cell, mark, many: places.len() })
    }

    /// Whatever in a cell may join a pile that has become another, or lies in it, is placed anew.
    fn bear(
        &mut self,
        db: &Reading<'_>,
        cell: CellKey,
        Turned { name, unit: pile, grown }: &Turned<'_>,
        (register, numbers): (&Register, &HashMap<DocumentId, i64>),
    ) -> Result<(), Stop> {
        let Some(shelf) = self.shelves.get(&cell) else { return Ok(()) };
        let own = self.by_mark.get(name).copied();
        let mut found: BTreeSet<usize> = self.like(cell, shelf, &pile.sum).into_iter().collect();
        let lying = own.into_iter().flat_map(|own| self.piles[own].groups.iter().copied());
        let lying: BTreeSet<usize> = lying.filter(|at| self.groups[*at].cell == cell).collect();
        // What has the same numbers may be called otherwise.
        for at in self.with_numbers_of(db, pile)?.into_iter().filter(|at| self.groups[*at].cell == cell).collect::<Vec<_>>() {
            self.place_anew(db, at)?;
        }
        found.extend(&lying);
        let mut bears: Vec<usize> = Vec::new();
        for at in found {
            if self.groups[at].anew {
                continue;
            }
            let unit = self.unit(at);
            if lying.contains(&at) || self.may_join(cell, pile, &unit) {
                bears.push(at);
            }
        }
        // Of what is in the register the claims tell it, too.
        let mut strangers = BTreeSet::new();
        if let Some(grown) = grown {
            let among = bears.iter().filter(|at| !lying.contains(at)).filter_map(|at| self.groups[*at].own()).collect();
            let new = |id: &DocumentId| numbers.get(id).is_some_and(|number| self.seeds.cluster.contains(number));
            strangers = register.strangers(*grown, new, &among);
        }
        for at in bears {
            if lying.contains(&at) || self.groups[at].own().is_none_or(|own| !strangers.contains(&own)) {
                self.place_anew(db, at)?;
            }
        }
        Ok(())
    }

    /// What is wanted of each cell so far.
    fn cells(&mut self, db: &Reading<'_>) -> Result<Cells, Stop> {
        // Of a pile whose record is made anew everything is needed, wherever it came from.
        loop {
            let complete: Vec<usize> = (0..self.piles.len()).filter(|at| self.piles[*at].complete || self.piles[*at].wanted).collect();
            let before = self.shelves.len();
            for pile in complete {
                self.piles[pile].wanted = true;
                if self.piles[pile].home.is_none() {
                    let cells: BTreeSet<CellKey> = self.piles[pile].groups.iter().map(|at| self.groups[*at].cell).collect();
                    for cell in cells {
                        let Some(Shelf { known: Known { block, classes, .. }, .. }) = self.shelves.get(&cell) else { continue };
                        for family in self.near(db, *block, true, *classes)? {
                            self.read(db, family)?;
                        }
                    }
                }
                let Some(home) = self.piles[pile].home else { return Err(Stop::TooMuch) };
                let Some(Shelf { known: Known { block, family, classes }, .. }) = self.shelves.get(&home) else { continue };
                if *family && self.piles[pile].complete {
                    for cell in self.near(db, *block, false, *classes)? {
                        self.read(db, cell)?;
                    }
                }
            }
            if self.shelves.len() == before {
                break;
            }
        }
        let mut out = Narrowed::default();
        let mut initials: HashMap<CellKey, Option<u8>> = HashMap::new();
        for pile in self.piles.iter().filter(|pile| pile.wanted) {
            let Some(home) = pile.home else { return Err(Stop::TooMuch) };
            for group in pile.groups.iter().map(|at| &self.groups[*at]) {
                let Some(place) = group.place else { return Err(Stop::TooMuch) };
                let narrow = out.cells.entry(group.cell).or_default();
                narrow.block = pile.block;
                narrow.groups.entry(group.document).or_default().insert(place, group.anew);
                if group.cell != home
                    && let Some(own) = group.ids.first().and_then(|id| id.first_chunk())
                {
                    let digest = narrow.joined.entry(home).or_default();
                    *digest = digest.wrapping_add(materiel_register::joining(pile.mark, u64::from_be_bytes(*own)));
                }
            }
            if pile.complete {
                out.complete.insert((pile.block, pile.mark));
                // All records of a cell are of one kind.
                let initial = match initials.get(&home) {
                    Some(initial) => *initial,
                    None => *initials.entry(home).or_insert(db.initial(home)?),
                };
                let ids = pile.groups.iter().flat_map(|at| &self.groups[*at].ids);
                out.anchors.extend(ids.map(|id| initial.into_iter().chain(*id).collect::<Vec<u8>>()));
            }
        }
        out.complete.extend(self.changed.keys());
        for (cell, known) in &self.seeds.known {
            out.cells.entry(*cell).or_default().block = known.block;
        }
        for (cell, narrow) in &mut out.cells {
            if let Some(shelf) = self.shelves.get(cell) {
                narrow.all = shelf.known.family && shelf.groups.iter().all(|at| self.groups[*at].anew);
            }
        }
        Ok(Cells { all: out.cells.keys().copied().collect(), narrowed: Some(out) })
    }
}
