//! The blocks of text below a node: paragraphs, headings, lists, tables, quotes and captions, each with how much of it is links.

use super::dom::{Id, push_words};
use super::page::Page;
use super::tag::Tag;

/// A block of text.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) sort: Sort,
    /// Without blank lines within; lists an item a line, tables a row a line.
    pub(crate) text: String,
    /// How many bytes of it are in links.
    pub(crate) links: usize,
    /// How many items or rows it has.
    pub(crate) items: usize,
    /// True for a heading of the first rank.
    pub(crate) headline: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Paragraph,
    /// Text that stands straight in a `div` or the like.
    Loose,
    Heading,
    List,
    Table,
    Quote,
    Caption,
}

impl Block {
    /// The share of it that is in links.
    pub(crate) fn link_share(&self) -> f32 {
        self.links as f32 / self.text.len().max(1) as f32
    }
}

/// The blocks below `root` that are not cut, in their order.
pub(crate) fn blocks(page: &Page<'_>, root: Id) -> Vec<Block> {
    Walk { page, out: Vec::new(), text: String::new(), links: 0, open: Vec::new(), list: None }.run(root)
}

struct Walk<'a, 'b> {
    page: &'a Page<'b>,
    out: Vec<Block>,
    /// The block that is being read.
    text: String,
    links: usize,
    /// The elements around, the innermost last, those inline left out.
    open: Vec<Id>,
    /// The list whose block is the last of `out`.
    list: Option<Id>,
}

impl Walk<'_, '_> {
    fn run(mut self, root: Id) -> Vec<Block> {
        let nodes = &self.page.dom.nodes;
        let end = nodes[root].end;
        let mut id = root;
        let mut link_end = 0;
        let mut breaks = 0;
        while id < end {
            while let Some(&inner) = self.open.last() {
                if nodes[inner].end > id {
                    break;
                }
                self.flush();
                self.open.pop();
            }
            if self.page.cut[id] {
                // What is cut is not within anything that is kept, so it ends where its element does.
                if nodes[id].tag.is_block() {
                    self.flush();
                }
                id = nodes[id].end;
                continue;
            }
            match nodes[id].tag {
                Tag::Text => {
                    if !nodes[id].text.trim().is_empty() {
                        breaks = 0;
                    }
                    let before = self.text.len();
                    push_words(&mut self.text, &nodes[id].text);
                    if id < link_end {
                        self.links += self.text.len() - before;
                    }
                }
                Tag::Br => {
                    breaks += 1;
                    // Two in a row part paragraphs.
                    if breaks == 2 {
                        self.flush();
                    } else if !self.text.is_empty() {
                        self.text.truncate(self.text.trim_end().len());
                        self.text.push('\n');
                    }
                }
                Tag::A => link_end = link_end.max(nodes[id].end),
                Tag::Table if self.is_data(id) => {
                    self.flush();
                    self.table(id);
                    id = nodes[id].end;
                    continue;
                }
                tag if tag.is_block() => {
                    self.flush();
                    self.open.push(id);
                }
                _ => {}
            }
            id += 1;
        }
        self.flush();
        self.out
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        let links = std::mem::take(&mut self.links);
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let sort = self.sort();
        let items = usize::from(sort == Sort::List);
        if sort == Sort::List {
            let list = self.open.iter().rev().copied().find(|id| matches!(self.page.dom.nodes[*id].tag, Tag::Ul | Tag::Ol | Tag::Dl));
            if let Some(last) = self.out.last_mut().filter(|last| last.sort == Sort::List && list.is_some() && self.list == list) {
                last.text.push_str("\n- ");
                last.text.push_str(&text.replace('\n', " "));
                last.links += links;
                last.items += 1;
                return;
            }
            self.list = list;
            let text = format!("- {}", text.replace('\n', " "));
            return self.out.push(Block { sort, text, links, items, headline: false });
        }
        let headline = sort == Sort::Heading && self.open.iter().any(|id| self.page.dom.nodes[*id].tag == Tag::H1);
        self.out.push(Block { sort, text: text.to_owned(), links, items, headline });
    }

