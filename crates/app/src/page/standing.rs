//! Where a record stands: since when, what was handed over, what usually comes next, whether a review runs.

use super::list::{number, words};
use super::paper::{Paper, clean};
use super::record::several;
use materiel_model::Stage;
use materiel_register::view::{BatchRow, Days, DeliveriesRow, Next, ReviewRow, Standing, Stop};
use std::io::Write;

/// Writes the section.
pub(super) fn standing(view: &Standing, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\n{}", paper.bold(&format!("WHERE IT STANDS, seen from {}", view.today)))?;
    let mut lines = vec![since(view)];
    lines.extend(view.resumed_after.as_ref().map(resumed));
    lines.extend(view.stopped_at.as_ref().map(|stage| format!("before that: {}", words(stage))));
    lines.extend(view.deliveries.as_ref().map(deliveries));
    for line in lines {
        write(&line, 2, paper, out)?;
    }
    for batch in view.deliveries.iter().flat_map(|handed| &handed.batches) {
        write(&row(batch), 4, paper, out)?;
    }
    if let Some(period) = &view.review {
        write(&review(period), 2, paper, out)?;
        write(&clean(&period.source), 4, paper, out)?;
    }
    if let Some(step) = &view.next {
        write(&next(step), 2, paper, out)?;
    }
    Ok(())
}

fn write(line: &str, indent: usize, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for line in paper.wrap(line, indent) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn since(view: &Standing) -> String {
    let mut parts = vec![words(&view.stage)];
    if let Some(day) = view.since {
        parts.push(if view.since_report { format!("since ({day}), when it was first reported") } else { format!("since {day}") });
    }
    parts.extend(view.days.map(|days| format!("for {}", span(days))));
    let heard = view.last_heard.map(|day| format!("; last heard of {day}")).unwrap_or_default();
    format!("{}{heard}", parts.join(", ").replacen(", since", " since", 1))
}

fn span(days: Days) -> String {
    if days.least == days.most {
        several(usize::try_from(days.most).unwrap_or(0), "day")
    } else {
        format!("{} to {} days", days.least, days.most)
    }
}

fn resumed(stop: &Stop) -> String {
    let when = super::list::date(stop.date, stop.reported);
    format!("resumed; it had been {} {when}", words(&stop.stage)).trim_end().to_owned()
}

fn deliveries(handed: &DeliveriesRow) -> String {
    let mut line = format!("delivered: {}", number(handed.delivered));
    if let Some(of) = handed.of {
        let how = match handed.of_stage {
            Some(Stage::Contracted) | None => "ordered".to_owned(),
            Some(stage) => words(stage.as_str()),
        };
        line.push_str(&format!(" of {} {how}", number(of)));
    }
    match handed.remaining {
        _ if handed.beyond => line.push_str("; that is more than it should be"),
        _ if handed.complete => line.push_str("; all of it"),
        Some(left) => line.push_str(&format!("; {left} to come")),
        None => {}
    }
    line
}

fn row(batch: &BatchRow) -> String {
    let when = super::list::date(batch.date, batch.reported);
    let when = if when.is_empty() { "date not known".to_owned() } else { when };
    let whole = if batch.whole { ", not added to those within that time" } else { "" };
    format!("{when}: {} [{}]{whole}", number(batch.quantity), several(batch.voices, "voice"))
}

fn review(period: &ReviewRow) -> String {
    let length = several(usize::try_from(period.days).unwrap_or(0), "day");
    let from = period.from.map(|day| format!(" from {day}")).unwrap_or_default();
    let end = period.ends.map(|day| {
        let latest = if period.at_latest { " at the latest (the day of the notice is not stated)" } else { "" };
        let tense = if period.over { "ended" } else { "ends" };
        format!(", {tense} {day}{latest}")
    });
    let nothing = if period.over { "; its end is no approval" } else { "" };
    format!("review of the notice: {length}{from}{}{nothing}", end.unwrap_or_default())
}

fn next(step: &Next) -> String {
    let due = step.due.map(|day| {
        let overdue = if step.overdue { ", which has passed without a report of it" } else { "" };
        format!(", expected {day}{overdue}")
    });
    format!("usually next: {}{}", words(&step.stage), due.unwrap_or_default())
}
