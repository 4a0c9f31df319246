//! Tables and pages, on a register whose claims are given by the test and not read.

use crate::common::Place;
use crate::kosovo::kosovo;
use materiel_store::{Reading, Store};

pub(crate) fn filled() -> Place {
    let place = Place::new();
    let read = |(mut document, claims): (materiel_model::Document, Vec<materiel_model::Claim>)| {
        document.source = Some("Example Press".to_owned());
        document.url = Some(format!("https://example.org/{}", document.label));
        Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims }
    };
    let readings: Vec<Reading> = kosovo().into_iter().map(read).collect();
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    place
}

/// The id of the only record that a list with these arguments has.
pub(crate) fn only(place: &Place, args: &[&str]) -> String {
    let ran = place.run(&[&["list", "--format", "jsonl"], args].concat());
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
    let row: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_register_is_a_table_for_each_kind() {
    insta::assert_snapshot!(filled().run(&["list"]).out);
}

#[test]
fn filters_choose_rows() {
    let place = filled();
    let count = |args: &[&str]| place.run(&[&["list", "--format", "jsonl"], args].concat()).out.lines().count();
    for (args, rows) in [
        (&["--kind", "transfer"][..], 2),
        (&["--kind", "budget"], 1),
        (&["--recipient", "XK"], 2),
        (&["--recipient", "xk", "--supplier", "tr"], 1),
        (&["--equipment", "javelin"], 1),
        (&["--equipment", "anti_tank"], 1),
        (&["--stage", "delivered"], 1),
        (&["--since", "2024"], 2),
        (&["--known-by", "2023-12-31"], 2),
        (&["--known-by", "2023-07"], 1),
        (&["--as-we-had-it", "2024-12-31T00:00:00Z"], 0),
        (&["--min-confidence", "0.5"], 3),
        (&["--min-confidence", "0.51"], 0),
        (&["--recipient", "FR"], 0),
    ] {
        assert_eq!(count(args), rows, "{args:?}");
    }
    assert_eq!(place.run(&["list", "--recipient", "FR"]).code, Some(1));
    assert_eq!(place.run(&["list", "--kind", "deal"]).code, Some(2));
}

#[test]
fn a_long_list_is_read_page_by_page() {
    let place = filled();
    let all = place.run(&["list", "--format", "jsonl"]);
    let page = |number: &str| place.run(&["list", "--format", "jsonl", "--limit", "2", "--page", number]);
    assert_eq!(page("1").out + &page("2").out, all.out);
    assert_eq!(page("1").err, "materiel: records 1 to 2 of 3; --page 2 shows the next, --limit 0 all\n");
    assert_eq!(page("2").err, "materiel: records 3 to 3 of 3, --limit 0 all\n");
    assert_eq!((page("3").code, page("3").err.as_str()), (Some(1), "materiel: there is no page 3: the list has 3 records\n"));
    assert_eq!((page("0").code, page("18446744073709551615").code), (Some(2), Some(1)));
    assert_eq!(place.run(&["list", "--limit", "0", "--format", "jsonl"]).out, all.out);
    assert_eq!((all.err.as_str(), place.run(&["list", "--page", "2"]).code), ("", Some(1)));
    let cut = place.run(&["list", "--format", "jsonl", "--limit", "1", "--page", "2", "--known-by", "2024-02"]);
    assert_eq!(cut.out, all.out.lines().nth(1).unwrap().to_owned() + "\n");
}

#[test]
fn every_format_has_the_same_rows() {
    let place = filled();
    let json: Vec<serde_json::Value> = serde_json::from_str(&place.run(&["list", "--format", "json"]).out).unwrap();
    let jsonl: Vec<serde_json::Value> =
        place.run(&["list", "--format", "jsonl"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json, jsonl);
    insta::assert_snapshot!(place.run(&["list", "--format", "csv"]).out);
    assert_eq!(place.run(&["list", "--format", "json", "--recipient", "FR"]).out, "[]\n");
}

#[test]
fn a_record_shows_its_history_and_the_words_of_every_value() {
    let place = filled();
    let id = only(&place, &["--equipment", "javelin"]);
    let page = place.run(&["show", &id[..6]]);
    insta::assert_snapshot!(page.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["show", &id, "--format", "json"]).out).unwrap();
    assert_eq!(json["row"]["id"], id.as_str());
    assert_eq!(place.run(&["show", "t-"]).code, Some(1), "two records begin so");
}

#[test]
fn a_record_stands_where_it_does_on_the_day_from_which_it_is_looked_at() {
    let place = filled();
    let id = only(&place, &["--equipment", "javelin"]);
    let standing = |args: &[&str]| -> serde_json::Value {
        let ran = place.run(&[&["show", &id, "--format", "json"], args].concat());
        serde_json::from_str::<serde_json::Value>(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"))["standing"].clone()
    };
    let today = standing(&["--today", "2024-02-01"]);
    assert_eq!((&today["stage"], &today["days"]["most"], &today["next"]["stage"]), (&"notified".into(), &21.into(), &"contracted".into()));
    assert_eq!(
        (&today["review"]["days"], &today["review"]["ends"], &today["review"]["over"]),
        (&30.into(), &"2024-02-10".into(), &false.into())
    );
    assert!(today["review"]["source"].as_str().unwrap().contains("36(b)"));
    // The day of a cut is the day from which is looked.
    assert_eq!(standing(&["--known-by", "2024-01-14"])["today"], "2024-01-14");
    assert_eq!(standing(&["--as-we-had-it", "2025-06-01T00:00:00Z"])["today"], "2025-06-01");
    assert_eq!(place.run(&["show", &id, "--today", "tomorrow"]).code, Some(2));
}

#[test]
fn why_tells_the_rules() {
    let place = filled();
    let id = only(&place, &["--equipment", "javelin"]);
    insta::assert_snapshot!(place.run(&["why", &id, "quantity"]).out);
    assert_eq!(place.run(&["why", &id, "stage"]).code, Some(0));
    assert_eq!(place.run(&["why", &id]).code, Some(0));
    let wrong = place.run(&["why", &id, "actor"]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("stage, supplier, recipient"), "{}", wrong.err);
}
