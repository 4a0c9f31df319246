//! Equipment and the frames above it into drafts of transfers, one sentence at a time.

use super::draft::{Draft, Signs, Way};
use super::figures;
use super::other_matter::is_other_matter;
use super::parties::{PartyRef, Spoken, resolve};
use super::setting::may_be_civil;
use super::{phrase, sides};
use crate::frame::chain::{self, Chain, Start};
use crate::frame::lexicon::{Lexicon, Role};
use crate::frame::modality::modality;
use crate::frame::roles::{fillers, prepositional};
use crate::frame::scene::Goods;
use crate::frame::scene::{Scene, What, WordSort};
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Attribution, Equipment, Kind, Span, Stage, Stated};

/// The drafts of one sentence.
pub fn drafts(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let mut out = Vec::new();
    for index in 0..scene.items.len() {
        let What::Equipment(equipment) = &scene.items[index].what else { continue };
        if equipment.about || is_second_name(scene, index) {
            continue;
        }
        let head = scene.items[index].head;
        let before = out.len();
        // "Missiles, a weapon provided to": what stands in apposition is the thing itself, told once more.
        let again = told_again(scene, index, equipment);
        let thing = match &again {
            Some((item, goods)) => Thing::here(scene, *item, goods),
            None => Thing::here(scene, index, equipment),
        };
        for start in chain::starts(scene, head) {
            if again.is_some() && matches!(start, Start::At(token) if token == head) {
                continue;
            }
            let chain = chain::climb(scene, lexicon, &start, Kind::Transfer);
            let part = matches!(start, Start::At(token) if token == head).then(|| figures::part(scene, index)).flatten();
            for mut draft in from_chain(scene, lexicon, spoken, &thing, &chain) {
                draft.quantity = part.or(draft.quantity);
                add(&mut out, draft);
            }
        }
        if again.is_some() {
            continue;
        }
        complete_each_other(&mut out[before..]);
        if out.len() == before {
            out.extend(phrase::in_service(scene, lexicon, spoken, index, equipment));
        }
    }
    for index in 0..scene.items.len() {
        if let Some(draft) = continued(scene, lexicon, spoken, index, &out) {
            out.extend(draft);
        }
    }
    same_side(&mut out);
    out.extend(by_pronoun(scene, lexicon, spoken));
    out.extend(notified(scene, lexicon, spoken, &out));
    if out.is_empty() {
        out.extend(without_thing(scene, lexicon, spoken));
    }
    let back = going_back(scene, lexicon, spoken, &out);
    out.extend(back);
    let more = itemised(scene, lexicon, spoken, &out);
    out.extend(more);
    figures::values(scene, lexicon, &mut out);
    for draft in &mut out {
        figures::dates(scene, lexicon, draft);
    }
    out
}

/// "Algerian deliveries include T-90 tanks, Meko frigates": who is the receiver of one member of a list by the words is no supplier of another.
fn same_side(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let Some(supplier) = drafts[index].supplier.clone().filter(|supplier| supplier.company.is_none()) else { continue };
        if !drafts[index].recipients.is_empty() {
            continue;
        }
        let trigger = drafts[index].trigger;
        let gets = drafts.iter().any(|other| other.trigger == trigger && other.recipients.iter().any(|party| party.at == supplier.at));
        if gets {
            drafts[index].supplier = None;
            drafts[index].recipients.push(supplier);
        }
    }
}

