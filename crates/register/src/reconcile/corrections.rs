//! Which announcement a correction puts right.
//!
//! In: texts, paragraph by paragraph. Out: for a paragraph that opens with one word and a colon ("CORRECTION:"), the earlier paragraph that it names.
//! A paragraph is known by what offices and papers name it by: official numbers ("W15QKN-13-D-0041"), sums, the beginnings of the names that it
//! is about, and the day. Nothing here knows a language: names are words before a comma, and a day is a number that the day of publication has.

use super::profile::day as day_number;
use super::voices::word_hash;
use materiel_model::{DocumentId, PartialDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A correction must share so much with what it corrects.
const ENOUGH: u32 = 5;
/// Without a common number, what is corrected was published at most so many days before.
const RECENT: i32 = 60;
/// What was said "yesterday" was published at most so many days before.
const YESTERDAY: i32 = 4;

/// The paragraphs of a text that announcements are known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    paragraphs: Vec<Paragraph>,
}

/// What a paragraph is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Paragraph {
    start: usize,
    end: usize,
    /// True when it opens with one word and a colon.
    corrects: bool,
    numbers: Vec<u64>,
    sums: Vec<u64>,
    /// Orders and modifications under a contract ("P00090").
    orders: Vec<u64>,
    /// Of an announcement the first two words of each name; of a correction all pairs of words.
    names: Vec<u64>,
    /// Of a correction: the small numbers and the years that it states.
    days: Vec<u16>,
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
            paragraphs.push(Paragraph {
                start: at,
                end: at + line.len(),
                corrects,
                numbers,
                sums: sums(line),
                orders: plain_words(line).filter(|word| is_order(word)).map(word_hash).collect(),
                names: if corrects { pairs(line) } else { leads(line) },
                days: if corrects { days(line) } else { Vec::new() },
            });
        }
        Self { paragraphs }
    }

    /// The official numbers of the paragraph that a place lies in, by their digests, sorted.
    pub fn numbers(&self, place: usize) -> Vec<u64> {
        let found = self.paragraphs.iter().find(|paragraph| paragraph.start <= place && place < paragraph.end);
        let mut numbers = found.map_or_else(Vec::new, |paragraph| paragraph.numbers.clone());
        numbers.sort_unstable();
        numbers.dedup();
        numbers
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
    let parts = token.matches('-').count() + 1;
    let bare: String = token.chars().filter(|c| *c != '-').collect();
    (!small && figures >= 5 && letters >= 2 && (parts >= 3 || bare.len() >= 13) && bare.len() >= 11).then(|| word_hash(&bare))
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

/// A paragraph of a document, by its place among the document's notes.
type Place = (DocumentId, usize);

/// Announcements and corrections of all documents, and which belongs to which.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    documents: HashMap<DocumentId, Noted>,
    /// By what it is known by and the day of publication.
    announced: HashMap<u64, BTreeMap<i32, BTreeSet<Place>>>,
    corrected: HashMap<u64, BTreeSet<Place>>,
    links: BTreeMap<Place, Place>,
    pending: BTreeSet<Place>,
}

impl Corrections {
    /// Adds a document, which does not count yet.
    pub fn add(&mut self, id: &DocumentId, published: Option<PartialDate>, notes: Notes) {
        if !notes.is_empty() {
            let civil = published.and_then(PartialDate::to_civil);
            let named = [0, 1, 2, 3].map(|before| {
                let date = civil.and_then(|day| day.checked_sub(jiff::Span::new().days(before)).ok());
                date.map_or((0, 0), |date| (u16::from(date.day().unsigned_abs()), date.year().unsigned_abs()))
            });
            let noted = Noted { published: civil.map(day_number), named, notes, counts: false };
            self.documents.entry(id.clone()).or_insert(noted);
        }
    }

