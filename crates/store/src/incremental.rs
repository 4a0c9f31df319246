//! A new document into the projection: only what it bears on is worked out anew.
//!
//! In: a projection that lags behind by some added documents. Out: the projection that a fold of the whole log would give. The cells that
//! the new documents lie in are folded with all documents that lie in them, and with the families of equipment that they are held against; what else there
//! is stays as it is. Where that cannot be told (decisions and corrections tie things together across cells), nothing is done.

use crate::log::{entries_where, pack};
use crate::projection::{corrects, day_of, made_with};
use crate::{Store, StoreError};
use materiel_model::{ClaimId, DocumentId, Entry, Event, Record, RecordId};
use materiel_register::reconcile::{Notes, Sketch, Voices};
use materiel_register::view::list_row;
use materiel_register::{CellKey, CellView, Register};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql, params};
use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map};

/// With more new entries than this, folding the whole log is no slower.
const MANY: i64 = 4000;
/// More documents than this that may be copies of one another are left to the whole fold.
const CROWD: usize = 2000;
/// A correction names what it corrects within so many days, unless it names it by number.
const RECENT: i64 = 62;

impl Store {
    /// Takes the documents in that were added since the projection was made, and says whether it did.
    pub(crate) fn take_in(&mut self) -> Result<bool, StoreError> {
        let Some(through) = self.projected()? else { return Ok(false) };
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        if last - through > MANY || through == 0 {
            return Ok(false);
        }
        let mut news = Vec::new();
        self.entries(u64::try_from(through).unwrap_or(0), |entry| news.push(entry))?;
        let path = self.path.clone();
        let Some(change) = Change::of(self, &news)? else { return Ok(false) };
        self.transact(|connection| change.write(connection, last).map_err(|error| StoreError::new(&path, error)))?;
        Ok(true)
    }
}

/// What new documents change.
struct Change {
    /// The cells whose records are worked out anew.
    dirty: BTreeSet<CellKey>,
    /// A register of some documents, with all of those in the cells.
    register: Register,
    /// The documents of that by number.
    numbers: HashMap<DocumentId, i64>,
    /// The new ones among them.
    new: BTreeSet<i64>,
    /// Whose voice is another now: document and leader.
    voices: Vec<(i64, i64)>,
}

/// What is known of a cell before it is folded.
#[derive(Clone, Copy, Default)]
struct Known {
    block: i64,
    family: bool,
    classes: u32,
}

