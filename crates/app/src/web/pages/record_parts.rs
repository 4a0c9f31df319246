//! The sections of a record's page.

use super::{View, bits};
use crate::page::{number, value, words};
use materiel_model::{Polarity, Value};
use materiel_register::view::{ClaimRow, Days, DecisionRow, RecordView, SlotRow, Standing, StepRow, ValueRow};
use maud::{Markup, html};

/// So many quotes are open at once; the others are folded away.
const OPEN: usize = 2;

/// Where it stands, seen from a day.
pub(super) fn standing(now: &Standing, view: &View<'_>) -> Markup {
    let days = |days: Days| match (days.least, days.most) {
        (least, most) if least == most => bits::count(usize::try_from(most).unwrap_or(0), "day"),
        (least, most) => format!("{least} to {most} days"),
    };
    html! {
        section.standing {
            h2 { "Where it stands on " time { (now.today) } }
            ul {
                li {
                    (words(&now.stage))
                    @if let Some(since) = now.since { " since " time { (since) } @if now.since_report { " (reported)" } }
                    @if let Some(lasted) = now.days { ", " (days(lasted)) }
                }
                @if let Some(heard) = now.last_heard { li { "last heard of on " time { (heard) } "; what may have happened since, nobody here reported" } }
                @if let Some(stop) = &now.resumed_after { li { "resumed after it was " (words(&stop.stage)) } }
                @if let Some(before) = &now.stopped_at { li { "stopped when it was " (words(before)) } }
                @if let Some(next) = &now.next {
                    li {
                        "usually followed by: " (words(&next.stage))
                        @if let Some(due) = next.due { ", expected by " time { (due) } }
                        @if next.overdue { " — " strong { "that day has passed, and nobody reported it done" } }
                    }
                }
                @if let Some(handed) = &now.deliveries {
                    li {
                        (number(handed.delivered)) " handed over"
                        @if let Some(of) = handed.of { " of " (number(of)) @if let Some(stage) = handed.of_stage { " " (words(stage.as_str())) } }
                        @if let Some(left) = handed.remaining { ", " (left) " to come" }
                        @if handed.beyond { ", " strong { "more than was ordered" } }
                    }
                }
                @if let Some(review) = &now.review {
                    li {
                        "review by the legislature: " (review.days) " days"
                        @if let Some(ends) = review.ends { @if review.at_latest { ", over by " } @else { ", until " } time { (ends) } }
                        @if review.over { "; its end approves nothing" }
                        " (" (bits::clean(&review.source)) ")"
                    }
                }
            }
            @if view.keep.get("known-by").is_none() { p.note { "Time passing moves no stage." } }
        }
    }
}

/// The stages as a timeline.
pub(super) fn steps(record: &RecordView, view: &View<'_>) -> Markup {
    html! {
        @if !record.history.is_empty() {
            section aria-labelledby="history" {
                h2 id="history" { "Stages" }
                ol.timeline { @for step in &record.history { (one_step(step, view)) } }
            }
        }
    }
}

fn one_step(step: &StepRow, view: &View<'_>) -> Markup {
    let denied = step.polarity == Polarity::Denied;
    html! {
        li.here[step.shown].denied[denied] {
            p.step {
                (bits::when(step.date, step.reported)) " "
                @if denied { span.note { "denied: " } }
                (bits::stage(&step.stage))
                @if let Some(quantity) = step.quantity { " " strong { (number(quantity)) } }
                " · " (bits::count(step.voices, "voice"))
                @if step.shown { " · " strong { "the record stands here" } }
                @if step.corrected { " · " span.note { "corrected later by the same office" } }
                @if step.superseded { " · " span.note { "only in earlier versions of pages" } }
                @if step.reviewed { " · " span.looked { "✓ reviewed" } }
            }
            (bits::quotes(&step.quotes, 1, view))
        }
    }
}

/// The slots, each with what is said and by whom.
pub(super) fn values(record: &RecordView, view: &View<'_>) -> Markup {
    html! {
        @if !record.slots.is_empty() {
            section aria-labelledby="values" {
                h2 id="values" { "Values" }
                @for slot in &record.slots { (one_slot(slot, view)) }
            }
        }
    }
}

fn one_slot(slot: &SlotRow, view: &View<'_>) -> Markup {
    let name = words(slot.slot.as_str());
    html! {
        div.slot {
            h3 { (name) }
            div.said {
                @for shown in &slot.shown { (one_value(shown, true, view)) }
                @for other in &slot.others { (one_value(other, false, view)) }
            }
            p.rule { "Shown by this rule: " (slot.rule) }
        }
    }
}

fn one_value(row: &ValueRow, shown: bool, view: &View<'_>) -> Markup {
    let text = bits::clean(&value(row, view.reader));
    html! {
        div.value.shown[shown].against[row.conflict] {
            p {
                strong {
                    @match &row.value { Value::Party(id) => { (bits::party(id.as_str(), view)) } _ => { (text) } }
                }
                " " span.count { (bits::count(row.voices, "voice")) }
                @if row.conflict { " " span.conflict { "contradicts what is shown" } }
                @else if !shown { " " span.note { "also said" } }
                @if row.corrected { " " span.note { "corrected" } }
                @if row.superseded { " " span.note { "in earlier versions of pages" } }
                @if row.denied { " " span.note { "of what is said not to be so" } }
                " " @if row.reviewed { span.looked { "✓ reviewed" } } @else { span.machine { "machine-read" } }
            }
            (bits::quotes(&row.quotes, OPEN, view))
        }
    }
}

