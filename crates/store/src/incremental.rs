//! A new document, reading or decision into the projection: only what it bears on is worked out anew.
//!
//! In: a projection that lags behind by some entries. Out: the projection that a fold of the whole log would give. The cells that their
//! documents lie in are folded with all documents that lie in them, with what is tied to these, and with the families of equipment that they
//! are held against; what else there is stays as it is. Where that cannot be told (an entity is renamed, a document is taken back), nothing is done.

use crate::asked::{Known, Reading};
use crate::light::{Light, Part, Told as Wanting};
use crate::narrow::{Cells, Narrowed, Seeds};
use crate::pages::Pages;
use crate::relinked::Relinked;
use crate::voices::voices;
use crate::walk::Walk;
use crate::wanted::{Bearing, Wanted};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Entry, Event, Named, PartialDate};
use materiel_register::{CellKey, CellView, Link, Register, Told};
use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map};

/// With more new entries than this, folding the whole log is no slower.
const MANY: i64 = 4000;

impl Store {
    /// Takes in what was added to the log since the projection was made, and gives what that changed; `None` where it did not.
    pub(crate) fn take_in(&mut self) -> Result<Option<Change>, StoreError> {
        let Some(through) = self.projected()? else { return Ok(None) };
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        if last - through > MANY || through == 0 {
            return Ok(None);
        }
        let mut news = Vec::new();
        self.entries(u64::try_from(through).unwrap_or(0), |entry| news.push(entry))?;
        let path = self.path.clone();
        // One look at all of it is cheaper than many small ones.
        let look = self.connection.unchecked_transaction().map_err(|error| self.error(error))?;
        let Some(change) = Change::of(self, &news)? else { return Ok(None) };
        drop(look);
        self.transact(|connection| change.write(connection, last).map_err(|error| StoreError::new(&path, error)))?;
        Ok(Some(change))
    }
}

/// What new documents change.
pub(crate) struct Change {
    /// The cells whose records are worked out anew.
    pub(crate) dirty: BTreeSet<CellKey>,
    /// Of them only a part.
    pub(crate) narrowed: Option<Narrowed>,
    /// A register of some documents, with all of those in the cells.
    pub(crate) register: Register,
    /// The cells as they are in it.
    pub(crate) views: Vec<CellView>,
    /// The documents of that by number.
    pub(crate) numbers: HashMap<DocumentId, i64>,
    /// The new ones among them.
    pub(crate) new: BTreeSet<i64>,
    /// Those that were read again, or that somebody decided something about.
    pub(crate) touched: BTreeSet<i64>,
    /// When the new ones were published.
    pub(crate) published: HashMap<i64, PartialDate>,
    /// Those of which anything may be known that was not before, the new ones among them.
    pub(crate) disturbed: BTreeSet<i64>,
    /// Whose voice is another now: document and leader.
    pub(crate) voices: Vec<(i64, i64)>,
    /// What other corrections correct now.
    pub(crate) relinked: Relinked,
    /// Of which pages documents are versions now.
    pub(crate) pages: Pages,
}

