//! Which party of a deal buys and which sells, where the words leave it open.

use super::draft::Draft;
use super::parties::{PartyRef, Spoken, resolve};
use super::place::{get, give};
use crate::frame::chain::{Chain, Node};
use crate::frame::lexicon::Lexicon;
use crate::frame::roles::prepositional;
use crate::frame::scene::{Scene, WordSort};
use crate::name::How;
use crate::syntax::Label;
use materiel_model::Stage;

/// Gives every party whose side is open a side, as far as the words and the origin of the thing tell it.
pub fn settle(scene: &Scene<'_>, lexicon: &Lexicon, draft: &mut Draft, chain: &Chain<'_>, spoken: &Spoken) {
    let topic = spoken.topic.as_ref();
    let mut open = std::mem::take(&mut draft.sides);
    open.sort_by_key(|party| party.at.start);
    open.dedup_by(|a, b| a.id == b.id && a.company.is_some() == b.company.is_some());
    // "France and Chile signed a contract for howitzers made by Nexter": the company stands for its state.
    let home = draft.supplier.as_ref().and_then(|supplier| supplier.company.as_ref()?.state.clone());
    if open.iter().filter(|party| party.company.is_none()).count() > 1 {
        open.retain(|party| home.as_ref() != Some(&party.id));
    }
    arms_maker_sells(draft, &mut open, spoken);
    // Of two states that sign together, the one that the document is about buys, unless it makes the thing.
    let states = open.iter().filter(|party| party.company.is_none()).count();
    if states == 2 && draft.recipients.is_empty() && draft.supplier.is_none() {
        let all_make = open.iter().filter(|party| party.company.is_none()).all(|party| draft.origin.contains(&party.id));
        let first_maker = |party: &PartyRef| draft.origin.first() == Some(&party.id);
        let makes = |party: &PartyRef| if all_make { first_maker(party) } else { draft.origin.contains(&party.id) };
        // "Washington is to decide on a deal with Qatar": who decides on what others buy of it sells.
        let decides = chain.nodes.iter().skip(1).any(|node| node.frame.template == "decide");
        let approver = |party: &PartyRef| decides && lexicon.word_list("sale_approvers", &party.id.as_str().to_lowercase());
        let buyer = open.iter().position(|party| topic.is_some_and(|topic| topic.id == party.id) && !makes(party) && !approver(party));
        if let Some(buyer) = buyer {
            let buyer = open.remove(buyer);
            get(draft, buyer);
        }
    }
    // Where a company signs with a state, the company sells.
    if open.iter().any(|party| party.company.is_some()) {
        open.sort_by_key(|party| party.company.is_none());
    }
    let others: Vec<_> = open.iter().map(|party| party.id.clone()).collect();
    let event = chain.nodes.first().map(|node| node.frame.template.as_str()).unwrap_or_default();
    for party in open {
        let held = |draft: &Draft, party: &PartyRef| {
            draft.supplier.as_ref().is_some_and(|held| held.id == party.id && held.company.is_some() == party.company.is_some())
                || draft.recipients.iter().any(|held| held.id == party.id && held.company.is_some() == party.company.is_some())
        };
        if held(draft, &party) {
            continue;
        }
        // Of two that make the thing, the one that made it first sells it.
        let rank = |id| draft.origin.iter().position(|origin| *origin == id);
        let makes =
            rank(party.id.clone()).is_some_and(|own| others.iter().filter_map(|other| rank(other.clone())).all(|other| own <= other));
        // "The Spanish cabinet authorised the purchase of C295 aircraft": for itself, though it makes them.
        let own_purchase = || {
            event == "get"
                && draft.stage.value == Stage::Approved
                && draft.recipients.is_empty()
                && others.len() == 1
                && party.company.is_none()
                && spoken.topic.as_ref().is_some_and(|topic| topic.id == party.id)
                && !lexicon.word_list("sale_approvers", &party.id.as_str().to_lowercase())
        };
        // "Finland's army signed a letter of intent for vehicles": forces and ministries buy, though their state makes them.
        let buys_own = makes
            && others.len() == 1
            && matches!(event, "deal" | "want")
            && draft.supplier.is_none()
            && draft.recipients.is_empty()
            && is_of_organ(scene, lexicon, &party);
        if buys_own {
            get(draft, party.clone());
            give(draft, party.by_the_way());
        } else if own_purchase() {
            get(draft, party);
        } else if party.company.is_some() || (makes && draft.supplier.is_none()) {
            give(draft, party);
        } else if draft.recipients.is_empty() && (draft.supplier.is_some() || event == "get" || event == "ask" || !draft.origin.is_empty())
        {
            get(draft, party);
        } else if draft.supplier.is_none() && !draft.recipients.is_empty() {
            give(draft, party);
        } else if draft.recipients.is_empty() && draft.with.contains(&party.id) && topic.is_none_or(|topic| topic.id != party.id) {
            // "The contract with the US": who tells it is the buyer, the other side sells.
            give(draft, party);
        } else if draft.recipients.is_empty() {
            // Nothing tells: what sells or approves an export is the supplier, what signs for itself the buyer.
            // "Signed a contract for the delivery of drones", "expects the first delivery": who is to get it.
            let first = &chain.nodes[0];
            let handed = event == "give"
                && scene.word_sort(first.token) == WordSort::Noun
                && matches!(scene.lemma(first.token), "delivery" | "supply")
                && others.len() == 1
                && chain
                    .nodes
                    .iter()
                    .skip(1)
                    .any(|node| node.frame.template == "deal" || lexicon.word_list("waiting_verbs", scene.lemma(node.token)));
            if event == "give" && !handed { give(draft, party) } else { get(draft, party) }
        }
    }
    own_supply(draft, spoken);
}

