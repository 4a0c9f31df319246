//! Signing in and out.
//!
//! In: forms. Out: a session under a new id, or none, and the way back.

use super::super::guard::{Peer, Refusal};
use super::super::{Answer, State, pages};
use super::Visitor;
use super::sessions::LONGEST;
use super::users::secret;
use axum::extract::{Extension, Form, Query};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, extract};
use serde::Deserialize;
use std::time::Instant;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/sign-in", get(page).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Debug, Default, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct SignOut {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    back: String,
}

/// The page to sign in at. A browser without a session gets an id that is nobody's, to which the form's token belongs; signing in replaces it.
async fn page(
    extract::State(state): extract::State<State>,
    Extension(visitor): Extension<Visitor>,
    Query(Back { back }): Query<Back>,
) -> Result<Response, Refusal> {
    if !visitor.can_sign_in {
        return Err(Refusal::missing("there is nothing to sign in for here"));
    }
    let back = path(&back);
    if visitor.name().is_some() || !visitor.form_token.is_empty() {
        return Ok(Answer::page(pages::sign_in(&visitor, &visitor.form_token, back, None)).into_response());
    }
    let id = secret().map_err(|failure| Refusal::fault(&failure))?;
    let form_token = state.sign().sessions.form_token(&id);
    let mut answer = Answer::page(pages::sign_in(&visitor, &form_token, back, None)).into_response();
    answer.headers_mut().append(header::SET_COOKIE, state.sign().set_cookie(&id, 3600));
    Ok(answer)
}

async fn sign_in(
    extract::State(state): extract::State<State>,
    Extension(visitor): Extension<Visitor>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response, Refusal> {
    if !visitor.can_sign_in {
        return Err(Refusal::missing("there is nothing to sign in for here"));
    }
    let before = own_form(&state, &headers, &form.csrf)?;
    let sign = state.sign();
    let user = match sign.whose(&form.token, peer.map_or(Peer::UNKNOWN, |Extension(peer)| peer.0)) {
        Ok(user) => user,
        Err(refusal) => {
            let page = pages::sign_in(&visitor, &form.csrf, path(&form.back), Some(refusal.words()));
            return Ok(refusal.with_page(page));
        }
    };
    // Whatever id the browser had, somebody else may have put there.
    sign.sessions.close(&before);
    let id = sign.sessions.open(&user, Instant::now()).map_err(|failure| Refusal::fault(&failure))?;
    let mut answer = Redirect::to(path(&form.back)).into_response();
    answer.headers_mut().append(header::SET_COOKIE, sign.set_cookie(&id, LONGEST.as_secs()));
    Ok(answer)
}

async fn sign_out(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    Form(form): Form<SignOut>,
) -> Result<Response, Refusal> {
    let id = own_form(&state, &headers, &form.csrf)?;
    state.sign().sessions.close(&id);
    let mut answer = Redirect::to(path(&form.back)).into_response();
    answer.headers_mut().append(header::SET_COOKIE, state.sign().set_cookie("", 0));
    Ok(answer)
}

/// The id of the session to which a form of ours belongs.
///
/// # Errors
/// The form comes from another site, or carries another session's token or none.
pub(super) fn own_form(state: &State, headers: &HeaderMap, csrf: &str) -> Result<String, Refusal> {
    state.names().is_same_origin(headers).map_err(|why| Refusal::forbidden(&why))?;
    let sign = state.sign();
    match sign.session_id(headers) {
        Some(id) if sign.sessions.is_form_token(&id, csrf) => Ok(id),
        _ => Err(Refusal::forbidden("the form is out of date; open the page anew and try again")),
    }
}

/// A path of this server to go back to. Browsers take `//` and `/\` for another server.
pub(super) fn path(back: &str) -> &str {
    let mut signs = back.bytes();
    let local = signs.next() == Some(b'/') && !matches!(signs.next(), Some(b'/' | b'\\'));
    if local && back.len() <= 4096 && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_way_back_stays_on_this_server() {
        for good in ["/", "/register?q=a%20b&page=2", "/records/t-1#decided"] {
            assert_eq!(path(good), good);
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=y",
            "/a b",
            "/\t/evil.example",
            "x",
        ] {
            assert_eq!(path(bad), "/", "{bad:?}");
        }
    }
}
