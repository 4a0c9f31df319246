//! What changed: `/news`, since a day or since the last visit, for any query; and `/news.atom`, the same as a feed.
//!
//! What changed since a day is what `materiel diff` tells: the register with what was published by then, held against the register as it is.

use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, library, page, shown};
use crate::export;
use crate::export::atom::{self, Feed, FeedEntry};
use crate::page::changed;
use axum::Router;
use jiff::ToSpan;
use materiel_model::{Moment, PartialDate};
use materiel_register::Cut;
use materiel_register::view::{DiffRow, ListRow, diff};
use materiel_store::Store;
use maud::{Markup, html};

/// So many days are looked back where nothing is said.
const DAYS: i64 = 30;
/// So many changes are on a page and in a feed.
const MOST: usize = 200;
/// What remembers the last visit.
const VISIT: &str = "materiel-visit";

pub(super) fn routes() -> Router<State> {
    page("/news", news).route("/news.atom", shown(feed))
}

/// From when on changes are told.
enum From {
    /// Published after this day.
    Day(PartialDate),
    /// In the log after this time.
    Time(Moment),
}

fn since(ask: &Ask, asked: &Asked) -> Result<From, Trouble> {
    let wrong = |words: &str| Trouble::Asked(format!("`{words}` is no day (YYYY-MM-DD) and no time (YYYY-MM-DDTHH:MM:SSZ)"));
    match asked.extra("from") {
        Some("visit") => match ask.cookie(VISIT).and_then(|time| time.parse().ok()) {
            Some(time) => Ok(From::Time(time)),
            None => back(asked),
        },
        Some(words) => match (words.parse(), words.parse()) {
            (Ok(day), _) => Ok(From::Day(day)),
            (_, Ok(time)) => Ok(From::Time(time)),
            _ => Err(wrong(words)),
        },
        None => back(asked),
    }
}

/// Some days before the day from which the page is seen.
fn back(asked: &Asked) -> Result<From, Trouble> {
    let day = asked.today()?.checked_sub(DAYS.days()).map_err(|error| Trouble::Asked(error.to_string()))?;
    Ok(From::Day(day.into()))
}

/// What changed, of the records that are meant.
fn changes(store: &Store, state: &State, asked: &Asked, from: &From) -> Result<Vec<DiffRow>, Trouble> {
    let to = asked.cut();
    let from = match from {
        From::Day(day) => Cut { known_by: Some(day.last_day()), ..to },
        From::Time(time) => Cut { had_at: Some(*time), ..to },
    };
    let (before, after) = (state.snapshot(store, from)?, state.snapshot(store, to)?);
    let filter = asked.filter(state.reader());
    let mut rows = diff(&before, &after, &library(store));
    rows.retain(|row| filter.takes(&row.record) || row.before.as_ref().is_some_and(|before| filter.takes(before)));
    Ok(rows)
}

fn news(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &["from"])?;
    let from = since(ask, &asked)?;
    let rows = changes(store, state, &asked, &from)?;
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::json(&rows, out)),
        Twin::Csv => {
            let records: Vec<ListRow> = rows.into_iter().map(|row| row.record).collect();
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&records, out))?.called("news.csv"));
        }
        Twin::Page | Twin::Other(_) => {}
    }
    let view = View::new(store, state, ask, &asked)?;
    let told = match &from {
        From::Day(day) => format!("what was published after {day}"),
        From::Time(time) => format!("what came into the register after {time}"),
    };
    let visited = ask.cookie(VISIT).is_some();
    let day = match &from {
        From::Day(day) => day.to_string(),
        From::Time(time) => time.day().to_string(),
    };
    let main = html! {
        h1 { "What changed" }
        form.choices action="/news" method="get" {
            @for (name, value) in asked.given.0.iter().filter(|(name, _)| name != "from" && name != "page") { input type="hidden" name=(name) value=(value); }
            label { "Since " input type="date" name="from" value=(day); }
            button type="submit" { "Show" }
            @if visited { a href=(asked.given.with("from", "visit").at("/news")) { "since my last visit" } }
            a href=(asked.given.at("/news.atom")) { "Atom feed of this" }
        }
        p.standfirst { (bits::count(rows.len(), "record")) " changed by " (told) "." }
        @for row in rows.iter().take(MOST) { (one(row, &view)) }
        @if rows.len() > MOST { p.note { (rows.len() - MOST) " more are in the JSON and CSV of this page." } }
        @if rows.is_empty() { p.empty { "Nothing changed in between." } }
    };
    let answer = Answer::page(layout::page("What changed", &view, &main));
    // The visit that is remembered is this one; a page about the last one leaves it as it is until the next.
    Ok(answer.remembering(VISIT, &crate::command::now().to_string()))
}

