//! Treaties, frameworks, memoranda and programmes between states or bodies.

mod sides;

use super::view::View;
use super::{FAR, Thread, phrase, status, when};
use crate::frame::lexicon::Frame;
use crate::frame::scene::What;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Class, Slot, Status};

/// The agreement that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, thread: &mut Thread, frame: &Frame, token: usize) -> Option<Claim> {
    let mut found = status::status(view, frame, token);
    // "Could undermine its 1994 treaty with": the treaty is no guess.
    if is_dated_between(view, token) {
        found = status::Found { status: Status::Done, token, negated: false, hypothetical: false };
    }
    // "Treaty obligations", "a partnership agreement": the word only describes another.
    let describes = matches!(view.scene.label(token), Label::Compound | Label::Nmod) && view.is_noun(view.scene.head(token));
    // "The AUKUS partnership": the name of the pact.
    let describes = describes && !(frame.id == "named-pact" && view.is("pact_name_nouns", view.scene.head(token)));
    let named = view.in_name(token) && !(frame.id == "named-pact" && is_body(view, token));
    if found.hypothetical || describes || named || is_of_else(view, token) {
        return None;
    }
    let clause = clause_of(view, token);
    if view.is_verb(token) && clause.is_some_and(|clause| is_deal(view, clause)) {
        return None;
    }
    // A contract for goods is a transfer and not an agreement beside it, unless it only sets the frame.
    let frame_only = view.phrase_tokens(token).into_iter().any(|one| view.is("framework_words", one)) || is_of_service(view, token);
    // "A memorandum of sale".
    if view.is_noun(token)
        && view.after(token, &["of"]).into_iter().any(|object| view.is("price_nouns", object) && view.scene.lemma(object) != "agreement")
    {
        return None;
    }
    if !frame_only
        && view.is_noun(token)
        && !matches!(frame.id.as_str(), "joint-venture" | "co-making" | "named-pact")
        && !is_shared_work(view, token)
    {
        let priced = view.phrase_tokens(token).into_iter().any(|one| view.is("price_nouns", one) && one != token);
        if goods(view, token) || priced {
            return None;
        }
    }
    let event = event(view, token);
    let near = thread.pact.as_ref().filter(|(end, _)| view.scene.span.start.saturating_sub(*end) <= FAR).map(|(_, parties)| parties);
    let told = told(view, thread, frame, token, event);
    let mut named = sides::parties(view, thread, frame, token);
    // "Banned under the UN protocol on lasers": a treaty of many, and no side.
    let inside = |party: &super::PartyRef| {
        view.scene.items.iter().any(|item| item.span == party.at && item.tokens.end <= token && item.tokens.end + 3 > token)
    };
    if view.is("treaty_nouns", token) && matches!(view.scene.lower(view.scene.head(token)), "under" | "by") {
        named.retain(|party| !(party.id.as_str() == "UN" && inside(party)));
    }
    if is_body(view, token) {
        named.retain(|party| !party.at.contains(view.scene.tokens[token].span));
    }
    let joined = !view.after(token, &["between", "among"]).is_empty();
    // "The 1995 memorandum between the two": of the same matter as the agreement spoken of before.
    let parties = if told
        || (view.is_noun(token)
            && (event || !view.is("loose_pact_nouns", token))
            && named.len() >= 2
            && (event || joined || is_dated_between(view, token))
            && (near.is_some() || (view.anywhere("military_words") && joined) || is_dated_between(view, token)))
    {
        match near {
            // "The last agreement on the base was signed in 1993": between those spoken of.
            Some(before) if named.len() < 2 && told && event && is_definite(view, token) && is_completed(view, token) => {
                before.iter().cloned().map(super::PartyRef::by_the_way).collect()
            }
            _ => named,
        }
    } else {
        return None;
    };
    let nato = parties.iter().any(|party| !party.id.is_state() && party.company.is_none() && party.how == crate::name::How::Alliance);
    // "Joined the NATO alliance": a membership, and no pact of two.
    let joined =
        || view.above(token, 2).into_iter().any(|one| matches!(view.scene.lemma(one), "join" | "enter" | "leave" | "quit" | "exit"));
    if frame.id == "alliance-by-treaty" && nato && (!event || joined()) {
        return None;
    }
    let together = frame.id != "develop-together" || parties.iter().filter(|party| party.id.is_state()).count() >= 2;
    // "Withdrew from the Convention on Cluster Munitions": a treaty of many, and the one who leaves or joins it.
    let of_many = || {
        let moved = view.above(token, 4).into_iter().any(|one| view.is("treaty_moves", one));
        is_treaty_of_many(view, token) || (frame.id == "named-pact" && moved)
    };
    let alone = parties.len() == 1 && parties[0].id.is_state() && of_many();
    if (parties.len() < 2 && !alone) || !together {
        return None;
    }
    // "Signed with Qatar to create a joint venture": what they signed for stands.
    let signed = |one: &usize| view.is("signing_verbs", *one) && view.is_verb(*one) && matches!(view.scene.tag(*one), Tag::VBD | Tag::VBN);
    if found.status == Status::Planned
        && frame.id == "joint-venture"
        && let Some(verb) = view.above(token, 3).into_iter().find(signed)
    {
        found = status::Found { status: Status::Done, token: verb, ..found };
    }
    let mut claim = status::begin(view, frame, &found);
    for party in &parties {
        super::party(&mut claim, Slot::Parties, party);
    }
    if claim.slots.all(Slot::Parties).len() < if alone { 1 } else { 2 } {
        return None;
    }
    let about = match clause {
        _ if view.is_noun(token) => phrase::noun_and_clause(view, token),
        Some(clause) => phrase::clause(view, clause),
        // "A jet which the two are developing".
        None => view.above(token, 4).into_iter().find(|above| view.is_noun(*above)).and_then(|above| phrase::noun(view, above)),
    };
    claim.slots.set(Slot::Subject, about?);
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    thread.pact = Some((view.scene.span.end, parties));
    Some(claim)
}

