//! The sections of the page of a state, a body or a weapon.

use super::map::{self, Shade};
use super::{View, bits, chart};
use crate::page::{money, number, percent, words};
use jiff::civil::Date;
use materiel_model::{Kind, PartialDate};
use materiel_register::view::{EntityView, ListRow, Sort, TimelineRow, Trade};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// So many records are shown open of a list; the rest is folded away.
const OPEN: usize = 12;

/// The states that it deals with, on a map.
pub(super) fn partners(shown: &EntityView, view: &View<'_>) -> Markup {
    let mut ends: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let weapon = matches!(shown.subject.sort, Sort::Equipment | Sort::Class);
    let (from, to) = if weapon { (&shown.moved, &shown.moved) } else { (&shown.buys, &shown.sells) };
    for row in from.rows.iter().filter(|row| !row.superseded) {
        if let Some(id) = &row.supplier {
            ends.entry(id.clone()).or_default().0 += 1;
        }
    }
    for row in to.rows.iter().filter(|row| !row.superseded) {
        if let Some(id) = &row.recipient {
            ends.entry(id.clone()).or_default().1 += 1;
        }
    }
    ends.remove(&shown.subject.id);
    if ends.is_empty() {
        return html! {};
    }
    let most = ends.values().map(|(from, to)| from.max(to)).max().copied().unwrap_or(1);
    let figure = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let told = |id: &str, (from, to): (usize, usize)| {
        let from = (from > 0).then(|| format!("supplies {}", bits::count(from, "transfer")));
        let to = (to > 0).then(|| format!("receives {}", bits::count(to, "transfer")));
        format!("{}: {}", view.name(id), [from, to].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    let shade = |id: &String, (from, to): (usize, usize)| Shade {
        role: match (from > 0, to > 0) {
            (true, true) => "both",
            (true, false) => "in",
            _ => "out",
        },
        depth: map::depth(figure(from.max(to)), figure(most)),
        words: told(id, (from, to)),
        link: Some(view.to(&bits::party_path(id))),
    };
    let mut shades: BTreeMap<String, Shade> = ends.iter().map(|(id, counts)| (id.clone(), shade(id, *counts))).collect();
    if shown.subject.sort == Sort::State {
        let own = Shade { role: "self", depth: 5, words: shown.subject.name.clone(), link: None };
        shades.insert(shown.subject.id.clone(), own);
    }
    let mut listed: Vec<(&String, &(usize, usize))> = ends.iter().collect();
    listed.sort_by_key(|(id, (from, to))| (std::cmp::Reverse(from + to), (*id).clone()));
    let name = &shown.subject.name;
    html! {
        section aria-labelledby="partners" {
            h2 id="partners" { @if weapon { "Where it comes from and goes" } @else { "Partners" } }
            div.mapped {
                figure {
                    (map::map(&shades, &[], &format!("Map of the states that transfers of {name} come from or go to; the list beside it has the same")))
                    figcaption {
                        ul.legend {
                            li { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect.in.d4 width="10" height="10" {} } "supplies" }
                            li { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect.out.d4 width="10" height="10" {} } "receives" }
                            li { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect.both.d4 width="10" height="10" {} } "both" }
                        }
                        small { (map::NOTE) }
                    }
                }
                ol.partners {
                    @for (id, counts) in listed.iter().take(OPEN) {
                        li { (bits::party(id, view)) " " span.note { (told(id, **counts).rsplit_once(": ").map(|(_, words)| words.to_owned()).unwrap_or_default()) } }
                    }
                    @if listed.len() > OPEN { li.note { "and " (listed.len() - OPEN) " more" } }
                }
            }
        }
    }
}

/// What came in and went out, by year and class, and the deals themselves.
pub(super) fn trades(shown: &EntityView, view: &View<'_>) -> Markup {
    let name = &shown.subject.name;
    html! {
        (trade("Buys and gets", "in", &shown.buys, name, view))
        (trade("Sells and gives", "out", &shown.sells, name, view))
        (trade("Makes, and others supply", "makes", &shown.makes, name, view))
        (trade("Moved", "moved", &shown.moved, name, view))
    }
}

