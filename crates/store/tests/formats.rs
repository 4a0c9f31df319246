//! A register of every format version is opened by this version, with everything that is in it.

mod common;

use common::{Place, moment, readings};
use materiel_model::{Event, Fetch};
use materiel_register::Cut;
use materiel_register::view::Reviewed;
use materiel_store::{Added, FORMAT, Followed, Store};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The registers kept beside this test, by format: SQL that a program of that time left behind.
fn kept() -> Vec<(i32, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut out: Vec<(i32, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().parse().unwrap(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    out.sort();
    out
}

fn laid_out(place: &Place, sql: &str) -> PathBuf {
    std::fs::create_dir_all(place.file().parent().unwrap()).unwrap();
    let connection = Connection::open(place.file()).unwrap();
    connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
    connection.execute_batch(sql).unwrap();
    place.file()
}

#[test]
fn every_format_has_a_register_here() {
    let formats: Vec<i32> = kept().into_iter().map(|(format, _)| format).collect();
    let wanted: Vec<i32> = (1..=FORMAT).collect();
    assert_eq!(formats, wanted, "keep a register of the newest format too: see `the_newest_format_is_kept`");
}

/// `MATERIEL_BLESS=1` writes `formats/N.sql` for a new format, once: what is there is never written again.
#[test]
fn the_newest_format_is_kept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/formats/{FORMAT}.sql"));
    if path.exists() || std::env::var_os("MATERIEL_BLESS").is_none() {
        return;
    }
    let place = Place::new();
    let old = laid_out(&place, &kept()[0].1);
    let mut store = Store::open(&old).unwrap();
    let added = store.add(&readings()[..2], moment(1)).unwrap();
    let (Added::Stored(id, _) | Added::AlreadyThere(id)) = &added[0];
    let address = "https://example.org/request".to_owned();
    let fetch = Fetch { page: address.clone(), address, at: moment(1), sha256: "0".repeat(64), content_type: None, archived: None };
    store.add_fetched(&[(id.clone(), fetch)], moment(2)).unwrap();
    store.follow(&Followed { address: "https://example.org/feed".into(), added: moment(2), body: "{}".into() }).unwrap();
    store.rows(Cut::default()).unwrap();
    drop(store);
    std::fs::write(path, dump(&Connection::open(old).unwrap())).unwrap();
}

#[test]
fn a_register_of_every_format_opens_with_all_that_is_in_it() {
    for (format, sql) in kept() {
        let place = Place::new();
        let file = laid_out(&place, &sql);
        let before: i64 = Connection::open(&file).unwrap().query_row("SELECT max(number) FROM log", [], |row| row.get(0)).unwrap();
        let mut store = Store::open(&file).unwrap();
        store.verify().unwrap_or_else(|error| panic!("format {format}: {error}"));
        let mut entries = Vec::new();
        store.entries(0, |entry| entries.push(entry)).unwrap();
        assert_eq!(entries.len(), usize::try_from(before).unwrap(), "format {format}");
        assert!(entries.iter().any(|entry| matches!(entry.event, Event::Retracted { entry: 10, .. })));

        // The first eleven entries are the same in all of them: two deals, one of which somebody looked at.
        let rows = store.rows(Cut::default()).unwrap();
        let row =
            |family: &str| rows.iter().find(|row| row.family.as_deref() == Some(family)).unwrap_or_else(|| panic!("{format}: {rows:?}"));
        assert!(row("javelin").reviewed != Reviewed::No && row("javelin").documents >= 2, "format {format}");
        assert_eq!(row("bayraktar-tb2").quantity.map(|quantity| quantity.value), Some(20), "format {format}");

        let (fetched, followed) = (store.fetched().unwrap(), store.followed().unwrap());
        let wanted = usize::from(format >= 3);
        assert_eq!((fetched.len(), followed.len()), (wanted, wanted), "format {format}");

        // And it goes on being a register.
        store.add(&readings(), moment(1)).unwrap();
        assert!(store.rows(Cut::default()).unwrap().len() >= rows.len());
        store.verify().unwrap();
        drop(store);
        let now: i32 = Connection::open(&file).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(now, FORMAT);
    }
}

/// A database as SQL.
fn dump(connection: &Connection) -> String {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
    let mut out = format!(
        "-- A register of format {FORMAT}, as version {} of the program wrote it.\nPRAGMA application_id = {}; PRAGMA user_version = {};\n",
        env!("CARGO_PKG_VERSION"),
        number("application_id"),
        number("user_version"),
    );
    // The index of words makes tables of its own, which are made anew.
    let query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'found%' \
        ORDER BY type <> 'table', rowid";
    let mut objects = connection.prepare(query).unwrap();
    let objects: Vec<(String, String, String)> =
        objects.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect();
    let tables = objects.iter().filter(|(kind, ..)| kind == "table");
    let others = objects.iter().filter(|(kind, ..)| kind != "table");
    for (_, name, sql) in tables {
        out.push_str(&format!("{sql};\n"));
        let columns: Vec<String> = {
            let mut info = connection.prepare(&format!("PRAGMA table_info({name})")).unwrap();
            info.query_map([], |row| row.get::<_, String>(1)).unwrap().map(Result::unwrap).collect()
        };
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let mut rows = connection.prepare(&format!("SELECT {} FROM {name}", quoted.join(" || ',' || "))).unwrap();
        for row in rows.query_map([], |row| row.get::<_, String>(0)).unwrap() {
            out.push_str(&format!("INSERT INTO {name} VALUES ({});\n", row.unwrap()));
        }
    }
    for (_, _, sql) in others {
        out.push_str(&format!("{sql};\n"));
    }
    out
}