impl Change {
    /// Works out what the new entries change; `None` where only a fold of the whole log can tell.
    fn of(store: &Store, news: &[Entry]) -> Result<Option<Self>, StoreError> {
        let db = Reading { store };
        let decided = db.decided()?;
        let mut fresh = Register::of_some();
        // Entities that somebody renamed have other cells.
        decided.iter().for_each(|entry| fresh.apply(entry));
        let mut numbers: HashMap<DocumentId, i64> = HashMap::new();
        for entry in news {
            match &entry.event {
                Event::DocumentAdded { document } => {
                    if db.is_about_corrections(document)? || numbers.insert(document.id(), number(entry)).is_some() {
                        return Ok(None);
                    }
                }
                Event::ClaimsRead { document, .. } if numbers.contains_key(document) => {}
                _ => return Ok(None),
            }
            fresh.apply(entry);
        }
        fresh.settle();
        if Reading::decides_about(news, &decided) {
            return Ok(None);
        }
        let new: BTreeSet<i64> = numbers.values().copied().collect();
        let mut known: HashMap<CellKey, Known> = HashMap::new();
        let mut dirty: BTreeSet<CellKey> = BTreeSet::new();
        for CellView { key, block, family, classes, .. } in fresh.cells() {
            known.insert(key, Known { block, family, classes });
            dirty.insert(key);
        }
        let Some((crowd, voices)) = db.voices(&fresh, &numbers)? else { return Ok(None) };
        for (document, _) in voices.iter().filter(|(document, _)| !new.contains(document)) {
            dirty.extend(db.cells_of(*document)?);
        }
        // What has their official numbers may come to lie elsewhere.
        let fresh_numbers: BTreeSet<u64> = numbers.keys().flat_map(|id| fresh.numbers(id)).collect();
        let mut cluster = new.clone();
        for number in &fresh_numbers {
            cluster.extend(db.integers("SELECT document FROM numbered WHERE number = ?1", &[&number.cast_signed()])?);
        }
        db.hang_together(&mut cluster)?;
        for document in cluster.difference(&new) {
            dirty.extend(db.cells_of(*document)?);
        }
        drop(fresh);
        let leaders: HashMap<i64, i64> = voices.iter().copied().collect();
        let mut held: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
        for entry in news {
            let id = match &entry.event {
                Event::DocumentAdded { document } => document.id(),
                Event::ClaimsRead { document, .. } => document.clone(),
                _ => continue,
            };
            held.entry(numbers[&id]).or_default().push(entry.clone());
        }
        loop {
            let cells = db.spread(&mut dirty, &mut known)?;
            let mut wanted: BTreeSet<i64> = crowd.union(&cluster).copied().collect();
            for cell in &cells {
                if !db.integers("SELECT cell FROM tied WHERE cell = ?1", &[cell])?.is_empty() {
                    return Ok(None);
                }
                wanted.extend(db.integers("SELECT document FROM lies WHERE cell = ?1", &[cell])?);
            }
            db.hang_together(&mut wanted)?;
            for document in wanted.clone() {
                let leader = match leaders.get(&document) {
                    Some(leader) => Some(*leader),
                    None => db.integers("SELECT leader FROM voice WHERE document = ?1", &[&document])?.first().copied(),
                };
                wanted.extend(leader);
            }
            for document in wanted {
                if let btree_map::Entry::Vacant(place) = held.entry(document) {
                    let entries = place.insert(db.entries_of(document)?);
                    if let Some(Event::DocumentAdded { document: added }) = entries.first().map(|entry| &entry.event) {
                        numbers.insert(added.id(), document);
                    }
                }
            }
            let mut entries: Vec<&Entry> = held.values().flatten().collect();
            entries.extend(&decided);
            entries.sort_by_key(|entry| entry.number);
            let mut register = Register::of_some();
            entries.into_iter().for_each(|entry| register.apply(entry));
            register.settle();

            let before = dirty.len();
            let mut more = false;
            let mut present = BTreeSet::new();
            for view in register.cells() {
                present.insert(view.key);
                let CellView { key, block, family, classes, documents, joined } = view;
                // Where official numbers brought the new documents and those that hang together with them.
                if !dirty.contains(&key) {
                    if documents.iter().any(|id| numbers.get(id).is_some_and(|number| cluster.contains(number))) {
                        known.insert(key, Known { block, family, classes });
                        dirty.insert(key);
                    }
                    continue;
                }
                // Numbers may have brought equipment of another class into it.
                let entry = known.entry(key).or_default();
                more |= classes & !entry.classes != 0;
                *entry = Known { block, family, classes: classes | entry.classes };
                // A family's record changes too when something else joins it from a class than did before.
                if !family {
                    let was = db.joined(key)?;
                    let now: BTreeMap<CellKey, i64> = joined.into_iter().collect();
                    dirty.extend(was.iter().filter(|(family, digest)| now.get(family) != Some(digest)).map(|(family, _)| *family));
                    dirty.extend(now.keys().filter(|family| !was.contains_key(family)).copied());
                }
            }
            // A cell of a class that is empty now joins nothing.
            for cell in dirty.difference(&present).copied().collect::<Vec<_>>() {
                dirty.extend(db.joined(cell)?.into_keys());
            }
            if dirty.len() == before && !more {
                return Ok(Some(Self { dirty, register, numbers, new, voices }));
            }
        }
    }

