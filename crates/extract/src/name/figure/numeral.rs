//! Numerals, in figures, in words or in both: "1,200", "35 000", "1.2 million", "two hundred and forty-six", "thirty (30)".

use super::grammar::NumberGrammar;
use super::piece::{Gap, Pieces};
use super::spelled::{multiplier, words};
use rust_decimal::Decimal;

/// Where a numeral is read: money takes short magnitudes ("309m") and forgives white space inside ("17, 434,922").
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Plain,
    Money,
}

/// A numeral at the pieces `first..end`, worth `mantissa * scale`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numeral {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) mantissa: Decimal,
    /// 1,000,000 for "1.2 million"; 1 where no magnitude is said.
    pub(crate) scale: Decimal,
    /// True for one that is written in figures.
    pub(crate) figures: bool,
    /// True for figures in groups ("1,200") or with decimals.
    pub(crate) grouped: bool,
}

impl Numeral {
    pub(crate) fn value(&self) -> Option<Decimal> {
        self.mantissa.checked_mul(self.scale)
    }
}

/// The numeral that begins at piece `first`.
pub(crate) fn numeral(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, place: Place) -> Option<Numeral> {
    let plain =
        figures(pieces, grammar, first, place).map(|head| compound(pieces, grammar, head)).or_else(|| words(pieces, grammar, first))?;
    Some(bracketed(pieces, grammar, plain, place).unwrap_or(plain))
}

/// "1 trillion and 307 billion", "101 billion 538 million": a smaller magnitude behind a larger one belongs to it.
fn compound(pieces: &Pieces<'_>, grammar: &NumberGrammar, head: Numeral) -> Numeral {
    let at = head.end + usize::from(pieces.word(head.end) == grammar.joiner);
    let added = || {
        let rest = figures(pieces, grammar, at, Place::Plain).filter(|_| pieces.near(head.end) && pieces.near(at))?;
        let fits = rest.scale >= Decimal::ONE_THOUSAND && rest.scale < head.scale && rest.value()? < head.scale;
        let more = rest.value()?.checked_div(head.scale)?;
        fits.then(|| Some(Numeral { end: rest.end, mantissa: head.mantissa.checked_add(more)?, ..head }))?
    };
    if head.scale > Decimal::ONE_THOUSAND { added().unwrap_or(head) } else { head }
}

/// "thirty (30)" and "30 (thirty)": both say the same.
fn bracketed(pieces: &Pieces<'_>, grammar: &NumberGrammar, plain: Numeral, place: Place) -> Option<Numeral> {
    let open = plain.end;
    if !pieces.is_mark(open, '(') || !pieces.near(open) {
        return None;
    }
    let again = if plain.figures { words(pieces, grammar, open + 1) } else { figures(pieces, grammar, open + 1, place) }?;
    let same = again.value().is_some() && again.value() == plain.value();
    (same && pieces.is_mark(again.end, ')')).then_some(Numeral { end: again.end + 1, grouped: true, ..plain })
}

