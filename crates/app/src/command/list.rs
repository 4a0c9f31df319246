//! `materiel list`: the register as rows.

use crate::cli::{Format, ListArgs};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use materiel_model::Kind;
use materiel_register::view::{Filter, ListRow};
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &ListArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let filter = args.filter.filter(reader);
    let mut rows: Vec<ListRow> = store.rows(args.cut.cut())?.into_iter().filter(|row| filter.takes(row)).collect();
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    match args.format {
        Format::Table => page::list(&rows, reader, &page::Paper::of_stdout(), out)?,
        Format::Json => export::json(&rows, out)?,
        Format::Jsonl => export::jsonl(&rows, out)?,
        Format::Csv => export::csv(&rows, out)?,
    }
    if rows.is_empty() {
        say(if filter == Filter::default() { "materiel: there is no record yet" } else { "materiel: no record is like that" });
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

/// Transfers first; then by who is concerned, and within that the latest first.
pub(super) fn order(row: &ListRow) -> impl Ord + '_ {
    let who = row.recipient.as_ref().or_else(|| row.actors.first());
    let latest = row.date.or(row.reported).or(row.last_published);
    (row.kind != Kind::Transfer, row.kind, who.is_none(), who, std::cmp::Reverse(latest), &row.id)
}

/// Every id that a user may mean by an id or a name.
pub(super) fn ids(wanted: &[String], reader: &Reader) -> Vec<String> {
    let mut out = Vec::new();
    for name in wanted {
        out.push(name.clone());
        out.push(format!("org:{name}"));
        out.extend(reader.id_of(name));
        out.extend((name.len() <= 4).then(|| name.to_uppercase()));
    }
    out
}
