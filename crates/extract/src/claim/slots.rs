//! The words of a text in, those among some thousands of terms out: what the gate looks words up in.
//!
//! Nearly all words of a text are no terms, and nearly all of these are told by their first two letters and their length alone.

use super::gate::PARTS;
use crate::knowledge::spelling::{self, Spelled};

/// A word, or the letters of a name's parts in a row.
pub(super) struct Term {
    /// In lower case and without marks.
    pub(super) letters: String,
    pub(super) sort: Sort,
    /// True for one that is enough by itself.
    pub(super) tells: bool,
}

/// What a term is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A name, which begins with a capital or a digit and may be written in several parts.
    Name,
    /// A word, which may be written in several parts where a capital begins it ("Coast Guard").
    Word,
    /// Words in a row, the first of which has so many letters.
    Words(usize),
}

impl Sort {
    /// That of a word or words as a list has them.
    pub(super) fn of(words: &str) -> Self {
        words.find(' ').map_or(Self::Word, Self::Words)
    }
}

/// Terms by their hashes.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    /// Hashes in open addressing; the lowest bit says whether the term is enough by itself.
    hashes: Vec<u64>,
    /// How long words are that begin with two letters.
    words: Shapes,
    /// How long the first parts of terms that are written in several may be.
    starts: Shapes,
    /// How long the first words are of terms that are several.
    rows: Shapes,
    /// The letters that terms begin with.
    prefixes: Prefixes,
}

/// No term has this hash.
const EMPTY: u64 = 0;

impl Slots {
    /// Room for so many terms.
    pub(super) fn new(terms: usize) -> Self {
        let room = (terms * 4).next_power_of_two();
        let (words, starts, rows) = (Shapes::default(), Shapes::default(), Shapes::default());
        Self { hashes: vec![EMPTY; room], words, starts, rows, prefixes: Prefixes::default() }
    }

    pub(super) fn add(&mut self, terms: &[Term]) {
        for term in terms {
            let letters = term.letters.as_bytes();
            let hash = letters.iter().fold(0, |hash, letter| {
                let hash = step(hash, *letter);
                self.prefixes.add(hash);
                hash
            });
            let hash = if term.sort == Sort::Name { named(hash) } else { hash };
            let at = self.place(hash);
            self.hashes[at] = (hash & !1) | (self.hashes[at] & 1) | u64::from(term.tells);
            match term.sort {
                Sort::Name => {}
                Sort::Word => self.words.add(letters, letters.len()),
                Sort::Words(first) => self.rows.add(letters, first),
            }
            // "Coast Guard" is the list's "coastguard", and "Rafales" have a letter more.
            (1..=letters.len() + 1).for_each(|length| self.starts.add(letters, length));
        }
    }

