//! The pages in a real browser: `tests/browser/drive.mjs` drives headless Chromium over `materiel serve`.
//!
//! It needs Chromium, Node and the packages of `tests/browser` (`npm ci`). Where they are missing the test says so and is left out, unless
//! `MATERIEL_BROWSER=required`, as `.ci/run` sets it, makes that a failure. `MATERIEL_SHOTS=DIR` keeps screenshots.

use crate::common::Place;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The program while it serves; it ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn every_page_works_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let missing = |what: &str| {
        assert!(std::env::var_os("MATERIEL_BROWSER").is_none(), "the browser tests are required, and there is no {what}");
        // Past the harness, which shows nothing of tests that pass.
        let _ = writeln!(std::io::stderr(), "LEFT OUT: browser::every_page_works_in_a_browser, since there is no {what}");
    };
    let Some(chromium) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program) else {
        return missing("Chromium");
    };
    let Some(node) = program("node") else { return missing("Node") };
    if !folder.join("node_modules").is_dir() {
        return missing("folder of packages: run `npm ci` in crates/app/tests/browser");
    }
    let place = Place::new();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/reports.jsonl");
    let added = place.run(&["add", corpus.to_str().expect("a path that can be written")]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let token = place.run(&["user", "add", "Tester", "--role", "reviewer"]).out;
    let mut serving =
        Serving(place.program(&["serve", "--listen", "127.0.0.1:0", "--allow-review"]).stdout(Stdio::piped()).spawn().expect("it serves"));
    let mut address = String::new();
    BufReader::new(serving.0.stdout.take().expect("its output")).read_line(&mut address).expect("an address");
    let mut drive = Command::new(node);
    drive.env("MATERIEL_TOKEN", token.trim()).current_dir(&folder).arg("drive.mjs").args([address.trim(), &chromium.display().to_string()]);
    if let Some(shots) = std::env::var_os("MATERIEL_SHOTS") {
        drive.arg(shots);
    }
    let ran = drive.output().expect("Node runs");
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}

/// Where a program is.
fn program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}