/// The agreement is about forces or arms: by its own words, by what it is on or for, by who signs it, or because one was just spoken of.
fn told(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize, event: bool) -> bool {
    match frame.id.as_str() {
        "co-making" => return is_shared_making(view, token) && is_of_arms(view, thread),
        "joint-venture" => {
            // "The firm is a joint venture of": what it is, and not that it was founded.
            if view.scene.label(token) == Label::Attr {
                return false;
            }
            let joined = !view.after(token, &["between", "among", "with"]).is_empty();
            // "Develop its strategic partnership": how one speaks of friends.
            let joined = joined && is_venture(view, token);
            // "Is to develop its strategic partnership with": how one speaks of friends.
            let friendly = view.scene.lemma(token) == "partnership";
            let found = |one: usize| view.is("venture_verbs", one) && !(friendly && view.scene.lemma(one) == "be");
            let founded = view.above(token, 2).into_iter().any(found);
            return (event || founded || joined) && is_of_arms(view, thread);
        }
        "named-pact" if view.above(token, 4).into_iter().any(|one| view.is("treaty_moves", one)) => return true,
        "named-pact" => return event || !view.after(token, &["between", "among", "with"]).is_empty(),
        // "Teamed with Leonardo to offer": told as done or decided.
        "teamed" => {
            let put = crate::frame::modality::modality(view.scene, view.lexicon, token);
            let past = matches!(view.scene.tag(token), Tag::VBD | Tag::VBN | Tag::VBZ | Tag::VBP);
            return (put.ahead || past) && !view.after(token, &["with"]).is_empty() && is_of_arms(view, thread);
        }
        "make-together" | "work-together" => {
            let ahead = frame.id == "make-together" || is_announced(view, token);
            return view.has_word(frame, token) && ahead && is_of_arms(view, thread);
        }
        "alliance-by-treaty" if !event && !view.phrase_tokens(token).into_iter().any(|one| view.is("treaty_words", one)) => return false,
        _ => {}
    }
    if view.is_verb(token) {
        // "A project which the two are developing".
        let project = || (token.saturating_sub(20)..token).any(|one| view.frame_word(frame, one));
        let military = || {
            let near = view.scene.subtree(token);
            near.into_iter().any(|one| view.is("pact_words", one) || view.is_military(one))
        };
        return (view.has_word(frame, token) && (frame.id != "agree" || military() || is_of_arms(view, thread)))
            || (frame.id == "develop-together" && project());
    }
    let any_pact = frame.id == "agreement";
    // "A deal struck between the two leaders in 2011", in a text about forces.
    let several = || matches!(view.scene.tag(token), Tag::NNS | Tag::NNPS) && sides::told_between(view, token).len() >= 2;
    let between = || (sides::is_between(view, token) || several()) && !is_sale(view, token);
    // "A five-year defence deal": no deal for goods.
    let of_forces = || view.scene.lemma(token) == "deal" && view.phrase_tokens(token).into_iter().any(|one| view.is("defence_words", one));
    if event && thread.military && (between() || of_forces() && !is_sale(view, token)) {
        return true;
    }
    // "Takes part in the alliance's Partnership for Peace".
    if frame.id == "partnership-for-peace" {
        let joins = view
            .above(token, 4)
            .into_iter()
            .any(|one| view.is("joining_verbs", one) || matches!(view.scene.lemma(one), "take" | "participate" | "be" | "sign"));
        return joins && view.scene.subtree(token).into_iter().any(|one| view.frame_word(frame, one));
    }
    // "Other arrangements to address its needs", "break the deal".
    if view.is("loose_pact_nouns", token) && !event {
        return false;
    }
    let fits = |one: usize| one != token && (view.frame_word(frame, one) || (any_pact && view.is("military_words", one)));
    let below = view.scene.subtree(token);
    if frame.words.is_empty() || view.phrase_tokens(token).into_iter().any(fits) {
        return true;
    }
    // "An agreement to let troops use bases": its clause, which may hang on the verb over it.
    let above = view.scene.head(token);
    let hangs = |child: &usize| {
        *child > token && matches!(view.scene.label(*child), Label::Advcl | Label::Xcomp | Label::Ccomp | Label::Prep | Label::Acl)
    };
    let beside = view.scene.children(above).iter().copied().filter(hangs).filter(|_| view.is_verb(above));
    let said = below.into_iter().filter(|one| *one > token).chain(beside.flat_map(|child| view.scene.subtree(child)));
    // "A memorandum on propellants": weapons that the sides sign something about.
    let about_goods = |one: usize| event && matches!(view.scene.item_at(one).map(|item| &item.what), Some(What::Equipment(_)));
    if said.take_while(|one| *one <= token + 25).any(|one| fits(one) || (any_pact && (view.is("pact_words", one) || about_goods(one)))) {
        return true;
    }
    // "The pact lets forces use airfields", "the treaty limits the number of troops": what it does to somebody's forces.
    if any_pact
        && sides::rules(view, token)
            .is_some_and(|verb| view.scene.subtree(verb).into_iter().any(|one| one > verb && one <= verb + 14 && fits(one)))
    {
        return true;
    }
    // "The Reciprocal Access Agreement", "an intergovernmental agreement signed in 2015", in a text about arms.
    let framed = || view.phrase_tokens(token).into_iter().any(|one| view.is("framework_words", one) && one != token);
    if any_pact
        && event
        && is_of_arms(view, thread)
        && (is_treaty_of_many(view, token) || framed() || is_titled(view, token) || number_of_sides(view, token).is_some())
    {
        return true;
    }
    // "The defence ministers signed an agreement."
    any_pact && event && view.is_verb(above) && view.subject(above).is_some_and(|subject| is_military_person(view, subject))
}

