//! The source of a page, sign by sign, into nodes: which tags open, close and imply the end of what.

use super::{Dom, Id, Node, unescape};
use crate::html::tag::{Tag, attribute};
use std::borrow::Cow;

/// Elements nested deeper than this become siblings. Real pages reach 574.
pub(super) const DEPTH: usize = 1000;
/// Attributes of one tag beyond this many are not kept. Real pages reach 515, of which few are of a name that is kept.
pub(super) const ATTRIBUTES: usize = 64;
/// So many nodes are made at most; the rest of the page is not read. Real pages stay below 100,000.
pub(super) const NODES: usize = 2_000_000;

pub(super) struct Builder<'a> {
    source: &'a str,
    at: usize,
    dom: Dom<'a>,
    /// The open elements, the innermost last; the root is never among them.
    open: Vec<Open<'a>>,
    /// How many elements of each tag are open, so that a stray end tag costs nothing.
    counts: [u32; Tag::COUNT],
}

struct Open<'a> {
    id: Id,
    tag: Tag,
    /// Its name as written, for tags that have no name here.
    name: &'a str,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let root = Node { tag: Tag::Other, parent: 0, end: 0, first_attribute: 0, attribute_count: 0, text: Cow::Borrowed("") };
        // Most pages have a node and an attribute that is kept in so many bytes; room is asked for once.
        let some = (source.len() / 80).min(NODES);
        let mut dom = Dom { nodes: Vec::with_capacity(some + 1), attributes: Vec::with_capacity(some) };
        dom.nodes.push(root);
        Self { source, at: 0, dom, open: Vec::new(), counts: [0; Tag::COUNT] }
    }

    pub(super) fn run(mut self) -> Dom<'a> {
        let bytes = self.source.as_bytes();
        while self.at < bytes.len() && self.dom.nodes.len() < NODES {
            let rest = &bytes[self.at..];
            let text = memchr::memchr(b'<', rest).unwrap_or(rest.len());
            if text > 0 {
                self.text(self.at, self.at + text);
                self.at += text;
                continue;
            }
            match rest.get(1) {
                Some(letter) if letter.is_ascii_alphabetic() => self.start_tag(),
                Some(b'/') if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => self.end_tag(),
                Some(b'!') if rest.starts_with(b"<!--") => self.at = self.after("-->", self.at + 2),
                Some(b'!') if rest.starts_with(b"<![CDATA[") => {
                    let (from, end) = (self.at + 9, self.after("]]>", self.at + 9));
                    self.text(from, end.saturating_sub(3).max(from).min(end));
                    self.at = end;
                }
                Some(b'!' | b'?' | b'/') => self.at = self.after_tag(self.at + 1),
                _ => {
                    self.text(self.at, self.at + 1);
                    self.at += 1;
                }
            }
        }
        self.close_to(0);
        let end = self.dom.nodes.len();
        self.dom.nodes[0].end = end;
        self.dom
    }

    /// The place after the next `mark` from a place on; the end of the source if there is none.
    fn after(&self, mark: &str, from: usize) -> usize {
        let rest = &self.source.as_bytes()[from.min(self.source.len())..];
        memchr::memmem::find(rest, mark.as_bytes()).map_or(self.source.len(), |found| from + found + mark.len())
    }

    /// The place after the next `>`.
    fn after_tag(&self, from: usize) -> usize {
        let rest = &self.source.as_bytes()[from.min(self.source.len())..];
        memchr::memchr(b'>', rest).map_or(self.source.len(), |found| from + found + 1)
    }

    fn text(&mut self, from: usize, to: usize) {
        let Some(text) = self.source.get(from..to).filter(|text| !text.is_empty()) else { return };
        let text = unescape(text);
        self.node(Tag::Text, text);
    }

    fn node(&mut self, tag: Tag, text: Cow<'a, str>) -> Id {
        let id = self.dom.nodes.len();
        let parent = self.open.last().map_or(0, |open| open.id);
        let first_attribute = u32::try_from(self.dom.attributes.len()).unwrap_or(u32::MAX);
        self.dom.nodes.push(Node { tag, parent, end: id + 1, first_attribute, attribute_count: 0, text });
        id
    }

    fn start_tag(&mut self) {
        let bytes = self.source.as_bytes();
        let from = self.at + 1;
        let mut at = from;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>')) {
            at += 1;
        }
        let name = &self.source[from..at];
        let tag = Tag::of(name);
        self.imply_ends(tag);
        let id = self.node(tag, Cow::Borrowed(""));
        at = self.attributes(id, at);
        self.at = at;
        if tag.is_void() || bytes.get(at.wrapping_sub(2)) == Some(&b'/') && !tag.is_html() {
            return;
        }
        if tag.is_raw() {
            let end = self.raw_end(name, at);
            // A script is only worth keeping for the data that some hold; a title is text with references in it.
            if tag == Tag::Script {
                let data = self.dom.get(id, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
                if data {
                    self.dom.nodes[id].text = Cow::Borrowed(&self.source[at..end]);
                }
            } else if matches!(tag, Tag::Title | Tag::Textarea) {
                self.open.push(Open { id, tag, name });
                self.text(at, end);
                self.open.pop();
                self.dom.nodes[id].end = self.dom.nodes.len();
            }
            self.at = self.after_tag(end);
            return;
        }
        if self.open.len() < DEPTH {
            self.counts[tag as usize] += 1;
            self.open.push(Open { id, tag, name });
        }
    }

    /// Where the end tag of an element of raw text begins.
    fn raw_end(&self, name: &str, from: usize) -> usize {
        let bytes = self.source.as_bytes();
        let mut at = from;
        while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
            at += found;
            let closes = || bytes.get(at + 2..at + 2 + name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()));
            if bytes.get(at + 1) == Some(&b'/') && closes() {
                return at;
            }
            at += 1;
        }
        bytes.len()
    }

    /// Reads the attributes of a tag and gives the place after its `>`.
    fn attributes(&mut self, id: Id, mut at: usize) -> usize {
        let bytes = self.source.as_bytes();
        let mut count = 0;
        loop {
            while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
                at += 1;
            }
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                Some(_) => {}
            }
            let from = at;
            at += 1;
            while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'=')) {
                at += 1;
            }
            let name = attribute(&bytes[from..at]);
            let mut look = at;
            while bytes.get(look).is_some_and(u8::is_ascii_whitespace) {
                look += 1;
            }
            let mut value = (at, at);
            if bytes.get(look) == Some(&b'=') {
                look += 1;
                while bytes.get(look).is_some_and(u8::is_ascii_whitespace) {
                    look += 1;
                }
                match bytes.get(look) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        let end = memchr::memchr(quote, &bytes[look + 1..]).map_or(bytes.len(), |found| look + 1 + found);
                        value = (look + 1, end);
                        at = (end + 1).min(bytes.len());
                    }
                    _ => {
                        let begin = look;
                        while bytes.get(look).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'>') {
                            look += 1;
                        }
                        value = (begin, look);
                        at = look;
                    }
                }
            }
            if let Some(name) = name.filter(|_| count < ATTRIBUTES)
                && let Some(value) = self.source.get(value.0..value.1)
            {
                self.dom.attributes.push((name, unescape(value)));
                count += 1;
            }
        }
        self.dom.nodes[id].attribute_count = u32::try_from(count).unwrap_or(0);
        at
    }

    /// Closes what an opening tag ends without saying so: a paragraph by a block, an item by the next one.
    fn imply_ends(&mut self, tag: Tag) {
        if tag.ends_paragraph() && self.counts[Tag::P as usize] > 0 {
            self.close_nearest(&[Tag::P], &[Tag::Button, Tag::Table, Tag::Td, Tag::Th]);
        }
        match tag {
            Tag::Li => self.close_nearest(&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Table, Tag::Div]),
            Tag::Dt | Tag::Dd => self.close_nearest(&[Tag::Dt, Tag::Dd], &[Tag::Dl, Tag::Table, Tag::Div]),
            Tag::Tr => self.close_nearest(&[Tag::Tr], &[Tag::Table]),
            Tag::Td | Tag::Th => self.close_nearest(&[Tag::Td, Tag::Th], &[Tag::Table, Tag::Tr]),
            Tag::Thead | Tag::Tbody | Tag::Tfoot => self.close_nearest(&[Tag::Thead, Tag::Tbody, Tag::Tfoot], &[Tag::Table]),
            Tag::Option => self.close_nearest(&[Tag::Option], &[Tag::Select]),
            Tag::Body => self.close_nearest(&[Tag::Head], &[]),
            Tag::A => self.close_nearest(&[Tag::A], &[Tag::Div, Tag::Td, Tag::Li, Tag::P, Tag::Section, Tag::Article, Tag::Table]),
            _ => {}
        }
    }

    /// Closes the nearest open element of one of some tags, unless one of `walls` is nearer.
    fn close_nearest(&mut self, tags: &[Tag], walls: &[Tag]) {
        if tags.iter().all(|tag| self.counts[*tag as usize] == 0) {
            return;
        }
        for depth in (0..self.open.len()).rev() {
            let tag = self.open[depth].tag;
            if tags.contains(&tag) {
                return self.close_to(depth);
            }
            if walls.contains(&tag) {
                return;
            }
        }
    }

    fn end_tag(&mut self) {
        let bytes = self.source.as_bytes();
        let from = self.at + 2;
        let mut at = from;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>')) {
            at += 1;
        }
        let name = &self.source[from..at];
        self.at = self.after_tag(at);
        let tag = Tag::of(name);
        if matches!(tag, Tag::Body | Tag::Html) {
            return;
        }
        if tag == Tag::Br {
            self.node(Tag::Br, Cow::Borrowed(""));
            return;
        }
        if self.counts[tag as usize] == 0 {
            return;
        }
        for depth in (0..self.open.len()).rev() {
            let open = &self.open[depth];
            if open.tag == tag && (tag != Tag::Other || open.name.eq_ignore_ascii_case(name)) {
                return self.close_to(depth);
            }
            // The end of something inline does not end the block around it, and a cell's content does not end its table.
            if !tag.is_block() && open.tag.is_block()
                || matches!(open.tag, Tag::Table)
                || matches!(open.tag, Tag::Td | Tag::Th) && !tag.is_table()
            {
                return;
            }
        }
    }

    /// Closes open elements until only `depth` are left.
    fn close_to(&mut self, depth: usize) {
        let end = self.dom.nodes.len();
        while self.open.len() > depth {
            if let Some(open) = self.open.pop() {
                self.dom.nodes[open.id].end = end;
                self.counts[open.tag as usize] -= 1;
            }
        }
    }
}
