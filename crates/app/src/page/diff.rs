//! What changed in the register, as a page.

use super::list::words;
use super::paper::{Paper, clean};
use super::record::{decision, title};
use crate::reading::Reader;
use materiel_register::view::{Cause, Change, Changed, DiffRow};
use std::io::Write;

/// So many documents are named for a record; the JSON form has all of them.
const DOCUMENTS: usize = 6;

/// Writes what changed, record by record.
pub(crate) fn diff(rows: &[DiffRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let line = format!("{}  {}  {}", row.change.as_str(), row.record.id, clean(&title(&row.record, reader)));
        writeln!(out, "{}", paper.bold(&line))?;
        if !row.was.is_empty() {
            let ids: Vec<&str> = row.was.iter().map(materiel_model::RecordId::as_str).collect();
            writeln!(out, "  its claims were in {}", ids.join(", "))?;
        }
        if row.change == Changed::New {
            let stage = row.record.stage.as_deref().map(words).unwrap_or_default();
            let parts = [stage, super::list::date(row.record.date, row.record.reported)];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            if !parts.is_empty() {
                writeln!(out, "  {}", parts.join(" "))?;
            }
        }
        for change in &row.changes {
            writeln!(out, "  {}", changed(change, reader))?;
        }
        for cause in row.documents.iter().take(DOCUMENTS) {
            for (nth, line) in paper.wrap(&document(cause), 4).iter().enumerate() {
                writeln!(out, "{}", if nth == 0 { format!("  by {}", line.trim_start()) } else { line.clone() })?;
            }
        }
        if row.documents.len() > DOCUMENTS {
            writeln!(out, "  … and {} more", super::record::several(row.documents.len() - DOCUMENTS, "document"))?;
        }
        for row in &row.decisions {
            decision(row, paper, out)?;
        }
    }
    Ok(())
}

/// `quantity: 200 → 246`.
pub(crate) fn changed(change: &Change, reader: &Reader) -> String {
    let party = matches!(change.field.as_str(), "supplier" | "recipient");
    let show = |value: &Option<String>| match value {
        Some(id) if party => clean(&reader.name_of(id)),
        Some(value) => clean(&words(value)),
        None => "not known".to_owned(),
    };
    format!("{}: {} → {}", words(&change.field), show(&change.before), show(&change.after))
}

fn document(cause: &Cause) -> String {
    let source = &cause.source;
    let published = source.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let parts = [source.source.as_deref(), source.title.as_deref().or(Some(&source.label)), source.url.as_deref()];
    let named: Vec<String> = parts.into_iter().flatten().map(clean).collect();
    let copy = if cause.copy { ", a copy of the same text" } else { "" };
    format!("{}, {published} ({}{copy})", named.join(", "), cause.how.words())
}
