//! Text to percentages: "80 per cent", "2.5%", "20 to 30 percent".

use super::figure::designation::{designation_end, is_designation};
use super::figure::numeral::{Place, numeral};
use super::figure::piece::Pieces;
use super::figure::qualifier::qualified;
use super::figure::range;
use super::figure::{ENGLISH_NUMBERS, NumberGrammar};
use super::found::Found;
use materiel_model::{Percent, Qualifier, Span};
use rust_decimal::Decimal;

/// A percentage as a text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PercentFound {
    /// The share; of a range, the lower end, as "at least".
    pub percent: Percent,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// True for percentage points.
    pub points: bool,
    /// Its words together with those of the qualifier.
    pub with_qualifier: Span,
}

/// The percentages of `text` in order; none overlaps another.
pub fn percentages(text: &str) -> Vec<Found<PercentFound>> {
    percentages_in(&Pieces::of(text), &ENGLISH_NUMBERS)
}

/// The same of a text that is cut already.
pub(crate) fn percentages_in(pieces: &Pieces<'_>, grammar: &NumberGrammar) -> Vec<Found<PercentFound>> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        match percentage_at(pieces, grammar, i).or_else(|| fraction_at(pieces, grammar, i)) {
            Some((one, end)) => {
                found.push(one);
                i = end;
            }
            None => {
                i = designation_end(pieces, grammar, i).or_else(|| Some(numeral(pieces, grammar, i, Place::Money)?.end)).unwrap_or(i + 1)
            }
        }
    }
    found
}

fn percentage_at(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(Found<PercentFound>, usize)> {
    if is_designation(pieces, grammar, first) {
        return None;
    }
    let lower = numeral(pieces, grammar, first, Place::Plain)?;
    let own_sign = sign(pieces, grammar, lower.end);
    let lower_end = own_sign.map_or(lower.end, |(end, _)| end);
    let range = range::upper_end(pieces, grammar, first, lower_end)
        .and_then(|at| numeral(pieces, grammar, at, Place::Plain))
        .and_then(|upper| Some((range::bounds(&lower, &upper)?, sign(pieces, grammar, upper.end)?)));
    let ((end, points), value, upper) = match range {
        Some(((low, high), sign)) => (sign, low, Some(high)),
        None => (own_sign?, lower.value()?, None),
    };
    let from = if upper.is_some() { range::introduced(pieces, grammar, first) } else { first };
    let (hedge, from, to) = qualified(pieces, grammar, Place::Money, from, end);
    let qualifier = if upper.is_some() { Qualifier::AtLeast } else { hedge };
    let value = PercentFound { percent: Percent { value, qualifier }, upper, points, with_qualifier: pieces.span(from, to) };
    Some((Found { span: pieces.span(first, end), value }, end.max(to)))
}

/// "By a fifth", "by half", "half a percent": told without figures.
fn fraction_at(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(Found<PercentFound>, usize)> {
    let found = |start: usize, end: usize, value: Decimal, qualifier: Qualifier| {
        let percent = Percent { value, qualifier };
        let value = PercentFound { percent, upper: None, points: false, with_qualifier: pieces.span(start, end) };
        Some((Found { span: pieces.span(start, end), value }, end))
    };
    let article = |at: usize| pieces.near(at) && grammar.articles.contains(pieces.word(at));
    if pieces.word(first) == "half" && article(first + 1) {
        let (end, _) = sign(pieces, grammar, first + 2)?;
        return found(first, end, Decimal::new(5, 1), Qualifier::Exact);
    }
    if pieces.word(first) != "by" || !pieces.near(first + 1) {
        return None;
    }
    let start = first + 1;
    let word = start + usize::from(article(start));
    let value = grammar.fractions.get(pieces.word(word)).filter(|_| pieces.near(word) && !pieces.is_hyphen(word + 1))?;
    // "By half a percent" is told by the percent.
    if word == start && article(word + 1) {
        return None;
    }
    // "By a third party", "by a quarter of the members".
    let goes_on = pieces.near(word + 1) && pieces.is_word(word + 1) && !grammar.after_fraction.contains(pieces.lower(word + 1));
    if goes_on { None } else { found(start, word + 1, Decimal::from(*value), Qualifier::About) }
}

/// The sign or the words at piece `at`: the piece behind them, and whether they mean points.
fn sign(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> Option<(usize, bool)> {
    if !pieces.near(at) {
        return None;
    }
    if pieces.glued(at) && grammar.glued_percent.contains(pieces.word(at)) {
        return Some((at + 1, false));
    }
    grammar.percent_signs.begins_at(pieces, at + usize::from(pieces.is_hyphen(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let show = |found: &Found<PercentFound>| {
            let PercentFound { percent, upper, points, .. } = found.value;
            let upper = upper.map(|upper| format!("..{upper}")).unwrap_or_default();
            format!("{}={}{upper} {}{}", found.span.of(text), percent.value, percent.qualifier, if points { " points" } else { "" })
        };
        percentages(text).iter().map(show).collect()
    }

    #[test]
    fn percentages_are_read_in_every_form() {
        for (text, value) in [
            ("80 per cent of it", "80 per cent=80 exact"),
            ("at least 80%", "80%=80 at_least"),
            ("2.5 percent", "2.5 percent=2.5 exact"),
            ("2,5 %", "2,5 %=2.5 exact"),
            ("80 pct", "80 pct=80 exact"),
            ("an 80-percent share", "80-percent=80 exact"),
            ("20-30%", "20-30%=20..30 at_least"),
            ("20% to 30%", "20% to 30%=20..30 at_least"),
            ("between ten and twelve per cent", "ten and twelve per cent=10..12 at_least"),
            ("3 percentage points", "3 percentage points=3 exact points"),
            ("under 5 percent", "5 percent=5 at_most"),
            ("grew by a fifth in 2019", "a fifth=20 about"),
            ("cut by half.", "half=50 about"),
            ("half a percent of output", "half a percent=0.5 exact"),
            ("rise by half a percent", "half a percent=0.5 exact"),
        ] {
            assert_eq!(read(text), [value], "{text}");
        }
    }

    #[test]
    fn these_are_no_percentages() {
        for text in [
            "half of it",
            "a third",
            "signed by a third party",
            "led by half a dozen men",
            "30 per month",
            "percent",
            "a percentage",
            "F-16%",
            "5 percentage",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }
}
