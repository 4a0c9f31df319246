//! The words behind a value: a slice of the stored text, with where it comes from.

use materiel_model::{Document, DocumentId, Member, PartialDate, Record, Slot, Span, Stated, Value};
use serde::{Deserialize, Serialize};

/// Gives stored documents by id.
pub type Library<'a> = &'a dyn Fn(&DocumentId) -> Option<Document>;

/// Words of a stored document, in their sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The claim that stands on these words.
    pub claim: String,
    /// The document's id.
    pub document: String,
    /// The number of the document's voice in the record, from 1.
    pub voice: usize,
    /// What its owner calls it.
    pub label: String,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// The words, `text[start..end]` of the document.
    pub words: String,
    /// First byte of the words in the document's text.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
    /// What stands before the words in their sentence.
    pub before: String,
    /// What stands after them.
    pub after: String,
    /// Who says so, when it is not the document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// True when these words stand in an earlier version of a page, and another is the newest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// True when the value was inferred from these words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// True when somebody looked at what is read in these words, and found it right or put it right. Otherwise it is a machine's reading.
    pub reviewed: bool,
}

/// The words of a value in a slot, as evidence of a member of a record. `None` when the document is not in the library.
pub fn quote_of(record: &Record, member: &Member, slot: Slot, stated: &Stated<Value>, library: Library<'_>) -> Option<Quote> {
    quote(record, member, stated.at, (stated.inferred, member.is_reviewed(slot)), library)
}

/// The whole sentence of a member of a record.
pub fn sentence_of(record: &Record, member: &Member, library: Library<'_>) -> Option<Quote> {
    quote(record, member, member.claim.evidence, (false, member.reviewed), library)
}

fn quote(record: &Record, member: &Member, at: Span, (inferred, reviewed): (bool, bool), library: Library<'_>) -> Option<Quote> {
    let document = library(&member.document)?;
    let text = &document.text;
    let sentence = if member.claim.evidence.contains(at) { member.claim.evidence } else { around(text, at) };
    Some(Quote {
        claim: member.id.to_string(),
        document: member.document.to_string(),
        voice: record.heard_as(member).map_or(0, |voice| voice + 1),
        words: at.of(text).to_owned(),
        start: at.start,
        end: at.end,
        before: Span::new(sentence.start, at.start).of(text).trim_start().to_owned(),
        after: Span::new(at.end, sentence.end).of(text).trim_end().to_owned(),
        speaker: member.claim.attribution.as_ref().map(|attribution| attribution.text.clone()),
        superseded: record.is_superseded(member),
        inferred,
        reviewed,
        label: document.label,
        title: document.title,
        source: document.source,
        url: document.url,
        published: document.published,
    })
}

/// The neighbourhood of some words that stand outside the claim's own sentence: up to the ends of the line or of what looks like a sentence.
fn around(text: &str, at: Span) -> Span {
    const FAR: usize = 200;
    let (Some(before), Some(after)) = (text.get(..at.start), text.get(at.end..)) else { return at };
    let is_end = |bytes: &[u8]| bytes == b". " || bytes[0] == b'\n';
    let start = before.as_bytes().windows(2).rposition(is_end).map_or(0, |place| place + 1);
    let end = after.as_bytes().windows(2).position(is_end).map_or(text.len(), |place| at.end + place + 1);
    let mut start = start.max(at.start.saturating_sub(FAR));
    let mut end = end.min(at.end + FAR);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(start.min(at.start), end.max(at.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbourhood_ends_with_the_sentence_and_on_a_character() {
        let text = "Vorher. Das Gerät heißt Bär. Später mehr.\nNeue Zeile";
        let place = text.find("heißt").unwrap();
        let span = around(text, Span::new(place, place + "heißt".len()));
        assert_eq!(span.of(text).trim(), "Das Gerät heißt Bär.");
        let long = "ä".repeat(1000);
        let span = around(&long, Span::new(1000, 1002));
        assert!(!span.of(&long).is_empty() && span.len() <= 2 + 400);
    }
}
