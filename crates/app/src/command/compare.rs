//! `materiel compare`: the register held against another one.

use super::list::ids;
use crate::cli::{CompareArgs, Format, Standing};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::source::deals::{self, Deals};
use crate::{export, page};
use materiel_model::Record;
use materiel_register::compare::{Agreement, CompareRow, Deal, compare};
use materiel_register::view::list_row;
use materiel_store::Store;
use std::io::{Read, Write};

/// So many bad rows are told one by one.
const TOLD: usize = 20;

pub(crate) fn run(args: &CompareArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let (place, bytes) = read(args)?;
    let found = deals::deals(&place, &bytes, reader, reader.registers()).map_err(|problem| Failure::Other(problem.to_string()))?;
    for problem in found.problems.iter().take(TOLD) {
        say(&problem.to_string());
    }
    if found.problems.len() > TOLD {
        say(&format!("{place}: … and {} more rows that could not be read", found.problems.len() - TOLD));
    }
    let bad = found.problems.len();
    let (form, count) = (found.form, found.deals.len());
    let theirs = wanted(args, found, reader);
    let records: Vec<Record> = store.records("t-", args.cut.cut())?.into_iter().filter(|record| is_wanted(args, record, reader)).collect();
    let comparison = compare(&records, theirs, form.keeps());
    let number = |status: Agreement| comparison.rows.iter().filter(|row| row.status == status).count();
    let [same, differ, ours, theirs] = [Agreement::Match, Agreement::Differs, Agreement::OnlyOurs, Agreement::OnlyTheirs].map(number);
    let rows: Vec<CompareRow> =
        comparison.rows.into_iter().filter(|row| args.only.is_empty() || args.only.contains(&standing(row.status))).collect();
    match args.format {
        Format::Table => page::compare(&rows, reader, &page::Paper::of_stdout(), out)?,
        Format::Json => export::json(&rows, out)?,
        Format::Jsonl => export::jsonl(&rows, out)?,
        Format::Csv => export::compared(&rows, out)?,
    }
    say(&format!("{place}: {count} deals read ({}); {same} match, {differ} differ, {ours} only here, {theirs} only there", form.words()));
    if comparison.outside > 0 {
        say(&format!(
            "{} of this register are not looked for there: without an order or delivery yet, or of other years, states or sorts of equipment",
            super::add::count(comparison.outside, "transfer")
        ));
    }
    if comparison.vague > 0 {
        say(&format!(
            "{} of this register are told in words too general to say which deals there they are",
            super::add::count(comparison.vague, "transfer")
        ));
    }
    Ok(match () {
        () if bad > 0 => Outcome::SomeBad,
        () if rows.is_empty() => Outcome::FellShort,
        () => Outcome::Done,
    })
}

fn read(args: &CompareArgs) -> Result<(String, Vec<u8>), Failure> {
    let mut bytes = Vec::new();
    if args.file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::Other(format!("standard input: {error}")))?;
        return Ok(("standard input".to_owned(), bytes));
    }
    let place = args.file.display().to_string();
    let wrong = |error: std::io::Error| {
        let words = if error.kind() == std::io::ErrorKind::NotFound { "there is no such file".to_owned() } else { error.to_string() };
        Failure::Other(format!("{place}: {words}"))
    };
    std::fs::File::open(&args.file).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(wrong)?;
    Ok((place, bytes))
}

const fn standing(status: Agreement) -> Standing {
    match status {
        Agreement::Match => Standing::Match,
        Agreement::Differs => Standing::Differs,
        Agreement::OnlyOurs => Standing::Ours,
        Agreement::OnlyTheirs => Standing::Theirs,
    }
}

/// Their deals that the user asks for. What the file does not say of all of them, the user may have said.
fn wanted(args: &CompareArgs, found: Deals, reader: &Reader) -> Vec<Deal> {
    let mut deals = found.deals;
    let fill = |name: &String| reader.party_of(name).unwrap_or_else(|| name.clone());
    if let Some(name) = args.recipient.as_ref().filter(|_| deals.iter().all(|deal| deal.recipient.is_none())) {
        deals.iter_mut().for_each(|deal| deal.recipient = Some(fill(name)));
    }
    if let Some(name) = args.supplier.as_ref().filter(|_| deals.iter().all(|deal| deal.supplier.is_none())) {
        deals.iter_mut().for_each(|deal| deal.supplier = Some(fill(name)));
    }
    let is = |asked: &Option<String>, id: &Option<String>| {
        asked
            .as_ref()
            .is_none_or(|asked| id.as_ref().is_some_and(|id| ids(std::slice::from_ref(asked), reader).contains(id) || *id == fill(asked)))
    };
    let since = |deal: &Deal| {
        let years = deal.year.map(materiel_model::PartialDate::year).into_iter().chain(deal.delivery_years.iter().copied());
        args.since.is_none_or(|since| years.max().is_some_and(|year| year >= since))
    };
    deals.retain(|deal| is(&args.recipient, &deal.recipient) && is(&args.supplier, &deal.supplier) && since(deal));
    deals
}

/// True for our records that the user asks for.
fn is_wanted(args: &CompareArgs, record: &Record, reader: &Reader) -> bool {
    if args.recipient.is_none() && args.supplier.is_none() && args.since.is_none() {
        return true;
    }
    let row = list_row(record);
    let is = |asked: &Option<String>, id: &Option<String>| {
        asked.as_ref().is_none_or(|asked| id.as_ref().is_none_or(|id| ids(std::slice::from_ref(asked), reader).contains(id)))
    };
    let latest = [row.date, row.reported, row.last_published].into_iter().flatten().map(materiel_model::PartialDate::year).max();
    is(&args.recipient, &row.recipient)
        && is(&args.supplier, &row.supplier)
        && args.since.is_none_or(|since| latest.is_none_or(|year| year >= since))
}
