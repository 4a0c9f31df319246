//! A new document, reading or decision into the projection: only what it bears on is worked out anew.
//!
//! In: a projection that lags behind by some entries. Out: the projection that a fold of the whole log would give. The cells that their
//! documents lie in are folded with all documents that lie in them, with what is tied to these, and with the families of equipment that they
//! are held against; what else there is stays as it is. Where that cannot be told (an entity is renamed, a document is taken back), nothing is done.

use crate::asked::{Known, Reading};
use crate::light::{Light, Part, Told as Wanting, lying, lying_now};
use crate::narrow::{Cells, Narrowed, Seeds, takes};
use crate::pages::Pages;
use crate::projection::made_with;
use crate::records::in_common;
use crate::relinked::Relinked;
use crate::wanted::{Bearing, Wanted};
use crate::written::{Ready, Written, anchor_of, band_key};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Entry, Event, Named, PartialDate, RecordId};
use materiel_register::reconcile::Sketch;
use materiel_register::{CellKey, CellView, Draft, Link, Register, Told};
use rusqlite::{Connection, OptionalExtension, params};
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
    dirty: BTreeSet<CellKey>,
    /// Of some of them only a part.
    narrowed: Narrowed,
    /// A register of some documents, with all of those in the cells.
    register: Register,
    /// The cells as they are in it.
    views: Vec<CellView>,
    /// The documents of that by number.
    numbers: HashMap<DocumentId, i64>,
    /// The new ones among them.
    new: BTreeSet<i64>,
    /// Those that were read again, or that somebody decided something about.
    touched: BTreeSet<i64>,
    /// When the new ones were published.
    published: HashMap<i64, PartialDate>,
    /// Those of which anything may be known that was not before, the new ones among them.
    disturbed: BTreeSet<i64>,
    /// Whose voice is another now: document and leader.
    voices: Vec<(i64, i64)>,
    /// What other corrections correct now.
    relinked: Relinked,
    /// Of which pages documents are versions now.
    pages: Pages,
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
        let Some(voices) = db.voices(&fresh, &added)? else { return Ok(None) };
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
        let begin = || Seeds::of(&fresh, &added, disturbed.union(&cluster).copied().collect());
        let seeds = if touched.is_empty() { begin() } else { None };
        drop(fresh);
        let leaders: HashMap<i64, i64> = voices.iter().copied().collect();
        // Of those that are here already the texts are, too.
        let full: BTreeSet<i64> = held.keys().copied().collect();
        let mut lights: BTreeMap<i64, Light> = BTreeMap::new();
        // What the last round was made of: where that is the same again, so is the register.
        let mut made: Option<(Cells, Register)> = None;
        loop {
            let cells = db.spread(&mut dirty, &mut known, seeds.as_ref())?;
            if made.as_ref().is_none_or(|(before, _)| *before != cells) {
                let bearing = Bearing { cluster: &cluster, ties: &ties, relinked: &relinked, pages: &pages };
                let Wanted { whole, parts } = Wanted::of(&db, &cells, &bearing)?;
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
                let some = lights.iter().filter(|(document, _)| held.contains_key(document) || parts.contains_key(document));
                apply(&mut register, some.map(|(_, light)| light), partly, held.values().flatten().chain(&decided));
                made = Some((cells, register));
            }
            let Some((Cells { narrowed, .. }, register)) = &made else { return Ok(None) };

            let before = dirty.len();
            let mut more = false;
            let (mut present, mut views) = (BTreeSet::new(), Vec::new());
            let hangs = |id: &DocumentId| numbers.get(id).is_some_and(|number| cluster.contains(number));
            let brought = register.cells_with(hangs);
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
                    let may_join = |family: &CellKey| narrowed.get(&key).is_none_or(|narrow| narrow.families.contains(family));
                    let was: BTreeMap<CellKey, i64> = db.joined(key)?.into_iter().filter(|(family, _)| may_join(family)).collect();
                    let now: BTreeMap<CellKey, i64> = view.joined.iter().copied().filter(|(family, _)| may_join(family)).collect();
                    dirty.extend(was.iter().filter(|(family, digest)| now.get(family) != Some(digest)).map(|(family, _)| *family));
                    dirty.extend(now.keys().filter(|family| !was.contains_key(family)).copied());
                }
                views.push(view);
            }
            // A cell of a class that is empty now joins nothing.
            for cell in dirty.difference(&present).copied().collect::<Vec<_>>() {
                let joined = db.joined(cell)?.into_keys();
                dirty.extend(joined.filter(|family| narrowed.get(&cell).is_none_or(|narrow| narrow.families.contains(family))));
            }
            if dirty.len() == before && !more {
                let Some((Cells { narrowed, .. }, register)) = made else { return Ok(None) };
                return Ok(Some(Self {
                    dirty,
                    narrowed,
                    register,
                    views,
                    numbers,
                    new,
                    touched,
                    published,
                    disturbed,
                    voices,
                    relinked,
                    pages,
                }));
            }
        }
    }

    /// Puts the new records in the place of the old ones, where they are others.
    pub(crate) fn write(&self, connection: &Connection, last: i64) -> rusqlite::Result<()> {
        let there = Records::of(connection, &self.dirty, &self.narrowed)?;
        // What is known of these may be something else than when the records were made that stand there.
        let disturbed: BTreeSet<&DocumentId> =
            self.numbers.iter().filter(|(_, number)| self.disturbed.contains(*number)).map(|(id, _)| id).collect();
        let mut ready = Vec::new();
        let mut same: BTreeSet<Vec<u8>> = BTreeSet::new();
        let here = |draft: &Draft<'_>| {
            let mut documents = draft.documents().filter_map(|id| self.numbers.get(id));
            !self.narrowed.contains_key(&draft.cell) || documents.any(|document| takes(&self.narrowed, draft.cell, *document))
        };
        let make = |draft: Draft<'_>| -> Option<Result<Ready, Vec<u8>>> {
            if !here(&draft) {
                return None;
            }
            let anchor = anchor_of(draft.kind(), &draft.anchor);
            if there.0.get(&anchor) == Some(&(draft.cell, draft.digest)) && draft.documents().all(|id| !disturbed.contains(id)) {
                return Some(Err(anchor));
            }
            Some(Ok(Ready::new(draft, &self.register).with_digits(32)))
        };
        let wanted = |key| self.dirty.contains(&key);
        let take = |made| {
            match made {
                Some(Ok(one)) => ready.push(one),
                Some(Err(anchor)) => _ = same.insert(anchor),
                None => {}
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = self.register.each_record_of(wanted, make, take);
        let mut moved: BTreeSet<Vec<u8>> = there.0.into_keys().filter(|anchor| !same.contains(anchor)).collect();
        for anchor in &moved {
            connection.prepare_cached("DELETE FROM record WHERE anchor = ?1")?.execute([anchor])?;
        }
        let mut out = Written::new(connection)?;
        let mut present = BTreeSet::new();
        for view in &self.views {
            present.insert(view.key);
            let taken = |document: &i64| takes(&self.narrowed, view.key, *document);
            let (was, mut now) = (lying_now(connection, view.key)?, lying(view, &self.numbers));
            now.retain(|document, _| taken(document));
            for document in was.keys().filter(|document| taken(document) && !now.contains_key(document)) {
                connection.prepare_cached("DELETE FROM lies WHERE cell = ?1 AND document = ?2")?.execute([view.key, *document])?;
            }
            for (document, said) in now.iter().filter(|(document, said)| was.get(document) != Some(said)) {
                out.lies(view.key, *document, said.as_deref())?;
            }
            self.part_from(connection, view.key)?;
            let narrow = self.narrowed.get(&view.key);
            out.cell(view, |family| narrow.is_none_or(|narrow| narrow.families.contains(&family)))?;
        }
        for cell in self.dirty.difference(&present) {
            self.part_from(connection, *cell)?;
            let mut emptied = true;
            if let Some(narrow) = self.narrowed.get(cell) {
                for document in &narrow.documents {
                    connection.prepare_cached("DELETE FROM lies WHERE cell = ?1 AND document = ?2")?.execute([cell, document])?;
                }
                emptied = !connection.prepare_cached("SELECT 1 FROM lies WHERE cell = ?1")?.exists([cell])?;
            }
            if emptied {
                for query in ["DELETE FROM lies WHERE cell = ?1", "DELETE FROM cell WHERE key = ?1"] {
                    connection.prepare_cached(query)?.execute([cell])?;
                }
            }
        }
        // Its digits are counted when all are there.
        for one in ready {
            moved.insert(one.anchor.clone());
            out.record(one)?;
        }
        for (id, document) in &self.numbers {
            if self.new.contains(document) {
                for band in self.register.sketch(id).into_iter().flat_map(Sketch::bands) {
                    out.band(band_key(*band), *document)?;
                }
                if let Some(gist) = self.register.gist(id) {
                    out.gist(*document, self.published.get(document).copied(), &gist)?;
                }
            } else if self.touched.contains(document) {
                connection.prepare_cached("DELETE FROM numbered WHERE document = ?1")?.execute([document])?;
            } else {
                continue;
            }
            for number in self.register.numbers(id) {
                out.numbered(number, *document)?;
            }
        }
        for (document, leader) in &self.voices {
            connection.prepare_cached("DELETE FROM voice WHERE document = ?1")?.execute([document])?;
            out.voice(*document, *leader)?;
        }
        self.relinked.write(connection, &mut out)?;
        self.pages.write(&mut out)?;
        let since = tell(connection, last, &moved)?;
        out.through(last, since, made_with())?;
        drop(out);
        renumber(connection, &moved)
    }
}

