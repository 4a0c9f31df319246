//! `materiel entity`, on a register whose claims are given by the test and not read.

use crate::common::Place;
use crate::pages::filled;
use serde_json::Value as Json;

fn json(place: &Place, name: &str) -> Json {
    let ran = place.run(&["entity", name, "--json"]);
    assert_eq!(ran.code, Some(0), "{name}: {ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_state_shows_what_it_buys_and_spends() {
    let place = filled();
    let kosovo = json(&place, "Kosovo");
    assert_eq!(kosovo["subject"]["id"], "XK");
    assert_eq!(kosovo["buys"]["rows"].as_array().unwrap().len(), 2);
    assert_eq!(kosovo["spends"].as_array().unwrap().len(), 1);
    let sums = kosovo["buys"]["sums"].as_array().unwrap();
    let notified = sums.iter().find(|sum| sum["stage"] == "notified").unwrap();
    assert_eq!(
        (&notified["amounts"][0]["value"]["amount"], &notified["amounts"][0]["value"]["qualifier"]),
        (&75_000_000.into(), &"at_most".into())
    );
    assert_eq!(kosovo["timeline"][0]["what"], "Bayraktar TB2", "what arrived is a capability");
    assert_eq!(json(&place, "XK"), kosovo);
    assert_eq!(json(&place, "TR")["sells"]["rows"].as_array().unwrap().len(), 1);
    insta::assert_snapshot!(place.run(&["entity", "Kosovo"]).out);
}

#[test]
fn a_weapon_shows_from_where_to_where_it_moved() {
    let place = filled();
    let drones = json(&place, "Bayraktar TB2");
    assert_eq!(drones["subject"]["known"]["class"][0], "uav");
    let route = &drones["routes"][0];
    assert_eq!((&route["supplier"], &route["recipient"], &route["delivered"]["value"]), (&"TR".into(), &"XK".into(), &20.into()));
    assert_eq!(json(&place, "anti-tank missile")["moved"]["rows"].as_array().unwrap().len(), 1, "a class is all of its equipment");
    insta::assert_snapshot!(place.run(&["entity", "FGM-148"]).out);
}

#[test]
fn a_cut_holds_for_entities_too_and_what_is_not_there_is_said() {
    let place = filled();
    let before: Json = serde_json::from_str(&place.run(&["entity", "XK", "--json", "--known-by", "2023-08"]).out).unwrap();
    assert_eq!(before["records"], 1);
    let nothing = place.run(&["entity", "France"]);
    assert_eq!((nothing.code, nothing.err.as_str()), (Some(1), "materiel: the register has nothing on France\n"));
    let unknown = place.run(&["entity", "Qwertzuland"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(1), ""));
    assert!(unknown.err.contains("nothing is known by the name of Qwertzuland"), "{unknown:?}");
}
