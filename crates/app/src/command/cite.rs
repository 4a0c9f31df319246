//! `materiel cite`: what stands behind a record, ready to be put under a text.

use super::{find, library};
use crate::cli::CiteArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use materiel_model::{Fetch, Moment, PartialDate, Record, Slot};
use materiel_register::view::{Quote, RecordView, Standpoint, record_view};
use materiel_store::Store;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;

/// A value with words that say it, and how these can be found again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct CiteRow {
    /// The record.
    pub(crate) record: String,
    /// The slot; `stage` or `status` for a step of its history.
    pub(crate) slot: String,
    /// The value in one string, parties by their id.
    pub(crate) value: String,
    /// True for what the record shows; other values are said, too.
    pub(crate) shown: bool,
    /// The words.
    pub(crate) quote: String,
    /// Who published them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Under which headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<PartialDate>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// True for words of an earlier version of the page.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) superseded: bool,
    /// When it was fetched; absent for what was added from a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fetched: Option<Moment>,
    /// From where, where that is another address: the feed that had the words itself, or a page that calls another address its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fetched_from: Option<String>,
    /// The SHA-256 of the answer's body as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// The file of the archive that it is kept in, and the record's name there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) archive: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) archive_record: Option<String>,
    /// The document's id, and the SHA-256 of the text that was read out of it, into which `start` and `end` point.
    pub(crate) document: String,
    pub(crate) text_sha256: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

pub(crate) fn run(args: &CiteArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let record = match find(store, &args.record, args.cut.cut())? {
        Ok(record) => record,
        Err(outcome) => return Ok(outcome),
    };
    let today = args.cut.known_by.map_or_else(|| super::now().day(), PartialDate::last_day);
    let (view, rows) = citations(&record, &args.slot, today, store)?;
    if rows.is_empty() {
        say(&format!("materiel: {}: nothing is said in the slots asked for", args.record));
        return Ok(Outcome::FellShort);
    }
    if args.json {
        export::json(&rows, out)?;
    } else {
        page::cite(&view, &rows, reader, &page::Paper::of_stdout(), out)?;
    }
    Ok(Outcome::Done)
}

/// A record, and the words behind each value of some slots; of all, if none is named.
pub(crate) fn citations(
    record: &Record,
    slots: &[Slot],
    today: jiff::civil::Date,
    store: &Store,
) -> Result<(RecordView, Vec<CiteRow>), Failure> {
    let library = library(store);
    let view = record_view(record, &library, Standpoint { today, reviews: &[] });
    let mut kept: HashMap<String, (Option<Fetch>, String)> = HashMap::new();
    for id in record.voices.iter().flatten() {
        let fetch = store.fetches_of(id)?.into_iter().map(|version| version.fetch).min_by_key(|fetch| fetch.at);
        let text = library(id).map(|document| document.text_sha256()).unwrap_or_default();
        kept.insert(id.to_string(), (fetch, text));
    }
    let mut rows: Vec<CiteRow> = Vec::new();
    let mut cite = |slot: &str, value: &str, shown: bool, quotes: &[Quote]| {
        if slots.is_empty() || slots.iter().any(|wanted| wanted.as_str() == slot) {
            rows.extend(quotes.iter().map(|quote| row(view.row.id.as_str(), (slot, value, shown), quote, &kept)));
        }
    };
    for step in &view.history {
        let slot = if record.kind == materiel_model::Kind::Transfer { "stage" } else { "status" };
        cite(slot, &step.stage, step.shown, &step.quotes);
    }
    for slot in &view.slots {
        let values = slot.shown.iter().map(|value| (value, true)).chain(slot.others.iter().map(|value| (value, false)));
        values.for_each(|(value, shown)| cite(slot.slot.as_str(), &value.written, shown, &value.quotes));
    }
    Ok((view, rows))
}

fn row(record: &str, (slot, value, shown): (&str, &str, bool), quote: &Quote, kept: &HashMap<String, (Option<Fetch>, String)>) -> CiteRow {
    let (fetch, text_sha256) = kept.get(&quote.document).cloned().unwrap_or_default();
    let archived = fetch.as_ref().and_then(|fetch| fetch.archived.clone());
    let address = quote.url.clone().or_else(|| fetch.as_ref().map(|fetch| fetch.address.clone()));
    CiteRow {
        record: record.to_owned(),
        slot: slot.to_owned(),
        value: value.to_owned(),
        shown,
        quote: quote.words.clone(),
        source: quote.source.clone(),
        title: quote.title.clone(),
        published: quote.published,
        fetched_from: fetch.as_ref().map(|fetch| fetch.address.clone()).filter(|from| Some(from) != address.as_ref()),
        address,
        superseded: quote.superseded,
        fetched: fetch.as_ref().map(|fetch| fetch.at),
        sha256: fetch.map(|fetch| fetch.sha256),
        archive: archived.as_ref().map(|archived| archived.file.clone()),
        archive_record: archived.map(|archived| archived.record),
        document: quote.document.clone(),
        text_sha256,
        start: quote.start,
        end: quote.end,
    }
}
