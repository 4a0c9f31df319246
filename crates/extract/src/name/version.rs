//! How a designation goes on after the known name: `F-16` + `C/D Block 52`, `Leopard 2` + `A7V`, `AIM-120` + `C-8`.

use super::page::Page;
use crate::knowledge::spelling::Gap;
use std::ops::Range;

/// True when the letters glued to a designation's digits may belong to it: `C`, `SMT`, `Sh`, `s`.
pub(super) fn is_suffix(page: &Page<'_, '_>, atom: usize) -> bool {
    let length = page.word(atom).len();
    let small = page.spelled.is_lower(atom);
    let plural = page.word(atom).ends_with('s') && page.is_capital(atom);
    (page.is_capital(atom) && length <= 4) || (small && length == 1) || (plural && length <= 5)
}

/// Where the designation `atoms` ends when its version is counted in, and whether that ends in a plural's `s`.
pub(super) fn extend(page: &Page<'_, '_>, atoms: Range<usize>) -> (usize, bool) {
    let mut end = atoms.end;
    loop {
        let next = step(page, end);
        if next == end || next > atoms.end + 12 {
            break;
        }
        end = next;
    }
    let last = end - 1;
    let plural = end > atoms.end
        && page.spelled.word(last).ends_with('s')
        && !page.spelled.is_upper(last)
        && (page.word(last).len() > 1 && page.is_capital(last) || page.word(last) == "s");
    (end, plural)
}

fn step(page: &Page<'_, '_>, end: usize) -> usize {
    if end >= page.len() || page.opens_sentence(end) {
        return end;
    }
    let known = || page.hits_at(end).iter().any(|hit| hit.atoms.len() > 1 || !page.is_digits(end));
    match page.gap(end) {
        Gap::Glued if page.is_digits(end) || is_suffix(page, end) => end + 1,
        Gap::Hyphen if page.between(end) == "-" && is_code(page, end) && !known() => end + 1,
        Gap::Slash if is_code(page, end) && !known() => end + 1,
        Gap::Space if page.between(end).trim().is_empty() && !known() => spaced(page, end),
        _ => end,
    }
}

/// A few capitals or digits.
fn is_code(page: &Page<'_, '_>, atom: usize) -> bool {
    let length = page.word(atom).len();
    let plural = length <= 3 && page.is_titlecase(atom) && page.word(atom).ends_with('s');
    page.is_digits(atom) && length <= 3 || page.spelled.is_upper(atom) && length <= 4 || plural
}

/// A version set off by white space: `Block 52`, `A4`, `II`.
fn spaced(page: &Page<'_, '_>, end: usize) -> usize {
    let glued = |i: usize| i < page.len() && page.gap(i) == Gap::Glued;
    if page.has("version_words", end) && page.is_capital(end) {
        let value = end + 1;
        let direct = page.follows(value, &[Gap::Space, Gap::Glued, Gap::Hyphen]);
        return if direct && (page.is_digits(value) || is_roman(page, value)) { value + 1 } else { end };
    }
    let code = page.spelled.is_upper(end) && page.word(end).len() <= 3 && glued(end + 1) && page.is_digits(end + 1);
    if code && page.word(end + 1).len() <= 2 {
        return end + 2;
    }
    if is_roman(page, end) && page.word(end).len() > 1 && !glued(end + 1) { end + 1 } else { end }
}

fn is_roman(page: &Page<'_, '_>, atom: usize) -> bool {
    let word = page.word(atom);
    page.spelled.is_upper(atom) && !word.is_empty() && word.len() <= 4 && word.bytes().all(|letter| matches!(letter, b'i' | b'v' | b'x'))
}

/// Where a version before the designation starts: `Block 70/72` before `F-16`.
pub(super) fn before(page: &Page<'_, '_>, start: usize) -> usize {
    let mut at = start;
    while at > 0 && start - at < 4 && !page.opens_sentence(at) && page.spelled.atoms.get(at - 1).is_some() {
        let word = at - 1;
        let joined = matches!(page.gap(at), Gap::Space | Gap::Slash | Gap::Hyphen | Gap::Glued);
        if !joined {
            break;
        }
        if page.has("version_words", word) && page.is_capital(word) && at < start {
            return word;
        }
        if !page.is_digits(word) && !is_roman(page, word) {
            break;
        }
        at = word;
    }
    start
}
