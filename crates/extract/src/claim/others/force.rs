//! How many people a force has, may have or wants: a head count or a percentage beside the words for soldiers.

mod shape;

use super::super::parties::PartyRef;
use super::view::View;
use super::{NEAR, Thread, figure, when, who};
use crate::frame::scene::{Item, What};
use crate::name::Sort;
use crate::name::number::NumberRole;
use crate::syntax::Label;
use materiel_model::{Claim, Component, Kind, Measure, Qualifier, Quantity, Slot, Span, Stated, Value};
use rust_decimal::prelude::ToPrimitive;

/// The force levels of one sentence.
pub(super) fn claims(view: &View<'_, '_>, thread: &mut Thread) -> Vec<Claim> {
    let mut out = Vec::new();
    for (index, item) in view.scene.items.iter().enumerate() {
        let (slot, value, most) = match &item.what {
            What::Percent(percent) => (Slot::Percent, Value::Percent(percent.percent), false),
            What::Number(number) => {
                let strong = number.role == NumberRole::Compound && shape::counting_word(view, item).is_some();
                let plain = number.quantity();
                let Some(count) = plain.or_else(|| {
                    strong.then(|| number.value.to_u64()).flatten().map(|value| Quantity { value, qualifier: number.qualifier })
                }) else {
                    continue;
                };
                if count.value < 10 && !counted(view, item).is_some_and(|noun| view.is("unit_nouns", noun)) {
                    continue;
                }
                (Slot::Count, Value::Quantity(count), count.qualifier == Qualifier::AtMost)
            }
            _ => continue,
        };
        // The old level is one of its own where its soldiers are counted: "from 50,000 personnel to 120,000".
        let old = figure::is_old_level(view, index) || is_present_level(view, item);
        let soldiers = counted(view, item).filter(|noun| view.is("soldier_nouns", *noun));
        let word = if old {
            soldiers.or_else(|| strength_told(view, thread, item, None)).or_else(|| new_level_of(view, item))
        } else {
            topic(view, thread, item, slot == Slot::Percent)
        };
        let Some(word) = word else { continue };
        if is_elsewhere(view, item, word) {
            continue;
        }
        let Some(actor) = actor(view, thread, word, item).filter(|actor| {
            let nouns = view.above(item.head, 3).into_iter().take_while(|one| !view.is_verb(*one));
            std::iter::once(word).chain(nouns).all(|one| !is_abroad(view, one, actor))
        }) else {
            continue;
        };
        thread.force = Some((view.scene.span.end, actor.clone()));
        let mut claim = Claim::new(Kind::ForceLevel, view.scene.span);
        claim.slots.set(slot, Stated::new(value, item.span));
        super::party(&mut claim, Slot::Actor, &actor);
        let (measure, at) = if old { (Measure::Level, item.span) } else { measure(view, item, most) };
        claim.slots.set(Slot::Measure, Stated { value: Value::Measure(measure), at, inferred: at == item.span });
        if let Some((component, at)) = component(view, item, word) {
            claim.slots.set(Slot::Component, Stated::new(Value::Component(component), view.scene.tokens[at].span));
        }
        // "Wants to cut its 680,000 military by 2030": the day is the cut's.
        let date = when::date(view, item.head, measure == Measure::Target).filter(|_| !shape::stands(view, item, counted(view, item)));
        if let Some(date) = date {
            claim.slots.set(Slot::Date, date);
        }
        out.push(claim);
    }
    out
}

