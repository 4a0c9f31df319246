//! `materiel import`: rows of other registers as documents, and companies of FollowTheMoney as bodies.

use super::add::{count, project, store_batch};
use crate::cli::ImportArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::source::{Problem, bodies, rows};
use materiel_store::{Added, Store};
use std::io::Write;
use std::path::{Path, PathBuf};

/// So many documents are stored at once.
const BATCH: usize = 512;

pub(crate) fn run(
    args: &ImportArgs,
    knowledge: Option<&Path>,
    database: impl Fn() -> Result<PathBuf, Failure>,
    reader: &Reader,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let mut store: Option<Store> = None;
    for file in &args.files {
        let place = file.display().to_string();
        let bytes = std::fs::read(file).map_err(|error| Failure::Other(format!("{place}: {error}")))?;
        let problems = if bodies::is_entities(&bytes) {
            let Some(folder) = args.into.as_deref().or(knowledge) else {
                return Err(Failure::Other(format!(
                    "{place} has FollowTheMoney entities: say with --into DIR to which folder of knowledge they go"
                )));
            };
            entities(file, &bytes, folder, reader, out)?
        } else {
            let Some(source) = args.source.as_deref().map(str::trim).filter(|source| !source.is_empty()) else {
                return Err(Failure::Other(format!("{place}: say with --source NAME who keeps this register")));
            };
            let about = rows::About { source: source.to_owned(), url: args.url.clone(), published: args.published };
            if store.is_none() {
                let mut opened = Store::create(&database()?)?;
                opened.hold()?;
                store = Some(opened);
            }
            let Some(store) = &mut store else { continue };
            table(&place, &bytes, &about, store, reader)?
        };
        problems.iter().for_each(|problem| say(&problem.to_string()));
        if !problems.is_empty() {
            outcome = Outcome::SomeBad;
        }
    }
    if let Some(store) = &mut store {
        project(store)?;
    }
    Ok(outcome)
}

/// Stores the rows of a table as documents.
fn table(place: &str, bytes: &[u8], about: &rows::About, store: &mut Store, reader: &Reader) -> Result<Vec<Problem>, Failure> {
    let registers = reader.registers();
    let rows::Documents { form, documents, problems } = match rows::documents(place, bytes, about, reader, registers) {
        Ok(documents) => documents,
        Err(problem) => return Ok(vec![problem]),
    };
    let (mut stored, mut claims, mut there) = (0, 0, 0);
    for batch in documents.chunks(BATCH) {
        for added in store_batch(store, reader, batch.to_vec())? {
            match added {
                Added::Stored(_, found) => (stored, claims) = (stored + 1, claims + found),
                Added::AlreadyThere(_) => there += 1,
            }
        }
    }
    let before = if there > 0 { format!(", {} already there", count(there, "deal")) } else { String::new() };
    say(&format!("{place}: {}; {} stored with {}{before}", form.words(), count(stored, "deal"), count(claims, "claim")));
    Ok(problems)
}

/// Writes bodies that are not known yet to a file of a folder of knowledge.
fn entities(file: &Path, bytes: &[u8], folder: &Path, reader: &Reader, out: &mut dyn Write) -> Result<Vec<Problem>, Failure> {
    let place = file.display().to_string();
    let found = bodies::bodies(&place, bytes, reader);
    let bodies = if found.bodies.len() == 1 { "1 body".to_owned() } else { format!("{} bodies", found.bodies.len()) };
    let mut told = format!("{place}: {bodies} new, {} known already", found.known);
    if found.others > 0 {
        told.push_str(&format!(", {} of other sorts passed by", found.others));
    }
    if !found.taken.is_empty() {
        told.push_str(&format!(
            "; names left out, since they mean somebody or something else or are too short: {}",
            found.taken.join(", ")
        ));
    }
    say(&told);
    if found.bodies.is_empty() {
        return Ok(found.problems);
    }
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("entities");
    let stem: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let to = folder.join("bodies").join(format!("{stem}.toml"));
    let text = bodies::toml(&found.bodies).map_err(|error| Failure::Other(error.to_string()))?;
    crate::export::keep(&[crate::export::Part { name: String::new(), bytes: text.into_bytes() }], false, &to)?;
    let wrong = Reader::check(folder)?;
    if let Some(first) = wrong.first() {
        // Knowledge that cannot be loaded would stop every command that is given the folder.
        let _ = std::fs::remove_file(&to);
        return Err(Failure::Other(format!("{place} was not taken: with it the folder would not hold: {first}")));
    }
    writeln!(out, "{}", to.display())?;
    Ok(found.problems)
}
