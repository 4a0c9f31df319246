//! Companies that no table has, told by the last word of their name: "Denel Aeronautics", "Kongsberg Maritime AS".

use super::page::Page;
use super::{How, Name, party};
use crate::knowledge::spelling::Gap;

/// Settles them.
pub(super) fn find(page: &mut Page<'_, '_>) {
    for last in 1..page.len() {
        if page.is_taken(last) || !page.is_capital(last) || !page.has("company_words", last) || party::is_heading(page, last) {
            continue;
        }
        let mut start = last;
        while last - start < 5 && page.follows(start, &[Gap::Space, Gap::Hyphen]) && belongs(page, start - 1) {
            start -= 1;
        }
        // A word that any name may have ("Defence Systems") names no company by itself.
        let telling = |atom: usize| {
            !page.has("modifiers", atom) && !page.has("common", atom) && !page.has("company_words", atom) && page.holder(atom).is_none()
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

fn belongs(page: &Page<'_, '_>, atom: usize) -> bool {
    page.is_capital(atom) && !page.is_taken(atom) && !page.is_digits(atom) && page.holder(atom).is_none()
}
