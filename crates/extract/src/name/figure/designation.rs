//! Letters and digits that make a name together: "F-16", "W31P4Q-14-C-0034", "36(b)(1)", "2S19", a telephone number, a time of day.

use super::grammar::NumberGrammar;
use super::piece::Pieces;

/// The piece behind the name that begins at piece `first`, if its digits belong to a name. Looks only at what is joined to `first`, and only
/// a few pieces far, until it is sure.
pub(crate) fn designation_end(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<usize> {
    let named = if pieces.is_word(first) {
        begins_with_letters(pieces, grammar, first)
    } else if pieces.is_digits(first) {
        begins_with_digits(pieces, grammar, first)
    } else {
        false
    };
    named.then(|| run_end(pieces, first))
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
        Some('/' | ':' | '_') => glued_digits(next + 1) || glued_word(next + 1),
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
            let zeros = pieces.digits(next + 1).starts_with('0');
            // "703-5737" and "4424-18023" bound nothing.
            let lengths = pieces.digits(first).len().abs_diff(pieces.digits(next + 1).len()) > 1;
            airliner || third || letters || zeros || (lengths && !(pieces.is_mark(after, ',') && pieces.glued(after + 1)))
        }
        _ => false,
    }
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
            || pieces.raw(at) == "s"
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
        } else if pieces.glued(end) && matches!(pieces.mark(end), Some('-' | '‐' | '‑' | '/' | '.' | ':' | '_' | '–')) && solid(end + 1)
        {
            end += 2;
        } else if pieces.is_mark(end, '(') && pieces.glued(end) && solid(end + 1) && pieces.is_mark(end + 2, ')') && pieces.glued(end + 2) {
            end += 3;
        } else {
            return end;
        }
    }
}
