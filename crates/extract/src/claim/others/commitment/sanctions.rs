//! Sanctions by their verbs: who joins another's, whom they hit by name, and what is no longer in force.

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::super::{Thread, who};
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{PartyId, Status};

/// "Has joined the EU's sanctions", "adopted EU sanctions": whoever takes them on, and not whose they were first.
pub(super) fn joiner(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let verb = joining(view, token)?;
    who::subject_above(view, verb).filter(|party| party.company.is_none())
}

fn joining(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let with = |one: usize| matches!(scene.lower(one), "with" | "to" | "in" | "by");
    view.above(token, 2).into_iter().find(|one| {
        let direct = scene.head(token) == *one || with(scene.head(token));
        view.is_verb(*one) && direct && view.is("joining_verbs", *one)
    })
}

/// "Unwilling to join the sanctions", "refused to adopt them".
pub(super) fn is_declined(view: &View<'_, '_>, token: usize) -> bool {
    let scene = view.scene;
    let Some(verb) = joining(view, token) else { return false };
    let above = view.above(verb, 2).into_iter().any(|one| view.is("unwilling_words", one) || view.is("declining_verbs", one));
    above || modality(scene, view.lexicon, verb).negated
}

/// "Designated three firms that make drone engines", "sanctioned two companies": the firms or people hit; for a verb that means other things too only
/// where the text has spoken of sanctions.
pub(super) fn hit(view: &View<'_, '_>, frame: &Frame, thread: &Thread, verb: usize) -> Option<usize> {
    let scene = view.scene;
    if frame.id != "sanction-verb" || !(thread.arms || thread.military) {
        return None;
    }
    let objects = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    let mut objects = objects.flat_map(|object| scene.coordinated(object));
    let found = objects.find(|object| {
        view.is("sanctioned_nouns", *object)
            && scene.item_at(*object).is_none_or(|item| !matches!(item.what, crate::frame::scene::What::Equipment(_)))
    })?;
    let told = || scene.text.contains("anction") || scene.text.contains("blacklist");
    (matches!(scene.lemma(verb), "sanction" | "blacklist") || told()).then_some(found)
}

/// Whose those firms or people are.
pub(super) fn state_of(view: &View<'_, '_>, object: usize) -> Option<PartyRef> {
    let below = view.scene.children(object).iter().copied().filter(|child| *child < object).filter_map(|child| named(view.scene, child));
    let placed = || view.after(object, &["in", "from", "of"]).into_iter().find_map(|one| named(view.scene, one));
    below.into_iter().next().or_else(placed).filter(|party| party.id.is_state() && party.how != How::Force)
}

/// "In breach of the embargo", "violated the sanctions": they are in force.
pub(super) fn status(view: &View<'_, '_>, token: usize, status: Status) -> Status {
    let broken = view.above(token, 3).into_iter().any(|one| view.is("breaking_words", one));
    if broken { Status::Ongoing } else { status }
}

/// "Targeted six officials on Friday": done, though "target" is a word of plans.
pub(super) fn told(view: &View<'_, '_>, verb: usize, found: &super::status::Found) -> Status {
    let past = matches!(view.scene.tag(verb), Tag::VBD | Tag::VBN);
    if past && found.token == verb && found.status == Status::Planned { Status::Ongoing } else { found.status }
}

/// "Will vote on lifting the embargo": nothing is decided.
pub(super) fn is_to_be_voted(view: &View<'_, '_>, token: usize) -> bool {
    view.above(token, 5).into_iter().any(|one| {
        let put = modality(view.scene, view.lexicon, one);
        view.scene.lemma(one) == "vote" && view.is_verb(one) && (put.ahead || put.possible || put.infinitive)
    })
}

/// "Warned Egypt that the purchase will result in sanctions": the verb of the warning.
fn warning(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let warns = |one: &usize| view.is_verb(*one) && view.is("warning_verbs", *one);
    view.above(token, 5).into_iter().find(warns)
}

/// Sanctions in a sentence that speaks of arms itself, or that somebody warns of: their own phrase needs no word of arms.
pub(super) fn is_on_arms_by_sentence(view: &View<'_, '_>, token: usize) -> bool {
    let goods = || view.scene.items.iter().any(|item| matches!(item.what, crate::frame::scene::What::Equipment(_)));
    view.scene.lemma(token) == "sanction" && (view.anywhere("weapon_words") || goods() || warner(view, token).is_some())
}

/// Who warns of sanctions.
pub(super) fn warner(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let verb = warning(view, token).filter(|_| view.scene.lemma(token) == "sanction")?;
    who::subject_above(view, verb).filter(|party| party.company.is_none())
}

/// Who is warned of them.
pub(super) fn warned(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let verb = warning(view, token).filter(|_| view.scene.lemma(token) == "sanction")?;
    let told = view.scene.children(verb).iter().copied().filter(|child| matches!(view.scene.label(*child), Label::Dobj | Label::Dative));
    told.filter_map(|one| named(view.scene, one)).find(|party| party.id.is_state())
}

/// "Put sanctions on two makers": the tree may hang those hit on the verb.
pub(super) fn imposed_on(view: &View<'_, '_>, token: usize) -> Vec<usize> {
    let scene = view.scene;
    let verb = scene.head(token);
    let imposed = matches!(scene.label(token), Label::Dobj | Label::Nsubjpass) && view.is_verb(verb) && view.is("imposing_verbs", verb);
    if imposed { view.after(verb, &["on", "against"]) } else { Vec::new() }
}

/// "Remains under an embargo", "is subject to sanctions": whom they hit is the subject.
pub(super) fn under(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let preposition = scene.head(token);
    if scene.label(token) != Label::Pobj || !matches!(scene.lower(preposition), "under" | "to") {
        return None;
    }
    let above = scene.head(preposition);
    let subject_to = scene.lower(preposition) == "to" && scene.lower(above) == "subject";
    let verb = if subject_to { scene.head(above) } else { above };
    (subject_to || scene.lower(preposition) == "under")
        .then(|| view.subject(verb))
        .flatten()
        .and_then(|subject| named(scene, subject))
        .filter(|party| party.id.is_state() && party.how != How::Place)
}

/// "An embargo imposed by the Union": whose it is said to be.
pub(super) fn imposed_by(view: &View<'_, '_>, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let imposed = scene.children_with(token, Label::Acl).find(|verb| scene.tag(*verb) == Tag::VBN && view.is("imposing_verbs", *verb))?;
    view.after(imposed, &["by"]).into_iter().find_map(|object| who::public(view, object))
}

/// "Could face sanctions", "would trigger sanctions under the law", "may impose sanctions": said of what comes, and not asked.
pub(super) fn is_threat(view: &View<'_, '_>, frame: &Frame, token: usize) -> bool {
    frame.id == "embargo"
        && view.scene.lemma(token) == "sanction"
        && view.above(token, 2).into_iter().any(|one| view.is("facing_verbs", one) || view.is("imposing_verbs", one))
        && !view.anywhere("doubting_words")
}

/// "Brussels widened its sanctions": the Union's.
pub(super) fn union(view: &View<'_, '_>, actor: PartyRef, token: usize) -> PartyRef {
    let seat = actor.how == How::Capital && view.scene.words(actor.at) == "Brussels";
    match PartyId::new("EU").filter(|_| seat && matches!(view.scene.lemma(token), "sanction" | "embargo")) {
        Some(id) => PartyRef { id, how: How::Alliance, ..actor },
        None => actor,
    }
}
