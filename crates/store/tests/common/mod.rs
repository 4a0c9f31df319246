//! A folder with a register in it, and what it is filled with.

#[path = "../../../register/tests/common/kosovo.rs"]
mod kosovo;
#[path = "../../../register/tests/common/words.rs"]
mod words;

use kosovo::kosovo;
use materiel_model::Moment;
use materiel_store::{Reading, Store};
use std::path::PathBuf;

pub(crate) struct Place(pub(crate) tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.path().join("deep").join("register.db")
    }
}

pub(crate) fn moment(minute: u8) -> Moment {
    format!("2025-01-01T00:{minute:02}:00Z").parse().unwrap()
}

pub(crate) fn readings() -> Vec<Reading> {
    let read = |(document, claims)| Reading { document, reader: "test 1".into(), knowledge_hash: "none".into(), claims };
    kosovo().into_iter().map(read).collect()
}

/// Not every test begins with a filled one.
#[allow(dead_code)]
pub(crate) fn filled(place: &Place) -> Store {
    let mut store = Store::create(&place.file()).unwrap();
    store.add(&readings(), moment(0)).unwrap();
    store
}