/// Digits with their groups, decimals and magnitude.
fn figures(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, place: Place) -> Option<Numeral> {
    if pieces.is_mark(first, '.') {
        // ".5 million"
        let tail = pieces.digits(first + 1);
        let (end, scale) = magnitude(pieces, grammar, first + 2, place)?;
        if tail.is_empty() || tail.len() > 6 || !pieces.glued(first + 1) || (pieces.glued(first) && place == Place::Plain) {
            return None;
        }
        return Some(Numeral { first, end, mantissa: format!("0.{tail}").parse().ok()?, scale, figures: true, grouped: true });
    }
    let head = pieces.digits(first);
    if head.is_empty() || head.len() > 15 {
        return None;
    }
    let mut digits = head.to_owned();
    let mut end = grouped(pieces, grammar, first, place, &mut digits);
    let grouped = end > first + 1;
    let mut decimals = false;
    let after_point = pieces.digits(end + 1);
    let point_digits = pieces.glued(end) && pieces.glued(end + 1) && !after_point.is_empty() && after_point.len() <= 9;
    let point = pieces.mark(end);
    let version =
        point_digits && pieces.mark(end + 2) == point && pieces.glued(end + 2) && pieces.is_digits(end + 3) && pieces.glued(end + 3);
    let scaled = |at| magnitude(pieces, grammar, at, place).is_some() || is_percent(pieces, grammar, at);
    let is_decimal = match point {
        Some('.') if version => false,
        Some('.') => {
            let thousands = after_point.len() == 3 && head.len() <= 3 && !grouped && head != "0" && !scaled(end + 2);
            if point_digits && thousands && !has_unit(pieces, grammar, end + 2) {
                digits.push_str(after_point);
                end += 2;
            }
            !thousands
        }
        Some(',') => after_point.len() <= 2 && !version && (scaled(end + 2) || (grouped && pieces.is_mark(first + 1, '.'))),
        _ => false,
    };
    if point_digits && is_decimal {
        digits.push('.');
        digits.push_str(after_point);
        decimals = true;
        end += 2;
    }
    let mut mantissa: Decimal = digits.parse().ok()?;
    if let Some(part) = pieces.mark(end).and_then(vulgar_fraction).filter(|_| pieces.glued(end) && !decimals) {
        mantissa += part;
        decimals = true;
        end += 1;
    }
    let (end, scale) = magnitude(pieces, grammar, end, place).unwrap_or((end, Decimal::ONE));
    Some(Numeral { first, end, mantissa, scale, figures: true, grouped: grouped || decimals })
}

fn vulgar_fraction(c: char) -> Option<Decimal> {
    match c {
        '½' => Some(Decimal::new(5, 1)),
        '¼' => Some(Decimal::new(25, 2)),
        '¾' => Some(Decimal::new(75, 2)),
        _ => None,
    }
}

fn is_percent(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> bool {
    pieces.near(at) && grammar.percent_signs.begins_at(pieces, at).is_some()
}

fn has_unit(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> bool {
    pieces.near(at) && grammar.units.contains_key(pieces.word(at))
}

/// Appends the groups of three (or, in the Indian manner, two) digits that follow `first`; returns the piece behind them.
fn grouped(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, place: Place, digits: &mut String) -> usize {
    let mut end = first + 1;
    if digits.len() > 3 {
        return end;
    }
    match pieces.mark(end) {
        Some(',') => {
            while digits.len() <= 18
                && let Some(group) = comma_group(pieces, grammar, end, place, first)
            {
                digits.push_str(group);
                end += 2;
            }
        }
        Some(sign @ ('.' | '\'' | '’')) => {
            let group = |end: usize| {
                let group = pieces.digits(end + 1);
                (pieces.is_mark(end, sign) && pieces.glued(end) && pieces.glued(end + 1) && group.len() == 3).then_some(group)
            };
            // One group behind a full stop may be decimals.
            if sign != '.' || group(end + 2).is_some() {
                while digits.len() <= 18
                    && let Some(group) = group(end)
                {
                    digits.push_str(group);
                    end += 2;
                }
            }
        }
        _ => end = space_groups(pieces, grammar, first, digits),
    }
    end
}

fn comma_group<'t>(pieces: &Pieces<'t>, grammar: &NumberGrammar, comma: usize, place: Place, first: usize) -> Option<&'t str> {
    let group = pieces.digits(comma + 1);
    if !pieces.is_mark(comma, ',') {
        return None;
    }
    let tight = pieces.glued(comma) && pieces.glued(comma + 1);
    if group.len() == 2 {
        // "2,95,511": a group of two needs a further one, of two or of three.
        let next = pieces.digits(comma + 3).len();
        let more = pieces.is_mark(comma + 2, ',') && pieces.glued(comma + 2) && pieces.glued(comma + 3) && matches!(next, 2 | 3);
        return (tight && more && pieces.digits(first).len() <= 2).then_some(group);
    }
    if group.len() != 3 {
        return None;
    }
    // "$17, 434,922" and "$ 8,765 ,432", but not "$8,847, 100 percent".
    let loose = place == Place::Money && pieces.gap(comma) <= Gap::Line && pieces.gap(comma + 1) <= Gap::Line;
    let decimals =
        pieces.is_mark(comma + 2, '.') && pieces.glued(comma + 2) && pieces.is_digits(comma + 3) && pieces.digits(comma + 3).len() != 2;
    let fits = tight || (loose && !is_percent(pieces, grammar, comma + 2) && !decimals);
    fits.then_some(group)
}

