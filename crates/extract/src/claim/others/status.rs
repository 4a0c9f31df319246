//! How far a thing that is no transfer has come: from the word's own form, and from the verbs that stand over it.

use crate::frame::lexicon::{Frame, Lexicon};
use crate::frame::modality::modality;
use crate::frame::scene::{Scene, WordSort};
use crate::syntax::Label;
use materiel_model::Status;

/// A status, the token that tells it, and whether the sentence denies it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// How far.
    pub status: Status,
    /// By which word.
    pub token: usize,
    /// "Did not", "no".
    pub negated: bool,
    /// "If", "whether", a question.
    pub hypothetical: bool,
}

/// The lists of `words.toml` that name verbs for each status, in the order in which the stronger word wins.
const LISTS: [(&str, Status); 6] = [
    ("status_planned", Status::Planned),
    ("status_ended", Status::Ended),
    ("status_suspended", Status::Suspended),
    ("status_refused", Status::Refused),
    ("status_ongoing", Status::Ongoing),
    ("status_done", Status::Done),
];

/// The status of the event that the word at `token` names.
pub fn status(scene: &Scene<'_>, lexicon: &Lexicon, frame: &Frame, token: usize) -> Found {
    let put = modality(scene, lexicon, token);
    let plain = frame.status.unwrap_or(Status::Done);
    let ahead = frame.ahead_status.unwrap_or(Status::Planned);
    let is_ahead = put.ahead || put.possible || put.infinitive;
    let mut found = Found { status: if is_ahead { ahead } else { plain }, token, negated: put.negated, hypothetical: put.hypothetical };
    // Adjectives on a noun: "planned factory", "continued presence".
    if scene.word_sort(token) == WordSort::Noun {
        for child in scene.children(token).iter().copied() {
            if matches!(scene.label(child), Label::Amod | Label::Acl) {
                if let Some(status) = by_word(lexicon, scene.lemma(child)).or_else(|| by_word(lexicon, scene.lower(child))) {
                    found.status = status;
                    found.token = child;
                }
            }
        }
    }
    let mut at = token;
    for _ in 0..5 {
        let head = scene.head(at);
        if head == at || matches!(scene.label(at), Label::Relcl) {
            break;
        }
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
                | Label::Advcl
        );
        if !governs {
            break;
        }
        at = head;
        if scene.word_sort(at) == WordSort::Other {
            continue;
        }
        let over = modality(scene, lexicon, at);
        if let Some(status) = by_word(lexicon, scene.lemma(at)) {
            // What is only planned stays planned, whatever the plan is for; a later word can only put it off.
            let keep = found.status == Status::Planned && status == Status::Done;
            if !keep {
                found.status = if status == Status::Done && (over.ahead || over.possible || over.infinitive) { ahead } else { status };
                found.token = at;
            }
            found.negated |= over.negated;
        } else if scene.word_sort(at) == WordSort::Verb
            && (over.ahead || over.infinitive)
            && matches!(found.status, Status::Done | Status::Ongoing)
        {
            found.status = ahead;
        }
        found.hypothetical |= over.hypothetical;
        if lexicon.word_list("speech", scene.lemma(at)) {
            break;
        }
    }
    found
}

fn by_word(lexicon: &Lexicon, lemma: &str) -> Option<Status> {
    LISTS.iter().find(|(list, _)| lexicon.word_list(list, lemma)).map(|(_, status)| *status)
}
