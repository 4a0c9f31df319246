//! The queue, the log of decisions and a single claim, as pages.

use super::diff::changed;
use super::list::words;
use super::paper::{Paper, clean};
use super::record::{decision, said, several, title};
use crate::reading::Reader;
use materiel_model::RecordId;
use materiel_register::view::{ClaimRow, DecisionRow, QueueRow};
use std::io::Write;

/// Writes the queue.
pub(crate) fn queue(rows: &[QueueRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let of = row.record.as_ref().map(|record| format!("{}  {}", record.id, clean(&title(record, reader))));
        writeln!(out, "{}", paper.bold(&format!("{:>3}. {}", at + 1, of.unwrap_or_else(|| "no longer read".to_owned()))))?;
        if let Some(back) = &row.came_back {
            decision(back, paper, out)?;
        }
        let Some(claim) = &row.claim else { continue };
        sentence(claim, paper, out)?;
        said(claim, paper, out)?;
        let would = if row.alone {
            "if it is wrong, there is no such record".to_owned()
        } else if row.changes.is_empty() {
            "if it is wrong, the record shows the same".to_owned()
        } else {
            format!("if it is wrong: {}", row.changes.iter().map(|change| changed(change, reader)).collect::<Vec<_>>().join("; "))
        };
        for line in paper.wrap(&would, 12) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn sentence(claim: &ClaimRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for line in paper.wrap(&format!("“{}”", clean(&claim.sentence)), 2) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes decisions, one below the other.
pub(crate) fn decisions(rows: &[DecisionRow], paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    rows.iter().try_for_each(|row| decision(row, paper, out))
}

/// Writes a claim with the words of each slot and what was decided about it.
pub(crate) fn claim(
    row: &ClaimRow,
    record: Option<&RecordId>,
    about: &[DecisionRow],
    paper: &Paper,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let place = record.map_or_else(|| "does not count".to_owned(), |record| format!("in {record}"));
    let reviewed = if row.reviewed { "reviewed" } else { "not reviewed" };
    let line = format!("{}  {}, {place}, {reviewed}, confidence {:.2}", row.claim, words(row.kind.as_str()), row.confidence);
    writeln!(out, "{}", paper.bold(&line))?;
    sentence(row, paper, out)?;
    for said in &row.says {
        let hand = if said.by_hand { " (put there by hand)" } else { "" };
        writeln!(out, "  {:<14}  {}  «{}»{hand}", words(said.slot.as_str()), clean(&said.written), clean(&said.words))?;
    }
    if !about.is_empty() {
        writeln!(out, "\n{} on it", several(about.len(), "decision"))?;
        decisions(about, paper, out)?;
    }
    Ok(())
}
