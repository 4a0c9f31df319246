//! RSS, Atom and JSON feeds: a link for each entry, and a document for each whose text the feed has.

use crate::{Given, Link, Problem, Raw, address, charset, document, html};
use feed_rs::model::{Entry, Feed};
use materiel_model::{Found, Metadata, Origin, PartialDate};
use std::borrow::Cow;

/// At most so many entries are read.
const ENTRIES: usize = 20_000;
/// A summary of fewer bytes is a teaser, whose page has the text.
const WHOLE: usize = 400;

pub(crate) fn read(raw: &Raw<'_>, take: &mut dyn FnMut(Given)) {
    let source = charset::decode(raw.bytes, raw.content_type);
    let feed = match parse(undeclared(&source), raw.address) {
        Ok((feed, None)) => feed,
        Ok((feed, Some(what))) => {
            take(Given::Bad(Problem::new(raw.place, what)));
            feed
        }
        Err(what) => return take(Given::Bad(Problem::new(raw.place, format!("the feed cannot be read: {what}")))),
    };
    let home =
        feed.links.iter().find(|link| link.rel.as_deref() != Some("self")).and_then(|link| address::resolve(raw.address, &link.href));
    let base = raw.address.map(str::to_owned).or(home);
    let site = feed.title.as_ref().map(|title| html::plain(&title.content)).filter(|title| !title.is_empty());
    let mut count = 0;
    for (number, entry) in feed.entries.iter().take(ENTRIES).enumerate() {
        count += usize::from(one(raw, entry, number, base.as_deref(), site.as_deref(), feed.language.as_deref(), take));
    }
    if count == 0 {
        take(Given::Bad(Problem::new(raw.place, "the feed has no entry with an address or a text")));
    }
}

/// Hands over what an entry has, and says whether that is anything.
fn one(
    raw: &Raw<'_>,
    entry: &Entry,
    number: usize,
    base: Option<&str>,
    site: Option<&str>,
    language: Option<&str>,
    take: &mut dyn FnMut(Given),
) -> bool {
    let day = |written: String| written.get(..10).and_then(|day| day.parse::<PartialDate>().ok());
    let published = entry.published.as_ref().map(|time| time.to_rfc3339()).and_then(day);
    let updated = entry.updated.as_ref().map(|time| time.to_rfc3339()).and_then(day);
    let title = entry.title.as_ref().map(|title| html::plain(&title.content).replace('\n', " ")).filter(|title| !title.is_empty());
    let to = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate")).or_else(|| entry.links.first());
    let to = to.and_then(|link| address::resolve(base, &link.href));
    if let Some(address) = &to {
        let modified = entry.updated.as_ref().map(|time| time.to_rfc3339());
        take(Given::Link(Link { address: address.clone(), title: title.clone(), published: published.or(updated), modified, list: false }));
    }
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).map(html::plain).unwrap_or_default();
    let summary = entry.summary.as_ref().map(|summary| html::plain(&summary.content)).unwrap_or_default();
    let text = if content.len() >= summary.len() { content } else { summary };
    if text.trim().is_empty() || to.is_some() && text.len() < WHOLE {
        return to.is_some();
    }
    let found = |value: Option<String>| value.map(|value| Found::new(value, Origin::Feed));
    let author: Vec<&str> =
        entry.authors.iter().map(|person| person.name.as_deref().unwrap_or_default()).filter(|name| !name.trim().is_empty()).collect();
    let metadata = Metadata {
        medium: "feed".to_owned(),
        title: found(title),
        author: found((!author.is_empty()).then(|| author.join(", "))),
        site: found(site.map(str::to_owned)),
        canonical: found(to),
        language: found(language.and_then(|code| code.split(['-', '_']).next()).map(str::to_ascii_lowercase)),
        published: published.or(updated).map(|value| Found { value, from: Origin::Feed, doubtful: published.is_none() }),
        parts: Vec::new(),
    };
    let mut document = document(raw, text, metadata);
    document.label = format!("{}:{}", document.label, number + 1);
    // The feed's own address is not where its entries are.
    document.url = document.metadata.as_ref().and_then(|metadata| metadata.canonical.as_ref()).map(|found| found.value.clone());
    take(Given::Document(document));
    true
}

/// The source without its XML declaration: its characters are read already, and the parser would read them once more as what is declared.
fn undeclared(source: &str) -> &str {
    let start = source.trim_start_matches('\u{feff}').trim_start();
    let declared = start.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    declared.map_or(source, |(_, rest)| rest)
}

