//! Writing to the log and reading it back.

use crate::{Store, StoreError};
use materiel_model::{Claim, Decision, Document, DocumentId, Entry, Event, Moment};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// A document with what a reader found in it, ready to be stored.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// The program and version that read it.
    pub reader: String,
    /// The hash of the knowledge that it read with.
    pub knowledge_hash: String,
    /// What it found.
    pub claims: Vec<Claim>,
}

/// What became of a document that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is stored, with so many claims.
    Stored(DocumentId, usize),
    /// The same bytes were stored before; nothing was changed.
    AlreadyThere(DocumentId),
}

#[derive(Serialize, Deserialize)]
struct ReadBody {
    reader: String,
    knowledge_hash: String,
    claims: Vec<Claim>,
}

#[derive(Serialize, Deserialize)]
struct RetractedBody {
    entry: u64,
    author: String,
    reason: String,
}

impl Store {
    /// Stores documents with their readings, all or none; when this returns, they are safe on the disk.
    ///
    /// # Errors
    /// See [`StoreError`]; then none of them is stored.
    pub fn add(&mut self, readings: &[Reading], at: Moment) -> Result<Vec<Added>, StoreError> {
        let path = self.path.clone();
        let wrong = |error| StoreError::new(&path, error);
        self.transact(|connection| {
            let mut out = Vec::with_capacity(readings.len());
            for reading in readings {
                let id = reading.document.id();
                let there = connection
                    .prepare_cached("SELECT 1 FROM document WHERE id = ?1")
                    .and_then(|mut query| query.exists([id.as_str()]))
                    .map_err(wrong)?;
                if there {
                    out.push(Added::AlreadyThere(id));
                    continue;
                }
                insert_document(connection, &id, &reading.document).map_err(wrong)?;
                append(connection, at, "document_added", Some(&id), None).map_err(wrong)?;
                append_claims(connection, at, &id, reading).map_err(wrong)?;
                out.push(Added::Stored(id, reading.claims.len()));
            }
            Ok(out)
        })
    }

