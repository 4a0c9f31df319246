//! Letters and digits that make a name together: "F-16", "W31P4Q-14-C-0034", "36(b)(1)", "2S19", a telephone number, a time of day.

use super::grammar::NumberGrammar;
use super::piece::Pieces;

/// The piece behind the name that begins at piece `first`, if its digits belong to a name. Looks only at what is joined to `first`, and only
/// a few pieces far, until it is sure.
pub(crate) fn designation_end(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<usize> {
    telephone_end(pieces, first).or_else(|| is_designation(pieces, grammar, first).then(|| run_end(pieces, first)))
}

/// True where the piece at `first` begins such a name.
pub(crate) fn is_designation(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> bool {
    if pieces.is_word(first) {
        begins_with_letters(pieces, grammar, first)
    } else if pieces.is_digits(first) {
        begins_with_digits(pieces, grammar, first)
    } else {
        false
    }
}

/// "+46 (0)734 180 018" and "(703) 601-3740".
fn telephone_end(pieces: &Pieces<'_>, first: usize) -> Option<usize> {
    let bracketed = |at: usize| pieces.is_mark(at, '(') && pieces.is_digits(at + 1) && pieces.is_mark(at + 2, ')');
    let follows =
        |at: usize| pieces.near(at) && (pieces.is_digits(at) || (pieces.is_dash(at) && pieces.is_digits(at + 1)) || bracketed(at));
    let opened = pieces.is_mark(first.wrapping_sub(1), '(') && pieces.digits(first).len() == 3 && pieces.is_mark(first + 1, ')');
    let tail = first + 2;
    let american =
        opened && pieces.near(tail) && pieces.digits(tail).len() == 3 && pieces.is_dash(tail + 1) && pieces.digits(tail + 2).len() == 4;
    let abroad =
        pieces.is_mark(first.wrapping_sub(1), '+') && pieces.glued(first) && pieces.is_digits(first) && pieces.digits(first).len() <= 3;
    if american {
        return Some(first + 5);
    }
    if !(abroad && follows(first + 1)) {
        return None;
    }
    let mut end = first + 1;
    // Numbers have fifteen digits at most.
    for _ in 0..12 {
        if bracketed(end) {
            end += 3;
        } else if pieces.near(end) && pieces.is_digits(end) {
            end += 1;
        } else if pieces.is_dash(end) && pieces.is_digits(end + 1) {
            end += 2;
        } else {
            break;
        }
    }
    Some(end)
}

/// Letters, then digits right behind them or behind a hyphen.
fn begins_with_letters(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> bool {
    let next = first + 1;
    if !pieces.glued(next) {
        return false;
    }
    if pieces.is_digits(next) {
        return true;
    }
    let hyphen = matches!(pieces.mark(next), Some('-' | '‐' | '‑' | '/'))
        || (pieces.is_dash(next) && pieces.is_capitalised(first) && pieces.raw(first).len() <= 4);
    let digits = hyphen && pieces.is_digits(next + 1) && pieces.glued(next + 1);
    digits && !grammar.open_prefixes.contains(pieces.word(first)) && !grammar.cardinals.contains_key(pieces.word(first))
}

fn begins_with_digits(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> bool {
    let next = first + 1;
    let before = first.wrapping_sub(1);
    // ".50 calibre"
    if pieces.is_mark(before, '.') && pieces.glued(first) && !pieces.glued(before) {
        return true;
    }
    if !pieces.glued(next) {
        return false;
    }
    if pieces.is_word(next) {
        return !may_follow_digits(pieces, grammar, next);
    }
    let glued_digits = |at: usize| pieces.is_digits(at) && pieces.glued(at);
    let glued_word = |at: usize| pieces.is_word(at) && pieces.glued(at);
    match pieces.mark(next) {
        // "24/7", "50/52", "10:30".
        Some('/' | ':' | '_' | '×') => glued_digits(next + 1) || glued_word(next + 1),
        // "36(b)(1)"
        Some('(') => glued_word(next + 1) && pieces.raw(next + 1).len() <= 3 && pieces.is_mark(next + 2, ')'),
        // "1.2.3", but "1.200.000" is a number.
        Some('.') => {
            let more = glued_digits(next + 1) && pieces.is_mark(next + 2, '.') && pieces.glued(next + 2) && glued_digits(next + 3);
            more && (pieces.digits(next + 1).len() != 3 || pieces.digits(next + 3).len() != 3)
        }
        Some('-' | '‐' | '‑' | '–') if glued_word(next + 1) => {
            // "14-C-0034", "767-2C", "8-K".
            let tail = pieces.raw(next + 1);
            let capitals = tail.len() <= 3 && tail.chars().all(char::is_uppercase);
            capitals && !grammar.units.contains_key(pieces.word(next + 1))
        }
        Some('-' | '‐' | '‑' | '–') if glued_digits(next + 1) => {
            let airliner = grammar.airliners.contains(pieces.digits(first)) && pieces.digits(next + 1).len() == 3;
            let after = next + 2;
            let third = pieces.is_hyphen(after)
                && (pieces.is_digits(after + 1) || (pieces.is_capitalised(after + 1) && pieces.raw(after + 1).len() <= 2));
            let letters = glued_word(after) && !may_follow_digits(pieces, grammar, after);
            let zeros = pieces.digits(next + 1).starts_with('0') || pieces.digits(first).starts_with('0');
            // "A 3-2 vote", "Law 96-8": no range falls, but "1-141" and "1,200-1,000" may go on.
            let falls = !pieces.is_mark(after, ',') && !falling_is_year(pieces, first) && value(pieces, next + 1) <= value(pieces, first);
            // "703-5737" and "4424-18023" bound nothing.
            let lengths = pieces.digits(first).len().abs_diff(pieces.digits(next + 1).len()) > 1;
            airliner || third || letters || zeros || falls || (lengths && !(pieces.is_mark(after, ',') && pieces.glued(after + 1)))
        }
        _ => false,
    }
}

/// "2018-19": not a falling range.
fn falling_is_year(pieces: &Pieces<'_>, first: usize) -> bool {
    pieces.digits(first).len() == 4 && pieces.digits(first + 2).len() == 2
}

fn value(pieces: &Pieces<'_>, at: usize) -> u64 {
    let digits = pieces.digits(at);
    digits.get(..digits.len().min(18)).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// "155mm", "35k", "20s", "5bn", "3rd".
fn may_follow_digits(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> bool {
    let word = pieces.lower(at);
    let joined_on = pieces.glued(at + 1) && pieces.is_digits(at + 1);
    let unit = grammar.units.contains_key(word) && (word.len() > 1 || word == pieces.raw(at));
    let known =
        unit || grammar.scales.contains_key(word) || grammar.short_scales.contains_key(word) || grammar.ordinals.suffixes.contains(word);
    !joined_on
        && (known
            || matches!(pieces.raw(at), "s" | "x")
            || word == "plus"
            || word == "pm"
            || word == "am"
            || word == "percent"
            || word == "pct"
            || word.len() > 5)
}

/// The piece behind the letters, digits and joining marks that follow one another from `first` on.
fn run_end(pieces: &Pieces<'_>, first: usize) -> usize {
    let mut end = first + 1;
    loop {
        let solid = |at: usize| pieces.glued(at) && (pieces.is_word(at) || pieces.is_digits(at));
        if solid(end) {
            end += 1;
        } else if pieces.glued(end)
            && matches!(pieces.mark(end), Some('-' | '‐' | '‑' | '/' | '.' | ':' | '_' | '–' | '×'))
            && solid(end + 1)
        {
            end += 2;
        } else if pieces.is_mark(end, '(') && pieces.glued(end) && solid(end + 1) && pieces.is_mark(end + 2, ')') && pieces.glued(end + 2) {
            end += 3;
        } else {
            return end;
        }
    }
}