/// What disagrees, side by side.
pub(super) fn disagreements(record: &RecordView, view: &View<'_>) -> Markup {
    let conflicts: Vec<(&SlotRow, &ValueRow)> =
        record.slots.iter().flat_map(|slot| slot.others.iter().filter(|other| other.conflict).map(move |other| (slot, other))).collect();
    html! {
        @if !conflicts.is_empty() {
            section aria-labelledby="disagree" {
                h2 id="disagree" { "Where the sources disagree" }
                @for (slot, other) in conflicts {
                    div.sides {
                        @if let Some(shown) = slot.shown.first() {
                            div { h3 { (words(slot.slot.as_str())) ": " (bits::clean(&value(shown, view.reader))) }
                                p { (bits::count(shown.voices, "voice")) ", shown" } (bits::quotes(&shown.quotes, 1, view)) }
                        }
                        div { h3 { (words(slot.slot.as_str())) ": " (bits::clean(&value(other, view.reader))) }
                            p { (bits::count(other.voices, "voice")) } (bits::quotes(&other.quotes, 1, view)) }
                    }
                }
            }
        }
    }
}

/// Who speaks of it.
pub(super) fn voices(record: &RecordView, view: &View<'_>) -> Markup {
    html! {
        section aria-labelledby="voices" {
            h2 id="voices" { "Who says so" }
            ol.voices {
                @for voice in &record.voices {
                    li {
                        @for (at, source) in voice.documents.iter().enumerate() {
                            p.copy[at > 0] {
                                @match source.published { Some(date) => { time { (date) } } None => { "undated" } }
                                ", " @if let Some(name) = &source.source { (bits::clean(name)) ": " }
                                a href=(view.to(&format!("/document/{}", source.document))) { (bits::clean(source.title.as_deref().unwrap_or(&source.label))) }
                                @if source.superseded { " " span.note { "an earlier version of the page" } }
                                @else if at > 0 { " " span.note { "the same text: counts once" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The claims that it is made of.
pub(super) fn claims(record: &RecordView, view: &View<'_>) -> Markup {
    html! {
        section {
            details {
                summary { h2 { "The " (bits::count(record.claims.len(), "claim")) " that it is made of" } }
                @for claim in &record.claims { (one_claim(claim, view)) }
            }
        }
    }
}

/// A claim, slot by slot.
pub(super) fn one_claim(claim: &ClaimRow, view: &View<'_>) -> Markup {
    html! {
        div.claim {
            p { "“" (bits::clean(&claim.sentence)) "”" }
            dl.slots {
                @for said in &claim.says {
                    div { dt { (words(said.slot.as_str())) }
                        dd { (view.name(&said.written)) " " span.note { "“" (bits::clean(&said.words)) "”" }
                            @if said.by_hand { " " span.looked { "✓ put right by hand" } } } }
                }
            }
            p.meta {
                a href=(view.to(&format!("/document/{}", claim.document))) { (bits::clean(claim.source.as_deref().unwrap_or(&claim.label))) }
                " · " @if claim.polarity == Polarity::Denied { "says that it is not so · " }
                @if claim.reviewed { span.looked { "✓ reviewed" } } @else { span.machine { "machine-read" } ", confidence " (format!("{:.2}", claim.confidence)) }
                " · " code { (claim.claim.as_str().chars().take(8).collect::<String>()) }
            }
        }
    }
}

/// What people decided.
pub(super) fn decisions(rows: &[DecisionRow]) -> Markup {
    html! {
        section aria-labelledby="decisions" {
            h2 id="decisions" { "Decisions" }
            @if rows.is_empty() { p { "Nobody has decided anything about it." } }
            @else { ol.decisions { @for row in rows { li {
                time datetime=(row.at) { (row.at.day()) } " " strong { (bits::clean(&row.author)) } " — " (row.decision) ": " (bits::clean(&row.about))
                @if !row.reason.is_empty() { ". " q { (bits::clean(&row.reason)) } }
                " " span.note { (row.held.words()) @if let Some(because) = &row.because { ": " (bits::clean(because)) } }
            } } } }
        }
    }
}

/// How to cite it.
pub(super) fn cited(record: &RecordView, title: &str, view: &View<'_>) -> Markup {
    let row = &record.row;
    let stage = row.stage.as_deref().map(|stage| format!(", {}", words(stage))).unwrap_or_default();
    let by = view.keep.get("known-by").map_or_else(|| view.size.last.map(|last| last.day().to_string()).unwrap_or_default(), str::to_owned);
    let text = format!(
        "Materiel register, record {}: {title}{stage} ({}, as known on {by}; {}).",
        row.id,
        bits::count(row.voices, "independent voice"),
        if row.reviewed == materiel_register::view::Reviewed::Yes { "reviewed" } else { "read by a machine" }
    );
    html! {
        section aria-labelledby="cite" {
            h2 id="cite" { "To cite" }
            p.cite { label.hidden for="citation" { "Citation" } textarea id="citation" rows="3" readonly { (text) } }
        }
    }
}
