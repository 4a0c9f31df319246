//! What a sum, a percentage or a head count says: how much there is, or by how much it grows or shrinks.

use super::view::View;
use crate::frame::scene::{Item, What};
use crate::syntax::{Label, Tag};
use materiel_model::{Measure, Span};

/// The preposition under which a figure stands, in lower case; empty where there is none.
pub(super) fn preposition<'v>(view: &View<'v, '_>, item: &Item) -> &'v str {
    let scene = view.scene;
    // "From 8,500 to 11,500": the tree may take the first figure and the "to" for parts of the second.
    let before = item.tokens.start.checked_sub(1).filter(|before| scene.label(*before) == Label::Quantmod);
    if before.is_some_and(|before| scene.lower(before) == "to") {
        return "to";
    }
    if scene.label(item.head) == Label::Pobj {
        return scene.lower(scene.head(item.head));
    }
    // "From the current 50,000 personnel".
    let noun = scene.head(item.head);
    let counts = matches!(scene.label(item.head), Label::Nummod | Label::Quantmod) && scene.label(noun) == Label::Pobj;
    if counts && scene.lower(scene.head(noun)) == "from" {
        return scene.lower(scene.head(noun));
    }
    match item.tokens.start.checked_sub(1) {
        Some(before) if matches!(scene.lower(before), "to" | "from" | "by" | "at") => scene.lower(before),
        _ => "",
    }
}

/// The word by which a figure is a change, and which way: "by 80 per cent", "another 40 million", "a 20 percent cut", "grew 5 percent".
pub(super) fn change(view: &View<'_, '_>, item: &Item) -> Option<(Measure, usize)> {
    let scene = view.scene;
    let preposition = preposition(view, item);
    let after = item.tokens.end;
    if after < scene.len() && matches!(scene.tag(after), Tag::JJR | Tag::RBR) && direction(view, after).is_some() {
        return direction(view, after).map(|measure| (measure, after));
    }
    // "3.6 percent more than in 2023".
    if after + 1 < scene.len() && scene.lower(after + 1) == "than" {
        match scene.lower(after) {
            "more" => return Some((Measure::Increase, after)),
            "less" | "fewer" => return Some((Measure::Decrease, after)),
            _ => {}
        }
    }
    if matches!(preposition, "to" | "from" | "at" | "below" | "above") {
        return None;
    }
    let mut governor = scene.head(item.head);
    let counts = scene.label(item.head) == Label::Nummod && governor != item.head;
    // "Will cut its army by 10,000 troops", "will add 1,500 soldiers": the verb stands above what is counted.
    if counts && preposition == "by" && scene.label(governor) == Label::Pobj {
        governor = scene.head(governor);
    } else if counts && scene.label(governor) == Label::Dobj && !view.in_name(governor) {
        let verb = scene.head(governor);
        if let Some(measure) = direction(view, verb) {
            return Some((measure, verb));
        }
    }
    if scene.label(item.head) == Label::Pobj {
        governor = scene.head(governor);
    }
    // "Increased only 7.5 percent year-on-year": the tree takes the figure for a part of the year's phrase.
    if matches!(scene.label(item.head), Label::Compound | Label::Nmod) && scene.label(governor) == Label::Npadvmod {
        governor = scene.head(governor);
    }
    // "At a compound annual growth rate of 8.4 percent", "a CAGR of 7 percent".
    if view.is("rate_nouns", governor) {
        let above = view.above(governor, 3).into_iter().chain(view.phrase_tokens(governor));
        let told = above.into_iter().find_map(|word| direction(view, word).map(|measure| (measure, word)));
        return told.or_else(|| view.is("growth_rate_nouns", governor).then_some((Measure::Increase, governor)));
    }
    let direct = [governor, scene.head(governor)];
    let count = if scene.label(governor) == Label::Prep || view.is("figure_nouns", governor) || preposition == "by" { 2 } else { 1 };
    let by_governor = direct.into_iter().take(count).find_map(|word| direction(view, word).map(|measure| (measure, word)));
    // "Another 40 million".
    let more = || {
        (item.tokens.start.saturating_sub(2)..item.tokens.end)
            .find(|before| view.is("more_words", *before))
            .map(|word| (Measure::Increase, word))
    };
    by_governor.or_else(more)
}

