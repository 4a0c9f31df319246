//! Who else bought, got or has the same thing: "followed by Thailand", "the third customer after Chad and Morocco", "joins Nigeria as a buyer".

use super::draft::Draft;
use super::parties::{PartyRef, named};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Item, Scene, What};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Stage, Stated};

/// Drafts for the parties that a sentence puts beside the one that it tells of.
pub(super) fn followers(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for token in 0..scene.len() {
        let (beside, after) = match scene.lower(token) {
            "followed" if scene.tag(token) == Tag::VBN => (followed_by(scene, token), true),
            "after" | "behind" => (customers_after(scene, lexicon, token), false),
            "as" => (did_so(scene, token), true),
            "like" if token == 0 => (like(scene, token), false),
            _ if scene.lemma(token) == "join" => (joined(scene, lexicon, token), false),
            _ => continue,
        };
        if beside.is_empty() {
            continue;
        }
        let told = |draft: &&Draft| {
            let bought = matches!(draft.stage.value, Stage::Contracted | Stage::Approved | Stage::Delivered | Stage::InService);
            let before = draft.item.is_some_and(|item| scene.items[item].tokens.end <= token);
            bought && !draft.negated && (!draft.recipients.is_empty() || draft.stage.value == Stage::InService) && (before || !after)
        };
        let Some(model) = drafts.iter().rev().find(told) else { continue };
        for party in beside {
            let known =
                |draft: &Draft| draft.equipment.value == model.equipment.value && draft.recipients.iter().any(|held| held.id == party.id);
            if drafts.iter().chain(&out).any(known) || model.supplier.as_ref().is_some_and(|giver| giver.id == party.id) {
                continue;
            }
            let own_date = if after { date_below(scene, token) } else { None };
            out.push(Draft {
                recipients: vec![party],
                quantity: None,
                value: None,
                date_distance: if own_date.is_some() { 0 } else { usize::MAX },
                date: own_date,
                due: None,
                ..model.clone()
            });
        }
    }
    out
}

/// States and forces that a word and those joined to it name.
fn parties(scene: &Scene<'_>, token: usize) -> Vec<PartyRef> {
    let states = |party: &PartyRef| party.company.is_none() && party.how != How::Place && party.id.is_state();
    scene.coordinated(token).into_iter().filter_map(|one| named(scene, one)).filter(states).collect()
}

/// "Germany was the first to order it, followed by the Royal Thai Navy".
fn followed_by(scene: &Scene<'_>, token: usize) -> Vec<PartyRef> {
    let agents = scene.children_with(token, Label::Agent).flat_map(|by| scene.children_with(by, Label::Pobj));
    agents.flat_map(|object| parties(scene, object)).collect()
}

/// "Togo bought them, as did Benin and Mali".
fn did_so(scene: &Scene<'_>, token: usize) -> Vec<PartyRef> {
    let verb = token + 1;
    if verb >= scene.len() || !matches!(scene.lemma(verb), "do" | "have") {
        return Vec::new();
    }
    let behind = scene.items.iter().find(|item| (verb + 1..=verb + 2).contains(&item.tokens.start));
    behind.map(|item| parties(scene, item.head)).unwrap_or_default()
}

/// "Like Ghana, Kenya has opted for".
fn like(scene: &Scene<'_>, token: usize) -> Vec<PartyRef> {
    scene.children_with(token, Label::Pobj).flat_map(|object| parties(scene, object)).collect()
}

/// "The third African customer after Chad and Morocco".
fn customers_after(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Vec<PartyRef> {
    let objects = || scene.children_with(token, Label::Pobj).flat_map(|object| parties(scene, object)).collect();
    // The tree may hang the words on the noun, on its "of" or "for" phrase, or on the verb over it.
    let mut at = scene.head(token);
    for _ in 0..4 {
        let noun = scene.item_at(at).is_none() && is_customer(scene, lexicon, at);
        let below = scene.children(at).iter().copied().find(|child| {
            *child < token && matches!(scene.label(*child), Label::Attr | Label::Dobj) && is_customer(scene, lexicon, *child)
        });
        let ranked = |noun: usize| {
            scene.children_with(noun, Label::Amod).any(|child| lexicon.is_ordinal(scene.lower(child)) || scene.lower(child) == "latest")
        };
        if let Some(noun) = noun.then_some(at).or(below) {
            return if ranked(noun) { objects() } else { Vec::new() };
        }
        // "The sixth country to operate the jet, after Chile, Peru and Cuba".
        let state = |noun: usize| scene.item_at(noun).is_none() && lexicon.word_list("state_nouns", scene.lemma(noun)) && ranked(noun);
        if std::iter::once(at).chain(scene.children(at).iter().copied()).any(|noun| noun < token && state(noun)) {
            return objects();
        }
        if scene.head(at) == at {
            break;
        }
        at = scene.head(at);
    }
    Vec::new()
}

/// "Azerbaijan joins Myanmar and Nigeria as buyers of the jet".
fn joined(scene: &Scene<'_>, lexicon: &Lexicon, verb: usize) -> Vec<PartyRef> {
    let as_customers = scene
        .children_with(verb, Label::Dobj)
        .chain([verb])
        .flat_map(|head| scene.subtree(head))
        .filter(|token| *token > verb && scene.lower(*token) == "as")
        .any(|token| scene.children_with(token, Label::Pobj).any(|noun| is_customer(scene, lexicon, noun)));
    if !as_customers {
        return Vec::new();
    }
    scene.children_with(verb, Label::Dobj).flat_map(|object| parties(scene, object)).collect()
}

fn is_customer(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    lexicon.word_list("customer_nouns", scene.lemma(token)) || lexicon.word_list("holder_nouns", scene.lemma(token))
}

/// The date that stands below a word.
fn date_below(scene: &Scene<'_>, token: usize) -> Option<Stated<materiel_model::PartialDate>> {
    let below = |item: &Item| match &item.what {
        What::Date(date) if scene.is_under(item.head, token) => Some(Stated::new(date.value?, item.span)),
        _ => None,
    };
    scene.items.iter().find_map(below)
}
