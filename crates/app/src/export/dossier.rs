//! A page to read and print: records with every value, the quotes behind it, and the list of sources at the end. It needs nothing but itself.

use super::gather::{Entry, Gathered, Source};
use super::parts::Part;
use crate::outcome::Failure;
use crate::page::{clean, date, money, number, percent, words};
use materiel_model::{Polarity, Value};
use materiel_register::view::{Quote, Reviewed, SlotRow, StepRow, ValueRow};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "
:root{color-scheme:light}
body{font:15px/1.5 Georgia,'Times New Roman',serif;color:#16191d;background:#fff;max-width:46rem;margin:2.5rem auto;padding:0 1.25rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2.2rem 0 .2rem;border-top:2px solid #16191d;padding-top:.7rem}
h3{font-size:1rem;margin:1.1rem 0 .2rem}p{margin:.3rem 0}.meta,.where,nav,footer{color:#4a525c;font-size:.86rem}
code{font-size:.84em}ol,ul{margin:.3rem 0 .3rem 1.3rem;padding:0}li{margin:.15rem 0}
blockquote{margin:.25rem 0 .5rem;padding:.05rem 0 .05rem .8rem;border-left:3px solid #b9c0c8}
mark{background:#fff1b8;color:inherit;padding:0 .1em}.flag{font-weight:bold;color:#8c1d18}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #d5dae0}
a{color:#0b4a8f;overflow-wrap:anywhere}
@page{margin:18mm 16mm}
@media print{body{margin:0;max-width:none;font-size:10.5pt}a{color:inherit;text-decoration:none}mark{background:none;font-weight:bold}
h2,h3{break-after:avoid}blockquote,tr{break-inside:avoid}}";

pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (clean(&all.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (clean(&all.title)) }
                    p.meta {
                        (counted(all.entries.len(), "record")) " from " (counted(all.sources.len(), "document")) ", seen on " (all.day)
                        ". Marked words are those that say a value; numbers in brackets lead to the sources at the end."
                    }
                }
                @if all.entries.len() > 1 {
                    nav aria-label="Records" { ol { @for entry in &all.entries { li { a href={ "#" (entry.view.row.id) } { (title(entry, all)) } } } } }
                }
                @for entry in &all.entries { (record(entry, all)) }
                section {
                    h2 { "Sources" }
                    ol { @for (at, source) in all.sources.iter().enumerate() { li id={ "s" (at + 1) } { (cited(source)) } } }
                }
                footer { p { "Quotes belong to their publishers. Made by Materiel " (env!("CARGO_PKG_VERSION")) "." } }
            }
        }
    };
    Ok(vec![Part { name: "dossier.html".to_owned(), bytes: page.into_string().into_bytes() }])
}

fn counted(many: usize, noun: &str) -> String {
    format!("{many} {noun}{}", if many == 1 { "" } else { "s" })
}

fn title(entry: &Entry, all: &Gathered<'_>) -> String {
    clean(&crate::page::title(&entry.view.row, all.reader))
}

fn record(entry: &Entry, all: &Gathered<'_>) -> Markup {
    let row = &entry.view.row;
    let looked = match row.reviewed {
        Reviewed::No => "read by a machine, and looked at by nobody",
        Reviewed::Part => "looked at in part",
        Reviewed::Yes => "looked at and accepted",
    };
    html! {
        article {
            h2 id=(row.id) { (title(entry, all)) }
            p.meta {
                code { (row.id) } " · " (words(row.kind.as_str()))
                @if let Some(stage) = &row.stage { " · " (words(stage)) " " (date(row.date, row.reported)) }
                " · " (counted(row.voices, "independent voice")) " · " (looked)
                @if row.conflicts > 0 { " · " span.flag { (counted(row.conflicts, "contradiction")) } }
                @if row.superseded { " · " span.flag { "only earlier versions of pages tell this" } }
            }
            @if !entry.view.history.is_empty() {
                h3 { "History" }
                table {
                    thead { tr { th scope="col" { "Stage" } th scope="col" { "When" } th scope="col" { "Who says so" } } }
                    tbody { @for step in &entry.view.history { (step_row(step, all)) } }
                }
            }
            @for slot in &entry.view.slots { (slot_part(slot, all)) }
            @if !entry.view.unknown.is_empty() {
                p.meta { "Nothing is said of: " (entry.view.unknown.iter().map(|slot| words(slot.as_str())).collect::<Vec<_>>().join(", ")) "." }
            }
            @for decision in &entry.view.decisions {
                p.meta { "Decided by " (clean(&decision.author)) ": " (clean(&decision.about)) " (" (clean(&decision.reason)) ")" }
            }
        }
    }
}

fn step_row(step: &StepRow, all: &Gathered<'_>) -> Markup {
    html! {
        tr {
            td {
                @if step.polarity == Polarity::Denied { span.flag { "not " } }
                (words(&step.stage))
                @if let Some(quantity) = step.quantity { ", " (number(quantity)) }
                @if step.corrected { " " span.flag { "(taken back)" } }
                @if step.superseded { " " span.flag { "(in an earlier version only)" } }
            }
            td { (date(step.date, step.reported)) }
            td { (quotes(&step.quotes, all)) }
        }
    }
}

fn slot_part(slot: &SlotRow, all: &Gathered<'_>) -> Markup {
    html! {
        h3 { (capital(&words(slot.slot.as_str()))) ": " (slot.shown.iter().map(|value| told(value, all)).collect::<Vec<_>>().join("; ")) }
        p.meta { (slot.rule) }
        @for value in &slot.shown { (quotes(&value.quotes, all)) }
        @for value in &slot.others {
            p { @if value.conflict { span.flag { "Contradicted: " } } @else { "Also told: " } (told(value, all)) (flags(value)) }
            (quotes(&value.quotes, all))
        }
    }
}

fn flags(value: &ValueRow) -> &'static str {
    match value {
        ValueRow { corrected: true, .. } => " (taken back)",
        ValueRow { denied: true, .. } => " (of what is said not to be so)",
        ValueRow { superseded: true, .. } => " (in an earlier version only)",
        _ => "",
    }
}

