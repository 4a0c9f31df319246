//! Whether a noun speaks of money for forces.
//!
//! In: a noun of a sentence. Out: whether it is spending of forces, by what it is called, by who gets or asks for it, or by what it is for.

use super::super::figure;
use super::super::view::View;
use super::{purpose, topic};
use crate::frame::scene::What;
use crate::name::Sort;
use crate::syntax::{Label, Tag};

/// "Defence budget", "spending on arms", "funds for the army", "the cost of the war"; a plain "budget" where its owner is military.
pub(super) fn is_spending(view: &View<'_, '_>, token: usize, for_forces: bool) -> bool {
    // "Spending on defence by the members slipped".
    if view.scene.tag(token) == Tag::VBG && view.scene.label(token) == Label::Nsubj && view.is("spending_nouns", token) {
        return purpose::of(view, token);
    }
    if !view.is_noun(token) {
        return false;
    }
    if view.is("procurement_nouns", token) && figure::direction(view, view.above(token, 2).pop().unwrap_or(token)).is_some() {
        return view.phrase_tokens(token).into_iter().any(|one| view.is_military(one));
    }
    if view.is("cost_nouns", token) {
        return view.after(token, &["of"]).into_iter().any(|object| view.is("war_nouns", object));
    }
    if !(view.is("spending_nouns", token) || view.is("fund_nouns", token) || is_spending_plan(view, token)) {
        return false;
    }
    let phrase = view.phrase_tokens(token);
    if phrase.iter().any(|one| view.is("not_spending", *one)) {
        return false;
    }
    let goods = |token: usize| match view.scene.item_at(token).map(|item| (&item.what, item.span)) {
        Some((What::Equipment(goods), span)) => {
            goods.sort != Sort::VagueNoun
                || !view.scene.words(span).split_whitespace().any(|word| view.lexicon.word_list("military_words", &word.to_lowercase()))
        }
        _ => false,
    };
    // "The war budget".
    let of_war = |one: usize| view.is("war_nouns", one) && view.scene.label(one) == Label::Compound;
    let military = phrase.iter().any(|one| *one != token && (view.is_military(*one) || of_war(*one)) && !goods(*one));
    // "The agency for warheads is to receive 15 billion in the 2019 budget": who gets it is military.
    let received = || {
        phrase.iter().any(|one| view.is("spending_nouns", *one))
            && view.above(token, 4).into_iter().find(|above| view.is_verb(*above)).is_some_and(|verb| {
                view.scene.lemma(verb) == "receive" && (view.anywhere("military_words") || view.anywhere("arsenal_words"))
            })
    };
    // "The defence plan sets out 20 billion of investment".
    let planned = || {
        view.above(token, 3).into_iter().find(|above| view.is_verb(*above)).is_some_and(|verb| {
            (view.is("level_verbs", verb) || view.is("planning_verbs", verb)) && view.subject(verb) != Some(token) && {
                let subject = view.subject(verb);
                subject.is_some_and(|subject| view.is("plan_nouns", subject) && purpose::is_military(view, subject))
            }
        })
    };
    // "Slashed its spending on military hardware": what it is on, wherever the tree hangs it.
    let behind = || {
        let next = token + 1;
        next < view.scene.len()
            && matches!(view.scene.lower(next), "on" | "for")
            && view.scene.children_with(next, Label::Pobj).any(|object| purpose::is_military(view, object))
    };
    // "The defence ministry has requested a budget of 3 trillion".
    let asked = || {
        view.is("spending_nouns", token)
            && view
                .above(token, 2)
                .into_iter()
                .find(|above| view.is_verb(*above))
                .is_some_and(|verb| (view.is("request_verbs", verb) || view.is("getting_verbs", verb)) && topic::is_forces(view, verb))
    };
    // "The budget to acquire the jets".
    let to_buy = || view.is("spending_nouns", token) && purpose::is_to_buy(view, token, token);
    military || for_forces || received() || planned() || behind() || asked() || to_buy()
}

/// "Investment plan", "budget law", "spending package".
pub(super) fn is_spending_plan(view: &View<'_, '_>, token: usize) -> bool {
    view.is("plan_nouns", token) && view.scene.children_with(token, Label::Compound).any(|word| topic::is_money(view, word))
}