/// Drafts about one thing of one sentence lend each other the side that only one of them names: "the vehicles supplied by Singapore are used by Peru".
fn complete_each_other(drafts: &mut [Draft]) {
    let supplier = drafts.iter().find_map(|draft| draft.supplier.clone());
    let lender = drafts.iter().find(|draft| !draft.recipients.is_empty());
    let (recipients, used) =
        (lender.map(|draft| draft.recipients.clone()), lender.is_some_and(|draft| draft.stage.value == Stage::InService));
    for draft in drafts.iter_mut() {
        // "The purchase of jets used by NATO" is not NATO's.
        let bought = used && draft.frame != "deliver";
        let other = |id: &materiel_model::PartyId| draft.recipients.iter().all(|held| held.id != *id);
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

/// "They were delivered in May": a pronoun in the place of the thing.
fn by_pronoun(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let mut out = Vec::new();
    for token in 0..scene.len() {
        let placed = matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Pobj);
        let stands = placed && lexicon.word_list("thing_pronouns", scene.lower(token));
        // "Has ordered 64", "36 will follow": a number alone stands for what was spoken of.
        let alone = if placed { number_alone(scene, token).or_else(|| counted_noun(scene, lexicon, token)) } else { None };
        if !stands && alone.is_none() {
            continue;
        }
        // "Twelve of them": the number stands for the things.
        let counted = counted_pronoun(scene, token).or(alone);
        if counted.is_none() && stands_for_subject(scene, token) {
            continue;
        }
        let here = scene.items.iter().filter(|item| item.tokens.end <= token).rev().find_map(|item| match &item.what {
            What::Equipment(name) if !name.about => Some((name.clone(), item.span)),
            _ => None,
        });
        // What the text told a transfer of, rather than what it only named.
        let earlier = || spoken.before(scene.sentence).map(|thing| (thing.name.clone(), thing.at));
        let Some((name, at)) = here.or_else(earlier) else { continue };
        let start = counted.as_ref().map_or(token, |(number, _)| *number);
        let mut chain = chain::climb(scene, lexicon, &Start::At(start), Kind::Transfer);
        if chain.nodes.is_empty() && counted.is_some() {
            // "Eight that Washington has promised".
            let clauses = chain::starts(scene, start).into_iter().skip(1);
            chain = clauses
                .map(|start| chain::climb(scene, lexicon, &start, Kind::Transfer))
                .find(|chain| !chain.nodes.is_empty())
                .unwrap_or(chain);
        }
        // A pronoun says little by itself: only a plain event of handing over, buying or selling is believed.
        let weak = |frame: &crate::frame::lexicon::Frame| frame.operator || frame.light || frame.template == "operate";
        let Some(node) = chain.nodes.first() else { continue };
        let held = node.frame.template == "operate";
        if counted.is_none() && weak(node.frame) && !held {
            continue;
        }
        let mut found = from_chain(scene, lexicon, spoken, &Thing { item: None, name: &name, at, inferred: true }, &chain);
        if held && counted.is_none() {
            // "It is in service with the navies of": who has it is named outright, and is no subject of the clause.
            found.retain(|draft| {
                draft.recipients.iter().any(|party| party.at.start > scene.tokens[node.token].span.start && scene.span.contains(party.at))
            });
        }
        for draft in &mut found {
            draft.quantity = draft.quantity.take().or_else(|| counted.as_ref().map(|(_, quantity)| *quantity));
        }
        out.extend(found);
    }
    out
}

/// A number that counts things which the sentence does not name again.
fn number_alone(scene: &Scene<'_>, token: usize) -> Option<(usize, Stated<materiel_model::Quantity>)> {
    let item = scene.item_at(token)?;
    let What::Number(found) = &item.what else { return None };
    let counts =
        found.role == crate::name::number::NumberRole::Count && found.unit.is_none() && !found.looks_like_year && !found.after_name;
    let bare = scene.children(token).iter().all(|child| {
        matches!(
            scene.label(*child),
            Label::Det
                | Label::Amod
                | Label::Advmod
                | Label::Quantmod
                | Label::Nummod
                | Label::Compound
                | Label::Punct
                | Label::Predet
                | Label::Appos
                | Label::Relcl
                | Label::Acl
        ) || (scene.label(*child) == Label::Prep && scene.lower(*child) != "of")
    });
    let preposition = scene.label(token) == Label::Pobj && !matches!(scene.lower(scene.head(token)), "for" | "of" | "with");
    (counts && bare && !preposition && item.head == token).then_some(())?;
    Some((token, Stated::new(found.quantity()?, item.span)))
}

/// "Some 936 units are due": a noun that only counts, with its number.
fn counted_noun(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<(usize, Stated<materiel_model::Quantity>)> {
    if scene.item_at(token).is_some() || !lexicon.word_list("counting_nouns", scene.lemma(token)) {
        return None;
    }
    let number = scene.children_with(token, Label::Nummod).find_map(|child| scene.item_at(child))?;
    let What::Number(found) = &number.what else { return None };
    Some((token, Stated::new(found.quantity()?, number.span)))
}

/// The number over a pronoun, and how many it says: "twelve of them".
fn counted_pronoun(scene: &Scene<'_>, pronoun: usize) -> Option<(usize, Stated<materiel_model::Quantity>)> {
    if scene.label(pronoun) != Label::Pobj || scene.lower(scene.head(pronoun)) != "of" {
        return None;
    }
    let number = scene.head(scene.head(pronoun));
    match &scene.item_at(number)?.what {
        What::Number(found) => Some((number, Stated::new(found.quantity()?, scene.item_at(number)?.span))),
        _ => None,
    }
}

/// "Congress was notified the same day": the legislature heard of what the sentence, or the one before, speaks of.
fn notified(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Option<Draft> {
    let tells = |token: &usize| {
        let frame = lexicon.one(scene, *token, Kind::Transfer);
        frame.is_some_and(|frame| frame.stage == Some(Stage::Notified) && frame.template == "decide")
    };
    let token = (0..scene.len()).find(tells)?;
    if drafts.iter().any(|draft| draft.stage.value == Stage::Notified) || !modality(scene, lexicon, token).is_fact() {
        return None;
    }
    let legislature = scene.children(token).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubjpass | Label::Dobj))?;
    let party = super::parties::named(scene, legislature).filter(|party| party.how == How::Government)?;
    let stage = Stated::new(Stage::Notified, scene.tokens[token].span);
    let mut draft = match drafts.first() {
        Some(first) => first.clone(),
        None => {
            let thing = spoken.before(scene.sentence)?;
            blank(scene, &Thing { item: None, name: &thing.name, at: thing.at, inferred: true })
        }
    };
    draft.stage = stage;
    draft.trigger = token;
    draft.nodes = vec![token];
    draft.nodes_ahead = vec![false];
    draft.date = None;
    draft.date_distance = usize::MAX;
    draft.negated = false;
    draft.signs.way = Way::Notified;
    draft.supplier = draft.supplier.or_else(|| Some(party.by_the_way()));
    Some(draft)
}

/// "The sale was approved in May", "the contract fell through": what happened to a deal that was spoken of before.
fn going_back(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for token in 0..scene.len() {
        // "A first delivery is due by the end of the year".
        let first = lexicon.word_list("handover_nouns", scene.lemma(token))
            && scene.children_with(token, Label::Amod).any(|child| lexicon.word_list("batch_adjectives", scene.lower(child)));
        if !(first || lexicon.word_list("deal_nouns", scene.lemma(token)) || lexicon.word_list("handover_nouns", scene.lemma(token)))
            || drafts.iter().any(|draft| draft.nodes.contains(&token))
        {
            continue;
        }
        // Of the same sentence first: "had sought the jets, but Washington put the deal on hold".
        let here = drafts.iter().filter_map(|draft| draft.item).map(|item| &scene.items[item]).rfind(|item| item.tokens.end <= token);
        let here = here.and_then(|item| match &item.what {
            What::Equipment(name) => Some((name.clone(), item.span)),
            _ => None,
        });
        let Some((name, at)) = here.or_else(|| spoken.last_deal(scene.sentence, 5).map(|deal| (deal.name.clone(), deal.at))) else {
            continue;
        };
        let definite = definite_deal(scene, lexicon, token);
        if definite.is_none() || (definite == Some(false) && !first) {
            continue;
        }
        let chain = chain::climb(scene, lexicon, &Start::Deal(token), Kind::Transfer);
        if chain.nodes.len() < 2 {
            continue;
        }
        let thing = Thing { item: None, name: &name, at, inferred: true };
        for draft in from_chain(scene, lexicon, spoken, &thing, &chain) {
            let known = drafts
                .iter()
                .chain(&out)
                .any(|other| other.stage.value == draft.stage.value && other.equipment.value == draft.equipment.value);
            if !known {
                out.push(draft);
            }
        }
    }
    out
}

/// "They were 44 carriers and ten trucks", "the package includes bombs": what was told of the whole holds for what it is made of.
fn itemised(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Draft> {
    let Some(model) = spoken.told.iter().find(|draft| scene.sentence - draft.sentence <= 3) else { return Vec::new() };
    let whole = |token: usize| {
        let word = scene.lower(token);
        lexicon.word_list("whole_pronouns", word)
            || ((lexicon.word_list("deal_nouns", scene.lemma(token)) || lexicon.word_list("whole_nouns", scene.lemma(token)))
                && is_same_deal(scene, lexicon, token))
            || (scene
                .items
                .iter()
                .any(|item| item.head == token && matches!(&item.what, What::Equipment(goods) if goods.sort == Sort::VagueNoun))
                && scene.children_with(token, Label::Det).any(|det| scene.lower(det) == "the"))
    };
    let mut out = Vec::new();
    for verb in 0..scene.len() {
        if !lexicon.word_list("links", scene.lemma(verb)) || !scene.children_with(verb, Label::Nsubj).any(whole) {
            continue;
        }
        let plain = scene.lemma(verb) == "be";
        for (index, item) in scene.items.iter().enumerate() {
            let What::Equipment(goods) = &item.what else { continue };
            if goods.about || is_second_name(scene, index) || drafts.iter().any(|draft| draft.item == Some(index)) {
                continue;
            }
            let listed = head_of_list(scene, item.head)
                .is_some_and(|(above, function)| above == verb && matches!(function.as_str(), "object" | "attribute"));
            let quantity = figures::quantity(scene, index);
            // What is in the package is told apart only by its own number.
            if !listed || quantity.is_none() || (plain && goods.sort == Sort::VagueNoun && quantity.is_none()) {
                continue;
            }
            let fresh = blank(scene, &Thing::here(scene, index, goods));
            out.push(Draft {
                item: fresh.item,
                scene: fresh.scene,
                sentence: fresh.sentence,
                evidence: fresh.evidence,
                equipment: fresh.equipment,
                generic: fresh.generic,
                vague: fresh.vague,
                origin: fresh.origin,
                quantity,
                value: None,
                nodes: vec![verb],
                nodes_ahead: vec![false],
                path_top: None,
                supplier: model.supplier.clone().map(PartyRef::by_the_way),
                recipients: model.recipients.iter().cloned().map(PartyRef::by_the_way).collect(),
                stage: Stated { inferred: true, ..model.stage },
                signs: Signs { designated: fresh.signs.designated, by_tree: true, way: Way::List, ..Signs::default() },
                ..model.clone()
            });
        }
    }
    out
}

/// The governor of a list that a word is a member of, and the list's function.
fn head_of_list(scene: &Scene<'_>, head: usize) -> Option<(usize, String)> {
    let mut at = head;
    for _ in 0..24 {
        let (above, function) = chain::governor(scene, at)?;
        if !matches!(function.as_str(), "conj" | "appos") {
            return Some((above, function));
        }
        at = above;
    }
    None
}

/// True for a definite noun that says nothing of another thing: "the deal", "this purchase", "the arms sale", but not "the gas deal".
fn is_same_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    definite_deal(scene, lexicon, token) == Some(true)
}

/// Whether a noun that may go back to a deal is definite; none where it is plainly about another thing.
fn definite_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<bool> {
    let mut definite = false;
    for child in scene.children(token).iter().copied() {
        match scene.label(child) {
            Label::Det => definite |= lexicon.word_list("deal_determiners", scene.lower(child)),
            Label::Poss => definite = true,
            Label::Compound | Label::Nmod => {
                let known = scene.item_at(child).is_some() || lexicon.word_list("military_context", scene.lower(child));
                if !known {
                    return None;
                }
            }
            Label::Amod if scene.item_at(child).is_none() => {
                let word = scene.lower(child);
                if lexicon.word_list("other_deal_adjectives", word) {
                    return None;
                }
            }
            _ => {}
        }
    }
    let other = prepositional(scene, token).into_iter().any(|(word, object)| {
        matches!(word.as_str(), "of" | "for" | "on" | "over")
            && super::parties::named(scene, object).is_none()
            && !scene.item_at(object).is_some_and(|item| matches!(item.what, What::Money(_)))
    });
    (!other).then_some(definite)
}

/// "Deliveries are to begin in 2025": an event whose thing was named before.
fn without_thing(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let Some(thing) = spoken.before(scene.sentence) else { return Vec::new() };
    if scene.items.iter().any(|item| matches!(item.what, What::Equipment(_))) {
        return Vec::new();
    }
    let mut out: Vec<Draft> = Vec::new();
    for token in 0..scene.len() {
        let Some(frame) = lexicon.one(scene, token, Kind::Transfer) else { continue };
        let event =
            !(frame.operator || frame.light || frame.aspect) && matches!(frame.template.as_str(), "give" | "get" | "deal" | "award");
        if !event || scene.item_at(token).is_some() || out.iter().any(|draft| draft.nodes.contains(&token)) {
            continue;
        }
        // A verb that has another object speaks of something else.
        let other = scene
            .children(token)
            .iter()
            .any(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass) && scene.item_at(*child).is_none());
        let noun = scene.word_sort(token) == crate::frame::scene::WordSort::Noun;
        if other || !noun {
            continue;
        }
        let chain = chain::climb(scene, lexicon, &Start::Event(token), Kind::Transfer);
        let found = from_chain(scene, lexicon, spoken, &Thing { item: None, name: &thing.name, at: thing.at, inferred: true }, &chain);
        out.extend(
            found.into_iter().filter(|draft| draft.recipients.iter().chain(&draft.supplier).any(|party| scene.span.contains(party.at))),
        );
    }
    out
}

