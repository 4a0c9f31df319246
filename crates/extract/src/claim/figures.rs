//! Which numbers, sums and dates of a sentence belong to which claim.

use super::draft::Draft;
use crate::frame::fleet::grown;
use crate::frame::lexicon::Lexicon;
use crate::frame::modality::modality;
use crate::frame::scene::{Item, Scene, What, WordSort};
use crate::syntax::{Label, Tag};
use materiel_model::{PartialDate, Qualifier, Quantity, Stage, Stated};

/// How many of the thing whose item is `index`: the number before it, across words that only describe it.
pub fn quantity(scene: &Scene<'_>, lexicon: &Lexicon, index: usize) -> Option<Stated<Quantity>> {
    let item = &scene.items[index];
    let counted = |item: &Item| match &item.what {
        What::Number(number) => number.quantity().map(|quantity| {
            // "Talks with Pakistan over 12 jets": the preposition, and not "more than".
            let over = item.tokens.start.checked_sub(1).is_some_and(|at| scene.lower(at) == "over" && scene.label(at) == Label::Prep);
            let qualifier = if over && quantity.qualifier == Qualifier::AtLeast { Qualifier::Exact } else { quantity.qualifier };
            Stated::new(Quantity { qualifier, ..quantity }, item.span)
        }),
        _ => None,
    };
    if let Some(one) = one_more(scene, lexicon, index) {
        return Some(one);
    }
    if let Some((_, number)) = grown(scene, lexicon, item.head) {
        return scene.item_at(number).and_then(counted);
    }
    // Across adjectives and nouns to the left: "246 new US-made Javelin missiles", "two of the three frigates".
    let mut at = item.tokens.start;
    for _ in 0..9 {
        let Some(left) = at.checked_sub(1) else { break };
        if let Some(other) = scene.item_at(left) {
            if let Some(found) = counted(other) {
                // "Just one firm F-16 order": how many orders.
                let of_deals = scene.label(other.head) == Label::Nummod
                    && scene.head(other.head) != item.head
                    && lexicon.word_list("deal_nouns", scene.lemma(scene.head(other.head)));
                return (!of_deals).then_some(found);
            }
            match other.what {
                What::Party(_) | What::Number(_) => {
                    at = other.tokens.start;
                    continue;
                }
                _ => break,
            }
        }
        let tag = scene.tag(left);
        let word = scene.lower(left);
        // "Five variants of the Boxer": how many kinds.
        if tag == Tag::NNS && lexicon.word_list("kind_nouns", scene.lemma(left)) {
            return None;
        }
        let describes = matches!(
            tag,
            Tag::JJ
                | Tag::JJR
                | Tag::JJS
                | Tag::VBN
                | Tag::VBG
                | Tag::NN
                | Tag::NNP
                | Tag::NNS
                | Tag::HYPH
                | Tag::RBR
                | Tag::RBS
                | Tag::CD
                | Tag::POS
        ) || matches!(word, "of" | "the" | "more" | "used" | "its" | "their" | "or" | "and")
            || (word == "," && scene.tag(left.saturating_sub(1)) == Tag::JJ);
        if !describes || (matches!(word, "and" | "or") && scene.tag(left.saturating_sub(1)) != Tag::JJ) {
            break;
        }
        at = left;
    }
    // In the tree: a number that hangs on the thing, or on the noun that counts it ("a total of 12").
    let head = item.head;
    let hangs = scene.children(head).iter().chain(scene.children(scene.head(head)).iter()).find_map(|child| {
        (scene.label(*child) == Label::Nummod && scene.head(*child) == head).then(|| scene.item_at(*child)).flatten().and_then(counted)
    });
    if hangs.is_some() {
        return hangs;
    }
    if scene.label(head) == Label::Pobj && scene.lower(scene.head(head)) == "of" {
        let counter = scene.head(scene.head(head));
        if lexicon.word_list("kind_nouns", scene.lemma(counter)) {
            return None;
        }
        let direct = scene.item_at(counter).and_then(counted);
        return direct.or_else(|| scene.children_with(counter, Label::Nummod).find_map(|child| scene.item_at(child).and_then(counted)));
    }
    None
}

