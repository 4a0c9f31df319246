//! Title, author, site, address, language and day of publication of a page, each with where it was found and whether to doubt it.

use super::dom::Id;
use super::meta::{Head, line};
use super::page::Page;
use super::tag::Tag;
use crate::date;
use jiff::civil::Date;
use materiel_model::{Found, Metadata, Origin, PartialDate};

/// What a page says about itself. `address` is where it was fetched from.
pub(crate) fn about(page: &Page<'_>, head: &Head, source: &str, address: Option<&str>) -> Metadata {
    let canonical = canonical(head, address);
    let place = address.map(str::to_owned).or_else(|| canonical.as_ref().map(|found| found.value.clone()));
    Metadata {
        medium: "html".to_owned(),
        title: title(page, head),
        author: author(page, head),
        site: site(head),
        language: language(head),
        published: published(page, head, source, place.as_deref()),
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
    let graph = found(head.first(&["og:title", "twitter:title", "dc.title", "dcterms.title", "headline"]), Origin::OpenGraph);
    let headings: Vec<Id> = (1..page.dom.nodes.len()).filter(|id| page.dom.nodes[*id].tag == Tag::H1).take(3).collect();
    let heading = match headings.as_slice() {
        [one] => found(Some(&page.dom.words(*one)), Origin::Heading),
        _ => None,
    };
    let meta = found(head.title.as_deref(), Origin::Meta);
    let site = site(head);
    let mut out = [json, graph, heading.clone(), meta].into_iter().flatten().next()?;
    // The site's name behind a bar is none of the title's.
    for bar in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((front, back)) = out.value.rsplit_once(bar) {
            let named = site.as_ref().is_some_and(|site| site.value.eq_ignore_ascii_case(back.trim()));
            let heads = heading.as_ref().is_some_and(|heading| heading.value == front.trim());
            if named || heads || out.from == Origin::Meta && bar != " - " && front.len() > back.len() {
                out.value = front.trim().to_owned();
                break;
            }
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
    graph.or_else(json).or_else(|| found(head.first(&["application-name", "dc.publisher", "publisher", "dcterms.publisher"]), Origin::Meta))
}

fn author(page: &Page<'_>, head: &Head) -> Option<Found<String>> {
    let json = found(head.json.author.as_deref(), Origin::JsonLd);
    let meta = || {
        let named = head.first(&[
            "author",
            "article:author",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
            "citation_author",
        ]);
        found(named.filter(|name| !name.starts_with("http")), Origin::Meta)
    };
    let byline = || {
        let is = |id: &Id| {
            let names = page.names(*id);
            page.dom.get(*id, "rel") == Some("author")
                || page.dom.get(*id, "itemprop") == Some("author")
                || [names.class, names.id].iter().any(|name| {
                    name.split([' ', '-', '_']).any(|word| word.eq_ignore_ascii_case("byline") || word.eq_ignore_ascii_case("author"))
                })
        };
        let element =
            (1..page.dom.nodes.len()).filter(|id| page.dom.nodes[*id].tag != Tag::Text && page.dom.nodes[*id].tag != Tag::Meta).find(is)?;
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

/// Names of `<meta>` that hold the day of publication, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "bt:pubdate",
    "sailthru.date",
    "article.published",
    "published-date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "datepublished",
    "date_published",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "pub_date",
    "publication_date",
    "publicationdate",
    "publication-date",
    "published_date",
    "published_time",
    "published",
    "article.created",
    "article_date_original",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date.publication",
    "dcsext.articlefirstpublished",
    "dcsext.articlefirst",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "date.available",
    "date.issued",
    "date",
    "og:pubdate",
    "og:publish_date",
    "og:regdate",
    "issue_date",
    "displaydate",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "originalpublicationdate",
    "firstpublished",
    "release_date",
    "releasedate",
    "prism.publicationdate",
    "timestamp",
    "ptime",
    "rbpubdate",
    "uploaddate",
    "video:release_date",
    "date_created",
    "datecreated",
    "created",
    "created_time",
    "content_create_date",
    "eprints.date",
    "gentime",
    "dateissued",
    "dateposted",
    "publisheddate",
    "article:post_date",
    "article:publicationdate",
    "article:publish_date",
    "article:published_date",
    "article:published",
    "article:post-date",
];

/// Names of `<meta>` that hold the day of the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "lastmod",
    "last-modified",
    "lastmodified",
    "dc.date.modified",
    "dcterms.modified",
    "datemodified",
    "modified",
    "revision_date",
    "last_updated",
    "moddate",
    "updated_time",
    "modificationdate",
    "utime",
    "lastdate",
    "content_update_date",
];

fn published(page: &Page<'_>, head: &Head, source: &str, address: Option<&str>) -> Option<Found<PartialDate>> {
    let mut all: Vec<(Date, Origin)> = Vec::new();
    let push = |all: &mut Vec<(Date, Origin)>, date: Option<Date>, from: Origin| all.extend(date.map(|date| (date, from)));
    push(&mut all, address.and_then(date::in_address), Origin::Address);
    push(&mut all, PUBLISHED.iter().filter_map(|name| head.first(&[name])).find_map(date::value), Origin::Meta);
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
        push(&mut all, MODIFIED.iter().filter_map(|name| head.first(&[name])).find_map(date::value), Origin::Meta);
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

/// Words of names of elements that hold the day of publication.
const PUBLICATION: &[&str] = &["published", "dtreviewed", "publishdate", "pubdate", "publicationdate", "datepublished"];

/// The date of the first `<time>`, or of what is marked as one, and whether it is marked as that of publication.
fn marked(page: &Page<'_>) -> (Option<Date>, bool) {
    let mut out = None;
    for id in 1..page.dom.nodes.len() {
        let tag = page.dom.nodes[id].tag;
        let prop = page.dom.get(id, "itemprop").unwrap_or_default();
        let published = prop.eq_ignore_ascii_case("datePublished")
            || page.dom.get(id, "pubdate").is_some()
            || page.names(id).class.split([' ', '-', '_']).any(|word| PUBLICATION.iter().any(|known| word.eq_ignore_ascii_case(known)));
        let is = tag == Tag::Time || published && tag != Tag::Text || tag == Tag::Abbr && page.dom.get(id, "title").is_some();
        if !is
            || prop.eq_ignore_ascii_case("dateModified")
            || page.names(id).class.split([' ', '-', '_']).any(|word| word == "updated" || word == "modified") && !published
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
        _ => super::patterns::patterns().is_surely_clutter(page.names(above)),
    })
}

/// Words of names of elements that hold a date.
const DATED: &[&str] = &[
    "date",
    "dateline",
    "datum",
    "time",
    "timestamp",
    "published",
    "publish",
    "pubdate",
    "postdate",
    "entrydate",
    "posted",
    "byline",
    "meta",
    "submitted",
    "info",
    "fecha",
    "data",
    "datetime",
    "created",
    "postmetadata",
    "zeit",
    "subline",
    "article-date",
    "publication",
    "postmeta",
    "metadata",
    "details",
    "detail",
    "byline-date",
    "footer",
];

/// The date in the first element that is called after one.
fn by_class(page: &Page<'_>) -> Option<Date> {
    let mut second = None;
    for id in 1..page.dom.nodes.len() {
        if page.dom.nodes[id].tag == Tag::Text || page.dom.nodes[id].end - id > 60 {
            continue;
        }
        let names = page.names(id);
        let word = |word: &str| DATED.iter().any(|dated| word.eq_ignore_ascii_case(dated)) || is_called_date(word);
        if ![names.class, names.id].iter().any(|name| !name.is_empty() && name.split([' ', '-', '_']).any(word)) {
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
    let other = ["update", "candidate", "validate", "mandate"];
    lower.len() > 4 && (lower.contains("datum") || lower.contains("date")) && !other.iter().any(|other| lower.contains(other))
}

/// The first date after a word that announces the day of publication.
fn announced(page: &Page<'_>) -> Option<Date> {
    let words = visible(page);
    date::dates(&words, 500).into_iter().find(|found| date::announces(&words[..found.start])).map(|found| found.date)
}

/// The date of a `<meta>` of no known name that holds nothing else.
fn unnamed(head: &Head) -> Option<Date> {
    let other = ["modif", "updat", "expir", "event", "end", "start", "verif", "version", "build", "birth"];
    let is = |(name, content): &&(String, String)| {
        let bytes = content.as_bytes();
        bytes.len() >= 10
            && bytes.len() <= 35
            && bytes[..4].iter().all(u8::is_ascii_digit)
            && bytes[4] == b'-'
            && !other.iter().any(|word| name.contains(word))
    };
    head.metas.iter().filter(is).find_map(|(_, content)| date::value(content))
}

/// Names of fields in the data of scripts that hold the day of publication.
const KEYS: &[&str] = &[
    "datepublished",
    "publishedat",
    "published_at",
    "publisheddate",
    "published_date",
    "publicationdate",
    "publication_date",
    "publishdate",
    "publish_date",
    "pubdate",
    "datecreated",
    "createdat",
    "created_at",
    "creationdate",
    "firstpublished",
];

/// The first date of the source that stands beside such a name.
fn keyed(source: &str) -> Option<Date> {
    let found = KEYED.get_or_init(|| aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(KEYS).ok()).as_ref()?;
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
            super::dom::push_words(&mut out, &node.text);
            out.push('\n');
        }
    }
    out
}
