//! A paragraph in, the bytes of its sentences out.
//!
//! A sentence ends at a full stop, a question mark, an exclamation mark or an ellipsis, with the quotation marks and brackets that close
//! behind it, unless what stands before or after says that it goes on; the words that say so are in `sentences.toml`. A semicolon ends
//! none. Crawled pages lose the space after a full stop (“structures.Kosovo’s”), so a sentence may also end inside a word.

use super::hints::Hints;
use super::layout::{is_bullet, is_closer};
use materiel_model::Span;

/// How far back or on a word is looked at; longer ones are no words.
const REACH: usize = 64;

/// The sentences of one paragraph, trimmed, none empty.
pub(super) fn sentences(text: &str, paragraph: Span) -> Vec<Span> {
    let words = paragraph.of(text);
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut skip = 0;
    for (at, c) in words.char_indices() {
        if at < skip {
            continue;
        }
        let end = if is_bullet(c) && at > start && words[..at].ends_with(char::is_whitespace) {
            Some(at)
        } else if is_terminator(c) {
            let marks = words[at..].find(|c| !is_terminator(c)).map_or(words.len(), |length| at + length);
            let closed = words[marks..].find(|c| !is_closer(c)).map_or(words.len(), |length| marks + length);
            skip = closed;
            sentence_end(words, start, at, marks, closed)
        } else {
            None
        };
        if let Some(end) = end {
            sentences.push(Span::new(paragraph.start + start, paragraph.start + end).trim(text));
            start = end;
            skip = skip.max(end);
        }
    }
    sentences.push(Span::new(paragraph.start + start, paragraph.end).trim(text));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

/// Where the sentence from `start` on ends, if it ends at the marks `at..marks`, which closers follow up to `closed`.
fn sentence_end(words: &str, start: usize, at: usize, marks: usize, closed: usize) -> Option<usize> {
    let rest = &words[closed..];
    let next = rest.trim_start();
    if next.is_empty() {
        return None;
    }
    let ends = if next.len() == rest.len() {
        ends_without_space(words, start, at, marks, closed)
    } else {
        ends_with_space(words, start, at, marks, closed, next)
    };
    ends.then_some(closed)
}

/// White space follows.
fn ends_with_space(words: &str, start: usize, at: usize, marks: usize, closed: usize, next: &str) -> bool {
    let hints = Hints::embedded();
    let opened = next.trim_start_matches(is_opener);
    let Some(first) = opened.chars().next() else { return false };
    let follower = front_word(opened);
    let quoted = closed > marks;
    let number = first.is_ascii_digit() || matches!(first, '$' | '#' | '€' | '£');
    if first.is_lowercase() || (first.is_ascii_punctuation() && !matches!(first, '$' | '#' | '-' | '*' | '@' | '&')) {
        // Wherever small letters follow, the sentence goes on: “Really?” he asked; approx. twenty; the … of.
        return false;
    }
    if !next[..floor(next, REACH)].contains(char::is_alphanumeric) {
        return false;
    }
    if !words[at..marks].starts_with('.') || marks - at > 1 {
        // A row of full stops leads to the number at the end of a table's line.
        if marks - at > 3 && number {
            return false;
        }
        let asks = words[at..marks].ends_with(['!', '?']);
        return !(asks && quoted && opened.split_whitespace().take(4).any(|word| hints.speech.contains(bare(word))));
    }
    let before = back_word(&words[start..at]);
    // The first word of a sentence with a full stop is the number of a paragraph or an item: “1. Sale”, “A. Parties”, “iv. Cost”.
    if words[start..at].trim_start().len() == before.len() && is_enumerator(before) {
        return false;
    }
    if words[marks..closed].contains([')', ']']) && opens_inside(&words[start..at]) {
        // The bracket is part of a sentence: it weighs 7,500 kg (16,500 lbs.) and flies.
        return hints.starters.contains(follower);
    }
    if quoted && !words[marks..closed].contains(')') {
        // Inside quotation marks the full stop ends the sentence, unless it is that of a quoted abbreviation: the “U.S.” Army.
        return !hints.before_name.contains(before);
    }
    let starts = hints.starters.contains(follower);
    // “then-U.S.”, “Oct. 1-Sept. 30”: the part after the hyphen tells; but “Scud-B” is a name.
    let before = before.rsplit(['-', '–', '/']).next().filter(|part| part.len() > 1).unwrap_or(before);
    if hints.before_name.contains(before) {
        return false;
    }
    if hints.before_number.contains(before) {
        return !number && (starts || !before.starts_with(char::is_uppercase) || before == "No");
    }
    if hints.either.contains(before) {
        return starts || opened.len() != next.len() && next.starts_with(['“', '"', '«']);
    }
    if matches!(before, "a.m" | "p.m" | "A.M" | "P.M") {
        return !number && !hints.after_hour.contains(follower);
    }
    let second_initial = before == "I" && words[..at - 1].trim_end().ends_with('.');
    if is_initials(before) || second_initial {
        return starts && !(follower.len() == 1 && opened[1..].starts_with('.'));
    }
    true
}

/// True where the last bracket opens after the first word of the sentence.
fn opens_inside(words: &str) -> bool {
    let reach = (words.len().saturating_sub(8 * REACH)..=words.len()).find(|&at| words.is_char_boundary(at)).unwrap_or_default();
    words[reach..].rfind(['(', '[']).is_some_and(|at| !words[..reach + at].trim().is_empty())
}

/// No white space follows: the sentence ends where a small letter, a digit or a closing mark stands before and a capitalised word after.
fn ends_without_space(words: &str, start: usize, at: usize, marks: usize, closed: usize) -> bool {
    let rest = &words[closed..];
    let opened = rest.trim_start_matches(['“', '‘', '«', '„']);
    if opened.len() < rest.len() {
        return !is_initials(back_word(&words[start..at])) && opened.starts_with(char::is_uppercase);
    }
    let mut after = rest.chars();
    let capitalised =
        after.next().is_some_and(char::is_uppercase) && after.next().is_some_and(|c| c.is_lowercase() || c == ' ' || c == '’');
    if !capitalised || (marks == closed && words[at..marks].starts_with('…')) {
        return false;
    }
    let before = back_word(&words[start..at]);
    let letters = before.trim_end_matches(|c: char| c.is_alphanumeric());
    let last = &before[letters.len()..];
    let is_word = last.chars().nth(1).is_some() && (last.ends_with(char::is_lowercase) || last.chars().all(|c| c.is_ascii_digit()));
    let marked = closed > marks || words[at..marks].ends_with(['!', '?']);
    let hints = Hints::embedded();
    let abbreviation = hints.before_name.contains(last) || hints.before_number.contains(last) && !last.ends_with(char::is_lowercase);
    (is_word || marked) && !abbreviation && !is_address_like(before, rest)
}

/// True where the full stop is more likely one of an address: `www.Example.com/News.Archive`.
fn is_address_like(before: &str, rest: &str) -> bool {
    let after = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len()).min(floor(rest, REACH))];
    before.contains(['/', '@', '_']) || before.starts_with("www.") || after.contains(['/', '@', '_', '='])
}

