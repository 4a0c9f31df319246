//! What some bytes are, from their content; their name and what a server says of them only where the content leaves it open.

use crate::Raw;
use std::fmt;

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Plain text.
    Text,
    /// JSON, a document a line.
    Lines,
    /// A page.
    Html,
    /// A PDF.
    Pdf,
    /// RSS, Atom or JSON feed.
    Feed,
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// A web archive.
    Warc,
    /// A packed folder: a web archive collection (WACZ), or something that cannot be read.
    Zip,
    /// A mail.
    Mail,
    /// A table with commas, semicolons or tabs.
    Table,
    /// A Parquet file: a table with a document a row.
    Parquet,
    /// None of these.
    Binary,
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Text => "text",
            Self::Lines => "JSON lines",
            Self::Html => "HTML",
            Self::Pdf => "PDF",
            Self::Feed => "a feed",
            Self::Sitemap => "a sitemap",
            Self::Warc => "a web archive",
            Self::Zip => "a packed folder",
            Self::Mail => "a mail",
            Self::Table => "a table",
            Self::Parquet => "a Parquet file",
            Self::Binary => "what is neither text nor a known format",
        })
    }
}

/// So much of the beginning is looked at.
const HEAD: usize = 8_192;

/// What some bytes are.
pub fn sort(raw: &Raw<'_>) -> Sort {
    let head = &raw.bytes[..raw.bytes.len().min(HEAD)];
    let kind = raw.content_type.unwrap_or_default().to_ascii_lowercase();
    let name = raw.place.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    // A PDF may have some bytes before its mark.
    if memchr::memmem::find(&head[..head.len().min(1_024)], b"%PDF-").is_some() {
        return Sort::Pdf;
    }
    if head.starts_with(b"WARC/") || head.starts_with(crate::warc::FILEDESC.as_bytes()) {
        return Sort::Warc;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Sort::Zip;
    }
    if head.starts_with(b"PAR1") {
        return Sort::Parquet;
    }
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || crate::charset::wide(head).is_some();
    // Counted in single bytes, many at a time.
    let odd: usize = head.chunks(255).map(|some| usize::from(some.iter().map(|byte| u8::from(is_odd(*byte))).sum::<u8>())).sum();
    if !wide && odd * 50 > head.len() {
        return Sort::Binary;
    }
    let text = crate::charset::decode(head, None);
    let lower = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if let Some(sort) = markup(&lower) {
        return sort;
    }
    let feed = memchr::memmem::find(lower.as_bytes(), b"jsonfeed.org/version").is_some();
    if lower.starts_with('{') {
        return if feed { Sort::Feed } else { Sort::Lines };
    }
    if kind.contains("html") || ends(&[".html", ".htm", ".xhtml"]) {
        return Sort::Html;
    }
    if kind.contains("message/rfc822") || ends(&[".eml"]) || is_mail(&lower) {
        return Sort::Mail;
    }
    if kind.contains("csv") || kind.contains("tab-separated") || ends(&[".csv", ".tsv"]) {
        return Sort::Table;
    }
    if kind.contains("ndjson") || kind.contains("jsonl") || ends(&[".jsonl", ".ndjson", ".json"]) {
        return Sort::Lines;
    }
    Sort::Text
}

/// True for a byte that no text has.
const fn is_odd(byte: u8) -> bool {
    byte < 9 || byte.wrapping_sub(14) < 13
}

/// True for what is no document on its own within an archive: pictures, styles, scripts and data of pages, and archives within archives.
pub fn is_passed_by(raw: &Raw<'_>) -> bool {
    is_passed_by_as(raw, sort(raw))
}

/// The same of bytes whose sort is known.
pub fn is_passed_by_as(raw: &Raw<'_>, sort: Sort) -> bool {
    let kind = raw.content_type.unwrap_or_default().to_ascii_lowercase();
    let other = ["image/", "video/", "audio/", "font/", "css", "javascript", "json", "octet-stream", "wasm", "dns"]
        .iter()
        .any(|word| kind.contains(word));
    raw.bytes.is_empty()
        || matches!(sort, Sort::Binary | Sort::Warc | Sort::Zip | Sort::Parquet)
        || other && !matches!(sort, Sort::Html | Sort::Pdf | Sort::Feed | Sort::Sitemap)
}

/// What begins with a tag.
fn markup(lower: &str) -> Option<Sort> {
    if !lower.starts_with('<') {
        return None;
    }
    let has = |word: &str| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
    if has("<rss") || has("<feed") || has("<rdf:rdf") && has("purl.org/rss") {
        return Some(Sort::Feed);
    }
    if has("<urlset") || has("<sitemapindex") {
        return Some(Sort::Sitemap);
    }
    let page = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<article",
        "<!--",
        "<h1",
        "<table",
        "<script",
        "<main",
        "<section",
        "<span",
        "<center",
        "<link",
    ];
    (page.iter().any(|mark| lower.starts_with(mark)) || has("<html") || has("<body")).then_some(Sort::Html)
}

/// True for text that begins with the headers of a mail.
fn is_mail(lower: &str) -> bool {
    let mut known = 0;
    for line in lower.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || name.contains(' ') {
            return false;
        }
        known += usize::from(matches!(
            name,
            "from"
                | "to"
                | "date"
                | "subject"
                | "message-id"
                | "received"
                | "mime-version"
                | "return-path"
                | "delivered-to"
                | "content-type"
        ));
    }
    known >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_names() {
        for (name, content, wanted) in [
            ("a.txt", "Text.", Sort::Text),
            ("a.txt", "<!DOCTYPE html><p>x", Sort::Html),
            ("a", "  \n<html>", Sort::Html),
            ("a.html", "no tags", Sort::Html),
            ("a.txt", "%PDF-1.7\n", Sort::Pdf),
            ("a.html", "WARC/1.0\r\n", Sort::Warc),
            ("a.txt", "filedesc://a.arc 0.0.0.0 20140216050221 text/plain 75\n", Sort::Warc),
            ("a", "{\"text\": \"x\"}", Sort::Lines),
            ("a", "{\"version\": \"https://jsonfeed.org/version/1.1\"}", Sort::Feed),
            ("a.xml", "<?xml version='1.0'?><rss version='2.0'>", Sort::Feed),
            ("a", "<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>", Sort::Feed),
            ("a", "<urlset>", Sort::Sitemap),
            ("a", "From: a@b.org\nTo: c@d.org\nSubject: x\n\nText", Sort::Mail),
            ("a.csv", "a,b\n1,2\n", Sort::Table),
            ("a", "PK\x03\x04", Sort::Zip),
            ("a.txt", "PAR1\x15\x04", Sort::Parquet),
            ("a.txt", "\0\x01\x02\x03", Sort::Binary),
            ("a.txt", "From: the minister. To: nobody in particular", Sort::Text),
            ("a", "", Sort::Text),
            ("a.txt", "< 5 tanks", Sort::Text),
        ] {
            let raw = Raw { bytes: content.as_bytes(), place: name, address: None, content_type: None };
            assert_eq!(sort(&raw), wanted, "{name} {content}");
        }
    }
}
