//! The projection: the records that the log comes to, kept so that reading them needs no fold.

use crate::incremental::Written;
use crate::log::unpack;
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Event, Record, RecordId};
use materiel_register::reconcile::Notes;
use materiel_register::view::{ListRow, list_row};
use materiel_register::{Cut, RULES, Register};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

/// How the tables of the projection are made.
const TABLES: &str = include_str!("projection.sql");

/// What a projection was made with: the register's rules, and the tables here.
pub(crate) fn made_with() -> String {
    // FNV-1a; line ends are left out, since they differ between checkouts.
    let bytes = TABLES.bytes().filter(|byte| *byte != b'\r');
    let tables = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{RULES} {tables:016x}")
}

/// How the projection came to be up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Projected {
    /// It was already.
    AlreadyThere,
    /// What the new documents bear on was worked out anew.
    TakenIn,
    /// All of it was.
    Rebuilt,
}

impl Store {
    /// The register folded from the log, up to a cut.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fold(&self, cut: Cut) -> Result<Register, StoreError> {
        let mut register = Register::new(cut);
        self.entries(0, |entry| register.apply(&entry))?;
        register.settle();
        Ok(register)
    }

    /// Throws the projection away and makes it anew from the log. Gives the number of records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        let mut register = Register::new(Cut::default());
        let mut numbers: HashMap<DocumentId, i64> = HashMap::new();
        let mut correcting = BTreeSet::new();
        self.entries(0, |entry| {
            if let Event::DocumentAdded { document } = &entry.event {
                numbers.entry(document.id()).or_insert_with(|| i64::try_from(entry.number).unwrap_or(i64::MAX));
                correcting.extend(corrects(document));
            }
            register.apply(&entry);
        })?;
        register.settle();
        let through = i64::try_from(register.through()).unwrap_or(i64::MAX);
        let path = self.path.clone();
        self.transact(|connection| {
            let work = || {
                connection.execute_batch(TABLES)?;
                let mut out = Written::new(connection)?;
                let mut bands: Vec<(i64, i64)> = Vec::new();
                for (id, number) in &numbers {
                    // What was taken back has no voice.
                    if let (Some(leader), Some(sketch)) = (register.voice(id), register.sketch(id)) {
                        bands.extend(sketch.bands().iter().map(|band| (i64::from(*band), *number)));
                        let leader = numbers.get(leader).copied().unwrap_or(*number);
                        out.voice(*number, leader)?;
                    }
                }
                bands.sort_unstable();
                for (band, number) in bands {
                    out.band(band, number)?;
                }
                for (id, document) in &numbers {
                    for number in register.numbers(id) {
                        out.numbered(number, *document)?;
                    }
                }
                let tied = register.tied_documents();
                for view in register.cells() {
                    out.cell(&view, &numbers)?;
                    if view.documents.iter().any(|id| tied.contains(id)) {
                        out.tied(view.key)?;
                    }
                }
                let mut count = 0;
                for (cell, anchor, record) in register.records_where(|_| true) {
                    count += 1;
                    out.record(cell, &anchor, &record)?;
                }
                for (day, number) in correcting {
                    out.correcting(day, number)?;
                }
                out.through(through, &made_with())?;
                Ok(count)
            };
            work().map_err(|error| StoreError::new(&path, error))
        })
    }

    /// Brings the projection up to date: where only documents were added, by working out anew what they bear on, otherwise altogether.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn project(&mut self) -> Result<Projected, StoreError> {
        if self.is_projected()? {
            return Ok(Projected::AlreadyThere);
        }
        if self.take_in()? {
            return Ok(Projected::TakenIn);
        }
        self.rebuild()?;
        Ok(Projected::Rebuilt)
    }

    /// How far the projection goes, where there is one that was made with the rules of this program.
    pub(crate) fn projected(&self) -> Result<Option<i64>, StoreError> {
        let there: Option<i64> = self
            .connection
            .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'projection'", [], |row| row.get(0))
            .optional()
            .map_err(|error| self.error(error))?;
        if there.is_none() {
            return Ok(None);
        }
        let found: Option<(i64, String)> = self
            .connection
            .query_row("SELECT through, rules FROM projection", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(|error| self.error(error))?;
        Ok(found.filter(|(_, rules)| *rules == made_with()).map(|(through, _)| through))
    }

    /// True when the projection has every entry of the log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn is_projected(&self) -> Result<bool, StoreError> {
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        Ok(self.projected()? == Some(last))
    }

    /// Every record as a row, up to a cut, in the order of ids. The projection is made first where it lags behind.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rows(&mut self, cut: Cut) -> Result<Vec<ListRow>, StoreError> {
        if !self.use_projection(cut)? {
            let mut rows: Vec<ListRow> = self.fold(cut)?.records().map(|record| list_row(&record)).collect();
            rows.sort_by(|a, b| a.id.cmp(&b.id));
            return Ok(rows);
        }
        self.read("SELECT id, row FROM record ORDER BY id", params![], |id, json: String| {
            Ok(ListRow { id, ..serde_json::from_str(&json)? })
        })
    }

    /// The records whose ids begin with `prefix`, up to a cut, in the order of ids.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records(&mut self, prefix: &str, cut: Cut) -> Result<Vec<Record>, StoreError> {
        if !self.use_projection(cut)? {
            let mut records: Vec<Record> = self.fold(cut)?.records().filter(|record| record.id.as_str().starts_with(prefix)).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            return Ok(records);
        }
        // Ids are small letters, figures and hyphens, all of which come before the tilde.
        let query = "SELECT id, body FROM record WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id";
        self.read(query, params![prefix], |id, packed: Vec<u8>| Ok(Record { id, ..serde_json::from_str(&unpack(&packed)?)? }))
    }

    fn use_projection(&mut self, cut: Cut) -> Result<bool, StoreError> {
        if !cut.is_whole() {
            return Ok(false);
        }
        if !self.is_projected()? {
            match self.project() {
                Ok(_) => {}
                // Who may not write, or not now, can still read the log.
                Err(StoreError::ReadOnly { .. } | StoreError::Busy { .. } | StoreError::Held { .. } | StoreError::Full { .. }) => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// What `make` makes of the records' ids and of what else the query gives.
    fn read<T, U: rusqlite::types::FromSql>(
        &self,
        query: &str,
        with: &[&dyn rusqlite::ToSql],
        make: impl Fn(RecordId, U) -> std::io::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(query).map_err(|error| self.error(error))?;
        let rows =
            statement.query_map(with, |row| Ok((row.get::<_, String>(0)?, row.get::<_, U>(1)?))).map_err(|error| self.error(error))?;
        let mut out = Vec::new();
        for row in rows {
            let (id, what) = row.map_err(|error| self.error(error))?;
            let id = serde_json::from_value(serde_json::Value::String(id)).map_err(std::io::Error::from);
            let one = id.and_then(|id| make(id, what)).map_err(|error| {
                StoreError::corrupt(&self.path, format!("the projection cannot be read ({error}); `materiel rebuild` makes it anew"))
            })?;
            out.push(one);
        }
        Ok(out)
    }
}

/// The day of publication, counted from 1970, and the official numbers of a document that may correct another.
pub(crate) fn corrects(document: &materiel_model::Document) -> Vec<(i64, i64)> {
    let notes = Notes::of(&document.text);
    if !notes.corrects() {
        return Vec::new();
    }
    let day = day_of(document);
    notes.all_numbers().map(u64::cast_signed).chain(std::iter::once(0)).map(|number| (day, number)).collect()
}

/// The last day on which a document may have been published, counted from 1970.
pub(crate) fn day_of(document: &materiel_model::Document) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    document.published.map_or(0, |date| i64::from(date.last_day().since(epoch).map_or(0, |span| span.get_days())))
}
