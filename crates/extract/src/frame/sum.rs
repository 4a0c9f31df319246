//! What a token is named as, and what a sum is the price of.

use super::lexicon::Lexicon;
use super::scene::{Scene, What};
use crate::syntax::Tag;

const STEPS: usize = 24;

/// "Three of the five", "$1 billion of arms": a number or a sum that stands for the things it counts.
pub(super) fn is_count(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(item.what, What::Number(_) | What::Money(_)))
}

pub(super) fn is_money(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(item.what, What::Money(_)))
}

pub(super) fn is_worth(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    lexicon.word_list("price_words", scene.lemma(token)) && scene.item_at(token).is_none()
}

/// What a sum is the price of: the first word over it that is neither a sum nor "worth".
pub(super) fn over_the_sum(scene: &Scene<'_>, lexicon: &Lexicon, sum: usize) -> Option<usize> {
    let mut at = sum;
    for _ in 0..STEPS {
        let head = scene.head(at);
        if head == at {
            return None;
        }
        // "Millions of dollars' worth of", with what governs "millions".
        let vague = |token: usize| lexicon.word_list("large_numbers", scene.lemma(token)) && scene.item_at(token).is_none();
        let over = if scene.lower(head) == "of" && is_worth(scene, lexicon, at) { scene.head(head) } else { head };
        if vague(over) {
            at = over;
            continue;
        }
        if !(is_money(scene, head) || is_worth(scene, lexicon, head)) {
            // "Spent €2 billion to buy": the sum is the verb's own object, and what hangs on it the verb's.
            let above = if matches!(scene.tag(head), Tag::IN | Tag::TO) { scene.head(head) } else { head };
            return (above != at).then_some(above);
        }
        at = head;
    }
    None
}

pub(super) fn is_date(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(item.what, What::Date(_)))
}

pub(super) fn is_party(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(item.what, What::Party(_)))
}