impl Change {
    /// Forgets which families something joined from a cell, as far as that is worked out anew.
    fn part_from(&self, connection: &Connection, cell: CellKey) -> rusqlite::Result<()> {
        let Some(narrow) = self.narrowed.get(&cell) else {
            return connection.prepare_cached("DELETE FROM joined WHERE cell = ?1")?.execute([cell]).map(|_| ());
        };
        for family in &narrow.families {
            connection.prepare_cached("DELETE FROM joined WHERE cell = ?1 AND family = ?2")?.execute([cell, *family])?;
        }
        Ok(())
    }
}

/// The records of some cells, by their anchors: cell and digest.
struct Records(HashMap<Vec<u8>, (CellKey, i64)>);

impl Records {
    fn of(connection: &Connection, cells: &BTreeSet<CellKey>, narrowed: &Narrowed) -> rusqlite::Result<Self> {
        let mut out = HashMap::new();
        let mut query = connection.prepare_cached("SELECT anchor, made FROM record WHERE cell = ?1")?;
        for cell in cells.iter().filter(|cell| !narrowed.contains_key(cell)) {
            let mut rows = query.query([cell])?;
            while let Some(row) = rows.next()? {
                out.insert(row.get(0)?, (*cell, row.get(1)?));
            }
        }
        let mut query = connection.prepare_cached("SELECT made FROM record WHERE anchor = ?1 AND cell = ?2")?;
        for (cell, narrow) in narrowed {
            for anchor in &narrow.anchors {
                if let Some(made) = query.query_row(params![anchor, cell], |row| row.get(0)).optional()? {
                    out.insert(anchor.clone(), (*cell, made));
                }
            }
        }
        Ok(Self(out))
    }
}