    /// Puts the new records in the place of the old ones.
    fn write(&self, connection: &Connection, last: i64) -> rusqlite::Result<()> {
        let mut moved: BTreeSet<String> = BTreeSet::new();
        for cell in &self.dirty {
            let mut gone = connection.prepare_cached("DELETE FROM record WHERE cell = ?1 RETURNING anchor")?;
            for anchor in gone.query_map([cell], |row| row.get(0))? {
                moved.insert(anchor?);
            }
            for query in ["DELETE FROM lies WHERE cell = ?1", "DELETE FROM joined WHERE cell = ?1", "DELETE FROM cell WHERE key = ?1"] {
                connection.prepare_cached(query)?.execute([cell])?;
            }
        }
        let mut out = Written::new(connection)?;
        for view in self.register.cells().filter(|view| self.dirty.contains(&view.key)) {
            out.cell(&view, &self.numbers)?;
        }
        for (cell, anchor, record) in self.register.records_where(|key| self.dirty.contains(&key)) {
            moved.insert(anchor_of(&anchor, &record));
            // Its digits are counted when all are there.
            out.record(cell, &anchor, &Record { id: RecordId::new(record.kind, &anchor, 32), ..record })?;
        }
        for (id, document) in self.numbers.iter().filter(|(_, document)| self.new.contains(document)) {
            for band in self.register.sketch(id).into_iter().flat_map(Sketch::bands) {
                out.band(i64::from(*band), *document)?;
            }
            for number in self.register.numbers(id) {
                out.numbered(number, *document)?;
            }
        }
        for (document, leader) in &self.voices {
            connection.prepare_cached("DELETE FROM voice WHERE document = ?1")?.execute([document])?;
            out.voice(*document, *leader)?;
        }
        out.through(last, &made_with())?;
        drop(out);
        renumber(connection, &moved)
    }
}

/// Gives the records at some places in the order of ids, and their neighbours, as many digits as they need now.
fn renumber(connection: &Connection, moved: &BTreeSet<String>) -> rusqlite::Result<()> {
    let near = |query: &str, anchor: &str| connection.prepare_cached(query)?.query_row([anchor], |row| row.get::<_, String>(0)).optional();
    let before = |anchor: &str| near("SELECT anchor FROM record WHERE anchor < ?1 ORDER BY anchor DESC LIMIT 1", anchor);
    let after = |anchor: &str| near("SELECT anchor FROM record WHERE anchor > ?1 ORDER BY anchor LIMIT 1", anchor);
    let mut places: BTreeSet<String> = BTreeSet::new();
    for anchor in moved {
        places.extend(before(anchor)?);
        places.extend(after(anchor)?);
        places.extend(near("SELECT anchor FROM record WHERE anchor = ?1", anchor)?);
    }
    for anchor in places {
        let shared = |other: Option<String>| {
            let other = other.filter(|other| other.as_bytes().first() == anchor.as_bytes().first())?;
            Some(other.bytes().zip(anchor.bytes()).skip(1).take_while(|(a, b)| a == b).count())
        };
        let common = shared(before(&anchor)?).max(shared(after(&anchor)?)).unwrap_or(0);
        let id = format!("{}-{}", &anchor[..1], &anchor[1..=RecordId::digits(common).min(anchor.len() - 1)]);
        connection.prepare_cached("UPDATE record SET id = ?2 WHERE anchor = ?1 AND id <> ?2")?.execute([&anchor, &id])?;
    }
    Ok(())
}

fn number(entry: &Entry) -> i64 {
    i64::try_from(entry.number).unwrap_or(i64::MAX)
}

fn anchor_of(anchor: &ClaimId, record: &Record) -> String {
    format!("{}{anchor}", RecordId::initial(record.kind))
}

/// What is asked of the projection and the log.
struct Reading<'a> {
    store: &'a Store,
}