    /// Hands every word, or few in a row, that is a term to `is_enough`, with whether it is enough by itself, until it says so; true when it did.
    pub(super) fn any(&self, text: &str, mut is_enough: impl FnMut(u64, bool) -> bool) -> bool {
        let bytes = text.as_bytes();
        // What a name that began so many parts before has come to; nothing where no capital began it.
        let mut begun = Begun::default();
        let mut spelled = Spelled::default();
        let (mut last_end, mut last_digits, mut last_length) = (0, false, 0);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let sort = SORTS[usize::from(byte)];
            if sort == OTHER {
                at += 1;
                continue;
            }
            let rest = &bytes[at..];
            let known = if sort == LETTER { leading_letters(rest) } else { 0 };
            let end = at + known + rest[known..].iter().position(|next| SORTS[usize::from(*next)] != sort).unwrap_or(rest.len() - known);
            let (raw, digits) = (&bytes[at..end], sort == DIGIT);
            if !begun.is_empty() && !joins(&bytes[last_end..at], (last_digits, last_length), digits) {
                begun = Begun::default();
            }
            let is_ascii = raw.iter().fold(0, |beyond, byte| beyond | byte) < 0x80;
            let shape = Shape::of(raw);
            let starts = match is_ascii {
                true if byte.is_ascii_lowercase() => self.rows.has(shape),
                true => self.starts.has(shape),
                false => !text[at..].starts_with(char::is_lowercase),
            };
            if starts || !begun.is_empty() || !is_ascii || self.words.has(shape) {
                let mut enough = |term: Option<(u64, bool)>| term.is_some_and(|(term, tells)| is_enough(term, tells));
                let enough = if is_ascii {
                    self.look_up(raw, starts, &mut begun, &mut enough)
                } else {
                    // Letters beyond ASCII lose their marks, as they do in names.
                    spelling::spell_into(&text[at..end], &mut spelled);
                    self.look_up(spelled.letters.as_bytes(), starts, &mut begun, &mut enough)
                };
                if enough {
                    return true;
                }
            }
            (last_end, last_digits, last_length, at) = (end, digits, raw.len(), end);
        }
        false
    }

    /// Looks up a word, and the names that it ends; adds it to the names that have begun, and to none where it `starts` one.
    fn look_up(&self, word: &[u8], starts: bool, begun: &mut Begun, enough: &mut impl FnMut(Option<(u64, bool)>) -> bool) -> bool {
        let Some((last, rest)) = word.split_last() else { return false };
        let last = last.to_ascii_lowercase();
        // Without and with the last letter.
        let add = |from: u64| {
            let singular = rest.iter().fold(from, |hash, letter| step(hash, letter.to_ascii_lowercase()));
            (singular, step(singular, last))
        };
        let own = add(0);
        // The letters of a term are those that it begins with, too.
        if self.words.has(Shape::of(word)) && self.prefixes.has(own.1) && enough(self.find(own.1)) {
            return true;
        }
        begun.go_on(starts);
        for (parts, place) in begun.0.iter_mut().enumerate() {
            let Some(from) = *place else { continue };
            let (singular, whole) = if parts == 0 { own } else { add(from) };
            let goes_on = self.prefixes.has(whole);
            // "Coast Guard" is the list's "coastguard".
            if goes_on && (enough(self.find(named(whole))) || (parts > 0 && enough(self.find(whole)))) {
                return true;
            }
            if last == b's' && self.prefixes.has(singular) && enough(self.find(named(singular))) {
                return true;
            }
            *place = goes_on.then_some(whole);
        }
        false
    }

    /// A term and whether it is enough by itself.
    fn find(&self, hash: u64) -> Option<(u64, bool)> {
        let found = self.hashes[self.place(hash)];
        (found != EMPTY).then_some((found & !1, found & 1 == 1))
    }

    /// Where a hash stands, or would.
    fn place(&self, hash: u64) -> usize {
        let mask = self.hashes.len() - 1;
        let mut at = (hash >> 20) as usize & mask;
        while self.hashes[at] != EMPTY && (self.hashes[at] ^ hash) > 1 {
            at = (at + 1) & mask;
        }
        at
    }
}

/// The hashes of names that began with this word, with the one before it, and so on.
#[derive(Default)]
struct Begun([Option<u64>; PARTS]);

impl Begun {
    #[inline]
    fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// Every name has a part more, and one may begin.
    fn go_on(&mut self, starts: bool) {
        self.0.rotate_right(1);
        self.0[0] = starts.then_some(0);
    }
}

/// For two first letters, a bit for each length that some terms have.
#[derive(Clone, Debug)]
struct Shapes(Vec<u32>);

/// Letters and digits, and none.
const LETTERS: usize = 37;

impl Default for Shapes {
    fn default() -> Self {
        Self(vec![0; LETTERS * LETTERS])
    }
}

impl Shapes {
    fn add(&mut self, letters: &[u8], length: usize) {
        let shape = Shape::with(letters.get(..length).unwrap_or(letters), length);
        if let Some(lengths) = self.0.get_mut(shape.place) {
            *lengths |= 1 << shape.length;
        }
    }

    #[inline]
    fn has(&self, shape: Shape) -> bool {
        self.0[shape.place] >> shape.length & 1 == 1
    }
}

/// The two first letters of a word, and its length.
#[derive(Clone, Copy)]
struct Shape {
    place: usize,
    length: usize,
}

