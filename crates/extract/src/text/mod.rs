//! Text into paragraphs, sentences and tokens, each with its bytes in the stored text.

mod address;
pub(crate) mod characters;
pub(crate) mod exceptions;
mod hints;
mod layout;
mod sentence;
mod sieve;
mod tokenizer;

use materiel_model::Span;
use std::ops::Range;

/// The longest sentence, in tokens. A longer one, in truth a table or a page without punctuation, is cut at its last semicolon, else at
/// its last comma, else at its last word within this length, so that reading stays linear in the length of a text.
pub const LONGEST_SENTENCE: usize = 400;

/// The longest line, in tokens, that counts as a headline.
const LONGEST_HEADLINE: usize = 40;

/// Divides a document's text. Every byte that is not white space belongs to one token, one sentence and one paragraph.
pub fn read(text: &str) -> Text {
    let mut read = Text::default();
    for span in layout::paragraphs(text) {
        let first = read.sentences.len();
        for sentence in sentence::sentences(text, span) {
            let start = read.tokens.len();
            tokenizer::tokenize(text, sentence, &mut read.tokens);
            push_sentence(text, &mut read, start);
        }
        if let [line] = &mut read.sentences[first..] {
            line.headline = line.tokens.len() <= LONGEST_HEADLINE && is_headline(line.span.of(text));
        }
        read.paragraphs.push(Paragraph { span, sentences: first..read.sentences.len() });
    }
    read
}

/// True for words that stand alone, unless they end a sentence, lead to what follows, or are an item of a list or a rule of dashes.
fn is_headline(words: &str) -> bool {
    let led = words.ends_with([':', ';', ',']);
    !led && !layout::ends_sentence(words) && !layout::is_item(words) && words.contains(char::is_alphanumeric)
}

/// The tokens of one stretch of a text, as one sentence has them.
pub fn tokens(text: &str, within: Span) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenizer::tokenize(text, within, &mut tokens);
    tokens
}

/// Makes a sentence, or several if it is too long, of the tokens from `start` on.
fn push_sentence(text: &str, read: &mut Text, mut start: usize) {
    let paragraph = read.paragraphs.len();
    while start < read.tokens.len() {
        let rest = &read.tokens[start..];
        let length = if rest.len() <= LONGEST_SENTENCE { rest.len() } else { cut(text, &rest[..LONGEST_SENTENCE]) };
        let span = rest[0].span.join(rest[length - 1].span);
        read.sentences.push(Sentence { span, tokens: start..start + length, paragraph, headline: false });
        start += length;
    }
}

/// How many of `tokens` make the front part of a sentence that is too long. No part is shorter than a quarter of the longest.
fn cut(text: &str, tokens: &[Token]) -> usize {
    let last = |mark: &str| tokens.iter().rposition(|token| token.span.of(text) == mark).filter(|&at| at >= LONGEST_SENTENCE / 4);
    last(";").or_else(|| last(",")).map_or(tokens.len(), |at| at + 1)
}

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

/// Lines that were one before they were wrapped. A blank line ends a paragraph, and so does a newline after a line that was not wrapped.
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
