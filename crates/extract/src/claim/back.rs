//! What goes back to what was spoken of before: pronouns, numbers alone, "the deal", and events whose thing the sentence does not name.

use super::draft::{Draft, Way};
use super::parties::Spoken;
use super::transfer::{Thing, blank, from_chain};
use crate::frame::chain::{self, Chain, Node};
use crate::frame::lexicon::Lexicon;
use crate::frame::modality::modality;
use crate::frame::roles::prepositional;
use crate::frame::scene::{Goods, Scene, What, WordSort};
use crate::frame::start::{Start, starts};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Kind, Quantity, Span, Stage, Stated};

/// "They were delivered in May": a pronoun in the place of the thing.
pub(super) fn by_pronoun(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let mut out = Vec::new();
    for token in 0..scene.len() {
        let placed =
            matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Pobj) || is_second_absolute(scene, token);
        let stands = placed && lexicon.word_list("thing_pronouns", scene.lower(token));
        // "Has ordered 64", "36 will follow": a number alone stands for what was spoken of.
        let alone = || {
            number_alone(scene, lexicon, token, due_number(scene, lexicon, token).is_some())
                .or_else(|| counted_noun(scene, lexicon, token))
                .or_else(|| ordinal_alone(scene, lexicon, token))
        };
        let of_deal = if placed { number_of_deal(scene, lexicon, token) } else { None };
        let alone = if placed {
            alone().or_else(|| named_ordinal(scene, lexicon, token)).or_else(|| of_deal.as_ref().map(|(number, _)| *number))
        } else {
            None
        };
        let batch = placed && alone.is_none() && is_further_batch(scene, lexicon, token);
        if !stands && alone.is_none() && !batch {
            continue;
        }
        // "Twelve of them": the number stands for the things.
        let counted = counted_pronoun(scene, token).or(alone);
        if counted.is_none() && stands_for_subject(scene, token) {
            continue;
        }
        // "The country, which flies MiG-29s, will get the first of them": what the clause only mentions by the way is not meant.
        let aside =
            |head: usize| (spoken.deals.last().is_some() && is_aside(scene, head, token)) || (alone.is_some() && is_fitted(scene, head));
        let here =
            scene.items.iter().filter(|item| item.tokens.end <= token && !aside(item.head)).rev().find_map(|item| match &item.what {
                What::Equipment(name) if !name.about => Some((name.clone(), item.span)),
                _ => None,
            });
        // What the text told a transfer of, rather than what it only named.
        let earlier = || spoken.before(scene.sentence).map(|thing| (thing.name.clone(), thing.at));
        let whole = of_deal.map(|(_, thing)| thing);
        let Some((name, at)) = whole.or(here).or_else(earlier) else { continue };
        if counted.as_ref().is_some_and(|(_, quantity)| is_of_people(&name, quantity.value.value)) {
            continue;
        }
        let start = counted.as_ref().map_or(token, |(number, _)| *number);
        let mut chain = chain::climb(scene, lexicon, &Start::At(start), Kind::Transfer);
        if let Some(beside) = due_number(scene, lexicon, token).or_else(|| optional_number(scene, lexicon, token)) {
            chain = beside;
        }
        // "With six more to follow": the number's own clause tells of it.
        let own_clause = scene.label(start) == Label::Pobj
            && scene.lower(scene.head(start)) == "with"
            && scene.children(start).iter().any(|child| matches!(scene.label(*child), Label::Relcl | Label::Acl));
        if (chain.nodes.is_empty() || own_clause) && counted.is_some() {
            // "Eight that Washington has promised".
            let clauses = starts(scene, lexicon, start).into_iter().skip(1);
            chain = clauses
                .map(|start| chain::climb(scene, lexicon, &start, Kind::Transfer))
                .find(|chain| !chain.nodes.is_empty())
                .unwrap_or(chain);
        }
        // A pronoun says little by itself: only a plain event of handing over, buying or selling is believed.
        let weak = |frame: &crate::frame::lexicon::Frame| frame.operator || frame.light || frame.template == "operate";
        let Some(node) = chain.nodes.first() else { continue };
        let held = node.frame.template == "operate";
        // "Norway and Germany paid for them": who pays for what another gets.
        if counted.is_none() && node.frame.template == "pay" && scene.children_with(node.token, Label::Dobj).next().is_none() {
            continue;
        }
        let scheduled = batch && node.frame.operator && chain.nodes.len() == 1;
        if counted.is_none() && weak(node.frame) && !held && !scheduled {
            continue;
        }
        let mut found = from_chain(scene, lexicon, spoken, &Thing::before(&name, at), &chain);
        if held && counted.is_none() {
            // "It is in service with the navies of": who has it is named outright, and is no subject of the clause.
            found.retain(|draft| {
                draft.recipients.iter().any(|party| party.at.start > scene.tokens[node.token].span.start && scene.span.contains(party.at))
            });
        }
        for draft in &mut found {
            draft.part = batch;
            draft.quantity = draft.quantity.take().or_else(|| counted.as_ref().map(|(_, quantity)| *quantity));
        }
        out.extend(found);
    }
    out
}

