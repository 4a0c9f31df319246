//! A text in, the bytes of its paragraphs out.
//!
//! A blank line always ends a paragraph. A single newline may be the end of a paragraph (most news pages) or a place where a long line
//! was wrapped (official notices), so the whole text is looked at first: in wrapped text many lines go on in small letters and are about
//! equally long, and a line is only short where its paragraph ends.

use super::hints::Hints;
use super::sentence::ends_in_abbreviation;
use materiel_model::Span;

/// No text is wrapped beyond so many characters.
const WIDEST: usize = 140;
/// A line shorter than this was hardly wrapped.
const NARROWEST: usize = 40;
/// Of the lines in wrapped text that follow one that may have been wrapped, at least one in so many begins with a small letter.
const ONE_IN: usize = 4;

struct Line {
    span: Span,
    /// Its length in characters, with the white space before it.
    width: usize,
    indent: usize,
    /// True where no line with words stands right before it.
    first: bool,
}

/// The paragraphs of `text`, trimmed, none empty.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let column = wrap_column(text, &lines);
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let joined = !line.first && before.is_some_and(|before| is_wrapped(text, before, line, column));
        match paragraphs.last_mut() {
            Some(paragraph) if joined => *paragraph = paragraph.join(line.span),
            _ => paragraphs.push(line.span),
        }
        before = Some(line);
    }
    paragraphs
}

/// The lines that hold anything but white space.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut first = true;
    for raw in text.split_inclusive(is_line_end) {
        let body = raw.trim_end_matches(is_line_end);
        let span = Span::new(start, start + body.len()).trim(text);
        if !span.is_empty() {
            let indent = text[start..span.start].chars().count();
            lines.push(Line { span, width: indent + span.of(text).chars().count(), indent, first });
            first = false;
        } else if !(body.is_empty() && raw == "\n" && text[..start].ends_with('\r')) {
            // A carriage return before a newline ends one line, not two.
            first = true;
        }
        start += raw.len();
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The width at which the text was wrapped, if it was.
fn wrap_column(text: &str, lines: &[Line]) -> Option<usize> {
    // Pairs of lines between which a newline may be one or the other; the end of a sentence and the item of a list tell nothing.
    let doubtful = |pair: &&[Line]| {
        let (above, below) = (pair[0].span.of(text), pair[1].span.of(text));
        !pair[1].first && (NARROWEST..=WIDEST).contains(&pair[0].width) && !is_finished(above) && !is_item(below)
    };
    let following = lines.windows(2).filter(doubtful).count();
    let small = lines.windows(2).filter(doubtful).filter(|pair| starts_small(pair[1].span.of(text))).count();
    if small == 0 || small * ONE_IN < following {
        return None;
    }
    let is_prose = |line: &str| line.contains(char::is_alphabetic) && !line.contains("....");
    let prose = lines.iter().filter(|line| line.width <= WIDEST && is_prose(line.span.of(text)));
    let mut widths: Vec<usize> = prose.map(|line| line.width).collect();
    widths.sort_unstable();
    // A few lines stick out: tables, addresses that could not be wrapped.
    widths.get(widths.len().saturating_sub(1) * 19 / 20).copied()
}

fn is_wrapped(text: &str, before: &Line, line: &Line, column: Option<usize>) -> bool {
    let (above, below) = (before.span.of(text), line.span.of(text));
    let is_rule = |line: &str| !line.contains(char::is_alphanumeric);
    if is_item(below) || is_rule(above) || is_rule(below) || (above.ends_with(']') && below.starts_with('[')) {
        return false;
    }
    if starts_small(below) || below.starts_with([',', ';', ')', '”', '’']) {
        return !above.ends_with(['!', '?']);
    }
    let finished = is_finished(above);
    let Some(column) = column else {
        // Without a column only a line that cannot end here goes on: “… sold 24 aircraft to / Kosovo”.
        return !finished && (NARROWEST..=WIDEST).contains(&before.width) && is_unfinished(above);
    };
    if before.width > WIDEST || (finished && line.indent >= before.indent + 2) {
        return false;
    }
    // The line was wrapped if it cannot end here, or if the next word had no room left in it.
    let word = below.split_whitespace().next().map_or(0, |word| word.chars().count());
    is_unfinished(above) || before.width + 1 + word + slack(column, finished) > column
}

fn is_finished(line: &str) -> bool {
    ends_sentence(line) && !ends_in_abbreviation(line)
}

/// How much shorter than the column a wrapped line may be: texts that were edited by hand are ragged, but a short line that ends a
/// sentence ends its paragraph.
fn slack(column: usize, finished: bool) -> usize {
    if finished { column / 20 } else { column / 8 }
}

fn starts_small(line: &str) -> bool {
    line.starts_with(char::is_lowercase)
}

/// True for a line that begins as an item of a list does: a bullet, `- `, `(a)`, `1.`, `(iii)`.
pub(super) fn is_item(line: &str) -> bool {
    let mut characters = line.chars();
    let (first, second) = (characters.next(), characters.next());
    match first {
        Some(c) if is_bullet(c) => true,
        Some('-' | '–' | '—' | '*' | 'o') => second.is_some_and(char::is_whitespace),
        Some('(') => line.find(')').is_some_and(|end| (2..=5).contains(&end) && line[1..end].chars().all(|c| c.is_ascii_alphanumeric())),
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.len() - rest.len() <= 2 && rest.starts_with(['.', ')']) && rest[1..].starts_with(char::is_whitespace)
        }
        _ => false,
    }
}

/// True for a mark that begins an item of a list wherever it stands.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '‣' | '◦' | '▪' | '▫' | '■' | '□' | '●' | '○' | '►' | '▶' | '➤' | '⁃' | '∙' | '\u{f0b7}')
}

/// True where the line ends as a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closer).ends_with(['.', '!', '?', '…'])
}

/// True for marks that close a quotation or a bracket.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '}' | '›')
}

fn is_unfinished(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    last.ends_with([',', '(']) || Hints::embedded().unfinished.contains(last)
}
