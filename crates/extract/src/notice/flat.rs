//! A stretch of a document with its white space folded and its page marks left out, and the way back to the stored bytes.

use materiel_model::Span;
use std::ops::Range;

/// Text that patterns can be held against: one space between words, plain quotation marks, no page marks.
#[derive(Debug)]
pub(super) struct Flat {
    /// The folded text.
    pub(super) text: String,
    /// For each byte of `text`, the first source byte and the length of the character that it came from; one more at the end.
    from: Vec<(u32, u8)>,
    /// Where a paragraph starts in `text`, behind a blank line of the source.
    pub(super) breaks: Vec<usize>,
    /// Sentences of `text`, in order.
    pub(super) sentences: Vec<Span>,
}

impl Flat {
    /// Folds the bytes `within` of `source`, leaving out the stretches `without`, which are sorted.
    pub(super) fn new(source: &str, within: Span, without: &[Span]) -> Self {
        let mut flat = Self {
            text: String::with_capacity(within.len()),
            from: Vec::with_capacity(within.len() + 1),
            breaks: Vec::new(),
            sentences: Vec::new(),
        };
        let mut left_out = without.iter().skip_while(|span| span.end <= within.start).peekable();
        let mut space = false;
        let mut lines = 0;
        for (at, letter) in within.of(source).char_indices() {
            let at = within.start + at;
            while left_out.next_if(|span| span.end <= at).is_some() {}
            let hidden = left_out.peek().is_some_and(|span| span.start <= at);
            if hidden || letter.is_whitespace() || letter == '\u{fffd}' {
                space = !flat.text.is_empty();
                lines += usize::from(letter == '\n' && !hidden);
                continue;
            }
            if matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}') {
                continue;
            }
            if std::mem::take(&mut space) {
                flat.push(' ', at, 0);
            }
            if std::mem::take(&mut lines) > 1 {
                flat.breaks.push(flat.text.len());
            }
            flat.push(plain(letter), at, letter.len_utf8());
        }
        flat
    }

    fn push(&mut self, letter: char, at: usize, length: usize) {
        // A document is kept in memory and far below four gigabytes; a letter has at most four bytes.
        let from = (u32::try_from(at).unwrap_or(u32::MAX), u8::try_from(length).unwrap_or(0));
        self.text.push(letter);
        self.from.resize(self.text.len(), from);
    }

    /// The source bytes of the character at a byte of the folded text.
    fn source(&self, at: usize) -> Option<Span> {
        let (start, length) = *self.from.get(at)?;
        let start = usize::try_from(start).ok()?;
        Some(Span::new(start, start + usize::from(length)))
    }

    /// Divides the folded text; see [`sentences`]. With `paragraphs`, blank lines end sentences too.
    pub(super) fn divide(&mut self, paragraphs: bool, short: impl Fn(&str) -> bool, opens: impl Fn(&str) -> bool) {
        let mut starts = vec![0];
        if paragraphs {
            starts.extend(self.breaks.iter().copied());
        }
        starts.push(self.text.len());
        for pair in starts.windows(2) {
            let [start, end] = *pair else { continue };
            let part = Span::new(start, end).trim(&self.text);
            self.sentences.extend(sentences(part.of(&self.text), &short, &opens).into_iter().map(|sentence| sentence.shift(part.start)));
        }
    }

    /// The stored bytes of a stretch of the folded text.
    pub(super) fn restore(&self, span: Span) -> Span {
        let span = span.trim(&self.text);
        let first = self.source(span.start.min(self.text.len().saturating_sub(1)));
        let last = span.end.checked_sub(1).filter(|_| !span.is_empty()).and_then(|last| self.source(last));
        match (first, last) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            (Some(first), None) => Span::new(first.start, first.start),
            _ => Span::new(0, 0),
        }
    }

    /// The sentence that holds a byte.
    pub(super) fn sentence_at(&self, at: usize) -> Span {
        let after = self.sentences.partition_point(|sentence| sentence.start <= at);
        after.checked_sub(1).and_then(|i| self.sentences.get(i)).copied().unwrap_or(Span::new(0, self.text.len()))
    }
}

const fn plain(letter: char) -> char {
    match letter {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

/// Divides a folded text at full stops. `short` says of the word before a full stop whether it is an abbreviation, `opens` of the word behind
/// whether it opens a sentence even behind an abbreviation.
pub(super) fn sentences(text: &str, short: impl Fn(&str) -> bool, opens: impl Fn(&str) -> bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let closing = rest.bytes().take_while(|byte| matches!(byte, b'"' | b')' | b'\'')).count();
        let rest = rest.get(closing..).unwrap_or_default();
        // Some pages lost the space behind a full stop: "10 percent).Work will be performed".
        let glued = rest.starts_with(char::is_uppercase) && closing > 0;
        let Some(next) = rest.strip_prefix(' ').or(glued.then_some(rest)) else { continue };
        let word_behind = next.split([' ', ',', '.']).next().unwrap_or_default();
        let word_before = last_word(text, start, at);
        let upper =
            next.starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '(' | '"' | '[' | '$'));
        if upper && (!short(word_before) || opens(word_behind)) {
            let end = at + 1 + closing;
            out.push(Span::new(start, end));
            start = end + (rest.len() - next.len());
        }
    }
    if start < text.len() {
        out.push(Span::new(start, text.len()));
    }
    out
}

/// The word that ends at a byte.
fn last_word(text: &str, from: usize, at: usize) -> &str {
    let before: Range<usize> = from..at;
    text.get(before).unwrap_or_default().rsplit([' ', ',', '(', '-']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_bytes() {
        let source = "Five\u{a0}\u{a0}tanks\n  of the [[Page 12]] “M1” type.";
        let mark = source.find("[[").unwrap();
        let flat = Flat::new(source, Span::new(0, source.len()), &[Span::new(mark, mark + 11)]);
        assert_eq!(flat.text, "Five tanks of the \"M1\" type.");
        let at = flat.text.find("tanks").unwrap();
        assert_eq!(flat.restore(Span::new(at, at + 5)).of(source), "tanks");
        let at = flat.text.find("\"M1\"").unwrap();
        assert_eq!(flat.restore(Span::new(at, at + 4)).of(source), "“M1”");
    }

    #[test]
    fn abbreviations_end_no_sentence_unless_an_opening_word_follows() {
        let short = |word: &str| matches!(word, "Co" | "St");
        let opens = |word: &str| word == "Work";
        let text = "Raytheon Co. Missiles was paid. Work is done by Acme Co. Work ends in St. Louis.";
        let found = sentences(text, short, opens).iter().map(|span| span.of(text)).collect::<Vec<_>>();
        assert_eq!(found, ["Raytheon Co. Missiles was paid.", "Work is done by Acme Co.", "Work ends in St. Louis."]);
    }
}
