//! `materiel rebuild`: the file verified, the records worked out anew.

use super::add::count;
use super::salvage::advice;
use crate::outcome::{Failure, Outcome, say};
use materiel_store::{Store, StoreError};
use std::path::Path;

pub(crate) fn run(database: &Path) -> Result<Outcome, Failure> {
    match verified(database) {
        Ok(records) => {
            say(&format!("the register is sound; {} worked out anew from its log", count(records, "record")));
            archive(database)
        }
        Err(error @ StoreError::Corrupt { .. }) => damaged(database, error),
        Err(error) => Err(error.into()),
    }
}

fn verified(database: &Path) -> Result<usize, StoreError> {
    Store::open(database)?.verify_and_rebuild()
}

/// Holds what the log names in the archive against what lies there.
fn archive(database: &Path) -> Result<Outcome, Failure> {
    let (mut sound, mut lost) = (0, 0);
    for version in Store::open(database)?.fetched()? {
        let Some(place) = &version.fetch.archived else { continue };
        match materiel_store::archive::read(database, place) {
            Ok(_) => sound += 1,
            Err(error) => {
                say(&format!("{}: {error}", version.fetch.address));
                lost += 1;
            }
        }
    }
    if lost > 0 {
        say(&format!("materiel: of the archive {} cannot be read as kept, {} can", count(lost, "record"), count(sound, "record")));
        return Ok(Outcome::SomeBad);
    }
    if sound > 0 {
        say(&format!("the archive is sound; {} as kept", count(sound, "record")));
    }
    Ok(Outcome::Done)
}

/// Makes anew what can be made anew, or says what is lost.
fn damaged(database: &Path, error: StoreError) -> Result<Outcome, Failure> {
    // Where not even that can be told, the first error says the most.
    let Ok(found) = materiel_store::survey(database) else { return Err(error.into()) };
    if found.is_whole()
        && let Ok(records) = Store::open(database).and_then(|mut store| store.repair())
    {
        say("what is worked out from the log was damaged; nothing that was stored is lost");
        say(&format!("the register is sound; {} worked out anew from its log", count(records, "record")));
        return Ok(Outcome::Done);
    }
    say(&format!("materiel: {}", advice(&found)));
    Err(error.into())
}
