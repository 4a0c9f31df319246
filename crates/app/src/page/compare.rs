//! Two registers side by side, as tables.

use super::list::{number, words};
use super::paper::Paper;
use super::table::{Heading, table};
use crate::export::difference;
use crate::reading::Reader;
use materiel_register::compare::{Agreement, CompareRow};
use std::io::Write;

/// Writes a table for each way in which deals can stand.
pub(crate) fn compare(rows: &[CompareRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, group) in rows.chunk_by(|a, b| a.status == b.status).enumerate() {
        let Some(first) = group.first() else { continue };
        if at > 0 {
            writeln!(out)?;
        }
        let title = match first.status {
            Agreement::Match => "IN BOTH, AND THEY AGREE",
            Agreement::Differs => "IN BOTH, WITH DIFFERENCES",
            Agreement::OnlyOurs => "HERE ONLY",
            Agreement::OnlyTheirs => "THERE ONLY",
        };
        writeln!(out, "{}", paper.bold(title))?;
        let left = |words| Heading { words, right: false };
        let right = |words| Heading { words, right: true };
        let headings = [
            left("Record"),
            right("Line"),
            left("Recipient"),
            left("Supplier"),
            left("Equipment"),
            left("Theirs"),
            right("Ordered"),
            right("Delivered"),
            left("Year"),
            left("Stage"),
            left("Differences"),
            left("Said on one side only"),
            left("Near"),
        ];
        let cells: Vec<Vec<String>> = group.iter().map(|row| cells(row, reader)).collect();
        table(&headings, &cells, paper, out)?;
    }
    Ok(())
}

fn cells(row: &CompareRow, reader: &Reader) -> Vec<String> {
    let (ours, theirs) = (row.ours.as_ref(), row.theirs.as_ref());
    let name =
        |ours: Option<&String>, theirs: Option<&String>| ours.map(|id| reader.name_of(id)).or_else(|| theirs.cloned()).unwrap_or_default();
    let ordered = ours.and_then(|row| row.quantity).or_else(|| theirs.and_then(|deal| deal.ordered));
    let delivered = ours.and_then(|row| row.delivered).or_else(|| theirs.and_then(|deal| deal.delivered));
    let year = row.ours_year.or_else(|| theirs.and_then(|deal| deal.year));
    let years = || theirs.and_then(|deal| deal.delivery_years.first()).map(ToString::to_string);
    vec![
        ours.map(|row| row.id.to_string()).unwrap_or_default(),
        theirs.map(|deal| deal.line.to_string()).unwrap_or_default(),
        name(ours.and_then(|row| row.recipient.as_ref()), theirs.map(|deal| &deal.recipient_name)),
        name(ours.and_then(|row| row.supplier.as_ref()), theirs.map(|deal| &deal.supplier_name)),
        ours.and_then(|row| row.equipment.clone()).unwrap_or_default(),
        theirs.map(|deal| deal.equipment.clone()).unwrap_or_default(),
        ordered.map(number).unwrap_or_default(),
        delivered.map(number).unwrap_or_default(),
        year.map(|date| date.to_string()).or_else(years).unwrap_or_default(),
        ours.and_then(|row| row.stage.as_deref()).map(words).unwrap_or_default(),
        row.differences.iter().map(difference).collect::<Vec<_>>().join("; "),
        row.gaps.iter().map(difference).collect::<Vec<_>>().join("; "),
        row.near.join(", "),
    ]
}
