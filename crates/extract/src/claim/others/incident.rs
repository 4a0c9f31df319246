//! Attacks, seizures, explosions, diversions and investigations that bear on transfers, forces or infrastructure.

use super::super::parties::{PartyRef, named, resolve};
use super::view::View;
use super::{Thread, phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::{Filler, fillers};
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Class, Slot, Stated, Status, Value};

/// The incident that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let inquiry = matches!(frame.id.as_str(), "investigate" | "arrest");
    let moved = view.in_transfer(token)
        && !inquiry
        && !(view.is_verb(token) && matches!(frame.id.as_str(), "seize" | "hit" | "harass" | "launch-at"));
    if matches!(scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_) | What::Person(_))) || moved {
        return None;
    }
    // "Attack helicopter": the word only describes another; "to attack" is what a weapon can do.
    if matches!(scene.label(token), Label::Compound | Label::Amod | Label::Nmod) || view.anywhere("exercise_words") {
        return None;
    }
    // "Capable of intercepting", "designed for strikes": what a weapon is for.
    if view.above(token, 4).into_iter().any(|above| view.is("able_words", above)) && !inquiry {
        return None;
    }
    if inquiry && !(thread.arms || is_about_arms(view)) {
        return None;
    }
    let mut found = status::status(view, frame, token);
    let plotted = frame.id == "seize" && is_plotted(view, token);
    if plotted {
        found.status = Status::Done;
    }
    // "Has yet to recover from an attack": the attack took place, unless somebody plans or threatens it.
    let put = crate::frame::modality::modality(scene, view.lexicon, token);
    let meant = || view.above(token, 2).into_iter().any(|above| view.is("status_planned", above) || view.is("warning_verbs", above));
    if view.is_noun(token) && !inquiry && found.status == Status::Planned && !put.ahead && !put.possible && !meant() {
        found.status = Status::Done;
    }
    if found.hypothetical || found.negated || (view.is_verb(token) && !told_as_fact(view, token) && !plotted) {
        return None;
    }
    // "Opened an investigation": it goes on.
    let opened = || view.above(token, 1).into_iter().any(|above| view.is("opening_verbs", above) && view.is_verb(above));
    let closed = || scene.children_with(token, Label::Relcl).any(|clause| view.is("status_ended", clause));
    if frame.id == "investigate" && view.is_noun(token) && found.status == Status::Done && opened() && !closed() {
        found.status = Status::Ongoing;
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let target = target(view, frame, token, &own);
    // An inquiry that bears on the arms which the document is about.
    let held = scene.label(token) == Label::Dobj && view.is("happening_verbs", scene.head(token));
    let somebodys =
        held || view.after(token, &["by"]).into_iter().any(|object| !who::parties(view, object).is_empty() || scene.is_name(object));
    let on_arms = frame.id == "investigate" && scene.lemma(token) != "probe" && somebodys && thread.arms;
    let beside = view.is_noun(token) && !matches!(frame.id.as_str(), "attack" | "downing") && (view.has_word(frame, token) || on_arms);
    // "Carried out airstrikes in Syria": somebody's, and somewhere.
    let carried = view.above(token, 4).into_iter().find(|above| view.is("happening_verbs", *above) && view.is_verb(*above));
    let mut own = own;
    if frame.id == "attack" && !own.iter().any(|filler| filler.role == Role::Location) {
        let places = carried.into_iter().flat_map(|verb| view.after(verb, &["in"]));
        own.extend(places.map(|token| Filler { role: Role::Location, token, shared: false }));
    }
    let state = |filler: &Filler| named(scene, filler.token).is_some_and(|place| place.id.is_state());
    let somewhere = || frame.id == "attack" && own.iter().any(|filler| filler.role == Role::Location && state(filler));
    let told_by = || carried.is_some() && who::subject_above(view, token).is_some();
    if target.is_none() && !beside && !(somewhere() && told_by() && (thread.arms || thread.military)) {
        return None;
    }
    if frame.id == "find" && !is_hidden(view, token) {
        return None;
    }
    let date = when::date(view, token, false);
    // "After attacks on bases": in general, unless they are dated or somebody's.
    let owner = if view.is_noun(token) { who::owner(view, token).filter(|party| party.company.is_none()) } else { None };
    let many = view.is_noun(token) && frame.id == "attack" && matches!(scene.tag(token), Tag::NNS | Tag::NNPS);
    // "Shelled the army": an incident with its day, else the course of a war.
    // "Shot down a drone": one event, by its own meaning.
    let single = |target: usize| {
        matches!(scene.lemma(token), "shoot" | "down")
            && (scene.tag(target) == Tag::NN || view.phrase_tokens(target).into_iter().any(|one| scene.tag(one) == Tag::CD))
    };
    let at_war = frame.id == "hit"
        && !target.is_some_and(single)
        && target.is_some_and(|target| view.is_force_name(target) || is_goods(view, target));
    // "Carried out scores of strikes": somebody's, by the verb above.
    let done_by = || many && view.above(token, 4).into_iter().any(|above| view.is("happening_verbs", above) && view.is_verb(above));
    let doer_above = || if done_by() { who::subject_above(view, token) } else { None };
    let owner = owner.or_else(doer_above);
    let in_general = date.is_none() && ((many && owner.is_none()) || at_war);
    // "Cracking down on trafficking in arms": in general, where neither day nor place is told.
    let placed = own.iter().any(|filler| filler.role == Role::Location);
    let in_general = in_general || (frame.id == "taking" && date.is_none() && !placed && owner.is_none());
    let of_any = target.is_some_and(|target| scene.children_with(target, Label::Det).any(|det| scene.lower(det) == "any"));
    if in_general || of_any {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    let word = scene.tokens[token].span;
    claim.slots.set(Slot::IncidentType, phrase::stated(view, word)?);
    if let Some(target) = target.and_then(|target| phrase::noun(view, target)) {
        claim.slots.set(Slot::Target, target);
    } else if let Some(words) = phrase::noun(view, token) {
        claim.slots.set(Slot::Target, words);
    }
    for filler in own.iter().filter(|filler| filler.role == Role::Location) {
        let Some(place) = resolve(scene, view.lexicon, view.spoken, filler.token).into_iter().find(|party| party.id.is_state()) else {
            continue;
        };
        claim.slots.fill(Slot::Location, Stated { value: Value::Party(place.id.clone()), at: place.at, inferred: place.inferred });
    }
    // "An army base in northern Mali": the place of what was hit.
    if !claim.slots.has(Slot::Location)
        && let Some(target) = target
    {
        let inside = view.after(target, &["in", "near", "at", "outside", "off"]).into_iter();
        let place = inside.filter_map(|one| named(scene, one)).find(|party| party.id.is_state() && party.how != How::Force);
        if let Some(place) = place {
            claim.slots.fill(Slot::Location, Stated { value: Value::Party(place.id.clone()), at: place.at, inferred: place.inferred });
        }
    }
    // "An Israeli missile destroyed": whose missile it is.
    let by_weapon = || {
        view.subject(token)
            .filter(|subject| scene.label(*subject) == Label::Nsubj && is_goods(view, *subject))
            .and_then(|subject| whose(view, subject))
    };
    // "The downing of a drone by the army": whoever did it, and not whose it was.
    let by = || view.after(token, &["by"]).into_iter().find_map(|object| who::public(view, object));
    let owner = if frame.id == "downing" { by() } else { owner };
    let doer = if view.is_verb(token) {
        by_weapon().or_else(|| who::subject_above(view, token))
    } else {
        owner.filter(|_| matches!(frame.id.as_str(), "attack" | "downing"))
    };
    if let Some(actor) = doer.filter(|party| party.how != How::Place) {
        super::party(&mut claim, Slot::Actor, &actor);
    }
    if let Some(date) = date {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// The thing itself or a word before it is one that the frame asks for; behind it only "of" counts ("a stock of rifles").
fn has_near(view: &View<'_, '_>, frame: &Frame, thing: usize) -> bool {
    // "Found rifles", "found a cache of arms": the thing itself, and nothing beside it.
    if frame.id == "find" {
        let before = view.scene.children(thing).iter().copied().filter(|child| *child < thing);
        return std::iter::once(thing).chain(before).chain(view.after(thing, &["of"])).any(|one| view.frame_word(frame, one));
    }
    if frame.id != "hit" {
        return view.phrase_has(frame, thing);
    }
    let scene = view.scene;
    let civil = matches!(scene.lemma(view.above(thing, 1).first().copied().unwrap_or(thing)), "cut" | "target" | "hit" | "storm" | "ram");
    let goods = is_goods(view, thing);
    // "Attacked their policy positions".
    if view.phrase_tokens(thing).into_iter().any(|one| view.is("not_site_words", one)) {
        return false;
    }
    let before = scene.phrase(thing).filter(|one| *one <= thing);
    // "A Pantsir battery".
    let unit = view.is("weapon_units", thing);
    let word = |one: usize| (unit || !is_goods(view, one)) && view.frame_word(frame, one);
    (goods && !civil) || before.into_iter().any(word) || view.after(thing, &["of"]).into_iter().any(word)
}

/// "Hidden in a container", "aboard a ship", "a cache of": arms where they should not be.
fn is_hidden(view: &View<'_, '_>, verb: usize) -> bool {
    let near = view.scene.subtree(verb).into_iter().filter(|one| one.abs_diff(verb) <= 20);
    near.into_iter().any(|one| {
        view.is("carrier_nouns", one) || matches!(view.scene.lemma(one), "hide" | "conceal" | "aboard" | "onboard" | "bury" | "undeclared")
    })
}

/// A weapon by its name or its noun.
fn is_goods(view: &View<'_, '_>, token: usize) -> bool {
    matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_)))
}

