//! Steps of a weapon's programme that pass nothing from hand to hand: tests, first flights, launches of ships, production begun, work
//! on something new, the day by which it is to be ready. From the frame's word to a milestone.

use super::super::draft::Draft;
use super::super::parties::PartyRef;
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::modality::{Modality, modality};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Span, Stated, Status, Value};

/// The frames that this reader takes begin with these letters.
pub(super) const PREFIX: &str = "step-";

/// The step that the word at `token` names; `arms` where the document has spoken of arms before.
pub(super) fn claim(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> Option<Claim> {
    let scene = view.scene;
    if matches!(scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_) | What::Person(_))) || moves_hands(view, token) {
        return None;
    }
    // "Mistral, which entered production in 1989": told by the way of what it is.
    let by_the_way = matches!(frame.id.as_str(), "step-launch" | "step-production")
        && view.above(token, 3).into_iter().chain([token]).any(|one| scene.label(one) == Label::Relcl)
        && when::date(view, token, false).is_some();
    if by_the_way {
        return None;
    }
    let step = if view.is_noun(token) { by_noun(view, frame, token, arms)? } else { by_verb(view, frame, token, arms)? };
    let actor = actor(view, step.told, step.thing)?;
    if matches!(frame.id.as_str(), "step-test" | "step-trial") && step.thing.is_some_and(|thing| is_of_another(view, thing, &actor)) {
        return None;
    }
    let mut claim = status::begin(view, frame, &status::Found { status: step.status, token, negated: false, hypothetical: false });
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::Target, step.target);
    // "Declared operational in May": the day of the declaration is that of the step.
    let declared =
        || Some(scene.head(token)).filter(|verb| view.is("becoming_verbs", *verb)).and_then(|verb| when::date(view, verb, false));
    if let Some(date) = when::date(view, token, step.status == Status::Planned).or_else(declared) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// What a word says of a programme.
struct Step {
    /// The words for what is tested, made or made ready.
    target: Stated<Value>,
    /// Their head, where it is a thing of its own.
    thing: Option<usize>,
    /// The word over which the doer stands.
    told: usize,
    /// How far it is.
    status: Status,
}

/// A weapon that another state makes: a buyer's trial, and no step of its programme.
fn is_of_another(view: &View<'_, '_>, thing: usize, actor: &PartyRef) -> bool {
    let Some(What::Equipment(goods)) = view.scene.item_at(thing).map(|item| &item.what) else { return false };
    actor.id.is_state() && !goods.origin.is_empty() && !goods.origin.contains(&actor.id)
}

/// True where the same word was read as a transfer from one to another.
fn moves_hands(view: &View<'_, '_>, token: usize) -> bool {
    let between = |draft: &Draft| {
        draft.supplier.as_ref().is_some_and(|supplier| draft.recipients.iter().any(|recipient| recipient.id != supplier.id))
    };
    view.drafts.iter().any(|draft| draft.nodes.contains(&token) && between(draft))
}

