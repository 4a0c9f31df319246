//! Names for plain nouns: "the missiles" after "Javelin missiles", "15 systems" after "Akash".

use super::draft::Draft;
use super::setting::may_be_civil;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Scene, What};
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Class, Equipment, PartyId, Span};
use std::collections::{HashMap, HashSet};

/// A thing that the document calls by its name.
struct Named {
    sentence: usize,
    at: Span,
    equipment: Equipment,
    origin: Vec<PartyId>,
    civil: bool,
}

/// The first of some things, where all that belong to a family belong to one.
fn only<'n>(things: impl Iterator<Item = &'n Named>) -> Option<&'n Named> {
    let mut first = None;
    let mut family: Option<&str> = None;
    for thing in things {
        first = first.or(Some(thing));
        match (family, thing.equipment.id.as_deref()) {
            (None, id) => family = id,
            (Some(one), Some(other)) if one != other => return None,
            _ => {}
        }
    }
    first.filter(|_| family.is_some())
}

/// Gives a plain noun the designation that it goes back to: "the missiles" after "Javelin missiles".
pub(super) fn name_things(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    let named: Vec<Named> = scenes
        .iter()
        .flat_map(|scene| scene.items.iter().map(move |item| (scene, item)))
        .filter_map(|(scene, item)| match &item.what {
            What::Equipment(thing)
                if matches!(thing.sort, Sort::Family | Sort::Designation) && !thing.about && !is_passed_over(scene, item.head) =>
            {
                Some(Named {
                    sentence: scene.sentence,
                    at: item.span,
                    equipment: Equipment { name: thing.name.clone(), class: thing.class, id: thing.family.clone() },
                    origin: thing.origin.clone(),
                    civil: may_be_civil(thing),
                })
            }
            _ => None,
        })
        .collect();
    // What a document names only one of stands for every plain noun of its class; looked for once for each class.
    let mut only_of: HashMap<Class, Option<&Named>> = HashMap::new();
    let told_of: HashSet<Span> =
        drafts.iter().filter(|draft| !draft.generic && draft.item.is_some()).map(|draft| draft.equipment.at).collect();
    // Who gives what is called by its name: "more tanks from China" are not those that Ukraine sold.
    let mut givers: HashMap<String, HashSet<PartyId>> = HashMap::new();
    for draft in drafts.iter().filter(|draft| !draft.generic) {
        let told = draft.supplier.as_ref().filter(|supplier| !supplier.inferred && supplier.company.is_none());
        givers.entry(thing_key(draft)).or_default().extend(told.map(|supplier| supplier.id.clone()));
    }
    let mut only_of_vague: HashMap<String, Option<&Named>> = HashMap::new();
    // "Three RPB 33 vessels, three inflatable boats": members of one list are different things.
    let told_beside: HashSet<(usize, usize, Span)> = drafts
        .iter()
        .filter(|draft| !draft.generic && draft.item.is_some() && draft.quantity.is_some())
        .map(|draft| (draft.scene, draft.trigger, draft.equipment.at))
        .collect();
    for draft in drafts.iter_mut().filter(|draft| draft.generic) {
        let class = draft.equipment.value.class;
        let head = draft.equipment.value.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let in_sentence = draft.sentence;
        let (in_scene, trigger, counted) = (draft.scene, draft.trigger, draft.quantity.is_some());
        // "100 GBU-12 Paveway II kits; 400 laser guided rockets": in a list with a named member, none of its names is meant.
        let listed = counted && told_beside.iter().any(|(scene, other, _)| (*scene, *other) == (in_scene, trigger));
        let fits = |one: &&Named| {
            goes_with(lexicon, class, draft.vague.then_some(head.as_str()), one.equipment.class) && !(listed && one.sentence == in_sentence)
        };
        let scene = &scenes[draft.scene];
        let definite = draft.item.is_some_and(|item| is_definite(scene, lexicon, item) || is_of_same_deal(scene, lexicon, item));
        // "The Swedish jets": those that Sweden makes.
        let maker = draft.item.and_then(|item| described_as(scene, item));
        let fits_maker = |one: &Named| maker.as_ref().is_none_or(|maker| one.origin.contains(maker));
        let fits = |one: &&Named| fits(one) && fits_maker(one);
        let before = || {
            let earlier = &named[..named.partition_point(|one| one.at.end <= draft.equipment.at.start)];
            let near = |most: usize| earlier.iter().rev().take_while(move |one| in_sentence.saturating_sub(one.sentence) <= most);
            // "Chad got Su-30s while the JF-17 had problems. The aircraft": what a transfer was told of, rather than what was only named.
            let nearest = near(4).find(fits);
            let told = |one: &&Named| fits(one) && told_of.contains(&one.at);
            nearest
                .filter(|one| in_sentence > one.sentence)
                .and_then(|one| near(1).filter(|other| other.sentence == one.sentence).find(told))
                .or(nearest)
        };
        let only = (!draft.vague).then(|| *only_of.entry(class).or_insert_with(|| only(named.iter().filter(fits)))).flatten();
        // "The boat" after a submarine, "the guns" after howitzers.
        let loosely = || {
            let earlier = &named[..named.partition_point(|one| one.at.end <= draft.equipment.at.start)];
            let close = |one: &&Named| draft.sentence.saturating_sub(one.sentence) <= 2;
            let may = |one: &&Named| goes_loosely(lexicon, &head, one.equipment.class) && fits_maker(one);
            earlier.iter().rev().take_while(close).find(may)
        };
        // "Akash missiles … It had signed for 15 systems": where no other thing is named that they may be.
        let bare = || counted && draft.item.is_some_and(|item| is_bare(scene, item));
        let mut vague_only = || *only_of_vague.entry(head.clone()).or_insert_with(|| self::only(named.iter().filter(fits)));
        let near = |one: &&Named| one.sentence < draft.sentence && draft.sentence - one.sentence <= 2;
        let spoken_of = || if draft.vague && bare() { vague_only().filter(near) } else { None };
        let exact = if definite { before().or(only) } else { only.or_else(spoken_of) };
        let loose = if definite && exact.is_none() { loosely() } else { None };
        let other_giver = |one: &&Named| {
            let giver = draft.supplier.as_ref().filter(|giver| !giver.inferred && giver.company.is_none());
            let key = one.equipment.id.clone().unwrap_or_else(|| one.equipment.name.to_lowercase());
            let told = givers.get(&key).filter(|told| !told.is_empty());
            giver.zip(told).is_some_and(|(giver, told)| !told.contains(&giver.id) && !one.origin.contains(&giver.id))
        };
        let other = !definite && draft.item.is_some_and(|item| is_of_another_sort(scene, item));
        if let Some(found) = exact.or(loose).filter(|one| definite || !(other || other_giver(one))) {
            let class = if draft.vague || loose.is_some() || class == Class::Other { found.equipment.class } else { class };
            draft.equipment.value = Equipment { class, ..found.equipment.clone() };
            draft.equipment.inferred = true;
            draft.origin.clone_from(&found.origin);
            draft.signs.designated = true;
            draft.vague = false;
            draft.generic = false;
            draft.civil = found.civil;
        }
    }
}

