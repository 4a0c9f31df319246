//! Which documents are needed to work out some cells, and how much of each.
//!
//! In: cells, and what bears on them. Out: documents of which everything is needed, and those of which what lies in the cells will do, with what
//! official numbers bring together with others, wherever that lies.

use crate::StoreError;
use crate::asked::Reading;
use crate::incremental::Ties;
use crate::light::{Told, in_part};
use crate::narrow::Cells;
use crate::pages::Pages;
use crate::relinked::Relinked;
use std::collections::{BTreeMap, BTreeSet};

/// The documents that are needed to work out some cells.
pub(crate) struct Wanted {
    /// Of these all that they say.
    pub(crate) whole: BTreeSet<i64>,
    /// Of these only what lies in the cells, and what has official numbers.
    pub(crate) parts: BTreeMap<i64, Told>,
}

/// What brings documents together that lie in no common cell.
pub(crate) struct Bearing<'a> {
    /// The documents that are new, and what hangs together with them.
    pub(crate) cluster: &'a BTreeSet<i64>,
    pub(crate) ties: &'a Ties,
    pub(crate) relinked: &'a Relinked,
    pub(crate) pages: &'a Pages,
}

impl Wanted {
    pub(crate) fn of(db: &Reading<'_>, cells: &Cells, bearing: &Bearing<'_>) -> Result<Self, StoreError> {
        let Bearing { cluster, ties, relinked, pages } = bearing;
        let mut there: BTreeMap<i64, Option<Told>> = BTreeMap::new();
        for cell in &cells.all {
            let lying = db.lying(*cell)?;
            let mut put = |document: i64, said: &Option<Vec<u8>>| {
                let told = there.entry(document).or_insert_with(|| Some(Vec::new()));
                match (told.as_mut(), in_part(said.clone())) {
                    (Some(told), Some(said)) => told.push((cells.wish(*cell, document), said)),
                    _ => *told = None,
                }
            };
            match &cells.narrowed {
                None => lying.iter().for_each(|(document, said)| put(*document, said)),
                Some(narrowed) => {
                    let documents = narrowed.cells.get(cell).into_iter().flat_map(|narrow| narrow.groups.keys());
                    documents.filter_map(|document| lying.get_key_value(document)).for_each(|(document, said)| put(*document, said));
                }
            }
        }
        let mut out = Self { whole: BTreeSet::new(), parts: BTreeMap::new() };
        let mut open: Vec<i64> = cluster.iter().chain(there.keys()).copied().collect();
        let mut numbers: BTreeSet<i64> = BTreeSet::new();
        let mut beside: BTreeSet<i64> = BTreeSet::new();
        // What hangs together with a document of which everything is needed is needed, too.
        let mut close: Vec<i64> = Vec::new();
        loop {
            if let Some(document) = close.pop() {
                if out.whole.insert(document) {
                    out.parts.remove(&document);
                    close.extend(db.tied_to(document, ties, relinked)?);
                    open.push(document);
                }
                continue;
            }
            let Some(document) = open.pop() else { break };
            let own = db.integers("SELECT number FROM numbered WHERE document = ?1", &[&document])?;
            if !out.whole.contains(&document) {
                if out.parts.contains_key(&document) {
                    continue;
                }
                let tied = ties.of_document(document).chain(relinked.of_document(document)).next().is_some();
                let told = if tied {
                    None
                } else if own.is_empty() && (cells.narrowed.is_none() || there.contains_key(&document)) {
                    there.remove(&document).flatten()
                } else {
                    db.lying_of(document, cells)?
                };
                match told.filter(|told| !told.is_empty()) {
                    Some(told) => _ = out.parts.insert(document, told),
                    None => {
                        close.push(document);
                        continue;
                    }
                }
            }
            for number in own.into_iter().filter(|number| numbers.insert(*number)).collect::<Vec<_>>() {
                open.extend(db.integers("SELECT document FROM numbered WHERE number = ?1", &[&number])?);
            }
            if beside.insert(document) {
                let versions = pages.beside(db, document)?;
                let others = versions
                    .into_iter()
                    .filter(|version| *version != document && !there.contains_key(version) && !out.parts.contains_key(version));
                // What they say is wanted nowhere; of documents that stay where they lie it is known where that is.
                if cells.narrowed.is_some() { open.extend(others) } else { close.extend(others) }
            }
        }
        Ok(out)
    }
}
