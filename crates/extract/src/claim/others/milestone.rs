//! Capabilities and memberships that someone means to reach, or has reached.

use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Span, Stated, Status, Value};

/// The milestones that the word at `token` names: one for each state that reaches it.
pub(super) fn claims(view: &View<'_, '_>, frame: &Frame, token: usize) -> Vec<Claim> {
    let Some(claim) = claim(view, frame, token) else { return Vec::new() };
    let others = claim.slots.get(Slot::Actor).map(|actor| who::beside(view, actor.at)).unwrap_or_default();
    let mut out = vec![claim.clone()];
    for party in others {
        let mut other = claim.clone();
        other.slots.remove(Slot::Actor);
        super::party(&mut other, Slot::Actor, &party);
        out.push(other);
    }
    out
}

fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let another_decides = view.above(token, 3).into_iter().any(|above| view.is("ratifying_words", above));
    // "IOC (Initial Operational Capability)": said once.
    let spelled = view.scene.label(token) == Label::Appos
        && view.lexicon.at(view.scene, view.scene.head(token)).iter().any(|other| other.kind == frame.kind);
    if view.in_name(token) || view.in_transfer(token) || another_decides || spelled {
        return None;
    }
    let target = target(view, frame, token)?;
    // "Sufficient" alone is no "self-sufficient".
    if frame.id == "own-means" && !(0..view.scene.len()).any(|one| view.scene.lower(one) == "self") {
        return None;
    }
    // "Became a Pak Army supported place": a force by its name is none that somebody sets up.
    if frame.id == "establish-force"
        && view.scene.items.iter().any(|item| matches!(item.what, What::Party(_)) && target.at.contains(item.span))
    {
        return None;
    }
    let mut found = status::status(view, frame, token);
    if found.hypothetical {
        return None;
    }
    let joining = gerund(view, token);
    if matches!(joining, Gerund::Refused) {
        return None;
    }
    if let Gerund::Ahead = joining {
        found.status = Status::Planned;
    }
    // "Is being turned into an army": under way.
    let put = crate::frame::modality::modality(view.scene, view.lexicon, token);
    if found.status == Status::Done && view.is_verb(token) && (put.progressive || put.being) {
        found.status = Status::Ongoing;
    }
    // "Agreed to Georgia joining": the one right before the word.
    let before = || token.checked_sub(1).and_then(|one| super::super::parties::named(view.scene, one)).filter(|party| party.id.is_state());
    let actor = before()
        .filter(|_| !matches!(joining, Gerund::None))
        .or_else(|| who::doer(view, token))
        .filter(|party| !target.at.contains(party.at) || party.id.is_state());
    // "NATO membership" is not NATO's.
    // "Was admitted to the alliance": the one who is.
    let admitted = || view.is_passive(token).then(|| view.subject(token)).flatten().and_then(|subject| who::public(view, subject));
    let actor = if frame.id == "admit" { admitted().or(actor) } else { actor };
    let actor =
        actor.or_else(|| who::subject_above(view, token).filter(|party| !target.at.contains(party.at))).or_else(|| who::topic(view))?;
    if actor.company.is_some() || !(actor.id.is_state() || actor.how == crate::name::How::Alliance) {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::Target, target);
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// What an "-ing" form without auxiliary says of itself.
enum Gerund {
    /// No such form, or one that tells what was done ("since joining").
    None,
    /// "In the process of joining", "agreed to its joining".
    Ahead,
    /// "Will not agree to its joining".
    Refused,
}

fn gerund(view: &View<'_, '_>, token: usize) -> Gerund {
    let scene = view.scene;
    let put = crate::frame::modality::modality(scene, view.lexicon, token);
    if scene.tag(token) != Tag::VBG || put.progressive || !matches!(scene.label(token), Label::Pcomp | Label::Advcl) {
        return Gerund::None;
    }
    let over = view.above(token, 3);
    let verbs = over.iter().copied().filter(|one| view.is_verb(*one)).collect::<Vec<_>>();
    let named = token.checked_sub(1).is_some_and(|one| super::super::parties::named(scene, one).is_some());
    let process = over.iter().any(|one| view.is("status_planned", *one) || matches!(scene.lemma(*one), "process" | "verge" | "brink"));
    let refused =
        |verb: &usize| crate::frame::modality::modality(scene, view.lexicon, *verb).negated || view.is("withholding_verbs", *verb);
    match () {
        () if named && verbs.iter().any(refused) => Gerund::Refused,
        () if named || (scene.label(token) == Label::Pcomp && scene.lower(scene.head(token)) == "of" && process) => Gerund::Ahead,
        () => Gerund::None,
    }
}

/// One of the frame's words stands right beside the noun: "full operational capability", "membership in NATO".
fn is_meant(view: &View<'_, '_>, frame: &Frame, token: usize) -> bool {
    let scene = view.scene;
    let beside = scene
        .children(token)
        .iter()
        .copied()
        .filter(|child| matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod | Label::Poss));
    // "Submitted applications to the alliance": where to may hang on the verb.
    let governed = if view.is_verb(scene.head(token)) { view.after(scene.head(token), &["to"]) } else { Vec::new() };
    let after = view.after(token, &["in", "into", "to", "of", "with"]);
    frame.words.is_empty() || beside.chain(after).chain(governed).any(|one| view.frame_word(frame, one))
}

