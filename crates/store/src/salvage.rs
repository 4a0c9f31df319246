//! What can still be read of a damaged register.

use crate::log::{body_in, digest_of, insert, insert_document, packed_columns, text_columns, text_in};
use crate::{Store, StoreError};
use materiel_model::DocumentId;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::collections::BTreeSet;
use std::path::Path;

/// What was found in a damaged register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// How many documents can be read, and are what was stored.
    pub documents: usize,
    /// How many log entries can be read.
    pub entries: usize,
    /// The documents that are lost, each with what its owner called it where that can still be read.
    pub lost_documents: Vec<(String, Option<String>)>,
    /// The numbers of the log entries that are lost, those about lost documents left out.
    pub lost_entries: Vec<i64>,
}

impl Salvaged {
    /// True when nothing that was stored is lost.
    pub const fn is_whole(&self) -> bool {
        self.lost_documents.is_empty() && self.lost_entries.is_empty()
    }
}

/// Copies what can still be read of the register at `from` to a new one at `to`, and says what is lost. Entries keep their numbers; the archive
/// beside it is copied as it is.
///
/// # Errors
/// [`StoreError::Exists`] when there is a file at `to`; otherwise see [`StoreError`].
pub fn salvage(from: &Path, to: &Path) -> Result<Salvaged, StoreError> {
    if to.exists() {
        return Err(StoreError::Exists { path: to.to_owned() });
    }
    let mut store = Store::create(to)?;
    let found = store.transact(|connection| walk(from, Some(connection)))?;
    // What is followed is no part of the log; what can be read of it is taken along, and the archive with it.
    store.transact(|connection| {
        followed(from, connection);
        Ok(())
    })?;
    crate::archive::copy(from, to)?;
    Ok(found)
}

/// Copies what is followed, as far as it can be read.
fn followed(from: &Path, to: &Connection) {
    let read = || {
        let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let mut statement = source.prepare("SELECT address, added, body FROM followed")?;
        let rows = statement.query_map([], |row| Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?]))?;
        // A row that cannot be read ends what can be told of the table.
        Ok::<_, rusqlite::Error>(rows.map_while(Result::ok).collect::<Vec<_>>())
    };
    for row in read().unwrap_or_default() {
        // One that is there already was copied from another page of the damaged file.
        let _ = to.execute("INSERT OR IGNORE INTO followed (address, added, body) VALUES (?1, ?2, ?3)", row);
    }
}

/// Says what can still be read of the register at `path`.
///
/// # Errors
/// See [`StoreError`]: when not even the list of its tables can be read.
pub fn survey(path: &Path) -> Result<Salvaged, StoreError> {
    walk(path, None)
}

struct Row {
    at: String,
    event: String,
    document: Option<String>,
    body: String,
    digest: Option<Vec<u8>>,
}