/// A thing that only goes on with the list of the thing before it shares what is said of that one.
fn continued(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, drafts: &[Draft]) -> Option<Vec<Draft>> {
    let What::Equipment(goods) = &scene.items[index].what else { return None };
    if goods.about || is_second_name(scene, index) || drafts.iter().any(|draft| draft.item == Some(index) && draft.frame != "owned") {
        return None;
    }
    let before = (0..index).rev().find(|other| matches!(scene.items[*other].what, What::Equipment(_)))?;
    let (from, to) = (scene.items[before].tokens.end, scene.items[index].tokens.start);
    let between: Vec<usize> = outside_brackets(scene, from..to);
    if from > to
        || between.len() > 14
        || !between.iter().all(|token| goes_on(scene, lexicon, *token))
        || !between.iter().any(|token| is_joint(scene, lexicon, *token))
    {
        return None;
    }
    let models: Vec<&Draft> = drafts.iter().filter(|draft| draft.item == Some(before) && draft.signs.by_tree).collect();
    let out = models.into_iter().map(|model| {
        let fresh = blank(scene, &Thing::here(scene, index, goods));
        let mut draft = Draft {
            item: fresh.item,
            equipment: fresh.equipment,
            generic: fresh.generic,
            vague: fresh.vague,
            civil: fresh.civil,
            origin: fresh.origin,
            quantity: fresh.quantity,
            value: None,
            supplier: None,
            makers: Vec::new(),
            signs: Signs { designated: fresh.signs.designated, way: Way::List, ..model.signs },
            ..model.clone()
        };
        around(scene, lexicon, spoken, index, (false, false), &mut draft);
        draft.supplier = draft.supplier.or_else(|| model.supplier.clone());
        draft
    });
    Some(out.collect())
}

