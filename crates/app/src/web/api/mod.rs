//! The register for programs: `/api/v1`.
//!
//! In: an address with the words of `materiel list` as its query. Out: the rows that the command line writes as JSON, in pages with a link to
//! the next; each answer with an `ETag`, and 304 to whoever has it already; every refusal as `application/problem+json`.
//!
//! [`points::POINTS`] is all that there is. The router, the OpenAPI document ([`describe`]) and the tools of the MCP server are made from it.

pub(crate) mod answers;
pub(crate) mod body;
mod describe;
pub(crate) mod documents;
pub(crate) mod parameters;
pub(crate) mod points;
mod records;

use super::guard::Refusal;
use super::{Asked, State, Trouble};
use crate::reading::Reader;
use answers::Reply;
use axum::Router;
use axum::extract::{self, Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use materiel_model::sha256_hex;
use materiel_store::Store;
use parameters::PARAMETERS;
use points::{POINTS, Point};

/// Where it is.
pub(crate) const BASE: &str = "/api/v1";

/// What is asked of a point: what stands in the path in place of its name in braces, and what the query says.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The record, document or name; empty where the path has none.
    pub(crate) id: String,
    /// The query.
    pub(crate) asked: Asked,
    /// The path and query, for links to other pages of it.
    pub(crate) path: String,
}

impl Wanted {
    /// Reads what is asked for, if the point takes it.
    ///
    /// # Errors
    /// What is asked for twice, is nothing that the point takes, or makes no sense.
    pub(crate) fn read(point: &Point, id: &str, query: Option<&str>) -> Result<Self, Trouble> {
        /// More would be no beginning of any id or name.
        const LONGEST: usize = 500;
        let own: Vec<&str> = PARAMETERS.iter().filter(|one| one.own && point.takes.contains(&one.name)).map(|one| one.name).collect();
        // Forms send what is left empty; programs that do so have lost something.
        let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        if let Some((name, _)) = pairs.find(|(_, value)| value.trim().is_empty()) {
            return Err(Trouble::Asked(format!("`{name}` is empty")));
        }
        let asked = Asked::read(query, &own)?;
        for (at, (name, value)) in asked.given.0.iter().enumerate() {
            if !point.takes.contains(&name.as_str()) {
                return Err(Trouble::Asked(format!("`{name}` is nothing that {} takes", point.path)));
            }
            let several = PARAMETERS.iter().any(|one| one.name == name && one.several);
            if !several && asked.given.0[..at].iter().any(|(before, _)| before == name) {
                return Err(Trouble::Asked(format!("`{name}` is given twice")));
            }
            if PARAMETERS.iter().find(|one| one.name == name).is_some_and(|one| !parameters::fits(&(one.schema)(), value)) {
                let shown: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
                return Err(Trouble::Asked(format!("`{name}` is not to be `{shown}`; {BASE}/openapi.json says what it may be")));
            }
        }
        if let Some(name) = point.needs.iter().find(|name| asked.given.get(name).is_none()) {
            return Err(Trouble::Asked(format!("{} needs `{name}`", point.path)));
        }
        if id.len() > LONGEST || id.contains('\0') {
            return Err(Trouble::Missing("nothing is called like that".to_owned()));
        }
        let path = format!("{BASE}{}", point.path.replace(point.id().unwrap_or("{}"), &percent(id)));
        Ok(Self { id: id.to_owned(), asked, path })
    }
}

/// A part of a path, with what cannot stand in one written as bytes.
fn percent(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    part.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// All points.
pub(crate) fn routes() -> Router<State> {
    let mut router = Router::new();
    for point in POINTS {
        let with_id = point.id().is_some();
        let answer = move |extract::State(state): extract::State<State>,
                           id: Option<Path<String>>,
                           RawQuery(query): RawQuery,
                           headers: HeaderMap| async move {
            let id = id.map(|Path(id)| id).unwrap_or_default();
            if with_id && id.is_empty() {
                return Err(Refusal::missing("nothing is called like that"));
            }
            ask(point, id, query, headers, state).await
        };
        router = router.route(&format!("{BASE}{}", point.path), get(answer));
    }
    let missing = || async { Refusal::missing("there is nothing at this address; /api/v1/openapi.json says what there is") };
    router
        .route(&format!("{BASE}/openapi.json"), get(describe::answer))
        .merge(body::routes())
        .route("/api", axum::routing::any(missing))
        .route("/api/{*path}", axum::routing::any(missing))
}

async fn ask(
    point: &'static Point,
    id: String,
    query: Option<String>,
    headers: HeaderMap,
    state: State,
) -> Result<Response<axum::body::Body>, Refusal> {
    let wanted = Wanted::read(point, &id, query.as_deref())?;
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .join(",");
    let folds = point.folds || !wanted.asked.cut().is_whole();
    let look = move |store: &mut Store, state: &State| {
        let tag = tag(point, &wanted, store, state)?;
        if let Some(tag) = tag.as_ref().filter(|tag| has(&known, tag)) {
            return Ok((None, Some(tag.clone())));
        }
        let called = format!("{}\n{}", point.path, wanted.asked.given.at(&wanted.path));
        let reply = state.reply(store, &called, |store| (point.ask)(&wanted, store, state))?;
        Ok((Some(reply), tag))
    };
    let (reply, tag) = if folds { state.fold(look).await? } else { state.read(look).await? };
    let mut answer = match reply {
        Some(reply) => reply.into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}

/// What an answer follows from, as a name for it: the log so far, the program and its knowledge, the day, and what is asked for. None while the
/// projection lags behind the log, when the same question is answered otherwise a moment later.
fn tag(point: &Point, wanted: &Wanted, store: &Store, state: &State) -> Result<Option<String>, Trouble> {
    if !store.is_projected()? {
        return Ok(None);
    }
    let parts = [
        store.last_entry()?.to_string(),
        Reader::version(),
        materiel_register::RULES.to_owned(),
        state.knowledge_hash().to_owned(),
        wanted.asked.today()?.to_string(),
        point.path.to_owned(),
        wanted.asked.given.at(&wanted.path),
    ];
    let digest = sha256_hex(parts.join("\n").as_bytes());
    Ok(Some(format!("\"{}\"", digest.get(..32).unwrap_or(&digest))))
}

/// True when a list of tags, as `If-None-Match` has it, has this one.
fn has(known: &str, tag: &str) -> bool {
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response<axum::body::Body> {
        let mut answer = ([(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        // What is in an address was percent-encoded when it was read.
        if let Some(next) = self.next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
            answer.headers_mut().insert(header::LINK, next);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_in_lists() {
        assert!(has("\"a\", W/\"b\"", "\"b\"") && has("*", "\"b\"") && !has("", "\"b\"") && !has("\"bb\"", "\"b\""));
    }

    #[test]
    fn parts_of_paths_stay_parts() {
        assert_eq!(percent("org:A/B é"), "org%3AA%2FB%20%C3%A9");
    }
}