fn told(value: &ValueRow, all: &Gathered<'_>) -> String {
    match &value.value {
        Value::Party(id) => clean(&all.reader.name_of(id.as_str())),
        Value::Quantity(quantity) => number(*quantity),
        Value::Money(amount) => money(*amount),
        Value::Percent(share) => percent(*share),
        Value::Equipment(_) | Value::Text(_) | Value::Date(_) => clean(&value.value.display()),
        other => words(&other.display()),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn quotes(quotes: &[Quote], all: &Gathered<'_>) -> Markup {
    html! {
        @for quote in quotes {
            @let at = all.sources.iter().position(|source| source.id.as_str() == quote.document).map(|at| at + 1);
            blockquote {
                (clean(&quote.before)) mark { (clean(&quote.words)) } (clean(&quote.after))
                " " span.where {
                    @if let Some(at) = at { a href={ "#s" (at) } { "[" (at) "]" } }
                    @if let Some(speaker) = &quote.speaker { " as told by " (clean(speaker)) }
                    @if quote.inferred { " (inferred from these words)" }
                    @if quote.superseded { " (in an earlier version)" }
                }
            }
        }
    }
}

fn cited(source: &Source) -> Markup {
    html! {
        (clean(source.name()))
        @if let Some(publisher) = &source.document.source { ". " (clean(publisher)) }
        @if let Some(published) = source.document.published { ", " (published) }
        ". "
        @if let Some(address) = source.address() {
            @if address.starts_with("http://") || address.starts_with("https://") { a href=(address) { (clean(address)) } } @else { (clean(address)) }
            ". "
        }
        span.where {
            @if let Some(fetch) = &source.fetch { "Fetched " (fetch.at.day()) ", SHA-256 of the answer " code { (fetch.sha256) } ". " }
            "SHA-256 of the text " code { (source.document.text_sha256()) } "."
        }
    }
}