/// "35 000" and "14 339 127". A plain space groups only where the figures cannot be two numbers.
fn space_groups(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize, digits: &mut String) -> usize {
    let hard = |i: usize| {
        let between = match (pieces.get(i.wrapping_sub(1)), pieces.get(i)) {
            (Some(left), Some(right)) => pieces.text.get(left.span.end..right.span.start).unwrap_or_default(),
            _ => "",
        };
        match between {
            " " => Some(false),
            "\u{a0}" | "\u{202f}" | "\u{2009}" => Some(true),
            _ => None,
        }
    };
    let mut end = first + 1;
    let mut all_hard = true;
    let mut all = digits.clone();
    while pieces.digits(end).len() == 3 && all.len() <= 18 {
        let Some(is_hard) = hard(end) else { break };
        all_hard &= is_hard;
        all.push_str(pieces.digits(end));
        end += 1;
    }
    if end == first + 1 {
        return end;
    }
    let behind = (pieces.glued(end) && (pieces.is_word(end) || pieces.is_dash(end) || pieces.is_mark(end, '/')))
        || grammar.calibres.contains(pieces.word(end))
        // "2 000 30 mm rounds" are two thousand.
        || (pieces.is_digits(end) && !grammar.calibres.contains(pieces.word(end + 1)))
        || (pieces.is_mark(end, ',') && pieces.glued(end) && pieces.is_digits(end + 1) && pieces.glued(end + 1));
    let before = pieces.is_digits(first.wrapping_sub(1)) || is_label(pieces, grammar, first) || digits.starts_with('0');
    if behind || before || (!all_hard && pieces.is_dash(first.wrapping_sub(1)) && pieces.glued(first)) {
        return first + 1;
    }
    *digits = all;
    end
}

/// True when the word before piece `first` makes the number a name: "Block 70", "No. 5".
pub(crate) fn is_label(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> bool {
    label_before(pieces, grammar, first).is_some()
}

/// The label before piece `first`.
pub(crate) fn label_before(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<usize> {
    if !pieces.near(first) {
        return None;
    }
    let mut at = first.checked_sub(1)?;
    if matches!(pieces.mark(at), Some('#' | '№' | '§')) {
        return Some(at);
    }
    let stop = pieces.is_mark(at, '.') && pieces.glued(at);
    if stop || pieces.is_hyphen(at) {
        at = at.checked_sub(1)?;
    }
    // The full stop of "No." is one of an abbreviation, that of "phase." ends a sentence.
    let stop_fits = !stop || pieces.raw(at).len() <= 4;
    let named = grammar.labels.contains(pieces.word(at)) || grammar.capital_labels.contains(pieces.raw(at));
    (stop_fits && named).then_some(at)
}

/// The magnitude at piece `at`: the piece behind it and its worth. "lakh crore" and "hundred thousand" multiply.
fn magnitude(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize, place: Place) -> Option<(usize, Decimal)> {
    let mut end = at;
    let mut scale = Decimal::ONE;
    for round in 0..2 {
        let word = end + usize::from(pieces.is_hyphen(end));
        if !pieces.near(end) || !pieces.is_word(word) {
            break;
        }
        let long = multiplier(pieces, grammar, word);
        let short = || grammar.short_scales.get(pieces.word(word)).copied().filter(|&n| n != 1000 || pieces.glued(word));
        let letter =
            || grammar.money_scales.get(pieces.raw(word)).copied().filter(|_| place == Place::Money && !stands_in_a_name(pieces, word));
        let Some(worth) = long.or_else(|| (round == 0 && word == end).then(|| short().or_else(letter)).flatten()) else { break };
        scale = scale.checked_mul(worth.into())?;
        end = word + 1;
    }
    (end > at).then_some((end, scale))
}

/// "5 M-16 rifles" and "20 T-72s" are no millions and trillions.
fn stands_in_a_name(pieces: &Pieces<'_>, word: usize) -> bool {
    !pieces.glued(word)
        && pieces.glued(word + 1)
        && (pieces.is_digits(word + 1) || pieces.is_dash(word + 1) || pieces.is_mark(word + 1, '/'))
}
