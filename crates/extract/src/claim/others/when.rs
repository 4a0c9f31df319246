//! The date of an event: the one that hangs nearest to its words, and on no verb of saying.

use super::super::figures;
use super::view::View;
use crate::frame::scene::{Item, What};
use crate::name::date::DateKind;
use crate::syntax::Label;
use materiel_model::{Stated, Value};

/// The date of the event that the word at `token` names; `ahead` where it is still to come.
pub(super) fn date(view: &View<'_, '_>, token: usize, ahead: bool) -> Option<Stated<Value>> {
    let mut best: Option<(usize, Stated<Value>)> = None;
    for item in &view.scene.items {
        let What::Date(found) = &item.what else { continue };
        let Some(distance) = distance(view, item.head, token) else { continue };
        let over = figures::hangs_on_past(view.scene, item.head);
        // "Agreed in April to build": the day of what is over is not that of what is planned.
        let yearless = found.inferred_year || found.kind == DateKind::Weekday;
        if ahead && over && yearless && distance > 1 {
            continue;
        }
        let ahead = ahead && !over;
        let future = ahead && (found.kind == DateKind::Weekday || distance <= 3);
        let since = view.scene.label(item.head) == Label::Pobj && view.scene.lower(view.scene.head(item.head)) == "since";
        let value = match () {
            () if future => found.future_value.or(found.value),
            () if over || since => found.past_value.or(found.value),
            () => found.value,
        };
        let Some(value) = value else { continue };
        if best.as_ref().is_none_or(|(held, _)| distance < *held) {
            best = Some((distance, Stated { value: Value::Date(value), at: item.span, inferred: distance > 4 }));
        }
    }
    best.map(|(_, stated)| stated)
}

/// The date right behind a figure: "51 billion in 2024/25".
pub(super) fn beside(view: &View<'_, '_>, figure: &Item) -> Option<Stated<Value>> {
    view.scene.items.iter().find_map(|item| {
        let What::Date(found) = &item.what else { return None };
        let near = item.tokens.start >= figure.tokens.end && item.tokens.start - figure.tokens.end <= 3;
        found.value.filter(|_| near).map(|value| Stated::new(Value::Date(value), item.span))
    })
}

/// Steps through the tree between two tokens, at most seven; none where a verb of saying stands between.
pub(super) fn distance(view: &View<'_, '_>, from: usize, to: usize) -> Option<usize> {
    let with_above = |token: usize| {
        let mut out = vec![token];
        out.extend(view.above(token, view.scene.len()));
        out
    };
    let (up, down) = (with_above(from), with_above(to));
    let meeting = up.iter().position(|token| down.contains(token))?;
    let other = down.iter().position(|token| *token == up[meeting])?;
    // "Announced export controls in July": the day of the controls as well as of the word.
    let announced = |token: usize| view.scene.label(to) == Label::Dobj && view.scene.head(to) == token;
    let speech = |token: &usize| {
        *token != to
            && !announced(*token)
            && view.is_verb(*token)
            && (view.lexicon.word_list("speech", view.scene.lemma(*token)) || view.scene.lemma(*token) == "compare")
    };
    let between = up[..=meeting].iter().chain(&down[..other]).any(speech);
    (meeting + other <= 7 && !between).then_some(meeting + other)
}
