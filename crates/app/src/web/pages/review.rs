//! The review page: `/review`, the queue of what is worth a look, with forms that decide about it, and who decided what.
//!
//! The forms go to `/decide/…` (see `web/sign`), which does what `materiel review` does. Everything works without a script; `review.js` adds
//! keys and takes the words that somebody selects.

use super::assets::REVIEW_AT;
use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, page};
use crate::export;
use crate::page::{changed, words};
use axum::Router;
use materiel_register::view::{ClaimRow, DecisionRow, Held, ListRow, QueueRow};
use materiel_store::Store;
use maud::{Markup, html};

/// So many are on a page.
const MANY: usize = 10;
/// So many decisions are shown below.
const DECIDED: usize = 30;

pub(super) fn routes() -> Router<State> {
    page("/review", review)
}

fn review(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &[])?;
    if !state.allows_review() {
        return Err(Trouble::Missing("there is no review here: `materiel serve --allow-review` offers it".to_owned()));
    }
    let work = state.review(store)?;
    let filter = asked.filter(state.reader());
    let waiting: Vec<&QueueRow> = work.queue.iter().filter(|row| row.record.as_ref().is_none_or(|record| filter.takes(record))).collect();
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::json(&waiting, out)),
        Twin::Csv => {
            let rows: Vec<ListRow> = waiting.iter().filter_map(|row| row.record.clone()).collect();
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called("review.csv"));
        }
        Twin::Page | Twin::Other(_) => {}
    }
    let view = View::new(store, state, ask, &asked)?;
    let skip = MANY.saturating_mul(asked.page() - 1);
    let shown: Vec<&QueueRow> = waiting.iter().skip(skip).take(MANY).copied().collect();
    let main = html! {
        h1 { "Worth a look" }
        (who(&view))
        h2 id="decided" tabindex="-1" { (bits::count(waiting.len(), "claim")) " that nobody looked at, or that came back" }
        p.note { "In the order of how much a look would change. What is shown here was read by a machine; it counts as reviewed only after somebody accepts it or puts it right." }
        @for row in &shown { (item(row, &view)) }
        @if shown.is_empty() { p.empty { "Nothing waits for a look." } }
        nav.pager aria-label="Pages" {
            @if asked.page() > 1 { a rel="prev" href=(asked.given.with("page", &(asked.page() - 1).to_string()).at("/review")) { "← Before" } }
            @if skip + shown.len() < waiting.len() { a rel="next" href=(asked.given.with("page", &(asked.page() + 1).to_string()).at("/review")) { "Next →" } }
        }
        (done(&work.decisions, &view))
        script src=(*REVIEW_AT) defer {}
    };
    Ok(Answer::page(layout::page("Review", &view, &main)))
}

/// Who looks, and how to become somebody who may decide.
fn who(view: &View<'_>) -> Markup {
    let visitor = &view.ask.visitor;
    html! {
        @match visitor.name() {
            Some(name) => {
                form.who method="post" action="/sign-out" {
                    input type="hidden" name="csrf" value=(visitor.form_token); input type="hidden" name="back" value="/review";
                    "Signed in as " strong { (bits::clean(name)) }
                    @if !visitor.may_decide() { " (to read; decisions take the role of a reviewer)" }
                    " " button.quiet type="submit" { "Sign out" }
                }
                @if visitor.may_decide() { p.note { "Keys: " kbd { "j" } " " kbd { "k" } " next and before, " kbd { "a" } " accept, " kbd { "r" } " reject, " kbd { "c" } " put right (select words of the sentence first), " kbd { "u" } " undo." } }
            }
            None => { p { a href="/sign-in?back=/review" { "Sign in" } " to decide." } }
        }
    }
}

fn hidden(view: &View<'_>, claim: Option<&ClaimRow>) -> Markup {
    let back = view.asked.given.at("/review");
    html! {
        input type="hidden" name="csrf" value=(view.ask.visitor.form_token);
        input type="hidden" name="back" value=(back);
        @if let Some(claim) = claim { input type="hidden" name="claim" value=(claim.claim); }
    }
}

fn why(id: &str) -> Markup {
    html! { label.why for=(id) { "Why " input id=(id) name="why" required maxlength="500" value="held against the sentence" autocomplete="off"; } }
}

fn item(row: &QueueRow, view: &View<'_>) -> Markup {
    let would: Vec<String> = row.changes.iter().map(|change| bits::clean(&changed(change, view.reader))).collect();
    html! {
        article.queue-item {
            h2 {
                @match &row.record {
                    Some(record) => { a href=(view.to(&bits::record_path(record.id.as_str()))) { (bits::title(record, view)) } " " (bits::reviewed(record.reviewed)) }
                    None => { "No longer read" }
                }
            }
            @if let Some(back) = &row.came_back {
                p.conflict { "A decision came back: " (back.decision) " by " (bits::clean(&back.author)) ", " (bits::clean(&back.about)) @if let Some(because) = &back.because { ". " (bits::clean(because)) } }
            }
            @if let Some(claim) = &row.claim {
                (context(claim, view))
                p.note {
                    "Wrong with a likelihood of " (format!("{:.0} %", row.doubt * 100.0)) ". "
                    @if row.alone { "If it is wrong, there is no such record." }
                    @else if would.is_empty() { "If it is wrong, the record shows the same." }
                    @else { "If it is wrong: " (would.join("; ")) "." }
                }
                @if view.ask.visitor.may_decide() { (actions(claim, row.record.as_ref(), view)) }
            }
        }
    }
}

