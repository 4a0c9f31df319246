//! Text to numbers: how many, how exactly, and what makes a number no count of things.
//!
//! Ordinals ("third"), shares ("two thirds"), vague crowds ("dozens") and digits inside designations ("F-16") are not found at all. What is
//! written as money, as a percentage or as a date is left to [`super::money`], [`super::percent`] and [`super::date`].

use super::date::dates;
use super::figure::designation::designation_end;
use super::figure::numeral::{Numeral, Place, label_before, numeral};
use super::figure::piece::Pieces;
use super::figure::qualifier::qualified;
use super::figure::range;
use super::figure::{ENGLISH_NUMBERS, NumberGrammar, Unit};
use super::found::Found;
use super::money::amounts;
use super::percent::percentages;
use materiel_model::{Qualifier, Quantity, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A number as a text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberFound {
    /// How many; of a range, the lower end.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// How exactly; a range is "at least" its lower end.
    pub qualifier: Qualifier,
    /// Its words together with those of the qualifier.
    pub with_qualifier: Span,
    /// What the number does.
    pub role: NumberRole,
    /// The measure that follows it.
    pub unit: Option<Unit>,
    /// True for four bare digits from 1900 to 2099.
    pub looks_like_year: bool,
    /// True right behind a word with a capital that does not begin its sentence: the number may belong to a name ("Leopard 2").
    pub after_name: bool,
}

/// What a number does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRole {
    /// It may count the things that follow.
    Count,
    /// It measures: "70 km", "60-ton", "24 hours"; see [`NumberFound::unit`].
    Measure,
    /// It names: "Block 70", "Mk 82", "No. 5".
    Label,
    /// It is joined to a word by a hyphen: "four-wheel", but also "12-aircraft".
    Compound,
    /// Somebody's or something's age.
    Age,
    /// A time of day.
    Clock,
    /// "One" that stands for a thing: "one of the".
    Pronoun,
    /// Four digits that are more likely a year than a count.
    Year,
}

impl NumberFound {
    /// The number as a count of items, unless its role or a fraction forbids it.
    pub fn quantity(&self) -> Option<Quantity> {
        let counts = self.role == NumberRole::Count && self.value.is_integer();
        counts.then(|| self.value.to_u64().map(|value| Quantity { value, qualifier: self.qualifier })).flatten()
    }
}

/// The numbers of `text` in order; none overlaps another.
pub fn numbers(text: &str) -> Vec<Found<NumberFound>> {
    let mut taken: Vec<Span> = amounts(text).iter().map(|found| found.span).collect();
    taken.extend(percentages(text).iter().map(|found| found.span));
    taken.extend(dates(text, None).iter().map(|found| found.span));
    numbers_beside(text, &ENGLISH_NUMBERS, taken)
}

/// The numbers of `text` outside the spans that were `taken` for something else.
pub fn numbers_beside(text: &str, grammar: &NumberGrammar, taken: Vec<Span>) -> Vec<Found<NumberFound>> {
    numbers_in(&Pieces::of(text), grammar, taken)
}

/// The same of a text that is cut already.
pub(crate) fn numbers_in(pieces: &Pieces<'_>, grammar: &NumberGrammar, mut taken: Vec<Span>) -> Vec<Found<NumberFound>> {
    taken.sort_unstable();
    let mut found: Vec<Found<NumberFound>> = Vec::new();
    let (mut i, mut next_taken) = (0, 0);
    let mut last_label_end = None;
    while let Some(piece) = pieces.get(i) {
        while taken.get(next_taken).is_some_and(|span| span.end <= piece.span.start) {
            next_taken += 1;
        }
        if let Some(span) = taken.get(next_taken).filter(|span| span.start <= piece.span.start) {
            i = pieces.at_byte(i + 1, span.end);
            continue;
        }
        if let Some(end) = designation_end(pieces, grammar, i) {
            i = end;
            continue;
        }
        let limit = taken.get(next_taken).map_or(usize::MAX, |span| span.start);
        let fits = |numeral: &Numeral| pieces.span(numeral.first, numeral.end).end <= limit;
        let Some(lower) = numeral(pieces, grammar, i, Place::Plain).filter(fits) else {
            i += 1;
            continue;
        };
        if is_ordinal(pieces, grammar, &lower) {
            i = lower.end + usize::from(pieces.is_word(lower.end));
            continue;
        }
        let after_label = last_label_end.is_some_and(|end| continues_list(pieces, grammar, end, i));
        let (number, end) = number_at(pieces, grammar, lower, fits, after_label);
        if let Some(number) = number {
            if number.value.role == NumberRole::Label {
                let plural = label_before(pieces, grammar, i).is_some_and(|label| grammar.plural_labels.contains(pieces.word(label)));
                let joined = pieces.is_hyphen(end) || (pieces.is_mark(end, '(') && pieces.glued(end));
                last_label_end = (plural || after_label || joined).then_some(end);
            }
            found.push(number);
        }
        i = end;
    }
    found
}

