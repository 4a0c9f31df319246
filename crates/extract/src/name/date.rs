//! Text to dates, each as precise as its words and the day of publication make it.
//!
//! A date that the text does not fix is found all the same, with its words and kind and no value: nothing is guessed.

mod absolute;
mod grammar;
mod period;
mod relative;
mod resolve;
mod year;

pub use grammar::{DateGrammar, ENGLISH_DATES};

use super::figure::piece::Pieces;
use super::figure::{ENGLISH_NUMBERS, NumberGrammar};
use super::found::Found;
use grammar::Lead;
use materiel_model::{PartialDate, Span};

/// A date as a text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateFound {
    /// The date; of a range, its beginning; of a quarter, a half or a season, its year.
    pub value: Option<PartialDate>,
    /// The end of a range.
    pub end: Option<PartialDate>,
    /// For a weekday and for a date whose year was inferred: the first such day or month after the publication. `value` is then the last
    /// one on or before it (weekday) or the nearest one (others).
    pub future_value: Option<PartialDate>,
    /// Where the text names a month and no year, the last such month or day that is not after publication.
    pub past_value: Option<PartialDate>,
    /// First and last month of a quarter or a half.
    pub months: Option<(PartialDate, PartialDate)>,
    /// What kind of date its words make.
    pub kind: DateKind,
    /// True after "by", "before", "until" and the like.
    pub deadline: bool,
    /// True for "early", "late", "mid", "the end of", and for dates counted in weeks or more from the publication.
    pub approximate: bool,
    /// True for years that are a budget's.
    pub fiscal: bool,
    /// True where the text names no year and the one nearest to the publication was taken.
    pub inferred_year: bool,
    /// Its words together with the prepositions before them.
    pub with_lead: Span,
}

/// What a date's words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateKind {
    /// "January 11, 2024", "yesterday".
    Day,
    /// "Thursday".
    Weekday,
    /// "Last week".
    Week,
    /// "June 1999", "next month".
    Month,
    /// "Q3 2024".
    Quarter,
    /// "The first half of 2025".
    Half,
    /// "Summer 2023".
    Season,
    /// "2025", "last year".
    Year,
    /// "The 1990s" (without a value), "the end of the decade".
    Decade,
    /// Counted from something else than the publication, or vague: "the year before", "in the coming years".
    Relative,
}

/// The dates of `text` in order; none overlaps another. What is said relative to the `published` day has no value without it.
pub fn dates(text: &str, published: Option<PartialDate>) -> Vec<Found<DateFound>> {
    dates_with(text, published, &ENGLISH_NUMBERS, &ENGLISH_DATES)
}

/// The same with another language's numbers and dates.
pub fn dates_with(text: &str, published: Option<PartialDate>, numbers: &NumberGrammar, grammar: &DateGrammar) -> Vec<Found<DateFound>> {
    dates_in(&Pieces::of(text), published, numbers, grammar)
}

/// The same of a text that is cut already.
pub(crate) fn dates_in(
    pieces: &Pieces<'_>,
    published: Option<PartialDate>,
    numbers: &NumberGrammar,
    grammar: &DateGrammar,
) -> Vec<Found<DateFound>> {
    let reader = Reader { pieces, numbers, grammar, published };
    let mut found: Vec<Found<DateFound>> = Vec::new();
    let mut before: Option<Core> = None;
    let mut i = 0;
    while i < pieces.len() {
        if reader.begins_none(i) {
            i += 1;
            continue;
        }
        if reader.recurring(i) {
            i += 2;
            continue;
        }
        let Some(core) = reader.date_at(i, before) else {
            i += 1;
            continue;
        };
        let core = reader.ranged(i, core);
        if let (Some(before), Some(last)) = (before, found.last_mut())
            && reader.lists(before.end, i)
            && let Some(date) = resolve::borrow_year(&before, &core)
        {
            last.value =
                DateFound { with_lead: last.value.with_lead, deadline: last.value.deadline, approximate: last.value.approximate, ..date };
        }
        let (date, first) = reader.led(i, core);
        found.push(Found { span: pieces.span(first, core.end), value: date });
        before = Some(core);
        i = core.end;
    }
    found
}

