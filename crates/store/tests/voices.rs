//! Whose voice a document speaks with is the same whether documents come one after another or all at once.

#[path = "../../register/tests/common/words.rs"]
#[allow(dead_code)]
mod words;

use materiel_model::Document;
use materiel_store::{Projected, Reading, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::Path;
use words::document;

/// A stretch of a long text. What begins a little later is a copy; what begins much later is a copy of copies at most.
fn stretch(theme: usize, from: usize, said: usize) -> Document {
    let word = |at: usize| format!("{}{}", "xyz".repeat(at % 5 + 1), "ab".repeat((at * 31 + theme * 17) % 23 + at / 23));
    let words: Vec<String> = (from * 4..from * 4 + 48).map(word).collect();
    document(&format!("d{theme}-{from}-{said}"), "", &format!("{} {}", words.join(" "), "so ".repeat(said)))
}

fn voices(file: &Path) -> Vec<(i64, i64)> {
    let connection = Connection::open(file).unwrap();
    let mut query = connection.prepare("SELECT document, leader FROM voice ORDER BY document").unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// As many cases as `PROPTEST_CASES` says, and 60 where it says nothing.
fn config() -> ProptestConfig {
    let set = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { set } else { ProptestConfig { cases: 60, ..set } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn one_by_one_is_the_same_as_at_once(
        batches in prop::collection::vec(prop::collection::vec((0..2usize, 0..12usize, 0..3usize), 1..4), 2..12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.db");
        let mut store = Store::create(&file).unwrap();
        for (at, batch) in batches.iter().enumerate() {
            let reading = |(theme, from, said): &(usize, usize, usize)| {
                let document = stretch(*theme, *from, *said);
                Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims: Vec::new() }
            };
            store.add(&batch.iter().map(reading).collect::<Vec<_>>(), "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
            let how = store.project().unwrap();
            prop_assert!(at == 0 || how != Projected::Rebuilt);
        }
        let kept = voices(&file);
        store.rebuild().unwrap();
        prop_assert_eq!(kept, voices(&file));
    }
}
