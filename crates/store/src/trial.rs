//! What a decision would change, and what claims and records ids mean, without a fold of the whole log.
//!
//! In: what would be written to the log. Out: the records that it bears on, as they are and as they would be. It is written and taken in as in
//! earnest, and then rolled back, so that what is shown is what will be.

use crate::asked::Reading;
use crate::incremental::{Change, apply, claims_named};
use crate::kept::Shelf;
use crate::light::Light;
use crate::log::{append, json};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Entry, Event, Moment, Record};
use materiel_register::view::Snapshot;
use materiel_register::{Cut, Register, Told};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// With more documents than this, folding the whole log is hardly slower.
const MANY: usize = 20_000;

/// A part of the register as it is and as it would be: all that decisions bear on.
#[derive(Debug)]
pub struct Trial {
    /// As it is.
    pub before: Snapshot,
    /// As it would be.
    pub after: Snapshot,
}

/// The anchors of the records that would change, these records as they would be, and the entries that make them so.
struct Tried {
    moved: Vec<Vec<u8>>,
    after: Vec<Record>,
    news: Vec<Entry>,
}

impl Store {
    /// What decisions would change; nothing is stored. `None` where only a fold of the whole log can tell.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn try_out(&mut self, events: &[Event], at: Moment) -> Result<Option<Trial>, StoreError> {
        if !self.writable || self.reads_only || !self.use_projection(Cut::default())? || !self.is_projected()? {
            return Ok(None);
        }
        self.hold()?;
        let batch = |store: &Self, words: &str| store.connection.execute_batch(words).map_err(|error| store.error(error));
        batch(self, "BEGIN IMMEDIATE")?;
        let tried = self.tried(events, at);
        batch(self, "ROLLBACK")?;
        let Some(Tried { moved, after, news }) = tried? else { return Ok(None) };
        let before = self.records_at(&moved)?;
        let mut about: BTreeSet<DocumentId> = named(&news);
        about.extend(before.iter().chain(&after).flat_map(|record| &record.members).map(|member| member.document.clone()));
        let Some((mut register, _)) = self.register_of(&about)? else { return Ok(None) };
        let before = Snapshot::of_some(&register, before);
        register.apply_all(&news);
        register.settle();
        Ok(Some(Trial { before, after: Snapshot::of_some(&register, after) }))
    }

    /// Writes them down and takes them in.
    fn tried(&self, events: &[Event], at: Moment) -> Result<Option<Tried>, StoreError> {
        let through = self.last_entry()?;
        for event in events {
            let Event::Decided { decision } = event else { return Ok(None) };
            append(&self.connection, at, "decided", None, Some(json(decision))).map_err(|error| self.error(error))?;
        }
        let mut news = Vec::new();
        self.entries(through, |entry| news.push(entry))?;
        let Some(change) = Change::of(self, &news)? else { return Ok(None) };
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        change.write(&self.connection, last).map_err(|error| self.error(error))?;
        let moved = moved(&self.connection, last).map_err(|error| self.error(error))?;
        let after = self.records_at(&moved)?;
        Ok(Some(Tried { moved, after, news }))
    }

    /// The records with these anchors, as far as they are there.
    fn records_at(&self, anchors: &[Vec<u8>]) -> Result<Vec<Record>, StoreError> {
        let mut shelf = Shelf::new(self);
        let mut out = Vec::new();
        for anchor in anchors {
            let query = "SELECT anchor, digits, body FROM record WHERE anchor = ?1";
            self.read(query, &[anchor], |id, anchor, value| {
                out.push(self.record_in(&mut shelf, id, anchor, value)?);
                Ok(())
            })?;
        }
        Ok(out)
    }

    /// A register in which the claims and records that some ids or their beginnings may mean are found, and these records. `None` where only
    /// a fold of the whole log can tell.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn register_about(&mut self, ids: &[&str]) -> Result<Option<(Register, Vec<Record>)>, StoreError> {
        if self.reads_only || !self.use_projection(Cut::default())? {
            return Ok(None);
        }
        let mut records = Vec::new();
        let mut documents = BTreeSet::new();
        for id in ids {
            if id.as_bytes().get(1) == Some(&b'-') {
                records.extend(self.records(id, Cut::default())?);
            } else {
                let Some(saying) = self.saying(id)? else { return Ok(None) };
                documents.extend(saying);
            }
        }
        documents.extend(records.iter().flat_map(|record| &record.members).map(|member| member.document.clone()));
        let Some((register, decided)) = self.register_of(&documents)? else { return Ok(None) };
        // What was rejected lies nowhere, but is found all the same.
        let rejected = named(&decided);
        if ids.iter().all(|id| id.as_bytes().get(1) == Some(&b'-')) || rejected.is_subset(&documents) {
            return Ok(Some((register, records)));
        }
        documents.extend(rejected);
        Ok(self.register_of(&documents)?.map(|(register, _)| (register, records)))
    }

    /// The documents that may say a claim whose id begins with some digits. `None` where these are too many.
    fn saying(&self, digits: &str) -> Result<Option<BTreeSet<DocumentId>>, StoreError> {
        let bytes: Option<Vec<u8>> =
            digits.as_bytes().chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
        let db = Reading::of(self);
        // What is to be read as a whole does not tell its claims there: see `light.rs`.
        let query = "SELECT DISTINCT document FROM lies WHERE said IS NULL OR said >= x'ffff' OR instr(said, ?1) > 0";
        let found = match bytes.filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => db.integers(query, &[&bytes])?,
            None => Vec::new(),
        };
        if found.len() > MANY {
            return Ok(None);
        }
        let mut out = BTreeSet::new();
        for number in found {
            out.extend(db.called(number)?);
        }
        Ok(Some(out))
    }

    /// A register of all that some documents say, without their texts, and of everything that was decided; and these decisions.
    fn register_of(&self, documents: &BTreeSet<DocumentId>) -> Result<Option<(Register, Vec<Entry>)>, StoreError> {
        if documents.len() > MANY {
            return Ok(None);
        }
        let db = Reading::of(self);
        let decided = db.decided()?;
        let mut lights: Vec<Light> = Vec::new();
        let mut said: Vec<Entry> = Vec::new();
        for id in documents {
            let Some(number) = db.number_of(id)? else { continue };
            let Some(light) = db.light(number)? else { return Ok(None) };
            said.extend(db.said_of(id)?);
            lights.push(light);
        }
        let mut register = Register::of_some(Told { whole: documents.clone(), ..Told::default() });
        apply(&mut register, lights.iter(), Vec::new(), said.iter().chain(&decided));
        Ok(Some((register, decided)))
    }
}

/// The documents of the claims that decisions name.
fn named(entries: &[Entry]) -> BTreeSet<DocumentId> {
    entries.iter().flat_map(claims_named).filter_map(|named| named.document().cloned()).collect()
}

/// The records that the last entry changed.
fn moved(connection: &Connection, last: i64) -> rusqlite::Result<Vec<Vec<u8>>> {
    connection
        .prepare_cached("SELECT anchor FROM changed WHERE through = ?1 ORDER BY anchor")?
        .query_map([last], |row| row.get(0))?
        .collect()
}
