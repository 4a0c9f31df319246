//! Who gets which part: "twelve howitzers to Chile, six to Peru and four trucks to Bolivia".

use super::draft::{Draft, Signs, Way};
use super::parties::{PartyRef, named};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Scene, What};
use crate::name::How;
use materiel_model::Stated;

/// A party that a preposition right behind a thing, or behind a bare number, gives a part to (or takes it from).
struct Part {
    party: PartyRef,
    gets: bool,
}

/// Gives every thing of a list its own party, where the words behind each name one, and tells the members that are only a number.
pub(super) fn share(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &mut Vec<Draft>) {
    apart(scene, lexicon, drafts);
    let more = bare_numbers(scene, lexicon, drafts);
    drafts.extend(more);
}

/// "Six jets to Chile and four tanks to Peru": where at least two things of one word have a party of their own, each has only that one.
fn apart(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &mut [Draft]) {
    let parts: Vec<Option<Part>> =
        drafts.iter().map(|draft| draft.item.and_then(|item| behind(scene, lexicon, scene.items[item].tokens.end))).collect();
    for index in 0..drafts.len() {
        let Some(part) = &parts[index] else { continue };
        let others =
            (0..drafts.len()).filter(|other| drafts[*other].item != drafts[index].item && drafts[*other].trigger == drafts[index].trigger);
        let own = others.filter_map(|other| parts[other].as_ref()).any(|other| other.gets == part.gets && other.party.id != part.party.id);
        if !own {
            continue;
        }
        let party = part.party.clone();
        if part.gets {
            if drafts[index].supplier.as_ref().is_some_and(|held| held.id == party.id) {
                continue;
            }
            drafts[index].recipients = vec![party];
        } else if drafts[index].recipients.iter().all(|held| held.id != party.id) {
            drafts[index].supplier = Some(party);
        }
    }
}

/// "Delivered twelve jets to Chile and six to Peru": the six are jets, too.
fn bare_numbers(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for item in &scene.items {
        let What::Number(number) = &item.what else { continue };
        let Some(quantity) = number.quantity() else { continue };
        let start = item.tokens.start;
        let joined = start > 0 && lexicon.word_list("list_joints", scene.lower(start - 1));
        let Some(part) = joined.then(|| behind(scene, lexicon, item.tokens.end)).flatten() else { continue };
        // The thing is the last one told of before the number.
        let before = |draft: &&Draft| draft.item.is_some_and(|thing| scene.items[thing].tokens.end <= start) && draft.signs.by_tree;
        let Some(last) = drafts.iter().filter(before).max_by_key(|draft| draft.item) else { continue };
        let near = last.item.is_some_and(|thing| start - scene.items[thing].tokens.end <= 12);
        let same_word = drafts.iter().filter(|draft| draft.item == last.item && draft.trigger == last.trigger);
        for model in same_word.filter(|model| near && (!part.gets || model.supplier.as_ref().is_none_or(|held| held.id != part.party.id))) {
            let held = if part.gets {
                model.recipients.iter().any(|held| held.id == part.party.id)
            } else {
                model.supplier.as_ref().is_none_or(|held| held.id == part.party.id)
            };
            if held {
                continue;
            }
            let mut draft = Draft {
                quantity: Some(Stated::new(quantity, item.span)),
                value: None,
                signs: Signs { way: Way::List, ..model.signs },
                ..model.clone()
            };
            draft.equipment.inferred = true;
            if part.gets {
                draft.recipients = vec![part.party.clone()];
            } else {
                draft.supplier = Some(part.party.clone());
            }
            out.push(draft);
        }
    }
    out
}

/// The party that "to", "for" or "from" gives what ends at a token, past a word that only counts ("six more to Peru").
fn behind(scene: &Scene<'_>, lexicon: &Lexicon, end: usize) -> Option<Part> {
    let mut at = end;
    while at < scene.len() && at < end + 3 && lexicon.word_list("counting_fillers", scene.lower(at)) {
        at += 1;
    }
    if at + 1 >= scene.len() {
        return None;
    }
    let gets = match scene.lower(at) {
        "to" | "for" => true,
        "from" => false,
        _ => return None,
    };
    let first = (at + 1..scene.len().min(at + 4)).find(|token| scene.item_at(*token).is_some())?;
    let words_between = (at + 1..first).all(|token| scene.lower(token) == "the");
    let party =
        named(scene, scene.item_at(first)?.head).filter(|party| words_between && party.how != How::Place && party.company.is_none())?;
    Some(Part { party, gets })
}