/// The tokens of a range that stand in no brackets of their own.
fn outside_brackets(scene: &Scene<'_>, range: std::ops::Range<usize>) -> Vec<usize> {
    let mut depth = 0_usize;
    range
        .filter(|token| match scene.lower(*token) {
            "(" => {
                depth += 1;
                false
            }
            ")" => {
                let inside = depth > 0;
                depth = depth.saturating_sub(1);
                !inside
            }
            _ => depth == 0,
        })
        .collect()
}

/// "Under the contract": a phrase that puts what the sentence tells under a contract.
fn under_contract(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    (0..scene.len()).any(|token| {
        lexicon.word_list("contract_nouns", scene.lemma(token))
            && scene.label(token) == Label::Pobj
            && lexicon.word_list("under_words", scene.lower(scene.head(token)))
            && scene.children_with(token, Label::Amod).all(|child| !lexicon.word_list("irrealis", scene.lower(child)))
    })
}

fn is_goods(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(&item.what, What::Equipment(goods) if !goods.about))
}

/// True for the second of two names of one thing: "9M120/AT-9".
fn is_second_name(scene: &Scene<'_>, index: usize) -> bool {
    let start = scene.items[index].tokens.start;
    start >= 2 && scene.lower(start - 1) == "/" && is_goods(scene, start - 2) && scene.item_index(start - 2) != Some(index)
}

