//! What goes out comes in again: rows of other registers, and companies of FollowTheMoney. All facts are made up for the test.

use crate::common::Place;
use crate::export::{filled, lines, out, table};
use crate::words::{claim, document};
use materiel_store::{Reading, Store};
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

/// A register in which little is told: dates of reports only, deliveries without an order, what is only in service, and no date at all.
fn doubtful() -> Place {
    let place = Place::new();
    let mut readings = Vec::new();
    let mut tell = |label: &str, published: &str, text: &str, stage: &str, to: (&str, &str), more: &[(&str, serde_json::Value)]| {
        let report = document(label, published, text);
        let mut json = json!({"kind": "transfer", "stage": stage, "recipient": {"id": to.0, "text": to.1}, "supplier": {"id": "US", "text": "America"},
            "equipment": {"name": "HIMARS", "class": "rocket_artillery", "id": "himars", "text": "HIMARS"}});
        for (slot, value) in more {
            json[*slot] = value.clone();
        }
        let claims = vec![claim(&report, json)];
        readings.push(Reading { document: report, reader: "test".into(), knowledge_hash: "none".into(), claims });
    };
    let five = ("quantity", json!({"value": 5, "text": "5"}));
    let about = ("quantity", json!({"value": 40, "qualifier": "about", "text": "about 40"}));
    let april = ("date", json!({"value": "2023-04", "text": "April 2023"}));
    let romania = ("RO", "Romania");
    tell("a", "2024-03-02", "Kosovo ordered 5 HIMARS from America.", "contracted", ("XK", "Kosovo"), std::slice::from_ref(&five));
    tell(
        "b",
        "2024-03-02",
        "Poland got 5 HIMARS from America in April 2023.",
        "delivered",
        ("PL", "Poland"),
        &[five.clone(), april.clone()],
    );
    tell("c", "2024-03-02", "Albania has HIMARS from America.", "in_service", ("AL", "Albania"), &[]);
    tell("d", "", "Hungary ordered about 40 HIMARS from America.", "contracted", ("HU", "Hungary"), &[about]);
    tell("e", "2024-03-02", "Greece got 5 HIMARS from America.", "delivered", ("GR", "Greece"), std::slice::from_ref(&five));
    tell("f", "2022-03-02", "Romania ordered HIMARS from America.", "contracted", romania, &[]);
    tell("g", "2024-03-02", "Romania got 5 HIMARS from America in April 2023.", "delivered", romania, &[five, april]);
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    place
}

#[test]
fn tables_of_registers_come_back_as_the_same_records() {
    let (there, doubtful) = (filled(), doubtful());
    for (there, args, before) in [
        (&there, &["sipri"][..], 2),
        (&there, &["sipri-years"], 2),
        (&there, &["unroca", "--state", "Poland", "--year", "2022"], 0),
        (&there, &["unroca", "--state", "Poland", "--year", "2023"], 0),
        (&doubtful, &["sipri"], 2),
        (&doubtful, &["sipri-years"], 2),
    ] {
        let here = Place::new();
        let text = out(there, args);
        assert!(table(&text, before).len() >= if args.len() > 1 { 1 } else { 3 }, "{args:?}: {text}");
        here.write("table.csv", &text);
        let about = ["--source", "Their register", "--published", "2024-03-11", "--url", "https://register.example.org"];
        let import = || here.run(&[&["import", "table.csv"][..], &about].concat());
        assert_eq!(import().code, Some(0), "{args:?}");
        assert_eq!(plain(&out(&here, args), before), plain(&text, before), "{args:?}: {}", here.run(&["list"]).out);
        // The same again changes nothing, and what is read again says the same.
        let again = import();
        assert!(again.err.contains("already there"), "{again:?}");
        let before = out(&here, &["jsonl"]);
        assert_eq!(here.run(&["reread", "--all"]).code, Some(0));
        assert_eq!(out(&here, &["jsonl"]), before, "{args:?}");
    }
}

/// The columns that only SIPRI fills are filled here, as in its own tables; the numbers are made up.
#[test]
fn local_production_comes_back_and_columns_of_others_say_nothing() {
    let header = "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,Order date is estimate,\
        Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,\
        Local production";
    let rows = "101,South Korea,Poland,K2,Tank,Armoured vehicles,2022,No,10,No,2022,No,New,4.2,4.2,42,Yes\n\
        101,South Korea,Poland,K2,Tank,Armoured vehicles,2022,No,18,Yes,2023,No,Second hand but modernized,4.2,4.2,75.6,Yes\n\
        102,United States,Poland,HIMARS,,Artillery,2019,Yes,,,,,New,,,,No\n";
    let here = Place::new();
    here.write("table.csv", format!("{header}\n{rows}"));
    let ran = here.run(&["import", "table.csv", "--source", "Their register", "--published", "2024-03-11"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = out(&here, &["sipri-years"]);
    let back = table(&text, 2);
    assert_eq!(back.len(), 3, "{text}");
    for row in &back {
        let local = if row["Designation"] == "K2" { "Yes" } else { "" };
        assert_eq!(row["Local production"], local, "{row:?}");
        assert!(["Status", "SIPRI estimate", "TIV deal unit", "TIV delivery values"].iter().all(|name| row[*name].is_empty()), "{row:?}");
    }
    let k2 = lines(&out(&here, &["jsonl", "--equipment", "K2"]))[0]["id"].as_str().unwrap().to_owned();
    let cited: Vec<serde_json::Value> = serde_json::from_str(&here.run(&["cite", &k2, "--json"]).out).unwrap();
    let mode: Vec<_> = cited.iter().filter(|row| row["slot"] == "mode").map(|row| (row["value"].as_str(), row["quote"].as_str())).collect();
    assert!(!mode.is_empty() && mode.iter().all(|pair| *pair == (Some("licensed_production"), Some("Yes"))), "{cited:#?}");
    // Out, in and out again: the same.
    let there = Place::new();
    there.write("again.csv", &text);
    assert_eq!(there.run(&["import", "again.csv", "--source", "Their register", "--published", "2024-03-11"]).code, Some(0));
    assert_eq!(plain(&out(&there, &["sipri-years"]), 2), plain(&text, 2));
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
