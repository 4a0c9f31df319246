//! Which documents are versions of one page, and which of them is the newest.
//!
//! In: what the log says was fetched. Out: for a document the newest version of its page. A version is newest because it was fetched last, not
//! because it was written down last, so that the order of entries makes no difference.

use materiel_model::{DocumentId, Fetch, Moment};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Pages with what was fetched of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions {
    pages: FxHashMap<Arc<str>, BTreeSet<Seen>>,
    /// The pages of a document; nearly always one.
    pages_of: FxHashMap<DocumentId, Vec<Arc<str>>>,
    entries: BTreeMap<u64, Arc<str>>,
}

/// A document as it was fetched of a page, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    at: Moment,
    document: DocumentId,
    entry: u64,
    /// True when this was after the day that is asked for.
    late: bool,
}

impl Versions {
    /// Takes an entry, and gives the documents of its page.
    pub(super) fn take(&mut self, entry: u64, document: &DocumentId, fetch: &Fetch, late: bool) -> Vec<DocumentId> {
        let page: Arc<str> =
            self.pages.get_key_value(fetch.page.as_str()).map_or_else(|| fetch.page.as_str().into(), |(page, _)| page.clone());
        self.entries.insert(entry, page.clone());
        let pages = self.pages_of.entry(document.clone()).or_default();
        if !pages.contains(&page) {
            pages.push(page.clone());
        }
        let seen = self.pages.entry(page).or_default();
        seen.insert(Seen { at: fetch.at, document: document.clone(), entry, late });
        documents(seen)
    }

    /// The documents of the page that an entry is about.
    pub(super) fn of_entry(&self, entry: u64) -> Option<Vec<DocumentId>> {
        self.pages.get(self.entries.get(&entry)?).map(documents)
    }

    /// True for a later version that was fetched only after the day that is asked for. The first version of a page counts from its own date.
    pub(super) fn is_later(&self, id: &DocumentId, stands: impl Fn(u64) -> bool) -> bool {
        let Some(pages) = self.pages_of.get(id).filter(|pages| !pages.is_empty()) else { return false };
        pages.iter().all(|page| {
            let standing = || self.pages.get(page).into_iter().flatten().filter(|seen| stands(seen.entry));
            let first = standing().next().is_some_and(|seen| seen.document == *id);
            let mut own = standing().filter(|seen| seen.document == *id).peekable();
            !first && own.peek().is_some() && own.all(|seen| seen.late)
        })
    }

    /// The newest version of the page that a document is an earlier version of. `None` for one that is the newest of any page.
    pub(super) fn superseded_by(
        &self,
        id: &DocumentId,
        stands: impl Fn(u64) -> bool,
        counts: impl Fn(&DocumentId) -> bool,
    ) -> Option<&DocumentId> {
        let mut by: Option<&DocumentId> = None;
        for page in self.pages_of.get(id)? {
            let standing = || self.pages.get(page).into_iter().flatten().filter(|seen| !seen.late && stands(seen.entry));
            // What was never fetched of this page, as far as that stands, is no version of it.
            if !standing().any(|seen| seen.document == *id) {
                continue;
            }
            let newest = standing().rfind(|seen| seen.document == *id || counts(&seen.document))?;
            if newest.document == *id {
                return None;
            }
            by = by.max(Some(&newest.document));
        }
        by
    }
}

fn documents(seen: &BTreeSet<Seen>) -> Vec<DocumentId> {
    let documents: BTreeSet<&DocumentId> = seen.iter().map(|seen| &seen.document).collect();
    documents.into_iter().cloned().collect()
}
