//! Rows of the log and of documents as they are stored, and what they say.
//!
//! In: columns. Out: entries and documents, or an error that says what is damaged. What a row says can be worked out on another thread than the one
//! that reads rows.

use crate::StoreError;
use crate::log::{digest_of, text_in, unpacked};
use materiel_model::{Claim, Document, DocumentId, Entry, Event, Metadata};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A reading, as the body of an entry has it.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReadBody {
    pub(crate) reader: String,
    pub(crate) knowledge_hash: String,
    pub(crate) claims: Vec<Claim>,
}

/// A retraction, likewise.
#[derive(Serialize, Deserialize)]
pub(crate) struct RetractedBody {
    pub(crate) entry: u64,
    pub(crate) author: String,
    pub(crate) reason: String,
}

/// An entry as it is stored.
pub(crate) struct Stored {
    number: i64,
    at: String,
    event: String,
    named: Option<String>,
    body: Option<String>,
    packed: Option<Vec<u8>>,
    digest: Option<Vec<u8>>,
    /// The digest of the entry before it.
    before: Option<Vec<u8>>,
    document: Option<StoredDocument>,
}

impl Stored {
    /// The entry in a row. `before` is the digest of the entry before it, and becomes that of this one.
    pub(crate) fn of(row: &Row<'_>, before: &mut Option<Vec<u8>>) -> rusqlite::Result<Self> {
        let event: String = row.get(2)?;
        let document = if event == ADDED { StoredDocument::of(row, 7)? } else { None };
        let digest: Option<Vec<u8>> = row.get(6)?;
        let before = std::mem::replace(before, digest.clone());
        let (number, at, named, body, packed) = (row.get(0)?, row.get(1)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(Self { number, at, event, named, body, packed, digest, before, document })
    }

    /// The id of the document that it adds.
    pub(crate) fn document(&self) -> Option<&str> {
        Some(&self.document.as_ref()?.id)
    }

    /// What it says, held against its digest.
    pub(crate) fn entry(self, path: &Path) -> Result<Entry, StoreError> {
        let Self { number, at, event, named, body, packed, digest, before, document } = self;
        let damaged = |what: &str| StoreError::corrupt(path, format!("log entry {number}: {what}"));
        let body = unpacked(body, packed.as_deref()).map_err(|error| damaged(&error.to_string()))?;
        if digest.is_some_and(|digest| digest != digest_of(before.as_deref(), &at, &event, named.as_deref(), &body)) {
            return Err(damaged("it is not what was stored, or the entry before it is missing"));
        }
        let about = || named.as_deref().and_then(DocumentId::parse).ok_or_else(|| damaged("has no document"));
        let wrong = |error: serde_json::Error| damaged(&error.to_string());
        let event = match event.as_str() {
            ADDED => {
                let metadata = metadata_in(&body).map_err(wrong)?;
                let document = document.ok_or_else(|| StoreError::corrupt(path, "a document of the log is missing"))?;
                Event::DocumentAdded { document: Document { metadata, ..document.document(path)? } }
            }
            "claims_read" => {
                let document = about()?;
                let ReadBody { reader, knowledge_hash, claims } = serde_json::from_str(&body).map_err(wrong)?;
                Event::ClaimsRead { document, reader, knowledge_hash, claims }
            }
            "fetched" => Event::Fetched { document: about()?, fetch: serde_json::from_str(&body).map_err(wrong)? },
            "decided" => Event::Decided { decision: serde_json::from_str(&body).map_err(wrong)? },
            "retracted" => {
                let RetractedBody { entry, author, reason } = serde_json::from_str(&body).map_err(wrong)?;
                Event::Retracted { entry, author, reason }
            }
            other => return Err(damaged(&format!("is of no known sort (`{other}`)"))),
        };
        let at = at.parse().map_err(|error: materiel_model::MomentError| damaged(&error.to_string()))?;
        Ok(Entry { number: u64::try_from(number).unwrap_or(0), at, event })
    }
}

/// The event of an entry that adds a document.
const ADDED: &str = "document_added";

/// A document as it is stored, without what the log keeps beside it.
pub(crate) struct StoredDocument {
    id: String,
    label: String,
    url: Option<String>,
    source: Option<String>,
    title: Option<String>,
    published: Option<String>,
    text: Option<String>,
    packed: Option<Vec<u8>>,
}

impl StoredDocument {
    /// The document in a row whose columns from `from` on are id, label, url, source, title, published, text and packed; `None` where there is none.
    pub(crate) fn of(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Self>> {
        let Some(id) = row.get(from)? else { return Ok(None) };
        let (label, url, source) = (row.get(from + 1)?, row.get(from + 2)?, row.get(from + 3)?);
        let (title, published, text, packed) = (row.get(from + 4)?, row.get(from + 5)?, row.get(from + 6)?, row.get(from + 7)?);
        Ok(Some(Self { id, label, url, source, title, published, text, packed }))
    }

    /// What it says. It is not held against its id.
    pub(crate) fn document(self, path: &Path) -> Result<Document, StoreError> {
        let Self { id, label, url, source, title, published, text, packed } = self;
        let damaged = |what: String| StoreError::corrupt(path, format!("document {id}: {what}"));
        let published =
            published.map(|date| date.parse()).transpose().map_err(|error: materiel_model::DateError| damaged(error.to_string()))?;
        let text = text_in(text, packed).map_err(|error| damaged(error.to_string()))?;
        Ok(Document { label, url, source, title, published, text, metadata: None })
    }
}

/// What is kept beside a document: the body of the entry that added it.
pub(crate) fn metadata_in(body: &str) -> serde_json::Result<Option<Box<Metadata>>> {
    if body.is_empty() { Ok(None) } else { serde_json::from_str(body).map(Some) }
}
