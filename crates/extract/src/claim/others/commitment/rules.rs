//! Rules on arms: whom they bind, and what may be done with weapons that somebody gave.

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::super::{phrase, status, when, who};
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::frame::scene::What;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Status};

/// "Allowed Kyiv to use German weapons against targets in Russia", "barred it from using the missiles".
pub(super) fn use_of_arms(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let put = modality(scene, view.lexicon, token);
    let direct = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Xcomp | Label::Ccomp));
    let from = scene.children_with(token, Label::Prep).flat_map(|child| scene.children_with(child, Label::Pcomp)).collect::<Vec<_>>();
    let clause = direct.chain(from).find(|clause| *clause > token && view.is("using_arms_verbs", *clause))?;
    let below: Vec<usize> = scene.subtree(clause).into_iter().take_while(|one| *one <= clause + 20).collect();
    let goods = |one: &usize| matches!(scene.item_at(*one).map(|item| &item.what), Some(What::Equipment(_)));
    let arms = below.iter().any(|one| goods(one) || view.is("given_arms", *one));
    // "Will not allow Iran to use its missiles": a stance, and no rule on what was given.
    if put.negated && (put.ahead || put.infinitive) {
        return None;
    }
    let user = view
        .subject(clause)
        .or_else(|| scene.children_with(token, Label::Dobj).next())
        .or_else(|| view.subject(token).filter(|_| view.is_passive(token)));
    let user = user.and_then(|user| who::public(view, user))?;
    let actor = who::subject_above(view, token).filter(|party| party.id != user.id && party.company.is_none())?;
    if !arms || put.hypothetical || put.possible {
        return None;
    }
    let ahead = put.ahead || put.infinitive;
    let found = status::Found { status: if ahead { Status::Planned } else { Status::Ongoing }, token, negated: false, hypothetical: false };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &actor);
    super::super::party(&mut claim, Slot::Toward, &user);
    claim.slots.set(Slot::Content, phrase::clause(view, clause)?);
    if let Some(date) = when::date(view, token, ahead) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// Whom a ban or a promise is for, where it stands deeper: "a ban on arms sales to Oman", "arms exports to Oman are prohibited", "promised Oman not to".
pub(super) fn toward(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let state = |party: &PartyRef| party.id.is_state() && party.company.is_none();
    match frame.id.as_str() {
        "embargo" | "arms-embargo" => {
            let things = view.after(token, &["on", "of"]);
            let inside = things.into_iter().flat_map(|thing| view.after(thing, &["to", "for"])).find_map(|one| named(scene, one));
            // "A ban on supplying Libya with missiles", "lifted its ban on arms sales to Vietnam", where the state hangs on the verb.
            let clauses = scene.children_with(token, Label::Prep).flat_map(|child| scene.children_with(child, Label::Pcomp));
            let supplied = || {
                let objects = clauses.flat_map(|clause| {
                    let given =
                        scene.children(clause).iter().copied().filter(|one| matches!(scene.label(*one), Label::Dobj | Label::Dative));
                    given.chain(view.after(clause, &["to"])).collect::<Vec<_>>()
                });
                objects.filter_map(|one| named(scene, one)).find(state)
            };
            let verb = scene.head(token);
            let lifted = || {
                let governs = scene.label(token) == Label::Dobj && view.is("imposing_verbs", verb);
                view.after(verb, &["to"]).into_iter().filter(|_| governs).filter_map(|one| named(scene, one)).find(state)
            };
            inside.filter(state).or_else(supplied).or_else(lifted)
        }
        "forbid" => {
            let things =
                scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
            let inside = things.flat_map(|thing| {
                let near = view.after(thing, &["to"]);
                let deeper = view.after(thing, &["of"]).into_iter().flat_map(|one| view.after(one, &["to"])).collect::<Vec<_>>();
                near.into_iter().chain(deeper).collect::<Vec<_>>()
            });
            inside.filter_map(|one| named(scene, one)).find(state)
        }
        // "Commits Canada to providing Oman with arms".
        "pledge-to" if scene.lemma(token) == "commit" && view.subject(token).is_some_and(|subject| view.is("law_nouns", subject)) => {
            let clauses = scene.children_with(token, Label::Prep).flat_map(|child| scene.children_with(child, Label::Pcomp));
            let given = clauses.flat_map(|clause| scene.children(clause).iter().copied());
            given.filter(|one| matches!(scene.label(*one), Label::Dobj | Label::Dative)).filter_map(|one| named(scene, one)).find(state)
        }
        "pledge-to" if view.is_verb(token) => {
            let told = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Dative));
            told.filter_map(|one| who::public(view, one)).find(state)
        }
        "pledge-to" => {
            let given = scene.children_with(scene.head(token), Label::Dative).collect::<Vec<_>>();
            given.into_iter().filter_map(|one| who::public(view, one)).find(state)
        }
        _ => None,
    }
}

/// "Assured Washington that the jets would not be used there", "guaranteed that it would pay": what somebody will do or not do, and no opinion.
pub(super) fn is_assurance(view: &View<'_, '_>, token: usize, clause: Option<usize>) -> bool {
    let scene = view.scene;
    if !matches!(scene.lemma(token), "assure" | "guarantee" | "assurance") {
        return true;
    }
    // "Had received assurances": given by another.
    if view.is_noun(token) && view.above(token, 1).into_iter().any(|verb| view.is("getting_verbs", verb) || view.is("needing_verbs", verb))
    {
        return false;
    }
    let Some(clause) = clause else { return view.is_noun(token) };
    let put = modality(scene, view.lexicon, clause);
    let own = view.subject(clause).is_none_or(|subject| matches!(scene.lower(subject), "it" | "they" | "he" | "she" | "we"));
    (put.ahead || put.infinitive) && (put.negated || own)
}

