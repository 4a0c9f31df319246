//! `materiel extract`: documents in, claims out, nothing stored.

use crate::assist::Assistant;
use crate::cli::{ExtractArgs, InputArgs};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::source::{self, Given};
use materiel_model::{Document, claim_to_json};
use std::io::Write;

/// So many documents are read side by side.
const BATCH: usize = 64;

pub(crate) fn run(args: &ExtractArgs, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let assistant = Assistant::new(&args.assist)?;
    if let Some(folder) = &args.out {
        if assistant.is_some() {
            return Err(Failure::Other("--assist reads documents one by one; it does not go with --out".to_owned()));
        }
        return super::shards::read(&args.input.path, folder, args.threads, reader);
    }
    let mut unheard = false;
    let mut batch: Vec<Document> = Vec::new();
    let mut write = |batch: &mut Vec<Document>| -> Result<(), Failure> {
        let documents = std::mem::take(batch);
        for (document, claims) in documents.iter().zip(reader.read_all(&documents)) {
            for claim in claims.iter().filter(|claim| args.min_confidence.is_none_or(|least| claim.confidence >= least)) {
                serde_json::to_writer(&mut *out, &claim_to_json(claim, &document.label, &document.text))?;
                writeln!(out)?;
            }
            if let Some(assistant) = &assistant {
                match assistant.read(document, reader) {
                    Ok(answer) => {
                        answer.dropped.iter().for_each(|why| say(&format!("{}: dropped of {}: {why}", document.label, assistant.name())));
                        crate::export::jsonl(&answer.claims, out)?;
                    }
                    Err(why) => {
                        unheard = true;
                        say(&format!("{}: {} was not heard: {why}", document.label, assistant.name()));
                    }
                }
            }
        }
        Ok(())
    };
    let outcome = each(&args.input, |document| {
        batch.push(document);
        if batch.len() >= BATCH { write(&mut batch) } else { Ok(()) }
    })?;
    write(&mut batch)?;
    Ok(if unheard && outcome == Outcome::Done { Outcome::FellShort } else { outcome })
}

/// Hands every document of the input to `take`; problems are told and remembered in the outcome.
pub(super) fn each(args: &InputArgs, mut take: impl FnMut(Document) -> Result<(), Failure>) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let (files, _) = source::files(std::slice::from_ref(&args.path));
    for file in files {
        let read = |path: std::path::PathBuf, outcome: &mut Outcome, take: &mut dyn FnMut(Document) -> Result<(), Failure>| {
            source::read(&path, &args.about, &mut |given, _| match given {
                Given::Document(document) => take(document),
                // Where more is said to be; `add` counts them.
                Given::Link(_) => Ok(()),
                Given::Bad(problem) => {
                    say(&problem.to_string());
                    *outcome = Outcome::SomeBad;
                    Ok(())
                }
            })
        };
        match file {
            Ok(path) => read(path, &mut outcome, &mut take)?,
            Err(problem) => {
                say(&problem.to_string());
                outcome = Outcome::SomeBad;
            }
        }
    }
    Ok(outcome)
}
