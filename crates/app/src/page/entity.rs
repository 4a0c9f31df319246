//! A state, body, person or piece of equipment as a page.

use super::list::{date, list, money, number, percent, words};
use super::paper::{Paper, clean};
use super::record::several;
use super::table::{Heading, table};
use crate::reading::Reader;
use jiff::civil::Date;
use materiel_model::{Kind, PartialDate};
use materiel_register::view::{EntityView, ListRow, Route, Sort, SumRow, TimelineRow, Trade};
use std::io::Write;

/// So many of what somebody said are shown; the JSON form has all.
const SAID: usize = 20;

/// Writes the page of an entity, seen from a day.
pub(crate) fn entity(view: &EntityView, today: Date, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let subject = &view.subject;
    let sort = match subject.sort {
        Sort::State => "state",
        Sort::Body => "body",
        Sort::Person => "person",
        Sort::Equipment => "equipment",
        Sort::Class => "equipment of a class",
    };
    let id = if subject.sort == Sort::Person { String::new() } else { format!("  {}", subject.id) };
    writeln!(out, "{}{}  {sort}", paper.bold(&clean(&subject.name)), clean(&id))?;
    for (what, all) in &subject.known {
        let all: Vec<String> = all.iter().map(|words| clean(&reader.name_of(words))).collect();
        for line in paper.wrap(&format!("{what}: {}", all.join(", ")), 2) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "{}", several(view.records, "record"))?;
    for (heading, trade) in
        [("BUYS AND GETS", &view.buys), ("SELLS AND GIVES", &view.sells), ("MAKES", &view.makes), ("MOVED", &view.moved)]
    {
        transfers(heading, trade, reader, paper, out)?;
    }
    routes(&view.routes, reader, paper, out)?;
    for (heading, rows) in [("HOSTS", &view.hosts), ("HAS ELSEWHERE", &view.sends), ("SPENDS", &view.spends)] {
        others(heading, rows, reader, paper, out)?;
    }
    timeline(&view.timeline, today, paper, out)?;
    for (heading, rows) in [("AGREES", &view.agreements), ("PLEDGES AND CONDITIONS", &view.commitments), ("INCIDENTS", &view.incidents)] {
        others(heading, rows, reader, paper, out)?;
    }
    said(view, paper, out)
}

fn transfers(heading: &str, trade: &Trade, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if trade.rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold(heading))?;
    for sum in &trade.sums {
        for line in paper.wrap(&sums(sum), 2) {
            writeln!(out, "{line}")?;
        }
    }
    list(&trade.rows, reader, paper, out)
}

fn sums(sum: &SumRow) -> String {
    let stage = if sum.stage.is_empty() { "at no stage".to_owned() } else { words(&sum.stage) };
    let amounts: Vec<String> = sum.amounts.iter().map(|one| format!("{} (of {})", money(one.value), one.records)).collect();
    let amounts = if amounts.is_empty() { String::new() } else { format!("; {}", amounts.join(", ")) };
    format!("{stage}: {}{amounts}", several(sum.records, "transfer"))
}

fn others(heading: &str, rows: &[ListRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold(heading))?;
    // A list has a table for each kind, and takes them one after the other.
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.kind);
    list(&rows, reader, paper, out)
}

fn routes(routes: &[Route], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if routes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold("FROM WHERE TO WHERE"))?;
    let left = |words| Heading { words, right: false };
    let right = |words| Heading { words, right: true };
    let headings = [left("From"), left("To"), right("Transfers"), right("Ordered"), right("Delivered"), left("Stages"), left("When")];
    let name = |id: &Option<String>| id.as_ref().map_or_else(|| "not known".to_owned(), |id| reader.name_of(id));
    let cells = |route: &Route| {
        let stages: Vec<String> = route.stages.iter().map(|(stage, count)| format!("{} {count}", words(stage))).collect();
        let when = match (route.from, route.until) {
            (Some(from), Some(until)) if from != until => format!("{from} to {until}"),
            (from, _) => from.map(|date| date.to_string()).unwrap_or_default(),
        };
        vec![
            name(&route.supplier),
            name(&route.recipient),
            route.records.len().to_string(),
            route.ordered.map(number).unwrap_or_default(),
            route.delivered.map(number).unwrap_or_default(),
            stages.join(", "),
            when,
        ]
    };
    table(&headings, &routes.iter().map(cells).collect::<Vec<_>>(), paper, out)
}

fn timeline(points: &[TimelineRow], today: Date, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold("CAPABILITY TIMELINE"))?;
    let left = |words| Heading { words, right: false };
    let right = |words| Heading { words, right: true };
    let headings =
        [left("When"), left("What"), left(""), right("Number"), left("Status"), right("Voices"), left("Reviewed"), left("Record")];
    let mut now = false;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for point in points {
        let when = point.date.or(point.reported);
        if !now && when.is_some_and(|when: PartialDate| when.first_day() > today) {
            now = true;
            rows.push(vec![format!("-- {today} --")]);
        }
        let sort = match point.kind {
            Kind::Transfer => "arrived",
            kind => kind.as_str(),
        };
        let figure = point.quantity.map(number).or_else(|| point.percent.map(percent));
        rows.push(vec![
            date(point.date, point.reported),
            words(sort),
            point.what.clone().unwrap_or_default(),
            figure.unwrap_or_default(),
            point.status.as_deref().map(words).unwrap_or_default(),
            point.voices.to_string(),
            point.reviewed.as_str().to_owned(),
            point.record.to_string(),
        ]);
    }
    table(&headings, &rows, paper, out)
}

fn said(view: &EntityView, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if view.said.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold("SAID"))?;
    for one in view.said.iter().take(SAID) {
        writeln!(out, "  {}", paper.bold(one.record.as_str()))?;
        super::record::quotes(std::slice::from_ref(&one.quote), 1, 4, paper, out)?;
    }
    if view.said.len() > SAID {
        writeln!(out, "  … and {} more", view.said.len() - SAID)?;
    }
    Ok(())
}
