//! Which everyday words are meant as names: those beside a word of their class, a maker or a sibling, and then everywhere in the document.

use super::hits::Hit;
use super::page::Page;
use super::{class, lookalike, party};
use crate::knowledge::spelling::{Gap, key};
use crate::knowledge::{BodyKind, Family, Owner, Role};
use materiel_model::Class;
use std::collections::HashSet;
use std::ops::Range;

/// How many atoms to either side count as beside.
const BESIDE: usize = 8;

/// For the number of a hit and one of its owners, whether the owner is meant.
pub(super) fn believed(page: &Page<'_, '_>) -> impl Fn(usize, Owner) -> bool + use<> {
    let mut sure = HashSet::new();
    let mut bare = HashSet::new();
    let mut doubted = HashSet::new();
    let mut shared = HashSet::new();
    let mut never = HashSet::new();
    for (i, hit) in page.hits.iter().enumerate() {
        for owner in &hit.owners {
            let doubt = doubt(page, hit, *owner);
            let family = matches!(owner, Owner::Family(..));
            if family && (lookalike::is_ticker(page, hit) || lookalike::is_counted_word(page, hit) && !is_joined(page, hit, *owner)) {
                never.insert((i, *owner));
            } else if family && lookalike::is_part_of_name(page, hit) && !spoken_for(page, hit, *owner, doubt) {
                shared.insert(owner.whole());
                doubted.insert((i, *owner));
            } else if doubt == Doubt::None {
                bare.insert(owner.whole());
                if family && is_one_word(page, hit) {
                    doubted.insert((i, *owner));
                    if spoken_for(page, hit, *owner, Doubt::Context) {
                        sure.insert(owner.whole());
                    }
                }
            } else if spoken_for(page, hit, *owner, doubt) {
                sure.insert(owner.whole());
            } else {
                doubted.insert((i, *owner));
            }
        }
    }
    // A name that the document also gives to someone else is believed where something speaks for it.
    sure.extend(bare.difference(&shared));
    move |i, owner| !never.contains(&(i, owner)) && (!doubted.contains(&(i, owner)) || sure.contains(&owner.whole()))
}

/// What a name has to be spoken for by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Nothing.
    None,
    /// A word of its class in the same sentence, or a maker.
    Context,
    /// A noun right beside it.
    Beside,
}

fn doubt(page: &Page<'_, '_>, hit: &Hit, owner: Owner) -> Doubt {
    match owner {
        Owner::Family(i, role) => {
            let Some(family) = page.knowledge.families.get(i) else { return Doubt::None };
            let full = role == Role::Name && hit.atoms.len() > 1;
            let digits = hit.atoms.clone().any(|atom| page.is_digits(atom));
            // Classes of ships bear the names of places, animals and people.
            let ship = matches!(family.class, Class::Warship | Class::Submarine | Class::PatrolCraft);
            if role == Role::Stem && ship {
                Doubt::Beside
            } else if role == Role::Stem
                || (family.needs && !full && !digits && !holds_class(page, hit, family))
                || is_everyday(page, hit, family)
                || lookalike::is_shouted_code(page, hit)
            {
                Doubt::Context
            } else {
                Doubt::None
            }
        }
        Owner::Body(i, _) if hit.atoms.len() == 1 && page.knowledge.bodies.get(i).is_some_and(|body| body.needs) => Doubt::Context,
        _ => Doubt::None,
    }
}

/// True when the table says of this very name that it is something else too.
fn is_everyday(page: &Page<'_, '_>, hit: &Hit, family: &Family) -> bool {
    let letters = page.spelled.words(hit.atoms.clone());
    let bare = if hit.plural { letters.strip_suffix('s').unwrap_or(letters) } else { letters };
    family.everyday.iter().any(|name| name == letters || name == bare)
}

/// True for a name of one word without a number.
fn is_one_word(page: &Page<'_, '_>, hit: &Hit) -> bool {
    !hit.atoms.clone().any(|atom| page.is_digits(atom)) && !hit.atoms.clone().skip(1).any(|atom| page.gap(atom) == Gap::Space)
}

/// True when the name itself has a noun of its class ("Hercules transport").
fn holds_class(page: &Page<'_, '_>, hit: &Hit, family: &Family) -> bool {
    hit.atoms
        .clone()
        .skip(1)
        .any(|atom| page.hits_at(atom).iter().any(|noun| noun.owners.iter().any(|owner| suits(page, noun, *owner, family))))
}

fn spoken_for(page: &Page<'_, '_>, hit: &Hit, owner: Owner, doubt: Doubt) -> bool {
    match owner {
        Owner::Family(..) if doubt == Doubt::Beside => is_joined(page, hit, owner),
        Owner::Family(i, _) => {
            page.knowledge.families.get(i).is_some_and(|family| family_spoken_for(page, hit, family) || is_traded(page, hit))
        }
        Owner::Body(i, _) => {
            let company = page.knowledge.bodies.get(i).is_some_and(|body| body.kind == BodyKind::Company);
            let list = if company { "beside_company" } else { "beside_body" };
            around(page, hit).any(|atom| page.has(list, atom)) || (company && makes_what_is_named(page, hit))
        }
        _ => false,
    }
}

