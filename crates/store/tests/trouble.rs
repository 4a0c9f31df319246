//! A full disk, damaged pages, a log that was written by half: what is said, what is lost, and how it goes on.

mod common;

use common::{Place, filled, moment, readings};
use materiel_model::Document;
use materiel_register::Cut;
use materiel_store::{Reading, Store, StoreError, restore, salvage, survey};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

fn reading(label: &str, text: String) -> Reading {
    Reading { document: Document::new(label, text), reader: String::new(), knowledge_hash: String::new(), claims: Vec::new() }
}

/// A text of many words that hardly gets smaller.
fn words(at: usize) -> String {
    (0..200).map(|n| format!("{at} and {} words. ", (n * 7919 + at * 104_729) % 1_000_003)).collect()
}

/// A register with many pages: the six documents first, then two hundred others.
fn large(place: &Place) -> Vec<Reading> {
    let mut many = readings();
    many.extend((0..200).map(|at| reading(&format!("d{at}"), words(at))));
    let mut store = Store::create(&place.file()).unwrap();
    store.add(&many, moment(0)).unwrap();
    store.rows(Cut::default()).unwrap();
    many
}

/// The text of a document as the file has it, deflated, and where that begins.
fn packed_text(file: &Path, number: i64) -> (usize, Vec<u8>) {
    let connection = Connection::open(file).unwrap();
    let packed: Vec<u8> =
        connection.query_row("SELECT packed FROM document ORDER BY rowid LIMIT 1 OFFSET ?1", [number], |row| row.get(0)).unwrap();
    let bytes = std::fs::read(file).unwrap();
    (bytes.windows(packed.len()).position(|window| window == packed).unwrap(), packed)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[test]
fn a_full_disk_loses_nothing_that_was_reported_as_stored() {
    let place = Place::new();
    let mut store = filled(&place);
    let rows = store.rows(Cut::default()).unwrap();
    let last = store.last_entry().unwrap();
    let pages: i64 = store.pages().unwrap();
    store.limit_pages(pages + 2).unwrap();
    let big: Vec<Reading> = (0..50).map(|at| reading(&format!("big{at}"), format!("{at} and more of it. ").repeat(500))).collect();
    let error = store.add(&big, moment(1)).unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert!(error.to_string().contains("nothing that was reported as stored is lost"), "{error}");
    assert_eq!((store.last_entry().unwrap(), store.rows(Cut::default()).unwrap()), (last, rows), "all or none of a batch");
    store.verify().unwrap();
    store.limit_pages(1 << 30).unwrap();
    store.add(&big, moment(1)).unwrap();
    assert_eq!(store.last_entry().unwrap(), last + 100);
}

#[test]
fn damage_is_found_told_and_what_is_left_can_be_saved() {
    let place = Place::new();
    let many = large(&place);
    let mut bytes = std::fs::read(place.file()).unwrap();
    let (within, _) = packed_text(&place.file(), 100);
    let page = within / 8192 * 8192;
    bytes[page..page + 8192].fill(0xa5);
    std::fs::write(place.file(), &bytes).unwrap();
    let error = Store::open(&place.file()).and_then(|store| store.verify()).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("materiel salvage"), "{error}");

    let found = survey(&place.file()).unwrap();
    assert!(!found.is_whole() && found.documents > 150 && found.documents < many.len(), "{found:?}");
    assert_eq!(found.documents + found.lost_documents.len(), many.len(), "every document is told of: {found:?}");
    let new = place.0.path().join("saved.db");
    assert_eq!(salvage(&place.file(), &new).unwrap(), found);
    let mut saved = Store::open(&new).unwrap();
    saved.verify().unwrap();
    assert_eq!(saved.verify_and_rebuild().unwrap(), 3);
    assert!(matches!(salvage(&place.file(), &new), Err(StoreError::Exists { .. })));
    // Adding the same again brings back what was lost, and nothing else.
    let again = saved.add(&many, moment(2)).unwrap();
    let fresh = again.iter().filter(|one| matches!(one, materiel_store::Added::Stored(..))).count();
    assert_eq!(fresh, found.lost_documents.len());
    assert_eq!(saved.rows(Cut::default()).unwrap().len(), 3);
}

#[test]
fn a_changed_letter_is_noticed() {
    for what in ["the text", "\"reader\":\"test 1\""] {
        let place = Place::new();
        let mut store = Store::create(&place.file()).unwrap();
        let mut some = readings();
        some.iter_mut().for_each(|reading| reading.claims.clear());
        store.add(&some, moment(0)).unwrap();
        drop(store);
        let mut bytes = std::fs::read(place.file()).unwrap();
        let at = if what == "the text" {
            packed_text(&place.file(), 0).0
        } else {
            bytes.windows(what.len()).position(|window| window == what.as_bytes()).unwrap_or_else(|| panic!("{what} is in the file"))
        };
        bytes[at + 15] ^= 1;
        std::fs::write(place.file(), bytes).unwrap();
        let mut store = Store::open(&place.file()).unwrap();
        let error = store.verify().unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
        assert_eq!(store.verify_and_rebuild().unwrap_err().to_string(), error.to_string());
        assert!(!store.is_projected().unwrap(), "nothing was changed");
        let found = survey(&place.file()).unwrap();
        assert_eq!(found.lost_documents.len() + found.lost_entries.len(), 1, "{what}: {found:?}");
    }
}

