//! Every view can be asked for what was known by a day, and for what the register had at a time.

use crate::common::{Place, Ran};
use crate::pages::{filled, only};

/// Every view, with what finds something in it.
fn views(place: &Place) -> Vec<Vec<String>> {
    let id = only(place, &["--equipment", "javelin"]);
    place.write("deals.csv", "recipient,supplier,equipment,year\nKosovo,Turkey,Bayraktar TB2,2023\n");
    let view = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        view(&["list", "--format", "jsonl"]),
        view(&["show", &id, "--format", "json"]),
        view(&["why", &id, "--format", "json"]),
        view(&["entity", "Kosovo", "--json"]),
        view(&["entity", "Javelin", "--json"]),
        view(&["watch", "javelin", "--peek", "--format", "jsonl"]),
        view(&["compare", "deals.csv", "--format", "jsonl", "--only", "match", "--only", "differs", "--only", "ours"]),
        view(&["review", "--format", "jsonl"]),
        view(&["diff", "2020", "--format", "jsonl"]),
    ]
}

fn run(place: &Place, view: &[String], with: &[&str]) -> Ran {
    place.run(&view.iter().map(String::as_str).chain(with.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn every_view_can_be_asked_for_another_day() {
    let place = filled();
    for view in views(&place) {
        let now = run(&place, &view, &[]);
        assert_eq!(now.code, Some(0), "{view:?}: {now:?}");
        // The first document is of July 2023; all of them were added on the first day of 2025.
        for none in [["--known-by", "2023-06"], ["--as-we-had-it", "2024-12-31"]] {
            let ran = run(&place, &view, &none);
            assert_eq!(ran.code, Some(1), "{view:?} {none:?}: {ran:?}");
        }
        for all in [["--known-by", "2024-02"], ["--as-we-had-it", "2025-01-01"]] {
            let ran = run(&place, &view, &all);
            assert_eq!(ran.code, Some(0), "{view:?} {all:?}: {ran:?}");
            if !["show", "entity"].contains(&view[0].as_str()) {
                assert_eq!(ran.out, now.out, "{view:?} {all:?}");
            }
        }
    }
}

#[test]
fn the_request_alone_was_known_on_its_day() {
    let place = filled();
    let views = views(&place);
    for view in views.iter().filter(|view| view.iter().any(|word| word.starts_with("t-") || word.eq_ignore_ascii_case("javelin"))) {
        let then = run(&place, view, &["--known-by", "2024-01-11"]);
        assert_eq!(then.code, Some(0), "{view:?}: {then:?}");
        assert!(!then.out.contains("246") && run(&place, view, &[]).out.contains("246") || view[0] == "why", "{view:?}: {then:?}");
    }
}
