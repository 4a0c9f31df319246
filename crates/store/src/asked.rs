//! What is asked of the projection and the log to take something new in: what it bears on, and what that depends on.

use crate::incremental::Ties;
use crate::light::{Lying, Told, all_in, in_part, lying_now};
use crate::narrow::Cells;
use crate::relinked::{Ends, Relinked};
use crate::{Store, StoreError};
use materiel_model::{ClaimId, DocumentId, Entry, Event, Span};
use materiel_register::{CellKey, CellView, Link};
use rusqlite::{OptionalExtension, ToSql};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// What is asked of the projection and the log.
pub(crate) struct Reading<'a> {
    pub(crate) store: &'a Store,
    /// What lies in the cells that were asked for.
    lying: RefCell<HashMap<CellKey, Rc<Lying>>>,
}

/// What is known of a cell before it is folded.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    pub(crate) block: i64,
    pub(crate) family: bool,
    pub(crate) classes: u32,
}

impl Known {
    pub(crate) const fn of(view: &CellView) -> Self {
        Self { block: view.block, family: view.family, classes: view.classes }
    }
}

impl<'a> Reading<'a> {
    pub(crate) fn of(store: &'a Store) -> Self {
        Self { store, lying: RefCell::default() }
    }

    /// What lies in a cell: see [`lying_now`].
    pub(crate) fn lying(&self, cell: CellKey) -> Result<Rc<Lying>, StoreError> {
        if let Some(lying) = self.lying.borrow().get(&cell) {
            return Ok(lying.clone());
        }
        let lying = Rc::new(lying_now(&self.store.connection, cell).map_err(|error| self.store.error(error))?);
        self.lying.borrow_mut().insert(cell, lying.clone());
        Ok(lying)
    }

    pub(crate) fn integers(&self, query: &str, with: &[&dyn ToSql]) -> Result<Vec<i64>, StoreError> {
        let ask = || self.store.connection.prepare_cached(query)?.query_map(with, |row| row.get(0))?.collect::<rusqlite::Result<_>>();
        ask().map_err(|error| self.store.error(error))
    }

    /// Adds the cells of classes that families bear on, and gives all that must be there: these, and the families that they are held against.
    pub(crate) fn spread(&self, dirty: &mut BTreeSet<CellKey>, known: &mut HashMap<CellKey, Known>) -> Result<Cells, StoreError> {
        let mut out = Cells::default();
        for cell in dirty.clone() {
            let Known { block, family, classes } = self.known(cell, known)?;
            if family {
                let query = "SELECT key FROM cell WHERE block = ?1 AND family = 0 AND classes & ?2 <> 0";
                dirty.extend(self.integers(query, &[&block, &classes])?);
            }
        }
        for cell in dirty.iter().copied() {
            let Known { block, family, classes } = self.known(cell, known)?;
            if !family && classes != 0 {
                let query = "SELECT key FROM cell WHERE block = ?1 AND family = 1 AND classes & ?2 <> 0";
                out.all.extend(self.integers(query, &[&block, &classes])?);
            }
        }
        out.all.extend(dirty.iter());
        Ok(out)
    }

