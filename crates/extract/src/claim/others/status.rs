//! How far a thing that is no transfer has come: from the word's own form, and from the verbs that stand over it.

use super::view::View;
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::frame::scene::WordSort;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Kind, Polarity, Slot, Stated, Status, Value};

/// A status, the token that tells it, and whether the sentence denies it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// How far.
    pub status: Status,
    /// By which word.
    pub token: usize,
    /// "Did not", "no".
    pub negated: bool,
    /// "If", "whether", a question.
    pub hypothetical: bool,
}

/// The lists of words that name each status.
const LISTS: [(&str, Status); 6] = [
    ("status_planned", Status::Planned),
    ("status_ended", Status::Ended),
    ("status_suspended", Status::Suspended),
    ("status_refused", Status::Refused),
    ("status_ongoing", Status::Ongoing),
    ("status_done", Status::Done),
];

/// A claim of the frame's kind with its status and polarity.
pub(super) fn begin(view: &View<'_, '_>, frame: &Frame, found: &Found) -> Claim {
    let mut claim = Claim::new(frame.kind, view.scene.span);
    if found.negated {
        claim.polarity = Polarity::Denied;
    }
    claim.slots.set(Slot::Status, Stated::new(Value::Status(found.status), view.scene.tokens[found.token].span));
    claim
}

/// The status of the event that the word at `token` names.
pub(super) fn status(view: &View<'_, '_>, frame: &Frame, token: usize) -> Found {
    let scene = view.scene;
    let put = modality(scene, view.lexicon, token);
    let plain = frame.status.unwrap_or(Status::Done);
    let ahead = frame.ahead_status.unwrap_or(Status::Planned);
    let done_so = |verb: usize| {
        let above = scene.head(verb);
        let past = [above, scene.head(above)].into_iter().any(|one| matches!(scene.tag(one), Tag::VBD | Tag::VBN));
        // "Continues to build up", "began to leave": it goes on.
        if matches!(scene.lemma(above), "continue" | "begin" | "start" | "commence")
            && scene.label(verb) == Label::Xcomp
            && modality(scene, view.lexicon, above).is_fact()
        {
            return true;
        }
        view.is("achieving_words", above) && scene.label(verb) == Label::Xcomp && past
    };
    let is_ahead = put.ahead || put.possible || (put.infinitive && !done_so(token));
    let mut found =
        Found { status: if is_ahead { ahead } else { plain }, token, negated: put.negated, hypothetical: put.hypothetical || put.possible };
    if let Some(status) = by_word(view, token).filter(|status| view.is_verb(token) && *status == Status::Planned) {
        found.status = status;
    }
    // Adjectives and participles on a noun: "planned factory", "continued presence", "the agreement signed in May".
    if view.is_noun(token) {
        for child in scene.children(token).iter().copied() {
            if matches!(scene.label(child), Label::Amod | Label::Acl)
                && scene.lower(child) != "called"
                && let Some(status) = by_word(view, child)
            {
                found.status = status;
                found.token = child;
            }
        }
    }
    let mut at = token;
    for _ in 0..5 {
        let head = scene.head(at);
        let governs = matches!(
            scene.label(at),
            Label::Dobj
                | Label::Nsubj
                | Label::Nsubjpass
                | Label::Pobj
                | Label::Prep
                | Label::Xcomp
                | Label::Acl
                | Label::Conj
                | Label::Pcomp
                | Label::Attr
                | Label::Ccomp
                | Label::Oprd
                | Label::Appos
        );
        // "May not be a member, but its government aspires to it": a clause with a subject of its own stands for itself.
        let own_clause = scene.label(at) == Label::Conj && view.is_verb(at) && view.subject(at).is_some();
        // "Discussed the crisis and signed an accord": two things that were done.
        let both_done = scene.label(at) == Label::Conj && scene.tag(at) == Tag::VBD && scene.tag(head) == Tag::VBD;
        if head == at || !governs || own_clause || both_done {
            break;
        }
        // "Under the agreement, the country will buy": what stands beside the verb shares its fate only as its object or subject.
        let beside = scene.label(at) == Label::Prep
            && !matches!(scene.lower(at), "of" | "for" | "on" | "to" | "into" | "in" | "toward" | "towards" | "with");
        // "Withdrew from the treaty".
        let left = scene.label(at) == Label::Prep && scene.lower(at) == "from" && view.is("status_ended", head);
        // "Pulled out of the treaty".
        let out = scene.label(at) == Label::Prep && scene.lower(at) == "out" && view.is("pulling_verbs", head);
        if out {
            found.status = Status::Ended;
            found.token = head;
        }
        let beside = beside && !left && !out;
        // "Will wait until 2019 before declaring": what comes after is ahead too.
        let later = scene.label(at) == Label::Prep && matches!(scene.lower(at), "before" | "until") && view.is_verb(head);
        if later && modality(scene, view.lexicon, head).ahead {
            found.status = ahead;
        }
        // "The visit ended with the signing": what it ended with is not over.
        let ends_with = scene.label(at) == Label::Prep && scene.lower(at) == "with" && view.is("status_ended", head);
        // "A bond, starting with an accord of 2007": what it started with is told as it was.
        let starts_with =
            scene.label(at) == Label::Prep && scene.lower(at) == "with" && view.is("beginning_verbs", head) && scene.tag(head) == Tag::VBG;
        if beside || ends_with || starts_with {
            break;
        }
        // "To support the presence of": what is helped is there already.
        if frame.kind == Kind::Deployment && view.is_noun(token) && scene.label(at) == Label::Dobj && view.is("helping_verbs", head) {
            break;
        }
        at = head;
        if scene.word_sort(at) == WordSort::Other {
            continue;
        }
        if view.is_verb(at) && view.lexicon.word_list("speech", scene.lemma(at)) {
            break;
        }
        let over = modality(scene, view.lexicon, at);
        let over_ahead = over.ahead || over.possible || (over.infinitive && !done_so(at));
        if let Some(status) = by_word(view, at) {
            // What is only planned stays planned, whatever the plan is for; a later word can only put it off.
            let meant = frame.status == Some(Status::Planned);
            let keep = found.status == Status::Planned && (status == Status::Ongoing || (status == Status::Done && !meant));
            if !keep {
                // "After signing": done.
                let after = scene.label(at) == Label::Pcomp
                    && matches!(scene.lower(scene.head(at)), "after" | "since" | "upon" | "following" | "by");
                let progressive = status == Status::Done && view.is_verb(at) && scene.tag(at) == Tag::VBG && !after;
                let reached = !(over_ahead && matches!(status, Status::Done | Status::Ongoing));
                found.status = match status {
                    _ if !reached => ahead,
                    _ if progressive && frame.kind == Kind::Milestone => Status::Planned,
                    _ if progressive => Status::Ongoing,
                    status => status,
                };
                found.token = at;
            }
            // "Nor does it plan to".
            let nor = scene.children(at).iter().any(|child| matches!(scene.lower(*child), "nor" | "neither"));
            found.negated |= over.negated || nor;
        } else if view.is_verb(at)
            && (over.ahead || (over.infinitive && !done_so(at)))
            && matches!(found.status, Status::Done | Status::Ongoing)
        {
            found.status = ahead;
        }
        // A talk about it is no claim; talks on an agreement are its beginning.
        found.hypothetical |= over.hypothetical || over.possible || (frame.kind != Kind::Agreement && view.is("talk_words", at));
    }
    found
}

