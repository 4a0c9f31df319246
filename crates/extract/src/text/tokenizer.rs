//! Words between white space in, tokens out, as spaCy's English tokenizer divides them.
//!
//! Marks are taken off both ends until none is left or an exception remains; what is left is an exception, an address, or is divided
//! at the marks inside it. Last, runs of tokens that spell an exception become its tokens.

use super::Token;
use super::address::is_address;
use super::characters::{AFTER_DIGIT, ALPHA, BEFORE_STOP, Characters, INFIX, LOWER, PREFIX, QUOTE, SUFFIX, UPPER};
use super::exceptions::Exceptions;
use materiel_model::Span;

/// Appends the tokens of `text[within]` to `tokens`.
pub(super) fn tokenize(text: &str, within: Span, tokens: &mut Vec<Token>) {
    let divider = Divider { text, characters: Characters::embedded(), exceptions: Some(Exceptions::embedded()) };
    let mut spans = Vec::new();
    let mut suffixes = Vec::new();
    for word in words(text, within) {
        divider.divide(word, &mut spans, &mut suffixes);
    }
    let spans = spell_exceptions(text, &spans, Exceptions::embedded());
    tokens.extend(spans.into_iter().map(|span| Token { span, space_after: space_at(text, span.end) }));
}

/// The tokens of `word` without any exception, and whether a rule touched it. This is how exceptions are found again after dividing.
pub(super) fn affixes_only(characters: &Characters, word: &'static str) -> (Vec<&'static str>, bool) {
    let divider = Divider { text: word, characters, exceptions: None };
    let mut spans = Vec::new();
    divider.divide(Span::new(0, word.len()), &mut spans, &mut Vec::new());
    let touched = divider.prefix(word) > 0 || divider.suffix(word) > 0 || divider.infixes(word).next().is_some();
    (spans.into_iter().filter_map(|span| word.get(span.start..span.end)).collect(), touched)
}

/// The stretches without white space.
fn words(text: &str, within: Span) -> impl Iterator<Item = Span> {
    let words = within.of(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        at += words[at..].len() - words[at..].trim_start().len();
        let length = words[at..].find(char::is_whitespace).unwrap_or(words.len() - at);
        let word = Span::new(within.start + at, within.start + at + length);
        at += length;
        (length > 0).then_some(word)
    })
}

fn space_at(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(char::is_whitespace)
}

struct Divider<'a> {
    text: &'a str,
    characters: &'a Characters,
    exceptions: Option<&'a Exceptions>,
}