/// The word for soldiers that a figure counts, where the sentence speaks of a force's size.
fn topic(view: &View<'_, '_>, thread: &Thread, item: &Item, percent: bool) -> Option<usize> {
    let scene = view.scene;
    if percent {
        // "The number of soldiers grew by 80 per cent."
        let (_, word) = figure::change(view, item)?;
        let mut near = view.after(word, &["in", "of"]);
        if view.is_verb(word) {
            near.extend(
                scene
                    .children(word)
                    .iter()
                    .copied()
                    .filter(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass | Label::Dobj)),
            );
        }
        if scene.label(word) == Label::Dobj || scene.label(word) == Label::Nsubj {
            near.extend(scene.children(word).iter().copied());
        }
        return near.into_iter().find(|token| counts_soldiers(view, *token));
    }
    let counted = counted(view, item);
    let recent = thread.force.as_ref().is_some_and(|(end, _)| scene.span.start.saturating_sub(*end) <= NEAR);
    // "28,000 active, 50,000 reserve and 9,000 paramilitary personnel".
    if let Some(noun) = counted_by_sort(view, item) {
        return Some(noun);
    }
    if let Some(noun) = counted.filter(|noun| view.is("soldier_nouns", *noun)) {
        let recruited = thread.military && view.above(noun, 2).into_iter().any(|above| is_recruiting(view, above));
        let military = view.is("strength_nouns", noun) || !view.is("unsure_soldiers", noun) || view.anywhere("military_words") || recruited;
        let sized = military
            && (is_of_branch(view, noun) || speaks_of_size(view, noun) || view.is("strength_nouns", noun) || in_own_force(view, noun));
        return if sized { Some(noun) } else { shape::force(view, thread, item, counted) };
    }
    // "Montenegro's army has about 1,900 members".
    // "Has four million militia members".
    let of_force = |noun: usize| {
        let verb = view.above(noun, 1).into_iter().any(|above| view.is_verb(above) && view.is("strength_verbs", above));
        verb && scene.children_with(noun, Label::Compound).any(|child| view.is("militia_words", child))
    };
    if let Some(noun) = counted.filter(|noun| view.is("member_nouns", *noun) && (in_own_force(view, *noun) || of_force(*noun))) {
        return Some(noun);
    }
    // "Almost 400 units were formed", "is to raise six brigades".
    let units =
        |noun: &usize| view.is("unit_nouns", *noun) && (is_formed(view, *noun) || is_composed(view, *noun) || grows_by(view, item, *noun));
    if let Some(noun) = counted.filter(units) {
        return Some(noun);
    }
    // "Wants to mobilise 500,000 more people".
    let taken_on = |noun: usize| view.above(noun, 2).into_iter().any(|above| is_recruiting(view, above)) && view.anywhere("military_words");
    if let Some(noun) = counted.filter(|noun| view.is("member_nouns", *noun) && taken_on(*noun)) {
        return Some(noun);
    }
    // "From 8,000 personnel to 12,000".
    if let Some(noun) = old_level_of(view, item).filter(|_| counted.is_none()) {
        return Some(noun);
    }
    if let Some(noun) = strength_told(view, thread, item, counted) {
        return Some(noun);
    }
    if let Some(noun) = shape::force(view, thread, item, counted) {
        return Some(noun);
    }
    // "France has 200,000", after another's soldiers were counted.
    if recent && counted.is_none() {
        let verb = scene.head(item.head);
        let has = scene.label(item.head) == Label::Dobj && scene.lemma(verb) == "have";
        let state =
            view.subject(verb).and_then(|subject| super::super::parties::named(scene, subject)).is_some_and(|party| party.id.is_state());
        let big = matches!(&item.what, What::Number(number) if number.value.to_u64().is_some_and(|count| count >= 1000));
        // "Had 17,773 men and is to have 22,020": of the force that the sentence has just counted.
        let same = thread.force.as_ref().is_some_and(|(end, _)| *end == scene.span.end)
            && !scene.children(verb).iter().any(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
        if has && (state || same) && big {
            return Some(verb);
        }
    }
    // "A force of up to 5,000", "an end strength of 16,400", "a reserve of not more than 3,000 members".
    let of = view.above(item.head, 4).into_iter().find(|token| view.is_noun(*token) && Some(*token) != counted)?;
    let member = counted.is_none_or(|noun| view.is("member_nouns", noun) || noun == item.head);
    let joined = figure::preposition(view, item) == "of"
        || view.after(of, &["of"]).iter().any(|object| *object == item.head || Some(*object) == counted);
    let body = view.is("force_nouns", of)
        && !matches!(scene.item_at(of).map(|item| &item.what), Some(What::Equipment(goods)) if goods.sort != Sort::VagueNoun);
    let nothing_else = counted.is_none_or(|noun| noun == of || view.is("member_nouns", noun));
    (member && joined && body && nothing_else).then_some(of)
}

/// "Recruit", "the recruitment of", "call up".
fn is_recruiting(view: &View<'_, '_>, word: usize) -> bool {
    let up = || view.scene.children(word).iter().any(|child| view.scene.lower(*child) == "up");
    view.is("recruiting_words", word) || (view.scene.lemma(word) == "call" && view.is_verb(word) && up())
}

/// Units that are set up, and not sent or equipped.
fn is_formed(view: &View<'_, '_>, noun: usize) -> bool {
    let scene = view.scene;
    let verb = scene.head(noun);
    let formed = matches!(scene.label(noun), Label::Dobj | Label::Nsubjpass) && view.is("forming_verbs", verb);
    let of_forming = scene.label(noun) == Label::Pobj && view.is("forming_verbs", scene.head(verb));
    (formed || of_forming) && !view.in_transfer(verb)
}

