//! Where a page's headline stands, and the dates close to it.

use super::super::dom::Id;
use super::super::page::Page;
use super::super::patterns::patterns;
use super::super::tag::Tag;
use crate::date;
use jiff::civil::Date;

/// What follows within so many nodes belongs to the head of the article.
pub(super) const CLOSE: usize = 120;

/// A date and how far from the headline it stands.
pub(super) type Placed = (usize, Date);

/// The nodes of a page's headline; none where it has none.
pub(super) struct Headline {
    start: Id,
    end: Id,
}

impl Headline {
    /// The heading that is the page's title; else the first of the first rank.
    pub(super) fn find(page: &Page<'_>, title: Option<&str>) -> Self {
        let title = title.map(key).filter(|title| title.len() >= 8);
        let mut first = None;
        for id in (1..page.dom.nodes.len()).filter(|id| page.dom.nodes[*id].tag.is_heading()) {
            let Some(words) = page.dom.few_words(id, 600).map(|words| key(&words)) else { continue };
            if words.len() >= 8 && title.as_ref().is_some_and(|title| title.contains(&words) || words.contains(title)) {
                first = Some(id);
                break;
            }
            if page.dom.nodes[id].tag == Tag::H1 && first.is_none() && !words.is_empty() {
                first = Some(id);
            }
        }
        first.map_or(Self { start: 0, end: 0 }, |id| Self { start: id, end: page.dom.nodes[id].end })
    }

    /// How far a node is from it; what stands before it counts twice.
    pub(super) fn distance(&self, id: Id) -> usize {
        if id >= self.start { id.saturating_sub(self.end) } else { (self.start - id).saturating_mul(2) }
    }

    /// The date nearest to it that stands alone, close below or just above; second, the nearest that is said to be that of a change.
    pub(super) fn dateline(&self, page: &Page<'_>) -> (Option<Placed>, Option<Placed>) {
        if self.end == 0 {
            return (None, None);
        }
        let nodes = self.start.saturating_sub(CLOSE / 4)..page.dom.nodes.len().min(self.end + CLOSE);
        let dated = |id: Id| {
            let date = (page.dom.nodes[id].tag == Tag::Text && !self.is_aside(page, id)).then(|| date_alone(page, id)).flatten()?;
            Some((is_of_change(page, id, &page.dom.nodes[id].text), (self.distance(id), date)))
        };
        let all: Vec<(bool, Placed)> = nodes.filter_map(dated).collect();
        let nearest = |changed: bool| {
            all.iter().filter(|(of_change, _)| *of_change == changed).map(|(_, placed)| *placed).min_by_key(|(distance, _)| *distance)
        };
        (nearest(false), nearest(true))
    }

    /// True for what stands in a part of the page that lists other things, or in words of others.
    pub(super) fn is_aside(&self, page: &Page<'_>, id: Id) -> bool {
        page.dom.above(id).take(12).any(|above| match page.dom.nodes[above].tag {
            Tag::Aside | Tag::Footer | Tag::Nav | Tag::Blockquote => true,
            Tag::Body | Tag::Html => false,
            // What the headline stands in is the article's.
            _ if self.end > 0 && above < self.start && page.dom.nodes[above].end >= self.end => false,
            _ => patterns().is_surely_clutter(page.names(above)),
        })
    }
}

/// True where the words of an element before its date, or those just before the element, say that the date is that of a change.
pub(super) fn is_of_change(page: &Page<'_>, id: Id, words: &str) -> bool {
    let Some(found) = date::first(words) else { return false };
    let mut before = words[..found.start].to_owned();
    for text in (id.saturating_sub(12)..id).rev().filter(|other| page.dom.nodes[*other].tag == Tag::Text) {
        if before.len() > 40 {
            break;
        }
        before = format!("{} {before}", crate::end(page.dom.nodes[text].text.trim(), 60));
    }
    date::announces_change(&before)
}

fn key(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The date of a text that has little else: a day of the week, a time, a word or two.
fn date_alone(page: &Page<'_>, id: Id) -> Option<Date> {
    let text = page.dom.nodes[id].text.trim();
    let found = (text.len() <= 120).then(|| date::first(text)).flatten()?;
    let letters = |part: &str| part.chars().filter(|letter| letter.is_alphanumeric()).count();
    let (before, after) = (letters(&text[..found.start]), letters(&text[found.end..]));
    if before > 16 || after > 24 {
        return None;
    }
    // Within a sentence it is the day of something else, in a link that of what it leads to, unless the link is the day alone.
    let above = page.dom.above(id).take(6).find(|above| matches!(page.dom.nodes[*above].tag, Tag::P | Tag::Li | Tag::Td | Tag::Dd));
    let in_sentence = above.is_some_and(|above| page.dom.few_words(above, 200).is_none());
    let in_link = page.dom.above(id).take(4).any(|above| page.dom.nodes[above].tag == Tag::A);
    let is_other = in_sentence || in_link && before > 0;
    (!is_other).then_some(found.date)
}
