//! `materiel watch`: what is new is told once, and copies are not new.

use crate::common::{Place, Ran};
use crate::words::{claim, document};
use materiel_model::{Claim, Document};
use materiel_store::{Reading, Store};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

const ORDER: &str = "Poland signed a contract for 180 K2 tanks with Korea on 26 August 2022, its ministry said on Saturday. Deliveries begin \
    within the year, and the crews have been trained in the country since spring; a second contract is being talked about.";

fn add(place: &Place, reports: Vec<(Document, Vec<Claim>)>) {
    let readings: Vec<Reading> = reports
        .into_iter()
        .map(|(document, claims)| Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims })
        .collect();
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
}

fn tanks(stage: &str, number: Option<u64>, date: Option<(&str, &str)>) -> Json {
    let mut json = json!({
        "kind": "transfer", "stage": stage, "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": "KR", "text": "Korea"},
        "equipment": {"name": "K2", "class": "tank", "id": "k2", "text": "K2 tanks"}
    });
    if let Some(number) = number {
        json["quantity"] = json!({"value": number, "text": number.to_string()});
    }
    if let Some((value, text)) = date {
        json["date"] = json!({"value": value, "text": text});
    }
    json
}

/// The order, as published on a day; "Saturday" gives every copy a date of its own.
fn order(label: &str, published: &str, saturday: &str) -> (Document, Vec<Claim>) {
    let report = document(label, published, ORDER);
    let ordered = claim(&report, tanks("contracted", Some(180), Some(("2022-08-26", "26 August 2022"))));
    let told = claim(&report, tanks("approved", None, Some((saturday, "Saturday"))));
    (report, vec![ordered, told])
}

fn report(label: &str, published: &str, text: &str, json: Json) -> (Document, Vec<Claim>) {
    let report = document(label, published, text);
    let claims = vec![claim(&report, json)];
    (report, claims)
}

fn watched() -> Place {
    let place = Place::new();
    add(&place, vec![order("first", "2022-08-28", "2022-08-27")]);
    place
}

fn rows(ran: &Ran) -> Vec<Json> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{ran:?}"))).collect()
}

const WATCH: [&str; 5] = ["watch", "K2", "poland", "--format", "jsonl"];

#[test]
fn what_is_new_is_told_once() {
    let place = watched();
    let first = place.run(&WATCH);
    assert_eq!((first.code, rows(&first).len(), rows(&first)[0]["event"].as_str()), (Some(0), 1, Some("new")), "{first:?}");
    let again = place.run(&WATCH);
    assert_eq!((again.code, again.out.as_str()), (Some(1), ""), "{again:?}");
    assert!(again.err.contains("nothing is new since 2"), "{again:?}");
    // The order of words and their case make no other watch; other words do.
    assert_eq!(place.run(&["watch", "Poland", "k2"]).code, Some(1));
    assert_eq!(place.run(&["watch", "K2"]).code, Some(0));
    assert_eq!(place.run(&["watch", "K9"]).code, Some(1));

    let arrived = "Ten K2 tanks from Korea, 10 of those ordered, arrived in Poland on 6 December 2022.";
    add(&place, vec![report("arrived", "2022-12-06", arrived, tanks("delivered", Some(10), Some(("2022-12-06", "6 December 2022"))))]);
    let news = rows(&place.run(&WATCH));
    assert_eq!((news.len(), news[0]["event"].as_str()), (1, Some("changed")));
    let changes: Vec<(&str, Option<&str>, Option<&str>)> = news[0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["what"].as_str().unwrap(), one["from"].as_str(), one["to"].as_str()))
        .collect();
    assert!(changes.contains(&("stage", Some("contracted"), Some("delivered"))), "{changes:?}");
    assert!(changes.contains(&("step", None, Some("delivered 2022-12-06"))), "{changes:?}");
    assert!(changes.contains(&("delivered", None, Some("10"))), "{changes:?}");
    assert_eq!(news[0]["quotes"][0]["words"], arrived);
    assert_eq!(place.run(&WATCH).code, Some(1));
}