/// The pieces and grammars that every reading function needs.
struct Reader<'a, 't> {
    pieces: &'a Pieces<'t>,
    numbers: &'a NumberGrammar,
    grammar: &'a DateGrammar,
    published: Option<PartialDate>,
}

/// A date without its leading words, and the piece behind it.
#[derive(Clone, Copy)]
struct Core {
    date: DateFound,
    end: usize,
    /// Month and day of a date that names no year.
    yearless: Option<(u8, Option<u8>)>,
}

impl Core {
    fn new(kind: DateKind, value: Option<PartialDate>, end: usize) -> Self {
        let date = DateFound {
            value,
            end: None,
            future_value: None,
            past_value: None,
            months: None,
            kind,
            deadline: false,
            approximate: false,
            fiscal: false,
            inferred_year: false,
            with_lead: Span::new(0, 0),
        };
        Self { date, end, yearless: None }
    }
}

impl Reader<'_, '_> {
    /// True for a word with which no date begins, as nearly all words are: what the readings below look up first.
    fn begins_none(&self, first: usize) -> bool {
        let word = self.pieces.word(first);
        !word.is_empty() && !self.grammar.openers.contains(word) && !self.numbers.beginnings.contains(word)
    }

    fn date_at(&self, first: usize, before: Option<Core>) -> Option<Core> {
        if self.begins_none(first) {
            return None;
        }
        if !self.pieces.is_word(first) && !self.pieces.is_digits(first) && !matches!(self.pieces.mark(first), Some('\'' | '’')) {
            return None;
        }
        self.relative(first).or_else(|| self.absolute(first)).or_else(|| self.period(first)).or_else(|| self.year(first, before))
    }

    /// "Every Monday", "each December".
    fn recurring(&self, i: usize) -> bool {
        let next = self.pieces.word(i + 1);
        self.grammar.recurring.contains(self.pieces.word(i))
            && self.pieces.near(i + 1)
            && (self.grammar.weekdays.contains_key(next) || self.grammar.months.contains_key(next))
    }

    /// Joins a second date to the first: "June to July 2023", "2024-2028", "from January 11 to February 3".
    fn ranged(&self, first: usize, lower: Core) -> Core {
        let pieces = self.pieces;
        let at = lower.end;
        let relative = matches!(lower.date.kind, DateKind::Weekday | DateKind::Week | DateKind::Relative | DateKind::Decade);
        if relative || lower.date.end.is_some() || !pieces.near(at) || !pieces.near(at + 1) {
            return lower;
        }
        let between = pieces.near(first) && self.grammar.words.between.contains(pieces.word(first.wrapping_sub(1)));
        let word = pieces.word(at);
        let joined = pieces.is_dash(at) || self.grammar.words.ranges.contains(word) || (between && self.grammar.words.lists.contains(word));
        if !joined {
            return lower;
        }
        let upper = self.date_at(at + 1, None).or_else(|| self.year_after_joiner(at + 1, &lower));
        upper.and_then(|upper| resolve::range(&lower, &upper)).unwrap_or(lower)
    }

    /// True when only list marks stand between a date that ends at `end` and one that begins at `first`.
    fn lists(&self, end: usize, first: usize) -> bool {
        let joins = |i: usize| {
            self.pieces.near(i)
                && (matches!(self.pieces.mark(i), Some(',' | '/')) || self.grammar.words.lists.contains(self.pieces.lower(i)))
        };
        (1..=2).contains(&(first.saturating_sub(end))) && (end..first).all(joins) && self.pieces.near(first)
    }

    /// Reads the words before a date backwards; returns the date with what they say and the first piece of its own words.
    fn led(&self, first: usize, core: Core) -> (DateFound, usize) {
        let mut date = core.date;
        let (mut own, mut at) = (first, first);
        for _ in 0..4 {
            let Some((start, lead)) = self.grammar.leads.ends_at(self.pieces, at) else { break };
            match lead {
                Lead::Deadline => date.deadline = true,
                Lead::Approximate if date.kind != DateKind::Weekday && date.kind != DateKind::Day => {
                    date.approximate = true;
                    if own == at {
                        own = start;
                    }
                }
                Lead::Approximate | Lead::Plain => {}
            }
            at = start;
        }
        date.with_lead = self.pieces.span(at, core.end);
        (date, own)
    }
}

#[cfg(test)]
mod tests;
