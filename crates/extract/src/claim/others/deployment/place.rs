//! Where forces go, stand or leave from: a state where one is named, else the words for a region.

use super::super::super::parties::{self, PartyRef, resolve};
use super::super::view::View;
use super::super::{Thread, phrase, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::Filler;
use crate::frame::scene::What;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Stated, Value};

/// A destination as a slot's value, and the state that it is.
#[derive(Clone, Debug)]
pub(in super::super) struct Place {
    /// The value.
    pub value: Stated<Value>,
    /// The state, where it is one.
    pub party: Option<PartyRef>,
}

impl Place {
    fn of(party: PartyRef) -> Self {
        let value = Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred };
        Self { value, party: Some(party) }
    }

    /// A place on a state's soil by its own words: "Kaliningrad".
    pub(super) fn as_words(&self, view: &View<'_, '_>) -> Option<Self> {
        let party = self.party.as_ref().filter(|party| party.how == How::Place)?;
        phrase::stated(view, party.at).map(|value| Self { value, party: None })
    }

    /// True where its words have a name or a noun for a region.
    pub(super) fn is_geographic(&self, view: &View<'_, '_>) -> bool {
        let words = view.scene.words(self.value.at);
        words
            .split_whitespace()
            .any(|word| word.starts_with(char::is_uppercase) || view.lexicon.word_list("region_nouns", &word.to_lowercase()))
    }

    /// The same place, spoken of before.
    pub(super) fn by_the_way(mut self) -> Self {
        self.value.inferred = true;
        self
    }
}

/// The places that the destinations of a frame name, in the order of the text: states, else a region's words.
pub(super) fn named(view: &View<'_, '_>, own: &[Filler]) -> Vec<Place> {
    let there = own.iter().filter(|filler| filler.role == Role::Destination && !filler.shared).map(|filler| filler.token);
    let mut out: Vec<Place> = Vec::new();
    let mut add = |place: Place| {
        let fresh = !out.iter().any(|held: &Place| held.value.value == place.value.value || held.value.at.overlaps(place.value.at));
        if fresh {
            out.push(place);
        }
    };
    let mut first = None;
    for token in there.filter(|token| !is_no_place(view, *token)) {
        // "Its border with Belarus": the border, and not whose it is.
        let own_edge = || {
            let theirs = view.scene.children_with(token, Label::Poss).any(|child| view.scene.tag(child) == Tag::PRPS);
            let theirs = theirs || !view.after(token, &["with"]).is_empty();
            let edge = theirs && view.is("region_nouns", token) && view.scene.item_at(token).is_none();
            edge.then(|| phrase::noun(view, token)).flatten().map(|value| Place { value, party: None })
        };
        let place = own_edge().or_else(|| state(view, token).map(Place::of)).or_else(|| region(view, token));
        let generic = view.is("place_nouns", token);
        if place.is_some() || generic {
            first = first.or(Some(view.scene.item_at(token).map_or(token + 1, |item| item.tokens.end.max(token + 1))));
        }
        place.into_iter().for_each(&mut add);
    }
    if let Some(first) = first {
        listed(view, first).into_iter().for_each(&mut add);
    }
    // "Across the border into Iraq": the state, and not the line on the way.
    if out.len() > 1 && out.iter().any(|place| place.party.is_some()) {
        let bare = |place: &Place| {
            let words = view.scene.words(place.value.at).to_lowercase();
            words.split_whitespace().all(|word| view.lexicon.word_list("region_nouns", word))
        };
        out.retain(|place| place.party.is_some() || !bare(place));
    }
    out.truncate(6);
    out
}

/// The places that follow one another behind a first place, whatever the tree makes of a long list: "to Kaliningrad, the Black Sea
/// region, Syria and Crimea".
fn listed(view: &View<'_, '_>, first: usize) -> Vec<Place> {
    let scene = view.scene;
    let mut out = Vec::new();
    let (mut at, mut aside, mut parted) = (first, false, false);
    while at < scene.len() && out.len() < 6 {
        if let Some(party) = parties::named(scene, at).filter(|party| party.id.is_state() && matches!(party.how, How::Name | How::Place)) {
            let end = scene.item_at(at).map_or(at + 1, |item| item.tokens.end);
            if parted && !aside {
                out.push(Place::of(party));
            }
            (at, aside, parted) = (end.max(at + 1), false, false);
            continue;
        }
        // "And about 900 in Syria": a word before a number is taken for a part of its name.
        let capital = |token: usize| scene.words(scene.tokens[token].span).starts_with(char::is_uppercase);
        let name = |token: usize| token < scene.len() && scene.is_name(token) && capital(token) && scene.item_at(token).is_none();
        if name(at) {
            let mut end = at + 1;
            while name(end) || (end < scene.len() && view.is("region_nouns", end)) {
                end += 1;
            }
            if parted
                && !aside
                && let Some(value) = phrase::stated(view, scene.span_of(at..end))
            {
                out.push(Place { value, party: None });
            }
            (at, aside, parted) = (end, false, false);
            continue;
        }
        match scene.lower(at) {
            "," | "and" | "or" | "as" | "including" | "like" => parted = true,
            // "Kaliningrad along the Baltic Sea": where the place is.
            "along" | "near" | "off" | "on" => aside = true,
            "the" | "well" | "far" | "in" | "to" | "such" | "both" | "then" | "later" | "also" => {}
            _ => break,
        }
        at += 1;
    }
    out
}

