//! Rows as a Parquet file with typed columns: the names of the comma-separated form, so that a query reads either.
//!
//! Numbers are whole numbers, lists are lists, and what is not known is null. A date is told as precisely as the text makes it (`2024-01`), which no
//! calendar type holds: beside each column of such words stand the first and the last day that they may mean.

use super::gather::Gathered;
use super::parts::Part;
use crate::outcome::Failure;
use arrow_array::builder::{Date32Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use materiel_model::PartialDate;
use materiel_register::view::ListRow;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::collections::HashMap;
use std::sync::Arc;

/// So many rows are turned into columns at a time.
const ROWS: usize = 8_192;

/// What a column holds, and how a row fills it.
enum Fill {
    Words(fn(&ListRow) -> Option<String>),
    List(fn(&ListRow) -> &[String]),
    Count(fn(&ListRow) -> Option<u64>),
    Real(fn(&ListRow) -> Option<f64>),
    Flag(fn(&ListRow) -> bool),
    Date(fn(&ListRow) -> Option<PartialDate>),
}

/// A column: its name, whether every row fills it, and how.
type Typed = (&'static str, bool, Fill);

/// The columns, in the order of the comma-separated form.
const TYPED: &[Typed] = &[
    ("id", true, Fill::Words(|row| Some(row.id.to_string()))),
    ("kind", true, Fill::Words(|row| Some(row.kind.to_string()))),
    ("stage", false, Fill::Words(|row| row.stage.clone())),
    ("date", false, Fill::Date(|row| row.date)),
    ("reported", false, Fill::Date(|row| row.reported)),
    ("recipient", false, Fill::Words(|row| row.recipient.clone())),
    ("supplier", false, Fill::Words(|row| row.supplier.clone())),
    ("equipment", false, Fill::Words(|row| row.equipment.clone())),
    ("class", false, Fill::Words(|row| row.class.map(|class| class.to_string()))),
    ("family", false, Fill::Words(|row| row.family.clone())),
    ("actors", true, Fill::List(|row| &row.actors)),
    ("others", true, Fill::List(|row| &row.others)),
    ("place", false, Fill::Words(|row| row.place.clone())),
    ("about", false, Fill::Words(|row| row.about.clone())),
    ("quantity", false, Fill::Count(|row| row.quantity.map(|quantity| quantity.value))),
    ("quantity_qualifier", false, Fill::Words(|row| row.quantity.map(|quantity| quantity.qualifier.to_string()))),
    ("delivered", false, Fill::Count(|row| row.delivered.map(|delivered| delivered.value))),
    ("delivered_qualifier", false, Fill::Words(|row| row.delivered.map(|delivered| delivered.qualifier.to_string()))),
    ("amount", false, Fill::Count(|row| row.value.map(|money| money.amount))),
    ("currency", false, Fill::Words(|row| row.value.map(|money| money.currency.to_string()))),
    ("amount_qualifier", false, Fill::Words(|row| row.value.map(|money| money.qualifier.to_string()))),
    ("amount_scope", false, Fill::Words(|row| row.value.map(|money| money.scope.to_string()))),
    ("percent", false, Fill::Real(|row| row.percent.and_then(|percent| percent.value.to_string().parse().ok()))),
    ("due", false, Fill::Date(|row| row.due)),
    ("voices", true, Fill::Count(|row| count(row.voices))),
    ("documents", true, Fill::Count(|row| count(row.documents))),
    ("conflicts", true, Fill::Count(|row| count(row.conflicts))),
    ("superseded", true, Fill::Flag(|row| row.superseded)),
    ("reviewed", true, Fill::Words(|row| Some(row.reviewed.as_str().to_owned()))),
    ("first_published", false, Fill::Date(|row| row.first_published)),
    ("last_published", false, Fill::Date(|row| row.last_published)),
];

/// One row a record.
pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let about = [("title", all.title.clone()), ("seen", all.day.to_string())];
    let about: HashMap<String, String> = about.into_iter().map(|(name, value)| (format!("materiel.{name}"), value)).collect();
    let schema = Arc::new(schema().with_metadata(about));
    let wrong = |error: &dyn std::fmt::Display| Failure::Other(format!("writing the Parquet file: {error}"));
    let level = ZstdLevel::try_new(3).map_err(|error| wrong(&error))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).map_err(|error| wrong(&error))?;
    for rows in all.rows.chunks(ROWS) {
        let mut columns = Vec::with_capacity(schema.fields().len());
        for column in TYPED {
            columns.extend(arrays(column, rows)?);
        }
        let batch = RecordBatch::try_new(schema.clone(), columns).map_err(|error| wrong(&error))?;
        writer.write(&batch).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    Ok(vec![Part { name: "register.parquet".to_owned(), bytes }])
}

/// The columns by name and type; a date has three.
fn schema() -> Schema {
    let mut fields = Vec::new();
    for (name, filled, fill) in TYPED {
        let sort = match fill {
            Fill::Words(_) | Fill::Date(_) => DataType::Utf8,
            Fill::List(_) => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
            Fill::Count(_) => DataType::Int64,
            Fill::Real(_) => DataType::Float64,
            Fill::Flag(_) => DataType::Boolean,
        };
        fields.push(Field::new(*name, sort, !filled));
        if matches!(fill, Fill::Date(_)) {
            fields.extend(["from", "until"].map(|end| Field::new(format!("{name}_{end}"), DataType::Date32, true)));
        }
    }
    Schema::new(fields)
}

/// A column of some rows, or the three of a date.
fn arrays((name, _, fill): &Typed, rows: &[ListRow]) -> Result<Vec<ArrayRef>, Failure> {
    Ok(match fill {
        Fill::Words(cell) => vec![Arc::new(rows.iter().map(cell).collect::<StringArray>())],
        Fill::List(cell) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for row in rows {
                lists.append_value(cell(row).iter().map(Some));
            }
            vec![Arc::new(lists.finish())]
        }
        Fill::Count(cell) => {
            let whole = |row: &ListRow| {
                let told = cell(row).map(|value| i64::try_from(value).map_err(|_| value)).transpose();
                told.map_err(|value| Failure::Other(format!("{}: {name} is {value}, which is more than a column of Parquet holds", row.id)))
            };
            vec![Arc::new(rows.iter().map(whole).collect::<Result<Int64Array, Failure>>()?)]
        }
        Fill::Real(cell) => vec![Arc::new(rows.iter().map(cell).collect::<Float64Array>())],
        Fill::Flag(cell) => vec![Arc::new(rows.iter().map(|row| Some(cell(row))).collect::<BooleanArray>())],
        Fill::Date(cell) => {
            let words = rows.iter().map(|row| cell(row).map(|date| date.to_string())).collect::<StringArray>();
            let days = |day: fn(PartialDate) -> Date| -> ArrayRef {
                let mut days = Date32Builder::with_capacity(rows.len());
                for row in rows {
                    days.append_option(cell(row).map(|date| since_1970(day(date))));
                }
                Arc::new(days.finish())
            };
            vec![Arc::new(words), days(PartialDate::first_day), days(PartialDate::last_day)]
        }
    })
}

fn count(many: usize) -> Option<u64> {
    u64::try_from(many).ok()
}

/// Days from the first of 1970, as Arrow counts them.
fn since_1970(day: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::super::csv::COLUMNS;
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_comma_separated_form() {
        let named: Vec<&str> = TYPED.iter().map(|(name, ..)| *name).filter(|name| *name != "superseded").collect();
        assert_eq!(named, COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn days_are_counted_from_1970_on_both_sides() {
        let on = |year, month, day| since_1970(jiff::civil::date(year, month, day));
        assert_eq!(
            (on(1970, 1, 1), on(1969, 12, 31), on(2024, 2, 29), on(1, 1, 1), on(9999, 12, 31)),
            (0, -1, 19_782, -719_162, 2_932_896)
        );
    }
}
