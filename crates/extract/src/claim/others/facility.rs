//! Plants, bases, ranges and centres that someone builds, opens or means to.

mod told;

use super::super::parties::{PartyRef, named, resolve};
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Span, Stated, Status, Value};

/// The facilities that the noun at `token` names, where the sentence says that they come to be, or whose they are in another's country:
/// one for each state that they stand in. `arms` where the document has spoken of arms before.
pub(super) fn claims(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> Vec<Claim> {
    let Some(claim) = claim(view, frame, token, arms) else { return Vec::new() };
    let Some(first) = claim.slots.get(Slot::Location).cloned() else { return vec![claim] };
    let mut out = vec![claim.clone()];
    // "Where France, Japan and Italy also have bases": one claim for each owner.
    let have = view.above(token, 1).into_iter().any(|verb| view.is("owning_verbs", verb));
    let owners = claim.slots.get(Slot::Actor).filter(|_| have).map(|actor| who::beside(view, actor.at)).unwrap_or_default();
    for party in owners {
        let mut other = claim.clone();
        other.slots.remove(Slot::Actor);
        super::party(&mut other, Slot::Actor, &party);
        out.push(other);
    }
    // "Air bases in Hungary, Estonia and elsewhere": one claim for each.
    for party in who::beside(view, first.at) {
        let mut other = claim.clone();
        other.slots.set(Slot::Location, Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred });
        out.push(other);
    }
    out
}

fn claim(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> Option<Claim> {
    if view.in_name(token) && !view.is_noun(token)
        || matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Person(_)))
        || (is_goods(view, token) && !told::is_works(view, token))
        || !is_meant(view, frame, token, arms)
    {
        return None;
    }
    match founding(view, token) {
        Some(founding) => founded(view, frame, token, founding),
        None => standing(view, frame, token).or_else(|| told::denied(view, frame, token)),
    }
}

/// A piece of equipment by its name or noun.
fn is_goods(view: &View<'_, '_>, token: usize) -> bool {
    matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_)))
}

/// The noun names a plant or base of forces or of the arms trade, and no "customer base".
fn is_meant(view: &View<'_, '_>, frame: &Frame, token: usize, arms: bool) -> bool {
    let scene = view.scene;
    let before = || scene.children(token).iter().copied().filter(|child| *child < token);
    // The plural of "base" is taken for that of "basis".
    let is_base = matches!(scene.lower(token), "base" | "bases" | "complex");
    let in_company = matches!(scene.item_at(token).map(|item| &item.what), Some(What::Party(party)) if party.company);
    if in_company
        || (matches!(scene.label(token), Label::Compound | Label::Amod | Label::Nmod) && !told::is_of_growth(view, token))
        || (is_base && before().any(|child| view.is("other_bases", child)))
        || (!is_base && scene.lemma(token) == "basis")
    {
        return false;
    }
    // "Barracks" are of forces by their own meaning.
    if view.is("own_sites", token) {
        return true;
    }
    if frame.id == "facility-pier" {
        let near = scene.children(token).iter().copied().chain(view.above(token, 2));
        return arms && near.into_iter().any(|one| view.is("building_verbs", one) || view.is("pier_verbs", one));
    }
    if frame.words.is_empty() {
        // "A submarine base": of forces by its own words.
        return arms || before().any(|child| view.is("site_words", child));
    }
    // "Offered facilities to the French navy".
    let verb = scene.head(token);
    if gives(view, verb) && given_to(view, token, verb).into_iter().any(|one| view.is_force_name(one) || view.is_military(one)) {
        return true;
    }
    // "Nexter's factory at Roanne", where the document is about arms.
    let works = || view.is("works_nouns", token) && before().any(|child| named(scene, child).is_some_and(|party| party.company.is_some()));
    if arms && works() {
        return true;
    }
    // "Factories, which will be able to produce shells".
    let clause = || scene.subtree(token).into_iter().any(|one| one != token && one <= token + 20 && view.frame_word(frame, one));
    // "Agreed to set up factories in Algeria for the production of rifles": what they are for may hang on the verb.
    let built = || {
        let building =
            matches!(scene.label(token), Label::Dobj | Label::Nsubjpass) && view.is_verb(verb) && view.is("founding_words", verb);
        let over = if scene.label(verb) == Label::Xcomp { scene.head(verb) } else { verb };
        let behind = scene.subtree(over).into_iter().filter(|one| *one > token && *one <= token + 14);
        building && view.is("works_nouns", token) && behind.into_iter().any(|one| view.frame_word(frame, one))
    };
    view.has_word(frame, token) || (arms && (clause() || built()))
}

