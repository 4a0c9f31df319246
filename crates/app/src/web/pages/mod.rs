//! The pages: HTML that the server writes whole, with `.json` and `.csv` twins at the same address.
//!
//! Every page is a file with a handler that is given what was asked for and an open register, and gives an [`Answer`]. [`layout`] is what
//! all of them have around them, [`bits`] what several of them show. Nothing on a page is markup but what stands here: `maud` escapes whatever
//! is put into it. Nothing needs a script: scripts only add keys and selections.

mod assets;
mod bits;
mod chart;
mod document;
mod entity;
mod entity_parts;
mod flows;
mod layout;
mod map;
mod news;
mod record;
mod record_parts;
mod register;
mod review;
mod search;
mod sign_in;

pub(in crate::web) use sign_in::{refused, sign_in};

use super::sign::Visitor;
use super::{Answer, Asked, Link, State, Trouble};
use crate::cli::ReportArgs;
use crate::command::{self, library};
use crate::export::{self, SHAPES, Shape};
use crate::outcome::Failure;
use crate::reading::Reader;
use axum::Router;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use materiel_register::view::ListRow;
use materiel_store::{Size, Store};

/// The pages' addresses.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/register") }))
        .merge(register::routes())
        .merge(record::routes())
        .merge(document::routes())
        .merge(search::routes())
        .merge(entity::routes())
        .merge(flows::routes())
        .merge(news::routes())
        .merge(review::routes())
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
#[derive(Clone, Copy)]
enum Twin {
    Page,
    Json,
    Csv,
    /// A format of `materiel export`, on the pages of the register and of records.
    Other(&'static export::Shape),
}

/// What was asked for, as an address says it.
struct Ask {
    /// The path without the ending of a twin.
    path: String,
    /// Its last part, decoded.
    name: String,
    query: Option<String>,
    twin: Twin,
    /// The cookies, as they were sent.
    cookies: String,
    /// Who looks.
    visitor: Visitor,
}

/// A page and its twins: work that is given an open register.
type Work = fn(&mut Store, &State, &Ask) -> Result<Answer, Trouble>;

/// The page at `path`, with the twins `path.json` and `path.csv`.
fn page(path: &str, work: Work) -> Router<State> {
    Router::new().route(path, shown(work)).route(&format!("{path}.json"), shown(work)).route(&format!("{path}.csv"), shown(work))
}

/// The pages below `path`, one for each name, with their twins.
fn pages_below(path: &str, work: Work) -> Router<State> {
    Router::new().route(&format!("{path}/{{name}}"), shown(work))
}

fn shown(work: Work) -> MethodRouter<State> {
    type Who = Option<axum::Extension<Visitor>>;
    get(move |axum::extract::State(state): axum::extract::State<State>, who: Who, uri: Uri, headers: HeaderMap| async move {
        let visitor = who.map(|axum::Extension(visitor)| visitor).unwrap_or_default();
        let ask = Ask { visitor, ..Ask::of(&uri, &headers) };
        let twin = ask.twin;
        let called = ask.called();
        let work = move |store: &mut Store, state: &State| match called {
            Some(called) => state.page(store, &called, |store| work(store, state, &ask)),
            None => work(store, state, &ask),
        };
        let answer = if folds(&uri) { state.fold(work).await } else { state.read(work).await };
        match answer {
            Ok(answer) => answer.into_response(),
            Err(trouble) if matches!(twin, Twin::Page) => trouble.into_response(),
            Err(trouble) => trouble.problem(),
        }
    })
}

/// True for pages whose rows are written in every format of `materiel export`.
fn has_exports(path: &str) -> bool {
    path == "/register" || path.starts_with("/record/")
}

/// The page at `path` in every format of `materiel export`.
fn exports(path: &str, work: Work) -> Router<State> {
    SHAPES
        .iter()
        .filter(|shape| shape.name != "csv")
        .fold(Router::new(), |router, shape| router.route(&format!("{path}.{}", shape.suffix), shown(work)))
}

/// The records of a list, or the part of it that is asked for, in a format of `materiel export`. Where more are left, the answer has a link to them.
fn list_written(shape: &Shape, asked: &Asked, store: &mut Store, state: &State) -> Result<Answer, Trouble> {
    /// With the words behind them, more records are no answer any more: they are in memory together while it is written.
    const MOST: usize = 5_000;
    let (part, report) = (asked.part(None), report(asked)?);
    let (rows, total) = command::export_rows(&asked.filter(state.reader()), asked.cut(), part, &report, store, state.reader())?;
    if shape.words && rows.len() > MOST {
        return Err(Trouble::Asked(format!(
            "{} records are too many at once for {}, which takes {MOST}: ask for their parts with limit={MOST}&page=1 up to page={}, choose fewer, or use \
             `materiel export`, which takes all",
            rows.len(),
            shape.name,
            total.div_ceil(MOST)
        )));
    }
    let more = part.skip.saturating_add(rows.len()) < total && part.many.is_some();
    let next = asked.given.with("page", &(asked.page() + 1).to_string()).at(&format!("/register.{}", shape.suffix));
    let answer = written(shape, rows, asked, store, state)?;
    Ok(if more { answer.followed_by(next) } else { answer })
}

/// What an address says for the formats that are about a state or a year.
fn report(asked: &Asked) -> Result<ReportArgs, Trouble> {
    let year = asked.extra("year").map(|year| year.parse().map_err(|_| Trouble::Asked(format!("`{year}` is no year")))).transpose()?;
    Ok(ReportArgs { state: asked.extra("state").map(str::to_owned), year })
}

/// Rows in a format of `materiel export`, to be kept as a file.
fn written(shape: &Shape, rows: Vec<ListRow>, asked: &Asked, store: &mut Store, state: &State) -> Result<Answer, Trouble> {
    let report = report(asked)?;
    let title = command::export_title(&rows, &report, state.reader());
    let name = if let [one] = rows.as_slice() { one.id.to_string() } else { "register".to_owned() };
    let query = command::ExportQuery { shape, report: &report, cut: asked.cut(), today: asked.today()?, title };
    let (parts, _) = command::exported(query, rows, store, state.reader()).map_err(|failure| match failure {
        // What the words of a query make impossible, and not what the register or the disk does.
        Failure::Other(words) => Trouble::Asked(words),
        other => other.into(),
    })?;
    let bytes = if shape.folder { export::packed(&parts)? } else { parts.into_iter().next().map(|part| part.bytes).unwrap_or_default() };
    Ok(Answer::written(shape.media, |out| {
        out.extend(bytes);
        Ok(())
    })?
    .called(&format!("{name}.{}", shape.suffix)))
}

/// True for what goes through the whole log: another day, what changed, the queue.
fn folds(uri: &Uri) -> bool {
    let another_day = ["known-by=", "as-we-had-it=", "min-confidence="];
    let whole = ["/news", "/review", "/body/"];
    whole.iter().any(|path| uri.path().starts_with(path))
        || uri.query().is_some_and(|query| another_day.iter().any(|name| query.contains(name)))
}

impl Ask {
    fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let path = uri.path();
        let exported = export::ending(path).filter(|(path, shape)| shape.name != "csv" && has_exports(path));
        let (path, twin) = match (exported, path.strip_suffix(".json"), path.strip_suffix(".csv")) {
            (Some((path, shape)), ..) => (path, Twin::Other(shape)),
            (_, Some(path), _) => (path, Twin::Json),
            (_, _, Some(path)) => (path, Twin::Csv),
            _ => (path, Twin::Page),
        };
        let last = path.rsplit('/').next().unwrap_or_default();
        // A plus sign is a plus sign in a path.
        let decoded = url::form_urlencoded::parse(last.replace('+', "%2B").replace('=', "%3D").replace('&', "%26").as_bytes())
            .map(|(name, _)| name.into_owned())
            .next();
        let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        Self {
            path: path.to_owned(),
            name: decoded.unwrap_or_default(),
            query: uri.query().map(str::to_owned),
            twin,
            cookies,
            visitor: Visitor::default(),
        }
    }

