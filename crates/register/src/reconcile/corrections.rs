//! Which announcement a correction puts right.
//!
//! In: texts, paragraph by paragraph. Out: for a paragraph that opens with one word and a colon ("CORRECTION:"), the earlier paragraph that it names.
//! A paragraph is known by what offices and papers name it by: official numbers ("W15QKN-13-D-0041"), sums, the beginnings of the names that it
//! is about, and the day. Nothing here knows a language: names are words before a comma, and a day is a number that the day of publication has.

use super::profile::day as day_number;
use super::voices::word_hash;
use materiel_model::{DocumentId, PartialDate};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// A correction must share so much with what it corrects.
const ENOUGH: u32 = 5;
/// Without a common number, what is corrected was published at most so many days before.
pub const RECENT: i32 = 60;
/// What was said "yesterday" was published at most so many days before.
const YESTERDAY: i32 = 4;

/// The paragraphs of a text that announcements are known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    paragraphs: Box<[Paragraph]>,
}

/// What a paragraph is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Paragraph {
    start: usize,
    end: usize,
    /// True when it opens with one word and a colon.
    corrects: bool,
    numbers: Box<[u64]>,
    sums: Box<[u64]>,
    /// Orders and modifications under a contract ("P00090").
    orders: Box<[u64]>,
    /// Of an announcement the first two words of each name; of a correction all pairs of words.
    names: Box<[u64]>,
    /// Of a correction: the small numbers and the years that it states.
    days: Box<[u16]>,
}

impl Stretch<'_> {
    /// True when a place lies in it.
    pub const fn holds(&self, place: usize) -> bool {
        self.start <= place && place < self.end
    }
}

impl Notes {
    /// The paragraphs of a text that have an official number, or that correct something.
    pub fn of(text: &str) -> Self {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            let at = start;
            start += line.len() + 1;
            if line.len() < 40 {
                continue;
            }
            let corrects = opens_with_heading(line);
            let numbers: Vec<u64> = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter_map(official_number).collect();
            if !corrects && numbers.is_empty() {
                continue;
            }
            let orders: Vec<u64> = plain_words(line).filter(|word| is_order(word)).map(word_hash).collect();
            paragraphs.push(Paragraph {
                start: at,
                end: at + line.len(),
                corrects,
                numbers: numbers.into(),
                sums: sums(line).into(),
                orders: orders.into(),
                names: if corrects { pairs(line) } else { leads(line) }.into(),
                days: if corrects { days(line) } else { Vec::new() }.into(),
            });
        }
        Self { paragraphs: paragraphs.into() }
    }

    /// The official numbers of the paragraph that a place lies in, by their digests, sorted.
    pub fn numbers(&self, place: usize) -> Vec<u64> {
        let found = self.paragraphs.iter().find(|paragraph| paragraph.start <= place && place < paragraph.end);
        let mut numbers = found.map_or_else(Vec::new, |paragraph| paragraph.numbers.to_vec());
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Paragraphs of which nothing is known but their official numbers: from where to where, and the numbers.
    pub(crate) fn of_numbers(paragraphs: Vec<(usize, usize, Vec<u64>)>) -> Self {
        let paragraph = |(start, end, numbers): (usize, usize, Vec<u64>)| Paragraph {
            start,
            end,
            corrects: false,
            numbers: numbers.into(),
            sums: Box::default(),
            orders: Box::default(),
            names: Box::default(),
            days: Box::default(),
        };
        Self { paragraphs: paragraphs.into_iter().map(paragraph).collect() }
    }

    /// The paragraphs that have official numbers, as [`Notes::of_numbers`] takes them.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, usize, &[u64])> {
        let numbered = self.paragraphs.iter().filter(|paragraph| !paragraph.numbers.is_empty());
        numbered.map(|paragraph| (paragraph.start, paragraph.end, &*paragraph.numbers))
    }

    /// What its paragraphs are found by: a digest of it, whether the paragraph may correct another, and whether it is an official number.
    pub fn keys(&self) -> impl Iterator<Item = (u64, bool, bool)> + '_ {
        self.paragraphs
            .iter()
            .flat_map(|paragraph| keys(paragraph).map(move |key| (key, paragraph.corrects, paragraph.numbers.contains(&key))))
    }

    /// True when there is nothing to know it by.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }
}

