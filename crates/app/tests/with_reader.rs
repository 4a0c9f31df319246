//! The main job with the real reader: sentences in, records out. Needs `materiel-extract`.

#[path = "it/common.rs"]
mod common;

use common::Place;
use serde_json::Value as Json;

const DELIVERED: &str = "Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023.\n";

fn rows(place: &Place, args: &[&str]) -> Vec<Json> {
    let ran = place.run(&[&["list", "--format", "jsonl"], args].concat());
    assert!(ran.code == Some(0), "{}", ran.err);
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

#[test]
fn a_sentence_becomes_a_record_with_its_words() {
    let place = Place::new();
    place.write("a.txt", DELIVERED);
    let added = place.run(&["add", "a.txt", "--published", "2023-07-20"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let rows = rows(&place, &["--kind", "transfer"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!((row["recipient"].as_str(), row["supplier"].as_str(), row["stage"].as_str()), (Some("XK"), Some("TR"), Some("delivered")));
    assert_eq!((row["quantity"]["value"].as_u64(), row["date"].as_str()), (Some(20), Some("2023-07")));
    let page = place.run(&["show", row["id"].as_str().unwrap()]);
    assert!(page.out.contains("«20»") && page.out.contains("Bayraktar TB2"), "{}", page.out);
}

#[test]
fn recipients_are_found_by_name_and_by_id() {
    let place = Place::new();
    place.write("a.txt", DELIVERED);
    place.run(&["add", "a.txt"]);
    for who in ["XK", "xk", "Kosovo", "kosovo"] {
        assert_eq!(rows(&place, &["--recipient", who]).len(), 1, "{who}");
    }
    assert_eq!(rows(&place, &["--supplier", "Türkiye"]).len(), 1);
    assert_eq!(place.run(&["list", "--recipient", "France"]).code, Some(1));
}

#[test]
fn the_table_names_states() {
    let place = Place::new();
    place.write("a.txt", DELIVERED);
    place.run(&["add", "a.txt"]);
    assert!(place.run(&["list"]).out.contains("Kosovo"));
}

#[test]
fn two_reports_of_one_deal_are_one_record_with_two_voices() {
    let place = Place::new();
    place.write("a.txt", DELIVERED);
    place.write(
        "b.txt",
        "Kosovo’s army has received 20 Bayraktar TB2 drones from Turkey, the defence ministry in Pristina said on Sunday.\n",
    );
    place.run(&["add", "a.txt", "--published", "2023-07-20"]);
    place.run(&["add", "b.txt", "--published", "2023-07-23"]);
    let rows = rows(&place, &["--equipment", "bayraktar"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["voices"], 2);
}

#[test]
fn claims_are_written_one_a_line_and_stand_on_their_words() {
    let place = Place::new();
    let ran = place.run_with_input(&["extract", "-"], &format!("{{\"id\": \"x\", \"text\": {:?}}}\n", DELIVERED.trim()));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let claims: Vec<Json> = ran.out.lines().map(|line| serde_json::from_str(line).expect("a claim is JSON")).collect();
    assert_eq!(claims.len(), 1, "{claims:?}");
    let equipment = &claims[0]["equipment"];
    let place = |name: &str| usize::try_from(equipment[name].as_u64().unwrap()).unwrap();
    assert_eq!(&DELIVERED[place("start")..place("end")], equipment["text"].as_str().unwrap());
    assert_eq!(claims[0]["doc"], "x");
}

#[test]
fn the_demo_shows_a_register_and_a_record() {
    let place = Place::new();
    let ran = place.run(&["demo"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("TRANSFERS") && ran.out.contains("HISTORY") && ran.out.contains('«'), "{}", ran.out);
    assert!(!place.db().exists(), "the demo leaves no file");
}

#[test]
fn documents_are_read_again_when_the_program_knows_more() {
    let place = Place::new();
    place.write("a.txt", "Kosovo has ordered 12 Zorblax drones from Turkey, the ministry said.\n");
    place.write("b.txt", DELIVERED);
    assert_eq!(place.run(&["add", "a.txt", "b.txt", "--published", "2023-07-20"]).code, Some(0));
    let none = place.run(&["reread"]);
    assert!(none.code == Some(0) && none.err.contains("this version and this knowledge"), "{none:?}");

    let drones = rows(&place, &["--equipment", "bayraktar"])[0]["id"].as_str().unwrap().to_owned();
    let who = ["--by", "A. Reviewer", "--why", "checked"];
    assert_eq!(place.run(&[&["review", "accept", &drones], &who[..]].concat()).code, Some(0));
    place.write("more/equipment/zorblax.toml", "[[family]]\nid = \"zorblax\"\nname = \"Zorblax\"\nclass = \"uav\"\norigin = [\"TR\"]\n");
    let again = ["reread", "--knowledge", "more", "--format", "jsonl"];
    let dry = place.run(&[&again[..], &["--dry-run"]].concat());
    assert!(dry.code == Some(0) && dry.err.contains("2 documents read again, 1 of them otherwise"), "{dry:?}");
    assert!(dry.err.contains("nothing was stored"), "{dry:?}");
    let ran = place.run(&again);
    assert!(ran.code == Some(0) && ran.out == dry.out, "{ran:?}");
    assert!(ran.err.contains("1 decision holds, 0 came back"), "{ran:?}");
    let row: Json = serde_json::from_str(&ran.out).expect("one record changed");
    assert_eq!(row["documents"][0]["how"], "read_otherwise");
    assert_eq!(rows(&place, &["--equipment", "zorblax"])[0]["family"], "zorblax");
    assert_eq!(rows(&place, &["--equipment", "bayraktar"])[0]["reviewed"], "yes");
    assert!(place.run(&[&again[..2], &["more"]].concat()).err.contains("this version and this knowledge"));
    assert_eq!(place.run(&["rebuild"]).code, Some(0));
}
