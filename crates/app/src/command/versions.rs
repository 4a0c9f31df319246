//! `materiel versions`: what a page said, and what it says now.

use crate::cli::{PageFormat, VersionsArgs};
use crate::fetch::address;
use crate::outcome::{Failure, Outcome, say};
use crate::{export, page};
use materiel_model::{Document, DocumentId, Moment, PartialDate};
use materiel_store::{Store, Version};
use schemars::JsonSchema;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::io::Write;

/// A page with its versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct VersionsRow {
    /// The page.
    pub(crate) page: String,
    /// Its versions, the earliest first; the last is the newest.
    pub(crate) versions: Vec<VersionRow>,
}

/// A version of a page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct VersionRow {
    /// The document.
    pub(crate) document: String,
    /// When it was fetched.
    pub(crate) fetched: Moment,
    /// The SHA-256 of the answer's body as it was sent.
    pub(crate) sha256: String,
    /// Where the answer is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) archive: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<PartialDate>,
    /// What is other than in the version before, in order. Lines of the text, and `title:` or `published:` where those changed.
    pub(crate) changes: Vec<Line>,
}

/// A line that went or came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Line {
    /// True for one that was not in the version before.
    pub(crate) added: bool,
    pub(crate) text: String,
}

pub(crate) fn run(args: &VersionsArgs, store: &Store, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let row = match versions(&args.what, store)? {
        Ok(row) => row,
        Err(why) => {
            say(&format!("materiel: {why}"));
            return Ok(Outcome::FellShort);
        }
    };
    match args.format {
        PageFormat::Page => page::versions(&row, &page::Paper::of_stdout(), out)?,
        PageFormat::Json => export::object(&row, out)?,
    }
    Ok(Outcome::Done)
}

/// The versions of the page that an address, or the beginning of a document's id, means; else what to tell whoever asked.
pub(crate) fn versions(what: &str, store: &Store) -> Result<Result<VersionsRow, String>, Failure> {
    let all = store.fetched()?;
    let wanted = address(what).map(|url| url.to_string()).ok();
    let is_meant = |version: &&Version| match &wanted {
        Some(address) => version.fetch.page == *address || version.fetch.address == *address,
        None => version.document.as_str().starts_with(what),
    };
    let pages: BTreeSet<&str> = all.iter().filter(is_meant).map(|version| version.fetch.page.as_str()).collect();
    let Some(page) = pages.first() else {
        return Ok(Err(format!("{what}: no page of this address, or document of this id, was fetched")));
    };
    if wanted.is_none() && pages.len() > 1 {
        return Ok(Err(format!("documents of {} pages begin with {what}", pages.len())));
    }
    Ok(Ok(VersionsRow { page: (*page).to_owned(), versions: told(store, &all, page)? }))
}

/// The versions of the page that a document is one of; none for what was not fetched.
pub(crate) fn versions_of(store: &Store, document: &DocumentId) -> Result<Vec<VersionRow>, Failure> {
    let Some(version) = store.fetches_of(document)?.pop() else { return Ok(Vec::new()) };
    told(store, &store.fetched()?, &version.fetch.page)
}

/// The versions of a page among all that was fetched, each with what is other than in the one before.
fn told(store: &Store, all: &[Version], page: &str) -> Result<Vec<VersionRow>, Failure> {
    let mut versions: Vec<&Version> = all.iter().filter(|version| version.fetch.page == page).collect();
    versions.sort_by_key(|version| (version.fetch.at, version.document.clone()));
    let mut rows = Vec::with_capacity(versions.len());
    let mut before: Option<Document> = None;
    for version in versions {
        let Some(document) = store.document(&version.document)? else { continue };
        rows.push(VersionRow {
            document: version.document.to_string(),
            fetched: version.fetch.at,
            sha256: version.fetch.sha256.clone(),
            archive: version.fetch.archived.as_ref().map(|archived| archived.file.clone()),
            title: document.title.clone(),
            published: document.published,
            changes: before.as_ref().map(|before| changes(before, &document)).unwrap_or_default(),
        });
        before = Some(document);
    }
    Ok(rows)
}

fn changes(before: &Document, after: &Document) -> Vec<Line> {
    let mut out = Vec::new();
    let mut field = |name: &str, was: Option<String>, is: Option<String>| {
        if was != is {
            out.extend(was.map(|text| Line { added: false, text: format!("{name}: {text}") }));
            out.extend(is.map(|text| Line { added: true, text: format!("{name}: {text}") }));
        }
    };
    field("title", before.title.clone(), after.title.clone());
    let day = |document: &Document| document.published.map(|date| date.to_string());
    field("published", day(before), day(after));
    field("source", before.source.clone(), after.source.clone());
    // Two texts that have nothing in common would take long to hold against each other to the last line.
    let diff = TextDiff::configure().timeout(std::time::Duration::from_secs(5)).diff_lines(&before.text, &after.text);
    for change in diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal) {
        let text = change.value().trim_end().to_owned();
        if !text.is_empty() {
            out.push(Line { added: change.tag() == ChangeTag::Insert, text });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_line_by_line() {
        let mut before = Document::new("a", "First.\nFive tanks came.\nLast.");
        before.title = Some("Five tanks".to_owned());
        let mut after = Document::new("a", "First.\nSix tanks came.\n\nLast.");
        after.title = Some("Six tanks".to_owned());
        let told: Vec<String> =
            changes(&before, &after).into_iter().map(|line| format!("{}{}", if line.added { "+" } else { "-" }, line.text)).collect();
        assert_eq!(told, ["-title: Five tanks", "+title: Six tanks", "-Five tanks came.", "+Six tanks came."]);
        assert!(changes(&before, &before).is_empty());
    }
}
