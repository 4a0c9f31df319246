//! Whom an agreement binds: named beside it, signing it, or spoken of just before.

use super::super::super::parties::{self, PartyRef};
use super::super::view::View;
use super::super::{Thread, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{PartyId, Span};

/// The parties, each once.
pub(super) fn parties(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize) -> Vec<PartyRef> {
    let scene = view.scene;
    let mut out: Vec<PartyRef> = Vec::new();
    let own = fillers(scene, view.lexicon, frame, token);
    for filler in own.iter().filter(|filler| filler.role == Role::Parties && !filler.shared) {
        extend(&mut out, at(view, thread, filler.token));
    }
    if view.is_noun(token) {
        // "The Egypt–Israel peace treaty": names inside the phrase.
        let inside = view.phrase_tokens(token).into_iter().filter(|one| *one < token);
        extend(&mut out, inside.filter_map(|one| parties::named(scene, one)).filter(acts));
    }
    // "Russia and India will co-produce": the prefix takes the verb's place in the tree.
    let from = if super::is_shared_making(view, token) && view.is_verb(token - 2) { token - 2 } else { token };
    if from != token {
        let subject = view.subject(from).or_else(|| view.subject(scene.head(from)));
        for one in subject.into_iter().flat_map(|subject| scene.coordinated(subject)) {
            extend(&mut out, at(view, thread, one));
        }
    }
    // "A deal struck between".
    let struck = scene.children_with(token, Label::Acl).flat_map(|clause| joined(view, clause)).collect::<Vec<_>>();
    for object in struck.into_iter().filter(|_| view.is_noun(token)) {
        extend(&mut out, at(view, thread, object));
    }
    above(view, thread, from, &mut out);
    // "After signing pacts with Kenya and Oman, Portugal": the one who signs stands with the main verb.
    let signing = scene.head(token);
    let before = matches!(scene.label(signing), Label::Pcomp | Label::Advcl) && scene.tag(signing) == Tag::VBG;
    if before && view.is_noun(token) && view.is("signing_verbs", signing) && view.subject(signing).is_none() {
        extend(&mut out, who::subject_above(view, signing).filter(acts));
    }
    // "A Franco-German project": a prefix that stands for a state.
    extend(&mut out, prefixed(view, token));
    if view.is_noun(token) && out.len() < 2 {
        // "An agreement granting the USA access": whom its clauses name.
        let below = scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 12);
        // "A UK-based business": where it is, and no side.
        let based = |one: &usize| *one + 2 < scene.len() && scene.lower(*one + 1) == "-" && view.is("located_words", *one + 2);
        let states =
            below.filter(|one| !based(one)).filter_map(|one| parties::named(scene, one)).filter(|party| party.id.is_state() && acts(party));
        extend(&mut out, states.map(PartyRef::by_the_way));
    }
    // "The pact lets US forces use three airfields in Papua New Guinea": whom it lets do what, and where.
    if let Some(verb) = rules(view, token).filter(|_| out.len() < 2) {
        let below = scene.subtree(verb).into_iter().filter(|one| *one > verb && *one <= verb + 14);
        let states = below.filter_map(|one| parties::named(scene, one)).filter(|party| party.id.is_state()).collect::<Vec<_>>();
        extend(&mut out, states.into_iter().map(PartyRef::by_the_way));
    }
    // "With the French shipbuilder Naval Group": the adjective is the company's, and no side of its own.
    let makers: Vec<PartyRef> = out.iter().filter(|party| party.company.is_some()).cloned().collect();
    out.retain(|party| {
        let its_own = |maker: &PartyRef| {
            let home = maker.company.as_ref().and_then(|company| company.state.as_ref());
            home == Some(&party.id) && party.at.end <= maker.at.start && maker.at.start - party.at.end <= 40
        };
        !makers.iter().any(its_own)
    });
    // "Agreed to jointly research a seeker with Japan": with whom may hang on what is made.
    if view.is_verb(token) && out.len() == 1 {
        let below = scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 20).collect::<Vec<_>>();
        if below.iter().any(|one| view.is("together_words", *one)) {
            let with = below.into_iter().filter(|one| scene.lower(*one) == "with");
            let objects: Vec<usize> = with.flat_map(|one| scene.children_with(one, Label::Pobj).collect::<Vec<_>>()).collect();
            for object in objects {
                extend(&mut out, at(view, thread, object).into_iter().filter(acts));
            }
        }
    }
    // "They said they would upgrade the agreement", "announced that they have signed": those who stood together just before.
    if out.len() < 2 {
        extend(&mut out, by_they(view, thread, token));
    }
    // "Agreed" names both sides or none; an agreement may leave one of them out.
    if !view.is_verb(token) {
        complete(view, token, &own, &mut out);
    }
    // "India's signing of the pact was a breakthrough in its ties with the United States": the one other state of the sentence.
    if out.len() == 1 && frame.id == "named-pact" && out[0].id.is_state() {
        let mut others: Vec<PartyRef> = Vec::new();
        let named = scene.items.iter().filter_map(|item| parties::named(scene, item.head));
        extend(&mut others, named.filter(|party| party.id.is_state() && acts(party) && party.id != out[0].id));
        if others.len() == 1 {
            out.extend(others.into_iter().map(PartyRef::by_the_way));
        }
    }
    // "Signed a deal in Berlin": the host, where the document has spoken of it before.
    if out.len() == 1 && view.is_noun(token) && view.is("signing_verbs", scene.head(token)) && out[0].company.is_none() {
        let host = view.after(scene.head(token), &["in"]).into_iter().chain(view.after(token, &["in"]));
        let host = host.filter_map(|object| parties::named(scene, object)).find(|party| party.id.is_state() && party.id != out[0].id);
        let known = host.filter(|party| thread.states.iter().any(|held| held.id == party.id));
        extend(&mut out, known.map(PartyRef::by_the_way));
    }
    // "Relations between the two, resting on several agreements signed in 2018": told of both before.
    if out.len() < 2 && view.is_noun(token) && super::event(view, token) {
        let both = told_between(view, token);
        if both.len() >= 2 && out.iter().all(|party| both.iter().any(|held| held.id == party.id)) {
            extend(&mut out, both.into_iter().map(PartyRef::by_the_way));
        }
    }
    // "Kenya and Japan have had a bond since a military agreement signed in 2003": the two that the sentence is about.
    if out.len() < 2 && view.is_noun(token) && super::event(view, token) {
        let top = view.above(token, 9).into_iter().rev().find_map(|verb| view.subject(verb));
        let mut both: Vec<PartyRef> = Vec::new();
        let joined = top.into_iter().flat_map(|subject| scene.coordinated(subject));
        extend(&mut both, joined.filter_map(|one| parties::named(scene, one)).filter(|party| party.id.is_state() && acts(party)));
        if both.len() == 2 && out.iter().all(|party| both.iter().any(|held| held.id == party.id)) {
            extend(&mut out, both.into_iter().map(PartyRef::by_the_way));
        }
    }
    // "A trilateral memorandum": those spoken of before.
    if let Some(wanted) = super::number_of_sides(view, token).filter(|wanted| *wanted > 2 && out.len() < *wanted) {
        let held = thread.pact.as_ref().map(|(_, parties)| parties.clone()).filter(|parties| parties.len() >= wanted);
        let spoken = || thread.states.iter().rev().take(wanted).cloned().collect::<Vec<_>>();
        let sides = held.unwrap_or_else(spoken);
        if sides.len() == wanted && out.iter().all(|party| sides.iter().any(|side| side.id == party.id)) {
            extend(&mut out, sides.into_iter().map(PartyRef::by_the_way));
        }
    }
    out.truncate(12);
    out
}

