//! `materiel entity`: all that the register has on a state, a body, a person or a piece of equipment.

use super::library;
use crate::cli::EntityArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use materiel_register::view::{EntityView, Sort, Subject, entity_view};
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &EntityArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some((view, others)) = entity(&args.entity, args.cut.cut(), store, reader)? else {
        say(&format!("materiel: nothing is known by the name of {}", args.entity));
        return Ok(Outcome::FellShort);
    };
    if args.json {
        export::object(&view, out)?;
    } else {
        page::entity(&view, args.today.day(&args.cut)?, reader, &page::Paper::of_stdout(), out)?;
    }
    let others: Vec<String> = others.iter().map(|other| format!("`{}`", asked_as(other))).collect();
    if !others.is_empty() {
        say(&format!("materiel: {} may also mean {}", args.entity, others.join(", ")));
    }
    if view.records == 0 {
        say(&format!("materiel: the register has nothing on {}", view.subject.name));
        return Ok(Outcome::FellShort);
    }
    Ok(Outcome::Done)
}

/// What a name means, with all that the register has on it, and what else the name may mean; `None` if it means nothing.
pub(crate) fn entity(
    name: &str,
    cut: materiel_register::Cut,
    store: &mut Store,
    reader: &Reader,
) -> Result<Option<(EntityView, Vec<Subject>)>, Failure> {
    let rows = store.rows(cut)?;
    let mut found = reader.subjects(name, &rows).into_iter();
    let Some(subject) = found.next() else { return Ok(None) };
    // What claims say beyond their rows: who makes a thing, and who is quoted.
    let records = if matches!(subject.sort, Sort::Body | Sort::Person) { store.records("", cut)? } else { Vec::new() };
    Ok(Some((entity_view(subject, &rows, &records, &library(store)), found.collect())))
}

/// How to ask for just this one.
pub(crate) fn asked_as(subject: &Subject) -> String {
    let sort = match subject.sort {
        Sort::State => "state",
        Sort::Body => "body",
        Sort::Person => "person",
        Sort::Equipment => "equipment",
        Sort::Class => "class",
    };
    format!("{sort}:{}", subject.id.strip_prefix("org:").unwrap_or(&subject.id))
}