/// The feed; one that is broken by a bare `&`, by control characters or by its version is put right and read again. Of one that breaks off, what there is,
/// and what to say of it.
fn parse(source: &str, address: Option<&str>) -> Result<(Feed, Option<String>), String> {
    let parser = || feed_rs::parser::Builder::new().base_uri(address).build();
    let first = match parser().parse(source.as_bytes()) {
        Ok(feed) if !feed.entries.is_empty() => return Ok((feed, None)),
        Ok(feed) => Ok((feed, None)),
        Err(error) => Err(error.to_string()),
    };
    let source = with_known_version(source);
    let repaired = repair(&source);
    let second = parser().parse(repaired.as_bytes());
    match (second, first) {
        (Ok(feed), first) if first.is_err() || !feed.entries.is_empty() => Ok((feed, None)),
        (_, Ok(first)) => Ok(first),
        (_, Err(why)) => match closed(&repaired).and_then(|closed| parser().parse(closed.as_bytes()).ok()) {
            Some(feed) if !feed.entries.is_empty() => {
                let what = format!("the feed breaks off or is broken ({why}); {} of it can be read", entries(&feed));
                Ok((feed, Some(what)))
            }
            _ => Err(why),
        },
    }
}

fn entries(feed: &Feed) -> String {
    if feed.entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", feed.entries.len()) }
}

/// RSS of a version that the parser does not know, or of none, as of the last one: they differ in nothing that is read here.
fn with_known_version(source: &str) -> Cow<'_, str> {
    let tag = source.find("<rss").and_then(|at| Some(at..at + source[at..].find('>')?));
    let Some(tag) = tag else { return Cow::Borrowed(source) };
    let inside = &source[tag.clone()];
    let known = |version: &str| inside.contains(&format!("version=\"{version}\"")) || inside.contains(&format!("version='{version}'"));
    if ["2.0", "0.91", "0.92"].into_iter().any(known) || !inside["<rss".len()..].starts_with([' ', '\t', '\r', '\n']) && inside != "<rss" {
        return Cow::Borrowed(source);
    }
    let rest = [' ', '\t', '\r', '\n'].iter().fold(inside["<rss".len()..].to_owned(), |rest, blank| {
        rest.replacen(&format!("{blank}version="), &format!("{blank}said-version="), 1)
    });
    Cow::Owned(format!("{}<rss version=\"2.0\"{rest}{}", &source[..tag.start], &source[tag.end..]))
}

/// A feed that breaks off, up to its last whole entry, and closed there.
fn closed(source: &str) -> Option<String> {
    let ends = [("</item>", "</channel></rss>"), ("</item>", "</rdf:RDF>"), ("</entry>", "</feed>")];
    let begins = ["<rss", "<rdf:RDF", "<feed"];
    let (_, (last, close)) = begins.into_iter().zip(ends).find(|(begin, _)| source.contains(begin))?;
    let end = source.rfind(last)? + last.len();
    Some(format!("{}{close}", &source[..end]))
}

/// XML with every `&` that begins no reference written out, names of HTML's references read, and without what XML does not allow.
fn repair(source: &str) -> Cow<'_, str> {
    let trimmed = source.trim_start();
    let bad = |letter: char| letter < ' ' && !matches!(letter, '\n' | '\r' | '\t') || matches!(letter, '\u{fffe}' | '\u{ffff}');
    if trimmed.starts_with('{') || !trimmed.contains('&') && !trimmed.contains(bad) {
        return if trimmed.len() == source.len() { Cow::Borrowed(source) } else { Cow::Owned(trimmed.to_owned()) };
    }
    let mut out = String::with_capacity(trimmed.len() + 64);
    let mut rest = trimmed;
    while let Some(at) = rest.find(['&', '<']) {
        out.extend(rest[..at].chars().filter(|letter| !bad(*letter)));
        rest = &rest[at..];
        // What stands in CDATA is no markup.
        if rest.starts_with("<![CDATA[") {
            let end = rest.find("]]>").map_or(rest.len(), |end| end + 3);
            out.extend(rest[..end].chars().filter(|letter| !bad(*letter)));
            rest = &rest[end..];
            continue;
        }
        if rest.starts_with('<') {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let name: &str = rest[1..].split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '#').next().unwrap_or_default();
        let closed = rest[1 + name.len()..].starts_with(';') && !name.is_empty() && name.len() < 32;
        let known = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
            || name.strip_prefix("#x").is_some_and(|hex| u32::from_str_radix(hex, 16).is_ok_and(is_allowed))
            || name.strip_prefix('#').is_some_and(|number| number.parse().is_ok_and(is_allowed));
        if closed && known {
            out.push_str(&rest[..name.len() + 2]);
            rest = &rest[name.len() + 2..];
        } else if closed {
            let whole = &rest[..name.len() + 2];
            let read = html_escape::decode_html_entities(whole);
            if read == whole {
                out.push_str(&whole.replacen('&', "&amp;", 1))
            } else {
                out.push_str(&html_escape::encode_text(&read))
            }
            rest = &rest[name.len() + 2..];
        } else {
            out.push_str("&amp;");
            rest = &rest[1..];
        }
    }
    out.extend(rest.chars().filter(|letter| !bad(*letter)));
    Cow::Owned(out)
}