/// "The pact lets", "the treaty limits", "the accord provides for": the verb that says what the agreement does.
pub(super) fn rules(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let verb = view.scene.head(token);
    let subject = view.is_noun(token) && view.scene.label(token) == Label::Nsubj;
    (subject && view.is_verb(verb) && view.is("ruling_verbs", verb)).then_some(verb)
}

/// "A deal struck between", "an agreement between": its sides are told by the word.
pub(super) fn is_between(view: &View<'_, '_>, token: usize) -> bool {
    let clauses = view.scene.children_with(token, Label::Acl);
    std::iter::once(token).chain(clauses).any(|one| !joined(view, one).is_empty())
}

/// Those behind "between" or "among", which the tree may take for the agent of a passive ("struck between").
fn joined(view: &View<'_, '_>, token: usize) -> Vec<usize> {
    let scene = view.scene;
    let agents = scene.children_with(token, Label::Agent).filter(|child| matches!(scene.lower(*child), "between" | "among"));
    let behind = agents.flat_map(|child| scene.children_with(child, Label::Pobj)).flat_map(|object| scene.coordinated(object));
    view.after(token, &["between", "among"]).into_iter().chain(behind).collect()
}

/// "Relations between Rwanda and Mozambique", "Franco-Cameroonian cooperation": two states told together before the word.
pub(super) fn told_between(view: &View<'_, '_>, token: usize) -> Vec<PartyRef> {
    let scene = view.scene;
    let mut out = Vec::new();
    for between in (0..token).filter(|one| scene.lower(*one) == "between") {
        let objects = scene.children_with(between, Label::Pobj).flat_map(|object| scene.coordinated(object)).collect::<Vec<_>>();
        let states = objects.into_iter().filter_map(|one| parties::named(scene, one)).filter(|party| party.id.is_state() && acts(party));
        extend(&mut out, states);
    }
    if out.len() < 2 {
        out = (6..token.max(6)).rev().map(|one| prefixed(view, one)).find(|pair| !pair.is_empty()).unwrap_or_default();
    }
    out
}

