//! Forces and organs of government that are named by a state and a kind: "the Royal Danish Air Force", "Ministry of Defence of Kosovo".

use super::hits::Hit;
use super::page::Page;
use super::{How, Organ};
use crate::knowledge::spelling::Gap;
use crate::knowledge::{Owner, Role};
use std::ops::Range;

/// The force or organ that the words around a state's name or demonym make with it.
pub(super) fn of_state(page: &Page<'_, '_>, state: &Range<usize>, role: Role) -> Option<(Range<usize>, How)> {
    after(page, state).or_else(|| if role == Role::Name { before(page, state) } else { None })
}

fn after(page: &Page<'_, '_>, state: &Range<usize>) -> Option<(Range<usize>, How)> {
    let next = state.end;
    if !page.follows(next, &[Gap::Space, Gap::Possessive]) {
        return None;
    }
    let skip = page.has("before_organ", next) && page.follows(next + 1, &[Gap::Space]);
    let hit = organ(page, next).or_else(|| if skip { organ(page, next + 1) } else { None })?;
    let mut end = hit.atoms.end;
    while page.follows(end, &[Gap::Space]) && page.is_capital(hit.atoms.start) && page.is_capital(end) && page.has("after_organ", end) {
        end += 1;
    }
    let royal = page.follows(state.start, &[Gap::Space]) && page.is_capital(state.start - 1) && page.has("before_organ", state.start - 1);
    let start = if royal { state.start - 1 } else { state.start };
    Some((start..end, how(hit)?))
}

/// "Ministry of Defence of the Republic of Kosovo".
fn before(page: &Page<'_, '_>, state: &Range<usize>) -> Option<(Range<usize>, How)> {
    let mut at = state.start;
    let word = |at: usize| if page.follows(at, &[Gap::Space]) { page.word(at - 1) } else { "" };
    if word(at) == "the" {
        at -= 1;
    }
    if word(at) != "of" {
        return None;
    }
    at -= 1;
    if !page.follows(at, &[Gap::Space]) {
        return None;
    }
    let starts = (at.saturating_sub(8)..at).filter(|start| page.sentence(*start) == page.sentence(at));
    let hit = starts.filter_map(|start| organ(page, start)).find(|hit| hit.atoms.end == at && page.holder(hit.atoms.start).is_none())?;
    Some((hit.atoms.start..state.end, how(hit)?))
}

/// The longest force or organ at an atom, unless its word describes equipment: "Serbian military aircraft".
fn organ<'p>(page: &'p Page<'_, '_>, atom: usize) -> Option<&'p Hit> {
    let hit = page.hit_at(atom, |owner| matches!(owner, Owner::Organ(_)))?;
    let noun = |hit: &Hit| hit.owners.iter().any(|owner| matches!(owner, Owner::Noun(..)));
    let reaches_on = |start: usize| page.hits_at(start).iter().any(|other| noun(other) && other.atoms.end > hit.atoms.end);
    let end = hit.atoms.end;
    let describes = hit.atoms.len() == 1
        && page.has("modifiers", atom)
        && page.follows(end, &[Gap::Space, Gap::Hyphen])
        && (page.has("modifiers", end) || page.hits_at(end).iter().any(noun));
    let lower = !page.is_capital(atom);
    (!lower || !(hit.atoms.clone().any(reaches_on) || describes)).then_some(hit)
}

fn how(hit: &Hit) -> Option<How> {
    hit.owners.iter().find_map(|owner| match owner {
        Owner::Organ(Role::Force) => Some(How::Force),
        Owner::Organ(_) => Some(How::Government),
        _ => None,
    })
}

/// Forces and organs without a state, where no mention is.
pub(super) fn bare(page: &Page<'_, '_>) -> Vec<Organ> {
    let mut organs = Vec::new();
    let mut end = 0;
    for atom in 0..page.len() {
        if atom < end || page.is_taken(atom) {
            continue;
        }
        let Some(hit) = organ(page, atom) else { continue };
        let determined =
            page.follows(atom, &[Gap::Space, Gap::Possessive]) && (page.has("determiners", atom - 1) || page.gap(atom) == Gap::Possessive);
        let free = hit.atoms.clone().all(|atom| !page.is_taken(atom));
        if let (true, Some(how)) = (free && (determined || page.is_capital(atom)), how(hit)) {
            let atoms = hit.atoms.clone();
            end = atoms.end;
            organs.push(Organ { span: page.span(atoms.clone()), tokens: page.tokens(atoms), sentence: page.sentence(atom), how });
        }
    }
    organs
}
