//! Flows: from whom to whom arms go, by count, number of items or stated value, as a Sankey diagram and on a map of the world.

use super::chart::{self, Flow};
use super::map::{self, Line, Shade};
use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, page};
use crate::export;
use crate::page::thousands;
use axum::Router;
use materiel_model::{Class, Kind};
use materiel_register::view::{Filter, FlowRow};
use materiel_store::Store;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// So many ends stand by themselves on each side; the others are one.
const ENDS: usize = 14;
/// So many lines are on the map.
const LINES: usize = 60;
const OTHERS: &str = "all others";
const UNKNOWN: &str = "not known";

pub(super) fn routes() -> Router<State> {
    page("/flows", flows)
}

/// By what flows are measured.
#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    Count,
    Items,
    Value(String),
}

impl By {
    fn of(&self, row: &FlowRow) -> u64 {
        match self {
            Self::Count => u64::try_from(row.records).unwrap_or(u64::MAX),
            Self::Items => row.items,
            Self::Value(currency) => row.amounts.iter().find(|one| one.currency == *currency).map_or(0, |one| one.amount),
        }
    }

    /// In how many transfers it is stated.
    fn stated(&self, row: &FlowRow) -> usize {
        match self {
            Self::Count => row.records,
            Self::Items => row.counted,
            Self::Value(currency) => row.amounts.iter().find(|one| one.currency == *currency).map_or(0, |one| one.records),
        }
    }

    fn words(&self, amount: u64) -> String {
        match self {
            Self::Count => format!("{} transfers", thousands(amount)),
            Self::Items => format!("{} items", thousands(amount)),
            Self::Value(currency) => format!("{currency} {}", chart::short(amount)),
        }
    }
}

fn flows(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &["by", "currency"])?;
    let currency = asked.extra("currency").unwrap_or("USD").to_uppercase();
    if materiel_model::Currency::new(&currency).is_none() {
        return Err(Trouble::Asked(format!("`{currency}` is no code of a currency: write three letters, such as USD")));
    }
    let by = match asked.extra("by").unwrap_or("count") {
        "count" => By::Count,
        "items" => By::Items,
        "value" => By::Value(currency.clone()),
        other => return Err(Trouble::Asked(format!("`{other}` is nothing to measure flows by: write count, items or value"))),
    };
    let filter = Filter { kinds: vec![Kind::Transfer], ..asked.filter(state.reader()) };
    let rows = store.flows(&filter, asked.cut())?;
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::json(&rows, out)),
        Twin::Csv => return Ok(Answer::written("text/csv; charset=utf-8", |out| export::flows(&rows, out))?.called("flows.csv")),
        Twin::Page | Twin::Other(_) => {}
    }
    let years = store.facets(&Filter { kinds: vec![Kind::Transfer], ..Filter::default() }, asked.cut())?.years;
    let view = View::new(store, state, ask, &asked)?;
    let transfers: usize = rows.iter().map(|row| row.records).sum();
    let stated: usize = rows.iter().map(|row| by.stated(row)).sum();
    let disputed: usize = rows.iter().map(|row| row.conflicts).sum();
    let half: usize = rows.iter().filter(|row| row.supplier.is_none() || row.recipient.is_none()).map(|row| row.records).sum();
    let main = html! {
        h1 { "From whom to whom" }
        (form(&asked, &by, &currency, &years, &view))
        p.standfirst {
            (bits::count(transfers, "transfer"))
            @if by != By::Count { "; what is measured is stated in " (thousands(stated as u64)) " of them" }
            ". In " (thousands(half as u64)) " an end is not known; in " (thousands(disputed as u64)) " the sources disagree on something."
        }
        @if rows.is_empty() { p.empty { "No transfer is like that." } } @else {
            section aria-labelledby="sankey" {
                h2 id="sankey" { "Suppliers to recipients" }
                (sankey(&rows, &by, &view))
                p.note { "Hatched where values that are said of a transfer disagree; what is not known stands as “" (UNKNOWN) "”. All stages count alike: choose one above." }
            }
            section aria-labelledby="world" {
                h2 id="world" { "On the map" }
                (world(&rows, &by, &view))
            }
            section aria-labelledby="figures" { h2 id="figures" { "Figures" } (table(&rows, &by, &view)) }
        }
    };
    Ok(Answer::page(layout::page("Flows", &view, &main)))
}

