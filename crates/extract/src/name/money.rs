//! Text to amounts of money: "$1.2bn", "75 million US dollars", "Rs 35,755 crore", "between €1 billion and €2 billion".

use super::currency::{CURRENCIES, CurrencyTable, Denoted};
use super::figure::designation::{designation_end, is_designation};
use super::figure::numeral::{Numeral, Place, numeral};
use super::figure::piece::Pieces;
use super::figure::qualifier::qualified;
use super::figure::range;
use super::figure::{ENGLISH_NUMBERS, NumberGrammar};
use super::found::Found;
use materiel_model::{Money, Qualifier, Scope, Span};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount as a text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyFound {
    /// The amount; of a range, the lower end, as "at least".
    pub money: Money,
    /// The upper end of a range, in the same currency.
    pub upper: Option<u64>,
    /// Where several states use the sign or the name ("$", "rupees") and nothing beside it says whose it is: the family in `currencies.toml`.
    pub family: Option<usize>,
    /// Its words together with those of the qualifier.
    pub with_qualifier: Span,
}

/// The amounts of money in `text` in order; none overlaps another.
pub fn amounts(text: &str) -> Vec<Found<MoneyFound>> {
    amounts_with(text, &ENGLISH_NUMBERS, &CURRENCIES)
}

/// The same with another language's numbers or another table.
pub fn amounts_with(text: &str, grammar: &NumberGrammar, table: &CurrencyTable) -> Vec<Found<MoneyFound>> {
    amounts_in(&Pieces::of(text), grammar, table)
}

/// The same of a text that is cut already.
pub(crate) fn amounts_in(pieces: &Pieces<'_>, grammar: &NumberGrammar, table: &CurrencyTable) -> Vec<Found<MoneyFound>> {
    let reader = Reader { pieces, grammar, table };
    let mut found = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        match reader.amount_at(i) {
            Ok((amount, end)) => {
                found.extend(amount);
                i = end;
            }
            Err(next) => i = next,
        }
    }
    found
}

struct Reader<'a, 't> {
    pieces: &'a Pieces<'t>,
    grammar: &'a NumberGrammar,
    table: &'a CurrencyTable,
}

/// One end of a range, or an amount alone: a numeral with what names its currency before or behind it.
#[derive(Clone, Copy)]
struct Side {
    first: usize,
    numeral: Numeral,
    end: usize,
    denoted: Option<Denoted>,
}

impl Reader<'_, '_> {
    /// The amount at piece `first` and the piece behind it, or else the piece to go on from.
    fn amount_at(&self, first: usize) -> Result<(Option<Found<MoneyFound>>, usize), usize> {
        let Some(lower) = self.side(first) else {
            return Err(designation_end(self.pieces, self.grammar, first).unwrap_or(first + 1));
        };
        let upper = range::upper_end(self.pieces, self.grammar, lower.first, lower.end).and_then(|at| self.side(at));
        // "Rose from 1,200 in 2016 to €90 million": a bare number before a sum with its sign in front is no lower end.
        let upper = upper.filter(|upper| lower.denoted.is_some() || upper.first == upper.numeral.first);
        let range = upper.and_then(|upper| {
            let same = match (lower.denoted, upper.denoted) {
                (Some(one), Some(other)) => one.currency == other.currency || other.family.is_some() || one.family.is_some(),
                (None, None) => false,
                _ => true,
            };
            // "$5 million to 12 aircraft" is no range, but "$1-2 billion" and "$1 billion to 2 billion" are.
            let tight = self.pieces.is_dash(lower.end) || upper.numeral.scale > Decimal::ONE || upper.denoted.is_some();
            (same && tight).then_some(())?;
            Some((range::bounds(&lower.numeral, &upper.numeral)?, upper))
        });
        let Some(denoted) = range.and_then(|(_, upper)| named(lower.denoted, upper.denoted)).or(lower.denoted) else {
            return Err(lower.end);
        };
        let end = range.map_or(lower.end, |(_, upper)| upper.end);
        let (low, high) = match range {
            Some(((low, high), _)) => (Some(low), Some(high)),
            None => (lower.numeral.value(), None),
        };
        // "$8,2656,194" is a slip: no guess is made which digits are right.
        if self.has_digits_left(end) {
            return Ok((None, end + 2));
        }
        let Some(amount) = low.and_then(whole) else { return Ok((None, end)) };

        let from = if high.is_some() { range::introduced(self.pieces, self.grammar, lower.first) } else { lower.first };
        let (hedge, from, to) = qualified(self.pieces, self.grammar, Place::Money, from, end);
        let qualifier = if high.is_some() { Qualifier::AtLeast } else { hedge };
        let scope = if self.is_each(from, to) { Scope::Unit } else { Scope::Total };
        let value = MoneyFound {
            money: Money { amount, currency: denoted.currency, qualifier, scope },
            upper: high.and_then(whole),
            family: denoted.family,
            with_qualifier: self.pieces.span(from, to),
        };
        Ok((Some(Found { span: self.pieces.span(lower.first, end), value }), end.max(to)))
    }

