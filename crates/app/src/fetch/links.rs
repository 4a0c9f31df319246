//! Where a list leads: the links of a page that are like a pattern, and the addresses in a JSON answer.

use super::known::Way;
use crate::source::Link;
use serde_json::Value as Json;
use url::Url;

/// No list names more than this.
const MOST: usize = 100_000;

/// The addresses that an answer names in the way that its source is known for. Empty where no such way is known.
///
/// # Errors
/// Says what is wrong with a JSON answer.
pub(crate) fn named(body: &[u8], base: &Url, way: &Way) -> Result<Vec<Link>, String> {
    if let Some(items) = &way.items {
        return of_json(body, base, items, way.link.as_deref().unwrap_or_default());
    }
    if way.links.is_empty() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(body);
    let mut out: Vec<Link> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for href in hrefs(&text) {
        let Ok(mut url) = base.join(&unescape(href)) else { continue };
        url.set_fragment(None);
        let address = url.to_string();
        if way.links.iter().any(|pattern| is_like(&address, pattern)) && seen.insert(address.clone()) {
            out.push(Link { address, ..Link::default() });
            if out.len() >= MOST {
                break;
            }
        }
    }
    Ok(out)
}

fn of_json(body: &[u8], base: &Url, items: &str, link: &str) -> Result<Vec<Link>, String> {
    let json: Json = serde_json::from_slice(body).map_err(|error| format!("the answer is no JSON: {error}"))?;
    let list = json.pointer(items).and_then(Json::as_array).ok_or_else(|| format!("the answer has no list at `{items}`"))?;
    let one = |item: &Json| {
        let address = base.join(item.pointer(link)?.as_str()?).ok()?;
        Some(Link { address: address.to_string(), ..Link::default() })
    };
    Ok(list.iter().filter_map(one).take(MOST).collect())
}

/// The values of the `href` attributes of a page's `<a>` tags, as they are written.
fn hrefs(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let tag = rest.find('<')?;
            rest = &rest[tag + 1..];
            let is_link = rest
                .get(..2)
                .is_some_and(|start| start.starts_with(['a', 'A']) && start[1..].starts_with(|c: char| c.is_ascii_whitespace()));
            if !is_link {
                continue;
            }
            let end = tag_end(rest);
            let (tag, after) = rest.split_at(end);
            rest = after;
            if let Some(value) = attribute(tag, "href") {
                return Some(value);
            }
        }
    })
}

/// Where a tag ends: at the first `>` that stands in no quotes.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A sign of equality in front is a part of the name, as browsers have it.
        let end = rest.char_indices().skip(1).find(|(_, c)| matches!(c, '=' | '/') || c.is_ascii_whitespace());
        let (found, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote)?,
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after;
    }
}

/// An address without the few signs that are escaped in it.
fn unescape(href: &str) -> String {
    href.trim().replace("&amp;", "&").replace("&#38;", "&").replace("&#x26;", "&")
}

/// True when an address is like a pattern, in which `*` stands for anything.
fn is_like(address: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = address.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str, patterns: &[&str]) -> Vec<String> {
        let way = Way { links: patterns.iter().map(|one| (*one).to_owned()).collect(), ..Way::default() };
        let base = Url::parse("https://example.org/news/").unwrap();
        named(page.as_bytes(), &base, &way).unwrap().into_iter().map(|link| link.address).collect()
    }

    #[test]
    fn the_links_of_a_page_that_are_like_a_pattern_are_found() {
        let page = r##"<nav><a href="/about">About</a></nav> <abbr href="x"> <a class="x" data-x='a > b' href='2024/one?a=1&amp;b=2#top'>One</a>
            <A HREF=2024/two title=x>Two</A> <a
            href="https://example.org/news/2024/three">3</a> <a href="//other.example/news/2024/four">4</a><a href="2024/two">again</a> <a name="2024"> <a href="#""##;
        assert_eq!(
            found(page, &["https://example.org/news/2024/*"]),
            ["https://example.org/news/2024/one?a=1&b=2", "https://example.org/news/2024/two", "https://example.org/news/2024/three"]
        );
        assert_eq!(found(page, &["https://*/news/*/four"]), ["https://other.example/news/2024/four"]);
        assert_eq!(found(page, &["https://example.org/about"]), ["https://example.org/about"]);
        assert!(
            found(page, &["https://example.org/"]).is_empty()
                && found("<a href", &["*"]).is_empty()
                && found("<a href=\"x", &["*"]).is_empty()
        );
    }

    #[test]
    fn a_pattern_has_stars_anywhere() {
        for (pattern, like, unlike) in
            [("a*c", "abc", "abd"), ("*", "x", ""), ("a*b*", "axbx", "ax"), ("*b", "ab", "ba"), ("a**b", "ab", "a"), ("ab", "ab", "abc")]
        {
            assert!(is_like(like, pattern), "{pattern} {like}");
            assert!(pattern == "*" || !is_like(unlike, pattern), "{pattern} {unlike}");
        }
    }

    #[test]
    fn a_json_answer_names_addresses() {
        let way = Way { items: Some("/results".into()), link: Some("/html_url".into()), ..Way::default() };
        let base = Url::parse("https://api.example/v1").unwrap();
        let body = br#"{"count": 2, "results": [{"html_url": "https://example.org/1"}, {"other": 1}, {"html_url": "/2"}]}"#;
        let links: Vec<String> = named(body, &base, &way).unwrap().into_iter().map(|link| link.address).collect();
        assert_eq!(links, ["https://example.org/1", "https://api.example/2"]);
        assert!(named(b"<html>", &base, &way).unwrap_err().contains("no JSON"));
        assert!(named(b"{}", &base, &way).unwrap_err().contains("/results"));
    }

    #[test]
    fn a_page_of_nothing_but_tags_costs_little() {
        let began = std::time::Instant::now();
        assert!(found(&"<a ".repeat(300_000), &["*x"]).is_empty());
        assert!(found(&format!("<a {}>", "x='y' ".repeat(100_000)), &["*x"]).is_empty());
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