/// More ships, aircraft or tanks than any state has: "600,000 have come" speaks of people.
fn is_of_people(thing: &Goods, number: u64) -> bool {
    use materiel_model::Class as C;
    const MOST: u64 = 20_000;
    let large = matches!(
        thing.class,
        C::Warship
            | C::Submarine
            | C::PatrolCraft
            | C::CombatAircraft
            | C::TransportAircraft
            | C::TrainerAircraft
            | C::Helicopter
            | C::Tank
    );
    large && number > MOST
}

/// "Vessels armed with missiles": what another thing is fitted with.
fn is_fitted(scene: &Scene<'_>, word: usize) -> bool {
    let mut at = word;
    while scene.label(at) == Label::Conj && scene.head(at) != at {
        at = scene.head(at);
    }
    let with = scene.head(at);
    scene.label(at) == Label::Pobj
        && scene.lower(with) == "with"
        && matches!(scene.label(scene.head(with)), Label::Acl | Label::Amod | Label::Advcl)
        && matches!(scene.lemma(scene.head(with)), "arm" | "equip" | "fit")
}

/// True for a word in a relative clause of a party, where the other word stands outside of the clause.
fn is_aside(scene: &Scene<'_>, word: usize, other: usize) -> bool {
    let mut at = word;
    for _ in 0..12 {
        if scene.label(at) == Label::Relcl {
            let noun = scene.head(at);
            return !scene.is_under(other, at) && !scene.item_at(noun).is_some_and(|item| matches!(item.what, What::Equipment(_)));
        }
        let head = scene.head(at);
        if head == at {
            return false;
        }
        at = head;
    }
    false
}

/// "With two, the Arauco and the Maipo, handed over": what the counted things are called, or a further number with a clause of its own.
fn is_own_name(scene: &Scene<'_>, child: usize) -> bool {
    let proper = matches!(scene.tag(child), Tag::NNP | Tag::NNPS) && scene.item_at(child).is_none();
    scene.label(child) == Label::Cc || (scene.label(child) == Label::Conj && (proper || is_second_absolute(scene, child)))
}

/// "With eight delivered in May and sixteen shipped in June": the second number of such a phrase.
fn is_second_absolute(scene: &Scene<'_>, token: usize) -> bool {
    let first = scene.head(token);
    let clause = |number: usize| scene.children_with(number, Label::Acl).next().is_some();
    scene.label(token) == Label::Conj
        && scene.label(first) == Label::Pobj
        && scene.lower(scene.head(first)) == "with"
        && clause(first)
        && clause(token)
        && scene.item_at(token).is_some_and(|item| matches!(item.what, What::Number(_)))
}