/// The thing itself is one of the frame's words ("join NATO"), or one stands before a noun that it makes a milestone ("third phase").
fn is_reached(view: &View<'_, '_>, frame: &Frame, thing: usize) -> bool {
    let modifiers = view.scene.children(thing).iter().copied().filter(|child| *child < thing);
    view.frame_word(frame, thing) || (view.is("milestone_nouns", thing) && modifiers.into_iter().any(|child| view.frame_word(frame, child)))
}

/// A membership or capability is a milestone where it is somebody's goal, or reached; else it is only spoken of.
fn is_goal(view: &View<'_, '_>, token: usize) -> bool {
    let mut near = vec![token];
    near.extend(view.above(token, 5));
    near.into_iter()
        .flat_map(|one| std::iter::once(one).chain(view.scene.children(one).iter().copied()))
        .any(|one| view.is("goal_words", one))
}

/// "To brigade level", "into a combat-ready division": the size that a unit is to have.
fn size(view: &View<'_, '_>, frame: &Frame, verb: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let put = crate::frame::modality::modality(scene, view.lexicon, verb);
    let own = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    let subject = || view.subject(verb).or_else(|| (scene.label(verb) == Label::Xcomp).then(|| view.subject(scene.head(verb))).flatten());
    let unit = own
        .chain(subject())
        .any(|thing| view.phrase_tokens(thing).into_iter().any(|one| view.is("unit_nouns", one) || view.is("battlegroup_words", one)));
    let near = verb + 1..(verb + 18).min(scene.len());
    let size = near.into_iter().find(|one| {
        let to = (one.saturating_sub(5)..*one)
            .rev()
            .find(|before| view.is_noun(*before) || view.is_verb(*before) || matches!(scene.lower(*before), "to" | "into"));
        view.frame_word(frame, *one)
            && to.is_some_and(|before| matches!(scene.lower(before), "to" | "into") || scene.lower(before) == "combat")
    })?;
    let last = if size + 1 < scene.len() && matches!(scene.lower(size + 1), "level" | "strength" | "size") { size + 1 } else { size };
    (unit && (put.ahead || put.infinitive || scene.tag(verb) == Tag::VBD || view.is_passive(verb)))
        .then(|| phrase::stated(view, scene.span_of(size..last + 1)))
        .flatten()
}

/// "To localise half of its military spending by 2030", "to make 60 percent of its arms at home": the share that is to be reached.
fn share(view: &View<'_, '_>, verb: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let put = crate::frame::modality::modality(scene, view.lexicon, verb);
    let dated = when::date(view, verb, true).is_some_and(|date| !date.inferred);
    let percent = |one: &usize| scene.lower(*one) == "half" || matches!(scene.item_at(*one).map(|item| &item.what), Some(What::Percent(_)));
    let thing = scene.children_with(verb, Label::Dobj).find(percent)?;
    let military = view.after(thing, &["of"]).into_iter().any(|of| view.phrase_tokens(of).into_iter().any(|one| view.is_military(one)));
    let start = scene.item_at(thing).map_or(thing, |item| item.tokens.start);
    ((put.ahead || put.infinitive) && dated && military)
        .then(|| phrase::noun(view, thing))
        .flatten()
        .and_then(|noun| phrase::stated(view, Span::new(scene.tokens[start].span.start, noun.at.end)))
}

/// What is reached: the noun's own phrase, or what the verb is about.
fn target(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Stated<Value>> {
    if frame.id == "to-size" {
        return size(view, frame, token);
    }
    if frame.id == "share-at-home" {
        return share(view, token);
    }
    // "Aims to be self-reliant".
    if frame.id == "own-means" && !view.is_verb(token) {
        let own = token >= 2 && view.scene.lower(token - 1) == "-" && view.scene.lower(token - 2) == "self";
        let put = crate::frame::modality::modality(view.scene, view.lexicon, token);
        return (own && (put.ahead || put.infinitive)).then(|| phrase::noun(view, token)).flatten();
    }
    if view.is_noun(token) {
        return (is_meant(view, frame, token) && (!frame.id.starts_with("capability") || is_goal(view, token)))
            .then(|| phrase::noun(view, token))
            .flatten();
    }
    let scene = view.scene;
    let own = fillers(scene, view.lexicon, frame, token);
    // "A command is to be set up".
    let passive = frame.id == "establish-force" && scene.children_with(token, Label::Auxpass).next().is_some();
    let above = (passive && scene.label(token) == Label::Xcomp).then(|| view.subject(scene.head(token))).flatten();
    let things = own.iter().filter(|filler| filler.role == Role::Thing && !filler.shared).map(|filler| filler.token).chain(above);
    let predicate =
        scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Attr | Label::Oprd | Label::Acomp));
    things.chain(predicate).find(|thing| is_reached(view, frame, *thing)).and_then(|thing| phrase::noun(view, thing))
}
