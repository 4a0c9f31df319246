//! The register as a table: `/register`, with the same rows as `materiel list`.

use super::{Answer, Asked, RawQuery, State, Trouble, Twin, layout};
use crate::export;
use axum::Router;
use axum::extract;
use axum::routing::get;
use materiel_store::{Page, Store};
use maud::html;

/// So many records are on a page.
const MANY: usize = 50;

pub(super) fn routes() -> Router<State> {
    let twin = |twin: Twin| {
        get(move |extract::State(state): extract::State<State>, RawQuery(query): RawQuery| async move {
            state.read(move |store, state| register(query.as_deref(), twin, store, state)).await
        })
    };
    Router::new().route("/register", twin(Twin::Page)).route("/register.json", twin(Twin::Json)).route("/register.csv", twin(Twin::Csv))
}

fn register(query: Option<&str>, twin: Twin, store: &mut Store, state: &State) -> Result<Answer, Trouble> {
    let asked = Asked::read(query, &[])?;
    let many = (twin == Twin::Page).then_some(MANY);
    let Page { rows, total } = store.list(&asked.filter(state.reader()), asked.cut(), asked.part(many))?;
    match twin {
        Twin::Json => Answer::written("application/json", |out| export::json(&rows, out)),
        Twin::Csv => Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called("register.csv")),
        Twin::Page => {
            let main = html! {
                h1 { "Register" }
                p { (total) " records" }
                ul { @for row in &rows { li { (row.id) } } }
            };
            Ok(Answer::page(layout::page("Register", "/register", &main)))
        }
    }
}
