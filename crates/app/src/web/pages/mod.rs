//! The pages: HTML that the server writes whole, with `.json` and `.csv` twins at the same address.
//!
//! Every page is a file with a handler that is given what was asked for and an open register, and gives an [`Answer`]. [`layout`] is what
//! all of them have around them. Nothing on a page is markup but what stands here: `maud` escapes whatever is put into it.

mod assets;
mod layout;
mod register;

use super::{Answer, Asked, State, Trouble};
use axum::Router;
use axum::extract::RawQuery;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

/// The pages' addresses.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/register") }))
        .merge(register::routes())
        .merge(assets::routes())
        .fallback(missing)
}

async fn missing(uri: Uri) -> Response {
    Trouble::Missing(format!("there is no page at {}", uri.path())).into_response()
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.status(), Answer::page(layout::trouble(&self))).into_response()
    }
}

/// What a page is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twin {
    Page,
    Json,
    Csv,
}
