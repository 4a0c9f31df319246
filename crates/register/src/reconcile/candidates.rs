//! Which piles a group has to be held against: those that the rules could join it to at all.
//!
//! In: the profiles of piles as they grow. Out: the places of piles. It leaves out what [`super::rules`] would refuse, so that no cell costs
//! the square of what lies in it:
//! - two pieces of equipment without a family are one thing only where all words of one name are in the other, or where both are general words;
//! - where nobody names a recipient, the same equipment, supplier and maker are not enough: a number, sum, date or document must be the same;
//! - what is no transfer needs like words for the thing, or the same figure, number, place or document.

use super::profile::{Days, Lexicon, Profile};
use materiel_model::{Kind, Slot};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::BTreeSet;
use std::hash::BuildHasher;

/// Piles by what they are found by.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// How many names have a mark.
    frequency: FxHashMap<u64, u32>,
    by: FxHashMap<(By, u64), Vec<usize>>,
    /// Those that are found by nothing else: a general word may mean them, or they leave out what others are found by.
    open: Vec<usize>,
    /// Transfers that name a recipient.
    named: Vec<usize>,
}

/// What a pile is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum By {
    /// The rarest word of a name.
    Rarest,
    /// Any word of a name.
    Any,
    /// The words of a name but the most frequent ones.
    Prefix,
    Number,
    Document,
    /// A number of items or people, or a percentage.
    Figure,
    /// A sum, rounded.
    Sum,
    /// A day, month or year as it is told.
    Date,
    /// A month or year that holds what is told.
    Around,
    /// A place or party.
    Party,
}

/// Sums within a fiftieth of one another lie in neighbouring steps of this size.
const STEP: f64 = 0.021;
/// Two phrases that share so many hundredths of their words are alike; see [`super::rules`].
const ALIKE: usize = 40;

impl Candidates {
    /// Nothing yet. `all` are the profiles that are going to be asked for or added.
    pub(super) fn new<'a>(all: impl Iterator<Item = &'a Profile>, lexicon: &Lexicon) -> Self {
        let mut out = Self::default();
        let names: BTreeSet<u32> = all.flat_map(names).collect();
        for mark in names.into_iter().flat_map(|name| lexicon.marks(name)) {
            *out.frequency.entry(mark).or_default() += 1;
        }
        out
    }

    /// The words of a name, the rarest first.
    fn marks(&self, name: u32, lexicon: &Lexicon) -> Vec<u64> {
        let mut marks = lexicon.marks(name);
        marks.sort_by_key(|mark| (self.frequency.get(mark).copied().unwrap_or(0), *mark));
        marks
    }

    fn put(&mut self, by: By, key: u64, place: usize) {
        put(self.by.entry((by, key)).or_default(), place);
    }

    fn get(&self, by: By, key: u64) -> &[usize] {
        self.by.get(&(by, key)).map_or(&[], Vec::as_slice)
    }

    /// A profile has become (part of) the pile at a place.
    pub(super) fn add(&mut self, place: usize, profile: &Profile, lexicon: &Lexicon) {
        for number in &profile.numbers {
            self.put(By::Number, *number, place);
        }
        for document in &profile.documents {
            self.put(By::Document, u64::from(*document), place);
        }
        for figure in figures(profile) {
            self.put(By::Figure, figure, place);
        }
        for money in &profile.money {
            self.put(By::Sum, step(money.amount), place);
        }
        for name in names(profile) {
            let marks = self.marks(name, lexicon);
            self.put(By::Rarest, marks.first().copied().unwrap_or(0), place);
            for mark in &marks {
                self.put(By::Any, *mark, place);
            }
            if profile.kind != Kind::Transfer {
                for mark in prefix(&marks, lexicon.many(name)) {
                    self.put(By::Prefix, *mark, place);
                }
            }
        }
        if profile.kind == Kind::Transfer {
            for (_, days) in &profile.dates {
                let [told, around @ ..] = spans(*days);
                self.put(By::Date, told, place);
                around.into_iter().for_each(|span| self.put(By::Around, span, place));
            }
            if !profile.families.is_empty() || profile.names.iter().any(|name| lexicon.is_plain(*name)) {
                put(&mut self.open, place);
            }
            if !profile.party(Slot::Recipient).is_empty() {
                put(&mut self.named, place);
            }
        } else {
            for (_, party, _) in profile.party(Slot::Destination) {
                self.put(By::Party, u64::from(*party), place);
            }
            if is_open(profile) {
                put(&mut self.open, place);
            }
        }
    }

    /// The places of the piles that a group may join, out of so many, in order.
    pub(super) fn of(&self, profile: &Profile, many: usize, lexicon: &Lexicon) -> Vec<usize> {
        let mut out = match profile.kind {
            Kind::Transfer => self.of_transfer(profile, lexicon),
            _ if is_open(profile) => None,
            _ => Some(self.of_other(profile, lexicon)),
        };
        match &mut out {
            None => return (0..many).collect(),
            Some(out) => {
                out.sort_unstable();
                out.dedup();
            }
        }
        out.unwrap_or_default()
    }

    /// `None` where it may join any pile.
    fn of_transfer(&self, profile: &Profile, lexicon: &Lexicon) -> Option<Vec<usize>> {
        let mut same: Vec<usize> = self.of_numbers(profile);
        let by_name = profile.families.is_empty().then(|| {
            let mut out = same.clone();
            if profile.has_plain_class() && profile.names.iter().any(|name| lexicon.is_plain(*name)) {
                out.extend_from_slice(&self.open);
            }
            out.extend(profile.names.iter().flat_map(|name| self.within(*name, lexicon)));
            out
        });
        if !profile.party(Slot::Recipient).is_empty() {
            return by_name;
        }
        same.extend_from_slice(&self.named);
        same.extend(self.of_figures(profile));
        for (_, days) in &profile.dates {
            let [told, month, year] = spans(*days);
            for span in [told, month, year] {
                same.extend_from_slice(self.get(By::Date, span));
            }
            same.extend_from_slice(self.get(By::Around, told));
        }
        Some(match by_name {
            Some(by_name) if by_name.len() < same.len() => by_name,
            _ => same,
        })
    }

    fn of_other(&self, profile: &Profile, lexicon: &Lexicon) -> Vec<usize> {
        let mut out = self.of_numbers(profile);
        out.extend_from_slice(&self.open);
        out.extend(self.of_figures(profile));
        for (_, party, _) in profile.party(Slot::Destination) {
            out.extend_from_slice(self.get(By::Party, u64::from(*party)));
        }
        for name in names(profile) {
            out.extend(self.within(name, lexicon));
            let marks = self.marks(name, lexicon);
            out.extend(prefix(&marks, lexicon.many(name)).iter().flat_map(|mark| self.get(By::Prefix, *mark)));
        }
        out
    }

    fn of_numbers(&self, profile: &Profile) -> Vec<usize> {
        let numbers = profile.numbers.iter().flat_map(|number| self.get(By::Number, *number));
        let documents = profile.documents.iter().flat_map(|document| self.get(By::Document, u64::from(*document)));
        numbers.chain(documents).copied().collect()
    }

    fn of_figures(&self, profile: &Profile) -> Vec<usize> {
        let figures = figures(profile).into_iter().flat_map(|figure| self.get(By::Figure, figure));
        let steps = profile.money.iter().map(|money| step(money.amount)).flat_map(|step| [step.wrapping_sub(1), step, step + 1]);
        figures.chain(steps.flat_map(|step| self.get(By::Sum, step))).copied().collect()
    }

    /// Names that are within a name have their rarest word there; names that it is within have all of its words.
    fn within(&self, name: u32, lexicon: &Lexicon) -> Vec<usize> {
        let marks = self.marks(name, lexicon);
        let smaller = marks.iter().flat_map(|mark| self.get(By::Rarest, *mark));
        let greater = marks.first().into_iter().flat_map(|mark| self.get(By::Any, *mark));
        smaller.chain(greater).copied().collect()
    }
}

