//! Who gives and who gets, beside the words that tell: those that were told of before, whose tender it is, who gives the licence.

use super::draft::Draft;
use super::parties::{PartyRef, Spoken, named, resolve};
use super::place::place;
use super::transfer::Thing;
use crate::frame::chain;
use crate::frame::lexicon::{Lexicon, Role};
use crate::frame::roles::prepositional;
use crate::frame::scene::{Item, Scene, WordSort};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Kind, Mode, Stage, Stated};

/// A participle behind its noun that tells of a handing over.
pub(super) fn is_reduced(scene: &Scene<'_>, node: &chain::Node<'_>) -> bool {
    node.frame.template == "give" && scene.label(node.token) == Label::Acl && matches!(scene.tag(node.token), Tag::VBN | Tag::VBD)
}

/// True where the thing that a participle describes is the object of a verb of having.
pub(super) fn has_above(scene: &Scene<'_>, lexicon: &Lexicon, participle: usize) -> bool {
    let mut noun = scene.head(participle);
    while scene.label(noun) == Label::Conj && scene.head(noun) != noun {
        noun = scene.head(noun);
    }
    let has = |frame: &crate::frame::lexicon::Frame| frame.template == "operate";
    scene.label(noun) == Label::Dobj && lexicon.one(scene, scene.head(noun), Kind::Transfer).is_some_and(has)
}

/// "The boats were built by Poly", "another ten are being built": for whoever gets those that were told of.
pub(super) fn going_on(scene: &Scene<'_>, spoken: &Spoken, thing: &Thing<'_>, event: &chain::Node<'_>, draft: &mut Draft) {
    let done_to = matches!(event.function.as_str(), "passive" | "subject");
    let asks = event.frame.template == "build" && done_to && draft.recipients.is_empty();
    let definite = |item: usize| {
        let definite = |det: usize| matches!(scene.lower(det), "the" | "these" | "both");
        scene.children_with(scene.items[item].head, Label::Det).any(definite)
    };
    if !asks || !thing.item.map_or(thing.inferred, definite) {
        return;
    }
    let class = draft.equipment.value.class;
    let like = |told: &&Draft| {
        // "The first 180 K2s": not those of another name.
        let named = !draft.signs.designated || told.equipment.value.id == draft.equipment.value.id;
        let near = scene.sentence.saturating_sub(told.sentence) <= 2;
        near && named && told.equipment.value.class == class && !told.recipients.is_empty()
    };
    if let Some(told) = spoken.told.iter().find(like) {
        draft.recipients = told.recipients.iter().cloned().map(PartyRef::by_the_way).collect();
    }
}

/// "Washington has approved our purchase", "its request for jets": who decides on another's purchase of what it makes sells.
pub(super) fn approving_maker(scene: &Scene<'_>, chain: &chain::Chain<'_>, draft: &mut Draft) {
    let Some(event) = chain.nodes.first() else { return };
    let decided = matches!(draft.stage.value, Stage::Approved | Stage::Refused | Stage::Suspended | Stage::Notified)
        && chain.nodes.iter().skip(1).any(|node| node.frame.template == "decide");
    let theirs = scene.children_with(event.token, Label::Poss).any(|owner| scene.tag(owner) == Tag::PRPS);
    let [decider] = &draft.recipients[..] else { return };
    if !decided || !theirs || draft.supplier.is_some() || draft.origin.first() != Some(&decider.id) || event.frame.template == "give" {
        return;
    }
    let decider = decider.clone();
    // "Oman said that Washington had approved its purchase".
    let mut others = scene.items.iter().filter(|item| item.tokens.end <= event.token).filter_map(|item| named(scene, item.head));
    let buyer = others.rfind(|party| party.id != decider.id && party.id.is_state() && party.company.is_none() && party.how != How::Place);
    draft.recipients = buyer.map(PartyRef::by_the_way).into_iter().collect();
    draft.supplier = Some(decider);
}