impl Change {
    /// Works out what the new entries change; `None` where only a fold of the whole log can tell.
    pub(crate) fn of(store: &Store, news: &[Entry]) -> Result<Option<Self>, StoreError> {
        let db = Reading::of(store);
        let decided = db.decided()?;
        let Some(begun) = Begun::of(&db, news, &decided)? else { return Ok(None) };
        let Begun { mut numbers, new, touched, mut held } = begun;
        let published = news.iter().filter_map(|entry| match &entry.event {
            Event::DocumentAdded { document } => Some((number(entry), document.published?)),
            _ => None,
        });
        let published: HashMap<i64, PartialDate> = published.collect();
        let Some(ties) = Ties::of(&db, &decided)? else { return Ok(None) };
        let nothing_taken_back = !decided.iter().any(|entry| matches!(&entry.event, Event::Retracted { .. }));
        let Some(pages) = Pages::of(&db, news, &numbers)? else { return Ok(None) };

        // What there is of these documents by itself: where it lies, and what it is known by.
        let mut fresh = Register::of_some(Told { whole: numbers.keys().cloned().collect(), ..Told::default() });
        apply(&mut fresh, std::iter::empty(), Vec::new(), held.values().flatten().chain(&decided));
        let mut known: HashMap<CellKey, Known> = HashMap::new();
        let mut dirty: BTreeSet<CellKey> = BTreeSet::new();
        for CellView { key, block, family, classes, .. } in fresh.cells() {
            known.insert(key, Known { block, family, classes });
            dirty.insert(key);
        }
        let added: HashMap<DocumentId, i64> =
            numbers.iter().filter(|(_, number)| new.contains(number)).map(|(id, number)| (id.clone(), *number)).collect();
        let Some(voices) = voices(&db, &fresh, &added)? else { return Ok(None) };
        // Which version of a page is the newest bears on what all of them say, and so does whose voice that one is.
        let mut disturbed: BTreeSet<i64> = new.union(&touched).copied().collect();
        for document in voices.iter().map(|(document, _)| *document).chain(new.iter().copied()).chain(pages.documents()) {
            for version in pages.beside(&db, document)?.into_iter().chain([document]) {
                dirty.extend(db.cells_of(version)?);
                disturbed.insert(version);
            }
        }
        let Some(relinked) = Relinked::of(&db, news, &added)? else { return Ok(None) };
        // What has their official numbers may come to lie elsewhere, and what is tied to them.
        let fresh_numbers: BTreeSet<u64> = numbers.keys().flat_map(|id| fresh.numbers(id)).collect();
        let mut cluster: BTreeSet<i64> = new.union(&touched).copied().collect();
        for number in &fresh_numbers {
            cluster.extend(db.integers("SELECT document FROM numbered WHERE number = ?1", &[&number.cast_signed()])?);
        }
        cluster.extend(relinked.documents());
        disturbed.extend(relinked.documents());
        db.hang_together(&mut cluster, &ties, &relinked)?;
        // Of two that somebody kept apart one may come only now, and the other's record tells of it.
        disturbed.extend(&cluster);
        for document in cluster.difference(&new) {
            dirty.extend(db.cells_of(*document)?);
        }
        // Only where everything is new is it known what it may lie with.
        let begin = || Seeds::of(&fresh, &added, disturbed.clone(), cluster.clone());
        let mut walk = if touched.is_empty() { begin().map(Walk::new) } else { None };
        drop(fresh);
        let mut part = match &mut walk {
            Some(walk) => walk.begin(&db)?,
            None => None,
        };
        let leaders: HashMap<i64, i64> = voices.iter().copied().collect();
        // Of those that are here already the texts are, too.
        let full: BTreeSet<i64> = held.keys().copied().collect();
        let mut lights: BTreeMap<i64, Light> = BTreeMap::new();
        // What the last round was made of: where that is the same again, so is the register.
        let mut made: Option<(Cells, Register)> = None;
        let (dirty, narrowed, register, views) = loop {
            let cells = match part.take() {
                Some(part) => part,
                None => {
                    walk = None;
                    db.spread(&mut dirty, &mut known)?
                }
            };
            if made.as_ref().is_none_or(|(before, _)| *before != cells) {
                let bearing = Bearing { cluster: &cluster, ties: &ties, relinked: &relinked, pages: &pages };
                let Wanted { whole, parts } = Wanted::of(&db, &cells, &bearing)?;
                // Of what is read as a whole it must be known where it stays.
                let Some(fixed) = db.fixed(whole.iter().filter(|document| !cluster.contains(*document)), &cells)? else { continue };
                for document in whole.iter().chain(parts.keys()).filter(|document| !full.contains(*document)) {
                    if let btree_map::Entry::Vacant(place) = lights.entry(*document) {
                        let once = nothing_taken_back && parts.contains_key(document);
                        let light = if once { db.light_read_once(*document)? } else { db.light(*document)? };
                        let Some(light) = light else { return Ok(None) };
                        numbers.insert(light.id.clone(), *document);
                        place.insert(light);
                    }
                }
                for document in whole {
                    if let (btree_map::Entry::Vacant(place), Some(light)) = (held.entry(document), lights.get(&document)) {
                        place.insert(db.said_of(&light.id)?);
                    }
                }
                let some = parts.iter().filter(|(document, _)| !held.contains_key(*document));
                let some: Vec<(&Light, &Wanting)> = some.filter_map(|(document, said)| Some((lights.get(document)?, said))).collect();
                let Some(partly) = db.parts_of(&some)? else { return Ok(None) };
                let links = db.links(held.keys(), &numbers, &relinked)?;
                let voices = db.told(&leaders, &numbers)?;
                let whole = everything_of(&links, &cluster, &ties, &numbers);
                let mut register = Register::of_some(Told { voices, cells: cells.all.clone(), whole, links });
                fixed.iter().for_each(|(first, pile)| register.fix(first, *pile));
                let some = lights.iter().filter(|(document, _)| held.contains_key(document) || parts.contains_key(document));
                apply(&mut register, some.map(|(_, light)| light), partly, held.values().flatten().chain(&decided));
                made = Some((cells, register));
            }
            let Some((cells, register)) = &made else { return Ok(None) };

            let before = dirty.len();
            let mut more = false;
            let (mut present, mut views) = (BTreeSet::new(), Vec::new());
            let hangs = |id: &DocumentId| numbers.get(id).is_some_and(|number| cluster.contains(number));
            let brought = register.cells_with(hangs);
            if let Some(walk) = &mut walk {
                let looked_at: BTreeSet<CellKey> = cells.all.union(&brought).copied().collect();
                let views: Vec<CellView> = register.cells_among(&looked_at).collect();
                part = walk.go_on(&db, (register, &views), &numbers)?;
                let Some(Cells { all, narrowed }) = part.take_if(|part| part.is_as(cells)) else { continue };
                let Some((_, register)) = made else { return Ok(None) };
                break (all, narrowed, register, views);
            }
            let looked_at: BTreeSet<CellKey> = dirty.union(&brought).copied().collect();
            for view in register.cells_among(&looked_at) {
                present.insert(view.key);
                let CellView { key, block, family, classes, .. } = view;
                // Where official numbers brought the new documents and those that hang together with them.
                if !dirty.contains(&key) {
                    known.insert(key, Known { block, family, classes });
                    dirty.insert(key);
                    continue;
                }
                // Numbers may have brought equipment of another class into it.
                let entry = known.entry(key).or_default();
                more |= classes & !entry.classes != 0;
                *entry = Known { block, family, classes: classes | entry.classes };
                // A family's record changes too when something else joins it from a class than did before.
                if !family {
                    let (was, now) = (db.joined(key)?, view.joined_families());
                    dirty.extend(was.iter().filter(|(family, digest)| now.get(family) != Some(digest)).map(|(family, _)| *family));
                    dirty.extend(now.keys().filter(|family| !was.contains_key(family)).copied());
                }
                views.push(view);
            }
            // A cell of a class that is empty now joins nothing.
            for cell in dirty.difference(&present).copied().collect::<Vec<_>>() {
                dirty.extend(db.joined(cell)?.into_keys());
            }
            if dirty.len() == before && !more {
                let Some((_, register)) = made else { return Ok(None) };
                break (dirty, None, register, views);
            }
        };
        Ok(Some(Self { dirty, narrowed, register, views, numbers, new, touched, published, disturbed, voices, relinked, pages }))
    }
}

