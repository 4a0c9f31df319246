//! What was read about a document beside its text: each value with where it was found, and whether it is to be doubted.

use crate::{PartialDate, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a page, a file or a feed says about a document.
///
/// It is kept in the log with the document (as the body of its `document_added` entry), and is no part of the document's id: the same
/// publication is the same, however much was read about it. Documents of plain text and JSONL that are in English have none. The best values stand in
/// [`Document`](crate::Document) itself, which is what the reader and the register use: `title`, `published`, `source` (the site) and `url` (the
/// canonical address). What the user gave (`--published`, `--source`, `--url`) goes before all; it is [`Origin::Given`] here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// What it was read out of: `html`, `pdf`, `feed`, `mail`, `csv`, `text`, `jsonl`; a page of a web archive is `html`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub medium: String,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Found<String>>,
    /// Who wrote it, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Found<String>>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Found<String>>,
    /// The address that its publisher calls the right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<Found<String>>,
    /// The language of its text: an ISO 639 code in lower case, of two letters where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Found<String>>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Found<PartialDate>>,
    /// The parts of the text that are no plain paragraphs, in the order of their places, none within another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// A value and where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Origin,
    /// True when what was found elsewhere disagrees, or the place is known to be wrong often.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
}

impl<T> Found<T> {
    /// A value that nothing speaks against.
    pub const fn new(value: T, from: Origin) -> Self {
        Self { value, from, doubtful: false }
    }
}

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// The user said so.
    Given,
    /// JSON-LD of a page (schema.org).
    JsonLd,
    /// An OpenGraph tag of a page.
    #[serde(rename = "opengraph")]
    OpenGraph,
    /// Another `<meta>` tag of a page, its `<title>`, or its `<html lang>`.
    Meta,
    /// A `<time>` element of a page.
    Time,
    /// A `<link rel="canonical">` of a page.
    Link,
    /// The address itself.
    Address,
    /// A byline or dateline beside the text.
    Byline,
    /// A heading of the page.
    Heading,
    /// A header of the answer, the mail or the archive's record.
    Header,
    /// The entry of a feed or sitemap.
    Feed,
    /// The properties of a PDF.
    Properties,
    /// A column of a table, or a field of a line of JSON.
    Field,
    /// Worked out from the text.
    Text,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Given => "given",
            Self::JsonLd => "json-ld",
            Self::OpenGraph => "opengraph",
            Self::Meta => "meta",
            Self::Time => "time",
            Self::Link => "link",
            Self::Address => "address",
            Self::Byline => "byline",
            Self::Heading => "heading",
            Self::Header => "header",
            Self::Feed => "feed",
            Self::Properties => "properties",
            Self::Field => "field",
            Self::Text => "text",
        })
    }
}

/// A part of the text that is no plain paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stands in the text: bytes.
    pub at: Span,
    /// What it is.
    pub sort: PartSort,
}

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PartSort {
    /// A heading within the text.
    Heading,
    /// A list, an item a line.
    List,
    /// A table, a row a line, its cells parted by ` | `.
    Table,
    /// What somebody else is quoted with, set apart.
    Quote,
    /// The words below a picture.
    Caption,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_survives_json_and_absent_fields_take_no_room() {
        assert_eq!(serde_json::to_string(&Metadata::default()).unwrap(), "{}");
        let metadata = Metadata {
            medium: "html".to_owned(),
            published: Some(Found { value: "2024-01-11".parse().unwrap(), from: Origin::JsonLd, doubtful: true }),
            parts: vec![Part { at: Span::new(0, 4), sort: PartSort::Heading }],
            ..Metadata::default()
        };
        let json = serde_json::to_string(&metadata).unwrap();
        assert!(json.contains("\"from\":\"json-ld\",\"doubtful\":true"), "{json}");
        assert_eq!(serde_json::from_str::<Metadata>(&json).unwrap(), metadata);
    }

    #[test]
    fn origins_print_as_they_are_written() {
        for origin in [Origin::JsonLd, Origin::OpenGraph, Origin::Given, Origin::Properties] {
            assert_eq!(serde_json::to_string(&origin).unwrap(), format!("\"{origin}\""));
        }
    }
}