fn is_joint(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    lexicon.word_list("list_joints", scene.lower(token))
}

/// Words that may stand between two members of a list.
fn goes_on(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    is_joint(scene, lexicon, token)
        || scene.item_at(token).is_some()
        || lexicon.word_list("list_fillers", scene.lower(token))
        || lexicon.word_list("made_words", scene.lower(token))
        || matches!(scene.tag(token), Tag::JJ | Tag::JJR | Tag::CD | Tag::NN | Tag::NNP | Tag::HYPH | Tag::POS)
}

/// The thing that a plain noun in apposition tells once more.
fn told_again(scene: &Scene<'_>, index: usize, goods: &Goods) -> Option<(usize, Goods)> {
    let item = &scene.items[index];
    if !matches!(goods.sort, Sort::Noun | Sort::VagueNoun) {
        return None;
    }
    // "Another weapon seen in service is the PLZ45".
    if matches!(scene.label(item.head), Label::Nsubj | Label::Nsubjpass) && scene.lemma(scene.head(item.head)) == "be" {
        let attribute = scene.children_with(scene.head(item.head), Label::Attr).next()?;
        let other = scene.item_index(attribute).filter(|other| *other != index)?;
        return match &scene.items[other].what {
            What::Equipment(named) if !named.about && matches!(named.sort, Sort::Family | Sort::Designation) => {
                Some((other, named.clone()))
            }
            _ => None,
        };
    }
    if scene.label(item.head) != Label::Appos {
        return None;
    }
    let other = scene.item_index(scene.head(item.head)).filter(|other| *other != index)?;
    match &scene.items[other].what {
        What::Equipment(named) if !named.about => Some((other, named.clone())),
        _ => None,
    }
}

/// True for a pronoun that goes back to the subject of the clause before it, which is no thing: "the request was sent and it was received".
fn stands_for_subject(scene: &Scene<'_>, pronoun: usize) -> bool {
    let verb = scene.head(pronoun);
    let above = scene.head(verb);
    if above == verb || !matches!(scene.label(verb), Label::Conj | Label::Advcl | Label::Ccomp) {
        return false;
    }
    scene.children(above).iter().any(|child| {
        matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass) && scene.item_at(*child).is_none() && scene.tag(*child) != Tag::PRP
    })
}

