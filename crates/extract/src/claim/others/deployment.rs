//! Forces that go somewhere, stand there, or leave.

use super::super::parties::PartyRef;
use super::view::View;
use super::{status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::{Filler, fillers};
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::Label;
use materiel_model::{Claim, Slot, Stated, Status, Value};

/// The deployment that the word at `token` names.
pub(super) fn claims(view: &View<'_, '_>, frame: &Frame, token: usize) -> Vec<Claim> {
    let Some(first) = claim(view, frame, token) else { return Vec::new() };
    // "American and British submarines": one deployment each, where no number is shared.
    let others = if first.slots.has(Slot::Count) { Vec::new() } else { beside(view, &first) };
    let more = others.into_iter().map(|party| {
        let mut claim = first.clone();
        claim.slots.remove(Slot::Actor);
        super::party(&mut claim, Slot::Actor, &party);
        claim
    });
    std::iter::once(first.clone()).chain(more.collect::<Vec<_>>()).collect()
}

/// States joined to the actor by "and".
fn beside(view: &View<'_, '_>, claim: &Claim) -> Vec<PartyRef> {
    let Some(actor) = claim.slots.get(Slot::Actor) else { return Vec::new() };
    let Some(item) = view.scene.items.iter().find(|item| item.span == actor.at) else { return Vec::new() };
    let taken =
        |party: &PartyRef| claim.slots.iter().any(|(_, values)| values.iter().any(|value| value.value == Value::Party(party.id.clone())));
    let joined = view.scene.coordinated(item.head).into_iter().skip(1);
    joined
        .filter_map(|token| super::super::parties::named(view.scene, token))
        .filter(|party| party.id.is_state() && party.how != How::Place && !taken(party))
        .collect()
}

fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let in_other_name = view.in_name(token) && !view.is_force_name(token);
    if in_other_name || view.in_transfer(token) || view.anywhere("exercise_words") {
        return None;
    }
    let scene = view.scene;
    let verb = governing_verb(view, token);
    let staying = verb.is_some_and(|verb| view.is("staying_verbs", verb));
    if frame.id == "troops-in-place" && !staying {
        return None;
    }
    if !(view.has_word(frame, token) || (frame.id == "troops-in-place" && staying)) {
        return None;
    }
    let mut found = status::status(view, frame, token);
    // "A pledge not to deploy" is a commitment and no deployment.
    let pledged = found.negated && view.anywhere("pledge_words");
    if found.hypothetical || pledged {
        return None;
    }
    if staying && view.is_noun(token) && !matches!(found.status, Status::Planned | Status::Ended) {
        found.status = Status::Ongoing;
    }
    let mut own = fillers(scene, view.lexicon, frame, token);
    if view.is_noun(token)
        && let Some(verb) = verb
    {
        let beside = fillers(scene, view.lexicon, frame, verb).into_iter();
        own.extend(beside.filter(|filler| matches!(filler.role, Role::Destination | Role::Partner)));
    }
    let troops = if view.is_noun(token) { Some(token) } else { troops(view, frame, token) };
    let (destination, to) = destination(view, &own).or_else(|| host(view, frame, token))?;
    let actor = actor(view, token, troops, to.as_ref())?;
    // "The strongest land forces in Europe": having forces is no deployment unless they stand in another state.
    let had = verb.is_some_and(|verb| view.scene.lemma(verb) == "have") && to.is_none();
    if had || to.as_ref().is_some_and(|to| to.id == actor.id) || actor.company.is_some() {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::Destination, destination);
    for filler in own.iter().filter(|filler| filler.role == Role::Partner) {
        for party in who::parties(view, filler.token) {
            if party.id != actor.id && to.as_ref().is_none_or(|to| to.id != party.id) {
                super::party(&mut claim, Slot::Partner, &party);
            }
        }
    }
    if let Some(count) = troops.and_then(|troops| count(view, troops)) {
        claim.slots.set(Slot::Count, count);
    }
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// The verb that says of the troops that they are or stay somewhere.
fn governing_verb(view: &View<'_, '_>, token: usize) -> Option<usize> {
    if view.is_verb(token) {
        return Some(token);
    }
    let mut at = token;
    for _ in 0..3 {
        let head = view.scene.head(at);
        if head == at
            || !matches!(view.scene.label(at), Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Conj | Label::Pobj | Label::Prep)
        {
            break;
        }
        at = head;
        if view.is_verb(at) {
            return Some(at);
        }
    }
    // "The 5,000 soldiers stationed in": a participle on the noun.
    view.scene
        .children(token)
        .iter()
        .copied()
        .find(|child| matches!(view.scene.label(*child), Label::Acl | Label::Relcl) && view.is_verb(*child))
}

/// The word for those who are sent: object in the active voice, subject in the passive, or the one who goes.
fn troops(view: &View<'_, '_>, frame: &Frame, verb: usize) -> Option<usize> {
    let scene = view.scene;
    let children = || scene.children(verb).iter().copied();
    let object = children()
        .filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass))
        .find(|child| view.phrase_has(frame, *child));
    object
        .or_else(|| children().filter(|child| scene.label(*child) == Label::Nsubj).find(|child| view.phrase_has(frame, *child)))
        .or_else(|| (scene.label(verb) == Label::Acl).then(|| scene.head(verb)).filter(|head| view.phrase_has(frame, *head)))
}