impl Reading<'_> {
    fn integers(&self, query: &str, with: &[&dyn ToSql]) -> Result<Vec<i64>, StoreError> {
        let ask = || self.store.connection.prepare_cached(query)?.query_map(with, |row| row.get(0))?.collect::<rusqlite::Result<_>>();
        ask().map_err(|error| self.store.error(error))
    }

    /// True when a document may correct another, or may be what another corrects.
    fn is_about_corrections(&self, document: &materiel_model::Document) -> Result<bool, StoreError> {
        if !corrects(document).is_empty() {
            return Ok(true);
        }
        let notes = Notes::of(&document.text);
        if notes.is_empty() {
            return Ok(false);
        }
        let day = day_of(document);
        let query = "SELECT 1 FROM correcting WHERE day BETWEEN ?1 AND ?2 LIMIT 1";
        // One without a date may be of any day.
        let undated = document.published.is_none();
        let (from, to) = if undated { (i64::MIN, i64::MAX) } else { (day - 1, day + RECENT) };
        if !self.integers(query, &[&from, &to])?.is_empty() {
            return Ok(true);
        }
        for number in notes.all_numbers() {
            if !self.integers("SELECT 1 FROM correcting WHERE number = ?1 LIMIT 1", &[&number.cast_signed()])?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The documents that may be copies of the new ones or of their copies, and whose voices are others now; `None` when they are too many.
    #[expect(clippy::type_complexity)]
    fn voices(&self, fresh: &Register, new: &HashMap<DocumentId, i64>) -> Result<Option<(BTreeSet<i64>, Vec<(i64, i64)>)>, StoreError> {
        let mut voices = Voices::default();
        let mut crowd: BTreeMap<i64, DocumentId> = BTreeMap::new();
        let mut open: Vec<(i64, DocumentId, Sketch)> =
            new.iter().filter_map(|(id, number)| Some((*number, id.clone(), fresh.sketch(id)?.clone()))).collect();
        while let Some((number, id, sketch)) = open.pop() {
            if crowd.insert(number, id.clone()).is_some() {
                continue;
            }
            if crowd.len() > CROWD {
                return Ok(None);
            }
            for band in sketch.bands() {
                for other in self.integers("SELECT document FROM band WHERE band = ?1", &[&i64::from(*band)])? {
                    if !crowd.contains_key(&other)
                        && let Some(Event::DocumentAdded { document }) = self.entries_of(other)?.into_iter().next().map(|entry| entry.event)
                    {
                        open.push((other, document.id(), Sketch::of(&document.text)));
                    }
                }
            }
            voices.add(&id, sketch);
        }
        voices.settle();
        let numbers: HashMap<&DocumentId, i64> = crowd.iter().map(|(number, id)| (id, *number)).collect();
        let mut changed = Vec::new();
        for (number, id) in &crowd {
            let now = voices.of(id).and_then(|leader| numbers.get(leader)).copied().unwrap_or(*number);
            let was = self.integers("SELECT leader FROM voice WHERE document = ?1", &[number])?.first().copied().unwrap_or(*number);
            if now != was {
                changed.push((*number, now));
            }
        }
        Ok(Some((crowd.into_keys().collect(), changed)))
    }

    /// Adds the cells of classes that families bear on, and gives all that must be whole: these, and the families that they are held against.
    fn spread(&self, dirty: &mut BTreeSet<CellKey>, known: &mut HashMap<CellKey, Known>) -> Result<BTreeSet<CellKey>, StoreError> {
        let mut all = BTreeSet::new();
        for cell in dirty.clone() {
            let Known { block, family, classes } = self.known(cell, known)?;
            if family {
                let query = "SELECT key FROM cell WHERE block = ?1 AND family = 0 AND classes & ?2 <> 0";
                dirty.extend(self.integers(query, &[&block, &classes])?);
            }
        }
        for cell in dirty.iter().copied() {
            let Known { block, family, classes } = self.known(cell, known)?;
            if !family && classes != 0 {
                let query = "SELECT key FROM cell WHERE block = ?1 AND family = 1 AND classes & ?2 <> 0";
                all.extend(self.integers(query, &[&block, &classes])?);
            }
        }
        all.extend(dirty.iter());
        Ok(all)
    }

    /// What is known of a cell: from the projection, and from the new documents.
    fn known(&self, cell: CellKey, known: &mut HashMap<CellKey, Known>) -> Result<Known, StoreError> {
        let query = "SELECT block, family, classes FROM cell WHERE key = ?1";
        let ask = || {
            let mut statement = self.store.connection.prepare_cached(query)?;
            statement.query_row([cell], |row| Ok(Known { block: row.get(0)?, family: row.get(1)?, classes: row.get(2)? })).optional()
        };
        let stored = ask().map_err(|error| self.store.error(error))?;
        let entry = known.entry(cell).or_default();
        if let Some(stored) = stored {
            *entry = Known { classes: stored.classes | entry.classes, ..stored };
        }
        Ok(*entry)
    }

    /// The cells that a document's claims lie in, and the families' whose records they may stand in.
    fn cells_of(&self, document: i64) -> Result<Vec<CellKey>, StoreError> {
        let query = "SELECT cell FROM lies WHERE document = ?1 UNION \
            SELECT family FROM joined WHERE cell IN (SELECT cell FROM lies WHERE document = ?1)";
        self.integers(query, &[&document])
    }

    /// Adds the documents that hang together with some by official numbers.
    fn hang_together(&self, documents: &mut BTreeSet<i64>) -> Result<(), StoreError> {
        let mut open: Vec<i64> = documents.iter().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(document) = open.pop() {
            for number in self.integers("SELECT number FROM numbered WHERE document = ?1", &[&document])? {
                if seen.insert(number) {
                    let others = self.integers("SELECT document FROM numbered WHERE number = ?1", &[&number])?;
                    open.extend(others.into_iter().filter(|other| documents.insert(*other)));
                }
            }
        }
        Ok(())
    }

    fn joined(&self, cell: CellKey) -> Result<BTreeMap<CellKey, i64>, StoreError> {
        let ask = || {
            let mut statement = self.store.connection.prepare_cached("SELECT family, digest FROM joined WHERE cell = ?1")?;
            statement.query_map([cell], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// The log entries about the document that an entry added.
    fn entries_of(&self, number: i64) -> Result<Vec<Entry>, StoreError> {
        self.entries("log.document = (SELECT document FROM log WHERE number = ?1)", &[&number])
    }

    /// True when somebody decided something about the new documents or their claims before they came.
    fn decides_about(news: &[Entry], decided: &[Entry]) -> bool {
        // Whatever a decision names, it names by its id.
        let said: String = decided.iter().map(|entry| serde_json::to_string(&entry.event).unwrap_or_default()).collect();
        !said.is_empty()
            && news.iter().any(|entry| match &entry.event {
                Event::ClaimsRead { document, claims, .. } => {
                    said.contains(document.as_str()) || claims.iter().any(|claim| said.contains(claim.id(document).as_str()))
                }
                _ => false,
            })
    }

    fn decided(&self) -> Result<Vec<Entry>, StoreError> {
        self.entries("log.event NOT IN ('document_added', 'claims_read')", &[])
    }

    fn entries(&self, like: &str, with: &[&dyn ToSql]) -> Result<Vec<Entry>, StoreError> {
        let wrong = |error| self.store.error(error);
        let mut statement = self.store.connection.prepare_cached(&entries_where(self.store.format, like)).map_err(wrong)?;
        let mut rows = statement.query(with).map_err(wrong)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let mut before = self.store.digest_before(row.get(0).map_err(wrong)?)?;
            out.push(self.store.entry(row, &mut before)?);
        }
        Ok(out)
    }
}

/// The tables of the projection, as they are written to.
pub(crate) struct Written<'a> {
    record: CachedStatement<'a>,
    cell: CachedStatement<'a>,
    lies: CachedStatement<'a>,
    joined: CachedStatement<'a>,
    numbered: CachedStatement<'a>,
    tied: CachedStatement<'a>,
    band: CachedStatement<'a>,
    voice: CachedStatement<'a>,
    correcting: CachedStatement<'a>,
    through: CachedStatement<'a>,
}

impl<'a> Written<'a> {
    pub(crate) fn new(connection: &'a Connection) -> rusqlite::Result<Self> {
        let prepare = |query| connection.prepare_cached(query);
        Ok(Self {
            record: prepare("INSERT INTO record (anchor, id, cell, row, body) VALUES (?1, ?2, ?3, ?4, ?5)")?,
            cell: prepare("INSERT INTO cell (key, block, family, classes) VALUES (?1, ?2, ?3, ?4)")?,
            lies: prepare("INSERT INTO lies (cell, document) VALUES (?1, ?2)")?,
            joined: prepare("INSERT INTO joined (cell, family, digest) VALUES (?1, ?2, ?3)")?,
            numbered: prepare("INSERT OR IGNORE INTO numbered (number, document) VALUES (?1, ?2)")?,
            tied: prepare("INSERT INTO tied (cell) VALUES (?1)")?,
            band: prepare("INSERT OR IGNORE INTO band (band, document) VALUES (?1, ?2)")?,
            voice: prepare("INSERT INTO voice (document, leader) VALUES (?1, ?2)")?,
            correcting: prepare("INSERT OR IGNORE INTO correcting (day, number) VALUES (?1, ?2)")?,
            through: prepare("INSERT OR REPLACE INTO projection (one, through, rules) VALUES (1, ?1, ?2)")?,
        })
    }

    pub(crate) fn record(&mut self, cell: CellKey, anchor: &ClaimId, record: &Record) -> rusqlite::Result<()> {
        // Plain values always serialise.
        let row = serde_json::to_string(&list_row(record)).unwrap_or_default();
        let body = pack(&serde_json::to_string(record).unwrap_or_default());
        self.record.execute(params![anchor_of(anchor, record), record.id.as_str(), cell, row, body])?;
        Ok(())
    }

    pub(crate) fn cell(&mut self, view: &CellView, numbers: &HashMap<DocumentId, i64>) -> rusqlite::Result<()> {
        self.cell.execute(params![view.key, view.block, view.family, view.classes])?;
        for document in view.documents.iter().filter_map(|id| numbers.get(id)) {
            self.lies.execute([view.key, *document])?;
        }
        for (family, digest) in &view.joined {
            self.joined.execute([view.key, *family, *digest])?;
        }
        Ok(())
    }

    pub(crate) fn numbered(&mut self, number: u64, document: i64) -> rusqlite::Result<()> {
        self.numbered.execute([number.cast_signed(), document]).map(|_| ())
    }

    pub(crate) fn tied(&mut self, cell: CellKey) -> rusqlite::Result<()> {
        self.tied.execute([cell]).map(|_| ())
    }

    pub(crate) fn band(&mut self, band: i64, document: i64) -> rusqlite::Result<()> {
        self.band.execute([band, document]).map(|_| ())
    }

    /// Whose voice a document speaks with; its own is not written down.
    pub(crate) fn voice(&mut self, document: i64, leader: i64) -> rusqlite::Result<()> {
        if document != leader {
            self.voice.execute([document, leader])?;
        }
        Ok(())
    }

    pub(crate) fn correcting(&mut self, day: i64, number: i64) -> rusqlite::Result<()> {
        self.correcting.execute([day, number]).map(|_| ())
    }

    pub(crate) fn through(&mut self, last: i64, rules: &str) -> rusqlite::Result<()> {
        self.through.execute(params![last, rules]).map(|_| ())
    }
}