/// "A fifth submarine": one.
fn one_more(scene: &Scene<'_>, lexicon: &Lexicon, index: usize) -> Option<Stated<Quantity>> {
    let item = &scene.items[index];
    let plural = scene.tag(item.tokens.end.checked_sub(1)?) == Tag::NNS;
    let ordinal = item.tokens.start.checked_sub(1)?;
    let counts = scene.tag(ordinal) == Tag::JJ && lexicon.word_list("further_ordinals", scene.lower(ordinal));
    let single = ordinal >= 1 && matches!(scene.lower(ordinal - 1), "a");
    (counts && single && !plural)
        .then(|| Stated::new(Quantity { value: 1, qualifier: materiel_model::Qualifier::Exact }, scene.tokens[ordinal].span))
}

/// How many of the things that the sentence holds by `head` are meant where only a part of them is: "three of the five frigates", "the third of four corvettes" (one).
pub fn part(scene: &Scene<'_>, index: usize, head: usize) -> Option<Stated<Quantity>> {
    let number = |item: &Item| match &item.what {
        What::Number(number) => number.quantity().map(|quantity| Stated::new(quantity, item.span)),
        _ => None,
    };
    // "28 of 250 tanks": a number right before the one that counts the whole.
    if let Some(whole) = (item_before(scene, index)).filter(|whole| matches!(scene.items[*whole].what, What::Number(_))) {
        let mut at = scene.items[whole].tokens.start;
        while at > 0 && matches!(scene.lower(at - 1), "the" | "its" | "their" | "up" | "to") {
            at -= 1;
        }
        if at >= 2 && scene.lower(at - 1) == "of" {
            // "The first pair of six".
            let pair = || {
                let two = Quantity { value: 2, qualifier: materiel_model::Qualifier::Exact };
                matches!(scene.lower(at - 2), "pair" | "couple").then(|| Stated::new(two, scene.tokens[at - 2].span))
            };
            let found = scene.item_at(at - 2).and_then(number).or_else(pair);
            if found.is_some() {
                return found;
            }
        }
    }
    if scene.label(head) != Label::Pobj || scene.lower(scene.head(head)) != "of" {
        return None;
    }
    let whole = scene.head(scene.head(head));
    scene.item_at(whole).and_then(number).or_else(|| one_of(scene, index, whole))
}

/// Of how many "the last of which" tells: one. Nothing inside where another number does, and nothing at all where the pronoun stands alone.
pub fn part_of_which(scene: &Scene<'_>, lexicon: &Lexicon, pronoun: usize) -> Option<Option<Stated<Quantity>>> {
    let of = scene.head(pronoun);
    let partial = scene.tag(pronoun) == Tag::WDT && scene.label(pronoun) == Label::Pobj && scene.lower(of) == "of";
    let whole = partial.then(|| scene.head(of))?;
    if scene.item_at(whole).is_some_and(|item| matches!(item.what, What::Number(_))) {
        return Some(None);
    }
    let one = Quantity { value: 1, qualifier: materiel_model::Qualifier::Exact };
    lexicon.is_ordinal(scene.lower(whole)).then(|| Some(Stated::new(one, scene.tokens[whole].span)))
}

/// "The first of five": one, where a number says how many there are in all.
fn one_of(scene: &Scene<'_>, index: usize, ordinal: usize) -> Option<Stated<Quantity>> {
    let counted = (item_before(scene, index)).is_some_and(|before| matches!(scene.items[before].what, What::Number(_)));
    let single = (scene.tag(ordinal) == Tag::JJ || scene.lower(ordinal) == "second") && scene.item_at(ordinal).is_none();
    (counted && single).then(|| Stated::new(Quantity { value: 1, qualifier: materiel_model::Qualifier::Exact }, scene.tokens[ordinal].span))
}

