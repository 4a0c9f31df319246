//! Budgets and force levels: a sum or a head count beside the words that say what it measures.

use super::super::figures::nearest_date;
use super::super::parties::{PartyRef, Spoken, resolve};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Item, Scene, What, WordSort};
use crate::name::How;
use crate::syntax::Label;
use materiel_model::{Claim, Component, Confidence, Kind, Measure, Percent, Qualifier, Quantity, Slot, Span, Stated, Value};

/// The budgets and force levels of one sentence.
pub fn claims(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Claim> {
    let mut out = Vec::new();
    for item in &scene.items {
        let measured = match &item.what {
            What::Money(money) => Measured::Money(Value::Money(money.money)),
            What::Percent(percent) => Measured::Percent(percent.percent),
            What::Number(number) => match number.quantity() {
                Some(count) => Measured::Count(count),
                None => continue,
            },
            _ => continue,
        };
        let Some(topic) = topic(scene, lexicon, item, &measured) else { continue };
        out.extend(claim(scene, lexicon, spoken, item, &measured, topic));
    }
    out
}

enum Measured {
    Money(Value),
    Percent(Percent),
    Count(Quantity),
}

/// What the figure measures: a budget, or the strength of a force, and at which word.
#[derive(Clone, Copy)]
struct Topic {
    kind: Kind,
    word: usize,
}

/// Looks for the word that says what a figure measures: on the way up from it, and among what hangs beside that way.
fn topic(scene: &Scene<'_>, lexicon: &Lexicon, item: &Item, measured: &Measured) -> Option<Topic> {
    let is_budget = |token: usize| lexicon.word_list("spending_nouns", scene.lemma(token)) && is_military(scene, lexicon, token);
    let is_force = |token: usize| lexicon.word_list("troop_nouns", scene.lemma(token));
    let mut at = item.head;
    for step in 0..6 {
        let around = std::iter::once(at)
            .chain(scene.children(at).iter().copied())
            .chain(scene.children(at).iter().flat_map(|c| scene.children(*c).iter().copied()));
        for token in around {
            if scene.word_sort(token) != WordSort::Noun {
                continue;
            }
            match measured {
                Measured::Money(_) if is_budget(token) => return Some(Topic { kind: Kind::Budget, word: token }),
                Measured::Percent(_) if is_budget(token) => return Some(Topic { kind: Kind::Budget, word: token }),
                Measured::Percent(_) if is_force(token) && step > 0 => return Some(Topic { kind: Kind::ForceLevel, word: token }),
                Measured::Count(_) if step <= 2 && is_force(token) && is_strength(scene, lexicon, token) => {
                    return Some(Topic { kind: Kind::ForceLevel, word: token });
                }
                _ => {}
            }
        }
        let head = scene.head(at);
        if head == at || (step > 0 && matches!(scene.label(at), Label::Relcl | Label::Advcl | Label::Ccomp)) {
            break;
        }
        at = head;
    }
    None
}

/// A spending noun is military by its own words, or by those of the sentence.
fn is_military(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let own = scene
        .subtree(token)
        .into_iter()
        .any(|one| lexicon.word_list("military_words", scene.lemma(one)) || lexicon.word_list("military_words", scene.lower(one)));
    own || (0..scene.len()).any(|one| lexicon.word_list("military_words", scene.lower(one)))
}

/// A head count is a force's strength where words of law, growth or establishment stand near, and nobody is sent, killed or trained.
fn is_strength(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let words = || (0..scene.len()).filter(|one| scene.item_at(*one).is_none() || *one == token);
    let strength =
        words().any(|one| lexicon.word_list("strength_words", scene.lemma(one)) || lexicon.word_list("strength_words", scene.lower(one)));
    let other = words().any(|one| lexicon.word_list("not_strength_words", scene.lemma(one)));
    strength && !other
}

fn claim(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, item: &Item, measured: &Measured, topic: Topic) -> Option<Claim> {
    let mut claim = Claim::new(topic.kind, scene.span);
    claim.confidence = Confidence::new(0.55);
    let (slot, value) = match measured {
        Measured::Money(value) => (Slot::Value, value.clone()),
        Measured::Percent(percent) => (Slot::Percent, Value::Percent(*percent)),
        Measured::Count(count) => (Slot::Count, Value::Quantity(*count)),
    };
    claim.slots.set(slot, Stated::new(value, item.span));
    let actor = actor(scene, lexicon, spoken, topic.word, item.head)?;
    super::party(&mut claim, Slot::Actor, &actor);
    let (measure, at) = measure(scene, lexicon, item, measured, topic);
    claim.slots.set(Slot::Measure, Stated { value: Value::Measure(measure), at, inferred: at == item.span });
    if topic.kind == Kind::ForceLevel {
        if let Some((component, at)) = component(scene, topic.word, item.head) {
            claim.slots.set(Slot::Component, Stated::new(Value::Component(component), at));
        }
    }
    if let Some(date) = nearest_date(scene, lexicon, item.head, false) {
        if topic.kind == Kind::Budget {
            claim.slots.set(Slot::Period, date.clone());
        }
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// Whose budget or force it is: its possessor, then the subjects above, then who was spoken of.
fn actor(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, word: usize, figure: usize) -> Option<PartyRef> {
    let states =
        |token: usize| resolve(scene, lexicon, spoken, token).into_iter().find(|party| party.company.is_none() && party.how != How::Place);
    for start in [word, figure] {
        let mut at = start;
        for _ in 0..8 {
            for child in scene.children(at).iter().copied() {
                if matches!(
                    scene.label(child),
                    Label::Poss | Label::Nsubj | Label::Nsubjpass | Label::Compound | Label::Amod | Label::Agent
                ) {
                    if let Some(party) = states(child) {
                        return Some(party);
                    }
                }
            }
            let head = scene.head(at);
            if head == at {
                break;
            }
            at = head;
        }
    }
    let here = scene
        .items
        .iter()
        .find_map(|item| super::super::parties::named(scene, item.head).filter(|party| party.company.is_none() && party.how != How::Place));
    here.or_else(|| spoken.subjects.last().cloned()).map(PartyRef::by_the_way)
}

/// A level, a limit, or by how much it grows or shrinks, and the words that tell.
fn measure(scene: &Scene<'_>, lexicon: &Lexicon, item: &Item, measured: &Measured, topic: Topic) -> (Measure, Span) {
    // "By 80 per cent", "another 40 million" are changes; "to 200 million" is a level.
    let preposition = (scene.label(item.head) == Label::Pobj).then(|| scene.lower(scene.head(item.head)).to_owned()).unwrap_or_default();
    let mut at = item.head;
    for _ in 0..6 {
        let word = scene.lemma(at);
        let lower = scene.lower(at);
        let span = scene.tokens[at].span;
        let grows = lexicon.word_list("growth_words", word) || lexicon.word_list("growth_words", lower);
        let shrinks = lexicon.word_list("shrink_words", word) || lexicon.word_list("shrink_words", lower);
        if (grows || shrinks) && !matches!(preposition.as_str(), "to" | "at" | "from") {
            return (if grows { Measure::Increase } else { Measure::Decrease }, span);
        }
        if grows || shrinks {
            return (Measure::Level, span);
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    if topic.kind == Kind::ForceLevel {
        for token in 0..scene.len() {
            if lexicon.word_list("limit_words", scene.lemma(token)) {
                return (Measure::Authorised, scene.tokens[token].span);
            }
        }
        let most = matches!(measured, Measured::Count(count) if count.qualifier == Qualifier::AtMost);
        if most {
            return (Measure::Authorised, item.span);
        }
    }
    (Measure::Level, item.span)
}

fn component(scene: &Scene<'_>, word: usize, figure: usize) -> Option<(Component, Span)> {
    let mut at = figure;
    for _ in 0..5 {
        for token in std::iter::once(at).chain(scene.children(at).iter().copied()) {
            let found = match scene.lower(token) {
                "reserve" | "reserves" | "reservist" | "reservists" => Component::Reserve,
                "active" | "standing" | "regular" | "active-duty" => Component::Active,
                _ => continue,
            };
            return Some((found, scene.tokens[token].span));
        }
        let head = scene.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    let _ = word;
    None
}
