//! Why a record is one record, and why a slot shows what it shows, as a page.

use super::list::words;
use super::paper::{Paper, clean};
use super::record::{quotes, several, tick, value};
use crate::reading::Reader;
use materiel_register::view::{JoinRow, SlotRow, WhyRow, WhySlot};
use std::io::Write;

/// Writes the page.
pub(crate) fn why(row: &WhyRow, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    match &row.slot {
        Some(WhySlot::Chosen(slot)) => chosen(slot, reader, paper, out)?,
        Some(WhySlot::Stage { stage, rule }) => {
            writeln!(out, "{}", paper.bold(&format!("stage: {}", words(stage))))?;
            for line in paper.wrap(&format!("rule: {rule}"), 2) {
                writeln!(out, "{line}")?;
            }
        }
        Some(WhySlot::Unknown(slot)) => writeln!(out, "{}: nothing is said of it", words(slot.as_str()))?,
        None => {}
    }
    if row.slot.is_some() {
        writeln!(out)?;
    }
    writeln!(out, "{}", paper.bold(&format!("HOW {} CAME TOGETHER", row.id)))?;
    for (at, join) in row.joins.iter().enumerate() {
        step(at + 1, join, paper, out)?;
    }
    Ok(())
}

fn chosen(slot: &SlotRow, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for shown in &slot.shown {
        let line = format!("{}: {}", words(slot.slot.as_str()), clean(&value(shown, reader)));
        writeln!(out, "{}  [{}]{}", paper.bold(&line), several(shown.voices, "voice"), tick(shown.reviewed))?;
        quotes(&shown.quotes, usize::MAX, 4, paper, out)?;
    }
    for line in paper.wrap(&format!("rule: {}", slot.rule), 2) {
        writeln!(out, "{line}")?;
    }
    for other in &slot.others {
        let how = if other.conflict {
            "contradicts"
        } else if other.superseded {
            "only in an earlier version of the page"
        } else if other.corrected {
            "corrected"
        } else if other.denied {
            "denied"
        } else {
            "agrees, or is of another sort"
        };
        let line = format!("  not shown: {}", clean(&value(other, reader)));
        writeln!(out, "{}  [{}, {how}]{}", paper.bold(&line), several(other.voices, "voice"), tick(other.reviewed))?;
        quotes(&other.quotes, usize::MAX, 4, paper, out)?;
    }
    Ok(())
}

fn step(number: usize, join: &JoinRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let documents = clean(&join.documents.join(", "));
    let claims = several(join.claims.len(), "claim");
    if join.reasons.is_empty() {
        return writeln!(out, "{number:>3}. begins with {claims} of {documents}");
    }
    writeln!(out, "{number:>3}. joined by {claims} of {documents}: {} points, {} needed", join.points, join.needed)?;
    for reason in &join.reasons {
        for line in paper.wrap(&format!("{:+} {}", reason.points, reason.words), 5) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
