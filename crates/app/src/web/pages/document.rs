//! A document's page: `/document/ID`, the text as it was read with the words of every claim marked, and the claims beside it.

use super::record_parts::one_claim;
use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, library, pages_below, shown};
use crate::command::{VersionRow, versions_of};
use crate::export;
use axum::Router;
use materiel_model::{Document, DocumentId, Record, Slot, Span};
use materiel_register::view::{ClaimRow, ListRow, claim_row, list_row};
use materiel_store::Store;
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeSet;

pub(super) fn routes() -> Router<State> {
    pages_below("/document", document).route("/document/{name}/original", shown(original))
}

/// The answer's body as it was fetched, out of the archive beside the register. It is for keeping, not for looking: no browser takes it for a page.
fn original(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let missing = || Trouble::Missing("nothing is archived of this document".to_owned());
    let id = ask.path.split('/').nth(2).and_then(DocumentId::parse).ok_or_else(missing)?;
    let fetch = store.fetches_of(&id)?.into_iter().map(|version| version.fetch).find(|fetch| fetch.archived.is_some());
    let place = fetch.and_then(|fetch| fetch.archived).ok_or_else(missing)?;
    let kept = materiel_store::archive::read(state.database(), &place)?;
    let head = String::from_utf8_lossy(kept.block.get(..kept.block.len() - kept.body().len()).unwrap_or_default()).to_lowercase();
    let encoding = head.lines().find_map(|line| line.strip_prefix("content-encoding:")).map(str::trim);
    let packed = match encoding {
        Some("gzip" | "x-gzip") => ".gz",
        Some("br") => ".br",
        Some("deflate") => ".deflate",
        _ => "",
    };
    let name: String = id.as_str().chars().take(12).collect();
    let answer = Answer::written("application/octet-stream", |out| Ok(std::io::Write::write_all(out, kept.body())?))?;
    Ok(answer.called(&format!("{name}.original{packed}")))
}

/// A document, as programs get it.
#[derive(Serialize)]
struct DocumentRow<'a> {
    id: &'a DocumentId,
    #[serde(flatten)]
    document: &'a Document,
    claims: Vec<&'a ClaimRow>,
    records: Vec<&'a ListRow>,
    /// The documents that carry the same text.
    copies: Vec<DocumentId>,
    versions: &'a [VersionRow],
}

/// Words of the text that a claim stands on.
struct Marked {
    at: Span,
    /// The number of the claim on this page, from 1.
    claim: usize,
    id: String,
    slot: Option<Slot>,
}

/// A claim with the record that it lies in.
struct Claimed {
    claim: ClaimRow,
    record: ListRow,
    at: Span,
}

fn document(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &["q"])?;
    let missing = || Trouble::Missing(format!("no document is called {}", ask.name));
    let id = DocumentId::parse(&ask.name).ok_or_else(missing)?;
    let document = store.document(&id)?.ok_or_else(missing)?;
    let records = store.records_in(&id, asked.cut())?;
    let mut marks = Vec::new();
    let mut claims = Vec::new();
    gather(&records, &id, store, &mut marks, &mut claims);
    let copies = store.copies_of(&id)?;
    let versions = versions_of(store, &id)?;
    match ask.twin {
        Twin::Json => {
            let row = DocumentRow {
                id: &id,
                document: &document,
                claims: claims.iter().map(|one| &one.claim).collect(),
                records: claims.iter().map(|one| &one.record).collect(),
                copies,
                versions: &versions,
            };
            return Answer::written("application/json", |out| export::object(&row, out));
        }
        Twin::Csv => {
            let rows: Vec<ListRow> = records.iter().map(list_row).collect();
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called("document.csv"));
        }
        Twin::Page | Twin::Other(_) => {}
    }
    let found = found(&document.text, asked.extra("q").unwrap_or_default());
    let view = View::new(store, state, ask, &asked)?;
    let title = bits::clean(document.title.as_deref().unwrap_or(&document.label));
    let main = html! {
        article.document {
            p.kicker { "Document" @if claims.is_empty() { " · no claim was read in it" } }
            h1 { (title) }
            p.standfirst {
                @if let Some(source) = &document.source { (bits::clean(source)) ", " }
                @match document.published { Some(date) => { time { (date) } } None => { "undated" } }
                @if let Some(url) = document.url.as_deref().filter(|url| is_web(url)) { " · " a rel="noreferrer nofollow" href=(url) { "where it was published" } }
            }
            div.reading {
                div.text lang=(language(&document)) { (text(&document.text, &marks, &found)) }
                aside.beside aria-label="What is read in it" {
                    @for (at, one) in claims.iter().enumerate() {
                        section.beside-claim id=(format!("claim-{}", at + 1)) {
                            h2 { span.number { (at + 1) } " "
                                a href=(view.to(&bits::record_path(one.record.id.as_str()))) { (bits::title(&one.record, &view)) } }
                            p { a href=(format!("#c-{}-{}", short(&one.claim), one.at.start)) { "Show in the text" } }
                            (one_claim(&one.claim, &view))
                        }
                    }
                }
            }
            (kept(&id, &versions, &view))
            @if !copies.is_empty() {
                section { h2 { "The same text elsewhere" } p { "Together they count as one voice." }
                    ul { @for copy in &copies { (copied(copy, store, &view)) } } }
            }
        }
    };
    Ok(Answer::page(layout::page(&title, &view, &main)))
}

