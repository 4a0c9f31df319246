//! A document as it is kept: whole, with where and when it was published.

use crate::{Metadata, PartialDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// What a publication is known by: the SHA-256 of its address, source, date, title and text, as 64 hexadecimal digits.
///
/// The same text at another address is another publication (a copy is one voice, but it is there), the same bytes again are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(Arc<str>);

impl DocumentId {
    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id that was printed before; `None` unless it is 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 64 && text.bytes().all(hex)).then(|| Self(Arc::from(text)))
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text and what is known of its publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What its owner calls it; claims of the interchange form name it by this.
    pub label: String,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its headline. Spans point into `text` only; a title that the text does not repeat gives context, never evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published. Relative dates are read against this day and stay empty without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// The stored text, into which every span points.
    pub text: String,
    /// What else was read about it. No part of the document's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<Metadata>>,
}

impl Document {
    /// A bare text with a label.
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), url: None, source: None, title: None, published: None, text: text.into(), metadata: None }
    }

    /// See [`DocumentId`].
    pub fn id(&self) -> DocumentId {
        let mut hash = Sha256::new();
        let published = self.published.map(|date| date.to_string());
        for part in [self.url.as_deref(), self.source.as_deref(), self.title.as_deref(), published.as_deref()] {
            // A length before each part keeps ("ab", "c") apart from ("a", "bc"), and an absent part from an empty one.
            let part = part.map(str::as_bytes);
            hash.update(part.map_or(u64::MAX, |bytes| bytes.len() as u64).to_le_bytes());
            hash.update(part.unwrap_or_default());
        }
        hash.update(self.text.as_bytes());
        DocumentId(Arc::from(hex(&hash.finalize())))
    }

    /// The SHA-256 of the stored text alone, as 64 hexadecimal digits.
    pub fn text_sha256(&self) -> String {
        sha256_hex(self.text.as_bytes())
    }
}

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(DIGITS[usize::from(half)])).collect()
}