fn trade(title: &str, id: &str, trade: &Trade, name: &str, view: &View<'_>) -> Markup {
    let mut counts: BTreeMap<i16, BTreeMap<String, usize>> = BTreeMap::new();
    let mut undated = 0;
    for row in trade.rows.iter().filter(|row| !row.superseded) {
        let sort = row.class.map_or_else(|| "class not known".to_owned(), |class| words(class.as_str()));
        match row.date.or(row.reported).or(row.last_published) {
            Some(date) => *counts.entry(date.year()).or_default().entry(sort).or_default() += 1,
            None => undated += 1,
        }
    }
    html! {
        @if !trade.rows.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (title) }
                p.note { "Transfers by the year of their latest stage and by class, whatever the stage."
                    @if undated > 0 { " " (bits::count(undated, "transfer")) " without a date not shown." } }
                (chart::bars(&counts, &format!("{title}, {name}: transfers by year and class")))
                (folded(&trade.rows, view))
            }
        }
    }
}

/// At which stage the deals stand, with what they are said to be worth.
pub(super) fn stages(shown: &EntityView) -> Markup {
    let trades = [("Buys and gets", &shown.buys), ("Sells and gives", &shown.sells), ("Moved", &shown.moved)];
    let some: Vec<_> = trades.into_iter().filter(|(_, trade)| !trade.sums.is_empty()).collect();
    html! {
        @if !some.is_empty() {
            section aria-labelledby="stages" {
                h2 id="stages" { "At which stage deals stand" }
                p.note { "A notified ceiling, a price and a wish are not added up: each stage has sums of its own, in each currency its own." }
                @for (title, trade) in some {
                    @let most = trade.sums.iter().map(|sum| sum.records).max().unwrap_or(1);
                    h3 { (title) }
                    div.scroll tabindex="0" role="region" aria-label=(format!("{title}, by stage")) { table.stages {
                        thead { tr { th scope="col" { "Stage" } th scope="col" { "Transfers" } th scope="col" { "Stated value" } } }
                        tbody { @for sum in &trade.sums { tr {
                            th scope="row" { @if sum.stage.is_empty() { "no stage" } @else { (bits::stage(&sum.stage)) } }
                            td.nowrap { meter min="0" max=(most) value=(sum.records) aria-hidden="true" {} " " (sum.records) }
                            td { @for (at, one) in sum.amounts.iter().enumerate() { @if at > 0 { ", " } (money(one.value)) " " span.note { "(of " (one.records) ")" } }
                                @if sum.amounts.is_empty() { (bits::unknown("not stated")) } }
                        } } }
                    } }
                }
            }
        }
    }
}

/// From whom to whom a weapon goes.
pub(super) fn routes(shown: &EntityView, view: &View<'_>) -> Markup {
    let end = |id: &Option<String>| match id {
        Some(id) => bits::party(id, view),
        None => bits::unknown("not known"),
    };
    html! {
        @if !shown.routes.is_empty() {
            section aria-labelledby="routes" {
                h2 id="routes" { "From whom to whom" }
                div.scroll tabindex="0" role="region" aria-label="From whom to whom" { table {
                    thead { tr { th scope="col" { "From" } th scope="col" { "To" } th.right scope="col" { "Transfers" } th.right scope="col" { "Ordered" }
                        th.right scope="col" { "Delivered" } th scope="col" { "Stages" } th scope="col" { "When" } } }
                    tbody { @for route in &shown.routes { tr {
                        td { (end(&route.supplier)) } td { (end(&route.recipient)) } td.right { (route.records.len()) }
                        td.right { (route.ordered.map(number).unwrap_or_default()) } td.right { (route.delivered.map(number).unwrap_or_default()) }
                        td { @for (at, (stage, count)) in route.stages.iter().enumerate() { @if at > 0 { " " } (bits::stage(stage)) " " (count) } }
                        td.nowrap { @match (route.from, route.until) {
                            (Some(from), Some(until)) if from != until => { (from) " – " (until) } (from, _) => { @if let Some(from) = from { (from) } }
                        } }
                    } } }
                } }
            }
        }
    }
}

fn moment(date: PartialDate) -> f64 {
    f64::from(date.year()) + (f64::from(date.month().unwrap_or(6)) - 1.0) / 12.0
}

