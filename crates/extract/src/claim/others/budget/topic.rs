//! The word by which a figure is a budget: a noun for spending near it, a verb of spending over it, or what an earlier figure was of.

use super::super::view::View;
use super::super::{FAR, NEAR, Thread, figure};
use super::purpose;
use crate::frame::scene::{Item, What};
use crate::name::Sort;
use crate::syntax::{Label, Tag};

/// How a figure comes to be a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Its own clause says so.
    Own,
    /// An earlier figure of the sentence is one, and this one goes on from it.
    Chained,
    /// Only an earlier sentence says what it is of.
    Back,
}

/// The word that says that a figure is a budget.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    /// The word.
    pub word: usize,
    /// True for a share of the gross domestic product.
    pub share: bool,
    /// How the figure goes with it.
    pub link: Link,
}

/// The topic of one figure, if it is a budget.
pub(super) fn of(view: &View<'_, '_>, thread: &Thread, item: &Item, percent: bool) -> Option<Topic> {
    let scene = view.scene;
    let since = thread.budget_before(scene.span);
    let recent = since <= NEAR;
    let path = path(view, item);
    if path.iter().any(|token| view.is("not_share_words", *token)) {
        return None;
    }
    let share = percent && path.iter().take(5).chain(&below(view, item)).any(|token| view.is("product_nouns", *token));
    let topic = |word: usize, link: Link| Some(Topic { word, share, link });
    // "The allocation of 14 billion for the armed forces": what the sum is for.
    let for_forces = purpose::of(view, item.head) || purpose_behind(view, item) || purpose_of_fund(view, &path);
    // "58 percent of the defence budget goes to pay": a part of it is no level.
    if percent && !share && view.after(item.head, &["of"]).into_iter().any(|whole| is_money(view, whole)) {
        return None;
    }
    let mut last = item.head;
    for (step, at) in path.iter().copied().enumerate() {
        if step > 0 && bars(view, at) && !is_spending(view, at, for_forces) {
            return None;
        }
        let near = candidates(view, at, last);
        let spends = near.iter().copied().find(|token| is_spending(view, *token, for_forces));
        let priced = |token: &usize| {
            let wanted = for_forces && scene.label(*token) == Label::Pobj && scene.lower(scene.head(*token)) == "for";
            *token != at && view.is_noun(*token) && view.is("price_nouns", *token) && !wanted && !is_spending(view, *token, for_forces)
        };
        if view.is_verb(at) && near.iter().any(priced) && step > 0 && !share && spends.is_none() {
            return None;
        }
        if near.iter().any(|token| view.is("not_spending", *token) && !share && !is_spending(view, *token, for_forces)) {
            return None;
        }
        if let Some(word) = spends {
            // "The 10 percent of the defence budget that goes to …" is no level: a percentage is a change or a share of the product.
            return topic(word, Link::Own);
        }
        if view.is_verb(at) && !view.in_transfer(at) {
            let spent = view.is("spending_verbs", at);
            let asked = view.is("request_verbs", at);
            let secures = || spent && recent && view.subtree_has(at, "security_words");
            if (spent || asked) && (for_forces || purpose::of(view, at) || secures()) && !is_gift(view, at) {
                return topic(at, Link::Own);
            }
            // "Defence was allocated 44 billion": who gets it.
            if spent && view.is_passive(at) && view.subject(at).is_some_and(|subject| purpose::is_military(view, subject)) {
                return topic(at, Link::Own);
            }
            // "The Netherlands spent 2.06 percent": of what, was said before.
            if percent && spent && thread.share_before(scene.span) && !has_object_besides(view, at, item) {
                return Some(Topic { word: at, share: true, link: Link::Back });
            }
        }
        if step > 0 && matches!(scene.label(at), Label::Ccomp | Label::Advcl) {
            break;
        }
        last = at;
    }
    if share && (recent || view.anywhere("defence_words")) && !is_of_else(view, &path) {
        return topic(item.head, Link::Back);
    }
    // "… which includes 3 billion for the purchase of arms": a part of the budget just spoken of.
    let bought = view.drafts.iter().any(|draft| draft.value.is_some() && !draft.vague);
    if recent && for_forces && !percent && !bought && path.iter().any(|token| view.is("part_verbs", *token)) {
        return topic(item.head, Link::Back);
    }
    back(view, since, item, &path, percent).map(|word| Topic { word, share: false, link: Link::Back })
}

/// The figure's head and what stands above it.
fn path(view: &View<'_, '_>, item: &Item) -> Vec<usize> {
    let mut path = vec![item.head];
    path.extend(view.above(item.head, 8));
    path
}

fn bars(view: &View<'_, '_>, token: usize) -> bool {
    view.is("price_nouns", token) || view.is("not_spending", token)
}