/// The documents of which all claims are needed: those that are worked out anew wherever they lie, and those that are tied to others.
fn everything_of(links: &[Link], cluster: &BTreeSet<i64>, ties: &Ties, numbers: &HashMap<DocumentId, i64>) -> BTreeSet<DocumentId> {
    let linked = links.iter().flat_map(|link| [&link.correction.0, &link.corrected.0]).cloned();
    let whole = numbers.iter().filter(|(_, number)| cluster.contains(*number) || ties.of_document(**number).next().is_some());
    linked.chain(whole.map(|(id, _)| id.clone())).collect()
}

fn number(entry: &Entry) -> i64 {
    i64::try_from(entry.number).unwrap_or(i64::MAX)
}

/// A register of some documents without their texts, of some of which only a part is wanted, and of some entries, in the order of their numbers.
pub(crate) fn apply<'a>(
    register: &mut Register,
    lights: impl Iterator<Item = &'a Light>,
    parts: Vec<(&DocumentId, Part)>,
    entries: impl Iterator<Item = &'a Entry>,
) {
    for Light { id, added, published, gist, .. } in lights {
        for (number, at) in added {
            register.apply_gist(*number, *at, id.clone(), *published, gist.clone());
        }
    }
    let mut fetched = Vec::new();
    for (document, mut part) in parts {
        fetched.append(&mut part.fetched);
        part.apply(register, document);
    }
    let mut all: Vec<&Entry> = fetched.iter().collect();
    for entry in entries {
        all.push(entry);
    }
    all.sort_by_key(|entry| entry.number);
    register.apply_all(all);
    register.settle();
}

