//! Numerals, in figures, in words or in both: "1,200", "35 000", "1.2 million", "two hundred and forty-six", "thirty (30)".

use super::grammar::NumberGrammar;
use super::piece::{Gap, Pieces};
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
        || pieces.is_digits(end)
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

/// A numeral in words.
pub(crate) fn words(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<Numeral> {
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
fn multiplier(pieces: &Pieces<'_>, grammar: &NumberGrammar, at: usize) -> Option<u64> {
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
