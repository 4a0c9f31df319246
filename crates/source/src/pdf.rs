//! PDF: its text in reading order, with words that lines part put together again, without what stands on every page.

use crate::{Problem, Raw, document};
use materiel_model::{Document, Found, Metadata, Origin};
use std::collections::HashMap;
use unpdf::model::{Block, Page};
use unpdf::render::{CleanupOptions, CleanupPreset, RenderOptions};

/// Fewer letters than this on a page that has pictures are no text.
const LETTERS: usize = 20;

pub(crate) fn read(raw: &Raw<'_>) -> Result<Document, Problem> {
    let bad = |what: String| Problem::new(raw.place, what);
    let options = unpdf::ParseOptions { parallel: false, extract_resources: false, ..unpdf::ParseOptions::default() };
    let mut parsed = unpdf::parse_bytes_with_options(raw.bytes, options).map_err(|error| match error.kind() {
        unpdf::ErrorKind::Encrypted | unpdf::ErrorKind::InvalidPassword => bad("the PDF is locked with a password".to_owned()),
        _ => bad(format!("the PDF cannot be read: {error}")),
    })?;
    remove_furniture(&mut parsed.pages);
    let rendering = RenderOptions { cleanup: Some(CleanupOptions::from_preset(CleanupPreset::Standard)), ..RenderOptions::default() };
    let text = unpdf::render::to_text(&parsed, &rendering).map_err(|error| bad(format!("the PDF cannot be read: {error}")))?;
    let text = tidy(&text);
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let pages = parsed.pages.len().max(1);
    if parsed.extraction_quality.is_scan_pdf && letters < LETTERS * pages || letters == 0 {
        let what = "the PDF is a picture of its pages (a scan) and has no text; make its text readable first (OCR)";
        return Err(bad(if parsed.pages.is_empty() { "the PDF has no pages".to_owned() } else { what.to_owned() }));
    }
    let found = |value: &Option<String>| value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let properties = |value: Option<String>, doubtful| value.map(|value| Found { value, from: Origin::Properties, doubtful });
    let made = parsed.metadata.created.map(|time| time.to_rfc3339());
    let metadata = Metadata {
        medium: "pdf".to_owned(),
        // Titles of PDF are often those of the file or the template.
        title: properties(found(&parsed.metadata.title), true),
        author: properties(found(&parsed.metadata.author), true),
        // The day on which the file was made is not always that of publication.
        published: made.and_then(|made| made.get(..10)?.parse().ok()).map(|value| Found {
            value,
            from: Origin::Properties,
            doubtful: true,
        }),
        ..Metadata::default()
    };
    Ok(document(raw, text, metadata))
}

/// So many paragraphs at the top and at the bottom of a page may be its furniture.
const EDGE: usize = 2;
/// Longer ones are none.
const FURNITURE: usize = 160;

/// Takes away what stands at the top or at the bottom of several pages: running heads and feet, in which only numbers differ. Left and right pages may
/// have their own.
fn remove_furniture(pages: &mut [Page]) {
    let mut counts: HashMap<(bool, String), usize> = HashMap::new();
    for page in pages.iter() {
        let edges = edges(page);
        let mut keys: Vec<_> = edges.iter().filter_map(|(at, top)| Some((*top, furniture(page.elements.get(*at)?)?))).collect();
        keys.sort();
        keys.dedup();
        keys.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let enough = (pages.len() / 3).max(2);
    let gone_of = |page: &Page| -> Vec<usize> {
        let recurs = |at: &usize, top: bool| {
            let text = page.elements.get(*at).and_then(furniture);
            text.is_some_and(|text| counts.get(&(top, text)).is_some_and(|count| *count >= enough))
        };
        edges(page).iter().filter(|(at, top)| recurs(at, *top)).map(|(at, _)| *at).collect()
    };
    let gone: Vec<Vec<usize>> = pages.iter().map(gone_of).collect();
    // Pages of nothing else are what somebody wanted to say.
    let rest = |(page, gone): (&Page, &Vec<usize>)| {
        (0..page.elements.len()).any(|at| !gone.contains(&at) && matches!(page.elements[at], Block::Paragraph(_) | Block::Table(_)))
    };
    if !pages.iter().zip(&gone).any(rest) {
        return;
    }
    for (page, gone) in pages.iter_mut().zip(gone) {
        let mut at = 0;
        page.elements.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}

/// The places of what stands first and last on a page, each with whether it is the top.
fn edges(page: &Page) -> Vec<(usize, bool)> {
    let words: Vec<usize> = (0..page.elements.len()).filter(|at| matches!(page.elements[*at], Block::Paragraph(_))).collect();
    let top = words.iter().take(EDGE).map(|at| (*at, true));
    let bottom = words.iter().rev().take(EDGE).map(|at| (*at, false));
    top.chain(bottom).collect()
}

/// A short paragraph with every number replaced by one sign; `None` for what is no furniture.
fn furniture(block: &Block) -> Option<String> {
    let Block::Paragraph(paragraph) = block else { return None };
    let text = paragraph.plain_text();
    let mut out = String::new();
    for letter in text.trim().chars() {
        match letter {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            letter if letter.is_whitespace() && out.ends_with(' ') => {}
            letter if letter.is_whitespace() => out.push(' '),
            letter => out.push(letter),
        }
    }
    (!out.is_empty() && out.len() <= FURNITURE).then_some(out)
}

/// Text without control characters and with no more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line: String = line.chars().filter(|letter| !letter.is_control() || *letter == '\t').collect();
        let line = line.trim_end();
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}