/// "Switzerland denied Spain permission to send vehicles", "vetoed the re-export of tanks by Spain": who asked for leave would give, and not who
/// refuses it. True where it was so.
pub(super) fn refused_leave(scene: &Scene<'_>, chain: &chain::Chain<'_>, draft: &mut Draft) -> bool {
    let [.., last] = &chain.nodes[..] else { return false };
    if draft.stage.value != Stage::Refused || draft.template != "give" || last.frame.id != "refuse" {
        return false;
    }
    let state = |party: &PartyRef| party.company.is_none() && party.id.is_state() && party.how != How::Place;
    let refuser = scene.children_with(last.token, Label::Nsubj).find_map(|subject| named(scene, subject));
    let leave =
        chain.nodes.iter().skip(1).filter(|node| node.frame.template == "decide" && node.token != last.token).map(|node| node.token);
    let asked = leave.chain([last.token]).flat_map(|token| scene.children(token).iter().copied()).filter(|child| {
        matches!(scene.label(*child), Label::Compound | Label::Dative | Label::Poss) && scene.word_sort(*child) == WordSort::Noun
    });
    // "Blocked Israel's sale of Patriots".
    let own = scene.children_with(chain.nodes[0].token, Label::Poss);
    let asked = asked.chain(own).filter_map(|child| named(scene, child));
    let by = chain.nodes.iter().flat_map(|node| prepositional(scene, node.token)).filter(|(word, _)| word == "by");
    let by = by.filter_map(|(_, object)| named(scene, object));
    let other = |party: &PartyRef| {
        state(party)
            && refuser.as_ref().is_some_and(|refuser| refuser.id != party.id)
            && draft.recipients.iter().all(|held| held.id != party.id)
    };
    let giver = asked.chain(by).find(other);
    let found = giver.is_some();
    draft.supplier = giver.or_else(|| draft.supplier.take());
    found
}

/// "Pitched the jet in the Belgian tender", "for India's fighter programme": whose competition it is would buy.
pub(super) fn of_tender(scene: &Scene<'_>, lexicon: &Lexicon, draft: &mut Draft) {
    let open = match draft.template.as_str() {
        "give" => matches!(draft.stage.value, Stage::Offered | Stage::Interest),
        // "The C-390 won the Dutch competition".
        "compete" => true,
        _ => false,
    };
    if !draft.recipients.is_empty() || !open {
        return;
    }
    let mut near: Vec<usize> = draft.nodes.clone();
    near.extend(draft.item.and_then(|item| scene.items.get(item)).map(|item| item.head));
    let won = draft.nodes.iter().flat_map(|token| scene.children_with(*token, Label::Dobj)).map(|object| ("for".to_owned(), object));
    let won: Vec<(String, usize)> = won.filter(|_| draft.template == "compete").collect();
    for (word, object) in near.into_iter().flat_map(|token| prepositional(scene, token)).chain(won) {
        if !matches!(word.as_str(), "in" | "for" | "under" | "at") || !lexicon.word_list("tender_nouns", scene.lemma(object)) {
            continue;
        }
        for child in scene.children(object).iter().copied() {
            if matches!(scene.label(child), Label::Poss | Label::Amod | Label::Compound | Label::Nmod) {
                let owner = named(scene, child).filter(|party| party.company.is_none() && party.id.is_state());
                place(draft, Role::Recipient, owner.into_iter().collect(), false, false);
            }
        }
    }
}

/// "Namibia's only corvette was built in Brazil": where it was built is where it comes from.
pub(super) fn built_in(scene: &Scene<'_>, event: &chain::Node<'_>, draft: &mut Draft) {
    if event.frame.template != "build" || event.function != "passive" || draft.supplier.is_some() {
        return;
    }
    let places = prepositional(scene, event.token).into_iter().filter(|(word, _)| word == "in");
    let state = |party: &PartyRef| party.company.is_none() && party.id.is_state();
    let Some(place) = places.filter_map(|(_, object)| named(scene, object)).find(state) else { return };
    if draft.recipients.iter().all(|held| held.id != place.id) {
        draft.supplier = Some(place.by_the_way());
    }
}

