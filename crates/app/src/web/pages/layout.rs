//! What all pages have around them: the head, the way around, the day from which one looks, the foot.

use super::assets::{KEYS_AT, STYLE_AT};
use super::{Trouble, View, has_exports};
use crate::export::SHAPES;
use crate::reading::Reader;
use maud::{DOCTYPE, Markup, html};

/// The places that the bar at the top leads to: address and name.
const PLACES: &[(&str, &str)] = &[("/register", "Register"), ("/flows", "Flows"), ("/news", "What changed"), ("/search", "Search")];

/// A whole page. `kinds` are what it is also written as: the endings of its twins.
pub(super) fn page(title: &str, view: &View<'_>, main: &Markup) -> Markup {
    let here = &view.ask.path;
    let twin = |ending: &str| view.asked.given.at(&format!("{here}.{ending}"));
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    div.wide {
                        a.brand href=(view.to("/register")) { "Materiel" }
                        nav aria-label="Main" {
                            @for (address, name) in PLACES {
                                a href=(view.to(address)) aria-current=[(here == *address).then_some("page")] { (name) }
                            }
                            @if view.review {
                                a href="/review" aria-current=[(here == "/review").then_some("page")] { "Review" }
                            }
                        }
                        @if view.ask.visitor.can_sign_in {
                            a.who href=(format!("/sign-in?back={}", super::bits::part(here))) { @match view.ask.visitor.name() { Some(name) => { (super::bits::clean(name)) } None => { "Sign in" } } }
                        }
                        form.find role="search" action="/search" method="get" {
                            @for (name, value) in &view.keep.0 { input type="hidden" name=(name) value=(value); }
                            label.hidden for="find" { "Search documents and records" }
                            input id="find" type="search" name="q" placeholder="Search" value=[view.asked.extra("q")];
                            button type="submit" { "Search" }
                        }
                    }
                }
                (day(view))
                main id="main" { (main) }
                footer.foot {
                    div.wide {
                        p {
                            "This page as " a href=(twin("json")) { "JSON" } " · " a href=(twin("csv")) { "CSV" }
                            @if has_exports(&view.ask.path) {
                                // A return to the UN register is asked for with a state and a year.
                                @for shape in SHAPES.iter().filter(|shape| !matches!(shape.name, "csv" | "unroca")) {
                                    " · " a href=(twin(shape.suffix)) title=(shape.about) { (shape.name) }
                                }
                            }
                        }
                        p {
                            (super::bits::count(view.size.records, "record")) " from " (super::bits::count(view.size.documents, "document"))
                            @if let Some(last) = view.size.last { " · last entry " time datetime=(last) { (last.day()) } }
                            " · " (Reader::version()) " · knowledge "
                            code { (view.knowledge.chars().take(12).collect::<String>()) }
                        }
                        p { "Read by a machine unless it is marked as reviewed. Every value leads to the words that say it." }
                    }
                }
            }
        }
    }
}

/// The day as known on which the page is shown, and how to choose another.
fn day(view: &View<'_>) -> Markup {
    let given = &view.asked.given;
    let known = given.get("known-by");
    html! {
        div.day {
            div.wide {
                form action=(view.ask.path) method="get" {
                    @for (name, value) in given.0.iter().filter(|(name, _)| name != "known-by" && name != "page") {
                        input type="hidden" name=(name) value=(value);
                    }
                    label for="known-by" { "As known on" }
                    input id="known-by" type="date" name="known-by" value=[known];
                    button type="submit" { "Look" }
                    @if known.is_some() || given.get("as-we-had-it").is_some() {
                        a href=(given.without("known-by").without("as-we-had-it").at(&view.ask.path)) { "as known today" }
                    }
                }
                @if let Some(known) = known {
                    p.then { "You see what was published by " strong { (known) } "." }
                }
                @if let Some(time) = given.get("as-we-had-it") {
                    p.then { "You see what this register had by " strong { (time) } "." }
                }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            title { (title) " · Materiel" }
            link rel="stylesheet" href=(*STYLE_AT);
            script src=(*KEYS_AT) defer {}
        }
    }
}

/// A page that says what went wrong.
pub(super) fn trouble(trouble: &Trouble) -> Markup {
    let title = match trouble {
        Trouble::Asked(_) => "This cannot be asked",
        Trouble::Missing(_) => "Not found",
        Trouble::Busy(_) => "Not now",
        Trouble::Fault(_) => "Something is wrong",
    };
    let main = html! {
        h1 { (title) }
        p { (trouble.words()) }
        p { a href="/register" { "To the register" } }
    };
    bare(title, &main)
}

/// A page that stands by itself, without the register's size or a day to look from.
pub(in crate::web) fn bare(title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body {
                header.top { div.wide { a.brand href="/register" { "Materiel" } } }
                main id="main" { (main) }
            }
        }
    }
}
