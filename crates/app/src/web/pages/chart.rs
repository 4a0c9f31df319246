//! Charts as SVG: bars by year, dots in time, and a Sankey diagram. Each says in words what it shows and stands beside a table of the same figures.

use crate::page::thousands;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// So many sorts have a colour of their own; the others are one.
const SORTS: usize = 5;

/// Bars by year, each made of sorts: how many of which sort in which year.
pub(super) fn bars(counts: &BTreeMap<i16, BTreeMap<String, usize>>, told: &str) -> Markup {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (sort, count) in counts.values().flatten() {
        *sums.entry(sort).or_default() += count;
    }
    let mut sorts: Vec<(&str, usize)> = sums.into_iter().collect();
    sorts.sort_by_key(|(sort, count)| (std::cmp::Reverse(*count), *sort));
    let named: Vec<&str> = sorts.iter().take(SORTS).map(|(sort, _)| *sort).collect();
    let others = sorts.len() > SORTS;
    let (Some(first), Some(last)) = (counts.keys().next(), counts.keys().next_back()) else { return html! {} };
    let years: Vec<i16> = (*first..=*last).rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let total = |year: &i16| counts.get(year).map_or(0, |sorts| sorts.values().sum::<usize>());
    let most = years.iter().map(total).max().unwrap_or(1).max(1);
    let (height, left) = (150.0, 34.0);
    let width = 640.0;
    let step = (width - left) / real(years.len()).max(1.0);
    let y = |count: usize| height - real(count) / real(most) * (height - 14.0);
    let every = years.len().div_ceil(12).max(1);
    html! {
        figure.chart {
            svg viewBox=(format!("0 0 {width} {:.0}", height + 22.0)) role="img" aria-label=(told) xmlns="http://www.w3.org/2000/svg" {
                title { (told) }
                @for tick in ticks(most) {
                    line.grid x1=(left) x2=(width) y1=(fix(y(tick))) y2=(fix(y(tick))) {}
                    text.tick x=(left - 6.0) y=(fix(y(tick) + 4.0)) text-anchor="end" { (tick) }
                }
                @for (at, year) in years.iter().enumerate() {
                    @let x = left + step * real(at);
                    @for (index, from, to) in stack(counts.get(year), &named) {
                        rect class=(format!("c{}", index + 1)) x=(fix(x + step * 0.12)) width=(fix((step * 0.76).min(46.0))) y=(fix(y(to))) height=(fix(y(from) - y(to))) {
                            title { (year) ": " (named.get(index).copied().unwrap_or("others")) " " (to - from) }
                        }
                    }
                    @if at % every == 0 { text.tick x=(fix(x + step * 0.12 + (step * 0.76).min(46.0) / 2.0)) y=(height + 16.0) text-anchor="middle" { (year) } }
                }
            }
            figcaption {
                ul.legend {
                    @for (index, sort) in named.iter().enumerate() { li { (swatch(index + 1)) (sort) } }
                    @if others { li { (swatch(SORTS + 1)) "others" } }
                }
                details { summary { "The same as a table" } (tabled(counts, &years, &named, others)) }
            }
        }
    }
}

fn swatch(number: usize) -> Markup {
    html! { svg.swatch viewBox="0 0 10 10" aria-hidden="true" { rect class=(format!("c{number}")) width="10" height="10" {} } }
}

/// The pieces of a bar, from below: which sort, from and to how many.
fn stack(sorts: Option<&BTreeMap<String, usize>>, named: &[&str]) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    let mut from = 0;
    let Some(sorts) = sorts else { return out };
    for (index, sort) in named.iter().enumerate() {
        let count = sorts.get(*sort).copied().unwrap_or(0);
        if count > 0 {
            out.push((index, from, from + count));
            from += count;
        }
    }
    let rest: usize = sorts.iter().filter(|(sort, _)| !named.contains(&sort.as_str())).map(|(_, count)| count).sum();
    if rest > 0 {
        out.push((SORTS, from, from + rest));
    }
    out
}

