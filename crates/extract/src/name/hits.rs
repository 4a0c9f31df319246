//! Every name that the letters of a text spell, without the lookalikes and the everyday words that nothing speaks for.

use super::belief;
use super::page::Page;
use crate::knowledge::spelling::Gap;
use crate::knowledge::{Entry, Owner, Role, Shape, takes_plural};
use std::collections::HashMap;
use std::ops::Range;

/// A name that the letters spell.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// Its atoms, with those of a plural's `s`.
    pub(super) atoms: Range<usize>,
    /// Whose name it may be.
    pub(super) owners: Vec<Owner>,
    /// True when the text has a plural where the name has none.
    pub(super) plural: bool,
}

/// All hits, by start and then longest first.
pub(super) fn all(page: &Page<'_, '_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut stop = 0;
    for start in 0..page.len() {
        while stop <= start || (stop < page.len() && page.follows(stop, &REACH)) {
            stop += 1;
        }
        if may_start(page, start) {
            let before = hits.len();
            at(page, start, stop, &mut hits);
            if let Some(new) = hits.get_mut(before..) {
                new.reverse();
            }
        }
    }
    without_lookalikes(hits)
}

/// Drops everyday words that nothing in the document speaks for.
pub(super) fn believe(page: &mut Page<'_, '_>) {
    let believed = belief::believed(page);
    let mut i = 0;
    page.hits.retain_mut(|hit| {
        hit.owners.retain(|owner| believed(i, *owner));
        i += 1;
        !hit.owners.is_empty()
    });
}

/// The gaps that a name reaches across.
const REACH: [Gap; 5] = [Gap::Glued, Gap::Hyphen, Gap::Slash, Gap::Space, Gap::Possessive];

/// A name starts where a word does, and not inside an address.
fn may_start(page: &Page<'_, '_>, atom: usize) -> bool {
    let between = page.between(atom);
    if between == " " {
        return true;
    }
    let address = between.ends_with(['@', '_'])
        || between.ends_with("://")
        || (between == "." && page.gap(atom) == Gap::Hyphen && page.word(atom - 1).len() > 1);
    page.gap(atom) != Gap::Glued && !address
}

fn at(page: &Page<'_, '_>, start: usize, stop: usize, hits: &mut Vec<Hit>) {
    let atoms = &page.spelled.atoms;
    let (Some(first), Some(last)) = (atoms.get(start), stop.checked_sub(1).and_then(|i| atoms.get(i))) else { return };
    let Some(letters) = page.spelled.letters.get(first.from..last.to) else { return };
    let mut end = start;
    let mut written = None;
    // A name ends where a word does, or before a plural's ending.
    let near = atoms.get(start..stop).unwrap_or_default().iter().map(|atom| atom.to - first.from);
    let ends =
        near.take_while(|end| *end < 16).fold(0u16, |ends, end| ends | 1 << end | 1 << end.saturating_sub(1) | 1 << end.saturating_sub(2));
    page.knowledge.lexicon.prefixes(letters, ends, |entries: &[Entry]| {
        // Few words begin a name.
        let shape = *written.get_or_insert_with(|| shape(page, start..stop));
        let length = entries.first().map_or(0, |entry| entry.letters().len());
        while atoms.get(end).is_some_and(|atom| atom.to < first.from + length) {
            end += 1;
        }
        let Some(ending) = ending(page, end, first.from + length) else { return };
        // "MALE" in the middle of a line is no capital of the Maldives.
        let loud = |entry: &Entry| matches!(entry.owner, Owner::State(..)) && entry.is_shouted(shape) && !is_shouting(page, start);
        // "96 K9 howitzers" are 96 of the K9.
        let counted = page.is_digits(start)
            && page.gap(start + 1) == Gap::Space
            && page.is_capital(start + 1)
            && page.gap(start + 2) == Gap::Glued
            && page.is_digits(start + 2);
        let agree = |entry: &&Entry| {
            entry.agrees(shape) && ending.suits(entry.owner) && !loud(entry) && !(counted && matches!(entry.owner, Owner::Family(..)))
        };
        let mut owners = entries.iter().filter(agree).map(|entry| entry.owner).collect::<Vec<_>>();
        owners.dedup();
        if !owners.is_empty() {
            hits.push(Hit { atoms: start..ending.end, owners, plural: ending.kind == End::Plural });
        }
    });
}

