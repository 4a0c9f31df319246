//! A return to the United Nations Register of Conventional Arms: what one state exported and imported in one year, by category.
//!
//! In: transfers, a state and a year. Out: a row for each category and other side, exports first. Only deliveries are reported. Equipment outside
//! of the categories is left out.

use super::csv::guarded;
use super::gather::{Entry, Gathered};
use super::parts::Part;
use super::sipri::{is_rough, number, party};
use crate::outcome::Failure;
use materiel_model::{Class, Kind, Polarity, Qualifier, Quantity, Slot};

const COLUMNS: [&str; 11] = [
    "Reporting state",
    "Calendar year",
    "Transfer",
    "Category",
    "Final importer State(s)",
    "Exporter State(s)",
    "Number of items",
    "State of origin",
    "Intermediate location",
    "Description of items",
    "Comments on the transfer",
];

pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let Some((state, year)) = &all.report else {
        return Err(Failure::Other(
            "a return to the UN register is that of one state and one year: say --state WHO and --year YYYY".to_owned(),
        ));
    };
    let registers = all.reader.registers();
    let mut rows: Vec<[String; 11]> = Vec::new();
    for entry in all.entries.iter().filter(|entry| entry.view.row.kind == Kind::Transfer) {
        let row = &entry.view.row;
        let (exports, imports) = (row.supplier.as_ref() == Some(state), row.recipient.as_ref() == Some(state));
        let Some(category) = row.class.and_then(|class| registers.category_of(class)) else { continue };
        let (Some(told), true) = (handed_over(entry, *year), exports != imports) else { continue };
        rows.push([
            all.reader.name_of(state),
            year.to_string(),
            if exports { "export" } else { "import" }.to_owned(),
            category,
            party(row.recipient.as_deref(), "unknown", all),
            party(row.supplier.as_deref(), "unknown", all),
            number(told.number),
            String::new(),
            String::new(),
            guarded(row.equipment.as_deref().unwrap_or_default()),
            guarded(&comments(entry, &told)),
        ]);
    }
    rows.sort();
    Part::one("return.unroca.csv", |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        rows.iter().try_for_each(|row| writer.write_record(row))?;
        writer.flush()?;
        Ok(())
    })
}

/// What is told of deliveries in a year.
struct Told {
    number: Option<Quantity>,
    /// True when no day of delivery is stated, and that of the report stands for it.
    reported: bool,
}

fn handed_over(entry: &Entry, year: i16) -> Option<Told> {
    let told = |step: &&materiel_register::view::StepRow| {
        step.stage == "delivered" && step.polarity == Polarity::Affirmed && !step.corrected && !step.superseded
    };
    let mut dates = entry.view.history.iter().filter(told).filter_map(|step| Some((step.date.or(step.reported)?, step.date.is_none())));
    let (_, reported) = dates.find(|(date, _)| date.year() == year)?;
    let handed = entry.view.standing.as_ref().and_then(|standing| standing.deliveries.as_ref());
    let batches = handed.iter().flat_map(|handed| &handed.batches).filter(|batch| !batch.whole);
    let in_year = batches.filter(|batch| batch.date.or(batch.reported).is_some_and(|date| date.year() == year));
    let number = in_year.map(|batch| batch.quantity).reduce(|a, b| Quantity {
        value: a.value.saturating_add(b.value),
        qualifier: if a.qualifier == b.qualifier { a.qualifier } else { Qualifier::About },
    });
    Some(Told { number, reported })
}

fn comments(entry: &Entry, told: &Told) -> String {
    let row = &entry.view.row;
    let mut out = vec![format!("Record {}", row.id)];
    out.extend(told.reported.then(|| "year of the report; the delivery itself is not dated".to_owned()));
    out.extend(told.number.filter(|number| is_rough(Some(*number))).map(|number| format!("{} as told", crate::page::number(number))));
    out.extend((row.class == Some(Class::Helicopter)).then(|| "whether these are attack helicopters is not told".to_owned()));
    out.extend((row.class == Some(Class::Uav)).then(|| "whether these are armed is not told".to_owned()));
    out.extend(entry.shown(Slot::Mode).map(|mode| crate::page::words(&mode.written)));
    out.push(format!("sources: {}", entry.sources().join(" | ")));
    out.join("; ")
}
