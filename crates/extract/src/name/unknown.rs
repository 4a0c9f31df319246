//! Designations that no table has, told by their shape and the noun beside them: "the new XK-9 howitzer", "Kargu drones".

use super::page::Page;
use super::{EquipmentName, Mention, Name, Sort, party};
use crate::knowledge::Owner;
use crate::knowledge::spelling::Gap;
use materiel_model::Class;
use std::collections::HashMap;
use std::ops::Range;

/// The designation right before or right after a noun phrase.
pub(super) fn beside(page: &Page<'_, '_>, phrase: &Range<usize>) -> Option<Range<usize>> {
    before(page, phrase.start).or_else(|| after(page, phrase.end))
}

fn before(page: &Page<'_, '_>, phrase: usize) -> Option<Range<usize>> {
    let mut end = phrase;
    let mut class = false;
    if page.follows(end, &[Gap::Space]) && page.word(end - 1) == "class" && page.spelled.is_lower(end - 1) {
        end -= 1;
        class = true;
    }
    let heading = party::is_heading(page, phrase);
    let mut start = end;
    let mut words = 0;
    while words < 4 && page.follows(start, &[Gap::Space, Gap::Quote, Gap::Hyphen]) {
        let Some(word) = word_before(page, start) else { break };
        if !is_name_like(page, word..start, heading && !class) && !is_series_number(page, word..start) {
            break;
        }
        start = word;
        words += 1;
    }
    // A capital at the start of a sentence says nothing.
    while start < end && page.opens_sentence(start) && !has_digits(page, start..end) && !class {
        start = next_word(page, start, end);
    }
    let end = if class { end + 1 } else { end };
    (start + usize::from(class) < end).then_some(start..end)
}

fn after(page: &Page<'_, '_>, phrase: usize) -> Option<Range<usize>> {
    if !page.follows(phrase, &[Gap::Space, Gap::Quote]) || page.is_taken(phrase) {
        return None;
    }
    let mut end = phrase + 1;
    while page.follows(end, &[Gap::Hyphen, Gap::Glued, Gap::Slash]) && end - phrase < 6 && !page.is_taken(end) {
        end += 1;
    }
    let code = page.spelled.is_upper(phrase) && has_digits(page, phrase..end) && is_name_like(page, phrase..end, true);
    code.then_some(phrase..end)
}

/// "FPB 72", "Type 209", "Project 97": a bare number after a word of capitals or of the list.
fn is_series_number(page: &Page<'_, '_>, atoms: Range<usize>) -> bool {
    let Some(before) = atoms.start.checked_sub(1) else { return false };
    let series =
        page.spelled.is_upper(before) && page.word(before).len() > 1 || page.has("series_words", before) && page.is_capital(before);
    let free = !page.is_taken(before) && page.holder(before).is_none() && !page.has("not_designations", before);
    atoms.len() == 1 && page.is_digits(atoms.start) && page.follows(atoms.start, &[Gap::Space]) && series && free
}

/// Settles ships by the prefix of their names: "HMS Ocean", "TCG Sancaktar".
pub(super) fn ships(page: &mut Page<'_, '_>) {
    for prefix in 0..page.len() {
        if !page.spelled.is_upper(prefix) || !page.has("ship_prefixes", prefix) || page.is_taken(prefix) {
            continue;
        }
        let mut end = prefix + 1;
        while end - prefix < 4
            && page.follows(end, &[Gap::Space, Gap::Hyphen])
            && page.is_titlecase(end)
            && !page.has("common", end)
            && !page.is_taken(end)
        {
            end += 1;
        }
        if end > prefix + 1 {
            page.settle(prefix..end, Name::Equipment(designated(page, prefix..end, page.words(prefix..end), Class::Warship)));
        }
    }
}

fn designated<'k>(page: &Page<'_, '_>, atoms: Range<usize>, name: String, class: Class) -> EquipmentName<'k> {
    EquipmentName {
        family: None,
        name,
        class,
        sort: Sort::Designation,
        origin: &[],
        maker: &[],
        civil: false,
        designation: Some(page.tokens(atoms)),
        alias: None,
        about: false,
    }
}

/// Where the word that ends before `end` starts; hyphens do not part words.
fn word_before(page: &Page<'_, '_>, end: usize) -> Option<usize> {
    let mut start = end.checked_sub(1)?;
    while page.follows(start, &[Gap::Hyphen, Gap::Glued, Gap::Slash]) && end - start < 8 {
        start -= 1;
    }
    Some(start)
}

fn next_word(page: &Page<'_, '_>, start: usize, end: usize) -> usize {
    (start + 1..end).find(|atom| matches!(page.gap(*atom), Gap::Space | Gap::Quote)).unwrap_or(end)
}

fn has_digits(page: &Page<'_, '_>, mut atoms: Range<usize>) -> bool {
    atoms.any(|atom| page.is_digits(atom))
}

/// Where the number starts in a word such as `Grom-2`.
fn digits_after(page: &Page<'_, '_>, atoms: &Range<usize>) -> Option<usize> {
    let number = atoms.clone().find(|atom| page.is_digits(*atom))?;
    (number > atoms.start && page.gap(number) == Gap::Hyphen).then_some(number)
}

