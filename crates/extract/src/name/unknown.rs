//! Designations that no table has, told by their shape and the noun beside them: "the new XK-9 howitzer", "Kargu drones".

use super::page::Page;
use super::{EquipmentName, Name, Sort, party};
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
        if !is_name_like(page, word..start, heading && !class) {
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

/// True for a capitalised word, or one of capitals and digits, that nothing else explains.
fn is_name_like(page: &Page<'_, '_>, atoms: Range<usize>, digits_only: bool) -> bool {
    let first = atoms.start;
    let capital = page.is_capital(first) || (page.is_digits(first) && atoms.clone().any(|atom| page.is_capital(atom)));
    if !capital {
        return false;
    }
    let digits = has_digits(page, atoms.clone());
    let settled = atoms.clone().any(|atom| page.is_taken(atom) || page.holder(atom).is_some());
    let explained =
        page.hits_at(first).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Title(_) | Owner::Organ(_) | Owner::Noun(..))));
    let everyday = page.has("common", first)
        || page.has("modifiers", first)
        || page.knowledge.language.has("not_designations", page.spelled.words(atoms.clone()));
    let lower = atoms.clone().skip(1).any(|atom| page.spelled.is_lower(atom) && page.word(atom).len() > 2);
    !settled && !explained && !lower && (digits || !(digits_only || everyday || page.has("not_designations", first)))
}

/// Settles later mentions of designations that were found beside a noun.
pub(super) fn again(page: &mut Page<'_, '_>, found: HashMap<String, Class>) {
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
            let class = found.get(letters).or_else(|| found.get(letters.strip_suffix('s')?))?;
            Some((end, *class, !found.contains_key(letters)))
        };
        let Some((end, class, plural)) = (start + 1..=end).rev().filter(|end| whole(*end)).find_map(known) else { continue };
        let words = page.words(start..end);
        let name = EquipmentName {
            family: None,
            name: words.strip_suffix('s').filter(|_| plural).map_or_else(|| words.clone(), str::to_owned),
            class,
            sort: Sort::Designation,
            origin: &[],
            maker: &[],
            designation: Some(page.tokens(start..end)),
            alias: None,
            about: false,
        };
        page.settle(start..end, Name::Equipment(name));
    }
}
