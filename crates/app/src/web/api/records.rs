//! What is asked of records: each function gives what one address answers.

use super::super::{State, Trouble};
use super::Wanted;
use super::answers::{Citations, Conflict, Entity, Info, Reply, part};
use crate::command::{self, library};
use crate::reading::Reader;
use materiel_model::{Kind, Record, Slot};
use materiel_register::view::{Filter, Standpoint, record_view, why as why_row};
use materiel_store::{Page, Part, Store};

/// A word of the grammar of the query, as `parse` reads it.
fn word<T: std::str::FromStr>(wanted: &Wanted, name: &str) -> Result<Option<T>, Trouble>
where
    T::Err: std::fmt::Display,
{
    wanted.asked.extra(name).map(str::parse).transpose().map_err(|error: T::Err| Trouble::Asked(error.to_string()))
}

fn record(wanted: &Wanted, store: &mut Store) -> Result<Record, Trouble> {
    command::look_up(store, &wanted.id, wanted.asked.cut())?.map_err(Trouble::Missing)
}

pub(super) fn info(_: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let all = store.list(&Filter::default(), materiel_register::Cut::default(), Part { many: Some(1), ..Part::default() })?;
    Reply::one(&Info {
        program: Reader::version(),
        knowledge: state.knowledge_hash().to_owned(),
        rules: materiel_register::RULES.to_owned(),
        last_entry: store.last_entry()?,
        records: all.total,
        takes_decisions: state.allows_review(),
    })
}

pub(super) fn list(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let Page { rows, total } = store.list(&wanted.asked.filter(state.reader()), wanted.asked.cut(), part(wanted)?)?;
    Reply::page(rows, total, wanted)
}

pub(super) fn facets(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    Reply::one(&state.facets(store, &wanted.asked.filter(state.reader()), wanted.asked.cut())?)
}

pub(super) fn flows(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    Reply::some_of(store.flows(&wanted.asked.filter(state.reader()), wanted.asked.cut())?, wanted)
}

pub(super) fn show(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let record = record(wanted, store)?;
    let reviews = state.reader().reviews();
    let at = Standpoint { today: wanted.asked.today()?, reviews: &reviews };
    Reply::one(&record_view(&record, &library(store), at))
}

pub(super) fn cite(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let record = record(wanted, store)?;
    let slot: Option<Slot> = word(wanted, "slot")?;
    let (view, citations) = command::citations(&record, slot.as_slice(), wanted.asked.today()?, store)?;
    Reply::one(&Citations { record: view.row.id.to_string(), citations })
}

pub(super) fn why(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let record = record(wanted, store)?;
    Reply::one(&why_row(&record, word(wanted, "slot")?, &library(store)))
}

pub(super) fn claim(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let found = command::claim_view(&wanted.id, wanted.asked.cut(), store);
    let missing = |trouble| if let Trouble::Asked(words) = trouble { Trouble::Missing(words) } else { trouble };
    Reply::one(&found.map_err(Trouble::from).map_err(missing)?)
}

pub(super) fn entity(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    match command::entity(&wanted.id, wanted.asked.cut(), store, state.reader())? {
        Some((view, others)) => Reply::one(&Entity { view, may_also_mean: others.iter().map(command::asked_as).collect() }),
        None => Err(Trouble::Missing(format!("nothing is known by the name of {}", wanted.id))),
    }
}

pub(super) fn conflicts(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let cut = wanted.asked.cut();
    let filter = Filter { conflicts: Some(true), ..wanted.asked.filter(state.reader()) };
    let Page { rows, total } = store.list(&filter, cut, part(wanted)?)?;
    let (today, records) = (wanted.asked.today()?, store.records_of(&rows, cut)?);
    let at = Standpoint { today, reviews: &[] };
    let conflict = |record: &Record| {
        let mut view = record_view(record, &library(store), at);
        view.slots.retain(|slot| slot.others.iter().any(|other| other.conflict));
        Conflict { record: view.row, slots: view.slots }
    };
    Reply::page(records.iter().map(conflict).collect::<Vec<_>>(), total, wanted)
}

pub(super) fn changes(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let point = |name: &str| wanted.asked.extra(name).map(crate::cli::point).transpose().map_err(Trouble::Asked);
    let Some(from) = point("from")? else { return Err(Trouble::Asked("changes since when? say `from`".to_owned())) };
    let rows = command::changed(from, point("to")?, wanted.asked.cut(), &wanted.asked.filter(state.reader()), store)?;
    Reply::some_of(rows, wanted)
}

pub(super) fn queue(wanted: &Wanted, store: &mut Store, state: &State) -> Result<Reply, Trouble> {
    let kinds: Vec<Kind> = wanted.asked.filter(state.reader()).kinds;
    Reply::some_of(command::waiting(&kinds, wanted.asked.cut(), store)?, wanted)
}

pub(super) fn decisions(wanted: &Wanted, store: &mut Store, _: &State) -> Result<Reply, Trouble> {
    let (about, author) = (wanted.asked.extra("about"), wanted.asked.extra("author"));
    Reply::some_of(command::decided(about, author, wanted.asked.cut(), store)?, wanted)
}

pub(super) fn sources(wanted: &Wanted, _: &mut Store, state: &State) -> Result<Reply, Trouble> {
    Reply::some_of(state.reader().sources(), wanted)
}
