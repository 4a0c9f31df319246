//! A party and a number in the place of a whole clause: "Norway pledged six jets, Belgium 30 and Denmark 19".

use super::draft::Draft;
use super::parties::{PartyRef, named};
use super::transfer::{Thing, blank};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Item, Scene, What};
use crate::name::number::NumberRole;
use crate::syntax::{Label, Tag};
use materiel_model::{Quantity, Stated};

/// Adds a draft for each party that stands with its own number only, and takes the party out of where the tree put it.
pub(super) fn fill(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &mut Vec<Draft>) {
    for index in 0..scene.items.len().saturating_sub(2) {
        own_thing(scene, lexicon, index, drafts);
    }
    for pair in scene.items.windows(2) {
        let Some((party, quantity)) = alone(scene, &pair[0], &pair[1]) else { continue };
        let before = |draft: &Draft| draft.item.is_some_and(|item| scene.items[item].tokens.end <= pair[0].tokens.start);
        let own = |draft: &Draft| {
            let told = draft.quantity.is_some_and(|told| !told.inferred && told.at.end <= party.at.start && scene.span.contains(told.at));
            told && draft.supplier.as_ref().is_none_or(|giver| giver.at.end <= party.at.start || !scene.span.contains(giver.at))
        };
        let model = drafts.iter().rev().find(|draft| before(draft) && own(draft)).cloned();
        let Some(model) = model else { continue };
        let Some(gives) = side(scene, &model, &party) else { continue };
        let elsewhere = |held: &PartyRef| held.at != party.at;
        // "From South Korea, Norway 28": one that the tree made a further giver, and nothing more.
        let given = drafts.iter().any(|draft| draft.item == model.item && draft.supplier.as_ref().is_some_and(elsewhere));
        drafts.retain(|draft| !(given && draft.item == model.item && draft.supplier.as_ref().is_some_and(|held| held.at == party.at)));
        for draft in drafts.iter_mut().filter(|draft| draft.item == model.item) {
            draft.supplier = draft.supplier.take().filter(elsewhere);
            draft.recipients.retain(elsewhere);
        }
        drafts.retain(|draft| draft.item != model.item || draft.supplier.is_some() || !draft.recipients.is_empty());
        let mut further = Draft { quantity: Some(quantity), value: None, date: None, due: None, date_distance: usize::MAX, ..model };
        further.supplier = further.supplier.filter(elsewhere);
        further.recipients.retain(elsewhere);
        if gives {
            further.supplier = Some(party);
        } else {
            further.recipients = vec![party];
        }
        drafts.push(further);
    }
}

/// "Britain gave 14 Challenger 2 tanks and Poland 14 Leopard 2s": a party with a number and a thing of its own, where the clause before names no
/// receiver beside its verb.
fn own_thing(scene: &Scene<'_>, lexicon: &Lexicon, index: usize, drafts: &mut Vec<Draft>) {
    let [party, number, thing] = &scene.items[index..index + 3] else { return };
    let (What::Number(found), What::Equipment(goods)) = (&number.what, &thing.what) else { return };
    let Some(who) = named(scene, party.head).filter(|who| who.company.is_none() && who.id.is_state()) else { return };
    let adjacent = number.tokens.start == party.tokens.end && thing.tokens.start == number.tokens.end;
    let set_off = party.tokens.start >= 1 && matches!(scene.lower(party.tokens.start - 1), "and" | "while" | ";");
    let Some(quantity) = found.quantity().filter(|_| adjacent && set_off && !goods.about) else { return };
    let before = |draft: &&Draft| draft.item.is_some_and(|item| scene.items[item].tokens.end < party.tokens.start);
    let Some(model) = drafts.iter().rev().find(before).cloned() else { return };
    let first =
        |held: &PartyRef| held.at != who.at && scene.span.contains(held.at) && scene.tokens[model.trigger].span.start > held.at.start;
    let gives = model.supplier.as_ref().is_some_and(first);
    let gets = model.recipients.iter().any(first);
    let dative = scene.children(model.trigger).iter().any(|child| scene.label(*child) == Label::Dative && named(scene, *child).is_some());
    if gives == gets || dative || model.template == "arrive" {
        return;
    }
    let elsewhere = |held: &PartyRef| held.at != who.at;
    for draft in drafts.iter_mut().filter(|draft| draft.item == model.item) {
        draft.supplier = draft.supplier.take().filter(elsewhere);
        draft.recipients.retain(elsewhere);
    }
    drafts.retain(|draft| draft.item != Some(index + 2));
    let own = blank(scene, lexicon, &Thing::here(scene, index + 2, goods));
    let mut further = Draft {
        item: own.item,
        equipment: own.equipment,
        generic: own.generic,
        vague: own.vague,
        civil: own.civil,
        origin: own.origin,
        quantity: Some(Stated::new(quantity, number.span)),
        value: None,
        date: None,
        due: None,
        date_distance: usize::MAX,
        makers: Vec::new(),
        ..model
    };
    further.signs.designated = own.signs.designated;
    if gives {
        further.supplier = Some(who);
    } else {
        further.recipients = vec![who];
        further.supplier = None;
    }
    drafts.push(further);
}

/// A state and a number behind it, set off from the clause before, where the number counts nothing that is named.
fn alone(scene: &Scene<'_>, party: &Item, number: &Item) -> Option<(PartyRef, Stated<Quantity>)> {
    let What::Number(found) = &number.what else { return None };
    let who = named(scene, party.head).filter(|who| who.company.is_none() && who.id.is_state())?;
    let counts = found.role == NumberRole::Count && found.unit.is_none() && !found.looks_like_year;
    let between: Vec<&str> = (party.tokens.end..number.tokens.start).map(|token| scene.lower(token)).collect();
    let joined =
        matches!(between[..], [] | ["another" | "about" | "some" | "for" | "around" | "over" | "nearly"] | ["up", "to"] | ["at", "least"]);
    let first = party.tokens.start.checked_sub(1)?;
    let set_off = matches!(scene.lower(first), "," | "and" | ";" | "while");
    let next = number.tokens.end;
    let open = next >= scene.len()
        || matches!(scene.lower(next), "," | "." | ";" | "and" | "more" | "of" | "in" | "by" | ")")
        || scene.tag(next) == Tag::CC;
    (counts && joined && set_off && open).then_some(())?;
    Some((who, Stated::new(found.quantity()?, number.span)))
}

/// Whether the party gives, as the one of the model does that it stands for: the one right before the number, else the first of the sentence.
fn side(scene: &Scene<'_>, model: &Draft, party: &PartyRef) -> Option<bool> {
    let told = model.quantity?.at;
    let right_before =
        |held: &PartyRef| held.at.end < told.start && scene.text.get(held.at.end..told.start).is_some_and(|gap| gap.trim().is_empty());
    let here = |held: &&PartyRef| held.at != party.at && scene.span.contains(held.at) && held.at.end <= told.start;
    let giver = model.supplier.iter().find(here);
    let getter = model.recipients.iter().filter(here).min_by_key(|held| held.at.start);
    match (giver, getter) {
        (_, Some(getter)) if right_before(getter) => Some(false),
        (Some(giver), _) if right_before(giver) => Some(true),
        (Some(giver), Some(getter)) => Some(giver.at.start < getter.at.start),
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}