/// Which way a word of growing or shrinking goes.
pub(super) fn direction(view: &View<'_, '_>, word: usize) -> Option<Measure> {
    let scene = view.scene;
    // "Went up by 15 percent".
    if view.is_verb(word) && matches!(scene.lemma(word), "go" | "come" | "move") {
        let ways = scene.children(word).iter().filter(|child| matches!(scene.label(**child), Label::Prt | Label::Advmod));
        return ways.map(|child| scene.lower(*child)).find_map(|way| match way {
            "up" => Some(Measure::Increase),
            "down" => Some(Measure::Decrease),
            _ => None,
        });
    }
    if view.is("growth_words", word) {
        Some(Measure::Increase)
    } else if view.is("shrink_words", word) {
        Some(Measure::Decrease)
    } else {
        None
    }
}

/// True for "(US$375 million)" and ", or about $69 million" behind the same sum in another currency: one fact, said once.
pub(super) fn is_restated(view: &View<'_, '_>, index: usize) -> bool {
    let here = &view.scene.items[index];
    let before = view.scene.items[..index].iter().rev().find(|item| matches!(item.what, What::Money(_)));
    let Some(before) = before else { return false };
    let between = Span::new(before.span.end, here.span.start.max(before.span.end));
    if between.len() > 40 {
        return false;
    }
    let words = view.scene.words(between).to_lowercase();
    let opens = words.contains('(') || words.contains('[');
    let mut plain = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let says_equal = words.split(|c: char| !c.is_alphanumeric()).any(|word| view.lexicon.word_list("equal_words", word));
    (opens && plain.clone().count() <= 3) || (says_equal && plain.all(|word| view.lexicon.word_list("between_sums", word)))
}

/// True for the sum in "1.5 percent of the product, or about 60 billion" and "2 percent of GDP ($69 million)".
pub(super) fn restates_share(view: &View<'_, '_>, index: usize) -> bool {
    let here = &view.scene.items[index];
    let Some(before) = view.scene.items[..index].last().filter(|item| matches!(item.what, What::Percent(_))) else { return false };
    let between = view.scene.words(Span::new(before.span.end, here.span.start.max(before.span.end))).to_lowercase();
    let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let product = words.clone().any(|word| view.lexicon.word_list("product_nouns", word));
    let joins = between.contains('(') || between.contains(" or ");
    let short = words.all(|word| {
        matches!(word, "domestic" | "the" | "its" | "national")
            || ["product_nouns", "between_sums"].iter().any(|list| view.lexicon.word_list(list, word))
            || word == "product"
    });
    product && joins && short
}

/// True for the old level in "from 2.7 to 2.9 billion", in either order: said only for comparison.
pub(super) fn is_old_level(view: &View<'_, '_>, index: usize) -> bool {
    let here = &view.scene.items[index];
    if preposition(view, here) != "from" {
        return false;
    }
    let sort = std::mem::discriminant(&here.what);
    let near = index.saturating_sub(4)..(index + 4).min(view.scene.items.len());
    view.scene.items[near].iter().any(|item| std::mem::discriminant(&item.what) == sort && preposition(view, item) == "to")
}

/// "By 17% (24 billion drams)": a sum in brackets behind a change is that change.
pub(super) fn explained(view: &View<'_, '_>, index: usize) -> Option<(Measure, usize)> {
    let here = &view.scene.items[index];
    let before = view.scene.items[..index].last().filter(|item| matches!(item.what, What::Percent(_)))?;
    let between = Span::new(before.span.end, here.span.start.max(before.span.end));
    let words = view.scene.words(between);
    (between.len() <= 12 && words.contains('(')).then(|| change(view, before)).flatten()
}