/// The state whose name stands right before a weapon's words or over them.
fn whose(view: &View<'_, '_>, weapon: usize) -> Option<PartyRef> {
    let before = view.scene.item_at(weapon)?.tokens.start.checked_sub(1)?;
    who::owner(view, weapon).or_else(|| named(view.scene, before)).filter(|party| party.how != How::Place)
}

/// What is hit, seized or looked into.
fn target(view: &View<'_, '_>, frame: &Frame, token: usize, own: &[Filler]) -> Option<usize> {
    let scene = view.scene;
    let fits = |thing: &usize| has_near(view, frame, *thing) && !(frame.id == "seize" && is_shot_down(view, token, *thing));
    // "Intercepted a vessel smuggling rifles": the tree may take the vessel for the subject of what it did.
    let raised = || {
        let clause = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Xcomp | Label::Ccomp));
        clause
            .filter(|clause| scene.tag(*clause) == Tag::VBG)
            .flat_map(|clause| scene.children_with(clause, Label::Nsubj))
            .collect::<Vec<_>>()
    };
    let things = || own.iter().filter(|filler| filler.role == Role::Thing && !filler.shared).map(|filler| filler.token).chain(raised());
    // "The container intercepted by": the participle's own noun.
    // "Money diverted from arms sales": what is held must be arms, or carry them, itself.
    let itself = |thing: &usize| view.frame_word(frame, *thing) || is_goods(view, *thing) || view.is("carrier_nouns", *thing);
    let participle = matches!(frame.id.as_str(), "seize" | "hit") && scene.label(token) == Label::Acl && scene.tag(token) == Tag::VBN;
    let held = || Some(scene.head(token)).filter(|thing| participle && itself(thing));
    // "An airstrike that killed 26 children": whom it hit.
    let struck = || {
        let clauses = scene.children_with(token, Label::Relcl).filter(|clause| frame.id == "attack" && view.is("shaking_verbs", *clause));
        clauses.into_iter().find_map(|clause| scene.children_with(clause, Label::Dobj).next())
    };
    let direct = things().chain(held()).find(fits).or_else(struck);
    // "Intercepted a dhow carrying rifles": a vessel, where the sentence is about arms.
    let carrier = || things().chain(held()).find(|thing| frame.id == "seize" && view.is("carrier_nouns", *thing) && is_about_arms(view));
    // "Explosions rocked an air base", "a blast at a depot".
    let shaken = || {
        let verb = scene.head(token);
        let shakes = frame.id == "blast" && scene.label(token) == Label::Nsubj && view.is("shaking_verbs", verb);
        let objects = scene.children_with(verb, Label::Dobj).chain(view.after(verb, &["at", "in", "through"]));
        // "A fire swept through": the tree may hang the verb on the noun.
        let swept = scene.children_with(token, Label::Acl).find(|clause| frame.id == "blast" && view.is("shaking_verbs", *clause));
        if let Some(clause) = swept {
            return view.after(clause, &["at", "in", "through"]).into_iter().find(|object| view.is("site_nouns", *object) || fits(object));
        }
        // "Was rocked by a series of explosions".
        let mut at = token;
        while scene.label(at) == Label::Pobj && at != scene.head(at) {
            let above = scene.head(scene.head(at));
            if frame.id == "blast" && view.is_passive(above) && view.is("shaking_verbs", above) {
                return view.subject(above).filter(|subject| view.is("site_nouns", *subject) || fits(subject));
            }
            if !view.is("set_nouns", above) {
                break;
            }
            at = above;
        }
        shakes.then(|| objects.into_iter().find(|object| view.is("site_nouns", *object) || fits(object))).flatten()
    };
    let at_site = || {
        let near = view.after(token, &["at", "in", "near", "inside"]);
        (view.is_noun(token) && frame.id != "investigate").then(|| near.into_iter().find(fits)).flatten()
    };
    // "Detained the director on suspicion of embezzling": the charge may stand apart from the one charged.
    let charged = (frame.id == "arrest" && view.has_word(frame, token))
        .then(|| scene.children(token).iter().copied().find(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass)))
        .flatten();
    // "Fired a missile at the airport": what it was fired at, by its name or as a site.
    let aimed_at = || {
        let fired = frame.id == "launch-at" && view.has_word(frame, token);
        let ship = |thing: usize| view.is("ship_words", thing) && view.is_noun(thing);
        let place = |thing: &usize| named(scene, *thing).is_some() || view.is("site_nouns", *thing) || ship(*thing);
        let beside =
            || scene.children_with(token, Label::Dobj).flat_map(|shot| view.after(shot, &["at", "on", "into", "against"])).find(place);
        if fired { things().find(place).or_else(beside) } else { None }
    };
    charged.or_else(aimed_at).or(direct).or_else(carrier).or_else(shaken).or_else(at_site)
}