/// The last item before one, with only words that describe it between.
fn item_before(scene: &Scene<'_>, index: usize) -> Option<usize> {
    let start = scene.items[index].tokens.start;
    let mut start = start;
    for other in (0..index).rev() {
        let tokens = &scene.items[other].tokens;
        if tokens.end > start || start - tokens.end > 3 {
            return None;
        }
        // "The first of 24 American jets": who makes them only describes.
        if !matches!(scene.items[other].what, What::Party(_)) {
            return Some(other);
        }
        start = tokens.start;
    }
    None
}

/// The sums of a sentence, each given to the draft that it belongs to. `drafts` are those of this sentence, in order.
pub fn values(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &mut [Draft]) {
    if drafts.is_empty() {
        return;
    }
    for item in &scene.items {
        let What::Money(money) = &item.what else { continue };
        if is_budget(scene, lexicon, item.head) {
            continue;
        }
        let Some(target) = right_before(scene, item, drafts).or_else(|| owner(scene, item.head, drafts)) else { continue };
        let stated = Stated::new(money.money, item.span);
        let trigger = drafts[target].trigger;
        let first_item = drafts[target].item;
        for draft in drafts.iter_mut().filter(|draft| (draft.trigger == trigger || draft.item == first_item) && draft.value.is_none()) {
            // A package's sum belongs to its main equipment; several recipients share it. What a force has says no price.
            if draft.item == first_item && draft.stage.value != Stage::InService {
                draft.value = Some(stated);
            }
        }
    }
}

/// True when the sum is somebody's budget and no price.
pub(super) fn is_budget(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    // "Paid 555 million in compensation", "as a deposit".
    let named = |over: usize| {
        crate::frame::roles::prepositional(scene, over).into_iter().any(|(word, object)| {
            matches!(word.as_str(), "in" | "as")
                && scene.item_at(object).is_none()
                && lexicon.word_list("budget_nouns", scene.lemma(object))
        })
    };
    if named(token) || (scene.label(token) == Label::Dobj && named(scene.head(token))) {
        return true;
    }
    let mut at = token;
    for _ in 0..5 {
        // "Exports of $2 billion", but not "exported $2 billion worth of arms".
        if scene.word_sort(at) != WordSort::Verb && lexicon.word_list("budget_nouns", scene.lemma(at)) {
            return true;
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
        let subject_is = scene.children(at).iter().any(|child| {
            matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass) && lexicon.word_list("budget_nouns", scene.lemma(*child))
        });
        if subject_is {
            return true;
        }
    }
    false
}

/// "Six submarines for $2 billion and 36 jets": the draft of the thing right before the sum, with no more than who sells it between.
fn right_before(scene: &Scene<'_>, sum: &Item, drafts: &[Draft]) -> Option<usize> {
    let word = sum.tokens.start.checked_sub(1)?;
    if !matches!(scene.lower(word), "for" | "worth" | "at" | "(") {
        return None;
    }
    let ends = |draft: &Draft| draft.item.map(|item| scene.items[item].tokens.end).filter(|end| *end <= word && word - end <= 4);
    let (index, end) = drafts
        .iter()
        .enumerate()
        .filter_map(|(index, draft)| Some((index, ends(draft)?)))
        .max_by_key(|(index, end)| (*end, std::cmp::Reverse(*index)))?;
    let plain = |token: usize| {
        scene.item_at(token).is_some_and(|item| matches!(item.what, What::Party(_)))
            || matches!(scene.tag(token), Tag::IN | Tag::TO | Tag::DT)
    };
    (end..word).all(plain).then_some(index)
}

