//! `materiel suggestions`: what models read, beside what the register holds.
//!
//! The file beside the register has a line for each document that a model read: the document's id and label, the model, when, and its claims. It is no part of the log, and can be
//! deleted or made again at any time.

use crate::assist::{Answer, Assistant};
use crate::cli::SuggestionsArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::page::{self, Paper, clean};
use crate::reading::Reader;
use materiel_model::Document;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// What a model read in a document.
#[derive(Serialize, Deserialize)]
pub(crate) struct Suggestion {
    document: String,
    label: String,
    reader: String,
    at: String,
    /// In the interchange form.
    claims: Vec<Json>,
    /// How many more it made that do not stand in the text.
    dropped: usize,
}

/// The file beside a register.
fn file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".model.jsonl");
    PathBuf::from(name)
}

/// Asks a model about documents, and keeps what it says beside the register. Gives how many documents it could not be asked about.
pub(super) fn ask(assistant: &Assistant, documents: &[Document], database: &Path, reader: &Reader) -> Result<usize, Failure> {
    let path = file(database);
    let wrong = |error: std::io::Error| Failure::Other(format!("{}: {error}", path.display()));
    let mut failed = 0;
    for document in documents {
        match assistant.read(document, reader) {
            Ok(Answer { claims, dropped }) => {
                dropped.iter().for_each(|why| say(&format!("{}: dropped of {}: {why}", document.label, assistant.name())));
                let one = Suggestion {
                    document: document.id().to_string(),
                    label: document.label.clone(),
                    reader: assistant.name(),
                    at: super::now().to_string(),
                    claims,
                    dropped: dropped.len(),
                };
                let mut line = serde_json::to_vec(&one)?;
                line.push(b'\n');
                let mut out = std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(wrong)?;
                out.write_all(&line).map_err(wrong)?;
            }
            Err(why) => {
                failed += 1;
                say(&format!("{}: {} was not heard: {why}", document.label, assistant.name()));
            }
        }
    }
    Ok(failed)
}

pub(super) fn run(args: &SuggestionsArgs, database: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let path = file(database);
    // The latest reading of a document by a model counts.
    let mut latest: BTreeMap<(String, String), Suggestion> = BTreeMap::new();
    match std::fs::File::open(&path) {
        Ok(file) => {
            for (at, line) in BufReader::new(file).lines().enumerate() {
                let line = line.map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
                match serde_json::from_str::<Suggestion>(&line) {
                    Ok(one) => drop(latest.insert((one.document.clone(), one.reader.clone()), one)),
                    Err(error) => say(&format!("{}:{}: {error}", path.display(), at + 1)),
                }
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::Other(format!("{}: {error}", path.display()))),
    }
    let wanted = |one: &Suggestion| args.document.is_empty() || args.document.iter().any(|id| one.document.starts_with(id.as_str()));
    let rows: Vec<Suggestion> = latest.into_values().filter(wanted).collect();
    page::rows(&rows, args.format, out, |rows, out| rows.iter().try_for_each(|row| write_page(row, out)))?;
    if rows.is_empty() {
        say("materiel: no model has read anything; `materiel add --assist` asks one");
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

fn write_page(row: &Suggestion, out: &mut dyn Write) -> std::io::Result<()> {
    let paper = Paper::of_stdout();
    let short: String = row.document.chars().take(12).collect();
    writeln!(out, "{}", paper.bold(&format!("{} ({short}), read by {} on {}", clean(&row.label), clean(&row.reader), clean(&row.at))))?;
    for claim in &row.claims {
        let word = |name: &str| claim[name].as_str().map(clean).unwrap_or_default();
        let stage = [word("stage"), word("status")].concat();
        writeln!(out, "  {} {stage} {}", word("kind"), if claim["polarity"] == "denied" { "(denied)" } else { "" })?;
        for (name, value) in claim.as_object().into_iter().flatten() {
            let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
            for one in list.iter().filter(|one| one["text"].is_string() && name != "words") {
                let said = ["id", "name", "value", "amount"].iter().find_map(|field| one.get(*field));
                let said = said.map(|said| said.as_str().map_or_else(|| said.to_string(), str::to_owned)).unwrap_or_default();
                writeln!(out, "    {name}: {} “{}”", clean(&said), clean(one["text"].as_str().unwrap_or_default()))?;
            }
        }
    }
    if row.dropped > 0 {
        writeln!(out, "  {} dropped, whose words do not stand in the text", row.dropped)?;
    }
    Ok(())
}