/// "A military training agreement": on what forces do for one another.
fn is_of_service(view: &View<'_, '_>, token: usize) -> bool {
    let service = |child: &usize| matches!(view.scene.item_at(*child).map(|item| &item.what), Some(What::Equipment(goods)) if goods.class == Class::Service);
    matches!(view.scene.lemma(token), "agreement" | "accord" | "arrangement") && view.scene.children(token).iter().any(service)
}

/// "Jordan's 1994 peace treaty with Israel": dated in its own phrase, and with both sides beside it.
fn is_dated_between(view: &View<'_, '_>, token: usize) -> bool {
    let scene = view.scene;
    let dated = scene.items.iter().any(|item| matches!(item.what, What::Date(_)) && item.head < token && scene.head(item.head) == token);
    dated && (!view.after(token, &["with", "between"]).is_empty())
}

/// "The CSTO", "the AUKUS partnership": a pact that is a body too.
fn is_body(view: &View<'_, '_>, token: usize) -> bool {
    matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Party(party)) if party.how == crate::name::How::Alliance)
}

/// A venture, a consortium, a programme: what is between several by its own meaning.
fn is_venture(view: &View<'_, '_>, token: usize) -> bool {
    view.is("venture_nouns", token)
}

/// The sentence is about arms or forces, or the text has told of arms before.
fn is_of_arms(view: &View<'_, '_>, thread: &Thread) -> bool {
    let goods = || view.scene.items.iter().any(|item| matches!(item.what, What::Equipment(_)));
    thread.arms || goods() || view.anywhere("military_words")
}

