//! `materiel why`: how a record came together, and how a value was chosen.

use super::{find, library};
use crate::cli::{PageFormat, WhyArgs};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use crate::{export, page};
use materiel_register::view::why;
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &WhyArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let record = match find(store, &args.record, args.cut.cut())? {
        Ok(record) => record,
        Err(outcome) => return Ok(outcome),
    };
    if let Some(slot) = args.slot.filter(|slot| !record.kind.slots().contains(slot)) {
        let slots: Vec<&str> = record.kind.slots().iter().map(|slot| slot.as_str()).collect();
        say(&format!("materiel: a {} has no `{slot}`; it has {}", record.kind, slots.join(", ")));
        return Ok(Outcome::FellShort);
    }
    let row = why(&record, args.slot, &library(store));
    match args.format {
        PageFormat::Page => page::why(&row, reader, &page::Paper::of_stdout(), out)?,
        PageFormat::Json => export::object(&row, out)?,
    }
    Ok(Outcome::Done)
}