/// Adds a draft unless the same thing, stage and trigger are there already.
fn add(out: &mut Vec<Draft>, draft: Draft) {
    let same = |other: &&mut Draft| other.item == draft.item && other.stage.value == draft.stage.value && other.negated == draft.negated;
    match out.iter_mut().find(same) {
        Some(other) if other.recipients.is_empty() && !draft.recipients.is_empty() => *other = draft,
        Some(_) => {}
        None => out.push(draft),
    }
}

/// The thing that a draft is about: an item of the sentence, or one named before.
pub(super) struct Thing<'n> {
    item: Option<usize>,
    name: &'n Goods,
    at: Span,
    inferred: bool,
}

impl<'n> Thing<'n> {
    pub(super) fn here(scene: &Scene<'_>, index: usize, name: &'n Goods) -> Self {
        Self { item: Some(index), name, at: scene.items[index].span, inferred: false }
    }

    fn holds(&self, scene: &Scene<'_>, token: usize) -> bool {
        self.item.is_some_and(|item| scene.items[item].tokens.contains(&token))
    }
}

fn from_chain(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, thing: &Thing<'_>, chain: &Chain<'_>) -> Vec<Draft> {
    if is_other_matter(scene, lexicon, thing.name, chain) {
        return Vec::new();
    }
    let outcomes = chain::outcomes(chain);
    let mut out = Vec::new();
    let count = outcomes.len();
    for (which, outcome) in outcomes.into_iter().enumerate() {
        if outcome.hypothetical {
            continue;
        }
        let last = which + 1 == count;
        let nodes = if last { &chain.nodes[..] } else { &chain.nodes[..=outcome.node] };
        let trigger = &chain.nodes[outcome.node];
        let mut draft = blank(scene, thing);
        draft.stage = Stated::new(outcome.stage, scene.tokens[trigger.token].span);
        draft.trigger = trigger.token;
        draft.nodes = nodes.iter().map(|node| node.token).collect();
        draft.nodes_ahead = nodes.iter().map(|node| node.modality.ahead || node.modality.infinitive || node.modality.possible).collect();
        draft.path_top = chain.path.last().copied();
        draft.frame.clone_from(&chain.nodes[0].frame.id);
        draft.template.clone_from(&chain.nodes[0].frame.template);
        draft.ahead = trigger.modality.ahead || trigger.modality.infinitive;
        if draft.stage.value == Stage::Delivered && trigger.modality.progressive && draft.quantity.is_some() {
            // "Is receiving two submarines": they are on their way.
            draft.stage.value = trigger.frame.ahead.unwrap_or(Stage::Delivered);
        }
        if draft.stage.value == Stage::Pledged && (0..scene.len()).any(|token| lexicon.word_list("contract_nouns", scene.lemma(token))) {
            // A delivery still to come is contracted where the sentence states an order or a contract.
            draft.stage.value = Stage::Contracted;
        }
        // "Under the agreement, Kuwait will buy": agreed upon.
        if draft.stage.value == Stage::Interest && trigger.modality.ahead && nodes.len() == 1 && under_contract(scene, lexicon) {
            draft.stage.value = Stage::Contracted;
        }
        // "The cabinet agreed to buy": it decides, others sign.
        let decides = || {
            let subject = scene.children(trigger.token).iter().copied().find(|child| scene.label(*child) == Label::Nsubj);
            subject.is_some_and(|subject| {
                let words = scene.item_at(subject).map_or(subject..subject + 1, |item| item.tokens.clone());
                words.into_iter().any(|token| lexicon.word_list("deciding_bodies", scene.lower(token)))
            })
        };
        if draft.stage.value == Stage::Contracted && trigger.frame.operator && decides() {
            draft.stage.value = Stage::Approved;
        }
        draft.negated = outcome.negated;
        draft.signs.by_tree = true;
        draft.signs.steps = chain.path.len();
        draft.signs.by_noun = scene.word_sort(trigger.token) == WordSort::Noun;
        draft.mode = nodes.iter().find_map(|node| node.frame.mode.map(|mode| Stated::inferred(mode, scene.tokens[node.token].span)));
        draft.attribution = chain.speech.and_then(|verb| speaker(scene, verb));
        let mut described = false;
        // "Won an order from Egypt": who gave the order buys.
        let won = nodes.iter().any(|node| node.frame.template == "win" && subject_is_company(scene, node.token));
        for node in nodes {
            for filler in fillers(scene, lexicon, node.frame, node.token) {
                if thing.holds(scene, filler.token) {
                    continue;
                }
                // "The fighter is armed with a gun": equipment that has equipment is a description.
                let owns = matches!(node.frame.template.as_str(), "equip" | "operate" | "give")
                    && matches!(scene.label(filler.token), Label::Nsubj | Label::Nsubjpass);
                if owns && matches!(filler.role, Role::Supplier | Role::Recipient) && is_goods(scene, filler.token) {
                    described = true;
                }
                let parties = resolve(scene, lexicon, spoken, filler.token);
                if filler.role == Role::Side && scene.lower(scene.head(filler.token)) == "with" {
                    draft.with.extend(parties.iter().map(|party| party.id.clone()));
                }
                // "Supply Indonesia with jets": the object is who gets.
                let supplied = filler.role == Role::Equipment && node.function == "with" && node.frame.template == "give";
                // "In the inventory of the army": who has it.
                let holds = filler.role == Role::Equipment
                    && node.frame.template == "operate"
                    && scene.item_at(filler.token).is_none_or(|item| !matches!(item.what, What::Equipment(_)));
                let role = match filler.role {
                    _ if supplied || holds => Role::Recipient,
                    Role::Supplier if won && parties.iter().all(|party| party.company.is_none()) => Role::Recipient,
                    role => role,
                };
                place(&mut draft, role, parties, filler.shared, node.frame.template == "arrive");
            }
        }
        if let Some(index) = thing.item {
            let ordered = lexicon.role(chain.nodes[0].frame, "by") == Some(Role::Recipient)
                && scene.word_sort(chain.nodes[0].token) == crate::frame::scene::WordSort::Noun;
            around(scene, lexicon, spoken, index, (won, ordered), &mut draft);
        }
        if draft.recipients.is_empty() && nodes.iter().any(|node| node.frame.template == "give") {
            // "Covers the supply of aircraft to Senegal": the tree may hang the receiver on a verb passed on the way.
            let passed: Vec<usize> = chain.path.iter().copied().filter(|token| !draft.nodes.contains(token)).collect();
            for token in passed {
                for (word, object) in prepositional(scene, token) {
                    if word == "to" {
                        for below in scene.coordinated(object) {
                            place(&mut draft, Role::Recipient, resolve(scene, lexicon, spoken, below), false, false);
                        }
                    }
                }
            }
        }
        sides::settle(&mut draft, chain, spoken.topic.as_ref());
        // "Taiwan began to upgrade its jets": a state's own.
        if draft.recipients.is_empty()
            && chain.nodes[0].frame.template == "work"
            && let Some(own) = draft.supplier.clone().filter(|supplier| supplier.company.is_none())
        {
            draft.recipients.push(own);
            draft.supplier = None;
        }
        // "India is in talks with Russia for": who the sentence is about.
        if draft.recipients.is_empty() && matches!(chain.nodes[0].frame.template.as_str(), "get" | "want" | "talk" | "ask" | "deal" | "pay")
        {
            let subject = chain.path.last().and_then(|top| subject_above(scene, *top));
            let parties = subject.map(|subject| resolve(scene, lexicon, spoken, subject)).unwrap_or_default();
            let supplier = draft.supplier.as_ref().map(|supplier| supplier.id.clone());
            let fits = |party: &PartyRef| {
                party.company.is_none() && party.how != How::Place && party.id.is_state() && Some(&party.id) != supplier.as_ref()
            };
            draft.recipients.extend(parties.into_iter().filter(fits).map(PartyRef::by_the_way));
        }
        // "Turkey is building a landing ship": for itself, unless a buyer is named.
        if draft.recipients.is_empty() && chain.nodes[0].frame.template == "build" {
            let own = draft.supplier.clone().filter(|supplier| {
                supplier.company.is_none()
                    && supplier.how != How::Place
                    && scene.word_sort(chain.nodes[0].token) == crate::frame::scene::WordSort::Verb
            });
            draft.recipients.extend(own.map(PartyRef::by_the_way));
        }
        let needs_met = chain.nodes[0].frame.needs.iter().all(|role| match role {
            Role::Recipient => !draft.recipients.is_empty(),
            Role::Supplier => draft.supplier.is_some(),
            _ => true,
        });
        // "The F-35 programme" alone is nobody's wish.
        let only_named = nodes.len() == 1
            && trigger.function == "modifier"
            && draft.signs.designated
            && lexicon.word_list("undertakings", scene.lemma(trigger.token));
        // "Has sent twelve jets for the exercise": its own forces on the move.
        let moved = draft.stage.value == Stage::Delivered
            && draft.recipients.iter().all(|party| party.inferred)
            && lexicon.word_list("movement_verbs", scene.lemma(trigger.token))
            && (0..scene.len()).any(|token| lexicon.word_list("exercise_nouns", scene.lemma(token)) && scene.item_at(token).is_none());
        let believed = !moved && (needs_met || chain.nodes.len() > 1) && !described && !only_named;
        if believed {
            finish_signs(&mut draft, scene.span);
            out.push(draft);
        }
    }
    out
}

