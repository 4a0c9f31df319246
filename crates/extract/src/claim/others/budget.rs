//! Military and defence spending: a sum or a percentage, and the word that says that it is a budget.

mod purpose;
mod ranking;
mod series;
mod spending;
mod topic;

use super::super::parties::PartyRef;
use super::view::View;
use super::{FAR, NEAR, Thread, figure, when, who};
use crate::frame::scene::{Item, What};
use crate::name::money::MoneyFound;
use materiel_model::{Claim, Kind, Measure, Money, Slot, Span, Stated, Value};
use topic::{Link, Topic};

/// What was said of a budget last, for figures that go back to it.
#[derive(Clone, Debug)]
pub(super) struct Spent {
    /// Where the sentence ends.
    end: usize,
    /// Whose budget it is.
    actor: PartyRef,
    /// True where it was a share of the gross domestic product.
    share: bool,
    /// How many figures of budgets the document has given so far.
    told: usize,
}

/// How many figures make a document one on a budget, and how many bytes back the last of them may stand.
const MUCH: usize = 3;
const DEEP: usize = 4000;

/// The budgets of one sentence.
pub(super) fn claims(view: &View<'_, '_>, thread: &mut Thread) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    if view.anywhere("not_budget_words") {
        return out;
    }
    let mut last: Option<(usize, Topic, PartyRef)> = None;
    for (index, item) in view.scene.items.iter().enumerate() {
        let (slot, value) = match &item.what {
            What::Money(money) => match sum(money) {
                Some(sum) => (Slot::Value, Value::Money(sum)),
                None => continue,
            },
            What::Percent(percent) => (Slot::Percent, Value::Percent(percent.percent)),
            _ => continue,
        };
        let percent = slot == Slot::Percent;
        // The old level is one of its own, where it is no change that is told in percent.
        if topic::is_of_whole(view, item, percent) {
            continue;
        }
        if figure::is_restated(view, index) || (percent && figure::is_old_level(view, index) && !topic::is_share(view, item)) {
            continue;
        }
        // "Stands at 2.3 percent of the product, down from 3.1 percent": no level by itself.
        let bare = |topic: &Topic| {
            percent
                && !topic.share
                && figure::change(view, item).is_none()
                && figure::explained(view, index).is_none()
                && !matches!(figure::preposition(view, item), "at" | "to")
        };
        let own = topic::of(view, thread, item, percent).filter(|topic| !bare(topic));
        let chained = || {
            let (before, topic, actor) = last.as_ref().filter(|_| topic::goes_on(view, item, percent))?;
            topic::is_joined(view, &view.scene.items[*before], item).then(|| (Topic { link: Link::Chained, ..*topic }, actor.clone()))
        };
        // "Up from 1.7 percent a year earlier", "and Estonia 2.1 percent".
        let follows = || {
            let (before, topic, actor) = last.as_ref().filter(|(_, topic, _)| !percent || topic.share || topic::is_share(view, item))?;
            let next = series::next(view, *before, index).or_else(|| series::part(view, &view.scene.items[*before], item))?;
            Some((Topic { link: Link::Chained, ..*topic }, next.actor.unwrap_or_else(|| actor.clone())))
        };
        let other = || follows().filter(|(_, party)| last.as_ref().is_some_and(|(_, _, before)| before.id != party.id));
        let Some((topic, actor)) = other()
            .or_else(|| own.and_then(|topic| actor(view, thread, &topic, item).map(|actor| (topic, actor))))
            .or_else(chained)
            .or_else(follows)
            .or_else(|| (!percent).then(|| ranking::of(view, thread, item)).flatten())
        else {
            continue;
        };
        // "The 10 billion that it spent would rise to 23 billion": what rises is a level.
        let spent = view.scene.label(topic.word) == crate::syntax::Label::Relcl && view.scene.head(topic.word) == item.head;
        let measure = figure::change(view, item).or_else(|| figure::explained(view, index)).filter(|_| !spent);
        if percent && measure.is_none() && !topic.share && !matches!(figure::preposition(view, item), "at" | "to") {
            continue;
        }
        let share = percent && topic.share;
        // "1.5 percent of the product, or about 60 billion": one level, said twice.
        if !percent
            && figure::restates_share(view, index)
            && let Some(before) = out.iter_mut().rev().find(|claim| claim.slots.has(Slot::Percent) && !claim.slots.has(Slot::Value))
        {
            before.slots.set(slot, Stated::new(value, item.span));
            continue;
        }
        if topic.link == Link::Back && thread.spending.is_some() {
            thread.spending = Some(view.scene.span.end);
        }
        thread.budget = Some(Spent { end: view.scene.span.end, actor: actor.clone(), share, told: thread.told() + 1 });
        let mut claim = Claim::new(Kind::Budget, view.scene.span);
        claim.slots.set(slot, Stated::new(value, item.span));
        let measure = match measure {
            Some((measure, word)) => Stated::new(Value::Measure(measure), view.scene.tokens[word].span),
            None => Stated::inferred(Value::Measure(Measure::Level), view.scene.tokens[topic.word].span),
        };
        claim.slots.set(Slot::Measure, measure);
        if let Some(date) = date(view, &topic, item) {
            if matches!(&date.value, Value::Date(date) if date.month().is_none()) {
                claim.slots.set(Slot::Period, date.clone());
            }
            claim.slots.set(Slot::Date, date);
        }
        // "Sweden and the Netherlands spend 2 percent": each of them does. A sum may be of all together.
        let mut actors = vec![actor.clone()];
        if percent {
            actors.extend(who::beside(view, actor.at).into_iter().filter(|party| party.id != actor.id));
        }
        for party in &actors {
            let mut claim = claim.clone();
            super::party(&mut claim, Slot::Actor, party);
            out.push(claim);
        }
        last = Some((index, topic, actor));
    }
    let spoken = topic::spoken_of(view);
    // "Military spending in the region": of several states at once.
    if spoken.is_some_and(|word| view.is_noun(word) && who::owner(view, word).is_none()) {
        thread.spending = Some(view.scene.span.end);
    }
    if last.is_none()
        && let Some(word) = spoken
        && let Some(actor) = who::owner(view, word).or_else(|| who::subject_above(view, word)).filter(|party| party.company.is_none())
    {
        let share = (0..view.scene.len()).any(|token| view.is("product_nouns", token));
        thread.budget = Some(Spent { end: view.scene.span.end, actor, share, told: thread.told() });
    }
    out
}

