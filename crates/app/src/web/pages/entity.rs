//! The page of a state, a body, a weapon or a class: `/state/XK`, `/body/NATO`, `/weapon/javelin`, `/class/tank`. The same view as
//! `materiel entity`.

use super::entity_parts::{agreed, budgets, forces, partners, quoted, routes as from_where, stages, trades};
use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, layout, library, pages_below};
use crate::export;
use axum::Router;
use materiel_model::{Class, Record};
use materiel_register::Cut;
use materiel_register::view::{EntityView, Filter, ListRow, Sort, Subject, entity_view, list_row};
use materiel_store::{Part, Search, Store};
use maud::html;
use std::collections::BTreeMap;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .merge(pages_below("/state", |store, state, ask| entity(store, state, ask, "state")))
        .merge(pages_below("/body", |store, state, ask| entity(store, state, ask, "body")))
        .merge(pages_below("/weapon", |store, state, ask| entity(store, state, ask, "equipment")))
        .merge(pages_below("/class", |store, state, ask| entity(store, state, ask, "class")))
}

fn entity(store: &mut Store, state: &State, ask: &Ask, sort: &str) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), &[])?;
    let reader = state.reader();
    let subject = reader.subjects(&format!("{sort}:{}", ask.name), &[]).into_iter().next();
    // A body that only documents name is what they call it.
    let named = || {
        let known = sort == "body" && !ask.name.trim().is_empty();
        let name = ask.name.clone();
        known.then(|| Subject { sort: Sort::Body, id: format!("org:{name}"), name, names: Vec::new(), known: BTreeMap::new() })
    };
    let subject = subject.or_else(named).ok_or_else(|| Trouble::Missing(format!("nothing is known by the name of {}", ask.name)))?;
    let rows = concerned(store, &subject, asked.cut())?;
    // What claims say beyond their rows: who makes a thing, and who is quoted.
    let records = if subject.sort == Sort::Body { naming(store, &subject, &rows, asked.cut())? } else { Vec::new() };
    let rows = if subject.sort == Sort::Body { records.iter().map(list_row).collect() } else { rows };
    let shown = entity_view(subject, &rows, &records, &library(store));
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::object(&shown, out)),
        Twin::Csv => {
            let rows = all(&shown);
            return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called(&format!("{}.csv", ask.name)));
        }
        Twin::Page | Twin::Other(_) => {}
    }
    let today = asked.today()?;
    let view = View::new(store, state, ask, &asked)?;
    let subject = &shown.subject;
    let of = if subject.sort == Sort::Equipment || subject.sort == Sort::Class { "weapon" } else { "party" };
    let main = html! {
        article.entity.(of) {
            p.kicker {
                @match subject.sort {
                    Sort::State => "State", Sort::Body => "Body", Sort::Person => "Person", Sort::Equipment => "Equipment", Sort::Class => "Equipment of a class",
                }
                " · " code { (bits::clean(&subject.id)) }
            }
            h1 { (bits::clean(&subject.name)) }
            p.standfirst { (bits::count(shown.records, "record")) }
            @if !subject.known.is_empty() {
                details.known { summary { "What is known of it beforehand" }
                    p.note { "No document of the register says this." }
                    dl.slots { @for (what, words) in &subject.known {
                        div { dt { (what) } dd { (words.iter().map(|one| view.name(one)).collect::<Vec<_>>().join(", ")) } }
                    } } }
            }
            @if shown.records == 0 { p.empty { "The register has nothing on it, seen from this day." } }
            (partners(&shown, &view))
            (trades(&shown, &view))
            (stages(&shown))
            (from_where(&shown, &view))
            (budgets(&shown, &view))
            (forces(&shown, today, &view))
            (agreed(&shown, &view))
            (quoted(&shown, &view))
        }
    };
    Ok(Answer::page(layout::page(&bits::clean(&subject.name), &view, &main)))
}

/// The rows that may concern a subject, without reading all there are.
fn concerned(store: &mut Store, subject: &Subject, cut: Cut) -> Result<Vec<ListRow>, Trouble> {
    let names = || std::iter::once(&subject.name).chain(&subject.names);
    let filters: Vec<Filter> = match subject.sort {
        Sort::State | Sort::Body | Sort::Person => {
            let ids: Vec<String> = std::iter::once(subject.id.clone()).chain(names().map(|name| format!("org:{name}"))).collect();
            vec![Filter { recipients: ids.clone(), ..Filter::default() }, Filter { suppliers: ids, ..Filter::default() }]
        }
        Sort::Equipment => {
            let words = std::iter::once(subject.id.clone()).chain(names().cloned());
            words.map(|words| Filter { equipment: vec![words], ..Filter::default() }).collect()
        }
        Sort::Class => Class::ALL
            .iter()
            .filter(|class| class.as_str() == subject.id)
            .map(|class| Filter { classes: vec![*class], ..Filter::default() })
            .collect(),
    };
    let mut rows: BTreeMap<String, ListRow> = BTreeMap::new();
    for filter in filters {
        for row in store.list(&filter, cut, Part::default())?.rows {
            rows.insert(row.id.to_string(), row);
        }
    }
    Ok(rows.into_values().collect())
}

/// The records whose claims may name a body: all of a small register, of a large one those that it is a party of or that documents with its
/// name tell of, as far as these are not too many to look at for a page.
fn naming(store: &mut Store, subject: &Subject, rows: &[ListRow], cut: Cut) -> Result<Vec<Record>, Trouble> {
    /// So many records are small.
    const SMALL: usize = 5000;
    /// So many documents are looked at for each name.
    const DOCUMENTS: usize = 200;
    if store.size()?.records <= SMALL {
        return Ok(store.records("", cut)?);
    }
    let mut found: BTreeMap<String, Record> = BTreeMap::new();
    for record in store.records_of(rows, cut)? {
        found.insert(record.id.to_string(), record);
    }
    for name in std::iter::once(&subject.name).chain(&subject.names) {
        let words = format!("\"{}\"", name.replace('"', " "));
        let (hits, _) = store.search(&Search { words, skip: 0, many: DOCUMENTS }, cut)?;
        for hit in hits {
            for record in store.records_in(&hit.document, cut)? {
                found.insert(record.id.to_string(), record);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Every row of a view once.
fn all(view: &EntityView) -> Vec<ListRow> {
    let trades = [&view.buys, &view.sells, &view.makes, &view.moved].into_iter().flat_map(|trade| &trade.rows);
    let lists = [&view.hosts, &view.sends, &view.spends, &view.agreements, &view.commitments, &view.incidents].into_iter().flatten();
    let rows: BTreeMap<String, ListRow> = trades.chain(lists).map(|row| (row.id.to_string(), row.clone())).collect();
    rows.into_values().collect()
}
