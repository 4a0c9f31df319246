//! `materiel demo`: the main job on the reports that come with the program.

use super::{library, now};
use crate::cli::About;
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::reading::Reader;
use crate::source;
use materiel_model::{Document, Kind};
use materiel_register::Cut;
use materiel_register::view::{Filter, ListRow, Standpoint, record_view};
use materiel_store::{Part, Reading, Store};
use std::io::Write;

/// The files of `corpus/`, name and content, as they were when the program was built.
const CORPUS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/corpus.rs"));

pub(crate) fn run(reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut documents: Vec<Document> = Vec::new();
    for (name, content) in CORPUS {
        source::embedded(name, content, &About::default(), &mut |given| match given {
            source::Given::Document(document) => documents.push(document),
            source::Given::Link(_) => {}
            source::Given::Bad(problem) => say(&problem.to_string()),
        });
    }
    if documents.is_empty() {
        say("materiel: this program was built without its corpus, so there is nothing to show");
        return Ok(Outcome::FellShort);
    }
    let claims = reader.read_all(&documents);
    let mut store = Store::temporary()?;
    let readings: Vec<Reading> = documents
        .into_iter()
        .zip(claims)
        .map(|(document, claims)| Reading { document, reader: Reader::version(), knowledge_hash: reader.knowledge_hash(), claims })
        .collect();
    store.add(&readings, now())?;
    let rows = store.list(&Filter::default(), Cut::default(), Part::default())?.rows;
    let paper = page::Paper::of_stdout();
    page::list(&rows, reader, &paper, out)?;
    // The record with the most to tell: said by many, with something to settle, and with figures.
    let telling = |row: &&ListRow| {
        (
            row.kind == Kind::Transfer,
            row.voices,
            row.conflicts,
            row.quantity.is_some(),
            row.value.is_some(),
            std::cmp::Reverse(row.id.clone()),
        )
    };
    let Some(best) = rows.iter().max_by_key(telling) else {
        say("materiel: nothing was read");
        return Ok(Outcome::FellShort);
    };
    for record in store.records(best.id.as_str(), Cut::default())?.iter().filter(|record| record.id == best.id) {
        writeln!(out)?;
        let at = Standpoint { today: now().day(), reviews: &reader.reviews() };
        page::record(&record_view(record, &library(&store), at), reader, &paper, out)?;
    }
    Ok(Outcome::Done)
}
