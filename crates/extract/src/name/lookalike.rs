//! Words that spell a family's name and are something else: tickers, parts of other names, counted words, words of a heading.

use super::hits::Hit;
use super::page::Page;
use super::party;
use crate::knowledge::Owner;
use crate::knowledge::spelling::Gap;

/// True inside the angle brackets that agencies put around tickers and companies: `<NSM>`, `<ALFS ST>`.
pub(super) fn is_ticker(page: &Page<'_, '_>, hit: &Hit) -> bool {
    const LONGEST: usize = 8;
    let first = hit.atoms.start;
    let opened = page.between(first).ends_with('<') || (first == 0 && page.text.starts_with('<'));
    let rest = page.after(hit.atoms.end - 1);
    opened && rest.find('>').is_some_and(|end| end <= LONGEST)
}

/// "At 29 dollars", "up 1/2", "a 350 million loan": a short word in front of a number, not the code that it spells.
pub(super) fn is_counted_word(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let (first, number) = (hit.atoms.start, hit.atoms.start + 1);
    let set_off = hit.atoms.contains(&number) && page.is_digits(number) && page.gap(number) == Gap::Space;
    let version = page.follows(hit.atoms.end, &[Gap::Glued]) && page.is_capital(hit.atoms.end)
        || page.is_capital(hit.atoms.end - 1) && page.gap(hit.atoms.end - 1) == Gap::Glued;
    set_off && !version && page.has("counted_words", first)
}

/// True for a name in capitals where everything is in capitals: "THE AREAS OVER THE PAST 24 HOURS".
pub(super) fn is_shouted_code(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let atoms = hit.atoms.clone();
    let upper = atoms.clone().all(|atom| page.spelled.is_upper(atom));
    if !upper || atoms.len() > 1 || page.word(atoms.start).len() < 3 {
        return false;
    }
    let near = |i: &usize| !atoms.contains(i) && page.sentence(*i) == page.sentence(atoms.start) && !page.is_digits(*i);
    let words = (atoms.start.saturating_sub(5)..(atoms.end + 5).min(page.len())).filter(near);
    let (upper, all) = words.fold((0, 0), |(upper, all), i| (upper + usize::from(page.spelled.is_upper(i)), all + 1));
    all > 2 && upper * 3 > all * 2
}

/// True when a name without a number stands inside a longer one: "Dauphin Deposit", "Campbell Red Lake", "Stryker Corp", "Robert Abrams".
pub(super) fn is_part_of_name(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let atoms = hit.atoms.clone();
    if atoms.clone().any(|atom| page.is_digits(atom)) || !page.is_capital(atoms.start) {
        return false;
    }
    let next = atoms.end;
    let joined = page.follows(next, &[Gap::Space]);
    if joined && page.has("legal_forms", next) {
        return true;
    }
    if party::is_heading(page, atoms.start) {
        return false;
    }
    let firm = joined && page.is_titlecase(next) && page.has("company_words", next);
    firm || (joined && is_strange(page, next) && !starts_hit(page, next))
        || (page.follows(atoms.start, &[Gap::Space])
            && !page.opens_sentence(atoms.start - 1)
            && is_strange(page, atoms.start - 1)
            && !ends_hit(page, atoms.start))
}

/// True for a capitalised word that is capitalised for no reason that the lists know.
fn is_strange(page: &Page<'_, '_>, atom: usize) -> bool {
    page.is_titlecase(atom)
        && page.word(atom).len() > 1
        && !["common", "modifiers", "version_words"].iter().any(|list| page.has(list, atom))
}

fn starts_hit(page: &Page<'_, '_>, atom: usize) -> bool {
    page.hits_at(atom).iter().any(|hit| counts(page, hit))
}

fn ends_hit(page: &Page<'_, '_>, atom: usize) -> bool {
    (atom.saturating_sub(6)..atom).any(|start| page.hits_at(start).iter().any(|hit| hit.atoms.end == atom && counts(page, hit)))
}

/// Nouns count where they are written small, names always.
fn counts(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let noun = hit.owners.iter().all(|owner| matches!(owner, Owner::Noun(..)));
    !noun || !page.has("materials", hit.atoms.end - 1)
}