/// "Will build 500 tanks under licence from Hyundai Rotem": who gives the licence supplies, who builds receives.
pub(super) fn under_licence(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, draft: &mut Draft) {
    let licence = |token: &usize| {
        lexicon.word_list("licence_nouns", scene.lemma(*token))
            && scene.label(*token) == Label::Pobj
            && lexicon.word_list("under_words", scene.lower(scene.head(*token)))
    };
    if draft.template != "build" {
        return;
    }
    let Some(token) = (0..scene.len()).find(licence) else { return };
    draft.mode = Some(Stated::new(Mode::LicensedProduction, scene.tokens[token].span));
    let verb = scene.head(scene.head(token));
    let givers =
        prepositional(scene, token).into_iter().chain(prepositional(scene, verb)).filter(|(word, _)| word == "from" || word == "of");
    let giver = givers.flat_map(|(_, object)| resolve(scene, lexicon, spoken, object)).find(|party| party.how != How::Place);
    let Some(giver) = giver else { return };
    let Some(builder) = draft.supplier.clone().filter(|builder| builder.at != giver.at) else { return };
    draft.recipients.retain(|party| party.at != giver.at);
    if draft.recipients.is_empty() {
        let state = builder.company.as_ref().map_or(Some(builder.id.clone()), |company| company.state.clone());
        draft.recipients.extend(state.map(|id| PartyRef { id, company: None, ..builder.clone() }));
    }
    draft.supplier = Some(giver);
}

/// "Germany will finance 18 guns for Ukraine": who pays for somebody else gives.
pub(super) fn financed(scene: &Scene<'_>, nodes: &[chain::Node<'_>], draft: &mut Draft) {
    let Some(node) = nodes.iter().find(|node| node.frame.template == "fund") else { return };
    if draft.supplier.is_some() || draft.stage.value != Stage::Interest {
        return;
    }
    let verb = scene.tokens[node.token].span;
    let (payers, others): (Vec<PartyRef>, Vec<PartyRef>) = draft.recipients.iter().cloned().partition(|party| party.at.end <= verb.start);
    if let ([payer], [other, ..]) = (&payers[..], &others[..])
        && payer.id != other.id
    {
        draft.supplier = Some(payer.clone());
        draft.recipients = others;
        draft.stage.value = Stage::Pledged;
    }
}

/// "Bought Russian and American helicopters": one draft for each further state, and how many are whose is not told.
pub(super) fn by_adjectives(scene: &Scene<'_>, item: &Item, draft: &mut Draft) -> Vec<Draft> {
    let Some(held) = draft.supplier.clone() else { return Vec::new() };
    let before = |child: &usize| !item.tokens.contains(child) && matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod);
    let adjectives = item.tokens.clone().flat_map(|token| scene.children(token)).copied().filter(before);
    let lists = adjectives.map(|first| {
        let named = scene.coordinated(first).into_iter().filter_map(|one| named(scene, one));
        named.filter(|party| party.how == How::Demonym).collect::<Vec<_>>()
    });
    let Some(list) = lists.into_iter().find(|list| list.len() > 1 && list.iter().any(|party| party.at == held.at)) else {
        return Vec::new();
    };
    draft.quantity = None;
    let others = list.into_iter().filter(|party| party.id != held.id && draft.recipients.iter().all(|one| one.id != party.id));
    others.map(|party| Draft { supplier: Some(party), ..draft.clone() }).collect()
}

/// "Supplied by China and Russia": one draft for each state beside the first.
pub(super) fn further_givers(draft: &Draft, givers: &[PartyRef]) -> Vec<Draft> {
    let named = draft.supplier.as_ref().is_some_and(|held| givers.iter().any(|giver| giver.at == held.at));
    let gives = matches!(draft.stage.value, Stage::Delivered | Stage::Pledged | Stage::Offered | Stage::Refused | Stage::Suspended);
    // "Bought drones from Turkey and Iran".
    let takes = (draft.template == "get" || draft.frame == "sell") && matches!(draft.stage.value, Stage::Contracted | Stage::Delivered);
    if !named || !(gives || takes) {
        return Vec::new();
    }
    let mut held: Vec<&PartyRef> = draft.supplier.iter().chain(&draft.recipients).collect();
    let mut more = Vec::new();
    for giver in givers {
        if held.iter().all(|party| party.home() != giver.home()) {
            held.push(giver);
            more.push(Draft { supplier: Some(giver.clone()), ..draft.clone() });
        }
    }
    more
}