/// "2,000 navy personnel" in a list of what a force has.
fn is_of_branch(view: &View<'_, '_>, noun: usize) -> bool {
    let branch = |child: usize| view.is("bare_forces", child) || view.is_force_name(child);
    let counts = |above: usize| view.is_verb(above) && (view.is("strength_verbs", above) || view.is("including_verbs", above));
    view.scene.children_with(noun, Label::Compound).any(branch) && view.above(noun, 4).into_iter().any(counts)
}

/// "The army would comprise four brigades", "is made up of five battalions": the parts of a force.
fn is_composed(view: &View<'_, '_>, noun: usize) -> bool {
    let scene = view.scene;
    let above = view.above(noun, 6);
    let Some(verb) = above.iter().copied().find(|one| view.is_verb(*one)) else { return false };
    // "Form a battalion" is told by the verb of forming.
    let composes = view.is("consisting_verbs", verb) && scene.lemma(verb) != "form" && !view.in_transfer(verb);
    let subject = view.subject(verb).is_some_and(|subject| {
        view.phrase_tokens(subject)
            .into_iter()
            .any(|one| view.is("bare_forces", one) || view.is("unit_nouns", one) || view.is_force_name(one))
    });
    composes && subject
}

/// "Expand its force by 25 battalions".
fn grows_by(view: &View<'_, '_>, item: &Item, noun: usize) -> bool {
    let by = figure::preposition(view, item) == "by" || view.scene.lower(view.scene.head(noun)) == "by";
    by && view.above(noun, 3).into_iter().any(|above| figure::direction(view, above).is_some()) && view.anywhere("military_words")
}

/// "From the current 85,000, including civilians, the personnel should reach 100,000": what it is now.
fn is_present_level(view: &View<'_, '_>, item: &Item) -> bool {
    let before = item.tokens.start.saturating_sub(4)..item.tokens.start;
    before.clone().any(|token| view.scene.lower(token) == "from") && before.into_iter().any(|token| view.is("present_words", token))
}

/// The word for soldiers that the old level right before counts, where this figure is the new one: "from 8,000 personnel to 12,000".
fn old_level_of(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    if figure::preposition(view, item) != "to" {
        return None;
    }
    let before = view.scene.items.iter().rfind(|other| matches!(other.what, What::Number(_)) && other.tokens.end <= item.tokens.start)?;
    let near = item.tokens.start - before.tokens.end <= 4 && figure::preposition(view, before) == "from";
    counted(view, before).filter(|noun| near && view.is("soldier_nouns", *noun))
}

/// The word for soldiers that the new level counts, where this figure is the old one: "from 73,000 to 60,000 members".
fn new_level_of(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    let behind = view.scene.items.iter().find(|other| matches!(other.what, What::Number(_)) && other.tokens.start >= item.tokens.end)?;
    let near = behind.tokens.start - item.tokens.end <= 4 && figure::preposition(view, behind) == "to";
    counted(view, behind)
        .filter(|noun| near && counted(view, item).is_none() && (view.is("soldier_nouns", *noun) || view.is("member_nouns", *noun)))
}

/// "28,000 active, 50,000 reserve and 9,000 paramilitary personnel": soldiers by their sort, whose noun stands at the end of the list or is
/// left out.
fn counted_by_sort(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    let scene = view.scene;
    // "600,000 of those active".
    let of_those = item.tokens.end + 1 < scene.len()
        && scene.lower(item.tokens.end) == "of"
        && matches!(scene.lower(item.tokens.end + 1), "those" | "them" | "these" | "whom" | "which");
    let sort = item.tokens.end + if of_those { 2 } else { 0 };
    let is_sort = |token: usize| token < scene.len() && view.is("soldier_sorts", token);
    if !is_sort(sort) {
        return None;
    }
    let listed = |token: usize| {
        is_sort(token)
            || matches!(scene.lower(token), "," | "and" | "or" | "with" | "about" | "some" | "of")
            || matches!(scene.item_at(token).map(|item| &item.what), Some(What::Number(_)))
            || view.is("soldier_nouns", token)
    };
    let behind = (sort + 1..(sort + 14).min(scene.len())).take_while(|token| listed(*token));
    // "8,000 personnel, with 6,000 of them active and 2,000 reserve": the noun stands before.
    let before = || {
        (item.tokens.start.saturating_sub(16)..item.tokens.start)
            .rev()
            .take_while(|token| !view.is_verb(*token))
            .find(|token| view.is("soldier_nouns", *token))
    };
    behind.filter(|token| view.is("soldier_nouns", *token)).last().or_else(before)
}

