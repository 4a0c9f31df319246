//! Words of a table in, at once which other words it cannot have out: nearly all words of a text are told by a few letters and their length.

/// A bit for each two first letters, last letter and length that some word has; others may share it.
#[derive(Clone, Debug)]
pub(super) struct Sieve([u64; Self::LINES]);

impl Default for Sieve {
    fn default() -> Self {
        Self([0; Self::LINES])
    }
}

impl Sieve {
    const LINES: usize = 256;

    fn place(word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let letter = |letter: Option<&u8>| letter.map_or(0, |letter| u64::from(*letter));
        let key = letter(bytes.first()) | letter(bytes.get(1)) << 8 | letter(bytes.last()) << 16 | (bytes.len() as u64) << 24;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((hash >> 56) as usize, 1 << (hash >> 50 & 63))
    }

    pub(super) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut sieve = Self::default();
        for word in words {
            let (at, bit) = Self::place(word);
            sieve.0[at] |= bit;
        }
        sieve
    }

    /// False for a word that is none of the table's.
    pub(super) fn may_have(&self, word: &str) -> bool {
        let (at, bit) = Self::place(word);
        self.0[at] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn no_word_of_the_table_is_held_back() {
        let words = ["don't", "Corp.", ":-)", "", "é", "a"];
        let sieve = Sieve::of(words);
        assert!(words.iter().all(|word| sieve.may_have(word)));
        assert!(["frigate", "the", "of", "Norway"].iter().all(|word| !sieve.may_have(word)));
    }
}