/// The sentence with the words of its slots marked, and what they are read to say.
fn context(claim: &ClaimRow, view: &View<'_>) -> Markup {
    html! {
        p.context { (marked(claim)) }
        p.meta { a href=(view.to(&format!("/document/{}", claim.document))) { (bits::clean(claim.source.as_deref().unwrap_or(&claim.label))) }
            ", " @match claim.published { Some(date) => { time { (date) } } None => { "undated" } } " · claim " code { (claim.claim.as_str().chars().take(8).collect::<String>()) } }
        dl.slots {
            @for said in &claim.says {
                div { dt { (words(said.slot.as_str())) }
                    dd { (view.name(&said.written)) " " span.note { "“" (bits::clean(&said.words)) "”" } @if said.by_hand { " " span.looked { "✓ put right by hand" } } } }
            }
        }
    }
}

/// The sentence, in pieces: the first place of each slot's words is marked.
fn marked(claim: &ClaimRow) -> Markup {
    let sentence = claim.sentence.as_str();
    let mut spans: Vec<(usize, usize)> = claim
        .says
        .iter()
        .filter(|said| !said.words.is_empty())
        .filter_map(|said| sentence.find(said.words.as_str()).map(|from| (from, from + said.words.len())))
        .collect();
    spans.sort_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)));
    let mut at = 0;
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    for (from, to) in spans {
        if from >= at {
            pieces.push((sentence.get(at..from).unwrap_or_default(), false));
            pieces.push((sentence.get(from..to).unwrap_or_default(), true));
            at = to;
        }
    }
    pieces.push((sentence.get(at..).unwrap_or_default(), false));
    html! { "“" @for (piece, mark) in pieces { @if mark { mark { (bits::clean(piece)) } } @else { (bits::clean(piece)) } } "”" }
}

fn actions(claim: &ClaimRow, record: Option<&ListRow>, view: &View<'_>) -> Markup {
    let id: String = claim.claim.as_str().chars().take(12).collect();
    let name = |what: &str| format!("{what}-{id}");
    html! {
        form.actions method="post" action="/decide/accept" {
            (hidden(view, Some(claim))) (why(&name("why")))
            button.accept type="submit" { "Accept" }
            button.reject type="submit" formaction="/decide/reject" { "Reject" }
        }
        details.correct {
            summary { "Put a slot right" }
            form.actions method="post" action="/decide/correct" {
                (hidden(view, Some(claim)))
                label for=(name("slot")) { "Slot " select id=(name("slot")) name="slot" { @for slot in claim.kind.slots() { option value=(slot.as_str()) { (words(slot.as_str())) } } } }
                label for=(name("words")) { "Words of the document " input id=(name("words")) name="words" autocomplete="off"; }
                label for=(name("value")) { "Value " input id=(name("value")) name="value" required autocomplete="off"; }
                (why(&name("why-correct")))
                button type="submit" { "Put right" }
            }
        }
        details {
            summary { "Join or split" }
            form.actions method="post" action="/decide/join" {
                (hidden(view, Some(claim)))
                label for=(name("with")) { "Speaks of the same as (claim or record) " input id=(name("with")) name="claim" required autocomplete="off"; }
                (why(&name("why-join")))
                button type="submit" { "Join" }
            }
            @if let Some(record) = record {
                form.actions method="post" action="/decide/split" {
                    (hidden(view, Some(claim)))
                    input type="hidden" name="from" value=(record.id);
                    (why(&name("why-split")))
                    button type="submit" { "Speaks of another thing than the rest of " (record.id) }
                }
            }
        }
    }
}

/// Who did what, the latest first, each with the way back.
fn done(decisions: &[DecisionRow], view: &View<'_>) -> Markup {
    html! {
        section aria-labelledby="log" {
            h2 id="log" { "Who did what" }
            @if decisions.is_empty() { p.empty { "Nobody has decided anything yet." } }
            ol.decisions reversed {
                @for row in decisions.iter().rev().take(DECIDED) { li value=(row.entry) {
                    time datetime=(row.at) { (row.at.day()) } " " strong { (bits::clean(&row.author)) } " — " (row.decision) ": " (bits::clean(&row.about))
                    @if !row.reason.is_empty() { ". " q { (bits::clean(&row.reason)) } }
                    " " span.note { (row.held.words()) }
                    @if view.ask.visitor.may_decide() && row.held != Held::TakenBack {
                        form.undo method="post" action="/decide/undo" {
                            (hidden(view, None)) input type="hidden" name="entry" value=(row.entry); input type="hidden" name="why" value="undone on the page";
                            button.quiet type="submit" { "Undo" span.hidden { " entry " (row.entry) } }
                        }
                    }
                } }
            }
            @if decisions.len() > DECIDED { p.note { (decisions.len() - DECIDED) " earlier ones: " code { "materiel review log" } } }
        }
    }
}
