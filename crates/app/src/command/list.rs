//! `materiel list`: the register as rows.

use crate::cli::{Format, ListArgs};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use materiel_register::view::Filter;
use materiel_store::{Page, Part, Store};
use std::io::Write;

/// So many records are shown at once in a table.
const SCREEN: usize = 200;

pub(crate) fn run(args: &ListArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let filter = args.view.filter.filter(reader);
    let many = args.view.limit.unwrap_or(if args.format == Format::Table { SCREEN } else { 0 });
    let many = (many > 0).then_some(many);
    let skip = many.unwrap_or(0).saturating_mul(args.view.page - 1);
    let Page { rows, total } = store.list(&filter, args.view.cut.cut(), Part { skip, many, order: args.view.sort.order() })?;
    let past = many.is_none() && args.view.page > 1;
    let rows = if past { Vec::new() } else { rows };
    match args.format {
        Format::Table => page::list(&rows, reader, &page::Paper::of_stdout(), out)?,
        Format::Json => export::json(&rows, out)?,
        Format::Jsonl => export::jsonl(&rows, out)?,
        Format::Csv => export::csv(&rows, out)?,
    }
    if rows.is_empty() && total > 0 {
        say(&format!("materiel: there is no page {}: the list has {}", args.view.page, super::add::count(total, "record")));
        return Ok(Outcome::FellShort);
    }
    if rows.is_empty() {
        say(if filter == Filter::default() { "materiel: there is no record yet" } else { "materiel: no record is like that" });
        return Ok(Outcome::FellShort);
    }
    if rows.len() < total {
        let (first, last) = (skip + 1, skip + rows.len());
        let next = if last < total { format!("; --page {} shows the next", args.view.page + 1) } else { String::new() };
        say(&format!("materiel: records {first} to {last} of {total}{next}, --limit 0 all"));
    }
    Ok(Outcome::Done)
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
