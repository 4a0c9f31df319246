//! Title, author, site, address, language and day of publication of a page, each with where it was found and whether to doubt it.

mod headline;
mod published;

use super::dom::Id;
use super::meta::{Head, line};
use super::page::Page;
use super::tag::Tag;
use crate::names::names;
use materiel_model::{Found, Metadata, Origin};

/// What a page says about itself. `address` is where it was fetched from.
pub(crate) fn about(page: &Page<'_>, head: &Head, source: &str, address: Option<&str>) -> Metadata {
    let canonical = canonical(head, address);
    let place = address.map(str::to_owned).or_else(|| canonical.as_ref().map(|found| found.value.clone()));
    let title = title(page, head);
    Metadata {
        medium: "html".to_owned(),
        author: author(page, head),
        site: site(head),
        language: language(head),
        published: published::published(page, head, source, title.as_ref().map(|title| title.value.as_str()), place.as_deref()),
        title,
        canonical,
        parts: Vec::new(),
    }
}

fn found(value: Option<&str>, from: Origin) -> Option<Found<String>> {
    value.and_then(line).map(|value| Found::new(value, from))
}

fn canonical(head: &Head, address: Option<&str>) -> Option<Found<String>> {
    let base = address.or(head.base.as_deref());
    let resolve = |written: &str| crate::address::resolve(base, written);
    let link = head.canonical.as_deref().and_then(resolve).map(|value| Found::new(value, Origin::Link));
    let graph = head.first(&["og:url"]).and_then(resolve).map(|value| Found::new(value, Origin::OpenGraph));
    let mut out =
        link.or(graph).or_else(|| head.json.address.as_deref().and_then(resolve).map(|value| Found::new(value, Origin::JsonLd)))?;
    // A canonical address on another host is more often a mistake or a syndicated copy's source than this page's own.
    out.doubtful = address.is_some_and(|address| crate::address::host(address) != crate::address::host(&out.value));
    Some(out)
}

fn title(page: &Page<'_>, head: &Head) -> Option<Found<String>> {
    let json = found(head.json.title.as_deref(), Origin::JsonLd);
    let graph = found(head.first(&names().title.meta), Origin::OpenGraph);
    let headings: Vec<Id> = (1..page.dom.nodes.len()).filter(|id| page.dom.nodes[*id].tag == Tag::H1).take(3).collect();
    let heading = match headings.as_slice() {
        [one] => found(Some(&page.dom.words(*one)), Origin::Heading),
        _ => None,
    };
    let meta = found(head.title.as_deref(), Origin::Meta);
    let site = site(head);
    let mut out = [json, graph, heading.clone(), meta].into_iter().flatten().next()?;
    // The site's name behind a bar is none of the title's, nor is what stands behind that, nor what stands behind the page's heading.
    let is_site = |back: &str| {
        let begins = |name: &str| back.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let parts = |name: &str| names().title.bars.iter().any(|bar| back[name.len()..].starts_with(bar.as_str()));
        site.as_ref().is_some_and(|site| begins(&site.value) && (back.len() == site.value.len() || parts(&site.value)))
    };
    let is_heading = |front: &str| heading.as_ref().is_some_and(|heading| heading.value == front);
    let ends = names().title.bars.iter().flat_map(|bar| out.value.match_indices(bar.as_str()).map(|(at, bar)| (at, at + bar.len())));
    let end = ends.filter(|(end, start)| is_site(out.value[*start..].trim()) || is_heading(out.value[..*end].trim())).min();
    if let Some((end, _)) = end {
        out.value.truncate(end);
        out.value.truncate(out.value.trim_end().len());
    }
    for bar in &names().title.bars {
        if let Some((front, back)) = out.value.rsplit_once(bar.as_str())
            && end.is_none()
            && out.from == Origin::Meta
            && bar != " - "
            && front.len() > back.len()
        {
            out.value = front.trim().to_owned();
            break;
        }
    }
    let key = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    out.doubtful = out.value.is_empty()
        || heading
            .is_some_and(|heading| !key(&heading.value).contains(&key(&out.value)) && !key(&out.value).contains(&key(&heading.value)));
    (!out.value.is_empty()).then_some(out)
}

fn site(head: &Head) -> Option<Found<String>> {
    let graph = found(head.first(&["og:site_name"]), Origin::OpenGraph);
    let json = || found(head.json.site.as_deref(), Origin::JsonLd);
    graph.or_else(json).or_else(|| found(head.first(&names().site.meta), Origin::Meta))
}

fn author(page: &Page<'_>, head: &Head) -> Option<Found<String>> {
    let json = found(head.json.author.as_deref(), Origin::JsonLd);
    let meta = || {
        let named = head.first(&names().author.meta);
        found(named.filter(|name| !name.starts_with("http")), Origin::Meta)
    };
    let byline = || {
        let is = |id: &Id| {
            let called = page.names(*id);
            page.dom.get(*id, "rel") == Some("author")
                || page.dom.get(*id, "itemprop") == Some("author")
                || [called.class, called.id].iter().any(|name| name.split([' ', '-', '_']).any(|word| names().author.words.has(word)))
        };
        let element =
            (1..page.dom.nodes.len()).filter(|id| page.dom.has_attributes(*id) && page.dom.nodes[*id].tag != Tag::Meta).find(is)?;
        let words = page.dom.words(element);
        let name = words.trim_start_matches("By ").trim_start_matches("by ").trim();
        let short = name.len() < 80 && name.split(' ').count() <= 8 && !name.is_empty();
        short.then(|| Found { value: name.to_owned(), from: Origin::Byline, doubtful: true })
    };
    json.or_else(meta).or_else(byline)
}

fn language(head: &Head) -> Option<Found<String>> {
    let code = |text: &str| {
        let code: String = text.split(['-', '_', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
        ((2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
    };
    let meta = head.language.as_deref().or_else(|| head.first(&["content-language", "dc.language", "language"])).and_then(code);
    let json = || head.json.language.as_deref().and_then(code).map(|value| Found::new(value, Origin::JsonLd));
    let graph = || head.first(&["og:locale"]).and_then(code).map(|value| Found::new(value, Origin::OpenGraph));
    meta.map(|value| Found::new(value, Origin::Meta)).or_else(json).or_else(graph)
}
