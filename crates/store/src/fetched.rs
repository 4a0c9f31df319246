//! What the log says was fetched: which documents are versions of which page, and where each is kept as it came.

use crate::log::{append, body_in, json, packed_columns};
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Fetch, Moment};
use rusqlite::Row;

/// A document as a version of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The number of the log entry that says so.
    pub entry: u64,
    /// The document.
    pub document: DocumentId,
    /// When and from where it was fetched.
    pub fetch: Fetch,
}

impl Store {
    /// Writes down that documents were fetched, all or none. The documents are stored already.
    ///
    /// # Errors
    /// See [`StoreError`]; then none of them is written.
    pub fn add_fetched(&mut self, fetched: &[(DocumentId, Fetch)], at: Moment) -> Result<(), StoreError> {
        if fetched.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        self.transact(|connection| {
            for (document, fetch) in fetched {
                append(connection, at, "fetched", Some(document), Some(json(fetch))).map_err(|error| StoreError::new(&path, error))?;
            }
            Ok(())
        })
    }

    /// Everything that was fetched and not taken back, in the order of the log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fetched(&self) -> Result<Vec<Version>, StoreError> {
        self.versions_where("", &[])
    }

    /// When and from where a document was fetched, in the order of the log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fetches_of(&self, document: &DocumentId) -> Result<Vec<Version>, StoreError> {
        self.versions_where("AND log.document = ?1", &[&document.as_str()])
    }

    fn versions_where(&self, which: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Vec<Version>, StoreError> {
        // Formats before 3 know of no fetching.
        if self.format < 3 {
            return Ok(Vec::new());
        }
        let undone = self.undone()?;
        let query = format!(
            "SELECT log.number, log.document, log.body, {} FROM log WHERE log.event = 'fetched' {which} ORDER BY log.number",
            packed_columns(self.format)
        );
        let mut statement = self.connection.prepare_cached(&query).map_err(|error| self.error(error))?;
        let mut rows = statement.query(with).map_err(|error| self.error(error))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            let version = self.version(row)?;
            if !undone.contains(&version.entry) {
                out.push(version);
            }
        }
        Ok(out)
    }

    fn version(&self, row: &Row<'_>) -> Result<Version, StoreError> {
        let wrong = |error| self.error(error);
        let number: i64 = row.get(0).map_err(wrong)?;
        let damaged = |what: &str| StoreError::corrupt(&self.path, format!("log entry {number}: {what}"));
        let document: Option<String> = row.get(1).map_err(wrong)?;
        let document = document.as_deref().and_then(DocumentId::parse).ok_or_else(|| damaged("has no document"))?;
        let body = body_in(row, 2).map_err(wrong)?.map_err(|error| damaged(&error.to_string()))?;
        let fetch = serde_json::from_str(&body).map_err(|error| damaged(&error.to_string()))?;
        Ok(Version { entry: u64::try_from(number).unwrap_or(0), document, fetch })
    }

    /// The entries that were taken back, and whose taking back was not.
    fn undone(&self) -> Result<std::collections::BTreeSet<u64>, StoreError> {
        // Told as the index of what is about no single document has it, so that the others need not be passed by.
        let query = "SELECT number, body, packed FROM log WHERE event NOT IN ('document_added', 'claims_read', 'fetched') AND event = 'retracted' \
            ORDER BY number DESC";
        let mut statement = self.connection.prepare_cached(query).map_err(|error| self.error(error))?;
        let mut rows = statement.query([]).map_err(|error| self.error(error))?;
        let mut out = std::collections::BTreeSet::new();
        // The latest first: nothing can take back what comes after it.
        while let Some(row) = rows.next().map_err(|error| self.error(error))? {
            let number: i64 = row.get(0).map_err(|error| self.error(error))?;
            let damaged = |what: String| StoreError::corrupt(&self.path, format!("log entry {number}: {what}"));
            let body = body_in(row, 1).map_err(|error| self.error(error))?.map_err(|error| damaged(error.to_string()))?;
            let body: serde_json::Value = serde_json::from_str(&body).map_err(|error| damaged(error.to_string()))?;
            let earlier = body.get("entry").and_then(serde_json::Value::as_u64);
            if !u64::try_from(number).is_ok_and(|number| out.contains(&number)) {
                out.extend(earlier);
            }
        }
        Ok(out)
    }
}