/// "When troops were based there": the state named last in the sentence, before the word.
pub(super) fn spoken_of(view: &View<'_, '_>, token: usize) -> Option<Place> {
    let goes = |head: usize| view.subject(token).is_some_and(|subject| view.scene.is_under(head, subject));
    let before = view.scene.items.iter().rev().filter(|item| item.tokens.end <= token && !goes(item.head));
    let mut states = before
        .filter_map(|item| parties::named(view.scene, item.head))
        .filter(|party| party.id.is_state() && matches!(party.how, How::Name | How::Place));
    states.next().map(|party| Place::of(party.by_the_way()))
}

fn is_no_place(view: &View<'_, '_>, token: usize) -> bool {
    let scene = view.scene;
    // "According to"; the "East" of "East and Southeast Asia".
    let source = scene.lower(scene.head(scene.head(token))) == "according" || scene.lower(scene.head(token)) == "according";
    let half = view.is("region_nouns", token) && scene.item_at(token).is_none() && scene.children_with(token, Label::Conj).next().is_some();
    // "The weapons in India's arsenal": what it has, and no place.
    if source || half || (view.is("store_nouns", token) && scene.item_at(token).is_none()) {
        return true;
    }
    matches!(
        view.scene.item_at(token).map(|item| &item.what),
        Some(What::Date(_) | What::Money(_) | What::Number(_) | What::Equipment(_) | What::Person(_))
    )
}

/// The state that a phrase is in: "Mali", "the capital of Mali", "a mission in Mali", "the Mali force", "bases near Gao in Mali".
fn state(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let fits = |party: &PartyRef| party.id.is_state() && party.how != How::Force;
    let inside = ["in", "at", "near", "of", "for", "on", "outside", "as", "including", "like"];
    let mut near = view.after(token, &inside);
    near.extend(near.clone().into_iter().flat_map(|object| view.after(object, &inside)).collect::<Vec<_>>());
    let direct = resolve(scene, view.lexicon, view.spoken, token).into_iter().find(fits);
    // A mission belongs to whom it is named after, and is where its phrase says.
    let mission = view.is("mission_nouns", token);
    let placed = || near.iter().copied().find_map(|object| parties::named(scene, object)).filter(fits);
    let compound = || {
        let before = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Compound | Label::Nmod));
        before.into_iter().find_map(|child| parties::named(scene, child)).filter(fits)
    };
    if mission { placed().or_else(compound) } else { direct.or_else(placed).or_else(compound) }
}

/// "The Middle East", "the north": a region by its name or its side.
fn region(view: &View<'_, '_>, token: usize) -> Option<Place> {
    let scene = view.scene;
    // "Entered the fleet": taken into service.
    let force = view.is_force_name(token) || ["soldier_nouns", "force_nouns", "fleet_nouns"].iter().any(|list| view.is(list, token));
    // "Operations in the Gulf of Aden": where the mission is.
    if view.is("mission_nouns", token) && !force {
        return view
            .after(token, &["in", "at", "off", "near", "across"])
            .into_iter()
            .filter(|object| *object != token)
            .find_map(|object| region(view, object));
    }
    if force || view.is("mission_nouns", token) {
        return None;
    }
    let named = scene.phrase(token).any(|one| scene.is_name(one)) && scene.item_at(token).is_none();
    if !(view.is("region_nouns", token) || named) {
        return None;
    }
    // "The Sea of Azov".
    let of = view.after(token, &["of"]).into_iter().find(|object| scene.is_name(*object) && *object <= token + 3);
    let Some(of) = of else { return phrase::plain(view, token).map(|value| Place { value, party: None }) };
    let start = scene.phrase(token).find(|one| scene.is_name(*one)).unwrap_or(token);
    phrase::stated(view, scene.span_of(start.min(token)..of + 1)).map(|value| Place { value, party: None })
}

