//! A page's tree with what its parts weigh: how much text they hold, how much of it in links and in paragraphs, and what in it is clutter.

use super::dom::{Dom, Id};
use super::patterns::{Names, patterns};
use super::tag::Tag;

pub(crate) struct Page<'a> {
    pub(crate) dom: Dom<'a>,
    /// True for nodes that are no part of any article.
    pub(crate) cut: Vec<bool>,
    /// Sums over the nodes before each: subtract two to know a subtree.
    sums: Vec<Weight>,
    /// The prose that there was before clutter was cut.
    before: u32,
}

/// How much text there is, in bytes without white space at the ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    pub(crate) text: u32,
    /// In links.
    pub(crate) links: u32,
    /// In paragraphs and what serves as such, links left out.
    pub(crate) prose: u32,
    pub(crate) paragraphs: u32,
}

impl Weight {
    fn plus(self, other: Self) -> Self {
        Self {
            text: self.text.saturating_add(other.text),
            links: self.links.saturating_add(other.links),
            prose: self.prose.saturating_add(other.prose),
            paragraphs: self.paragraphs.saturating_add(other.paragraphs),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            text: self.text.saturating_sub(other.text),
            links: self.links.saturating_sub(other.links),
            prose: self.prose.saturating_sub(other.prose),
            paragraphs: self.paragraphs.saturating_sub(other.paragraphs),
        }
    }
}

impl<'a> Page<'a> {
    /// A page without what its names say is clutter.
    pub(crate) fn new(dom: Dom<'a>) -> Self {
        let cut = vec![false; dom.nodes.len()];
        let mut page = Self { dom, cut, sums: Vec::new(), before: 0 };
        page.cut_invisible();
        page.weigh();
        page.before = page.weight(0).prose;
        page.cut_clutter(|names| patterns().is_clutter(names));
        page.weigh();
        page
    }

    /// A page of which nothing is cut but what no reader sees.
    pub(crate) fn bare(dom: Dom<'a>) -> Self {
        let cut = vec![false; dom.nodes.len()];
        let mut page = Self { dom, cut, sums: Vec::new(), before: 0 };
        page.cut_invisible();
        page.weigh();
        page
    }

    /// The same page with all that only its names speak against.
    pub(crate) fn lenient(self) -> Self {
        let cut = vec![false; self.dom.nodes.len()];
        let mut page = Self { dom: self.dom, cut, sums: Vec::new(), before: 0 };
        page.cut_invisible();
        page.weigh();
        page.before = page.weight(0).prose;
        page.cut_clutter(|names| patterns().is_surely_clutter(names));
        page.weigh();
        page
    }

    pub(crate) fn weight(&self, id: Id) -> Weight {
        self.sums[self.dom.nodes[id].end].minus(self.sums[id])
    }

    /// How much prose is cut because of names.
    pub(crate) fn named_prose(&self) -> usize {
        (self.before.saturating_sub(self.weight(0).prose)) as usize
    }

