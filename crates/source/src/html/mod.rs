//! HTML pages: their main text in blocks, and what they say about themselves.

mod about;
mod blocks;
mod body;
mod dom;
mod meta;
mod page;
mod patterns;
mod tag;
mod words;

pub use words::{words, words_until};

use materiel_model::{Metadata, Part, PartSort, Span};

/// What a page came to.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The main text: blocks parted by blank lines. Empty where the page has none.
    pub text: String,
    /// What the page says about itself, and where in the text headings, lists, tables, quotes and captions stand.
    pub metadata: Metadata,
}

/// Reads a page. `address` is where it came from, for links and for the date that it may carry.
pub fn read(source: &str, address: Option<&str>) -> Read {
    let dom = dom::Dom::parse(source);
    let head = meta::head(&dom);
    let page = page::Page::new(dom);
    let mut metadata = about::about(&page, &head, source, address);
    let title = metadata.title.as_ref().map(|title| title.value.clone());
    let blocks = body::body(page, title.as_deref());
    let mut text = String::new();
    for block in &blocks {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block.text);
        let sort = match block.sort {
            blocks::Sort::Paragraph | blocks::Sort::Loose => continue,
            blocks::Sort::Heading => PartSort::Heading,
            blocks::Sort::List => PartSort::List,
            blocks::Sort::Table => PartSort::Table,
            blocks::Sort::Quote => PartSort::Quote,
            blocks::Sort::Caption => PartSort::Caption,
        };
        metadata.parts.push(Part { at: Span::new(start, text.len()), sort });
    }
    // Some pages hold their text only as data for a script.
    if let Some(body) = head.json.body.filter(|body| text.len() < 200 && body.len() > 2 * text.len()) {
        metadata.parts.clear();
        text = plain(&body);
    }
    Read { text, metadata }
}

/// The words of a piece of HTML, or of plain text, in paragraphs.
pub(crate) fn plain(source: &str) -> String {
    let page = page::Page::bare(dom::Dom::parse(source));
    blocks::blocks(&page, 0).into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n")
}
