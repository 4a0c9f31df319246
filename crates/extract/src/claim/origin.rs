//! Where what a force has comes from, told behind it: "most of Cuba's tanks are Soviet-made", "nine jets, all of French origin".

use super::draft::Draft;
use super::parties::{PartyRef, Spoken, named, resolve};
use super::transfer::{Thing, blank};
use crate::frame::chain::governor;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::How;
use crate::syntax::Label;
use materiel_model::{Stage, Stated};

/// Gives what is in service by a sentence, and has no supplier, the states that it is told to come from; and makes a draft of what only its
/// owner and its origin are told of.
pub(super) fn behind(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, (index, goods): (usize, &Goods), drafts: &mut Vec<Draft>) {
    let (makers, word) = makers(scene, lexicon, index);
    let Some(word) = word else { return };
    let of = |draft: &Draft| draft.item == Some(index);
    if drafts.iter().any(of) {
        let mut more = Vec::new();
        let open = |supplier: Option<&PartyRef>| supplier.is_none_or(|held| makers.iter().any(|maker| maker.id == held.id));
        for draft in drafts.iter_mut().filter(|draft| of(draft) && draft.stage.value == Stage::InService && open(draft.supplier.as_ref())) {
            let mut givers = makers.iter().filter(|maker| draft.recipients.iter().all(|held| held.id != maker.id)).cloned();
            draft.supplier = givers.next();
            more.extend(givers.map(|giver| Draft { supplier: Some(giver), quantity: None, ..draft.clone() }));
        }
        drafts.extend(more);
        return;
    }
    let Some(owner) = owner(scene, lexicon, spoken, index) else { return };
    for maker in makers.into_iter().filter(|maker| maker.id != owner.id) {
        let mut draft = blank(scene, lexicon, &Thing::here(scene, index, goods));
        draft.stage = Stated::inferred(Stage::InService, scene.tokens[word].span);
        draft.trigger = word;
        draft.frame = "rely".into();
        draft.template = "operate".into();
        draft.signs.by_tree = true;
        draft.signs.steps = 2;
        draft.signs.party_told = true;
        draft.signs.supplier_here = true;
        draft.signs.recipient_here = scene.span.contains(owner.at);
        draft.supplier = Some(maker);
        draft.recipients = vec![owner.clone()];
        drafts.push(draft);
    }
}

/// The states that are told behind a thing to have made it, and the word that tells.
fn makers(scene: &Scene<'_>, lexicon: &Lexicon, index: usize) -> (Vec<PartyRef>, Option<usize>) {
    let end = scene.items[index].tokens.end;
    let copula = copula_over(scene, scene.items[index].head);
    let next_thing = scene.items.iter().find(|item| item.tokens.start >= end && matches!(item.what, What::Equipment(_)));
    let limit = next_thing.map_or(scene.len(), |item| item.tokens.start);
    let mut found: Vec<PartyRef> = Vec::new();
    for item in scene.items.iter().filter(|item| item.tokens.start >= end && item.tokens.end < limit) {
        let Some(party) = named(scene, item.head).filter(|party| party.company.is_none() && party.id.is_state()) else { continue };
        let linked = match found.is_empty() {
            true => {
                (end..item.tokens.start).all(|token| lexicon.word_list("origin_links", scene.lower(token)))
                    || copula.is_some_and(|verb| verb < item.tokens.start && scene.is_under(item.head, verb))
            }
            false => matches!(scene.lower(item.tokens.start - 1), "and" | "or" | "," | "-" | "–"),
        };
        if !linked {
            found.clear();
            continue;
        }
        found.push(party);
        let word = |at: usize| if at < limit { scene.lower(at) } else { "" };
        let after = item.tokens.end;
        let hyphen = matches!(word(after), "-" | "–") && lexicon.word_list("made_words", word(after + 1));
        let ends = |at: usize| at >= limit || scene.item_at(at).is_none();
        let at = if hyphen && ends(after + 2) {
            Some(after + 1)
        } else if lexicon.word_list("origin_words", word(after)) && ends(after + 1) {
            Some(after)
        } else if word(after) == "in" && word(after + 1) == "origin" {
            Some(after + 1)
        } else {
            None
        };
        if at.is_some() {
            return (found, at);
        }
    }
    (Vec::new(), None)
}

/// The copula whose subject a thing is, or is some of.
fn copula_over(scene: &Scene<'_>, head: usize) -> Option<usize> {
    let mut at = head;
    for _ in 0..6 {
        let (above, function) = governor(scene, at)?;
        match function.as_str() {
            "subject" if scene.lemma(above) == "be" => return Some(above),
            "of" => at = above,
            _ => return None,
        }
    }
    None
}

/// Whose the thing is.
fn owner(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize) -> Option<PartyRef> {
    let item = &scene.items[index];
    let before = scene.children(item.head).iter().copied().filter(|child| *child < item.tokens.start);
    let parties = before.filter_map(|child| match scene.label(child) {
        Label::Poss => resolve(scene, lexicon, spoken, child).into_iter().next(),
        Label::Amod | Label::Compound | Label::Nmod => named(scene, child),
        _ => None,
    });
    parties.into_iter().find(|party| party.company.is_none() && party.how != How::Place)
}