pub(super) fn blank(scene: &Scene<'_>, thing: &Thing<'_>) -> Draft {
    let equipment = thing.name;
    let named = Equipment { name: equipment.name.clone(), class: equipment.class, id: equipment.family.clone() };
    Draft {
        scene: scene.index,
        sentence: scene.sentence,
        item: thing.item,
        equipment: Stated { value: named, at: thing.at, inferred: thing.inferred },
        generic: matches!(equipment.sort, Sort::Noun | Sort::VagueNoun),
        vague: equipment.sort == Sort::VagueNoun,
        civil: may_be_civil(equipment),
        origin: equipment.origin.clone(),
        stage: Stated::new(Stage::Interest, thing.at),
        trigger: 0,
        nodes: Vec::new(),
        nodes_ahead: Vec::new(),
        path_top: None,
        frame: String::new(),
        template: String::new(),
        ahead: false,
        negated: false,
        mode: None,
        supplier: None,
        recipients: Vec::new(),
        sides: Vec::new(),
        with: Vec::new(),
        makers: Vec::new(),
        quantity: thing.item.and_then(|index| figures::quantity(scene, index)),
        value: None,
        date: None,
        date_distance: usize::MAX,
        date_is_past: false,
        due: None,
        attribution: None,
        evidence: scene.span,
        signs: Signs {
            designated: matches!(equipment.sort, Sort::Family | Sort::Designation),
            way: if thing.item.is_some() { Way::Frames } else { Way::Back },
            ..Signs::default()
        },
    }
}

