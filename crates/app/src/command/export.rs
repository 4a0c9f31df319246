//! `materiel export`: records in a format that other programs take.

use super::{list, look_up};
use crate::cli::{ExportArgs, ReportArgs};
use crate::export::{self, Part, Shape, Wanted};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use materiel_register::Cut;
use materiel_register::view::{ListRow, list_row};
use materiel_store::{Part as Cutout, Store};
use std::io::{IsTerminal, Write};

pub(crate) fn run(args: &ExportArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some(shape) = export::shape(&args.format) else { return Err(Failure::Other(format!("there is no format `{}`", args.format))) };
    if shape.folder && args.to.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Other(format!("{} is packed, and nothing for a terminal: say --to PATH", shape.name)));
    }
    let cut = args.view.cut.cut();
    let rows = match rows_of(&args.records, cut, store)? {
        Some(rows) => rows,
        None => {
            let many = args.view.limit.filter(|limit| *limit > 0);
            let skip = many.unwrap_or(0).saturating_mul(args.view.page - 1);
            store.list(&args.view.filter.filter(reader), cut, Cutout { skip, many, order: args.view.sort.order() })?.rows
        }
    };
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
pub(crate) fn exported(
    query: Query<'_>,
    mut rows: Vec<ListRow>,
    store: &mut Store,
    reader: &Reader,
) -> Result<(Vec<Part>, usize), Failure> {
    let Query { shape, report, cut, today, title } = query;
    let state = report.state.as_deref().map(|state| (state, list::ids(&[state.to_owned()], reader)));
    if let Some((_, ids)) = &state {
        let has_part = |row: &ListRow| {
            let marks = row.marks();
            marks.to.iter().chain(&marks.from).any(|id| ids.contains(id))
        };
        rows.retain(has_part);
    }
    let id = state.map(|(state, _)| reader.id_of(state).or_else(|| reader.party_of(state)).unwrap_or_else(|| state.to_owned()));
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
