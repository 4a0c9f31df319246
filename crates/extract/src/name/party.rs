//! States and bodies: which of the names that the letters spell are actors, and which are places, people or ships.

use super::hits::Hit;
use super::page::Page;
use super::{How, Name, PartyName, company, organ};
use crate::knowledge::spelling::Gap;
use crate::knowledge::{BodyKind, Owner, Role};
use materiel_model::PartyId;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

/// Settles every state and body.
pub(super) fn find(page: &mut Page<'_, '_>) {
    let counts = OnceCell::new();
    for i in 0..page.chosen.len() {
        let Some(hit) = page.chosen.get(i).and_then(|i| page.hits.get(*i)).cloned() else { continue };
        if names_a_class(page, &hit) || is_party_and_state(page, &hit) {
            continue;
        }
        if let Some((state, role)) = state(&hit, || counts.get_or_init(|| named_often(page))) {
            settle_state(page, &hit, state, role);
        } else if let Some(body) = body(&hit) {
            settle_body(page, &hit, body);
        }
    }
    company::find(page);
}

/// A ship's class is often named after a place: "Halifax-class frigates".
fn names_a_class(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let next = hit.atoms.end;
    page.follows(next, &[Gap::Hyphen, Gap::Space]) && page.word(next) == "class" && page.spelled.is_lower(next)
}

/// A senator's party and state: "Lee Marlow (R-TN)".
fn is_party_and_state(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let (start, last) = (hit.atoms.start, hit.atoms.end - 1);
    hit.atoms.len() == 2
        && matches!(page.word(start), "r" | "d" | "i")
        && page.between(last) == "-"
        && page.word(last).len() == 2
        && (page.between(start).ends_with('(') || page.between(start).ends_with(", "))
}

/// The state that a hit names, and how. A state's own name counts before anything else that the same letters may be. Letters that forces of
/// several states go by ("PAF") are those of the state that the text names most often, and nobody's where it names none of them.
fn state<'c>(hit: &Hit, counts: impl FnOnce() -> &'c HashMap<usize, usize>) -> Option<(usize, Role)> {
    const ORDER: [Role; 7] = [Role::Name, Role::Demonym, Role::Government, Role::Force, Role::Metonym, Role::Capital, Role::Place];
    let states = || hit.owners.iter().filter_map(|owner| if let Owner::State(i, role) = owner { Some((*i, *role)) } else { None });
    let role = ORDER.iter().copied().find(|role| states().any(|(_, one)| one == *role))?;
    let mut alike = states().filter(|(_, one)| *one == role);
    let first = alike.next()?;
    if role != Role::Force || alike.next().is_none() {
        return Some(first);
    }
    let counts = counts();
    let often = |state: usize| counts.get(&state).copied().unwrap_or(0);
    let most = states().filter(|(state, one)| *one == role && often(*state) > 0).map(|(state, _)| often(state)).max()?;
    states().find(|(state, one)| *one == role && often(*state) == most)
}

/// How often the text names each state by its name, its people or its capital.
fn named_often(page: &Page<'_, '_>) -> HashMap<usize, usize> {
    let mut counts = HashMap::new();
    for hit in page.chosen.iter().filter_map(|i| page.hits.get(*i)) {
        let own = |owner: &Owner| match owner {
            Owner::State(state, Role::Name | Role::Demonym | Role::Capital) => Some(*state),
            _ => None,
        };
        if let Some(state) = hit.owners.iter().find_map(own) {
            *counts.entry(state).or_default() += 1;
        }
    }
    counts
}

fn body(hit: &Hit) -> Option<usize> {
    hit.owners.iter().find_map(|owner| if let Owner::Body(i, _) = owner { Some(*i) } else { None })
}

fn settle_state(page: &mut Page<'_, '_>, hit: &Hit, state: usize, role: Role) {
    let Some(id) = page.knowledge.states.get(state).map(|state| state.id.clone()) else { return };
    if matches!(role, Role::Name | Role::Capital | Role::Place) && is_person(page, hit) || role == Role::Name && is_namesake(page, state) {
        return;
    }
    // "Ruritanian rebels" are not Ruritania.
    if role == Role::Demonym
        && let Some(group) = rebels(page, &hit.atoms).and_then(|atoms| Some((unknown(page, atoms.clone(), How::Group)?, atoms)))
    {
        page.settle(group.1, Name::Party(group.0));
        return;
    }
    let organ = matches!(role, Role::Name | Role::Demonym).then(|| organ::of_state(page, &hit.atoms, role)).flatten();
    let (atoms, how) = organ.unwrap_or_else(|| (hit.atoms.clone(), how(page, hit, state, role)));
    let name = PartyName {
        id: id.clone(),
        how,
        company: false,
        body: None,
        state: Some(id),
        core: page.tokens(if matches!(role, Role::Name | Role::Demonym) { hit.atoms.clone() } else { atoms.clone() }),
    };
    page.settle(atoms, Name::Party(name));
}

/// A people's armed group: "Sudanese rebels", "Malian opposition fighters".
fn rebels(page: &Page<'_, '_>, demonym: &Range<usize>) -> Option<Range<usize>> {
    let next = demonym.end;
    let joined = |atom: usize| page.follows(atom, &[Gap::Space]);
    if !joined(next) {
        return None;
    }
    if page.has("rebels", next) {
        return Some(demonym.start..next + 1);
    }
    (page.has("rebel_sorts", next) && joined(next + 1) && page.has("rebel_bands", next + 1)).then(|| demonym.start..next + 2)
}