/// One word, perhaps after a sign or two, and a colon.
fn opens_with_heading(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = line.len() - line.trim_start_matches(char::is_alphabetic).len();
    word >= 5 && line.starts_with(char::is_uppercase) && line.get(word..).is_some_and(|rest| rest.trim_start_matches(' ').starts_with(':'))
}

/// Letters and at least five figures, in at least three parts or thirteen signs, as offices number contracts.
fn official_number(token: &str) -> Option<u64> {
    let token = token.trim_matches('-');
    let figures = token.bytes().filter(u8::is_ascii_digit).count();
    let letters = token.bytes().filter(u8::is_ascii_uppercase).count();
    let small = token.bytes().any(|byte| byte.is_ascii_lowercase());
    // Most words are none.
    if small || figures < 5 || letters < 2 {
        return None;
    }
    let parts = token.matches('-').count() + 1;
    let bare: String = token.chars().filter(|c| *c != '-').collect();
    ((parts >= 3 || bare.len() >= LONG) && bare.len() >= SHORTEST).then(|| digest(&bare))
}

/// Numbers of contracts have at least so many signs, in parts; those of notices fewer.
const SHORTEST: usize = 11;
/// A number that is not divided into parts has at least so many signs.
const LONG: usize = 13;
/// The bit of a digest that says that the number is as long as one of a contract.
const OF_CONTRACT: u64 = 1;

/// The digest of the letters and figures of a number.
fn digest(bare: &str) -> u64 {
    word_hash(&bare.to_lowercase()) & !OF_CONTRACT | u64::from(bare.len() >= SHORTEST)
}

/// The digest of a number that a claim gives as a reference: of those of its words that hold a figure.
pub fn reference(words: &str) -> Option<u64> {
    let figured = words.split_whitespace().filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let bare: String = figured.flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect();
    (!bare.is_empty()).then(|| digest(&bare))
}

/// True when two numbers are of one sort, so that what has the one is not what has the other: a contract's and a notice's number may be
/// those of one deal.
pub(super) const fn same_sort(a: u64, b: u64) -> bool {
    (a ^ b) & OF_CONTRACT == 0
}

/// One or two capitals and four or five figures.
fn is_order(word: &str) -> bool {
    let figures = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=2).contains(&(word.len() - figures.len())) && (4..=5).contains(&figures.len()) && figures.bytes().all(|byte| byte.is_ascii_digit())
}

