//! What is asked about a single document, and about the register as a whole.

use crate::asked::Reading;
use crate::kept::Shelf;
use crate::{Store, StoreError};
use materiel_model::{DocumentId, Kind, Moment, Record, RecordId};
use materiel_register::Cut;
use rusqlite::types::Value;

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Stored documents.
    pub documents: usize,
    /// Records of the projection.
    pub records: usize,
    /// When the last entry of the log was written.
    pub last: Option<Moment>,
}

impl Store {
    /// The records that have claims of a document, up to a cut, in the order of ids. Only those that may are read from the projection.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records_in(&mut self, document: &DocumentId, cut: Cut) -> Result<Vec<Record>, StoreError> {
        let has = |record: &Record| record.members.iter().any(|member| member.document == *document);
        if !self.use_projection(cut)? {
            let mut records: Vec<Record> = self.fold(cut)?.records().filter(has).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            return Ok(records);
        }
        let db = Reading::of(self);
        let Some(number) = db.number_of(document)? else { return Ok(Vec::new()) };
        let cells: Vec<String> = db.cells_of(number)?.iter().map(ToString::to_string).collect();
        let entries = db.integers("SELECT number FROM log WHERE document = ?1 AND event = 'claims_read'", &[&document.as_str()])?;
        let query = "SELECT anchor, digits, body FROM record WHERE cell IN (SELECT value FROM json_each(?1)) ORDER BY anchor";
        let cells = Value::Text(format!("[{}]", cells.join(",")));
        let mut shelf = Shelf::new(self);
        let mut out = Vec::new();
        self.read(query, &[&cells], |id, anchor, value| {
            let kept = shelf.text(value)?;
            // Most records of a cell have nothing to do with the document, and need not be put together for that.
            if !shelf.may_name(&kept, &entries, document)? {
                return Ok(());
            }
            let initial = anchor.first().map(|byte| char::from(*byte));
            let kind = Kind::ALL.iter().copied().find(|kind| initial == Some(RecordId::initial(*kind)));
            let kind = kind.ok_or_else(|| self.unreadable(&format_args!("{id} is of no known kind")))?;
            out.push(shelf.record(id, kind, &kept)?);
            Ok(())
        })?;
        out.retain(has);
        Ok(out)
    }

    /// The other documents that carry the same text as one, so that all of them are one voice; in the order in which they were added.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn copies_of(&self, document: &DocumentId) -> Result<Vec<DocumentId>, StoreError> {
        let db = Reading::of(self);
        let (Some(number), Some(_)) = (db.number_of(document)?, self.projected()?) else { return Ok(Vec::new()) };
        let leader = db.integers("SELECT leader FROM voice WHERE document = ?1", &[&number])?.first().copied().unwrap_or(number);
        let query = "SELECT ?1 UNION SELECT document FROM voice WHERE leader = ?1 ORDER BY 1";
        let others = db.integers(query, &[&leader])?.into_iter().filter(|other| *other != number);
        let mut out = Vec::new();
        for other in others {
            out.extend(db.called(other)?);
        }
        Ok(out)
    }

    /// The ids of at most `many` stored documents that begin like that, in order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn documents_called(&self, prefix: &str, many: usize) -> Result<Vec<DocumentId>, StoreError> {
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
            return Ok(Vec::new());
        }
        let ask = || {
            let many = i64::try_from(many).unwrap_or(i64::MAX);
            let query = "SELECT id FROM document WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT ?2";
            let mut statement = self.connection.prepare_cached(query)?;
            statement.query_map(rusqlite::params![prefix, many], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
        };
        let ids = ask().map_err(|error| self.error(error))?;
        Ok(ids.iter().filter_map(|id| DocumentId::parse(id)).collect())
    }

    /// How much there is.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn size(&self) -> Result<Size, StoreError> {
        let count = |query: &str| {
            let count = self.connection.prepare_cached(query).and_then(|mut query| query.query_row([], |row| row.get::<_, i64>(0)));
            count.map(|count| usize::try_from(count).unwrap_or(0)).map_err(|error| self.error(error))
        };
        let last: Option<String> = self
            .connection
            .query_row("SELECT (SELECT at FROM log ORDER BY number DESC LIMIT 1)", [], |row| row.get(0))
            .map_err(|error| self.error(error))?;
        let last = last.and_then(|at| at.parse().ok());
        if let Some(held) = self.held()? {
            let (documents, records) = held.size();
            return Ok(Size { documents, records, last });
        }
        let records = if self.projected()?.is_some() { count("SELECT count(*) FROM record")? } else { 0 };
        Ok(Size { documents: count("SELECT count(*) FROM document")?, records, last })
    }
}
