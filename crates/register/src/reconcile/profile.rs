//! What a group of claims says altogether, in a form that is held against another group in well under a microsecond.
//!
//! Names, words and documents are numbered by a [`Lexicon`] that lives as long as one block is being worked out.

use super::wording::{Likeness, Words, key, likeness, overlap, words};
use materiel_model::{
    ClaimId, Class, Component, Kind, Measure, Member, Money, PartialDate, Percent, Polarity, Quantity, Slot, Stage, Value,
};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Numbers for strings, and for phrases with their words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: RefCell<FxHashMap<String, u32>>,
    phrases: RefCell<Vec<Phrase>>,
    by_text: RefCell<FxHashMap<String, u32>>,
}

/// A phrase of a text: the name of a piece of equipment, or what a thing is called.
#[derive(Debug)]
struct Phrase {
    /// Letters and figures only, numbered.
    key: u32,
    words: Words,
    /// True for a plain noun phrase: no figure, and no capital letter after the first word's.
    plain: bool,
}

impl Lexicon {
    fn number(&self, text: &str) -> u32 {
        let mut numbers = self.numbers.borrow_mut();
        if let Some(number) = numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbers.insert(text.to_owned(), number);
        number
    }

    fn phrase(&self, text: &str) -> u32 {
        if let Some(number) = self.by_text.borrow().get(text) {
            return *number;
        }
        let phrase = Phrase { key: self.number(&key(text)), words: words(text), plain: is_plain(text) };
        let mut phrases = self.phrases.borrow_mut();
        let number = u32::try_from(phrases.len()).unwrap_or(u32::MAX);
        phrases.push(phrase);
        self.by_text.borrow_mut().insert(text.to_owned(), number);
        number
    }

    /// True when two phrases have the same letters and figures.
    pub(super) fn same_key(&self, a: u32, b: u32) -> bool {
        let phrases = self.phrases.borrow();
        a == b || phrases[a as usize].key == phrases[b as usize].key
    }

    /// How the words of two phrases stand to each other.
    pub(super) fn likeness(&self, a: u32, b: u32) -> Likeness {
        if a == b {
            return Likeness::Same;
        }
        let phrases = self.phrases.borrow();
        let (a, b) = (&phrases[a as usize], &phrases[b as usize]);
        likeness(&a.words, &b.words)
    }

    /// The share of words that two phrases have in common, in hundredths.
    pub(super) fn overlap(&self, a: u32, b: u32) -> usize {
        let phrases = self.phrases.borrow();
        let (a, b) = (&phrases[a as usize], &phrases[b as usize]);
        overlap(&a.words, &b.words)
    }

    /// What a phrase is looked up by: the beginnings of its words, and all of it for one without such words.
    pub(super) fn marks(&self, phrase: u32) -> Vec<u64> {
        let phrases = self.phrases.borrow();
        let phrase = &phrases[phrase as usize];
        let mut marks: Vec<u64> = phrase.words.beginnings().collect();
        if marks.is_empty() {
            marks.push(u64::MAX - u64::from(phrase.key));
        }
        marks
    }

    /// How many words a phrase has that are compared.
    pub(super) fn many(&self, phrase: u32) -> usize {
        self.phrases.borrow()[phrase as usize].words.many()
    }

    /// True for a plain noun phrase.
    pub(super) fn is_plain(&self, phrase: u32) -> bool {
        self.phrases.borrow()[phrase as usize].plain
    }
}

fn is_plain(written: &str) -> bool {
    let later_capital = written.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    let inner_capital = written.split_whitespace().any(|word| word.chars().skip(1).any(char::is_uppercase));
    let figure = written.chars().any(|c| c.is_ascii_digit());
    !(later_capital || inner_capital || figure)
}

/// The days that a date may mean, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Days {
    pub(super) first: i32,
    pub(super) last: i32,
}

impl Days {
    fn of(date: PartialDate) -> Self {
        Self { first: day(date.first_day()), last: day(date.last_day()) }
    }