fn is_allowed(number: u32) -> bool {
    matches!(number, 9 | 10 | 13 | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x10000..=0x0010_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: &str) -> Vec<Given> {
        let mut out = Vec::new();
        read(
            &Raw { bytes: source.as_bytes(), place: "feed.xml", address: Some("https://example.org/feed"), content_type: None },
            &mut |one| out.push(one),
        );
        out
    }

    #[test]
    fn entries_are_links_and_long_ones_documents() {
        let text = "Kosovo received 246 Javelin missiles from the United States on Thursday, the ministry said. ".repeat(6);
        let source = format!(
            "<?xml version='1.0'?><rss version='2.0'><channel><title>A & B News</title><link>https://example.org/</link>\
            <item><title>One & two</title><link>/a?x=1&y=2</link><pubDate>Thu, 11 Jan 2024 10:00:00 GMT</pubDate><description>Short.</description></item>\
            <item><title>Long&nbsp;one</title><link>https://example.org/b</link><description>&lt;p&gt;{text}&lt;/p&gt;</description></item></channel></rss>"
        );
        let given = given(&source);
        let [Given::Link(first), Given::Link(second), Given::Document(document)] = given.as_slice() else { panic!("{given:?}") };
        assert_eq!((first.address.as_str(), first.title.as_deref()), ("https://example.org/a?x=1&y=2", Some("One & two")));
        assert_eq!(first.published.map(|date| date.to_string()).as_deref(), Some("2024-01-11"));
        assert_eq!(second.address, "https://example.org/b");
        assert_eq!(
            (document.url.as_deref(), document.source.as_deref(), document.text.trim()),
            (Some("https://example.org/b"), Some("A & B News"), text.trim())
        );
    }

    #[test]
    fn a_feed_in_any_characters_is_read_once() {
        let source = "<?xml version='1.0' encoding='SET'?><rss version='2.0'><channel><title>T</title><item><title>Zażółć</title><link>https://example.org/a</link></item></channel></rss>";
        let latin = encoding_rs::ISO_8859_2.encode(&source.replace("SET", "iso-8859-2")).0.into_owned();
        let wide: Vec<u8> =
            "\u{feff}".encode_utf16().chain(source.replace("SET", "utf-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [latin, wide, source.replace("SET", "utf-8").into_bytes()] {
            let mut out = Vec::new();
            read(&Raw { bytes: &bytes, place: "feed.xml", address: None, content_type: None }, &mut |one| out.push(one));
            let [Given::Link(link)] = out.as_slice() else { panic!("{out:?}") };
            assert_eq!(link.title.as_deref(), Some("Zażółć"));
        }
    }

    #[test]
    fn a_feed_of_another_version_or_that_breaks_off_is_read_as_far_as_it_goes() {
        let items = "<item><title>One</title><link>https://example.org/a</link></item><item><title>Two</title><link>https://example.org/b</link></item>";
        let links = |source: &str| given(source).iter().filter(|one| matches!(one, Given::Link(_))).count();
        for start in ["<rss>", "<rss version='0.94'>", "<rss\n version=\"2.01\" xmlns:a='b'>", "<rss version='2.0'>"] {
            assert_eq!(links(&format!("{start}<channel><title>T</title>{items}</channel></rss>")), 2, "{start}");
        }
        let atom = "<entry><id>1</id><title>One</title><link href='https://example.org/a'/></entry>";
        for (whole, wanted) in [
            (format!("<rss version='2.0'><channel>{items}<item><title>Thr"), 2),
            (format!("<rss version='0.93'><channel>{items}<item><link>https://exa"), 2),
            (format!("<feed xmlns='http://www.w3.org/2005/Atom'><id>0</id>{atom}<entry><content>A & B <![CDATA[ x"), 1),
        ] {
            let given = given(&whole);
            let [Given::Bad(problem), rest @ ..] = given.as_slice() else { panic!("{given:?}") };
            assert!(problem.what.starts_with("the feed breaks off") && problem.what.ends_with("read") && rest.len() == wanted, "{given:?}");
        }
    }

    #[test]
    fn feeds_that_are_none_are_told() {
        for source in ["<rss>", "<rss><channel/></rss>", "<feed", "{\"version\": \"https://jsonfeed.org/version/1\"}"] {
            assert!(matches!(given(source).as_slice(), [Given::Bad(_)]), "{source}");
        }
    }
}
