//! Plain nouns that go back to another plain noun: "three frigates … the first ship", "patrol boats … two further vessels".

use super::draft::Draft;
use super::named::{goes_loosely, goes_with, is_batch, is_definite};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::Scene;
use materiel_model::Stage;

/// How many sentences back the other noun may stand.
const BACK: usize = 3;

/// Gives a noun for any ship, aircraft or vehicle, where it is definite or some of what was spoken of, the plain name under which the nearest earlier
/// transfer told of such a thing: parties, sums and numbers are shared by names.
pub(super) fn told_before(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let draft = &drafts[index];
        let Some(item) = draft.item.filter(|_| draft.generic && draft.equipment.value.id.is_none()) else { continue };
        let Some(scene) = scenes.get(draft.scene) else { continue };
        let head = draft.equipment.value.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let wide = ["vague_air", "vague_sea", "vague_land", "loose_boats", "loose_planes", "loose_vehicles"];
        let plain = !draft.equipment.value.name.contains(' ') && wide.iter().any(|list| lexicon.word_list(list, &head));
        if !plain || !(is_definite(scene, lexicon, item) || is_batch(scene, lexicon, item)) {
            continue;
        }
        let sentence = draft.sentence;
        let class = draft.equipment.value.class;
        let told = |other: &&Draft| {
            let thing = &other.equipment.value;
            let near = other.sentence < sentence && sentence - other.sentence <= BACK;
            let plain = other.generic && !other.vague && thing.id.is_none() && thing.name != draft.equipment.value.name;
            let fits = goes_with(lexicon, class, Some(&head), thing.class) || goes_loosely(lexicon, &head, thing.class);
            near && plain && fits && other.stage.value != Stage::InService && !other.recipients.is_empty()
        };
        let Some(thing) = drafts[..index].iter().rev().find(told).map(|other| other.equipment.value.clone()) else { continue };
        let draft = &mut drafts[index];
        draft.equipment.value = thing;
        draft.equipment.inferred = true;
        draft.vague = false;
    }
}
