//! What goes out comes in again: rows of other registers, and companies of FollowTheMoney. All facts are made up for the test.

use crate::common::Place;
use crate::export::{filled, lines, out, table};
use serde_json::json;

/// Rows without what tells of their sources and ids.
fn plain(text: &str, before: usize) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut rows = table(text, before);
    for row in &mut rows {
        row.retain(|column, _| !column.starts_with("Comments") && column != "SIPRI AT Database ID");
    }
    rows.sort();
    rows
}

#[test]
fn tables_of_registers_come_back_as_the_same_records() {
    let there = filled();
    for (args, before) in [
        (&["sipri"][..], 2),
        (&["sipri-years"], 2),
        (&["unroca", "--state", "Poland", "--year", "2022"], 0),
        (&["unroca", "--state", "Poland", "--year", "2023"], 0),
    ] {
        let here = Place::new();
        let text = out(&there, args);
        here.write("table.csv", &text);
        let ran = here.run(&[
            "import",
            "table.csv",
            "--source",
            "Their register",
            "--published",
            "2024-03-11",
            "--url",
            "https://register.example.org",
        ]);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        assert_eq!(plain(&out(&here, args), before), plain(&text, before), "{args:?}: {}", here.run(&["list"]).out);
        // The same again changes nothing, and what is read again says the same.
        let again = here.run(&[
            "import",
            "table.csv",
            "--source",
            "Their register",
            "--published",
            "2024-03-11",
            "--url",
            "https://register.example.org",
        ]);
        assert!(again.err.contains("already there"), "{again:?}");
        let before = out(&here, &["jsonl"]);
        assert_eq!(here.run(&["reread", "--all"]).code, Some(0));
        assert_eq!(out(&here, &["jsonl"]), before, "{args:?}");
    }
}

#[test]
fn every_value_of_a_row_stands_on_the_words_of_its_cell() {
    let there = filled();
    let here = Place::new();
    here.write("table.csv", out(&there, &["sipri", "--equipment", "K2"]));
    assert_eq!(here.run(&["import", "table.csv", "--source", "Their register"]).code, Some(0));
    let id = lines(&out(&here, &["jsonl"]))[0]["id"].as_str().unwrap().to_owned();
    let cited: Vec<serde_json::Value> = serde_json::from_str(&here.run(&["cite", &id, "--json"]).out).unwrap();
    let words = |slot: &str| -> Vec<&str> {
        cited.iter().filter(|row| row["slot"] == slot && row["shown"] == true).map(|row| row["quote"].as_str().unwrap()).collect()
    };
    assert!(words("quantity").contains(&"180"), "{cited:#?}");
    assert!(words("supplier").contains(&"South Korea") && words("equipment").contains(&"K2"));
    assert!(cited.iter().all(|row| row["source"] == "Their register"));
}

#[test]
fn a_page_that_looks_like_a_row_is_read_as_a_page() {
    let place = Place::new();
    place.write("page.txt", "Row of a register of arms transfers: one row a deal\nRecipient: Poland\nSupplier: South Korea\nYear of order: 2022\nNumber ordered: 9\nWeapon designation: K2\n");
    assert_eq!(place.run(&["add", "page.txt"]).code, Some(0));
    let claims = place.run(&["extract", "page.txt"]).out;
    assert!(lines(&claims).iter().all(|claim| claim["confidence"] != 1.0), "{claims}");
}

#[test]
fn bad_rows_are_named_and_the_rest_is_taken() {
    let place = Place::new();
    place.write("table.csv", "buyer;seller;item;quantity;year\nPL;KR;K2 tanks;180;2022\nPL;US;HIMARS;twenty;2019\nPL;US;HIMARS\n");
    let ran = place.run(&["import", "table.csv"]);
    assert!(ran.code == Some(2) && ran.err.contains("--source NAME"), "{ran:?}");
    let ran = place.run(&["import", "table.csv", "--source", "Their register"]);
    assert!(
        ran.code == Some(2)
            && ran.err.contains("table.csv:3: `twenty`")
            && ran.err.contains("table.csv:4: ")
            && ran.err.contains("1 deal stored"),
        "{ran:?}"
    );
    place.write("nothing.csv", "a,b\n1,2\n");
    let ran = place.run(&["import", "nothing.csv", "--source", "x"]);
    assert!(ran.code == Some(2) && ran.err.contains("no line of column names"), "{ran:?}");
}

#[test]
fn companies_become_bodies_that_are_read_and_come_out_again() {
    let place = Place::new();
    let company = json!({"id": "a", "schema": "Company", "properties": {
        "name": ["Zorblatt Dynamics"], "alias": ["Zorblatt Dynamics Holding", "Poland", "ZD"], "previousName": ["Old Zorblatt Works"], "country": ["pl"]}});
    let known = json!({"id": "b", "schema": "Company", "properties": {"name": ["Lockheed Martin"]}});
    let person = json!({"id": "c", "schema": "Person", "properties": {"name": ["A. Person"]}});
    place.write("their.ftm.jsonl", format!("{company}\n{known}\n{person}\n{{\n"));
    let ran = place.run(&["import", "their.ftm.jsonl"]);
    assert!(ran.code == Some(2) && ran.err.contains("--into DIR"), "{ran:?}");
    let ran = place.run(&["import", "their.ftm.jsonl", "--into", "mine"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("1 body new, 1 known already, 1 of other sorts") && ran.err.contains("their.ftm.jsonl:4: "),
        "{ran:?}"
    );
    assert!(ran.err.contains("Poland, ZD"), "{ran:?}");
    assert_eq!(place.run(&["check", "mine"]).code, Some(0));
    place.write("page.txt", "Poland signed a contract with Zorblatt Dynamics Holding for 12 Leopard 2 tanks on 3 May 2023.\n");
    assert_eq!(place.run(&["--knowledge", "mine", "add", "page.txt", "--published", "2023-05-04"]).code, Some(0));
    let rows = lines(&out(&place, &["jsonl"]));
    // Their state is known with them.
    assert_eq!(rows[0]["supplier"], "PL", "{rows:?}");
    let back = place.run(&["--knowledge", "mine", "export", "--format", "ftm"]).out;
    let back = lines(&back).into_iter().find(|one| one["schema"] == "Company").unwrap();
    assert_eq!(back["properties"]["name"], json!(["Zorblatt Dynamics"]));
    assert_eq!(back["properties"]["alias"], json!(["Zorblatt Dynamics Holding"]));
    assert_eq!(back["properties"]["previousName"], json!(["Old Zorblatt Works"]));
    assert_eq!(back["properties"]["country"], json!(["pl"]));
    // In again somewhere else, it is the same file.
    place.write("their.jsonl", back.to_string());
    assert_eq!(place.run(&["import", "their.jsonl", "--into", "other"]).code, Some(0));
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!(read("other/bodies/their.toml"), read("mine/bodies/their-ftm.toml"));
}