/// "Russia has bagged arms deals from Algeria": who wins deals from somebody sells to them.
pub fn won(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, chain: &Chain<'_>, draft: &mut Draft) {
    if chain.nodes.first().is_none_or(|node| node.frame.template != "deal") || draft.supplier.is_some() || !draft.recipients.is_empty() {
        return;
    }
    let wins = |token: &usize| scene.word_sort(*token) == WordSort::Verb && lexicon.word_list("winning_verbs", scene.lemma(*token));
    let Some(verb) = chain.path.iter().copied().find(wins) else { return };
    let state = |party: &PartyRef| party.company.is_none() && party.how != How::Place && party.id.is_state();
    let resolved = |token: usize| resolve(scene, lexicon, spoken, token).into_iter().find(state);
    let winner = scene.children_with(verb, Label::Nsubj).find_map(resolved);
    let from = prepositional(scene, verb).into_iter().filter(|(word, _)| word == "from" || word == "with");
    let giver = from.flat_map(|(_, object)| scene.coordinated(object)).find_map(resolved);
    if let (Some(winner), Some(giver)) = (winner, giver) {
        give(draft, winner);
        get(draft, giver);
    }
}

/// "Nepal sought a supply of rifles from India": who wants it gets it, and who is to give it offers nothing.
pub fn sought(scene: &Scene<'_>, trigger: &Node<'_>, draft: &mut Draft) {
    if draft.stage.value != Stage::Offered || trigger.frame.template != "want" || draft.supplier.is_none() {
        return;
    }
    let subject = scene.children_with(trigger.token, Label::Nsubj).find_map(|subject| scene.item_at(subject));
    if subject.is_some_and(|subject| draft.recipients.iter().any(|party| party.at == subject.span)) {
        draft.stage.value = if scene.lemma(trigger.token) == "seek" { Stage::Requested } else { Stage::Interest };
    }
}

/// True for a state that is named as the owner of an army, a navy or a ministry.
fn is_of_organ(scene: &Scene<'_>, lexicon: &Lexicon, party: &PartyRef) -> bool {
    let Some(item) = scene.items.iter().find(|item| item.span == party.at) else { return false };
    let above = scene.head(item.head);
    let owns = matches!(scene.label(item.head), Label::Poss | Label::Amod | Label::Compound | Label::Nmod);
    party.company.is_none() && (party.how == How::Force || (owns && lexicon.word_list("organ_nouns", scene.lemma(above))))
}

/// Of two states that sign together for a thing that nothing names, the one with by far the larger arms industry sells: it makes so many families that
/// are known, and so many times as many as the other.
const INDUSTRY: (usize, usize) = (8, 4);

fn arms_maker_sells(draft: &mut Draft, open: &mut Vec<PartyRef>, spoken: &Spoken) {
    let [one, other] = open.as_slice() else { return };
    if !draft.origin.is_empty()
        || !draft.recipients.is_empty()
        || draft.supplier.is_some()
        || one.company.is_some()
        || other.company.is_some()
    {
        return;
    }
    let makes = |party: &PartyRef| spoken.industries.get(&party.id).copied().unwrap_or(0);
    let far_more = |party: &PartyRef, than: &PartyRef| makes(party) >= INDUSTRY.0 && makes(party) >= INDUSTRY.1 * makes(than);
    let seller = if far_more(one, other) {
        0
    } else if far_more(other, one) {
        1
    } else {
        return;
    };
    let seller = open.remove(seller);
    give(draft, seller);
}

/// A state cannot be both unless it buys from its own industry, which needs a company beside it.
fn own_supply(draft: &mut Draft, spoken: &Spoken) {
    let Some(supplier) = &draft.supplier else { return };
    // "Hanwha will deliver howitzers to the country": not the one that the company is from.
    let own = supplier.company.as_ref().and_then(|company| company.state.clone());
    let giver = supplier.at;
    if let ([recipient], Some(own)) = (draft.recipients.as_mut_slice(), own)
        && recipient.inferred
        && recipient.company.is_none()
        && recipient.id == own
        // "Made by Belgium's FN Herstal": where the company is from.
        && (!draft.evidence.contains(recipient.at) || (recipient.at.end <= giver.start && giver.start - recipient.at.end <= 6))
        && draft.template == "give"
        && let Some(other) = spoken.states.iter().find(|state| state.id != own)
    {
        *recipient = other.clone().by_the_way();
    }
    // "The navy ordered the boats from Beijing": a navy that was taken for Beijing's is that of the other state that is spoken of.
    if let [recipient] = draft.recipients.as_mut_slice()
        && supplier.company.is_none()
        && !supplier.inferred
        && recipient.inferred
        && recipient.id == supplier.id
        && recipient.at != supplier.at
    {
        match spoken.states.iter().find(|state| state.id != supplier.id) {
            Some(other) => *recipient = other.clone().by_the_way(),
            None => draft.recipients.clear(),
        }
        return;
    }
    if supplier.company.is_none() && draft.recipients.len() == 1 && draft.recipients[0].id == supplier.id {
        // "We are providing Ecuador": a pronoun that was taken for the receiver is somebody else.
        if draft.recipients[0].at != supplier.at && supplier.inferred && !draft.recipients[0].inferred {
            draft.supplier = None;
            return;
        }
        // The same words cannot fill both; the better founded stays.
        if draft.recipients[0].at == supplier.at {
            if draft.recipients[0].inferred && !supplier.inferred {
                draft.recipients.clear();
            } else {
                draft.supplier = None;
            }
        }
    }
}
