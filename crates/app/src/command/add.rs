//! `materiel add`: documents into the log, with what the reader finds in them.

use super::now;
use crate::assist::Assistant;
use crate::cli::AddArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::source::{self, Given};
use indicatif::{ProgressBar, ProgressStyle};
use materiel_model::Document;
use materiel_store::{Added, Reading, Store};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// So many documents, or so many bytes of text, are stored at once.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 4 << 20;

#[derive(Default)]
struct Tally {
    stored: usize,
    claims: usize,
    there: usize,
    links: usize,
    foreign: usize,
    /// Documents about which a model did not answer.
    unheard: usize,
    /// What cannot be read; told at the end, where it is not lost among the rest.
    bad: Vec<source::Problem>,
}

pub(crate) fn run(args: &AddArgs, database: &Path, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let assistant = Assistant::new(&args.assist)?;
    let (addresses, paths) = split(&args.paths);
    if assistant.is_some() && !addresses.is_empty() {
        return Err(Failure::Other("--assist reads files; add pages by their addresses without it".to_owned()));
    }
    let mut store = Store::create(database)?;
    store.hold()?;
    let (shards, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| super::shards::is_output(path));
    let mut files = if paths.is_empty() { Outcome::Done } else { add_files(args, assistant.as_ref(), &paths, &mut store, reader, out)? };
    for folder in &shards {
        if super::shards::add(folder, &mut store, args.verbose, out)? != Outcome::Done {
            files = Outcome::SomeBad;
        }
    }
    if addresses.is_empty() {
        return Ok(files);
    }
    let lines: Option<&mut dyn Write> = if args.verbose { Some(out) } else { None };
    let pages = super::fetch::add(&addresses, &args.about, &args.net, &mut store, reader, lines)?;
    Ok(if files == Outcome::Done { pages } else { files })
}

/// Addresses, and paths.
fn split(what: &[PathBuf]) -> (Vec<String>, Vec<PathBuf>) {
    let address = |path: &PathBuf| path.to_str().filter(|text| text.contains("://")).map(str::to_owned);
    (what.iter().filter_map(address).collect(), what.iter().filter(|path| address(path).is_none()).cloned().collect())
}

fn add_files(
    args: &AddArgs,
    assistant: Option<&Assistant>,
    paths: &[PathBuf],
    store: &mut Store,
    reader: &Reader,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (files, bytes) = source::files(paths);
    let bar = progress(bytes);
    let mut tally = Tally::default();
    let done = add(args, assistant, store, reader, files, &bar, &mut tally, out);
    bar.finish_and_clear();
    let projected = if tally.stored > 0 { project(store) } else { Ok(()) };
    for problem in &tally.bad {
        say(&problem.to_string());
    }
    // What is stored stays stored, whatever happened then.
    if done.as_ref().map_or_else(|error| tally.stored > 0 && !error.is_broken_pipe(), |()| true) {
        say(&summary(&tally));
    }
    done.and(projected)?;
    Ok(match () {
        () if !tally.bad.is_empty() => Outcome::SomeBad,
        () if tally.unheard > 0 => Outcome::FellShort,
        () => Outcome::Done,
    })
}