#[test]
fn a_copy_is_not_new_even_when_it_is_older_and_its_days_differ() {
    let place = watched();
    assert_eq!(place.run(&WATCH).code, Some(0));
    add(&place, vec![order("later copy", "2022-09-10", "2022-09-03"), order("earlier copy", "2022-08-27", "2022-08-20")]);
    assert_eq!(place.run(&WATCH).code, Some(1), "copies tell nothing");
    // Another voice with the same story is news only for who asks for that.
    let same = "The Polish army gets 180 K2 tanks from Korea under a contract of 26 August 2022; Poland pays in tranches.";
    assert_eq!(place.run(&["watch", "K2", "--voices", "--name", "voices", "--from-now"]).code, Some(0));
    add(&place, vec![report("other", "2022-09-01", same, tanks("contracted", Some(180), Some(("2022-08-26", "26 August 2022"))))]);
    assert_eq!(place.run(&WATCH).code, Some(1));
    let news = rows(&place.run(&["watch", "K2", "--voices", "--name", "voices", "--format", "jsonl"]));
    assert_eq!(news[0]["changes"], json!([{"what": "voices", "from": "1", "to": "2"}]));
    // A figure that disagrees is news.
    let other = "Poland bought 170 K2 tanks from Korea, a paper writes.";
    add(&place, vec![report("paper", "2022-09-02", other, tanks("contracted", Some(170), None))]);
    let news = rows(&place.run(&WATCH));
    assert_eq!(news[0]["changes"], json!([{"what": "quantity", "to": "170", "conflict": true}]));
}

#[test]
fn what_leaves_the_query_and_what_is_gone_is_told() {
    let place = watched();
    let ordered = ["watch", "--stage", "contracted", "--format", "jsonl"];
    assert_eq!(place.run(&ordered).code, Some(0));
    let arrived = "Ten K2 tanks from Korea arrived in Poland on 6 December 2022.";
    add(&place, vec![report("arrived", "2022-12-06", arrived, tanks("delivered", None, Some(("2022-12-06", "6 December 2022"))))]);
    let news = rows(&place.run(&ordered));
    assert_eq!((news[0]["event"].as_str(), news[0]["row"]["stage"].as_str()), (Some("left"), Some("delivered")));
    assert_eq!(place.run(&WATCH).code, Some(0));
    let mut store = Store::open(&place.db()).unwrap();
    for entry in [1, 3] {
        store.retract(entry, "A. Reviewer", "not ours", "2025-01-02T00:00:00Z".parse().unwrap()).unwrap();
    }
    drop(store);
    assert_eq!(rows(&place.run(&WATCH))[0]["event"], "gone");
    assert_eq!(place.run(&WATCH).code, Some(1));
}

#[test]
fn a_look_may_be_a_peek_may_begin_now_and_may_be_forgotten() {
    let place = watched();
    assert_eq!(place.run(&["watch", "--peek"]).code, Some(0));
    assert_eq!(place.run(&["watch", "--peek"]).code, Some(0));
    let begun = place.run(&["watch", "--from-now"]);
    assert_eq!((begun.code, begun.out.as_str()), (Some(0), ""));
    assert_eq!(place.run(&["watch"]).code, Some(1));
    assert_eq!(place.run(&["watch", "--forget"]).code, Some(0));
    assert_eq!(place.run(&["watch", "--forget"]).code, Some(1));
    let page = place.run(&["watch"]);
    assert!(page.out.starts_with("new: t-") && page.out.contains("«Poland signed a contract"), "{page:?}");
    assert_eq!(place.run(&["watch", "--from-now", "--peek"]).code, Some(2));
}

