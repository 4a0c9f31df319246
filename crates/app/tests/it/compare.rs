//! `materiel compare`: tables of other registers against a register whose claims are given by the test and not read.
//! All rows are made up for the test.

use crate::common::Place;
use crate::words::{claim, document};
use materiel_store::{Reading, Store};
use serde_json::{Value as Json, json};

/// The printed form of the trade register: sixteen columns, two lines before the header, one column without a name for each doubtful figure.
const PRINTED: &str = "Transfers of major weapons: made up for a test
,,,,,,,,,,,,,,,
Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons
Poland,South Korea,2022,,180,,K-2,tank,28,,2022; 2023,New,,1,1,1
Poland,United States,2019,,18,,HIMARS,multiple rocket launcher,20,?,2023,New,,1,1,1
Poland,unknown supplier(s),2015,,7,?,Leopard-2A5,tank,7,,2015,New,,1,1,1
Viet Minh (France)*,East Germany (GDR),1950,?,..,,T-34-85,tank,..,,1951,Second hand,,1,1,1
";

/// The database's form: seventeen columns, one row a year of delivery, and no number ordered.
const DATABASE: &str = "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production
1001,South Korea,Poland,K-2,tank,Armoured vehicles,2022,No,10,No,2022,No,New,1,1,1,No
1001,South Korea,Poland,K-2,tank,Armoured vehicles,2022,No,18,No,2023,No,New,1,1,1,No
1002,United States,Poland,HIMARS,multiple rocket launcher,Artillery,2018,Yes,18,Yes,2023,No,New,1,1,1,No
";

/// The columns of the UN register, with the exporter in a column of its own.
const NATIONS: &str =
    "Exporter,Category,Final importer,Calendar year,Number of items,State of origin,Intermediate location,Description of items,Comments
Republic of Korea,I. Battle tanks,Poland,2022,10,,,K2,
Republic of Korea,I. Battle tanks,Poland,2023,18,,,K2,
Republic of Korea,III. Large-calibre artillery systems,Poland,2022,24,,,K9A1,
";

const PLAIN: &str = "buyer;seller;item;quantity;year;amount;currency
PL;KR;K2 tanks;180;2022;3370000000;USD
PL;US;HIMARS;twenty;2019;;
PL;US;HIMARS
";

fn filled() -> Place {
    let place = Place::new();
    let mut readings = Vec::new();
    let mut tell = |label: &str, published: &str, text: &str, json: Json| {
        let report = document(label, published, text);
        let claims = vec![claim(&report, json)];
        readings.push(Reading { document: report, reader: "test".into(), knowledge_hash: "none".into(), claims });
    };
    let deal = |stage: &str, supplier: (&str, &str), equipment: (&str, &str, &str), number: u64, date: (&str, &str)| {
        json!({"kind": "transfer", "stage": stage, "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": supplier.0, "text": supplier.1},
            "equipment": {"name": equipment.0, "class": equipment.1, "id": equipment.2, "text": equipment.0},
            "quantity": {"value": number, "text": number.to_string()}, "date": {"value": date.0, "text": date.1}})
    };
    let (k2, himars, k9) = (("K2", "tank", "k2-black-panther"), ("HIMARS", "rocket_artillery", "himars"), ("AS-90", "artillery", "as-90"));
    let korea = ("KR", "Korea");
    tell(
        "a",
        "2022-08-27",
        "Poland ordered 180 K2 from Korea on 26 August 2022.",
        deal("contracted", korea, k2, 180, ("2022-08-26", "26 August 2022")),
    );
    tell(
        "b",
        "2022-12-07",
        "Poland got 10 K2 from Korea on 6 December 2022.",
        deal("delivered", korea, k2, 10, ("2022-12-06", "6 December 2022")),
    );
    tell(
        "c",
        "2023-06-20",
        "Poland got 18 K2 from Korea on 18 June 2023.",
        deal("delivered", korea, k2, 18, ("2023-06-18", "18 June 2023")),
    );
    tell(
        "d",
        "2019-02-14",
        "Poland ordered 20 HIMARS from America on 13 February 2019.",
        deal("contracted", ("US", "America"), himars, 20, ("2019-02-13", "13 February 2019")),
    );
    tell(
        "e",
        "2020-03-02",
        "Poland ordered 12 AS-90 from Britain on 1 March 2020.",
        deal("contracted", ("GB", "Britain"), k9, 12, ("2020-03-01", "1 March 2020")),
    );
    tell(
        "f",
        "2021-03-02",
        "Poland wants 96 Apache from America since 1 March 2021.",
        deal("interest", ("US", "America"), ("Apache", "helicopter", "ah-64"), 96, ("2021-03-01", "1 March 2021")),
    );
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    for (name, table) in [("printed.csv", PRINTED), ("database.csv", DATABASE), ("nations.csv", NATIONS), ("plain.csv", PLAIN)] {
        place.write(name, table);
    }
    place
}

fn rows(place: &Place, args: &[&str]) -> Vec<Json> {
    let ran = place.run(&[&["compare", "--format", "jsonl"], args].concat());
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{ran:?}"))).collect()
}

