//! `materiel watch`: what is new since the last look, once.

use super::{library, now};
use crate::cli::{NewsFormat, WatchArgs};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page, webhook};
use export::atom::{self, Feed, FeedEntry};
use materiel_model::{Moment, Record};
use materiel_register::Cut;
use materiel_register::view::{Heed, ListRow, NewsRow, Seen, news};
use materiel_store::{Look, Part, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// A feed keeps so many entries.
const KEPT: usize = 200;

/// Something that was told, as the feed keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    at: Moment,
    title: String,
    content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// What a webhook gets.
#[derive(Serialize)]
struct Posted<'a> {
    watch: &'a str,
    at: Moment,
    news: &'a [NewsRow],
}

pub(crate) fn run(args: &WatchArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let name = args.name.clone().unwrap_or_else(|| named(args));
    if args.forget {
        let there = store.forget_watch(&name)?;
        say(&format!("materiel: {} `{name}`", if there { "forgot" } else { "nothing was remembered of" }));
        return Ok(if there { Outcome::Done } else { Outcome::FellShort });
    }
    let last = store.last_look(&name)?;
    let before = seen(last.as_ref(), store, &name)?;
    let mut told = told(last.as_ref(), store, &name)?;
    let cut = args.cut.cut();
    let records = wanted(args, store, reader, cut)?;
    let heed = if args.voices { Heed::Voices } else { Heed::Words };
    let (rows, remember) = compare(&before, &records, store, cut, heed)?;
    let at = now();
    let rows = if args.from_now { Vec::new() } else { rows };
    let fresh: Vec<Told> = rows.iter().map(|row| telling(row, at, reader)).collect::<Result<_, _>>()?;
    told.splice(0..0, fresh);
    told.truncate(KEPT);
    if let Some(address) = args.post.as_ref().filter(|_| !rows.is_empty()) {
        webhook::post(address, &serde_json::to_string(&Posted { watch: &name, at, news: &rows })?)?;
    }
    if let Some(file) = &args.atom {
        feed(file, &name, at, &told, out)?;
    }
    if args.post.is_none() && args.atom.is_none() && !args.from_now {
        match args.format {
            NewsFormat::Page => page::news(&rows, reader, &page::Paper::of_stdout(), out)?,
            NewsFormat::Json => export::json(&rows, out)?,
            NewsFormat::Jsonl => export::jsonl(&rows, out)?,
        }
    }
    // What nobody heard is not remembered as told.
    out.flush()?;
    if !args.peek {
        let json = |seen: &Seen| serde_json::to_string(seen);
        let seen = remember.iter().map(json).collect::<Result<Vec<_>, _>>()?;
        store.remember_look(&name, &Look { at, told: serde_json::to_string(&told)?, seen })?;
    }
    if args.from_now {
        say(&format!("materiel: {} remembered; what comes will be told", super::add::count(records.len(), "record")));
        return Ok(Outcome::Done);
    }
    if rows.is_empty() {
        let since = last.map(|look| format!(" since {}", look.at)).unwrap_or_default();
        say(&format!("materiel: nothing is new{since}"));
        return Ok(Outcome::FellShort);
    }
    if args.post.is_some() || args.atom.is_some() {
        say(&format!("materiel: {} told", super::add::count(rows.len(), "change")));
    }
    Ok(Outcome::Done)
}

/// What a look is remembered by when the user gives it no name: what was asked for, written in one way only.
fn named(args: &WatchArgs) -> String {
    let mut words: Vec<String> = args.query.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase).collect();
    words.sort();
    words.dedup();
    let filter = &args.filter;
    let mut flags: Vec<String> = Vec::new();
    let about = &filter.about;
    flags.extend(about.kind.iter().map(|kind| format!("--kind={kind}")));
    flags.extend(about.recipient.iter().map(|who| format!("--recipient={who}")));
    flags.extend(about.supplier.iter().map(|who| format!("--supplier={who}")));
    flags.extend(about.equipment.iter().map(|words| format!("--equipment={words}")));
    flags.extend(filter.stage.iter().map(|stage| format!("--stage={stage}")));
    flags.extend(filter.until.iter().map(|date| format!("--until={date}")));
    flags.extend(filter.class.iter().map(|class| format!("--class={class}")));
    flags.extend(filter.reviewed.iter().map(|looked| format!("--reviewed={}", format!("{looked:?}").to_lowercase())));
    flags.extend(filter.conflicts.iter().map(|answer| format!("--conflicts={}", format!("{answer:?}").to_lowercase())));
    flags.extend(filter.words.iter().map(|words| format!("--words={words}")));
    flags.extend(filter.since.iter().map(|date| format!("--since={date}")));
    flags.extend(args.cut.min_confidence.iter().map(|least| format!("--min-confidence={}", least.get())));
    flags.sort();
    let all: Vec<String> = words.into_iter().chain(flags).collect();
    if all.is_empty() { "everything".to_owned() } else { all.join(" ") }
}

