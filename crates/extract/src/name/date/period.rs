//! Parts of years: "Q3 2024", "the third quarter of 2024", "the first half of 2025", "summer 2023".

use super::{Core, DateKind, Reader};
use materiel_model::PartialDate;

impl Reader<'_, '_> {
    pub(super) fn period(&self, first: usize) -> Option<Core> {
        self.lettered(first).or_else(|| self.ordinal_part(first)).or_else(|| self.season(first))
    }

    /// "Q3 2024", "3Q24", "H1 2025".
    fn lettered(&self, first: usize) -> Option<Core> {
        let pieces = self.pieces;
        if !pieces.glued(first + 1)
            || (pieces.glued(first) && !pieces.mark(first.wrapping_sub(1)).is_some_and(|c| matches!(c, '(' | '[' | '-')))
        {
            return None;
        }
        let (letter, number) = if pieces.is_word(first) {
            (pieces.raw(first), pieces.digits(first + 1))
        } else {
            (pieces.raw(first + 1), pieces.digits(first))
        };
        let part = number.parse::<u8>().ok().filter(|_| number.len() == 1)?;
        let kind = match letter {
            "Q" if (1..=4).contains(&part) => DateKind::Quarter,
            "H" if (1..=2).contains(&part) => DateKind::Half,
            _ => return None,
        };
        let end = first + 2;
        let short = pieces.digits(end);
        if pieces.is_word(first + 1) && pieces.glued(end) && short.len() == 2 {
            return Some(part_of(kind, part, Some(2000 + short.parse::<i16>().ok()?), end + 1, false));
        }
        let at = end + usize::from(pieces.is_mark(end, '/') || pieces.is_hyphen(end) || pieces.is_mark(end, ','));
        match self.year_reference(at) {
            Some((year, end, fiscal)) => Some(part_of(kind, part, year, end, fiscal)),
            None => (kind == DateKind::Quarter).then(|| part_of(kind, part, None, end, false)),
        }
    }

    /// "Third quarter of 2024", "second half of next year".
    fn ordinal_part(&self, first: usize) -> Option<Core> {
        let (pieces, words) = (self.pieces, &self.grammar.words);
        let digits = pieces.digits(first);
        let (part, at) = if digits.len() == 1 && pieces.glued(first + 1) && words.suffixes.contains(pieces.word(first + 1)) {
            (digits.parse().ok()?, first + 2)
        } else {
            (*self.grammar.ordinals.get(pieces.word(first))?, first + 1)
        };
        let at = at + usize::from(pieces.is_hyphen(at));
        if !pieces.near(at) {
            return None;
        }
        let kind = if words.quarter.contains(pieces.word(at)) {
            DateKind::Quarter
        } else if words.half.contains(pieces.word(at)) && part <= 2 {
            DateKind::Half
        } else {
            return None;
        };
        let year = self.year_reference(at + 1);
        match year {
            Some((year, end, fiscal)) => Some(part_of(kind, part, year, end, fiscal)),
            None => (kind == DateKind::Quarter).then(|| part_of(kind, part, None, at + 1, false)),
        }
    }

    /// "Summer 2023", "the spring of next year".
    fn season(&self, first: usize) -> Option<Core> {
        self.grammar.seasons.get(self.pieces.word(first))?;
        let (year, end, fiscal) = self.year_reference(first + 1)?;
        let mut core = Core::new(DateKind::Season, year.and_then(PartialDate::year_only), end);
        core.date.fiscal = fiscal;
        Some(core)
    }

    /// A year behind "of", "in", a comma or nothing: the year, the piece behind it, and whether it is a budget's.
    fn year_reference(&self, at: usize) -> Option<(Option<i16>, usize, bool)> {
        let (pieces, words) = (self.pieces, &self.grammar.words);
        let mut i = at;
        let link = pieces.is_mark(i, ',') || words.links.contains(pieces.word(i));
        i += usize::from(link);
        let article = words.articles.contains(pieces.word(i));
        let bare = i + usize::from(article);
        if !(at..=bare).all(|i| pieces.near(i)) {
            return None;
        }
        if let Some(core) = self.fiscal(bare) {
            return Some((core.date.value.map(PartialDate::year), core.end, true));
        }
        let plain = if words.year.contains(pieces.word(bare)) && pieces.near(bare + 1) { bare + 1 } else { bare };
        if let Some(core) = self.years(plain) {
            return Some((core.date.value.map(PartialDate::year), core.end, false));
        }
        self.year_pointer(i).or_else(|| self.year_pointer(bare)).map(|(year, end)| (year, end, false)).or_else(|| {
            let the_year = article && link && words.year.contains(pieces.word(bare));
            the_year.then(|| (self.published.map(PartialDate::year), bare + 1, false))
        })
    }
}

fn part_of(kind: DateKind, part: u8, year: Option<i16>, end: usize, fiscal: bool) -> Core {
    let length = if kind == DateKind::Quarter { 3 } else { 6 };
    let month = |year, month| PartialDate::month_of(year, month);
    let mut core = Core::new(kind, year.and_then(PartialDate::year_only), end);
    core.date.fiscal = fiscal;
    // The months of a budget's quarters differ from state to state.
    core.date.months = year.filter(|_| !fiscal).and_then(|year| Some((month(year, (part - 1) * length + 1)?, month(year, part * length)?)));
    core
}
