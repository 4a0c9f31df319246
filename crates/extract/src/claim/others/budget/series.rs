//! A figure behind another of the same sort, with no more between them than time and comparison: "up from 1.7 percent a year earlier".

use super::super::super::parties::{self, PartyRef};
use super::super::figure;
use super::super::view::View;
use crate::frame::scene::{Item, What};
use materiel_model::Span;

/// How many words may stand between two figures of a series.
const REACH: usize = 22;

/// What two figures of a series have in common, and what the second has of its own.
pub(super) struct Next {
    /// Whose the second figure is, where it is another's: "Greece spends 2.4 percent, and Estonia 2.1 percent".
    pub actor: Option<PartyRef>,
}

/// The figure `index` as the next of the figure `before`: both are sums in one currency or percentages, and the words between say no more
/// than when, how the two compare, and of what product they are.
pub(super) fn next(view: &View<'_, '_>, before: usize, index: usize) -> Option<Next> {
    let scene = view.scene;
    let (first, second) = (&scene.items[before], &scene.items[index]);
    let same = match (&first.what, &second.what) {
        (What::Money(one), What::Money(two)) => one.money.currency == two.money.currency,
        (What::Percent(_), What::Percent(_)) => true,
        _ => false,
    };
    let (start, end) = (first.tokens.end, second.tokens.start);
    if !same || end < start || end - start > REACH {
        return None;
    }
    let mut actor: Option<PartyRef> = None;
    let mut compares = false;
    let mut at = start;
    while at < end {
        if let Some((position, item)) = scene.items.iter().enumerate().find(|(_, item)| item.tokens.contains(&at)) {
            match &item.what {
                What::Date(_) | What::Number(_) => {}
                What::Money(_) if figure::is_restated(view, position) => {}
                What::Party(_) if actor.is_none() => {
                    actor = Some(parties::named(scene, item.head).filter(|party| party.id.is_state())?);
                }
                _ => return None,
            }
            at = item.tokens.end;
            continue;
        }
        let known = view.is("series_words", at) || is_mark(scene.lower(at)) || view.is("product_nouns", at);
        if !known {
            return None;
        }
        compares |= view.is("comparing_words", at) || figure::direction(view, at).is_some();
        at += 1;
    }
    let between = Span::new(first.span.end, second.span.start.max(first.span.end));
    let listed = scene.words(between).contains(',') || scene.words(between).contains(" and ");
    (compares || listed).then_some(Next { actor })
}

/// ", of which 25 billion is for submarines", "over 2017's allocation of 2.64 billion": a part of the sum before it, or the budget it is compared to.
pub(super) fn part(view: &View<'_, '_>, before: &Item, item: &Item) -> Option<Next> {
    let scene = view.scene;
    let (What::Money(one), What::Money(two)) = (&before.what, &item.what) else { return None };
    let at = item.tokens.start;
    if one.money.currency != two.money.currency || at < before.tokens.end {
        return None;
    }
    let word = |back: usize| at.checked_sub(back).filter(|token| *token >= before.tokens.end);
    let of_which = word(1).zip(word(2)).is_some_and(|(which, of)| scene.lower(which) == "which" && scene.lower(of) == "of");
    let noun = || {
        let of = word(1).filter(|of| scene.lower(*of) == "of" && scene.head(item.head) == *of)?;
        Some(scene.head(of)).filter(|noun| *noun >= before.tokens.end && view.is("appropriating_nouns", *noun))
    };
    let plain = |noun: usize| {
        !view.phrase_tokens(noun).into_iter().any(|one| view.is("whole_words", one) || view.is("not_spending", one))
            && view.after(noun, &["for", "to", "on"]).is_empty()
    };
    (of_which || noun().is_some_and(plain)).then_some(Next { actor: None })
}

/// A mark or a bare number.
fn is_mark(word: &str) -> bool {
    !word.chars().any(char::is_alphabetic)
}