    /// The month and the year that hold it; a longer stretch holds itself.
    pub(super) fn around(self) -> [Self; 2] {
        let at = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(self.first)).unwrap_or(jiff::civil::Date::MIN);
        let stretch = |first: jiff::civil::Date, last: jiff::civil::Date| {
            let days = Self { first: day(first), last: day(last) };
            if days.first <= self.first && self.last <= days.last { days } else { self }
        };
        [stretch(at.first_of_month(), at.last_of_month()), stretch(at.first_of_year(), at.last_of_year())]
    }

    /// The days between two dates, as few as their precision allows.
    pub(super) fn apart(self, other: Self) -> i32 {
        (self.first - other.last).max(other.first - self.last).max(0)
    }

    /// True when one of the two lies inside the other.
    pub(super) const fn agrees(self, other: Self) -> bool {
        (self.first <= other.first && other.last <= self.last) || (other.first <= self.first && self.last <= other.last)
    }
}

/// The days since 1970-01-01 (the civil calendar by the rule of Howard Hinnant's `days_from_civil`).
pub(super) fn day(date: jiff::civil::Date) -> i32 {
    let month = i32::from(date.month());
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i32::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The values of some claims, by sort; every list is sorted and has each value once.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) kind: Kind,
    /// The claims that somebody decided something about.
    pub(super) decided: Vec<ClaimId>,
    pub(super) documents: Vec<u32>,
    /// Official numbers, by their digests.
    pub(super) numbers: Vec<u64>,
    /// Slot, number of the party, and whether it is a body without an id of its own.
    pub(super) parties: Vec<(Slot, u32, bool)>,
    pub(super) phrases: Vec<(Slot, u32)>,
    pub(super) classes: u32,
    pub(super) families: Vec<u32>,
    pub(super) names: Vec<u32>,
    pub(super) quantities: Vec<(Option<Stage>, Quantity)>,
    pub(super) money: Vec<Money>,
    pub(super) percents: Vec<Percent>,
    pub(super) measures: Vec<Measure>,
    pub(super) components: Vec<Component>,
    pub(super) dates: Vec<(Option<Stage>, Days)>,
    pub(super) periods: Vec<Days>,
    pub(super) published: Vec<Days>,
}

fn put<T: Ord>(list: &mut Vec<T>, value: T) {
    if let Err(at) = list.binary_search(&value) {
        list.insert(at, value);
    }
}

impl Profile {
    pub(super) const fn new(kind: Kind) -> Self {
        Self {
            kind,
            decided: Vec::new(),
            documents: Vec::new(),
            numbers: Vec::new(),
            parties: Vec::new(),
            phrases: Vec::new(),
            classes: 0,
            families: Vec::new(),
            names: Vec::new(),
            quantities: Vec::new(),
            money: Vec::new(),
            percents: Vec::new(),
            measures: Vec::new(),
            components: Vec::new(),
            dates: Vec::new(),
            periods: Vec::new(),
            published: Vec::new(),
        }
    }

    /// Adds what a claim says. `decided` are the claims about which somebody decided something.
    pub(super) fn add(&mut self, member: &Member, decided: &BTreeSet<ClaimId>, lexicon: &Lexicon) {
        if decided.contains(&member.id) {
            put(&mut self.decided, member.id.clone());
        }
        put(&mut self.documents, lexicon.number(member.document.as_str()));
        member.numbers.iter().for_each(|number| put(&mut self.numbers, *number));
        if let Some(published) = member.published {
            put(&mut self.published, Days::of(published));
        }
        let claim = &member.claim;
        // A figure or date of a thing that is said not to be so identifies nothing.
        let affirmed = claim.polarity == Polarity::Affirmed;
        let stage = claim.slots.stage();
        // References are held against one another by their digests.
        for (slot, values) in claim.slots.iter().filter(|(slot, _)| *slot != Slot::References) {
            for value in values.iter().map(|stated| &stated.value) {
                match value {
                    Value::Party(id) => put(&mut self.parties, (slot, lexicon.number(id.as_str()), id.body_name().is_some())),
                    Value::Text(text) => put(&mut self.phrases, (slot, lexicon.phrase(text))),
                    Value::Equipment(equipment) => {
                        self.classes |= bit(equipment.class);
                        match &equipment.id {
                            Some(id) => put(&mut self.families, lexicon.number(id)),
                            None => put(&mut self.names, lexicon.phrase(&equipment.name)),
                        }
                    }
                    Value::Quantity(quantity) if affirmed => put(&mut self.quantities, (stage, *quantity)),
                    Value::Money(money) if affirmed => put(&mut self.money, *money),
                    Value::Percent(percent) if affirmed => put(&mut self.percents, *percent),
                    Value::Measure(measure) => put(&mut self.measures, *measure),
                    Value::Component(component) => put(&mut self.components, *component),
                    Value::Date(date) if slot == Slot::Period => put(&mut self.periods, Days::of(*date)),
                    Value::Date(date) if slot == Slot::Date && affirmed => put(&mut self.dates, (stage, Days::of(*date))),
                    _ => {}
                }
            }
        }
    }