/// Those whom "they" stands for over the agreement's verb: the parties joined in the clause above, else the two states named last, where
/// both stood in the sentence before.
fn by_they(view: &View<'_, '_>, thread: &Thread, token: usize) -> Vec<PartyRef> {
    let scene = view.scene;
    let mut above = vec![token];
    above.extend(view.above(token, 5));
    let verbs: Vec<usize> = above.into_iter().filter(|one| view.is_verb(*one)).collect();
    if !verbs.iter().filter_map(|verb| view.subject(*verb)).any(|subject| scene.lower(subject) == "they") {
        return Vec::new();
    }
    let top = verbs.iter().rev().find_map(|verb| view.subject(*verb).filter(|subject| scene.lower(*subject) != "they"));
    if let Some(subject) = top {
        let mut out = Vec::new();
        extend(&mut out, scene.coordinated(subject).into_iter().filter_map(|one| parties::named(scene, one)).filter(acts));
        // The tree may take the first of two names for a part of the second.
        let before =
            scene.items.iter().filter(|item| item.tokens.start <= subject && subject < item.tokens.end + 12 && item.head <= subject);
        extend(&mut out, before.filter_map(|item| parties::named(scene, item.head)).filter(acts));
        return if out.len() >= 2 { out } else { Vec::new() };
    }
    let last = thread.states.iter().rev().take(2).cloned().collect::<Vec<_>>();
    let near = |party: &PartyRef| party.at.end <= scene.span.start && scene.span.start - party.at.end <= super::super::NEAR;
    if last.len() == 2 && last.iter().all(near) { last.into_iter().map(PartyRef::by_the_way).collect() } else { Vec::new() }
}

/// "Franco-German", "Indo-US": the state of the prefix, beside that of the adjective.
fn prefixed(view: &View<'_, '_>, token: usize) -> Vec<PartyRef> {
    let scene = view.scene;
    let hyphened = |one: &usize| *one + 2 < scene.len() && scene.lower(*one + 1) == "-";
    let pair = |one: usize| {
        let second = parties::named(scene, one + 2).filter(|party| party.id.is_state())?;
        let of_word =
            |entry: &str| entry.split_once(':').filter(|(word, _)| *word == scene.lower(one)).and_then(|(_, id)| PartyId::new(id));
        let id = view.lexicon.words_of("state_prefixes").find_map(of_word)?;
        let first = PartyRef { id, at: scene.tokens[one].span, inferred: false, company: None, how: How::Demonym };
        Some(vec![first, second])
    };
    let near = token.saturating_sub(6)..token;
    let found = near.filter(hyphened).find_map(pair);
    found.unwrap_or_default()
}

fn acts(party: &PartyRef) -> bool {
    party.how != How::Place
}

fn extend(out: &mut Vec<PartyRef>, more: impl IntoIterator<Item = PartyRef>) {
    for party in more {
        if !out.iter().any(|held| held.id == party.id) {
            out.push(party);
        }
    }
}

