//! Where transfers stand on a day: batches, stops, reviews, what comes next.

#[path = "common/log.rs"]
mod log;
#[path = "common/words.rs"]
mod words;

use log::log;
use materiel_model::{Claim, Document, Qualifier, Quantity};
use materiel_register::Cut;
use materiel_register::fold::fold;
use materiel_register::view::{Days, RecordView, ReviewPeriod, Standing, Standpoint, record_view};
use serde_json::{Value as Json, json};
use words::{claim, document};

/// A claim about tanks that Korea sells to Poland: stage, its date if one is stated, number.
fn tanks(stage: &str, date: &str, number: Option<u64>) -> Json {
    let mut json = json!({
        "kind": "transfer", "stage": stage, "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": "KR", "text": "Korea"},
        "equipment": {"name": "K2", "class": "tank", "id": "k2", "text": "K2"}
    });
    if !date.is_empty() {
        json["date"] = json!({"value": date, "text": date});
    }
    if let Some(number) = number {
        json["quantity"] = json!({"value": number, "text": number.to_string()});
    }
    json
}

/// One report a claim, published on a day of its own, about one record.
fn view(reports: &[(&str, Json)], today: &str, reviews: &[ReviewPeriod]) -> RecordView {
    let one = |(at, (published, json)): (usize, &(&str, Json))| {
        let words = [&json["date"], &json["quantity"]].map(|slot| slot["text"].as_str().unwrap_or_default());
        let document = document(&format!("d{at}"), published, &format!("Report {at} on Poland, Korea, US, K2: {} {}", words[0], words[1]));
        let claims = vec![claim(&document, json.clone())];
        (document, claims)
    };
    let reports: Vec<(Document, Vec<Claim>)> = reports.iter().enumerate().map(one).collect();
    let records: Vec<_> = fold(&log(&reports), Cut::default()).records().collect();
    assert_eq!(records.len(), 1, "{records:#?}");
    let library =
        |id: &materiel_model::DocumentId| reports.iter().map(|(document, _)| document).find(|document| document.id() == *id).cloned();
    record_view(&records[0], &library, Standpoint { today: today.parse().unwrap(), reviews })
}

fn standing(reports: &[(&str, Json)], today: &str) -> Standing {
    view(reports, today, &[]).standing.expect("a stage")
}

const fn exactly(value: u64) -> Quantity {
    Quantity { value, qualifier: Qualifier::Exact }
}

const fn at_least(value: u64) -> Quantity {
    Quantity { value, qualifier: Qualifier::AtLeast }
}

#[test]
fn batches_add_up_against_the_number_ordered() {
    let ordered = ("2022-08-27", tanks("contracted", "2022-08-26", Some(180)));
    let first = ("2022-12-06", tanks("delivered", "2022-12-06", Some(10)));
    let second = ("2023-06-20", tanks("delivered", "2023-06-18", Some(18)));
    let again = ("2023-06-21", tanks("delivered", "2023-06-18", Some(18)));
    let seen = standing(&[ordered.clone(), first.clone(), second.clone(), again.clone()], "2023-07-01");
    let handed = seen.deliveries.unwrap();
    assert_eq!((handed.delivered, handed.of, handed.remaining), (exactly(28), Some(exactly(180)), Some(152)));
    assert_eq!((handed.batches.len(), handed.complete, handed.beyond), (2, false, false));
    assert_eq!((seen.stage.as_str(), seen.since.unwrap().to_string().as_str()), ("delivered", "2022-12-06"));
    assert_eq!(seen.next.unwrap().stage, "delivered", "the rest is still to come");

    // What is told of the year, or of all so far, holds the batches of its days and is not added to them.
    let year = ("2023-12-30", tanks("delivered", "2023", Some(40)));
    let so_far = |number| ("2024-01-15", tanks("delivered", "", Some(number)));
    let sum = |more: &[(&str, Json)]| {
        let all = [&[ordered.clone(), first.clone(), second.clone()], more].concat();
        standing(&all, "2024-02-01").deliveries.unwrap()
    };
    assert_eq!(sum(std::slice::from_ref(&year)).delivered, exactly(50));
    assert_eq!(sum(&[year.clone(), so_far(46)]).delivered, at_least(50), "46 may be another batch, or all so far by an older count");
    let all = sum(&[year, so_far(180)]);
    assert_eq!((all.delivered, all.remaining, all.complete), (exactly(180), Some(0), true));
    assert!(sum(&[so_far(200)]).beyond);
}

#[test]
fn a_delivery_without_a_number_makes_the_sum_a_least() {
    let reports = [
        ("2022-08-27", tanks("contracted", "2022-08-26", Some(180))),
        ("2022-12-06", tanks("delivered", "2022-12-06", Some(10))),
        ("2023-03-20", tanks("delivered", "2023-03-20", None)),
    ];
    let handed = standing(&reports, "2023-07-01").deliveries.unwrap();
    assert_eq!((handed.delivered, handed.remaining), (at_least(10), None));
    assert_eq!(view(&reports, "2023-07-01", &[]).row.delivered, Some(at_least(10)));
}

