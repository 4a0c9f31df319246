//! Shapes in which a force's size is told beside the plain count of its soldiers: "a 550,000-member army", "its 680,000 military", "13,000 men
//! strong", "two million people in the army", "an army made up of 5,000 men".

use super::super::super::parties::named;
use super::super::view::View;
use super::super::{NEAR, Thread, who};
use crate::frame::scene::{Item, What};
use crate::name::Sort;
use crate::name::number::NumberRole;
use crate::syntax::{Label, Tag};
use rust_decimal::prelude::ToPrimitive;

/// The fewest people that are a force where its noun alone stands beside their number.
const FEWEST: u64 = 1000;
/// More than any force has ever had.
const MOST: u64 = 50_000_000;
/// The fewest soldiers that a state is said to have, and not to have somewhere.
const FEWEST_OF_STATE: u64 = 3000;

/// A word for a force, or the name of one.
pub(super) fn is_force(view: &View<'_, '_>, token: usize) -> bool {
    let goods = matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(goods)) if goods.sort != Sort::VagueNoun);
    (view.is("force_nouns", token) && !goods) || view.is_force_name(token)
}

/// The hyphen and the word of "-strong", "-member", "-troop" behind a figure.
pub(super) fn counting_word(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    let end = item.tokens.end;
    let joined = end + 1 < view.scene.len() && view.scene.lower(end) == "-";
    (joined && view.is("headed_words", end + 1)).then_some(end + 1)
}

/// "Wants to cut its 680,000 military": the force as it stands, whatever is to become of it.
pub(super) fn stands(view: &View<'_, '_>, item: &Item, counted: Option<usize>) -> bool {
    let scene = view.scene;
    let before = item.tokens.start.saturating_sub(2)..item.tokens.start;
    let definite = before.into_iter().any(|token| matches!(scene.lower(token), "the" | "'s" | "’s") || scene.tag(token) == Tag::PRPS);
    let bare = || counted.is_some_and(|noun| is_bare_force(view, noun));
    let inside = || counted.is_some_and(|noun| view.is("member_nouns", noun) && in_the_force(view, item, noun).is_some());
    definite && (hyphened(view, item).is_some() || bare() || inside())
}

/// The noun that tells whose size a figure is; `counted` is the noun that it counts.
pub(super) fn force(view: &View<'_, '_>, thread: &Thread, item: &Item, counted: Option<usize>) -> Option<usize> {
    let What::Number(number) = &item.what else { return None };
    let many = |least: u64| number.value.to_u64().is_some_and(|count| (least..MOST).contains(&count));
    let plain = number.role == NumberRole::Count;
    let people = counted.filter(|noun| plain && (view.is("member_nouns", *noun) || view.is("soldier_nouns", *noun)));
    hyphened(view, item)
        .or_else(|| counted.filter(|noun| plain && many(FEWEST) && is_bare_force(view, *noun)))
        .or_else(|| people.filter(|_| many(FEWEST)).and_then(|noun| in_the_force(view, item, noun)))
        .or_else(|| consisting(view, item, counted).filter(|_| plain && many(100)))
        .or_else(|| so_strong(view, item, counted).filter(|_| plain && many(100)))
        .or_else(|| people.filter(|_| many(FEWEST)).filter(|noun| is_beside_force(view, item, *noun)))
        .or_else(|| {
            people.filter(|noun| many(FEWEST_OF_STATE) && view.is("soldier_nouns", *noun)).filter(|noun| is_of_state(view, thread, *noun))
        })
}

/// "The 2,500-strong force", "a 1.1 million-troop military", "its 24,000-strong army".
fn hyphened(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    let scene = view.scene;
    let word = counting_word(view, item)?;
    let describes = |token: &usize| {
        let name = scene.item_at(*token).is_some();
        name || matches!(scene.tag(*token), Tag::JJ | Tag::CD | Tag::NN | Tag::NNP | Tag::NNPS | Tag::NNS | Tag::VBN)
    };
    let behind = (word + 1..(word + 7).min(scene.len())).take_while(describes);
    behind.filter(|token| is_force(view, *token) || view.is("troop_words", *token)).last()
}

/// "Its 680,000 military": the force counted by its own noun.
fn is_bare_force(view: &View<'_, '_>, noun: usize) -> bool {
    let singular = matches!(view.scene.tag(noun), Tag::NN | Tag::NNP);
    let own = view.scene.children(noun).iter().any(|child| matches!(view.scene.label(*child), Label::Poss | Label::Det));
    singular && own && is_force(view, noun) && (view.is("bare_forces", noun) || view.is_force_name(noun))
}

