//! Rows as comma-separated values.

use crate::outcome::Failure;
use materiel_register::compare::{Agreement, CompareRow, Deal, Difference};
use materiel_register::view::{FlowRow, ListRow};
use std::io::Write;

/// A cell of a column: its name and how it is written.
pub(super) type Column = (&'static str, fn(&ListRow) -> String);

/// The columns. Lists are written with `; ` between.
pub(super) const COLUMNS: &[Column] = &[
    ("id", |row| row.id.to_string()),
    ("kind", |row| row.kind.to_string()),
    ("stage", |row| text(row.stage.as_ref())),
    ("date", |row| text(row.date)),
    ("reported", |row| text(row.reported)),
    ("recipient", |row| text(row.recipient.as_ref())),
    ("supplier", |row| text(row.supplier.as_ref())),
    ("equipment", |row| text(row.equipment.as_ref())),
    ("class", |row| text(row.class)),
    ("family", |row| text(row.family.as_ref())),
    ("actors", |row| guarded(&row.actors.join("; "))),
    ("others", |row| guarded(&row.others.join("; "))),
    ("place", |row| text(row.place.as_ref())),
    ("about", |row| text(row.about.as_ref())),
    ("quantity", |row| text(row.quantity.map(|quantity| quantity.value))),
    ("quantity_qualifier", |row| text(row.quantity.map(|quantity| quantity.qualifier))),
    ("delivered", |row| text(row.delivered.map(|delivered| delivered.value))),
    ("delivered_qualifier", |row| text(row.delivered.map(|delivered| delivered.qualifier))),
    ("amount", |row| text(row.value.map(|money| money.amount))),
    ("currency", |row| text(row.value.map(|money| money.currency))),
    ("amount_qualifier", |row| text(row.value.map(|money| money.qualifier))),
    ("amount_scope", |row| text(row.value.map(|money| money.scope))),
    ("percent", |row| text(row.percent.map(|percent| percent.value))),
    ("due", |row| text(row.due)),
    ("voices", |row| row.voices.to_string()),
    ("documents", |row| row.documents.to_string()),
    ("conflicts", |row| row.conflicts.to_string()),
    ("reviewed", |row| row.reviewed.as_str().to_owned()),
    ("first_published", |row| text(row.first_published)),
    ("last_published", |row| text(row.last_published)),
];

/// A header and a line a row.
pub(crate) fn csv(rows: &[ListRow], out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    for row in rows {
        writer.write_record(COLUMNS.iter().map(|(_, cell)| cell(row)))?;
    }
    writer.flush()?;
    Ok(())
}

/// A column of a comparison: its name and how it is written.
type Compared = (&'static str, fn(&CompareRow) -> String);

/// The columns of a comparison, ours beside theirs.
const COMPARED: &[Compared] = &[
    ("status", |row| standing(row.status).to_owned()),
    ("record", |row| ours(row, |own| Some(own.id.to_string()))),
    ("line", |row| theirs(row, |deal| Some(deal.line.to_string()))),
    ("their_id", |row| theirs(row, |deal| deal.id.clone())),
    ("recipient", |row| ours(row, |own| own.recipient.clone())),
    ("their_recipient", |row| theirs(row, |deal| Some(deal.recipient_name.clone()))),
    ("supplier", |row| ours(row, |own| own.supplier.clone())),
    ("their_supplier", |row| theirs(row, |deal| Some(deal.supplier_name.clone()))),
    ("equipment", |row| ours(row, |own| own.equipment.clone())),
    ("their_equipment", |row| theirs(row, |deal| Some(deal.equipment.clone()))),
    ("stage", |row| ours(row, |own| own.stage.clone())),
    ("ordered", |row| ours(row, |own| own.quantity.map(|quantity| quantity.value.to_string()))),
    ("their_ordered", |row| theirs(row, |deal| deal.ordered.map(|quantity| quantity.value.to_string()))),
    ("delivered", |row| ours(row, |own| own.delivered.map(|quantity| quantity.value.to_string()))),
    ("their_delivered", |row| theirs(row, |deal| deal.delivered.map(|quantity| quantity.value.to_string()))),
    ("year", |row| text(row.ours_year)),
    ("their_year", |row| theirs(row, |deal| deal.year.map(|year| year.to_string()))),
    ("differences", |row| row.differences.iter().map(difference).collect::<Vec<_>>().join("; ")),
    ("gaps", |row| row.gaps.iter().map(difference).collect::<Vec<_>>().join("; ")),
    ("near", |row| row.near.join("; ")),
];

/// A header and a line a deal.
pub(crate) fn compared(rows: &[CompareRow], out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COMPARED.iter().map(|(name, _)| name))?;
    for row in rows {
        writer.write_record(COMPARED.iter().map(|(_, cell)| cell(row)))?;
    }
    writer.flush()?;
    Ok(())
}

/// A header and a line for each flow and currency: a flow without a stated value has one line.
pub(crate) fn flows(rows: &[FlowRow], out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["supplier", "recipient", "records", "conflicts", "items", "counted", "currency", "amount", "valued"])?;
    for row in rows {
        let common = [
            text(row.supplier.as_ref()),
            text(row.recipient.as_ref()),
            row.records.to_string(),
            row.conflicts.to_string(),
            text((row.counted > 0).then_some(row.items)),
            row.counted.to_string(),
        ];
        if row.amounts.is_empty() {
            writer.write_record(common.iter().map(String::as_str).chain(["", "", "0"]))?;
        }
        for one in &row.amounts {
            let own = [one.currency.clone(), one.amount.to_string(), one.records.to_string()];
            writer.write_record(common.iter().chain(&own))?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn ours(row: &CompareRow, cell: fn(&ListRow) -> Option<String>) -> String {
    row.ours.as_ref().and_then(cell).unwrap_or_default()
}

fn theirs(row: &CompareRow, cell: fn(&Deal) -> Option<String>) -> String {
    row.theirs.as_ref().and_then(cell).unwrap_or_default()
}

/// The word for how a deal stands, as in JSON.
pub(crate) const fn standing(status: Agreement) -> &'static str {
    match status {
        Agreement::Match => "match",
        Agreement::Differs => "differs",
        Agreement::OnlyOurs => "only_ours",
        Agreement::OnlyTheirs => "only_theirs",
    }
}

/// `ordered: 246, theirs 200`.
pub(crate) fn difference(one: &Difference) -> String {
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "not known".to_owned());
    format!("{}: {}, theirs {}", one.what, side(&one.ours), side(&one.theirs))
}

/// An absent value is an empty cell, never a zero.
fn text(value: Option<impl ToString>) -> String {
    value.map(|value| guarded(&value.to_string())).unwrap_or_default()
}

/// Words that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it, as spreadsheets themselves write it.
pub(crate) fn guarded(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{words}") } else { words.to_owned() }
}

/// What [`guarded`] made of some words, taken back.
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(words) if words.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => words,
        _ => cell,
    }
}
