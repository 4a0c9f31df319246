//! What all pages have around them: the head, the way around, the foot.

use super::Trouble;
use super::assets::STYLE_AT;
use maud::{DOCTYPE, Markup, html};

/// The places that the bar at the top leads to: address and name.
const PLACES: &[(&str, &str)] = &[("/register", "Register")];

/// A whole page.
pub(super) fn page(title: &str, here: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Materiel" }
                link rel="stylesheet" href=(*STYLE_AT);
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    a.name href="/" { "Materiel" }
                    nav aria-label="Main" {
                        @for (address, name) in PLACES {
                            a href=(address) aria-current=[(here == *address).then_some("page")] { (name) }
                        }
                    }
                }
                main id="main" { (main) }
            }
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
        p { a href="/register" { "The register" } }
    };
    page(title, "", &main)
}
