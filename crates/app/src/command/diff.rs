//! `materiel diff`: what changed in the register, and what changed it.

use super::library;
use crate::cli::{DiffArgs, Point};
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::reading::Reader;
use materiel_model::PartialDate;
use materiel_register::Cut;
use materiel_register::view::{DiffRow, Filter, Snapshot, diff};
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &DiffArgs, store: &Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let rows = changed(args.from, args.to, args.cut.cut(), &args.about.filter(reader), store)?;
    page::rows(&rows, args.format, out, |rows, out| page::diff(rows, reader, &page::Paper::of_stdout(), out))?;
    if rows.is_empty() {
        say("materiel: nothing changed in between");
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

/// What changed in what is like that, from a day or time to another or to the end of what `cut` leaves.
pub(crate) fn changed(from: Point, to: Option<Point>, cut: Cut, filter: &Filter, store: &Store) -> Result<Vec<DiffRow>, Failure> {
    let (from, to) = cuts(from, to, cut)?;
    let before = Snapshot::of(&store.fold(from)?);
    let after = Snapshot::of(&store.fold(to)?);
    let mut rows = diff(&before, &after, &library(store));
    // What it was is as much of interest as what it is.
    rows.retain(|row: &DiffRow| filter.takes(&row.record) || row.before.as_ref().is_some_and(|before| filter.takes(before)));
    Ok(rows)
}

fn cuts(from: Point, to: Option<Point>, cut: Cut) -> Result<(Cut, Cut), Failure> {
    let wrong = |words: &str| Err(Failure::Other(words.to_owned()));
    match (from, to) {
        (Point::Day(from), to) => {
            let to = match to {
                Some(Point::Day(to)) => Some(to.last_day()),
                Some(Point::Time(_)) => return wrong("give two days or two times: days are those of publication, times those of the log"),
                None => cut.known_by,
            };
            let from = PartialDate::last_day(from);
            if to.is_some_and(|to| to < from) {
                return wrong("the first day lies after the second");
            }
            Ok((Cut { known_by: Some(from), ..cut }, Cut { known_by: to, ..cut }))
        }
        (Point::Time(from), to) => {
            let to = match to {
                Some(Point::Time(to)) => Some(to),
                Some(Point::Day(_)) => return wrong("give two days or two times: days are those of publication, times those of the log"),
                None => cut.had_at,
            };
            if to.is_some_and(|to| to < from) {
                return wrong("the first time lies after the second");
            }
            Ok((Cut { had_at: Some(from), ..cut }, Cut { had_at: to, ..cut }))
        }
    }
}
