//! Reuters-21578 in, its articles as documents, and those of them that have no word from the equipment list, out.

use materiel_extract::Knowledge;
use materiel_model::{Document, PartialDate, sha256_hex};
use std::collections::HashSet;
use std::path::Path;

/// So many articles are in the sample.
pub(crate) const SAMPLE: usize = 1000;
/// The longest name that is looked for, in runs of letters or digits.
const LONGEST: usize = 8;

/// All articles of the folder's `.sgm` files that have words, in the order of their numbers (`NEWID`), which are their ids.
pub(crate) fn articles(folder: &Path) -> Result<Vec<Document>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|end| end == "sgm") {
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            // The files are of Latin-1: each byte is a character.
            articles_of(&bytes.iter().copied().map(char::from).collect::<String>(), &mut out);
        }
    }
    if out.is_empty() {
        return Err(format!("{}: no article in any `.sgm` file", folder.display()));
    }
    out.sort_by_key(|document| document.label.parse::<u32>().unwrap_or_default());
    Ok(out)
}

/// Articles in an order that depends on nothing but their numbers.
pub(crate) fn shuffled(articles: &[Document]) -> Vec<&Document> {
    let mut out: Vec<&Document> = articles.iter().collect();
    out.sort_by_cached_key(|document| sha256_hex(document.label.as_bytes()));
    out
}

fn articles_of(text: &str, out: &mut Vec<Document>) {
    for part in text.split("<REUTERS").skip(1) {
        let field = |name: &str| {
            let (_, rest) = part.split_once(&format!("<{name}"))?;
            let (_, rest) = rest.split_once('>')?;
            Some(rest.split_once(&format!("</{name}>"))?.0)
        };
        let number = part.split_once("NEWID=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(number, _)| number);
        let title = field("TITLE").map(|title| plain(title).trim().to_owned()).filter(|title| !title.is_empty());
        let body = field("BODY").or_else(|| {
            // Articles without a body are set as one text, or are a headline alone.
            let text = field("TEXT")?;
            Some(text.rsplit_once("</DATELINE>").or_else(|| text.rsplit_once("</TITLE>")).map_or(text, |(_, rest)| rest))
        });
        let words = body.map(|body| plain(body).trim().to_owned()).filter(|body| !body.is_empty()).or_else(|| title.clone());
        let Some(words) = words else { continue };
        out.push(Document { published: field("DATE").and_then(day), title, ..Document::new(number, words) });
    }
}

/// "26-FEB-1987 15:01:01.79" as a day.
fn day(text: &str) -> Option<PartialDate> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let mut parts = text.split_whitespace().next()?.split('-');
    let (day, month, year) = (parts.next()?.parse::<u8>().ok()?, parts.next()?.to_uppercase(), parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    format!("{year}-{month:02}-{day:02}").parse().ok()
}

/// Words without entities and control characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = match after.split_once(';') {
            Some(("lt", after)) => {
                out.push('<');
                after
            }
            Some(("gt", after)) => {
                out.push('>');
                after
            }
            Some(("amp", after)) => {
                out.push('&');
                after
            }
            Some((code, after)) if code.starts_with('#') && code.len() < 6 => after,
            _ => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    out.retain(|c| !c.is_control() || c == '\n');
    out
}

/// The words of the equipment list: names of families as they are written, and generic nouns in any case.
pub(super) struct Words {
    names: HashSet<String>,
    nouns: HashSet<String>,
}

impl Words {
    pub(super) fn of(knowledge: &Knowledge) -> Self {
        let facts = knowledge.facts();
        let names = facts.families.iter().flat_map(|family| std::iter::once(&family.name).chain(&family.names).chain(&family.variants));
        let nouns = facts.nouns.iter().flat_map(|noun| noun.nouns.iter().chain(&noun.plurals));
        let both = |noun: String| [noun.clone() + "s", noun];
        Self {
            names: names.map(|name| runs(name).join(" ")).filter(|name| !name.is_empty()).collect(),
            nouns: nouns.flat_map(|noun| both(runs(noun).join(" ").to_lowercase())).collect(),
        }
    }

    /// True when a name or a noun stands in the text.
    pub(super) fn are_in(&self, document: &Document) -> bool {
        let title = document.title.as_deref().unwrap_or_default();
        [title, &document.text].into_iter().any(|text| {
            let runs = runs(text);
            (0..runs.len()).any(|start| {
                (start + 1..=runs.len().min(start + LONGEST)).any(|end| {
                    let phrase = runs[start..end].join(" ");
                    self.names.contains(&phrase) || self.nouns.contains(&phrase.to_lowercase())
                })
            })
        })
    }
}

/// The runs of letters and the runs of digits of a text.
fn runs(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut start = 0;
        let mut last = None;
        for (at, c) in word.char_indices() {
            if last.is_some_and(|digit| digit != c.is_ascii_digit()) {
                out.push(&word[start..at]);
                start = at;
            }
            last = Some(c.is_ascii_digit());
        }
        out.push(&word[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_taken_out_of_their_markup() {
        let text = "<REUTERS TOPICS=\"NO\" NEWID=\"7\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TEXT>&#2;\n<TITLE>Smith &amp; Co &lt;SMC></TITLE>\n\
                    <DATELINE>    PARIS, Feb 26 - </DATELINE><BODY>Profits rose.\n    They fell. Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n\
                    <REUTERS NEWID=\"8\"><DATE> 1-MAR-1987</DATE><TEXT TYPE=\"BRIEF\"><TITLE>A headline</TITLE></TEXT></REUTERS>";
        let mut out = Vec::new();
        articles_of(text, &mut out);
        assert_eq!((out[0].label.as_str(), out[0].title.as_deref()), ("7", Some("Smith & Co <SMC>")));
        assert_eq!(out[0].text, "Profits rose.\n    They fell. Reuter");
        assert_eq!(out[0].published.map(|day| day.to_string()).as_deref(), Some("1987-02-26"));
        assert_eq!((out[1].text.as_str(), out[1].published.map(|day| day.to_string()).as_deref()), ("A headline", Some("1987-03-01")));
    }

    #[test]
    fn words_of_the_list_are_found_as_names_and_as_nouns() {
        let words = Words::of(Knowledge::embedded());
        for (text, there) in [
            ("They bought F-16s and corn.", true),
            ("They bought F-16 jets.", true),
            ("HELICOPTERS flew over it.", true),
            ("Profits rose by 16 pct.", false),
        ] {
            assert_eq!(words.are_in(&Document::new("x", text)), there, "{text}");
        }
    }
}
