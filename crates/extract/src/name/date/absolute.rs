//! Dates of the calendar: "January 11, 2024", "11-13 Jan. 2024", "2024-01-11", "Thursday", "June 1999", "December 13".

use super::{Core, DateKind, Reader, resolve};
use crate::name::number::plural_follows;
use materiel_model::PartialDate;

/// What says the year of a day or month.
#[derive(Clone, Copy)]
enum YearWords {
    /// A year, or "last year" when the publication is known.
    Said(Option<i16>),
    Unsaid,
}

impl Reader<'_, '_> {
    pub(super) fn absolute(&self, first: usize) -> Option<Core> {
        self.numeric(first)
            .or_else(|| self.weekday(first))
            .or_else(|| self.month_first(first, None))
            .or_else(|| self.day_first(first, None))
    }

    /// "2024-01-11", "11.01.2024", "31/12/2024", "10/28/14".
    fn numeric(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        let sign = pieces.mark(first + 1).filter(|sign| matches!(sign, '-' | '‐' | '‑' | '/' | '.'))?;
        let before = first.wrapping_sub(1);
        let joined = pieces.glued(first) && (pieces.is_word(before) || matches!(pieces.mark(before), Some('-' | '/' | '.' | ':' | '$')));
        let tight = (first + 1..=first + 4).all(|i| pieces.glued(i)) && pieces.is_mark(first + 3, sign);
        if joined || !tight || !pieces.is_digits(first + 4) {
            // "2024-06"
            return self.numeric_month(first, joined);
        }
        let end = first + 5;
        let runs_on = pieces.glued(end) && (pieces.is_digits(end + 1) && pieces.glued(end + 1) && pieces.is_mark(end, sign));
        if runs_on || (pieces.glued(end) && pieces.is_word(end) && pieces.lower(end) != "t") {
            return None;
        }
        let parts = [pieces.digits(first), pieces.digits(first + 2), pieces.digits(first + 4)];
        let [one, two, three] = parts.map(|part| part.parse::<i16>().ok().filter(|_| part.len() <= 4));
        let (one, two, three) = (one?, two?, three?);
        let day = |year, month: i16, day: i16| PartialDate::day_of(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let lengths = parts.map(str::len);
        let year = match (lengths, sign) {
            ([4, 1..=2, 1..=2], _) => return Some(Core::new(DateKind::Day, Some(day(one, two, three)?), end)),
            ([1..=2, 1..=2, 4], _) => three,
            ([1..=2, 2, 2], '/') => three + if three < 70 { 2000 } else { 1900 },
            _ => return None,
        };
        if !(1900..2100).contains(&year) {
            return None;
        }
        if sign == '.' || one == two {
            return Some(Core::new(DateKind::Day, Some(day(year, two, one)?), end));
        }
        match (day(year, two, one), day(year, one, two)) {
            // Both orders are dates: only the year is sure.
            (Some(_), Some(_)) => Some(Core::new(DateKind::Day, PartialDate::year_only(year), end)),
            (None, None) => None,
            (one, other) => Some(Core::new(DateKind::Day, one.or(other), end)),
        }
    }

    /// "2024-06", where "2024-25" would be two years.
    fn numeric_month(&self, first: usize, joined: bool) -> Option<Core> {
        let pieces = self.pieces;
        let (year, month) = (pieces.digits(first), pieces.digits(first + 2));
        let tight = pieces.is_mark(first + 1, '-') && pieces.glued(first + 1) && pieces.glued(first + 2) && !pieces.glued(first + 3);
        if joined || !tight || year.len() != 4 || month.len() != 2 || !month.starts_with(['0', '1']) {
            return None;
        }
        let (year, month): (i16, u8) = (year.parse().ok()?, month.parse().ok()?);
        let is_month = (1990..2100).contains(&year) && i16::from(month) <= year % 100;
        is_month.then(|| PartialDate::month_of(year, month)).flatten().map(|date| Core::new(DateKind::Month, Some(date), first + 3))
    }

    /// "Thursday", and "Thursday, January 11".
    fn weekday(&self, first: usize) -> Option<Core> {
        let (pieces, grammar) = (self.pieces, self.grammar);
        let name = *grammar.weekdays.get(pieces.word(first)).filter(|_| pieces.is_capitalised(first))?;
        let stop = usize::from(name.short && pieces.is_mark(first + 1, '.'));
        let comma = usize::from(pieces.is_mark(first + 1 + stop, ','));
        let mut at = first + 1 + stop + comma;
        if grammar.words.articles.contains(pieces.word(at)) && pieces.near(at) {
            at += 1;
        }
        let day =
            pieces.near(at).then(|| self.month_first(at, Some(name.offset)).or_else(|| self.day_first(at, Some(name.offset)))).flatten();
        if let Some(day) = day.filter(|core| core.date.kind == DateKind::Day) {
            return Some(day);
        }
        let before = if pieces.near(first) { pieces.word(first.wrapping_sub(1)) } else { "" };
        let named = grammar.weekday_names.not_after.contains(before)
            || (pieces.near(first + 1) && grammar.weekday_names.not_before.contains(pieces.word(first + 1)));
        if name.short || named {
            return None;
        }
        let (past, next) = self.published.map_or((None, None), |published| resolve::weekday(published, name.offset));
        let mut core = Core::new(DateKind::Weekday, past, first + 1);
        core.date.future_value = next;
        Some(core)
    }

    /// "January 11, 2024", "Jan. 11-13", "June of 1999", "in June", "July last year".
    pub(super) fn month_first(&self, first: usize, weekday: Option<i8>) -> Option<Core> {
        let pieces = self.pieces;
        let (month, name_end) = self.month_name(first)?;
        if let Some((day, mut end)) = self.day_number(first, name_end) {
            let until = self.second_day(end, day);
            if let Some((_, second_end)) = until {
                end = second_end;
            }
            let (year, end) = self.year_words(end);
            return self.of_month(month, Some(day), until.map(|(day, _)| day), year, end, weekday);
        }
        let (year, end) = self.year_words(name_end);
        let name = self.grammar.months.get(pieces.word(first))?;
        let believed = matches!(year, YearWords::Said(_)) || self.is_month_alone(first, end, name.homonym || name.short);
        believed.then(|| self.of_month(month, None, None, year, end, None)).flatten()
    }

    /// "11 January 2024", "the 11th of January", "11-13 Jan. 2024".
    fn day_first(&self, first: usize, weekday: Option<i8>) -> Option<Core> {
        let pieces = self.pieces;
        let before = first.wrapping_sub(1);
        if pieces.glued(first)
            && (pieces.is_word(before) || matches!(pieces.mark(before), Some('-' | '/' | '.' | ',' | ':' | '$' | '€' | '£')))
        {
            return None;
        }
        let (day, mut end) = self.bare_day(first)?;
        let mut until = None;
        if let Some((second, second_end)) = self.second_day(end, day)
            && self.month_name(second_end).is_some()
        {
            until = Some(second);
            end = second_end;
        }
        if self.grammar.words.links.contains(pieces.word(end)) || pieces.is_hyphen(end) {
            end += 1;
        }
        if !pieces.near(end) {
            return None;
        }
        let (month, name_end) = self.month_name(end).or_else(|| self.small_month(end))?;
        let year_at = name_end + usize::from(pieces.is_hyphen(name_end));
        let (year, end) = self.year_words(year_at);
        let end = if matches!(year, YearWords::Unsaid) { name_end } else { end };
        self.of_month(month, Some(day), until, year, end, weekday)
    }

    fn of_month(&self, month: u8, day: Option<u8>, until: Option<u8>, year: YearWords, end: usize, weekday: Option<i8>) -> Option<Core> {
        let kind = if day.is_some() { DateKind::Day } else { DateKind::Month };
        let date = |year, day| match day {
            Some(day) => PartialDate::day_of(year, month, day),
            None => PartialDate::month_of(year, month),
        };
        // "February 30" is a slip or no date at all.
        date(2024, day)?;
        let mut core = Core::new(kind, None, end);
        match year {
            YearWords::Said(year) => core.date.value = year.and_then(|year| date(year, day)),
            YearWords::Unsaid => {
                let (nearest, next) =
                    self.published.map_or((None, None), |published| resolve::without_year(published, month, day, weekday));
                core.date.value = nearest;
                core.date.future_value = next;
                core.date.past_value = nearest.zip(self.published).and_then(|(nearest, published)| {
                    let ahead = (nearest.year(), nearest.month(), nearest.day().or(published.day()))
                        > (published.year(), published.month(), published.day());
                    if ahead { date(nearest.year() - 1, day) } else { Some(nearest) }
                });
                core.date.inferred_year = true;
                core.yearless = Some((month, day));
            }
        }
        core.date.end = core.date.value.zip(until).and_then(|(value, until)| date(value.year(), Some(until)));
        Some(core)
    }

    /// The month's number and the piece behind its name and full stop.
    pub(super) fn month_name(&self, first: usize) -> Option<(u8, usize)> {
        let pieces = self.pieces;
        let name = self.grammar.months.get(pieces.word(first)).filter(|_| pieces.is_capitalised(first))?;
        let stop = name.short && pieces.is_mark(first + 1, '.') && pieces.glued(first + 1);
        Some((name.month, first + 1 + usize::from(stop)))
    }

    /// "22 may 2015": a year right behind makes a month of a small letter too.
    fn small_month(&self, first: usize) -> Option<(u8, usize)> {
        let name = self.grammar.months.get(self.pieces.word(first))?;
        (self.pieces.near(first + 1) && self.year_digits(first + 1).is_some()).then_some((name.month, first + 1))
    }

    /// A day of the month at `at`: the day and the piece behind it and its "th".
    fn bare_day(&self, at: usize) -> Option<(u8, usize)> {
        let pieces = self.pieces;
        let digits = pieces.digits(at);
        let day: u8 = digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)?;
        let suffix = pieces.glued(at + 1) && self.grammar.words.suffixes.contains(pieces.word(at + 1));
        let end = at + 1 + usize::from(suffix);
        let runs_on =
            pieces.glued(end) && (pieces.is_word(end) || matches!(pieces.mark(end), Some(':' | '%' | '$')) || self.has_digits_behind(end));
        (!runs_on).then_some((day, end))
    }

