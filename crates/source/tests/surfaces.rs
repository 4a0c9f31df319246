//! Official surfaces: a page of our own in the markup of each is read to its title, date and text, and every official source that is known has one.

use materiel_model::Document;
use materiel_source::{Columns, Given, Limits, Raw, open};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    url: String,
    title: String,
    published: String,
    /// The known sources whose pages have this markup.
    sources: Vec<String>,
    has: Vec<String>,
    lacks: Vec<String>,
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The pages in the order of their names: name, what is expected, and the page.
fn pages() -> Vec<(String, Expected, Vec<u8>)> {
    let mut out = Vec::new();
    for file in std::fs::read_dir(here("tests/surfaces")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "html") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let expected = std::fs::read_to_string(path.with_extension("toml")).unwrap();
            out.push((name, toml::from_str(&expected).unwrap(), std::fs::read(&path).unwrap()));
        }
    }
    out.sort_by(|one, other| one.0.cmp(&other.0));
    out
}

fn read(name: &str, url: &str, bytes: &[u8]) -> Document {
    let mut given = Vec::new();
    let raw = Raw { bytes, place: name, address: Some(url), content_type: Some("text/html") };
    open(&raw, &Columns::default(), &Limits::default(), &mut |one| given.push(one));
    let [Given::Document(document)] = given.as_slice() else { panic!("{name}: {given:?}") };
    document.clone()
}

#[test]
fn a_page_of_each_markup_is_read_to_its_title_date_and_text() {
    let mut wrong = Vec::new();
    for (name, expected, bytes) in pages() {
        let document = read(&name, &expected.url, &bytes);
        let published = document.published.map(|date| date.to_string());
        if document.title.as_deref() != Some(expected.title.as_str()) {
            wrong.push(format!("{name}: the title is {:?}", document.title));
        }
        if published.as_deref() != Some(expected.published.as_str()) {
            wrong.push(format!("{name}: the date is {published:?}"));
        }
        let text = document.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!expected.has.is_empty() && !expected.lacks.is_empty(), "{name}: `has` and `lacks` say what is text and what is not");
        wrong.extend(
            expected.has.iter().filter(|words| !text.contains(*words)).map(|words| format!("{name}: `{words}` is missing: {text}")),
        );
        wrong.extend(expected.lacks.iter().filter(|words| text.contains(*words)).map(|words| format!("{name}: `{words}` is in the text")));
        let page = String::from_utf8(bytes).unwrap().replace("&amp;", "&");
        wrong.extend(
            expected.lacks.iter().filter(|words| !page.contains(*words)).map(|words| format!("{name}: `{words}` is not on the page")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_official_source_that_is_known_has_a_page() {
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, expected, _) in pages() {
        expected.sources.into_iter().for_each(|source| shown.entry(source).or_default().push(name.clone()));
    }
    let mut wrong = Vec::new();
    let mut official = 0;
    for file in std::fs::read_dir(here("../../knowledge/sources")).unwrap() {
        let path = file.unwrap().path();
        let source: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let pages = shown.remove(&id).unwrap_or_default();
        if source["kind"].as_str() == Some("press") {
            continue;
        }
        official += 1;
        if pages.len() != 1 {
            wrong.push(format!("{id}: {} pages: {pages:?}", pages.len()));
        }
    }
    wrong.extend(shown.keys().map(|id| format!("{id}: there is no such source")));
    assert!(official >= 30 && wrong.is_empty(), "{official} official sources; {wrong:#?}");
}