fn tabled(counts: &BTreeMap<i16, BTreeMap<String, usize>>, years: &[i16], named: &[&str], others: bool) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Figures of the chart" { table {
            thead { tr { th scope="col" { "Year" } @for sort in named { th.right scope="col" { (sort) } } @if others { th.right scope="col" { "others" } } } }
            tbody { @for year in years { tr {
                th scope="row" { (year) }
                @let pieces = stack(counts.get(year), named);
                @for index in 0..named.len() + usize::from(others) {
                    @let index = if index < named.len() { index } else { SORTS };
                    td.right { @if let Some((_, from, to)) = pieces.iter().find(|(one, _, _)| *one == index) { (to - from) } }
                }
            } } }
        } }
    }
}

/// Whole numbers for the side of a chart, from zero to the most.
fn ticks(most: usize) -> Vec<usize> {
    let rough = most.div_ceil(3).max(1);
    let mut step = 1;
    // 1, 2, 5, 10, 20, …
    while step < rough {
        step = match step.to_string().as_bytes().first() {
            Some(b'1') => step * 2,
            Some(b'2') => step / 2 * 5,
            _ => step * 2,
        };
    }
    (0..=most / step).map(|tick| tick * step).collect()
}

/// A flow of a Sankey diagram.
pub(super) struct Flow {
    /// The name on the left and on the right.
    pub(super) ends: (String, String),
    pub(super) amount: u64,
    /// What is told of it.
    pub(super) words: String,
    /// True where values that are said disagree.
    pub(super) disputed: bool,
}

/// A Sankey diagram of two sides. Ends are given in the order in which they stand.
pub(super) fn sankey(flows: &[Flow], left: &[String], right: &[String], told: &str) -> Markup {
    let sum = |takes: &dyn Fn(&Flow) -> bool| flows.iter().filter(|flow| takes(flow)).map(|flow| flow.amount).fold(0, u64::saturating_add);
    let total = sum(&|_| true).max(1);
    let rows = left.len().max(right.len());
    let gap = 10.0;
    let height = (real(rows) * 30.0).max(160.0);
    let scale = |ends: usize| (height - gap * real(ends.saturating_sub(1))) / big(total);
    let unit = scale(left.len()).min(scale(right.len())).max(0.0);
    let places = |names: &[String], of: fn(&Flow) -> &String| -> BTreeMap<String, (f64, f64)> {
        let mut at = 0.0;
        let mut out = BTreeMap::new();
        for name in names {
            let tall = (big(sum(&|flow| of(flow) == name)) * unit).max(1.0);
            out.insert(name.clone(), (at, tall));
            at += tall + gap;
        }
        out
    };
    let (lefts, rights) = (places(left, |flow| &flow.ends.0), places(right, |flow| &flow.ends.1));
    let (x1, x2, width) = (170.0, 530.0, 700.0);
    let mut used: BTreeMap<(bool, &str), f64> = BTreeMap::new();
    let mut bands = Vec::new();
    for flow in flows {
        let (Some((a, _)), Some((b, _))) = (lefts.get(&flow.ends.0), rights.get(&flow.ends.1)) else { continue };
        let thick = (big(flow.amount) * unit).max(0.6);
        let from = used.entry((true, &flow.ends.0)).or_default();
        let y1 = a + *from + thick / 2.0;
        *from += thick;
        let to = used.entry((false, &flow.ends.1)).or_default();
        let y2 = b + *to + thick / 2.0;
        *to += thick;
        bands.push((flow, thick, format!("M{x1} {y1:.1}C350 {y1:.1} 350 {y2:.1} {x2} {y2:.1}")));
    }
    let tall = lefts.values().chain(rights.values()).map(|(at, tall)| at + tall).fold(height, f64::max) + 8.0;
    let label =
        |name: &str| if name.chars().count() > 24 { format!("{}…", name.chars().take(23).collect::<String>()) } else { name.to_owned() };
    html! {
        svg.sankey viewBox=(format!("0 -4 {width} {tall:.0}")) role="img" aria-label=(told) xmlns="http://www.w3.org/2000/svg" {
            title { (told) }
            g.bands { @for (flow, thick, path) in &bands { path.disputed[flow.disputed] d=(path) stroke-width=(fix(*thick)) { title { (flow.words) } } } }
            @for (name, (at, tall)) in &lefts {
                rect.end x=(x1 - 8.0) width="8" y=(fix(*at)) height=(fix(*tall)) {}
                text x=(x1 - 14.0) y=(fix(at + tall / 2.0 + 4.0)) text-anchor="end" { (label(name)) }
            }
            @for (name, (at, tall)) in &rights {
                rect.end x=(x2) width="8" y=(fix(*at)) height=(fix(*tall)) {}
                text x=(x2 + 14.0) y=(fix(at + tall / 2.0 + 4.0)) { (label(name)) }
            }
        }
    }
}