    /// Says whether a document counts. True when it has any notes.
    pub fn count(&mut self, id: &DocumentId, counts: bool) -> bool {
        let Some(noted) = self.documents.get_mut(id) else { return false };
        if noted.counts != counts {
            noted.counts = counts;
            let (notes, day) = (noted.notes.clone(), noted.published);
            for (at, paragraph) in notes.paragraphs.iter().enumerate() {
                self.index(&(id.clone(), at), paragraph, day, counts);
            }
        }
        true
    }

    fn index(&mut self, place: &Place, paragraph: &Paragraph, day: Option<i32>, add: bool) {
        let Some(day) = day else { return };
        for key in keys(paragraph) {
            let places = if paragraph.corrects {
                self.corrected.entry(key).or_default()
            } else {
                self.announced.entry(key).or_default().entry(day).or_default()
            };
            if add {
                places.insert(place.clone());
            } else {
                places.remove(place);
            }
            // Whatever may name this announcement is to be asked anew.
            if !paragraph.corrects {
                self.pending.extend(self.corrected.get(&key).into_iter().flatten().cloned());
            }
        }
        if paragraph.corrects {
            self.pending.insert(place.clone());
        }
    }

    /// Finds what the corrections added since put right. True when any link is another now.
    pub fn settle(&mut self) -> bool {
        let mut changed = false;
        for place in std::mem::take(&mut self.pending) {
            let found = self.find(&place);
            changed |= match found {
                Some(target) => self.links.insert(place, target.clone()).as_ref() != Some(&target),
                None => self.links.remove(&place).is_some(),
            };
        }
        changed
    }

    fn paragraph(&self, (document, at): &Place) -> Option<(&Noted, &Paragraph)> {
        let noted = self.documents.get(document).filter(|noted| noted.counts)?;
        Some((noted, noted.notes.paragraphs.get(*at)?))
    }

    /// The announcement that a correction names, if one and only one fits best.
    fn find(&self, place: &Place) -> Option<Place> {
        let (noted, correction) = self.paragraph(place)?;
        let published = noted.published?;
        let mut best: Vec<(u32, &Place)> = Vec::new();
        let numbered: Vec<u64> = correction.numbers.clone();
        for key in keys(correction) {
            let Some(days) = self.announced.get(&key) else { continue };
            let from = if numbered.contains(&key) { i32::MIN } else { published - RECENT };
            for (day, candidate) in days.range(from..published).flat_map(|(day, places)| places.iter().map(move |place| (*day, place))) {
                let Some((other, announcement)) = self.paragraph(candidate) else { continue };
                let points = points(correction, announcement, &other.named, published - day);
                if points >= ENOUGH && best.first().is_none_or(|(most, _)| points >= *most) {
                    best.retain(|(most, other)| *most == points && *other != candidate);
                    best.push((points, candidate));
                }
            }
        }
        match best.as_slice() {
            [(_, only)] => Some((*only).clone()),
            _ => None,
        }
    }

    /// The official numbers of the paragraph that a place of a document lies in.
    pub fn numbers(&self, id: &DocumentId, place: usize) -> Vec<u64> {
        self.documents.get(id).map_or_else(Vec::new, |noted| noted.notes.numbers(place))
    }

    /// True when a link begins or ends in a document.
    pub fn links_to(&self, id: &DocumentId) -> bool {
        self.links.iter().any(|(from, to)| &from.0 == id || &to.0 == id)
    }

    /// True when there is any link.
    pub fn any(&self) -> bool {
        !self.links.is_empty()
    }

    /// The links, as stretches of documents: the correction and what it corrects.
    pub fn links(&self) -> impl Iterator<Item = (Stretch<'_>, Stretch<'_>)> {
        let stretch = |place| {
            let (_, paragraph) = self.paragraph(place)?;
            Some(Stretch { document: &place.0, start: paragraph.start, end: paragraph.end })
        };
        self.links.iter().filter_map(move |(from, to)| Some((stretch(from)?, stretch(to)?)))
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