/// "Ordered ten Chinooks", "sent Leopards to Ukraine": several of what has a capital, beside a word of trade, in a sentence that names a state or body.
fn is_traded(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let first = hit.atoms.start;
    let counted = || page.follows(first, &[Gap::Space]) && (page.is_digits(first - 1) || page.has("counting_words", first - 1));
    let named = |other: &Hit| other.owners.iter().any(|owner| matches!(owner, Owner::State(..) | Owner::Body(..)));
    let sentence = page.sentence(first);
    // "Delivered 88 Leopards, 18 Gepards and 140 Marders": the word may stand before a long list.
    let listed = || hit.plural && counted() && (0..page.len()).any(|atom| page.sentence(atom) == sentence && page.has("trade_words", atom));
    page.is_titlecase(first)
        && (hit.plural || counted())
        && !lookalike::is_part_of_name(page, hit)
        && (around(page, hit).any(|atom| page.has("trade_words", atom)) || listed())
        && page.hits.iter().any(|other| page.sentence(other.atoms.start) == sentence && named(other))
}

/// "Leonardo is in talks about 28 Typhoons": the sentence names what a company of this name makes.
fn makes_what_is_named(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let sentence = page.sentence(hit.atoms.start);
    let letters = page.spelled.words(hit.atoms.clone());
    let made = |owner: &Owner| match owner {
        Owner::Family(i, _) => page
            .knowledge
            .families
            .get(*i)
            .is_some_and(|family| family.maker.iter().any(|maker| key(maker).letters == key(letters).letters)),
        _ => false,
    };
    page.is_titlecase(hit.atoms.start)
        && page.hits.iter().filter(|other| page.sentence(other.atoms.start) == sentence).any(|other| other.owners.iter().any(made))
}

/// True when a noun of its class stands right before or after a family's name, or a word that its table allows there.
fn is_joined(page: &Page<'_, '_>, hit: &Hit, owner: Owner) -> bool {
    let Owner::Family(i, _) = owner else { return false };
    let Some(family) = page.knowledge.families.get(i) else { return false };
    let next = hit.atoms.end;
    let joined = page.follows(next, &[Gap::Space, Gap::Hyphen, Gap::Quote]);
    let head = |word: &String| spells(page, next, &key(word).letters);
    let before = || {
        let first = hit.atoms.start;
        let ends = |noun: &Hit| noun.atoms.end == first && noun.owners.iter().any(|owner| suits(page, noun, *owner, family));
        page.follows(first, &[Gap::Space, Gap::Quote]) && (first.saturating_sub(6)..first).any(|atom| page.hits_at(atom).iter().any(ends))
    };
    joined && (page.word(next) == "class" || class_agrees_next(page, next, family) || family.head.iter().any(head)) || before()
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
    // "The first Akash battery".
    if joined && page.spelled.is_lower(next) && class::vague_suits(page, next..next + 1, family.class) == Some(true) {
        return true;
    }
    if is_listed(page, next, family) {
        return true;
    }
    let maker = |atom: usize| family.maker.iter().any(|maker| spells(page, atom, &key(maker).letters));
    around(page, hit).any(|atom| {
        maker(atom) || page.hits_at(atom).iter().any(|other| other.owners.iter().any(|owner| suits(page, other, *owner, family)))
    })
}

/// "Akash and Pinaka systems": the noun behind the next name of a list is that of the names before it, too.
fn is_listed(page: &Page<'_, '_>, next: usize, family: &Family) -> bool {
    let joint = page.follows(next, &[Gap::Space]) && matches!(page.word(next), "and" | "or");
    let other = next + usize::from(joint);
    joint
        && page.follows(other, &[Gap::Space])
        && page.hits_at(other).iter().filter(|hit| hit.owners.iter().any(|owner| matches!(owner, Owner::Family(..)))).any(|hit| {
            let noun = hit.atoms.end;
            let head = |word: &String| spells(page, noun, &key(word).letters);
            page.follows(noun, &[Gap::Space])
                && page.spelled.is_lower(noun)
                && (class_agrees_next(page, noun, family) || family.head.iter().any(head))
        })
}

/// The noun right after a name decides: a Tiger tank is no helicopter.
fn class_agrees_next(page: &Page<'_, '_>, next: usize, family: &Family) -> bool {
    let nouns = page.hits_at(next).iter().flat_map(|hit| hit.owners.iter().map(move |owner| (hit, owner)));
    nouns.into_iter().any(|(hit, owner)| match owner {
        Owner::Noun(i, _) => page.knowledge.nouns.get(*i).is_some_and(|noun| {
            if noun.vague {
                class::vague_suits(page, hit.atoms.clone(), family.class).unwrap_or_else(|| is_any_class(page, hit))
            } else {
                noun.class == family.class || class::is_part(noun.class) || class::related(noun.class, family.class)
            }
        }),
        _ => false,
    })
}

/// True for a word such as "system", which may stand for anything; but a company's name has it with a capital ("Hammer Technologies").
fn is_any_class(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let last = hit.atoms.end - 1;
    page.has("any_class", last) && (page.spelled.is_lower(last) || party::is_heading(page, last))
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
