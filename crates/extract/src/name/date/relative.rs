//! Dates that count from the day of publication: "yesterday", "last month", "two years ago", "next June", "within three years".

use super::grammar::{Counting, Pointer, Unit};
use super::{Core, DateKind, Reader, resolve};
use crate::name::figure::numeral::{Place, numeral};
use materiel_model::PartialDate;
use rust_decimal::prelude::ToPrimitive;

impl Reader<'_, '_> {
    pub(super) fn relative(&self, first: usize) -> Option<Core> {
        if !self.pieces.is_word(first) && !self.pieces.is_digits(first) {
            return None;
        }
        self.counted(first).or_else(|| self.phrase(first)).or_else(|| self.pointed(first)).or_else(|| self.counted_back(first))
    }

    /// "Yesterday", "the end of the year", "in the coming years".
    fn phrase(&self, first: usize) -> Option<Core> {
        let (end, (unit, at)) = self.grammar.relative.begins_at(self.pieces, first)?;
        // "Today" in a possessive or a name is a day all the same; "this year" within "this yearling" cannot be, since pieces are words.
        Some(self.offset(unit, at.into(), end, false))
    }

    /// The date so many units from the publication; counts of weeks and more are approximate.
    fn offset(&self, unit: Unit, at: i64, end: usize, counted: bool) -> Core {
        let published = self.published;
        let (kind, value) = match unit {
            // "In 90 days" is no day of the calendar.
            Unit::Day if counted && at.abs() > 10 => (DateKind::Month, published.and_then(|day| resolve::month_of_day(day, at))),
            Unit::Day => (DateKind::Day, published.and_then(|day| resolve::days_from(day, at))),
            Unit::Week if counted => (DateKind::Month, at.checked_mul(7).and_then(|days| resolve::month_of_day(published?, days))),
            Unit::Week => (DateKind::Week, published.and_then(|day| resolve::week_from(day, at))),
            Unit::Month => (DateKind::Month, published.and_then(|day| resolve::months_from(day, at))),
            Unit::Year | Unit::Fiscal => (DateKind::Year, published.and_then(|day| resolve::years_from(day, at))),
            Unit::Decade if counted => (DateKind::Year, at.checked_mul(10).and_then(|years| resolve::years_from(published?, years))),
            Unit::Decade => {
                let round = |day: PartialDate| i64::from((day.year() / 10 + 1) * 10 - day.year());
                (DateKind::Decade, published.and_then(|day| resolve::years_from(day, round(day))))
            }
            Unit::Unknown => (DateKind::Relative, None),
        };
        let mut core = Core::new(kind, value, end);
        core.date.fiscal = unit == Unit::Fiscal;
        core.date.approximate = (counted && kind != DateKind::Day) || matches!(unit, Unit::Fiscal | Unit::Decade);
        core
    }

    /// "Last Thursday", "next June", "this summer".
    fn pointed(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        let (at, pointer) = self.grammar.pointers.begins_at(pieces, first)?;
        if !pieces.near(at) {
            return None;
        }
        let word = pieces.word(at);
        if let Some(name) = self.grammar.weekdays.get(word).filter(|name| !name.short && pieces.is_capitalised(at)) {
            let (past, next) = self.published.map_or((None, None), |published| resolve::weekday(published, name.offset));
            let mut core = Core::new(DateKind::Weekday, past, at + 1);
            match pointer {
                // A "last Thursday" that was published on a Thursday is a week old.
                Pointer::Last if past.is_some() && past == self.published => {
                    core.date.value = past.and_then(|day| resolve::days_from(day, -7));
                }
                Pointer::Last => {}
                Pointer::This => core.date.future_value = next,
                Pointer::Next => core.date.value = next,
            }
            return Some(core);
        }
        if let Some((month, end)) = self.month_name(at) {
            if !self.pieces.digits(end).is_empty() && self.pieces.near(end) {
                // "Last March 27".
                let mut core = self.month_first(at, None)?;
                let (month, day) = core.yearless?;
                let year = self.published.and_then(|published| pointed_year(pointer, published, month, month))?;
                core.date.value = PartialDate::day_of(year, month, day?);
                (core.date.future_value, core.date.past_value, core.date.inferred_year, core.yearless) = (None, None, false, None);
                return Some(core);
            }
            let year = self.published.and_then(|published| pointed_year(pointer, published, month, month));
            let value = year.and_then(|year| PartialDate::month_of(year, month));
            return Some(Core::new(DateKind::Month, value, end));
        }
        let &(from, to) = self.grammar.seasons.get(word)?;
        // A winter lies in two years.
        let year = self.published.filter(|_| from < to).and_then(|published| pointed_year(pointer, published, from, to));
        Some(Core::new(DateKind::Season, year.and_then(PartialDate::year_only), at + 1))
    }

