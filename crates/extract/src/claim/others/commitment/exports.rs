//! Exports of arms in general: whether they are banned or stopped, and whose leave they need.

use super::super::view::View;
use super::super::{Thread, phrase, status, who};
use super::{is_of_arms, law_of, rules};
use crate::frame::lexicon::Frame;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Status};

/// "Must seek American approval before selling": whose leave is needed, and by whom, for arms that are to be sold.
pub(super) fn permission(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize) -> Option<Claim> {
    let scene = view.scene;
    // "Must give its consent before the tanks can be sold on".
    let must = |verb: usize| {
        let bound = scene.children_with(verb, Label::Aux).any(|aux| matches!(scene.lower(aux), "must" | "should"));
        bound
            && matches!(scene.lemma(verb), "give" | "grant")
            && scene.children_with(token, Label::Poss).any(|own| scene.tag(own) == Tag::PRPS)
    };
    let giving = Some(scene.head(token)).filter(|verb| must(*verb));
    let needing = |verb: &usize| view.is_verb(*verb) && view.is("needing_verbs", *verb);
    let verb = giving.or_else(|| view.above(token, 2).into_iter().find(needing))?;
    let past = scene.tag(verb) == Tag::VBD || scene.children_with(verb, Label::Aux).any(|aux| scene.lower(aux) == "had");
    if !is_of_arms(view, thread) || past {
        return None;
    }
    let given_by = || view.after(token, &["from", "of", "by"]).into_iter().chain(view.after(verb, &["from"]));
    let own = scene
        .children(token)
        .iter()
        .copied()
        .filter(|child| *child < token)
        .find_map(|child| super::super::super::parties::named(scene, child).or_else(|| who::parties(view, child).into_iter().next()));
    let giver = giving
        .and_then(|verb| who::subject_above(view, verb))
        .or(own)
        .or_else(|| given_by().find_map(|object| who::public(view, object)))
        .filter(|party| party.id.is_state())?;
    let asker = view.subject(verb).and_then(|subject| who::parties(view, subject).into_iter().find(|party| party.id != giver.id));
    let found = status::Found { status: Status::Ongoing, token: verb, negated: false, hypothetical: false };
    let mut claim = status::begin(view, frame, &found);
    super::super::party(&mut claim, Slot::Actor, &giver);
    claim.slots.set(Slot::Content, phrase::noun(view, token)?);
    if let Some(asker) = asker.filter(|party| party.company.is_none()) {
        super::super::party(&mut claim, Slot::Toward, &asker);
    }
    Some(claim)
}

/// "Banned the export of armoured vehicles": exports of a kind, and not one sale.
pub(super) fn bans_exports(view: &View<'_, '_>, verb: usize) -> bool {
    let scene = view.scene;
    let mut objects = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    let at_large = |object: usize| scene.lemma(object) == "export" || matches!(scene.tag(object), Tag::NNS | Tag::NNPS);
    view.is("forbidding_verbs", verb) && objects.any(|object| view.is("export_nouns", object) && at_large(object))
}

/// "Arms exports", "weapon sales" as what the verb is about.
pub(super) fn stops_exports(view: &View<'_, '_>, verb: usize) -> bool {
    let objects =
        view.scene.children(verb).iter().copied().filter(|child| matches!(view.scene.label(*child), Label::Dobj | Label::Nsubjpass));
    // "All new applications for arms exports", "the approval of arms sales".
    let inside = |object: usize| {
        view.is("application_nouns", object) && view.after(object, &["for", "of", "to"]).iter().any(|one| view.is("export_nouns", *one))
    };
    // "Will stop sending arms to Ukraine".
    let sending = || {
        let clause = view
            .scene
            .children_with(verb, Label::Xcomp)
            .find(|clause| view.scene.tag(*clause) == Tag::VBG && view.is("sending_arms_verbs", *clause));
        let things = clause.into_iter().flat_map(|clause| view.scene.children_with(clause, Label::Dobj).collect::<Vec<_>>());
        things
            .into_iter()
            .any(|thing| matches!(view.scene.lemma(thing), "arm" | "arms" | "weapon" | "weapons" | "weaponry" | "munition" | "munitions"))
    };
    objects.into_iter().any(|object| view.is("export_nouns", object) || inside(object)) || sending()
}

/// A law's ban on arms in general, or on all deals of a kind: a rule, and not the stop of one transfer.
pub(super) fn bans(view: &View<'_, '_>, token: usize) -> bool {
    let law = law_of(view, token).is_some();
    // "Lifted a ban on supplying missiles", "banned the export of armoured vehicles": the rule itself.
    let told = ["ban", "embargo", "prohibition", "moratorium"].contains(&view.scene.lemma(token)) && view.is_noun(token);
    // "Is to halt all arms sales to Oman": exports at large.
    let at_large =
        || stops_exports(view, token) && view.drafts.iter().filter(|draft| draft.nodes.contains(&token)).all(|draft| draft.vague);
    law || told
        || at_large()
        || rules::is_in_force(view, token)
        || view
            .drafts
            .iter()
            .filter(|draft| draft.nodes.contains(&token))
            .all(|draft| draft.vague && (draft.recipients.is_empty() || view.is_noun(token)))
}
