//! `materiel salvage`: what can still be read of a damaged register.

use super::add::count;
use crate::outcome::{Failure, Outcome, say};
use materiel_store::Salvaged;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(database: &Path, file: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let found = materiel_store::salvage(database, file)?;
    for (id, label) in &found.lost_documents {
        let line = format!("lost document {id} {}", label.as_deref().unwrap_or_default());
        writeln!(out, "{}", line.trim_end())?;
    }
    for number in &found.lost_entries {
        writeln!(out, "lost log entry {number}")?;
    }
    let saved = format!("{} and {} saved", count(found.documents, "document"), entries(found.entries as u64));
    say(&format!("{}: {saved}; {}", file.display(), advice(&found)));
    Ok(if found.is_whole() { Outcome::Done } else { Outcome::FellShort })
}

/// What is lost in a few words, and how to go on.
pub(super) fn advice(found: &Salvaged) -> String {
    if found.is_whole() {
        return "nothing that was stored is lost".to_owned();
    }
    let what = format!("{} and {} are lost", count(found.lost_documents.len(), "document"), entries(found.lost_entries.len() as u64));
    format!("{what}. Adding the same documents again brings back those that are lost, and nothing twice")
}

/// So many log entries.
pub(super) fn entries(number: u64) -> String {
    format!("{number} log {}", if number == 1 { "entry" } else { "entries" })
}
