//! Enough of a group to tell that it can never be one thing with another, without its claims.
//!
//! In: a group. Out: its outline. This holds among transfers to one recipient of equipment that is of no family, where the class says nothing
//! ("other", services), and for the families that such equipment is held against: there two things are one only by like names or by an official
//! number, and other official numbers outweigh whatever else is the same (see [`super::rules`]).

use super::block::Group;
use super::corrections::same_sort;
use super::voices::word_hash;
use super::wording::{key, words};
use materiel_model::Kind;

/// What a name is compared by, all as digests: its letters and figures, and then the beginnings of its words, in order.
pub type Called = Box<[u16]>;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The sorts of its official numbers as a set of bits; empty where none bring it together with anything.
    pub sorts: u8,
    /// What its equipment without a family is called, where that is told.
    pub names: Vec<Called>,
}

/// The sorts of official numbers that there are: of anything else, and of contracts.
const SORTS: [u64; 2] = [0, 1];

impl Outline {
    /// The outline of a group, with what its equipment is called or without.
    pub(crate) fn of(group: &Group, with_names: bool) -> Self {
        let transfers = || group.iter().filter(|member| member.claim.kind == Kind::Transfer);
        let numbers = transfers().flat_map(|member| &member.numbers);
        let sort = |number: u64| (0..).zip(SORTS).filter(move |(_, sort)| same_sort(*sort, number)).fold(0, |bits, (at, _)| bits | 1 << at);
        let mut names: Vec<Called> = Vec::new();
        if with_names {
            let equipment = transfers().filter_map(|member| member.claim.slots.equipment());
            names.extend(equipment.filter(|equipment| equipment.id.is_none()).map(|equipment| called(&equipment.name)));
            names.sort_unstable();
            names.dedup();
        }
        Self { sorts: numbers.fold(0, |bits, number| bits | sort(*number)), names }
    }
}

fn called(name: &str) -> Called {
    // The best bits of a product are the highest.
    let digest = |word: u64| u16::try_from(word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48).unwrap_or_default();
    let mut beginnings: Vec<u16> = words(name).beginnings().map(digest).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    std::iter::once(digest(word_hash(&key(name)))).chain(beginnings).collect()
}

/// False only when no rule takes two names for those of one thing: each has a word that the other lacks, or they have none.
pub fn may_be_one(a: &[u16], b: &[u16]) -> bool {
    let (Some((whole, a)), Some((other, b))) = (a.split_first(), b.split_first()) else { return true };
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    whole == other || (!few.is_empty() && few.iter().all(|word| many.binary_search(word).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::super::wording::{Likeness, likeness};
    use super::*;

    #[test]
    fn names_that_a_rule_takes_for_one_are_never_told_apart() {
        let names = [
            "spare parts",
            "spare part",
            "Spareparts",
            "F-16 spare parts",
            "support",
            "technical support",
            "engine",
            "",
            "of",
            "AN",
            "Mk 5",
        ];
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
            let alike = matches!(likeness(&words(a), &words(b)), Likeness::Same | Likeness::Within) || key(a) == key(b);
            assert!(!alike || may_be_one(&called(a), &called(b)), "{a} {b}");
        }
        assert!(!may_be_one(&called("technical support"), &called("engine parts")));
        assert!(!may_be_one(&called("engine support"), &called("engine parts")));
    }
}
