//! `materiel reread`: stored documents are read again with what the program knows now.

use super::add::count;
use super::{library, now};
use crate::cli::RereadArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::reading::Reader;
use materiel_model::{ClaimId, Document, DocumentId, Entry, Event};
use materiel_register::view::{DecisionRow, Held, Snapshot, decisions, diff};
use materiel_register::{Cut, Register};
use materiel_store::{Reading, Store};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;

/// So many documents are read side by side and stored at once.
const BATCH: usize = 64;

#[derive(Default)]
struct Tally {
    read: usize,
    otherwise: usize,
    came: usize,
    went: usize,
}

/// By whom a document was read last, and what was found.
struct Last {
    reader: String,
    knowledge_hash: String,
    claims: BTreeSet<ClaimId>,
}

pub(crate) fn run(args: &RereadArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut register = Register::new(Cut::default());
    let mut last: HashMap<DocumentId, Vec<(u64, Last)>> = HashMap::new();
    store.entries(0, |entry| {
        if let Event::ClaimsRead { document, reader, knowledge_hash, claims } = &entry.event {
            let claims = claims.iter().map(|claim| claim.id(document)).collect();
            let one = Last { reader: reader.clone(), knowledge_hash: knowledge_hash.clone(), claims };
            last.entry(document.clone()).or_default().push((entry.number, one));
        }
        register.apply(&entry);
    })?;
    register.settle();
    let hash = reader.knowledge_hash();
    let standing = |id: &DocumentId| last.get(id)?.iter().rev().find(|(entry, _)| register.stands(*entry)).map(|(_, last)| last);
    let is_old = |id: &&DocumentId| standing(id).is_none_or(|last| last.reader != Reader::version() || last.knowledge_hash != hash);
    let mut wanted: Vec<DocumentId> = register.counted().filter(|id| args.all || is_old(id)).cloned().collect();
    wanted.sort();
    if wanted.is_empty() {
        say("every document was read with this version and this knowledge; --all reads them again all the same");
        return Ok(Outcome::Done);
    }
    let before = Snapshot::of(&register);
    let were: Vec<DecisionRow> = decisions(&register);
    let mut after = register.clone();
    let mut tally = Tally::default();
    for ids in wanted.chunks(BATCH) {
        let documents: Vec<Document> = ids.iter().filter_map(|id| store.document(id).transpose()).collect::<Result<_, _>>()?;
        let claims = reader.read_all(&documents);
        let readings: Vec<Reading> = documents
            .into_iter()
            .zip(claims)
            .map(|(document, claims)| Reading { document, reader: Reader::version(), knowledge_hash: hash.clone(), claims })
            .collect();
        let at = now();
        for reading in &readings {
            let id = reading.document.id();
            let now: HashSet<ClaimId> = reading.claims.iter().map(|claim| claim.id(&id)).collect();
            let then = standing(&id).map(|last| &last.claims);
            let went = then.map_or(0, |then| then.iter().filter(|claim| !now.contains(*claim)).count());
            let came = now.iter().filter(|claim| then.is_none_or(|then| !then.contains(*claim))).count();
            tally.read += 1;
            tally.otherwise += usize::from(went + came > 0);
            tally.came += came;
            tally.went += went;
            let Reading { reader, knowledge_hash, claims, .. } = reading.clone();
            let event = Event::ClaimsRead { document: id, reader, knowledge_hash, claims };
            after.apply(&Entry { number: after.through() + 1, at, event });
        }
        if !args.dry_run {
            store.read_again(&readings, at)?;
        }
    }
    after.settle();
    let rows = diff(&before, &Snapshot::of(&after), &library(store));
    page::rows(&rows, args.format, out, |rows, out| page::diff(rows, reader, &page::Paper::of_stdout(), out))?;
    out.flush()?;
    say(&summary(&tally));
    tell_decisions(&were, &decisions(&after));
    if args.dry_run {
        say("nothing was stored");
    }
    Ok(Outcome::Done)
}

fn summary(tally: &Tally) -> String {
    let Tally { read, otherwise, came, went } = tally;
    let new = if *came == 1 { "new claim" } else { "new claims" };
    format!("{} read again, {otherwise} of them otherwise: {came} {new}, {went} no longer read", count(*read, "document"))
}

/// Says what became of what people decided.
fn tell_decisions(before: &[DecisionRow], after: &[DecisionRow]) {
    let held: HashMap<u64, Held> = before.iter().map(|row| (row.entry, row.held)).collect();
    let holding = after.iter().filter(|row| row.held == Held::Holds && row.decision != "undo").count();
    let back = after.iter().filter(|row| row.held == Held::CameBack && held.get(&row.entry) != Some(&Held::CameBack)).count();
    if holding + back > 0 {
        let hold = if holding == 1 { "holds" } else { "hold" };
        say(&format!("{} {hold}, {back} came back to the queue: see `materiel review`", count(holding, "decision")));
    }
}
