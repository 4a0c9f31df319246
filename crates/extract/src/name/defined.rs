//! Abbreviations that the document defines: "International Golden Group (IGG)", and later "IGG".

use super::page::Page;
use super::{How, Name, PartyName, Sort, party};
use crate::knowledge::Owner;
use crate::knowledge::spelling::Gap;
use std::collections::HashMap;
use std::ops::Range;

/// Settles what stands before each definition where it is not settled yet, and each later use of the abbreviation.
pub(super) fn find(page: &mut Page<'_, '_>) {
    let mut defined = HashMap::new();
    for atom in 1..page.len() {
        if is_definition(page, atom) {
            let meaning = meaning(page, atom);
            if let Some(meaning) = meaning {
                defined.entry(page.words(atom..atom + 1)).or_insert_with(|| meaning.clone());
                page.unsettle(&(atom..atom + 1));
                page.settle(atom..atom + 1, meaning);
            }
        }
    }
    if defined.is_empty() {
        return;
    }
    for atom in 0..page.len() {
        let words = page.words(atom..atom + 1);
        let word = if page.is_titlecase(atom) { words.strip_suffix('s').unwrap_or(&words) } else { &words };
        if !page.is_capital(atom) || page.gap(atom) == Gap::Glued || page.follows(atom + 1, &[Gap::Glued]) {
            continue;
        }
        if let Some(meaning) = defined.get(word).cloned() {
            let alone = page.settled_before(atom + 1).is_some_and(|(atoms, own)| atoms.len() == 1 && same_body(&meaning, &own.name));
            if alone {
                page.unsettle(&(atom..atom + 1));
            }
            page.settle(atom..atom + 1, meaning);
        }
    }
}

/// What the abbreviation in brackets stands for.
fn meaning<'k>(page: &mut Page<'k, '_>, atom: usize) -> Option<Name<'k>> {
    let settled =
        settled_before(page, atom).filter(|(_, name)| page.settled_before(atom + 1).is_none_or(|(_, own)| same_body(name, &own.name)));
    if settled.is_none() && page.is_taken(atom) {
        return None;
    }
    // "Joint Light Tactical Vehicle (JLTV)" is more than the noun phrase that ends it.
    let generic = matches!(&settled, Some((_, Name::Equipment(equipment))) if equipment.family.is_none());
    let wider = || initials(page, atom).filter(|start| settled.as_ref().is_some_and(|(from, _)| start < from));
    match wider().filter(|_| generic) {
        Some(start) => noun_at_end(page, start..atom).or(settled.map(|(_, name)| name)),
        None => settled.map(|(_, name)| name).or_else(|| spelled_out(page, atom)),
    }
}

/// True when both name one body of the tables.
fn same_body(one: &Name<'_>, other: &Name<'_>) -> bool {
    match (one, other) {
        (Name::Party(one), Name::Party(other)) => one.body.is_some() && one.body == other.body,
        _ => false,
    }
}

/// A word of capitals alone in brackets.
fn is_definition(page: &Page<'_, '_>, atom: usize) -> bool {
    let length = page.word(atom).len();
    let capitals = page.spelled.is_upper(atom) && (2..=8).contains(&length);
    capitals && page.gap(atom) == Gap::Bracket && page.after(atom).starts_with(')') && !page.opens_sentence(atom)
}

/// The meaning of the mention that ends before the bracket, and where that starts.
fn settled_before<'k>(page: &Page<'k, '_>, atom: usize) -> Option<(usize, Name<'k>)> {
    let (atoms, mention) = page.settled_before(atom)?;
    let mut name = mention.name.clone();
    if atoms.len() < 2 {
        return None;
    }
    match &mut name {
        Name::Party(party) => {
            party.core = page.tokens(atom..atom + 1);
            Some((atoms.start, name))
        }
        Name::Equipment(equipment) => {
            equipment.designation = None;
            equipment.alias = None;
            Some((atoms.start, name))
        }
        Name::Person(_) => None,
    }
}

/// Settles the capitalised words before the bracket whose initials the abbreviation is, if they say what they are.
fn spelled_out<'k>(page: &mut Page<'k, '_>, atom: usize) -> Option<Name<'k>> {
    let start = initials(page, atom)?;
    let last = atom - 1;
    let how = if page.has("agency_words", last) || page.has("agency_words", start) {
        How::Agency
    } else if page.has("company_words", last) {
        How::Company
    } else {
        return noun_at_end(page, start..atom);
    };
    let name = match state_before(page, start) {
        Some(id) if how == How::Agency => {
            PartyName { state: Some(id.clone()), id, how: How::Government, company: false, body: None, core: page.tokens(start..atom) }
        }
        _ => party::unknown(page, start..atom, how)?,
    };
    page.settle(start..atom, Name::Party(name.clone()));
    Some(Name::Party(PartyName { core: page.tokens(atom..atom + 1), ..name }))
}

/// Where the words start whose initials the abbreviation is.
fn initials(page: &Page<'_, '_>, atom: usize) -> Option<usize> {
    let letters = page.word(atom).as_bytes();
    let mut wanted = letters.len();
    let mut start = atom;
    while wanted > 0 && atom - start < letters.len() + 3 {
        let before = start.checked_sub(1)?;
        if page.sentence(before) != page.sentence(atom) || (start < atom && !page.follows(start, &[Gap::Space, Gap::Hyphen])) {
            return None;
        }
        let word = page.word(before).as_bytes();
        if word.first() == letters.get(wanted - 1) && page.is_capital(before) {
            wanted -= 1;
        } else if page.is_capital(before) || !page.has("common", before) {
            return None;
        }
        start = before;
    }
    (wanted == 0).then_some(start)
}

/// "Polar Security Cutter (PSC)": a thing, if the last word is a noun for one.
fn noun_at_end<'k>(page: &mut Page<'k, '_>, atoms: Range<usize>) -> Option<Name<'k>> {
    let noun = (atoms.start..atoms.end).find_map(|atom| {
        let hit = page.hit_at(atom, |owner| matches!(owner, Owner::Noun(..)))?;
        let noun = hit.owners.iter().find_map(|owner| if let Owner::Noun(i, _) = owner { page.knowledge.nouns.get(*i) } else { None })?;
        (hit.atoms.end == atoms.end).then_some(noun.class)
    })?;
    page.unsettle(&atoms);
    let name = super::EquipmentName {
        family: None,
        name: page.words(atoms.clone()),
        class: noun,
        sort: Sort::Designation,
        origin: &[],
        maker: &[],
        designation: Some(page.tokens(atoms.clone())),
        alias: None,
        civil: false,
        about: false,
    };
    page.settle(atoms, Name::Equipment(name.clone()));
    Some(Name::Equipment(super::EquipmentName { designation: None, ..name }))
}

fn state_before(page: &Page<'_, '_>, start: usize) -> Option<materiel_model::PartyId> {
    if !page.follows(start, &[Gap::Space, Gap::Possessive]) {
        return None;
    }
    match &page.settled_before(start)?.1.name {
        Name::Party(party) if party.id.is_state() => Some(party.id.clone()),
        _ => None,
    }
}