/// "With two more as an option": the noun says how far the number has come.
fn optional_number<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, token: usize) -> Option<Chain<'f>> {
    let number = scene.item_at(token).is_some_and(|item| matches!(item.what, What::Number(_)));
    let nouns = scene
        .children_with(token, Label::Prep)
        .filter(|child| number && matches!(scene.lower(*child), "as" | "on" | "under"))
        .flat_map(|child| scene.children_with(child, Label::Pobj));
    let mut wanted = nouns.filter_map(|noun| {
        let frame = lexicon.one(scene, noun, Kind::Transfer)?;
        (frame.template == "want" && scene.item_at(noun).is_none()).then_some((noun, frame))
    });
    let (noun, frame) = wanted.next()?;
    let node = Node { token: noun, frame, function: "for".into(), modality: modality(scene, lexicon, noun) };
    Some(Chain { nodes: vec![node], speech: None, path: vec![token, noun] })
}

/// A number that counts things which the sentence does not name again.
fn number_alone(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, due: bool) -> Option<Counted> {
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
        ) || is_own_name(scene, *child)
            || (scene.label(*child) == Label::Prep && (scene.lower(*child) != "of" || of_which(scene, lexicon, *child)))
    });
    let preposition = !due && scene.label(token) == Label::Pobj && !matches!(scene.lower(scene.head(token)), "for" | "of" | "with");
    (counts && bare && !preposition && item.head == token).then_some(())?;
    Some((token, Stated::new(found.quantity()?, item.span)))
}

/// "With the first, Jugurtha, delivered in March": one of what was spoken of, with its own name.
fn named_ordinal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<Counted> {
    if scene.item_at(token).is_some() || scene.tag(token) != Tag::NNP {
        return None;
    }
    let ordinal = scene
        .children_with(token, Label::Amod)
        .find(|child| lexicon.is_ordinal(scene.lower(*child)) && *child + 1 < scene.len() && scene.lower(*child + 1) == ",")?;
    let one = Quantity { value: 1, qualifier: materiel_model::Qualifier::Exact };
    Some((token, Stated::new(one, scene.tokens[ordinal].span)))
}

/// "Four were delivered in 2015 and two more in 2016": the verb is left out the second time.
pub(super) fn gapped_number(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::new();
    for item in &scene.items {
        let What::Number(found) = &item.what else { continue };
        let further = |token: usize| lexicon.word_list("further_words", scene.lower(token));
        let behind = item.tokens.end;
        let more_behind = behind < scene.len() && scene.lower(behind) == "more";
        let more = scene.children_with(item.head, Label::Amod).any(further) || item.head.checked_sub(1).is_some_and(further) || more_behind;
        let counts = found.role == crate::name::number::NumberRole::Count && found.unit.is_none() && !found.looks_like_year;
        // "And 30 more in 2023": set off by the joining word.
        let joined = item.tokens.start > 0 && matches!(scene.lower(item.tokens.start - 1), "and" | "with" | "plus");
        if !more || !counts || !(scene.label(item.head) == Label::Conj || (joined && more_behind)) {
            continue;
        }
        // The verb itself, or the number before under it.
        let above = scene.head(item.head);
        let verb = if scene.word_sort(above) == WordSort::Verb { above } else { scene.head(above) };
        let below = scene.subtree(item.head);
        let beside = |tokens: &std::ops::Range<usize>| {
            more_behind && tokens.start > behind && (behind + 1..tokens.start).all(|token| matches!(scene.tag(token), Tag::IN))
        };
        let date = scene.items.iter().find_map(|other| match &other.what {
            What::Date(date) if below.contains(&other.head) || beside(&other.tokens) => Some((date, other.span)),
            _ => None,
        });
        let counted = |draft: &&Draft| draft.quantity.is_some_and(|quantity| quantity.at != item.span);
        let model = drafts.iter().find(|draft| draft.trigger == verb && counted(draft)).or_else(|| {
            let before =
                |draft: &&Draft| draft.item.is_some_and(|thing| scene.items[thing].tokens.end <= item.tokens.start) && counted(draft);
            drafts.iter().rfind(|draft| joined && more_behind && before(draft))
        });
        let told = drafts.iter().any(|draft| draft.quantity.is_some_and(|quantity| quantity.at == item.span));
        if let (Some(model), Some((date, at)), Some(quantity), false) = (model, date, found.quantity(), told) {
            let mut draft = Draft { quantity: Some(Stated::new(quantity, item.span)), value: None, date: None, due: None, ..model.clone() };
            let ahead = model.due.is_some();
            let value = if ahead { date.future_value.or(date.value) } else { date.value };
            let Some(value) = value else { continue };
            draft.date_distance = 0;
            if ahead {
                draft.due = Some(Stated::new(value, at));
            } else {
                draft.date = Some(Stated::new(value, at));
            }
            out.push(draft);
        }
    }
    out
}

