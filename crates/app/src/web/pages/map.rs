//! A map of the world as SVG: states shaded by a figure, marks for the small ones, lines between two.
//!
//! The shapes are Natural Earth's, see `assets/map/make.py`; they take no side in any dispute about borders.

use crate::places::{PLACES, place};
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeMap;

/// What is said below every map.
pub(super) const NOTE: &str = "Shapes: Natural Earth, public domain. They are drawn as that source has them and take no side in any dispute about \
    borders or names. States that are too small for this scale are dots.";

/// How a state is drawn.
pub(super) struct Shade {
    /// `in`, `out`, `both` or `self`.
    pub(super) role: &'static str,
    /// From 1 (least) to 5 (most).
    pub(super) depth: u8,
    /// What is told of it.
    pub(super) words: String,
    /// Where its name leads.
    pub(super) link: Option<String>,
}

/// A line between two states.
pub(super) struct Line {
    pub(super) from: String,
    pub(super) to: String,
    /// In units of the map.
    pub(super) width: f64,
    pub(super) words: String,
}

/// The map. `told` says in words what it shows, for whoever does not see it.
pub(super) fn map(shades: &BTreeMap<String, Shade>, lines: &[Line], told: &str) -> Markup {
    html! {
        svg.map viewBox="0 0 1000 442" role="group" aria-label=(told) xmlns="http://www.w3.org/2000/svg" {
            title { (told) }
            g.lands {
                @for (id, place) in PLACES.iter().filter(|(_, place)| !place.path.is_empty()) {
                    @match shades.get(*id) {
                        Some(shade) => { (linked(shade, &html! { path class=(class(shade)) d=(place.path) { title { (shade.words) } } })) }
                        // The file is the program's own and has nothing but numbers and letters.
                        None => { (PreEscaped(format!("<path d=\"{}\"/>", place.path))) }
                    }
                }
            }
            g.dots {
                @for (id, place) in PLACES.iter().filter(|(_, place)| place.path.is_empty()) {
                    @if let Some(shade) = shades.get(*id) {
                        (linked(shade, &html! { circle class=(class(shade)) cx=(place.x) cy=(place.y) r="3.5" { title { (shade.words) } } }))
                    }
                }
            }
            g.lines { @for line in lines { (arc(line)) } }
        }
    }
}

fn class(shade: &Shade) -> String {
    format!("{} d{}", shade.role, shade.depth)
}

fn linked(shade: &Shade, drawn: &Markup) -> Markup {
    html! { @match &shade.link { Some(link) => { a href=(link) tabindex="-1" aria-label=(shade.words) { (drawn) } } None => { (drawn) } } }
}

/// A line that bends to its left, so that both directions can be told apart.
fn arc(line: &Line) -> Markup {
    let (Some(from), Some(to)) = (place(&line.from), place(&line.to)) else { return html! {} };
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (mx, my) = (f64::midpoint(from.x, to.x) + dy * 0.18, f64::midpoint(from.y, to.y) - dx.abs() * 0.12 - 4.0);
    let path = format!("M{:.1} {:.1}Q{mx:.1} {my:.1} {:.1} {:.1}", from.x, from.y, to.x, to.y);
    html! {
        path d=(path) stroke-width=(format!("{:.1}", line.width)) { title { (line.words) } }
        circle cx=(to.x) cy=(to.y) r=(format!("{:.1}", 1.5 + line.width / 2.0)) {}
    }
}

/// A figure as one of five depths, by how it stands to the largest.
pub(super) fn depth(value: u64, most: u64) -> u8 {
    // Arms go in very unequal amounts: a root tells the small ones apart.
    #[expect(clippy::cast_precision_loss, reason = "a shade needs no more")]
    let share = (value as f64 / most.max(1) as f64).sqrt();
    (1..5).find(|depth| share <= f64::from(*depth) / 5.0).unwrap_or(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_go_from_the_least_to_the_most() {
        assert_eq!([0, 1, 16, 100].map(|value| depth(value, 100)), [1, 1, 2, 5]);
        assert_eq!(depth(0, 0), 1);
    }
}
