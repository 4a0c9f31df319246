//! Phrases of the knowledge files, matched against the pieces of a text forwards from a piece or backwards from one.

use super::piece::Pieces;
use rustc_hash::FxHashMap as HashMap;

/// Phrases with what each of them means. Hyphens between words are optional in the text.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<usize>>,
    by_last: HashMap<String, Vec<usize>>,
    list: Vec<(Vec<String>, T)>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: HashMap::default(), by_last: HashMap::default(), list: Vec::new() }
    }
}

impl<T: Copy> Phrases<T> {
    pub(crate) fn of<'a>(entries: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut list: Vec<(Vec<String>, T)> = entries
            .into_iter()
            .map(|(phrase, meaning)| {
                let pieces = Pieces::of(phrase);
                let skip = |i: &usize| pieces.is_dash(*i) && *i > 0 && *i + 1 < pieces.len();
                let words = (0..pieces.len()).filter(|i| !skip(i)).map(|i| pieces.lower(i).to_owned()).collect();
                (words, meaning)
            })
            .filter(|(words, _): &(Vec<String>, T)| !words.is_empty())
            .collect();
        list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let mut phrases = Self { list, ..Self::default() };
        for (at, (words, _)) in phrases.list.iter().enumerate() {
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            phrases.by_first.entry(first.clone()).or_default().push(at);
            phrases.by_last.entry(last.clone()).or_default().push(at);
        }
        phrases
    }

    /// The words that phrases begin with.
    pub(crate) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.by_first.keys().map(String::as_str)
    }

    /// True when a phrase begins with this word.
    pub(crate) fn begins_with(&self, word: &str) -> bool {
        self.by_first.contains_key(word)
    }

    /// The longest phrase that begins at piece `first`: the piece behind it, and its meaning.
    pub(crate) fn begins_at(&self, pieces: &Pieces<'_>, first: usize) -> Option<(usize, T)> {
        self.by_first.get(pieces.lower(first))?.iter().find_map(|&at| {
            let (words, meaning) = &self.list[at];
            let mut next = first + 1;
            for word in words.get(1..)? {
                if pieces.is_hyphen(next) && !word.starts_with(['-', '–']) {
                    next += 1;
                }
                if pieces.lower(next) != word || !pieces.near(next) {
                    return None;
                }
                next += 1;
            }
            // "mn" is not in "mnemonic", since pieces are whole words; but "est" is not in "est-ce" either.
            Some((next, *meaning))
        })
    }

    /// The longest phrase that ends right before piece `end`: its first piece, and its meaning.
    pub(crate) fn ends_at(&self, pieces: &Pieces<'_>, end: usize) -> Option<(usize, T)> {
        if end == 0 || !pieces.near(end) {
            return None;
        }
        let last = if pieces.is_hyphen(end - 1) { end.checked_sub(2)? } else { end - 1 };
        self.by_last.get(pieces.lower(last))?.iter().find_map(|&at| {
            let (words, meaning) = &self.list[at];
            let mut here = last;
            for (nth, word) in words.iter().rev().enumerate() {
                if nth > 0 {
                    if !pieces.near(here) {
                        return None;
                    }
                    here = here.checked_sub(1)?;
                    if pieces.is_hyphen(here) && word != "-" {
                        here = here.checked_sub(1)?;
                    }
                }
                if pieces.lower(here) != word {
                    return None;
                }
            }
            Some((here, *meaning))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins_in_both_directions_and_hyphens_do_not_matter() {
        let phrases = Phrases::of([("more than", 1), ("no more than", 2), ("not-to-exceed", 3)]);
        let pieces = Pieces::of("no more than 5, a not to exceed, not-to-exceed 7");
        assert_eq!(phrases.begins_at(&pieces, 0), Some((3, 2)));
        assert_eq!(phrases.ends_at(&pieces, 3), Some((0, 2)));
        assert_eq!(phrases.begins_at(&pieces, 6), Some((9, 3)));
        assert_eq!(phrases.ends_at(&pieces, 15), Some((10, 3)));
        assert_eq!(phrases.ends_at(&pieces, 0), None);
    }
}