fn destination(view: &View<'_, '_>, own: &[Filler]) -> Option<(Stated<Value>, Option<PartyRef>)> {
    let scene = view.scene;
    for filler in own.iter().filter(|filler| filler.role == Role::Destination) {
        if matches!(
            scene.item_at(filler.token).map(|item| &item.what),
            Some(What::Date(_) | What::Money(_) | What::Number(_) | What::Equipment(_) | What::Person(_))
        ) {
            continue;
        }
        let party = super::super::parties::resolve(scene, view.lexicon, view.spoken, filler.token)
            .into_iter()
            .find(|party| party.id.is_state() && party.how != How::Force);
        if let Some(party) = party {
            let value = Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred };
            return Some((value, Some(party)));
        }
        let force = view.is_force_name(filler.token) || view.is("soldier_nouns", filler.token) || view.is("force_nouns", filler.token);
        if force {
            continue;
        }
        if (view.is("region_nouns", filler.token)
            || (scene.phrase(filler.token).any(|token| scene.is_name(token)) && scene.item_at(filler.token).is_none()))
            && let Some(words) = super::phrase::plain(view, filler.token)
        {
            return Some((words, None));
        }
    }
    None
}

/// Where a presence without a place is: with the state that speaks of it.
fn host(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<(Stated<Value>, Option<PartyRef>)> {
    let owner = who::owner(view, token).filter(|_| frame.id == "presence")?;
    let host = who::subject_above(view, token).filter(|party| party.id.is_state() && party.id != owner.id)?;
    Some((Stated::inferred(Value::Party(host.id.clone()), host.at), Some(host)))
}

/// Whose troops they are, else who sends them.
fn actor(view: &View<'_, '_>, token: usize, troops: Option<usize>, to: Option<&PartyRef>) -> Option<PartyRef> {
    let fits = |party: &PartyRef| to.is_none_or(|to| to.id != party.id);
    let theirs =
        troops.and_then(|troops| super::super::parties::named(view.scene, troops).or_else(|| who::owner(view, troops))).filter(fits);
    theirs.or_else(|| who::subject_above(view, token).filter(fits)).or_else(|| {
        // "FSK troops": the force itself.
        troops.and_then(|troops| who::parties(view, troops).into_iter().find(fits))
    })
}

/// How many are sent.
fn count(view: &View<'_, '_>, troops: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let number = view.phrase_tokens(troops).into_iter().filter(|token| *token <= troops).find_map(|token| {
        let item = scene.item_at(token)?;
        match &item.what {
            What::Number(number) => number.quantity().map(|quantity| (quantity, item.span)),
            _ => None,
        }
    });
    number.map(|(quantity, at)| Stated::new(Value::Quantity(quantity), at))
}
