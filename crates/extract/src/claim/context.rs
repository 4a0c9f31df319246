//! What the rest of the document says of the same deal: names for plain nouns, parties, numbers and sums that a sentence leaves out.

use super::draft::Draft;
use super::parties::PartyRef;
use super::setting::may_be_civil;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Scene, What};
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Class, Equipment, PartyId, Span, Stage, Stated};
use std::collections::HashMap;

/// Fills what single sentences leave out. Only words of the same document are used, and what they fill is marked as inferred.
pub fn complete(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    name_things(scenes, lexicon, drafts);
    share_parties(drafts);
    let topic = topic(scenes, drafts);
    for draft in drafts.iter_mut() {
        if draft.recipients.is_empty() {
            let taken = draft.supplier.as_ref().map(|supplier| supplier.id.clone());
            draft.recipients.extend(topic.clone().filter(|party| Some(&party.id) != taken.as_ref()).map(PartyRef::by_the_way));
        }
    }
    share_parties(drafts);
    origins(scenes, drafts);
    loose_sums(scenes, lexicon, drafts);
    share_figures(drafts);
}

/// Gives a plain noun the designation that it goes back to: "the missiles" after "Javelin missiles".
fn name_things(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    struct Named {
        sentence: usize,
        at: Span,
        equipment: Equipment,
        origin: Vec<PartyId>,
        civil: bool,
    }
    let named: Vec<Named> = scenes
        .iter()
        .flat_map(|scene| scene.items.iter().map(move |item| (scene, item)))
        .filter_map(|(scene, item)| match &item.what {
            What::Equipment(thing) if matches!(thing.sort, Sort::Family | Sort::Designation) && !thing.about => Some(Named {
                sentence: scene.sentence,
                at: item.span,
                equipment: Equipment { name: thing.name.clone(), class: thing.class, id: thing.family.clone() },
                origin: thing.origin.clone(),
                civil: may_be_civil(thing),
            }),
            _ => None,
        })
        .collect();
    for draft in drafts.iter_mut().filter(|draft| draft.generic) {
        let class = draft.equipment.value.class;
        let head = draft.equipment.value.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let fits = |one: &&Named| goes_with(lexicon, class, draft.vague.then_some(head.as_str()), one.equipment.class);
        let scene = &scenes[draft.scene];
        let definite = draft.item.is_some_and(|item| is_definite(scene, item));
        let before = named.iter().filter(fits).rfind(|one| one.at.end <= draft.equipment.at.start && draft.sentence - one.sentence <= 4);
        let mut families: Vec<&str> = named.iter().filter(fits).filter_map(|one| one.equipment.id.as_deref()).collect();
        families.sort_unstable();
        families.dedup();
        let only = (families.len() == 1 && !draft.vague).then(|| named.iter().find(fits)).flatten();
        let found = if definite { before.or(only) } else { only };
        if let Some(found) = found {
            let class = if draft.vague || class == Class::Other { found.equipment.class } else { class };
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
fn is_definite(scene: &Scene<'_>, item: usize) -> bool {
    let item = &scene.items[item];
    let own = |token: usize| scene.children(token).iter().copied();
    item.tokens.clone().flat_map(own).any(|child| match scene.label(child) {
        Label::Det => matches!(scene.lower(child), "the" | "these" | "those" | "this" | "that" | "both" | "all" | "each"),
        Label::Poss => matches!(scene.tag(child), Tag::PRPS),
        _ => false,
    })
}

/// True when a plain noun of one class may stand for a thing of another. `vague` is the head of a noun that says little by itself.
fn goes_with(lexicon: &Lexicon, noun: Class, vague: Option<&str>, thing: Class) -> bool {
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

/// The same thing for drafts of one document.
fn thing_key(draft: &Draft) -> String {
    draft.equipment.value.id.clone().unwrap_or_else(|| draft.equipment.value.name.to_lowercase())
}

/// Parties that other sentences name for the same thing.
fn share_parties(drafts: &mut [Draft]) {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        groups.entry(thing_key(draft)).or_default().push(index);
    }
    let mut keys: Vec<&String> = groups.keys().collect();
    keys.sort();
    for key in keys {
        let members = &groups[key];
        for index in members.iter().copied() {
            if drafts[index].recipients.is_empty() && drafts[index].stage.value != Stage::InService {
                let near = nearest(drafts, members, index, |other| !other.recipients.is_empty() && other.stage.value != Stage::InService);
                if let Some(near) = near {
                    let taken = drafts[index].supplier.as_ref().map(|supplier| supplier.id.clone());
                    let given = drafts[near].recipients.iter().filter(|party| Some(&party.id) != taken.as_ref()).cloned();
                    drafts[index].recipients = given.map(PartyRef::by_the_way).collect();
                }
            }
            if drafts[index].supplier.is_none() {
                let mine = drafts[index].recipients.first().map(|party| party.id.clone());
                let same = |other: &Draft| other.supplier.is_some() && other.recipients.first().map(|party| &party.id) == mine.as_ref();
                let near = nearest(drafts, members, index, same);
                if let Some(near) = near {
                    drafts[index].supplier = drafts[near].supplier.clone().map(PartyRef::by_the_way);
                    if drafts[index].makers.is_empty() {
                        drafts[index].makers = drafts[near].makers.iter().cloned().map(PartyRef::by_the_way).collect();
                    }
                }
            }
        }
    }
}

fn nearest(drafts: &[Draft], members: &[usize], from: usize, wanted: impl Fn(&Draft) -> bool) -> Option<usize> {
    members
        .iter()
        .copied()
        .filter(|other| *other != from && wanted(&drafts[*other]))
        .min_by_key(|other| (drafts[*other].sentence.abs_diff(drafts[from].sentence), *other))
}

/// A maker's state that the document names is the supplier of what only that state makes.
fn origins(scenes: &[Scene<'_>], drafts: &mut [Draft]) {
    for draft in drafts.iter_mut().filter(|draft| draft.supplier.is_none() && !draft.origin.is_empty()) {
        let taken: Vec<&PartyId> = draft.recipients.iter().map(|party| &party.id).collect();
        let near = scenes
            .iter()
            .flat_map(|scene| {
                scene.items.iter().filter_map(move |item| super::parties::named(scene, item.head).map(|party| (scene.index, party)))
            })
            .filter(|(_, party)| {
                party.company.is_none() && party.how != How::Place && draft.origin.contains(&party.id) && !taken.contains(&&party.id)
            })
            .min_by_key(|(scene, party)| (scene.abs_diff(draft.scene), party.at.start));
        draft.supplier = near.map(|(_, party)| party.by_the_way());
    }
}

/// The state that the document's deals are mostly about, else the one named first and most.
fn topic(scenes: &[Scene<'_>], drafts: &[Draft]) -> Option<PartyRef> {
    let mut counts: Vec<(PartyRef, usize)> = Vec::new();
    let mut count = |party: &PartyRef, weight: usize| match counts.iter_mut().find(|(held, _)| held.id == party.id) {
        Some((_, held)) => *held += weight,
        None => counts.push((party.clone(), weight)),
    };
    for party in drafts.iter().flat_map(|draft| &draft.recipients) {
        count(party, 2);
    }
    if let Some(party) = super::parties::Spoken::begin(scenes).topic {
        count(&party, 3);
    }
    if drafts.iter().all(|draft| draft.recipients.is_empty()) {
        let suppliers: Vec<&PartyId> = drafts.iter().filter_map(|draft| draft.supplier.as_ref()).map(|party| &party.id).collect();
        for scene in scenes.iter().take_while(|scene| scene.sentence < 8) {
            for item in &scene.items {
                let Some(party) = super::parties::named(scene, item.head) else { continue };
                if party.company.is_none() && party.how != How::Place && !suppliers.contains(&&party.id) {
                    count(&party, 1);
                }
            }
        }
    }
    let most = counts.iter().map(|(_, weight)| *weight).max()?;
    counts.into_iter().find(|(_, weight)| *weight == most).map(|(party, _)| party)
}

/// Sums in sentences that name no thing: "The deal is worth $300 million."
fn loose_sums(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    for scene in scenes {
        if drafts.iter().any(|draft| draft.scene == scene.index && draft.stage.value != Stage::InService) {
            continue;
        }
        for item in &scene.items {
            let What::Money(money) = &item.what else { continue };
            if !stands_under_deal(scene, lexicon, item.head) {
                continue;
            }
            let main = drafts
                .iter()
                .enumerate()
                .filter(|(_, draft)| draft.sentence.abs_diff(scene.sentence) <= 4 && draft.stage.value != Stage::InService)
                .min_by_key(|(index, draft)| (draft.scene > scene.index, draft.sentence.abs_diff(scene.sentence), *index))
                .map(|(index, _)| index);
            let Some(main) = main else { continue };
            if drafts[main].value.is_none() {
                drafts[main].value = Some(Stated::inferred(money.money, item.span));
            }
        }
    }
}

fn stands_under_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let mut at = token;
    for _ in 0..6 {
        let near = std::iter::once(at).chain(scene.children(at).iter().copied());
        if near.into_iter().any(|one| lexicon.word_list("deal_nouns", scene.lemma(one))) {
            return true;
        }
        let head = scene.head(at);
        if head == at {
            return false;
        }
        at = head;
    }
    false
}

/// Numbers and sums that are said once for several steps of one deal.
fn share_figures(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let here = &drafts[index];
        if here.stage.value == Stage::InService {
            continue;
        }
        let same = |other: &&Draft| {
            other.stage.value != Stage::InService
                && thing_key(other) == thing_key(here)
                && other.recipients.first().map(|party| &party.id) == here.recipients.first().map(|party| &party.id)
        };
        let family: Vec<&Draft> = drafts.iter().filter(same).collect();
        let mut quantities: Vec<_> = family.iter().filter_map(|draft| draft.quantity.as_ref()).collect();
        quantities.dedup_by_key(|quantity| quantity.value.value);
        let quantity = match quantities[..] {
            [one] if here.quantity.is_none() && here.stage.value != Stage::Delivered => Some(Stated::inferred(one.value, one.at)),
            _ => None,
        };
        let mut sums: Vec<_> = family.iter().filter_map(|draft| draft.value.as_ref()).collect();
        sums.dedup_by_key(|sum| sum.value.amount);
        let sum = match sums[..] {
            [one] if here.value.is_none() && here.stage.value != Stage::Delivered => Some(Stated::inferred(one.value, one.at)),
            _ => None,
        };
        let draft = &mut drafts[index];
        draft.quantity = draft.quantity.take().or(quantity);
        draft.value = draft.value.take().or(sum);
    }
}