    /// The names of an element.
    pub(crate) fn names(&self, id: Id) -> Names<'_> {
        let get = |name| self.dom.get(id, name).unwrap_or_default();
        Names { class: get("class"), id: get("id"), role: get("role") }
    }

    fn cut_below(&mut self, id: Id) {
        let end = self.dom.nodes[id].end;
        self.cut[id..end].fill(true);
    }

    /// What no reader sees, and what is no text.
    fn cut_invisible(&mut self) {
        let mut id = 1;
        while id < self.dom.nodes.len() {
            let gone = match self.dom.nodes[id].tag {
                Tag::Script
                | Tag::Style
                | Tag::Template
                | Tag::Noscript
                | Tag::Svg
                | Tag::Math
                | Tag::Iframe
                | Tag::Head
                | Tag::Title
                | Tag::Select
                | Tag::Option
                | Tag::Textarea
                | Tag::Button
                | Tag::Input
                | Tag::Object
                | Tag::Embed
                | Tag::Video
                | Tag::Audio
                | Tag::Canvas
                | Tag::Noembed
                | Tag::Noframes
                | Tag::Xmp
                | Tag::Map
                | Tag::Dialog
                | Tag::Label => true,
                Tag::Text => false,
                Tag::Body | Tag::Html => false,
                _ if !self.dom.has_attributes(id) => false,
                _ => {
                    // What a page streams in later comes hidden, under such an id.
                    let streamed = self.dom.get(id, "id").is_some_and(|name| name.starts_with("S:"));
                    self.dom.get(id, "hidden").is_some_and(|value| value != "false" && !streamed)
                        || self.dom.get(id, "style").is_some_and(is_invisible)
                        || self.dom.get(id, "aria-hidden").is_some_and(|value| value == "true")
                            && !matches!(self.dom.nodes[id].tag, Tag::Div | Tag::Main | Tag::Section | Tag::Article)
                }
            };
            if gone && !(self.dom.nodes[id].tag == Tag::Head && self.dom.nodes[id].end > self.dom.nodes.len() / 2) {
                self.cut_below(id);
                id = self.dom.nodes[id].end;
            } else {
                id += 1;
            }
        }
    }

    /// What the names of elements, or elements themselves, say is no article, unless most of the prose stands there.
    fn cut_clutter(&mut self, named: impl Fn(Names<'_>) -> bool) {
        let all = self.weight(0).prose;
        let mut id = 1;
        while id < self.dom.nodes.len() {
            let node = &self.dom.nodes[id];
            let (tag, end) = (node.tag, node.end);
            let prose = self.weight(id).prose;
            let little = || prose <= all / 2 || prose <= all / 10 * 9 && patterns().is_of_many(self.names(id));
            let gone = !self.cut[id] && self.is_clutter(id, tag, &named) && little() && !(prose >= all / 5 && self.holds_article(id));
            if gone {
                self.cut_below(id);
            }
            id = if gone || self.cut[id] { end } else { id + 1 };
        }
    }

    /// True when the page's headline is below, or something called an article's body, unless it is the body of another article.
    fn holds_article(&self, id: Id) -> bool {
        let of_others = patterns().is_surely_clutter(self.names(id));
        let is = |node: Id| match self.dom.nodes[node].tag {
            Tag::H1 => true,
            Tag::Div | Tag::Section | Tag::Article | Tag::Main => !of_others && patterns().is_body(0, self.names(node)),
            _ => false,
        };
        self.dom.below(id).any(is)
    }

    fn is_clutter(&self, id: Id, tag: Tag, named: &impl Fn(Names<'_>) -> bool) -> bool {
        match tag {
            Tag::Text | Tag::Body | Tag::Html | Tag::Main => false,
            Tag::Nav | Tag::Footer | Tag::Aside | Tag::Menu => true,
            Tag::Form => true,
            Tag::Header | Tag::Article => false,
            Tag::Div
            | Tag::Section
            | Tag::Ul
            | Tag::Ol
            | Tag::Dl
            | Tag::P
            | Tag::Span
            | Tag::Li
            | Tag::Table
            | Tag::Figure
            | Tag::Blockquote
            | Tag::Other
            | Tag::A
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Td
            | Tag::Small
            | Tag::Time
            | Tag::Address
            | Tag::Details => self.dom.has_attributes(id) && named(self.names(id)),
            _ => false,
        }
    }

    fn weigh(&mut self) {
        let count = self.dom.nodes.len();
        let mut sums = Vec::with_capacity(count + 1);
        let mut sum = Weight::default();
        // Where the innermost link and paragraph that we are in end.
        let (mut link_end, mut prose_end) = (0, 0);
        for id in 0..count {
            sums.push(sum);
            let node = &self.dom.nodes[id];
            if self.cut[id] {
                continue;
            }
            match node.tag {
                Tag::A => link_end = link_end.max(node.end),
                Tag::P | Tag::Blockquote | Tag::Pre => {
                    prose_end = prose_end.max(node.end);
                    sum.paragraphs += 1;
                }
                Tag::Text => {
                    let size = u32::try_from(trimmed(&node.text)).unwrap_or(u32::MAX);
                    if size == 0 {
                        continue;
                    }
                    let in_link = id < link_end;
                    // A text of some length that stands straight in a block is as good as a paragraph.
                    let prose = !in_link && (id < prose_end || size >= 80);
                    sum = sum.plus(Weight {
                        text: size,
                        links: if in_link { size } else { 0 },
                        prose: if prose { size } else { 0 },
                        paragraphs: 0,
                    });
                }
                _ => {}
            }
        }
        sums.push(sum);
        self.sums = sums;
    }
}

/// How long a text is without white space at its ends; most have none, or none but ASCII's.
fn trimmed(text: &str) -> usize {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..=b'~').contains(byte));
    let inner = text.as_bytes().trim_ascii();
    if is_plain(inner.first()) && is_plain(inner.last()) { inner.len() } else { text.trim().len() }
}

fn is_invisible(style: &str) -> bool {
    let style: String = style.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}
