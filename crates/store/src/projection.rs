//! The projection: the records that the log comes to, kept so that reading them needs no fold.

use crate::light::lying;
use crate::pack::DICTIONARY;
use crate::pages::page_key;
use crate::relinked::{day_of, ends};
use crate::written::{Ready, Written};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Event, PartialDate};
use materiel_register::reconcile::Sketch;
use materiel_register::{CellView, Cut, RULES, Register, both};
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// How the tables of the projection are made.
const TABLES: &str = include_str!("projection.sql");
const INDEXES: &str = include_str!("projection.indexes.sql");

/// What a projection was made with: the register's rules, and the tables here.
pub(crate) fn made_with() -> &'static str {
    static MADE_WITH: LazyLock<String> = LazyLock::new(|| {
        // Line ends are left out, since they differ between checkouts.
        let tables = fnv(TABLES.bytes().chain(INDEXES.bytes()).chain(DICTIONARY.bytes()).filter(|byte| *byte != b'\r'));
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

/// What copies, and corrections and announcements, are found by: all that can be written before the records are worked out.
struct Found {
    /// There are millions of bands: each is held by the place of its document in the list.
    bands: Vec<(i32, u32)>,
    /// Key, whether it is of what corrects something, day, document.
    noted: Vec<(u64, bool, i32, u32)>,
    documents: Vec<i64>,
}

impl Found {
    fn of(register: &Register, documents: &Documents<'_>) -> Self {
        let of = |id: &DocumentId| register.sketch(id).filter(|_| register.counts(id)).map_or(&[][..], Sketch::bands);
        let mut bands: Vec<(i32, u32)> = Vec::new();
        bands.reserve_exact(documents.iter().map(|(_, id, _)| of(id).len()).sum());
        let mut noted = Vec::new();
        for (at, (_, id, published)) in (0_u32..).zip(documents) {
            bands.extend(of(id).iter().map(|band| (band.cast_signed(), at)));
            if let Some(day) = published.and_then(day_of).and_then(|day| i32::try_from(day).ok()) {
                noted.extend(register.noted(id).map(|(key, corrects, _)| (key, corrects, day, at)));
            }
        }
        Self { bands, noted, documents: documents.iter().map(|(number, ..)| *number).collect() }
    }

    /// Writes it, each in order.
    fn write(self, out: &mut Written<'_>) -> rusqlite::Result<()> {
        let Self { mut bands, mut noted, documents } = self;
        let document = |at: u32| usize::try_from(at).ok().and_then(|at| documents.get(at)).copied().unwrap_or_default();
        bands.sort_unstable();
        for (band, at) in bands {
            out.band(i64::from(band), document(at))?;
        }
        noted.sort_unstable();
        for (key, corrects, day, at) in noted {
            out.noted(key, corrects, i64::from(day), document(at))?;
        }
        Ok(())
    }
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
        self.ready_entries(|entry| {
            register.apply_ready(entry);
            Ok(())
        })?;
        register.settle();
        Ok(register)
    }

    /// Throws the projection away and makes it anew from the log. Gives the number of records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        self.rebuild_if(|| Ok(()))
    }

    /// The same, unless `allowed` says in the end that it must not be.
    pub(crate) fn rebuild_if(&mut self, allowed: impl FnOnce() -> Result<(), StoreError>) -> Result<usize, StoreError> {
        let mut register = Register::new(Cut::default());
        let mut pages: BTreeSet<(i64, DocumentId)> = BTreeSet::new();
        self.ready_entries(|ready| {
            if let Event::Fetched { document, fetch } = &ready.entry().event {
                pages.insert((page_key(&fetch.page), document.clone()));
            }
            register.apply_ready(ready);
            Ok(())
        })?;
        let path = self.path.clone();
        self.transact(|connection| {
            let many = write_all(connection, register, &pages).map_err(|error| StoreError::new(&path, error))?;
            allowed().map(|()| many)
        })
    }

    /// Brings the projection and the index of words up to date: where only documents were added, by working out anew what they bear on, otherwise altogether.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn project(&mut self) -> Result<Projected, StoreError> {
        let (how, done) = if self.is_projected()? {
            (Projected::AlreadyThere, None)
        } else if let Some(change) = self.take_in()? {
            (Projected::TakenIn, Some(change))
        } else {
            self.rebuild()?;
            (Projected::Rebuilt, None)
        };
        match done {
            // What was worked out is put away meanwhile.
            Some(change) if self.writable => both(|| self.index_words(), || drop(change)).0?,
            _ if self.writable => self.index_words()?,
            _ => {}
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

/// Makes all tables anew from a register that has taken everything. Gives the number of records.
fn write_all(connection: &Connection, mut register: Register, pages: &BTreeSet<(i64, DocumentId)>) -> rusqlite::Result<usize> {
    connection.execute_batch(TABLES)?;
    let mut out = Written::new(connection)?;
    let numbers: HashMap<DocumentId, i64> = register.added().map(|(id, number, _)| (id.clone(), entry_number(number))).collect();
    let found = Found::of(&register, &listed(&register));
    // What is known already is written while the records are worked out.
    both(|| found.write(&mut out), || register.settle()).0?;
    for (number, id, published) in listed(&register) {
        // What was taken back has no voice.
        if let Some(leader) = register.voice(id) {
            out.voice(number, numbers.get(leader).copied().unwrap_or(number))?;
        }
        if let Some(gist) = register.gist(id) {
            out.gist(number, published, &gist)?;
        }
    }
    let numbered =
        numbers.iter().flat_map(|(id, document)| register.numbers(id).into_iter().map(|number| (number.cast_signed(), *document)));
    let mut numbered: Vec<(i64, i64)> = numbered.collect();
    numbered.sort_unstable();
    for (number, document) in numbered {
        out.numbered(number.cast_unsigned(), document)?;
    }
    register.each_cell(
        |view| {
            let lies = lying(&view, &numbers);
            (CellView { documents: BTreeMap::new(), ..view }, lies)
        },
        |(view, lies)| {
            out.cell(&view)?;
            lies.into_iter().try_for_each(|(document, said)| out.lies(view.key, document, said.as_deref()))
        },
    )?;
    for (page, document) in pages.iter().filter_map(|(page, id)| Some((*page, *numbers.get(id)?))) {
        out.page(page, document)?;
    }
    for (correction, corrected) in register.links().filter_map(|link| ends(&link, &numbers)) {
        out.link(correction, corrected)?;
    }
    drop(numbers);
    let mut count = 0;
    register.each_record(
        |draft| Ready::new(draft, &register),
        |ready| {
            count += 1;
            out.record(ready)
        },
    )?;
    let through = entry_number(register.through());
    out.through(through, through, made_with())?;
    drop(out);
    // So large a register takes a while to be put away.
    both(|| connection.execute_batch(INDEXES), || drop(register)).0?;
    Ok(count)
}

/// The documents of a register with their numbers and days of publication, in order.
fn listed(register: &Register) -> Vec<(i64, &DocumentId, Option<PartialDate>)> {
    let mut documents: Vec<_> = register.added().map(|(id, number, published)| (entry_number(number), id, published)).collect();
    documents.sort_unstable();
    documents
}
