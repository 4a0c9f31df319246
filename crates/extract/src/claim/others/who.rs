//! Who does it: the party that a word's phrase names, the subject of the verbs above it, or whom the document is about.

use super::super::parties::{PartyRef, resolve};
use super::view::View;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::Span;

/// The parties that the phrase at `token` stands for and that can act.
pub(super) fn parties(view: &View<'_, '_>, token: usize) -> Vec<PartyRef> {
    if let Some(sides) = two_sides(view, token) {
        return sides;
    }
    // "The North's enemies": others than the North.
    if view.is("other_side_nouns", token)
        && view.scene.item_at(token).is_none()
        && view.scene.children_with(token, Label::Poss).next().is_some()
    {
        return Vec::new();
    }
    // "The parliament in Vilnius".
    if view.is("organ_nouns", token)
        && view.scene.item_at(token).is_none()
        && let [seat] = view.after(token, &["in"])[..]
        && let Some(party) = super::super::parties::named(view.scene, seat).filter(|party| party.id.is_state())
    {
        return vec![PartyRef { how: How::Government, ..party }];
    }
    let found: Vec<PartyRef> = resolve(view.scene, view.lexicon, view.spoken, token)
        .into_iter()
        .filter(|party| party.how != How::Place && !is_likeness(view, party))
        .collect();
    // "The government" is the one spoken of last; only where nobody was is it the document's own.
    let organ =
        found.len() == 1 && view.is("organ_nouns", token) && view.spoken.topic.as_ref().is_some_and(|topic| topic.at == found[0].at);
    if organ {
        let mut here = view
            .scene
            .items
            .iter()
            .filter(|item| item.tokens.end <= token)
            .filter_map(|item| super::super::parties::named(view.scene, item.head));
        if let Some(last) = here.rfind(|party| party.id.is_state() && party.how != How::Place).or_else(|| spoken_of_last(view)) {
            return vec![last.by_the_way()];
        }
    }
    found
}

/// The state that was the subject of one of the sentences just before.
fn spoken_of_last(view: &View<'_, '_>) -> Option<PartyRef> {
    let last = view.spoken.subjects.last()?;
    let near = last.at.end <= view.scene.span.start && view.scene.span.start - last.at.end <= 300;
    (near && last.id.is_state()).then(|| last.clone())
}

/// How many states a phrase like "the two governments", "the three countries", "both sides" or "the presidents" stands for.
pub(super) fn number_of_sides(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let plural = matches!(scene.tag(token), Tag::NNS | Tag::NNPS) && scene.item_at(token).is_none();
    if !plural || !view.is("side_nouns", token) {
        return None;
    }
    let children = || scene.children(token).iter().copied();
    let of_others = children().any(|child| match scene.label(child) {
        Label::Prep => !view.after(token, &["of", "from", "in"]).is_empty(),
        Label::Amod | Label::Compound | Label::Nmod | Label::Poss => super::super::parties::named(scene, child).is_some(),
        _ => false,
    });
    if of_others {
        return None;
    }
    let said = children().find_map(|child| match scene.lower(child) {
        "two" | "both" => Some(2),
        "three" => Some(3),
        "four" => Some(4),
        _ => None,
    });
    said.or_else(|| scene.children_with(token, Label::Det).any(|det| scene.lower(det) == "the").then_some(2))
}

/// "The two governments", "both countries": the two states spoken of last.
fn two_sides(view: &View<'_, '_>, token: usize) -> Option<Vec<PartyRef>> {
    let scene = view.scene;
    if !view.is("side_nouns", token) || !matches!(scene.tag(token), Tag::NNS | Tag::NNPS) || scene.item_at(token).is_some() {
        return None;
    }
    if !scene.children(token).iter().any(|child| matches!(scene.lower(*child), "two" | "both")) {
        return None;
    }
    let mut sides: Vec<PartyRef> = Vec::new();
    for party in view.spoken.subjects.iter().rev().chain(&view.spoken.topic).filter(|party| party.id.is_state()) {
        if !sides.iter().any(|held| held.id == party.id) {
            sides.push(party.clone().by_the_way());
        }
        if sides.len() == 2 {
            return Some(sides);
        }
    }
    None
}

/// States joined by "and" to the one that the words at `at` name.
pub(super) fn beside(view: &View<'_, '_>, at: Span) -> Vec<PartyRef> {
    let Some(item) = view.scene.items.iter().find(|item| item.span == at) else { return Vec::new() };
    let joined = view.scene.coordinated(item.head).into_iter().skip(1);
    joined
        .filter_map(|token| super::super::parties::named(view.scene, token))
        .filter(|party| party.id.is_state() && party.how != How::Place)
        .collect()
}

/// The first of them that is no company.
pub(super) fn public(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    parties(view, token).into_iter().find(|party| party.company.is_none())
}

