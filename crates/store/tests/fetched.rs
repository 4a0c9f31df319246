//! What was fetched: the log, the archive beside it, what is followed, and how a backup takes all of it along.

mod common;

use common::{Place, filled, moment};
use materiel_model::{Archived, DocumentId, Event, Fetch, sha256_hex};
use materiel_store::archive::{self, Archive, Exchange};
use materiel_store::{Followed, Store, StoreError, Visit, restore, salvage};
use std::io::Read;
use std::path::Path;

fn exchange<'a>(address: &'a str, body: &'a [u8]) -> Exchange<'a> {
    let (request, head) = (&b"GET / HTTP/1.1\r\nhost: example.org\r\n\r\n"[..], &b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"[..]);
    Exchange { address, at: moment(1), ip: Some("192.0.2.1".to_owned()), request, head, body, truncated: false }
}

fn first_document(store: &Store) -> DocumentId {
    let mut first = None;
    store
        .entries(0, |entry| {
            if let (None, Event::DocumentAdded { document }) = (&first, &entry.event) {
                first = Some(document.id());
            }
        })
        .unwrap();
    first.unwrap()
}

fn fetch(body: &[u8], archived: Archived) -> Fetch {
    let address = "https://example.org/page".to_owned();
    Fetch { page: address.clone(), address, at: moment(1), sha256: sha256_hex(body), content_type: None, archived: Some(archived) }
}

/// A register with one document that was fetched.
fn fetched(place: &Place) -> (Store, Fetch) {
    let mut store = filled(place);
    let kept = Archive::of(&place.file(), "test").keep(&exchange("https://example.org/page", b"<p>Text")).unwrap();
    let one = fetch(b"<p>Text", kept);
    store.add_fetched(&[(first_document(&store), one.clone())], moment(2)).unwrap();
    (store, one)
}

#[test]
fn an_answer_is_read_back_as_it_came() {
    let place = Place::new();
    std::fs::create_dir_all(place.file().parent().unwrap()).unwrap();
    let mut archive = Archive::of(&place.file(), "test");
    let bodies: Vec<Vec<u8>> = vec![b"one".to_vec(), vec![0; 100_000], b"\r\n\r\nWARC/1.1\r\n\r\n".to_vec(), Vec::new()];
    let places: Vec<Archived> = bodies.iter().map(|body| archive.keep(&exchange("https://example.org/\r\nx: y", body)).unwrap()).collect();
    for (body, kept) in bodies.iter().zip(&places) {
        let read = archive::read(&place.file(), kept).unwrap();
        assert_eq!((read.body(), read.field("warc-type")), (body.as_slice(), Some("response")));
        assert_eq!(read.field("WARC-Target-URI"), Some("https://example.org/  x: y"), "an address begins no field");
        assert!(read.block.starts_with(b"HTTP/1.1 200 OK\r\n"));
    }
    // Another run begins another file.
    let other = Archive::of(&place.file(), "test").keep(&exchange("https://example.org/", b"two")).unwrap();
    assert!(other.file != places[0].file);
    // Each record is a gzip member of its own, and all members together are one stream of records.
    let bytes = std::fs::read(archive::folder(&place.file()).join(&places[0].file)).unwrap();
    let mut all = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut all).unwrap();
    let heads = all.windows(18).filter(|window| window == b"WARC/1.1\r\nWARC-Typ").count();
    assert_eq!(heads, 1 + 2 * bodies.len(), "the file's own note, and an answer and a request for each");
}

