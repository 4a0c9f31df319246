//! `materiel rebuild`: the file verified, the records worked out anew.

use super::add::count;
use crate::outcome::{Failure, Outcome, say};
use materiel_store::Store;

pub(crate) fn run(store: &mut Store) -> Result<Outcome, Failure> {
    store.verify()?;
    let records = store.rebuild()?;
    say(&format!("the register is sound; {} worked out anew from its log", count(records, "record")));
    Ok(Outcome::Done)
}