/// A point in time.
pub(super) struct Dot {
    pub(super) year: f64,
    pub(super) value: f64,
    pub(super) words: String,
}

/// Points in time over a scale that begins at zero.
pub(super) fn dots(points: &[Dot], told: &str) -> Markup {
    let most = points.iter().map(|point| point.value).fold(0.0, f64::max);
    let first = points.iter().map(|point| point.year).fold(f64::INFINITY, f64::min).floor();
    let last = points.iter().map(|point| point.year).fold(f64::NEG_INFINITY, f64::max).ceil().max(first + 1.0);
    if points.is_empty() || most <= 0.0 {
        return html! {};
    }
    let (left, width, height) = (20.0, 640.0, 110.0);
    let x = |year: f64| left + (year - first) / (last - first) * (width - left * 2.0);
    let y = |value: f64| height - value / most * (height - 16.0);
    html! {
        figure.chart {
            svg viewBox=(format!("0 0 {width} {}", height + 22.0)) role="img" aria-label=(told) xmlns="http://www.w3.org/2000/svg" {
                title { (told) }
                line.grid x1=(left) x2=(width - left) y1=(height) y2=(height) {}
                text.tick x=(left) y=(height + 16.0) { (first) }
                text.tick x=(width - left) y=(height + 16.0) text-anchor="end" { (last) }
                @for point in points { circle.c1 cx=(fix(x(point.year))) cy=(fix(y(point.value))) r="4.5" { title { (point.words) } } }
            }
        }
    }
}

/// A figure with one decimal: drawings need no more.
fn fix(value: f64) -> String {
    format!("{value:.1}")
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs no more")]
fn real(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs no more")]
pub(super) fn big(amount: u64) -> f64 {
    amount as f64
}

/// A large figure in few letters.
pub(super) fn short(amount: u64) -> String {
    match amount {
        0..10_000 => thousands(amount),
        10_000..10_000_000 => format!("{} k", thousands(amount / 1000)),
        10_000_000..10_000_000_000 => format!("{} m", thousands(amount / 1_000_000)),
        _ => format!("{} bn", thousands(amount / 1_000_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_few_whole_numbers() {
        for (most, last) in [(1, 1), (3, 3), (7, 5), (40, 40), (95, 50), (1234, 1000)] {
            let ticks = ticks(most);
            assert!(ticks.len() <= 6 && ticks.last().is_some_and(|tick| *tick <= most && *tick >= last / 2), "{most}: {ticks:?}");
        }
        assert_eq!(ticks(0), [0]);
    }

    #[test]
    fn a_diagram_of_nothing_and_of_huge_figures_is_drawn() {
        let flow = |amount| Flow { ends: ("A".into(), "B".into()), amount, words: "<b>".into(), disputed: true };
        let (left, right) = (vec!["A".to_owned()], vec!["B".to_owned()]);
        for flows in [vec![], vec![flow(0)], vec![flow(u64::MAX), flow(1)]] {
            let drawn = sankey(&flows, &left, &right, "told").into_string();
            assert!(!drawn.contains("NaN") && !drawn.contains("inf") && !drawn.contains("<b>"), "{drawn}");
        }
        assert!(dots(&[], "told").into_string().is_empty() && bars(&BTreeMap::new(), "told").into_string().is_empty());
    }
}