    /// "1.5" and "1,500": the digits go on behind a mark.
    fn has_digits_behind(&self, mark: usize) -> bool {
        matches!(self.pieces.mark(mark), Some('.' | ',' | '/')) && self.pieces.is_digits(mark + 1) && self.pieces.glued(mark + 1)
    }

    /// A day after the month's name that begins at piece `first`.
    fn day_number(&self, first: usize, at: usize) -> Option<(u8, usize)> {
        let at = at + usize::from(self.pieces.is_hyphen(at));
        if !self.pieces.near(at) {
            return None;
        }
        let (day, end) = self.bare_day(at)?;
        // "In May 12 aircraft were delivered", "in June 20 percent".
        let next = self.pieces.word(end);
        let counted = self.pieces.near(end)
            && (self.numbers.scales.contains_key(next) || self.numbers.units.contains_key(next) || self.pieces.is_mark(end, '%'));
        // "The August 25 attacks" are dated, the tanks of "in May 12 tanks came" are counted.
        let linked = self.grammar.words.links.contains(self.pieces.word(first.wrapping_sub(1)));
        let counted = counted || (linked && plural_follows_closely(self, end));
        (!counted).then_some((day, end))
    }

    /// "11-13", "11 to 13", "11 and 13, 2024".
    fn second_day(&self, end: usize, day: u8) -> Option<(u8, usize)> {
        let pieces = self.pieces;
        let joiner = pieces.word(end);
        let range = pieces.is_dash(end) || self.grammar.words.ranges.contains(joiner);
        let list = self.grammar.words.lists.contains(pieces.lower(end));
        if !(range || list) || !pieces.near(end) || !pieces.near(end + 1) {
            return None;
        }
        let (second, second_end) = self.bare_day(end + 1)?;
        let dated = matches!(self.year_words(second_end).0, YearWords::Said(_)) || self.month_name(second_end).is_some();
        (second > day && (range || dated) && !plural_follows_closely(self, second_end)).then_some((second, second_end))
    }

