//! Which everyday words are meant as names: those beside a word of their class, a maker or a sibling, and then everywhere in the document.

use super::class;
use super::hits::Hit;
use super::page::Page;
use crate::knowledge::spelling::{Gap, key};
use crate::knowledge::{BodyKind, Family, Owner, Role};
use std::collections::HashSet;
use std::ops::Range;

/// How many atoms to either side count as beside.
const BESIDE: usize = 8;

/// For the number of a hit and one of its owners, whether the owner is meant.
pub(super) fn believed(page: &Page<'_, '_>) -> impl Fn(usize, Owner) -> bool + use<> {
    let mut sure = HashSet::new();
    let mut doubted = HashSet::new();
    for (i, hit) in page.hits.iter().enumerate() {
        for owner in &hit.owners {
            if !needs(page, hit, *owner) || spoken_for(page, hit, *owner) {
                sure.insert(owner.whole());
            } else {
                doubted.insert((i, *owner));
            }
        }
    }
    move |i, owner| !doubted.contains(&(i, owner)) || sure.contains(&owner.whole())
}

/// True when the name is an everyday word.
fn needs(page: &Page<'_, '_>, hit: &Hit, owner: Owner) -> bool {
    let digits = || hit.atoms.clone().any(|atom| page.is_digits(atom));
    match owner {
        Owner::Family(i, role) => {
            let Some(family) = page.knowledge.families.get(i) else { return false };
            let full = role == Role::Name && hit.atoms.len() > 1;
            role == Role::Stem || (family.needs && !full && !digits() && !holds_class(page, hit, family))
        }
        Owner::Body(i, _) => page.knowledge.bodies.get(i).is_some_and(|body| body.needs) && hit.atoms.len() == 1,
        _ => false,
    }
}

/// True when the name itself has a noun of its class ("Hercules transport").
fn holds_class(page: &Page<'_, '_>, hit: &Hit, family: &Family) -> bool {
    hit.atoms
        .clone()
        .skip(1)
        .any(|atom| page.hits_at(atom).iter().any(|noun| noun.owners.iter().any(|owner| suits(page, noun, *owner, family))))
}

fn spoken_for(page: &Page<'_, '_>, hit: &Hit, owner: Owner) -> bool {
    match owner {
        Owner::Family(i, _) => page.knowledge.families.get(i).is_some_and(|family| family_spoken_for(page, hit, family)),
        Owner::Body(i, _) => {
            let company = page.knowledge.bodies.get(i).is_some_and(|body| body.kind == BodyKind::Company);
            let list = if company { "beside_company" } else { "beside_body" };
            around(page, hit).any(|atom| page.has(list, atom))
        }
        _ => false,
    }
}

/// The atoms beside a hit in its sentence.
fn around(page: &Page<'_, '_>, hit: &Hit) -> impl Iterator<Item = usize> {
    let sentence = page.sentence(hit.atoms.start);
    let before = hit.atoms.start.saturating_sub(BESIDE)..hit.atoms.start;
    let after = hit.atoms.end..(hit.atoms.end + BESIDE).min(page.len());
    before.chain(after).filter(move |atom| page.sentence(*atom) == sentence)
}

fn family_spoken_for(page: &Page<'_, '_>, hit: &Hit, family: &Family) -> bool {
    let next = hit.atoms.end;
    let joined = page.follows(next, &[Gap::Space, Gap::Hyphen, Gap::Quote]);
    if joined && page.hits_at(next).iter().any(|noun| noun.owners.iter().any(|owner| matches!(owner, Owner::Noun(..)))) {
        return class_agrees_next(page, next, family);
    }
    let head = |word: &String| spells(page, next, &key(word).letters);
    if joined && family.head.iter().any(head) {
        return true;
    }
    let maker = |atom: usize| family.maker.iter().any(|maker| spells(page, atom, &key(maker).letters));
    around(page, hit).any(|atom| {
        maker(atom) || page.hits_at(atom).iter().any(|other| other.owners.iter().any(|owner| suits(page, other, *owner, family)))
    })
}

/// The noun right after a name decides: a Tiger tank is no helicopter.
fn class_agrees_next(page: &Page<'_, '_>, next: usize, family: &Family) -> bool {
    let nouns = page.hits_at(next).iter().flat_map(|hit| hit.owners.iter().map(move |owner| (hit, owner)));
    nouns.into_iter().any(|(hit, owner)| match owner {
        Owner::Noun(i, _) => page.knowledge.nouns.get(*i).is_some_and(|noun| {
            if noun.vague {
                class::vague_suits(page, hit.atoms.clone(), family.class).unwrap_or(true)
            } else {
                noun.class == family.class || class::is_part(noun.class) || class::related(noun.class, family.class)
            }
        }),
        _ => false,
    })
}

/// True when a word speaks for the family: a noun of its class, or a name of the class that is no everyday word.
fn suits(page: &Page<'_, '_>, hit: &Hit, owner: Owner, family: &Family) -> bool {
    match owner {
        Owner::Noun(i, _) => page.knowledge.nouns.get(i).is_some_and(|noun| {
            if noun.vague { class::vague_suits(page, hit.atoms.clone(), family.class) == Some(true) } else { noun.class == family.class }
        }),
        Owner::Family(i, _) => page.knowledge.families.get(i).is_some_and(|other| {
            other.id != family.id && other.class == family.class && hit.atoms.clone().any(|atom| page.is_digits(atom))
        }),
        _ => false,
    }
}

/// True when the letters from an atom on spell a word and end where it does.
pub(super) fn spells(page: &Page<'_, '_>, atom: usize, letters: &str) -> bool {
    let Some(start) = page.spelled.atoms.get(atom).map(|atom| atom.from) else { return false };
    let rest = page.spelled.letters.get(start..).unwrap_or_default();
    if letters.is_empty() || !rest.starts_with(letters) {
        return false;
    }
    let end = start + letters.len();
    let ends: Range<usize> = atom..page.len();
    ends.take_while(|i| page.spelled.atoms.get(*i).is_some_and(|atom| atom.from < end))
        .last()
        .and_then(|i| page.spelled.atoms.get(i))
        .is_some_and(|last| last.to == end || page.spelled.letters.get(end..last.to) == Some("s"))
}
