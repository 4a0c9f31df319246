//! What several pages show: names with links, figures, quotes, marks of review.

use super::View;
pub(super) use crate::page::clean;
use crate::page::{date, money, number, percent, thousands, words};
use materiel_model::{Kind, PartialDate, Stage};
use materiel_register::view::{ListRow, Quote, Reviewed};
use maud::{Markup, html};
use url::form_urlencoded::byte_serialize;

/// `1,234 records`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(u64::try_from(number).unwrap_or(u64::MAX)))
}

/// A part of a path.
pub(super) fn part(words: &str) -> String {
    byte_serialize(words.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A state or body, with the way to its page.
pub(super) fn party(id: &str, view: &View<'_>) -> Markup {
    html! { a href=(view.to(&party_path(id))) { (view.name(id)) } }
}

/// Where the page of a state or body is.
pub(super) fn party_path(id: &str) -> String {
    let is_state = id.len() == 2 && id.bytes().all(|byte| byte.is_ascii_uppercase()) && id != "EU" && id != "UN";
    if is_state { format!("/state/{id}") } else { format!("/body/{}", part(id.strip_prefix("org:").unwrap_or(id))) }
}

/// Parties one after the other.
pub(super) fn parties<'a>(ids: impl IntoIterator<Item = &'a String>, view: &View<'_>) -> Markup {
    html! {
        @for (at, id) in ids.into_iter().enumerate() {
            @if at > 0 { ", " }
            (party(id, view))
        }
    }
}

/// What is not said.
pub(super) fn unknown(what: &str) -> Markup {
    html! { span.unknown { (what) } }
}

/// The equipment of a transfer, with the way to its page.
pub(super) fn equipment(row: &ListRow, view: &View<'_>) -> Markup {
    let Some(name) = &row.equipment else { return unknown("not known") };
    match &row.family {
        Some(family) => html! { a href=(view.to(&format!("/weapon/{}", part(family)))) { (clean(name)) } },
        None => html! { (clean(name)) },
    }
}

/// What a record is about, in one line.
pub(super) fn title(row: &ListRow, view: &View<'_>) -> String {
    clean(&crate::page::title(row, view.reader))
}

/// Where a record's page is.
pub(super) fn record_path(id: &str) -> String {
    format!("/record/{}", part(id))
}

/// A document at some words of it.
pub(super) fn document_at(quote: &Quote, view: &View<'_>) -> String {
    let address = view.to(&format!("/document/{}", quote.document));
    format!("{address}#c-{}-{}", quote.claim.chars().take(16).collect::<String>(), quote.start)
}

/// A stage or status as a mark, with how far it has come.
pub(super) fn stage(word: &str) -> Markup {
    let class = match word.parse::<Stage>() {
        Ok(Stage::Interest) => "stage s1",
        Ok(Stage::Requested | Stage::Offered) => "stage s2",
        Ok(Stage::Pledged) => "stage s3",
        Ok(Stage::Approved | Stage::Notified) => "stage s4",
        Ok(Stage::Contracted) => "stage s5",
        Ok(Stage::Delivered) => "stage s6",
        Ok(Stage::InService) => "stage s7",
        Ok(Stage::Refused | Stage::Suspended | Stage::Cancelled) => "stage stop",
        Err(_) => "stage",
    };
    html! { span class=(class) { (words(word)) } }
}

/// How much somebody looked at it. What nobody looked at never looks as if somebody had.
pub(super) fn reviewed(reviewed: Reviewed) -> Markup {
    match reviewed {
        Reviewed::No => html! { span.machine { "machine-read" } },
        Reviewed::Part => html! { span.partly { "reviewed in part" } },
        Reviewed::Yes => html! { span.looked { "✓ reviewed" } },
    }
}

/// A date as stated, or in brackets as reported.
pub(super) fn when(stated: Option<PartialDate>, reported: Option<PartialDate>) -> Markup {
    let shown = date(stated, reported);
    html! {
        @if shown.is_empty() { (unknown("no date")) }
        @else if stated.is_some() { time { (shown) } }
        @else { time title="reported on this day; no date of it is stated" { (shown) } }
    }
}

/// The figures of a row: number and value.
pub(super) fn figures(row: &ListRow) -> (String, String) {
    let value = row.value.map(money).or_else(|| row.percent.map(percent));
    (row.quantity.map(number).unwrap_or_default(), value.unwrap_or_default())
}

/// A short table of records, for pages that are about something else.
pub(super) fn rows<'a>(rows: impl IntoIterator<Item = &'a ListRow>, view: &View<'_>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Table of records" {
            table.rows {
                thead { tr {
                    th scope="col" { "What" } th scope="col" { "Stage" } th scope="col" { "Date" } th.right scope="col" { "Number" }
                    th.right scope="col" { "Value" } th.right scope="col" { "Voices" } th scope="col" { "Review" }
                } }
                tbody { @for row in rows { (short(row, view)) } }
            }
        }
    }
}

fn short(row: &ListRow, view: &View<'_>) -> Markup {
    let (number, value) = figures(row);
    html! {
        tr {
            th scope="row" {
                a href=(view.to(&record_path(row.id.as_str()))) { (title(row, view)) }
                (conflict(row.conflicts))
            }
            td { @if let Some(word) = &row.stage { (stage(word)) } }
            td.nowrap { (when(row.date, row.reported)) }
            td.right { (number) }
            td.right { (value) }
            td.right { (row.voices) }
            td { (reviewed(row.reviewed)) }
        }
    }
}

/// That something disagrees.
pub(super) fn conflict(conflicts: usize) -> Markup {
    html! { @if conflicts > 0 { " " span.conflict { (count(conflicts, "conflict")) } } }
}

/// The words behind a value, in their sentence, with where they stand.
pub(super) fn quote(quote: &Quote, view: &View<'_>) -> Markup {
    let source = quote.source.as_deref().or(quote.title.as_deref()).unwrap_or(&quote.label);
    html! {
        blockquote.quote {
            p {
                "“" (clean(&quote.before))
                mark { (clean(&quote.words)) }
                (clean(&quote.after)) "”"
                @if quote.inferred { " " span.note { "inferred from these words" } }
            }
            footer {
                a href=(document_at(quote, view)) { (clean(source)) }
                ", " @match quote.published { Some(date) => { time { (date) } } None => { "undated" } }
                @if let Some(speaker) = &quote.speaker { ", quoting " (clean(speaker)) }
                @if quote.superseded { ", " span.note { "in an earlier version of the page" } }
                " · voice " (quote.voice)
                @if quote.reviewed { " · " span.looked { "✓ reviewed" } }
            }
        }
    }
}

/// Quotes, of each voice the first that says it; what a page says now before what it said.
pub(super) fn quotes(quotes: &[Quote], open: usize, view: &View<'_>) -> Markup {
    let mut heard: Vec<usize> = Vec::new();
    let mut first: Vec<&Quote> = Vec::new();
    for one in quotes.iter().filter(|one| !one.superseded).chain(quotes.iter().filter(|one| one.superseded)) {
        if !heard.contains(&one.voice) {
            heard.push(one.voice);
            first.push(one);
        }
    }
    let (shown, more) = first.split_at(open.min(first.len()));
    html! {
        @for one in shown { (quote(one, view)) }
        @if !more.is_empty() {
            details { summary { (count(more.len(), "more voice")) } @for one in more { (quote(one, view)) } }
        }
    }
}

/// What a kind's records are called.
pub(super) fn kind(kind: Kind) -> String {
    let title = crate::page::kind_title(kind).to_lowercase();
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