impl Divider<'_> {
    fn divide(&self, word: Span, tokens: &mut Vec<Span>, suffixes: &mut Vec<Span>) {
        let Span { mut start, mut end } = word;
        suffixes.clear();
        while start < end && !self.excepted(start, end) {
            let before = self.prefix(&self.text[start..end]);
            if before > 0 && self.excepted(start + before, end) {
                tokens.push(Span::new(start, start + before));
                start += before;
                break;
            }
            let after = self.suffix(&self.text[start + before..end]);
            if after > 0 && self.excepted(start, end - after) {
                suffixes.push(Span::new(end - after, end));
                end -= after;
                break;
            }
            if before == 0 && after == 0 {
                break;
            }
            if before > 0 {
                tokens.push(Span::new(start, start + before));
                start += before;
            }
            if after > 0 {
                suffixes.push(Span::new(end - after, end));
                end -= after;
            }
        }
        if start < end {
            self.middle(start, end, tokens);
        }
        tokens.extend(suffixes.iter().rev());
    }

    fn excepted(&self, start: usize, end: usize) -> bool {
        start < end && self.exceptions.is_some_and(|exceptions| exceptions.get(&self.text[start..end]).is_some())
    }

    fn middle(&self, start: usize, end: usize, tokens: &mut Vec<Span>) {
        let word = &self.text[start..end];
        if let Some(parts) = self.exceptions.and_then(|exceptions| exceptions.get(word)) {
            push_parts(start, parts, tokens);
            return;
        }
        if is_address(self.characters, word) {
            tokens.push(Span::new(start, end));
            return;
        }
        let mut at = start;
        for (offset, length) in self.infixes(word) {
            // A mark at the very front is no infix.
            if offset == 0 {
                continue;
            }
            if start + offset > at {
                tokens.push(Span::new(at, start + offset));
            }
            at = start + offset + length;
            tokens.push(Span::new(start + offset, at));
        }
        if at < end {
            tokens.push(Span::new(at, end));
        }
    }

    /// The bytes at the front of `word` that are a token of their own, or 0.
    fn prefix(&self, word: &str) -> usize {
        let mut rest = word.chars();
        let Some(first) = rest.next() else { return 0 };
        if first == '+' {
            return usize::from(!rest.next().is_some_and(|next| next.is_ascii_digit()));
        }
        if self.characters.of(first) & PREFIX != 0 {
            return first.len_utf8();
        }
        if first == '.' {
            let dots = word.len() - word.trim_start_matches('.').len();
            return if dots > 1 { dots } else { 0 };
        }
        if ["US$", "C$", "A$"].iter().any(|currency| word.starts_with(currency)) { word.find('$').map_or(0, |at| at + 1) } else { 0 }
    }

    /// The bytes at the end of `word` that are a token of their own, or 0.
    fn suffix(&self, word: &str) -> usize {
        let table = self.characters;
        let mut back = word.chars().rev();
        let Some(last) = back.next() else { return 0 };
        let (before, second) = (back.next(), back.next());
        let digit_before = before.is_some_and(|c| c.is_ascii_digit());
        if let ('s' | 'S', Some(mark @ ('\'' | '’'))) = (last, before) {
            return mark.len_utf8() + 1;
        }
        if word.ends_with("……") {
            return "……".len();
        }
        let classes = table.of(last);
        if classes & SUFFIX != 0 || (digit_before && (last == '+' || classes & AFTER_DIGIT != 0)) {
            return last.len_utf8();
        }
        if last == '.' {
            let dots = word.len() - word.trim_end_matches('.').len();
            let degrees = matches!(before, Some('F' | 'f' | 'C' | 'c' | 'K' | 'k')) && second == Some('°');
            let capitals = table.is(before, UPPER) && table.is(second, UPPER);
            return if dots > 1 { dots } else { usize::from(degrees || capitals || table.is(before, BEFORE_STOP)) };
        }
        // Only behind a digit is a unit a token of its own, and few words have any.
        if !word.bytes().any(|byte| byte.is_ascii_digit()) {
            return 0;
        }
        let unit = |unit: &&&str| word.strip_suffix(**unit).is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()));
        table.units.iter().find(unit).map_or(0, |unit| unit.len())
    }

    /// The marks inside `word` that divide it: offset and length in bytes.
    fn infixes<'w>(&'w self, word: &'w str) -> impl Iterator<Item = (usize, usize)> + 'w {
        let mut before: Option<char> = None;
        let mut characters = word.char_indices();
        std::iter::from_fn(move || {
            loop {
                let (at, c) = characters.next()?;
                let length = self.infix(word, at, c, before);
                before = Some(c);
                if length > 0 {
                    while characters.offset() < at + length {
                        before = characters.next().map(|(_, c)| c);
                    }
                    return Some((at, length));
                }
            }
        })
    }

    /// The length of the mark that divides `word` at `at`, where `c` stands after `before`; or 0.
    fn infix(&self, word: &str, at: usize, c: char, before: Option<char>) -> usize {
        let table = self.characters;
        let rest = &word[at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            '.' if next == Some('.') => 1 + rest.len() - rest.trim_start_matches('.').len(),
            '.' => usize::from(table.is(before, LOWER | QUOTE) && table.is(next, UPPER | QUOTE)),
            ',' => usize::from(table.is(before, ALPHA) && table.is(next, ALPHA)),
            '+' | '*' | '^' => usize::from(between_digits(before, next)),
            ':' | '<' | '>' | '=' | '/' => usize::from(after_word(table, before) && table.is(next, ALPHA)),
            '-' if between_digits(before, next) => 1,
            '-' | '–' | '—' | '~' if after_word(table, before) => hyphen(table, &word[at..]),
            _ if table.of(c) & INFIX != 0 => c.len_utf8(),
            _ => 0,
        }
    }
}

fn between_digits(before: Option<char>, next: Option<char>) -> bool {
    before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit() || c == '-')
}

fn after_word(table: &Characters, before: Option<char>) -> bool {
    table.is(before, ALPHA) || before.is_some_and(|c| c.is_ascii_digit())
}

/// The length of the hyphen or dash at the front of `rest` that a letter follows, or 0.
fn hyphen(table: &Characters, rest: &str) -> usize {
    let follows = |mark: &&&str| rest.strip_prefix(**mark).is_some_and(|rest| table.is(rest.chars().next(), ALPHA));
    ["-", "–", "—", "--", "---", "——", "~"].iter().find(follows).map_or(0, |mark| mark.len())
}

fn push_parts(start: usize, parts: &[(usize, &str)], tokens: &mut Vec<Span>) {
    let mut at = start;
    for (length, _) in parts {
        tokens.push(Span::new(at, at + length));
        at += length;
    }
}

/// Replaces each run of tokens that spells an exception by the exception's tokens; of runs that overlap the longest, then the first.
fn spell_exceptions(text: &str, spans: &[Span], exceptions: &Exceptions) -> Vec<Span> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        for (tokens, _) in exceptions.beginning(span.of(text)) {
            let fits = spans.get(index..index + tokens.len());
            if fits.is_some_and(|run| run.iter().zip(tokens).all(|(span, token)| span.of(text) == *token)) {
                runs.push((tokens.len(), index));
            }
        }
    }
    if runs.is_empty() {
        return spans.to_vec();
    }
    runs.sort_unstable_by_key(|&(length, index)| (std::cmp::Reverse(length), index));
    let mut taken = vec![false; spans.len()];
    let mut chosen = vec![0; spans.len()];
    for (length, index) in runs {
        if !taken[index] && !taken[index + length - 1] {
            chosen[index] = length;
        }
        taken[index..index + length].fill(true);
    }
    let mut out = Vec::with_capacity(spans.len());
    let mut index = 0;
    while let Some(&span) = spans.get(index) {
        let length = chosen[index].max(1);
        let whole = span.join(spans[index + length - 1]);
        match exceptions.get(whole.of(text)) {
            Some(parts) if chosen[index] > 0 => push_parts(whole.start, parts, &mut out),
            _ => out.extend_from_slice(&spans[index..index + length]),
        }
        index += length;
    }
    out
}
