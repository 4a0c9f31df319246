//! Where a thing comes from that the sentence names no supplier of: from its only maker, from the buyer's own industry, or from the one supplier that
//! the document tells of.

use super::context::Places;
use super::draft::Draft;
use super::parties::PartyRef;
use crate::frame::scene::Scene;
use crate::name::How;
use materiel_model::{PartyId, Stage};
use std::collections::{HashMap, HashSet};

/// Gives drafts without a supplier the one that the document's other words tell.
pub(super) fn settle(scenes: &[Scene<'_>], drafts: &mut [Draft]) {
    origins(scenes, drafts);
    own_makers(drafts);
    only_supplier(drafts);
}

/// A maker's state that the document names is the supplier of what only that state makes.
fn origins(scenes: &[Scene<'_>], drafts: &mut [Draft]) {
    if drafts.iter().all(|draft| draft.supplier.is_some() || draft.origin.is_empty()) {
        return;
    }
    let named: Vec<(usize, PartyRef)> = scenes
        .iter()
        .flat_map(|scene| scene.items.iter().filter_map(move |item| Some((scene.index, super::parties::named(scene, item.head)?))))
        .filter(|(_, party)| party.company.is_none() && party.how != How::Place)
        .collect();
    let mut places: HashMap<&PartyId, Places> = HashMap::new();
    for (which, (scene, party)) in named.iter().enumerate() {
        places.entry(&party.id).or_default().add(*scene, which);
    }
    // "Tanks went to India and Algeria in 2015 and 2017 respectively": who gets beside another gives it nothing.
    let mut getting: HashMap<(usize, usize), HashSet<PartyId>> = HashMap::new();
    for draft in drafts.iter() {
        getting.entry((draft.scene, draft.trigger)).or_default().extend(draft.recipients.iter().map(|party| party.id.clone()));
    }
    // What a force has may have come from anywhere: only its own sentence tells.
    let open = |draft: &&mut Draft| draft.supplier.is_none() && !draft.origin.is_empty() && draft.stage.value != Stage::InService;
    for draft in drafts.iter_mut().filter(open) {
        let beside = getting.get(&(draft.scene, draft.trigger));
        let taken = |id: &PartyId| draft.recipients.iter().any(|party| &party.id == id) || beside.is_some_and(|beside| beside.contains(id));
        let near = draft
            .origin
            .iter()
            .filter(|id| !taken(id))
            .filter_map(|id| places.get(id)?.nearest(draft.scene, usize::MAX))
            .min_by_key(|which| (named[*which].0.abs_diff(draft.scene), *which));
        draft.supplier = near.map(|which| named[which].1.clone().by_the_way());
    }
}

/// "The Russian air force has ordered 146 Ka-52s": what only the buyer's own industry makes comes from there.
fn own_makers(drafts: &mut [Draft]) {
    for draft in drafts.iter_mut().filter(|draft| draft.supplier.is_none()) {
        if let ([origin], [recipient]) = (&draft.origin[..], &draft.recipients[..])
            && recipient.id == *origin
        {
            draft.supplier = Some(recipient.clone().by_the_way());
        }
    }
}

/// Where a document tells of one supplier alone, what it tells no supplier of comes from there, too.
fn only_supplier(drafts: &mut [Draft]) {
    let state = |party: &PartyRef| party.company.as_ref().and_then(|company| company.state.clone()).unwrap_or_else(|| party.id.clone());
    let told = || drafts.iter().filter_map(|draft| draft.supplier.as_ref()).filter(|supplier| !supplier.inferred);
    let Some(first) = told().next().cloned() else { return };
    let id = state(&first);
    if !id.is_state() || told().any(|party| state(party) != id) || told().count() < 2 {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| draft.supplier.is_none() && draft.stage.value != Stage::InService) {
        let fits = draft.origin.is_empty() || draft.origin.contains(&id);
        let gets = draft.recipients.iter().any(|party| party.id == id);
        if fits && !gets && !draft.recipients.is_empty() {
            draft.supplier = Some(first.clone().by_the_way());
        }
    }
}