impl Thread {
    /// How many bytes before the sentence the last budget was spoken of.
    fn budget_before(&self, sentence: Span) -> usize {
        self.budget.as_ref().map_or(usize::MAX, |spent| sentence.start.saturating_sub(spent.end))
    }

    /// How many figures of budgets were given so far.
    fn told(&self) -> usize {
        self.budget.as_ref().map_or(0, |spent| spent.told)
    }

    /// True where the document has told much of one budget, and not too far back.
    fn is_on_budgets(&self, sentence: Span) -> bool {
        self.told() >= MUCH && self.budget_before(sentence) <= DEEP
    }

    /// True where the last budget was a share of the gross domestic product, and just spoken of.
    fn share_before(&self, sentence: Span) -> bool {
        self.budget.as_ref().is_some_and(|spent| spent.share) && self.budget_before(sentence) <= NEAR
    }
}

/// The sum, unless it is too small for a budget. "In 2017 to 66 billion" is no range: the year is none of its ends.
fn sum(found: &MoneyFound) -> Option<Money> {
    let mut money = found.money;
    if let Some(upper) = found.upper.filter(|upper| (1900..2100).contains(&money.amount) && *upper > 100_000) {
        money = Money { amount: upper, ..money };
    }
    (money.amount >= 100_000).then_some(money)
}

/// "Its 2024 military budget": the year in the budget's own phrase; else the nearest one to the figure.
fn date(view: &View<'_, '_>, topic: &Topic, item: &Item) -> Option<Stated<Value>> {
    let own = || {
        view.scene.items.iter().find_map(|other| {
            let What::Date(date) = &other.what else { return None };
            let inside = view.scene.head(other.head) == topic.word && other.head < topic.word;
            date.value.filter(|_| inside).map(|value| Stated::new(Value::Date(value), other.span))
        })
    };
    let of_figure = || when::date(view, item.head, true).filter(|date| !is_compared(view, date.at));
    match topic.link {
        Link::Own => own().or_else(of_figure).or_else(|| when::date(view, topic.word, true)).filter(|date| !is_compared(view, date.at)),
        Link::Chained => when::beside(view, item).or_else(of_figure),
        Link::Back => of_figure().or_else(|| when::date(view, topic.word, true)),
    }
}