/// A token, and how many it says.
type Counted = (usize, Stated<Quantity>);

/// "Has delivered 14 of its order for 24 jets": how many, and what was ordered.
fn number_of_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<(Counted, (Goods, Span))> {
    let item = scene.item_at(token)?;
    let What::Number(found) = &item.what else { return None };
    let of = scene.children_with(token, Label::Prep).find(|child| scene.lower(*child) == "of")?;
    let deal = scene.children_with(of, Label::Pobj).find(|deal| lexicon.word_list("deal_nouns", scene.lemma(*deal)))?;
    let thing = scene.subtree(deal).into_iter().find_map(|below| match &scene.item_at(below)?.what {
        What::Equipment(name) if !name.about => Some((name.clone(), scene.item_at(below)?.span)),
        _ => None,
    })?;
    Some(((token, Stated::new(found.quantity()?, item.span)), thing))
}

/// "With two more due this year": the adjective behind the number is its clause.
fn due_number<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, token: usize) -> Option<Chain<'f>> {
    let behind = |child: &usize| {
        *child > token && matches!(scene.label(*child), Label::Amod | Label::Acl) && scene.word_sort(*child) == WordSort::Adjective
    };
    let arrives = |child: usize| {
        let mut frames = lexicon.at(scene, child).into_iter();
        Some((child, frames.find(|frame| frame.kind == Kind::Transfer && frame.template == "arrive")?))
    };
    let (adjective, frame) = scene.children(token).iter().copied().filter(behind).find_map(arrives)?;
    let node = Node { token: adjective, frame, function: "subject".into(), modality: modality(scene, lexicon, adjective) };
    Some(Chain { nodes: vec![node], speech: None, path: vec![token, adjective] })
}

/// "Of which", "of the type": what was spoken of.
fn of_which(scene: &Scene<'_>, lexicon: &Lexicon, of: usize) -> bool {
    scene.children_with(of, Label::Pobj).all(|below| {
        let bare = |child: &usize| matches!(scene.label(*child), Label::Det | Label::Punct | Label::Relcl | Label::Acl);
        let kind = lexicon.word_list("kind_nouns", scene.lower(below)) && scene.item_at(below).is_none();
        let definite = scene.children_with(below, Label::Det).any(|child| matches!(scene.lower(child), "the" | "this" | "that"));
        scene.tag(below) == Tag::WDT || (kind && definite && scene.children(below).iter().all(bare))
    })
}

/// "A second batch will arrive", "another shipment is due", "the rest are expected": a part of what was spoken of, of which no number is said.
fn is_further_batch(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    if scene.item_at(token).is_some() || !matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass | Label::Dobj) {
        return false;
    }
    let said = |child: &usize| {
        let word = scene.lower(*child);
        word == "another" || lexicon.is_ordinal(word) || lexicon.word_list("batch_adjectives", word) || word == "remaining"
    };
    let children = scene.children(token);
    let bare = children.iter().all(|child| matches!(scene.label(*child), Label::Det | Label::Amod | Label::Punct));
    let rest = lexicon.word_list("rest_nouns", scene.lower(token)) && children.iter().any(|child| scene.label(*child) == Label::Det);
    bare && (rest || (lexicon.word_list("batch_nouns", scene.lemma(token)) && children.iter().any(said)))
}