/// True for a capitalised word, or one of capitals and digits, that nothing else explains.
fn is_name_like(page: &Page<'_, '_>, atoms: Range<usize>, digits_only: bool) -> bool {
    let first = atoms.start;
    let capital = page.is_capital(first) || (page.is_digits(first) && atoms.clone().any(|atom| page.is_capital(atom)));
    if !capital {
        return false;
    }
    let digits = has_digits(page, atoms.clone());
    // A family's name that goes on with a number is not that family: see `equipment`.
    let held = |atom: usize| page.holder(atom).is_some_and(|hit| digits_after(page, &atoms) != Some(hit.atoms.end));
    let settled = atoms.clone().any(|atom| page.is_taken(atom) || held(atom)) || atoms.clone().all(|atom| page.is_digits(atom));
    let explained =
        page.hits_at(first).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Title(_) | Owner::Organ(_) | Owner::Noun(..))));
    let everyday = page.has("common", first)
        || page.has("modifiers", first)
        || page.knowledge.language.has("not_designations", page.spelled.words(atoms.clone()));
    let lower = atoms.clone().skip(1).any(|atom| page.spelled.is_lower(atom) && page.word(atom).len() > 2);
    !settled && !explained && !lower && (digits || !(digits_only || everyday || page.has("not_designations", first)))
}

/// Settles what stands in one list with designations and has their shape: "P-18, S600 and AN/TPS-63 radars". It is of its neighbour's class.
pub(super) fn listed(page: &mut Page<'_, '_>) {
    let coded = |mention: &Mention<'_>| match &mention.name {
        Name::Equipment(name) if name.designation.is_some() && !name.about => Some(name.class),
        _ => None,
    };
    let known: Vec<_> = page.settled().filter_map(|(atoms, mention)| Some((coded(mention)?, atoms))).collect();
    for (class, atoms) in known {
        if !has_digits(page, atoms.clone()) {
            continue;
        }
        let mut at = atoms.start;
        while let Some(found) = listed_before(page, at) {
            at = found.start;
            page.settle(found.clone(), Name::Equipment(designated(page, found.clone(), page.words(found), class)));
        }
        let mut at = atoms.end;
        while let Some(found) = listed_after(page, at) {
            at = found.end;
            page.settle(found.clone(), Name::Equipment(designated(page, found.clone(), page.words(found), class)));
        }
    }
}

fn listed_before(page: &Page<'_, '_>, start: usize) -> Option<Range<usize>> {
    let end = if start > 0 && joins(page, start - 1) { start - 1 } else { start };
    if end == 0 || (end == start && page.between(start).trim() != ",") || page.opens_sentence(start) || page.opens_sentence(end) {
        return None;
    }
    let first = word_before(page, end)?;
    is_code(page, first..end).then_some(first..end)
}

fn listed_after(page: &Page<'_, '_>, end: usize) -> Option<Range<usize>> {
    let first = if joins(page, end) { end + 1 } else { end };
    if first >= page.len() || (first == end && page.between(end).trim() != ",") || page.opens_sentence(end) || page.opens_sentence(first) {
        return None;
    }
    let mut last = first + 1;
    while page.follows(last, &[Gap::Hyphen, Gap::Glued, Gap::Slash]) && last - first < 8 {
        last += 1;
    }
    is_code(page, first..last).then_some(first..last)
}

fn joins(page: &Page<'_, '_>, atom: usize) -> bool {
    page.has("list_joiners", atom) && page.spelled.is_lower(atom)
}

/// Capitals and a number: joined by a hyphen, or two or three digits right after them. A letter and a digit ("Q3"), or a year, may be anything.
fn is_code(page: &Page<'_, '_>, atoms: Range<usize>) -> bool {
    let Some(number) = atoms.clone().find(|atom| page.is_digits(*atom)) else { return false };
    let capitals = (atoms.start..number).all(|atom| page.spelled.is_upper(atom)) && number > atoms.start;
    let shape = page.gap(number) == Gap::Hyphen || (2..=3).contains(&page.word(number).len());
    capitals && shape && is_name_like(page, atoms, true)
}

/// Settles later mentions of designations by the letters that an earlier one had.
pub(super) fn again<'k>(page: &mut Page<'k, '_>, found: HashMap<String, EquipmentName<'k>>) {
    if found.is_empty() {
        return;
    }
    for start in 0..page.len() {
        let free = |atom: usize| !page.is_taken(atom) && page.holder(atom).is_none();
        if !free(start) || page.gap(start) == Gap::Glued || !page.is_capital(start) && !page.is_digits(start) {
            continue;
        }
        let mut end = start + 1;
        while end - start < 8 && page.follows(end, &[Gap::Space, Gap::Hyphen, Gap::Glued, Gap::Slash]) && free(end) {
            end += 1;
        }
        let whole = |end: usize| end >= page.len() || page.gap(end) != Gap::Glued;
        let known = |end: usize| {
            let letters = page.spelled.words(start..end);
            let earlier = found.get(letters).or_else(|| found.get(letters.strip_suffix('s')?))?;
            Some((end, earlier, !found.contains_key(letters)))
        };
        let Some((end, earlier, plural)) = (start + 1..=end).rev().filter(|end| whole(*end)).find_map(known) else { continue };
        let words = page.words(start..end);
        let singular = words.strip_suffix('s').filter(|_| plural).map_or_else(|| words.clone(), str::to_owned);
        let name =
            EquipmentName { designation: Some(page.tokens(start..end)), name: singular, alias: None, about: false, ..earlier.clone() };
        page.settle(start..end, Name::Equipment(name));
    }
}
