//! Military and defence spending: a sum or a percentage, and the word that says that it is a budget.

use super::super::parties::PartyRef;
use super::view::View;
use super::{FAR, NEAR, Thread, figure, when, who};
use crate::frame::scene::{Item, What};
use crate::name::money::MoneyFound;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Kind, Measure, Money, Slot, Stated, Value};

/// The budgets of one sentence.
pub(super) fn claims(view: &View<'_, '_>, thread: &mut Thread) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    if view.anywhere("not_budget_words") {
        return out;
    }
    for (index, item) in view.scene.items.iter().enumerate() {
        let (slot, value) = match &item.what {
            What::Money(money) => match sum(money) {
                Some(sum) => (Slot::Value, Value::Money(sum)),
                None => continue,
            },
            What::Percent(percent) => (Slot::Percent, Value::Percent(percent.percent)),
            _ => continue,
        };
        if figure::is_restated(view, index) || figure::is_old_level(view, index) {
            continue;
        }
        let Some(topic) = topic(view, thread, item, slot == Slot::Percent) else { continue };
        let Some(actor) = actor(view, thread, &topic, item) else { continue };
        let measure = figure::change(view, item).or_else(|| figure::explained(view, index));
        if slot == Slot::Percent && measure.is_none() && !topic.share && !matches!(figure::preposition(view, item), "at" | "to") {
            continue;
        }
        thread.budget = Some((view.scene.span.end, actor.clone()));
        let mut claim = Claim::new(Kind::Budget, view.scene.span);
        claim.slots.set(slot, Stated::new(value, item.span));
        super::party(&mut claim, Slot::Actor, &actor);
        let measure = match measure {
            Some((measure, word)) => Stated::new(Value::Measure(measure), view.scene.tokens[word].span),
            None => Stated::inferred(Value::Measure(Measure::Level), view.scene.tokens[topic.word].span),
        };
        claim.slots.set(Slot::Measure, measure);
        if let Some(date) = when::date(view, item.head, true).or_else(|| when::date(view, topic.word, true)) {
            if matches!(&date.value, Value::Date(date) if date.month().is_none()) {
                claim.slots.set(Slot::Period, date.clone());
            }
            claim.slots.set(Slot::Date, date);
        }
        out.push(claim);
    }
    out
}

/// The sum, unless it is too small for a budget. "In 2017 to 66 billion" is no range: the year is none of its ends.
fn sum(found: &MoneyFound) -> Option<Money> {
    let mut money = found.money;
    if let Some(upper) = found.upper.filter(|upper| (1900..2100).contains(&money.amount) && *upper > 100_000) {
        money = Money { amount: upper, ..money };
    }
    (money.amount >= 100_000).then_some(money)
}

/// The word that says that a figure is a budget.
#[derive(Clone, Copy, Debug)]
struct Topic {
    word: usize,
    /// True for a share of the gross domestic product.
    share: bool,
}

fn topic(view: &View<'_, '_>, thread: &Thread, item: &Item, percent: bool) -> Option<Topic> {
    let scene = view.scene;
    let since = thread.budget.as_ref().map_or(usize::MAX, |(end, _)| scene.span.start.saturating_sub(*end));
    let recent = since <= NEAR;
    let mut path = vec![item.head];
    path.extend(view.above(item.head, 8));
    if path.iter().any(|token| view.is("not_share_words", *token)) {
        return None;
    }
    let share = percent && path.iter().take(5).chain(&below(view, item)).any(|token| view.is("product_nouns", *token));
    // "The allocation of 14 billion for the armed forces": what the sum is for.
    let for_forces = view.after(item.head, &["for", "to", "on", "in"]).into_iter().any(|object| is_purpose(view, object));
    let mut last = item.head;
    for (step, at) in path.iter().copied().enumerate() {
        if step > 0 && (view.is("price_nouns", at) || view.is("not_spending", at)) && !is_spending(view, at, for_forces) {
            return None;
        }
        let near = candidates(view, at, last);
        let priced = |token: &usize| {
            *token != at && view.is_noun(*token) && view.is("price_nouns", *token) && !is_spending(view, *token, for_forces)
        };
        if view.is_verb(at)
            && near.iter().any(priced)
            && step > 0
            && !share
            && !near.iter().any(|token| is_spending(view, *token, for_forces))
        {
            return None;
        }
        if near.iter().any(|token| view.is("not_spending", *token) && !share) {
            return None;
        }
        if let Some(word) = near.iter().copied().find(|token| is_spending(view, *token, for_forces)) {
            // "The 10 percent of the defence budget that goes to …" is no level: a percentage is a change or a share of the product.
            return Some(Topic { word, share });
        }
        if view.is_verb(at) && view.is("spending_verbs", at) && !view.in_transfer(at) {
            let given = view.after(at, &["for", "to", "on", "in", "towards", "toward"]);
            if for_forces || given.into_iter().any(|object| is_purpose(view, object)) {
                return Some(Topic { word: at, share });
            }
        }
        if step > 0 && matches!(scene.label(at), Label::Ccomp | Label::Advcl) {
            break;
        }
        last = at;
    }
    if share && (recent || view.anywhere("defence_words")) {
        return Some(Topic { word: item.head, share });
    }
    // "… which includes 3 billion for the purchase of arms": a part of the budget just spoken of.
    if recent
        && for_forces
        && !percent
        && view.drafts.iter().all(|draft| draft.value.is_none())
        && path.iter().any(|token| view.is("part_verbs", *token))
    {
        return Some(Topic { word: item.head, share: false });
    }
    // "The 719 million figure".
    let figure = path.get(1).copied().filter(|noun| {
        view.is("figure_nouns", *noun)
            && view.is_noun(*noun)
            && matches!(scene.label(item.head), Label::Compound | Label::Nummod | Label::Nmod)
    });
    if let Some(word) = figure.filter(|_| since <= FAR && !percent && view.drafts.is_empty()) {
        return Some(Topic { word, share: false });
    }
    // "That is a rise of 12 percent": what rises was said before.
    let changed = figure::change(view, item).map(|(_, word)| word);
    let word = changed.or_else(|| path.iter().copied().find(|token| figure::direction(view, *token).is_some()))?;
    // "Raising it to more than 200 million".
    let raises_it = scene.children_with(word, Label::Dobj).any(|object| scene.tag(object) == Tag::PRP);
    if changed.is_none() && !raises_it {
        return None;
    }
    let stands_back = {
        let verb = path.iter().copied().find(|token| view.is_verb(*token));
        let subject = verb.and_then(|verb| view.subject(verb));
        let own = view
            .after(word, &["in", "to", "of"])
            .into_iter()
            .any(|object| scene.item_at(object).is_none() && !view.is("figure_nouns", object));
        !own && subject.is_none_or(|subject| scene.is_under(item.head, subject) || subject == word || is_back(view, subject))
    };
    (since <= FAR && (raises_it || stands_back) && view.drafts.is_empty()).then_some(Topic { word, share: false })
}

