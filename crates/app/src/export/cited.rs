//! The sources of records for those who write with them: BibTeX, and the citation items of CSL.

use super::gather::{Gathered, Source};
use super::parts::Part;
use crate::outcome::Failure;
use materiel_model::PartialDate;
use serde_json::{Value as Json, json};

pub(super) fn bibtex(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    Part::one("sources.bib", |out| {
        for source in &all.sources {
            let published = source.document.published;
            let fields = [
                ("title", Some(format!("{{{}}}", tex(source.name())))),
                ("author", author(source).map(|name| format!("{{{}}}", tex(&name)))),
                ("organization", source.document.source.as_deref().map(tex)),
                ("date", published.map(|date| date.to_string())),
                ("year", published.map(|date| date.year().to_string())),
                ("month", published.and_then(PartialDate::month).map(|month| month.to_string())),
                ("url", source.address().map(plain_url)),
                ("urldate", source.fetch.as_ref().map(|fetch| fetch.at.day().to_string())),
                ("note", Some(format!("SHA-256 of the text: {}", source.document.text_sha256()))),
            ];
            writeln!(out, "@misc{{{},", key(source))?;
            for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                writeln!(out, "  {name} = {{{value}}},")?;
            }
            writeln!(out, "}}\n")?;
        }
        Ok(())
    })
}

pub(super) fn csl(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let items: Vec<Json> = all.sources.iter().map(item).collect();
    Part::one("sources.csl.json", |out| super::json(&items, out))
}

fn item(source: &Source) -> Json {
    let mut item = json!({
        "id": key(source),
        "type": if source.address().is_some() { "webpage" } else { "document" },
        "title": source.name(),
        "note": format!("SHA-256 of the text: {}", source.document.text_sha256()),
    });
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            item[name] = value;
        }
    };
    put("author", author(source).map(|name| json!([{"literal": name}])));
    put("container-title", source.document.source.as_deref().map(Json::from));
    put("publisher", source.document.source.as_deref().map(Json::from));
    put("issued", source.document.published.map(parts));
    put("accessed", source.fetch.as_ref().map(|fetch| parts(fetch.at.day().into())));
    put("URL", source.address().map(Json::from));
    item
}

fn parts(date: PartialDate) -> Json {
    let numbers = [Some(i64::from(date.year())), date.month().map(i64::from), date.day().map(i64::from)];
    json!({"date-parts": [numbers.into_iter().flatten().collect::<Vec<_>>()]})
}

/// Who wrote it, as written.
fn author(source: &Source) -> Option<String> {
    source.document.metadata.as_ref()?.author.as_ref().map(|author| author.value.clone())
}

/// What a source is cited by: publisher, year, and the first digits of its id, so that no two are the same and each stays the same.
fn key(source: &Source) -> String {
    let letters = |words: &str| words.chars().filter(char::is_ascii_alphanumeric).take(24).collect::<String>().to_lowercase();
    let who = source.document.source.as_deref().map(letters).filter(|who| !who.is_empty()).unwrap_or_else(|| "source".to_owned());
    let year = source.document.published.map(|date| date.year().to_string()).unwrap_or_default();
    format!("{who}{year}-{}", source.id.as_str().get(..8).unwrap_or_default())
}

/// Words as BibTeX takes them.
fn tex(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An address without what would end the field that it stands in.
fn plain_url(address: &str) -> String {
    address.chars().filter(|c| !c.is_control()).collect::<String>().replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_end_the_field_that_they_stand_in() {
        assert_eq!(tex("50% of {A} & B_1 \\ $2"), "50\\% of \\{A\\} \\& B\\_1 \\textbackslash{} \\$2");
        assert_eq!(plain_url("https://example.org/{a}\n"), "https://example.org/%7Ba%7D");
    }
}
