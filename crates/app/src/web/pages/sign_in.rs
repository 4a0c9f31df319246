//! The page to sign in at, and the page that says why something is refused.

use super::super::sign::Visitor;
use super::layout;
use maud::{Markup, html};

/// The page to sign in at; `wrong` says why it was not done. Who is signed in can sign out here.
pub(in crate::web) fn sign_in(visitor: &Visitor, form_token: &str, back: &str, wrong: Option<&str>) -> Markup {
    let hidden = html! {
        input type="hidden" name="csrf" value=(form_token);
        input type="hidden" name="back" value=(back);
    };
    let main = html! {
        @if let Some(wrong) = wrong {
            p.wrong role="alert" { "This did not work: " (wrong) "." }
        }
        @if let Some(name) = visitor.name() {
            p { "You are signed in as " strong { (name) } "." }
            form method="post" action="/sign-out" {
                (hidden)
                button type="submit" { "Sign out" }
            }
        } @else {
            form.sign-in method="post" action="/sign-in" {
                (hidden)
                p {
                    label for="token" { "Token" }
                    input id="token" name="token" type="password" autocomplete="current-password" required spellcheck="false" aria-describedby="token-about";
                }
                p.note id="token-about" { "Whoever looks after this register makes one for you." }
                button type="submit" { "Sign in" }
            }
        }
    };
    layout::bare("Sign in", &main)
}

/// A page that says what is refused, and why.
pub(in crate::web) fn refused(title: &str, words: &str) -> Markup {
    let main = html! {
        p { (words) }
        p { a href="/register" { "The register" } }
    };
    layout::bare(title, &main)
}