/// "Intercepted a missile": shot down, not seized.
fn is_shot_down(view: &View<'_, '_>, verb: usize, thing: usize) -> bool {
    let flies = |class: Class| {
        matches!(
            class,
            Class::SurfaceToSurfaceMissile
                | Class::AirDefence
                | Class::AntiShipMissile
                | Class::Uav
                | Class::LoiteringMunition
                | Class::CombatAircraft
        )
    };
    let goods = matches!(view.scene.item_at(thing).map(|item| &item.what), Some(What::Equipment(goods)) if flies(goods.class) || goods.name.contains("missile"));
    view.scene.lemma(verb) == "intercept" && (goods || view.is("flying_nouns", thing))
}

/// Words for weapons, forces or equipment stand in the sentence.
fn is_about_arms(view: &View<'_, '_>) -> bool {
    (0..view.scene.len()).any(|token| view.is("weapon_words", token) || view.is_military(token))
}

/// "A scheme to smuggle parts", "convicted of smuggling": not told as done, but as what somebody did or tried.
fn is_plotted(view: &View<'_, '_>, verb: usize) -> bool {
    view.is("plotted_verbs", verb) && view.above(verb, 3).into_iter().any(|above| view.is("plot_words", above))
}

/// "Began stopping ships": told by the verb over it.
fn begun(view: &View<'_, '_>, verb: usize) -> bool {
    // "Began stopping and delaying ships".
    let verb = if view.scene.label(verb) == Label::Conj { view.scene.head(verb) } else { verb };
    let above = view.scene.head(verb);
    let begins = view.is("opening_verbs", above) && matches!(view.scene.tag(above), Tag::VBD | Tag::VBN);
    begins && matches!(view.scene.label(verb), Label::Xcomp | Label::Ccomp)
}

/// In the past or going on; an infinitive or a "can" only tells what could be.
fn told_as_fact(view: &View<'_, '_>, verb: usize) -> bool {
    let put = crate::frame::modality::modality(view.scene, view.lexicon, verb);
    let helped = view.scene.children(verb).iter().any(|child| matches!(view.scene.label(*child), Label::Aux | Label::Auxpass));
    let told = match view.scene.tag(verb) {
        Tag::VBD | Tag::VBN => true,
        // "Showed a missile destroying a battery".
        Tag::VBG => helped || view.subject(verb).is_some() || (view.is("halting_verbs", verb) && begun(view, verb)),
        Tag::VBZ | Tag::VBP => view.scene.headline,
        _ => false,
    };
    put.is_fact() && told
}