/// Whom a phrase stands for; "the two countries" and "the presidents" are those spoken of last.
fn at(view: &View<'_, '_>, thread: &Thread, token: usize) -> Vec<PartyRef> {
    if let Some(sides) = thread.sides(view, token) {
        return sides;
    }
    // "Between the French and Serbian ministers": each adjective is a side.
    let scene = view.scene;
    let adjectives = scene.children(token).iter().copied().filter(|child| {
        *child < token && matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod) && scene.item_at(token).is_none()
    });
    let several: Vec<PartyRef> = adjectives
        .flat_map(|child| scene.coordinated(child))
        .filter_map(|child| parties::named(scene, child))
        .filter(|party| party.id.is_state() && acts(party))
        .collect();
    if several.len() > 1 && matches!(scene.tag(token), Tag::NNS | Tag::NNPS) {
        return several;
    }
    let found = who::parties(view, token);
    // "Between the prime minister Jane Doe and": a leader stands for the state.
    let leader = || match scene.item_at(token).map(|item| (&item.what, item.span)) {
        Some((What::Person(person), at)) => {
            person.state.clone().map(|id| PartyRef { id, at, inferred: true, company: None, how: How::Leader })
        }
        _ => None,
    };
    if found.is_empty() { leader().into_iter().collect() } else { found }
}

/// Who stands with the verbs above: signers, and those with whom they sign.
fn above(view: &View<'_, '_>, thread: &Thread, token: usize, out: &mut Vec<PartyRef>) {
    let scene = view.scene;
    let mut here = token;
    for _ in 0..5 {
        let head = scene.head(here);
        let passes = matches!(
            scene.label(here),
            Label::Dobj
                | Label::Nsubjpass
                | Label::Pobj
                | Label::Prep
                | Label::Agent
                | Label::Xcomp
                | Label::Conj
                | Label::Acl
                | Label::Relcl
                | Label::Attr
                | Label::Acomp
                | Label::Pcomp
                | Label::Nsubj
                | Label::Compound
        );
        // "Signed with Qatar to create a venture".
        let signed = scene.label(here) == Label::Advcl && (view.is("pact_verbs", head) || view.is("pledge_words", head));
        let passes = passes || signed;
        if head == here || !passes || out.len() >= 2 {
            return;
        }
        // "The only country with which it has an agreement".
        let relative = scene.label(here) == Label::Relcl;
        here = head;
        if relative {
            extend(out, at(view, thread, here).into_iter().filter(acts));
            continue;
        }
        if !view.is_verb(here) {
            // "India's signing of the pact".
            if view.is("pact_verbs", here) {
                let theirs = scene.children_with(here, Label::Poss).flat_map(|child| at(view, thread, child)).collect::<Vec<_>>();
                extend(out, theirs);
            }
            // "The Status of Forces Agreement between …" may hang on the first of its words.
            for object in view.after(here, &["between", "with", "among"]) {
                extend(out, at(view, thread, object));
            }
            continue;
        }
        for object in view.after(here, &["with", "by", "between", "among"]) {
            if matches!(scene.tag(object), Tag::WDT | Tag::WP) {
                continue;
            }
            extend(out, at(view, thread, object));
        }
        let subject = view.subject(here).filter(|subject| *subject != token && !scene.is_under(token, *subject));
        for one in subject.into_iter().flat_map(|subject| scene.coordinated(subject)) {
            extend(out, at(view, thread, one));
        }
    }
}

/// The side that is left out: the subject of a verb above, or whom the document is about.
fn complete(view: &View<'_, '_>, token: usize, own: &[crate::frame::roles::Filler], out: &mut Vec<PartyRef>) {
    let scene = view.scene;
    let named_here = |party: &PartyRef| scene.span.contains(party.at) || party.at == Span::new(0, 0);
    if out.len() == 1
        && out.iter().any(named_here)
        && let Some(party) = who::subject_above(view, token).filter(|party| party.id != out[0].id)
    {
        out.push(party);
    }
    // "The trilateral agreement with the Philippines and Indonesia".
    let three = scene.children(token).iter().any(|child| scene.lower(*child) == "trilateral");
    if out.len() == 2 && three {
        extend(out, who::subject_above(view, token).or_else(|| who::topic(view)));
    }
    let beside =
        own.iter().any(|filler| filler.role == Role::Parties && !filler.shared) || !view.after(scene.head(token), &["with"]).is_empty();
    if out.len() == 1
        && beside
        && out.iter().any(named_here)
        && let Some(party) = who::topic(view)
    {
        extend(out, [party]);
    }
}