impl Shape {
    #[inline]
    fn of(word: &[u8]) -> Self {
        Self::with(word, word.len())
    }

    #[inline]
    fn with(word: &[u8], length: usize) -> Self {
        let number = |letter: Option<&u8>| letter.map_or(LETTERS - 1, |letter| usize::from(NUMBERS[usize::from(*letter)]));
        Self { place: number(word.first()) * LETTERS + number(word.get(1).filter(|_| length > 1)), length: length.min(31) }
    }
}

/// The numbers of letters and digits; what is neither has that of one or the other.
const NUMBERS: [u8; 256] = {
    let mut numbers = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        numbers[byte] = match letter {
            b'0'..=b'9' => letter - b'0' + 26,
            _ => {
                let number = (letter | 0x20).saturating_sub(b'a');
                if number < 26 { number } else { 25 }
            }
        };
        byte += 1;
    }
    numbers
};

/// A bit for each hash, which others may share.
#[derive(Clone, Debug)]
struct Prefixes(Vec<u64>);

impl Default for Prefixes {
    fn default() -> Self {
        Self(vec![0; 1 << 13])
    }
}

impl Prefixes {
    fn place(hash: u64) -> (usize, u64) {
        ((hash >> 45) as usize & ((1 << 13) - 1), 1 << (hash >> 58))
    }

    fn add(&mut self, hash: u64) {
        let (at, bit) = Self::place(hash);
        self.0[at] |= bit;
    }

    fn has(&self, hash: u64) -> bool {
        let (at, bit) = Self::place(hash);
        self.0[at] & bit != 0
    }
}

/// What bytes are to the gate; all beyond ASCII are letters.
const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SORTS: [u8; 256] = {
    let mut sorts = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let ascii = byte as u8;
        sorts[byte] = if ascii.is_ascii_digit() {
            DIGIT
        } else if ascii.is_ascii_alphabetic() || !ascii.is_ascii() {
            LETTER
        } else {
            OTHER
        };
        byte += 1;
    }
    sorts
};

/// How many ASCII letters stand at the beginning, of which not all need be counted: eight bytes are looked at in one step, which is what most words have at most.
#[inline]
fn leading_letters(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let Some(eight) = bytes.first_chunk::<8>() else { return 0 };
    let small = (u64::from_le_bytes(*eight) & (0x7f * ONES)) | (0x20 * ONES);
    // The highest bit of each byte tells whether it is an `a` or beyond, and whether it is beyond `z`.
    let letters = (small + (0x80 - u64::from(b'a')) * ONES) & !(small + (0x7f - u64::from(b'z')) * ONES) & !u64::from_le_bytes(*eight);
    ((!letters & (0x80 * ONES)).trailing_zeros() / 8) as usize
}

/// True when a name may go on from one part to the next: "F-16", "Leopard 2", "Black Hawk"; not "a 10" or "4.5".
fn joins(between: &[u8], (digits, length): (bool, usize), next_digits: bool) -> bool {
    match between {
        b"" | b"-" => !(digits && next_digits),
        b" " => !digits && (!next_digits || length > 2),
        _ => false,
    }
}

/// One letter more. The parts of a name in a row have the hash of all their letters.
const fn step(hash: u64, letter: u8) -> u64 {
    (hash.rotate_left(5) ^ (letter as u64 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of letters as a name, apart from that of the same letters as a word.
const fn named(hash: u64) -> u64 {
    hash ^ 0x5555_5555_5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_up_to_what_is_none() {
        for (text, wanted) in [
            ("tank and guns", 4),
            ("Howitzers", 8),
            ("F-16s and others", 1),
            ("a@b[c`d{e", 1),
            ("Zz9zzzzzz", 2),
            ("éclairs and", 0),
            ("caf\u{e9} and more", 3),
        ] {
            assert_eq!(leading_letters(text.as_bytes()), wanted, "{text}");
        }
        for byte in 0..=255_u8 {
            assert_eq!(leading_letters(&[byte; 8]), if byte.is_ascii_alphabetic() { 8 } else { 0 }, "{byte}");
        }
        assert_eq!(leading_letters(b"short"), 0);
    }
}
