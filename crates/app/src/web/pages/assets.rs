//! The files that pages need beside themselves: a style sheet and small scripts. They are part of the program, and their names change with
//! what is in them.

use super::State;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::LazyLock;

/// A file of the program.
struct Asset {
    name: &'static str,
    media: &'static str,
    body: &'static str,
}

const STYLE: Asset = Asset { name: "style.css", media: "text/css; charset=utf-8", body: include_str!("assets/style.css") };
const KEYS: Asset = Asset { name: "keys.js", media: "text/javascript; charset=utf-8", body: include_str!("assets/keys.js") };

const REVIEW: Asset = Asset { name: "review.js", media: "text/javascript; charset=utf-8", body: include_str!("assets/review.js") };

/// All of them.
const ALL: &[Asset] = &[STYLE, KEYS, REVIEW];

/// The address of the style sheet.
pub(super) static STYLE_AT: LazyLock<String> = LazyLock::new(|| STYLE.address());
/// The address of the script that makes keys work.
pub(super) static KEYS_AT: LazyLock<String> = LazyLock::new(|| KEYS.address());
/// The address of the script of the review page.
pub(super) static REVIEW_AT: LazyLock<String> = LazyLock::new(|| REVIEW.address());

impl Asset {
    fn address(&self) -> String {
        let digest = materiel_model::sha256_hex(self.body.as_bytes());
        format!("/assets/{}-{}", digest.get(..12).unwrap_or(&digest), self.name)
    }

    fn answer(&self) -> impl IntoResponse + use<> {
        // What is in a file says how it is called, so that none is ever out of date.
        let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
        ([(header::CONTENT_TYPE, HeaderValue::from_static(self.media)), (header::CACHE_CONTROL, kept)], self.body)
    }
}

pub(super) fn routes() -> Router<State> {
    // Browsers ask for this by themselves.
    let icon = Router::new().route("/favicon.ico", get(|| async { axum::http::StatusCode::NO_CONTENT }));
    ALL.iter().fold(icon, |router, asset| router.route(&asset.address(), get(|| async { asset.answer() })))
}
