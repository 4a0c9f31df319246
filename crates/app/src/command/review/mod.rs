//! `materiel review`: the queue, the log of decisions, and the decisions themselves.

mod decide;
mod value;

use super::library;
use crate::cli::{CutArgs, LogArgs, PageFormat, QueueArgs, ReviewArgs, ReviewCommand};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use decide::{Register, claim_id, record_claims};
use materiel_register::view::{claim_row, decisions, queue};
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &ReviewArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match &args.what {
        None => show_queue(&args.queue, store, reader, out),
        Some(ReviewCommand::Log(args)) => log(args, store, out),
        Some(ReviewCommand::Claim { claim, cut, format }) => show_claim(claim, cut, *format, store, out),
        Some(command) => decide::run(command, store, reader, out),
    }
}

fn show_queue(args: &QueueArgs, store: &Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let register = store.fold(args.cut.cut())?;
    let mut rows = queue(&register, &library(store));
    rows.retain(|row| args.kind.is_empty() || row.claim.as_ref().is_some_and(|claim| args.kind.contains(&claim.kind)));
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

fn log(args: &LogArgs, store: &Store, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let register = store.fold(args.cut.cut())?;
    let mut rows = decisions(&register);
    if let Some(about) = &args.about {
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
    if let Some(author) = &args.author {
        rows.retain(|row| row.author.to_lowercase() == author.trim().to_lowercase());
    }
    page::rows(&rows, args.format, out, |rows, out| page::decisions(rows, &page::Paper::of_stdout(), out))?;
    if rows.is_empty() {
        say("materiel: no decision is like that");
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

fn show_claim(claim: &str, cut: &CutArgs, format: PageFormat, store: &Store, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let register = store.fold(cut.cut())?;
    let read = claim_id(&Register::of(&register), claim)?;
    let records: Vec<_> = register.records().collect();
    let counted = records.iter().find_map(|record| Some((record, record.members.iter().find(|member| member.id == read.id)?)));
    let row = match counted {
        Some((_, member)) => claim_row(member, &library(store)),
        None => claim_row(&decide::member_of(&read, store)?, &library(store)),
    };
    let about = decisions(&register).into_iter().filter(|row| row.claims.iter().any(|claim| claim == read.id.as_str())).collect::<Vec<_>>();
    match format {
        PageFormat::Page => page::claim(&row, counted.map(|(record, _)| &record.id), &about, &page::Paper::of_stdout(), out)?,
        PageFormat::Json => {
            let record = counted.map(|(record, _)| record.id.to_string());
            export::object(&serde_json::json!({"claim": row, "record": record, "decisions": about}), out)?;
        }
    }
    Ok(Outcome::Done)
}