    /// A numeral at piece `first` with its currency before it, behind it, or (for one end of a range) not said.
    fn side(&self, first: usize) -> Option<Side> {
        match self.symbols(first) {
            Some((at, denoted)) => self.behind_symbol(first, at, denoted),
            None => self.before_name(first),
        }
    }

    /// Signs and codes one after another: "US$", "USD $", "$$".
    fn symbols(&self, first: usize) -> Option<(usize, Denoted)> {
        let (mut end, mut denoted) = self.table.symbol_at(self.pieces, first)?;
        for _ in 0..2 {
            let Some((next, more)) = self.table.symbol_at(self.pieces, end).filter(|_| self.pieces.near(end)) else { break };
            denoted = named(Some(denoted), Some(more)).unwrap_or(more);
            end = next;
        }
        Some((end, denoted))
    }

    fn behind_symbol(&self, first: usize, at: usize, denoted: Denoted) -> Option<Side> {
        if !self.pieces.near(at) {
            return None;
        }
        let numeral = numeral(self.pieces, self.grammar, at, Place::Money).filter(|numeral| numeral.figures)?;
        let believed = !denoted.shy || numeral.scale > Decimal::ONE || numeral.grouped;
        if !believed || self.runs_on(&numeral) {
            return None;
        }
        let (end, denoted) = self.postscript(numeral.end, denoted);
        Some(Side { first, numeral, end, denoted: Some(denoted) })
    }

    /// "$75 million USD", "$188 million (CAN)", "$5 million Canadian", "€40 million euros".
    fn postscript(&self, end: usize, denoted: Denoted) -> (usize, Denoted) {
        if !self.pieces.near(end) {
            return (end, denoted);
        }
        let bracket = usize::from(self.pieces.is_mark(end, '('));
        let at = end + bracket;
        let closed = |stop: usize| bracket == 0 || self.pieces.is_mark(stop, ')');
        let owner = denoted.family.and_then(|family| self.table.owner_at(self.pieces, at, family));
        if let Some((stop, more)) = self.table.name_at(self.pieces, at).or_else(|| self.table.symbol_at(self.pieces, at)) {
            let agrees = more.currency == denoted.currency || (denoted.family.is_some() && !more.shy);
            // A sign with figures behind it begins the next amount.
            if agrees && closed(stop) && !self.pieces.is_digits(stop) {
                return (stop + bracket, named(Some(denoted), Some(more)).unwrap_or(denoted));
            }
        }
        match owner {
            // Behind an amount, "Canadian" may begin the next noun phrase; in brackets it does not.
            Some((stop, currency)) if bracket == 1 && closed(stop) => (stop + 1, Denoted { currency, family: None, shy: false }),
            _ => (end, denoted),
        }
    }

    fn before_name(&self, first: usize) -> Option<Side> {
        let pieces = self.pieces;
        if pieces.glued(first) && (pieces.is_word(first.wrapping_sub(1)) || pieces.is_mark(first.wrapping_sub(1), '.')) {
            return None;
        }
        let numeral = numeral(pieces, self.grammar, first, Place::Money)?;
        let abbreviated = pieces.is_mark(numeral.end, '.') && pieces.glued(numeral.end) && numeral.scale > Decimal::ONE;
        let at = numeral.end + usize::from(abbreviated);
        let at = at + usize::from(pieces.is_hyphen(at));
        let behind = pieces.near(at).then(|| self.table.name_at(pieces, at).or_else(|| self.sign_behind(at))).flatten();
        // "Eight Chinese Yuan-class submarines" are no money.
        let class = |end: usize| pieces.is_hyphen(end) && pieces.glued(end) && pieces.is_capitalised(end - 1);
        let behind = behind.filter(|(end, _)| !class(*end));
        let named = behind.filter(|(_, denoted)| !denoted.shy || numeral.scale > Decimal::ONE);
        if named.is_none() && is_designation(pieces, self.grammar, first) {
            return None;
        }
        match named {
            Some((end, denoted)) => Some(Side { first, numeral, end, denoted: Some(denoted) }),
            None => Some(Side { first, numeral, end: numeral.end, denoted: None }),
        }
    }

