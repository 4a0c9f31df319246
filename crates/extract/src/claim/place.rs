//! Parties into the places of a draft: by the role that a frame gives them, and by the phrases around the thing.

use super::draft::Draft;
use super::parties::{PartyRef, Spoken, resolve};
use super::phrase;
use crate::frame::lexicon::{Lexicon, Role};
use crate::frame::roles::prepositional;
use crate::frame::scene::Scene;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::Stage;

/// Puts parties into the role that a frame gives them.
pub(super) fn place(draft: &mut Draft, role: Role, parties: Vec<PartyRef>, shared: bool, arriving: bool) {
    for party in parties {
        if party.how == How::Place && !arriving {
            continue;
        }
        let party = if shared { party.by_the_way() } else { party };
        // The same words cannot fill both sides; the word nearest to the thing has them.
        let taken = match role {
            Role::Supplier => draft.recipients.iter().any(|held| held.at == party.at),
            Role::Recipient => draft.supplier.as_ref().is_some_and(|held| held.at == party.at && !held.inferred),
            _ => false,
        };
        if taken {
            continue;
        }
        match role {
            Role::Supplier => give(draft, party),
            // A company that gets equipment is its maker or agent unless nobody else is there to get it.
            Role::Recipient => get(draft, party),
            Role::Side => draft.sides.push(party),
            _ => {}
        }
    }
}

/// The party as supplier; a company is the maker, too.
pub(super) fn give(draft: &mut Draft, party: PartyRef) {
    if party.company.is_some() && !draft.makers.iter().any(|maker| maker.at == party.at) {
        draft.makers.push(party.clone());
    }
    let better = draft.supplier.as_ref().is_none_or(|held| held.inferred && !party.inferred && held.company.is_none());
    if better {
        draft.supplier = Some(party);
    }
}

/// The party as recipient.
pub(super) fn get(draft: &mut Draft, party: PartyRef) {
    if draft.recipients.iter().any(|held| held.id == party.id) {
        return;
    }
    // One that was taken over from another verb yields to one of the word's own.
    if !party.inferred {
        draft.recipients.retain(|held| !held.inferred);
    } else if draft.recipients.iter().any(|held| !held.inferred) {
        return;
    }
    draft.recipients.push(party);
}

/// Parties told by the phrase of the thing itself and by loose prepositional phrases of the sentence.
pub(super) fn around(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, (won, ordered): (bool, bool), draft: &mut Draft) {
    let item = &scene.items[index];
    let heads: Vec<usize> = item.tokens.clone().chain(conj_heads(scene, item.head)).collect();
    for token in heads.iter().copied() {
        for child in scene.children(token).iter().copied().filter(|child| !item.tokens.contains(child)) {
            let own = item.tokens.contains(&token);
            match scene.label(child) {
                Label::Amod | Label::Compound | Label::Nmod if own => {
                    for party in super::parties::named(scene, child).into_iter().filter(|party| party.how != How::Place) {
                        adjectival(draft, party);
                    }
                }
                // "Sold its jets": whose they are says nothing of where they go.
                Label::Poss if own && scene.tag(child) != Tag::PRPS => {
                    for party in resolve(scene, lexicon, spoken, child) {
                        // "The Egyptian Navy's submarines delivered in 1983": a force gets what it has, and does not give it.
                        let held = party.how == How::Force && draft.template == "give" && draft.stage.value == Stage::Delivered;
                        match held && draft.recipients.is_empty() {
                            true => get(draft, party.by_the_way()),
                            false => owner(draft, party),
                        }
                    }
                }
                _ => {}
            }
        }
        for (word, object) in prepositional(scene, token) {
            if item.tokens.contains(&object) {
                continue;
            }
            let role = match word.as_str() {
                "from" if won => Role::Recipient,
                // "An order of two aircraft by the Netherlands".
                "by" if ordered => Role::Recipient,
                "from" | "by" => Role::Supplier,
                // "A request for jets to the United States".
                "to" if draft.template == "ask" => Role::Supplier,
                "for" | "to" => Role::Recipient,
                "of" => Role::Side,
                // "A contract for jets between Indonesia and Dassault".
                "between" => {
                    for below in scene.coordinated(object) {
                        let parties = resolve(scene, lexicon, spoken, below);
                        draft.sides.extend(parties.into_iter().filter(|party| party.how != How::Place));
                    }
                    continue;
                }
                _ => continue,
            };
            for below in scene.coordinated(object) {
                for party in resolve(scene, lexicon, spoken, below).into_iter().filter(|party| party.how != How::Place) {
                    match role {
                        Role::Supplier if draft.supplier.is_none() => give(draft, party),
                        Role::Recipient if draft.recipients.is_empty() || !party.inferred => get(draft, party),
                        Role::Side => owner(draft, party),
                        _ => {}
                    }
                }
            }
        }
    }
    for party in phrase::makers_before(scene, lexicon, index) {
        // "The Danish government is donating American-made jets": who gives is told by the verb.
        if draft.template != "give" || draft.supplier.as_ref().is_none_or(|held| held.company.is_some()) {
            give(draft, party);
        }
    }
    // "Made in", "built by": participles on the thing tell its maker.
    for clause in scene.children_with(item.head, Label::Acl).filter(|clause| lexicon.word_list("making_verbs", scene.lemma(*clause))) {
        for (word, object) in prepositional(scene, clause) {
            if matches!(word.as_str(), "by" | "in") {
                for party in scene.coordinated(object).into_iter().flat_map(|below| resolve(scene, lexicon, spoken, below)) {
                    give(draft, party.by_the_way());
                }
            }
        }
    }
}

/// The members of a list that stand over one of them, up to the first.
pub(super) fn conj_heads(scene: &Scene<'_>, head: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = head;
    while scene.label(at) == Label::Conj && scene.head(at) != at && out.len() < 32 {
        at = scene.head(at);
        out.push(at);
    }
    out
}

/// A state's adjective before the thing: "Turkish drones" are from Turkey, unless the state is known not to make them.
fn adjectival(draft: &mut Draft, party: PartyRef) {
    let makes = draft.origin.is_empty() || draft.origin.contains(&party.id) || party.company.is_some();
    // "The US refused to sell French components": who sells is told by the verb.
    let told = draft.template == "give" && draft.supplier.as_ref().is_some_and(|held| held.company.is_none());
    if makes && told {
        return;
    }
    if makes {
        give(draft, party);
    } else {
        owner(draft, party);
    }
}

/// Whose thing it is: the recipient of what is in service or comes, the supplier of what goes.
fn owner(draft: &mut Draft, party: PartyRef) {
    let party = party.by_the_way();
    // "The deal to buy Russia's S-400 systems".
    let bought = matches!(draft.template.as_str(), "get" | "want" | "ask") && draft.origin.contains(&party.id);
    if bought && draft.supplier.is_none() && draft.recipients.iter().all(|held| held.id != party.id) {
        give(draft, party);
        return;
    }
    let supplier = draft.supplier.as_ref().map(|held| &held.id);
    if draft.recipients.is_empty() && supplier != Some(&party.id) && party.company.is_none() {
        draft.recipients.push(party);
    } else if supplier.is_none() && !draft.recipients.iter().any(|held| held.id == party.id) {
        give(draft, party);
    }
}
