//! A list of records as tables, one for each kind.

use super::paper::Paper;
use super::table::{Heading, table};
use crate::reading::Reader;
use materiel_model::{Kind, Money, PartialDate, Percent, Qualifier, Quantity, Scope};
use materiel_register::view::ListRow;
use std::io::Write;

/// Writes rows that come in the order of their kinds.
pub(crate) fn list(rows: &[ListRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, group) in rows.chunk_by(|a, b| a.kind == b.kind).enumerate() {
        let Some(first) = group.first() else { continue };
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paper.bold(title(first.kind)))?;
        let cells: Vec<Vec<String>> = group.iter().map(|row| cells(row, reader)).collect();
        table(headings(first.kind), &cells, paper, out)?;
    }
    Ok(())
}

pub(crate) const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Transfer => "TRANSFERS",
        Kind::Agreement => "AGREEMENTS",
        Kind::Budget => "BUDGETS",
        Kind::ForceLevel => "FORCE LEVELS",
        Kind::Deployment => "DEPLOYMENTS",
        Kind::Facility => "FACILITIES",
        Kind::Milestone => "MILESTONES",
        Kind::Commitment => "COMMITMENTS",
        Kind::Incident => "INCIDENTS",
    }
}

const fn heading(words: &'static str) -> Heading {
    Heading { words, right: false }
}

const fn figure(words: &'static str) -> Heading {
    Heading { words, right: true }
}

const fn headings(kind: Kind) -> &'static [Heading] {
    const TRANSFERS: &[Heading] = &[
        heading("Record"),
        heading("Recipient"),
        heading("Supplier"),
        heading("Equipment"),
        figure("Number"),
        figure("Delivered"),
        figure("Value"),
        heading("Stage"),
        heading("Date"),
        figure("Voices"),
        figure("Conflicts"),
        heading("Reviewed"),
    ];
    const OTHERS: &[Heading] = &[
        heading("Record"),
        heading("Who"),
        heading("What"),
        heading("Whom, where"),
        figure("Number"),
        figure("Delivered"),
        figure("Value"),
        heading("Status"),
        heading("Date"),
        figure("Voices"),
        figure("Conflicts"),
        heading("Reviewed"),
    ];
    match kind {
        Kind::Transfer => TRANSFERS,
        _ => OTHERS,
    }
}

fn cells(row: &ListRow, reader: &Reader) -> Vec<String> {
    let name = |id: &String| reader.name_of(id);
    let names = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let quantity = row.quantity.map(number);
    let value = row.value.map(money).or_else(|| row.percent.map(percent));
    let (second, third, fourth) = if row.kind == Kind::Transfer {
        (row.recipient.as_ref().map(name), row.supplier.as_ref().map(name), row.equipment.clone())
    } else {
        (Some(names(&row.actors)), row.about.clone(), Some(names(&row.others)))
    };
    vec![
        row.id.to_string(),
        second.unwrap_or_default(),
        third.unwrap_or_default(),
        fourth.unwrap_or_default(),
        quantity.unwrap_or_default(),
        row.delivered.map(number).unwrap_or_default(),
        value.unwrap_or_default(),
        row.stage.as_deref().map(words).unwrap_or_default(),
        date(row.date, row.reported),
        row.voices.to_string(),
        if row.conflicts == 0 { String::new() } else { row.conflicts.to_string() },
        row.reviewed.as_str().to_owned(),
    ]
}

/// A date as stated, or in brackets when it was reported, which is no date of the thing itself.
pub(crate) fn date(stated: Option<PartialDate>, reported: Option<PartialDate>) -> String {
    match (stated, reported) {
        (Some(date), _) => date.to_string(),
        (None, Some(date)) => format!("({date})"),
        (None, None) => String::new(),
    }
}

/// A word of a closed list, with spaces.
pub(crate) fn words(word: &str) -> String {
    word.replace('_', " ")
}

const fn sign(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Exact => "",
        Qualifier::About => "~",
        Qualifier::AtLeast => "≥",
        Qualifier::AtMost => "≤",
    }
}

/// `~5,000`.
pub(crate) fn number(quantity: Quantity) -> String {
    format!("{}{}", sign(quantity.qualifier), thousands(quantity.value))
}

/// `≤USD 75 m`: millions and milliards where that loses nothing, else every digit.
pub(crate) fn money(money: Money) -> String {
    let amount = short(money.amount);
    let each = if money.scope == Scope::Unit { " each" } else { "" };
    format!("{}{} {amount}{each}", sign(money.qualifier), money.currency)
}

/// `2.5 %`.
pub(crate) fn percent(percent: Percent) -> String {
    format!("{}{} %", sign(percent.qualifier), percent.value)
}

fn short(amount: u64) -> String {
    for (unit, letters) in [(1_000_000_000, "bn"), (1_000_000, "m")] {
        // At most three decimals, and none of the amount is lost.
        if amount >= unit && amount.is_multiple_of(unit / 1000) {
            let decimals = format!("{:03}", amount % unit / (unit / 1000));
            let decimals = decimals.trim_end_matches('0');
            let point = if decimals.is_empty() { "" } else { "." };
            return format!("{}{point}{decimals} {letters}", thousands(amount / unit));
        }
    }
    thousands(amount)
}

pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short_and_lose_nothing() {
        for (amount, shown) in
            [(75_000_000, "75 m"), (2_300_000_000, "2.3 bn"), (745_900_000, "745.9 m"), (1_234_567, "1,234,567"), (950, "950")]
        {
            assert_eq!(short(amount), shown);
        }
    }
}