    /// What the page is called that answers this; none where it is another one each time, and for whoever has a session, whose forms are nobody else's.
    fn called(&self) -> Option<String> {
        let own = !self.visitor.form_token.is_empty() || ["/news", "/review", "/sign-in"].iter().any(|path| self.path.starts_with(path));
        let twin = match self.twin {
            Twin::Page => "page",
            Twin::Json => "json",
            Twin::Csv => "csv",
            Twin::Other(shape) => shape.name,
        };
        let Visitor { can_sign_in, .. } = self.visitor;
        let query = self.query.as_deref().unwrap_or_default();
        (!own).then(|| format!("{twin} {}\n{query}\n{:?} {can_sign_in}", self.path, self.visitor.name()))
    }

    /// What only the formats of `materiel export` understand.
    fn extra(&self) -> &'static [&'static str] {
        if matches!(self.twin, Twin::Other(_)) { &["state", "year"] } else { &[] }
    }

    /// The value of a cookie.
    fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(one, _)| *one == name).map(|(_, value)| value)
    }
}

/// What a page is written with.
struct View<'a> {
    reader: &'a Reader,
    ask: &'a Ask,
    asked: &'a Asked,
    size: Size,
    /// True where people may sign in and decide.
    review: bool,
    /// The digest of the knowledge that documents are read with.
    knowledge: &'a str,
    /// The times that every link goes on with: as known on a day, as we had it at a time.
    keep: Link,
}

impl<'a> View<'a> {
    fn new(store: &Store, state: &'a State, ask: &'a Ask, asked: &'a Asked) -> Result<Self, Trouble> {
        let keep = asked.given.only(&["known-by", "as-we-had-it", "min-confidence", "today"]);
        Ok(Self {
            reader: state.reader(),
            ask,
            asked,
            size: store.size()?,
            review: state.allows_review(),
            knowledge: state.knowledge_hash(),
            keep,
        })
    }

    /// An address, seen from the same day as this page.
    fn to(&self, path: &str) -> String {
        self.keep.at(path)
    }

    /// The name of a state or body.
    fn name(&self, id: &str) -> String {
        bits::clean(&self.reader.name_of(id))
    }
}
