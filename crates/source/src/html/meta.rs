//! What a page says about itself in its head: JSON-LD, OpenGraph, other `<meta>` and `<link>`.

use super::dom::{Dom, Id};
use super::tag::Tag;
use crate::names;
use serde_json::Value as Json;
use std::borrow::Cow;

/// What the head says, as written.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) json: JsonLd,
    /// `name`, `property`, `itemprop` or `http-equiv` in lower case, and `content`.
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) canonical: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) base: Option<String>,
}

/// What JSON-LD says of the article.
#[derive(Debug, Default)]
pub(crate) struct JsonLd {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) body: Option<String>,
}

/// At most so many objects of JSON-LD are looked at.
const OBJECTS: usize = 2_000;

pub(crate) fn head(dom: &Dom<'_>) -> Head {
    let mut out = Head::default();
    for id in 1..dom.nodes.len() {
        match dom.nodes[id].tag {
            Tag::Script if !dom.nodes[id].text.is_empty() => out.json.read(&dom.nodes[id].text),
            Tag::Meta => out.meta(dom, id),
            Tag::Link => {
                let rel = dom.get(id, "rel").unwrap_or_default();
                if rel.split(' ').any(|word| word.eq_ignore_ascii_case("canonical")) && out.canonical.is_none() {
                    out.canonical = dom.get(id, "href").and_then(line);
                }
            }
            Tag::Title if out.title.is_none() => out.title = line(&dom.words(id)),
            Tag::Html if out.language.is_none() => out.language = dom.get(id, "lang").or_else(|| dom.get(id, "xml:lang")).and_then(line),
            Tag::Base if out.base.is_none() => out.base = dom.get(id, "href").and_then(line),
            _ => {}
        }
    }
    out
}

impl Head {
    fn meta(&mut self, dom: &Dom<'_>, id: Id) {
        let Some(content) = dom.get(id, "content").and_then(line) else { return };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = dom.get(id, name)
                && self.metas.len() < 1_000
            {
                self.metas.push((name.trim().to_ascii_lowercase(), content.clone()));
            }
        }
    }

    /// The value of the first of some names that there is.
    pub(crate) fn first(&self, names: &[impl AsRef<str>]) -> Option<&str> {
        names.iter().find_map(|name| self.metas.iter().find(|(known, _)| known == name.as_ref()).map(|(_, value)| value.as_str()))
    }
}

/// One line of text without the white space around it; `None` when nothing is left.
pub(crate) fn line(text: &str) -> Option<String> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > 2_000 {
            break;
        }
    }
    out.truncate(crate::begin(&out, 2_000).len());
    (!out.is_empty()).then_some(out)
}

impl JsonLd {
    fn read(&mut self, script: &str) {
        let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
        let script = script.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
        // Raw line breaks within strings are the commonest fault.
        let clean: Cow<'_, str> =
            if script.contains(['\n', '\t', '\r']) { script.replace(['\n', '\t', '\r'], " ").into() } else { script.into() };
        match serde_json::from_str::<Json>(&clean) {
            Ok(json) => self.walk(&json),
            Err(_) => self.search(&clean),
        }
    }

    fn walk(&mut self, json: &Json) {
        let mut queue = std::collections::VecDeque::from([json]);
        let mut seen = 0;
        let mut second: Vec<&serde_json::Map<String, Json>> = Vec::new();
        while let Some(json) = queue.pop_front() {
            seen += 1;
            if seen > OBJECTS {
                break;
            }
            match json {
                Json::Array(list) => queue.extend(list),
                Json::Object(fields) => {
                    let kind = fields.get("@type").map(word).unwrap_or_default().to_ascii_lowercase();
                    if kind.contains("webpage") || kind.contains("videoobject") || kind.contains("imageobject") {
                        second.push(fields);
                    } else if names::names().articles.iter().any(|article| kind.contains(article.as_str())) {
                        self.article(fields);
                    } else if kind.ends_with("website") {
                        self.site = self.site.take().or_else(|| fields.get("name").and_then(text));
                    }
                    queue.extend(
                        fields
                            .iter()
                            .filter(|(name, _)| {
                                matches!(
                                    name.as_str(),
                                    "@graph" | "mainEntity" | "mainEntityOfPage" | "hasPart" | "itemListElement" | "isPartOf"
                                )
                            })
                            .map(|(_, value)| value),
                    );
                }
                _ => {}
            }
        }
        for fields in second {
            if !fields.get("@type").map(word).unwrap_or_default().to_ascii_lowercase().contains("imageobject") {
                self.article(fields);
            }
        }
    }

    fn article(&mut self, fields: &serde_json::Map<String, Json>) {
        let get = |name: &str| fields.get(name).and_then(text);
        fn keep(slot: &mut Option<String>, found: Option<String>) {
            if slot.is_none() {
                *slot = found;
            }
        }
        keep(&mut self.published, get("datePublished").or_else(|| get("dateCreated")).or_else(|| get("uploadDate")));
        keep(&mut self.modified, get("dateModified"));
        keep(&mut self.title, get("headline").or_else(|| get("name")));
        keep(&mut self.author, fields.get("author").and_then(names));
        keep(&mut self.site, fields.get("publisher").and_then(names));
        keep(&mut self.language, get("inLanguage"));
        keep(&mut self.address, get("url").filter(|url| url.starts_with("http")));
        keep(&mut self.body, fields.get("articleBody").and_then(Json::as_str).map(str::to_owned));
    }

    /// The commonest fields of a script that is no JSON.
    fn search(&mut self, script: &str) {
        let find = |name: &str| {
            let at = script.find(&format!("\"{name}\""))? + name.len() + 2;
            let rest = script[at..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            rest.split('"').next().and_then(line)
        };
        self.published = self.published.take().or_else(|| find("datePublished"));
        self.modified = self.modified.take().or_else(|| find("dateModified"));
        self.title = self.title.take().or_else(|| find("headline"));
    }
}

/// A string, or the first of a list.
fn word(json: &Json) -> &str {
    match json {
        Json::String(text) => text,
        Json::Array(list) => list.first().and_then(Json::as_str).unwrap_or_default(),
        _ => "",
    }
}

fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => line(&super::dom::unescape(text)),
        Json::Number(number) => Some(number.to_string()),
        Json::Array(list) => list.iter().find_map(Json::as_str).and_then(line),
        Json::Object(fields) => fields.get("name").or_else(|| fields.get("@value")).and_then(Json::as_str).and_then(line),
        _ => None,
    }
}

/// The names of a person or organisation, or of several.
fn names(json: &Json) -> Option<String> {
    match json {
        Json::Array(list) => {
            let names: Vec<String> = list.iter().take(20).filter_map(text).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        other => text(other),
    }
    .filter(|name| !name.starts_with("http"))
}