fn by_word(view: &View<'_, '_>, token: usize) -> Option<Status> {
    // "Is set to open": ahead, by a verb that else says that something is done.
    let set_to = view.scene.lemma(token) == "set"
        && view.scene.tag(token) == Tag::VBN
        && view
            .scene
            .children_with(token, Label::Xcomp)
            .any(|clause| view.scene.children_with(clause, Label::Aux).any(|aux| view.scene.tag(aux) == Tag::TO));
    if set_to {
        return Some(Status::Planned);
    }
    // "Called the strike a crime": no call for it.
    let scene = view.scene;
    let asks =
        |token: usize| !view.after(token, &["for", "on", "upon"]).is_empty() || scene.children_with(token, Label::Xcomp).next().is_some();
    if view.is_verb(token) && scene.lemma(token) == "call" && !asks(token) {
        return None;
    }
    // "Led to the signing": what it led to took place.
    if view.scene.lemma(token) == "lead" && !view.after(token, &["to"]).is_empty() {
        return None;
    }
    // "Push ahead with it": it has begun.
    let onward = |child: &usize| matches!(view.scene.lower(*child), "ahead" | "forward") && *child > token && *child <= token + 2;
    if view.is_verb(token) && view.is("onward_verbs", token) && view.scene.children(token).iter().any(onward) {
        return Some(Status::Ongoing);
    }
    // "Are close to a deal": it is not made yet.
    let close = matches!(view.scene.tag(token), Tag::JJ | Tag::JJR | Tag::RB) && matches!(view.scene.lower(token), "close" | "closer");
    if close && view.scene.children_with(token, Label::Prep).any(|child| view.scene.lower(child) == "to") {
        return Some(Status::Planned);
    }
    LISTS.iter().find(|(list, _)| view.is(list, token)).map(|(_, status)| *status)
}
