//! Writing to the log and reading it back.

use crate::pack::{pack, pack_text, unpack, unpack_text};
use crate::stored::{ReadBody, RetractedBody, Stored, StoredDocument, metadata_in};
use crate::{Store, StoreError};
use materiel_model::{Claim, Decision, Document, DocumentId, Entry, Moment};
use materiel_register::{ReadyEntry, in_turn};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

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
                let beside = reading.document.metadata.as_deref().map(json);
                append(connection, at, "document_added", Some(&id), beside).map_err(wrong)?;
                append_claims(connection, at, &id, reading).map_err(wrong)?;
                out.push(Added::Stored(id, reading.claims.len()));
            }
            Ok(out)
        })
    }

    /// Stores new readings of documents that are there, all or none. The latest reading of a document counts.
    ///
    /// # Errors
    /// See [`StoreError`]; then none of them is stored.
    pub fn read_again(&mut self, readings: &[Reading], at: Moment) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            for reading in readings {
                let id = reading.document.id();
                append_claims(connection, at, &id, reading).map_err(|error| StoreError::new(&path, error))?;
            }
            Ok(())
        })
    }

    /// Appends a decision and gives the number of its entry.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn decide(&mut self, decision: &Decision, at: Moment) -> Result<u64, StoreError> {
        self.append_json("decided", decision, at)
    }

    /// Appends several decisions, all or none, and gives the numbers of their entries.
    ///
    /// # Errors
    /// See [`StoreError`]; then none of them is stored.
    pub fn decide_all(&mut self, decisions: &[Decision], at: Moment) -> Result<Vec<u64>, StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            let one = |decision| {
                append(connection, at, "decided", None, Some(json(decision)))?;
                Ok(u64::try_from(connection.last_insert_rowid()).unwrap_or(0))
            };
            decisions.iter().map(|decision| one(decision).map_err(|error| StoreError::new(&path, error))).collect()
        })
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
        let query = entries_where(self.format, "log.number > ?1");
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut before = if after == 0 { None } else { self.digest_before(after + 1)? };
        let mut statement = self.connection.prepare_cached(&query).map_err(|error| self.error(error))?;
        let mut rows = statement.query([after]).map_err(|error| self.error(error))?;
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            take(self.entry(row, &mut before)?);
        }
        Ok(())
    }

    /// Hands all entries to `take` in order. What is worked out of each by itself is worked out on all processors.
    pub(crate) fn ready_entries(&self, mut take: impl FnMut(ReadyEntry) -> Result<(), StoreError>) -> Result<(), StoreError> {
        /// So many are worked out by one thread before it gets the next.
        const AT_ONCE: usize = 64;
        let wrong = |error| self.error(error);
        let mut statement = self.connection.prepare(&entries_where(self.format, "TRUE")).map_err(wrong)?;
        let mut rows = statement.query([]).map_err(wrong)?;
        let mut before = None;
        let mut over = false;
        let some = std::iter::from_fn(|| {
            let mut some = Vec::with_capacity(AT_ONCE);
            while !over && some.len() < AT_ONCE {
                match rows.next().and_then(|row| row.map(|row| Stored::of(row, &mut before)).transpose()) {
                    Ok(Some(stored)) => some.push(Ok(stored)),
                    Ok(None) => over = true,
                    Err(error) => {
                        over = true;
                        some.push(Err(self.error(error)));
                    }
                }
            }
            (!some.is_empty()).then_some(some)
        });
        let path = &self.path;
        let ready = |stored: Result<Stored, StoreError>| {
            let stored = stored?;
            let id = stored.document().map(ToOwned::to_owned);
            let ready = ReadyEntry::of(stored.entry(path)?);
            // Words that are not those that were stored are worse than none.
            match id.filter(|id| ready.added().is_some_and(|added| added.as_str() != id)) {
                Some(id) => Err(StoreError::corrupt(path, format!("document {id} is not what was stored"))),
                None => Ok(ready),
            }
        };
        in_turn(
            some,
            |some| some.into_iter().map(ready).collect::<Vec<Result<ReadyEntry, StoreError>>>(),
            |some| some.into_iter().try_for_each(|one| take(one?)),
        )
    }

    /// The entries that are like that, in order.
    pub(crate) fn some_entries(&self, like: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>, StoreError> {
        let wrong = |error| self.error(error);
        let mut statement = self.connection.prepare_cached(&entries_where(self.format, like)).map_err(wrong)?;
        let mut rows = statement.query(with).map_err(wrong)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let mut before = self.digest_before(row.get(0).map_err(wrong)?)?;
            out.push(self.entry(row, &mut before)?);
        }
        Ok(out)
    }

    /// The entries that are like that and add no document, in order, without their being held against their digests.
    pub(crate) fn plain_entries(&self, like: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>, StoreError> {
        let wrong = |error| self.error(error);
        let packed = if self.format < 2 { "NULL" } else { "packed" };
        let query = format!("SELECT number, at, event, document, body, {packed}, NULL FROM log WHERE {like} ORDER BY number");
        let mut statement = self.connection.prepare_cached(&query).map_err(wrong)?;
        let mut rows = statement.query(with).map_err(wrong)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            out.push(self.entry(row, &mut None)?);
        }
        Ok(out)
    }

    /// The entry with a number, if there is one.
    pub(crate) fn entry_numbered(&self, number: u64) -> Result<Option<Entry>, StoreError> {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        Ok(self.some_entries("log.number = ?1", &[&number])?.pop())
    }

    /// The digest of the entry before the one of a number.
    pub(crate) fn digest_before(&self, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        if self.format < 2 {
            return Ok(None);
        }
        digest_before(&self.connection, number).map_err(|error| self.error(error))
    }

    /// The entry in a row, held against its digest. `before` is the digest of the entry before it, and becomes that of this one.
    pub(crate) fn entry(&self, row: &Row<'_>, before: &mut Option<Vec<u8>>) -> Result<Entry, StoreError> {
        Stored::of(row, before).map_err(|error| self.error(error))?.entry(&self.path)
    }

    /// A stored document.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        let query = format!(
            "SELECT log.body, {}, d.id, d.label, d.url, d.source, d.title, d.published, {} FROM document AS d \
            LEFT JOIN log ON log.document = d.id AND log.event = 'document_added' WHERE d.id = ?1 ORDER BY log.number LIMIT 1",
            packed_columns(self.format),
            text_columns(self.format)
        );
        let mut statement = self.connection.prepare_cached(&query).map_err(|error| self.error(error))?;
        let mut rows = statement.query([id.as_str()]).map_err(|error| self.error(error))?;
        let Some(row) = rows.next().map_err(|error| self.error(error))? else { return Ok(None) };
        let mut document = self.document_in(row, 3)?;
        let damaged = |what: String| StoreError::corrupt(&self.path, format!("document {id}: {what}"));
        let body = body_in(row, 0).map_err(|error| self.error(error))?.map_err(|error| damaged(error.to_string()))?;
        document.metadata = metadata_in(&body).map_err(|error| damaged(error.to_string()))?;
        // Words that are not those that were stored are worse than none.
        if document.id() != *id {
            return Err(StoreError::corrupt(&self.path, format!("document {id} is not what was stored")));
        }
        Ok(Some(document))
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

    /// The document in a row whose columns from `from` on are id, label, url, source, title, published, and [`text_columns`]; without its metadata.
    pub(crate) fn document_in(&self, row: &Row<'_>, from: usize) -> Result<Document, StoreError> {
        let document = StoredDocument::of(row, from).map_err(|error| self.error(error))?;
        document.ok_or_else(|| StoreError::corrupt(&self.path, "a document of the log is missing"))?.document(&self.path)
    }

    /// Holds every document that is like that against its id.
    pub(crate) fn verify_documents(&self, like: &str) -> Result<(), StoreError> {
        let query =
            format!("SELECT id, label, url, source, title, published, {} FROM document AS d WHERE {like}", text_columns(self.format));
        let mut statement = self.connection.prepare(&query).map_err(|error| self.error(error))?;
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

/// Writes a document down.
pub(crate) fn insert_document(connection: &Connection, id: &DocumentId, document: &Document) -> rusqlite::Result<()> {
    let insert = "INSERT INTO document (id, label, url, source, title, published, text_sha256, text, packed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', '', ?7)";
    let published = document.published.map(|date| date.to_string());
    let Document { label, url, source, title, text, .. } = document;
    connection.prepare_cached(insert)?.execute(params![id.as_str(), label, url, source, title, published, pack_text(text)])?;
    Ok(())
}

fn append_claims(connection: &Connection, at: Moment, id: &DocumentId, reading: &Reading) -> rusqlite::Result<()> {
    let body = ReadBody { reader: reading.reader.clone(), knowledge_hash: reading.knowledge_hash.clone(), claims: reading.claims.clone() };
    append(connection, at, "claims_read", Some(id), Some(json(&body)))
}

/// Appends an entry.
pub(crate) fn append(
    connection: &Connection,
    at: Moment,
    event: &str,
    document: Option<&DocumentId>,
    body: Option<String>,
) -> rusqlite::Result<()> {
    let number: i64 = connection.prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM log")?.query_row([], |row| row.get(0))?;
    insert(connection, number, &at.to_string(), event, document.map(DocumentId::as_str), body.as_deref())
}

/// Writes an entry with its number and its digest.
pub(crate) fn insert(
    connection: &Connection,
    number: i64,
    at: &str,
    event: &str,
    document: Option<&str>,
    body: Option<&str>,
) -> rusqlite::Result<()> {
    let before = digest_before(connection, number)?;
    let digest = digest_of(before.as_deref(), at, event, document, body.unwrap_or_default());
    let packed = body.filter(|body| body.len() >= LONG).map(pack);
    let body = if packed.is_some() { None } else { body };
    let insert = "INSERT INTO log (number, at, event, document, body, packed, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    connection.prepare_cached(insert)?.execute(params![number, at, event, document, body, packed, digest])?;
    Ok(())
}

/// A body of at least so many bytes is deflated.
const LONG: usize = 400;

/// A query for the entries that are like that, in order.
fn entries_where(format: i32, like: &str) -> String {
    let (packed, text) = (packed_columns(format), text_columns(format));
    format!(
        "SELECT log.number, log.at, log.event, log.document, log.body, {packed}, d.id, d.label, d.url, d.source, d.title, d.published, {text} \
        FROM log LEFT JOIN document AS d ON d.id = log.document AND log.event = 'document_added' WHERE {like} ORDER BY log.number"
    )
}

/// The columns that format 2 added: the deflated body and the digest.
pub(crate) const fn packed_columns(format: i32) -> &'static str {
    if format < 2 { "NULL, NULL" } else { "log.packed, log.digest" }
}