    /// How much there is to tell this from other things by: the more, the earlier it is placed.
    pub(super) fn weight(&self, lexicon: &Lexicon) -> usize {
        let figures = self.quantities.len().min(1) + self.money.len().min(1) + self.percents.len().min(1);
        let named = 4 * self.families.len().min(1) + 2 * usize::from(self.names.iter().any(|name| !lexicon.is_plain(*name)));
        let slots = self.parties.chunk_by(|a, b| a.0 == b.0).count();
        named + 2 * figures + slots + self.dates.len().min(1)
    }

    /// True when its classes say what sort of thing it is: "spare parts" and "military equipment" are both `other`, which says nothing.
    pub(super) const fn has_plain_class(&self) -> bool {
        self.classes & (bit(Class::Other) | bit(Class::Service)) == 0
    }

    /// True when all that it names is a service.
    pub(super) const fn is_service(&self) -> bool {
        self.classes == bit(Class::Service)
    }

    /// The parties in a slot, with whether each is a body without an id of its own.
    pub(super) fn party(&self, slot: Slot) -> &[(Slot, u32, bool)] {
        within(&self.parties, |one| one.0.cmp(&slot))
    }

    /// The phrases in a slot.
    pub(super) fn phrase(&self, slot: Slot) -> &[(Slot, u32)] {
        within(&self.phrases, |one| one.0.cmp(&slot))
    }
}

/// The stretch of a sorted list that compares as equal.
fn within<T>(list: &[T], by: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let from = list.partition_point(|one| by(one).is_lt());
    let to = list.partition_point(|one| by(one).is_le());
    &list[from..to]
}

/// The bit of a class in a set of classes.
pub(crate) const fn bit(class: Class) -> u32 {
    1 << class as u32
}

/// True when two sorted lists have a value in common.
pub(super) fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    few.iter().any(|one| many.binary_search(one).is_ok())
}

/// The days between the nearest of two sorted lists of dates; nothing where one is empty.
pub(super) fn nearest(a: &[Days], b: &[Days]) -> Option<i32> {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let near = |one: &Days| {
        let at = many.partition_point(|other| other.first <= one.first);
        // A year that began before may still last, so a few neighbours to the left are looked at.
        many[at.saturating_sub(3)..(at + 1).min(many.len())].iter().map(|other| other.apart(*one)).min()
    };
    few.iter().filter_map(near).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_counts_them() {
        for (date, count) in [((1970, 1, 1), 0), ((2000, 3, 1), 11_017), ((2024, 2, 29), 19_782), ((1969, 12, 31), -1)] {
            assert_eq!(day(jiff::civil::date(date.0, date.1, date.2)), count);
        }
        let days = |text: &str| Days::of(text.parse().unwrap());
        assert_eq!(days("2024").apart(days("2023-12-01")), 31);
        assert_eq!(days("2024-02-07").around(), [days("2024-02"), days("2024")]);
        assert_eq!(days("2024").around(), [days("2024"), days("2024")]);
        assert!(days("2024").agrees(days("2024-02")) && !days("2024-03").agrees(days("2024-02")));
    }
}
