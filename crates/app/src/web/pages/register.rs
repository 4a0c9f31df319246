//! The register as a table: `/register`, with the same rows as `materiel list`.

use super::{Answer, Ask, Asked, State, Trouble, Twin, View, bits, exports, layout, list_written, page};
use crate::export;
use crate::page::{number, thousands, words};
use axum::Router;
use materiel_model::Kind;
use materiel_register::view::{Facets, ListRow, Tally};
use materiel_store::{Page, Store};
use maud::{Markup, html};

/// So many records are on a page.
const MANY: usize = 50;
/// So many values of a facet are shown before the rest is folded away.
const OPEN: usize = 6;
/// More values than this are no choice any more, but a list to search in.
const MOST: usize = 60;

pub(super) fn routes() -> Router<State> {
    page("/register", register).merge(exports("/register", register))
}

fn register(store: &mut Store, state: &State, ask: &Ask) -> Result<Answer, Trouble> {
    let asked = Asked::read(ask.query.as_deref(), ask.extra())?;
    if let Twin::Other(shape) = ask.twin {
        return list_written(shape, &asked, store, state);
    }
    let many = matches!(ask.twin, Twin::Page).then_some(MANY);
    let filter = asked.filter(state.reader());
    let part = asked.part(many);
    let Page { rows, total } = store.list(&filter, asked.cut(), part)?;
    match ask.twin {
        Twin::Json => return Answer::written("application/json", |out| export::json(&rows, out)),
        Twin::Csv => return Ok(Answer::written("text/csv; charset=utf-8", |out| export::csv(&rows, out))?.called("register.csv")),
        Twin::Page | Twin::Other(_) => {}
    }
    let facets = state.facets(store, &filter, asked.cut())?;
    let view = View::new(store, state, ask, &asked)?;
    let last = part.skip + rows.len();
    let main = html! {
        h1 { "Who arms whom, and who says so" }
        div.desk {
            (choices(&facets, &view))
            section.list aria-labelledby="shown" {
                h2 id="shown" { (bits::count(total, "record")) }
                (chosen(&view))
                @if rows.is_empty() {
                    p.empty { "No record is like that." }
                } @else {
                    p.range {
                        (thousands((part.skip + 1) as u64)) "–" (thousands(last as u64)) " of " (thousands(total as u64))
                        @if asked.given.get("sort").is_some() { " · " a href=(asked.given.without("sort").at("/register")) { "usual order" } }
                    }
                    (table(&rows, &view))
                    (pager(&asked, last, total))
                }
            }
        }
    };
    Ok(Answer::page(layout::page("Register", &view, &main)))
}

/// What is chosen, each with the way to choose it no longer.
fn chosen(view: &View<'_>) -> Markup {
    let given = &view.asked.given;
    let shown: Vec<_> =
        given.0.iter().filter(|(name, _)| !matches!(name.as_str(), "page" | "sort" | "limit" | "known-by" | "today")).collect();
    html! {
        @if !shown.is_empty() {
            ul.chosen aria-label="Chosen" {
                @for (name, value) in &shown {
                    li { a href=(given.but(name, value).at("/register")) {
                        span.hidden { "Remove " }
                        (words(&name.replace('-', " "))) ": " strong { (label(name, value, view)) } span aria-hidden="true" { " ×" }
                    } }
                }
                li { a href=(view.to("/register")) { "Remove all" } }
            }
        }
    }
}

/// A value of a facet, as people call it.
fn label(name: &str, value: &str, view: &View<'_>) -> String {
    match name {
        "recipient" | "supplier" => view.name(value),
        "kind" => value.parse().map_or_else(|_| value.to_owned(), bits::kind),
        "reviewed" => match value {
            "no" => "not reviewed".to_owned(),
            "part" => "in part".to_owned(),
            _ => "reviewed".to_owned(),
        },
        "conflicts" => if value == "yes" { "with conflicts" } else { "without conflicts" }.to_owned(),
        _ => bits::clean(&words(value)),
    }
}