/// The number that begins with `lower`, and the piece behind it.
fn number_at(
    pieces: &Pieces<'_>,
    grammar: &NumberGrammar,
    lower: Numeral,
    fits: impl Fn(&Numeral) -> bool,
    after_label: bool,
) -> (Option<Found<NumberFound>>, usize) {
    let first = lower.first;
    let label = label_before(pieces, grammar, first);
    let upper = range::upper_end(pieces, grammar, first, lower.end)
        .filter(|_| label.is_none())
        .and_then(|at| numeral(pieces, grammar, at, Place::Plain))
        .filter(|upper| fits(upper) && !is_ordinal(pieces, grammar, upper));
    let bounds = upper.and_then(|upper| Some((range::bounds(&lower, &upper)?, upper.end)));
    let end = bounds.map_or(lower.end, |(_, end)| end);
    let Some(value) = bounds.map(|((low, _), _)| low).or_else(|| lower.value()) else { return (None, end) };

    let looks_like_year = bounds.is_none() && is_year_like(pieces, &lower, value);
    let unit = unit_after(pieces, grammar, end);
    let after_name = lower.figures && follows_name(pieces, first);
    let role = if is_pronoun(pieces, grammar, first, end) {
        NumberRole::Pronoun
    } else if label.is_some() || after_label {
        NumberRole::Label
    } else if is_age(pieces, grammar, first, end) {
        NumberRole::Age
    } else if grammar.clock.begins_at(pieces, end).is_some_and(|_| pieces.near(end)) {
        NumberRole::Clock
    } else if unit.is_some() {
        NumberRole::Measure
    } else if pieces.is_hyphen(end)
        && pieces.is_word(end + 1)
        && !matches!(pieces.mark(end), Some('—'))
        && !is_after_word(pieces, grammar, end)
    {
        NumberRole::Compound
    } else if looks_like_year && (after_name || !plural_follows(pieces, grammar, end)) {
        NumberRole::Year
    } else {
        NumberRole::Count
    };

    let (hedge, from, to) = qualified(pieces, grammar, Place::Plain, range::introduced(pieces, grammar, first), end);
    let from = if bounds.is_some() { from } else { from_single(pieces, grammar, first, from) };
    let qualifier = if bounds.is_some() { Qualifier::AtLeast } else { hedge };
    let number = NumberFound {
        value,
        upper: bounds.map(|((_, high), _)| high),
        qualifier,
        with_qualifier: pieces.span(from, to),
        role,
        unit,
        looks_like_year,
        after_name,
    };
    (Some(Found { span: pieces.span(first, end), value: number }), end.max(to))
}

/// "Between" introduces only a range.
fn from_single(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, from: usize) -> usize {
    if from + 1 == first && grammar.between.contains(pieces.word(from)) { first } else { from }
}

/// "-odd" and "-plus" behind a hyphen hedge the number and "-strong" counts on; other words make a compound of it.
fn is_after_word(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize) -> bool {
    grammar.plurals.hyphenated.contains(pieces.word(end + 1)) || grammar.after.begins_at(pieces, end + 1).is_some()
}

fn is_ordinal(pieces: &Pieces<'_>, grammar: &NumberGrammar, numeral: &Numeral) -> bool {
    let at = numeral.end;
    let glued = pieces.glued(at) && pieces.is_word(at) && (grammar.ordinals.suffixes.contains(pieces.lower(at)) || pieces.raw(at) == "s");
    let space_ordinal = !numeral.figures
        && pieces.near(at)
        && pieces.is_hyphen(at)
        && grammar.ordinals.words.contains(pieces.word(at + 1))
        && !pieces.is_hyphen(at + 2);
    (numeral.figures && glued) || space_ordinal
}