    /// "This year", "last year", "next year" behind a month or a season: the year where it is known, and the piece behind.
    pub(super) fn year_pointer(&self, at: usize) -> Option<(Option<i16>, usize)> {
        let (end, (unit, offset)) = self.grammar.relative.begins_at(self.pieces, at)?;
        (unit == Unit::Year && (-1..=1).contains(&offset))
            .then(|| (self.published.and_then(|day| resolve::years_from(day, offset.into())).map(PartialDate::year), end))
    }

    /// "In two weeks", "within three years", "over the next five years".
    fn counted(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        let (at, counting) = self.grammar.counting.begins_at(pieces, first)?;
        let (count, unit, end) = self.count_of_units(at).filter(|_| pieces.near(at))?;
        if counting == Counting::Span {
            return Some(Core::new(DateKind::Relative, None, end));
        }
        // "In two years of war" and "in 24 hours" say how long.
        if pieces.near(end)
            && (self.grammar.words.links.contains(pieces.word(end)) && pieces.word(end) != "for"
                || self.grammar.ago.contains(pieces.word(end)))
        {
            return None;
        }
        let looks_back = (first.saturating_sub(12)..first).any(|i| self.grammar.looking_back.contains(pieces.word(i)));
        if counting == Counting::Ahead && looks_back {
            return Some(Core::new(DateKind::Relative, None, end));
        }
        let end = self.grammar.from_now.begins_at(pieces, end).filter(|_| pieces.near(end)).map_or(end, |(behind, ())| behind);
        let mut core = self.offset(unit, count, end, true);
        core.date.deadline = counting == Counting::Within;
        Some(core)
    }

    /// "Two weeks ago", "three years later", "two years from now".
    fn counted_back(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        let (count, unit, end) = self.count_of_units(first)?;
        if !pieces.near(end) {
            return None;
        }
        let word = pieces.word(end);
        if self.grammar.ago.contains(word) {
            return Some(self.offset(unit, -count, end + 1, true));
        }
        if let Some((behind, ())) = self.grammar.from_now.begins_at(pieces, end) {
            return (pieces.word(end) != "time").then(|| self.offset(unit, count, behind, true));
        }
        self.grammar.later.contains(word).then(|| Core::new(DateKind::Relative, None, end + 1))
    }

    /// A number and a unit of time at `at`.
    fn count_of_units(&self, at: usize) -> Option<(i64, Unit, usize)> {
        let pieces = self.pieces;
        if pieces.glued(at) && pieces.mark(at.wrapping_sub(1)).is_some_and(|c| c != '(') {
            return None;
        }
        let (count, end) = if self.numbers.articles.contains(pieces.word(at)) && self.grammar.units.contains_key(pieces.word(at + 1)) {
            (1, at + 1)
        } else {
            let numeral = numeral(pieces, self.numbers, at, Place::Plain)?;
            (numeral.value().filter(rust_decimal::Decimal::is_integer)?.to_i64().filter(|count| *count < 100_000)?, numeral.end)
        };
        let unit = *self.grammar.units.get(pieces.word(end)).filter(|_| pieces.near(end))?;
        Some((count, unit, end + 1))
    }
}

/// The year of the last, this or next month or season from `from` to `to`.
fn pointed_year(pointer: Pointer, published: PartialDate, from: u8, to: u8) -> Option<i16> {
    let (year, month) = (published.year(), published.month()?);
    Some(match pointer {
        Pointer::Last => year - i16::from(to >= month),
        Pointer::This => year,
        Pointer::Next => year + i16::from(from <= month),
    })
}