/// "75,000 soldiers in the army", "the army has 75,000 soldiers", "has 2,500 tanks, along with 495,000 troops": a force counted as it stands.
fn in_own_force(view: &View<'_, '_>, noun: usize) -> bool {
    let scene = view.scene;
    let force = |token: usize| view.is("force_nouns", token) || view.is_force_name(token);
    let mut verb = scene.head(noun);
    let mut label = scene.label(noun);
    // "With up to 60,000 sailors, the navy": what its owner has.
    let opens = label == Label::Pobj && verb == 0 && scene.lower(verb) == "with";
    if opens && view.subject(scene.head(verb)).is_some_and(|subject| view.phrase_tokens(subject).into_iter().any(force)) {
        return true;
    }
    for _ in 0..4 {
        let beside = label == Label::Conj
            || (label == Label::Pobj && matches!(scene.lower(verb), "with" | "plus"))
            || (label == Label::Prep && matches!(scene.lower(verb), "along" | "together"))
            || (label == Label::Prep && view.is("strength_verbs", verb) && view.is_verb(verb));
        if view.is_verb(verb) || !beside || scene.head(verb) == verb {
            break;
        }
        label = scene.label(verb);
        verb = scene.head(verb);
    }
    if !view.is_verb(verb) || !view.is("strength_verbs", verb) {
        return false;
    }
    let there = scene.children(verb).iter().any(|child| scene.label(*child) == Label::Expl);
    let inside = view.after(noun, &["in"]).into_iter().chain(view.after(verb, &["in"])).any(force);
    let has = view.subject(verb).is_some_and(force);
    (there && inside) || has
}

/// "Military strength is more than 800,000", "reduce their number to 52,000": the noun for a force's size that the figure is said of.
fn strength_told(view: &View<'_, '_>, thread: &Thread, item: &Item, counted: Option<usize>) -> Option<usize> {
    let scene = view.scene;
    let recent = thread.force.as_ref().is_some_and(|(end, _)| scene.span.start.saturating_sub(*end) <= NEAR);
    let nothing_else = counted.is_none_or(|noun| view.is("member_nouns", noun) || view.is("average_nouns", noun));
    let path: Vec<usize> = view.above(item.head, 6);
    let verb = path.iter().copied().find(|token| view.is_verb(*token))?;
    let between = path.iter().copied().take_while(|token| *token != verb).filter(|token| view.is_noun(*token));
    let plain = between.into_iter().all(|token| view.is("member_nouns", token) || view.is("average_nouns", token));
    if !nothing_else || !plain || view.in_transfer(verb) {
        return None;
    }
    let mut verbs = vec![verb];
    // "Is expected to remain at".
    if scene.label(verb) == Label::Xcomp {
        verbs.push(scene.head(verb));
    }
    let object = verbs.iter().flat_map(|verb| scene.children_with(*verb, Label::Dobj)).find(|token| *token != item.head);
    let subject = verbs.iter().find_map(|verb| view.subject(*verb));
    // "The force, which now numbers 3,400".
    let relative = subject.is_some_and(|subject| matches!(scene.tag(subject), crate::syntax::Tag::WDT | crate::syntax::Tag::WP));
    let subject = if relative && scene.label(verb) == Label::Relcl { Some(scene.head(verb)) } else { subject };
    [object, subject].into_iter().flatten().find(|noun| {
        let of_soldiers = || {
            view.phrase_tokens(*noun)
                .into_iter()
                .any(|one| one != *noun && (view.is("soldier_nouns", one) || view.is_force_name(one) || view.is("military_words", one)))
        };
        let theirs = || recent && scene.children_with(*noun, Label::Poss).any(|child| matches!(scene.tag(child), crate::syntax::Tag::PRPS));
        // "The number of factories": another thing is counted.
        let counted = |object: &usize| {
            view.is("soldier_nouns", *object)
                || view.is("member_nouns", *object)
                || view.is("force_nouns", *object)
                || view.is_force_name(*object)
        };
        let others = view.after(*noun, &["of"]);
        if view.is("amount_nouns", *noun) && !others.is_empty() && !others.iter().any(counted) {
            return false;
        }
        let grows = || {
            let below = |one: usize| matches!(scene.lower(scene.head(one)), "by" | "to" | "from");
            below(item.head) || (scene.label(item.head) == Label::Nummod && below(scene.head(item.head)))
        };
        let resized = || figure::direction(view, verb).is_some() && grows() && !view.is("soldier_nouns", *noun);
        let force_itself = (view.is("force_nouns", *noun) || view.is_force_name(*noun)) && (view.is("count_verbs", verb) || resized());
        let sized = view.is("amount_nouns", *noun) || view.is("size_nouns", *noun);
        // "The personnel should reach 100,000", in a text about forces.
        let those = || {
            let many = matches!(&item.what, What::Number(number) if number.value.to_u64().is_some_and(|count| count >= 1000));
            many && thread.military && view.is("strength_told_nouns", *noun) && scene.children_with(*noun, Label::Det).next().is_some()
        };
        force_itself || (sized && (of_soldiers() || theirs() || those()))
    })
}