/// Whose the thing at `token` is by its own phrase: possessor, adjective, "of", "by".
pub(super) fn owner(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    for child in scene.children(token).iter().copied() {
        match scene.label(child) {
            Label::Poss => {
                // "Sweden raised its budget": the clause's own subject comes before whoever was spoken of last.
                let own = matches!(scene.tag(child), Tag::PRPS).then(|| subject_above(view, token)).flatten();
                if let Some(party) = own.or_else(|| parties(view, child).into_iter().next()) {
                    return Some(party);
                }
            }
            // "A NATO-standard plant": what it is like, and not whose.
            Label::Amod | Label::Compound | Label::Nmod if is_like(view, child) => {}
            Label::Amod | Label::Compound | Label::Nmod => {
                let own = super::super::parties::named(scene, child).filter(|party| party.how != How::Place);
                let below = || {
                    scene
                        .children(child)
                        .iter()
                        .find_map(|one| super::super::parties::named(scene, *one))
                        .filter(|party| party.how != How::Place)
                };
                if let Some(party) = own.or_else(below) {
                    return Some(party.by_the_way());
                }
            }
            _ => {}
        }
    }
    view.after(token, &["of", "by"]).into_iter().find_map(|object| parties(view, object).into_iter().next())
}

/// "NATO-standard", "Soviet-era", "Western-style": a name that only says what something is like.
fn is_like(view: &View<'_, '_>, token: usize) -> bool {
    token >= 1 && view.scene.lower(token - 1) == "-" && view.is("likeness_words", token)
}

/// The same of a party by its words.
fn is_likeness(view: &View<'_, '_>, party: &PartyRef) -> bool {
    let item = view.scene.items.iter().find(|item| item.span == party.at);
    item.is_some_and(|item| item.tokens.end + 1 < view.scene.len() && is_like(view, item.tokens.end + 1))
}

/// Who does what the word at `token` names: by its phrase, then by the subjects of the verbs above it.
pub(super) fn doer(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    if view.is_noun(token)
        && let Some(party) = owner(view, token)
    {
        return Some(party);
    }
    subject_above(view, token)
}

/// The subject of the verb at `token`, or of the nearest verb above it that has one.
pub(super) fn subject_above(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let mut at = token;
    for _ in 0..9 {
        if view.is_verb(at) {
            if let Some(party) = agent(view, at, token) {
                return Some(party);
            }
        } else if at != token {
            // "Kosovo's plan to build": whose plan it is.
            let theirs = scene.children_with(at, Label::Poss).find(|child| *child != token && !scene.is_under(token, *child));
            if let Some(party) = theirs.and_then(|child| parties(view, child).into_iter().next()) {
                return Some(party);
            }
        }
        let head = scene.head(at);
        if head == at {
            return None;
        }
        // "Told Oman to withdraw its sanctions": the one who is told.
        if view.is_verb(at) && scene.label(at) == Label::Xcomp && view.is("commanding_verbs", head) {
            let told = scene.children(head).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Dative));
            if let Some(party) = told.filter(|child| *child < at && *child > head).find_map(|child| parties(view, child).into_iter().next())
            {
                return Some(party);
            }
        }
        if matches!(scene.label(at), Label::Relcl | Label::Acl) && view.is_verb(at) {
            let active = !(scene.label(at) == Label::Acl && scene.tag(at) == Tag::VBN);
            let relative =
                scene.label(at) == Label::Acl || view.subject(at).is_some_and(|subject| matches!(scene.tag(subject), Tag::WDT | Tag::WP));
            if active
                && relative
                && !view.is_passive(at)
                && let Some(party) = parties(view, head).into_iter().next()
            {
                return Some(party);
            }
        }
        at = head;
    }
    None
}

/// The doer among a verb's dependents: its subject in the active voice, the "by" phrase in the passive.
fn agent(view: &View<'_, '_>, verb: usize, from: usize) -> Option<PartyRef> {
    let scene = view.scene;
    for object in view.after(verb, &["by"]) {
        if let Some(party) = parties(view, object).into_iter().next() {
            return Some(party);
        }
    }
    let subject = view.subject(verb)?;
    if subject == from || scene.is_under(from, subject) {
        return None;
    }
    if matches!(scene.tag(subject), Tag::WDT | Tag::WP) {
        return matches!(scene.label(verb), Label::Relcl).then(|| parties(view, scene.head(verb)).into_iter().next()).flatten();
    }
    // "Kosovo is set to receive" has an acting subject; "the plant was built" has none.
    if scene.label(subject) == Label::Nsubjpass && verb == from {
        return None;
    }
    parties(view, subject).into_iter().next()
}

/// Whom the document is about, else the party spoken of last.
pub(super) fn topic(view: &View<'_, '_>) -> Option<PartyRef> {
    let found = view.spoken.topic.clone().or_else(|| view.spoken.subjects.last().cloned());
    found.map(PartyRef::by_the_way)
}