/// "The 2.3 million people in the army", "200,000 men under arms".
fn in_the_force(view: &View<'_, '_>, item: &Item, noun: usize) -> Option<usize> {
    let scene = view.scene;
    let words = |at: usize, wanted: &[&str]| {
        wanted.iter().enumerate().all(|(step, word)| at + step < scene.len() && scene.lower(at + step) == *word)
    };
    let end = noun.max(item.tokens.end.saturating_sub(1));
    if (end + 1..end + 3).any(|at| words(at, &["under", "arms"]) || words(at, &["in", "uniform"])) {
        return Some(noun);
    }
    let told =
        scene.children(noun).iter().any(|child| matches!(scene.label(*child), Label::Det | Label::Poss) && scene.lower(*child) != "a");
    told.then(|| view.after(noun, &["in"]).into_iter().find(|object| is_force(view, *object))).flatten()
}

/// "Is made up of 5,000 men", "consists of 4,000 soldiers".
fn consisting(view: &View<'_, '_>, item: &Item, counted: Option<usize>) -> Option<usize> {
    let scene = view.scene;
    let people = counted.is_none_or(|noun| view.is("member_nouns", noun) || view.is("soldier_nouns", noun));
    let verb = view.above(item.head, 5).into_iter().find(|token| view.is_verb(*token) && view.is("consisting_verbs", *token))?;
    let of = (item.tokens.start.saturating_sub(3)..item.tokens.start).any(|token| scene.lower(token) == "of");
    view.subject(verb).filter(|subject| people && of && is_force(view, *subject))
}

/// "Is 13,000 men strong", "the National Guard, 100,000 strong".
fn so_strong(view: &View<'_, '_>, item: &Item, counted: Option<usize>) -> Option<usize> {
    let scene = view.scene;
    let end = counted.filter(|noun| *noun >= item.tokens.end).map_or(item.tokens.end, |noun| noun + 1);
    if end >= scene.len() || scene.lower(end) != "strong" || (end + 1 < scene.len() && view.is_noun(end + 1)) {
        return None;
    }
    let before = item.tokens.start.saturating_sub(9)..item.tokens.start;
    before
        .rev()
        .find(|token| is_force(view, *token) || view.is("troop_words", *token))
        .map(|token| scene.item_at(token).map_or(token, |item| item.head))
}

/// "Has one of the largest armies, with 33,000 troops".
fn is_beside_force(view: &View<'_, '_>, item: &Item, noun: usize) -> bool {
    let scene = view.scene;
    let What::Number(number) = &item.what else { return false };
    let first = (0..item.tokens.start).rfind(|token| scene.tokens[*token].span.end <= number.with_qualifier.start);
    let Some(with) = first.filter(|token| scene.lower(*token) == "with") else { return false };
    let force =
        |token: usize| is_force(view, token) && !(view.is_noun(token) && scene.label(token) == Label::Compound && !view.in_name(token));
    view.is("soldier_nouns", noun) && (with.saturating_sub(8)..with).any(force) && !is_placed(view, noun)
}

/// "Vietnam has half a million soldiers", "Malawi's 10,700 soldiers": a state's own, and nowhere in particular.
fn is_of_state(view: &View<'_, '_>, thread: &Thread, noun: usize) -> bool {
    let scene = view.scene;
    let abroad = thread.place.as_ref().is_some_and(|(end, _)| scene.span.start.saturating_sub(*end) <= NEAR);
    if abroad || is_placed(view, noun) {
        return false;
    }
    let state = |token: usize| named(scene, token).is_some_and(|party| party.id.is_state() && party.company.is_none());
    let verb = scene.head(noun);
    let has =
        scene.label(noun) == Label::Dobj && view.is_verb(verb) && (view.is("mustering_verbs", verb) || view.is("wanting_verbs", verb));
    let placed =
        || is_placed(view, verb) || scene.children(verb).iter().any(|child| matches!(scene.lower(*child), "there" | "here" | "on"));
    if has {
        let subject = view.subject(verb).or_else(|| view.subject(scene.head(verb)));
        return !placed() && subject.is_some_and(|subject| who::public(view, subject).is_some_and(|party| party.id.is_state()));
    }
    scene.children_with(noun, Label::Poss).any(state) && !placed()
}

/// Something of a place hangs on the word: "in the north", "at the border", "stationed there".
fn is_placed(view: &View<'_, '_>, token: usize) -> bool {
    let places = view.after(token, &["in", "at", "on", "near", "along", "from", "across", "around", "to", "into", "inside", "within"]);
    let date = |object: &usize| matches!(view.scene.item_at(*object).map(|item| &item.what), Some(What::Date(_)));
    let clause =
        view.scene.children(token).iter().any(|child| *child > token && matches!(view.scene.label(*child), Label::Acl | Label::Relcl));
    clause || places.iter().any(|object| !date(object) && !is_force(view, *object))
}