/// "Co-produce", "co-development": the prefix, which stands as words of its own.
pub(super) fn is_shared_making(view: &View<'_, '_>, token: usize) -> bool {
    token >= 2 && view.scene.lower(token - 1) == "-" && view.scene.lower(token - 2) == "co"
}

/// "Will cooperate on", "agreed to cooperate on": more than what is done every day.
fn is_announced(view: &View<'_, '_>, verb: usize) -> bool {
    let put = crate::frame::modality::modality(view.scene, view.lexicon, verb);
    put.ahead || view.above(verb, 2).into_iter().any(|above| view.is("pledge_words", above) || view.is("pact_verbs", above))
}

/// "Schedule Protection Agreement": a name of its own, in capitals.
fn is_titled(view: &View<'_, '_>, token: usize) -> bool {
    let capital = |one: usize| view.scene.words(view.scene.tokens[one].span).starts_with(char::is_uppercase);
    let beside = |child: &usize| {
        *child < token && matches!(view.scene.label(*child), Label::Compound | Label::Nmod | Label::Amod) && !view.in_name(*child)
    };
    capital(token) && view.scene.children(token).iter().any(|child| beside(child) && capital(*child))
}

/// "The Arms Trade Treaty", "the Convention on Cluster Munitions": a treaty by its title, which somebody leaves or takes on.
fn is_treaty_of_many(view: &View<'_, '_>, token: usize) -> bool {
    let near = view.above(token, 3);
    let moves = near.iter().any(|one| view.is("treaty_moves", *one));
    let capital = view.scene.words(view.scene.tokens[token].span).starts_with(char::is_uppercase);
    let completed = || token + 1 < view.scene.len() && matches!(view.scene.lower(token + 1), "on" | "against");
    moves && capital && view.is("treaty_nouns", token) && (is_titled(view, token) || completed())
}

/// "A trilateral agreement": between how many.
pub(super) fn number_of_sides(view: &View<'_, '_>, token: usize) -> Option<usize> {
    view.scene.children(token).iter().find_map(|child| match view.scene.lower(*child) {
        "trilateral" | "tripartite" => Some(3),
        "bilateral" => Some(2),
        _ => None,
    })
}

/// The noun has something beside it that says what it is on.
fn is_completed(view: &View<'_, '_>, token: usize) -> bool {
    view.scene
        .children(token)
        .iter()
        .any(|child| *child > token && matches!(view.scene.label(*child), Label::Prep | Label::Acl | Label::Relcl))
}