/// "The mandate of its troops in Mali": the state that stands deeper in a phrase, behind "in".
pub(super) fn inside(view: &View<'_, '_>, noun: usize) -> Option<Place> {
    let below = view.scene.subtree(noun).into_iter().filter(|one| *one > noun && *one <= noun + 12);
    let objects = below
        .filter(|one| matches!(view.scene.lower(*one), "in" | "at" | "on" | "from"))
        .flat_map(|one| view.scene.children_with(one, Label::Pobj).collect::<Vec<_>>());
    let objects: Vec<usize> = objects.filter(|object| !is_no_place(view, *object)).collect();
    let region_of = |object: &usize| region(view, *object);
    objects.iter().find_map(|object| state(view, *object)).map(Place::of).or_else(|| objects.iter().find_map(region_of))
}

/// "Its battalions in Estonia, Latvia and Lithuania": each of the states, else the one place.
pub(super) fn all_inside(view: &View<'_, '_>, noun: usize) -> Vec<Place> {
    let Some(first) = inside(view, noun) else { return Vec::new() };
    let joined = |place: &Place| {
        place.party.as_ref().and_then(|party| view.scene.items.iter().find(|item| item.span == party.at)).map(|item| item.head)
    };
    let others = joined(&first).into_iter().flat_map(|head| view.scene.coordinated(head)).filter_map(|one| state(view, one)).map(Place::of);
    let mut out = vec![first.clone()];
    for place in others {
        if !out.iter().any(|held| held.value.value == place.value.value) {
            out.push(place);
        }
    }
    out
}

/// "Has 4,500 troops from 28 countries in Kosovo": the first place behind the troops, before another verb.
pub(super) fn behind(view: &View<'_, '_>, troops: usize) -> Option<Place> {
    let scene = view.scene;
    let until = (troops + 1..(troops + 12).min(scene.len())).take_while(|one| !view.is_verb(*one));
    let placed = until.filter(|one| matches!(scene.lower(*one), "in" | "at"));
    let objects = placed.flat_map(|one| scene.children_with(one, Label::Pobj).collect::<Vec<_>>());
    objects.filter(|object| !is_no_place(view, *object)).find_map(|object| state(view, object)).map(Place::of)
}

/// "At the port", "at the naval base": by its noun.
pub(super) fn port(view: &View<'_, '_>, token: usize) -> Option<Place> {
    let named = view.is("site_nouns", token) && view.scene.item_at(token).is_none();
    named.then(|| phrase::plain(view, token)).flatten().map(|value| Place { value, party: None })
}

/// "To reinforce KFOR", "to the EU mission": a mission by its name, where the sentence tells no place.
pub(super) fn mission(view: &View<'_, '_>, verb: usize) -> Option<Place> {
    let scene = view.scene;
    let clauses = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Advcl | Label::Xcomp));
    let served = clauses
        .filter(|clause| view.is("reinforcing_verbs", *clause))
        .flat_map(|clause| scene.children_with(clause, Label::Dobj).collect::<Vec<_>>());
    let objects = served.chain(view.after(verb, &["to", "for", "with", "in"]));
    objects.filter_map(|object| parties::named(scene, object)).find(|party| party.how == How::Mission).map(Place::of)
}

/// "A mission to train the army of Somalia": where the purpose of the mission is.
pub(super) fn by_purpose_of(view: &View<'_, '_>, mission: usize) -> Option<Place> {
    let scene = view.scene;
    let infinitive = |clause: &usize| scene.children_with(*clause, Label::Aux).any(|aux| scene.tag(aux) == Tag::TO);
    let own = scene
        .children(mission)
        .iter()
        .copied()
        .filter(|child| *child > mission && matches!(scene.label(*child), Label::Acl | Label::Relcl));
    // The tree may hang the clause on the verb over the mission.
    let above = scene.children(scene.head(mission)).iter().copied().filter(|child| *child > mission && scene.label(*child) == Label::Advcl);
    let clauses: Vec<usize> = own.chain(above).filter(infinitive).collect();
    let helped = clauses.into_iter().flat_map(|clause| scene.children_with(clause, Label::Dobj).collect::<Vec<_>>());
    helped
        .flat_map(|object| view.phrase_tokens(object))
        .find_map(|one| parties::named(scene, one).filter(|party| party.id.is_state()))
        .map(|party| Place::of(party.by_the_way()))
}

