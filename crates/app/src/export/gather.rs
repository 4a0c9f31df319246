//! What is exported: rows, and where a format asks for them, everything that is said of each record with its words, and the sources of these.

use super::Shape;
use crate::command::{self, CiteRow};
use crate::outcome::Failure;
use crate::reading::Reader;
use materiel_model::{Document, DocumentId, Fetch, Member, PartialDate, Slot};
use materiel_register::Cut;
use materiel_register::view::{ListRow, Quote, RecordView, SlotRow, ValueRow};
use materiel_store::{Store, archive};
use std::collections::{BTreeMap, HashSet};

/// What a format writes down.
pub(crate) struct Gathered<'a> {
    pub(crate) reader: &'a Reader,
    /// What it is about, in a few words.
    pub(crate) title: String,
    /// The day from which the register is looked at.
    pub(crate) day: jiff::civil::Date,
    /// The rows, as `materiel list` has them.
    pub(crate) rows: Vec<ListRow>,
    /// The same records with the words behind their values; empty for formats that need rows only.
    pub(crate) entries: Vec<Entry>,
    /// Their documents, the earliest first; empty likewise.
    pub(crate) sources: Vec<Source>,
    /// The state and year of a return to the UN register.
    pub(crate) report: Option<(String, i16)>,
}

/// A record with everything that is said of it.
pub(crate) struct Entry {
    pub(crate) view: RecordView,
    /// The words behind each of its values.
    pub(crate) cited: Vec<CiteRow>,
    /// The claims that say a date outright, and do not leave it to be inferred.
    pub(crate) dated: HashSet<String>,
}

/// A document behind a record.
pub(crate) struct Source {
    pub(crate) id: DocumentId,
    pub(crate) document: Document,
    /// When and from where it was first fetched; nothing for what was added from a file.
    pub(crate) fetch: Option<Fetch>,
    /// The answer that it was read from, as the archive has it: a WARC record packed by itself. Only for formats that carry sources along.
    pub(crate) archived: Option<Vec<u8>>,
}

/// What is gathered, and seen from when.
pub(crate) struct Wanted<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) rows: Vec<ListRow>,
    pub(crate) title: String,
    pub(crate) cut: Cut,
    pub(crate) today: jiff::civil::Date,
    pub(crate) report: Option<(String, i16)>,
}

/// Finds what a format needs of some records.
pub(crate) fn gather<'a>(wanted: Wanted<'_>, store: &mut Store, reader: &'a Reader) -> Result<Gathered<'a>, Failure> {
    let Wanted { shape, rows, title, cut, today, report } = wanted;
    let mut entries = Vec::new();
    let mut sources: BTreeMap<DocumentId, Source> = BTreeMap::new();
    if shape.words {
        for record in store.records_of(&rows, cut)? {
            for id in record.voices.iter().flatten().filter(|id| !sources.contains_key(id)).cloned().collect::<Vec<_>>() {
                if let Some(document) = store.document(&id)? {
                    let fetch = store.fetches_of(&id)?.into_iter().map(|version| version.fetch).min_by_key(|fetch| fetch.at);
                    let place = fetch.as_ref().and_then(|fetch| fetch.archived.as_ref()).filter(|_| shape.sources);
                    let archived = place.map(|place| archive::packed(store.path(), place)).transpose()?;
                    sources.insert(id.clone(), Source { id, document, fetch, archived });
                }
            }
            let (view, cited) = command::citations(&record, &[], today, store)?;
            let is_dated = |member: &Member| member.claim.slots.get(Slot::Date).is_some_and(|date| !date.inferred);
            let dated = record.members.iter().filter(|member| is_dated(member)).map(|member| member.id.to_string()).collect();
            entries.push(Entry { view, cited, dated });
        }
    }
    let mut sources: Vec<Source> = sources.into_values().collect();
    sources.sort_by(|a, b| (a.document.published, &a.id).cmp(&(b.document.published, &b.id)));
    Ok(Gathered { reader, title, day: today, rows, entries, sources, report })
}

impl Source {
    /// Where it was published, or else fetched.
    pub(crate) fn address(&self) -> Option<&str> {
        self.document.url.as_deref().or_else(|| self.fetch.as_ref().map(|fetch| fetch.address.as_str()))
    }

    /// Its headline, or else what its owner calls it.
    pub(crate) fn name(&self) -> &str {
        self.document.title.as_deref().unwrap_or(&self.document.label)
    }
}

impl Gathered<'_> {
    /// The document with an id.
    pub(crate) fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id.as_str() == id)
    }
}

impl Entry {
    /// The slot's row, where anything is said of it.
    pub(crate) fn slot(&self, slot: Slot) -> Option<&SlotRow> {
        self.view.slots.iter().find(|row| row.slot == slot)
    }

    /// The value that a slot shows.
    pub(crate) fn shown(&self, slot: Slot) -> Option<&ValueRow> {
        self.slot(slot)?.shown.first()
    }

    /// The documents that speak of it, each once, the earliest first, one line each: headline, publisher, day, address.
    pub(crate) fn sources(&self) -> Vec<String> {
        let all = self.view.voices.iter().flat_map(|voice| &voice.documents);
        all.map(|source| {
            let title = source.title.as_deref().unwrap_or(&source.label);
            citation(title, source.source.as_deref(), source.published, source.url.as_deref())
        })
        .collect()
    }
}

/// Where some words stand: headline, publisher, day, address.
pub(crate) fn place(quote: &Quote) -> String {
    let title = quote.title.as_deref().unwrap_or(&quote.label);
    citation(title, quote.source.as_deref(), quote.published, quote.url.as_deref())
}

fn citation(title: &str, publisher: Option<&str>, published: Option<PartialDate>, address: Option<&str>) -> String {
    let published = published.map(|date| date.to_string());
    let about: Vec<&str> = [publisher, published.as_deref()].into_iter().flatten().collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    format!("{title}{about}{}", address.map(|address| format!(" {address}")).unwrap_or_default())
}
