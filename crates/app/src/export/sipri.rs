//! The SIPRI trade register's two forms: one row a deal, and one row a deal and year of delivery.
//!
//! In: transfers. Out: those of them that register would hold: ordered, delivered or in service. A figure that is not exact is marked, what is
//! not known is empty and never nought, and the columns of trend-indicator values, which only SIPRI works out, stay empty.

use super::csv::guarded;
use super::gather::{Entry, Gathered};
use super::parts::Part;
use crate::outcome::Failure;
use crate::page::words;
use crate::source::rows::is_row;
use materiel_model::{Kind, PartialDate, Polarity, Qualifier, Quantity, Slot};
use materiel_register::view::{ListRow, StepRow};
use std::collections::{BTreeMap, HashSet};

/// The columns of the printed form. One without a name marks the figure before it.
const DEALS: [&str; 16] = [
    "Recipient",
    "Supplier",
    "Year of order",
    "",
    "Number ordered",
    "",
    "Weapon designation",
    "Weapon description",
    "Number delivered",
    "",
    "Year(s) of delivery",
    "status",
    "Comments",
    "SIPRI TIV per unit",
    "SIPRI TIV for total order",
    "SIPRI TIV of delivered weapons",
];

/// The columns of the database's form.
const YEARS: [&str; 17] = [
    "SIPRI AT Database ID",
    "Supplier",
    "Recipient",
    "Designation",
    "Description",
    "Armament category",
    "Order date",
    "Order date is estimate",
    "Numbers delivered",
    "Numbers delivered is estimate",
    "Delivery year",
    "Delivery year is estimate",
    "Status",
    "SIPRI estimate",
    "TIV deal unit",
    "TIV delivery values",
    "Local production",
];

/// One row a deal.
pub(super) fn deals(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    Part::one("register.sipri.csv", |out| {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        writer.write_record([format!("{} (seen on {})", all.title, all.day)])?;
        writer.write_record(["In the form of the SIPRI trade register; from a register of public reporting, and no work of SIPRI."])?;
        writer.write_record(DEALS)?;
        let rows = rows(all);
        for deal in all.entries.iter().filter_map(|entry| Deal::of(entry, &rows)) {
            let (year, estimate) = deal.year();
            let row = &deal.entry.view.row;
            writer.write_record([
                party(row.recipient.as_deref(), "unknown recipient(s)", all),
                party(row.supplier.as_deref(), "unknown supplier(s)", all),
                year,
                mark(estimate, "?"),
                number(deal.ordered()),
                mark(is_rough(deal.ordered()), "?"),
                guarded(row.equipment.as_deref().unwrap_or_default()),
                description(row),
                number(row.delivered),
                mark(is_rough(row.delivered), "?"),
                deal.delivery_years().keys().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                String::new(),
                guarded(&comments(&deal)),
                String::new(),
                String::new(),
                String::new(),
            ])?;
        }
        writer.flush()?;
        Ok(())
    })
}

/// One row a deal and year of delivery; a deal of which no delivery is told has one row without.
pub(super) fn years(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    Part::one("register.sipri-years.csv", |out| {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        writer.write_record([format!("{} (seen on {})", all.title, all.day)])?;
        writer
            .write_record(["In the form of the SIPRI register's database; from a register of public reporting, and no work of SIPRI."])?;
        writer.write_record(YEARS)?;
        let rows = rows(all);
        for deal in all.entries.iter().filter_map(|entry| Deal::of(entry, &rows)) {
            let row = &deal.entry.view.row;
            let mut years: Vec<(Option<i16>, Year)> = deal.delivery_years().into_iter().map(|(year, one)| (Some(year), one)).collect();
            // What is told without a year, or beyond what is told of years.
            let told: u64 = years.iter().filter_map(|(_, one)| one.number).map(|number| number.value).sum();
            match row.delivered {
                Some(delivered) if years.len() == 1 => years[0].1.number = Some(delivered),
                Some(delivered) if delivered.value > told => {
                    let rest = Quantity { value: delivered.value - told, qualifier: delivered.qualifier };
                    years.push((None, Year { number: Some(rest), rough: false }));
                }
                _ => {}
            }
            if years.is_empty() {
                years.push((None, Year::default()));
            }
            let (ordered, estimate) = deal.year();
            for (year, one) in years {
                writer.write_record([
                    row.id.to_string(),
                    party(row.supplier.as_deref(), "unknown supplier(s)", all),
                    party(row.recipient.as_deref(), "unknown recipient(s)", all),
                    guarded(row.equipment.as_deref().unwrap_or_default()),
                    description(row),
                    String::new(),
                    ordered.clone(),
                    mark(estimate, "Yes"),
                    number(one.number),
                    mark(is_rough(one.number), "Yes"),
                    year.map(|year| year.to_string()).unwrap_or_default(),
                    mark(one.rough, "Yes"),
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                    mark(is_local(&deal), "Yes"),
                ])?;
            }
        }
        writer.flush()?;
        Ok(())
    })
}

/// A transfer that was ordered at least.
struct Deal<'a> {
    entry: &'a Entry,
    /// The documents that are rows of other registers.
    rows: &'a HashSet<&'a str>,
}

/// The documents that are rows of other registers.
fn rows<'a>(all: &'a Gathered<'_>) -> HashSet<&'a str> {
    all.sources.iter().filter(|source| is_row(&source.document)).map(|source| source.id.as_str()).collect()
}

