//! The drafts of one sentence held against each other: what they lend each other, which say the same, which give way.

use super::draft::Draft;
use super::parties::PartyRef;
use crate::frame::scene::Scene;
use crate::syntax::Label;
use materiel_model::{PartyId, Stage};

/// "Systems such as helicopters and radars": a plain whole without a number or a sum gives way to its parts.
pub(super) fn named_by_parts(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let head = |draft: &Draft| draft.item.map(|item| scene.items[item].head);
    let parts: Vec<(usize, usize, Stage)> =
        drafts.iter().filter_map(|draft| Some((head(draft)?, draft.trigger, draft.stage.value))).collect();
    drafts.retain(|draft| {
        let plain = draft.vague && draft.generic && draft.quantity.is_none() && draft.value.is_none();
        let Some(whole) = head(draft).filter(|_| plain) else { return true };
        let part = |(other, trigger, stage): &(usize, usize, Stage)| {
            let like = scene
                .children_with(whole, Label::Prep)
                .any(|prep| matches!(scene.lower(prep), "as" | "like" | "including") && (*other == prep || scene.is_under(*other, prep)));
            *other != whole && (*trigger, *stage) == (draft.trigger, draft.stage.value) && like
        };
        !parts.iter().any(part)
    });
}

/// "Algerian deliveries include T-90 tanks, Meko frigates": who is the receiver of one member of a list by the words is no supplier of another.
pub(super) fn same_side(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let Some(supplier) = drafts[index].supplier.clone().filter(|supplier| supplier.company.is_none()) else { continue };
        let trigger = drafts[index].trigger;
        // "Is negotiating purchases of Russian helicopters and Project 11356 frigates": both go the same way.
        let turned = |other: &&Draft| {
            other.trigger == trigger
                && other.item != drafts[index].item
                && other.recipients.iter().any(|party| party.at == supplier.at)
                && other.supplier.as_ref().is_some_and(|held| drafts[index].recipients.iter().all(|party| party.id == held.id))
        };
        if let Some(model) = drafts.iter().take(index).find(turned) {
            (drafts[index].supplier, drafts[index].recipients) = (model.supplier.clone(), model.recipients.clone());
            continue;
        }
        if !drafts[index].recipients.is_empty() {
            continue;
        }
        let gets = drafts.iter().any(|other| other.trigger == trigger && other.recipients.iter().any(|party| party.at == supplier.at));
        if gets {
            drafts[index].supplier = None;
            drafts[index].recipients.push(supplier);
        }
    }
}

/// Drafts about one thing of one sentence lend each other the side that only one of them names: "the vehicles supplied by Singapore are used by Peru".
pub(super) fn complete_each_other(drafts: &mut [Draft]) {
    let supplier = drafts.iter().find_map(|draft| draft.supplier.clone());
    let lender = drafts.iter().find(|draft| !draft.recipients.is_empty());
    let (recipients, used) =
        (lender.map(|draft| draft.recipients.clone()), lender.is_some_and(|draft| draft.stage.value == Stage::InService));
    for draft in drafts.iter_mut() {
        // "The purchase of jets used by NATO" is not NATO's.
        let bought = used && draft.frame != "deliver";
        let other = |id: &PartyId| draft.recipients.iter().all(|held| held.id != *id);
        if draft.supplier.is_none()
            && let Some(supplier) = supplier.as_ref().filter(|supplier| supplier.company.is_some() || other(&supplier.id))
        {
            draft.supplier = Some(supplier.clone().by_the_way());
        }
        if draft.recipients.is_empty()
            && !bought
            && let Some(recipients) = &recipients
            && draft.supplier.as_ref().is_none_or(|supplier| recipients.iter().all(|held| held.id != supplier.id))
        {
            draft.recipients = recipients.iter().cloned().map(PartyRef::by_the_way).collect();
        }
    }
}

/// "Plans to buy tanks sourced from Germany": the participle tells where from, and not of another purchase. `drafts` are about one thing, from
/// `first` on.
pub(super) fn sourced(scene: &Scene<'_>, drafts: &mut Vec<Draft>, first: usize) {
    // "Bought from South Korea by Finland" is another purchase.
    let reduced = |draft: &Draft| {
        let alone = draft.nodes.len() == 1 && draft.date.is_none() && draft.recipients.iter().all(|party| party.inferred);
        draft.template == "get" && draft.stage.value == Stage::Contracted && alone && scene.label(draft.trigger) == Label::Acl
    };
    let planned = |draft: &Draft| draft.template == "get" && draft.stage.value == Stage::Interest && !draft.negated;
    let Some(from) = drafts.iter().skip(first).position(reduced).map(|at| at + first) else { return };
    let Some(plan) = drafts.iter().skip(first).position(planned).map(|at| at + first) else { return };
    let gone = drafts.remove(from);
    let plan = if plan > from { plan - 1 } else { plan };
    if let Some(plan) = drafts.get_mut(plan).filter(|plan| plan.supplier.is_none()) {
        plan.supplier = gone.supplier;
    }
}

/// Adds a draft unless the same thing, stage and trigger are there already.
pub(super) fn add(out: &mut Vec<Draft>, draft: Draft) {
    // "Supplied by China and Russia": each gives.
    let each = |other: &Draft| {
        let told =
            |one: &Draft| one.supplier.as_ref().filter(|party| party.company.is_none() && !party.inferred).map(|party| party.id.clone());
        // "Saab and Dassault are bidding to sell": companies, too, and though another word shares them.
        let bids = |one: &Draft| one.supplier.as_ref().filter(|_| one.stage.value == Stage::Offered).map(|party| party.home().clone());
        let other_than = |(one, two): (PartyId, PartyId)| one != two;
        other.trigger == draft.trigger
            && (told(other).zip(told(&draft)).is_some_and(other_than) || bids(other).zip(bids(&draft)).is_some_and(other_than))
    };
    let same = |other: &&mut Draft| {
        other.item == draft.item && other.stage.value == draft.stage.value && other.negated == draft.negated && !each(other)
    };
    match out.iter_mut().find(same) {
        Some(other) if other.recipients.is_empty() && !draft.recipients.is_empty() => {
            let before = std::mem::replace(other, draft);
            also_ahead(other, before);
        }
        // "The missiles, delivered by Norway, have reached Chile".
        Some(other)
            if other.supplier.is_none() && draft.recipients.iter().all(|party| other.recipients.iter().any(|held| held.id == party.id)) =>
        {
            let gets = |id: &PartyId| other.recipients.iter().any(|held| held.id == *id);
            other.supplier = draft.supplier.filter(|supplier| !gets(&supplier.id)).map(PartyRef::by_the_way);
        }
        Some(other) => also_ahead(other, draft),
        None => out.push(draft),
    }
}

/// "Deliveries of the howitzers ordered by Belgium will start in 2027": when they come is told of the order, too.
fn also_ahead(draft: &mut Draft, other: Draft) {
    if other.nodes_ahead.contains(&true) && !draft.nodes_ahead.contains(&true) {
        draft.nodes.extend(other.nodes);
        draft.nodes_ahead.extend(other.nodes_ahead);
    }
}