fn damaged(store: &Store, name: &str, error: &serde_json::Error) -> Failure {
    let detail = format!("what was remembered of the watch `{name}` cannot be read ({error}); `materiel watch … --forget` begins anew");
    StoreError::Corrupt { path: store.path().to_owned(), detail }.into()
}

fn seen(last: Option<&Look>, store: &Store, name: &str) -> Result<Vec<Seen>, Failure> {
    let read = |body: &String| serde_json::from_str(body).map_err(|error| damaged(store, name, &error));
    last.map(|look| look.seen.iter().map(read).collect()).unwrap_or_else(|| Ok(Vec::new()))
}

fn told(last: Option<&Look>, store: &Store, name: &str) -> Result<Vec<Told>, Failure> {
    last.map_or_else(|| Ok(Vec::new()), |look| serde_json::from_str(&look.told).map_err(|error| damaged(store, name, &error)))
}

/// The records that are like what is asked for, in the order of lists.
fn wanted(args: &WatchArgs, store: &mut Store, reader: &Reader, cut: Cut) -> Result<Vec<Record>, Failure> {
    let filter = args.filter.filter(reader);
    let words: Vec<String> = args.query.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase).collect();
    let mut rows = store.list(&filter, cut, Part::default())?.rows;
    rows.retain(|row| has_words(row, &words, reader));
    Ok(store.records_of(&rows, cut)?)
}

/// True when every word is in what a row says. Short words, such as ids, must be whole words of it.
fn has_words(row: &ListRow, words: &[String], reader: &Reader) -> bool {
    let parties = row.recipient.iter().chain(&row.supplier).chain(&row.actors).chain(&row.others).chain(&row.place);
    let mut all: Vec<String> = parties.flat_map(|id| [id.clone(), reader.name_of(id)]).collect();
    all.extend([row.id.to_string(), row.kind.to_string()]);
    all.extend(row.class.map(|class| class.as_str().replace('_', " ")));
    all.extend([&row.stage, &row.equipment, &row.family, &row.about].into_iter().flatten().cloned());
    let all = all.join("\n").to_lowercase();
    let whole: BTreeSet<&str> = all.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().all(|word| if word.chars().count() <= 3 { whole.contains(word.as_str()) } else { all.contains(word.as_str()) })
}

fn compare(before: &[Seen], records: &[Record], store: &mut Store, cut: Cut, heed: Heed) -> Result<(Vec<NewsRow>, Vec<Seen>), Failure> {
    // Documents are asked for while records may be, too.
    let mut all: Option<Vec<Record>> = None;
    let needs_all = before.iter().any(|seen| !records.iter().any(|record| record.members.iter().any(|member| seen.has(&member.id))));
    if needs_all {
        all = Some(store.records("", cut)?);
    }
    let mut elsewhere = |holds: &dyn Fn(&Record) -> bool| all.iter().flatten().filter(|record| holds(record)).cloned().collect();
    Ok(news(before, records, &mut elsewhere, heed, &library(store)))
}

/// A piece of news in words, for the feed.
fn telling(row: &NewsRow, at: Moment, reader: &Reader) -> Result<Told, Failure> {
    let mut content = Vec::new();
    page::news(std::slice::from_ref(row), reader, &page::Paper::default(), &mut content)?;
    let link = row.quotes.iter().max_by_key(|quote| quote.published).and_then(|quote| quote.url.clone());
    Ok(Told { at, title: page::headline(row, reader), content: String::from_utf8_lossy(&content).into_owned(), link })
}

/// Writes the feed; a file is written aside first, so that no reader of it ever finds half of one.
fn feed(file: &Path, name: &str, at: Moment, told: &[Told], out: &mut dyn Write) -> Result<(), Failure> {
    let times: Vec<String> = told.iter().map(|one| one.at.to_string()).collect();
    let entries = told.iter().zip(&times).map(|(one, updated)| FeedEntry {
        title: &one.title,
        updated,
        content: &one.content,
        link: one.link.as_deref(),
    });
    let title = format!("Materiel: {name}");
    let feed = Feed { title: &title, updated: &at.to_string(), entries: entries.collect() };
    if file.as_os_str() == "-" {
        return atom::write(&feed, out);
    }
    let wrong = |error: std::io::Error| Failure::Other(format!("{}: {error}", file.display()));
    let mut bytes = Vec::new();
    atom::write(&feed, &mut bytes)?;
    let mut aside = file.as_os_str().to_owned();
    aside.push(".new");
    std::fs::write(&aside, &bytes).and_then(|()| std::fs::rename(&aside, file)).map_err(wrong)
}
