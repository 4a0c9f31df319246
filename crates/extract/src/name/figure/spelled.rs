//! Numerals in words: "two hundred and forty-six", "half a million", "two dozen", "one and a half billion".

use super::grammar::NumberGrammar;
use super::numeral::Numeral;
use super::piece::Pieces;
use rust_decimal::Decimal;

/// A numeral in words.
pub(crate) fn words(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<Numeral> {
    if !grammar.beginnings.contains(pieces.word(first)) {
        return None;
    }
    let (end, value) =
        part_of_scale(pieces, grammar, first).or_else(|| collective(pieces, grammar, first)).or_else(|| spelled(pieces, grammar, first))?;
    let whole = Numeral { first, end, mantissa: value, scale: Decimal::ONE, figures: false, grouped: true };
    Some(split_scale(pieces, grammar, whole))
}

/// Moves a last magnitude word out of the value, so that "two to three million" can share it.
fn split_scale(pieces: &Pieces<'_>, grammar: &NumberGrammar, whole: Numeral) -> Numeral {
    let last = multiplier(pieces, grammar, whole.end - 1).map(Decimal::from);
    match last.and_then(|scale| Some((scale, whole.mantissa.checked_div(scale)?))) {
        Some((scale, mantissa)) => Numeral { mantissa, scale, ..whole },
        None => whole,
    }
}

/// What the word at piece `at` multiplies by: a magnitude, or "dozen".
pub(crate) fn multiplier(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> Option<u64> {
    let word = pieces.word(at);
    let dozen = || grammar.collectives.get(word).filter(|&&n| n > 2).map(|&n| n.into());
    grammar.scales.get(word).copied().or_else(dozen)
}

/// Where the word after piece `end - 1` stands, past a hyphen.
fn next_word(pieces: &Pieces<'_>, end: usize) -> usize {
    end + usize::from(pieces.is_hyphen(end))
}

/// "Half a million", "a quarter of a billion", "a half-dozen".
fn part_of_scale(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(usize, Decimal)> {
    let mut at = first;
    if grammar.articles.contains(pieces.word(at)) && pieces.near(at + 1) {
        at += 1;
    }
    let part = *grammar.parts.get(pieces.word(at))?;
    for _ in 0..2 {
        at = next_word(pieces, at + 1);
        if !pieces.near(at) {
            return None;
        }
        if let Some(worth) = multiplier(pieces, grammar, at) {
            return Some((at + 1, part * Decimal::from(worth)));
        }
        if pieces.word(at) == "of" {
            at += 1;
        }
        if !grammar.articles.contains(pieces.word(at)) {
            return None;
        }
    }
    None
}

/// "A dozen", "two dozen", "a pair of".
fn collective(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(usize, Decimal)> {
    let word = pieces.word(first);
    let times = if grammar.articles.contains(word) { 1 } else { *grammar.cardinals.get(word)? };
    let at = next_word(pieces, first + 1);
    let worth = *grammar.collectives.get(pieces.word(at)).filter(|_| pieces.near(at))?;
    // "A pair" and "a couple" are numbers only as "a pair of"; "a couple dozen" is none.
    let of = pieces.word(at + 1) == "of" && pieces.near(at + 1);
    if worth == 2 {
        return (of && times == 1).then(|| (at + 2, Decimal::TWO));
    }
    Some((at + 1, Decimal::from(times) * Decimal::from(worth)))
}

/// "Two hundred and forty-six", "a hundred", "five thousand three hundred", "one and a half million".
fn spelled(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(usize, Decimal)> {
    let (mut end, mut total, mut last_scale) = (first, 0_u64, u64::MAX);
    let mut at = first;
    // Magnitudes fall from group to group, so that there are few groups.
    while let Some((group_end, group)) = below_thousand(pieces, grammar, at, at == first) {
        let scale_at = next_word(pieces, group_end);
        let scale = grammar.scales.get(pieces.word(scale_at)).copied().filter(|&scale| scale > 100 && pieces.near(group_end));
        let worth = scale.unwrap_or(1);
        if worth >= last_scale || (at != first && worth == 1 && group >= last_scale) {
            break;
        }
        total = total.checked_add(group.checked_mul(worth)?)?;
        end = if scale.is_some() { scale_at + 1 } else { group_end };
        last_scale = worth;
        if worth == 1 {
            break;
        }
        at = end;
        let linked = (pieces.is_mark(at, ',') && pieces.glued(at)) || pieces.word(at) == grammar.joiner;
        at += usize::from(linked);
        if !pieces.near(end) || !pieces.near(at) {
            break;
        }
    }
    let (end, value) = halves(pieces, grammar, first, end, total)?;
    let share = next_word(pieces, end);
    let behind = pieces.word(share);
    let is_share = grammar.ordinals.shares.contains(behind) && !(behind == "quarter" && share == end);
    // "One third" and "twenty-first", but not "one first-class".
    let is_ordinal = grammar.ordinals.words.contains(behind) && (share > end || total == 1);
    // "Two second-hand frigates" and "three third-generation tanks" are counted all the same.
    let joined = pieces.is_hyphen(share + 1);
    (!(pieces.near(end) && (is_share || is_ordinal)) || joined).then_some((end, value))
}

/// "One and a half million", "a million and a half".
fn halves(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, end: usize, total: u64) -> Option<(usize, Decimal)> {
    if end == first {
        return None;
    }
    let value = Decimal::from(total);
    let and = next_word(pieces, end);
    let article = next_word(pieces, and + 1);
    let part_at = next_word(pieces, article + 1);
    let Some(&part) = grammar.parts.get(pieces.word(part_at)) else { return Some((end, value)) };
    let linked = pieces.word(and) == grammar.joiner && grammar.articles.contains(pieces.word(article));
    if !linked || !(end..=part_at).all(|i| pieces.near(i)) {
        return Some((end, value));
    }
    if let Some(&scale) = grammar.scales.get(pieces.word(end - 1)) {
        return Some((part_at + 1, value + part * Decimal::from(scale)));
    }
    let scale_at = next_word(pieces, part_at + 1);
    match grammar.scales.get(pieces.word(scale_at)) {
        Some(&scale) => Some((scale_at + 1, (value + part).checked_mul(scale.into())?)),
        None => Some((part_at + 1, value + part)),
    }
}

/// A number below a thousand: "forty-eight", "two hundred and six"; an article counts as one before a magnitude, in the first group.
fn below_thousand(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize, is_first: bool) -> Option<(usize, u64)> {
    let scale = |i: usize| grammar.scales.get(pieces.word(i)).copied().filter(|_| pieces.near(i));
    if is_first && grammar.articles.contains(pieces.word(at)) {
        let next = next_word(pieces, at + 1);
        return match scale(next)? {
            100 => Some(with_rest(pieces, grammar, next + 1, 100)),
            _ => Some((at + 1, 1)),
        };
    }
    let (end, units) = below_hundred(pieces, grammar, at)?;
    let next = next_word(pieces, end);
    if scale(next) == Some(100) && units > 0 {
        return Some(with_rest(pieces, grammar, next + 1, units * 100));
    }
    Some((end, units))
}

/// The "and forty-six" after "two hundred", unless it is the beginning of another number.
fn with_rest(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize, hundreds: u64) -> (usize, u64) {
    let at = next_word(pieces, end);
    let at = if pieces.word(at) == grammar.joiner { next_word(pieces, at + 1) } else { at };
    if !(end..=at).all(|i| pieces.near(i)) {
        return (end, hundreds);
    }
    match below_hundred(pieces, grammar, at) {
        Some((rest_end, rest))
            if !grammar
                .scales
                .get(pieces.word(next_word(pieces, rest_end)))
                .is_some_and(|&n| n == 100 || pieces.word(end) == grammar.joiner) =>
        {
            (rest_end, hundreds + rest)
        }
        _ => (end, hundreds),
    }
}

fn below_hundred(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> Option<(usize, u64)> {
    let cardinal = |i: usize| grammar.cardinals.get(pieces.word(i)).map(|&n| u64::from(n));
    let value = cardinal(at)?;
    let unit_at = next_word(pieces, at + 1);
    let hyphen = unit_at > at + 1;
    if value < 20 || !pieces.near(unit_at) {
        return Some((at + 1, value));
    }
    if hyphen && grammar.ordinals.words.contains(pieces.word(unit_at)) {
        return None;
    }
    match cardinal(unit_at) {
        // "Twenty two-seat trainers" are twenty.
        Some(unit) if (1..10).contains(&unit) && (hyphen || !pieces.is_hyphen(unit_at + 1)) => Some((unit_at + 1, value + unit)),
        _ => Some((at + 1, value)),
    }
}