    /// "40 million €" and "25 billion SEK", but not the sign of the next amount.
    fn sign_behind(&self, at: usize) -> Option<(usize, Denoted)> {
        let (end, denoted) = self.table.symbol_at(self.pieces, at)?;
        let next_amount =
            self.pieces.near(end) && (self.pieces.is_digits(end) || self.pieces.is_mark(end, '.') && self.pieces.is_digits(end + 1));
        let in_name = self.pieces.is_word(at) && self.pieces.glued(end) && self.pieces.is_hyphen(end);
        (!next_amount && !in_name).then_some((end, denoted))
    }

    /// "P00008" and "R2D2" are no pesos and no rands.
    fn runs_on(&self, numeral: &Numeral) -> bool {
        let end = numeral.end;
        self.pieces.glued(end)
            && self.pieces.is_word(end)
            && self.table.name_at(self.pieces, end).is_none()
            && self.table.symbol_at(self.pieces, end).is_none()
            && self.pieces.raw(end).len() <= 2
    }

    /// Figures that go on behind a comma, where no group of three could.
    fn has_digits_left(&self, end: usize) -> bool {
        let pieces = self.pieces;
        let tight = pieces.is_mark(end, ',') && pieces.glued(end) && pieces.glued(end + 1) && pieces.is_digits(end + 1);
        let loose = pieces.near(end) && pieces.digits(end).len() == 3 && pieces.is_mark(end + 1, ',') && pieces.digits(end + 2).len() == 3;
        (tight && pieces.is_digits(end - 1)) || (loose && pieces.glued(end + 1) && pieces.glued(end + 2) && pieces.is_digits(end - 1))
    }

    /// True where the words around the amount make it the price of one item.
    fn is_each(&self, from: usize, to: usize) -> bool {
        let (pieces, grammar) = (self.pieces, self.grammar);
        if grammar.each_before.ends_at(pieces, from).is_some() {
            return true;
        }
        let at = to + usize::from(pieces.is_mark(to, ','));
        if !pieces.near(to) || !pieces.near(at) {
            return false;
        }
        if let Some((behind, ())) = grammar.each_after.begins_at(pieces, at) {
            return !grammar.not_per.contains(pieces.word(behind));
        }
        grammar.per.contains(pieces.word(at)) && pieces.is_word(at + 1) && !grammar.not_per.contains(pieces.word(at + 1))
    }
}

/// Of two names for an amount's currency, the one that says whose it is.
fn named(one: Option<Denoted>, other: Option<Denoted>) -> Option<Denoted> {
    match (one, other) {
        (Some(one), Some(other)) if one.family.is_some() && other.family.is_none() => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

/// Whole units, half away from zero; nothing where they are more than a number can hold.
fn whole(amount: Decimal) -> Option<u64> {
    amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let show = |found: &Found<MoneyFound>| {
            let MoneyFound { money, upper, .. } = found.value;
            let upper = upper.map(|upper| format!("..{upper}")).unwrap_or_default();
            let qualifier = if money.qualifier == Qualifier::Exact { String::new() } else { format!(" {}", money.qualifier) };
            let scope = if money.scope == Scope::Unit { " each" } else { "" };
            format!("{}={}{upper} {}{qualifier}{scope}", found.span.of(text), money.amount, money.currency)
        };
        amounts(text).iter().map(show).collect()
    }

    #[test]
    fn amounts_are_read_in_every_form() {
        for row in include_str!("money/forms.txt").lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let (text, wanted) = row.split_once(" => ").unwrap_or((row, ""));
            let text = text.replace("\\n", "\n").replace("\\u{a0}", "\u{a0}");
            let wanted: Vec<_> = wanted.split(" | ").filter(|one| !one.is_empty()).collect();
            let found: Vec<_> = amounts(&text)
                .iter()
                .zip(read(&text))
                .map(|(_, shown)| shown.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default())
                .collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn the_span_holds_the_amount_alone_and_the_wider_one_its_qualifier() {
        let text = "for an estimated total cost of $75 million and";
        let found = amounts(text)[0];
        assert_eq!(found.span.of(text), "$75 million");
        assert_eq!(found.value.with_qualifier.of(text), "estimated total cost of $75 million");
        assert_eq!(found.value.money.qualifier, Qualifier::About);
    }

    #[test]
    fn a_sign_that_several_states_use_is_marked() {
        for (text, ambiguous) in [
            ("$5m", true),
            ("US$5m", false),
            ("5 million dollars", true),
            ("5 million US dollars", false),
            ("€5m", false),
            ("Rs 5 crore", true),
            ("SEK 5m", false),
        ] {
            assert_eq!(amounts(text)[0].value.family.is_some(), ambiguous, "{text}");
        }
    }
}
