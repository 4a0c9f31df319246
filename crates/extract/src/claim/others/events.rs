//! Agreements, deployments, plants, milestones, pledges and incidents: a word that names one, and who and what stands around it.

use super::super::draft::Draft;
use super::super::figures::nearest_date;
use super::super::parties::{PartyRef, Spoken, resolve};
use super::status;
use crate::frame::lexicon::{Frame, Lexicon, Role};
use crate::frame::roles::{Filler, fillers};
use crate::frame::scene::{Scene, What, WordSort};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Confidence, Kind, Polarity, Slot, Span, Stated, Value};

/// The claims whose frames are opened in this sentence.
pub fn claims(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Claim> {
    let mut out = Vec::new();
    for token in 0..scene.len() {
        let inside_name =
            scene.item_at(token).is_some_and(|item| matches!(item.what, What::Equipment(_) | What::Party(_) | What::Person(_)));
        for frame in lexicon.at(scene, token) {
            if frame.kind == Kind::Transfer || (inside_name && frame.kind != Kind::Incident) {
                continue;
            }
            // A contract for goods is a transfer and not an agreement beside it.
            if drafts.iter().any(|draft| draft.nodes.contains(&token)) {
                continue;
            }
            if let Some(claim) = claim(scene, lexicon, spoken, frame, token) {
                out.push(claim);
            }
        }
    }
    out
}

fn claim(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, frame: &Frame, token: usize) -> Option<Claim> {
    if !frame.words.is_empty() && !has_word(scene, frame, token) {
        return None;
    }
    let found = status::status(scene, lexicon, frame, token);
    if found.hypothetical {
        return None;
    }
    let mut claim = Claim::new(frame.kind, scene.span);
    claim.confidence = Confidence::new(0.5);
    if found.negated {
        claim.polarity = Polarity::Denied;
    }
    claim.slots.set(Slot::Status, Stated::new(Value::Status(found.status), scene.tokens[found.token].span));
    let own = fillers(scene, lexicon, frame, token);
    for filler in own.iter().chain(subject_above(scene, lexicon, frame, token).iter()) {
        fill(scene, lexicon, spoken, &mut claim, frame, filler);
    }
    thing(scene, lexicon, frame, token, &own, &mut claim);
    if frame.kind == Kind::Deployment {
        count(scene, &own, token, &mut claim);
    }
    let actor = if frame.kind == Kind::Agreement { Slot::Parties } else { Slot::Actor };
    if !claim.slots.has(actor) {
        for party in fallback(scene, lexicon, spoken, frame, token) {
            super::party(&mut claim, actor, &party.by_the_way());
        }
    }
    if let Some(date) = nearest_date(scene, lexicon, token, found.status == materiel_model::Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// One of the frame's words stands in the phrase of the word or of what hangs on it.
fn has_word(scene: &Scene<'_>, frame: &Frame, token: usize) -> bool {
    let near = scene.subtree(token);
    near.into_iter().any(|one| {
        let own = one != token || scene.word_sort(token) == WordSort::Verb;
        own && frame.words.iter().any(|word| scene.lemma(one) == word || scene.lower(one) == word || equipment_word(scene, one, word))
    })
}

/// The word `*equipment` stands for anything that the equipment list names.
fn equipment_word(scene: &Scene<'_>, token: usize, word: &str) -> bool {
    match (word, scene.item_at(token).map(|item| &item.what)) {
        ("*equipment", Some(What::Equipment(_))) | ("*state", Some(What::Party(_))) => true,
        _ => false,
    }
}

/// The subject of the verb that stands over a noun: who signs the agreement, who builds the plant.
fn subject_above(scene: &Scene<'_>, lexicon: &Lexicon, frame: &Frame, token: usize) -> Vec<Filler> {
    if scene.word_sort(token) != WordSort::Noun || lexicon.role(frame, "subject").is_none() {
        return Vec::new();
    }
    let mut at = token;
    for _ in 0..4 {
        let head = scene.head(at);
        if head == at
            || !matches!(
                scene.label(at),
                Label::Dobj
                    | Label::Pobj
                    | Label::Prep
                    | Label::Xcomp
                    | Label::Acl
                    | Label::Conj
                    | Label::Attr
                    | Label::Advcl
                    | Label::Pcomp
            )
        {
            return Vec::new();
        }
        at = head;
        if scene.word_sort(at) == WordSort::Verb {
            let verb = Frame { roles: std::collections::HashMap::new(), ..frame.clone() };
            let found: Vec<Filler> = fillers(scene, lexicon, &verb, at)
                .into_iter()
                .filter(|filler| {
                    matches!(filler.role, Role::Actor | Role::Parties | Role::Partner)
                        && !scene.is_under(token, filler.token)
                        && filler.token != token
                })
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

fn fill(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, claim: &mut Claim, frame: &Frame, filler: &Filler) {
    let slot = match filler.role {
        Role::Actor | Role::Supplier | Role::Recipient => Slot::Actor,
        Role::Partner => Slot::Partner,
        Role::Parties | Role::Side => Slot::Parties,
        Role::Destination => Slot::Destination,
        Role::Location | Role::Place => Slot::Location,
        Role::Toward => Slot::Toward,
        Role::Thing | Role::Equipment | Role::Event => return,
    };
    let slot = if claim.kind == Kind::Agreement && slot == Slot::Actor { Slot::Parties } else { slot };
    if !claim.kind.slots().contains(&slot) {
        return;
    }
    let parties = resolve(scene, lexicon, spoken, filler.token);
    let place = matches!(slot, Slot::Destination | Slot::Location);
    let parties: Vec<PartyRef> = parties.into_iter().filter(|party| place || party.how != How::Place).collect();
    if parties.is_empty() && place {
        // A region without an id of its own is held by its words.
        let span = scene.span_of(scene.phrase(filler.token)).trim(scene.text);
        let names = scene.phrase(filler.token).any(|token| scene.is_name(token));
        if names && !scene.item_at(filler.token).is_some_and(|item| matches!(item.what, What::Date(_) | What::Money(_))) {
            claim.slots.fill(slot, Stated::new(Value::Text(folded(span.of(scene.text))), span));
        }
    }
    for party in parties {
        // The same words cannot be the actor and where it goes.
        let taken = [Slot::Actor, Slot::Destination, Slot::Partner]
            .iter()
            .any(|other| *other != slot && claim.slots.get(*other).is_some_and(|held| held.at == party.at));
        if !taken {
            super::party(claim, slot, &party);
        }
    }
    let _ = frame;
}

/// The free-text slot of the kind: the phrase of the noun, or what the verb is about.
fn thing(scene: &Scene<'_>, lexicon: &Lexicon, frame: &Frame, token: usize, own: &[Filler], claim: &mut Claim) {
    let slot = match frame.kind {
        Kind::Agreement => Slot::Subject,
        Kind::Facility => Slot::FacilityType,
        Kind::Milestone => Slot::Target,
        Kind::Commitment => Slot::Content,
        Kind::Incident => Slot::Target,
        _ => return,
    };
    let about = own.iter().find(|filler| filler.role == Role::Thing).map(|filler| filler.token);
    let about = about.or_else(|| {
        scene.children(token).iter().copied().find(|child| {
            matches!(scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Acl) && lexicon.role(frame, "clause").is_some()
        })
    });
    let whole = |head: usize| {
        let below = scene.subtree(head);
        scene.span_of(below[0]..below[below.len() - 1] + 1).trim(scene.text)
    };
    let span = match (frame.kind, about) {
        (Kind::Commitment, Some(about)) => whole(about),
        (Kind::Incident, Some(about)) | (Kind::Milestone, Some(about))
            if scene.word_sort(token) == WordSort::Verb || frame.kind == Kind::Incident =>
        {
            scene.span_of(with_of(scene, about)).trim(scene.text)
        }
        (Kind::Incident, None) => Span::new(0, 0),
        (Kind::Commitment, None) if scene.word_sort(token) == WordSort::Verb => Span::new(0, 0),
        (Kind::Milestone, None) if scene.word_sort(token) == WordSort::Verb => Span::new(0, 0),
        _ => scene.span_of(with_of(scene, token)).trim(scene.text),
    };
    if !span.is_empty() {
        claim.slots.fill(slot, Stated::new(Value::Text(folded(span.of(scene.text))), span));
    }
    if frame.kind == Kind::Incident {
        let word = scene.tokens[token].span;
        claim.slots.set(Slot::IncidentType, Stated::new(Value::Text(folded(word.of(scene.text))), word));
    }
}

/// A noun phrase with the "of", "on" or "for" that completes it, without the determiner.
fn with_of(scene: &Scene<'_>, head: usize) -> std::ops::Range<usize> {
    let mut range = scene.phrase(head);
    for child in scene
        .children_with(head, Label::Prep)
        .filter(|child| *child > head && matches!(scene.lower(*child), "of" | "on" | "for" | "into" | "in" | "to"))
    {
        for object in scene.children_with(child, Label::Pobj) {
            range.end = range.end.max(scene.phrase(object).end);
        }
    }
    while range.start < head && matches!(scene.tag(range.start), Tag::DT | Tag::PRPS) {
        range.start += 1;
    }
    range
}

fn folded(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many are sent.
fn count(scene: &Scene<'_>, own: &[Filler], token: usize, claim: &mut Claim) {
    let heads = own
        .iter()
        .filter(|filler| matches!(filler.role, Role::Actor | Role::Thing))
        .map(|filler| filler.token)
        .chain(std::iter::once(token));
    for head in heads {
        for child in scene.children_with(head, Label::Nummod) {
            if let Some(What::Number(number)) = scene.item_at(child).map(|item| &item.what) {
                if let Some(quantity) = number.quantity() {
                    let at = scene.item_at(child).map_or(scene.tokens[child].span, |item| item.span);
                    claim.slots.fill(Slot::Count, Stated::new(Value::Quantity(quantity), at));
                }
            }
        }
    }
}

/// Who it must be where the frame's own words do not say: the owner or subject nearest above, else who was spoken of.
fn fallback(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, frame: &Frame, token: usize) -> Vec<PartyRef> {
    if matches!(frame.kind, Kind::Agreement | Kind::Incident | Kind::Deployment) {
        return Vec::new();
    }
    let mut at = token;
    for _ in 0..6 {
        for child in scene.children(at).iter().copied() {
            if matches!(scene.label(child), Label::Nsubj | Label::Nsubjpass | Label::Poss)
                && child != token
                && !scene.is_under(token, child)
            {
                let parties = resolve(scene, lexicon, spoken, child);
                if !parties.is_empty() {
                    return parties;
                }
            }
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    spoken.subjects.last().cloned().into_iter().collect()
}