    fn sort(&self) -> Sort {
        for id in self.open.iter().rev() {
            match self.page.dom.nodes[*id].tag {
                // An item that is a heading and nothing else is an item; with a link it announces something else.
                tag if tag.is_heading() && !self.fills_item(*id) => return Sort::Heading,
                Tag::Li | Tag::Dt | Tag::Dd => {
                    // A list of whole articles is no list of items.
                    return if self.page.weight(*id).paragraphs > 2 { Sort::Paragraph } else { Sort::List };
                }
                Tag::Blockquote => return Sort::Quote,
                Tag::Figcaption | Tag::Caption => return Sort::Caption,
                Tag::P | Tag::Pre => {
                    let around = |tag: Tag| self.open.iter().any(|id| self.page.dom.nodes[*id].tag == tag);
                    return if around(Tag::Blockquote) {
                        Sort::Quote
                    } else if around(Tag::Figcaption) || around(Tag::Figure) {
                        Sort::Caption
                    } else {
                        Sort::Paragraph
                    };
                }
                Tag::Figure => return Sort::Caption,
                _ => {}
            }
        }
        Sort::Loose
    }

    fn fills_item(&self, id: Id) -> bool {
        let item = self.page.dom.nodes[id].parent;
        let weight = self.page.weight(id);
        self.page.dom.nodes[item].tag == Tag::Li && weight.links == 0 && self.page.weight(item).text == weight.text
    }

    /// True for a table that holds data; many pages are laid out with tables.
    fn is_data(&self, table: Id) -> bool {
        let nodes = &self.page.dom.nodes;
        let (mut rows, mut cells, mut longest) = (0u32, 0u32, 0u32);
        for id in self.page.dom.below(table) {
            match nodes[id].tag {
                Tag::Table | Tag::Article | Tag::H1 | Tag::H2 => return false,
                Tag::Tr => rows += 1,
                Tag::Td | Tag::Th => {
                    cells += 1;
                    longest = longest.max(self.page.weight(id).text);
                }
                _ => {}
            }
        }
        rows >= 1 && cells >= 2 && longest < 600
    }

    fn table(&mut self, table: Id) {
        let dom = &self.page.dom;
        let mut text = String::new();
        let mut rows = 0;
        let mut id = table + 1;
        let (mut row, mut empty) = (String::new(), true);
        let mut finish = |row: &mut String, empty: &mut bool, text: &mut String| {
            if !*empty {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(row.trim_end_matches([' ', '|']));
                rows += 1;
            }
            row.clear();
            *empty = true;
        };
        while id < dom.nodes[table].end {
            match dom.nodes[id].tag {
                _ if self.page.cut[id] => {
                    id = dom.nodes[id].end;
                    continue;
                }
                Tag::Tr | Tag::Caption => finish(&mut row, &mut empty, &mut text),
                Tag::Td | Tag::Th => {
                    let words = self.words(id);
                    empty &= words.is_empty();
                    if !row.is_empty() {
                        row.push_str(" | ");
                    }
                    row.push_str(&words);
                    id = dom.nodes[id].end;
                    continue;
                }
                Tag::Text if !dom.nodes[id].text.trim().is_empty() => {
                    push_words(&mut row, &dom.nodes[id].text);
                    empty = false;
                }
                _ => {}
            }
            id += 1;
        }
        finish(&mut row, &mut empty, &mut text);
        if !text.is_empty() {
            let weight = self.page.weight(table);
            self.out.push(Block { sort: Sort::Table, text, links: weight.links as usize, items: rows, headline: false });
        }
    }

    /// The words below a node that are not cut.
    fn words(&self, id: Id) -> String {
        let dom = &self.page.dom;
        let mut out = String::new();
        for node in dom.below(id).filter(|node| !self.page.cut[*node]) {
            match dom.nodes[node].tag {
                Tag::Text => push_words(&mut out, &dom.nodes[node].text),
                tag if tag.is_block() || tag == Tag::Br => push_words(&mut out, " "),
                _ => {}
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}
