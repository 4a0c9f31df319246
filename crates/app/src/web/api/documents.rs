//! What is asked of documents: each function gives what one address answers.

use super::super::{State, Trouble};
use super::Wanted;
use super::answers::{ClaimIn, DocumentRow, Found, PassagePiece, Reply};
use crate::command::{self, library};
use materiel_model::{Document, DocumentId, Span};
use materiel_register::Cut;
use materiel_register::view::claim_row;
use materiel_store::{Part, Search, Store};

/// The document that an id or its beginning means.
///
/// # Errors
/// There is none or there are several.
pub(crate) fn find(called: &str, store: &Store) -> Result<(DocumentId, Document), Trouble> {
    let found = store.documents_called(called, 2)?;
    let id = match found.as_slice() {
        [one] => one.clone(),
        [] => return Err(Trouble::Missing(format!("no document is called {called}"))),
        _ => return Err(Trouble::Missing(format!("several documents begin with {called}"))),
    };
    let document = store.document(&id)?.ok_or_else(|| Trouble::Missing(format!("no document is called {called}")))?;
    Ok((id, document))
}

/// The part of a text that is wanted, with its ends moved outwards to whole characters.
fn part(wanted: &Wanted, text: &str) -> Result<Span, Trouble> {
    let place = |name: &str| {
        let given = wanted.asked.extra(name).map(str::parse::<usize>).transpose();
        given.map_err(|_| Trouble::Asked(format!("`{name}` is a number of bytes from the beginning of the text")))
    };
    let mut start = place("start")?.unwrap_or(0).min(text.len());
    let mut end = place("end")?.unwrap_or(text.len()).min(text.len()).max(start);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Ok(Span::new(start, end))
}

pub(super) fn document(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let (id, document) = find(&wanted.id, store)?;
    let span = part(wanted, &document.text)?;
    let records = store.records_in(&id, Cut::default())?;
    let copies = store.copies_of(&id)?;
    let library = library(store);
    let mut claims: Vec<ClaimIn> = Vec::new();
    for record in &records {
        let here = record.members.iter().filter(|member| member.document == id && member.claim.evidence.overlaps(span));
        claims.extend(here.map(|member| ClaimIn {
            record: record.id.to_string(),
            start: member.claim.evidence.start,
            end: member.claim.evidence.end,
            claim: claim_row(member, &library),
        }));
    }
    claims.sort_by(|a, b| (a.start, a.end, &a.claim.claim).cmp(&(b.start, b.end, &b.claim.claim)));
    Reply::one(&DocumentRow {
        text_sha256: document.text_sha256(),
        bytes: document.text.len(),
        text: span.of(&document.text).to_owned(),
        start: span.start,
        end: span.end,
        claims,
        copies,
        id,
        label: document.label,
        url: document.url,
        title: document.title,
        source: document.source,
        published: document.published,
    })
}

pub(super) fn versions(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let (id, _) = find(&wanted.id, store)?;
    Reply::one(&command::versions(id.as_str(), store)?.map_err(Trouble::Missing)?)
}

pub(super) fn search(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let Part { skip, many, .. } = super::answers::part(wanted)?;
    let words = wanted.asked.extra("q").unwrap_or_default().to_owned();
    let (hits, total) = store.search(&Search { words, skip, many: many.unwrap_or(0) }, wanted.asked.cut())?;
    let mut rows = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(document) = store.document(&hit.document)? else { continue };
        let whole: String = hit.passage.iter().map(|piece| piece.words.as_str()).collect();
        // The index marks where it has left words out.
        let words = whole.trim().trim_matches('…').trim();
        let start = document.text.find(words).filter(|_| !words.is_empty());
        rows.push(Found {
            start,
            end: start.map(|start| start + words.len()),
            document: hit.document,
            label: document.label,
            title: document.title,
            source: document.source,
            published: document.published,
            address: document.url,
            passage: hit.passage.into_iter().map(|piece| PassagePiece { words: piece.words, found: piece.found }).collect(),
        });
    }
    Reply::page(rows, total, wanted)
}
