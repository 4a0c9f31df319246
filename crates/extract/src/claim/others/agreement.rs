//! Treaties, frameworks, memoranda and programmes between states or bodies.

mod sides;

use super::view::View;
use super::{FAR, Thread, phrase, status, when};
use crate::frame::lexicon::Frame;
use crate::frame::scene::What;
use crate::syntax::Label;
use materiel_model::{Claim, Slot, Status};

/// The agreement that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, thread: &mut Thread, frame: &Frame, token: usize) -> Option<Claim> {
    let found = status::status(view, frame, token);
    // "Treaty obligations", "a partnership agreement": the word only describes another.
    let describes = matches!(view.scene.label(token), Label::Compound | Label::Nmod) && view.is_noun(view.scene.head(token));
    if found.hypothetical || describes || view.in_name(token) || is_of_else(view, token) {
        return None;
    }
    let clause = clause_of(view, token);
    if view.is_verb(token) && clause.is_some_and(|clause| is_deal(view, clause)) {
        return None;
    }
    // A contract for goods is a transfer and not an agreement beside it, unless it only sets the frame.
    let frame_only = view.phrase_tokens(token).into_iter().any(|one| view.is("framework_words", one));
    if !frame_only && view.is_noun(token) && !is_shared_work(view, token) {
        let priced = view.phrase_tokens(token).into_iter().any(|one| view.is("price_nouns", one) && one != token);
        if goods(view, token) || priced {
            return None;
        }
    }
    let event = event(view, token);
    let near = thread.pact.as_ref().filter(|(end, _)| view.scene.span.start.saturating_sub(*end) <= FAR).map(|(_, parties)| parties);
    let told = told(view, frame, token, event);
    let named = sides::parties(view, thread, frame, token);
    let joined = !view.after(token, &["between", "among"]).is_empty();
    // "The 1995 memorandum between the two": of the same matter as the agreement spoken of before.
    let parties = if told || (named.len() >= 2 && (event || joined) && (near.is_some() || (view.anywhere("military_words") && joined))) {
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
    let together = frame.id != "develop-together" || parties.iter().filter(|party| party.id.is_state()).count() >= 2;
    if parties.len() < 2 || !together {
        return None;
    }
    let mut claim = status::begin(view, frame, &found);
    for party in &parties {
        super::party(&mut claim, Slot::Parties, party);
    }
    if claim.slots.all(Slot::Parties).len() < 2 {
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
fn told(view: &View<'_, '_>, frame: &Frame, token: usize, event: bool) -> bool {
    if view.is_verb(token) {
        // "A project which the two are developing".
        let project = || (token.saturating_sub(20)..token).any(|one| view.frame_word(frame, one));
        let military = || {
            let near = view.scene.subtree(token);
            near.into_iter().any(|one| view.is("pact_words", one) || view.is_military(one))
        };
        return (view.has_word(frame, token) && (frame.id != "agree" || military())) || (frame.id == "develop-together" && project());
    }
    let any_pact = frame.id == "agreement";
    let fits = |one: usize| one != token && (view.frame_word(frame, one) || (any_pact && view.is("military_words", one)));
    let below = view.scene.subtree(token);
    if frame.words.is_empty() || view.phrase_tokens(token).into_iter().any(fits) {
        return true;
    }
    // "An agreement to let troops use bases": its clause, which may hang on the verb over it.
    let above = view.scene.head(token);
    let hangs =
        |child: &usize| *child > token && matches!(view.scene.label(*child), Label::Advcl | Label::Xcomp | Label::Prep | Label::Acl);
    let beside = view.scene.children(above).iter().copied().filter(hangs).filter(|_| view.is_verb(above));
    let said = below.into_iter().filter(|one| *one > token).chain(beside.flat_map(|child| view.scene.subtree(child)));
    if said.take_while(|one| *one <= token + 25).any(|one| fits(one) || (any_pact && view.is("pact_words", one))) {
        return true;
    }
    // "The defence ministers signed an agreement."
    any_pact && event && view.is_verb(above) && view.subject(above).is_some_and(|subject| is_military_person(view, subject))
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

/// A clause about a sale or a contract: what is agreed on is a transfer.
fn is_deal(view: &View<'_, '_>, clause: usize) -> bool {
    view.scene
        .subtree(clause)
        .into_iter()
        .take_while(|token| *token <= clause + 8)
        .any(|token| view.is_noun(token) && view.is("price_nouns", token))
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