/// What is told of a year of delivery.
#[derive(Clone, Copy, Default)]
struct Year {
    number: Option<Quantity>,
    /// True when the year is only that of a report, or an estimate.
    rough: bool,
}

impl<'a> Deal<'a> {
    fn of(entry: &'a Entry, rows: &'a HashSet<&'a str>) -> Option<Self> {
        let reached = |step: &StepRow| ["contracted", "delivered", "in_service"].contains(&step.stage.as_str());
        let deal = Self { entry, rows };
        (entry.view.row.kind == Kind::Transfer && deal.steps().any(reached)).then_some(deal)
    }

    /// What happened, as far as nobody took it back.
    fn steps(&self) -> impl Iterator<Item = &'a StepRow> + use<'a> {
        let all = &self.entry.view.history;
        let gone = all.iter().all(|step| step.superseded);
        all.iter().filter(move |step| step.polarity == Polarity::Affirmed && !step.corrected && (gone || !step.superseded))
    }

    /// When a step was first reported. The edition of another register is no report of it.
    fn reported(&self, step: &StepRow) -> Option<PartialDate> {
        step.quotes.iter().filter(|quote| !self.rows.contains(quote.document.as_str())).filter_map(|quote| quote.published).min()
    }

    /// True where nobody states the date of a step outright.
    fn is_estimate(&self, step: &StepRow) -> bool {
        !step.quotes.iter().any(|quote| self.entry.dated.contains(&quote.claim))
    }

    /// The year of the order; uncertain where nobody states it outright, or only the report of it has a date.
    fn year(&self) -> (String, bool) {
        let orders = || self.steps().filter(|step| step.stage == "contracted");
        let stated = orders().filter_map(|step| Some((step.date?, self.is_estimate(step)))).min();
        let told = stated.or_else(|| orders().filter_map(|step| Some((self.reported(step)?, true))).min());
        told.map(|(date, estimate)| (date.year().to_string(), estimate)).unwrap_or_default()
    }

    /// How many were ordered: not the number that is told of deliveries alone.
    fn ordered(&self) -> Option<Quantity> {
        let handed = self.entry.view.standing.as_ref().and_then(|standing| standing.deliveries.as_ref());
        match handed {
            Some(handed) => handed.of,
            None => self.entry.view.row.quantity,
        }
    }

    fn delivery_years(&self) -> BTreeMap<i16, Year> {
        let mut out: BTreeMap<i16, Year> = BTreeMap::new();
        for step in self.steps().filter(|step| step.stage == "delivered") {
            if let Some(date) = step.date.or_else(|| self.reported(step).filter(|_| !self.has_dates())) {
                out.entry(date.year()).or_default().rough = step.date.is_none() || self.is_estimate(step);
            }
        }
        let handed = self.entry.view.standing.as_ref().and_then(|standing| standing.deliveries.as_ref());
        for batch in handed.iter().flat_map(|handed| &handed.batches).filter(|batch| !batch.whole) {
            let date = batch.date.or(batch.reported.filter(|_| !self.has_dates()));
            if let Some(year) = date.and_then(|date| out.get_mut(&date.year())) {
                let sum = year.number.map_or(batch.quantity, |sum| Quantity {
                    value: sum.value.saturating_add(batch.quantity.value),
                    qualifier: if sum.qualifier == batch.quantity.qualifier { sum.qualifier } else { Qualifier::About },
                });
                year.number = Some(sum);
            }
        }
        out
    }

    /// True when a delivery has a stated date, so that dates of reports need not stand in.
    fn has_dates(&self) -> bool {
        self.steps().any(|step| step.stage == "delivered" && step.date.is_some())
    }
}

fn is_local(deal: &Deal<'_>) -> bool {
    deal.entry.shown(Slot::Mode).is_some_and(|mode| mode.written == "licensed_production")
}

/// What is worth knowing beside the columns, with the sources.
fn comments(deal: &Deal<'_>) -> String {
    let row = &deal.entry.view.row;
    let mut out = vec![format!("Record {}", row.id)];
    out.extend(row.stage.as_ref().map(|stage| format!("stage: {}", words(stage))));
    let shown = |slot| deal.entry.shown(slot).map(|value| words(&value.written));
    out.extend(shown(Slot::Mode));
    out.extend(row.value.map(crate::page::money));
    out.extend(row.due.map(|due| format!("due {due}")));
    out.extend(
        row.quantity.filter(|number| is_rough(Some(*number))).map(|number| format!("number as told: {}", crate::page::number(number))),
    );
    out.extend((row.conflicts > 0).then(|| format!("{} of what is said contradicts this", row.conflicts)));
    out.push(format!("sources: {}", deal.entry.sources().join(" | ")));
    out.join("; ")
}

/// A name as people write it.
pub(super) fn party(id: Option<&str>, unknown: &str, all: &Gathered<'_>) -> String {
    id.map_or_else(|| unknown.to_owned(), |id| guarded(&all.reader.name_of(id)))
}

fn description(row: &ListRow) -> String {
    row.class.filter(|class| class.as_str() != "other").map(|class| words(class.as_str())).unwrap_or_default()
}

pub(super) fn number(quantity: Option<Quantity>) -> String {
    quantity.map(|quantity| quantity.value.to_string()).unwrap_or_default()
}

pub(super) fn is_rough(quantity: Option<Quantity>) -> bool {
    quantity.is_some_and(|quantity| quantity.qualifier != Qualifier::Exact)
}

fn mark(is: bool, word: &str) -> String {
    if is { word.to_owned() } else { String::new() }
}