    /// Appends a decision and gives the number of its entry.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn decide(&mut self, decision: &Decision, at: Moment) -> Result<u64, StoreError> {
        self.append_json("decided", decision, at)
    }

    /// Takes back an earlier entry and gives the number of the new one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn retract(&mut self, entry: u64, author: &str, reason: &str, at: Moment) -> Result<u64, StoreError> {
        self.append_json("retracted", &RetractedBody { entry, author: author.into(), reason: reason.into() }, at)
    }

    fn append_json(&mut self, event: &str, body: &impl Serialize, at: Moment) -> Result<u64, StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            append(connection, at, event, None, Some(json(body))).map_err(|error| StoreError::new(&path, error))?;
            Ok(u64::try_from(connection.last_insert_rowid()).unwrap_or(0))
        })
    }

    /// The number of the last entry; 0 for an empty log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn last_entry(&self) -> Result<u64, StoreError> {
        let number: i64 = self
            .connection
            .query_row("SELECT coalesce(max(number), 0) FROM log", [], |row| row.get(0))
            .map_err(|error| self.error(error))?;
        Ok(u64::try_from(number).unwrap_or(0))
    }

    /// Hands every entry after the one numbered `after` to `take`, in order.
    ///
    /// # Errors
    /// See [`StoreError`]; an entry that cannot be read is reported as damage.
    pub fn entries(&self, after: u64, mut take: impl FnMut(Entry)) -> Result<(), StoreError> {
        let query = "SELECT log.number, log.at, log.event, log.document, log.body, d.id, d.label, d.url, d.source, d.title, d.published, d.text \
            FROM log LEFT JOIN document AS d ON d.id = log.document AND log.event = 'document_added' WHERE log.number > ?1 ORDER BY log.number";
        let mut statement = self.connection.prepare_cached(query).map_err(|error| self.error(error))?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut rows = statement.query([after]).map_err(|error| self.error(error))?;
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            take(self.entry(row)?);
        }
        Ok(())
    }

    fn entry(&self, row: &Row<'_>) -> Result<Entry, StoreError> {
        let wrong = |error| self.error(error);
        let number: i64 = row.get(0).map_err(wrong)?;
        let damaged = |what: &str| StoreError::corrupt(&self.path, format!("log entry {number}: {what}"));
        let at: String = row.get(1).map_err(wrong)?;
        let event: String = row.get(2).map_err(wrong)?;
        let body: Option<String> = row.get(4).map_err(wrong)?;
        let body = body.unwrap_or_default();
        let event = match event.as_str() {
            "document_added" => Event::DocumentAdded { document: self.document_in(row, 5)? },
            "claims_read" => {
                let id: String = row.get(3).map_err(wrong)?;
                let document = DocumentId::parse(&id).ok_or_else(|| damaged("has no document"))?;
                let ReadBody { reader, knowledge_hash, claims } = serde_json::from_str(&body).map_err(|e| damaged(&e.to_string()))?;
                Event::ClaimsRead { document, reader, knowledge_hash, claims }
            }
            "decided" => Event::Decided { decision: serde_json::from_str(&body).map_err(|e| damaged(&e.to_string()))? },
            "retracted" => {
                let RetractedBody { entry, author, reason } = serde_json::from_str(&body).map_err(|e| damaged(&e.to_string()))?;
                Event::Retracted { entry, author, reason }
            }
            other => return Err(damaged(&format!("is of no known sort (`{other}`)"))),
        };
        let at = at.parse().map_err(|error: materiel_model::MomentError| damaged(&error.to_string()))?;
        Ok(Entry { number: u64::try_from(number).unwrap_or(0), at, event })
    }

    /// A stored document.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        let query = "SELECT id, label, url, source, title, published, text FROM document WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(query).map_err(|error| self.error(error))?;
        let mut rows = statement.query([id.as_str()]).map_err(|error| self.error(error))?;
        rows.next().map_err(|error| self.error(error))?.map(|row| self.document_in(row, 0)).transpose()
    }

    /// True when the same bytes are stored already.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn has(&self, id: &DocumentId) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT 1 FROM document WHERE id = ?1").map_err(|error| self.error(error))?;
        let found: Option<i64> = query.query_row([id.as_str()], |row| row.get(0)).optional().map_err(|error| self.error(error))?;
        Ok(found.is_some())
    }

    /// The document in a row whose columns from `from` on are id, label, url, source, title, published, text.
    fn document_in(&self, row: &Row<'_>, from: usize) -> Result<Document, StoreError> {
        let wrong = |error| self.error(error);
        let id: Option<String> = row.get(from).map_err(wrong)?;
        let id = id.ok_or_else(|| StoreError::corrupt(&self.path, "a document of the log is missing"))?;
        let published: Option<String> = row.get(from + 5).map_err(wrong)?;
        let damaged = |what: String| StoreError::corrupt(&self.path, format!("document {id}: {what}"));
        let published =
            published.map(|date| date.parse()).transpose().map_err(|error: materiel_model::DateError| damaged(error.to_string()))?;
        Ok(Document {
            label: row.get(from + 1).map_err(wrong)?,
            url: row.get(from + 2).map_err(wrong)?,
            source: row.get(from + 3).map_err(wrong)?,
            title: row.get(from + 4).map_err(wrong)?,
            published,
            text: row.get(from + 6).map_err(wrong)?,
        })
    }

    pub(crate) fn verify_documents(&self) -> Result<(), StoreError> {
        let query = "SELECT id, label, url, source, title, published, text FROM document";
        let mut statement = self.connection.prepare(query).map_err(|error| self.error(error))?;
        let mut rows = statement.query([]).map_err(|error| self.error(error))?;
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            let id: String = row.get(0).map_err(|error| self.error(error))?;
            if self.document_in(row, 0)?.id().as_str() != id {
                return Err(StoreError::corrupt(&self.path, format!("document {id} is not what was stored")));
            }
        }
        Ok(())
    }
}

fn insert_document(connection: &Connection, id: &DocumentId, document: &Document) -> rusqlite::Result<()> {
    let insert =
        "INSERT INTO document (id, label, url, source, title, published, text_sha256, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let published = document.published.map(|date| date.to_string());
    let Document { label, url, source, title, text, .. } = document;
    connection.prepare_cached(insert)?.execute(params![id.as_str(), label, url, source, title, published, document.text_sha256(), text])?;
    Ok(())
}

fn append_claims(connection: &Connection, at: Moment, id: &DocumentId, reading: &Reading) -> rusqlite::Result<()> {
    let body = ReadBody { reader: reading.reader.clone(), knowledge_hash: reading.knowledge_hash.clone(), claims: reading.claims.clone() };
    append(connection, at, "claims_read", Some(id), Some(json(&body)))
}

fn append(connection: &Connection, at: Moment, event: &str, document: Option<&DocumentId>, body: Option<String>) -> rusqlite::Result<()> {
    let insert = "INSERT INTO log (at, event, document, body) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(insert)?.execute(params![at.to_string(), event, document.map(DocumentId::as_str), body])?;
    Ok(())
}

/// Plain values always serialise.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
