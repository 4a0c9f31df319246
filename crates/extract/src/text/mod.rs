//! Text into paragraphs, sentences and tokens, each with its bytes in the stored text.

use materiel_model::Span;
use std::ops::Range;

/// A document's text, divided.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Paragraphs in order; none is empty.
    pub paragraphs: Vec<Paragraph>,
    /// Sentences in order; none is empty, none crosses a paragraph.
    pub sentences: Vec<Sentence>,
    /// Tokens in order, as spaCy's English tokenizer divides them; white space is no token.
    pub tokens: Vec<Token>,
}

/// A run of lines without a blank line between them.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its bytes, trimmed.
    pub span: Span,
    /// Its sentences, as indices into [`Text::sentences`].
    pub sentences: Range<usize>,
}

/// A sentence, headline, caption or list item.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Its bytes, trimmed.
    pub span: Span,
    /// Its tokens, as indices into [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Its paragraph, as an index into [`Text::paragraphs`].
    pub paragraph: usize,
    /// True for a line that stands by itself and does not end as a sentence does: a headline, a caption, a byline.
    pub headline: bool,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// True when white space follows.
    pub space_after: bool,
}