/// The draft whose words stand nearest above a token in the tree, else the only equipment of the sentence.
fn owner(scene: &Scene<'_>, token: usize, drafts: &[Draft]) -> Option<usize> {
    let mut at = token;
    for _ in 0..10 {
        let found = drafts
            .iter()
            .position(|draft| draft.nodes.contains(&at) || draft.item.is_some_and(|item| scene.items[item].tokens.contains(&at)));
        if found.is_some() {
            return found;
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    // "The deal is worth …": a subject that carries the draft, beside the sum's governor.
    let item = drafts.first()?.item;
    drafts.iter().all(|draft| draft.item == item).then_some(0).or(Some(0))
}

/// When the draft's event happened or is to happen, and when delivery is due.
pub fn dates(scene: &Scene<'_>, lexicon: &Lexicon, draft: &mut Draft) {
    // "And 30 more in 2023": it has its date already.
    if draft.date_distance == 0 && draft.date.is_some() {
        if is_due(draft, false, draft.ahead) {
            draft.due = draft.date.take();
            draft.due_by_verb = true;
        }
        return;
    }
    let owned = own_dates(scene);
    for (index, item) in scene.items.iter().enumerate() {
        let What::Date(found) = &item.what else { continue };
        // "One corvette in June 2015, two helicopters in July 2016": each thing has its own.
        let owner = owned.iter().find(|(_, date)| *date == index).map(|(thing, _)| *thing);
        let own = owner.is_some() && owner == draft.item;
        let has_own = || owned.iter().any(|(thing, _)| Some(*thing) == draft.item);
        if !own && (has_own() || (owner.is_some() && draft.item > owner)) {
            continue;
        }
        let (distance, speech, node) = if own { (Some(0), false, None) } else { attachment(scene, lexicon, item.head, draft) };
        let Some(distance) = distance else { continue };
        let ahead = node.map_or(draft.ahead, |node| draft.nodes_ahead.get(node).copied().unwrap_or(draft.ahead));
        // "Signed a letter of intent in April": the signing is over.
        let waits = node.and_then(|node| draft.nodes.get(node)).is_some_and(|verb| lexicon.word_list("waiting_words", scene.lower(*verb)));
        let ahead = ahead && (waits || !hangs_on_past(scene, item.head));
        let Some((value, deadline)) = date_for(ahead, found) else { continue };
        // "It was reported in November 2016 that Turkey was in talks": of that time.
        if speech && (found.inferred_year || !is_impersonal(scene, item.head)) {
            continue;
        }
        let stated = Stated { value, at: item.span, inferred: distance > 4 };
        if is_due(draft, deadline, ahead) {
            if draft.due.is_none() {
                draft.due = Some(stated);
                draft.due_by_verb = !deadline;
            }
        } else if draft.date.as_ref().is_none_or(|_| distance < draft.date_distance) {
            draft.date = Some(stated);
            draft.date_distance = distance;
            let verb = node.and_then(|node| draft.nodes.get(node)).copied().unwrap_or(draft.trigger);
            // "September's agreement", "the June contract": one that is made.
            let by_day = matches!(scene.label(item.head), Label::Poss | Label::Compound | Label::Nmod);
            draft.date_is_past = found.inferred_year && (by_day || told_as_past(scene, verb));
        }
    }
}

/// Things with the date that stands behind each, where the sentence has more than one such pair: "20 tanks in 2015, twelve howitzers from Italy in 2017".
fn own_dates(scene: &Scene<'_>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (index, item) in scene.items.iter().enumerate() {
        if !matches!(item.what, What::Date(_)) {
            continue;
        }
        let between = scene.items[..index].iter().rposition(|other| !matches!(other.what, What::Party(_)));
        let Some(thing) = between.filter(|other| matches!(scene.items[*other].what, What::Equipment(_))) else { continue };
        let words = scene.items[thing].tokens.end..item.tokens.start;
        let plain = |token: usize| scene.item_at(token).is_some() || matches!(scene.tag(token), Tag::IN | Tag::TO | Tag::DT);
        if words.len() <= 6 && words.into_iter().all(plain) {
            out.push((thing, index));
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}

/// True for a date under a verb of saying whose subject is "it".
fn is_impersonal(scene: &Scene<'_>, date: usize) -> bool {
    let mut at = date;
    for _ in 0..3 {
        at = scene.head(at);
        if scene.children_with(at, Label::Nsubjpass).any(|subject| scene.lower(subject) == "it") {
            return true;
        }
    }
    false
}

fn date_for(ahead: bool, found: &crate::name::date::DateFound) -> Option<(PartialDate, bool)> {
    let value = if ahead { found.future_value.or(found.value) } else { found.value };
    value.map(|value| (value, found.deadline))
}

/// True for a date under a verb that tells of what is over: "agreed in April", "on Monday approved".
pub(super) fn hangs_on_past(scene: &Scene<'_>, date: usize) -> bool {
    let mut at = date;
    for _ in 0..6 {
        let head = scene.head(at);
        if head == at {
            return false;
        }
        at = head;
        if scene.word_sort(at) == WordSort::Verb {
            return told_as_past(scene, at);
        }
    }
    false
}

/// "Delivered", "was delivered", "has been delivered": over when it was told.
fn told_as_past(scene: &Scene<'_>, verb: usize) -> bool {
    let finite = |token: usize| matches!(scene.tag(token), Tag::VBD | Tag::VBZ | Tag::VBP);
    let helpers = || scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Aux | Label::Auxpass));
    match scene.tag(verb) {
        Tag::VBD => true,
        Tag::VBN => helpers().any(finite) && !helpers().any(|helper| scene.tag(helper) == Tag::MD),
        _ => false,
    }
}

fn is_due(draft: &Draft, deadline: bool, ahead: bool) -> bool {
    match draft.stage.value {
        Stage::Pledged | Stage::Contracted | Stage::Approved | Stage::Interest | Stage::Offered | Stage::Requested | Stage::Notified => {
            deadline || ahead
        }
        _ => false,
    }
}

/// How many steps above a date the draft's words stand, and whether a verb of saying stands between.
fn attachment(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, draft: &Draft) -> (Option<usize>, bool, Option<usize>) {
    let mut at = token;
    // "Three of the jets that it ordered in 2019 have arrived": the clause has a date of its own.
    let mut other = false;
    for steps in 0..12 {
        if let Some(node) = draft.nodes.iter().position(|node| *node == at) {
            return ((!other).then_some(steps), false, Some(node));
        }
        if draft.item.is_some_and(|item| scene.items[item].tokens.contains(&at)) {
            return ((!other).then_some(steps), false, Some(0));
        }
        let verb = scene.word_sort(at) == WordSort::Verb;
        other |= verb
            && matches!(scene.label(at), Label::Relcl | Label::Acl)
            && matches!(scene.tag(at), Tag::VBD | Tag::VBN)
            && !modality(scene, lexicon, at).ahead;
        // What a force has has no day of another deed; and a clause that is joined with a subject of its own has its own.
        let joined = scene.label(at) == Label::Conj && scene.children_with(at, Label::Nsubj).next().is_some();
        if verb && (draft.stage.value == Stage::InService || joined) {
            return (None, false, None);
        }
        if lexicon.word_list("speech", scene.lemma(at)) && !draft.nodes.contains(&at) && scene.tag(at) != Tag::NN {
            return (Some(steps), true, None);
        }
        // "Two have been delivered, with the rest to follow by 2026": what is still to come has the date.
        if draft.stage.value == Stage::Delivered && scene.word_sort(at) == WordSort::Verb {
            let put = modality(scene, lexicon, at);
            if put.ahead || put.infinitive {
                return (None, false, None);
            }
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    // The date hangs on something else; it may still stand at the head of the same sentence: "In 2015, …".
    let root_shared = draft.path_top.is_some_and(|top| top == at);
    // "Bought 42 jets in 2022 and has so far received three": the perfect has no day of another verb.
    let perfect = at != draft.trigger
        && scene.label(draft.trigger) == Label::Conj
        && scene.children_with(draft.trigger, Label::Aux).any(|aux| matches!(scene.lower(aux), "has" | "have"));
    let root_shared = root_shared && !perfect;
    (root_shared.then_some(12), false, None)
}
