//! News for people: a line for each record, its changes, and the sentences that say so.

use super::list::words;
use super::paper::{Paper, clean};
use super::record::{several, title};
use crate::reading::Reader;
use materiel_register::view::{NewsChange, NewsEvent, NewsRow};
use std::io::Write;

/// Writes the news.
pub(crate) fn news(rows: &[NewsRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paper.bold(&headline(row, reader)))?;
        if row.event == NewsEvent::New {
            let stage =
                row.row.stage.as_deref().map(|stage| format!("{} {}, ", words(stage), super::list::date(row.row.date, row.row.reported)));
            writeln!(out, "  {}{}", stage.unwrap_or_default(), several(row.row.voices, "voice"))?;
        }
        for change in &row.changes {
            for line in paper.wrap(&difference(change, reader), 2) {
                writeln!(out, "{line}")?;
            }
        }
        super::record::quotes(&row.quotes, row.quotes.len(), 4, paper, out)?;
    }
    Ok(())
}

/// What happened to which record, in one line.
pub(crate) fn headline(row: &NewsRow, reader: &Reader) -> String {
    let event = match row.event {
        NewsEvent::New => "new",
        NewsEvent::Changed => "changed",
        NewsEvent::Left => "no longer like this",
        NewsEvent::Gone => "gone",
    };
    format!("{event}: {}  {}", row.row.id, clean(&title(&row.row, reader)))
}

fn difference(change: &NewsChange, reader: &Reader) -> String {
    let named = |value: &String| clean(&words(&reader.name_of(value)));
    let what = words(&change.what);
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{what}: {}, before {}", named(to), named(from)),
        (None, Some(to)) if change.conflict => format!("{what}: also said to be {}, which disagrees", named(to)),
        (None, Some(to)) => format!("{what}: {}", named(to)),
        (Some(from), None) => format!("{what}: {} is no longer said", named(from)),
        (None, None) => what,
    }
}