fn choices(facets: &Facets, view: &View<'_>) -> Markup {
    let given = &view.asked.given;
    html! {
        aside.facets aria-label="Choose" {
            form.words action="/register" method="get" {
                @for (name, value) in given.0.iter().filter(|(name, _)| name != "words" && name != "page") {
                    input type="hidden" name=(name) value=(value);
                }
                label for="words" { "Words in equipment, names, stages" }
                div { input id="words" name="words" value=[given.get("words")]; button type="submit" { "Choose" } }
            }
            (facet("Kind", "kind", &facets.kinds, view))
            (facet("Recipient or place", "recipient", &facets.recipients, view))
            (facet("Supplier or actor", "supplier", &facets.suppliers, view))
            (facet("Class", "class", &facets.classes, view))
            (facet("Stage or status", "stage", &facets.stages, view))
            (years(&facets.years, view))
            (facet("Review", "reviewed", &facets.reviewed, view))
            (facet("Conflicts", "conflicts", &facets.conflicts, view))
        }
    }
}

fn facet(title: &str, name: &str, tallies: &[Tally], view: &View<'_>) -> Markup {
    let given = &view.asked.given;
    let one = |tally: &Tally| {
        let on = given.has(name, &tally.value);
        // A question with one answer is answered anew.
        let link = match (on, name) {
            (true, _) => given.but(name, &tally.value),
            (false, "conflicts") => given.with(name, &tally.value),
            (false, _) => given.and(name, &tally.value),
        };
        html! {
            li { a href=(link.at("/register")) aria-current=[on.then_some("true")] {
                span { (label(name, &tally.value, view)) } span.tally { (thousands(tally.rows as u64)) }
            } }
        }
    };
    let (first, rest) = tallies.split_at(OPEN.min(tallies.len()));
    let some_on = given.0.iter().any(|(one, _)| one == name);
    html! {
        @if !tallies.is_empty() {
            details.facet open[some_on || matches!(name, "kind" | "recipient" | "supplier" | "stage")] {
                summary { (title) }
                ul { @for tally in first { (one(tally)) } }
                @if !rest.is_empty() {
                    details { summary { (thousands(rest.len() as u64)) " more" } ul { @for tally in rest.iter().take(MOST) { (one(tally)) } } }
                }
            }
        }
    }
}

fn years(tallies: &[Tally], view: &View<'_>) -> Markup {
    let given = &view.asked.given;
    let most = tallies.iter().map(|tally| tally.rows).max().unwrap_or(1).max(1);
    html! {
        @if !tallies.is_empty() {
            details.facet open[given.get("since").is_some() || given.get("until").is_some()] {
                summary { "Year" }
                ul.years {
                    @for tally in tallies {
                        @let on = given.has("since", &tally.value) && given.has("until", &tally.value);
                        @let bare = given.without("since").without("until");
                        @let link = if on { bare.clone() } else { bare.with("since", &tally.value).with("until", &tally.value) };
                        li { a href=(link.at("/register")) aria-current=[on.then_some("true")] {
                            span { (tally.value) }
                            meter min="0" max=(most) value=(tally.rows) aria-hidden="true" {}
                            span.tally { (thousands(tally.rows as u64)) }
                        } }
                    }
                }
            }
        }
    }
}

/// A heading by which the list can be ordered.
fn sorted(title: &str, how: &[&str], view: &View<'_>) -> Markup {
    let now = view.asked.given.get("sort").unwrap_or("place");
    let at = how.iter().position(|one| *one == now);
    // A second click turns the order around, where it can be.
    let next = at.and_then(|at| how.get(at + 1)).or(how.first()).copied().unwrap_or("place");
    let direction = at.map(|_| if now == "earliest" || now == "place" { "ascending" } else { "descending" });
    html! {
        th scope="col" aria-sort=[direction] .right[matches!(how.first(), Some(&("number" | "value" | "voices" | "conflicts")))] {
            a href=(view.asked.given.with("sort", next).at("/register")) { (title) @if at.is_some() { span aria-hidden="true" { @if now == "earliest" || now == "place" { " ↑" } @else { " ↓" } } } }
        }
    }
}

