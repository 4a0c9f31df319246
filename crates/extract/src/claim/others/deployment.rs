//! Forces that go somewhere, stand there, or leave.

mod more;
mod place;

use super::super::parties::{PartyRef, named};
use super::view::View;
use super::{NEAR, Thread, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, PartyId, Slot, Stage, Stated, Status, Value};
pub(super) use place::Place;

/// The deployments that the word at `token` names: one for each place and each state that sends.
pub(super) fn claims(view: &View<'_, '_>, thread: &mut Thread, frame: &Frame, token: usize) -> Vec<Claim> {
    if let Some(claim) = more::backed(view, frame, token).or_else(|| more::mission_strength(view, frame, token)) {
        return vec![claim];
    }
    let Some(found) = read(view, thread, frame, token) else { return Vec::new() };
    let mut out = Vec::new();
    for (index, place) in found.places.iter().enumerate() {
        let mut claim = found.claim.clone();
        claim.slots.set(Slot::Destination, place.value.clone());
        if index > 0 {
            claim.slots.remove(Slot::Count);
        }
        // "American and British submarines": one deployment each, where no number is shared.
        let others = if claim.slots.has(Slot::Count) { Vec::new() } else { beside(view, &claim) };
        out.push(claim.clone());
        if found.places.len() == 1 {
            out.extend(more::further(view, &claim));
        }
        out.extend(others.into_iter().map(|party| {
            let mut other = claim.clone();
            other.slots.remove(Slot::Actor);
            super::party(&mut other, Slot::Actor, &party);
            other
        }));
    }
    if let Some(place) = found.places.into_iter().next() {
        thread.place = Some((view.scene.span.end, place));
    }
    out
}

/// States joined to the actor by "and".
fn beside(view: &View<'_, '_>, claim: &Claim) -> Vec<PartyRef> {
    let Some(actor) = claim.slots.get(Slot::Actor) else { return Vec::new() };
    let taken =
        |party: &PartyRef| claim.slots.iter().any(|(_, values)| values.iter().any(|value| value.value == Value::Party(party.id.clone())));
    who::beside(view, actor.at).into_iter().filter(|party| !taken(party)).collect()
}

/// A claim without its destination, and the places that it may have.
struct Read {
    claim: Claim,
    places: Vec<Place>,
}

