//! `materiel export`: records in a format that other programs take.

use super::{library, list, look_up};
use crate::cli::{ExportArgs, ReportArgs};
use crate::export::{self, Part, Shape, Wanted};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use materiel_register::Cut;
use materiel_register::view::{Filter, ListRow, Standpoint, list_row, record_view};
use materiel_store::{Page, Part as Cutout, Store};
use std::io::{IsTerminal, Write};

pub(crate) fn run(args: &ExportArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some(shape) = export::shape(&args.format) else { return Err(Failure::Other(format!("there is no format `{}`", args.format))) };
    if shape.binary && args.to.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Other(format!("{} is nothing for a terminal: say --to PATH", shape.name)));
    }
    let cut = args.view.cut.cut();
    let rows = match rows_of(&args.records, cut, store)? {
        Some(rows) => rows,
        None => {
            let many = args.view.limit.filter(|limit| *limit > 0);
            let skip = many.unwrap_or(0).saturating_mul(args.view.page - 1);
            let part = Cutout { skip, many, order: args.view.sort.order() };
            listed(&args.view.filter.filter(reader), cut, part, &args.report, store, reader)?.0
        }
    };
    if args.editable {
        return write_editable(args, shape, &rows, store, reader, out);
    }
    let title = title(&rows, &args.report, reader);
    let asked = Query { shape, report: &args.report, cut, today: args.today.day(&args.view.cut)?, title };
    let (parts, many) = exported(asked, rows, store, reader)?;
    if many == 0 {
        say("materiel: no record is like that");
        return Ok(Outcome::FellShort);
    }
    match &args.to {
        Some(to) => export::keep(&parts, shape.folder, to)?,
        None if shape.folder => out.write_all(&export::packed(&parts)?)?,
        None => parts.iter().try_for_each(|part| out.write_all(&part.bytes))?,
    }
    Ok(Outcome::Done)
}

/// A table to be changed and taken back. Only what the register shows now can be decided about.
fn write_editable(
    args: &ExportArgs,
    shape: &Shape,
    rows: &[ListRow],
    store: &mut Store,
    reader: &Reader,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let cut = args.view.cut.cut();
    if shape.name != "csv" || cut != Cut::default() {
        let words =
            "--editable is for --format csv, and for what the register shows now: without --known-by, --as-we-had-it and --min-confidence";
        return Err(Failure::Other(words.to_owned()));
    }
    let today = args.today.day(&args.view.cut)?;
    let rows: Vec<ListRow> = with_state(rows.to_vec(), &args.report, reader);
    // The moment is taken before the rows are read anew, so that whatever comes meanwhile is seen as a change since.
    let seen = super::now();
    let at = Standpoint { today, reviews: &[] };
    let records = store.records_of(&rows, cut)?;
    let views: Vec<_> = records.iter().map(|record| record_view(record, &library(store), at)).collect();
    if views.is_empty() {
        say("materiel: no record is like that");
        return Ok(Outcome::FellShort);
    }
    let parts = Part::one("editable.csv", |out| export::editable(&views, seen, out))?;
    match &args.to {
        Some(to) => export::keep(&parts, false, to)?,
        None => parts.iter().try_for_each(|part| out.write_all(&part.bytes))?,
    }
    Ok(Outcome::Done)
}

/// Only the rows that a state has a part in, where one is asked for.
fn with_state(mut rows: Vec<ListRow>, report: &ReportArgs, reader: &Reader) -> Vec<ListRow> {
    if let Some(state) = &report.state {
        let ids = list::ids(std::slice::from_ref(state), reader);
        rows.retain(|row| {
            let marks = row.marks();
            marks.to.iter().chain(&marks.from).any(|id| ids.contains(id))
        });
    }
    rows
}

/// Part of the rows of a list, of a state where one is asked for, and how many the whole list has.
pub(crate) fn listed(
    filter: &Filter,
    cut: Cut,
    part: Cutout,
    report: &ReportArgs,
    store: &mut Store,
    reader: &Reader,
) -> Result<(Vec<ListRow>, usize), Failure> {
    if report.state.is_none() {
        let Page { rows, total } = store.list(filter, cut, part)?;
        return Ok((rows, total));
    }
    // The store does not know on which side a state stands, so the part is taken of what is left.
    let all = store.list(filter, cut, Cutout { order: part.order, ..Cutout::default() })?.rows;
    let all = with_state(all, report, reader);
    let total = all.len();
    Ok((all.into_iter().skip(part.skip).take(part.many.unwrap_or(usize::MAX)).collect(), total))
}

/// What is to be written of some rows.
pub(crate) struct Query<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) report: &'a ReportArgs,
    pub(crate) cut: Cut,
    pub(crate) today: jiff::civil::Date,
    /// What it is about, in a few words.
    pub(crate) title: String,
}

/// The files of an export, and of how many records they are made.
pub(crate) fn exported(query: Query<'_>, rows: Vec<ListRow>, store: &mut Store, reader: &Reader) -> Result<(Vec<Part>, usize), Failure> {
    let Query { shape, report, cut, today, title } = query;
    let rows = with_state(rows, report, reader);
    let id =
        report.state.as_deref().map(|state| reader.id_of(state).or_else(|| reader.party_of(state)).unwrap_or_else(|| state.to_owned()));
    if report.year.is_some() && shape.name != "unroca" {
        return Err(Failure::Other("--year is for --format unroca; --since and --until choose records by their days".to_owned()));
    }
    let many = rows.len();
    let wanted = Wanted { shape, rows, title, cut, today, report: id.zip(report.year) };
    let gathered = export::gather(wanted, store, reader)?;
    Ok(((shape.write)(&gathered)?, many))
}

/// The rows of records that are named; `None` where none is.
fn rows_of(ids: &[String], cut: Cut, store: &mut Store) -> Result<Option<Vec<ListRow>>, Failure> {
    if ids.is_empty() {
        return Ok(None);
    }
    let mut rows: Vec<ListRow> = Vec::new();
    for id in ids {
        let record = look_up(store, id, cut)?.map_err(Failure::Other)?;
        if !rows.iter().any(|row| row.id == record.id) {
            rows.push(list_row(&record));
        }
    }
    Ok(Some(rows))
}

/// What an export is called: the record where it is one, else the state, else the register.
pub(crate) fn title(rows: &[ListRow], report: &ReportArgs, reader: &Reader) -> String {
    match (rows, &report.state) {
        ([one], _) => crate::page::title(one, reader),
        (_, Some(state)) => reader.name_of(&reader.id_of(state).unwrap_or_else(|| state.clone())),
        _ => "Register of arms transfers".to_owned(),
    }
}