fn is_year_like(pieces: &Pieces<'_>, numeral: &Numeral, value: Decimal) -> bool {
    let bare = numeral.figures && !numeral.grouped && numeral.scale == Decimal::ONE;
    bare && pieces.digits(numeral.first).len() == 4 && value >= Decimal::from(1900) && value < Decimal::from(2100)
}

fn follows_name(pieces: &Pieces<'_>, first: usize) -> bool {
    let word = first.wrapping_sub(1);
    let begins_sentence = !pieces.near(word) || matches!(pieces.mark(word.wrapping_sub(1)), Some('.' | '!' | '?' | ':' | '"' | '“' | '•'));
    pieces.near(first) && pieces.is_capitalised(word) && !begins_sentence
}

/// Lots 12 and 13: the second number is a label too.
fn continues_list(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize, first: usize) -> bool {
    let joins = |i: usize| matches!(pieces.mark(i), Some(',' | '/' | '(')) || pieces.is_dash(i) || pieces.word(i) == grammar.joiner;
    (1..=2).contains(&(first - end.min(first))) && (end..first).all(joins) && pieces.near(first)
}

/// The measure after a number, past a hyphen and a word like "square".
pub(crate) fn unit_after(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize) -> Option<Unit> {
    if let Some(mark) = pieces.mark(end)
        && pieces.glued(end)
        && let Some(&unit) = grammar.unit_marks.get(mark.encode_utf8(&mut [0; 4]) as &str)
    {
        return Some(unit);
    }
    let mut at = end + usize::from(pieces.is_hyphen(end));
    if !pieces.near(end) {
        return None;
    }
    if grammar.unit_adjectives.contains(pieces.word(at)) {
        at = at + 1 + usize::from(pieces.is_hyphen(at + 1));
    }
    let word = pieces.word(at);
    let one_letter = word.len() == 1 && pieces.raw(at) != word;
    let unit = grammar.units.get(word).copied().filter(|_| pieces.near(at) && !one_letter)?;
    // "In" and "m" may be words; "3 T-72s" are no tonnes, "six Kilo-class submarines" no kilos.
    let named = pieces.glued(at + 1)
        && (pieces.is_digits(at + 1) || (pieces.is_dash(at + 1) && (pieces.is_digits(at + 2) || pieces.word(at + 2) == "class")))
        && pieces.is_capitalised(at);
    // "12 second-hand jets" are counted; only "30-second" measures.
    let ordinal = grammar.ordinals.words.contains(word) && !pieces.is_hyphen(at.wrapping_sub(1));
    (!named && !ordinal).then_some(unit)
}

fn is_age(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, end: usize) -> bool {
    let at = end + usize::from(pieces.is_hyphen(end));
    let behind = pieces.near(end) && grammar.ages_after.begins_at(pieces, at).is_some();
    behind || (pieces.near(first) && grammar.ages_before.contains(pieces.word(first.wrapping_sub(1))))
}

fn is_pronoun(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, end: usize) -> bool {
    if end != first + 1 || grammar.cardinals.get(pieces.word(first)) != Some(&1) {
        return false;
    }
    let before = if pieces.near(first) { pieces.word(first.wrapping_sub(1)) } else { "" };
    let after = if pieces.near(end) { pieces.lower(end) } else { "" };
    let no_noun = !pieces.is_word(end) && !pieces.is_digits(end) && !matches!(pieces.mark(end), Some('"' | '“' | '‘' | '(' | '-'));
    grammar.one.not_after.contains(before) || grammar.one.not_before.contains(after) || no_noun
}

/// True when a plural noun follows within three words: "2000 anti-tank rifles".
pub(crate) fn plural_follows(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize) -> bool {
    let mut at = end;
    for _ in 0..3 {
        if !pieces.near(at) || !pieces.is_word(at) {
            return false;
        }
        let word = pieces.word(at);
        let in_s = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !grammar.plurals.not.contains(word);
        if in_s || grammar.plurals.words.contains(word) {
            return true;
        }
        if pieces.is_capitalised(at) && at > end {
            return false;
        }
        at = at + 1 + usize::from(pieces.is_hyphen(at + 1));
    }
    false
}

#[cfg(test)]
mod tests;