#[test]
fn what_a_document_tells_altogether_has_the_deliveries_that_it_dates() {
    let told = |documents: &[(&str, &[Json])]| {
        let reports: Vec<(Document, Vec<Claim>)> = documents
            .iter()
            .map(|(label, all)| {
                let report = document(label, "2024-03-11", &format!("{label}: Poland; Korea; K2; delivered 28 of 180; 2022; 2023"));
                let claims = all.iter().map(|json| claim(&report, json.clone())).collect();
                (report, claims)
            })
            .collect();
        let records: Vec<_> = fold(&log(&reports), Cut::default()).records().collect();
        assert_eq!(records.len(), 1, "{records:#?}");
        let at = Standpoint { today: "2024-04-01".parse().unwrap(), reviews: &[] };
        record_view(&records[0], &|_| None, at).standing.unwrap().deliveries.unwrap().delivered
    };
    let (sum, first, second) = (tanks("delivered", "", Some(28)), tanks("delivered", "2022", None), tanks("delivered", "2023", None));
    assert_eq!(told(&[("a", &[tanks("contracted", "2022", Some(180)), sum.clone(), first.clone(), second.clone()])]), exactly(28));
    // Another document's delivery may be one more.
    assert_eq!(told(&[("a", &[tanks("contracted", "2022", Some(180)), sum, first]), ("b", &[second])]), at_least(28));
}

#[test]
fn what_was_suspended_and_resumed_counts_from_the_resumption() {
    let ordered = ("2020-01-10", tanks("contracted", "2020-01-10", Some(20)));
    let stopped = ("2021-03-01", tanks("suspended", "2021-03-01", None));
    let held = standing(&[ordered.clone(), stopped.clone()], "2021-03-31");
    assert_eq!((held.stage.as_str(), held.stopped_at.as_deref(), held.next), ("suspended", Some("contracted"), None));
    assert_eq!(held.days, Some(Days { least: 30, most: 30 }));
    let resumed = standing(&[ordered, stopped, ("2022-05-01", tanks("contracted", "2022-05-01", Some(20)))], "2022-05-11");
    assert_eq!((resumed.stage.as_str(), resumed.since.unwrap().to_string().as_str()), ("contracted", "2022-05-01"));
    assert_eq!(resumed.resumed_after.unwrap().stage, "suspended");
    assert_eq!(resumed.days, Some(Days { least: 10, most: 10 }));
}

fn reviews() -> Vec<ReviewPeriod> {
    let period = |recipients: &[(&str, Option<&str>)], days| ReviewPeriod {
        supplier: "US".into(),
        recipients: recipients.iter().map(|(id, since)| ((*id).to_owned(), since.map(|day| day.parse().unwrap()))).collect(),
        days,
        source: "the law".into(),
    };
    vec![period(&[("PL", Some("1999-03-12")), ("NATO", None)], 15), period(&[], 30)]
}

/// A notice of a US sale.
fn notice(date: &str, recipient: &str) -> Json {
    let mut json = tanks("notified", date, Some(20));
    json["supplier"] = json!({"id": "US", "text": "US"});
    json["recipient"] = json!({"id": recipient, "text": "Poland"});
    json
}

#[test]
fn a_notice_that_nothing_followed_stays_a_notice_however_long_ago() {
    let seen = |published: &str, notice: Json, today: &str| view(&[(published, notice)], today, &reviews()).standing.unwrap();
    let long_ago = seen("2020-02-08", notice("2020-02-06", "PL"), "2024-02-06");
    assert_eq!((long_ago.stage.as_str(), long_ago.days), ("notified", Some(Days { least: 1461, most: 1461 })));
    assert_eq!(long_ago.next.unwrap().stage, "contracted");
    assert_eq!(long_ago.last_heard.unwrap().to_string(), "2020-02-08");
    let review = long_ago.review.unwrap();
    assert_eq!((review.days, review.ends.unwrap().to_string().as_str(), review.over), (15, "2020-02-21", true));
    assert_eq!(review.source, "the law");

    // A state is reviewed by the longer rule before it joined, and others always.
    assert_eq!(seen("1999-03-01", notice("1999-03-01", "PL"), "1999-03-20").review.unwrap().days, 30);
    let other = seen("2020-02-08", notice("2020-02-06", "TW"), "2020-03-07").review.unwrap();
    assert_eq!((other.days, other.over, other.at_latest), (30, false, false));
    // Without the day of the notice only the latest possible end is known.
    let undated = seen("2020-02-08", notice("", "PL"), "2020-03-07").review.unwrap();
    assert_eq!((undated.from, undated.ends.unwrap().to_string().as_str(), undated.at_latest), (None, "2020-02-23", true));
    // Others than the supplier of the rule have no such review.
    assert_eq!(view(&[("2020-02-08", tanks("notified", "2020-02-06", None))], "2020-03-07", &reviews()).standing.unwrap().review, None);
}

#[test]
fn a_due_date_that_has_passed_is_no_delivery() {
    let mut ordered = tanks("contracted", "2022-08-26", Some(180));
    ordered["due"] = json!({"value": "2023", "text": "2023"});
    let mut text = ordered.clone();
    text["date"]["text"] = json!("2022-08-26");
    let document = document("d", "2022-08-27", "Korea and Poland: 180 K2, 2022-08-26, due 2023.");
    let reports = vec![(document.clone(), vec![claim(&document, text)])];
    let records: Vec<_> = fold(&log(&reports), Cut::default()).records().collect();
    let see = |today: &str| {
        let at = Standpoint { today: today.parse().unwrap(), reviews: &[] };
        record_view(&records[0], &|_| Some(document.clone()), at).standing.unwrap()
    };
    let (before, after) = (see("2023-12-31"), see("2024-01-01"));
    assert_eq!((before.stage.as_str(), after.stage.as_str()), ("contracted", "contracted"));
    assert!(!before.next.unwrap().overdue && after.next.unwrap().overdue);
    assert_eq!(see("2022-08-01").days, None, "seen from a day before it, nothing has lasted yet");
}