/// Puts parties into the role that a frame gives them.
fn place(draft: &mut Draft, role: Role, parties: Vec<PartyRef>, shared: bool, arriving: bool) {
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
fn around(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, (won, ordered): (bool, bool), draft: &mut Draft) {
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
                        owner(draft, party);
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
        give(draft, party);
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

fn conj_heads(scene: &Scene<'_>, head: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = head;
    while scene.label(at) == Label::Conj && scene.head(at) != at && out.len() < 32 {
        at = scene.head(at);
        out.push(at);
    }
    out
}

/// The subject of the nearest clause above a token that has one.
fn subject_above(scene: &Scene<'_>, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..6 {
        let subject = scene.children(at).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
        if subject.is_some() {
            return subject;
        }
        let head = scene.head(at);
        if head == at {
            return None;
        }
        at = head;
    }
    None
}

fn subject_is_company(scene: &Scene<'_>, verb: usize) -> bool {
    let subject = scene.children(verb).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
    subject.and_then(|subject| super::parties::named(scene, subject)).is_some_and(|party| party.company.is_some())
}

/// A state's adjective before the thing: "Turkish drones" are from Turkey, unless the state is known not to make them.
fn adjectival(draft: &mut Draft, party: PartyRef) {
    let makes = draft.origin.is_empty() || draft.origin.contains(&party.id) || party.company.is_some();
    if makes {
        give(draft, party);
    } else {
        owner(draft, party);
    }
}

/// Whose thing it is: the recipient of what is in service or comes, the supplier of what goes.
fn owner(draft: &mut Draft, party: PartyRef) {
    let party = party.by_the_way();
    let supplier = draft.supplier.as_ref().map(|held| &held.id);
    if draft.recipients.is_empty() && supplier != Some(&party.id) && party.company.is_none() {
        draft.recipients.push(party);
    } else if supplier.is_none() && !draft.recipients.iter().any(|held| held.id == party.id) {
        give(draft, party);
    }
}

/// Who says so: the subject of the verb of saying.
fn speaker(scene: &Scene<'_>, verb: usize) -> Option<Attribution> {
    let subject = scene.children(verb).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass))?;
    if matches!(scene.tag(subject), Tag::PRP | Tag::WP | Tag::WDT) {
        return None;
    }
    let at: Span = scene.span_of(scene.phrase(subject)).trim(scene.text);
    let text = at.of(scene.text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(Attribution { text, at })
}

fn finish_signs(draft: &mut Draft, sentence: Span) {
    draft.signs.party_told = draft.supplier.is_some() || !draft.recipients.is_empty();
    draft.signs.recipient_here = draft.recipients.iter().any(|party| sentence.contains(party.at) && !party.inferred);
    draft.signs.supplier_here = draft.supplier.as_ref().is_some_and(|party| sentence.contains(party.at) && !party.inferred);
}