fn walk(from: &Path, to: Option<&Connection>) -> Result<Salvaged, StoreError> {
    if !from.exists() {
        return Err(StoreError::Missing { path: from.to_owned() });
    }
    let wrong = |error| StoreError::new(from, error);
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(wrong)?;
    let id: i32 = source.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(wrong)?;
    if id != crate::APPLICATION_ID {
        return Err(StoreError::NotOurs { path: from.to_owned() });
    }
    let format: i32 = source.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(wrong)?;
    let write = |result: rusqlite::Result<()>| match to {
        Some(_) => result.map_err(|error| StoreError::new(Path::new("the new register"), error)),
        None => Ok(()),
    };
    let mut out = Salvaged::default();
    let last = last(&source);
    let query = format!("SELECT at, event, document, body, {} FROM log WHERE number = ?1", packed_columns(format));
    let mut statement = source.prepare(&query).map_err(wrong)?;
    let mut lost = BTreeSet::new();
    let mut kept = BTreeSet::new();
    let mut before: Option<(i64, Option<Vec<u8>>)> = None;
    for number in 1..=last {
        let found =
            statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, body_in(row, 3)?, row.get(5)?))).optional();
        let row = match found {
            Ok(Some((at, event, document, Ok(body), digest))) => Row { at, event, document, body, digest },
            _ => {
                out.lost_entries.push(number);
                continue;
            }
        };
        // An entry whose neighbour is lost cannot be held against its digest.
        let neighbour = before.take().filter(|(earlier, _)| earlier + 1 == number || number == 1);
        let said = |before: Option<&[u8]>| digest_of(before, &row.at, &row.event, row.document.as_deref(), &row.body);
        let sound = match (&row.digest, &neighbour) {
            (Some(digest), Some((_, before))) => *digest == said(before.as_deref()),
            (Some(digest), None) if number == 1 => *digest == said(None),
            _ => true,
        };
        before = Some((number, row.digest.clone()));
        if !sound {
            out.lost_entries.push(number);
            continue;
        }
        if let Some(id) = &row.document {
            if lost.contains(id) {
                continue;
            }
            if row.event == "document_added" && !kept.contains(id) {
                if !document(&source, format, id, to).map_err(|error| StoreError::new(Path::new("the new register"), error))? {
                    lost.insert(id.clone());
                    let label = "SELECT label FROM document WHERE id = ?1";
                    let label = source.query_row(label, [id], |row| row.get(0)).ok();
                    out.lost_documents.push((id.clone(), label));
                    continue;
                }
                kept.insert(id.clone());
                out.documents += 1;
            } else if !kept.contains(id) {
                // Its being added is lost, so it is to be added again; this reading would hang in the air.
                if lost.insert(id.clone()) {
                    out.lost_documents.push((id.clone(), None));
                }
                continue;
            }
        }
        out.entries += 1;
        if let Some(to) = to {
            let body = (!row.body.is_empty()).then_some(row.body.as_str());
            write(insert(to, number, &row.at, &row.event, row.document.as_deref(), body))?;
        }
    }
    // Those of which every entry is lost.
    for id in documents(&source) {
        if !kept.contains(&id) && lost.insert(id.clone()) {
            let label = source.query_row("SELECT label FROM document WHERE id = ?1", [&id], |row| row.get(0)).ok();
            out.lost_documents.push((id, label));
        }
    }
    Ok(out)
}

/// The ids of stored documents, as far as they can be read.
fn documents(source: &Connection) -> Vec<String> {
    let Ok(mut statement) = source.prepare("SELECT id FROM document") else { return Vec::new() };
    let Ok(rows) = statement.query_map([], |row| row.get(0)) else { return Vec::new() };
    rows.map_while(Result::ok).collect()
}

/// The number of the last entry, as well as that can still be told.
fn last(source: &Connection) -> i64 {
    let ask = |query: &str| source.query_row(query, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
    let counted = ask("SELECT seq FROM sqlite_sequence WHERE name = 'log'").unwrap_or(0);
    let seen = ask("SELECT max(number) FROM log").unwrap_or(0);
    let by_document = ask("SELECT 2 * max(rowid) FROM document").unwrap_or(0);
    if counted.max(seen) > 0 { counted.max(seen) } else { by_document }
}

/// Copies a document if it is what was stored, and says whether it is.
fn document(source: &Connection, format: i32, id: &str, to: Option<&Connection>) -> rusqlite::Result<bool> {
    // Not by the index alone: that may be what is damaged.
    let columns = format!("SELECT label, url, source, title, published, {} FROM document AS d", text_columns(format));
    let read = |query: &str| {
        let row = |row: &rusqlite::Row<'_>| {
            let published: Option<String> = row.get(4)?;
            let published = published.map(|date| date.parse()).transpose();
            let text = text_in(row.get(5)?, row.get(6)?);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, published, text))
        };
        let (label, url, source, title, published, text) = source.query_row(query, [id], row).ok()?;
        let (Ok(published), Ok(text)) = (published, text) else { return None };
        let document = materiel_model::Document { label, url, source, title, published, text, metadata: None };
        DocumentId::parse(id).filter(|id| document.id() == *id).map(|id| (id, document))
    };
    let found = read(&format!("{columns} WHERE id = ?1"));
    let Some((id, document)) = found.or_else(|| read(&format!("{columns} NOT INDEXED WHERE id = ?1"))) else { return Ok(false) };
    if let Some(to) = to {
        insert_document(to, &id, &document)?;
    }
    Ok(true)
}