#[test]
fn a_record_that_is_not_what_was_kept_is_refused() {
    let place = Place::new();
    let (_, one) = fetched(&place);
    let kept = one.archived.unwrap();
    let refused = |place: &Place, kept: &Archived| archive::read(&place.file(), kept).unwrap_err();
    assert!(matches!(refused(&place, &Archived { offset: kept.offset + 1, ..kept.clone() }), StoreError::Archive { .. }));
    assert!(matches!(refused(&place, &Archived { record: "urn:uuid:0".into(), ..kept.clone() }), StoreError::Archive { .. }));
    assert!(matches!(refused(&place, &Archived { file: "../register.db".into(), ..kept.clone() }), StoreError::Archive { .. }));
    let file = archive::folder(&place.file()).join(&kept.file);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = usize::try_from(kept.offset + kept.length / 2).unwrap();
    bytes[middle] ^= 0x10;
    std::fs::write(&file, bytes).unwrap();
    assert!(matches!(refused(&place, &kept), StoreError::Archive { .. }));
    std::fs::remove_file(&file).unwrap();
    assert!(refused(&place, &kept).to_string().contains("no such file"));
}

#[test]
fn what_was_fetched_is_in_the_log_and_can_be_taken_back() {
    let place = Place::new();
    let (mut store, one) = fetched(&place);
    let id = first_document(&store);
    let found = store.fetches_of(&id).unwrap();
    assert_eq!((found.len(), &found[0].fetch, &found[0].document), (1, &one, &id));
    store.verify().unwrap();
    let entry = found[0].entry;
    let taken_back = store.retract(entry, "A. Reviewer", "another page", moment(3)).unwrap();
    assert!(store.fetched().unwrap().is_empty());
    store.retract(taken_back, "A. Reviewer", "the same page after all", moment(4)).unwrap();
    assert_eq!(store.fetched().unwrap().len(), 1);
}

#[test]
fn what_is_followed_is_remembered_and_forgotten() {
    let place = Place::new();
    let mut store = filled(&place);
    let one = |body: &str| Followed { address: "https://example.org/feed".into(), added: moment(1), body: body.into() };
    assert!(store.follow(&one("{}")).unwrap());
    assert!(!store.follow(&one("{\"name\":\"x\"}")).unwrap());
    let visit = |via: Option<&str>, body: &str| Visit {
        address: "https://example.org/1".into(),
        at: moment(2),
        via: via.map(str::to_owned),
        body: body.into(),
    };
    store.remember_visits(&[visit(Some("https://example.org/feed"), "1")]).unwrap();
    store.remember_visits(&[visit(None, "2")]).unwrap();
    assert_eq!(store.visit("https://example.org/1").unwrap().unwrap(), visit(Some("https://example.org/feed"), "2"));
    assert_eq!(store.visits_via("https://example.org/feed").unwrap().len(), 1);
    drop(store);
    let mut store = Store::open(&place.file()).unwrap();
    assert_eq!(store.followed().unwrap(), [one("{\"name\":\"x\"}")]);
    assert!(store.unfollow("https://example.org/feed").unwrap() && !store.unfollow("https://example.org/feed").unwrap());
}

#[test]
fn backup_restore_and_salvage_take_the_archive_along() {
    let place = Place::new();
    let (mut store, one) = fetched(&place);
    store.follow(&Followed { address: "https://example.org/feed".into(), added: moment(1), body: "{}".into() }).unwrap();
    let kept = one.archived.unwrap();
    let at = |name: &str| place.0.path().join(name);
    let whole = |path: &Path| {
        assert_eq!(archive::read(path, &kept).unwrap().body(), b"<p>Text");
        assert_eq!(Store::open(path).unwrap().followed().unwrap().len(), 1);
    };
    store.back_up(&at("kept.db")).unwrap();
    whole(&at("kept.db"));
    salvage(&place.file(), &at("saved.db")).unwrap();
    whole(&at("saved.db"));
    // What the archive has since then goes aside with its register.
    let later = Archive::of(&place.file(), "test").keep(&exchange("https://example.org/later", b"later")).unwrap();
    drop(store);
    let aside = restore(&at("kept.db"), &place.file()).unwrap().unwrap();
    whole(&place.file());
    assert!(archive::read(&place.file(), &later).is_err());
    assert_eq!(archive::read(&aside, &later).unwrap().body(), b"later");
}
