//! `materiel backup` and `materiel restore`: the whole register to a file, and back.

use super::salvage::entries;
use crate::outcome::{Failure, Outcome, say};
use materiel_store::Store;
use std::path::Path;

pub(crate) fn run(store: &Store, file: &Path) -> Result<Outcome, Failure> {
    let last = store.back_up(file)?;
    say(&format!("{}: the register with its {}, checked", file.display(), entries(last)));
    Ok(Outcome::Done)
}

pub(crate) fn restore(file: &Path, database: &Path) -> Result<Outcome, Failure> {
    let aside = materiel_store::restore(file, database)?;
    let last = Store::open(database)?.last_entry()?;
    if let Some(aside) = aside {
        say(&format!("{}: what was there is kept as {}", database.display(), aside.display()));
    }
    say(&format!("{}: restored with {}", database.display(), entries(last)));
    Ok(Outcome::Done)
}
