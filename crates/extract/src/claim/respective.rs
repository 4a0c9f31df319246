//! Lists that answer each other: "Norway and Denmark ordered 12 and 8 howitzers respectively".

use super::draft::Draft;
use super::parties::PartyRef;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Item, Scene, What};
use crate::syntax::Tag;
use materiel_model::{Slot, Stated};

/// Where a sentence says "respectively", gives each thing or party of one list the member of the other list that stands in its place.
pub(super) fn apart(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &mut Vec<Draft>) {
    let Some(word) = (0..scene.len()).find(|token| lexicon.word_list("respective_words", scene.lower(*token))) else { return };
    let lists = lists(scene);
    // The list nearest the word, and all as long as it is.
    let near = |list: &&Vec<usize>| list.iter().map(|item| scene.items[*item].tokens.start.abs_diff(word)).min();
    let Some(length) = lists.iter().min_by_key(near).map(Vec::len) else { return };
    let mut alike: Vec<&Vec<usize>> = lists.iter().filter(|list| list.len() == length).collect();
    // Things first, then parties: what the other lists hold goes to them.
    alike.sort_by_key(|list| list.first().map_or(3, |item| rank(&scene.items[*item])));
    let Some((keys, others)) = alike.split_first().filter(|(keys, _)| is_held(scene, keys, drafts)) else { return };
    for values in others {
        for draft in std::mem::take(drafts) {
            give(scene, keys, values, draft, drafts);
        }
    }
}

/// Adds what becomes of a draft: itself where neither list is about it, else one for each place that is its own.
fn give(scene: &Scene<'_>, keys: &[usize], values: &[usize], draft: Draft, out: &mut Vec<Draft>) {
    let own: Vec<usize> = (0..keys.len()).filter(|place| holds(scene, &draft, keys[*place])).collect();
    if own.is_empty() {
        out.push(draft);
        return;
    }
    let lists_parties = |list: &[usize]| list.first().is_some_and(|item| matches!(scene.items[*item].what, What::Party(_)));
    for place in own {
        let mut one = draft.clone();
        if lists_parties(keys) {
            keep(scene, &mut one.recipients, keys, place);
        }
        let value = &scene.items[values[place]];
        match &value.what {
            What::Party(_) => {
                let others =
                    |held: &PartyRef| values.iter().any(|item| *item != values[place] && scene.items[*item].span.overlaps(held.at));
                // Told of another place: "Britain and France sold tanks and frigates".
                if one.supplier.as_ref().is_some_and(others) || (!one.recipients.is_empty() && one.recipients.iter().all(others)) {
                    continue;
                }
                keep(scene, &mut one.recipients, values, place);
            }
            What::Number(number) => one.quantity = number.quantity().map(|quantity| Stated::new(quantity, value.span)),
            What::Money(money) => one.value = Some(Stated::new(money.money, value.span)),
            What::Date(date) => {
                let stated = date.value.map(|date| Stated::new(date, value.span));
                match if one.date.is_none() && one.due.is_some() { Slot::Due } else { Slot::Date } {
                    Slot::Due => one.due = stated,
                    _ => one.date = stated,
                }
            }
            _ => {}
        }
        out.push(one);
    }
}

/// Leaves of the members of a list only the one in a place.
fn keep(scene: &Scene<'_>, parties: &mut Vec<PartyRef>, list: &[usize], place: usize) {
    parties.retain(|held| list.iter().enumerate().all(|(at, item)| at == place || !scene.items[*item].span.overlaps(held.at)));
}

/// True where a draft is of the thing, or for or from the party, that an item names.
fn holds(scene: &Scene<'_>, draft: &Draft, index: usize) -> bool {
    let item = &scene.items[index];
    match item.what {
        What::Equipment(_) => draft.item == Some(index),
        What::Party(_) => draft.recipients.iter().chain(&draft.supplier).any(|held| held.at.overlaps(item.span)),
        _ => false,
    }
}

fn is_held(scene: &Scene<'_>, list: &[usize], drafts: &[Draft]) -> bool {
    list.iter().all(|item| drafts.iter().any(|draft| holds(scene, draft, *item)))
}

fn rank(item: &Item) -> u8 {
    match item.what {
        What::Equipment(_) => 0,
        What::Party(_) => 1,
        _ => 2,
    }
}

/// The lists of a sentence: things, parties or figures of one sort with only commas, "and" and words that describe or count them between.
fn lists(scene: &Scene<'_>) -> Vec<Vec<usize>> {
    let mut out = Vec::new();
    let mut taken = vec![false; scene.items.len()];
    for index in 0..scene.items.len() {
        let mut list = vec![index];
        let mut at = index;
        while let Some(next) = (!taken[index]).then(|| next(scene, at)).flatten() {
            list.push(next);
            at = next;
        }
        if list.len() > 1 {
            list.iter().for_each(|item| taken[*item] = true);
            out.push(list);
        }
    }
    out
}

/// The member of a list behind one of its members.
fn next(scene: &Scene<'_>, index: usize) -> Option<usize> {
    let here = &scene.items[index];
    let sort = std::mem::discriminant(&here.what);
    let next = (index + 1..scene.items.len()).find(|other| std::mem::discriminant(&scene.items[*other].what) == sort)?;
    let between = here.tokens.end..scene.items[next].tokens.start;
    let joined = between.clone().any(|token| matches!(scene.lower(token), "and" | "," | "&"));
    let thing = matches!(here.what, What::Equipment(_));
    let plain = |token: usize| {
        matches!(scene.lower(token), "and" | "," | "&" | "the")
            || (thing && (matches!(scene.tag(token), Tag::CD | Tag::DT | Tag::JJ | Tag::NN | Tag::NNS | Tag::NNP)))
    };
    (joined && between.len() <= 6 && between.clone().all(plain)).then_some(next)
}