fn by_verb(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> Option<Step> {
    let scene = view.scene;
    // "Have the battery combat-ready": the adjective behind its noun.
    let behind = scene.label(token) == Label::Amod && scene.head(token) < token;
    let verb = match () {
        () if view.is_verb(token) => token,
        () if behind => scene.head(scene.head(token)),
        () => scene.head(token),
    };
    // The subject of "is expected to be operational" is that of the verbs over the adjective.
    let own = fillers(scene, view.lexicon, frame, verb);
    // "Declared its battery operational", "to have the ship operational": the adjective's own subject comes first.
    let of_adjective = view.subject(token).filter(|_| verb != token).or(behind.then(|| scene.head(token)));
    let subject = || view.subject(verb).filter(|_| verb != token && of_adjective.is_none());
    let participle = || (scene.label(token) == Label::Acl && scene.tag(token) == Tag::VBN).then(|| scene.head(token));
    // "Test-fired two missiles": the tree may take the hyphened verb for a name's.
    let fired = || {
        let hyphen = token >= 2 && scene.lower(token - 1) == "-" && matches!(scene.lower(token - 2), "test" | "flight");
        let behind = token + 1..(token + 9).min(scene.len());
        behind.filter(move |one| hyphen && view.is_noun(*one)).map(|one| scene.item_at(one).map_or(one, |item| item.head))
    };
    let thing = of_adjective
        .into_iter()
        .chain(own.iter().filter(|filler| filler.role == Role::Thing).map(|filler| filler.token))
        .chain(subject())
        .chain(participle())
        .chain(fired())
        .find(|thing| is_thing(view, frame, *thing, arms))?;
    let put = modality(scene, view.lexicon, token);
    let found = status::status(view, frame, token);
    if found.hypothetical || found.negated || put.negated || put.possible || is_no_step(view, token, thing) {
        return None;
    }
    let dated = when::date(view, token, put.ahead).is_some();
    let status = match frame.id.as_str() {
        // "Gained independence in 1993": a state's, and not its arms industry's.
        "step-own-means" if found.status != Status::Planned && !scene.lower(thing).starts_with("self") => return None,
        "step-work" if is_upkeep(view, frame, token, thing) => return None,
        "step-work" => working(view, token, put)?,
        "step-integrate" => dated.then_some(if put.ahead { Status::Planned } else { found.status })?,
        // "To field the laser by 2030": ahead, and said when.
        "step-field" => ((put.ahead || put.infinitive) && dated).then_some(Status::Planned)?,
        "step-ready" if put.ahead || put.infinitive || found.status == Status::Planned => dated.then_some(Status::Planned)?,
        "step-ready" => (dated || view.is("becoming_verbs", verb)).then_some(Status::Done)?,
        "step-fly" => {
            let adverb = scene.children_with(token, Label::Advmod).any(|one| scene.lower(one) == "first");
            let time = view
                .after(token, &["for"])
                .into_iter()
                .any(|time| scene.lower(time) == "time" && scene.children(time).iter().any(|child| scene.lower(*child) == "first"));
            let first = adverb || time;
            let ahead = found.status == Status::Planned && dated;
            (first || ahead).then_some(found.status)?
        }
        _ => told(view, token, put).then_some(found.status)?,
    };
    if participle().is_some() && !dated {
        return None;
    }
    Some(Step { target: phrase::noun(view, thing)?, thing: Some(thing), told: token, status })
}

/// "Is developing", "plans to develop", "has developed": work on something new; "developed by" only describes.
fn working(view: &View<'_, '_>, token: usize, put: Modality) -> Option<Status> {
    let scene = view.scene;
    let passive = view.is_passive(token) || scene.label(token) == Label::Acl;
    if scene.tag(token) == Tag::VBG && put.progressive {
        return Some(Status::Ongoing);
    }
    if passive {
        return None;
    }
    let above = scene.head(token);
    if put.ahead || (put.infinitive && (view.is("status_planned", above) || view.is("deciding_words", above))) {
        return Some(Status::Planned);
    }
    // "Continues to develop", "began developing".
    if matches!(scene.label(token), Label::Xcomp | Label::Ccomp)
        && view.is("status_ongoing", above)
        && modality(scene, view.lexicon, above).is_fact()
    {
        return Some(Status::Ongoing);
    }
    // "Has been working on".
    let has = scene.children_with(token, Label::Aux).any(|aux| matches!(scene.lower(aux), "has" | "have" | "had"));
    match scene.tag(token) {
        Tag::VBG if has => Some(Status::Ongoing),
        Tag::VBN if has => Some(Status::Done),
        _ => None,
    }
}

/// "Works on helicopters of the fleet", "is working on other opportunities for the boat": upkeep or trade, and nothing new.
fn is_upkeep(view: &View<'_, '_>, frame: &Frame, verb: usize, thing: usize) -> bool {
    let scene = view.scene;
    let weapon = scene.coordinated(thing).into_iter().any(|one| is_weapon(view, frame, one))
        || scene.children(thing).iter().any(|child| *child < thing && is_weapon(view, frame, *child));
    let fresh = |child: &usize| matches!(scene.lower(*child), "new" | "newer" | "own" | "first" | "prototype" | "advanced" | "next");
    let several = matches!(scene.tag(thing), Tag::NNS | Tag::NNPS) && !scene.children(thing).iter().any(fresh);
    scene.lemma(verb) == "work" && (!weapon || several)
}

fn by_noun(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> Option<Step> {
    let scene = view.scene;
    if matches!(scene.label(token), Label::Compound | Label::Amod | Label::Nmod | Label::Npadvmod)
        || (token + 1 < scene.len() && view.is("no_step_words", token + 1))
    {
        return None;
    }
    let below = view.phrase_tokens(token).into_iter().filter(|one| one.abs_diff(token) <= 12).collect::<Vec<_>>();
    let named = below.iter().copied().find(|one| *one != token && is_weapon(view, frame, *one));
    let verb = happening(view, frame, token);
    // "The drone completed its first tests", "the jet's maiden flight".
    let doer = verb.and_then(|verb| view.subject(verb)).filter(|subject| *subject != token && is_weapon(view, frame, *subject));
    let own = frame.words.is_empty() && arms;
    if named.is_none() && doer.is_none() && !own {
        return None;
    }
    let put = modality(scene, view.lexicon, verb.unwrap_or(token));
    let found = status::status(view, frame, token);
    if found.hypothetical || found.negated || put.negated || put.possible {
        return None;
    }
    let dated = when::date(view, token, put.ahead).is_some_and(|date| !date.inferred);
    let telling = below.iter().any(|one| *one < token && view.is("telling_adjectives", *one));
    let standing = frame.id != "step-production" && frame.id != "step-development" && (telling || dated);
    let headline = scene.headline && scene.head(token) == token;
    if verb.is_none() && !standing && !headline {
        return None;
    }
    // "Increased total production": how many are made.
    if frame.id == "step-production" && scene.children(token).iter().any(|child| view.is("whole_words", *child)) {
        return None;
    }
    // "Has undergone further developments": changes, and nothing new.
    if frame.id == "step-development" && matches!(scene.tag(token), Tag::NNS | Tag::NNPS) {
        return None;
    }
    // "For the tests in 1998": told by the way, whatever the verb above says.
    let mut status = if verb.is_none() && !headline && !modality(scene, view.lexicon, token).ahead { Status::Done } else { found.status };
    if status == Status::Done && verb.is_some_and(|verb| view.is("beginning_verbs", verb) && frame.status == Some(Status::Ongoing)) {
        status = Status::Ongoing;
    }
    if verb.is_some_and(|verb| scene.tag(verb) == Tag::VBG && modality(scene, view.lexicon, verb).progressive) && status == Status::Done {
        status = Status::Ongoing;
    }
    Some(Step { target: phrase::noun(view, token)?, thing: named.or(doer), told: verb.unwrap_or(token), status })
}

/// "Would not be certified to fly", "it is unclear how many weapons it has developed", "is working up options": not told as a step.
fn is_no_step(view: &View<'_, '_>, verb: usize, thing: usize) -> bool {
    let scene = view.scene;
    let above = view.above(verb, 2).into_iter().take_while(|one| view.is_verb(*one));
    let refused = scene.label(verb) == Label::Xcomp && above.into_iter().any(|one| modality(scene, view.lexicon, one).negated);
    let asked = view.phrase_tokens(thing).into_iter().any(|one| scene.lower(one) == "how");
    let worked_up = scene.lemma(verb) == "work" && scene.children_with(verb, Label::Prt).next().is_some();
    refused || asked || worked_up
}

/// The verb by which the step takes place: "conducted a test", "the first flight took place".
fn happening(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<usize> {
    let scene = view.scene;
    let production = frame.id == "step-production";
    let mut at = token;
    for _ in 0..4 {
        let head = scene.head(at);
        let up = matches!(
            scene.label(at),
            Label::Dobj | Label::Nsubj | Label::Nsubjpass | Label::Conj | Label::Pobj | Label::Prep | Label::Attr | Label::Xcomp
        );
        if head == at || !up {
            return None;
        }
        let previous = at;
        at = head;
        if view.is_verb(at) {
            // "Is a development of" only describes; "took part in" is no "took place".
            let into = || scene.children(at).iter().any(|child| matches!(scene.lower(*child), "into" | "place" | "through" | "under"));
            let happens = match scene.lemma(at) {
                "be" => matches!(scene.label(previous), Label::Nsubj | Label::Prep),
                "take" | "go" | "put" | "move" | "bring" => into(),
                _ => true,
            };
            let verbs = if production { "beginning_verbs" } else { "happening_verbs" };
            return (happens && view.is(verbs, at)).then_some(at);
        }
        // "A contract for production": a deal.
        if production && matches!(scene.lemma(at), "contract" | "deal" | "order") {
            return None;
        }
        let within = matches!(scene.lower(at), "of" | "for" | "with" | "to" | "into" | "through" | "on");
        // "Is in development".
        let in_work = scene.lower(at) == "in" && frame.id == "step-development" && at + 1 == token;
        let passes = in_work
            || (scene.label(at) == Label::Prep && within)
            || view.is("troop_parts", at)
            || view.is("work_nouns", at)
            || view.is("step_parts", at);
        if !passes && scene.label(at) != Label::Dobj {
            return None;
        }
    }
    None
}

/// A weapon by name or by a frame's word; for frames without words, whatever a military document speaks of.
fn is_thing(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> bool {
    // "Independence" itself, and no "level of autonomy".
    if frame.id == "step-own-means" {
        return arms && view.frame_word(frame, token);
    }
    if frame.words.is_empty() {
        let noun = view.is_noun(token) && !view.is("soldier_nouns", token);
        return arms && noun && !matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Party(_) | What::Person(_)));
    }
    view.phrase_tokens(token).into_iter().filter(|one| one.abs_diff(token) <= 6).any(|one| is_weapon(view, frame, one))
}

fn is_weapon(view: &View<'_, '_>, frame: &Frame, token: usize) -> bool {
    let vague = matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(goods)) if goods.sort == Sort::VagueNoun);
    (view.frame_word(frame, token) && !vague) || (frame.words.iter().any(|word| word == "*weapon") && view.is("tested_nouns", token))
}

