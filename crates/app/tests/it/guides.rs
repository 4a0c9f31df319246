//! The commands of the guides are run: every block that is marked `sh`, in order, in one shell, in a folder with the project's own corpus as `clippings/`.

use crate::common::Place;
use std::path::Path;
use std::process::{Command, Stdio};

fn runs(name: &str) {
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("docs/guide").join(format!("{name}.md"))).unwrap();
    place.write("clippings/reports.jsonl", std::fs::read(root.join("corpus/reports.jsonl")).unwrap());
    let mut script = String::from("set -euo pipefail\n");
    let mut blocks = 0;
    let mut inside = false;
    for line in guide.lines() {
        match line {
            "```sh" => (inside, blocks) = (true, blocks + 1),
            "```" => inside = false,
            line if inside => {
                script.push_str(line);
                script.push('\n');
            }
            _ => {}
        }
    }
    assert!(blocks > 2, "{name} has no commands");
    // Which line fails is told with what it said.
    script.insert_str(0, "trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR\n");
    let program = Path::new(env!("CARGO_BIN_EXE_materiel")).parent().unwrap();
    let mut path = vec![program.to_path_buf()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(place.path())
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("MATERIEL_TODAY", "2026-02-01")
        .env("HOME", place.path())
        .env_remove("MATERIEL_DB")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{name}: {}\n{}", String::from_utf8_lossy(&ran.stderr), String::from_utf8_lossy(&ran.stdout));
}

#[test]
fn the_researchers_commands_run() {
    runs("researcher");
}

#[test]
fn the_journalists_commands_run() {
    runs("journalist");
}

#[test]
fn the_administrators_commands_run() {
    runs("administrator");
}

#[test]
fn the_contributors_commands_run() {
    runs("contributor");
}
