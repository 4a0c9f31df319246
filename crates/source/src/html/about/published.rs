//! The day on which a page was published, from whatever it says of it, with a doubt where that does not agree.

use super::super::dom::{self, Id};
use super::super::meta::Head;
use super::super::page::Page;
use super::super::tag::Tag;
use crate::date;
use crate::names::{is_one_of, names};
use jiff::civil::Date;
use materiel_model::{Found, Origin, PartialDate};

/// The day, where it was found, and whether to doubt it; `address` is the page's own.
pub(super) fn published(page: &Page<'_>, head: &Head, source: &str, address: Option<&str>) -> Option<Found<PartialDate>> {
    let mut all: Vec<(Date, Origin)> = Vec::new();
    let push = |all: &mut Vec<(Date, Origin)>, date: Option<Date>, from: Origin| all.extend(date.map(|date| (date, from)));
    push(&mut all, address.and_then(date::in_address), Origin::Address);
    push(&mut all, names().published.meta.iter().filter_map(|name| head.first(&[name])).find_map(date::value), Origin::Meta);
    push(&mut all, head.json.published.as_deref().and_then(date::value), Origin::JsonLd);
    let sure = all.len();
    let (time, sure_time) = marked(page);
    push(&mut all, time, Origin::Time);
    if sure == 0 && !sure_time {
        push(&mut all, by_class(page), Origin::Byline);
        push(&mut all, unnamed(head), Origin::Meta);
        push(&mut all, keyed(source), Origin::Field);
        push(&mut all, announced(page), Origin::Text);
        push(&mut all, head.json.modified.as_deref().and_then(date::value), Origin::JsonLd);
        push(&mut all, names().modified.meta.iter().filter_map(|name| head.first(&[name])).find_map(date::value), Origin::Meta);
        push(&mut all, head.first(&["og:image", "twitter:image"]).and_then(date::in_address), Origin::Address);
        push(&mut all, anywhere(page), Origin::Text);
        push(&mut all, commonest(source), Origin::Text);
        push(&mut all, linked(source), Origin::Text);
    }
    let (date, from) = *all.first()?;
    let agree = all[1..].iter().filter(|(other, _)| near(*other, date)).count();
    let disagree = all[1..].len() - agree;
    let weak = matches!(from, Origin::Text | Origin::Byline | Origin::Time) || sure == 0;
    let doubtful = if weak { agree == 0 } else { disagree > agree };
    let date = date.to_string().parse().ok()?;
    Some(Found { value: date, from, doubtful })
}

/// Time zones put the same moment on neighbouring days.
fn near(one: Date, other: Date) -> bool {
    (one - other).get_days().abs() <= 1 && (one - other).get_months() == 0
}

/// The date of the first `<time>`, or of what is marked as one, and whether it is marked as that of publication.
fn marked(page: &Page<'_>) -> (Option<Date>, bool) {
    let mut out = None;
    for id in 1..page.dom.nodes.len() {
        let tag = page.dom.nodes[id].tag;
        let prop = page.dom.get(id, "itemprop").unwrap_or_default();
        let published = prop.eq_ignore_ascii_case("datePublished")
            || page.dom.get(id, "pubdate").is_some()
            || page.names(id).class.split([' ', '-', '_']).any(|word| is_one_of(word, &names().published.words));
        let is = tag == Tag::Time || published && tag != Tag::Text || tag == Tag::Abbr && page.dom.get(id, "title").is_some();
        if !is
            || prop.eq_ignore_ascii_case("dateModified")
            || page.names(id).class.split([' ', '-', '_']).any(|word| is_one_of(word, &names().modified.words)) && !published
        {
            continue;
        }
        let written = ["datetime", "content", "data-datetime", "data-timestamp", "title"]
            .iter()
            .find_map(|name| page.dom.get(id, name).and_then(date::value));
        let words = if tag == Tag::Meta { None } else { Some(page.dom.words(id)).filter(|words| words.len() < 120) };
        // What is shown as the day of publication goes before what is hidden, which may be that of a change.
        let shown =
            words.as_deref().and_then(date::first).filter(|found| date::announces(&words.as_deref().unwrap_or_default()[..found.start]));
        let date = shown.map(|found| found.date).or(written).or_else(|| words.as_deref().and_then(date::value));
        if published && date.is_some() {
            return (date, true);
        }
        if out.is_none() && !is_aside(page, id) {
            out = date;
        }
    }
    (out, false)
}

/// True for what stands in a part of the page that lists other things.
fn is_aside(page: &Page<'_>, id: Id) -> bool {
    page.dom.above(id).take(12).any(|above| match page.dom.nodes[above].tag {
        Tag::Aside | Tag::Footer | Tag::Nav => true,
        _ => super::super::patterns::patterns().is_surely_clutter(page.names(above)),
    })
}

/// The date in the first element that is called after one.
fn by_class(page: &Page<'_>) -> Option<Date> {
    let mut second = None;
    for id in 1..page.dom.nodes.len() {
        if page.dom.nodes[id].tag == Tag::Text || page.dom.nodes[id].end - id > 60 {
            continue;
        }
        let called = page.names(id);
        let word = |word: &str| is_one_of(word, &names().published.dated) || is_called_date(word);
        if ![called.class, called.id].iter().any(|name| !name.is_empty() && name.split([' ', '-', '_']).any(word)) {
            continue;
        }
        let attribute = || ["datetime", "content", "title"].iter().find_map(|name| page.dom.get(id, name).and_then(date::value));
        let words = page.dom.words(id);
        let found = (words.len() < 400).then(|| date::first(&words)).flatten().map(|found| found.date);
        if let Some(date) = found.or_else(attribute) {
            if !is_aside(page, id) {
                return Some(date);
            }
            second = second.or(Some(date));
        }
    }
    second
}