    /// Where the groups of documents that are read as a whole stay, by their first claims. `None` where that is not known of each.
    pub(crate) fn fixed<'b>(
        &self,
        documents: impl Iterator<Item = &'b i64>,
        cells: &Cells,
    ) -> Result<Option<Vec<(ClaimId, u64)>>, StoreError> {
        let mut out = Vec::new();
        if cells.narrowed.is_none() {
            return Ok(Some(out));
        }
        for document in documents {
            let ask = || {
                let mut query = self.store.connection.prepare_cached("SELECT cell, said FROM lies WHERE document = ?1")?;
                query
                    .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<rusqlite::Result<Vec<(CellKey, Option<Vec<u8>>)>>>()
            };
            for (cell, said) in ask().map_err(|error| self.store.error(error))? {
                let Some((said, whole)) = said.as_deref().and_then(all_in) else { return Ok(None) };
                let wish = cells.wish(cell, *document);
                for group in said {
                    let Some((_, first)) = group.claims.first() else { return Ok(None) };
                    if (!whole || group.pile.is_some()) && !wish.is_anew(&group) {
                        out.push((first.clone(), group.mark()));
                    }
                }
            }
        }
        Ok(Some(out))
    }

    /// The cells of a block.
    pub(crate) fn block(&self, block: i64) -> Result<Vec<(CellKey, Known)>, StoreError> {
        let ask = || {
            let mut query = self.store.connection.prepare_cached("SELECT key, family, classes FROM cell WHERE block = ?1")?;
            query
                .query_map([block], |row| Ok((row.get(0)?, Known { block, family: row.get(1)?, classes: row.get(2)? })))?
                .collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// What the anchors of a cell's records begin with.
    pub(crate) fn initial(&self, cell: CellKey) -> Result<Option<u8>, StoreError> {
        let ask = || {
            let mut query = self.store.connection.prepare_cached("SELECT anchor FROM record WHERE cell = ?1 LIMIT 1")?;
            query.query_row([cell], |row| row.get::<_, Vec<u8>>(0)).optional()
        };
        Ok(ask().map_err(|error| self.store.error(error))?.and_then(|anchor| anchor.first().copied()))
    }

    /// What the projection knows of a cell.
    pub(crate) fn stored(&self, cell: CellKey) -> Result<Option<Known>, StoreError> {
        let query = "SELECT block, family, classes FROM cell WHERE key = ?1";
        let ask = || {
            let mut statement = self.store.connection.prepare_cached(query)?;
            statement.query_row([cell], |row| Ok(Known { block: row.get(0)?, family: row.get(1)?, classes: row.get(2)? })).optional()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// What is known of a cell: from the projection, and from the new documents.
    fn known(&self, cell: CellKey, known: &mut HashMap<CellKey, Known>) -> Result<Known, StoreError> {
        let stored = self.stored(cell)?;
        let entry = known.entry(cell).or_default();
        if let Some(stored) = stored {
            *entry = Known { classes: stored.classes | entry.classes, ..stored };
        }
        Ok(*entry)
    }

    /// The cells that a document's claims lie in, and the families' whose records they may stand in.
    pub(crate) fn cells_of(&self, document: i64) -> Result<Vec<CellKey>, StoreError> {
        let query = "SELECT cell FROM lies WHERE document = ?1 UNION \
            SELECT family FROM joined WHERE cell IN (SELECT cell FROM lies WHERE document = ?1)";
        self.integers(query, &[&document])
    }

    /// Adds the documents that hang together with some: by official numbers, by what people decided about what belongs together, or because the
    /// one corrects the other.
    pub(crate) fn hang_together(&self, documents: &mut BTreeSet<i64>, ties: &Ties, relinked: &Relinked) -> Result<(), StoreError> {
        let mut open: Vec<i64> = documents.iter().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(document) = open.pop() {
            let mut others = self.tied_to(document, ties, relinked)?;
            for number in self.integers("SELECT number FROM numbered WHERE document = ?1", &[&document])? {
                if seen.insert(number) {
                    others.extend(self.integers("SELECT document FROM numbered WHERE number = ?1", &[&number])?);
                }
            }
            open.extend(others.into_iter().filter(|other| documents.insert(*other)));
        }
        Ok(())
    }

    /// The documents that people tied to one or kept apart from it, that it corrects, or that correct it.
    pub(crate) fn tied_to(&self, document: i64, ties: &Ties, relinked: &Relinked) -> Result<BTreeSet<i64>, StoreError> {
        let mut others: BTreeSet<i64> = ties.of_document(document).chain(relinked.of_document(document)).collect();
        let query = "SELECT corrected FROM link WHERE correction = ?1 UNION ALL SELECT correction FROM link WHERE corrected = ?1";
        others.extend(self.integers(query, &[&document])?);
        Ok(others)
    }

    /// What a document says wherever it lies, with what of that is wanted. `None` where it is to be read as a whole.
    pub(crate) fn lying_of(&self, document: i64, cells: &Cells) -> Result<Option<Told>, StoreError> {
        let ask = || {
            let mut query = self.store.connection.prepare_cached("SELECT cell, said FROM lies WHERE document = ?1")?;
            let row = |row: &rusqlite::Row<'_>| {
                let cell = row.get(0)?;
                Ok(in_part(row.get(1)?).map(|said| (cells.wish(cell, document), said)))
            };
            query.query_map([document], row)?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// What corrections put right among some documents.
    pub(crate) fn links<'b>(
        &self,
        among: impl Iterator<Item = &'b i64>,
        numbers: &HashMap<DocumentId, i64>,
        relinked: &Relinked,
    ) -> Result<Vec<Link>, StoreError> {
        let ids: HashMap<i64, &DocumentId> = numbers.iter().map(|(id, number)| (*number, id)).collect();
        let mut out = Vec::new();
        for document in among {
            for ([correction, from, to], [corrected, start, end]) in relinked.links_of(self, *document)? {
                let place = |bytes: i64| usize::try_from(bytes).unwrap_or(0);
                if let (Some(one), Some(other)) = (ids.get(&correction), ids.get(&corrected)) {
                    let correction = ((*one).clone(), Span::new(place(from), place(to)));
                    out.push(Link { correction, corrected: ((*other).clone(), Span::new(place(start), place(end))) });
                }
            }
        }
        Ok(out)
    }

    pub(crate) fn joined(&self, cell: CellKey) -> Result<BTreeMap<CellKey, i64>, StoreError> {
        let ask = || {
            let mut statement = self.store.connection.prepare_cached("SELECT family, digest FROM joined WHERE cell = ?1")?;
            statement.query_map([cell], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// The id of the document that an entry added.
    pub(crate) fn called(&self, number: i64) -> Result<Option<DocumentId>, StoreError> {
        let ask = || {
            let mut statement = self.store.connection.prepare_cached("SELECT document FROM log WHERE number = ?1")?;
            statement.query_row([number], |row| row.get::<_, Option<String>>(0)).optional()
        };
        let id = ask().map_err(|error| self.store.error(error))?.flatten();
        Ok(id.as_deref().and_then(DocumentId::parse))
    }

    /// The document that an entry added.
    pub(crate) fn document(&self, number: i64) -> Result<Option<materiel_model::Document>, StoreError> {
        let found = self.store.some_entries("log.number = ?1", &[&number])?.pop();
        Ok(found.and_then(|entry| if let Event::DocumentAdded { document } = entry.event { Some(document) } else { None }))
    }

    /// The log entries about the document that an entry added.
    pub(crate) fn entries_of(&self, number: i64) -> Result<Vec<Entry>, StoreError> {
        self.entries("log.document = (SELECT document FROM log WHERE number = ?1)", &[&number])
    }

    /// The number of the entry that added a document first.
    pub(crate) fn number_of(&self, id: &DocumentId) -> Result<Option<i64>, StoreError> {
        let query = "SELECT min(number) FROM log WHERE document = ?1 AND event = 'document_added' HAVING count(*) > 0";
        Ok(self.integers(query, &[&id.as_str()])?.first().copied())
    }

    /// The links of a document's corrections: by document, first and last byte.
    pub(crate) fn stored_links(&self, correction: i64) -> Result<Vec<Ends>, StoreError> {
        let query = "SELECT start, \"end\", corrected, corrected_start, corrected_end FROM link WHERE correction = ?1 ORDER BY start";
        let ask = || {
            let mut statement = self.store.connection.prepare_cached(query)?;
            let row = |row: &rusqlite::Row<'_>| Ok(([correction, row.get(0)?, row.get(1)?], [row.get(2)?, row.get(3)?, row.get(4)?]));
            statement.query_map([correction], row)?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|error| self.store.error(error))
    }

    /// The entries that are about no single document.
    pub(crate) fn decided(&self) -> Result<Vec<Entry>, StoreError> {
        self.entries("log.event NOT IN ('document_added', 'claims_read', 'fetched')", &[])
    }

    fn entries(&self, like: &str, with: &[&dyn ToSql]) -> Result<Vec<Entry>, StoreError> {
        self.store.some_entries(like, with)
    }
}