/// The word that ends at the end of `words`, without what opens before it.
fn back_word(words: &str) -> &str {
    let reach = words.len().saturating_sub(REACH);
    let from = (reach..=words.len()).find(|&at| words.is_char_boundary(at)).unwrap_or_default();
    let tail = &words[from..];
    let word = tail.rfind(char::is_whitespace).map_or(tail, |at| tail[at..].trim_start());
    word.trim_start_matches(|c| is_opener(c) || matches!(c, '—' | '–' | '/'))
}

/// The word at the front of `words`, without marks at its end.
fn front_word(words: &str) -> &str {
    let words = &words[..floor(words, REACH)];
    let end = words.find(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '’' | '\'' | ';' | ':')).unwrap_or(words.len());
    &words[..end]
}

fn floor(words: &str, at: usize) -> usize {
    (0..=at.min(words.len())).rev().find(|&at| words.is_char_boundary(at)).unwrap_or_default()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[' | '{' | '‹')
}

/// True where the full stop at the end of `words` need not end a sentence: `U.S.`, `Gen.`, `No.`.
pub(super) fn ends_in_abbreviation(words: &str) -> bool {
    let hints = Hints::embedded();
    let before = back_word(words.strip_suffix('.').unwrap_or_default());
    is_initials(before) || [&hints.before_name, &hints.before_number, &hints.either].iter().any(|list| list.contains(before))
}

/// `U.S`, `D.C`, `J`, `A.B`: single letters with full stops between them. A lone small letter or “I” is a word.
fn is_initials(word: &str) -> bool {
    let mut letters = 0;
    let single = word.split('.').all(|part| {
        letters += 1;
        let mut characters = part.chars();
        characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
    });
    single && (letters > 1 || word.starts_with(|c: char| c.is_uppercase() && c != 'I'))
}

/// `1`, `12`, `A`, `b`, `iv`, `3.2`: what numbers a paragraph.
fn is_enumerator(word: &str) -> bool {
    let word = word.strip_suffix(')').unwrap_or(word);
    let roman = word.len() <= 5 && !word.is_empty() && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'I' | 'V' | 'X'));
    let number = word.len() <= 5 && word.chars().all(|c| c.is_ascii_digit() || c == '.') && word.starts_with(|c: char| c.is_ascii_digit());
    roman
        || (number && word.split('.').all(|part| part.len() <= 2))
        || (word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic()))
}