/// The changes as a feed. The time of an entry is the day on which the latest of the documents behind it was published.
fn feed(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &["from"])?;
    let from = since(ask, &asked)?;
    let rows = changes(store, state, &asked, &from)?;
    let view = View::new(store, state, ask, &asked)?;
    let now = view.size.last.unwrap_or_else(crate::command::now).to_string();
    let told: Vec<(String, String, String, Option<String>)> = rows.iter().take(MOST).map(|row| entry(row, &now, &view)).collect();
    let entries = told.iter().map(|(title, updated, content, link)| FeedEntry { title, updated, content, link: link.as_deref() }).collect();
    let asked_for: Vec<String> =
        asked.given.0.iter().filter(|(name, _)| name != "from").map(|(name, value)| format!("{name} {value}")).collect();
    let about = if asked_for.is_empty() { "everything".to_owned() } else { asked_for.join(", ") };
    let feed = Feed { title: &format!("Materiel: {about}"), updated: &now, entries };
    Answer::written("application/atom+xml; charset=utf-8", |out| atom::write(&feed, out))
}

/// Title, time, words and address of a change.
fn entry(row: &DiffRow, now: &str, view: &View<'_>) -> (String, String, String, Option<String>) {
    let latest = row.documents.iter().max_by_key(|cause| cause.source.published);
    let day = latest.and_then(|cause| cause.source.published).map(|date| format!("{}T00:00:00Z", date.first_day()));
    let stage = row.record.stage.as_deref().map(|stage| format!("{}\n", crate::page::words(stage))).unwrap_or_default();
    let lines: Vec<String> = row.changes.iter().map(|change| changed(change, view.reader)).collect();
    let title = format!("{}: {}", row.change.as_str(), bits::title(&row.record, view));
    (
        title,
        day.unwrap_or_else(|| now.to_owned()),
        format!("{stage}{}", lines.join("\n")),
        latest.and_then(|cause| cause.source.url.clone()),
    )
}

fn one(row: &DiffRow, view: &View<'_>) -> Markup {
    html! {
        article.card {
            h2 { a href=(view.to(&bits::record_path(row.record.id.as_str()))) { (bits::title(&row.record, view)) } }
            p.meta { strong { (row.change.as_str()) } " · " (bits::reviewed(row.record.reviewed)) @if let Some(stage) = &row.record.stage { " · " (bits::stage(stage)) " " (bits::when(row.record.date, row.record.reported)) } (bits::conflict(row.record.conflicts)) }
            @if !row.changes.is_empty() { ul { @for change in &row.changes { li { (bits::clean(&changed(change, view.reader))) } } } }
            @for decided in &row.decisions { p.note { "Decided by " (bits::clean(&decided.author)) ": " (decided.decision) ": " (bits::clean(&decided.about)) } }
            @if !row.documents.is_empty() {
                p.note { "Because of: " @for (at, cause) in row.documents.iter().take(5).enumerate() {
                    @if at > 0 { "; " }
                    a href=(view.to(&format!("/document/{}", cause.source.document))) { (bits::clean(cause.source.source.as_deref().or(cause.source.title.as_deref()).unwrap_or(&cause.source.label))) }
                    @if let Some(date) = cause.source.published { ", " time { (date) } }
                } }
            }
        }
    }
}