/// True when the text tells of a namesake and of nothing else of the state: "Jane Doe, D-Ga., said that Georgia wins".
fn is_namesake(page: &Page<'_, '_>, state: usize) -> bool {
    let Some(table) = page.knowledge.states.get(state).filter(|state| !state.namesake.is_empty()) else { return false };
    let told = |sign: &String| {
        page.text.match_indices(sign.as_str()).any(|(at, _)| {
            let before = page.text.get(..at).unwrap_or_default().chars().next_back();
            let after = page.text.get(at + sign.len()..).unwrap_or_default().chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    };
    let own = |owner: &Owner| matches!(owner, Owner::State(other, role) if *other == state && !matches!(role, Role::Name | Role::Not));
    table.namesake.iter().any(told) && !page.chosen.iter().filter_map(|i| page.hits.get(*i)).any(|hit| hit.owners.iter().any(own))
}

fn how(page: &Page<'_, '_>, hit: &Hit, state: usize, role: Role) -> How {
    match role {
        Role::Demonym => How::Demonym,
        Role::Government => How::Government,
        Role::Force => How::Force,
        Role::Metonym => How::Metonym,
        Role::Capital if is_place(page, hit, state) => How::Place,
        Role::Capital => How::Capital,
        Role::Place => How::Place,
        _ if is_part_of_address(page, hit, state) => How::Place,
        _ => How::Name,
    }
}

/// A capital is only a place after "in", in front of its own state, and where it opens a dispatch.
fn is_place(page: &Page<'_, '_>, hit: &Hit, state: usize) -> bool {
    let (start, end) = (hit.atoms.start, hit.atoms.end);
    let preposition = page.follows(start, &[Gap::Space]) && page.has("place_before", start - 1);
    let own_state = page.holder(end).is_some_and(|next| next.owners.contains(&Owner::State(state, Role::Name)));
    let before_state = page.sentence(end) == page.sentence(start) && own_state && page.between(end).trim() == ",";
    let after = page.after(end - 1).trim_start();
    let dateline =
        page.opens_sentence(start) && (after.starts_with(['—', '–', '(', '-']) || (page.spelled.is_upper(start) && after.starts_with(',')));
    preposition || before_state || dateline
}

/// "Fort Worth, Georgia": a state's name after a place of another state and a comma is part of an address.
fn is_part_of_address(page: &Page<'_, '_>, hit: &Hit, state: usize) -> bool {
    let start = hit.atoms.start;
    if start == 0 || page.opens_sentence(start) || page.between(start).trim() != "," {
        return false;
    }
    let elsewhere = |owner: &Owner| matches!(owner, Owner::State(other, Role::Place) if *other != state);
    let place = page.holder(start - 1).is_some_and(|before| before.owners.iter().any(elsewhere));
    place || (page.has("address_words", start - 1) && page.has("given_names", start))
}

/// "Jordan Smith", "Michael Jordan": states and capitals that share their name with people.
fn is_person(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let start = hit.atoms.start;
    if hit.atoms.len() != 1 || !page.has("given_names", start) || page.spelled.is_upper(start) {
        return false;
    }
    let stranger = |atom: usize| {
        let known = page.hits_at(atom).iter().any(|hit| !matches!(hit.owners.first(), Some(Owner::Noun(..)) if page.is_titlecase(atom)));
        page.is_titlecase(atom) && page.holder(atom).is_none() && !known && !page.has("common", atom) && !page.has("modifiers", atom)
    };
    let next = page.follows(start + 1, &[Gap::Space]) && stranger(start + 1) && !is_heading(page, start);
    let before =
        page.follows(start, &[Gap::Space]) && page.between(start).trim().is_empty() && stranger(start - 1) && !is_heading(page, start);
    next || before
}

/// True when most words around have capitals, so that capitals say nothing.
pub(super) fn is_heading(page: &Page<'_, '_>, atom: usize) -> bool {
    let near = |i: &usize| page.sentence(*i) == page.sentence(atom) && !page.is_digits(*i);
    let words = (atom.saturating_sub(6)..(atom + 7).min(page.len())).filter(near).collect::<Vec<_>>();
    let capitals = words.iter().filter(|i| page.is_capital(**i)).count();
    words.len() >= 4 && capitals * 10 > words.len() * 7
}

fn settle_body(page: &mut Page<'_, '_>, hit: &Hit, body: usize) {
    let Some(body) = page.knowledge.bodies.get(body) else { return };
    let atoms = hit.atoms.clone();
    let own = PartyId::new(&body.id).or_else(|| PartyId::body(&page.words(atoms.clone())));
    let state = body.state.clone();
    // A state's own agency or force counts as the state.
    let (id, how) = match (body.kind, &state) {
        (BodyKind::Agency, Some(state)) => (Some(state.clone()), How::Government),
        (BodyKind::Force, Some(state)) => (Some(state.clone()), How::Force),
        (BodyKind::Agency, None) => (own, How::Agency),
        (BodyKind::Force, None) => (own, How::Force),
        (BodyKind::Company, _) => (own, How::Company),
        (BodyKind::Alliance, _) => (own, How::Alliance),
        (BodyKind::Mission, _) => (own, How::Mission),
        (BodyKind::Group, _) => (own, How::Group),
    };
    let Some(id) = id else { return };
    let name =
        PartyName { id, how, company: body.kind == BodyKind::Company, body: Some(&body.id), state, core: page.tokens(atoms.clone()) };
    page.settle(atoms, Name::Party(name));
}

/// A body that no table has, by its name as written.
pub(super) fn unknown(page: &Page<'_, '_>, atoms: Range<usize>, how: How) -> Option<PartyName<'static>> {
    let id = PartyId::body(&page.words(atoms.clone()))?;
    Some(PartyName { id, how, company: how == How::Company, body: None, state: None, core: page.tokens(atoms) })
}