/// The documents of which all claims are needed: those that are worked out anew wherever they lie, and those that are tied to others.
fn everything_of(links: &[Link], cluster: &BTreeSet<i64>, ties: &Ties, numbers: &HashMap<DocumentId, i64>) -> BTreeSet<DocumentId> {
    let linked = links.iter().flat_map(|link| [&link.correction.0, &link.corrected.0]).cloned();
    let whole = numbers.iter().filter(|(_, number)| cluster.contains(*number) || ties.of_document(**number).next().is_some());
    linked.chain(whole.map(|(id, _)| id.clone())).collect()
}

/// Tells which records came, went or were changed, and gives the entry from which on that is known.
fn tell(connection: &Connection, last: i64, moved: &BTreeSet<Vec<u8>>) -> rusqlite::Result<i64> {
    /// Who has not looked for so many entries looks at everything.
    const LATELY: i64 = 1000;
    let since: i64 = connection.query_row("SELECT since FROM projection", [], |row| row.get(0))?;
    let since = since.max(last - LATELY);
    connection.prepare_cached("DELETE FROM changed WHERE through <= ?1")?.execute([since])?;
    let mut changed = connection.prepare_cached("INSERT OR IGNORE INTO changed (through, anchor) VALUES (?1, ?2)")?;
    for anchor in moved {
        changed.execute(params![last, anchor])?;
    }
    Ok(since)
}

/// Gives the records at some places in the order of ids, and their neighbours, as many digits as they need now.
fn renumber(connection: &Connection, moved: &BTreeSet<Vec<u8>>) -> rusqlite::Result<()> {
    let near =
        |query: &str, anchor: &[u8]| connection.prepare_cached(query)?.query_row([anchor], |row| row.get::<_, Vec<u8>>(0)).optional();
    let before = |anchor: &[u8]| near("SELECT anchor FROM record WHERE anchor < ?1 ORDER BY anchor DESC LIMIT 1", anchor);
    let after = |anchor: &[u8]| near("SELECT anchor FROM record WHERE anchor > ?1 ORDER BY anchor LIMIT 1", anchor);
    let mut places: BTreeSet<Vec<u8>> = BTreeSet::new();
    for anchor in moved {
        places.extend(before(anchor)?);
        places.extend(after(anchor)?);
        places.extend(near("SELECT anchor FROM record WHERE anchor = ?1", anchor)?);
    }
    for anchor in places {
        let shared = |other: Option<Vec<u8>>| in_common(&other?, &anchor);
        let common = shared(before(&anchor)?).max(shared(after(&anchor)?)).unwrap_or(0);
        let digits = u8::try_from(RecordId::digits(common).min(2 * anchor.len().saturating_sub(1))).unwrap_or(u8::MAX);
        connection.prepare_cached("UPDATE record SET digits = ?2 WHERE anchor = ?1 AND digits <> ?2")?.execute(params![anchor, digits])?;
    }
    Ok(())
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
