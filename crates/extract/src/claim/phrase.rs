//! Equipment that no frame stands over: what only the phrase or the list around it says of whose it is.

use super::draft::{Draft, Way};
use super::parties::{PartyRef, Spoken, named, resolve};
use super::transfer::{PACKAGE, Thing, blank};
use crate::frame::chain::governor;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Stage, Stated};

/// "Poland's MiG-29s", "its Leopard tanks", "transport aircraft include two CN235s": in service with whoever has it.
///
/// Only designated equipment counts, and only where the owner is not known to make it: a maker's own product is not a transfer.
pub fn in_service(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, goods: &Goods) -> Option<Draft> {
    if !matches!(goods.sort, Sort::Family | Sort::Designation) {
        return None;
    }
    let (owner, trigger) = owned(scene, lexicon, spoken, index, goods).or_else(|| listed(scene, lexicon, spoken, index))?;
    let mut draft = blank(scene, lexicon, &Thing::here(scene, index, goods));
    let at = scene.tokens.get(trigger).map_or(owner.at, |token| token.span);
    draft.stage = Stated::inferred(Stage::InService, at);
    draft.trigger = trigger;
    draft.frame = "owned".into();
    draft.signs.way = Way::Owned;
    draft.recipients = vec![owner];
    Some(draft)
}

/// The state whose thing it is, by a possessor or a demonym before it.
fn owned(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, goods: &Goods) -> Option<(PartyRef, usize)> {
    let item = &scene.items[index];
    for child in scene.children(item.head).iter().copied().filter(|child| *child < item.tokens.start) {
        let parties = match scene.label(child) {
            Label::Poss => resolve(scene, lexicon, spoken, child),
            Label::Amod | Label::Compound | Label::Nmod => named(scene, child).into_iter().collect(),
            _ => continue,
        };
        let owner = parties.into_iter().find(|party| party.company.is_none() && party.how != How::Place)?;
        let foreign = !goods.origin.is_empty() && !goods.origin.contains(&owner.id);
        return foreign.then_some((owner, child));
    }
    None
}

/// A member of a list that says what a force's equipment includes.
fn listed(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize) -> Option<(PartyRef, usize)> {
    let mut at = scene.items[index].head;
    for _ in 0..16 {
        let (above, function) = governor(scene, at)?;
        match function.as_str() {
            "conj" | "appos" => at = above,
            // "A single An-12 transport".
            "modifier" if scene.item_at(above).is_none() => at = above,
            "object" | "attribute" | "of" if lexicon.word_list("list_verbs", scene.lemma(above)) => {
                let subject = scene.children_with(above, Label::Nsubj).next()?;
                let equipment =
                    scene.item_at(subject).is_some_and(|item| matches!(&item.what, What::Equipment(goods) if goods.sort == Sort::Noun));
                if !equipment && !lexicon.word_list("holding_nouns", scene.lemma(subject)) {
                    return None;
                }
                // "The 16 helicopters include eight Hueys": with the fate of those that were told of, see `itemised`.
                if is_told_before(scene, spoken, subject) {
                    return None;
                }
                let owner = resolve(scene, lexicon, spoken, subject).into_iter().next();
                let of_subject =
                    scene.children_with(subject, Label::Poss).find_map(|child| resolve(scene, lexicon, spoken, child).into_iter().next());
                let owner = owner.or(of_subject).or_else(|| spoken.topic.clone().map(PartyRef::by_the_way))?;
                return Some((owner, above));
            }
            _ => return None,
        }
    }
    None
}

/// True for "the 16 helicopters", where a transfer was told of just so many things.
fn is_told_before(scene: &Scene<'_>, spoken: &Spoken, subject: usize) -> bool {
    let number = scene.children_with(subject, Label::Nummod).find_map(|child| match &scene.item_at(child)?.what {
        What::Number(found) => found.quantity(),
        _ => None,
    });
    let definite = scene.children_with(subject, Label::Det).any(|det| matches!(scene.lower(det), "the" | "these" | "those"));
    let counted = |draft: &Draft| number.is_some_and(|number| draft.quantity.is_some_and(|told| told.value.value == number.value));
    definite && spoken.told.iter().any(|draft| scene.sentence - draft.sentence <= PACKAGE && counted(draft))
}

/// States and companies told by "-made", "-built" and the like right before a thing: "Turkish-made drones".
pub fn makers_before(scene: &Scene<'_>, lexicon: &Lexicon, index: usize) -> Vec<PartyRef> {
    let start = scene.items[index].tokens.start;
    let low = start.saturating_sub(6);
    // "U.S. built": without its hyphen.
    let open = |token: usize| token >= 1 && matches!(scene.lower(token), "made" | "built") && scene.tag(token) != Tag::VBD;
    let bare = (low..start).filter(|token| open(*token)).filter_map(|token| named(scene, token - 1)).collect::<Vec<_>>();
    if !bare.is_empty() {
        return bare;
    }
    (low..start)
        .filter(|token| lexicon.word_list("made_words", scene.lower(*token)) && *token >= 2)
        .filter(|token| matches!(scene.tag(token - 1), Tag::HYPH) || scene.lower(token - 1) == "-")
        .filter_map(|token| named(scene, token - 2))
        .collect()
}
