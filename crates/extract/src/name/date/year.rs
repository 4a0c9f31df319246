//! Years: "in 2018", "its 2023 pledge", "mid-2024", "2024-28", "fiscal 2016", "FY24", "the 1990s".

use super::{Core, DateKind, Reader};
use crate::name::figure::numeral::is_label;
use crate::name::number::{plural_follows, unit_after};
use materiel_model::PartialDate;

impl Reader<'_, '_> {
    pub(super) fn year(&self, first: usize, before: Option<Core>) -> Option<Core> {
        self.fiscal(first).or_else(|| self.decade(first)).or_else(|| self.bare_year(first, before))
    }

    /// Four digits from 1900 to 2099 that are a number of their own.
    pub(super) fn year_digits(&self, at: usize) -> Option<i16> {
        let pieces = self.pieces;
        let digits = pieces.digits(at);
        let year: i16 = digits.parse().ok().filter(|year| digits.len() == 4 && (1900..2100).contains(year))?;
        let end = at + 1;
        let digits_behind = |mark: usize| pieces.is_digits(mark + 1) && pieces.glued(mark + 1);
        let runs_on = pieces.glued(end)
            && (self.is_suffix(end)
                || pieces.is_mark(end, '%')
                || (matches!(pieces.mark(end), Some('.' | ',' | ':')) && digits_behind(end)));
        let magnitude = pieces.near(end) && self.numbers.scales.contains_key(pieces.word(end));
        (!runs_on && !magnitude).then_some(year)
    }

    /// Letters right behind a year: a missing space before a capital is forgiven ("11 March 2014The").
    fn is_suffix(&self, at: usize) -> bool {
        self.pieces.is_word(at) && (!self.pieces.is_capitalised(at) || self.pieces.raw(at).len() < 3)
    }

    /// A year's second half in "2024-25", "2024/25" and "2024-2028", and the piece behind it.
    fn second_year(&self, first: usize, year: i16) -> Option<(i16, usize)> {
        let pieces = self.pieces;
        let slash = pieces.is_mark(first + 1, '/');
        if !(slash || pieces.is_dash(first + 1))
            || !pieces.near(first + 1)
            || !pieces.near(first + 2)
            || pieces.glued(first + 1) != pieces.glued(first + 2)
        {
            return None;
        }
        let digits = pieces.digits(first + 2);
        let second: i16 = match digits.len() {
            4 => self.year_digits(first + 2)?,
            2 if pieces.glued(first + 2) => year - year % 100 + digits.parse::<i16>().ok()?,
            _ => return None,
        };
        let end = first + 3;
        let runs_on =
            pieces.glued(end) && (pieces.is_word(end) || ((pieces.is_dash(end) || pieces.is_mark(end, '/')) && pieces.is_digits(end + 1)));
        (second > year && second - year <= 60 && !runs_on).then_some((second, end))
    }

    /// One year or two at `first`, whatever stands before.
    pub(super) fn years(&self, first: usize) -> Option<Core> {
        let year = self.year_digits(first)?;
        let mut core = Core::new(DateKind::Year, PartialDate::year_only(year), first + 1);
        if let Some((second, end)) = self.second_year(first, year) {
            core.date.end = PartialDate::year_only(second);
            core.end = end;
        }
        Some(core)
    }

    /// "FY2024", "FY 24", "fiscal 2016", "financial year 2024-25".
    pub(super) fn fiscal(&self, first: usize) -> Option<Core> {
        let (pieces, words) = (self.pieces, &self.grammar.words);
        let mut at = first + 1;
        let short = words.fy.contains(pieces.word(first));
        if short {
            at += usize::from(pieces.is_hyphen(at) || matches!(pieces.mark(at), Some('\'' | '’')));
        } else if words.fiscal.contains(pieces.word(first)) {
            at += usize::from(words.year.contains(pieces.word(at)));
        } else {
            return None;
        }
        if !(first + 1..=at).all(|i| pieces.near(i)) {
            return None;
        }
        let mut core = match self.years(at) {
            Some(core) => core,
            None => {
                let digits = pieces.digits(at);
                let year: i16 = digits.parse().ok().filter(|year| short && digits.len() == 2 && *year < 70)?;
                let mut core = Core::new(DateKind::Year, PartialDate::year_only(2000 + year), at + 1);
                let second = pieces.digits(at + 2);
                if (pieces.is_dash(at + 1) || pieces.is_mark(at + 1, '/'))
                    && pieces.glued(at + 1)
                    && pieces.glued(at + 2)
                    && second.len() == 2
                {
                    let second: i16 = second.parse().ok()?;
                    core.date.end = PartialDate::year_only(2000 + second).filter(|_| second > year);
                    core.end = at + 3;
                }
                core
            }
        };
        core.date.fiscal = true;
        Some(core)
    }

