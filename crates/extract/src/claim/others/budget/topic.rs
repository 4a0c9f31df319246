//! The word by which a figure is a budget: a noun for spending near it, a verb of spending over it, or what an earlier figure was of.

use super::super::view::View;
use super::super::{FAR, NEAR, Thread, figure, who};
use super::purpose;
use super::spending::{is_spending, is_spending_plan};
use crate::frame::scene::Item;
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
    if is_of_whole(view, item, percent) {
        return None;
    }
    let share = percent && is_share(view, item);
    let topic = |word: usize, link: Link| Some(Topic { word, share, link });
    // "The allocation of 14 billion for the armed forces": what the sum is for.
    let for_forces = purpose::of(view, item.head) || purpose_behind(view, item) || purpose_of_fund(view, &path);
    // "8 billion of the fund will go to the army".
    let goes = |verb: &usize| view.is_verb(*verb) && scene.lemma(*verb) == "go" && purpose::of(view, *verb);
    // "Gives the defence ministry 261 billion".
    let given = |verb: &usize| {
        view.is_verb(*verb)
            && (view.is("request_verbs", *verb) || view.is("spending_verbs", *verb))
            && scene.children_with(*verb, Label::Dative).any(|one| purpose::is_military(view, one))
    };
    let for_forces = for_forces || (!percent && path.iter().take(4).any(|verb| goes(verb) || given(verb)));
    // "Rein in the deficit to 3 percent of the product".
    let said_of_else = |verb: usize| {
        view.is_verb(verb)
            && scene.children(verb).iter().any(|child| {
                matches!(scene.label(*child), Label::Dobj | Label::Nsubj | Label::Nsubjpass) && view.is("not_share_words", *child)
            })
    };
    if share && path.iter().take(4).any(|token| said_of_else(*token)) {
        return None;
    }
    // "The 10 billion that it has spent over the decade would rise to 23 billion".
    let spent_before = |clause: &usize| view.is("spending_verbs", *clause) && (purpose::of(view, *clause) || recent || thread.arms);
    let by_state =
        |clause: &usize| view.subject(*clause).and_then(|subject| who::public(view, subject)).is_some_and(|party| party.id.is_state());
    if !percent && let Some(clause) = scene.children_with(item.head, Label::Relcl).find(|clause| spent_before(clause) && by_state(clause)) {
        return topic(clause, Link::Own);
    }
    let mut last = item.head;
    for (step, at) in path.iter().copied().enumerate() {
        // "An investment plan for the army of 900 billion".
        let valued = || view.is("worth_nouns", at) && path[step..].iter().take(3).any(|above| is_spending(view, *above, false));
        if step > 0 && bars(view, at) && !is_spending(view, at, for_forces) && !valued() {
            return None;
        }
        let near = candidates(view, at, last);
        let spends = near.iter().copied().find(|token| is_spending(view, *token, for_forces));
        let priced = |token: &usize| {
            let wanted = (for_forces || view.is("appropriating_verbs", at))
                && scene.label(*token) == Label::Pobj
                && scene.lower(scene.head(*token)) == "for";
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
        let only_vague = || view.drafts.iter().filter(|draft| draft.nodes.contains(&at)).all(|draft| draft.vague);
        let on_budgets = || view.is_passive(at) && thread.is_on_budgets(scene.span);
        if view.is_verb(at) && (only_vague() || appropriates(view, at) || is_forces(view, at) || on_budgets()) {
            let spent = view.is("spending_verbs", at);
            let asked = view.is("request_verbs", at);
            let secures = || spent && recent && view.subtree_has(at, "security_words");
            if (spent || asked) && (for_forces || purpose::of(view, at) || secures()) && !is_gift(view, at) {
                return topic(at, Link::Own);
            }
            // "The navy will receive 14 billion in the 2019 budget", "the defence ministry requested 5 trillion": who gets it or asks for it.
            let gets = asked && at != item.head || view.is("getting_verbs", at);
            if gets && !percent && step <= 2 && (is_of_money(view) || since <= FAR) && is_forces(view, at) {
                return topic(at, Link::Own);
            }
            // "Will have 102 million at its disposal".
            let disposes = || scene.lemma(at) == "have" && view.subtree_has(at, "disposal_words");
            if !percent && step <= 2 && disposes() && is_forces(view, at) {
                return topic(at, Link::Own);
            }
            // "Appropriated 755 million for the icebreaker": a legislature's word for money.
            if appropriates(view, at)
                && !percent
                && (purpose::is_for_goods(view, at) || purpose::is_for_goods(view, item.head))
                && (is_of_money(view) || since <= FAR)
            {
                return topic(at, Link::Own);
            }
            // "Unveiled its defence budget, setting aside 295 billion".
            let of_budget = || (0..at).rev().find(|token| is_spending(view, *token, false));
            if spent
                && !percent
                && matches!(scene.label(at), Label::Advcl | Label::Acl)
                && view.subject(at).is_none()
                && let Some(word) = of_budget()
            {
                return topic(word, Link::Own);
            }
            // "112 billion will be spent on equipment", where the document is on a budget.
            if spent && !percent && on_budgets() && view.after(at, &["by"]).is_empty() {
                return topic(at, Link::Back);
            }
            // "Defence was allocated 44 billion": who gets it.
            if spent && view.is_passive(at) && view.subject(at).is_some_and(|subject| purpose::is_military(view, subject)) {
                return topic(at, Link::Own);
            }
            // "The Netherlands spent 2.06 percent": of what, was said before.
            if percent && spent && thread.share_before(scene.span) && !has_object_besides(view, at, item) {
                return Some(Topic { word: at, share: true, link: Link::Back });
            }
            // "It now stands at 0.8 percent".
            let of_it =
                || view.subject(at).is_some_and(|subject| matches!(scene.lower(subject), "it" | "that" | "this" | "share" | "figure"));
            let level = view.is("level_verbs", at) || figure::direction(view, at).is_some();
            if percent && level && of_it() && thread.share_before(scene.span) && figure::change(view, item).is_none() {
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
    let part = path.iter().copied().find(|token| view.is_verb(*token) && view.is("part_verbs", *token));
    if recent
        && for_forces
        && !percent
        && !bought
        && path.iter().any(|token| view.is("part_verbs", *token) || view.is("level_verbs", *token))
    {
        return topic(item.head, Link::Back);
    }
    // "The request included 700,000 to repair ships": a part of a budget that was spoken of, by its own noun.
    let of_budget =
        |verb: usize| subject_over(view, verb).is_some_and(|subject| is_money_noun(view, subject) || is_spending(view, subject, false));
    if since <= FAR && !percent && !bought && part.is_some_and(of_budget) {
        return topic(item.head, Link::Back);
    }
    // "The 603 billion in spending proposed in May".
    let in_spending = || view.after(item.head, &["in", "of"]).into_iter().any(|noun| view.is("spending_nouns", noun));
    if recent && !percent && in_spending() {
        return topic(item.head, Link::Back);
    }
    // "The annual budget for studies will rise to 1 billion", where the document is on a budget.
    if !percent && thread.is_on_budgets(scene.span) {
        let plain = |token: &usize| {
            view.is("spending_nouns", *token)
                && view.is_noun(*token)
                && who::owner(view, *token).is_none()
                && !view.after(*token, &["for", "on"]).is_empty()
        };
        let near: Vec<usize> = path.iter().take(3).flat_map(|at| candidates(view, *at, item.head)).collect();
        if !near.iter().any(|token| view.is("not_spending", *token) || view.is("price_nouns", *token))
            && let Some(word) = near.into_iter().find(plain)
        {
            return topic(word, Link::Back);
        }
    }
    back(view, since, item, &path, percent).map(|word| Topic { word, share: false, link: Link::Back })
}

/// "23 percent of the state budget", "a total state budget of 3 billion", "the product was 1.9 billion": of all that a state has or spends.
pub(super) fn is_of_whole(view: &View<'_, '_>, item: &Item, percent: bool) -> bool {
    let scene = view.scene;
    if percent {
        let whole = view.after(item.head, &["of"]).into_iter().any(|whole| is_money(view, whole));
        return whole && !is_share(view, item);
    }
    let path = path(view, item);
    if is_of_else_than_forces(view, item, &path) {
        return true;
    }
    let of_state = |noun: usize| {
        view.is("spending_nouns", noun)
            && scene.children(noun).iter().any(|child| *child < noun && view.is("whole_words", *child))
            && !view.phrase_tokens(noun).into_iter().any(|one| view.is_military(one))
    };
    if path.iter().take(3).copied().any(|token| view.is_noun(token) && of_state(token)) {
        return true;
    }
    let verb = path.iter().copied().find(|token| view.is_verb(*token));
    verb.and_then(|verb| view.subject(verb)).is_some_and(|subject| {
        view.is("product_nouns", subject) || scene.children_with(subject, Label::Amod).any(|word| view.is("product_nouns", word))
    })
}

/// "The Ministry of Health is to get 63 million", "1.3 trillion in revenue", "a company's investment of 35 million": no money of forces.
fn is_of_else_than_forces(view: &View<'_, '_>, item: &Item, path: &[usize]) -> bool {
    let verb = path.iter().copied().find(|token| view.is_verb(*token));
    let subject = verb.and_then(|verb| subject_over(view, verb));
    let nouns = path.iter().copied().take(4).take_while(|token| !view.is_verb(*token));
    let near: Vec<usize> =
        nouns.chain(view.after(item.head, &["for", "in", "on", "to"])).chain(subject).flat_map(|noun| view.phrase_tokens(noun)).collect();
    // "Revenue expenditure": running costs.
    let running = |token: usize| token + 1 < view.scene.len() && view.is("spending_nouns", token + 1);
    let else_than = near.iter().any(|token| view.is("other_purposes", *token) && !running(*token));
    let invested = || {
        let word = |token: usize| view.is("investing_words", token);
        (near.iter().any(|token| word(*token)) || verb.is_some_and(word)) && view.anywhere("private_words")
    };
    let finance = || view.anywhere("state_finance_words") && !view.anywhere("military_words");
    else_than || invested() || finance()
}

/// A percentage of the gross domestic product.
pub(super) fn is_share(view: &View<'_, '_>, item: &Item) -> bool {
    let path = path(view, item);
    // "Spending as a share of GDP had fallen to 1.1 percent".
    let said_of = || {
        let verb = path.iter().copied().find(|token| view.is_verb(*token))?;
        let measures = view.is("level_verbs", verb) || figure::direction(view, verb).is_some();
        let subject = subject_over(view, verb).filter(|_| measures && figure::change(view, item).is_none())?;
        view.phrase_tokens(subject).into_iter().find(|token| view.is("product_nouns", *token))
    };
    path.iter().take(5).chain(&below(view, item)).any(|token| view.is("product_nouns", *token)) || said_of().is_some()
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
    let subject = verb.and_then(|verb| subject_over(view, verb));
    // "That compares to 59 billion in 2019", "a first phase consists of 198 billion".
    if let (Some(verb), Some(subject)) = (verb, subject)
        && since <= NEAR
        && !percent
        && !path.iter().any(|token| bars(view, *token))
        && ((view.is("budget_comparing_verbs", verb)
            && (is_back(view, subject) || is_money_noun(view, subject) || is_spending_plan(view, subject)))
            || ((view.is("level_verbs", verb) || figure::change(view, item).is_some())
                && (view.is("part_nouns", subject) || is_spending_plan(view, subject))))
    {
        return Some(verb);
    }
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
    // "This is a sharp increase from the 17.5 billion spent on the same in 2018".
    let since_then = || {
        matches!(figure::preposition(view, item), "from" | "over" | "on" | "against")
            && path.iter().take(4).any(|token| *token == word && view.is_noun(word))
    };
    if changed.is_none()
        && !percent
        && since_then()
        && subject.is_some_and(|subject| is_back(view, subject) || is_money_noun(view, subject))
    {
        return Some(word);
    }
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

/// "Appropriated", "set aside": a legislature's or a ministry's word for money that it gives to a purpose.
fn appropriates(view: &View<'_, '_>, verb: usize) -> bool {
    let aside = || view.scene.children(verb).iter().any(|child| matches!(view.scene.lower(*child), "aside" | "apart"));
    view.is("appropriating_verbs", verb) || (matches!(view.scene.lemma(verb), "set" | "put" | "lay") && aside())
}

/// The sentence speaks of public money: a budget, a fiscal year, an appropriation.
fn is_of_money(view: &View<'_, '_>) -> bool {
    view.anywhere("public_money_words") && !view.anywhere("sale_nouns")
}

/// The subject of the verb, or of the one that it completes, is a force or its ministry.
pub(super) fn is_forces(view: &View<'_, '_>, verb: usize) -> bool {
    subject_over(view, verb).is_some_and(|subject| purpose::is_military(view, subject))
}

/// "Is expected to reach": the subject stands with the verb above.
fn subject_over(view: &View<'_, '_>, verb: usize) -> Option<usize> {
    let above = || (view.scene.label(verb) == Label::Xcomp).then(|| view.subject(view.scene.head(verb))).flatten();
    view.subject(verb).or_else(above)
}

/// A noun for money, whatever it is for.
pub(super) fn is_money(view: &View<'_, '_>, token: usize) -> bool {
    view.is_noun(token) && (view.is("spending_nouns", token) || view.is("fund_nouns", token))
}

/// "50 million allocations to buy weapons": the clause after a fund may hang on the verb over it.
fn purpose_of_fund(view: &View<'_, '_>, path: &[usize]) -> bool {
    let Some(fund) = path.iter().copied().take(3).skip(1).find(|noun| is_money(view, *noun)) else { return false };
    purpose::of(view, fund)
        || (view.is("appropriating_nouns", fund) && is_bought(view, path, fund))
        || path.iter().take(4).skip(2).any(|verb| *verb < fund && view.is_verb(*verb) && purpose::by_clause_after(view, *verb, fund))
}

/// "A supplementary provision of 484 million to procure two aircraft": a legislature's word for money, and what is to be bought.
fn is_bought(view: &View<'_, '_>, path: &[usize], fund: usize) -> bool {
    let after_verb = || path.iter().copied().find(|token| view.is_verb(*token)).is_some_and(|verb| purpose::is_to_buy(view, verb, fund));
    purpose::is_for_goods(view, fund) || purpose::is_to_buy(view, fund, fund) || after_verb()
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
    let beside = scene.head(first) == scene.head(second) || scene.label(first) == Label::Xcomp && scene.head(second) == scene.head(first);
    let own_subject = view.subject(second).is_some_and(|subject| !is_back(view, subject) && !matches!(scene.tag(subject), Tag::WDT));
    (scene.is_under(second, first) || scene.label(second) == Label::Advcl && beside) && !own_subject
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
    let is_for = |token: usize| token < view.scene.len() && view.is("purpose_prepositions", token);
    let spends = path(view, item).into_iter().any(|token| view.is("spending_verbs", token));
    [next, next + 1]
        .into_iter()
        .filter(|token| is_for(*token) && (spends || view.scene.lower(*token) == "for"))
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
        // "Expenditure would grow, reaching 8 billion".
        let loose = scene.label(at) == Label::Advcl && scene.tag(at) == Tag::VBG && view.subject(at).is_none();
        if loose && (view.is("level_verbs", at) || figure::direction(view, at).is_some()) {
            out.extend(view.subject(scene.head(at)).filter(|subject| !view.is("procurement_nouns", *subject)));
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

/// Money for the forces of somebody else is aid.
fn is_gift(view: &View<'_, '_>, verb: usize) -> bool {
    let party = |token: usize| super::super::super::parties::named(view.scene, token).filter(|party| party.id.is_state());
    if view.is("aiding_verbs", verb) && view.anywhere("aid_words") {
        return true;
    }
    let giver = view.subject(verb).and_then(party);
    let receivers = view.after(verb, &["for", "to"]);
    receivers
        .into_iter()
        .flat_map(|object| view.phrase_tokens(object))
        .filter_map(party)
        .any(|receiver| giver.as_ref().is_some_and(|giver| giver.id != receiver.id))
        || giver.as_ref().is_some_and(|giver| {
            let below = view.scene.subtree(verb).into_iter().filter(|token| *token > verb && *token <= verb + 18);
            below.filter(|token| view.is_force_name(*token)).filter_map(party).any(|receiver| receiver.id != giver.id)
        })
}

/// "Spent 2 percent of its income on food": what is spent, or on what, is said.
fn has_object_besides(view: &View<'_, '_>, verb: usize, item: &Item) -> bool {
    let object = |child: usize| view.scene.label(child) == Label::Dobj && child != item.head && !item.tokens.contains(&child);
    view.scene.children(verb).iter().copied().any(object) || !view.after(verb, &["on", "for"]).is_empty()
}