/// The noun that a number counts.
fn counted(view: &View<'_, '_>, item: &Item) -> Option<usize> {
    let scene = view.scene;
    let head = scene.head(item.head);
    let direct = matches!(scene.label(item.head), Label::Nummod | Label::Quantmod | Label::Amod | Label::Compound | Label::Nmod)
        && head != item.head;
    if direct && view.is_noun(head) {
        return Some(head);
    }
    // "5,000 of its soldiers", "10,000 active".
    view.after(item.head, &["of"])
        .into_iter()
        .next()
        .or_else(|| (item.head + 1 < scene.len() && view.is("soldier_nouns", item.head + 1)).then_some(item.head + 1))
}

/// "Number of soldiers", "strength", "size of the army".
fn counts_soldiers(view: &View<'_, '_>, token: usize) -> bool {
    if view.is("soldier_nouns", token) || view.is("strength_nouns", token) {
        return true;
    }
    view.is("amount_nouns", token)
        && view.phrase_tokens(token).into_iter().any(|one| view.is("soldier_nouns", one) || view.is("force_nouns", one))
}

/// Words of law, growth, recruiting or establishment govern the count: a force's size, and not who was sent, killed or trained.
fn speaks_of_size(view: &View<'_, '_>, noun: usize) -> bool {
    let scene = view.scene;
    let mut near = vec![noun];
    near.extend(view.above(noun, 6));
    let mut around: Vec<usize> = view.phrase_tokens(noun);
    for at in near.iter().copied() {
        around.push(at);
        if view.is_verb(at) {
            around.extend(view.subject(at));
            around.extend(
                scene
                    .children(at)
                    .iter()
                    .copied()
                    .filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Attr | Label::Advmod | Label::Amod)),
            );
        } else {
            around.extend(scene.children(at).iter().copied().filter(|child| matches!(scene.label(*child), Label::Amod | Label::Compound)));
        }
        if matches!(scene.label(at), Label::Ccomp | Label::Advcl | Label::Relcl) {
            break;
        }
    }
    around.into_iter().any(|token| token != noun && view.is("size_words", token))
}

/// Somebody sent, killed, trained or on exercise.
fn is_elsewhere(view: &View<'_, '_>, item: &Item, word: usize) -> bool {
    // "Trains 10,000 conscripts a year": its intake.
    let yearly =
        (item.tokens.end..(item.tokens.end + 6).min(view.scene.len())).any(|one| matches!(view.scene.lower(one), "year" | "annually"));
    if yearly && view.is("conscript_nouns", word) {
        return false;
    }
    let mut near = view.above(item.head, 6);
    near.extend(view.above(word, 6));
    near.extend(view.phrase_tokens(word));
    near.into_iter().any(|token| view.is("not_size_words", token))
}

/// "The force in Somalia": a mission's strength, and no state's.
fn is_abroad(view: &View<'_, '_>, word: usize, actor: &PartyRef) -> bool {
    // "The number of American soldiers in Iraq fell to 2,500".
    let soldiers = view.is("soldier_nouns", word) || view.is("amount_nouns", word);
    let theirs = || {
        let of = view.after(word, &["of"]).into_iter().chain([word]).collect::<Vec<_>>();
        let inside =
            of.into_iter().flat_map(|one| view.after(one, &["in"])).filter_map(|object| super::super::parties::named(view.scene, object));
        inside.into_iter().any(|place| place.id.is_state() && place.id != actor.id)
    };
    if soldiers && !actor.inferred && theirs() {
        return true;
    }
    let nouns = view.is("mission_nouns", word) || view.is("unit_nouns", word) || view.scene.lemma(word) == "battalion";
    let mut places =
        view.after(word, &["in", "for", "to"]).into_iter().filter_map(|object| super::super::parties::named(view.scene, object));
    nouns && !view.is_force_name(word) && places.any(|place| place.id.is_state() && (place.id != actor.id || place.at == actor.at))
}