#[test]
fn what_people_decide_is_news_once() {
    let place = watched();
    assert_eq!(place.run(&WATCH).code, Some(0));
    let other = "Poland bought 170 K2 tanks from Korea, a paper writes.";
    add(&place, vec![report("paper", "2022-09-02", other, tanks("contracted", Some(170), None))]);
    assert_eq!(place.run(&WATCH).code, Some(0));
    let decide = |args: &[&str]| {
        let ran = place.run(&[&["review"], args, &["--by", "A. Reviewer", "--why", "looked"]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    let changes = || -> Vec<String> {
        let news = rows(&place.run(&WATCH));
        assert_eq!(place.run(&WATCH).code, Some(1), "told once");
        news.iter().flat_map(|row| row["changes"].as_array().cloned().unwrap_or_default()).map(|change| change.to_string()).collect()
    };
    let store = Store::open(&place.db()).unwrap();
    let mut said = Vec::new();
    store
        .entries(0, |entry| {
            if let materiel_model::Event::ClaimsRead { document, claims, .. } = entry.event {
                said.extend(claims.first().map(|claim| claim.id(&document).to_string()));
            }
        })
        .unwrap();
    drop(store);
    let [ordered, paper] = said.as_slice() else { panic!("{said:?}") };

    // The later report is shown, until somebody decides for the other; the two contradict each other all the while.
    decide(&["pin", ordered, "quantity"]);
    assert_eq!(changes(), ["{\"from\":\"170\",\"to\":\"180\",\"what\":\"quantity\"}"]);
    decide(&["pin", paper, "quantity"]);
    assert_eq!(changes(), ["{\"from\":\"180\",\"to\":\"170\",\"what\":\"quantity\"}"]);
    // What is shown anyway is no news.
    decide(&["pin", paper, "quantity"]);
    assert!(changes().is_empty());
    // The name that a query asks for may become another one.
    decide(&["rename", "KR", "North Korea"]);
    let renamed = changes();
    assert!(renamed.iter().any(|change| change.contains("\"what\":\"supplier\"") && change.contains("KP")), "{renamed:?}");
    assert_eq!(rows(&place.run(&["watch", "K2", "--supplier", "KP", "--format", "jsonl"])).len(), 1);
    assert_eq!(place.run(&["watch", "K2", "--supplier", "KR", "--format", "jsonl"]).code, Some(1));
}

#[test]
fn a_watch_can_look_from_another_day() {
    let place = watched();
    let arrived = "Ten K2 tanks from Korea, 10 of those ordered, arrived in Poland on 6 December 2022.";
    add(&place, vec![report("arrived", "2022-12-06", arrived, tanks("delivered", Some(10), None))]);
    let look = |day: &str| place.run(&[&WATCH[..], &["--known-by", day]].concat());
    assert_eq!(look("2022-08-27").code, Some(1));
    assert_eq!(rows(&look("2022-08-31"))[0]["event"], "new");
    assert_eq!(rows(&look("2022-12-31"))[0]["event"], "changed");
    assert_eq!(place.run(&WATCH).code, Some(1));
}

#[test]
fn a_feed_keeps_what_was_told_before() {
    let place = watched();
    let feed = || std::fs::read_to_string(place.path().join("feed.atom")).unwrap();
    assert_eq!(place.run(&["watch", "K2", "--atom", "feed.atom"]).code, Some(0));
    let first = feed();
    assert!(first.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\">") && first.matches("<entry>").count() == 1, "{first}");
    let arrived = "Ten K2 tanks from Korea, 10 of those ordered, arrived in Poland on 6 December 2022.";
    add(&place, vec![report("arrived", "2022-12-06", arrived, tanks("delivered", Some(10), None))]);
    let ran = place.run(&["watch", "K2", "--atom", "feed.atom"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", "materiel: 1 change told\n"));
    let second = feed();
    assert_eq!(second.matches("<entry>").count(), 2);
    let id = first.rsplit("<id>").next().unwrap().split('<').next().unwrap();
    assert!(second.contains(id), "an entry keeps its id");
    assert_eq!(place.run(&["watch", "K2", "--atom", "feed.atom"]).code, Some(1));
    assert_eq!(feed().matches("<entry>").count(), 2);
    assert_eq!(place.run(&["watch", "K2", "--atom", "no/such/folder/feed.atom"]).code, Some(2));
}

/// A server that answers one request, and gives the request back.
fn server(answer: &'static str) -> (String, std::thread::JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let handle = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length:").map(|size| size.trim().parse::<usize>().unwrap()));
        let mut body = vec![0; length.expect("a length")];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        (head, String::from_utf8(body).unwrap())
    });
    (address, handle)
}

#[test]
fn a_webhook_gets_the_news_and_is_tried_again_when_it_fails() {
    let place = watched();
    let (address, broken) = server("500 Internal Server Error");
    let failed = place.run(&["watch", "K2", "--post", &address]);
    assert_eq!(failed.code, Some(2), "{failed:?}");
    assert!(failed.err.contains("500"), "{failed:?}");
    broken.join().unwrap();
    let (address, works) = server("204 No Content");
    let told = place.run(&["watch", "K2", "--post", &address]);
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""), "{told:?}");
    let (head, body) = works.join().unwrap();
    assert!(head.starts_with("POST /hook HTTP/1.1\r\n") && head.to_lowercase().contains("content-type: application/json"), "{head}");
    let body: Json = serde_json::from_str(&body).unwrap();
    assert_eq!((body["watch"].as_str(), body["news"][0]["event"].as_str()), (Some("k2"), Some("new")));
    // Nothing new, nothing sent: nobody listens there any more.
    assert_eq!(place.run(&["watch", "K2", "--post", &address]).code, Some(1));
    let nobody = place.run(&["watch", "--post", "http://127.0.0.1:9/"]);
    assert_eq!(nobody.code, Some(2), "{nobody:?}");
    let other = place.run(&["watch", "--post", "ftp://example.org/"]);
    assert!(other.code == Some(2) && other.err.contains("only http://"), "{other:?}");
}
