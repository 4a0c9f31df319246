//! A character in, its classes out, as spaCy's tokenizer and features see them.

use std::sync::OnceLock;

/// A letter, for the shape of a word.
pub(crate) const LETTER: u16 = 1;
/// A digit, for the shape of a word.
pub(crate) const DIGIT: u16 = 1 << 1;
/// A letter, for the tokenizer.
pub(super) const ALPHA: u16 = 1 << 2;
/// A small letter, for the tokenizer; scripts without case count as small and capital.
pub(super) const LOWER: u16 = 1 << 3;
/// A capital letter, for the tokenizer.
pub(super) const UPPER: u16 = 1 << 4;
/// A quotation mark, or a mark that the tokenizer treats as one.
pub(super) const QUOTE: u16 = 1 << 5;
/// Split off the front of a word.
pub(super) const PREFIX: u16 = 1 << 6;
/// Split off the end of a word.
pub(super) const SUFFIX: u16 = 1 << 7;
/// Split off the end of a word where a digit precedes.
pub(super) const AFTER_DIGIT: u16 = 1 << 8;
/// A full stop after it is split off.
pub(super) const BEFORE_STOP: u16 = 1 << 9;
/// Split off in the middle of a word.
pub(super) const INFIX: u16 = 1 << 10;

const NAMES: [(&str, u16); 11] = [
    ("letter", LETTER),
    ("digit", DIGIT),
    ("alpha", ALPHA),
    ("lower", LOWER),
    ("upper", UPPER),
    ("quote", QUOTE),
    ("prefix", PREFIX),
    ("suffix", SUFFIX),
    ("after_digit", AFTER_DIGIT),
    ("before_stop", BEFORE_STOP),
    ("infix", INFIX),
];

/// Below this code point a class is one look-up; above it, a binary search.
const DIRECT: usize = 0x3100;

/// The classes of all characters.
pub(crate) struct Characters {
    direct: Vec<u16>,
    /// Where the classes change, in order, and what they are from there on.
    changes: Vec<(u32, u16)>,
    /// Units of measure and currencies of more than one character that are split off after a digit.
    pub(super) units: Vec<&'static str>,
}

impl Characters {
    /// The table that comes with the model.
    pub(crate) fn embedded() -> &'static Self {
        static TABLE: OnceLock<Characters> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../../../knowledge/languages/en/model/characters.tsv")))
    }

    fn parse(source: &'static str) -> Self {
        let mut edges: Vec<(u32, u16)> = Vec::new();
        let mut units = Vec::new();
        for line in source.lines() {
            let (name, list) = line.split_once('\t').unwrap_or((line, ""));
            let Some(&(_, class)) = NAMES.iter().find(|(known, _)| *known == name) else {
                units = list.split(' ').collect();
                continue;
            };
            for range in list.split(' ') {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                if let (Ok(first), Ok(last)) = (u32::from_str_radix(first, 16), u32::from_str_radix(last, 16)) {
                    edges.extend([(first, class), (last + 1, class)]);
                }
            }
        }
        edges.sort_unstable();
        let mut changes = vec![(0, 0)];
        for (at, class) in edges {
            // A class's ranges never touch, so every edge turns its class on or off.
            let classes = changes.last().map_or(0, |&(_, classes)| classes) ^ class;
            match changes.last_mut() {
                Some(last) if last.0 == at => last.1 = classes,
                _ => changes.push((at, classes)),
            }
        }
        let mut table = Self { direct: Vec::new(), changes, units };
        table.direct = (0..DIRECT as u32).map(|c| table.search(c)).collect();
        table
    }

    fn search(&self, c: u32) -> u16 {
        let after = self.changes.partition_point(|&(at, _)| at <= c);
        after.checked_sub(1).map_or(0, |index| self.changes[index].1)
    }

    /// The classes of `c`, one bit each.
    pub(crate) fn of(&self, c: char) -> u16 {
        let c = c as u32;
        self.direct.get(c as usize).copied().unwrap_or_else(|| self.search(c))
    }

    /// True when there is a character and it is of one of `classes`.
    pub(crate) fn is(&self, c: Option<char>, classes: u16) -> bool {
        c.is_some_and(|c| self.of(c) & classes != 0)
    }
}
