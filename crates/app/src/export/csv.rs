//! Rows as comma-separated values.

use crate::outcome::Failure;
use materiel_register::view::ListRow;
use std::io::Write;

/// A cell of a column: its name and how it is written.
type Column = (&'static str, fn(&ListRow) -> String);

/// The columns. Lists are written with `; ` between.
const COLUMNS: &[Column] = &[
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
    ("actors", |row| row.actors.join("; ")),
    ("others", |row| row.others.join("; ")),
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

/// An absent value is an empty cell, never a zero.
fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