/// Whose programme it is: who does it, whose the thing is, else whom the sentence or the document is about.
fn actor(view: &View<'_, '_>, told: usize, thing: Option<usize>) -> Option<PartyRef> {
    let scene = view.scene;
    let fits = |party: &PartyRef| party.how != How::Place && party.at != Span::new(0, 0);
    let owner = || thing.and_then(|thing| who::owner(view, thing)).filter(fits);
    let inside = || {
        let item = scene.item_at(thing?)?;
        let before = item.tokens.start.checked_sub(1)?;
        super::super::parties::named(scene, before).or_else(|| super::super::parties::named(scene, before.checked_sub(1)?)).filter(fits)
    };
    let said = || {
        scene
            .items
            .iter()
            .filter_map(|item| super::super::parties::named(scene, item.head))
            .find(|party| fits(party) && party.id.is_state())
            .map(PartyRef::by_the_way)
    };
    let doer = who::doer(view, told).filter(fits);
    // "The Tejas Mk1A made its maiden flight": the one state that makes it.
    let maker = || {
        let item = scene.item_at(thing?)?;
        let What::Equipment(goods) = &item.what else { return None };
        let [state] = goods.origin.as_slice() else { return None };
        Some(PartyRef { id: state.clone(), at: item.span, inferred: true, company: None, how: How::Demonym })
    };
    doer.or_else(owner).or_else(inside).or_else(said).or_else(maker).or_else(|| who::topic(view))
}

/// In the past, under way or ahead; the present of a running text only tells what is usual.
fn told(view: &View<'_, '_>, verb: usize, put: Modality) -> bool {
    let scene = view.scene;
    let usual = scene.children_with(verb, Label::Auxpass).any(|aux| matches!(scene.lower(aux), "is" | "are"));
    match scene.tag(verb) {
        Tag::VBN if usual => scene.headline || put.ahead,
        Tag::VBD | Tag::VBN => true,
        Tag::VBZ | Tag::VBP => scene.headline,
        _ => put.ahead || put.progressive || put.infinitive || scene.label(verb) == Label::Pcomp,
    }
}