/// "By 20 percent on 2022", "from last year": what a change is measured against.
fn is_compared(view: &View<'_, '_>, at: Span) -> bool {
    let scene = view.scene;
    let Some(date) = scene.items.iter().find(|item| item.span == at) else { return false };
    let before = date.tokens.start.checked_sub(1).map_or("", |token| scene.lower(token));
    let year = matches!(&date.what, What::Date(date) if date.kind == crate::name::date::DateKind::Year);
    before == "from" || before == "against" || before == "versus" || (before == "on" && year) || (before == "over" && year)
}

/// "The target for the alliance's members is 2 percent": the alliance's, of which the document speaks.
fn of_members(view: &View<'_, '_>, item: &Item) -> Option<PartyRef> {
    let scene = view.scene;
    let verb = view.above(item.head, 3).into_iter().find(|above| view.is_verb(*above)).filter(|verb| scene.lemma(*verb) == "be")?;
    let subject = view.subject(verb).filter(|subject| view.is("guideline_nouns", *subject))?;
    let members = scene.subtree(subject).into_iter().any(|token| view.is("member_state_words", token));
    let mut alliances = view.lexicon.words_of("guideline_alliances").map(str::to_uppercase);
    let id = alliances.find(|name| members && scene.text.contains(name.as_str())).and_then(|name| materiel_model::PartyId::new(&name))?;
    Some(PartyRef { id, at: scene.tokens[subject].span, inferred: true, company: None, how: crate::name::How::Alliance })
}

fn actor(view: &View<'_, '_>, thread: &Thread, topic: &Topic, item: &Item) -> Option<PartyRef> {
    if let Some(alliance) = of_members(view, item).filter(|_| topic.share) {
        return Some(alliance);
    }
    // "The European Defence Fund" is what money is for, and not who gives it.
    let word = view.scene.tokens[topic.word].span;
    let public = |party: &PartyRef| party.company.is_none() && (party.id.is_state() || !party.at.overlaps(word));
    let owner = || {
        let mut at = topic.word;
        for _ in 0..4 {
            if let Some(party) = view.is_noun(at).then(|| who::owner(view, at)).flatten().filter(public) {
                return Some(party);
            }
            match view.scene.label(at) {
                crate::syntax::Label::Pobj
                | crate::syntax::Label::Prep
                | crate::syntax::Label::Appos
                | crate::syntax::Label::Compound
                | crate::syntax::Label::Conj => at = view.scene.head(at),
                _ => return None,
            }
        }
        None
    };
    let above = || who::subject_above(view, topic.word).or_else(|| who::subject_above(view, item.head)).filter(public);
    // "The cost of the war to the United States"; a war's place pays for none of it, nor do several places at once.
    let war = view.is("cost_nouns", topic.word);
    let located = || {
        let places = view.after(topic.word, &["in"]);
        if war || places.len() > 1 { None } else { places.into_iter().find_map(|object| who::public(view, object)) }
    };
    let borne = || war.then(|| view.after(topic.word, &["to", "for"])).into_iter().flatten().find_map(|object| who::public(view, object));
    let recent = || {
        let near = thread.budget_before(view.scene.span) <= NEAR || (topic.link == Link::Back && thread.is_on_budgets(view.scene.span));
        let held = thread.budget.as_ref().filter(|_| near).map(|spent| spent.actor.clone().by_the_way());
        // An alliance's target was spoken of last: the document is still about a state.
        held.map(|party| if party.id.is_state() { party } else { who::topic(view).filter(|topic| topic.id.is_state()).unwrap_or(party) })
    };
    // "Military spending in Iraq" may be another's, where another's was spoken of.
    let at_home = || located().filter(|place| recent().is_none_or(|party| party.id == place.id));
    let found = borne().or_else(owner).or_else(above).or_else(at_home).or_else(recent).or_else(|| who::topic(view))?;
    // An alliance's guideline is met by its members: the state that the sentence speaks of is the actor.
    let alliance = !found.id.is_state();
    let state = || who::topic(view).filter(|party| party.id.is_state());
    let said_of_all = who::subject_above(view, item.head).is_some_and(|party| party.id == found.id);
    if alliance && topic.share && !said_of_all {
        above().filter(|party| party.id.is_state()).or_else(state).or(Some(found))
    } else {
        Some(found)
    }
}