/// "The", "these", "its" before a thing: it was spoken of before.
pub(super) fn is_definite(scene: &Scene<'_>, lexicon: &Lexicon, item: usize) -> bool {
    let item = &scene.items[item];
    let own = |token: usize| scene.children(token).iter().copied();
    // "More weapons" may be any.
    let says_which = !lexicon.word_list("any_arms", scene.lemma(item.head));
    let counted = says_which || own(item.head).any(|child| scene.label(child) == Label::Nummod);
    item.tokens.clone().flat_map(own).any(|child| match scene.label(child) {
        Label::Det => matches!(scene.lower(child), "the" | "these" | "those" | "this" | "that" | "both" | "all" | "each"),
        Label::Poss => matches!(scene.tag(child), Tag::PRPS),
        // "Three additional platforms": more of what was spoken of.
        Label::Amod | Label::Advmod => match scene.lower(child) {
            "more" | "further" | "additional" => counted,
            word => word == "remaining",
        },
        _ => false,
    })
}

/// "15 systems", "twelve aircraft": a noun with its number and nothing that describes it.
fn is_bare(scene: &Scene<'_>, item: usize) -> bool {
    let item = &scene.items[item];
    item.tokens.len() == 1 && scene.children(item.head).iter().all(|child| matches!(scene.label(*child), Label::Nummod | Label::Punct))
}

/// "100 old vehicles", "other tanks": not those that were spoken of.
fn is_of_another_sort(scene: &Scene<'_>, item: usize) -> bool {
    let words = scene.items[item].tokens.clone().flat_map(|token| scene.children(token).iter().copied());
    words
        .filter(|child| scene.label(*child) == Label::Amod)
        .any(|child| matches!(scene.lower(child), "old" | "older" | "other" | "different"))
}