/// What the new entries are about.
struct Begun {
    /// The documents that they name, by number.
    numbers: HashMap<DocumentId, i64>,
    /// Those that were added.
    new: BTreeSet<i64>,
    /// Those that were there and were read again, or that somebody decided something about.
    touched: BTreeSet<i64>,
    /// The entries about each of them, the new ones among them.
    held: BTreeMap<i64, Vec<Entry>>,
}

impl Begun {
    /// `None` where they bear on more than some documents.
    fn of(db: &Reading<'_>, news: &[Entry], decided: &[Entry]) -> Result<Option<Self>, StoreError> {
        let mut out = Self { numbers: HashMap::new(), new: BTreeSet::new(), touched: BTreeSet::new(), held: BTreeMap::new() };
        let by_number: HashMap<u64, &Event> = decided.iter().map(|entry| (entry.number, &entry.event)).collect();
        for entry in news {
            let about: Vec<&DocumentId> = match &entry.event {
                Event::DocumentAdded { document } => {
                    let number = number(entry);
                    // One that was taken back may have been added again.
                    if out.numbers.insert(document.id(), number).is_some() || db.number_of(&document.id())? != Some(number) {
                        return Ok(None);
                    }
                    out.new.insert(number);
                    out.held.entry(number).or_default().push(entry.clone());
                    continue;
                }
                Event::ClaimsRead { document, .. } | Event::Fetched { document, .. } => {
                    match out.numbers.get(document).filter(|number| out.new.contains(number)) {
                        Some(number) => {
                            out.held.entry(*number).or_default().push(entry.clone());
                            continue;
                        }
                        None => vec![document],
                    }
                }
                event @ (Event::Decided { .. } | Event::Retracted { .. }) => {
                    let mut event = event;
                    // Taking back what took something back counts like the first decision again.
                    while let Event::Retracted { entry, .. } = event {
                        match by_number.get(entry) {
                            Some(earlier) => event = earlier,
                            None => return Ok(None),
                        }
                    }
                    let Event::Decided { decision } = event else { return Ok(None) };
                    let named = decision.verdict.claims();
                    let documents: Vec<&DocumentId> = named.iter().filter_map(|named| named.document()).collect();
                    // A renaming bears on every document that has the name; who decided about an id alone did not say where it is.
                    if documents.is_empty() || documents.len() < named.len() {
                        return Ok(None);
                    }
                    documents
                }
            };
            for id in about {
                if out.numbers.contains_key(id) {
                    continue;
                }
                // What is said about a document that is not there counts when it comes.
                let Some(number) = db.number_of(id)? else { continue };
                out.numbers.insert(id.clone(), number);
                out.touched.insert(number);
                out.held.insert(number, db.entries_of(number)?);
            }
        }
        // A decision that names a claim by its id alone holds for whichever document makes it.
        let loose: BTreeSet<&str> =
            decided.iter().flat_map(claims_named).filter(|named| named.document().is_none()).map(|named| named.id().as_str()).collect();
        let says = |entry: &Entry| match &entry.event {
            Event::ClaimsRead { document, claims, .. } => claims.iter().any(|claim| loose.contains(claim.id(document).as_str())),
            _ => false,
        };
        if !loose.is_empty() && news.iter().any(says) {
            return Ok(None);
        }
        Ok(Some(out))
    }
}

/// The claims that a decision names.
pub(crate) fn claims_named(entry: &Entry) -> Vec<&Named> {
    match &entry.event {
        Event::Decided { decision } => decision.verdict.claims(),
        _ => Vec::new(),
    }
}

/// The documents that people tied together or kept apart, whether that was taken back or not: each is looked at with the others.
#[derive(Default)]
pub(crate) struct Ties(HashMap<i64, BTreeSet<i64>>);

impl Ties {
    /// `None` where a decision does not say which documents it is about.
    fn of(db: &Reading<'_>, decided: &[Entry]) -> Result<Option<Self>, StoreError> {
        let mut out = Self::default();
        for named in decided.iter().map(claims_named).filter(|named| named.len() > 1) {
            let mut documents = BTreeSet::new();
            for one in &named {
                let Some(id) = one.document() else { return Ok(None) };
                documents.extend(db.number_of(id)?);
            }
            for document in &documents {
                out.0.entry(*document).or_default().extend(&documents);
            }
        }
        Ok(Some(out))
    }

    /// Those that are tied to a document.
    pub(crate) fn of_document(&self, document: i64) -> impl Iterator<Item = i64> + '_ {
        self.0.get(&document).into_iter().flatten().copied()
    }
}
