//! Backup, restore, damage, and two who write at once.

use crate::common::Place;
use std::io::Write;
use std::process::Stdio;

fn filled() -> Place {
    let place = Place::new();
    let lines: String =
        (0..300).map(|at| format!("{{\"id\": \"d{at}\", \"text\": \"Report {at}: {}\"}}\n", "nothing of note. ".repeat(60))).collect();
    place.write("many.jsonl", lines);
    assert_eq!(place.run(&["add", "many.jsonl"]).code, Some(0));
    place
}

#[test]
fn a_backup_is_one_command_and_bringing_it_back_another() {
    let place = filled();
    let made = place.run(&["backup", "kept.db"]);
    assert_eq!((made.code, made.err.as_str()), (Some(0), "kept.db: the register with its 600 log entries, checked\n"));
    let again = place.run(&["backup", "kept.db"]);
    assert!(again.code == Some(2) && again.err.contains("kept.db: there is a file of this name already"), "{again:?}");

    place.write("more.txt", "Another text.");
    assert_eq!(place.run(&["add", "more.txt"]).code, Some(0));
    let back = place.run(&["restore", "kept.db"]);
    assert_eq!(back.code, Some(0), "{back:?}");
    assert!(back.err.contains("register.db.replaced-1") && back.err.contains("restored with 600 log entries"), "{back:?}");
    assert!(place.run(&["add", "more.txt"]).err.starts_with("1 document stored"));
    assert_eq!(place.run(&["restore", "missing.db"]).code, Some(2));
    assert_eq!(place.run(&["rebuild"]).code, Some(0));
}

#[test]
fn damage_says_what_is_lost_and_how_to_go_on() {
    let place = filled();
    let mut bytes = std::fs::read(place.db()).unwrap();
    // A page in the midst of the documents: its texts are deflated, but a document's own name stands behind its hash.
    const HASH: usize = 64;
    const PAGE: usize = 8192;
    let row = |window: &[u8]| window[..HASH].iter().all(u8::is_ascii_hexdigit) && &window[HASH..] == b"d150";
    let page = bytes.windows(HASH + 4).position(row).unwrap() / PAGE * PAGE;
    bytes[page..page + PAGE].fill(0xa5);
    std::fs::write(place.db(), bytes).unwrap();
    let ran = place.run(&["rebuild"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for words in [" are lost. Adding the same documents again", "`materiel salvage NEW`", "`materiel restore BACKUP`"] {
        assert!(ran.err.contains(words), "no `{words}` in {}", ran.err);
    }
    let saved = place.run(&["salvage", "new.db"]);
    assert_eq!(saved.code, Some(1), "{saved:?}");
    let lost = saved.out.lines().filter(|line| line.starts_with("lost document ")).count();
    assert!(lost > 0 && lost < 100, "{saved:?}");
    let again = place.run(&["add", "many.jsonl", "--db", "new.db"]);
    assert!(
        again.err.starts_with(&format!("{lost} document")) && again.err.contains(&format!("{} documents already there", 300 - lost)),
        "{again:?}"
    );
    assert_eq!(place.run(&["rebuild", "--db", "new.db"]).code, Some(0));
}

#[test]
fn two_who_write_at_once_are_told_apart() {
    let place = filled();
    let mut first = place.program(&["add", "-"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // The first has the register as soon as it runs, and waits for more to read.
    let lock = place.path().join("register.db.lock");
    while std::fs::read_to_string(&lock).unwrap_or_default() != first.id().to_string() {
        assert!(first.try_wait().unwrap().is_none(), "it goes on");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    place.write("more.txt", "Another text.");
    let second = place.run(&["add", "more.txt"]);
    assert_eq!(second.code, Some(2), "{second:?}");
    assert!(second.err.contains(&format!("another program (process {}) is writing to the register", first.id())), "{second:?}");
    assert!(second.err.contains("nothing was changed, try again"), "{second:?}");
    assert_eq!(place.run(&["list"]).code, Some(1), "reading goes on");
    first.stdin.take().unwrap().write_all(b"One text.").unwrap();
    assert!(first.wait().unwrap().success());
    assert_eq!(place.run(&["add", "more.txt"]).code, Some(0));
}
