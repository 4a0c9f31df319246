//! A record's page: `/record/ID`, with everything that is said of it and the words that say it. The same view as `materiel show`.

use super::record_parts::{cited, claims, decisions, disagreements, standing, steps, values, voices};
use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, library, pages_below, written};
use crate::export;
use crate::page::words;
use axum::Router;
use materiel_model::Record;
use materiel_register::Cut;
use materiel_register::view::{Standpoint, record_view};
use materiel_store::Store;
use maud::html;

pub(super) fn routes() -> Router<State> {
    pages_below("/record", record)
}

/// The record that an id or its beginning means.
pub(super) fn find(store: &mut Store, id: &str, cut: Cut) -> Result<Record, Trouble> {
    let mut found = store.records(id, cut)?;
    if let Some(exact) = found.iter().position(|record| record.id.as_str() == id) {
        return Ok(found.swap_remove(exact));
    }
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(Trouble::Missing(format!("no record is called {id}, seen from this day"))),
        many => Err(Trouble::Missing(format!("{many} records begin with {id}"))),
    }
}

fn record(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), ask.extra())?;
    let reader = state.reader();
    let record = find(store, &ask.name, asked.cut())?;
    let at = Standpoint { today: asked.today()?, reviews: &reader.reviews() };
    let shown = record_view(&record, &library(store), at);
    let row = &shown.row;
    match ask.twin {
        Twin::Other(shape) => return written(shape, vec![row.clone()], &asked, store, state),
        Twin::Json => return Answer::written("application/json", |out| export::object(&shown, out)),
        Twin::Csv => {
            let rows = std::slice::from_ref(row);
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(rows, out))?.called(&format!("{}.csv", row.id)));
        }
        Twin::Page => {}
    }
    let view = View::new(store, state, ask, &asked)?;
    let title = bits::title(row, &view);
    let (number, value) = bits::figures(row);
    let main = html! {
        article.record {
            p.kicker { (bits::kind(row.kind)) " · " code { (row.id) } }
            h1 { (title) }
            p.standfirst {
                @if let Some(stage) = &row.stage { (bits::stage(stage)) " " (bits::when(row.date, row.reported)) " · " }
                (bits::count(row.voices, "voice"))
                @if row.documents != row.voices { " in " (bits::count(row.documents, "document")) }
                (bits::conflict(row.conflicts)) " · " (bits::reviewed(row.reviewed))
                @if row.superseded { " · " span.note { "only earlier versions of pages say this" } }
            }
            dl.figures {
                @if let Some(supplier) = &row.supplier { div { dt { "Supplier" } dd { (bits::party(supplier, &view)) } } }
                @if let Some(recipient) = &row.recipient { div { dt { "Recipient" } dd { (bits::party(recipient, &view)) } } }
                @if row.equipment.is_some() { div { dt { "Equipment" } dd { (bits::equipment(row, &view)) } } }
                @if !row.actors.is_empty() { div { dt { "Who" } dd { (bits::parties(&row.actors, &view)) } } }
                @if !row.others.is_empty() { div { dt { "Whom, where" } dd { (bits::parties(&row.others, &view)) } } }
                @if !number.is_empty() { div { dt { "Number" } dd { (number) } } }
                @if !value.is_empty() { div { dt { "Value" } dd { (value) } } }
            }
            @if let Some(standing_now) = &shown.standing { (standing(standing_now, &view)) }
            (steps(&shown, &view))
            (values(&shown, &view))
            (disagreements(&shown, &view))
            @if !shown.unknown.is_empty() {
                section { h2 { "Not known" }
                    p { "Nothing is said of: " (shown.unknown.iter().map(|slot| words(slot.as_str())).collect::<Vec<_>>().join(", ")) "." } }
            }
            (voices(&shown, &view))
            (claims(&shown, &view))
            (decisions(&shown.decisions))
            (cited(&shown, &title, &view))
        }
    };
    Ok(Answer::page(layout::page(&title, &view, &main)))
}
