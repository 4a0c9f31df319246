//! Spending of one state after another, in a text that compares them: "Oman spent $9 billion", "came second with $7bn spent".

use super::super::super::parties::{PartyRef, named};
use super::super::view::View;
use super::topic::{Link, Topic};
use super::{FAR, Thread, purpose};
use crate::frame::scene::Item;
use crate::name::How;
use crate::syntax::Label;

impl Thread {
    /// True where military spending at large was spoken of a few sentences back at most.
    fn compares(&self, start: usize) -> bool {
        self.spending.is_some_and(|end| start.saturating_sub(end) <= FAR)
    }
}

/// The sum as what a state spends on its forces, where only an earlier sentence says on what.
pub(super) fn of(view: &View<'_, '_>, thread: &Thread, item: &Item) -> Option<(Topic, PartyRef)> {
    let scene = view.scene;
    if !thread.compares(scene.span.start) || view.drafts.iter().any(|draft| !draft.vague) || view.anywhere("other_purposes") {
        return None;
    }
    let spends = |token: &usize| matches!(scene.lemma(*token), "spend" | "allocate" | "spending");
    let above = view.above(item.head, 2);
    let below = || scene.children(item.head).iter().copied().filter(|child| matches!(scene.label(*child), Label::Acl | Label::Amod));
    let word = above.iter().copied().find(spends).or_else(|| below().find(spends)).or_else(|| {
        // "Came second with $7 billion".
        let with = scene.label(item.head) == Label::Pobj && scene.lower(scene.head(item.head)) == "with";
        above.last().copied().filter(|verb| with && view.is("ranking_verbs", *verb))
    })?;
    let on = view.after(word, &["on", "for"]);
    if on.iter().any(|object| !purpose::is_military(view, *object)) {
        return None;
    }
    let state = |party: &PartyRef| party.id.is_state() && party.company.is_none() && party.how != How::Force;
    let before = scene.items.iter().filter(|other| other.tokens.end <= item.tokens.start);
    let named = before.filter_map(|other| named(scene, other.head)).rfind(state);
    let actor = named.or_else(|| thread.budget.as_ref().map(|spent| spent.actor.clone().by_the_way()))?;
    Some((Topic { word, share: false, link: Link::Back }, actor))
}
