//! A model as a second reader, against a server of the test that answers well, wrongly, slowly, with broken JSON, and with invented quotes.

use crate::common::{Place, Ran};
use crate::export::lines;
use crate::server::{Reply, Server};
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

const TEXT: &str = "Poland signed a contract with South Korea for 180 K2 tanks on 26 August 2022.\n";

fn said(content: &str) -> Reply {
    let body = json!({"choices": [{"message": {"role": "assistant", "content": content}}]}).to_string();
    Reply::new(200, "application/json", body).with("Connection", "close")
}

fn claim(quantity: &Json) -> Json {
    json!({"kind": "transfer", "stage": "contracted", "polarity": "affirmed", "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": "KR", "text": "South Korea"},
        "equipment": {"name": "K2", "class": "tank", "text": "K2 tanks"}, "quantity": quantity, "evidence": {"text": TEXT.trim_end()}})
}

fn good() -> Json {
    claim(&json!({"value": 180, "text": "180"}))
}

fn add(replies: impl IntoIterator<Item = Reply>, more: &[&str]) -> (Place, Server, Ran) {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/v1/chat/completions", replies);
    place.write("report.txt", TEXT);
    let address = format!("openai:{}", server.url("/v1"));
    let args =
        ["add", "report.txt", "--published", "2022-08-27", "--assist", &address, "--assist-model", "small-1", "--assist-timeout", "2s"];
    let ran = place.run(&[&args[..], more].concat());
    (place, server, ran)
}

fn suggested(place: &Place) -> Vec<Json> {
    lines(&place.run(&["suggestions", "--format", "jsonl"]).out)
}

#[test]
fn a_models_reading_is_kept_beside_ours_and_counts_as_nothing() {
    let (place, server, ran) = add([said(&json!({"claims": [good()]}).to_string())], &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(server.counted().get("/v1/chat/completions"), Some(&1));
    let kept = suggested(&place);
    assert_eq!((kept.len(), kept[0]["reader"].as_str()), (1, Some("model small-1")));
    assert_eq!(kept[0]["claims"][0]["quantity"], json!({"value": 180, "qualifier": "exact", "text": "180", "start": 46, "end": 49}));
    assert_eq!(kept[0]["claims"][0]["reader"], "model small-1");
    assert!(kept[0]["claims"][0].get("confidence").is_none());
    // The register is the same as without.
    let without = Place::new();
    without.write("report.txt", TEXT);
    assert_eq!(without.run(&["add", "report.txt", "--published", "2022-08-27"]).code, Some(0));
    let list = |place: &Place| place.run(&["list", "--format", "jsonl"]).out;
    assert_eq!(list(&place), list(&without));
    assert!(place.run(&["rebuild"]).code == Some(0) && list(&place) == list(&without));
    let page = place.run(&["suggestions"]).out;
    assert!(page.contains("read by model small-1") && page.contains("supplier: KR “South Korea”"), "{page}");
    assert!(without.run(&["suggestions"]).err.contains("no model has read anything"));
}

#[test]
fn extract_prints_a_models_claims_as_its_own() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/v1/chat/completions", [said(&json!([good()]).to_string())]);
    place.write("report.txt", TEXT);
    let ours = place.run(&["extract", "report.txt"]).out;
    let address = format!("openai:{}", server.url("/v1/"));
    let ran = place.run(&["extract", "report.txt", "--assist", &address, "--assist-model", "small-1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let rest = ran.out.strip_prefix(&ours).expect("ours come first, and are the same");
    assert_eq!(lines(rest).len(), 1);
    assert!(
        lines(rest).iter().all(|claim| claim["reader"] == "model small-1")
            && lines(&ours).iter().all(|claim| claim.get("reader").is_none())
    );
}

#[test]
fn invented_quotes_and_wrong_values_are_dropped_and_named() {
    let claims = [
        claim(&json!({"value": 200, "text": "200"})),
        claim(&json!({"value": 500, "text": "180"})),
        claim(&json!({"value": 180, "text": "180", "start": 0, "end": 3})),
        json!({"kind": "gift"}),
        good(),
    ];
    let (place, _server, ran) = add([said(&json!({"claims": claims}).to_string())], &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for words in
        ["claim 1: quantity quotes `200`", "claim 2: quantity: `180` does not say 500", "claim 3: quantity has other words", "claim 4: "]
    {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    let kept = suggested(&place);
    assert_eq!((kept[0]["claims"].as_array().map(Vec::len), kept[0]["dropped"].as_u64()), (Some(1), Some(4)));
}

#[test]
fn broken_answers_are_asked_for_again_and_then_told() {
    let good = said(&json!({"claims": [good()]}).to_string());
    let (place, server, ran) = add([said("{\"claims\": ["), Reply::new(503, "text/plain", "busy").with("Connection", "close"), good], &[]);
    assert_eq!((ran.code, server.counted()["/v1/chat/completions"]), (Some(0), 3), "{ran:?}");
    assert_eq!(suggested(&place).len(), 1);
    for (reply, times, words) in [
        (said("I am sorry"), 2, "is no JSON"),
        (Reply::new(200, "text/html", "<html>").with("Connection", "close"), 2, "the answer is no JSON"),
        (Reply::new(401, "application/json", "{}").with("Connection", "close"), 1, "the answer was 401"),
        (Reply::new(200, "application/json", vec![b' '; 2 << 20]).with("Connection", "close"), 1, "more than"),
        (Reply::new(302, "text/plain", "").with("Location", "http://127.0.0.1:1/").with("Connection", "close"), 1, "302"),
    ] {
        let (place, server, ran) = add([reply], &["--assist-retries", "1"]);
        assert!(ran.code == Some(1) && ran.err.contains(words) && ran.err.contains("was not heard"), "{words}: {ran:?}");
        assert_eq!(server.counted()["/v1/chat/completions"], times, "{words}");
        // The document is there all the same.
        assert!(ran.err.contains("1 document stored") && suggested(&place).is_empty());
    }
}

#[test]
fn a_slow_server_is_not_waited_for() {
    let slow = Reply { after: Duration::from_secs(20), ..said("{}") };
    let start = Instant::now();
    let (_place, _server, ran) = add([slow], &["--assist-retries", "0"]);
    assert!(ran.code == Some(1) && ran.err.contains("was not heard"), "{ran:?}");
    assert!(start.elapsed() < Duration::from_secs(18), "{:?}", start.elapsed());
}

#[test]
fn what_cannot_be_asked_is_refused_first() {
    let place = Place::new();
    place.write("report.txt", TEXT);
    for (args, words) in [
        (&["--assist", "http://127.0.0.1:1/v1", "--assist-model", "x"][..], "write openai:URL"),
        (&["--assist", "openai:http://127.0.0.1:1/v1"], "--assist-model"),
        (&["--assist", "openai:ftp://127.0.0.1/v1", "--assist-model", "x"], "http"),
        (&["--assist", "openai:http://me:secret@127.0.0.1:1/v1", "--assist-model", "x"], "without a name or password"),
    ] {
        let ran = place.run(&[&["add", "report.txt"], args].concat());
        assert!(ran.code == Some(2) && ran.err.contains(words), "{words}: {ran:?}");
    }
    assert!(!place.db().exists());
}