fn form(asked: &Asked, by: &By, currency: &str, years: &[materiel_register::view::Tally], view: &View<'_>) -> Markup {
    let given = &asked.given;
    let now = match by {
        By::Count => "count",
        By::Items => "items",
        By::Value(_) => "value",
    };
    let year = |name: &str, title: &str| {
        html! {
            label { (title) " "
                select name=(name) {
                    option value="" { "any" }
                    @for tally in years { option value=(tally.value) selected[given.get(name) == Some(tally.value.as_str())] { (tally.value) } }
                } }
        }
    };
    let stages: BTreeSet<&str> = materiel_model::Stage::ALL.iter().map(|stage| stage.as_str()).collect();
    html! {
        form.choices action="/flows" method="get" {
            @for (name, value) in &view.keep.0 { input type="hidden" name=(name) value=(value); }
            label { "Measure " select name="by" {
                @for (value, name) in [("count", "transfers"), ("items", "items, where stated"), ("value", "value, where stated")] {
                    option value=(value) selected[value == now] { (name) }
                }
            } }
            label { "in " input name="currency" value=(currency) size="4" maxlength="3" pattern="[A-Za-z]{3}" aria-label="Currency"; }
            (year("since", "From")) (year("until", "to"))
            label { "Stage " select name="stage" { option value="" { "any" }
                @for stage in stages { option value=(stage) selected[given.get("stage") == Some(stage)] { (crate::page::words(stage)) } } } }
            label { "Class " select name="class" { option value="" { "any" }
                @for class in Class::ALL { option value=(class.as_str()) selected[given.get("class") == Some(class.as_str())] { (crate::page::words(class.as_str())) } } } }
            button type="submit" { "Show" }
        }
    }
}

/// The ends that stand by themselves, the largest first, then the others and what is not known.
fn ends(sums: BTreeMap<String, u64>) -> (Vec<String>, BTreeSet<String>) {
    let mut known: Vec<(String, u64)> = sums.into_iter().filter(|(name, amount)| name != UNKNOWN && *amount > 0).collect();
    known.sort_by_key(|(name, amount)| (std::cmp::Reverse(*amount), name.clone()));
    let own: Vec<String> = known.iter().take(ENDS).map(|(name, _)| name.clone()).collect();
    let set = own.iter().cloned().collect();
    (own, set)
}

fn sankey(rows: &[FlowRow], by: &By, view: &View<'_>) -> Markup {
    let name = |id: &Option<String>| id.as_ref().map_or_else(|| UNKNOWN.to_owned(), |id| view.name(id));
    let mut sums: [BTreeMap<String, u64>; 2] = Default::default();
    for row in rows {
        for (sums, end) in sums.iter_mut().zip([name(&row.supplier), name(&row.recipient)]) {
            let sum = sums.entry(end).or_default();
            *sum = sum.saturating_add(by.of(row));
        }
    }
    let [from, to] = sums;
    let ((mut left, lefts), (mut right, rights)) = (ends(from), ends(to));
    let side = |name: String, own: &BTreeSet<String>| if name == UNKNOWN || own.contains(&name) { name } else { OTHERS.to_owned() };
    let mut merged: BTreeMap<(String, String), (u64, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| by.of(row) > 0) {
        let ends = (side(name(&row.supplier), &lefts), side(name(&row.recipient), &rights));
        let sum = merged.entry(ends).or_default();
        *sum = (sum.0.saturating_add(by.of(row)), sum.1 + row.conflicts);
    }
    for last in [OTHERS, UNKNOWN] {
        left.extend(merged.keys().any(|(from, _)| from == last).then(|| last.to_owned()));
        right.extend(merged.keys().any(|(_, to)| to == last).then(|| last.to_owned()));
    }
    let order = |names: &[String], name: &String| names.iter().position(|one| one == name).unwrap_or(usize::MAX);
    let mut flows: Vec<Flow> = merged
        .into_iter()
        .map(|(ends, (amount, conflicts))| {
            let dispute =
                if conflicts > 0 { format!("; the sources disagree in {}", bits::count(conflicts, "transfer")) } else { String::new() };
            Flow { words: format!("{} → {}: {}{dispute}", ends.0, ends.1, by.words(amount)), ends, amount, disputed: conflicts > 0 }
        })
        .collect();
    flows.sort_by_key(|flow| (order(&left, &flow.ends.0), order(&right, &flow.ends.1)));
    let told = "Flows from suppliers on the left to recipients on the right; the table of figures has the same";
    html! { figure.wide-figure { div.scroll tabindex="0" role="region" aria-label="Diagram of flows" { (chart::sankey(&flows, &left, &right, told)) } } }
}

