//! Documents from JSON lines.

use super::{Given, cannot, not_utf8, problem};
use crate::cli::About;
use materiel_model::{Document, PartialDate};
use materiel_model::{Found, Metadata, Origin};
use serde_json::{Map, Value as Json};
use std::io::BufRead;

pub(super) fn read<E>(
    input: &mut dyn BufRead,
    place: &str,
    label: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let (mut offset, mut number) = (0u64, 0usize);
    let mut line = Vec::new();
    loop {
        line.clear();
        number += 1;
        let size = match input.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(size) => size as u64,
            Err(error) => return take(Given::Bad(problem(place, Some(number), cannot(&error))), 0),
        };
        let given = match std::str::from_utf8(&line) {
            Ok(text) if text.trim_start_matches('\u{feff}').trim().is_empty() => None,
            Ok(text) => Some(document(text, number, label, about).map_err(|what| problem(place, Some(number), what))),
            Err(error) => Some(Err(problem(place, Some(number), not_utf8(offset + error.valid_up_to() as u64)))),
        };
        offset += size;
        match given {
            Some(Ok(document)) => take(Given::Document(document), size)?,
            Some(Err(problem)) => take(Given::Bad(problem), size)?,
            None => {}
        }
    }
    if offset == 0 { take(Given::Bad(problem(place, None, "the file is empty".to_owned())), 0) } else { Ok(()) }
}

/// The document of one line. Unknown fields are let pass; a null is an absent field.
pub(crate) fn document(line: &str, number: usize, label: &str, about: &About) -> Result<Document, String> {
    let json: Json = serde_json::from_str(line.trim_start_matches('\u{feff}').trim_end()).map_err(|error| broken(&error))?;
    let Json::Object(fields) = json else { return Err("the line is no JSON object".to_owned()) };
    let text = string(&fields, "text")?.filter(|text| !text.trim().is_empty()).ok_or("the document has no `text`")?;
    let own = match fields.get("id") {
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => string(&fields, "id")?,
    };
    // A text in a language that cannot be read is marked.
    let language = materiel_source::language(&text).filter(|language| !materiel_source::language_is_readable(language));
    let mark = |language: &str| Metadata {
        medium: "jsonl".to_owned(),
        language: Some(Found::new(language.to_owned(), Origin::Text)),
        ..Metadata::default()
    };
    Ok(Document {
        label: own.filter(|id| !id.trim().is_empty()).unwrap_or_else(|| format!("{label}:{number}")),
        url: string(&fields, "url")?.or_else(|| about.url.clone()),
        source: string(&fields, "source")?.or_else(|| about.source.clone()),
        title: string(&fields, "title")?,
        published: string(&fields, "published")?.map(|date| day(&date)).transpose()?.or(about.published),
        text,
        metadata: language.map(mark).map(Box::new),
    })
}

fn string(fields: &Map<String, Json>, name: &str) -> Result<Option<String>, String> {
    match fields.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is no string")),
    }
}

/// A date, or the day of a timestamp.
fn day(text: &str) -> Result<PartialDate, String> {
    let text = text.trim();
    let day = text.get(..10).filter(|_| matches!(text.as_bytes().get(10), Some(b'T' | b' '))).unwrap_or(text);
    day.parse().map_err(|error: materiel_model::DateError| format!("`published`: {error}"))
}

/// What is wrong with a line that is no JSON. The column alone: its line within the text is always 1.
fn broken(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    format!("the line is no JSON: {message} at column {}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Result<Document, String> {
        document(line, 7, "file", &About::default())
    }

    #[test]
    fn fields_are_taken_and_unknown_ones_let_pass() {
        let document =
            read_line(r#"{"id": 4, "url": null, "title": "T", "published": "2024-01-11T05:00:00Z", "text": "x", "lang": "en"}"#).unwrap();
        assert_eq!((document.label.as_str(), document.url), ("4", None));
        assert_eq!(document.published.unwrap().to_string(), "2024-01-11");
        assert_eq!(read_line(r#"{"text": "x"}"#).unwrap().label, "file:7");
    }

    #[test]
    fn bad_lines_are_named() {
        for (line, part) in [
            (r#"{"text": "x""#, "column 12"),
            (r#"{"title": "x"}"#, "no `text`"),
            (r#"{"text": "x", "published": "2023-02-29"}"#, "2023-02-29"),
            (r#"{"text": 5}"#, "`text` is no string"),
            ("[]", "no JSON object"),
        ] {
            let error = read_line(line).unwrap_err();
            assert!(error.contains(part), "{line}: {error}");
        }
    }
}
