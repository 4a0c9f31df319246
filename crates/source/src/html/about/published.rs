//! The day on which a page was published, from whatever it says of it, with a doubt where that does not agree.

use super::super::dom;
use super::super::meta::Head;
use super::super::page::Page;
use super::super::tag::Tag;
use super::headline::{self, Headline, Placed, is_of_change};
use crate::date::{self, Dated};
use crate::names::names;
use jiff::civil::Date;
use materiel_model::{Found, Origin, PartialDate};

/// The day, where it was found, and whether to doubt it; `title` and `address` are the page's own.
pub(super) fn published(
    page: &Page<'_>,
    head: &Head,
    source: &str,
    title: Option<&str>,
    address: Option<&str>,
) -> Option<Found<PartialDate>> {
    let mut all: Vec<(Date, Origin)> = Vec::new();
    let push = |all: &mut Vec<(Date, Origin)>, date: Option<Date>, from: Origin| all.extend(date.map(|date| (date, from)));
    push(&mut all, address.and_then(date::in_address), Origin::Address);
    let named = |names: &[String]| names.iter().filter_map(|name| head.first(&[name])).find(|said| date::value(said).is_some());
    let local = |said: &str| local(source, said);
    push(&mut all, named(&names().published.meta).and_then(local), Origin::Meta);
    push(&mut all, head.json.published.as_deref().and_then(local), Origin::JsonLd);
    let sure = all.len();
    let headline = headline::Headline::find(page, title);
    let (marked, time) = marked(page, &headline);
    let close = |found: &Placed| found.0 < headline::CLOSE;
    let date = |found: Option<Placed>| found.map(|(_, date)| date);
    push(&mut all, date(marked.filter(close)), Origin::Time);
    push(&mut all, date(time.filter(close)), Origin::Time);
    let (mut called, mut only_changed) = (Called::default(), false);
    if sure == 0 && marked.filter(close).is_none() {
        called = by_class(page, &headline);
        let (own, changed) = headline.dateline(page);
        let nearest = |found: [Option<Placed>; 2]| found.into_iter().flatten().min_by_key(|(distance, _)| *distance);
        called.changed = nearest([called.changed, changed]);
        push(&mut all, date(nearest([called.nearest, own])), Origin::Byline);
    }
    push(&mut all, date(marked.filter(|found| !close(found))), Origin::Time);
    push(&mut all, date(time.filter(|found| !close(found))), Origin::Time);
    if sure == 0 && marked.is_none() {
        only_changed = all.is_empty() && called.changed.is_some();
        push(&mut all, date(called.changed), Origin::Byline);
        push(&mut all, called.first.or(called.aside), Origin::Byline);
        push(&mut all, unnamed(head), Origin::Meta);
        // The first of them is the day, and one that agrees takes all doubt of it: what would be looked for behind that changes nothing.
        let settled =
            |all: &[(Date, Origin)]| all.split_first().is_some_and(|(first, rest)| rest.iter().any(|other| near(other.0, first.0)));
        if !settled(&all) {
            push(&mut all, keyed(source), Origin::Field);
        }
        if !settled(&all) {
            let words = visible(page);
            let all_dates = date::dates(&words, 500);
            let after =
                |announces: fn(&str) -> bool| all_dates.iter().find(|found| announces(&words[..found.start])).map(|found| found.date);
            push(&mut all, after(date::announces), Origin::Text);
            push(&mut all, head.json.modified.as_deref().and_then(date::value), Origin::JsonLd);
            push(&mut all, names().modified.meta.iter().filter_map(|name| head.first(&[name])).find_map(date::value), Origin::Meta);
            push(&mut all, head.first(&["og:image", "twitter:image"]).and_then(date::in_address), Origin::Address);
            push(&mut all, after(date::announces_change).or_else(|| after(date::is_on)), Origin::Text);
            push(&mut all, most_written(&all_dates), Origin::Text);
        }
        if !settled(&all) {
            push(&mut all, commonest(source), Origin::Text);
            push(&mut all, linked(source), Origin::Text);
        }
    }
    let (date, from) = *all.first()?;
    let agree = all[1..].iter().filter(|(other, _)| near(*other, date)).count();
    let disagree = all[1..].len() - agree;
    let weak = matches!(from, Origin::Text | Origin::Byline | Origin::Time) || sure == 0;
    let doubtful = only_changed || if weak { agree == 0 } else { disagree > agree };
    let date = date.to_string().parse().ok()?;
    Some(Found { value: date, from, doubtful })
}