/// "That is a rise of 12 percent", "the 719 million figure": the word by which a figure goes back to an earlier sentence.
fn back(view: &View<'_, '_>, since: usize, item: &Item, path: &[usize], percent: bool) -> Option<usize> {
    let scene = view.scene;
    let goods = view.drafts.iter().any(|draft| !draft.vague);
    if since > FAR || goods {
        return None;
    }
    let figure = path.get(1).copied().filter(|noun| {
        view.is("figure_nouns", *noun)
            && view.is_noun(*noun)
            && matches!(scene.label(item.head), Label::Compound | Label::Nummod | Label::Nmod)
    });
    if let Some(word) = figure.filter(|_| !percent) {
        return Some(word);
    }
    // "The request for 2018 – 13.9 billion – is not yet passed".
    let explained = path.get(1).copied().filter(|noun| scene.label(item.head) == Label::Appos && is_money_noun(view, *noun));
    if let Some(word) = explained.filter(|_| since <= NEAR && !percent) {
        return Some(word);
    }
    let verb = path.iter().copied().find(|token| view.is_verb(*token));
    let subject = verb.and_then(|verb| view.subject(verb));
    // "The allocation is 50.8 billion", "it will reach 53 billion": a plain sum said of it.
    if let (Some(verb), Some(subject)) = (verb, subject)
        && since <= NEAR
        && !percent
        && (view.is("level_verbs", verb) || figure::direction(view, verb).is_some())
        && (scene.tag(subject) == Tag::PRP && scene.lower(subject) == "it" || is_money_noun(view, subject))
        && !view.after(subject, &["of", "for", "to"]).iter().any(|object| view.in_name(*object) || view.is_noun(*object))
    {
        return Some(verb);
    }
    // "That is a rise of 12 percent": what rises was said before.
    let changed = figure::change(view, item).map(|(_, word)| word);
    let word = changed.or_else(|| path.iter().copied().find(|token| figure::direction(view, *token).is_some()))?;
    // "Raising it to more than 200 million".
    let raises_it = scene.children_with(word, Label::Dobj).any(|object| scene.tag(object) == Tag::PRP);
    if changed.is_none() && !raises_it {
        return None;
    }
    let own =
        view.after(word, &["in", "to", "of"]).into_iter().any(|object| scene.item_at(object).is_none() && !view.is("figure_nouns", object));
    let stands_back = !own
        && subject.is_none_or(|subject| {
            scene.is_under(item.head, subject) || subject == word || is_back(view, subject) || is_money_noun(view, subject)
        });
    (raises_it || stands_back).then_some(word)
}

/// "Oil and gas account for 70 percent of the product": said of something else.
fn is_of_else(view: &View<'_, '_>, path: &[usize]) -> bool {
    let Some(verb) = path.iter().copied().find(|token| view.is_verb(*token)) else { return false };
    let plain = |verb: usize| {
        view.is("spending_verbs", verb) || view.is("level_verbs", verb) || figure::direction(view, verb).is_some() || view.in_speech(verb)
    };
    !plain(verb) && view.subject(verb).is_some_and(|subject| view.is_noun(subject) && !view.in_name(subject) && !is_money(view, subject))
}

/// A noun for money, whatever it is for.
fn is_money(view: &View<'_, '_>, token: usize) -> bool {
    view.is_noun(token) && (view.is("spending_nouns", token) || view.is("fund_nouns", token))
}

/// "50 million allocations to buy weapons": the clause after a fund may hang on the verb over it.
fn purpose_of_fund(view: &View<'_, '_>, path: &[usize]) -> bool {
    let Some(fund) = path.get(1).copied().filter(|noun| is_money(view, *noun)) else { return false };
    purpose::of(view, fund)
        || path.get(2).is_some_and(|verb| *verb < fund && view.is_verb(*verb) && purpose::by_clause_after(view, *verb, fund))
}

/// "That", "it", "the new figure".
fn is_back(view: &View<'_, '_>, subject: usize) -> bool {
    matches!(view.scene.tag(subject), Tag::DT | Tag::PRP) || view.is("figure_nouns", subject)
}

/// "The allocation", "the budget": a noun for money with nothing beside it that says what for.
fn is_money_noun(view: &View<'_, '_>, token: usize) -> bool {
    (view.is("spending_nouns", token) || view.is("fund_nouns", token))
        && view.scene.children(token).iter().all(|child| !matches!(view.scene.label(*child), Label::Compound | Label::Poss))
}

/// True where the verb over the figure, or a noun of change, lets it go on from an earlier one: "decreasing to 51 billion", "and 200 million in 2025".
pub(super) fn goes_on(view: &View<'_, '_>, item: &Item, percent: bool) -> bool {
    let path = path(view, item);
    let verb = path.iter().copied().find(|token| view.is_verb(*token));
    let barred = path.iter().copied().take_while(|token| !view.is_verb(*token)).any(|token| bars(view, token));
    let moves = figure::change(view, item).is_some()
        || verb.is_some_and(|verb| figure::direction(view, verb).is_some() || view.is("level_verbs", verb));
    let joined = view.scene.label(item.head) == Label::Conj;
    !barred && !view.anywhere("not_share_words") && if percent { figure::change(view, item).is_some() } else { moves || joined }
}

