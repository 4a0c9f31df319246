//! Archives into shards, and shards into the register.

use super::add::{count, project};
use super::now;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use materiel_shard::{Folder, Input, Kept, Receipt, Setup, Totals, read_shard, read_shards, receipts, reconcile};
use materiel_source::Columns;
use materiel_store::{Added, Reading, Store};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// So many documents are stored at once.
const BATCH: usize = 256;

/// `materiel extract --out`: reads what lies below a path into shards.
pub(super) fn read(path: &Path, folder: &Path, threads: Option<NonZeroUsize>, reader: &Reader) -> Result<Outcome, Failure> {
    let inputs = Input::below(&[path.to_owned()]).map_err(|error| Failure::Other(error.to_string()))?;
    if inputs.is_empty() {
        return Err(Failure::Other(format!("{}: no web archive (.warc, .arc, also .gz) and no Parquet file is below it", path.display())));
    }
    let place = Folder::new(folder);
    let threads = threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, usize::from);
    let columns = Columns::default();
    let setup = Setup { knowledge: reader.knowledge(), open: &|raw, take| crate::source::worker::open(raw, &columns, take), threads };
    let (failed, there) = (Mutex::new(0), Mutex::new(0));
    let more = |counter: &Mutex<usize>| counter.lock().map(|mut number| *number += 1).unwrap_or_default();
    read_shards(&inputs, &place, &setup, &|before, read| match read {
        Ok(_) if before => more(&there),
        Ok(receipt) => say(&format!("{}: {}", receipt.input, told(&Totals { counts: receipt.counts, ..Totals::default() }))),
        Err(error) => {
            more(&failed);
            say(&error.to_string());
        }
    });
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let (totals, wrong) = reconcile(&place, &names)?;
    let there = there.into_inner().unwrap_or_default();
    if there > 0 {
        say(&format!("{} read before", count(there, "input")));
    }
    for one in &wrong {
        say(&one.to_string());
    }
    say(&format!("{} in {}: {}", count(usize::try_from(totals.shards).unwrap_or(usize::MAX), "shard"), folder.display(), told(&totals)));
    let failed = failed.into_inner().unwrap_or_default();
    Ok(if failed > 0 || !wrong.is_empty() || totals.counts.failed > 0 { Outcome::SomeBad } else { Outcome::Done })
}

fn told(totals: &Totals) -> String {
    let counts = totals.counts;
    let number = |number: u64, noun: &str| count(usize::try_from(number).unwrap_or(usize::MAX), noun);
    let mut parts = vec![
        format!("{} with {}", number(counts.kept, "document"), number(counts.claims, "claim")),
        format!("of {}", number(counts.records, "record")),
        format!("{} that cannot concern arms", counts.gated),
    ];
    let more = [
        (counts.passed_by, "pictures, scripts and the like"),
        (counts.silent, "that claim nothing"),
        (counts.foreign, "in a language that cannot be read yet"),
        (counts.failed, "that could not be read"),
    ];
    parts.extend(more.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")));
    parts.join(", ")
}

/// What another program asks for on standard input, in one line.
#[derive(Deserialize)]
struct Order {
    input: Input,
    out: PathBuf,
}

/// What it is told at the end, in one line.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Read(Box<Receipt>),
    Failed(String),
}

/// `materiel read-shard`: reads one input into its shard, on one thread, for a program that shares out the work. When that program ends, and with it our standard
/// input, so does this one.
pub(super) fn one(about: bool, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if about {
        serde_json::to_writer(&mut *out, &serde_json::json!({"program": materiel_shard::PROGRAM, "knowledge": reader.knowledge_hash()}))?;
        return Ok(Outcome::Done);
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let order: Order = serde_json::from_str(&line).map_err(|error| Failure::Other(format!("standard input: {error}")))?;
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(2);
    });
    let columns = Columns::default();
    let setup = Setup { knowledge: reader.knowledge(), open: &|raw, take| crate::source::worker::open(raw, &columns, take), threads: 1 };
    let end = match read_shard(&order.input, &Folder::new(&order.out), &setup) {
        Ok(receipt) => End::Read(Box::new(receipt)),
        Err(error) => End::Failed(error.to_string()),
    };
    serde_json::to_writer(&mut *out, &end)?;
    Ok(Outcome::Done)
}

/// True for a folder that [`read`] or a cluster made.
pub(super) fn is_output(path: &Path) -> bool {
    path.join("receipts").is_dir() && (path.join("documents").is_dir() || path.join("claims").is_dir() || path.join("failures").is_dir())
}

/// `materiel add` of such a folder: what was kept into the register, as it was read and by whom.
pub(super) fn add(folder: &Path, store: &mut Store, verbose: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let place = Folder::new(folder);
    let (mut stored, mut claims, mut there, mut bad) = (0, 0, 0, 0);
    let mut outcome = Ok(());
    for receipt in receipts(&place)? {
        let receipt = match receipt {
            Ok(receipt) => receipt,
            Err((name, why)) => {
                say(&format!("{}/{name}: {why}", folder.display()));
                bad += 1;
                continue;
            }
        };
        let mut batch: Vec<Reading> = Vec::new();
        let mut keep = |batch: &mut Vec<Reading>| -> Result<(), Failure> {
            let labels: Vec<String> = batch.iter().map(|reading| reading.document.label.clone()).collect();
            let added = store.add(&std::mem::take(batch), now())?;
            for (label, one) in labels.iter().zip(&added) {
                let line = match one {
                    Added::Stored(id, own) => {
                        stored += 1;
                        claims += own;
                        format!("stored {id} {label}: {}", count(*own, "claim"))
                    }
                    Added::AlreadyThere(id) => {
                        there += 1;
                        format!("already there {id} {label}")
                    }
                };
                if verbose {
                    writeln!(out, "{line}")?;
                }
            }
            out.flush()?;
            Ok(())
        };
        let read = Kept::each(&place, &receipt, &mut |kept: Kept| -> Result<(), Failure> {
            let Kept { document, claims } = kept;
            batch.push(Reading { document, reader: receipt.program.clone(), knowledge_hash: receipt.knowledge.clone(), claims });
            if batch.len() >= BATCH { keep(&mut batch) } else { Ok(()) }
        });
        match read {
            // What of a broken shard was read is kept, and the rest is told.
            Err(error) => {
                say(&format!("{}/{error}", folder.display()));
                bad += 1;
                outcome = keep(&mut batch);
            }
            Ok(done) => outcome = done.and_then(|()| keep(&mut batch)),
        }
        if outcome.is_err() {
            break;
        }
    }
    let projected = if stored > 0 { project(store) } else { Ok(()) };
    outcome?;
    projected?;
    let mut parts = vec![format!("{} stored with {}", count(stored, "document"), count(claims, "claim"))];
    if there > 0 {
        parts.push(format!("{} already there", count(there, "document")));
    }
    if bad > 0 {
        parts.push(format!("{} could not be read", count(bad, "shard")));
    }
    say(&parts.join(", "));
    Ok(if bad > 0 { Outcome::SomeBad } else { Outcome::Done })
}