/// Amounts of six figures and more, as written with separators.
fn sums(line: &str) -> Vec<u64> {
    let mut out: Vec<u64> = line
        .split(|c: char| !(c.is_ascii_digit() || c == ','))
        .filter(|token| token.contains(','))
        .filter_map(|token| token.trim_matches(',').replace(',', "").parse().ok())
        .filter(|sum| *sum >= 100_000)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn plain_words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn pair(first: &str, second: &str) -> u64 {
    word_hash(first).rotate_left(17) ^ word_hash(second)
}

/// Every two words that follow one another.
fn pairs(line: &str) -> Vec<u64> {
    let words: Vec<&str> = plain_words(line).collect();
    let mut out: Vec<u64> = words.windows(2).map(|two| pair(two[0], two[1])).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The first two words of the names that a paragraph begins with: of its first, and of each behind a semicolon up to the first sum. Behind
/// that, places of work are listed in the same way.
fn leads(line: &str) -> Vec<u64> {
    let mut out: Vec<u64> = line
        .split('$')
        .next()
        .unwrap_or_default()
        .split(';')
        .filter_map(|part| {
            let part = part.trim_start().trim_start_matches("and ").trim_start_matches("The ");
            let mut words = plain_words(part);
            let (first, second) = (words.next()?, words.next()?);
            first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()).then(|| pair(first, second))
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The numbers up to 31 and the years.
fn days(line: &str) -> Vec<u16> {
    let numbers = plain_words(line).filter_map(|word| word.parse::<u16>().ok());
    numbers.filter(|number| (1..=31).contains(number) || (1990..2100).contains(number)).collect()
}

#[derive(Clone, Debug)]
struct Noted {
    /// Counted from 1970, where the day of publication is known.
    published: Option<i32>,
    /// That day and the three before it, as day of the month and year.
    named: [(u16, u16); 4],
    notes: Notes,
    counts: bool,
}

/// A paragraph that announces or corrects: its document and its place among the document's notes, both by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    document: u32,
    paragraph: u32,
}

/// Paragraphs with their days of publication, sorted. Most are alone with what they are known by.
#[derive(Clone, Debug)]
enum Dated {
    One((i32, Place)),
    Many(Vec<(i32, Place)>),
}

impl Dated {
    fn as_slice(&self) -> &[(i32, Place)] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Those of the days `from..to`.
    fn within(&self, from: i32, to: i32) -> &[(i32, Place)] {
        let all = self.as_slice();
        let (start, end) = (all.partition_point(|(day, _)| *day < from), all.partition_point(|(day, _)| *day < to));
        all.get(start..end).unwrap_or_default()
    }

    fn insert(&mut self, new: (i32, Place)) {
        match self {
            Self::One(one) if *one == new => {}
            Self::One(one) => *self = Self::Many(if *one < new { vec![*one, new] } else { vec![new, *one] }),
            Self::Many(many) => {
                if let Err(at) = many.binary_search(&new) {
                    many.insert(at, new);
                }
            }
        }
    }
}

type Index = FxHashMap<u64, Dated>;

fn index(index: &mut Index, key: u64, one: (i32, Place), add: bool) {
    match index.entry(key) {
        Entry::Vacant(vacant) if add => {
            vacant.insert(Dated::One(one));
        }
        Entry::Vacant(_) => {}
        Entry::Occupied(mut occupied) if add => occupied.get_mut().insert(one),
        Entry::Occupied(mut occupied) => {
            let left: Vec<_> = occupied.get().as_slice().iter().filter(|other| **other != one).copied().collect();
            if left.is_empty() {
                occupied.remove();
            } else {
                *occupied.get_mut() = Dated::Many(left);
            }
        }
    }
}

/// Announcements and corrections of all documents, and which belongs to which.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    places: FxHashMap<DocumentId, u32>,
    documents: Vec<(DocumentId, Noted)>,
    /// Announcements, and corrections, by what they are known by.
    announced: Index,
    corrected: Index,
    links: BTreeMap<Place, Place>,
    /// The corrections whose links begin or end in a document.
    touching: FxHashMap<u32, BTreeSet<Place>>,
    pending: BTreeSet<Place>,
}

impl Corrections {
    /// Adds a document, which does not count yet.
    pub fn add(&mut self, id: &DocumentId, published: Option<PartialDate>, notes: Notes) {
        if !notes.is_empty() && !self.places.contains_key(id) {
            let civil = published.and_then(PartialDate::to_civil);
            let named = [0, 1, 2, 3].map(|before| {
                let date = civil.and_then(|day| day.checked_sub(jiff::Span::new().days(before)).ok());
                date.map_or((0, 0), |date| (u16::from(date.day().unsigned_abs()), date.year().unsigned_abs()))
            });
            self.places.insert(id.clone(), u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
            self.documents.push((id.clone(), Noted { published: civil.map(day_number), named, notes, counts: false }));
        }
    }

    fn noted(&self, document: u32) -> Option<&(DocumentId, Noted)> {
        self.documents.get(usize::try_from(document).ok()?)
    }

    /// Says whether a document counts. True when it has any notes.
    pub fn count(&mut self, id: &DocumentId, counts: bool) -> bool {
        let Some(document) = self.places.get(id).copied() else { return false };
        let Some((_, noted)) = usize::try_from(document).ok().and_then(|at| self.documents.get_mut(at)) else { return false };
        if noted.counts == counts {
            return true;
        }
        noted.counts = counts;
        // Taken out while the indexes change.
        let (notes, day) = (std::mem::take(&mut noted.notes), noted.published);
        if let Some(day) = day {
            for (at, paragraph) in notes.paragraphs.iter().enumerate() {
                let place = Place { document, paragraph: u32::try_from(at).unwrap_or(u32::MAX) };
                self.index(place, paragraph, day, counts);
            }
        }
        if let Some((_, noted)) = usize::try_from(document).ok().and_then(|at| self.documents.get_mut(at)) {
            noted.notes = notes;
        }
        true
    }

    fn index(&mut self, place: Place, paragraph: &Paragraph, day: i32, add: bool) {
        for key in keys(paragraph) {
            index(if paragraph.corrects { &mut self.corrected } else { &mut self.announced }, key, (day, place), add);
            // Whatever may name this announcement is to be asked anew: by a number at any later day, else for some weeks.
            if !paragraph.corrects
                && let Some(corrections) = self.corrected.get(&key)
            {
                let last = if paragraph.numbers.contains(&key) { i32::MAX } else { day.saturating_add(RECENT + 1) };
                self.pending.extend(corrections.within(day + 1, last).iter().map(|(_, place)| *place));
            }
        }
        if paragraph.corrects {
            self.pending.insert(place);
        }
    }

    /// Finds what the corrections added since put right. Gives the corrections whose links are others now, and those whose links begin or
    /// end in one of the documents that were filed anew.
    pub fn settle(&mut self, filed: &[DocumentId]) -> BTreeSet<Place> {
        let mut changed = BTreeSet::new();
        for place in std::mem::take(&mut self.pending) {
            let found = self.find(place);
            let was = match found {
                Some(target) => self.links.insert(place, target),
                None => self.links.remove(&place),
            };
            if was != found {
                changed.insert(place);
                for end in was.into_iter().chain([place]) {
                    if let Some(touching) = self.touching.get_mut(&end.document) {
                        touching.remove(&place);
                    }
                }
                for end in found.into_iter().flat_map(|target| [place, target]) {
                    self.touching.entry(end.document).or_default().insert(place);
                }
            }
        }
        let filed = filed.iter().filter_map(|id| self.places.get(id));
        changed.extend(filed.filter_map(|document| self.touching.get(document)).flatten());
        changed
    }

    fn paragraph(&self, place: Place) -> Option<(&Noted, &Paragraph)> {
        let (_, noted) = self.noted(place.document).filter(|(_, noted)| noted.counts)?;
        Some((noted, noted.notes.paragraphs.get(usize::try_from(place.paragraph).ok()?)?))
    }

    /// The announcement that a correction names, if one and only one fits best.
    fn find(&self, place: Place) -> Option<Place> {
        let (noted, correction) = self.paragraph(place)?;
        let published = noted.published?;
        let mut best: Vec<(u32, Place)> = Vec::new();
        let mut seen: FxHashSet<Place> = FxHashSet::default();
        for key in keys(correction) {
            let Some(places) = self.announced.get(&key) else { continue };
            let from = if correction.numbers.contains(&key) { i32::MIN } else { published - RECENT };
            for (day, candidate) in places.within(from, published) {
                if !seen.insert(*candidate) {
                    continue;
                }
                let Some((other, announcement)) = self.paragraph(*candidate) else { continue };
                let points = points(correction, announcement, &other.named, published - day);
                if points >= ENOUGH && best.first().is_none_or(|(most, _)| points >= *most) {
                    best.retain(|(most, _)| *most == points);
                    best.push((points, *candidate));
                }
            }
        }
        match best.as_slice() {
            [(_, only)] => Some(*only),
            _ => None,
        }
    }

    /// The notes of a document, if it has any.
    pub(crate) fn notes(&self, id: &DocumentId) -> Option<&Notes> {
        self.places.get(id).and_then(|document| self.noted(*document)).map(|(_, noted)| &noted.notes)
    }

    /// The official numbers of the paragraph that a place of a document lies in.
    pub fn numbers(&self, id: &DocumentId, place: usize) -> Vec<u64> {
        let noted = self.places.get(id).and_then(|document| self.noted(*document));
        noted.map_or_else(Vec::new, |(_, noted)| noted.notes.numbers(place))
    }

    /// A link, as stretches of documents: the correction and what it corrects.
    pub fn link(&self, from: Place) -> Option<(Stretch<'_>, Stretch<'_>)> {
        let stretch = |place: Place| {
            let (_, paragraph) = self.paragraph(place)?;
            Some(Stretch { document: &self.noted(place.document)?.0, start: paragraph.start, end: paragraph.end })
        };
        Some((stretch(from)?, stretch(*self.links.get(&from)?)?))
    }

    /// All links.
    pub fn links(&self) -> impl Iterator<Item = (Stretch<'_>, Stretch<'_>)> {
        self.links.keys().filter_map(|from| self.link(*from))
    }
}

/// A stretch of a document's text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// The document.
    pub document: &'a DocumentId,
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

fn keys(paragraph: &Paragraph) -> impl Iterator<Item = u64> {
    paragraph.numbers.iter().chain(&paragraph.names).copied().chain(paragraph.sums.iter().map(|sum| sum.rotate_left(32) ^ 1))
}

/// What speaks for a correction being one of an announcement that was published so many days before it.
fn points(correction: &Paragraph, announcement: &Paragraph, named: &[(u16, u16); 4], before: i32) -> u32 {
    let number = correction.numbers.iter().any(|number| announcement.numbers.contains(number));
    if !number && before > RECENT {
        return 0;
    }
    let sum = correction.sums.iter().any(|sum| announcement.sums.contains(sum));
    let name = announcement.names.iter().any(|name| correction.names.binary_search(name).is_ok());
    let order = correction.orders.iter().any(|order| announcement.orders.contains(order));
    let years = correction.days.iter().any(|number| *number > 31);
    let undated = !correction.days.iter().any(|number| *number <= 31);
    let says = |(day, year): &(u16, u16)| correction.days.contains(day) && (!years || correction.days.contains(year));
    let [on, earlier @ ..] = named;
    // What is published on one day was often awarded on one of the days before.
    let when = match (undated, says(on), earlier.iter().any(says)) {
        (true, ..) => 2 * i32::from(before <= YESTERDAY),
        (false, true, _) => 2,
        (false, false, true) => 1,
        // It names days, and this was not said on any of them.
        _ => -3,
    };
    let what = 4 * u32::from(number) + 3 * u32::from(sum) + 3 * u32::from(name) + u32::from(order);
    what.saturating_add_signed(when)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_numbers_are_known_by_their_shape() {
        for number in ["W15QKN-13-D-0041", "FA8625-14-C-6450", "N0001913C0016", "SPE4AX-14-D-9413"] {
            assert!(official_number(number).is_some(), "{number}");
        }
        assert_eq!(official_number("W15QKN-13-D-0041"), official_number("W15QKN13D0041"));
        assert_eq!(official_number("W15QKN-13-D-0041"), reference("W15QKN-13-D-0041"));
        assert_eq!(reference("Transmittal No. 25-101"), reference("transmittal 25\u{2013}101"));
        assert_ne!(reference("Transmittal No. 25-101"), reference("Transmittal No. 25-10"));
        assert!(!same_sort(reference("25-101").unwrap(), reference("W15QKN-13-D-0041").unwrap()));
        for other in ["2014-08-05", "cost-plus-fixed-fee", "F-35A", "AIM-120C-7", "P00003", "12345678901234", "USS-1"] {
            assert!(official_number(other).is_none(), "{other}");
        }
    }

    #[test]
    fn headings_are_one_word_and_a_colon() {
        assert!(opens_with_heading("CORRECTION: The contract"));
        assert!(opens_with_heading("* Update : one more"));
        assert!(!opens_with_heading("The contract: it"));
        assert!(!opens_with_heading("the: it"));
    }
}