    /// ", 2024", "of 2024", "last year".
    fn year_words(&self, end: usize) -> (YearWords, usize) {
        let pieces = self.pieces;
        let comma = pieces.is_mark(end, ',');
        let link = comma || self.grammar.words.links.contains(pieces.word(end));
        let at = end + usize::from(link);
        if !pieces.near(end) || !pieces.near(at) {
            return (YearWords::Unsaid, end);
        }
        if let Some(year) = self.year_digits(at) {
            let counted = comma && year % 50 == 0 && plural_follows(pieces, self.numbers, at + 1);
            return if counted { (YearWords::Unsaid, end) } else { (YearWords::Said(Some(year)), at + 1) };
        }
        match self.year_pointer(at).filter(|_| !comma) {
            Some((year, stop)) => (YearWords::Said(year), stop),
            None => (YearWords::Unsaid, end),
        }
    }

    /// A month without day and year: "in June", but not "may" and "June Smith".
    fn is_month_alone(&self, first: usize, end: usize, doubtful: bool) -> bool {
        let pieces = self.pieces;
        let led = self.grammar.month_leads.ends_at(pieces, first).is_some();
        let joins = |i: usize| {
            let words = &self.grammar.words;
            let marked = pieces.is_dash(i) || pieces.is_mark(i, '/');
            pieces.near(i) && (marked || words.ranges.contains(pieces.word(i)) || words.lists.contains(pieces.lower(i)))
        };
        let ranged = joins(end) && self.month_name(end + 1).is_some();
        let after_range = first >= 2 && pieces.near(first) && joins(first - 1) && self.grammar.months.contains_key(pieces.word(first - 2));
        // "In April Russia" is a month, "of August Wilson" is none; "the April conflict" is one again.
        let strongly = self.grammar.year_after.ends_at(pieces, first).is_some();
        let named = pieces.near(end) && pieces.is_capitalised(end) && !strongly;
        let before = pieces.word(first.wrapping_sub(1));
        let article = pieces.near(first) && (self.numbers.articles.contains(before) || self.grammar.words.articles.contains(before));
        let adjective = article && pieces.near(end) && pieces.is_word(end) && !pieces.is_capitalised(end);
        !doubtful || ranged || after_range || adjective || (led && !named)
    }
}

/// True when the very next word is a plural noun.
fn plural_follows_closely(reader: &Reader<'_, '_>, end: usize) -> bool {
    let word = reader.pieces.word(end);
    reader.pieces.near(end) && reader.pieces.raw(end) == word && word.len() > 3 && plural_follows(reader.pieces, reader.numbers, end) && {
        let plurals = &reader.numbers.plurals;
        plurals.words.contains(word) || (word.ends_with('s') && !plurals.not.contains(word))
    }
}
