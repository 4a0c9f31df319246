//! Which piles a group has to be held against: those that the rules could join it to at all.
//!
//! In: the profiles of piles as they grow. Out: the places of piles. It leaves out only what [`super::rules`] would refuse: two pieces of
//! equipment without a family are one thing only where all words of one name are in the other, or where both are general words.

use super::profile::{Lexicon, Profile};
use materiel_model::Kind;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Piles by the words of their names.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// How many names have a mark.
    frequency: FxHashMap<u64, u32>,
    by_rarest: FxHashMap<u64, Vec<usize>>,
    by_any: FxHashMap<u64, Vec<usize>>,
    by_number: FxHashMap<u64, Vec<usize>>,
    /// Those that a general word may mean: of a known family, or named by a general word themselves.
    general: Vec<usize>,
}

impl Candidates {
    /// Nothing yet. `all` are the profiles that are going to be asked for or added.
    pub(super) fn new<'a>(all: impl Iterator<Item = &'a Profile>, lexicon: &Lexicon) -> Self {
        let mut out = Self::default();
        let names: BTreeSet<u32> = all.flat_map(|profile| &profile.names).copied().collect();
        for mark in names.into_iter().flat_map(|name| lexicon.marks(name)) {
            *out.frequency.entry(mark).or_default() += 1;
        }
        out
    }

    fn rarest(&self, marks: &[u64]) -> Option<u64> {
        marks.iter().copied().min_by_key(|mark| (self.frequency.get(mark).copied().unwrap_or(0), *mark))
    }

    /// A profile has become (part of) the pile at a place.
    pub(super) fn add(&mut self, place: usize, profile: &Profile, lexicon: &Lexicon) {
        if profile.kind != Kind::Transfer {
            return;
        }
        for number in &profile.numbers {
            put(self.by_number.entry(*number).or_default(), place);
        }
        for name in &profile.names {
            let marks = lexicon.marks(*name);
            if let Some(rarest) = self.rarest(&marks) {
                put(self.by_rarest.entry(rarest).or_default(), place);
            }
            for mark in marks {
                put(self.by_any.entry(mark).or_default(), place);
            }
        }
        let general = !profile.families.is_empty() || profile.names.iter().any(|name| lexicon.is_plain(*name));
        if general {
            put(&mut self.general, place);
        }
    }

    /// The places of the piles that a group may join, out of so many, in order.
    pub(super) fn of(&self, profile: &Profile, many: usize, lexicon: &Lexicon) -> Vec<usize> {
        if profile.kind != Kind::Transfer || !profile.families.is_empty() {
            return (0..many).collect();
        }
        let mut out: Vec<usize> = profile.numbers.iter().filter_map(|number| self.by_number.get(number)).flatten().copied().collect();
        if profile.has_plain_class() && profile.names.iter().any(|name| lexicon.is_plain(*name)) {
            out.extend_from_slice(&self.general);
        }
        for name in &profile.names {
            let marks = lexicon.marks(*name);
            // Names that are within this one have their rarest word here; names that this one is within have all of its words.
            out.extend(marks.iter().filter_map(|mark| self.by_rarest.get(mark)).flatten());
            if let Some(rarest) = self.rarest(&marks) {
                out.extend(self.by_any.get(&rarest).into_iter().flatten());
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn put(list: &mut Vec<usize>, place: usize) {
    if list.last() != Some(&place) {
        list.push(place);
    }
}
