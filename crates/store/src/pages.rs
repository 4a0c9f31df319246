//! Which documents are versions of one page, as the projection keeps it.
//!
//! In: new entries, and the projection. Out: the documents that bear on one another because they were fetched of one page.

use crate::StoreError;
use crate::asked::Reading;
use crate::projection::fnv;
use crate::written::Written;
use materiel_model::{DocumentId, Entry, Event};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a page is known by in the projection.
pub(crate) fn page_key(address: &str) -> i64 {
    fnv(address.bytes()).cast_signed()
}

/// What new entries say was fetched, by the numbers of documents.
pub(crate) struct Pages(BTreeMap<i64, BTreeSet<i64>>);

impl Pages {
    /// `numbers` has the documents that the entries are about. `None` where one was fetched before it was added.
    pub(crate) fn of(db: &Reading<'_>, news: &[Entry], numbers: &HashMap<DocumentId, i64>) -> Result<Option<Self>, StoreError> {
        let mut out: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for entry in news {
            match &entry.event {
                Event::Fetched { document, fetch } => {
                    // What is not there yet is no version of anything.
                    if let Some(number) = numbers.get(document) {
                        out.entry(page_key(&fetch.page)).or_default().insert(*number);
                    }
                }
                Event::DocumentAdded { document } => {
                    let query = "SELECT 1 FROM log WHERE document = ?1 AND event = 'fetched' AND number < ?2 LIMIT 1";
                    if !db.integers(query, &[&document.id().as_str(), &entry.number.cast_signed()])?.is_empty() {
                        return Ok(None);
                    }
                }
                _ => {}
            }
        }
        Ok(Some(Self(out)))
    }

    /// Those that were fetched now.
    pub(crate) fn documents(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.values().flatten().copied()
    }

    /// The versions of the pages that a document is a version of, then or now.
    pub(crate) fn beside(&self, db: &Reading<'_>, document: i64) -> Result<BTreeSet<i64>, StoreError> {
        let mut pages: BTreeSet<i64> = db.integers("SELECT page FROM page WHERE document = ?1", &[&document])?.into_iter().collect();
        pages.extend(self.0.iter().filter(|(_, documents)| documents.contains(&document)).map(|(page, _)| *page));
        let mut out = BTreeSet::new();
        for page in pages {
            out.extend(db.integers("SELECT document FROM page WHERE page = ?1", &[&page])?);
            out.extend(self.0.get(&page).into_iter().flatten());
        }
        Ok(out)
    }

    pub(crate) fn write(&self, out: &mut Written<'_>) -> rusqlite::Result<()> {
        for (page, documents) in &self.0 {
            for document in documents {
                out.page(*page, *document)?;
            }
        }
        Ok(())
    }
}