/// "Vowed never to", "promised that it would not": what somebody will leave alone.
pub(super) fn is_refrained(view: &View<'_, '_>, clause: usize) -> bool {
    modality(view.scene, view.lexicon, clause).negated
}

/// "Under Italian law": the law under which something must be done.
pub(super) fn under_law(view: &View<'_, '_>, verb: usize) -> Option<usize> {
    view.after(verb, &["under"]).into_iter().find(|object| view.is("law_nouns", *object))
}

/// "Will no longer export arms", "will not send weapons", "it is not possible to export ammunition": arms at large that go nowhere.
pub(super) fn sends_nothing(view: &View<'_, '_>, verb: usize) -> bool {
    let scene = view.scene;
    let put = modality(scene, view.lexicon, verb);
    let objects = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    let arms = objects.into_iter().any(|object| {
        view.is("given_arms", object)
            || view.is("export_nouns", object) && view.phrase_tokens(object).into_iter().any(|one| view.is("given_arms", one))
    });
    let above = scene.head(verb);
    let barred = || {
        let possible = |one: usize| matches!(scene.lower(one), "possible" | "allowed" | "permitted" | "legal" | "able");
        matches!(scene.label(verb), Label::Xcomp | Label::Ccomp)
            && (possible(above) || scene.children(above).iter().any(|child| possible(*child)))
            && modality(scene, view.lexicon, above).negated
    };
    let no_longer = scene.children_with(verb, Label::Advmod).any(|one| scene.lower(one) == "longer");
    arms && !put.hypothetical && ((put.negated && (put.ahead || no_longer)) || barred())
}

/// "Each arms sale will be reviewed on a case-by-case basis".
pub(super) fn is_case_by_case(view: &View<'_, '_>, verb: usize) -> bool {
    let scene = view.scene;
    let below: Vec<usize> = scene.subtree(verb).into_iter().filter(|one| *one > verb && *one <= verb + 14).collect();
    let by_case = below.iter().any(|one| {
        scene.lower(*one) == "case" && *one + 4 < scene.len() && scene.lower(*one + 2) == "by" && scene.lower(*one + 4) == "case"
    });
    let things = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    by_case
        && things.into_iter().any(|thing| {
            view.phrase_tokens(thing)
                .into_iter()
                .any(|one| view.is("export_nouns", one) || view.is("given_arms", one) || view.is("application_nouns", one))
        })
}

/// "Will not agree to Ukraine joining NATO", "blocked Sweden's membership of the alliance": consent that is withheld.
pub(super) fn membership(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    let put = modality(scene, view.lexicon, token);
    let withheld = view.is("withholding_verbs", token) || put.negated;
    let below: Vec<usize> = scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 14).collect();
    let joins =
        |one: &usize| matches!(scene.lower(*one), "joining" | "membership" | "accession" | "entry" | "admission" | "bid" | "application");
    let joined = below.iter().copied().find(joins)?;
    let alliance = below.iter().any(|one| view.frame_word(frame, *one));
    let actor = who::subject_above(view, token).filter(|party| party.company.is_none() && party.id.is_state())?;
    if !withheld || !alliance || put.hypothetical || put.possible {
        return None;
    }
    let toward = below.iter().filter_map(|one| named(scene, *one)).find(|party| party.id.is_state() && party.id != actor.id);
    let found = status::Found { status: Status::Refused, token, negated: false, hypothetical: false };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &actor);
    let content = if view.is_verb(joined) { phrase::clause(view, joined) } else { phrase::noun(view, joined) };
    claim.slots.set(Slot::Content, content?);
    if let Some(toward) = toward {
        super::super::party(&mut claim, Slot::Toward, &toward);
    }
    if let Some(date) = when::date(view, token, put.ahead) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// "A reason to bar it": a deed that only completes a noun.
pub(super) fn is_reason(view: &View<'_, '_>, verb: usize) -> bool {
    matches!(view.scene.label(verb), Label::Acl | Label::Relcl) && modality(view.scene, view.lexicon, verb).infinitive
}

/// "Prohibits the re-export of ammunition": a rule of today on goods that go to nobody by name.
pub(super) fn is_in_force(view: &View<'_, '_>, verb: usize) -> bool {
    let today = matches!(view.scene.tag(verb), Tag::VBZ | Tag::VBP) && !view.scene.headline;
    let forbids = view.is("forbidding_verbs", verb) && view.is_verb(verb);
    let nobody = || view.drafts.iter().filter(|draft| draft.nodes.contains(&verb)).all(|draft| draft.recipients.is_empty());
    today && forbids && nobody()
}

/// "An amendment approved by Congress": whoever the words about a law name.
pub(super) fn lawgiver(view: &View<'_, '_>, law: usize) -> Option<PartyRef> {
    view.scene
        .subtree(law)
        .into_iter()
        .filter_map(|token| named(view.scene, token))
        .find(|party| party.id.is_state())
        .map(PartyRef::by_the_way)
}

/// "Put on hold", "delayed", "postponed".
pub(super) fn puts_off(view: &View<'_, '_>, verb: usize) -> bool {
    let held = || view.after(verb, &["on"]).iter().any(|object| view.scene.lower(*object) == "hold");
    match view.scene.lemma(verb) {
        "put" | "place" => held(),
        "delay" | "postpone" | "defer" => view.is_verb(verb),
        _ => false,
    }
}
