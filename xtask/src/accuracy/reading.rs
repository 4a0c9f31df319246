//! Documents in, their claims out in the interchange form; read side by side, told in the documents' order.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document, claim_to_json};
use serde_json::Value as Json;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The claims of all documents, with the document each was read from.
pub(super) fn claims(documents: &[Document]) -> Vec<(&Document, Vec<Claim>)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut mine = Vec::new();
        while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            mine.push((document, extract(Knowledge::embedded(), document).claims));
        }
        mine
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    all.sort_by_key(|(document, _)| std::ptr::from_ref(*document));
    all
}

/// The claims of all documents as the scorers read them, one a line.
pub(super) fn claims_jsonl(documents: &[Document]) -> String {
    let all = claims(documents);
    let lines = all
        .iter()
        .flat_map(|(document, claims)| claims.iter().map(|claim| claim_to_json(claim, &document.label, &document.text).to_string() + "\n"));
    lines.collect()
}

/// The documents of a file, one a line.
pub(crate) fn documents(path: &Path) -> Result<Vec<Document>, String> {
    super::json_lines(path)?.iter().map(|line| document(line).map_err(|error| format!("{}: {error}", path.display()))).collect()
}

/// A document as the program reads it from a line: `id`, `url`, `title`, `published`, `source`, `text`.
pub(crate) fn document(line: &Json) -> Result<Document, String> {
    let field = |name: &str| line[name].as_str().map(str::to_owned);
    let id = field("id").ok_or("a document has no `id`")?;
    let published = field("published").map(|day| day.get(..10).map(str::to_owned).unwrap_or(day));
    let published = published.map(|day| day.parse()).transpose().map_err(|error| format!("{id}: `published`: {error}"))?;
    let text = field("text").ok_or_else(|| format!("{id}: no `text`"))?;
    Ok(Document { url: field("url"), title: field("title"), source: field("source"), published, ..Document::new(id, text) })
}
