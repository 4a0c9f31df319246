//! A disk that is full: every command that writes says so, and nothing that was reported as stored is lost.

use crate::common::{Place, Ran};
use materiel_model::{DocumentId, Event};
use materiel_register::Cut;
use materiel_store::Store;
use std::process::{Command, Stdio};

/// On a file system of its own that has little room, which ends with it: what each command comes to, and what it says.
const SCRIPT: &str = r#"
mount -t tmpfs -o size="$3" none "$2" || exit 77
cp register.db "$2/register.db" || exit 77
export MATERIEL_DB="$2/register.db"
run() { name=$1; shift; "$@" >"$name.out" 2>"$name.err"; echo "$name $?"; }
run add "$1" add -v many.jsonl
run backup "$1" backup "$2/copy.db"
dd if=/dev/zero of="$2/fill" bs=1k 2>/dev/null
run decide "$1" review accept "$4" --by Me --why Because
run rebuild "$1" rebuild
run list "$1" list --format jsonl
rm "$2/fill"
mount -o remount,size=100m "$2" || exit 77
run again "$1" rebuild
cp "$2/register.db" kept.db
test -e "$2/register.db-wal" && cp "$2/register.db-wal" kept.db-wal
test -e "$2/copy.db" && echo "copy there"
exit 0
"#;

/// Where nobody may mount anything: a limit on the size of files, which no error tells from any other.
const LIMITED: &str = r#"
trap '' XFSZ
cp register.db "$2/register.db" || exit 77
export MATERIEL_DB="$2/register.db"
run() { name=$1; shift; (ulimit -f "$limit"; exec "$@") >"$name.out" 2>"$name.err"; echo "$name $?"; }
limit=400
run add "$1" add -v many.jsonl
run backup "$1" backup "$2/copy.db"
limit=1
run decide "$1" review accept "$4" --by Me --why Because
run rebuild "$1" rebuild
limit=unlimited
run list "$1" list --format jsonl
run again "$1" rebuild
cp "$2/register.db" kept.db
test -e "$2/register.db-wal" && cp "$2/register.db-wal" kept.db-wal
exit 0
"#;

fn filled() -> (Place, String) {
    let place = Place::new();
    let said = |at: usize, what: &str| {
        format!("{{\"id\": \"d{at}\", \"text\": \"Kosovo ordered {at} {what} from the United States.{}\"}}\n", " And so on.".repeat(200))
    };
    place.write("one.jsonl", said(20, "Javelin missiles"));
    let added = place.run(&["add", "one.jsonl"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    place.write("many.jsonl", (30..630).map(|at| said(at, "Javelin missiles")).collect::<String>());
    let mut store = Store::open(&place.db()).unwrap();
    let records = store.records("t-", Cut::default()).unwrap();
    store.checkpoint().unwrap();
    (place, records[0].members[0].id.to_string())
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing_that_was_reported_as_stored() {
    let (place, claim) = filled();
    std::fs::create_dir_all(place.path().join("disk")).unwrap();
    let run = |with: &[&str], script: &str| {
        let program = env!("CARGO_BIN_EXE_materiel");
        let disk = place.path().join("disk");
        let mut command = Command::new(with[0]);
        command.args(&with[1..]).args(["sh", "-c", script, "sh", program]).arg(disk).args(["700k", &claim]);
        let output = command.current_dir(place.path()).env("MATERIEL_TODAY", "2025-01-01").stdin(Stdio::null()).output();
        output.ok().map(Ran::of).filter(|ran| ran.code == Some(0))
    };
    let mounted = run(&["unshare", "--map-root-user", "--mount"], SCRIPT);
    let small = mounted.is_some();
    let ran = mounted.or_else(|| run(&["env"], LIMITED)).expect("a shell");
    let came_to = |name: &str| ran.out.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<i32>().ok());
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();

    for name in ["add", "backup", "rebuild"] {
        // What the engine keeps beside the file may still have room for a rebuild.
        if name == "rebuild" && came_to(name) == Some(0) {
            continue;
        }
        let says = read(&format!("{name}.err"));
        assert_eq!(came_to(name), Some(2), "{name}: {ran:?}\n{says}");
        let expected = if small { "the disk is full; nothing that was reported as stored is lost" } else { ".db" };
        assert!(says.contains(expected), "{name}: {says}");
    }
    assert!(!ran.out.contains("copy there"), "half a backup is none: {ran:?}");
    assert_eq!((came_to("list"), came_to("again")), (Some(0), Some(0)), "{ran:?}");

    let store = Store::open(&place.path().join("kept.db")).unwrap();
    store.verify().unwrap();
    let told = read("add.out");
    let stored: Vec<DocumentId> =
        told.lines().filter_map(|line| DocumentId::parse(line.strip_prefix("stored ")?.split(' ').next()?)).collect();
    assert!(!stored.is_empty() && stored.len() < 600, "{}", stored.len());
    for id in stored {
        assert!(store.has(&id).unwrap(), "{id} was reported and is lost");
    }
    // The decision was stored, or it was refused.
    let mut decided = false;
    store.entries(0, |entry| decided |= matches!(entry.event, Event::Decided { .. })).unwrap();
    assert_eq!(came_to("decide"), Some(if decided { 0 } else { 2 }), "{ran:?}");
}
