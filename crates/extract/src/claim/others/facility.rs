//! Plants, bases, ranges and centres that someone builds, opens or means to.

use super::super::parties::{PartyRef, named, resolve};
use super::view::View;
use super::{phrase, status, when, who};
use crate::frame::lexicon::Frame;
use crate::frame::modality::modality;
use crate::frame::scene::What;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Span, Stated, Status, Value};

/// The facility that the noun at `token` names, where the sentence says that it comes to be.
pub(super) fn claim(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<Claim> {
    if view.in_name(token) && !view.is_noun(token)
        || matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_) | What::Person(_)))
    {
        return None;
    }
    if !view.has_word(frame, token) || view.anywhere("exercise_words") {
        return None;
    }
    let founding = founding(view, token)?;
    let mut found = status::status(view, frame, founding);
    if found.hypothetical {
        return None;
    }
    let put = modality(view.scene, view.lexicon, founding);
    if view.is_verb(founding) && view.scene.tag(founding) == Tag::VBG && put.is_fact() && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    if view.is_noun(founding) && found.status == Status::Done && found.token == founding {
        found.status = Status::Ongoing;
    }
    if view.is("holding_verbs", founding) && found.status == Status::Done {
        found.status = Status::Ongoing;
    }
    let actor = actor(view, token, founding)?;
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::FacilityType, phrase::plain(view, token)?);
    if let Some(place) = location(view, token, founding) {
        claim.slots.set(Slot::Location, place);
    }
    let partner = view
        .after(founding, &["with", "together"])
        .into_iter()
        .chain(view.after(token, &["with"]))
        .flat_map(|object| who::parties(view, object))
        .find(|party| party.id != actor.id);
    if let Some(partner) = partner {
        super::party(&mut claim, Slot::Partner, &partner);
    }
    if let Some(date) = when::date(view, founding, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// The word that says that the facility is built, opened, planned or run.
fn founding(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    // A clause after "factory for ammunition" may hang on its last noun.
    let below = view.after(token, &["for", "of"]);
    let clauses = scene.children(token).iter().copied().chain(below.into_iter().flat_map(|object| scene.children(object).iter().copied()));
    for child in clauses {
        let clause = matches!(scene.label(child), Label::Acl | Label::Relcl) && view.is_verb(child);
        if clause && view.is("founding_words", child) {
            return Some(child);
        }
        if clause {
            // "The factory that the country plans to build".
            if let Some(inner) = scene.children_with(child, Label::Xcomp).find(|inner| view.is("founding_words", *inner)) {
                return Some(inner);
            }
        }
    }
    let mut at = token;
    for _ in 0..4 {
        let head = scene.head(at);
        let passes = match scene.label(at) {
            Label::Dobj | Label::Nsubjpass | Label::Conj | Label::Appos | Label::Compound | Label::Attr => true,
            Label::Nsubj => view.is("founding_words", head),
            Label::Pobj => matches!(scene.lower(head), "of" | "for" | "on"),
            Label::Prep => {
                (view.is_noun(head) && (view.is("work_nouns", head) || view.is("founding_words", head))) || view.is("founding_words", head)
            }
            _ => false,
        };
        if head == at || !passes {
            return None;
        }
        at = head;
        if view.is("founding_words", at) || (view.is("holding_verbs", at) && view.is_verb(at) && at == scene.head(token)) {
            return Some(at);
        }
    }
    None
}

fn actor(view: &View<'_, '_>, token: usize, founding: usize) -> Option<PartyRef> {
    let scene = view.scene;
    let inside = |party: &PartyRef| party.at != Span::new(0, 0);
    let own = if view.is_verb(founding) { None } else { who::owner(view, founding) };
    let poss = || scene.children_with(token, Label::Poss).find_map(|child| who::parties(view, child).into_iter().next());
    let adjective = || {
        scene
            .children(token)
            .iter()
            .copied()
            .filter(|child| matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod))
            .find_map(|child| named(scene, child))
            .filter(|party| party.how != crate::name::How::Place)
    };
    own.or_else(|| who::subject_above(view, founding)).or_else(poss).or_else(adjective).or_else(|| who::topic(view)).filter(inside)
}

/// Where it stands: a state where one is named, else the words.
fn location(view: &View<'_, '_>, token: usize, founding: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let prepositions = ["in", "at", "near", "outside", "on", "within"];
    for object in view.after(token, &prepositions).into_iter().chain(view.after(founding, &prepositions)) {
        if matches!(
            scene.item_at(object).map(|item| &item.what),
            Some(What::Date(_) | What::Money(_) | What::Number(_) | What::Equipment(_))
        ) {
            continue;
        }
        if let Some(party) = resolve(scene, view.lexicon, view.spoken, object).into_iter().find(|party| party.id.is_state()) {
            return Some(Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred });
        }
        if scene.phrase(object).any(|one| scene.is_name(one)) {
            return phrase::plain(view, object);
        }
    }
    None
}
