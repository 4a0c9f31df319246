//! What a handler comes to, as an answer: pages, rows for programs, and what went wrong.

use crate::outcome::{Failure, say};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use materiel_store::StoreError;

/// An answer that came about.
#[derive(Clone)]
pub(crate) struct Answer {
    /// The media type, with its character set.
    pub(crate) media: &'static str,
    pub(crate) body: Vec<u8>,
    /// What a browser is to call it when it keeps it as a file.
    pub(crate) file: Option<String>,
    /// The address of the part that comes after it.
    next: Option<String>,
    /// A cookie that is set with it: its name and value.
    cookie: Option<(&'static str, String)>,
}

impl Answer {
    /// A page.
    pub(crate) fn page(markup: maud::Markup) -> Self {
        Self { media: "text/html; charset=utf-8", body: markup.into_string().into_bytes(), file: None, next: None, cookie: None }
    }

    /// What `write` writes, of a media type.
    pub(crate) fn written(media: &'static str, write: impl FnOnce(&mut Vec<u8>) -> Result<(), Failure>) -> Result<Self, Trouble> {
        let mut body = Vec::new();
        write(&mut body)?;
        Ok(Self { media, body, file: None, next: None, cookie: None })
    }

    /// The same, to be kept as a file of this name.
    pub(crate) fn called(mut self, file: &str) -> Self {
        // Names are made of ids; anything else would end the header's words.
        let safe = file.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' });
        self.file = Some(safe.collect());
        self
    }

    /// The same as a part of something, with the address of the next.
    pub(crate) fn followed_by(mut self, next: String) -> Self {
        self.next = Some(next);
        self
    }

    /// The same, with a cookie that holds a year and that only these pages get.
    pub(crate) fn remembering(mut self, name: &'static str, value: &str) -> Self {
        self.cookie = Some((name, value.to_owned()));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut answer = Response::new(Body::from(self.body));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        let named = self.file.and_then(|file| HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")).ok());
        if let Some(named) = named {
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, named);
        }
        // What is in an address was percent-encoded when it was made.
        if let Some(next) = self.next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
            answer.headers_mut().insert(header::LINK, next);
        }
        let set = |(name, value): (&str, String)| format!("{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
        if let Some(cookie) = self.cookie.map(set).and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
            answer.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        answer
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// What was asked for makes no sense; the words say what does not.
    Asked(String),
    /// There is no such thing.
    Missing(String),
    /// The register cannot be read now; it may be later.
    Busy(String),
    /// The program or the register is at fault.
    Fault(String),
}

impl Trouble {
    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Asked(_) => StatusCode::BAD_REQUEST,
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The answer for programs: `application/problem+json` (RFC 9457).
    pub(crate) fn problem(&self) -> Response<Body> {
        let status = self.status();
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": self.words(),
        });
        let mut answer = Response::new(Body::from(problem.to_string()));
        *answer.status_mut() = status;
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    }

    /// What is wrong, in words.
    pub(crate) fn words(&self) -> &str {
        let (Self::Asked(words) | Self::Missing(words) | Self::Busy(words) | Self::Fault(words)) = self;
        words
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        // Whoever looks need not know where the file is; whoever serves it does.
        say(&format!("materiel: {error}"));
        if error.is_passing() {
            Self::Busy("the register cannot be read at this moment; try again".to_owned())
        } else {
            Self::Fault("the register cannot be read; the program that serves it says why on its standard error".to_owned())
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error.into(),
            Failure::Other(words) => Self::Asked(words),
            other => {
                say(&format!("materiel: {other}"));
                Self::Fault("the answer cannot be written".to_owned())
            }
        }
    }
}
