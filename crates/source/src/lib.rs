//! Bytes into documents: pages, feeds, sitemaps, web archives, mails, tables, PDF and plain text.
//!
//! In: bytes, with what is known of them beside their content ([`Raw`]). Out, one by one ([`Given`]): documents with their main text and what they say
//! about themselves, addresses where more documents are said to be, and problems that name the place. No file, clock or network is touched
//! here, nothing is executed, no external entity is followed, and bad input is a problem, never a panic. What a hostile input may cost in time
//! is bounded by the caller (the program reads pages in a process that it can end); sizes after decompression are bounded here ([`Limits`]).

pub mod address;
mod charset;
mod date;
mod feed;
pub mod html;
mod language;
mod mail;
mod names;
mod pdf;
mod sitemap;
mod sort;
mod table;
mod text;
pub mod warc;

pub use charset::decode;
pub use language::{language, language_is_readable};
pub use sort::{Sort, is_passed_by, is_passed_by_as, sort};

use materiel_model::{Document, Found, Metadata, Origin, PartialDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes, and what is known of them beside their content.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// The content.
    pub bytes: &'a [u8],
    /// The file, or the address: for messages. Its last part names documents that have no other name.
    pub place: &'a str,
    /// Where they were fetched from, after redirects. Links within are resolved against it.
    pub address: Option<&'a str>,
    /// The value of the header `Content-Type`, with its character set if it names one. Their content goes before it where it is plain what it is.
    pub content_type: Option<&'a str>,
}

/// What an input came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given {
    /// A document.
    Document(Document),
    /// An address where a document is said to be, from a feed or a sitemap. Where the feed also has the text, the document follows its link.
    Link(Link),
    /// Something that cannot be read.
    Bad(Problem),
}

/// An address where a document is said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Absolute, `http` or `https`.
    pub address: String,
    /// What it is called there.
    pub title: Option<String>,
    /// When what is there was published.
    pub published: Option<PartialDate>,
    /// When it was last changed, as written.
    pub modified: Option<String>,
    /// True when the address is that of another feed or sitemap.
    pub list: bool,
}

/// Bad input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, the address, or `standard input`.
    pub place: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl Problem {
    /// A problem of a whole input.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.what),
            None => write!(f, "{}: {}", self.place, self.what),
        }
    }
}

/// What bounds an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that a page, mail, feed, table or PDF may have, after decompression.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20 }
    }
}

/// Which column of a table holds what: `text=body,published=date`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns(pub Vec<(String, String)>);

/// Hands every document, link and problem in some bytes to `take`. What they are, is found from their content.
///
/// JSON lines, web archives and Parquet are read by the caller line by line, record by record ([`warc`]) and row by row; of them only what [`sort`] says
/// is known here.
pub fn open(raw: &Raw<'_>, columns: &Columns, limits: &Limits, take: &mut dyn FnMut(Given)) {
    let unpacked;
    let mut raw = *raw;
    // A page may be kept as it was sent.
    if raw.bytes.starts_with(&[0x1f, 0x8b]) {
        match gunzip(raw.bytes, limits.bytes) {
            Ok(bytes) => unpacked = bytes,
            Err(what) => return take(Given::Bad(Problem::new(raw.place, what))),
        }
        raw = Raw { bytes: &unpacked, ..raw };
    }
    if raw.bytes.len() > limits.bytes {
        let what = format!("it has {} bytes; at most {} are read", raw.bytes.len(), limits.bytes);
        return take(Given::Bad(Problem::new(raw.place, what)));
    }
    let found = match sort(&raw) {
        Sort::Html => page(&raw),
        Sort::Pdf => pdf::read(&raw),
        Sort::Feed => return feed::read(&raw, take),
        Sort::Sitemap => return sitemap::read(&raw, take),
        Sort::Mail => return mail::read(&raw, columns, limits, take),
        Sort::Table => return table::read(&raw, columns, take),
        Sort::Text => text::read(&raw),
        sort @ (Sort::Lines | Sort::Warc | Sort::Zip | Sort::Parquet | Sort::Binary) => {
            Err(Problem::new(raw.place, format!("{sort} cannot be read here")))
        }
    };
    take(found.map_or_else(Given::Bad, Given::Document));
}

/// At most `most` bytes of what is deflated in some bytes.
fn gunzip(bytes: &[u8], most: usize) -> Result<Vec<u8>, String> {
    use std::io::Read;
    let mut out = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut out);
    if out.len() > most {
        return Err(format!("unpacked it has more than {most} bytes; at most so many are read"));
    }
    // What can be unpacked of a broken file is better than nothing.
    match read {
        Err(error) if out.is_empty() => Err(format!("it cannot be unpacked: {error}")),
        _ => Ok(out),
    }
}

/// A page as a document.
fn page(raw: &Raw<'_>) -> Result<Document, Problem> {
    let source = charset::decode(raw.bytes, raw.content_type);
    let html::Read { text, metadata } = html::read(&source, raw.address);
    if text.trim().is_empty() {
        return Err(Problem::new(raw.place, "the page has no text (it may be made by a script, which is never run)"));
    }
    Ok(document(raw, text, metadata))
}

/// A document with the best of its metadata in its own fields.
fn document(raw: &Raw<'_>, text: String, mut metadata: Metadata) -> Document {
    mark_language(&text, &mut metadata);
    let trusted = |found: &Option<Found<String>>| found.as_ref().filter(|found| !found.doubtful).map(|found| found.value.clone());
    Document {
        url: trusted(&metadata.canonical).or_else(|| raw.address.map(str::to_owned)),
        source: metadata.site.as_ref().map(|site| site.value.clone()),
        title: metadata.title.as_ref().map(|title| title.value.clone()),
        published: metadata.published.as_ref().map(|published| published.value),
        metadata: Some(Box::new(metadata)),
        ..Document::new(label(raw.place), text)
    }
}

/// The language that a text is in goes before the one that its page names.
fn mark_language(text: &str, metadata: &mut Metadata) {
    if let Some(read) = language(text) {
        let said = metadata.language.take();
        let doubtful = said.as_ref().is_some_and(|said| said.value != read);
        metadata.language = Some(if doubtful || said.is_none() {
            Found { value: read.to_owned(), from: Origin::Text, doubtful }
        } else {
            said.unwrap_or_else(|| Found::new(read.to_owned(), Origin::Text))
        });
    }
}

/// What a document is called that has no other name: the last part of its file's path or of its address, without its ending.
pub fn label(place: &str) -> String {
    let path = place.split(['?', '#']).next().unwrap_or(place).trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { place.to_owned() } else { stem.to_owned() }
}

/// The end of a text, at most `bytes` long, that begins between two characters.
pub(crate) fn end(text: &str, bytes: usize) -> &str {
    let begin = (text.len().saturating_sub(bytes)..=text.len()).find(|begin| text.is_char_boundary(*begin)).unwrap_or(text.len());
    &text[begin..]
}

/// The beginning of a text, at most `bytes` long, that ends between two characters.
pub(crate) fn begin(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}