fn table(rows: &[ListRow], view: &View<'_>) -> Markup {
    // Where the list goes by kind, each has a heading.
    let by_kind = view.asked.given.get("sort").is_none_or(|sort| sort == "place");
    let groups: Vec<&[ListRow]> = if by_kind { rows.chunk_by(|a, b| a.kind == b.kind).collect() } else { vec![rows] };
    html! {
        @for group in groups {
            @let transfers = group.iter().all(|row| row.kind == Kind::Transfer);
            div.scroll tabindex="0" role="region" aria-label="Records" {
                table.register {
                    @if let (true, Some(first)) = (by_kind, group.first()) { caption { (bits::kind(first.kind)) } }
                    thead { tr {
                        @if transfers {
                            th scope="col" { "Equipment" } (sorted("Recipient", &["place"], view)) th scope="col" { "Supplier" }
                        } @else {
                            th scope="col" { "What" } (sorted("Who", &["place"], view)) th scope="col" { "Whom, where" }
                        }
                        th scope="col" { @if transfers { "Stage" } @else { "Status" } }
                        (sorted("Date", &["latest", "earliest"], view))
                        (sorted("Number", &["number"], view)) (sorted("Value", &["value"], view))
                        (sorted("Voices", &["voices"], view)) (sorted("Conflicts", &["conflicts"], view)) th scope="col" { "Review" }
                    } }
                    tbody { @for row in group { (line(row, view)) } }
                }
            }
        }
    }
}

fn line(row: &ListRow, view: &View<'_>) -> Markup {
    let (quantity, value) = bits::figures(row);
    let address = view.to(&bits::record_path(row.id.as_str()));
    html! {
        tr {
            @if row.kind == Kind::Transfer {
                th scope="row" {
                    a href=(address) { @match &row.equipment { Some(name) => { (bits::clean(name)) } None => { "equipment not known" } } }
                    @if let Some(class) = row.class { " " small { (words(class.as_str())) } }
                }
                td { @match &row.recipient { Some(id) => { (bits::party(id, view)) } None => { (bits::unknown("not known")) } } }
                td { @match &row.supplier { Some(id) => { (bits::party(id, view)) } None => { (bits::unknown("not known")) } } }
            } @else {
                th scope="row" {
                    a href=(address) {
                        @match &row.about { Some(about) => { (bits::clean(&words(about))) } None => { (words(row.kind.as_str())) } }
                    }
                }
                td { @if row.actors.is_empty() { (bits::unknown("not known")) } @else { (bits::parties(&row.actors, view)) } }
                td { (bits::parties(&row.others, view)) }
            }
            td { @if let Some(word) = &row.stage { (bits::stage(word)) } }
            td.nowrap { (bits::when(row.date, row.reported)) }
            td.right { (quantity) @if let Some(delivered) = row.delivered { @if row.quantity != Some(delivered) { small { " " (number(delivered)) " delivered" } } } }
            td.right { (value) }
            td.right { (row.voices) }
            td.right { @if row.conflicts > 0 { span.conflict { (row.conflicts) } } }
            td { (bits::reviewed(row.reviewed)) }
        }
    }
}

fn pager(asked: &Asked, last: usize, total: usize) -> Markup {
    let page = asked.page();
    let to = |page: usize| asked.given.with("page", &page.to_string()).at("/register");
    html! {
        @if page > 1 || last < total {
            nav.pager aria-label="Pages" {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "← Before" } }
                span { "Page " (page) }
                @if last < total { a rel="next" href=(to(page + 1)) { "Next →" } }
            }
        }
    }
}