fn world(rows: &[FlowRow], by: &By, view: &View<'_>) -> Markup {
    let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for row in rows {
        if let Some(id) = &row.supplier {
            let sum = sums.entry(id.clone()).or_default();
            sum.0 = sum.0.saturating_add(by.of(row));
        }
        if let Some(id) = &row.recipient {
            let sum = sums.entry(id.clone()).or_default();
            sum.1 = sum.1.saturating_add(by.of(row));
        }
    }
    let most = sums.values().map(|(from, to)| *from.max(to)).max().unwrap_or(1);
    let shade = |id: &String, (from, to): (u64, u64)| Shade {
        role: if from > to { "in" } else { "out" },
        depth: map::depth(from.max(to), most),
        words: format!("{}: supplies {}, receives {}", view.name(id), by.words(from), by.words(to)),
        link: Some(view.to(&bits::party_path(id))),
    };
    let shades: BTreeMap<String, Shade> =
        sums.iter().filter(|(_, (from, to))| from + to > 0).map(|(id, sums)| (id.clone(), shade(id, *sums))).collect();
    let mut between: Vec<(&String, &String, u64)> = rows
        .iter()
        .filter_map(|row| Some((row.supplier.as_ref()?, row.recipient.as_ref()?, by.of(row))))
        .filter(|(from, to, amount)| from != to && *amount > 0)
        .collect();
    between.sort_by_key(|(from, to, amount)| (std::cmp::Reverse(*amount), (*from).clone(), (*to).clone()));
    let widest = between.first().map_or(1, |(_, _, amount)| *amount);
    let line = |(from, to, amount): &(&String, &String, u64)| Line {
        from: (*from).clone(),
        to: (*to).clone(),
        width: 0.6 + f64::from(map::depth(*amount, widest)) * 0.7,
        words: format!("{} → {}: {}", view.name(from), view.name(to), by.words(*amount)),
    };
    let lines: Vec<Line> = between.iter().take(LINES).map(line).collect();
    html! {
        figure.wide-figure {
            (map::map(&shades, &lines, "World map of flows between suppliers and recipients; the table of figures has the same"))
            figcaption {
                ul.legend {
                    li { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect.in.d4 width="10" height="10" {} } "supplies more than it receives" }
                    li { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect.out.d4 width="10" height="10" {} } "receives more" }
                    li { "a line ends in a dot where arms go" }
                }
                @if between.len() > LINES { p.note { "The " (LINES) " largest of " (thousands(between.len() as u64)) " flows are drawn as lines." } }
                small { (map::NOTE) }
            }
        }
    }
}

fn table(rows: &[FlowRow], by: &By, view: &View<'_>) -> Markup {
    /// More are in the twins.
    const MOST: usize = 200;
    let mut sorted: Vec<&FlowRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (std::cmp::Reverse(by.of(row)), row.supplier.clone(), row.recipient.clone()));
    let end = |id: &Option<String>| match id {
        Some(id) => bits::party(id, view),
        None => bits::unknown(UNKNOWN),
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Figures of flows" { table {
            thead { tr { th scope="col" { "From" } th scope="col" { "To" } th.right scope="col" { "Transfers" } th.right scope="col" { "Items stated" }
                th scope="col" { "Value stated" } th.right scope="col" { "Disagree" } th scope="col" { "" span.hidden { "Records" } } } }
            tbody { @for row in sorted.iter().take(MOST) { tr {
                th scope="row" { (end(&row.supplier)) } td { (end(&row.recipient)) } td.right { (thousands(row.records as u64)) }
                td.right { @if row.counted > 0 { (thousands(row.items)) " " span.note { "(of " (row.counted) ")" } } }
                td { @for (at, one) in row.amounts.iter().enumerate() { @if at > 0 { ", " } (one.currency) " " (chart::short(one.amount)) " " span.note { "(of " (one.records) ")" } } }
                td.right { @if row.conflicts > 0 { span.conflict { (row.conflicts) } } }
                td { (records(row, view)) }
            } } }
        } }
        @if sorted.len() > MOST { p.note { (thousands((sorted.len() - MOST) as u64)) " more are in the JSON and CSV of this page." } }
    }
}

/// Where the records of a flow are.
fn records(row: &FlowRow, view: &View<'_>) -> Markup {
    let (Some(supplier), Some(recipient)) = (&row.supplier, &row.recipient) else { return html! {} };
    let link = view.asked.given.without("by").without("currency").without("kind");
    let link = link.with("kind", "transfer").with("supplier", supplier).with("recipient", recipient);
    html! { a href=(link.at("/register")) { "records" } }
}