/// The columns of `document AS d` that have its text: the one that format 4 added, too.
pub(crate) const fn text_columns(format: i32) -> &'static str {
    if format < 4 { "d.text, NULL" } else { "d.text, d.packed" }
}

/// The text of a document out of its columns. Empty where neither has it.
pub(crate) fn text_in(text: Option<String>, packed: Option<Vec<u8>>) -> std::io::Result<String> {
    packed.map_or_else(|| Ok(text.unwrap_or_default()), |packed| unpack_text(&packed))
}

/// The body in a row whose columns from `from` on are body and packed. Empty where the entry has none.
pub(crate) fn body_in(row: &Row<'_>, from: usize) -> rusqlite::Result<std::io::Result<String>> {
    Ok(unpacked(row.get(from)?, row.get::<_, Option<Vec<u8>>>(from + 1)?.as_deref()))
}

/// A body that is there as it is, or deflated. Empty where it is neither.
pub(crate) fn unpacked(body: Option<String>, packed: Option<&[u8]>) -> std::io::Result<String> {
    match (body, packed) {
        (Some(body), _) => Ok(body),
        (None, Some(packed)) => unpack(packed),
        (None, None) => Ok(String::new()),
    }
}

fn digest_before(connection: &Connection, number: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    let query = "SELECT digest FROM log WHERE number < ?1 ORDER BY number DESC LIMIT 1";
    Ok(connection.prepare_cached(query)?.query_row([number], |row| row.get(0)).optional()?.flatten())
}

/// What a log entry is held against: see `formats/2.sql`.
pub(crate) fn digest_of(before: Option<&[u8]>, at: &str, event: &str, document: Option<&str>, body: &str) -> Vec<u8> {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    hash.update(before.unwrap_or_default());
    for part in [at, event, document.unwrap_or_default(), body] {
        // A length before each part keeps ("ab", "c") apart from ("a", "bc").
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..16].to_vec()
}

/// Plain values always serialise.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
