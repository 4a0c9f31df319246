//! Which corrections correct something else now that new documents are there.
//!
//! In: new documents. Out: the corrections that may name one of their paragraphs, or stand in them, with what they correct now. Whatever else
//! each of these may name is looked at with it, so that it finds what it would find among all documents.

use crate::StoreError;
use crate::asked::Reading;
use crate::written::Written;
use materiel_model::{Document, DocumentId, Entry, Event, PartialDate};
use materiel_register::Link;
use materiel_register::reconcile::{Corrections, Notes, RECENT};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More documents than this are left to the whole fold.
const CROWD: usize = 2000;

/// A paragraph by its document and its first and last byte.
type End = [i64; 3];
/// A correction and what it corrects.
pub(crate) type Ends = (End, End);

/// Corrections whose links were found anew.
#[derive(Default)]
pub(crate) struct Relinked {
    /// What each of these documents' corrections correct now.
    now: BTreeMap<i64, Vec<Ends>>,
    /// The documents of the links that came or went.
    changed: BTreeSet<i64>,
    /// What the new documents are found by: digest, whether the paragraph may correct another, day, document.
    noted: Vec<(u64, bool, i64, i64)>,
}

impl Relinked {
    /// `None` where too much would have to be looked at.
    pub(crate) fn of(db: &Reading<'_>, news: &[Entry], new: &HashMap<DocumentId, i64>) -> Result<Option<Self>, StoreError> {
        let mut out = Self::default();
        let mut documents: BTreeMap<i64, Document> = BTreeMap::new();
        // The documents whose corrections may find something else now.
        let mut asking: BTreeSet<i64> = BTreeSet::new();
        for entry in news {
            let Event::DocumentAdded { document } = &entry.event else { continue };
            let Some(number) = new.get(&document.id()).copied() else { continue };
            let Some(day) = document.published.and_then(day_of) else { continue };
            for (key, corrects, official) in Notes::of(&document.text).keys() {
                out.noted.push((key, corrects, day, number));
                if corrects {
                    asking.insert(number);
                } else {
                    let last = if official { i64::MAX } else { day + i64::from(RECENT) };
                    let query = "SELECT document FROM noted WHERE key = ?1 AND corrects = 1 AND day BETWEEN ?2 AND ?3";
                    asking.extend(db.integers(query, &[&key.cast_signed(), &(day + 1), &last])?);
                }
            }
            documents.insert(number, document.clone());
        }
        out.noted.sort_unstable();
        out.noted.dedup();
        // New corrections name new announcements, too.
        for (key, _, day, _) in out.noted.iter().filter(|(_, corrects, ..)| !corrects) {
            let named = |other: &&(u64, bool, i64, i64)| other.0 == *key && other.1 && other.2 > *day;
            asking.extend(out.noted.iter().filter(named).map(|(.., document)| *document));
        }
        if asking.is_empty() {
            return Ok(Some(out));
        }
        let mut crowd: BTreeSet<i64> = asking.clone();
        for correcting in &asking {
            let document = match documents.get(correcting) {
                Some(document) => document.clone(),
                None => match db.document(*correcting)? {
                    Some(document) => document,
                    None => return Ok(None),
                },
            };
            if let Some(day) = document.published.and_then(day_of) {
                for (key, _, official) in Notes::of(&document.text).keys().filter(|(_, corrects, _)| *corrects) {
                    let first = if official { i64::MIN } else { day - i64::from(RECENT) };
                    let query = "SELECT document FROM noted WHERE key = ?1 AND corrects = 0 AND day BETWEEN ?2 AND ?3";
                    crowd.extend(db.integers(query, &[&key.cast_signed(), &first, &(day - 1)])?);
                }
            }
            documents.insert(*correcting, document);
            if crowd.len() > CROWD {
                return Ok(None);
            }
        }
        for number in crowd {
            if !documents.contains_key(&number) {
                documents.extend(db.document(number)?.map(|document| (number, document)));
            }
        }
        let mut corrections = Corrections::default();
        let mut numbers: HashMap<DocumentId, i64> = HashMap::new();
        for (number, document) in &documents {
            let id = document.id();
            corrections.add(&id, document.published, Notes::of(&document.text));
            corrections.count(&id, true);
            numbers.insert(id, *number);
        }
        corrections.settle(&[]);
        out.now.extend(asking.iter().map(|document| (*document, Vec::new())));
        for (correction, corrected) in corrections.links() {
            let end = |stretch: &materiel_register::reconcile::Stretch<'_>| {
                let place = |byte: usize| i64::try_from(byte).unwrap_or(i64::MAX);
                Some([*numbers.get(stretch.document)?, place(stretch.start), place(stretch.end)])
            };
            if let (Some(correction), Some(corrected)) = (end(&correction), end(&corrected))
                && let Some(links) = out.now.get_mut(&correction[0])
            {
                links.push((correction, corrected));
            }
        }
        for (document, now) in &mut out.now {
            now.sort_unstable();
            let was: BTreeSet<Ends> = db.stored_links(*document)?.into_iter().collect();
            let now: BTreeSet<Ends> = now.iter().copied().collect();
            out.changed.extend(was.symmetric_difference(&now).flat_map(|(one, other)| [one[0], other[0]]));
        }
        Ok(Some(out))
    }

    /// The documents of the links that came or went.
    pub(crate) fn documents(&self) -> impl Iterator<Item = i64> + '_ {
        self.changed.iter().copied()
    }

    /// The documents that a document is linked with now, as far as that was found anew.
    pub(crate) fn of_document(&self, document: i64) -> impl Iterator<Item = i64> + '_ {
        let links = self.now.values().flatten().map(|(one, other)| (one[0], other[0]));
        links.filter(move |(one, other)| *one == document || *other == document).flat_map(|(one, other)| [one, other])
    }

    /// What a document's corrections correct now.
    pub(crate) fn links_of(&self, db: &Reading<'_>, document: i64) -> Result<Vec<Ends>, StoreError> {
        self.now.get(&document).map_or_else(|| db.stored_links(document), |links| Ok(links.clone()))
    }

    /// Writes down what is another now.
    pub(crate) fn write(&self, connection: &Connection, out: &mut Written<'_>) -> rusqlite::Result<()> {
        for (document, links) in &self.now {
            connection.prepare_cached("DELETE FROM link WHERE correction = ?1")?.execute([document])?;
            for (correction, corrected) in links {
                out.link(*correction, *corrected)?;
            }
        }
        for (key, corrects, day, document) in &self.noted {
            out.noted(*key, *corrects, *day, *document)?;
        }
        Ok(())
    }
}

/// A link with its documents by their numbers.
pub(crate) fn ends(link: &Link, numbers: &HashMap<DocumentId, i64>) -> Option<Ends> {
    let end = |(document, span): &(DocumentId, materiel_model::Span)| {
        let place = |byte: usize| i64::try_from(byte).unwrap_or(i64::MAX);
        Some([*numbers.get(document)?, place(span.start), place(span.end)])
    };
    Some((end(&link.correction)?, end(&link.corrected)?))
}

/// The day of publication, counted from 1970; none where it is not known to the day.
pub(crate) fn day_of(published: PartialDate) -> Option<i64> {
    published.to_civil().map(crate::written::day_number)
}