/// How the text writes the letters of some atoms.
fn shape(page: &Page<'_, '_>, range: Range<usize>) -> Shape {
    let atoms = page.spelled.atoms.get(range).unwrap_or_default();
    let (from, to) = (atoms.first().map_or(0, |atom| atom.from), atoms.last().map_or(0, |atom| atom.to));
    let upper = bits(page.spelled.upper.get(from..to.min(from + 64)).unwrap_or_default());
    let mut shape = Shape { upper, spaces: 0, possessives: 0 };
    for atom in atoms.iter().skip(1).take_while(|atom| atom.from - from < 64) {
        let bit = 1 << (atom.from - from);
        shape.spaces |= if atom.gap == Gap::Space { bit } else { 0 };
        shape.possessives |= if atom.gap == Gap::Possessive { bit } else { 0 };
    }
    shape
}

/// True where a sentence starts or capitals are the rule.
fn is_shouting(page: &Page<'_, '_>, atom: usize) -> bool {
    let near = |i: &usize| *i != atom && page.sentence(*i) == page.sentence(atom) && !page.is_digits(*i);
    let words = (atom.saturating_sub(4)..(atom + 5).min(page.len())).filter(near);
    let (upper, all) = words.fold((0, 0), |(upper, all), i| (upper + usize::from(page.spelled.is_upper(i)), all + 1));
    page.opens_sentence(atom) || upper * 2 > all
}

fn bits(flags: &[bool]) -> u64 {
    flags.iter().enumerate().fold(0, |bits, (at, flag)| bits | (u64::from(*flag) << at))
}

/// How the text goes on where a name's letters end.
struct Ending {
    end: usize,
    kind: End,
}

#[derive(PartialEq, Eq)]
enum End {
    /// The word ends there.
    Word,
    /// A plural's `s` or `es` follows, and then the word ends.
    Plural,
    /// The word goes on as the designation of a version may.
    Version,
}

impl Ending {
    fn suits(&self, owner: Owner) -> bool {
        match self.kind {
            End::Word => true,
            End::Plural => takes_plural(owner),
            End::Version => matches!(owner, Owner::Family(_, role) if role != Role::Not),
        }
    }
}

/// `letter` is where the name's letters end, inside or at the end of atom `last`.
fn ending(page: &Page<'_, '_>, last: usize, letter: usize) -> Option<Ending> {
    let atom = page.spelled.atoms.get(last)?;
    let glued = |i: usize| i < page.len() && page.gap(i) == Gap::Glued;
    if atom.to == letter {
        if !glued(last + 1) {
            return Some(Ending { end: last + 1, kind: End::Word });
        }
        if page.word(last + 1) == "s" && page.spelled.is_lower(last + 1) && !glued(last + 2) {
            return Some(Ending { end: last + 2, kind: End::Plural });
        }
        // Letters may follow digits (`F-16C`); digits that follow letters make another name.
        return (atom.digits && super::version::is_suffix(page, last + 1)).then_some(Ending { end: last + 1, kind: End::Version });
    }
    let rest = page.spelled.letters.get(letter..atom.to)?;
    let small = page.spelled.upper.get(letter..atom.to).is_some_and(|upper| !upper.contains(&true));
    let sibilant = page.spelled.letters.get(..letter).is_some_and(|name| name.ends_with(['s', 'x', 'z', 'h', 'o']));
    let whole = page.spelled.is_upper(last) && atom.to - atom.from > 4;
    let plural = rest == "s" || (rest == "es" && sibilant);
    (plural && (small || whole) && !glued(last + 1)).then_some(Ending { end: last + 1, kind: End::Plural })
}

/// A longer name that is not the owner's keeps the owner's shorter names inside it from counting.
fn without_lookalikes(hits: Vec<Hit>) -> Vec<Hit> {
    let mut guarded: HashMap<Owner, (usize, usize)> = HashMap::new();
    let mut kept = Vec::with_capacity(hits.len());
    for mut hit in hits {
        for owner in hit.owners.iter().filter(|owner| owner.role() == Role::Not) {
            let range = guarded.entry(owner.whole()).or_insert((hit.atoms.start, hit.atoms.end));
            if hit.atoms.end > range.1 {
                *range = (hit.atoms.start, hit.atoms.end);
            }
        }
        let outside = |owner: &Owner| {
            owner.role() != Role::Not
                && guarded.get(&owner.whole()).is_none_or(|range| hit.atoms.end > range.1 || hit.atoms.start < range.0)
        };
        hit.owners.retain(outside);
        if !hit.owners.is_empty() {
            kept.push(hit);
        }
    }
    kept
}