fn short(claim: &ClaimRow) -> String {
    claim.claim.as_str().chars().take(16).collect()
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn language(document: &Document) -> &str {
    let told = document.metadata.as_ref().and_then(|beside| beside.language.as_ref()).map(|found| found.value.as_str());
    told.filter(|tag| tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')).unwrap_or("en")
}

/// The claims of a document with the words that they stand on, in the order of the text.
fn gather(records: &[Record], id: &DocumentId, store: &Store, marks: &mut Vec<Marked>, claims: &mut Vec<Claimed>) {
    let mut members: Vec<_> = records.iter().flat_map(|record| record.members.iter().map(move |member| (record, member))).collect();
    members.retain(|(_, member)| member.document == *id);
    members.sort_by_key(|(_, member)| (member.claim.evidence, member.id.clone()));
    for (at, (record, member)) in members.into_iter().enumerate() {
        let name: String = member.id.as_str().chars().take(16).collect();
        let mark = |at_span: Span, slot: Option<Slot>| Marked { at: at_span, claim: at + 1, id: name.clone(), slot };
        marks.push(mark(member.claim.evidence, None));
        for slot in member.claim.kind.slots() {
            marks.extend(member.claim.slots.all(*slot).iter().map(|stated| mark(stated.at, Some(*slot))));
        }
        claims.push(Claimed { claim: claim_row(member, &library(store)), record: list_row(record), at: member.claim.evidence });
    }
}

/// The places of words that were searched for.
fn found(text: &str, words: &str) -> Vec<Span> {
    let wanted: Vec<String> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let span = Span::new(from, at);
                if wanted.iter().any(|word| *word == span.of(text).to_lowercase()) {
                    out.push(span);
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// The text in paragraphs. Where the words of claims begin or end, so does a piece; a piece is marked with all that covers it.
fn text(text: &str, marks: &[Marked], found: &[Span]) -> Markup {
    let edges: BTreeSet<usize> = marks
        .iter()
        .map(|mark| mark.at)
        .chain(found.iter().copied())
        .flat_map(|span| [span.start, span.end])
        .filter(|at| text.is_char_boundary(*at))
        .collect();
    let mut named: BTreeSet<(String, usize)> = BTreeSet::new();
    let mut start = 0;
    html! {
        @for line in text.split_inclusive('\n') {
            @let from = start;
            @let end = { start += line.len(); start };
            @if !line.trim().is_empty() {
                p { (pieces(text, Span::new(from, end), &edges, marks, found, &mut named)) }
            }
        }
    }
}

fn pieces(
    text: &str,
    line: Span,
    edges: &BTreeSet<usize>,
    marks: &[Marked],
    found: &[Span],
    named: &mut BTreeSet<(String, usize)>,
) -> Markup {
    let mut cuts: Vec<usize> = edges.range(line.start + 1..line.end).copied().collect();
    cuts.push(line.end);
    // Only what may lie in this line is looked at for each of its pieces.
    let near: Vec<&Marked> = marks.iter().filter(|mark| mark.at.start < line.end && mark.at.end > line.start).collect();
    let mut from = line.start;
    let mut out = Vec::with_capacity(cuts.len());
    for to in cuts {
        let piece = Span::new(from, to);
        let over: Vec<&&Marked> = near.iter().filter(|mark| mark.at.contains(piece)).collect();
        let hit = found.iter().any(|span| span.contains(piece));
        out.push(one_piece(piece.of(text), piece, &over, hit, named));
        from = to;
    }
    html! { @for one in out { (one) } }
}

fn one_piece(words: &str, at: Span, over: &[&&Marked], hit: bool, named: &mut BTreeSet<(String, usize)>) -> Markup {
    let words = bits::clean(words);
    let slots: BTreeSet<&str> = over.iter().filter_map(|mark| mark.slot).map(Slot::as_str).collect();
    let claims: BTreeSet<usize> = over.iter().map(|mark| mark.claim).collect();
    // Links to words lead to the first piece of them.
    let begins: Vec<String> = over
        .iter()
        .filter(|mark| mark.at.start == at.start && named.insert((mark.id.clone(), mark.at.start)))
        .map(|mark| format!("c-{}-{}", mark.id, mark.at.start))
        .collect();
    let told = || {
        let numbers: Vec<String> = claims.iter().map(ToString::to_string).collect();
        let slots: Vec<String> = slots.iter().map(|slot| slot.replace('_', " ")).collect();
        let which = if slots.is_empty() { "sentence".to_owned() } else { slots.join(", ") };
        format!("{which} of claim {}", numbers.join(", "))
    };
    let body = html! { @if hit { mark.hit { (words) } } @else { (words) } };
    html! {
        @for id in &begins { span.anchor id=(id) {} }
        @if over.is_empty() { (body) }
        @else if slots.is_empty() { span.sentence title=(told()) { (body) } }
        @else {
            span.sentence.slotted.many[slots.len() > 1 || claims.len() > 1] title=(told()) { (body)
                @if over.iter().any(|mark| mark.slot.is_some() && mark.at.end == at.end) { sub.which aria-hidden="true" { (slots.iter().map(|slot| slot.replace('_', " ")).collect::<Vec<_>>().join(" · ")) } }
            }
        }
    }
}

/// What is kept of it as it came, and its versions.
fn kept(id: &DocumentId, versions: &[VersionRow], view: &View<'_>) -> Markup {
    html! {
        @if !versions.is_empty() {
            section aria-labelledby="kept" {
                h2 id="kept" { "As it was fetched" }
                @for version in versions.iter().rev() {
                    div.version {
                        p {
                            @if version.document == id.as_str() { strong { "This version" } }
                            @else { a href=(view.to(&format!("/document/{}", version.document))) { "Version" } }
                            " fetched " time datetime=(version.fetched) { (version.fetched.day()) }
                            " · SHA-256 " code { (version.sha256.chars().take(16).collect::<String>()) "…" }
                            @if let Some(archive) = &version.archive { " · in the archive " code { (bits::clean(archive)) } " · " a href=(format!("/document/{}/original", version.document)) { "the original, as a file" } }
                        }
                        @if !version.changes.is_empty() {
                            details { summary { (bits::count(version.changes.len(), "line")) " other than in the version before" }
                                ul.changes { @for line in &version.changes {
                                    li { @if line.added { ins { (bits::clean(&line.text)) } } @else { del { (bits::clean(&line.text)) } } }
                                } } }
                        }
                    }
                }
            }
        }
    }
}

fn copied(id: &DocumentId, store: &Store, view: &View<'_>) -> Markup {
    let document = store.document(id).ok().flatten();
    html! {
        li {
            a href=(view.to(&format!("/document/{id}"))) { (document.as_ref().map_or_else(|| id.to_string(), |one| bits::clean(one.title.as_deref().unwrap_or(&one.label)))) }
            @if let Some(one) = &document {
                @if let Some(source) = &one.source { ", " (bits::clean(source)) }
                @if let Some(date) = one.published { ", " time { (date) } }
            }
        }
    }
}
