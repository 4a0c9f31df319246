//! Two numerals that bound one figure: "20-30", "between 20 and 30", "1.2 to 1.5 billion".

use super::grammar::NumberGrammar;
use super::numeral::Numeral;
use super::piece::Pieces;
use rust_decimal::Decimal;

/// The piece at which a range's upper end may begin, when the lower ends before piece `end` and begins at `first`.
pub(crate) fn upper_end(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, end: usize) -> Option<usize> {
    if !pieces.near(end) || !pieces.near(end + 1) {
        return None;
    }
    let word_before = if pieces.near(first) { pieces.word(before_change(pieces, grammar, first)) } else { "" };
    let tilde = pieces.is_mark(end, '~') && pieces.glued(end) && pieces.glued(end + 1);
    let hyphen = tilde || (pieces.is_dash(end) && (pieces.glued(end) == pieces.glued(end + 1)));
    // "Two- to three-year", "20% to 30%".
    let hanging = pieces.is_dash(end) && pieces.glued(end) && grammar.range_joiners.contains(pieces.word(end + 1));
    let word = pieces.word(end);
    let joined = (grammar.range_joiners.contains(word) && !grammar.change.contains(word_before))
        || (word == grammar.joiner && grammar.between.contains(word_before));
    if hanging { Some(end + 2).filter(|_| pieces.near(end + 2)) } else { (hyphen || joined).then_some(end + 1) }
}

/// The piece before a figure, past the words that may stand between "from" and an old level ("from the current 12,000 to 18,000").
fn before_change(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> usize {
    const FURTHEST: usize = 4;
    let mut at = first.wrapping_sub(1);
    for _ in 0..FURTHEST {
        if !(pieces.near(at) && grammar.change_passed.contains(pieces.word(at))) {
            break;
        }
        at = at.wrapping_sub(1);
    }
    let changes = grammar.change.contains(pieces.word(at));
    if changes { at } else { first.wrapping_sub(1) }
}

/// The lower and the upper end's worth; a magnitude that only the upper one states holds for both ("1.2 to 1.5 billion").
pub(crate) fn bounds(lower: &Numeral, upper: &Numeral) -> Option<(Decimal, Decimal)> {
    let high = upper.value()?;
    let shared = lower.scale == Decimal::ONE && upper.scale > Decimal::ONE && lower.mantissa < upper.mantissa;
    let low = if shared { lower.mantissa.checked_mul(upper.scale)? } else { lower.value()? };
    (low < high).then_some((low, high))
}

/// Where the words of the range begin: at "between", if that introduces it.
pub(crate) fn introduced(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> usize {
    match first.checked_sub(1) {
        Some(before) if pieces.near(first) && grammar.between.contains(pieces.word(before)) => before,
        _ => first,
    }
}
