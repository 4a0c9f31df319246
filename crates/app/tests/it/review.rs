//! Decisions from the command line, and what changed.

use crate::common::{Place, Ran};
use crate::pages::{filled, only};
use serde_json::Value as Json;

const WHO: [&str; 4] = ["--by", "A. Reviewer", "--why", "read the notice"];

fn decide(place: &Place, args: &[&str]) -> Ran {
    place.run(&[&["review"], args, &WHO].concat())
}

/// The rows of a command that writes JSON lines.
fn rows(place: &Place, args: &[&str]) -> Vec<Json> {
    let ran = place.run(&[args, &["--format", "jsonl"]].concat());
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

/// The first digits of a claim of the Javelin sale, by its document.
fn claim(place: &Place, label: &str) -> String {
    let id = only(place, &["--equipment", "javelin"]);
    let view: Json = serde_json::from_str(&place.run(&["show", &id, "--format", "json"]).out).unwrap();
    let claims = view["claims"].as_array().unwrap();
    let found = claims.iter().find(|claim| claim["label"] == label).unwrap_or_else(|| panic!("{label}"));
    found["claim"].as_str().unwrap()[..8].to_owned()
}

fn shown(place: &Place, field: &str) -> Json {
    rows(place, &["list", "--equipment", "javelin"])[0][field].clone()
}

#[test]
fn the_queue_is_a_page_and_rows() {
    let place = filled();
    insta::assert_snapshot!(place.run(&["review", "--limit", "3"]).out);
    assert_eq!(rows(&place, &["review", "--limit", "0"]).len(), 8);
    assert_eq!(rows(&place, &["review", "--kind", "budget"]).len(), 1);
    assert_eq!(rows(&place, &["review", "--known-by", "2023-07-31"]).len(), 1);
}

#[test]
fn every_decision_is_shown_with_who_and_why_and_is_undone_by_another() {
    let place = filled();
    let before = place.run(&["list", "--format", "json"]).out;
    let newspaper = claim(&place, "newspaper");
    let notice = claim(&place, "notice");
    let drones = only(&place, &["--equipment", "bayraktar"]);
    let decisions: [&[&str]; 7] = [
        &["accept", &notice],
        &["correct", &newspaper, "quantity", "at least 240", "--words", "200"],
        &["pin", &newspaper, "stage"],
        &["rename", "org:Kosova", "Kosovo"],
        &["split", &newspaper, &notice],
        &["join", &only(&place, &["--equipment", "javelin"]), &drones],
        &["reject", &claim(&place, "request")],
    ];
    for args in decisions {
        let ran = decide(&place, args);
        assert!(ran.code == Some(0) && ran.err.starts_with("stored as entr"), "{args:?}: {ran:?}");
    }
    let log = rows(&place, &["review", "log"]);
    let said: Vec<&str> = log.iter().map(|row| row["decision"].as_str().unwrap()).collect();
    assert_eq!(said, ["accept", "correct", "pin", "rename", "split", "join", "reject"]);
    assert!(
        log.iter().all(|row| row["author"] == "A. Reviewer" && row["reason"] == "read the notice" && row["held"] == "holds"),
        "{log:#?}"
    );
    assert_ne!(place.run(&["list", "--format", "json"]).out, before);
    assert_eq!(rows(&place, &["review", "log", "--about", &notice]).len(), 3);
    assert_eq!(place.run(&["review", "log", "--author", "nobody"]).code, Some(1));
    for row in &log {
        let ran = decide(&place, &["undo", &row["entry"].to_string()]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    assert_eq!(place.run(&["list", "--format", "json"]).out, before);
    assert_eq!(rows(&place, &["review", "log"]).len(), 14);
    let last = rows(&place, &["review", "log"])[13]["entry"].to_string();
    assert_eq!(decide(&place, &["undo", &last]).code, Some(0));
    assert_ne!(place.run(&["list", "--format", "json"]).out, before, "taking back a taking back");
}

#[test]
fn a_corrected_value_needs_words_of_the_document() {
    let place = filled();
    let newspaper = claim(&place, "newspaper");
    let ran = decide(&place, &["correct", &newspaper, "quantity", "246", "--format", "jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let row: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((row["change"].as_str(), row["decisions"][0]["decision"].as_str()), (Some("changed"), Some("correct")));
    assert_eq!(shown(&place, "conflicts"), 0);
    assert_eq!(shown(&place, "reviewed"), "part");
    let page = place.run(&["show", &only(&place, &["--equipment", "javelin"])]).out;
    assert!(page.contains("quantity 246 ✓") && page.contains("DECISIONS") && page.contains("quantity of"), "{page}");
    let one = place.run(&["review", "claim", &newspaper]).out;
    assert!(one.contains("246  «200» (put there by hand)") && one.contains("1 decision on it"), "{one}");
}

#[test]
fn what_cannot_be_decided_is_refused_and_stores_nothing() {
    let place = filled();
    let newspaper = claim(&place, "newspaper");
    let wrong: [(&[&str], &str); 13] = [
        (&["accept", "zzzz"], "is no claim's id"),
        (&["accept", "0000"], "no claim that is read begins with 0000"),
        (&["accept", "t-zzzz"], "no record is called t-zzzz"),
        (&["correct", &newspaper, "actor", "XK"], "has no `actor`"),
        (&["correct", &newspaper, "quantity", "many"], "is no number"),
        (&["correct", &newspaper, "value", "75 million", "--words", "200"], "is no amount"),
        (&["correct", &newspaper, "due", "2025"], "--words"),
        (&["correct", &newspaper, "due", "2025", "--words", "next year"], "does not have the words"),
        (&["correct", &newspaper, "recipient", "Atlantis"], "org:Atlantis"),
        (&["correct", &newspaper, "stage", "--empty"], "reject the claim instead"),
        (&["pin", &newspaper, "value"], "says nothing of `value`"),
        (&["join", &newspaper, &only(&place, &["--kind", "budget"])], "are never one thing"),
        (&["undo", "3"], "is no decision"),
    ];
    for (args, words) in wrong {
        let ran = decide(&place, args);
        assert!(ran.code == Some(2) && ran.err.contains(words), "{args:?}: {ran:?}");
    }
    let no_reason = place.run(&["review", "accept", &newspaper, "--by", "A. Reviewer", "--why", " "]);
    assert!(no_reason.code == Some(2) && no_reason.err.contains("--why"), "{no_reason:?}");
    assert_eq!(place.run(&["review", "accept", &newspaper, "--by", "A. Reviewer"]).code, Some(2));
    let dry = decide(&place, &["reject", &newspaper, "--dry-run"]);
    assert!(dry.code == Some(0) && dry.out.contains("conflicts: 1 → 0") && dry.err.contains("nothing was stored"), "{dry:?}");
    assert_eq!(place.run(&["review", "log"]).code, Some(1));
}

#[test]
fn decisions_are_as_we_had_them_then() {
    let place = filled();
    decide(&place, &["reject", &claim(&place, "newspaper")]);
    assert_eq!(shown(&place, "conflicts"), 0);
    let then = &["--as-we-had-it", "2025-06-01"];
    assert_eq!(rows(&place, &[&["list", "--equipment", "javelin"], &then[..]].concat())[0]["conflicts"], 1);
    assert_eq!(place.run(&[&["review", "log"], &then[..]].concat()).code, Some(1));
    assert_eq!(rows(&place, &[&["review", "--limit", "0"], &then[..]].concat()).len(), 8);
    let changed = rows(&place, &["diff", "2025-06-01T00:00:00Z"]);
    assert_eq!(changed.len(), 1, "{changed:#?}");
    assert_eq!(changed[0]["decisions"][0]["decision"], "reject");
}

#[test]
fn a_diff_shows_what_changed_and_which_documents_changed_it() {
    let place = filled();
    insta::assert_snapshot!(place.run(&["diff", "2024-01-11", "2024-01-15"]).out);
    assert_eq!(rows(&place, &["diff", "2023-01", "2024-12", "--kind", "budget"]).len(), 1);
    assert_eq!(rows(&place, &["diff", "2023", "--recipient", "Kosovo"]).len(), 1);
    let none = place.run(&["diff", "2024-01-12", "2024-01-13"]);
    assert!(none.code == Some(1) && none.err.contains("nothing changed"), "{none:?}");
    let log = rows(&place, &["diff", "2024-12-31T00:00:00Z", "2025-01-02T00:00:00Z"]);
    assert!(log.len() == 3 && log.iter().all(|row| row["change"] == "new" && row["documents"][0]["how"] == "added"), "{log:#?}");
    for (args, words) in [
        (&["diff", "yesterday"][..], "is no day"),
        (&["diff", "2024", "2025-01-02T00:00:00Z"], "two days or two times"),
        (&["diff", "2025", "2024"], "lies after"),
    ] {
        let ran = place.run(args);
        assert!(ran.code == Some(2) && ran.err.contains(words), "{ran:?}");
    }
}
