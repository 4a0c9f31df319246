//! Loans and credits that are told of by who gets them.

use super::super::super::parties::PartyRef;
use super::super::view::View;
use super::super::who;
use crate::syntax::Label;

/// "Will receive a credit line from Beijing": who lends and who is lent to.
pub(super) fn received(view: &View<'_, '_>, token: usize) -> Option<(PartyRef, Option<PartyRef>)> {
    let scene = view.scene;
    let verb = scene.head(token);
    if scene.label(token) != Label::Dobj || !view.is("borrowing_verbs", verb) {
        return None;
    }
    let lender = view.after(token, &["from"]).into_iter().chain(view.after(verb, &["from"])).find_map(|one| who::public(view, one))?;
    // "Is to get a credit line".
    let above = || who::subject_above(view, verb);
    let borrower = view.subject(verb).and_then(|subject| who::parties(view, subject).into_iter().next()).or_else(above);
    Some((lender, borrower))
}