/// Time zones put the same moment on neighbouring days.
fn near(one: Date, other: Date) -> bool {
    (one - other).get_days().abs() <= 1 && (one - other).get_months() == 0
}

/// The day that a statement names. Where it tells the moment in UTC and the page tells the same moment in local time elsewhere, the day there: that is what
/// its readers saw.
fn local(source: &str, said: &str) -> Option<Date> {
    let day = date::value(said)?;
    let Some(moment) = date::Moment::read(said).filter(|moment| moment.offset == 0) else { return Some(day) };
    // Some zones are half an hour off.
    let told = moment.minutes().into_iter().find_map(|minute| {
        let clock = format!(":{minute:02}:{:02}", moment.second());
        let hits = memchr::memmem::find_iter(source.as_bytes(), clock.as_bytes()).take(200);
        hits.filter_map(|at| source.get(at.checked_sub("YYYY-MM-DDTHH".len())?..))
            .find_map(|rest| date::Moment::read(crate::begin(rest, 35)).filter(|other| other.offset != 0 && other.at == moment.at))
    });
    Some(told.map_or(day, |told| told.day))
}

/// The dates nearest to the headline of what is marked as the day of publication, and of `<time>`.
fn marked(page: &Page<'_>, headline: &Headline) -> (Option<Placed>, Option<Placed>) {
    let (mut sure, mut out): (Option<Placed>, Option<Placed>) = (None, None);
    for id in 1..page.dom.nodes.len() {
        let tag = page.dom.nodes[id].tag;
        // Without a tag or an attribute that says so it is none.
        if tag == Tag::Text || tag != Tag::Time && !page.dom.has_attributes(id) {
            continue;
        }
        let prop = page.dom.get(id, "itemprop").unwrap_or_default();
        let published = prop.eq_ignore_ascii_case("datePublished")
            || page.dom.get(id, "pubdate").is_some()
            || words_of(page.names(id).class).any(|word| names().published.words.has(word));
        let is = tag == Tag::Time || published || tag == Tag::Abbr && page.dom.get(id, "title").is_some();
        if !is
            || prop.eq_ignore_ascii_case("dateModified")
            || !published && words_of(page.names(id).class).any(|word| names().modified.words.has(word))
        {
            continue;
        }
        let written = ["datetime", "content", "data-datetime", "data-timestamp", "title"]
            .iter()
            .find_map(|name| page.dom.get(id, name).and_then(date::value));
        let words = if tag == Tag::Meta { None } else { page.dom.few_words(id, 120) };
        // What is shown as the day of publication goes before what is hidden, which may be that of a change.
        let shown =
            words.as_deref().and_then(date::first).filter(|found| date::announces(&words.as_deref().unwrap_or_default()[..found.start]));
        let date = shown.map(|found| found.date).or(written).or_else(|| words.as_deref().and_then(date::value));
        let Some(date) = date else { continue };
        let nearest = if published { &mut sure } else { &mut out };
        let distance = headline.distance(id);
        if nearest.is_none_or(|(least, _)| distance < least) && !headline.is_aside(page, id) {
            *nearest = Some((distance, date));
        }
    }
    (sure, out)
}

/// What the elements that are called after a date hold.
#[derive(Default)]
struct Called {
    /// The date nearest to the headline, of those close to it.
    nearest: Option<Placed>,
    /// The nearest of those that are said to be of a change.
    changed: Option<Placed>,
    /// The first of all, and the first within what lists other things.
    first: Option<Date>,
    aside: Option<Date>,
}