/// "To reinforce the mission in Somalia": where the purpose of the sending is.
pub(super) fn by_purpose(view: &View<'_, '_>, verb: usize) -> Option<Place> {
    let scene = view.scene;
    if !view.is_verb(verb) {
        return None;
    }
    let clauses = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Advcl | Label::Xcomp));
    let objects = clauses.flat_map(|clause| {
        let direct = scene.children_with(clause, Label::Dobj).collect::<Vec<_>>();
        let near = view.after(clause, &["in", "at", "near"]);
        // "To train forces at a base in Chad": the place of the place.
        let deeper = near.clone().into_iter().flat_map(|object| view.after(object, &["in"])).collect::<Vec<_>>();
        direct.into_iter().chain(near).chain(deeper)
    });
    objects.into_iter().find_map(|object| state(view, object)).map(Place::of)
}

/// "Contributes 200 soldiers to the force": a mission spoken of before.
pub(super) fn goes_back(view: &View<'_, '_>, own: &[Filler]) -> bool {
    let definite = |token: usize| {
        view.scene.children_with(token, Label::Det).any(|det| matches!(view.scene.lower(det), "the" | "this" | "that"))
            || view.scene.tag(token) == Tag::PRP
    };
    own.iter()
        .filter(|filler| filler.role == Role::Destination)
        .any(|filler| definite(filler.token) && (view.is("mission_nouns", filler.token) || view.scene.tag(filler.token) == Tag::PRP))
}

/// "The base at Camp Lemonnier hosts 4,000 troops": the place of the base by its words.
pub(super) fn hosting_site(view: &View<'_, '_>, verb: usize) -> Option<Place> {
    let subject = view.subject(verb).filter(|subject| view.is("site_nouns", *subject))?;
    inside(view, subject).or_else(|| port(view, subject))
}

/// The other state that says it: "Poland's minister said the US brigade would stay in the country".
pub(super) fn speaker_above(view: &View<'_, '_>, verb: usize, not: &PartyRef) -> Option<Place> {
    let speakers = view.above(verb, 4).into_iter().filter(|above| view.in_speech(*above)).filter_map(|above| view.subject(above));
    let mut states = speakers.filter_map(|subject| who::public(view, subject)).filter(|party| party.id.is_state() && party.id != not.id);
    states.next().map(|party| Place::of(party.by_the_way()))
}

/// "The country", "the West African country".
pub(super) fn is_the_country(view: &View<'_, '_>, token: usize) -> bool {
    let definite = view.scene.children_with(token, Label::Det).any(|det| matches!(view.scene.lower(det), "the" | "that" | "this"));
    definite && view.is("country_nouns", token) && view.scene.item_at(token).is_none()
}

/// "The country" behind the name of those whose troops are there: whom the document is about, else the state that was spoken of last before them.
pub(super) fn spoken_before(view: &View<'_, '_>, thread: &Thread, not: &PartyRef) -> Option<Place> {
    let topic = who::topic(view).into_iter();
    let mut states = topic.chain(thread.states.iter().rev().cloned()).filter(|party| party.id.is_state() && party.id != not.id);
    states.next().map(|party| Place::of(party.by_the_way()))
}

/// "Djibouti, where it has 400 marines": the place that the clause hangs on.
pub(super) fn of_clause(view: &View<'_, '_>, verb: usize) -> Option<Place> {
    let scene = view.scene;
    let place = scene.label(verb) == Label::Relcl && scene.children(verb).iter().any(|child| scene.lower(*child) == "where");
    let head = place.then(|| scene.head(verb))?;
    parties::named(scene, head).filter(|party| party.id.is_state()).map(|party| Place::of(party.by_the_way()))
}

/// Where a presence without a place is: with the state that speaks of it, or that is home to it.
pub(super) fn host(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Place> {
    let scene = view.scene;
    let fits = |party: &PartyRef| party.id.is_state();
    if frame.id == "host" {
        let subject = view.subject(token)?;
        return resolve(scene, view.lexicon, view.spoken, subject).into_iter().find(fits).map(Place::of);
    }
    if frame.id == "troops-in-place" {
        let home = scene.head(scene.head(token));
        let is_home = scene.lower(home) == "home" && scene.label(token) == Label::Pobj;
        let subject = is_home.then(|| view.subject(scene.head(home))).flatten()?;
        return resolve(scene, view.lexicon, view.spoken, subject).into_iter().find(fits).map(Place::of);
    }
    // "Agreed to a presence", "received confirmation of a presence".
    let taken = scene.label(token) == Label::Dobj
        || (scene.label(token) == Label::Pobj && scene.label(scene.head(scene.head(token))) == Label::Dobj);
    let owner = who::owner(view, token).filter(|_| frame.id == "presence" && taken)?;
    let host = who::subject_above(view, token).filter(|party| party.id.is_state() && party.id != owner.id)?;
    Some(Place { value: Stated::inferred(Value::Party(host.id.clone()), host.at), party: Some(host) })
}