/// The slots whose words say what a thing is.
const fn things(kind: Kind) -> &'static [Slot] {
    match kind {
        Kind::Agreement => &[Slot::Subject],
        Kind::Facility => &[Slot::FacilityType],
        Kind::Milestone => &[Slot::Target],
        Kind::Commitment => &[Slot::Content],
        Kind::Incident => &[Slot::IncidentType, Slot::Target],
        Kind::Deployment => &[Slot::Destination],
        Kind::Transfer | Kind::Budget | Kind::ForceLevel => &[],
    }
}

/// The words that a profile is found by: the names of equipment, or what the thing is called.
fn names(profile: &Profile) -> impl Iterator<Item = u32> {
    let things = things(profile.kind).iter().flat_map(|slot| profile.phrase(*slot)).map(|(_, phrase)| *phrase);
    profile.names.iter().copied().chain(things)
}

/// True of what leaves out a slot that others of its kind are found by.
fn is_open(profile: &Profile) -> bool {
    let named = |slot: &Slot| !profile.phrase(*slot).is_empty() || (*slot == Slot::Destination && !profile.party(*slot).is_empty());
    !things(profile.kind).iter().all(named)
}

fn figures(profile: &Profile) -> Vec<u64> {
    let counts = profile.quantities.iter().map(|(_, quantity)| quantity.value);
    let percents = profile.percents.iter().map(|percent| FxBuildHasher.hash_one(percent));
    // What is no transfer is the same by the same sum, however exactly it is told; a count may be told as a sum.
    let sums = profile.money.iter().filter(|_| profile.kind != Kind::Transfer).map(|money| money.amount);
    counts.chain(percents).chain(sums).collect()
}

/// The step in which a sum lies.
pub(super) fn step(amount: u64) -> u64 {
    // The logarithm of a u64 is below 45, and its precision does not matter.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let step = ((amount.max(1) as f64).ln() / STEP) as u64;
    step
}

/// What is told, and the month and the year that hold it: days by their first and last, as one number.
fn spans(days: Days) -> [u64; 3] {
    let key = |first: i32, last: i32| u64::from(first.cast_unsigned()) << 32 | u64::from(last.cast_unsigned());
    let [month, year] = days.around();
    [key(days.first, days.last), key(month.first, month.last), key(year.first, year.last)]
}

/// The rarest words of a phrase, so many that a phrase which is like it has one of them.
fn prefix(marks: &[u64], words: usize) -> &[u64] {
    let many = words - (words * ALIKE).div_ceil(100) + 1;
    marks.get(..many).unwrap_or(marks)
}

fn put(list: &mut Vec<usize>, place: usize) {
    if list.last() != Some(&place) {
        list.push(place);
    }
}
