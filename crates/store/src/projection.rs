//! The projection: the records that the log comes to, kept so that reading them needs no fold.

use crate::light::lying;
use crate::pack::DICTIONARY;
use crate::pages::page_key;
use crate::relinked::{day_of, ends};
use crate::written::{Ready, Written};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Event, PartialDate};
use materiel_register::reconcile::Sketch;
use materiel_register::{Cut, RULES, Register};
use rusqlite::OptionalExtension;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// How the tables of the projection are made.
const TABLES: &str = include_str!("projection.sql");

/// What a projection was made with: the register's rules, and the tables here.
pub(crate) fn made_with() -> &'static str {
    static MADE_WITH: LazyLock<String> = LazyLock::new(|| {
        // Line ends are left out, since they differ between checkouts.
        let tables = fnv(TABLES.bytes().chain(DICTIONARY.bytes()).filter(|byte| *byte != b'\r'));
        format!("{RULES} {tables:016x}")
    });
    &MADE_WITH
}

/// FNV-1a.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The documents of a register with their numbers and days of publication, in order.
type Documents<'a> = [(i64, &'a DocumentId, Option<PartialDate>)];

fn entry_number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Writes what copies are found by, in order. There are millions of bands: each is held by the place of its document in the list.
fn write_bands(out: &mut Written<'_>, register: &Register, documents: &Documents<'_>) -> rusqlite::Result<()> {
    let of = |id: &DocumentId| register.voice(id).and_then(|_| register.sketch(id)).map_or(&[][..], Sketch::bands);
    let mut bands: Vec<(i32, u32)> = Vec::new();
    bands.reserve_exact(documents.iter().map(|(_, id, _)| of(id).len()).sum());
    for (at, (_, id, _)) in (0_u32..).zip(documents) {
        bands.extend(of(id).iter().map(|band| (band.cast_signed(), at)));
    }
    bands.sort_unstable();
    for (band, at) in bands {
        if let Some((number, ..)) = usize::try_from(at).ok().and_then(|at| documents.get(at)) {
            out.band(i64::from(band), *number)?;
        }
    }
    Ok(())
}

/// Writes what corrections and announcements are found by, in order.
fn write_noted(out: &mut Written<'_>, register: &Register, documents: &Documents<'_>) -> rusqlite::Result<()> {
    let mut noted: Vec<(u64, bool, i64, i64)> = Vec::new();
    for (number, id, published) in documents {
        if let Some(day) = published.and_then(day_of) {
            noted.extend(register.noted(id).map(|(key, corrects, _)| (key, corrects, day, *number)));
        }
    }
    noted.sort_unstable();
    for (key, corrects, day, document) in noted {
        out.noted(key, corrects, day, document)?;
    }
    Ok(())
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
        self.batches(|entries| register.apply_all(&entries))?;
        register.settle();
        Ok(register)
    }

    /// Throws the projection away and makes it anew from the log. Gives the number of records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        let mut register = Register::new(Cut::default());
        let mut pages: BTreeSet<(i64, DocumentId)> = BTreeSet::new();
        self.batches(|entries| {
            for entry in &entries {
                if let Event::Fetched { document, fetch } = &entry.event {
                    pages.insert((page_key(&fetch.page), document.clone()));
                }
            }
            register.apply_all(&entries);
        })?;
        register.settle();
        let numbers: HashMap<DocumentId, i64> = register.added().map(|(id, number, _)| (id.clone(), entry_number(number))).collect();
        let through = i64::try_from(register.through()).unwrap_or(i64::MAX);
        let path = self.path.clone();
        self.transact(|connection| {
            let work = || {
                connection.execute_batch(TABLES)?;
                let mut out = Written::new(connection)?;
                let mut documents: Vec<_> = register.added().map(|(id, number, published)| (entry_number(number), id, published)).collect();
                documents.sort_unstable();
                write_bands(&mut out, &register, &documents)?;
                for (number, id, published) in &documents {
                    // What was taken back has no voice.
                    if let Some(leader) = register.voice(id) {
                        out.voice(*number, numbers.get(leader).copied().unwrap_or(*number))?;
                    }
                    if let Some(gist) = register.gist(id) {
                        out.gist(*number, *published, &gist)?;
                    }
                }
                write_noted(&mut out, &register, &documents)?;
                drop(documents);
                for (id, document) in &numbers {
                    for number in register.numbers(id) {
                        out.numbered(number, *document)?;
                    }
                }
                for view in register.cells() {
                    out.cell(&view)?;
                    for (document, said) in lying(&view, &numbers) {
                        out.lies(view.key, document, said.as_deref())?;
                    }
                }
                for (page, document) in pages.iter().filter_map(|(page, id)| Some((*page, *numbers.get(id)?))) {
                    out.page(page, document)?;
                }
                for (correction, corrected) in register.links().filter_map(|link| ends(&link, &numbers)) {
                    out.link(correction, corrected)?;
                }
                let mut count = 0;
                register.each_record(
                    |_| true,
                    |draft| Ready::new(draft, &register),
                    |ready| {
                        count += 1;
                        out.record(ready)
                    },
                )?;
                out.through(through, through, made_with())?;
                Ok(count)
            };
            work().map_err(|error| StoreError::new(&path, error))
        })
    }

    /// Brings the projection and the index of words up to date: where only documents were added, by working out anew what they bear on, otherwise altogether.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn project(&mut self) -> Result<Projected, StoreError> {
        let how = if self.is_projected()? {
            Projected::AlreadyThere
        } else if self.take_in()? {
            Projected::TakenIn
        } else {
            self.rebuild()?;
            Projected::Rebuilt
        };
        if self.writable {
            self.index_words()?;
        }
        Ok(how)
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

    /// How far the log, the projection and the index of words go, by the numbers of entries; what is read is the same while these are.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn position(&self) -> Result<[u64; 3], StoreError> {
        let indexed = if self.has_index()? { self.indexed()? } else { 0 };
        let number = |entry: i64| u64::try_from(entry).unwrap_or(0);
        Ok([self.last_entry()?, number(self.projected()?.unwrap_or(0)), number(indexed)])
    }

    /// True when the projection has every entry of the log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn is_projected(&self) -> Result<bool, StoreError> {
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        Ok(self.projected()? == Some(last))
    }
}
