//! The keys of tokens in, what the layers that look at one token alone make of each out; worked out once for words that come again.

use super::encoder::{MIXED, WIDTH};
use super::feature::{Keys, Known};
use super::lemma::KnownLemmas;
use rustc_hash::FxHashMap as HashMap;
use std::sync::{Mutex, PoisonError};

/// The numbers that are kept of a word: its vector, and what it adds to the sums of three tokens.
const ROW: usize = WIDTH + 3 * MIXED;
/// So many words are kept for each thread that reads, in about four kilobytes each; those that came last.
const MOST: usize = 4096;
/// Of so many words in a row, the one that came longest ago gives way to a new one.
const LOOKED_AT: usize = 8;

/// What is lent to each of the threads that read at the same time.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Desk>>);

/// What one thread works with: the words that it has met, and room for sums, so that none is asked for anew.
pub(super) struct Desk {
    pub(super) known: Known,
    pub(super) lemmas: KnownLemmas,
    pub(super) words: Words,
    pub(super) sums: Vec<f32>,
    /// Room for vectors.
    pub(super) values: Vec<f32>,
    pub(super) inner: Vec<f32>,
    pub(super) places: Vec<f32>,
}

impl Kept {
    /// A desk for `tokens` tokens at once, with the words of earlier texts on it.
    pub(super) fn lend(&self, tokens: usize) -> Desk {
        // A single stretch of very many tokens has a desk of its own.
        let lent = (tokens <= MOST / 4).then(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()).flatten();
        lent.unwrap_or_else(|| Desk {
            known: Known::default(),
            lemmas: KnownLemmas::default(),
            words: Words::new(if tokens <= MOST / 4 { MOST } else { tokens + LOOKED_AT }),
            sums: Vec::new(),
            values: Vec::new(),
            inner: Vec::new(),
            places: Vec::new(),
        })
    }

    /// Keeps the desk for later.
    pub(super) fn give_back(&self, desk: Desk) {
        if desk.words.most == MOST {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
        }
    }
}

/// Words with their numbers.
pub(super) struct Words {
    most: usize,
    places: HashMap<Keys, usize>,
    keys: Vec<Keys>,
    /// When each was asked for last.
    asked: Vec<u64>,
    now: u64,
    next: usize,
    rows: Vec<f32>,
}

impl Words {
    fn new(most: usize) -> Self {
        Self { most, places: HashMap::default(), keys: Vec::new(), asked: Vec::new(), now: 0, next: 0, rows: Vec::new() }
    }

    /// The numbers at a place that [`places`](Self::places) has just given.
    #[inline(always)]
    pub(super) fn row(&self, place: usize) -> &[f32] {
        &self.rows[place * ROW..(place + 1) * ROW]
    }

    /// The place of each token, whose numbers stay there until the next call. `work_out` adds the numbers of those that are not there yet,
    /// one behind the other.
    pub(super) fn places(&mut self, keys: &[Keys], work_out: impl FnOnce(&[Keys], &mut Vec<f32>)) -> Vec<usize> {
        self.now += 1;
        let mut missing = Vec::new();
        let places = keys.iter().map(|key| {
            let place = self.places.get(key).copied().unwrap_or_else(|| {
                let place = self.free();
                missing.push(place);
                self.places.insert(*key, place);
                self.keys[place] = *key;
                place
            });
            self.asked[place] = self.now;
            place
        });
        let places = places.collect();
        if !missing.is_empty() {
            let wanted: Vec<Keys> = missing.iter().map(|place| self.keys[*place]).collect();
            let mut rows = Vec::with_capacity(wanted.len() * ROW);
            work_out(&wanted, &mut rows);
            for (place, row) in missing.into_iter().zip(rows.chunks_exact(ROW)) {
                self.rows[place * ROW..(place + 1) * ROW].copy_from_slice(row);
            }
        }
        places
    }

    /// A new place, or that of a word that was not asked for lately and not in this call.
    fn free(&mut self) -> usize {
        if self.keys.len() < self.most {
            self.keys.push(Keys::default());
            self.asked.push(self.now);
            self.rows.resize(self.keys.len() * ROW, 0.0);
            return self.keys.len() - 1;
        }
        loop {
            let few = (self.next..self.next + LOOKED_AT).map(|place| place % self.most);
            let oldest = few.min_by_key(|place| self.asked[*place]).unwrap_or_default();
            self.next = (self.next + LOOKED_AT) % self.most;
            // There are more places than tokens in one call, so that one is found.
            if self.asked[oldest] < self.now {
                self.places.remove(&self.keys[oldest]);
                return oldest;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that tell the key they belong to.
    fn tell(keys: &[Keys], rows: &mut Vec<f32>) {
        rows.extend(keys.iter().flat_map(|key| std::iter::repeat_n(key[0] as f32, ROW)));
    }

    #[test]
    fn a_word_has_its_own_numbers_however_many_came_before_it() {
        let mut words = Words::new(64);
        // Half of the words are new each time, half come again; one comes twice.
        for turn in 0..200_u64 {
            let keys: Vec<Keys> = (0..40).map(|word| [if word % 2 == 0 { word } else { turn * 40 + word }, 1, 2, 3, 4]).collect();
            let keys: Vec<Keys> = keys.iter().chain(&keys[..1]).copied().collect();
            let places = words.places(&keys, tell);
            assert!(keys.iter().zip(&places).all(|(key, place)| words.row(*place) == [key[0] as f32; ROW]));
            assert!(words.keys.len() <= 64 && words.places.len() == words.keys.len());
        }
    }

    #[test]
    fn words_that_come_again_are_not_worked_out_again() {
        let mut words = Words::new(64);
        let keys: Vec<Keys> = (0..8).map(|word| [word; 5]).collect();
        words.places(&keys, tell);
        words.places(&keys, |_, _| panic!("all of them are there"));
    }

    #[test]
    fn more_tokens_than_are_kept_have_room() {
        let kept = Kept::default();
        let keys: Vec<Keys> = (0..2 * MOST as u64).map(|word| [word; 5]).collect();
        let mut desk = kept.lend(keys.len());
        let places = desk.words.places(&keys, tell);
        assert!(keys.iter().zip(&places).all(|(key, place)| desk.words.row(*place)[0] == key[0] as f32));
        kept.give_back(desk);
        assert_eq!(kept.lend(1).words.keys.len(), 0);
    }
}
