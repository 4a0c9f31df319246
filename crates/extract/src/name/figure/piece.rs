//! Raw text into words, runs of digits and marks, each with the white space before it.

use materiel_model::Span;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A run of letters.
    Word,
    /// A run of ASCII digits.
    Digits,
    /// Any other character, alone.
    Mark(char),
}

/// The white space before a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    None,
    Space,
    Line,
    /// A blank line or the beginning of the text: nothing reads across it.
    Break,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) span: Span,
    pub(crate) sort: Sort,
    pub(crate) gap: Gap,
}

/// A text cut into pieces. Every accessor takes any index, and answers "nothing there" outside the text, so that callers may look
/// one to the left of the first piece (`usize::MAX`) or beyond the last.
pub(crate) struct Pieces<'t> {
    pub(crate) text: &'t str,
    lower: String,
    list: Vec<Piece>,
}

impl<'t> Pieces<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let mut list: Vec<Piece> = Vec::new();
        let (mut gap, mut spaced_to) = (Gap::Break, 0);
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}') {
                gap = match (gap, c) {
                    (Gap::Line | Gap::Break, '\n') => Gap::Break,
                    (_, '\n') => Gap::Line,
                    (Gap::None, _) => Gap::Space,
                    (other, _) => other,
                };
                spaced_to = end;
                continue;
            }
            let sort = if c.is_ascii_digit() {
                Sort::Digits
            } else if c.is_alphabetic() {
                Sort::Word
            } else {
                Sort::Mark(c)
            };
            match list.last_mut() {
                Some(last) if last.sort == sort && last.span.end == at && !matches!(sort, Sort::Mark(_)) => last.span.end = end,
                _ => {
                    let before = if list.is_empty() {
                        Gap::Break
                    } else if spaced_to == at {
                        gap
                    } else {
                        Gap::None
                    };
                    list.push(Piece { span: Span::new(at, end), sort, gap: before });
                    gap = Gap::None;
                }
            }
        }
        Self { text, lower: text.to_ascii_lowercase(), list }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, i: usize) -> Option<&Piece> {
        self.list.get(i)
    }

    /// The piece's words as written.
    pub(crate) fn raw(&self, i: usize) -> &'t str {
        self.get(i).map_or("", |piece| piece.span.of(self.text))
    }

    /// The piece's words in lower case; longer ones than any that a table holds are nothing, so that no look-up costs more than a moment.
    pub(crate) fn lower(&self, i: usize) -> &str {
        self.get(i).filter(|piece| piece.span.len() <= 40).map_or("", |piece| piece.span.of(&self.lower))
    }

    /// The lower-case word at `i`, or nothing if there is a number or a mark.
    pub(crate) fn word(&self, i: usize) -> &str {
        if self.is_word(i) { self.lower(i) } else { "" }
    }

    pub(crate) fn is_word(&self, i: usize) -> bool {
        matches!(self.get(i), Some(Piece { sort: Sort::Word, .. }))
    }

    /// The digits at `i`, or nothing.
    pub(crate) fn digits(&self, i: usize) -> &'t str {
        if self.is_digits(i) { self.raw(i) } else { "" }
    }

    pub(crate) fn is_digits(&self, i: usize) -> bool {
        matches!(self.get(i), Some(Piece { sort: Sort::Digits, .. }))
    }

    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        match self.get(i)?.sort {
            Sort::Mark(c) => Some(c),
            _ => None,
        }
    }

    pub(crate) fn is_mark(&self, i: usize, c: char) -> bool {
        self.mark(i) == Some(c)
    }

    /// A hyphen, a dash or a minus sign.
    pub(crate) fn is_dash(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('-' | '‐' | '‑' | '‒' | '–' | '—' | '−'))
    }

    /// A hyphen that joins what stands on both sides of it.
    pub(crate) fn is_hyphen(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('-' | '‐' | '‑' | '‒' | '–' | '−')) && self.glued(i) && self.glued(i + 1)
    }

    pub(crate) fn gap(&self, i: usize) -> Gap {
        self.get(i).map_or(Gap::Break, |piece| piece.gap)
    }

    /// True when piece `i` stands right behind the one before it.
    pub(crate) fn glued(&self, i: usize) -> bool {
        self.gap(i) == Gap::None
    }

    /// True when no blank line stands between piece `i` and the one before it.
    pub(crate) fn near(&self, i: usize) -> bool {
        self.gap(i) != Gap::Break
    }

    /// True when piece `i` begins with a capital letter.
    pub(crate) fn is_capitalised(&self, i: usize) -> bool {
        self.is_word(i) && self.raw(i).starts_with(char::is_uppercase)
    }

    /// The bytes of the pieces `first..end`.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        match (self.get(first), self.get(end.wrapping_sub(1))) {
            (Some(from), Some(to)) => Span::new(from.span.start, to.span.end),
            _ => Span::new(0, 0),
        }
    }

    /// The first piece that begins at byte `at` or later, searched from piece `from` on.
    pub(crate) fn at_byte(&self, from: usize, at: usize) -> usize {
        let tail = self.list.get(from..).unwrap_or_default();
        from + tail.partition_point(|piece| piece.span.start < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_marks_come_apart_and_white_space_is_kept_as_a_gap() {
        let pieces = Pieces::of("F-16s for\u{a0}$1,200\n\nNext\nline");
        let raw: Vec<_> = (0..pieces.len()).map(|i| pieces.raw(i)).collect();
        assert_eq!(raw, ["F", "-", "16", "s", "for", "$", "1", ",", "200", "Next", "line"]);
        assert!(pieces.glued(2) && pieces.gap(5) == Gap::Space && pieces.gap(9) == Gap::Break && pieces.gap(10) == Gap::Line);
        assert_eq!(pieces.lower(usize::MAX), "");
    }
}