/// "The first would arrive", "a third is to follow", "the last of them": one of what was spoken of.
fn ordinal_alone(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<Counted> {
    let word = scene.lower(token);
    // "The first one was handed over to".
    let one = || word == "one" && scene.children_with(token, Label::Amod).any(|child| lexicon.is_ordinal(scene.lower(child)));
    let ordinal = lexicon.is_ordinal(word) || one();
    let subject = matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass | Label::Dobj);
    let bare = scene.children(token).iter().all(|child| match scene.label(*child) {
        Label::Det | Label::Punct | Label::Cc | Label::Conj => true,
        Label::Amod => lexicon.is_ordinal(scene.lower(*child)),
        // "Of them", "of these".
        Label::Prep => scene.lower(*child) == "of" && scene.children_with(*child, Label::Pobj).all(|of| scene.tag(of) == Tag::PRP),
        _ => false,
    });
    let determined = scene.children_with(token, Label::Det).next().is_some();
    (ordinal && subject && bare && determined && (scene.item_at(token).is_none() || one())).then_some(())?;
    let one = Quantity { value: 1, qualifier: materiel_model::Qualifier::Exact };
    Some((token, Stated::new(one, scene.tokens[token].span)))
}

/// "Some 936 units are due": a noun that only counts, with its number.
fn counted_noun(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<Counted> {
    if scene.item_at(token).is_some() || !lexicon.word_list("counting_nouns", scene.lemma(token)) {
        return None;
    }
    let number = scene.children_with(token, Label::Nummod).find_map(|child| scene.item_at(child))?;
    let What::Number(found) = &number.what else { return None };
    Some((token, Stated::new(found.quantity()?, number.span)))
}

/// The number over a pronoun, and how many it says: "twelve of them".
fn counted_pronoun(scene: &Scene<'_>, pronoun: usize) -> Option<Counted> {
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
pub(super) fn notified(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Option<Draft> {
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
            blank(scene, lexicon, &Thing::before(&thing.name, thing.at))
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

/// "Kyiv asked Berlin for missiles. Berlin has refused so far": a refusal that says nothing of what is refused.
/// "Denmark wanted to hand over vehicles, but Switzerland refused": of what the clause before it tells.
pub(super) fn refused(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Option<Draft> {
    let bare = |token: &usize| {
        let frame = lexicon.one(scene, *token, Kind::Transfer);
        frame.is_some_and(|frame| frame.stage == Some(Stage::Refused) && frame.operator)
            && scene.word_sort(*token) == WordSort::Verb
            && !scene.children(*token).iter().any(|child| {
                matches!(scene.label(*child), Label::Dobj | Label::Xcomp | Label::Ccomp | Label::Nsubjpass | Label::Prt)
                    || scene.tag(*child) == Tag::TO
            })
            && !matches!(scene.label(*token), Label::Relcl | Label::Acl)
    };
    let token = (0..scene.len()).find(bare)?;
    if !modality(scene, lexicon, token).is_fact() {
        return None;
    }
    let subject = scene.children_with(token, Label::Nsubj).next()?;
    let party = super::parties::resolve(scene, lexicon, spoken, subject).into_iter().next()?;
    let asked = spoken.told.iter().find(|draft| {
        matches!(draft.stage.value, Stage::Requested | Stage::Interest)
            && scene.sentence.saturating_sub(draft.sentence) <= 2
            && draft.supplier.as_ref().is_some_and(|supplier| supplier.id == party.id)
    });
    // A third state's leave is wanted for what was made there.
    let third = || {
        let joined = scene.label(token) == Label::Conj && party.company.is_none() && party.id.is_state();
        drafts.iter().find(|draft| {
            let other = |held: &super::parties::PartyRef| held.id != party.id;
            joined
                && matches!(draft.stage.value, Stage::Offered | Stage::Pledged | Stage::Requested | Stage::Interest)
                && draft.template == "give"
                && draft.supplier.as_ref().is_some_and(other)
                && !draft.recipients.is_empty()
                && draft.recipients.iter().all(other)
        })
    };
    let own = asked.is_some();
    let asked = asked.or_else(third)?;
    let mut draft = Draft {
        scene: scene.index,
        sentence: scene.sentence,
        item: None,
        stage: Stated::new(Stage::Refused, scene.tokens[token].span),
        trigger: token,
        nodes: vec![token],
        nodes_ahead: vec![false],
        path_top: Some(token),
        ahead: false,
        negated: false,
        date: None,
        date_distance: usize::MAX,
        due: None,
        attribution: None,
        evidence: scene.span,
        supplier: if own { Some(party) } else { asked.supplier.clone().map(super::parties::PartyRef::by_the_way) },
        ..asked.clone()
    };
    draft.equipment.inferred = true;
    draft.signs.way = Way::Back;
    draft.recipients = draft.recipients.into_iter().map(super::parties::PartyRef::by_the_way).collect();
    Some(draft)
}

/// "The sale was approved in May", "the contract fell through": what happened to a deal that was spoken of before.
pub(super) fn going_back(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for token in 0..scene.len() {
        // "The next delivery is planned for May".
        let first = lexicon.word_list("handover_nouns", scene.lemma(token))
            && scene.children_with(token, Label::Amod).any(|child| lexicon.word_list("batch_adjectives", scene.lower(child)));
        let deal = ["deal_nouns", "handover_nouns", "request_nouns"].iter().any(|list| lexicon.word_list(list, scene.lemma(token)));
        if !(first || deal) || drafts.iter().any(|draft| draft.nodes.contains(&token)) {
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
        let thing = Thing::before(&name, at);
        for draft in from_chain(scene, lexicon, spoken, &thing, &chain) {
            // "Approved the request" says nothing of who asked.
            let turned = draft.template == "ask"
                && draft.supplier.as_ref().is_some_and(|giver| draft.recipients.iter().any(|party| party.id == giver.id));
            let known = turned
                || drafts
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

/// True for a definite noun that says nothing of another thing: "the deal", "this purchase", "the arms sale", but not "the gas deal".
pub(super) fn is_same_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
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
pub(super) fn without_thing(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let Some(thing) = spoken.before(scene.sentence) else { return Vec::new() };
    if scene.items.iter().any(|item| matches!(item.what, What::Equipment(_))) {
        return Vec::new();
    }
    let mut out: Vec<Draft> = Vec::new();
    for token in 0..scene.len() {
        let Some(frame) = lexicon.one(scene, token, Kind::Transfer) else { continue };
        // "Italy, Germany and Spain have submitted proposals".
        let bid = lexicon.idiom(scene, token, Kind::Transfer).is_some_and(|(_, frame)| frame.id == "offer");
        let event =
            !(frame.operator || frame.light || frame.aspect) && matches!(frame.template.as_str(), "give" | "get" | "deal" | "award");
        if !(event || bid) || scene.item_at(token).is_some() || out.iter().any(|draft| draft.nodes.contains(&token)) {
            continue;
        }
        // A verb that has another object speaks of something else.
        let other = scene
            .children(token)
            .iter()
            .any(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass) && scene.item_at(*child).is_none());
        let noun = scene.word_sort(token) == crate::frame::scene::WordSort::Noun;
        // "The volume of contracts with Norway": many, and none of them said.
        let many = scene.tag(token) == Tag::NNS
            && scene.label(token) == Label::Pobj
            && lexicon.word_list("sum_nouns", scene.lemma(scene.head(scene.head(token))));
        if other || !noun || many {
            continue;
        }
        let chain = chain::climb(scene, lexicon, &Start::Event(token), Kind::Transfer);
        let found = from_chain(scene, lexicon, spoken, &Thing::before(&thing.name, thing.at), &chain);
        out.extend(
            found.into_iter().filter(|draft| draft.recipients.iter().chain(&draft.supplier).any(|party| scene.span.contains(party.at))),
        );
    }
    out
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
