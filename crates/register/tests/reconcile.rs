//! Which claims come together, and what is shown of them.

#[path = "common/kosovo.rs"]
mod kosovo;
#[path = "common/log.rs"]
mod log;
#[path = "common/words.rs"]
mod words;

use kosovo::kosovo;
use log::{log, push};
use materiel_model::{Claim, Confidence, Decision, Document, Entry, Event, Kind, Record, Slot, Verdict};
use materiel_register::fold::fold;
use materiel_register::reconcile::{Rule, choose, history, shown_stage};
use materiel_register::{Cut, Register};
use serde_json::{Value as Json, json};
use words::{claim, document};

fn records(entries: &[Entry]) -> Vec<Record> {
    fold(entries, Cut::default()).records().collect()
}

/// One document a claim, each published on a day of its own.
fn alone(claims: &[(&str, Json)]) -> Vec<(Document, Vec<Claim>)> {
    let one = |(at, (published, json)): (usize, &(&str, Json))| {
        let document = document(&format!("d{at}"), published, &format!("Report {at}: {}", words(json)));
        let claims = vec![claim(&document, json.clone())];
        (document, claims)
    };
    claims.iter().enumerate().map(one).collect()
}

/// All words of a claim in a row, so that they are found in the text.
fn words(json: &Json) -> String {
    match json {
        Json::Object(fields) => {
            let own = fields.get("text").and_then(Json::as_str).unwrap_or_default().to_owned();
            fields.values().fold(own, |all, value| format!("{all} {}", words(value)))
        }
        Json::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

fn transfer(stage: &str, supplier: &str, equipment: (&str, &str, Option<&str>), quantity: Option<u64>) -> Json {
    let (name, class, id) = equipment;
    let mut json = json!({
        "kind": "transfer", "stage": stage, "recipient": {"id": "PL", "text": "Poland"},
        "equipment": {"name": name, "class": class, "text": name}
    });
    if !supplier.is_empty() {
        json["supplier"] = json!({"id": supplier, "text": supplier});
    }
    if let Some(id) = id {
        json["equipment"]["id"] = json!(id);
    }
    if let Some(quantity) = quantity {
        json["quantity"] = json!({"value": quantity, "text": quantity.to_string()});
    }
    json
}

const HIMARS: (&str, &str, Option<&str>) = ("HIMARS", "rocket_artillery", Some("himars"));
const LAUNCHERS: (&str, &str, Option<&str>) = ("rocket launchers", "rocket_artillery", None);
const CHUNMOO: (&str, &str, Option<&str>) = ("Chunmoo", "rocket_artillery", Some("chunmoo"));

#[test]
fn reports_of_one_deal_are_one_record_and_other_deals_are_others() {
    let records = records(&log(&kosovo()));
    assert_eq!(records.len(), 3, "{records:#?}");
    let sale = records.iter().find(|record| record.members.len() > 1).unwrap();
    assert_eq!((sale.members.len(), sale.voices.len()), (6, 3), "the copy is no voice of its own");
    assert!(sale.id.as_str().starts_with("t-") && sale.id.as_str().len() == 10, "{}", sale.id);
}

#[test]
fn values_are_chosen_by_voices_and_what_disagrees_is_kept() {
    let records = records(&log(&kosovo()));
    let sale = records.iter().find(|record| record.members.len() > 1).unwrap();
    let quantity = choose(sale, Slot::Quantity).unwrap();
    assert_eq!(quantity.said.len(), 2);
    assert!(!quantity.said[0].conflict && quantity.said[1].conflict);
    let stages: Vec<String> = history(sale).iter().map(|step| step.stage.display()).collect();
    assert_eq!(stages, ["requested", "notified", "approved", "pledged"]);
    assert_eq!(shown_stage(&history(sale)).unwrap().stage.display(), "notified");
    assert_eq!(choose(sale, Slot::Value).unwrap().said[0].voices.len(), 1);
}

#[test]
fn two_states_that_supply_the_same_equipment_are_two_deals() {
    let deals = alone(&[
        ("2023-01-01", transfer("contracted", "US", HIMARS, Some(20))),
        ("2023-01-02", transfer("contracted", "KR", HIMARS, Some(20))),
    ]);
    assert_eq!(records(&log(&deals)).len(), 2);
}

#[test]
fn a_general_word_joins_the_one_deal_that_it_fits_and_none_of_two() {
    let general = ("2023-02-01", transfer("delivered", "US", LAUNCHERS, None));
    let one = alone(&[("2023-01-01", transfer("contracted", "US", HIMARS, Some(20))), general.clone()]);
    assert_eq!(records(&log(&one)).len(), 1);
    let general = ("2023-02-01", transfer("delivered", "", LAUNCHERS, Some(20)));
    let two = alone(&[
        ("2023-01-01", transfer("contracted", "US", HIMARS, Some(20))),
        ("2023-01-02", transfer("contracted", "KR", CHUNMOO, Some(20))),
        general,
    ]);
    assert_eq!(records(&log(&two)).len(), 3);
}

#[test]
fn a_follow_on_order_is_another_deal_and_a_batch_is_not() {
    let ordered = ("2019-02-13", transfer("contracted", "US", HIMARS, Some(20)));
    let again = ("2023-09-11", transfer("contracted", "US", HIMARS, Some(486)));
    let batch = ("2023-05-15", transfer("delivered", "US", HIMARS, Some(5)));
    assert_eq!(records(&log(&alone(&[ordered.clone(), again]))).len(), 2);
    assert_eq!(records(&log(&alone(&[ordered, batch]))).len(), 1);
}

#[test]
fn a_cancellation_after_the_contract_stands_and_looking_back_undoes_nothing() {
    let dated = |stage: &str, day: &str| {
        let mut json = transfer(stage, "US", HIMARS, None);
        json["date"] = json!({"value": day, "text": day});
        json
    };
    let look_back = ("2024-01-01", transfer("requested", "US", HIMARS, None));
    let shown = |claims: &[(&str, Json)]| {
        let records = records(&log(&alone(claims)));
        assert_eq!(records.len(), 1);
        shown_stage(&history(&records[0])).unwrap().stage.display()
    };
    assert_eq!(shown(&[("2023-01-01", dated("contracted", "2023-01-01")), look_back.clone()]), "contracted");
    assert_eq!(
        shown(&[("2023-01-01", dated("contracted", "2023-01-01")), ("2023-06-01", dated("cancelled", "2023-06-01")), look_back.clone()]),
        "cancelled"
    );
    let resumed = [
        ("2023-01-01", dated("approved", "2023-01-01")),
        ("2023-03-01", dated("suspended", "2023-03-01")),
        ("2023-06-01", dated("contracted", "2023-06-01")),
    ];
    assert_eq!(shown(&resumed), "contracted");
}

#[test]
fn a_denial_is_shown_and_does_not_move_the_stage() {
    let mut denied = transfer("delivered", "US", HIMARS, None);
    denied["polarity"] = json!("denied");
    let records = records(&log(&alone(&[("2023-01-01", transfer("contracted", "US", HIMARS, Some(20))), ("2023-03-01", denied)])));
    assert_eq!(records.len(), 1);
    let steps = history(&records[0]);
    assert_eq!(steps.len(), 2);
    assert_eq!(shown_stage(&steps).unwrap().stage.display(), "contracted");
}

#[test]
fn other_kinds_come_together_by_actor_and_thing() {
    let milestone = |target: &str| json!({"kind": "milestone", "actor": {"id": "XK", "text": "Kosovo"}, "target": {"text": target}, "status": "planned"});
    let force = |count: u64, component: &str| {
        json!({"kind": "force_level", "actor": {"id": "XK", "text": "Kosovo"}, "count": {"value": count, "text": count.to_string()},
            "component": component, "measure": "authorised"})
    };
    let claims = [
        ("2024-01-01", milestone("full operational capability")),
        ("2024-02-01", milestone("operational capability")),
        ("2024-02-01", milestone("membership in NATO")),
        ("2024-01-01", force(5000, "active")),
        ("2024-03-01", force(5000, "active")),
        ("2024-01-01", force(3000, "reserve")),
    ];
    let records = records(&log(&alone(&claims)));
    let of = |kind: Kind| records.iter().filter(|record| record.kind == kind).count();
    assert_eq!((of(Kind::Milestone), of(Kind::ForceLevel)), (2, 2), "{records:#?}");
}

fn decide(entries: &mut Vec<Entry>, verdict: Verdict) {
    push(entries, Event::Decided { decision: Decision { verdict, author: "A. Reviewer".into(), reason: "read it".into() } });
}

#[test]
fn decisions_join_split_and_reject_and_can_be_taken_back() {
    let mut entries = log(&alone(&[
        ("2019-02-13", transfer("contracted", "US", HIMARS, Some(20))),
        ("2023-09-11", transfer("contracted", "KR", CHUNMOO, Some(218))),
        ("2023-09-12", transfer("delivered", "KR", CHUNMOO, Some(12))),
    ]));
    let before = records(&entries);
    assert_eq!(before.len(), 2);
    let ids: Vec<_> = before.iter().flat_map(|record| record.members.iter().map(|member| member.id.clone())).collect();
    let (first, second, third) = (ids[0].clone(), ids[1].clone(), ids[2].clone());
    let himars = before.iter().find(|record| record.members.len() == 1).unwrap().members[0].id.clone();
    let others: Vec<_> = [first, second, third].into_iter().filter(|id| *id != himars).collect();

    decide(&mut entries, Verdict::Join { first: himars.clone().into(), second: others[0].clone().into(), others: Vec::new() });
    assert_eq!(records(&entries).len(), 1);
    let last = entries.len() as u64;
    push(&mut entries, Event::Retracted { entry: last, author: "A. Reviewer".into(), reason: "wrong".into() });
    assert_eq!(records(&entries), before, "taken back, a decision leaves no trace in the records");

    decide(&mut entries, Verdict::Split { first: others[0].clone().into(), second: others[1].clone().into(), others: Vec::new() });
    assert_eq!(records(&entries).len(), 3);
    decide(&mut entries, Verdict::Reject { claim: himars.into() });
    assert_eq!(records(&entries).len(), 2);
}

#[test]
fn what_was_not_yet_published_or_stored_is_left_out() {
    let entries = log(&kosovo());
    let at = |day: &str| Cut { known_by: Some(day.parse::<materiel_model::PartialDate>().unwrap().last_day()), ..Cut::default() };
    let count = |cut: Cut| fold(&entries, cut).documents();
    assert_eq!((count(at("2023-12-31")), count(at("2024-01-12")), count(at("2024"))), (2, 4, 6));
    let had = Cut { had_at: Some(entries[1].at), ..Cut::default() };
    let register: Register = fold(&entries, had);
    assert_eq!((register.documents(), register.records().count()), (1, 1));
}

#[test]
fn unsure_claims_are_left_out_of_a_cut_unless_somebody_accepted_them() {
    let mut reports = kosovo();
    for (document, claims) in &mut reports {
        for claim in claims {
            claim.confidence = Confidence::new(if document.label == "newspaper" { 0.3 } else { 0.8 });
        }
    }
    let mut entries = log(&reports);
    let at_least = |entries: &[Entry], least: f64| -> Vec<Record> {
        fold(entries, Cut { min_confidence: Some(Confidence::new(least)), ..Cut::default() }).records().collect()
    };
    let claims = |records: &[Record]| records.iter().map(|record| record.members.len()).sum::<usize>();
    assert_eq!(at_least(&entries, 0.0), records(&entries));
    assert_eq!(claims(&at_least(&entries, 0.8)), claims(&records(&entries)) - 1);
    assert!(at_least(&entries, 0.801).is_empty());
    let (document, said) = reports.iter().find(|(document, _)| document.label == "newspaper").unwrap();
    decide(&mut entries, Verdict::Accept { claim: said[0].id(&document.id()).into() });
    assert_eq!(claims(&at_least(&entries, 0.9)), 1);
    assert_eq!(claims(&at_least(&entries, 0.8)), claims(&records(&entries)));
}

#[test]
fn the_main_item_of_a_package_gives_its_number_and_its_other_items_contradict_nothing() {
    let item = |name: &str, number: u64, value: Option<u64>| {
        let mut json = transfer("notified", "US", (name, "anti_tank_missile", Some("javelin")), Some(number));
        if let Some(amount) = value {
            json["value"] =
                json!({"amount": amount, "currency": "USD", "qualifier": "exact", "scope": "total", "text": amount.to_string()});
        }
        json
    };
    let shown = |said: &[Json]| {
        let text = format!("Report: {}", said.iter().map(words).collect::<String>());
        let document = document("notice", "2024-01-11", &text);
        let claims = said.iter().map(|json| claim(&document, json.clone())).collect();
        let records = records(&log(&[(document, claims)]));
        assert_eq!(records.len(), 1);
        let choice = choose(&records[0], Slot::Quantity).unwrap();
        assert!(choice.said.iter().all(|said| !said.conflict));
        (choice.said[0].value.display(), choice.rule)
    };
    let (missiles, units) = (item("Javelin missiles", 246, None), item("Javelin launch units", 30, None));
    assert_eq!(shown(&[missiles, units.clone()]), ("246".to_owned(), Rule::First));
    assert_eq!(shown(&[units, item("Javelin missiles", 246, Some(75_000_000))]), ("246".to_owned(), Rule::Beside));
}

/// An announcement of ten launchers, and a correction of it two days later.
fn corrected(said: &str, correction: Json) -> (Vec<(Document, Vec<Claim>)>, Vec<Record>) {
    let text = "Acme Arms Corp., Springfield, is being awarded a $20,000,000 contract (N00019-14-C-0001) for 10 HIMARS launchers for Poland by US.";
    let award = document("award", "2014-08-05", text);
    let mut awarded = transfer("contracted", "US", HIMARS, Some(10));
    awarded["value"] = json!({"amount": 20_000_000, "currency": "USD", "qualifier": "exact", "scope": "total", "text": "$20,000,000"});
    awarded["words"] = json!({"stage": {"text": "is being awarded"}});
    let awarded = claim(&award, awarded);
    let later = document("correction", "2014-08-07", said);
    let correction = claim(&later, correction);
    let all = vec![(award, vec![awarded]), (later, vec![correction])];
    let found = records(&log(&all));
    let backwards: Vec<_> = all.iter().rev().cloned().collect();
    assert_eq!(records(&log(&backwards)), found, "the order in which they came makes no difference");
    (all, found)
}

#[test]
fn a_correction_retires_the_award_that_it_names_and_both_stay_visible() {
    let said =
        "CORRECTION: The contract announced on Aug. 5, 2014, for Acme Arms Corp. (N00019-14-C-0001), HIMARS for Poland, was not awarded.";
    let mut denied = transfer("contracted", "", HIMARS, None);
    denied["polarity"] = json!("denied");
    denied["words"] = json!({"stage": {"text": "was not awarded"}});
    let (documents, records) = corrected(said, denied);
    assert_eq!(records.len(), 1, "{records:#?}");
    let steps = history(&records[0]);
    assert_eq!(steps.len(), 2);
    assert_eq!(steps.iter().filter(|step| step.corrected).count(), 1);
    assert_eq!(shown_stage(&steps), None, "what was not awarded is at no stage");
    assert!(choose(&records[0], Slot::Value).unwrap().said[0].corrected);
    // Known before the correction, the award stands.
    let before = Cut { known_by: Some(jiff::civil::date(2014, 8, 6)), ..Cut::default() };
    let known: Vec<Record> = fold(&log(&documents), before).records().collect();
    assert_eq!(shown_stage(&history(&known[0])).unwrap().stage.display(), "contracted");
}

#[test]
fn a_corrected_sum_takes_the_place_of_the_wrong_one() {
    let said = "CORRECTION: The HIMARS contract announced Aug. 5, 2014, to Acme Arms Corp. (N00019-14-C-0001) for Poland should have read $25,000,000.";
    let mut right = transfer("contracted", "", HIMARS, None);
    right["words"] = json!({"stage": {"text": "CORRECTION"}});
    right["value"] = json!({"amount": 25_000_000, "currency": "USD", "qualifier": "exact", "scope": "total", "text": "$25,000,000"});
    let (_, records) = corrected(said, right);
    assert_eq!(records.len(), 1, "{records:#?}");
    let choice = choose(&records[0], Slot::Value).unwrap();
    assert_eq!((choice.said[0].value.display().as_str(), choice.rule), ("USD 25000000", Rule::Corrected));
    assert!(choice.said[1].corrected && !choice.said[1].conflict);
    assert_eq!(shown_stage(&history(&records[0])).unwrap().stage.display(), "contracted");
}

/// Announcements, one a document, each with its contract number.
fn awards(of: &[(&str, &str, Json)]) -> Vec<(Document, Vec<Claim>)> {
    let one = |(number, published, json): &(&str, &str, Json)| {
        let text = format!("Acme Arms, Springfield, is being awarded work under contract {number}: {}", words(json));
        let document = document(number, published, &text);
        let claims = vec![claim(&document, json.clone())];
        (document, claims)
    };
    of.iter().map(one).collect()
}

#[test]
fn awards_of_one_contract_number_are_one_record_whatever_words_they_use() {
    let service = ("sustainment", "service", None);
    let first = ("N00019-14-C-0001", "2014-08-05", transfer("contracted", "US", HIMARS, Some(10)));
    let second = ("N00019-14-C-0001", "2016-11-02", transfer("contracted", "US", service, None));
    let third = ("N00019-14-C-0001", "2015-03-02", transfer("contracted", "US", LAUNCHERS, Some(90)));
    let of_one = awards(&[first.clone(), second.clone(), third]);
    let found = records(&log(&of_one));
    assert_eq!(found.len(), 1, "{found:#?}");
    let reasons: Vec<_> = found[0].joins.iter().flat_map(|join| &join.reasons).map(|reason| reason.words.as_str()).collect();
    assert!(reasons.contains(&"the same official number"), "{reasons:?}");
    // A report that names no number joins them by what it says.
    let report = alone(&[("2014-09-01", transfer("contracted", "US", HIMARS, Some(10)))]);
    assert_eq!(records(&log(&[of_one.clone(), report].concat())).len(), 1);
    // Another number is another contract, and another buyer another deal.
    let other = awards(&[("N00019-16-C-0099", "2014-08-07", transfer("contracted", "US", HIMARS, Some(10)))]);
    assert_eq!(records(&log(&[of_one.clone(), other].concat())).len(), 2);
    let mut abroad = second.2;
    abroad["recipient"] = json!({"id": "RO", "text": "Romania"});
    assert_eq!(records(&log(&[of_one, awards(&[(first.0, "2016-11-03", abroad)])].concat())).len(), 2);
}

#[test]
fn what_one_contract_says_in_general_goes_to_the_equipment_that_most_of_its_awards_are_for() {
    let award = |published, name, number| ("N00019-14-C-0001", published, transfer("contracted", "US", name, number));
    let (rockets, radar) = (("HIMARS support", "service", Some("himars")), ("TPQ-53 support", "service", Some("an-tpq-53")));
    let general = ("sustainment", "service", None);
    let awards = awards(&[
        award("2014-08-05", rockets, Some(10)),
        award("2014-09-05", rockets, Some(20)),
        award("2016-11-01", radar, None),
        award("2016-11-02", general, None),
    ]);
    let mut sizes: Vec<usize> = records(&log(&awards)).iter().map(|record| record.members.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 3]);
}

#[test]
fn a_general_word_for_another_class_says_nothing_of_which_equipment_of_a_contract_it_speaks() {
    let award = |published, name| ("N00019-14-C-0001", published, transfer("contracted", "US", name, None));
    let of = |general| {
        let fighters = |name| (name, "combat_aircraft", Some("f-22-raptor"));
        let awards = awards(&[
            award("2014-08-05", fighters("F-22 modernisation")),
            award("2014-09-05", fighters("F-22 sustainment")),
            award("2016-11-01", ("AN/TPS-80 radars", "radar", Some("an-tps-80-gator"))),
            award("2016-11-02", general),
        ]);
        let found = records(&log(&awards));
        let with = |record: &&Record| record.members.iter().any(|member| member.published == "2016-11-02".parse().ok());
        found.iter().find(with).map(|record| record.members.len())
    };
    assert_eq!(of(("touch labor", "service", None)), Some(3));
    assert_eq!(of(("radars", "radar", None)), Some(2));
}

#[test]
fn a_release_and_a_notice_of_one_transmittal_number_are_one_record() {
    let told = |stage: &str, name: (&str, &str, Option<&str>), number: &str| {
        let mut json = transfer(stage, "US", name, None);
        json["references"] = json!([{"text": number}]);
        json
    };
    let general = ("Rocket Systems", "rocket_artillery", None);
    let release = told("approved", HIMARS, "Transmittal No. 25-101");
    let notice = told("notified", general, "Transmittal Nos. 25-101");
    let later = told("notified", HIMARS, "Transmittal No. 25-10");
    assert_eq!(records(&log(&alone(&[("2025-01-11", release.clone()), ("2025-03-02", notice)]))).len(), 1);
    assert_eq!(records(&log(&alone(&[("2025-01-11", release), ("2025-03-02", later)]))).len(), 2);
}

#[test]
fn sums_told_to_the_last_figure_are_the_same_or_they_are_not() {
    let for_sum = |published: &'static str, amount: u64| {
        let mut json = transfer("contracted", "", LAUNCHERS, None);
        json["value"] = json!({"amount": amount, "currency": "USD", "qualifier": "exact", "scope": "total", "text": amount.to_string()});
        (published, json)
    };
    let together = |a: u64, b: u64| records(&log(&alone(&[for_sum("2014-08-05", a), for_sum("2014-08-06", b)]))).len() == 1;
    assert!(together(9_020_798, 9_020_798) && together(9_020_798, 9_000_000));
    assert!(!together(9_020_798, 9_086_802));
}
