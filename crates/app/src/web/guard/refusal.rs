//! What is refused, in words.
//!
//! In: why. Out: an answer with a status; [`told`] gives every answer that refuses something its shape: a page for people, and
//! `application/problem+json` (RFC 9457) for programs, whatever part of the server it comes from.

use super::super::{Answer, Trouble, pages};
use crate::outcome::{Failure, say};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;
use std::time::Duration;

/// Why a request is not answered.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    words: String,
    /// How long to wait before it is worth trying again.
    wait: Option<Duration>,
}

/// The words of a refusal, which travel with the answer until it gets its shape.
#[derive(Clone, Debug)]
struct Told(String);

impl Refusal {
    fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, words: words.into(), wait: None }
    }

    /// What is asked for makes no sense.
    pub(crate) fn bad(words: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, words)
    }

    /// Whoever asks is not known.
    pub(crate) fn unauthorized(words: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, words)
    }

    /// Whoever asks may not.
    pub(crate) fn forbidden(words: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, words)
    }

    /// There is no such thing.
    pub(crate) fn missing(words: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, words)
    }

    /// The body is of a media type that is not read.
    pub(crate) fn media(words: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, words)
    }

    /// Too much of it; `wait` says when it is less.
    pub(crate) fn too_many(words: &str, wait: Duration) -> Self {
        Self { wait: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, words) }
    }

    pub(super) fn misdirected(words: &str) -> Self {
        Self::new(StatusCode::MISDIRECTED_REQUEST, words)
    }

    pub(super) fn long_address() -> Self {
        Self::new(StatusCode::URI_TOO_LONG, "the address is longer than 8 KiB")
    }

    pub(super) fn large_head() -> Self {
        Self::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "the head of the request is larger than 16 KiB")
    }

    /// The body is larger than is read.
    pub(crate) fn large_body() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "the body of the request is larger than 4 MiB")
    }

    pub(super) fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "nothing is done with this method")
    }

    pub(super) fn too_long() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "the answer took longer than a minute")
    }

    /// The program is at fault, or a file of it. Whoever serves is told why, whoever asks only that it is so.
    pub(crate) fn fault(failure: &Failure) -> Self {
        say(&format!("materiel: {failure}"));
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the program that serves this says on its standard error what is wrong")
    }

    /// For programs, a wrong token is no token.
    pub(crate) fn or_unauthorized(mut self) -> Self {
        if self.status == StatusCode::FORBIDDEN {
            self.status = StatusCode::UNAUTHORIZED;
        }
        self
    }

    /// Why.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// The same status with a page of its own.
    pub(crate) fn with_page(self, page: maud::Markup) -> Response<Body> {
        let (status, wait) = (self.status, self.wait);
        let mut answer = Answer::page(page).into_response();
        *answer.status_mut() = status;
        put_wait(&mut answer, wait);
        answer
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        let wait = matches!(trouble, Trouble::Busy(_)).then_some(Duration::from_secs(1));
        Self { wait, ..Self::new(trouble.status(), trouble.words()) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = self.status;
        put_wait(&mut answer, self.wait);
        if self.status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"materiel\""));
        }
        answer.extensions_mut().insert(Told(self.words));
        answer
    }
}

fn put_wait(answer: &mut Response<Body>, wait: Option<Duration>) {
    if let Some(wait) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
}

/// True for addresses that programs ask for.
pub(crate) fn is_for_programs(path: &str) -> bool {
    path == "/mcp" || path == "/api" || path.starts_with("/api/")
}

/// Gives what refuses something the shape in which it is told; other answers stay as they are.
pub(super) fn told(answer: Response<Body>, path: &str, wants_json: bool) -> Response<Body> {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let media = answer.headers().get(header::CONTENT_TYPE).map(|media| media.as_bytes().to_vec()).unwrap_or_default();
    let has = |start: &[u8]| media.starts_with(start);
    let for_programs = is_for_programs(path) || wants_json;
    // Errors of the protocol that `/mcp` speaks have a shape of their own.
    let protocol = path == "/mcp" && has(b"application/json");
    if has(b"application/problem+json") || protocol || !for_programs && has(b"text/html") {
        return answer;
    }
    let (mut parts, _) = answer.into_parts();
    let title = parts.status.canonical_reason().unwrap_or("Error");
    let words = parts.extensions.remove::<Told>().map_or_else(|| plain(parts.status).to_owned(), |Told(words)| words);
    parts.headers.remove(header::CONTENT_LENGTH);
    let (media, body) = if for_programs {
        let problem = json!({"type": "about:blank", "title": title, "status": parts.status.as_u16(), "detail": words, "instance": path});
        ("application/problem+json", problem.to_string().into_bytes())
    } else {
        ("text/html; charset=utf-8", pages::refused(title, &words).into_string().into_bytes())
    };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    Response::from_parts(parts, Body::from(body))
}

/// What to say of refusals of the libraries below, which say nothing to people.
const fn plain(status: StatusCode) -> &'static str {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => "nothing is done with this method at this address; `Allow` says which are",
        StatusCode::NOT_FOUND => "there is nothing at this address",
        StatusCode::PAYLOAD_TOO_LARGE => "the body of the request is larger than 4 MiB",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "the body of the request is of a media type that is not read here",
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "the request cannot be read",
        _ => "the request is not answered",
    }
}