/// Budgets over time, each currency by itself.
pub(super) fn budgets(shown: &EntityView, view: &View<'_>) -> Markup {
    let mut by_currency: BTreeMap<String, Vec<chart::Dot>> = BTreeMap::new();
    for row in &shown.spends {
        if let (Some(value), Some(date)) = (row.value, row.date.or(row.last_published)) {
            let dot = chart::Dot { year: moment(date), value: chart::big(value.amount), words: format!("{date}: {}", money(value)) };
            by_currency.entry(value.currency.as_str().to_owned()).or_default().push(dot);
        }
    }
    html! {
        @if !shown.spends.is_empty() {
            section aria-labelledby="budgets" {
                h2 id="budgets" { "Budgets" }
                @for (currency, dots) in by_currency.iter().filter(|(_, dots)| dots.len() > 1) {
                    h3 { (currency) }
                    (chart::dots(dots, &format!("Budgets of {} in {currency}; the table below has the same", shown.subject.name)))
                }
                (folded(&shown.spends, view))
            }
        }
    }
}

/// Force levels, milestones and arrivals over time; what is ahead stands apart.
pub(super) fn forces(shown: &EntityView, today: Date, view: &View<'_>) -> Markup {
    let ahead = |point: &&TimelineRow| point.date.is_some_and(|when| when.first_day() > today);
    let (coming, past): (Vec<&TimelineRow>, Vec<&TimelineRow>) = shown.timeline.iter().partition(ahead);
    html! {
        @if !coming.is_empty() {
            section aria-labelledby="ahead" { h2 id="ahead" { "Ahead" } (timeline(&coming, view)) }
        }
        @if !past.is_empty() {
            section aria-labelledby="capability" { h2 id="capability" { "Forces and capabilities over time" } (timeline(&past, view)) }
        }
    }
}

fn timeline(points: &[&TimelineRow], view: &View<'_>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Over time" { table {
            thead { tr { th scope="col" { "When" } th scope="col" { "What" } th.right scope="col" { "Number" } th scope="col" { "Status" }
                th.right scope="col" { "Voices" } th scope="col" { "Review" } } }
            tbody { @for point in points { tr {
                td.nowrap { (bits::when(point.date, point.reported)) }
                th scope="row" { a href=(view.to(&bits::record_path(point.record.as_str()))) {
                    (if point.kind == Kind::Transfer { "arrived".to_owned() } else { words(point.kind.as_str()) })
                    @if let Some(what) = &point.what { ": " (bits::clean(&words(what))) }
                } }
                td.right { (point.quantity.map(number).or_else(|| point.percent.map(percent)).unwrap_or_default()) }
                td { @if let Some(status) = &point.status { (bits::stage(status)) } }
                td.right { (point.voices) }
                td { (bits::reviewed(point.reviewed)) }
            } } }
        } }
    }
}

/// Forces and bases, agreements, commitments, incidents.
pub(super) fn agreed(shown: &EntityView, view: &View<'_>) -> Markup {
    let lists: [(&str, &str, &[ListRow]); 5] = [
        ("hosts", "Forces and facilities in it", &shown.hosts),
        ("sends", "Its forces and facilities elsewhere", &shown.sends),
        ("agreements", "Agreements", &shown.agreements),
        ("commitments", "Pledges, restrictions and conditions", &shown.commitments),
        ("incidents", "Incidents", &shown.incidents),
    ];
    html! {
        @for (id, title, rows) in lists {
            @if !rows.is_empty() { section aria-labelledby=(id) { h2 id=(id) { (title) } (folded(rows, view)) } }
        }
    }
}

/// What it is quoted for.
pub(super) fn quoted(shown: &EntityView, view: &View<'_>) -> Markup {
    html! {
        @if !shown.said.is_empty() {
            section aria-labelledby="said" {
                h2 id="said" { "Quoted for" }
                @for one in shown.said.iter().take(OPEN) { (bits::quote(&one.quote, view)) }
                @if shown.said.len() > OPEN { p.note { "and " (shown.said.len() - OPEN) " more" } }
            }
        }
    }
}

/// Rows, of which the first stand open.
fn folded(rows: &[ListRow], view: &View<'_>) -> Markup {
    let (first, rest) = rows.split_at(OPEN.min(rows.len()));
    html! {
        (bits::rows(first, view))
        @if !rest.is_empty() { details { summary { (bits::count(rest.len(), "more record")) } (bits::rows(rest, view)) } }
    }
}
