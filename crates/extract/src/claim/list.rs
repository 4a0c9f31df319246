//! Lists of things: members that share what is said of the one before them, packages told piece by piece, and things told twice.

use super::back::is_same_deal;
use super::draft::{Draft, Signs, Way};
use super::figures;
use super::parties::{PartyRef, Spoken};
use super::place::around;
use super::transfer::{PACKAGE, Thing, blank};
use crate::frame::chain;
use crate::frame::lexicon::Lexicon;
use crate::frame::modality::modality;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::Sort;
use crate::syntax::{Label, Tag};
use materiel_model::{Class, Stated};

/// "They were 44 carriers and ten trucks", "the package includes bombs": what was told of the whole holds for what it is made of.
pub(super) fn itemised(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Draft> {
    let Some(model) = spoken.told.iter().find(|draft| scene.sentence - draft.sentence <= PACKAGE) else { return Vec::new() };
    let whole = |token: usize| {
        let word = scene.lower(token);
        let noun = ["deal_nouns", "whole_nouns", "handover_nouns"].iter().any(|list| lexicon.word_list(list, scene.lemma(token)));
        lexicon.word_list("whole_pronouns", word)
            || (noun && is_same_deal(scene, lexicon, token))
            || (scene.items.iter().any(|item| item.head == token && matches!(&item.what, What::Equipment(goods) if is_whole(goods, model)))
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
                .is_some_and(|(above, function)| above == verb && matches!(function.as_str(), "object" | "attribute" | "of"));
            let quantity = figures::quantity(scene, lexicon, index);
            // What is in the package is told apart by its own number, or by its own name.
            let named = !plain && goods.sort == Sort::Family && goods.family != model.equipment.value.id;
            // "A deal for weapons. It covers rifles, mortars and ammunition": the parts of what was only called arms.
            let part = !plain && model.vague && model.equipment.value.class == Class::Other && goods.sort == Sort::Noun;
            if !listed || (quantity.is_none() && !named && !part) {
                continue;
            }
            let fresh = blank(scene, lexicon, &Thing::here(scene, index, goods));
            // "In 2007 the donation consisted of": the sentence's own day, where it has one.
            let dated = scene.items.iter().any(|item| matches!(item.what, What::Date(_)));
            out.push(Draft {
                item: fresh.item,
                scene: fresh.scene,
                sentence: fresh.sentence,
                evidence: fresh.evidence,
                trigger: if dated { verb } else { model.trigger },
                date: model.date.filter(|_| !dated),
                date_distance: if dated { usize::MAX } else { model.date_distance },
                negated: model.negated || modality(scene, lexicon, verb).negated,
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
                signs: Signs {
                    designated: fresh.signs.designated,
                    by_tree: true,
                    party_told: part && model.signs.party_told,
                    way: Way::List,
                    ..Signs::default()
                },
                ..model.clone()
            });
        }
    }
    out
}

/// True for a plain noun that may stand for all that was told of: "the equipment", and "the helicopters" where these were told of.
fn is_whole(goods: &Goods, told: &Draft) -> bool {
    goods.sort == Sort::VagueNoun || (goods.sort == Sort::Noun && goods.class == told.equipment.value.class)
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

/// A thing that only goes on with the list of the thing before it shares what is said of that one.
pub(super) fn continued(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, index: usize, drafts: &[Draft]) -> Option<Vec<Draft>> {
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
    let of = |item: usize| -> Vec<&Draft> {
        drafts.iter().filter(|draft| draft.item == Some(item) && (draft.signs.by_tree || draft.frame == "owned")).collect()
    };
    // "Four boats with spare parts, four guns": the list goes on behind what comes with its first member.
    let mut models = of(before);
    if models.is_empty()
        && let Some(whole) = accompanied(scene, before)
    {
        models = of(whole);
    }
    let out = models.into_iter().map(|model| {
        let mut draft = Draft { supplier: None, ..beside(scene, lexicon, (index, goods), model) };
        around(scene, lexicon, spoken, index, (false, false), &mut draft);
        draft.supplier = draft.supplier.or_else(|| model.supplier.clone());
        draft
    });
    Some(out.collect())
}

/// What is told of one member of a list, told of another one: with its own name and number, and no sum.
fn beside(scene: &Scene<'_>, lexicon: &Lexicon, (index, goods): (usize, &Goods), model: &Draft) -> Draft {
    let fresh = blank(scene, lexicon, &Thing::here(scene, index, goods));
    Draft {
        item: fresh.item,
        equipment: fresh.equipment,
        generic: fresh.generic,
        vague: fresh.vague,
        civil: fresh.civil,
        origin: fresh.origin,
        quantity: fresh.quantity,
        value: None,
        makers: Vec::new(),
        signs: Signs { designated: fresh.signs.designated, way: Way::List, ..model.signs },
        ..model.clone()
    }
}

/// The thing that another one comes with: "boats with spare parts".
fn accompanied(scene: &Scene<'_>, index: usize) -> Option<usize> {
    let head = scene.items[index].head;
    let with = scene.head(head);
    let whole = scene.item_index(scene.head(with))?;
    let goods = matches!(&scene.items[whole].what, What::Equipment(goods) if !goods.about);
    (goods && whole < index && scene.label(head) == Label::Pobj && matches!(scene.lower(with), "with" | "plus")).then_some(whole)
}

/// "A plane and two helicopters donated by India": what the clause behind the last member tells holds for those before it that nothing else is told of.
pub(super) fn told_behind(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for index in (0..scene.items.len().saturating_sub(1)).rev() {
        let What::Equipment(goods) = &scene.items[index].what else { continue };
        let Some(next) = (index + 1..scene.items.len()).find(|other| matches!(scene.items[*other].what, What::Equipment(_))) else {
            continue;
        };
        let (head, other) = (scene.items[index].head, scene.items[next].head);
        let joined = scene.label(other) == Label::Conj && scene.head(other) == head;
        let plain = (scene.items[index].tokens.end..scene.items[next].tokens.start).all(|token| goes_on(scene, lexicon, token));
        if goods.about || !joined || !plain || drafts.iter().any(|draft| draft.item == Some(index)) {
            continue;
        }
        let behind = |draft: &&Draft| {
            draft.item == Some(next)
                && draft.signs.by_tree
                && (scene.is_under(draft.trigger, other) || out.iter().any(|made| made.item == Some(next) && made.trigger == draft.trigger))
                && draft.trigger >= scene.items[next].tokens.end
        };
        let more: Vec<Draft> =
            drafts.iter().chain(&out).filter(behind).map(|model| beside(scene, lexicon, (index, goods), model)).collect();
        out.extend(more);
    }
    out
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

pub(super) fn is_goods(scene: &Scene<'_>, token: usize) -> bool {
    scene.item_at(token).is_some_and(|item| matches!(&item.what, What::Equipment(goods) if !goods.about))
}

/// True for the second of two names of one thing: "9M120/AT-9", "a third Scorpene submarine, the Tonelero".
pub(super) fn is_second_name(scene: &Scene<'_>, index: usize) -> bool {
    let start = scene.items[index].tokens.start;
    if is_name_of_one(scene, index) {
        return true;
    }
    start >= 2 && scene.lower(start - 1) == "/" && is_goods(scene, start - 2) && scene.item_index(start - 2) != Some(index)
}

/// True for the name of the one ship that the words before it tell of by its class.
fn is_name_of_one(scene: &Scene<'_>, index: usize) -> bool {
    let item = &scene.items[index];
    let above = scene.head(item.head);
    let ship = |what: &What| match what {
        What::Equipment(goods) if !goods.about && matches!(goods.class, Class::Warship | Class::Submarine | Class::PatrolCraft) => {
            Some(goods.sort)
        }
        _ => None,
    };
    let named = ship(&item.what).is_some_and(|sort| matches!(sort, Sort::Family | Sort::Designation));
    named
        && scene.label(item.head) == Label::Appos
        && scene.tag(above) == Tag::NN
        && !scene.words(item.span).contains(|c: char| c.is_ascii_digit())
        && scene.item_at(above).is_some_and(|whole| whole.tokens.end < item.tokens.start && ship(&whole.what) == Some(Sort::Family))
}

fn is_joint(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    lexicon.word_list("list_joints", scene.lower(token))
}

/// Words that may stand between two members of a list.
fn goes_on(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    is_joint(scene, lexicon, token)
        || scene.item_at(token).is_some()
        || lexicon.word_list("list_fillers", scene.lower(token))
        || lexicon.word_list("deal_nouns", scene.lemma(token))
        || lexicon.word_list("made_words", scene.lower(token))
        || matches!(scene.tag(token), Tag::JJ | Tag::JJR | Tag::CD | Tag::NN | Tag::NNP | Tag::HYPH | Tag::POS)
}

/// "40 howitzers, a system delivered to Ukraine": what the noun in apposition is told of is the kind of thing, and not these.
pub(super) fn tells_the_kind(scene: &Scene<'_>, index: usize) -> bool {
    let head = scene.items[index].head;
    let article = |child: usize| scene.label(child) == Label::Det && matches!(scene.lower(child), "a" | "an");
    scene.label(head) == Label::Appos
        && scene.tag(head) == Tag::NN
        && scene.items[index].tokens.clone().flat_map(|token| scene.children(token)).any(|child| article(*child))
}

/// The thing that a plain noun in apposition tells once more.
pub(super) fn told_again(scene: &Scene<'_>, index: usize, goods: &Goods) -> Option<(usize, Goods)> {
    let item = &scene.items[index];
    if !matches!(goods.sort, Sort::Noun | Sort::VagueNoun) {
        return None;
    }
    // "Eight batteries of Cheongung-II": the noun only counts what is named.
    if matches!(&scene.items[index].what, What::Equipment(goods) if goods.sort == Sort::VagueNoun) {
        let of = scene.children_with(item.head, Label::Prep).find(|child| scene.lower(*child) == "of");
        let other = of.and_then(|of| scene.children_with(of, Label::Pobj).find_map(|object| scene.item_index(object)));
        if let Some(other) = other.filter(|other| *other != index)
            && let What::Equipment(named) = &scene.items[other].what
            && !named.about
            && named.sort == Sort::Family
        {
            return Some((other, named.clone()));
        }
    }
    // "Among the weapons given to Niger are two helicopters".
    let among = scene.head(item.head);
    if scene.label(item.head) == Label::Pobj && matches!(scene.lower(among), "among" | "amongst") && scene.lemma(scene.head(among)) == "be"
    {
        let told = |child: &usize| matches!(scene.label(*child), Label::Nsubj | Label::Attr) && *child > item.head;
        let other = scene.children(scene.head(among)).iter().copied().find(told)?;
        let other = scene.item_index(other).filter(|other| *other != index)?;
        return match &scene.items[other].what {
            What::Equipment(named) if !named.about => Some((other, named.clone())),
            _ => None,
        };
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