fn actor(view: &View<'_, '_>, thread: &Thread, word: usize, item: &Item) -> Option<PartyRef> {
    let public = |party: &PartyRef| party.company.is_none();
    let phrase = |token: usize| who::parties(view, token).into_iter().find(public);
    let recent = || {
        thread
            .force
            .as_ref()
            .filter(|(end, _)| view.scene.span.start.saturating_sub(*end) <= NEAR)
            .map(|(_, party)| party.clone().by_the_way())
    };
    // "The North's enemies have 8,000 personnel": nobody's by name.
    let others =
        view.above(item.head, 6).into_iter().filter_map(|verb| view.subject(verb)).any(|subject| view.is("other_side_nouns", subject));
    if others {
        return None;
    }
    let given = || view.above(word, 2).into_iter().flat_map(|verb| view.scene.children_with(verb, Label::Dative)).find_map(phrase);
    who::owner(view, word)
        .filter(public)
        .or_else(given)
        .or_else(|| view.above(item.head, 4).into_iter().filter(|token| view.is_noun(*token)).find_map(phrase))
        .or_else(|| who::subject_above(view, word).filter(public))
        .or_else(|| who::subject_above(view, item.head).filter(public))
        .or_else(recent)
        .or_else(|| who::topic(view))
}

fn measure(view: &View<'_, '_>, item: &Item, most: bool) -> (Measure, Span) {
    if shape::stands(view, item, counted(view, item)) {
        return (Measure::Level, item.span);
    }
    if let Some((measure, word)) = figure::change(view, item) {
        return (measure, view.scene.tokens[word].span);
    }
    // "The recruitment of 10,000 volunteers".
    if let Some(word) = view.above(item.head, 3).into_iter().find(|above| is_recruiting(view, *above)) {
        return (Measure::Increase, view.scene.tokens[word].span);
    }
    // "Bolivia wants more, and Peru has": a clause with a subject of its own stands for itself.
    let mut over = view.above(item.head, 8);
    let own_clause = |token: &usize| view.scene.label(*token) == Label::Conj && view.is_verb(*token) && view.subject(*token).is_some();
    if let Some(last) = over.iter().position(own_clause) {
        over.truncate(last + 1);
    }
    for token in over.iter().copied() {
        let near = std::iter::once(token).chain(view.scene.children(token).iter().copied());
        for one in near {
            if view.is("limit_words", one) {
                return (Measure::Authorised, view.scene.tokens[one].span);
            }
            if view.is("target_words", one) && one != item.head {
                return (Measure::Target, view.scene.tokens[one].span);
            }
        }
    }
    let ahead = over.into_iter().take(6).find(|token| {
        let put = crate::frame::modality::modality(view.scene, view.lexicon, *token);
        view.is_verb(*token) && (put.ahead || put.infinitive || put.possible)
    });
    match ahead {
        Some(token) => (Measure::Target, view.scene.tokens[token].span),
        None if most => (Measure::Authorised, item.span),
        None => (Measure::Level, item.span),
    }
}

fn component(view: &View<'_, '_>, item: &Item, word: usize) -> Option<(Component, usize)> {
    let mut near = view.phrase_tokens(word);
    near.extend(view.scene.children(view.scene.head(item.head)).iter().copied());
    near.push(word);
    near.sort_by_key(|token| token.abs_diff(item.head));
    // "65,000 reserve": the word right behind the number comes first.
    let of = item.tokens.end < view.scene.len() && view.scene.lower(item.tokens.end) == "of";
    let next = Some(item.tokens.end + if of { 2 } else { 0 }).filter(|next| *next < view.scene.len());
    // "A force of 188,000 and 1.6 million reservists": the reservists are those of the other figure.
    let others = |token: usize| {
        let between = item.tokens.end.min(token)..item.tokens.start.max(token);
        view.scene
            .items
            .iter()
            .any(|other| matches!(other.what, What::Number(_)) && other.tokens != item.tokens && between.contains(&other.tokens.start))
    };
    next.into_iter().chain(near).filter(|token| !others(*token)).find_map(|token| {
        let component = if view.is("reserve_words", token) {
            Component::Reserve
        } else if view.is("active_words", token) {
            Component::Active
        } else {
            return None;
        };
        Some((component, token))
    })
}