/// "That", "it", "the new figure".
fn is_back(view: &View<'_, '_>, subject: usize) -> bool {
    matches!(view.scene.tag(subject), Tag::DT | Tag::PRP) || view.is("figure_nouns", subject)
}

fn below(view: &View<'_, '_>, item: &Item) -> Vec<usize> {
    let mut out = view.after(item.head, &["of"]);
    if let Some(next) = (item.tokens.end < view.scene.len()).then_some(item.tokens.end) {
        out.extend(next..(next + 5).min(view.scene.len()));
    }
    out
}

/// The nouns near one word on the way up from a figure that may say what it is of.
fn candidates(view: &View<'_, '_>, at: usize, last: usize) -> Vec<usize> {
    let scene = view.scene;
    let mut out = vec![at];
    if at == last {
        // "674 billion in defence funding", "2 billion of military spending".
        out.extend(view.after(at, &["in", "of", "for", "on"]));
    }
    if view.is_verb(at) {
        for child in scene.children(at).iter().copied().filter(|child| *child != last) {
            match scene.label(child) {
                Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Attr => out.extend(scene.coordinated(child)),
                Label::Prep if !matches!(scene.lower(child), "by" | "with" | "than") => out.extend(scene.children_with(child, Label::Pobj)),
                _ => {}
            }
        }
        if matches!(scene.label(at), Label::Relcl | Label::Acl) {
            out.push(scene.head(at));
        }
    } else if figure::direction(view, at).is_some() {
        out.extend(view.after(at, &["in", "to", "of", "on", "for"]));
        out.extend(scene.children_with(at, Label::Compound));
    }
    if scene.label(at) == Label::Appos {
        out.push(scene.head(at));
    }
    out
}

/// "Defence budget", "spending on arms", "funds for the army"; a plain "budget" where its owner is military.
fn is_spending(view: &View<'_, '_>, token: usize, for_forces: bool) -> bool {
    if !view.is_noun(token) || !(view.is("spending_nouns", token) || view.is("fund_nouns", token)) {
        return false;
    }
    let phrase = view.phrase_tokens(token);
    if phrase.iter().any(|one| view.is("not_spending", *one)) {
        return false;
    }
    let military = phrase.iter().any(|one| {
        *one != token && view.is_military(*one) && !matches!(view.scene.item_at(*one).map(|item| &item.what), Some(What::Equipment(_)))
    });
    military || for_forces
}

/// Forces, a defence ministry, or arms in general.
fn is_purpose(view: &View<'_, '_>, object: usize) -> bool {
    view.phrase_tokens(object).into_iter().any(|token| view.is_military(token))
}

fn actor(view: &View<'_, '_>, thread: &Thread, topic: &Topic, item: &Item) -> Option<PartyRef> {
    let public = |party: &PartyRef| party.company.is_none();
    let owner = || {
        let mut at = topic.word;
        for _ in 0..4 {
            if let Some(party) = view.is_noun(at).then(|| who::owner(view, at)).flatten().filter(public) {
                return Some(party);
            }
            match view.scene.label(at) {
                Label::Pobj | Label::Prep | Label::Appos | Label::Compound | Label::Conj => at = view.scene.head(at),
                _ => return None,
            }
        }
        None
    };
    let above = || who::subject_above(view, topic.word).or_else(|| who::subject_above(view, item.head)).filter(public);
    let located = || view.after(topic.word, &["in"]).into_iter().find_map(|object| who::public(view, object));
    let recent = || {
        thread
            .budget
            .as_ref()
            .filter(|(end, _)| view.scene.span.start.saturating_sub(*end) <= NEAR)
            .map(|(_, party)| party.clone().by_the_way())
    };
    let found = owner().or_else(above).or_else(located).or_else(recent).or_else(|| who::topic(view))?;
    // An alliance's guideline is met by its members: the state that the sentence speaks of is the actor.
    let alliance = !found.id.is_state();
    let state = || who::topic(view).filter(|party| party.id.is_state());
    if alliance && topic.share { above().filter(|party| party.id.is_state()).or_else(state).or(Some(found)) } else { Some(found) }
}
