//! The words of a free-text slot.

use super::view::View;
use crate::syntax::{Label, Tag};
use materiel_model::{Span, Stated, Value};
use std::ops::Range;

/// The words of a span as a slot's value, with white space folded.
pub(super) fn stated(view: &View<'_, '_>, span: Span) -> Option<Stated<Value>> {
    let span = span.trim(view.scene.text);
    let words = view.scene.words(span).split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| Stated::new(Value::Text(words), span))
}

/// A noun phrase with the prepositional phrase that completes it, without the determiner.
pub(super) fn noun(view: &View<'_, '_>, head: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let mut range = bare(view, head);
    for child in scene.children_with(head, Label::Prep).filter(|child| *child > head && view.is("completing_prepositions", *child)) {
        for object in scene.children_with(child, Label::Pobj) {
            if child + 12 > object {
                range.end = range.end.max(scene.phrase(object).end);
            }
        }
    }
    stated(view, scene.span_of(range))
}

/// A noun phrase with what completes it and the clause that says what it is to do: "agreement to let troops use bases".
pub(super) fn noun_and_clause(view: &View<'_, '_>, head: usize) -> Option<Stated<Value>> {
    let scene = view.scene;
    let plain = noun(view, head)?;
    let clause = scene.children(head).iter().copied().find(|child| {
        *child > head
            && matches!(scene.label(*child), Label::Acl | Label::Relcl)
            && scene.tokens[*child].span.start >= head_end(scene, head)
    });
    let Some(last) = clause.and_then(|clause| scene.subtree(clause).into_iter().take_while(|one| *one <= clause + 14).last()) else {
        return Some(plain);
    };
    let end = scene.tokens[last].span.end.max(plain.at.end);
    stated(view, Span::new(plain.at.start, end))
}

fn head_end(scene: &crate::frame::scene::Scene<'_>, head: usize) -> usize {
    scene.tokens[head].span.end
}

/// The noun phrase alone: without determiner, possessor or what follows a preposition.
pub(super) fn plain(view: &View<'_, '_>, head: usize) -> Option<Stated<Value>> {
    stated(view, view.scene.span_of(bare(view, head)))
}

fn bare(view: &View<'_, '_>, head: usize) -> Range<usize> {
    let scene = view.scene;
    let mut range = scene.phrase(head);
    // What the tree hangs on a noun by mistake may reach far: no more than a dozen words are a phrase.
    range.start = range.start.max(head.saturating_sub(12));
    range.end = range.end.min(head + 13);
    // "Five-year defence deal".
    let hyphened = |at: usize| at + 1 < head && scene.lower(at + 1) == "-";
    while range.start < head
        && !hyphened(range.start)
        && ((matches!(scene.tag(range.start), Tag::DT | Tag::PRPS | Tag::CD) && !view.in_name(range.start))
            || scene.lower(range.start) == "'s")
    {
        range.start += 1;
    }
    range
}

/// A clause: from its first word to its last, at most forty.
pub(super) fn clause(view: &View<'_, '_>, head: usize) -> Option<Stated<Value>> {
    let below = view.scene.subtree(head);
    let (first, last) = (*below.first()?, *below.last()?);
    let start = first.max(head.saturating_sub(20));
    stated(view, view.scene.span_of(start..(last + 1).min(start + 40)))
}
