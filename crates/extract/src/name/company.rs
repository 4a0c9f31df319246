//! Companies that no table has, told by the last word of their name: "Denel Aeronautics", "Kongsberg Maritime AS".

use super::hits::Hit;
use super::page::Page;
use super::{How, Name, PartyName, party};
use crate::knowledge::Owner;
use crate::knowledge::spelling::Gap;
use std::collections::HashMap;

/// Settles them.
pub(super) fn find(page: &mut Page<'_, '_>) {
    unknown(page);
    again(page);
}

fn unknown(page: &mut Page<'_, '_>) {
    for last in 1..page.len() {
        if page.is_taken(last)
            || !page.is_capital(last)
            || !page.has("company_words", last)
            || (party::is_heading(page, last) && !page.has("legal_forms", last))
        {
            continue;
        }
        let mut start = last;
        let legal = page.has("legal_forms", last);
        while last - start < 5 && page.follows(start, &[Gap::Space, Gap::Hyphen]) && belongs(page, start - 1, legal) {
            start -= 1;
        }
        // A word that any name may have ("Defence Systems") names no company by itself.
        let telling = |atom: usize| {
            let noun = page.hits_at(atom).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Noun(..))));
            !noun
                && !page.has("modifiers", atom)
                && !page.has("common", atom)
                && !page.has("company_words", atom)
                && page.holder(atom).is_none_or(|hit| legal && hit.owners.iter().all(|owner| matches!(owner, Owner::Family(..))))
        };
        while start < last && page.has("common", start) {
            start += 1;
        }
        if !(start..last).any(telling) || (page.opens_sentence(start) && last - start == 1 && !page.has("legal_forms", last)) {
            continue;
        }
        let mut end = last + 1;
        while page.follows(end, &[Gap::Space]) && page.is_capital(end) && page.has("company_words", end) && !page.is_taken(end) {
            end += 1;
        }
        if let Some(name) = party::unknown(page, start..end, How::Company) {
            page.settle(start..end, Name::Party(name));
        }
    }
}

/// Settles later mentions of a company by the first word of its name: "Draken International", then "Draken".
fn again(page: &mut Page<'_, '_>) {
    let mut known = HashMap::new();
    let settled = page.settled().filter_map(|(atoms, mention)| match &mention.name {
        Name::Party(party) if party.company && atoms.len() > 1 => Some((atoms, party.clone())),
        _ => None,
    });
    for (atoms, party) in settled.collect::<Vec<_>>() {
        let first = atoms.start;
        let everyday = page.has("modifiers", first) || page.has("common", first) || page.has("company_words", first);
        let known_word = page
            .hits_at(first)
            .iter()
            .any(|hit| !matches!(hit.owners.first(), Some(Owner::Body(..) | Owner::Family(..))) && hit.atoms.len() == 1);
        if page.is_titlecase(first) && page.word(first).len() > 3 && !everyday && !known_word {
            known.entry(page.word(first).to_owned()).or_insert((atoms.end, party));
        }
    }
    if known.is_empty() {
        return;
    }
    // A word that the document writes small too is an everyday word.
    for atom in 0..page.len() {
        if page.spelled.is_lower(atom) {
            known.remove(page.word(atom));
        }
    }
    for atom in 0..page.len() {
        let Some((after, party)) = known.get(page.word(atom)).filter(|_| page.is_titlecase(atom) && !page.is_taken(atom)) else { continue };
        let joined = page.follows(atom + 1, &[Gap::Space, Gap::Hyphen, Gap::Glued]);
        let noun =
            joined && page.hits_at(atom + 1).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Noun(..) | Owner::Family(..))));
        let named = joined && (page.is_capital(atom + 1) || page.is_digits(atom + 1));
        let longer = page.holder(atom).is_some_and(|hit| hit.atoms.len() > 1);
        if atom >= *after && !noun && !named && !longer {
            let name = PartyName { core: page.tokens(atom..atom + 1), ..party.clone() };
            page.settle(atom..atom + 1, Name::Party(name));
        }
    }
}

/// A name of equipment belongs to a company's where a legal form ends that: "Stryker Corp".
fn belongs(page: &Page<'_, '_>, atom: usize, legal: bool) -> bool {
    let family = |hit: &Hit| hit.owners.iter().all(|owner| matches!(owner, Owner::Family(..)));
    let office = page.hits_at(atom).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Title(_) | Owner::Organ(_))))
        || page.has("before_title", atom);
    page.is_capital(atom)
        && !page.is_taken(atom)
        && !page.is_digits(atom)
        && page.holder(atom).is_none_or(|hit| legal && family(hit))
        && !office
        && !page.has("no_companies", atom)
}