/// True for names such as `newsdatum` and `PublishDate`, not `candidate`.
fn is_called_date(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let any = |words: &[String]| words.iter().any(|part| lower.contains(part.as_str()));
    lower.len() > 4 && any(&names().published.has) && !any(&names().published.not)
}

/// The first date after a word that announces the day of publication.
fn announced(page: &Page<'_>) -> Option<Date> {
    let words = visible(page);
    date::dates(&words, 500).into_iter().find(|found| date::announces(&words[..found.start])).map(|found| found.date)
}

/// The date of a `<meta>` of no known name that holds nothing else.
fn unnamed(head: &Head) -> Option<Date> {
    let is = |(name, content): &&(String, String)| {
        let bytes = content.as_bytes();
        bytes.len() >= 10
            && bytes.len() <= 35
            && bytes[..4].iter().all(u8::is_ascii_digit)
            && bytes[4] == b'-'
            && !names().modified.other.iter().any(|word| name.contains(word.as_str()))
    };
    head.metas.iter().filter(is).find_map(|(_, content)| date::value(content))
}

/// The first date of the source that stands beside such a name.
fn keyed(source: &str) -> Option<Date> {
    let found = KEYED
        .get_or_init(|| aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(&names().published.fields).ok())
        .as_ref()?;
    found.find_iter(source).take(200).find_map(|hit| {
        let rest = &source[hit.end()..];
        let rest = crate::begin(rest, 40);
        let rest = rest
            .trim_start_matches(['"', '\\', '\'', ' ', ':', '='])
            .trim_start_matches("&quot;")
            .trim_start_matches([':', ' '])
            .trim_start_matches("&quot;");
        let rest = rest.trim_start_matches(['"', '\\', '\'']);
        let iso = rest.len() >= 10 && rest.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        iso.then(|| date::value(rest.get(..10)?)).flatten()
    })
}

static KEYED: std::sync::OnceLock<Option<aho_corasick::AhoCorasick>> = std::sync::OnceLock::new();

/// The date `YYYY-MM-DD` that the source has most often, the latest where several are as frequent.
fn commonest(source: &str) -> Option<Date> {
    let bytes = source.as_bytes();
    let mut counts: std::collections::BTreeMap<Date, u32> = std::collections::BTreeMap::new();
    for at in memchr::memchr_iter(b'-', bytes).take(100_000).filter(|at| *at >= 4 && at + 6 <= bytes.len()) {
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        let alone = at < 5 || !bytes[at - 5].is_ascii_alphanumeric() && bytes[at - 5] != b'-';
        if alone
            && bytes[at + 3] == b'-'
            && digits(at - 4..at)
            && digits(at + 1..at + 3)
            && digits(at + 4..at + 6)
            && let Some(date) = source.get(at - 4..at + 6).and_then(date::value)
        {
            *counts.entry(date).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(date, count)| (*count, *date)).map(|(date, _)| date)
}

/// The first date `YYYY/MM/DD` of the source, as addresses and scripts write it.
fn linked(source: &str) -> Option<Date> {
    let bytes = source.as_bytes();
    let run = |at: usize| {
        source.get(at + 1..at + 9).filter(|run| bytes.get(at + 9) == Some(&b'/') && run.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let compact = || memchr::memchr_iter(b'/', bytes).take(100_000).find_map(|at| date::value(run(at)?));
    let parted = memchr::memchr_iter(b'/', bytes)
        .take(100_000)
        .filter(|at| *at >= 5 && at + 6 <= bytes.len() && bytes[at + 3] == b'/')
        .find_map(|at| {
            let whole = !bytes[at - 5].is_ascii_alphanumeric() && bytes.get(at + 6).is_none_or(|next| !next.is_ascii_digit());
            let digits = bytes[at - 4..at].iter().chain(&bytes[at + 1..at + 3]).chain(&bytes[at + 4..at + 6]).all(u8::is_ascii_digit);
            if whole && digits { date::value(source.get(at - 4..at + 6)?) } else { None }
        });
    parted.or_else(compact)
}

/// The date that a page has most often, the first of them where several are as frequent.
fn anywhere(page: &Page<'_>) -> Option<Date> {
    let words = visible(page);
    let found: Vec<Date> = date::dates(&words, 500).into_iter().map(|found| found.date).collect();
    let count = |date: &Date| found.iter().filter(|other| *other == date).count();
    let most = found.iter().map(count).max()?;
    found.iter().find(|date| count(date) == most).copied()
}

/// The words of a page that a reader sees.
fn visible(page: &Page<'_>) -> String {
    let mut out = String::new();
    for id in 1..page.dom.nodes.len() {
        let node = &page.dom.nodes[id];
        if node.tag == Tag::Text
            && out.len() < 400_000
            && !matches!(page.dom.nodes[node.parent].tag, Tag::Title | Tag::Option | Tag::Textarea | Tag::Script | Tag::Style)
        {
            dom::push_words(&mut out, &node.text);
            out.push('\n');
        }
    }
    out
}