    /// "The 1990s", "the '90s".
    fn decade(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        let is_s = |i: usize| pieces.glued(i) && pieces.raw(i) == "s";
        let apostrophe = |i: usize| pieces.glued(i) && matches!(pieces.mark(i), Some('\'' | '’'));
        if matches!(pieces.mark(first), Some('\'' | '’')) {
            let short = pieces.digits(first + 1).len() == 2 && pieces.digits(first + 1).ends_with('0') && is_s(first + 2);
            return (short && !pieces.glued(first)).then(|| Core::new(DateKind::Decade, None, first + 3));
        }
        let digits = pieces.digits(first);
        let tens = digits.len() == 4 && digits.ends_with('0') && matches!(digits.get(..2), Some("18" | "19" | "20"));
        if !tens || (pieces.glued(first) && pieces.is_word(first.wrapping_sub(1))) {
            return None;
        }
        if is_s(first + 1) {
            return Some(Core::new(DateKind::Decade, None, first + 2));
        }
        // "The 1990's" is a decade, "2020's budget" a year; only the article tells.
        let article = self.grammar.words.articles.contains(pieces.word(first.wrapping_sub(1)));
        (apostrophe(first + 1) && is_s(first + 2) && article).then(|| Core::new(DateKind::Decade, None, first + 3))
    }

    /// A year that its context makes one.
    fn bare_year(&self, first: usize, before: Option<Core>) -> Option<Core> {
        let pieces = self.pieces;
        let mut core = self.years(first)?;
        let prefixed = pieces.is_hyphen(first.wrapping_sub(1)) && self.numbers.open_prefixes.contains(pieces.word(first.wrapping_sub(2)));
        let opened = matches!(pieces.mark(first.wrapping_sub(1)), Some('(' | '[' | '"' | '“' | '‘' | '—' | '–'));
        if pieces.glued(first) && !prefixed && !opened {
            return None;
        }
        let ranged = core.date.end.is_some();
        let label = is_label(pieces, self.numbers, first);
        let previous = if pieces.near(first) { pieces.word(first.wrapping_sub(1)) } else { "" };
        let led = self.grammar.year_after.ends_at(pieces, first).is_some();
        let next = if pieces.near(core.end) { pieces.word(core.end) } else { "" };
        let heads = self.grammar.year_before.contains(next);
        let measured = !heads && unit_after(pieces, self.numbers, core.end).is_some();
        if label || measured || (self.grammar.year_not_after.contains(previous) && !led) {
            return None;
        }
        let year = core.date.value?.year();
        let counted = year % 50 == 0 && !ranged && plural_follows(pieces, self.numbers, core.end);
        let listed = before.filter(|before| before.date.kind == DateKind::Year && self.lists(before.end, first));
        if let Some(before) = listed.filter(|_| !counted) {
            core.date.fiscal = before.date.fiscal;
            return Some(core);
        }
        let after = led && !(year % 100 == 0 && counted);
        let possessive = pieces.near(first) && matches!(pieces.mark(first.wrapping_sub(1)), Some('\'' | '’'));
        let weak = (self.grammar.year_weak.ends_at(pieces, first).is_some() || possessive)
            && !counted
            && (year % 100 != 0 || !next.is_empty())
            && self.stands_as_adjective(previous, core.end);
        let bracketed =
            matches!(pieces.mark(first.wrapping_sub(1)), Some('(' | '[')) && (pieces.mark(core.end).is_some() || core.end == pieces.len());
        let to =
            self.grammar.year_to.contains(previous) && !(pieces.is_word(core.end) && pieces.near(core.end) && !self.is_function_word(next));
        let words = &self.grammar.words;
        core.date.fiscal = words.fiscal.contains(next) && words.year.contains(pieces.word(core.end + 1));
        (ranged || prefixed || after || weak || bracketed || to || heads).then_some(core)
    }

    /// After an article or a possessive, a year stands before a noun: "the 2018 law".
    fn stands_as_adjective(&self, previous: &str, end: usize) -> bool {
        let pieces = self.pieces;
        let article = self.numbers.articles.contains(previous) || self.grammar.words.articles.contains(previous);
        !article || (pieces.near(end) && (pieces.is_word(end) || pieces.is_dash(end) || pieces.is_mark(end, '’')))
    }

    fn is_function_word(&self, word: &str) -> bool {
        self.grammar.leads.begins_with(word) || self.grammar.words.lists.contains(word)
    }

    /// "2024 to 2028": the second year of a range needs no context of its own.
    pub(super) fn year_after_joiner(&self, first: usize, lower: &Core) -> Option<Core> {
        let core = self.years(first).filter(|_| lower.date.kind == DateKind::Year)?;
        let year = core.date.value?.year();
        let counted = year % 50 == 0 && plural_follows(self.pieces, self.numbers, core.end);
        (core.date.end.is_none() && !counted).then_some(core)
    }
}