/// A facility that comes to be, grows or ends.
fn founded(view: &View<'_, '_>, frame: &Frame, token: usize, founding: usize) -> Option<Claim> {
    let own = view.scene.head(founding) == token;
    if view.anywhere("exercise_words") && !own {
        return None;
    }
    // "Spent 40 million on aircraft and hangars": on several things at once.
    let spent = matches!(view.scene.lemma(founding), "spend" | "earmark");
    if spent && view.scene.label(token) == Label::Conj {
        return None;
    }
    let mut found = status::status(view, frame, founding);
    if found.hypothetical {
        return None;
    }
    let scene = view.scene;
    let put = modality(scene, view.lexicon, founding);
    found.negated |= put.negated;
    // "Denied that it is building a base".
    if view.above(founding, 3).into_iter().any(|above| view.is_verb(above) && scene.lemma(above) == "deny") {
        found = status::Found { status: if put.ahead { Status::Planned } else { Status::Ongoing }, negated: true, ..found };
    }
    if view.is_verb(founding) && scene.tag(founding) == Tag::VBG && put.is_fact() && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    // "Is being built": under way.
    if found.status == Status::Done && scene.children(founding).iter().any(|child| scene.lower(*child) == "being") {
        found.status = Status::Ongoing;
    }
    // "Shut down a depot", "is dismantling the camp": the word itself says that it is over.
    if view.is("status_ended", founding) && matches!(found.status, Status::Done | Status::Ongoing) {
        found.status = Status::Ended;
    }
    // "Handed back the base": over, unless it is still to come.
    if is_left(view, founding) && found.status != Status::Planned {
        found.status = Status::Ended;
    }
    // "Broke ground on", "work has begun on", "builds new ranges": under way.
    let begun = view.is("groundbreaking_words", founding) || view.is("investing_words", founding);
    let builds = matches!(scene.tag(founding), Tag::VBZ | Tag::VBP) && view.is("building_verbs", founding);
    if (begun || builds) && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    // "Work on a base starts next year".
    let verb = view.above(founding, 2).into_iter().chain([founding]).find(|one| scene.tag(*one) == Tag::VBZ);
    if verb.is_some_and(|verb| matches!(scene.lemma(verb), "start" | "begin" | "open")) && !scene.headline && found.status != Status::Ended
    {
        found.status = Status::Planned;
    }
    // "The budget provides for the construction of a hangar".
    let provided = view.above(founding, 2).into_iter().any(|above| view.is("providing_verbs", above));
    if view.is_noun(founding) && provided && matches!(found.status, Status::Ongoing | Status::Done) {
        found.status = Status::Planned;
    }
    // "The deal includes setting up a base".
    let above = view.scene.head(founding);
    let agreed = view.is("including_verbs", above) && view.scene.tag(founding) == Tag::VBG && above != founding;
    if agreed && !put.progressive {
        found.status = Status::Planned;
    }
    if view.is_noun(founding) && found.status == Status::Done && found.token == founding {
        found.status = Status::Ongoing;
    }
    let holds = ["holding_verbs", "using_verbs", "owning_verbs"].iter().any(|list| view.is(list, founding));
    if holds && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    // "Approved the Turkish base": to come.
    let approved = told::approved(view, token, founding);
    if approved.is_some() && found.status == Status::Done {
        found.status = Status::Planned;
    }
    let hosts = view.is("hosting_verbs", founding);
    let mut place = location(view, token, founding).or_else(|| where_of(view, founding)).or_else(|| told::under_way(view, founding));
    let actor = if approved.is_some() {
        approved
    } else if hosts {
        who::owner(view, token).or_else(|| actor(view, token, founding))
    } else {
        actor(view, token, founding)
    };
    // "Has undergone expansion with help from Japan": who helps is not whose it is.
    let helper = told::helper(view, founding);
    let actor = actor.filter(|actor| helper.as_ref().is_none_or(|helper| helper.at != actor.at));
    // "A plant was opened in Poland": whoever opened it, it is Poland's.
    let actor = actor.or_else(|| host(place.as_ref()?))?;
    let has = view.is("owning_verbs", founding) && view.is_verb(founding);
    // "Gives India a foothold": a figure of speech as often as a base.
    if (has || gives(view, founding) && !is_left(view, founding)) && view.is("loose_place_nouns", token) {
        return None;
    }
    if has && (put.infinitive || !place.as_ref().is_some_and(|place| is_abroad(place, &actor))) {
        return None;
    }
    let gives = gives(view, founding) && !is_left(view, founding);
    if hosts && actor.company.is_none() {
        let host = view.subject(founding).and_then(|subject| who::parties(view, subject).into_iter().find(|party| party.id != actor.id));
        place = host.filter(|host| host.id.is_state()).map(of_party).or(place);
    }
    // "Uses the air base at": told only where it is another's country.
    if view.is("using_verbs", founding) && !place.as_ref().is_some_and(|place| is_abroad(place, &actor)) {
        return None;
    }
    let mut claim = begin(view, frame, &found, &actor, token, place)?;
    let partner = view
        .after(founding, &["with", "together"])
        .into_iter()
        .chain(view.after(token, &["with"]))
        .chain(gives.then(|| given_to(view, token, founding)).into_iter().flatten())
        .flat_map(|object| who::parties(view, object))
        .chain(helper)
        .find(|party| party.id != actor.id);
    // "Provides facilities": told only where it is said to whom.
    if gives && partner.is_none() {
        return None;
    }
    if let Some(partner) = partner {
        super::party(&mut claim, Slot::Partner, &partner);
    }
    if let Some(date) = when::date(view, founding, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

fn begin(
    view: &View<'_, '_>,
    frame: &Frame,
    found: &status::Found,
    actor: &PartyRef,
    token: usize,
    place: Option<Stated<Value>>,
) -> Option<Claim> {
    let mut claim = status::begin(view, frame, found);
    super::party(&mut claim, Slot::Actor, actor);
    claim.slots.set(Slot::FacilityType, phrase::plain(view, token)?);
    if let Some(place) = place {
        claim.slots.set(Slot::Location, place);
    }
    Some(claim)
}

/// "Handed back", "gave up", "moved out of": a verb that with its particle says that somebody leaves a place.
fn is_left(view: &View<'_, '_>, verb: usize) -> bool {
    let away = |child: &usize| view.is("leaving_particles", *child) && child.abs_diff(verb) <= 2;
    view.is("leaving_verbs", verb) && view.is_verb(verb) && view.scene.children(verb).iter().any(away)
}

/// "Offered France facilities at".
fn gives(view: &View<'_, '_>, verb: usize) -> bool {
    view.is("place_giving_verbs", verb) && view.is_verb(verb)
}

/// "Djibouti, where France has a base": the place that the clause hangs on.
fn where_of(view: &View<'_, '_>, verb: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let place = scene.label(verb) == Label::Relcl && scene.children(verb).iter().any(|child| scene.lower(*child) == "where");
    let party = place.then(|| named(scene, scene.head(verb))).flatten()?;
    party.id.is_state().then(|| of_party(party.by_the_way()))
}

/// The state in which a place is, as the one whose plant or base it is.
fn host(place: &Stated<Value>) -> Option<PartyRef> {
    match &place.value {
        Value::Party(id) if id.is_state() => {
            Some(PartyRef { id: id.clone(), at: place.at, inferred: true, company: None, how: How::Place })
        }
        _ => None,
    }
}

/// Those to whom a place is given: "offered France facilities", "grants facilities to the French navy".
fn given_to(view: &View<'_, '_>, token: usize, verb: usize) -> Vec<usize> {
    let dative = view.scene.children_with(verb, Label::Dative);
    // The tree may take the one to whom it is given for a part of the place's name.
    let before = view.scene.children_with(token, Label::Compound);
    dative.chain(view.after(verb, &["to"])).chain(before).collect()
}

fn of_party(party: PartyRef) -> Stated<Value> {
    Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred }
}

fn is_abroad(place: &Stated<Value>, actor: &PartyRef) -> bool {
    matches!(&place.value, Value::Party(id) if id.is_state() && *id != actor.id)
}

/// "China's first overseas base in Djibouti", "Nexter's factory at Roanne", "a main operating base in Eindhoven": it stands there,
/// whatever else the sentence tells.
fn standing(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let no = scene.children(token).iter().any(|child| matches!(scene.lower(*child), "no" | "any" | "former" | "old" | "closed"));
    if no || scene.lemma(token) == "headquarters" || view.in_transfer(token) || view.anywhere("exercise_words") {
        return None;
    }
    let based = scene
        .children(token)
        .iter()
        .copied()
        .find(|child| matches!(scene.label(*child), Label::Acl | Label::Relcl) && view.is("located_words", *child));
    let home = told::home_of(view, token);
    let place = home.or_else(|| location(view, token, based.unwrap_or(token))).or_else(|| told::copula_place(view, token))?;
    let before = || scene.children(token).iter().copied().filter(|child| *child < token);
    let owner = before()
        .filter(|child| matches!(scene.label(*child), Label::Poss | Label::Amod | Label::Compound | Label::Nmod))
        .flat_map(|child| {
            named(scene, child).into_iter().chain(if scene.label(child) == Label::Poss { who::parties(view, child) } else { Vec::new() })
        })
        .find(|party| party.company.is_some() || party.id.is_state() || party.how == How::Alliance)
        .filter(|party| party.how != How::Place);
    let main = before().any(|child| view.is("operating_words", child));
    let actor = match owner {
        // Where a company's things are or will be made, and no place of past deeds.
        Some(owner) if owner.company.is_some() => {
            let past = view.above(token, 8).into_iter().find(|above| view.is_verb(*above)).is_some_and(|verb| {
                let put = modality(scene, view.lexicon, verb);
                matches!(scene.tag(verb), Tag::VBD | Tag::VBN) && put.is_fact()
            });
            (view.is("works_nouns", token) && !past).then_some(owner)?
        }
        Some(owner) if is_abroad(&place, &owner) => owner,
        Some(owner) if matches!(place.value, Value::Text(_)) && before().any(|child| view.is("abroad_words", child)) => owner,
        _ if main => match &place.value {
            Value::Party(id) => PartyRef { id: id.clone(), at: place.at, inferred: true, company: None, how: How::Place },
            _ => return None,
        },
        _ => return None,
    };
    let mut found = status::status(view, frame, token);
    let planned = before().any(|child| view.is("status_planned", child) || view.lexicon.word_list("upcoming", scene.lower(child)));
    found.status = if planned || (main && view.above(token, 4).into_iter().any(|one| modality(scene, view.lexicon, one).ahead)) {
        Status::Planned
    } else {
        Status::Ongoing
    };
    found.token = token;
    found.negated = false;
    begin(view, frame, &found, &actor, token, Some(place))
}

/// The word that says that the facility is built, opened, planned or run.
fn founding(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    // A clause after "factory for ammunition" may hang on its last noun.
    let below = view.after(token, &["for", "of"]);
    let clauses = scene.children(token).iter().copied().chain(below.into_iter().flat_map(|object| scene.children(object).iter().copied()));
    for child in clauses {
        // "The newly opened range".
        let built = scene.label(child) == Label::Amod && child < token && matches!(scene.tag(child), Tag::VBN | Tag::VBD);
        if built && view.is("founding_words", child) {
            return Some(child);
        }
        let clause = matches!(scene.label(child), Label::Acl | Label::Relcl) && view.is_verb(child);
        if clause && view.is("founding_words", child) {
            return Some(child);
        }
        if clause {
            // "The factory that the country plans to build".
            if let Some(inner) = scene.children_with(child, Label::Xcomp).find(|inner| view.is("founding_words", *inner)) {
                return Some(inner);
            }
        }
    }
    if let Some(word) = told::beside(view, token) {
        return Some(word);
    }
    let mut at = token;
    for _ in 0..4 {
        let head = scene.head(at);
        let passes = match scene.label(at) {
            Label::Dobj | Label::Nsubjpass | Label::Conj | Label::Appos | Label::Compound | Label::Attr => true,
            // "The base opened"; "the camp turned itself into" does something else.
            Label::Nsubj => {
                let begins = view.is("founding_words", head) || view.is("status_ongoing", head);
                // "Is to start work", "is expected to open": the verb that it completes.
                if let Some(inner) = started(view, head) {
                    return Some(inner);
                }
                begins && scene.children_with(head, Label::Dobj).all(|object| view.is("work_objects", object))
            }
            // "Will invest a billion in a new plant".
            Label::Pobj => {
                matches!(scene.lower(head), "of" | "for" | "on")
                    || (matches!(scene.lower(head), "in" | "into") && view.is("investing_words", scene.head(head)))
            }
            Label::Prep => {
                is_left(view, head)
                    || (view.is_noun(head) && (view.is("work_nouns", head) || view.is("founding_words", head)))
                    || view.is("founding_words", head)
                    || (matches!(scene.lower(at), "on" | "at") && scene.lemma(head) == "work")
            }
            _ => false,
        };
        if head == at || !passes {
            return None;
        }
        at = head;
        // "Improvements of airfields have included bases in".
        if view.is("including_verbs", at)
            && let Some(subject) = view.subject(at).filter(|subject| view.is("founding_words", *subject))
        {
            return Some(subject);
        }
        let direct = ["holding_verbs", "using_verbs", "owning_verbs", "place_giving_verbs"];
        if view.is("founding_words", at)
            || is_left(view, at)
            || (view.is_verb(at) && at == scene.head(token) && direct.iter().any(|list| view.is(list, at)))
        {
            return Some(at);
        }
    }
    None
}

/// "Is to start work next year", "is due to open": a founding word below the verb whose subject the facility is.
fn started(view: &View<'_, '_>, verb: usize) -> Option<usize> {
    let scene = view.scene;
    let inner = scene.children_with(verb, Label::Xcomp).find(|inner| view.is("founding_words", *inner))?;
    scene.children_with(inner, Label::Dobj).all(|object| view.is("work_objects", object)).then_some(inner)
}

fn actor(view: &View<'_, '_>, token: usize, founding: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let inside = |party: &PartyRef| party.at != Span::new(0, 0);
    let own = if view.is_verb(founding) { told::force_of(view, token) } else { who::owner(view, founding) };
    let poss = || scene.children_with(token, Label::Poss).find_map(|child| who::parties(view, child).into_iter().next());
    let adjective = || {
        scene
            .children(token)
            .iter()
            .copied()
            .filter(|child| matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod))
            .find_map(|child| named(scene, child))
            .filter(|party| party.how != How::Place)
    };
    own.or_else(|| who::subject_above(view, founding)).or_else(poss).or_else(adjective).or_else(|| who::topic(view)).filter(inside)
}

/// Where it stands: a state where one is named, else the words.
fn location(view: &View<'_, '_>, token: usize, founding: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let prepositions = ["in", "at", "near", "outside", "on", "within"];
    for object in view.after(token, &prepositions).into_iter().chain(view.after(founding, &prepositions)) {
        if matches!(
            scene.item_at(object).map(|item| &item.what),
            Some(What::Date(_) | What::Money(_) | What::Number(_) | What::Equipment(_))
        ) {
            continue;
        }
        if let Some(party) = resolve(scene, view.lexicon, view.spoken, object).into_iter().find(|party| party.id.is_state()) {
            return Some(Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred });
        }
        if scene.phrase(object).any(|one| scene.is_name(one)) {
            return phrase::plain(view, object);
        }
    }
    None
}
