//! What is sent and not only asked: texts to be read, and decisions.
//!
//! In: JSON. Out: claims, of which nothing is stored, and entries of the log. Decisions need `Authorization: Bearer TOKEN`: a browser adds no
//! such header by itself, so that no other site can make one.

use super::super::State;
use super::super::guard::{self, Refusal};
use super::super::sign::{self, Visitor};
use super::BASE;
use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{self, DefaultBodyLimit, Extension};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use materiel_model::{Document, PartialDate, claim_to_json};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route(&format!("{BASE}/extract"), post(extract))
        .route(&format!("{BASE}/decide/{{what}}"), post(decide))
        .layer(DefaultBodyLimit::max(guard::BODY))
}

/// A text to be read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    /// The text.
    pub(crate) text: String,
    /// When it was published, from which relative dates are counted.
    #[serde(default)]
    pub(crate) published: Option<PartialDate>,
    /// Its headline.
    #[serde(default)]
    pub(crate) title: Option<String>,
    /// Who published it.
    #[serde(default)]
    pub(crate) source: Option<String>,
}

/// What is read in a text.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Claims {
    /// The SHA-256 of the text, into which all places point.
    pub(crate) text_sha256: String,
    /// The claims in their interchange form, as `materiel extract` writes them: each slot with its words and their place in bytes.
    pub(crate) claims: Vec<serde_json::Value>,
}

/// A decision, as the fields of a form: see [`sign`].
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// Why.
    #[schemars(length(min = 1))]
    why: String,
    /// Claims, or records for all claims that they have, by their ids or the beginnings of these.
    #[serde(default)]
    claim: Vec<String>,
    /// The slot that is corrected or pinned.
    #[serde(default)]
    slot: Option<String>,
    /// What the slot holds.
    #[serde(default)]
    value: Vec<String>,
    /// The slot holds nothing.
    #[serde(default)]
    empty: bool,
    /// The words of the document that say it.
    #[serde(default)]
    words: Option<String>,
    /// Their place, `START..END` in bytes of the document's text.
    #[serde(default)]
    at: Option<String>,
    /// The class of equipment that the program does not know.
    #[serde(default)]
    class: Option<String>,
    /// What is renamed; what a claim is split from.
    #[serde(default)]
    from: Vec<String>,
    /// What it is called.
    #[serde(default)]
    to: Option<String>,
    /// Both are names of equipment.
    #[serde(default)]
    equipment: bool,
    /// The entry that is taken back.
    #[serde(default)]
    entry: Option<u64>,
    /// Nothing is stored, and what it would change is told.
    #[serde(default)]
    dry_run: bool,
}

impl Verdict {
    fn fields(self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, values: Vec<String>| out.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        put("why", vec![self.why]);
        put("claim", self.claim);
        put("slot", self.slot.into_iter().collect());
        put("value", self.value);
        put("words", self.words.into_iter().collect());
        put("at", self.at.into_iter().collect());
        put("class", self.class.into_iter().collect());
        put("from", self.from);
        put("to", self.to.into_iter().collect());
        put("entry", self.entry.into_iter().map(|entry| entry.to_string()).collect());
        for (name, marked) in [("empty", self.empty), ("equipment", self.equipment), ("dry-run", self.dry_run)] {
            put(name, marked.then(|| "yes".to_owned()).into_iter().collect());
        }
        out
    }
}

async fn extract(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    body: Result<Bytes, extract::rejection::BytesRejection>,
) -> Result<Response, Refusal> {
    let text: Text = read(&headers, body)?;
    let claims = state.work(move |state| Ok(read_text(text, state))).await?;
    Ok(Json(claims).into_response())
}

/// What is read in a text, of which nothing is stored.
pub(crate) fn read_text(text: Text, state: &State) -> Claims {
    let document = Document { published: text.published, title: text.title, source: text.source, ..Document::new("text", text.text) };
    let claims = state.reader().read_all(std::slice::from_ref(&document)).pop().unwrap_or_default();
    let claims = claims.iter().map(|claim| claim_to_json(claim, &document.label, &document.text)).collect();
    Claims { text_sha256: document.text_sha256(), claims }
}

async fn decide(
    extract::State(state): extract::State<State>,
    Extension(visitor): Extension<Visitor>,
    extract::Path(what): extract::Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, extract::rejection::BytesRejection>,
) -> Result<Response, Refusal> {
    visitor.reviewer(&state)?;
    if !visitor.is_by_token() {
        return Err(Refusal::forbidden("decisions of programs need `Authorization: Bearer TOKEN`; a session is for forms"));
    }
    let verdict: Verdict = read(&headers, body)?;
    Ok(Json(sign::decide::take(&state, &visitor, &what, verdict.fields()).await?).into_response())
}

/// A body as JSON.
fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Result<Bytes, extract::rejection::BytesRejection>) -> Result<T, Refusal> {
    let body = body.map_err(|_| Refusal::large_body())?;
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media != "application/json" {
        return Err(Refusal::media("the body has to be `application/json`"));
    }
    serde_json::from_slice(&body).map_err(|error| Refusal::bad(&format!("the body cannot be read: {error}")))
}
