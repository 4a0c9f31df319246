//! `materiel review`: the queue, the log of decisions, and the decisions themselves.

mod decide;
mod sheet;
mod value;

use super::library;
use crate::cli::{CutArgs, LogArgs, PageFormat, QueueArgs, ReviewArgs, ReviewCommand};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use decide::{Register, claim_id, record_claims};
use materiel_model::{Kind, RecordId};
use materiel_register::Cut;
use materiel_register::view::{ClaimRow, DecisionRow, QueueRow, claim_row, decisions, queue};
use materiel_store::Store;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;

pub(crate) use decide::decide;
pub(super) use sheet::run as from_sheet;

pub(crate) fn run(args: &ReviewArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match &args.what {
        None => show_queue(&args.queue, store, reader, out),
        Some(ReviewCommand::Log(args)) => log(args, store, out),
        Some(ReviewCommand::Claim { claim, cut, format }) => show_claim(claim, cut, *format, store, out),
        Some(command) => decide::run(command, store, reader, out),
    }
}

fn show_queue(args: &QueueArgs, store: &Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut rows = waiting(&args.kind, args.cut.cut(), store)?;
    let all = rows.len();
    if args.limit > 0 {
        rows.truncate(args.limit);
    }
    page::rows(&rows, args.format, out, |rows, out| page::queue(rows, reader, &page::Paper::of_stdout(), out))?;
    if all == 0 {
        say("materiel: nothing waits for a look");
        return Ok(Outcome::FellShort);
    }
    if rows.len() < all {
        say(&format!("{} of {all} shown; --limit 0 shows all", rows.len()));
    }
    Ok(Outcome::Done)
}

/// All that is worth a look, the weightiest first.
pub(crate) fn waiting(kinds: &[Kind], cut: Cut, store: &Store) -> Result<Vec<QueueRow>, Failure> {
    let register = store.fold(cut)?;
    let mut rows = queue(&register, &library(store));
    rows.retain(|row| kinds.is_empty() || row.claim.as_ref().is_some_and(|claim| kinds.contains(&claim.kind)));
    Ok(rows)
}

fn log(args: &LogArgs, store: &Store, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let rows = decided(args.about.as_deref(), args.author.as_deref(), args.cut.cut(), store)?;
    page::rows(&rows, args.format, out, |rows, out| page::decisions(rows, &page::Paper::of_stdout(), out))?;
    if rows.is_empty() {
        say("materiel: no decision is like that");
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

/// What was decided, the earliest first; only what is about a claim or the claims of a record, and by somebody, where that is asked for.
pub(crate) fn decided(about: Option<&str>, author: Option<&str>, cut: Cut, store: &Store) -> Result<Vec<DecisionRow>, Failure> {
    let register = store.fold(cut)?;
    let mut rows = decisions(&register);
    if let Some(about) = about {
        let claims = match record_claims(&Register::of(&register), about) {
            Some(found) => found?,
            None => vec![claim_id(&Register::of(&register), about)?],
        };
        let claims: Vec<String> = claims.iter().map(|read| read.id.to_string()).collect();
        let judged: Vec<u64> = register
            .records()
            .flat_map(|record| record.members)
            .filter(|member| claims.iter().any(|claim| claim == member.id.as_str()))
            .filter_map(|member| member.judged.clone())
            .flat_map(|judged| judged.entries)
            .collect();
        rows.retain(|row| judged.contains(&row.entry) || row.claims.iter().any(|claim| claims.contains(claim)));
    }
    if let Some(author) = author {
        rows.retain(|row| row.author.to_lowercase() == author.trim().to_lowercase());
    }
    Ok(rows)
}

fn show_claim(claim: &str, cut: &CutArgs, format: PageFormat, store: &Store, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let ClaimView { claim, record, decisions } = claim_view(claim, cut.cut(), store)?;
    match format {
        PageFormat::Page => page::claim(&claim, record.as_ref(), &decisions, &page::Paper::of_stdout(), out)?,
        PageFormat::Json => {
            let record = record.map(|record| record.to_string());
            export::object(&serde_json::json!({"claim": claim, "record": record, "decisions": decisions}), out)?;
        }
    }
    Ok(Outcome::Done)
}

/// A claim with what was decided about it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimView {
    /// The claim.
    pub(crate) claim: ClaimRow,
    /// The record that it counts in; none where it was rejected.
    pub(crate) record: Option<RecordId>,
    /// What was decided about it, the earliest first.
    pub(crate) decisions: Vec<DecisionRow>,
}

/// The claim that an id or its beginning means.
pub(crate) fn claim_view(claim: &str, cut: Cut, store: &Store) -> Result<ClaimView, Failure> {
    let register = store.fold(cut)?;
    let read = claim_id(&Register::of(&register), claim)?;
    let records: Vec<_> = register.records().collect();
    let counted = records.iter().find_map(|record| Some((record, record.members.iter().find(|member| member.id == read.id)?)));
    let row = match counted {
        Some((_, member)) => claim_row(member, &library(store)),
        None => claim_row(&decide::member_of(&read, store)?, &library(store)),
    };
    let about = decisions(&register).into_iter().filter(|row| row.claims.iter().any(|claim| claim == read.id.as_str())).collect::<Vec<_>>();
    Ok(ClaimView { claim: row, record: counted.map(|(record, _)| record.id.clone()), decisions: about })
}