/// True where the later figure hangs on the earlier one, or both on verbs that are joined.
pub(super) fn is_joined(view: &View<'_, '_>, before: &Item, item: &Item) -> bool {
    let scene = view.scene;
    let verb = |item: &Item| path(view, item).into_iter().find(|token| view.is_verb(*token));
    if scene.is_under(item.head, before.head) || scene.is_under(before.head, item.head) {
        return true;
    }
    let (Some(first), Some(second)) = (verb(before), verb(item)) else { return false };
    if first == second {
        return scene.label(item.head) == Label::Conj || figure::change(view, item).is_some();
    }
    if scene.head(first) == second {
        return true;
    }
    let own_subject = view.subject(second).is_some_and(|subject| !is_back(view, subject) && !matches!(scene.tag(subject), Tag::WDT));
    scene.is_under(second, first) && !own_subject
}

/// The word by which a sentence without figures speaks of a defence budget.
pub(super) fn spoken_of(view: &View<'_, '_>) -> Option<usize> {
    (0..view.scene.len()).find(|token| {
        is_spending(view, *token, false) || (view.is_verb(*token) && view.scene.lemma(*token) == "spend" && purpose::of(view, *token))
    })
}

fn below(view: &View<'_, '_>, item: &Item) -> Vec<usize> {
    let mut out = view.after(item.head, &["of"]);
    if let Some(next) = (item.tokens.end < view.scene.len()).then_some(item.tokens.end) {
        out.extend(next..(next + 5).min(view.scene.len()));
    }
    out
}

/// "4 billion for the army": a preposition right behind the sum, wherever the tree hangs it.
fn purpose_behind(view: &View<'_, '_>, item: &Item) -> bool {
    let next = item.tokens.end;
    let is_for = |token: usize| token < view.scene.len() && matches!(view.scene.lower(token), "for");
    [next, next + 1]
        .into_iter()
        .filter(|token| is_for(*token))
        .flat_map(|token| view.scene.children_with(token, Label::Pobj).collect::<Vec<_>>())
        .any(|object| purpose::is_military(view, object))
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
                Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Attr => {
                    out.extend(scene.coordinated(child));
                    // "The volume of funds for defence".
                    if view.is("figure_nouns", child) || view.is("amount_nouns", child) {
                        out.extend(view.after(child, &["of"]));
                    }
                }
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
        // "An 800 million cut in purchases of trucks".
        out.extend(view.after(at, &["in", "to"]).into_iter().filter(|object| view.is("procurement_nouns", *object)));
    }
    if scene.label(at) == Label::Appos {
        out.push(scene.head(at));
    }
    out
}

/// "Defence budget", "spending on arms", "funds for the army", "the cost of the war"; a plain "budget" where its owner is military.
fn is_spending(view: &View<'_, '_>, token: usize, for_forces: bool) -> bool {
    if !view.is_noun(token) {
        return false;
    }
    if view.is("procurement_nouns", token) && figure::direction(view, view.above(token, 2).pop().unwrap_or(token)).is_some() {
        return view.phrase_tokens(token).into_iter().any(|one| view.is_military(one));
    }
    if view.is("cost_nouns", token) {
        return view.after(token, &["of"]).into_iter().any(|object| view.is("war_nouns", object));
    }
    if !(view.is("spending_nouns", token) || view.is("fund_nouns", token)) {
        return false;
    }
    let phrase = view.phrase_tokens(token);
    if phrase.iter().any(|one| view.is("not_spending", *one)) {
        return false;
    }
    let goods = |token: usize| match view.scene.item_at(token).map(|item| (&item.what, item.span)) {
        Some((What::Equipment(goods), span)) => {
            goods.sort != Sort::VagueNoun
                || !view.scene.words(span).split_whitespace().any(|word| view.lexicon.word_list("military_words", &word.to_lowercase()))
        }
        _ => false,
    };
    let military = phrase.iter().any(|one| *one != token && view.is_military(*one) && !goods(*one));
    // "The agency for warheads is to receive 15 billion in the 2019 budget": who gets it is military.
    let received = || {
        phrase.iter().any(|one| view.is("spending_nouns", *one))
            && view.above(token, 4).into_iter().find(|above| view.is_verb(*above)).is_some_and(|verb| {
                view.scene.lemma(verb) == "receive" && (view.anywhere("military_words") || view.anywhere("arsenal_words"))
            })
    };
    military || for_forces || received()
}

/// Money for the forces of somebody else is aid.
fn is_gift(view: &View<'_, '_>, verb: usize) -> bool {
    let party = |token: usize| super::super::super::parties::named(view.scene, token).filter(|party| party.id.is_state());
    let giver = view.subject(verb).and_then(party);
    let receivers = view.after(verb, &["for", "to"]);
    receivers
        .into_iter()
        .flat_map(|object| view.phrase_tokens(object))
        .filter_map(party)
        .any(|receiver| giver.as_ref().is_some_and(|giver| giver.id != receiver.id))
}

/// "Spent 2 percent of its income on food": what is spent, or on what, is said.
fn has_object_besides(view: &View<'_, '_>, verb: usize, item: &Item) -> bool {
    let object = |child: usize| view.scene.label(child) == Label::Dobj && child != item.head && !item.tokens.contains(&child);
    view.scene.children(verb).iter().copied().any(object) || !view.after(verb, &["on", "for"]).is_empty()
}