#[test]
fn a_log_that_was_written_by_half_has_everything_before_the_last_batch() {
    let place = Place::new();
    let mut store = filled(&place);
    store.rows(Cut::default()).unwrap();
    store.checkpoint().unwrap();
    let last = store.last_entry().unwrap();
    let wal = beside(&place.file(), "-wal");
    let (main, before) = (std::fs::read(place.file()).unwrap(), std::fs::read(&wal).unwrap_or_default());
    store.add(&[reading("later", "Later. ".repeat(3000))], moment(1)).unwrap();
    let after = std::fs::read(&wal).unwrap();
    assert!(after.len() > before.len().max(20_000), "the batch is in the log of the engine");
    // The power went at any of these moments: the first so many bytes were on the disk.
    let moments = (0..after.len()).step_by(997).chain([after.len() - 1, after.len()]);
    for cut in moments {
        let other = Place::new();
        std::fs::create_dir_all(other.file().parent().unwrap()).unwrap();
        std::fs::write(other.file(), &main).unwrap();
        std::fs::write(beside(&other.file(), "-wal"), &after[..cut]).unwrap();
        let mut there = Store::open(&other.file()).unwrap();
        there.verify().unwrap();
        let whole = cut == after.len();
        assert_eq!(there.last_entry().unwrap(), if whole { last + 2 } else { last }, "cut after {cut} bytes");
        assert_eq!(there.rows(Cut::default()).unwrap().len(), 3);
        there.add(&[reading("later", "Later. ".repeat(3000))], moment(2)).unwrap();
        assert_eq!(there.last_entry().unwrap(), last + 2);
    }
}

#[test]
fn a_missing_entry_is_noticed() {
    let place = Place::new();
    drop(filled(&place));
    let connection = Connection::open(place.file()).unwrap();
    connection.execute_batch("DROP TRIGGER log_is_not_deleted; DELETE FROM log WHERE number = 4").unwrap();
    drop(connection);
    let mut store = Store::open(&place.file()).unwrap();
    let error = store.verify().unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { detail, .. } if detail.contains("log entry 5")), "{error}");
    assert_eq!(store.verify_and_rebuild().unwrap_err().to_string(), error.to_string());
}

#[test]
fn a_backup_is_the_register_and_can_be_brought_back() {
    let place = Place::new();
    let mut store = filled(&place);
    let rows = store.rows(Cut::default()).unwrap();
    let kept = place.0.path().join("kept.db");
    assert_eq!(store.back_up(&kept).unwrap(), 12);
    assert!(matches!(store.back_up(&kept), Err(StoreError::Exists { .. })));
    store.add(&[reading("later", "Later.".to_owned())], moment(1)).unwrap();

    // Not while somebody writes.
    assert!(matches!(restore(&kept, &place.file()), Err(StoreError::Held { .. })));
    drop(store);
    let aside = restore(&kept, &place.file()).unwrap().unwrap();
    let mut back = Store::open(&place.file()).unwrap();
    assert_eq!((back.last_entry().unwrap(), back.rows(Cut::default()).unwrap()), (12, rows));
    assert_eq!(Store::open(&aside).unwrap().last_entry().unwrap(), 14, "what was there is kept");
    drop(back);

    // Into the empty, and never from what is damaged or something else.
    let other = place.0.path().join("other").join("register.db");
    assert_eq!(restore(&kept, &other).unwrap(), None);
    assert_eq!(Store::open(&other).unwrap().last_entry().unwrap(), 12);
    let (at, _) = packed_text(&kept, 0);
    let mut bytes = std::fs::read(&kept).unwrap();
    bytes[at + 15] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let error = restore(&kept, &other).unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { path, .. } if *path == kept), "{error}");
    assert!(matches!(restore(&place.0.path().join("nothing.db"), &other), Err(StoreError::Missing { .. })));
    std::fs::write(&kept, "something else ".repeat(100)).unwrap();
    assert!(matches!(restore(&kept, &other), Err(StoreError::NotOurs { .. })));
    assert_eq!(Store::open(&other).unwrap().last_entry().unwrap(), 12, "it is as it was");
    let left: Vec<_> = std::fs::read_dir(other.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("part")), "{left:?}");
}