fn by_class(page: &Page<'_>, headline: &Headline) -> Called {
    let mut out = Called::default();
    for id in 1..page.dom.nodes.len() {
        if !page.dom.has_attributes(id) || page.dom.nodes[id].end - id > 60 {
            continue;
        }
        let distance = headline.distance(id);
        if out.first.is_some() && distance >= out.nearest.map_or(headline::CLOSE, |(least, _)| least) {
            continue;
        }
        let called = page.names(id);
        let word = |word: &str| names().published.dated.has(word) || is_called_date(word);
        if ![called.class, called.id].into_iter().any(|name| !name.is_empty() && words_of(name).any(word)) {
            continue;
        }
        let attribute = || ["datetime", "content", "title"].iter().find_map(|name| page.dom.get(id, name).and_then(date::value));
        let words = page.dom.few_words(id, 400).unwrap_or_default();
        let Some(date) = date::first(&words).map(|found| found.date).or_else(attribute) else { continue };
        if headline.is_aside(page, id) {
            out.aside = out.aside.or(Some(date));
            continue;
        }
        let near = if is_of_change(page, id, &words) { &mut out.changed } else { &mut out.nearest };
        if near.map_or(headline::CLOSE, |(least, _)| least) > distance {
            *near = Some((distance, date));
        }
        if out.changed.is_none_or(|(_, changed)| changed != date) {
            out.first = out.first.or(Some(date));
        }
    }
    out
}

/// The words that an element's names are made of.
fn words_of(names: &str) -> impl Iterator<Item = &str> {
    let parts = |letter: u8| matches!(letter, b' ' | b'-' | b'_');
    let mut rest = Some(names);
    std::iter::from_fn(move || {
        let names = rest?;
        let end = names.bytes().position(parts);
        rest = end.and_then(|end| names.get(end + 1..));
        names.get(..end.unwrap_or(names.len()))
    })
}

/// True for names such as `newsdatum` and `PublishDate`, not `candidate`.
fn is_called_date(word: &str) -> bool {
    let any = |words: &[String]| words.iter().any(|part| has_letters(word, part));
    word.len() > 4 && any(&names().published.has) && !any(&names().published.not)
}

