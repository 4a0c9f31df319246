//! What was reported as stored survives the end of the program at any moment.

use crate::common::Place;
use materiel_model::DocumentId;
use materiel_store::Store;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

const MANY: usize = 3000;

fn lines() -> String {
    (0..MANY).map(|at| format!("{{\"id\": \"d{at}\", \"text\": \"Report {at}: nothing of note was delivered to anybody.\"}}\n")).collect()
}

#[test]
fn killed_while_adding_nothing_that_was_reported_is_lost() {
    let place = Place::new();
    place.write("many.jsonl", lines());
    let mut reported: Vec<DocumentId> = Vec::new();
    // Each time the program gets a little further before it is killed.
    for run in 0..4 {
        let mut child = place.program(&["add", "-v", "many.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut fresh = 0;
        while fresh < 200 {
            let Some(Ok(line)) = told.next() else { break };
            if let Some(id) = line.strip_prefix("stored ").and_then(|rest| DocumentId::parse(rest.split(' ').next()?)) {
                reported.push(id);
                fresh += 1;
            }
        }
        std::thread::sleep(Duration::from_millis(3 * run));
        // `Child::kill` sends SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        // What it managed to say before it died counts too. The last line may be cut off.
        let rest = told.map_while(Result::ok).filter_map(|line| DocumentId::parse(line.strip_prefix("stored ")?.split(' ').next()?));
        reported.extend(rest);

        let store = Store::open(&place.db()).unwrap();
        store.verify().unwrap();
        for id in &reported {
            assert!(store.has(id).unwrap(), "{id} was reported and is lost");
        }
    }
    assert!(reported.len() >= 800 && reported.len() < MANY, "{}", reported.len());
    let again = place.run(&["add", "many.jsonl"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let last = place.run(&["add", "many.jsonl"]);
    assert_eq!(last.err, format!("{MANY} documents already there\n"));
    assert_eq!(place.run(&["rebuild"]).code, Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    place.write("many.jsonl", lines());
    let mut child = place.program(&["add", "-v", "many.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