/// Reads and stores the files, batch by batch.
#[expect(clippy::too_many_arguments, reason = "what one run goes by")]
fn add(
    args: &AddArgs,
    assistant: Option<&Assistant>,
    store: &mut Store,
    reader: &Reader,
    files: Vec<Result<PathBuf, source::Problem>>,
    bar: &ProgressBar,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut batch: Vec<Document> = Vec::new();
    let mut keep = |batch: &mut Vec<Document>, tally: &mut Tally| -> Result<(), Failure> {
        let documents = std::mem::take(batch);
        let labels: Vec<String> = documents.iter().map(|document| document.label.clone()).collect();
        let asked = if assistant.is_some() { documents.clone() } else { Vec::new() };
        let added = store_batch(store, reader, documents)?;
        for (label, one) in labels.iter().zip(&added) {
            let line = match one {
                Added::Stored(id, claims) => {
                    tally.stored += 1;
                    tally.claims += claims;
                    format!("stored {id} {label}: {}", count(*claims, "claim"))
                }
                Added::AlreadyThere(id) => {
                    tally.there += 1;
                    format!("already there {id} {label}")
                }
            };
            if args.verbose {
                writeln!(out, "{line}")?;
            }
        }
        if let Some(assistant) = assistant {
            // What was there before was asked about when it came.
            let new = |(document, one): (&Document, &Added)| matches!(one, Added::Stored(..)).then(|| document.clone());
            let new: Vec<Document> = asked.iter().zip(&added).filter_map(new).collect();
            tally.unheard += super::suggestions::ask(assistant, &new, store.path(), reader)?;
        }
        // Whoever reads these lines may rely on them: the batch is on the disk.
        out.flush()?;
        Ok(())
    };
    for file in files {
        let path = match file {
            Ok(path) => path,
            Err(problem) => {
                tally.bad.push(problem);
                continue;
            }
        };
        let mut held = 0;
        source::read(&path, &args.about, &mut |given, size| -> Result<(), Failure> {
            bar.inc(size);
            match given {
                Given::Document(document) => {
                    held += document.text.len();
                    tally.foreign += usize::from(source::is_foreign(&document));
                    batch.push(document);
                }
                Given::Link(_) => tally.links += 1,
                Given::Bad(problem) => {
                    tally.bad.push(problem);
                }
            }
            if batch.len() >= BATCH || held >= BATCH_BYTES {
                held = 0;
                keep(&mut batch, tally)?;
            }
            Ok(())
        })?;
    }
    keep(&mut batch, tally)
}

/// Reads those that are new and stores them. A document that is there already is not read again.
pub(super) fn store_batch(store: &mut Store, reader: &Reader, documents: Vec<Document>) -> Result<Vec<Added>, Failure> {
    let fresh: Vec<bool> = documents.iter().map(|document| store.has(&document.id()).map(|there| !there)).collect::<Result<_, _>>()?;
    let new: Vec<Document> = documents.iter().zip(&fresh).filter(|(_, fresh)| **fresh).map(|(document, _)| document.clone()).collect();
    let claims = reader.read_all(&new);
    let readings: Vec<Reading> = new
        .into_iter()
        .zip(claims)
        .map(|(document, claims)| Reading { document, reader: Reader::version(), knowledge_hash: reader.knowledge_hash(), claims })
        .collect();
    let mut added = if readings.is_empty() { Vec::new() } else { store.add(&readings, now())? }.into_iter();
    let mut out = Vec::new();
    for (document, fresh) in documents.iter().zip(fresh) {
        let one = if fresh { added.next() } else { None };
        out.push(one.unwrap_or_else(|| Added::AlreadyThere(document.id())));
    }
    Ok(out)
}

/// Brings the records up to date now, so that the next `list` need not. Somebody else's writing is no reason to fail: the log has it all.
pub(super) fn project(store: &mut Store) -> Result<(), Failure> {
    match store.project() {
        Ok(_) | Err(materiel_store::StoreError::Busy { .. } | materiel_store::StoreError::Full { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn progress(bytes: Option<u64>) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = |template: &str| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    match bytes {
        Some(bytes) => ProgressBar::new(bytes).with_style(style("reading {wide_bar} {bytes} of {total_bytes}, {eta} left")),
        None => ProgressBar::new_spinner().with_style(style("reading {spinner} {bytes}")),
    }
}

fn summary(tally: &Tally) -> String {
    let mut parts = Vec::new();
    if tally.stored > 0 || tally.there == 0 {
        parts.push(format!("{} stored with {}", count(tally.stored, "document"), count(tally.claims, "claim")));
    }
    if tally.there > 0 {
        parts.push(format!("{} already there", count(tally.there, "document")));
    }
    if tally.foreign > 0 {
        parts.push(format!("{} in a language that cannot be read yet", count(tally.foreign, "document")));
    }
    if tally.links > 0 {
        parts.push(format!(
            "{} of more named",
            if tally.links == 1 { "1 address".to_owned() } else { format!("{} addresses", tally.links) }
        ));
    }
    if !tally.bad.is_empty() {
        parts.push(format!("{} could not be read", count(tally.bad.len(), "input")));
    }
    parts.join(", ")
}

/// A number and its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
