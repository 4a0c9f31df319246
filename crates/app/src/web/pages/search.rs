//! Search over the texts of documents and over records: `/search?q=WORDS`, each document with the passage that matches and the records that it
//! bears on.

use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, page};
use crate::export;
use axum::Router;
use materiel_model::Document;
use materiel_register::view::{Filter, ListRow, Word, list_row};
use materiel_store::{Hit, Part, Search, Store};
use maud::{Markup, html};
use serde::Serialize;

/// So many documents are on a page.
const MANY: usize = 20;
/// So many records are shown above them.
const RECORDS: usize = 8;

pub(super) fn routes() -> Router<State> {
    page("/search", search)
}

/// A document that was found, as programs get it.
#[derive(Serialize)]
struct FoundRow {
    document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The passage that matches.
    passage: String,
    /// The records that have claims of it.
    records: Vec<ListRow>,
}

/// A document that was found, with what it bears on.
struct Found {
    hit: Hit,
    document: Document,
    records: Vec<ListRow>,
}

fn search(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &["q"])?;
    let words = asked.extra("q").unwrap_or_default().to_owned();
    let skip = MANY.saturating_mul(asked.page() - 1);
    let (hits, total) = store.search(&Search { words: words.clone(), skip, many: MANY }, asked.cut())?;
    let mut found = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(document) = store.document(&hit.document)? else { continue };
        let records = store.records_in(&hit.document, asked.cut())?.iter().map(list_row).collect();
        found.push(Found { hit, document, records });
    }
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::json(&found.iter().map(row).collect::<Vec<_>>(), out)),
        Twin::Csv => {
            let rows: Vec<ListRow> = found.into_iter().flat_map(|one| one.records).collect();
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called("found.csv"));
        }
        Twin::Page | Twin::Other(_) => {}
    }
    let wanted: Vec<Word> = words
        .split(|c: char| c.is_whitespace() || c == '"')
        .filter(|word| !word.is_empty())
        .map(|word| Word { ids: state.reader().ids_with(&word.to_lowercase()), word: word.to_lowercase() })
        .collect();
    let filter = Filter { search: wanted, ..Filter::default() };
    let part = Part { many: Some(RECORDS), ..Part::default() };
    let records = if words.is_empty() { materiel_store::Page::default() } else { store.list(&filter, asked.cut(), part)? };
    let view = View::new(store, state, ask, &asked)?;
    let main = html! {
        h1 { "Search" }
        form.big role="search" action="/search" method="get" {
            @for (name, value) in &view.keep.0 { input type="hidden" name=(name) value=(value); }
            label for="q" { "Words, all of which have to be there; “in quotes” next to one another" }
            div { input id="q" type="search" name="q" value=(words); button type="submit" { "Search" } }
        }
        @if !words.is_empty() {
            section aria-labelledby="records" {
                h2 id="records" { (bits::count(records.total, "record")) }
                @if !records.rows.is_empty() { (bits::rows(&records.rows, &view)) }
                @if records.total > records.rows.len() {
                    p { a href=(view.keep.with("words", &words.replace('"', " ")).at("/register")) { "All of them in the register" } }
                }
            }
            section aria-labelledby="documents" {
                h2 id="documents" { (bits::count(total, "document")) }
                @for one in &found { (card(one, &words, &view)) }
                nav.pager aria-label="Pages" {
                    @if asked.page() > 1 { a rel="prev" href=(asked.given.with("page", &(asked.page() - 1).to_string()).at("/search")) { "← Before" } }
                    @if skip + found.len() < total { a rel="next" href=(asked.given.with("page", &(asked.page() + 1).to_string()).at("/search")) { "Next →" } }
                }
            }
        }
    };
    Ok(Answer::page(layout::page("Search", &view, &main)))
}

fn row(found: &Found) -> FoundRow {
    FoundRow {
        document: found.hit.document.to_string(),
        title: found.document.title.clone(),
        source: found.document.source.clone(),
        published: found.document.published.map(|date| date.to_string()),
        url: found.document.url.clone(),
        passage: found.hit.passage.iter().map(|piece| piece.words.as_str()).collect(),
        records: found.records.clone(),
    }
}

fn card(found: &Found, words: &str, view: &View<'_>) -> Markup {
    let document = &found.document;
    let title = document.title.as_deref().unwrap_or(&document.label);
    let address = view.keep.with("q", words).at(&format!("/document/{}", found.hit.document));
    html! {
        article.card {
            h2 { a href=(address) { (bits::clean(title)) } }
            p.meta {
                @if let Some(source) = &document.source { (bits::clean(source)) ", " }
                @match document.published { Some(date) => { time { (date) } } None => { "undated" } }
            }
            p.passage {
                @for piece in &found.hit.passage {
                    @if piece.found { mark { (bits::clean(&piece.words)) } } @else { (bits::clean(&piece.words)) }
                }
            }
            @if !found.records.is_empty() {
                ul.bears aria-label="Records that it bears on" {
                    @for row in found.records.iter().take(RECORDS) {
                        li { a href=(view.to(&bits::record_path(row.id.as_str()))) { (bits::title(row, view)) } @if let Some(word) = &row.stage { " " (bits::stage(word)) } }
                    }
                }
            }
        }
    }
}