/// True where a word has these small letters in a row, large or small.
fn has_letters(word: &str, part: &str) -> bool {
    part.is_empty() || word.as_bytes().windows(part.len()).any(|letters| letters.eq_ignore_ascii_case(part.as_bytes()))
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

/// The date that a text has most often, the first of them where several are as frequent.
fn most_written(found: &[Dated]) -> Option<Date> {
    let count = |date: Date| found.iter().filter(|other| other.date == date).count();
    let most = found.iter().map(|found| count(found.date)).max()?;
    found.iter().map(|found| found.date).find(|date| count(*date) == most)
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

#[cfg(test)]
mod tests {
    use crate::html::read;

    /// The day that a page with such a head and such parts around its headline gives, behind it whether to doubt it.
    fn of(head: &str, body: &str) -> Option<String> {
        let page = format!("<html><head><title>Norway orders howitzers</title>{head}</head><body>{body}</body></html>");
        read(&page, None).metadata.published.map(|found| format!("{}{}", found.value, if found.doubtful { "?" } else { "" }))
    }

    const HEADLINE: &str = "<h1>Norway orders howitzers</h1>";

    #[test]
    fn the_day_is_that_on_the_clocks_of_the_page() {
        let utc = r#"<meta property="article:published_time" content="2024-01-11T23:59:50+00:00">"#;
        let json =
            |moment: &str| format!(r#"{utc}<script type="application/ld+json">{{"@type":"Article","datePublished":"{moment}"}}</script>"#);
        assert_eq!(of(utc, HEADLINE).as_deref(), Some("2024-01-11"));
        assert_eq!(of(&json("2024-01-12T01:59:50+02:00"), HEADLINE).as_deref(), Some("2024-01-12"));
        // Half an hour off; another moment says nothing.
        assert_eq!(of(&json("2024-01-12T05:29:50+0530"), HEADLINE).as_deref(), Some("2024-01-12"));
        assert_eq!(of(&json("2024-01-12T02:59:50+02:00"), HEADLINE).as_deref(), Some("2024-01-11"));
        let time = format!(r#"{HEADLINE}<time datetime="2024-01-12T01:59:50.000+02:00">12 Jan</time>"#);
        assert_eq!(of(utc, &time).as_deref(), Some("2024-01-12"));
    }

    #[test]
    fn what_stands_beside_the_headline_goes_before_what_stands_elsewhere() {
        let elsewhere = r#"<div class="date">Monday, 5 February 2024</div><ul><li><a href="/1">Exercise of 3 March 2021</a></li></ul>"#;
        let filler = "<p>Words of the article stand here.</p>".repeat(80);
        for near in [
            format!("{HEADLINE}<p>Thursday, January 11, 2024</p><p>OSLO - Deliveries began.</p>"),
            format!("{HEADLINE}<small>January 11, 2024 at 08:45 AM | <a href=/c>artillery</a></small>"),
            format!("<p><span>11. Januar 2024</span></p>{HEADLINE}"),
            format!(r#"<span class="metadata">Oslo, 11.01.2024</span>{HEADLINE}<p>They meet on <b>Monday, 15.01.2024</b> in Seoul.</p>"#),
            format!(
                "{HEADLINE}<p>Since <b>3 May 2022</b> {}</p><ul><li>11 January 2024</li></ul>",
                "they had talked about it. ".repeat(12)
            ),
            format!(r#"{HEADLINE}<a rel="bookmark" href="/x">11 January 2024</a>"#),
        ] {
            let page = format!("{elsewhere}{filler}{near}{filler}");
            assert_eq!(of("", &page).map(|day| day.trim_end_matches('?').to_owned()).as_deref(), Some("2024-01-11"), "{near}");
        }
    }

    #[test]
    fn the_nearest_of_several_times_is_the_pages_own() {
        let teaser = r#"<li><a href="/2">Other news <time datetime="2024-02-22" pubdate>22 February</time></a></li>"#;
        let post = r#"<blockquote><time datetime="2023-11-05">5 Nov 2023</time> a post of somebody</blockquote>"#;
        let filler = "<p>Words of the article stand here.</p>".repeat(80);
        let page = format!(
            r#"<ul>{teaser}</ul>{filler}{HEADLINE}{post}<p>Le <time datetime="2024-01-11">11 janvier</time></p>{filler}<ul>{teaser}</ul>"#
        );
        assert_eq!(of("", &page).map(|day| day.trim_end_matches('?').to_owned()).as_deref(), Some("2024-01-11"));
        // What the whole page is called does not make its article a list of others.
        let page = format!(
            r#"<div class="with-sidebar">{HEADLINE}<time class="entry-date published" datetime="2024-01-11">11 Jan</time><p>12 January 2024</p></div>"#
        );
        assert_eq!(of("", &page).as_deref(), Some("2024-01-11?"));
    }

    #[test]
    fn the_day_of_a_change_is_the_last_resort_and_doubtful() {
        let changed = r#"<p class="date"><span>Last updated on:</span> <b class="date">29 November 2025</b></p>"#;
        let page = format!(r#"{HEADLINE}{changed}<p class="date">Published: 11 January 2024</p>"#);
        assert_eq!(of("", &page).map(|day| day.trim_end_matches('?').to_owned()).as_deref(), Some("2024-01-11"));
        assert_eq!(of("", &format!("{HEADLINE}{changed}")).as_deref(), Some("2025-11-29?"));
        assert_eq!(of("", &format!("{HEADLINE}<p>Updated 29 November 2025</p><p>11 January 2024</p>")).as_deref(), Some("2024-01-11?"));
    }

    #[test]
    fn a_day_that_is_announced_goes_before_one_that_is_told() {
        let told = "<p>It was adopted on 20 December 1996 in Geneva, and that of 20 December 1996 is in force.</p>";
        assert_eq!(of("", &format!("{told}<p>Updated: $Date: 18.11.2016 06:31:41 $</p>")).as_deref(), Some("2016-11-18?"));
        assert_eq!(of("", &format!("{told}<p>Last modified on 18 November 2016 by the editors.</p>")).as_deref(), Some("2016-11-18?"));
        assert_eq!(of("", &format!("{told}<p>Opublikowano w dniu 18.11.2016 przez redakcję</p>")).as_deref(), Some("2016-11-18?"));
        assert_eq!(of("", told).as_deref(), Some("1996-12-20"));
    }

    #[test]
    fn many_parts_around_a_long_text_do_not_each_read_it() {
        let words = "words of an article ".repeat(20_000);
        for (tag, names) in [("h1", ""), ("time", ""), ("div", " class=published"), ("div", " class=date")] {
            let page = format!("{}{words}{}", format!("<{tag}{names}>").repeat(20_000), format!("</{tag}>").repeat(20_000));
            assert_eq!(of("", &page), None, "{tag}");
        }
    }
}
