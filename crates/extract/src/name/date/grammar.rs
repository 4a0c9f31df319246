//! `knowledge/languages/en/dates.toml` as the date readers use it.

use crate::name::figure::FigureError;
use crate::name::figure::phrase::Phrases;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;
use std::sync::LazyLock;

type Words = HashSet<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    month: Vec<MonthEntry>,
    weekday: Vec<WeekdayEntry>,
    weekday_names: Context,
    seasons: HashMap<String, (u8, u8)>,
    ordinals: HashMap<String, u8>,
    words: WordLists,
    year: YearFile,
    leads: LeadFile,
    relative: Vec<RelativeEntry>,
    counted: CountedFile,
    pointers: PointerFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthEntry {
    names: Vec<String>,
    #[serde(default)]
    abbreviations: Vec<String>,
    #[serde(default)]
    homonym: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WeekdayEntry {
    name: String,
    abbreviations: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    pub(super) not_before: Words,
    pub(super) not_after: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordLists {
    pub(super) quarter: Words,
    pub(super) half: Words,
    pub(super) fiscal: Words,
    pub(super) year: Words,
    pub(super) fy: Words,
    pub(super) links: Words,
    pub(super) articles: Words,
    pub(super) ranges: Words,
    pub(super) between: Words,
    pub(super) lists: Words,
    pub(super) suffixes: Words,
    units: HashMap<Unit, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    after: Vec<String>,
    weak: Vec<String>,
    not_after: Words,
    before: Words,
    to: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeadFile {
    deadline: Vec<String>,
    approximate: Vec<String>,
    plain: Vec<String>,
    month: Vec<String>,
    recurring: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelativeEntry {
    unit: Unit,
    at: i16,
    phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedFile {
    ago: Words,
    ahead: Vec<String>,
    within: Vec<String>,
    span: Vec<String>,
    later: Words,
    not_with: Words,
    from_now: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointerFile {
    last: Vec<String>,
    next: Vec<String>,
    this: Vec<String>,
}

/// What a relative date counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
    Fiscal,
    Decade,
    Unknown,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct MonthName {
    pub(super) month: u8,
    pub(super) homonym: bool,
    pub(super) short: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct WeekdayName {
    /// Days after Monday.
    pub(super) offset: i8,
    pub(super) short: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Deadline,
    Approximate,
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    Ahead,
    Within,
    Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    Last,
    This,
    Next,
}

/// How one language writes dates.
#[derive(Debug)]
pub struct DateGrammar {
    pub(super) months: HashMap<String, MonthName>,
    pub(super) weekdays: HashMap<String, WeekdayName>,
    pub(super) weekday_names: Context,
    pub(super) seasons: HashMap<String, (u8, u8)>,
    pub(super) ordinals: HashMap<String, u8>,
    pub(super) words: WordLists,
    pub(super) units: HashMap<String, Unit>,
    pub(super) year_after: Phrases<()>,
    pub(super) year_weak: Phrases<()>,
    pub(super) year_not_after: Words,
    pub(super) year_before: Words,
    pub(super) year_to: Words,
    pub(super) leads: Phrases<Lead>,
    pub(super) month_leads: Phrases<()>,
    pub(super) recurring: Words,
    pub(super) relative: Phrases<(Unit, i16)>,
    pub(super) ago: Words,
    pub(super) counting: Phrases<Counting>,
    pub(super) later: Words,
    pub(super) looking_back: Words,
    pub(super) from_now: Phrases<()>,
    pub(super) pointers: Phrases<Pointer>,
    /// Every word that a date may begin with, or that says that one comes again ("every Monday"); numerals in words are not among them.
    pub(super) openers: Words,
}

impl DateGrammar {
    /// Reads a `dates.toml`.
    pub fn parse(toml: &str) -> Result<Self, FigureError> {
        let mut file: File = toml::from_str(toml)?;
        if file.month.len() != 12 || file.weekday.len() != 7 {
            return Err(FigureError::Unknown("a month or a day of the week".to_owned()));
        }
        let mut months = HashMap::default();
        for (entry, month) in file.month.into_iter().zip(1..) {
            let name = |short| MonthName { month, homonym: entry.homonym, short };
            months.extend(entry.names.iter().map(|word| (word.to_lowercase(), name(false))));
            months.extend(entry.abbreviations.iter().map(|word| (word.to_lowercase(), name(true))));
        }
        let mut weekdays = HashMap::default();
        for (entry, offset) in file.weekday.into_iter().zip(0..) {
            weekdays.insert(entry.name.to_lowercase(), WeekdayName { offset, short: false });
            weekdays.extend(entry.abbreviations.iter().map(|word| (word.to_lowercase(), WeekdayName { offset, short: true })));
        }
        let units = std::mem::take(&mut file.words.units);
        let mut grammar = Self {
            openers: Words::default(),
            months,
            weekdays,
            weekday_names: file.weekday_names,
            seasons: file.seasons,
            ordinals: file.ordinals,
            words: file.words,
            units: units.into_iter().flat_map(|(unit, words)| words.into_iter().map(move |word| (word, unit))).collect(),
            year_after: meaning(&[(&file.year.after, ())]),
            year_weak: meaning(&[(&file.year.weak, ())]),
            year_not_after: file.year.not_after,
            year_before: file.year.before,
            year_to: file.year.to,
            leads: meaning(&[
                (&file.leads.deadline, Lead::Deadline),
                (&file.leads.approximate, Lead::Approximate),
                (&file.leads.plain, Lead::Plain),
            ]),
            month_leads: meaning(&[(&file.leads.month, ())]),
            recurring: file.leads.recurring,
            relative: Phrases::of(
                file.relative.iter().flat_map(|entry| entry.phrases.iter().map(move |phrase| (phrase.as_str(), (entry.unit, entry.at)))),
            ),
            ago: file.counted.ago,
            counting: meaning(&[
                (&file.counted.ahead, Counting::Ahead),
                (&file.counted.within, Counting::Within),
                (&file.counted.span, Counting::Span),
            ]),
            later: file.counted.later,
            looking_back: file.counted.not_with,
            from_now: meaning(&[(&file.counted.from_now, ())]),
            pointers: meaning(&[
                (&file.pointers.last, Pointer::Last),
                (&file.pointers.next, Pointer::Next),
                (&file.pointers.this, Pointer::This),
            ]),
        };
        grammar.openers = grammar.first_words().map(str::to_owned).collect();
        Ok(grammar)
    }

    fn first_words(&self) -> impl Iterator<Item = &str> {
        let names = self.months.keys().chain(self.weekdays.keys()).chain(self.seasons.keys()).chain(self.ordinals.keys());
        let words = self.words.fy.iter().chain(&self.words.fiscal).chain(&self.recurring);
        let phrases = self.relative.first_words().chain(self.counting.first_words()).chain(self.pointers.first_words());
        // The quarters and halves: "Q3", "H1".
        names.chain(words).map(String::as_str).chain(phrases).chain(["q", "h"])
    }
}

fn meaning<T: Copy>(lists: &[(&Vec<String>, T)]) -> Phrases<T> {
    Phrases::of(lists.iter().flat_map(|(list, meaning)| list.iter().map(move |phrase| (phrase.as_str(), *meaning))))
}

/// The grammar that the program carries.
pub static ENGLISH_DATES: LazyLock<DateGrammar> = LazyLock::new(|| {
    let file = include_str!("../../../../../knowledge/languages/en/dates.toml");
    DateGrammar::parse(file).unwrap_or_else(|error| panic!("{error}"))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_well_formed() {
        assert_eq!(ENGLISH_DATES.months["sept"].month, 9);
        assert_eq!(ENGLISH_DATES.weekdays["sunday"].offset, 6);
        assert!(DateGrammar::parse("month = []").is_err());
    }
}