/// "Defence ministers", "the defence minister, Jane Doe", "the two navies".
fn is_military_person(view: &View<'_, '_>, subject: usize) -> bool {
    let scene = view.scene;
    scene.coordinated(subject).into_iter().any(|one| {
        let name = scene.item_at(one).filter(|item| matches!(item.what, What::Person(_) | What::Party(_)));
        let military = |word: &str| view.lexicon.word_list("military_words", &word.to_lowercase());
        name.is_some_and(|item| scene.words(item.span).split_whitespace().any(military))
            || view.phrase_tokens(one).into_iter().any(|token| view.is_military(token))
    })
}

/// A word for signing, renewing or ending stands over the noun, or hangs on it.
fn event(view: &View<'_, '_>, token: usize) -> bool {
    view.is_verb(token)
        || view.above(token, 3).into_iter().any(|one| view.is("pact_verbs", one))
        || view.scene.children(token).iter().any(|child| view.is("pact_verbs", *child))
}

fn is_definite(view: &View<'_, '_>, token: usize) -> bool {
    view.scene.children_with(token, Label::Det).any(|det| matches!(view.scene.lower(det), "the" | "this" | "that"))
}

/// Trade, climate, taxes: an agreement of another kind.
fn is_of_else(view: &View<'_, '_>, token: usize) -> bool {
    let words = view.phrase_tokens(token);
    words.iter().any(|one| view.is("not_pact_words", *one)) && !words.iter().any(|one| *one != token && view.is("military_words", *one))
}

/// "A deal to work together on the jet": what is shared is work, whatever it is on.
fn is_shared_work(view: &View<'_, '_>, token: usize) -> bool {
    clause_of(view, token).is_some_and(|clause| view.is("sharing_verbs", clause))
}

/// "A $1.5 billion deal", "several arms deals", "a deal which will see the army buy twelve jets": a deal for goods.
fn is_sale(view: &View<'_, '_>, token: usize) -> bool {
    let near = view.scene.subtree(token).into_iter().filter(|one| one.abs_diff(token) <= 14);
    let goods = |one: usize| matches!(view.scene.item_at(one).map(|item| &item.what), Some(What::Equipment(_) | What::Money(_)));
    let arms = |one: usize| {
        one != token
            && (matches!(view.scene.lower(one), "arms" | "weapon" | "weapons")
                || view.is("price_nouns", one) && view.is_noun(one) && view.scene.lemma(one) != "agreement")
    };
    near.into_iter().any(|one| goods(one) || arms(one))
}

/// A clause about a sale or a contract: what is agreed on is a transfer.
fn is_deal(view: &View<'_, '_>, clause: usize) -> bool {
    // "Cooperate on joint purchases": what is done together.
    let joint = |noun: usize| view.scene.children(noun).iter().any(|child| view.scene.lower(*child) == "joint");
    view.scene
        .subtree(clause)
        .into_iter()
        .take_while(|token| *token <= clause + 8)
        .any(|token| view.is_noun(token) && view.is("price_nouns", token) && !joint(token))
}

/// True when a transfer of named goods was read by way of the word, or the word is followed by goods.
fn goods(view: &View<'_, '_>, token: usize) -> bool {
    let thing = |object: usize| matches!(view.scene.item_at(object).map(|item| &item.what), Some(What::Equipment(_)));
    view.drafts.iter().any(|draft| draft.nodes.contains(&token) && !draft.vague) || view.after(token, &["for"]).into_iter().any(thing)
}

/// What the parties agreed to do.
fn clause_of(view: &View<'_, '_>, token: usize) -> Option<usize> {
    view.scene.children(token).iter().copied().find(|child| {
        let clause = matches!(view.scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Acl | Label::Relcl);
        *child > token && (clause || (view.is_verb(token) && matches!(view.scene.label(*child), Label::Prep | Label::Dobj)))
    })
}