/// "The contract covers 150 vehicles": what a deal that was spoken of is for.
fn is_of_same_deal(scene: &Scene<'_>, lexicon: &Lexicon, item: usize) -> bool {
    let head = scene.items[item].head;
    let link = match (scene.label(head), scene.lower(scene.head(head))) {
        (Label::Dobj | Label::Attr, _) => scene.head(head),
        (Label::Pobj, "for") => scene.head(scene.head(head)),
        _ => return false,
    };
    lexicon.word_list("links", scene.lemma(link))
        && scene
            .children_with(link, Label::Nsubj)
            .any(|subject| lexicon.word_list("deal_nouns", scene.lemma(subject)) && super::back::is_same_deal(scene, lexicon, subject))
}

/// The state whose adjective describes a thing: "the Swedish jets".
fn described_as(scene: &Scene<'_>, item: usize) -> Option<PartyId> {
    let children = scene.items[item].tokens.clone().flat_map(|token| scene.children(token).iter().copied());
    let described = children.filter(|child| matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod));
    described.filter_map(|child| super::parties::named(scene, child)).find(|party| party.how == How::Demonym).map(|party| party.id)
}

/// "Will replace the Walrus class", "over the F-16", "rather than Rafales": what is not meant by what comes after.
fn is_passed_over(scene: &Scene<'_>, head: usize) -> bool {
    let above = scene.head(head);
    match scene.label(head) {
        Label::Dobj => scene.lemma(above) == "replace",
        // "To replace its ageing Pinzgauer fleet".
        Label::Compound | Label::Nmod if above > head => is_passed_over(scene, above),
        Label::Pobj => {
            matches!(scene.lower(above), "over" | "than" | "against" | "unlike" | "despite")
                || (scene.lower(above) == "of" && matches!(scene.lower(scene.head(above)), "instead" | "ahead" | "place"))
                || (scene.lower(above) == "for" && matches!(scene.lemma(scene.head(above)), "replacement" | "successor" | "substitute"))
        }
        _ => false,
    }
}

/// "The first jets", "the first of the jets", "the remaining vehicles": some of what is spoken of.
pub(super) fn is_batch(scene: &Scene<'_>, lexicon: &Lexicon, item: usize) -> bool {
    let item = &scene.items[item];
    let some = |token: usize| lexicon.word_list("batch_adjectives", scene.lower(token)) || scene.lower(token) == "remaining";
    let described = item.tokens.clone().flat_map(|token| scene.children(token).iter().copied()).any(some);
    let above = scene.head(item.head);
    described || (scene.label(item.head) == Label::Pobj && scene.lower(above) == "of" && some(scene.head(above)))
}

/// True when a plain noun of one class may stand for a thing of another. `vague` is the head of a noun that says little by itself.
pub(super) fn goes_with(lexicon: &Lexicon, noun: Class, vague: Option<&str>, thing: Class) -> bool {
    use Class as C;
    let Some(head) = vague else { return noun == thing };
    let fits = |list: &str, classes: &[Class]| lexicon.word_list(list, head).then(|| classes.contains(&thing));
    fits("vague_air", &[C::CombatAircraft, C::TransportAircraft, C::TrainerAircraft, C::SpecialAircraft, C::Helicopter, C::Uav])
        .or_else(|| fits("vague_sea", &[C::Warship, C::PatrolCraft, C::Submarine]))
        .or_else(|| fits("vague_land", &[C::ArmouredVehicle, C::Vehicle, C::Tank, C::Artillery]))
        .or_else(|| {
            let missiles = [
                C::AntiTankMissile,
                C::AirDefence,
                C::AirToAirMissile,
                C::AirToGroundWeapon,
                C::AntiShipMissile,
                C::SurfaceToSurfaceMissile,
            ];
            fits("vague_missile", &missiles)
        })
        .unwrap_or(!matches!(thing, C::Service | C::Engine | C::Ammunition))
}

/// True for a plain noun that people also use for things of another class than its own.
pub(super) fn goes_loosely(lexicon: &Lexicon, head: &str, thing: Class) -> bool {
    use Class as C;
    let fits = |list: &str, classes: &[Class]| lexicon.word_list(list, head) && classes.contains(&thing);
    fits("loose_boats", &[C::Submarine, C::PatrolCraft, C::Warship])
        || fits("loose_guns", &[C::Artillery, C::AirDefence])
        || fits("loose_units", &[C::AirDefence, C::AntiShipMissile, C::SurfaceToSurfaceMissile, C::Artillery, C::RocketArtillery])
        || fits("loose_planes", &[C::CombatAircraft, C::TrainerAircraft, C::TransportAircraft, C::SpecialAircraft])
        || fits("loose_vehicles", &[C::Tank, C::ArmouredVehicle, C::Artillery, C::AirDefence])
}

/// The same thing for drafts of one document.
pub(super) fn thing_key(draft: &Draft) -> String {
    draft.equipment.value.id.clone().unwrap_or_else(|| draft.equipment.value.name.to_lowercase())
}