/// Status, our equipment, their equipment, and what differs.
fn told(rows: &[Json]) -> Vec<(String, String, String, String)> {
    let words = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let tell = |row: &Json| {
        let differ: Vec<String> = row["differences"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| format!("{} {} {}", words(&one["what"]), words(&one["ours"]), words(&one["theirs"])))
            .collect();
        (words(&row["status"]), words(&row["ours"]["equipment"]), words(&row["theirs"]["equipment"]), differ.join("; "))
    };
    rows.iter().map(tell).collect()
}

fn row(status: &str, ours: &str, theirs: &str, differ: &str) -> (String, String, String, String) {
    (status.into(), ours.into(), theirs.into(), differ.into())
}

#[test]
fn the_printed_form_of_the_trade_register_is_held_against_ours() {
    let place = filled();
    let found = rows(&place, &["printed.csv"]);
    let expected = [
        row("match", "K2", "K-2", ""),
        row("differs", "HIMARS", "HIMARS", "ordered 20 18"),
        row("only_ours", "AS-90", "", ""),
        row("only_theirs", "", "Leopard-2A5", ""),
        row("only_theirs", "", "T-34-85", ""),
    ];
    let mut got = told(&found);
    got.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    // There is no artillery in their table, so that ours is not missed there.
    expected.retain(|row| row.1 != "AS-90");
    assert_eq!(got, expected);
    let ran = place.run(&["compare", "printed.csv"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("4 deals read (one row a deal); 1 match, 1 differ, 0 only here, 2 only there"), "{ran:?}");
    assert!(ran.err.contains("2 transfers of this register are not looked for there"), "{ran:?}");
    insta::assert_snapshot!(ran.out);
    let viet_minh = found.iter().find(|row| row["theirs"]["equipment"] == "T-34-85").unwrap();
    assert_eq!((&viet_minh["theirs"]["recipient"], &viet_minh["theirs"]["supplier"]), (&"org:Viet Minh".into(), &"DE".into()));
    assert_eq!(rows(&place, &["printed.csv", "--only", "differs"]).len(), 1);
    assert_eq!(rows(&place, &["printed.csv", "--supplier", "South Korea"]).len(), 1);
    assert_eq!(rows(&place, &["printed.csv", "--since", "2020"]).iter().filter(|row| row["status"] == "match").count(), 1);
    // Known by a day before the batches came, their number is said on one side only.
    let before = rows(&place, &["printed.csv", "--only", "match", "--known-by", "2022-09"]);
    assert_eq!(before[0]["gaps"], json!([{"what": "delivered", "theirs": "28"}]));
}

#[test]
fn rows_of_one_deal_in_the_databases_form_are_one() {
    let place = filled();
    let found = rows(&place, &["database.csv"]);
    assert_eq!(
        told(&found)[..2],
        [row("match", "K2", "K-2", ""), row("match", "HIMARS", "HIMARS", "")],
        "an estimated year may be off by one"
    );
    assert_eq!((&found[0]["theirs"]["delivered"]["value"], &found[0]["theirs"]["id"]), (&28.into(), &"1001".into()));
}

#[test]
fn the_un_registers_columns_are_deliveries() {
    let place = filled();
    let found = told(&rows(&place, &["nations.csv"]));
    assert_eq!(found, [row("match", "K2", "K2", ""), row("only_theirs", "", "K9A1", "")], "orders are not looked for among deliveries");
    // Without its first column, who exports is said by the user.
    let bare: String = NATIONS.lines().map(|line| format!("{}\n", line.split_once(',').unwrap().1)).collect();
    place.write("bare.csv", bare);
    assert_eq!(told(&rows(&place, &["bare.csv", "--supplier", "South Korea"])), found);
}

#[test]
fn a_plain_table_is_read_by_the_names_of_its_columns_and_bad_rows_are_named() {
    let place = filled();
    let ran = place.run(&["compare", "plain.csv", "--format", "csv"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("plain.csv:3: `twenty` is no number"), "{ran:?}");
    assert!(ran.err.contains("plain.csv:4: the row has 3 columns, and the header 7"), "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("status,record,line,their_id,recipient,") && lines[1].starts_with("match,t-"), "{lines:?}");
    assert!(
        lines[1].contains("\"value: not known, theirs USD 3370000000\"") || lines[1].contains("value: not known, theirs USD 3370000000"),
        "{lines:?}"
    );
    let stdin = place.run_with_input(&["compare", "-", "--format", "json"], "recipient,supplier,equipment,ordered\nPoland,Korea,K2,170\n");
    assert_eq!(stdin.code, Some(0), "{stdin:?}");
    let found: Vec<Json> = serde_json::from_str(&stdin.out).unwrap();
    assert_eq!(found[0]["status"], "differs");
}

#[test]
fn what_is_no_table_is_refused_and_nothing_is_stored() {
    let place = filled();
    place.write("text.txt", "Nothing of note.\n");
    place.write("empty.csv", "");
    for (file, told) in
        [("text.txt", "no line of column names"), ("empty.csv", "the file is empty"), ("missing.csv", "there is no such file")]
    {
        let ran = place.run(&["compare", file]);
        assert!(ran.code == Some(2) && ran.err.contains(told) && ran.out.is_empty(), "{ran:?}");
    }
    // Latin-1, as the printed form is given out.
    place.write("latin.csv", b"Recipient,Supplier,Weapon designation,Number ordered\nC\xf4te d'Ivoire,Korea,K2,5\n");
    let found = rows(&place, &["latin.csv", "--only", "theirs"]);
    assert_eq!(found[0]["theirs"]["recipient"], "CI");
}