fn read(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize) -> Option<Read> {
    let scene = view.scene;
    // "Training" is a service by name, and here what troops do.
    let in_other_name = view.in_name(token) && !view.is_force_name(token) && frame.id != "work-there";
    let handed_over = || {
        view.in_transfer(token)
            && moves_hands(view, token)
            && !sends_people(view, token)
            && more::mission_served(view, frame, token).is_none()
    };
    // "Brazil's mission in Haiti ended": somebody's, in a text about forces.
    let somebodys = || frame.id == "operation" && thread.military && who::owner(view, token).is_some_and(|party| party.id.is_state());
    let only_there = matches!(frame.id.as_str(), "backed" | "mission-strength");
    if only_there || in_other_name || view.anywhere("exercise_words") || handed_over() {
        return None;
    }
    // "Boosted its presence in": in a text about forces. "Bombers arrived in": told as a posting and not as a delivery.
    let unsure = match frame.id.as_str() {
        "resize" => !thread.military || scene.label(token) == Label::Amod,
        // "Soldiers fell in battle": a number that fell to so many.
        "dwindle" => !thread.military || more::strength(view, frame, token, None).is_none(),
        // "Occupied the ship": no posting.
        "patrol" if scene.lemma(token) == "occupy" => {
            !scene.children_with(token, Label::Dobj).any(|site| view.is("site_nouns", site) || scene.lemma(site) == "site")
        }
        "arms-arrive" => !view.anywhere("posting_words"),
        // "Six ships were idle abroad": merchant ships.
        "keep-arms" => troops(view, frame, token).is_some_and(|things| is_civil(view, things)) && !view.anywhere("military_words"),
        // "Sent eight airmen to advise": told by the sending.
        "work-there" => {
            let put = crate::frame::modality::modality(scene, view.lexicon, token);
            put.infinitive && !put.ahead
        }
        _ => false,
    };
    if unsure {
        return None;
    }
    let verb = governing_verb(view, token);
    // "Is based on the older class": a design.
    let by_design = scene.lemma(token) == "base" && scene.children(token).iter().any(|child| matches!(scene.lower(*child), "on" | "upon"));
    // "Needs a presence there": a wish of nobody's.
    if by_design || verb.is_some_and(|verb| scene.lemma(verb) == "need" && view.is_noun(token)) {
        return None;
    }
    // "Deployed to" goes there; "deployed in" is there.
    let sent = |verb: usize| scene.lemma(verb) == "deploy" && !view.after(verb, &["to"]).is_empty();
    let staying = verb.is_some_and(|verb| view.is("staying_verbs", verb) && !sent(verb));
    if (frame.id == "troops-in-place" && !staying)
        || !(is_meant(view, frame, token, verb) || somebodys() && verb.is_some_and(|verb| view.is("launching_verbs", verb)))
    {
        return None;
    }
    let troops = match view.is_noun(token) {
        true => Some(token),
        // "Took part in the mission": those who go are not named.
        // "Intervened in Mali": nobody needs to be named.
        false if frame.id == "intervene" => None,
        false if frame.id == "join-mission" => Some(joined_mission(view, frame, token)?),
        false => Some(troops(view, frame, token)?),
    };
    let mut found = status::status(view, frame, token);
    // "A pledge not to deploy" is a commitment and no deployment.
    if view.is_noun(token)
        && let Some(verb) = verb
    {
        found.negated |= crate::frame::modality::modality(scene, view.lexicon, verb).negated;
    }
    if let Some(status) = more::denied(view, token) {
        found = status::Found { status, negated: true, hypothetical: false, ..found };
    }
    let pledged = found.negated && view.anywhere("pledge_words");
    if found.hypothetical || pledged {
        return None;
    }
    if staying && view.is_noun(token) && !matches!(found.status, Status::Planned | Status::Ended) {
        // "When troops were based there": over, unless somebody says so of today.
        let was = verb.is_some_and(|verb| scene.children_with(verb, Label::Auxpass).any(|aux| matches!(scene.lower(aux), "was" | "were")));
        let said = view.above(token, 8).into_iter().any(|above| view.in_speech(above));
        found.status = if was && !said { Status::Done } else { Status::Ongoing };
    }
    // "A brigade to be stationed there": ahead.
    let to_be = |verb: usize| {
        let put = crate::frame::modality::modality(scene, view.lexicon, verb);
        matches!(scene.label(verb), Label::Acl | Label::Relcl) && (put.ahead || put.infinitive)
    };
    if view.is_noun(token) && verb.is_some_and(to_be) && found.status == Status::Ongoing {
        found.status = Status::Planned;
    }
    // "Have begun leaving", "the withdrawal was completed": a withdrawal under way ends the deployment.
    if frame.status == Some(Status::Ended) && matches!(found.status, Status::Ongoing | Status::Done) {
        found.status = Status::Ended;
    }
    // "Approved the deployment of a brigade": to come.
    let decided = || view.above(token, 2).into_iter().any(|above| view.is_verb(above) && view.is("ordering_verbs", above));
    if frame.id == "presence" && found.status == Status::Ongoing && view.is("going_nouns", token) && decided() {
        found.status = Status::Planned;
    }
    // "Has committed to sending 200 police": promised.
    let promised = || scene.tag(token) == Tag::VBG && view.above(token, 2).into_iter().any(|above| view.is("pledge_words", above));
    if matches!(found.status, Status::Done | Status::Ongoing) && promised() {
        found.status = Status::Planned;
    }
    // "Canada leads a battalion there", "is docked there": so it is.
    let leader = more::leader(view, token);
    if found.status == Status::Done && (frame.id == "dock" || leader.is_some() && scene.tag(token) != Tag::VBD) {
        found.status = Status::Ongoing;
    }
    // "Is based in Bahrain": so it is.
    let is = scene.children_with(token, Label::Auxpass).any(|aux| matches!(scene.lower(aux), "is" | "are"));
    if found.status == Status::Done && is && view.is("staying_verbs", token) && !sent(token) && !scene.headline {
        found.status = Status::Ongoing;
    }
    // "Extended the mandate of its troops": they stay.
    if frame.id == "resize" && view.is("status_ongoing", token) && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    // "Is sending a brigade": under way.
    let under_way = view.is_verb(token) && crate::frame::modality::modality(scene, view.lexicon, token).progressive;
    if under_way && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    if frame.id == "operation" && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    let mut own = fillers(scene, view.lexicon, frame, token);
    if view.is_noun(token)
        && let Some(verb) = verb
    {
        // "Has had a small number of troops in Niger": the place may hang on a noun between.
        let between = view.above(token, 4).into_iter().take_while(|one| *one != verb).filter(|one| view.is("troop_parts", *one));
        let nouns = between.flat_map(|noun| fillers(scene, view.lexicon, frame, noun)).collect::<Vec<_>>();
        let beside = fillers(scene, view.lexicon, frame, verb).into_iter().chain(nouns);
        own.extend(beside.filter(|filler| matches!(filler.role, Role::Destination | Role::Partner)));
    }
    // "The deployment of a submarine to the Indian Ocean": the place may hang on what is deployed.
    if view.is_noun(token) {
        let sent = view.after(token, &["of"]).into_iter().flat_map(|object| fillers(scene, view.lexicon, frame, object));
        own.extend(sent.filter(|filler| filler.role == Role::Destination && filler.token > token).collect::<Vec<_>>());
    }
    // "Committed 4,000 troops for a force in Somalia": the place may hang on the troops.
    if view.is_verb(token)
        && let Some(troops) = troops
    {
        // "Sent 100 instructors and a radar to Niamey": or on what goes with them.
        let beside = scene.coordinated(troops).into_iter().flat_map(|one| fillers(scene, view.lexicon, frame, one));
        own.extend(beside.filter(|filler| filler.role == Role::Destination && filler.token > troops).collect::<Vec<_>>());
    }
    // "Some 1,300 soldiers form part of the force": those who do.
    let part = || {
        view.subject(token)
            .filter(|subject| frame.id == "join-mission" && view.is("troop_words", *subject))
            .and_then(|subject| count(view, subject))
    };
    let count = part().or_else(|| troops.and_then(|troops| count(view, troops))).or_else(|| more::strength(view, frame, token, troops));
    let mut places = place::named(view, &own);
    // "Extended the mandate of its troops in Mali".
    if places.is_empty() && matches!(frame.id.as_str(), "resize" | "dwindle" | "join-mission" | "withdraw" | "pullout") {
        places.extend(troops.into_iter().flat_map(|troops| place::all_inside(view, troops)));
    }
    if places.is_empty() {
        let demanded = more::demanded(view, frame, token);
        if demanded.is_some() && scene.tag(token) != Tag::VBD {
            found.status = Status::Planned;
        }
        places.extend(demanded);
    }
    // "Is serving with the UN mission in Mali", "contributes a battery to the mission in Slovakia".
    if places.is_empty() {
        places.extend(more::mission_served(view, frame, token));
    }
    // "The base at Camp Lemonnier hosts": the base, where no state is told.
    if places.is_empty() && frame.id == "host" {
        places.extend(place::host(view, frame, token).or_else(|| place::hosting_site(view, token)));
    }
    // "Docked at the port": the port itself.
    if places.is_empty() && frame.id == "dock" {
        places.extend(own.iter().filter(|filler| filler.role == Role::Destination).find_map(|filler| place::port(view, filler.token)));
    }
    let here_only = matches!(frame.id.as_str(), "resize" | "dwindle" | "keep-arms" | "arms-arrive" | "work-there" | "join-mission");
    // "Began work in Niger": the place may hang on the work.
    if places.is_empty() && frame.id == "begin-there" {
        places.extend(scene.children_with(token, Label::Dobj).find_map(|object| place::inside(view, object)));
    }
    // "Training local forces in Niger": the place may hang on those who are trained.
    if places.is_empty() && frame.id == "work-there" {
        places.extend(scene.children_with(token, Label::Dobj).find_map(|object| place::inside(view, object)));
    }
    // "Has in its inventory": no place.
    if frame.id == "keep-arms" {
        places.retain(|place| place.party.is_some() || place.is_geographic(view));
    }
    if places.is_empty() && frame.id == "join-mission" {
        places.extend(troops.and_then(|mission| place::by_purpose_of(view, mission)));
    }
    if places.is_empty() && here_only {
        return None;
    }
    if places.is_empty() {
        places.extend(place::by_purpose(view, token).or_else(|| place::host(view, frame, token)));
    }
    // "Take part in a mission to train the army of Somalia": where the mission's own purpose is.
    if places.is_empty() {
        let told_by_noun = matches!(frame.id.as_str(), "operation" | "presence");
        places.extend(
            troops
                .filter(|mission| told_by_noun && view.is("mission_nouns", *mission))
                .and_then(|mission| place::by_purpose_of(view, mission)),
        );
    }
    // "Djibouti, where it has 400 marines".
    if places.is_empty() {
        places.extend(verb.and_then(|verb| place::of_clause(view, verb)));
    }
    if places.is_empty() && scene.children(verb.unwrap_or(token)).iter().any(|child| scene.lower(*child) == "there") {
        places.extend(place::spoken_of(view, token).or_else(|| thread.place.clone().map(|(_, place)| place.by_the_way())));
    }
    if places.is_empty() {
        let back = place::goes_back(view, &own) || (count.is_some() && view.is_verb(token));
        let near = thread.place.as_ref().filter(|(end, _)| scene.span.start.saturating_sub(*end) <= NEAR);
        places.extend(near.filter(|_| back).map(|(_, place)| place.clone().by_the_way()));
    }
    // "Has 4,500 troops from 28 countries in Kosovo": the place may hang on another noun of the phrase.
    if places.is_empty() && count.is_some() {
        places.extend(troops.and_then(|troops| place::behind(view, troops)));
    }
    // "Will send 100 soldiers to reinforce KFOR": the mission, where no place is told.
    if places.is_empty() && !here_only {
        places.extend(place::mission(view, token).or_else(|| verb.and_then(|verb| place::mission(view, verb))));
    }
    let the_country = own.iter().any(|filler| filler.role == Role::Destination && place::is_the_country(view, filler.token));
    // "The minister said the US brigade would stay in the country": not the one whose troops they are.
    if let Some(home) =
        troops.and_then(|troops| who::owner(view, troops).or_else(|| named(scene, troops))).filter(|home| home.id.is_state())
    {
        for place in places.iter_mut() {
            if place.value.inferred
                && place.party.as_ref().is_some_and(|party| party.id == home.id)
                && let Some(host) = place::speaker_above(view, token, &home)
                    .or_else(|| the_country.then(|| place::spoken_before(view, thread, &home)).flatten())
            {
                *place = host;
            }
        }
    }
    // "About 1,000 US troops are in the country": the one that the document is about.
    if places.is_empty() && !here_only {
        let home = troops.and_then(|troops| named(scene, troops).or_else(|| who::owner(view, troops)));
        places.extend(home.filter(|_| the_country).and_then(|home| place::spoken_before(view, thread, &home)));
    }
    let first = places.first().and_then(|place| place.party.clone());
    let arms = matches!(frame.id.as_str(), "deploy-arms" | "sail" | "presence" | "keep-arms" | "arms-arrive" | "dock");
    // "S-400 units have been deployed to Syria": by whom the document is about.
    let of_unit = || {
        let subject = verb.and_then(|verb| view.subject(verb));
        subject.is_some_and(|subject| view.is("troop_words", subject) && scene.item_at(subject).is_none())
    };
    let by_topic = || who::topic(view).filter(|party| (arms || of_unit()) && party.id.is_state());
    let several = places.len() > 1 || first.as_ref().is_some_and(|place| place.how == How::Place);
    // "Contributes to the UN mission": the mission is not its sender.
    let senders = troops.filter(|_| frame.id != "join-mission");
    let doer =
        leader.or_else(|| actor(view, token, senders, first.as_ref())).or_else(|| actor(view, token, senders, None).filter(|_| several));
    let actor = doer.or_else(by_topic)?;
    // A part of its own country is told by its words.
    for place in places
        .iter_mut()
        .filter(|_| frame.id != "work-there")
        .filter(|place| place.party.as_ref().is_some_and(|party| party.id == actor.id))
    {
        if let Some(words) = place.as_words(view) {
            *place = words;
        }
    }
    // What is based somewhere at home goes nowhere.
    let at_home = here_only || (frame.id == "deploy-arms" && scene.lemma(token) == "base");
    places.retain(|place| place.party.as_ref().map_or(here_only || !at_home, |party| party.id != actor.id));
    let to = places.first().and_then(|place| place.party.clone());
    // "The strongest land forces in Europe": having forces is no deployment unless they stand in another state.
    let counted = frame.id == "keep-arms" && count.is_some();
    let had = (frame.id == "keep-arms" || verb.is_some_and(|verb| scene.lemma(verb) == "have")) && to.is_none() && !counted;
    if had || places.is_empty() || actor.company.is_some() {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    for filler in own.iter().filter(|filler| filler.role == Role::Partner) {
        for party in who::parties(view, filler.token) {
            if party.id != actor.id && to.as_ref().is_none_or(|to| to.id != party.id) {
                super::party(&mut claim, Slot::Partner, &party);
            }
        }
    }
    if let Some(count) = count {
        claim.slots.set(Slot::Count, count);
    }
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(Read { claim, places })
}

/// True where the word was read as a transfer to somebody else; ships sent to sea and missiles stationed somewhere go to nobody.
fn moves_hands(view: &View<'_, '_>, token: usize) -> bool {
    let own = |draft: &&crate::claim::draft::Draft| {
        draft.stage.value == Stage::InService
            || draft.recipients.iter().all(|recipient| draft.supplier.as_ref().is_none_or(|supplier| supplier.id == recipient.id))
    };
    view.drafts.iter().filter(|draft| draft.nodes.contains(&token)).any(|draft| !own(&draft))
}

/// "Takes part in the coalition in Iraq", "joined counter-piracy patrols off Somalia": the operation, by a frame's word in its phrase.
fn joined_mission(view: &View<'_, '_>, frame: &Frame, verb: usize) -> Option<usize> {
    let direct = view.scene.children_with(verb, Label::Dobj);
    let objects = direct.chain(view.after(verb, &["in", "to"]));
    let mut objects: Vec<usize> = objects.collect();
    let subject = view.subject(verb).map(|subject| if view.scene.label(verb) == Label::Relcl { view.scene.head(verb) } else { subject });
    let soldiers = subject.is_some_and(|subject| view.is("troop_words", subject) || view.is_force_name(subject));
    // "Is part of the mission".
    let parts = view
        .scene
        .children_with(verb, Label::Attr)
        .chain(view.scene.children_with(verb, Label::Dobj))
        .filter(|part| view.scene.lower(*part) == "part");
    let parts: Vec<usize> = parts.flat_map(|part| view.after(part, &["of", "in"])).collect();
    // "Soldiers who are part of the force in Gambia".
    if let Some(force) = parts.iter().find(|part| soldiers && view.is("mission_nouns", **part)) {
        return Some(*force);
    }
    objects.extend(parts);
    objects
        .into_iter()
        .find(|object| view.is("mission_nouns", *object) && view.phrase_tokens(*object).into_iter().any(|one| view.frame_word(frame, one)))
}

/// "Ships", "aircraft": such as others than forces have too.
fn is_civil(view: &View<'_, '_>, things: usize) -> bool {
    matches!(view.scene.item_at(things).map(|item| &item.what), Some(What::Equipment(goods)) if goods.sort == Sort::VagueNoun || goods.civil)
}

/// "Sent a patrol plane and 120 sailors": people go with the goods, so that nothing changes hands.
fn sends_people(view: &View<'_, '_>, verb: usize) -> bool {
    let objects =
        view.scene.children(verb).iter().copied().filter(|child| matches!(view.scene.label(*child), Label::Dobj | Label::Nsubjpass));
    let people = |one: usize| view.is("soldier_nouns", one) || view.is("trainer_nouns", one);
    view.is_verb(verb) && objects.flat_map(|object| view.scene.coordinated(object)).any(people)
}

/// The frame's words stand where they must: as those who go, beside a noun for the going, or as the noun itself.
fn is_meant(view: &View<'_, '_>, frame: &Frame, token: usize, verb: Option<usize>) -> bool {
    if view.is_verb(token) || frame.id == "troops-in-place" {
        return true;
    }
    // "Launched a military operation": a word for its beginning stands over it.
    if frame.id == "operation" {
        let told = |verb: usize| view.is("launching_verbs", verb) || view.is("mission_planning_verbs", verb);
        return verb.is_some_and(told) && view.has_word(frame, token);
    }
    // "Two navy ships are on a long deployment": those who go may be the subject above.
    let subject = || verb.and_then(|verb| view.subject(verb)).is_some_and(|subject| view.phrase_has(frame, subject));
    view.has_word(frame, token) || subject()
}

/// The verb that says of the troops that they are or stay somewhere.
fn governing_verb(view: &View<'_, '_>, token: usize) -> Option<usize> {
    if view.is_verb(token) {
        return Some(token);
    }
    let mut at = token;
    for _ in 0..4 {
        let head = view.scene.head(at);
        let there = || at == token && view.scene.children_with(head, Label::Expl).next().is_some();
        let home = view.scene.label(at) == Label::Attr && (view.scene.lower(at) == "home" || there());
        let up = matches!(view.scene.label(at), Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Conj | Label::Pobj | Label::Prep);
        if head == at || !(up || home) {
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
    let soldiers = |child: usize| soldiers(view, frame, child);
    // "Train local soldiers", "fight the Islamic State": those who do it are the ones who were sent.
    let fights = scene.lemma(verb) == "fight";
    let done_to = |child: &usize| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass) && frame.id != "work-there" && !fights;
    let objects = || children().filter(done_to).flat_map(|object| scene.coordinated(object));
    let object = objects().find_map(soldiers);
    // "There are three carriers in the region".
    let there = children().any(|child| scene.label(child) == Label::Expl);
    let object = object.or_else(|| children().filter(|child| there && scene.label(*child) == Label::Attr).find_map(soldiers));
    let clause = || matches!(scene.label(verb), Label::Acl | Label::Relcl).then(|| soldiers(scene.head(verb))).flatten();
    // "Soldiers are to go": the subject of the verb above.
    let shared = || {
        // "Weapons from suppliers based in": a participle speaks of its own noun.
        let own = if scene.label(verb) == Label::Acl { Vec::new() } else { fillers(scene, view.lexicon, frame, verb) };
        own.into_iter().filter(|filler| filler.shared && filler.role == Role::Actor).find_map(|filler| soldiers(filler.token))
    };
    // "Six jets and hundreds of troops left": any of those joined.
    let joined = |child: usize| scene.coordinated(child).into_iter().find_map(soldiers);
    let subject = || children().filter(|child| scene.label(*child) == Label::Nsubj).find_map(joined);
    object.or_else(subject).or_else(clause).or_else(shared)
}

/// "Soldiers", "a battalion", "hundreds of troops", "a team of soldiers": the word that says that they are troops.
fn soldiers(view: &View<'_, '_>, frame: &Frame, head: usize) -> Option<usize> {
    let is = |token: usize| view.frame_word(frame, token) || (frame.words.is_empty() && view.is("troop_nouns", token));
    // "HMS Montrose": a ship that nobody listed, by what stands before her name.
    let ship = || frame.words.iter().any(|word| word == "*ships") && prefixed(view, head).is_some();
    if is(head) || ship() {
        return Some(head);
    }
    let part = view.is("troop_parts", head) || view.scene.item_at(head).is_some_and(|item| matches!(item.what, What::Number(_)));
    let of = || part.then(|| view.after(head, &["of"]).into_iter().find(|object| is(*object))).flatten();
    // "Three F-16 squadrons": the weapon's name stands before the unit's.
    let by_name = || frame.words.iter().any(|word| word == "*equipment") && view.scene.children(head).iter().any(|child| is(*child));
    of().or_else(|| (view.is("weapon_units", head) && by_name()).then_some(head))
}

/// Whose troops they are, else who sends them.
fn actor(view: &View<'_, '_>, token: usize, troops: Option<usize>, to: Option<&PartyRef>) -> Option<PartyRef> {
    let fits = |party: &PartyRef| to.is_none_or(|to| to.id != party.id);
    let state = |party: &PartyRef| party.id.is_state() && party.company.is_none();
    let theirs = troops
        .and_then(|troops| {
            let from = || view.after(troops, &["from"]).into_iter().find_map(|object| named(view.scene, object)).filter(state);
            named(view.scene, troops).or_else(|| who::owner(view, troops)).or_else(from)
        })
        .filter(fits);
    let theirs = theirs.or_else(|| troops.and_then(|troops| by_ship(view, troops)).filter(fits));
    theirs.or_else(|| who::subject_above(view, token).filter(fits)).or_else(|| {
        // "FSK troops": the force itself.
        troops.and_then(|troops| who::parties(view, troops).into_iter().find(fits))
    })
}

/// "The carrier USS Nimitz": the state whose ships bear the prefix.
fn by_ship(view: &View<'_, '_>, troops: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let near = std::iter::once(troops).chain(scene.children_with(troops, Label::Appos));
    near.into_iter().find_map(|one| prefixed(view, one)).map(|(token, id)| PartyRef {
        id,
        at: scene.tokens[token].span,
        inferred: true,
        company: None,
        how: How::Force,
    })
}

/// "USS", "HMS" at the start of a ship's name, and the state whose ships bear it.
fn prefixed(view: &View<'_, '_>, ship: usize) -> Option<(usize, PartyId)> {
    let scene = view.scene;
    let named = scene.item_at(ship).filter(|item| matches!(item.what, What::Equipment(_))).map(|item| item.tokens.start);
    let compound = || scene.children_with(ship, Label::Compound).find(|child| scene.is_name(ship) && *child < ship);
    let token = named.or_else(compound)?;
    let word = scene.lower(token);
    let of_word = |entry: &str| entry.split_once(':').filter(|(prefix, _)| *prefix == word).and_then(|(_, id)| PartyId::new(id));
    view.lexicon.words_of("ship_states").find_map(of_word).map(|id| (token, id))
}

/// How many are sent.
fn count(view: &View<'_, '_>, troops: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let number = |token: usize| {
        let item = scene.item_at(token)?;
        match &item.what {
            What::Number(number) => number.quantity().map(|quantity| (quantity, item.span)),
            _ => None,
        }
    };
    let own = view.phrase_tokens(troops).into_iter().filter(|token| *token <= troops).find_map(number);
    // "850 of its soldiers".
    let over = || (scene.label(troops) == Label::Pobj).then(|| number(scene.head(scene.head(troops)))).flatten();
    // "The deployment of 1,200 troops".
    let of = || {
        view.after(troops, &["of"])
            .into_iter()
            .filter(|object| view.is("troop_words", *object))
            .flat_map(|object| view.phrase_tokens(object))
            .find_map(number)
    };
    own.or_else(over).or_else(of).map(|(quantity, at)| Stated::new(Value::Quantity(quantity), at))
}
