//! The interface for programs: the same rows as on the command line, pages, tags, problems, and its description.

use super::Server;
use crate::pages::{filled, only};
use serde_json::{Value, json};
use std::path::Path;

/// What the command line writes as JSON.
fn said(place: &crate::common::Place, args: &[&str]) -> Value {
    let ran = place.run(args);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{args:?}: {ran:?}"))
}

#[test]
fn the_interface_has_the_rows_of_the_command_line() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let id = only(&place, &["--equipment", "javelin"]);
    let short = &id[..6];
    let show = said(&place, &["show", &id, "--format", "json"]);
    let claim = show["claims"][0]["claim"].as_str().unwrap().to_owned();
    let document = show["claims"][0]["document"].as_str().unwrap().to_owned();
    for (path, args) in [
        ("/records".to_owned(), vec!["list", "--format", "json"]),
        ("/records?recipient=Kosovo&supplier=tr".to_owned(), vec!["list", "--format", "json", "--recipient", "Kosovo", "--supplier", "tr"]),
        (
            "/records?kind=transfer&kind=budget&sort=latest".to_owned(),
            vec!["list", "--format", "json", "--kind", "transfer", "--kind", "budget", "--sort", "latest"],
        ),
        ("/records?known-by=2023-12-31".to_owned(), vec!["list", "--format", "json", "--known-by", "2023-12-31"]),
        ("/records?as-we-had-it=2025-06-01&min-confidence=0.5".to_owned(), vec!["list", "--format", "json", "--min-confidence", "0.5"]),
        ("/changes?from=2024-01-11&to=2024-01-15".to_owned(), vec!["diff", "2024-01-11", "2024-01-15", "--format", "json"]),
        ("/queue".to_owned(), vec!["review", "--limit", "0", "--format", "json"]),
        ("/sources?limit=1000".to_owned(), vec!["sources", "--format", "json"]),
    ] {
        assert_eq!(server.api(&path)["rows"], said(&place, &args), "{path}");
    }
    assert_eq!(server.api(&format!("/records/{id}")), show);
    assert_eq!(
        server.api(&format!("/records/{short}?today=2024-02-01")),
        said(&place, &["show", &id, "--format", "json", "--today", "2024-02-01"])
    );
    assert_eq!(server.api(&format!("/records/{id}/citations"))["citations"], said(&place, &["cite", &id, "--json"]));
    assert_eq!(
        server.api(&format!("/records/{id}/citations?slot=quantity"))["citations"],
        said(&place, &["cite", &id, "--json", "--slot", "quantity"])
    );
    assert_eq!(server.api(&format!("/records/{id}/why?slot=quantity")), said(&place, &["why", &id, "quantity", "--format", "json"]));
    assert_eq!(server.api(&format!("/claims/{}", &claim[..10])), said(&place, &["review", "claim", &claim, "--format", "json"]));
    let mut entity = server.api("/entities/Kosovo");
    entity.as_object_mut().unwrap().remove("may_also_mean");
    assert_eq!(entity, said(&place, &["entity", "Kosovo", "--json"]));
    assert_eq!(server.api("/facets")["kinds"][0], json!({"value": "transfer", "rows": 2}));
    let flows = server.api("/flows");
    assert_eq!((flows["total"].as_u64(), flows["rows"][0]["recipient"].as_str()), (Some(2), Some("XK")), "{flows}");
    let conflicts = server.api("/conflicts");
    assert_eq!((conflicts["total"].as_u64(), conflicts["rows"][0]["slots"][0]["slot"].as_str()), (Some(1), Some("quantity")));
    let info = server.api("");
    assert_eq!((info["records"].as_u64(), info["takes_decisions"].as_bool()), (Some(3), Some(false)));
    assert_eq!(server.api("/decisions")["rows"], json!([]));

    let page = server.api(&format!("/documents/{document}"));
    let text = page["text"].as_str().unwrap();
    assert_eq!(page["bytes"].as_u64(), Some(text.len() as u64));
    for claim in page["claims"].as_array().unwrap() {
        let place = |name: &str| usize::try_from(claim[name].as_u64().unwrap()).unwrap();
        assert_eq!(text[place("start")..place("end")].trim(), claim["claim"]["sentence"].as_str().unwrap());
        assert_eq!(claim["claim"]["document"], document);
    }
    assert!(page["claims"].as_array().unwrap().iter().any(|one| one["claim"]["claim"] == claim && one["record"] == id));
    let part = server.api(&format!("/documents/{document}?start=3&end=9"));
    assert_eq!(part["text"].as_str(), text.get(3..9));
    let found = server.api("/search?q=javelin");
    assert!(found["total"].as_u64().unwrap() > 0);
    for row in found["rows"].as_array().unwrap() {
        let text = server.api(&format!("/documents/{}?start={}&end={}", row["document"].as_str().unwrap(), row["start"], row["end"]));
        assert!(text["text"].as_str().unwrap().to_lowercase().contains("javelin"), "{row}");
    }
}

#[test]
fn a_long_list_is_read_page_by_page_by_its_links() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let mut rows = Vec::new();
    let mut next = Some("/api/v1/records?limit=2&kind=transfer&kind=budget".to_owned());
    while let Some(path) = next {
        let answer = server.get(&path);
        let page = answer.json();
        assert_eq!((page["total"].as_u64(), page["limit"].as_u64()), (Some(3), Some(2)));
        rows.extend(page["rows"].as_array().unwrap().clone());
        next = page["next"].as_str().map(str::to_owned);
        assert_eq!(answer.header("link"), next.as_ref().map(|next| format!("<{next}>; rel=\"next\"")).unwrap_or_default());
    }
    assert_eq!(Value::from(rows), said(&place, &["list", "--format", "json"]));
    assert_eq!(server.api("/records?page=9")["rows"], json!([]));
}

#[test]
fn whoever_has_an_answer_already_is_told_so_until_something_changes() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let path = "/api/v1/records?recipient=XK";
    let first = server.get(path);
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 20 && tag.starts_with('"'), "{first:?}");
    let again = |tag: &str| server.ask("GET", path, &[("If-None-Match", tag)], "");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let answer = again(&known);
        assert_eq!((answer.status, answer.body.as_str(), answer.header("etag")), (304, "", tag.as_str()), "{known}");
    }
    assert_eq!(again("\"x\"").status, 200);
    assert_ne!(server.get("/api/v1/records?recipient=TR").header("etag"), tag);
    let claim =
        server.api(&format!("/records/{}", only(&place, &["--equipment", "javelin"])))["claims"][0]["claim"].as_str().unwrap().to_owned();
    let ran = place.run(&["review", "reject", &claim, "--by", "A", "--why", "b"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let waited = std::time::Instant::now();
    // The projection follows the log within moments.
    loop {
        let answer = again(&tag);
        if answer.status == 200 && !answer.header("etag").is_empty() {
            assert_eq!(answer.json()["rows"], said(&place, &["list", "--format", "json", "--recipient", "XK"]));
            break;
        }
        assert!(waited.elapsed().as_secs() < 20, "{answer:?}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn everything_that_is_refused_is_a_problem() {
    let place = filled();
    let server = Server::of(&place, &[]);
    for (method, path, status, words) in [
        ("GET", "/api/v1/nothing", 404, "openapi.json"),
        ("GET", "/api", 404, "openapi.json"),
        ("GET", "/api/v2/records", 404, "openapi.json"),
        ("GET", "/api/v1/records/t-zzzz", 404, "t-zzzz"),
        ("GET", "/api/v1/records/", 404, ""),
        ("GET", "/api/v1/claims/0000", 404, "0000"),
        ("GET", "/api/v1/claims/zz", 404, "zz"),
        ("GET", "/api/v1/documents/0000", 404, "0000"),
        ("GET", "/api/v1/documents/..%2F..%2Fetc%2Fpasswd", 404, "etc/passwd"),
        ("GET", "/api/v1/entities/Atlantis", 404, "Atlantis"),
        ("GET", "/api/v1/records?kind=tank", 400, "tank"),
        ("GET", "/api/v1/records?page=0", 400, "page"),
        ("GET", "/api/v1/records?page=99999999999999999999999", 400, "page"),
        ("GET", "/api/v1/records?limit=0", 400, "limit"),
        ("GET", "/api/v1/records?limit=1001", 400, "limit"),
        ("GET", "/api/v1/records?known-by=soon", 400, "soon"),
        ("GET", "/api/v1/records?db=/etc/passwd", 400, "db"),
        ("GET", "/api/v1/records?page=1&page=2", 400, "page"),
        ("GET", "/api/v1/records?min-confidence=2", 400, "confidence"),
        ("GET", "/api/v1/records?until=", 400, "empty"),
        ("GET", "/api/v1/changes", 400, "from"),
        ("GET", "/api/v1/changes?from=2025&to=2024", 400, "after"),
        ("GET", "/api/v1/search", 400, "`q`"),
        ("GET", "/api/v1/facets?page=2", 400, "page"),
        ("GET", "/api/v1/records/t-1/why?slot=colour", 400, "slot"),
        ("POST", "/api/v1/records", 405, "Allow"),
        ("DELETE", "/api/v1", 405, "Allow"),
        ("BREW", "/api/v1", 405, "method"),
        ("GET", "/api/v1/extract", 405, "Allow"),
        ("POST", "/api/v1/extract", 415, "application/json"),
        ("POST", "/api/v1/decide/accept", 403, "takes no decisions"),
    ] {
        let answer = server.ask(method, path, &[], "");
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        let told = answer.problem();
        assert!(told.contains(words), "{method} {path}: {told}");
        assert!(status != 405 || method == "BREW" || !answer.header("allow").is_empty(), "{answer:?}");
    }
    let json = [("Content-Type", "application/json")];
    for (body, words) in [
        ("", "cannot be read"),
        ("{}", "text"),
        ("[1", "cannot be read"),
        (r#"{"text":"a","published":"soon"}"#, "soon"),
        (r#"{"text":"a","x":1}"#, "x"),
    ] {
        let answer = server.ask("POST", "/api/v1/extract", &json, body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.problem().contains(words), "{body}: {answer:?}");
    }
}

#[test]
fn a_text_that_is_sent_is_read_and_not_stored() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let text = "Kosovo bought 246 Javelin missiles from the United States for $75 million.";
    let body = json!({"text": text, "published": "2024-01-12"}).to_string();
    let answer = server.ask("POST", "/api/v1/extract", &[("Content-Type", "application/json; charset=utf-8")], &body);
    let claims = answer.json()["claims"].as_array().unwrap().clone();
    let quantity = &claims.iter().find(|claim| claim["kind"] == "transfer").unwrap_or_else(|| panic!("{answer:?}"))["quantity"];
    let at = |name: &str| usize::try_from(quantity[name].as_u64().unwrap()).unwrap();
    assert_eq!((quantity["value"].as_u64(), &text[at("start")..at("end")]), (Some(246), "246"));
    assert_eq!(server.api("")["records"], 3);
}

#[test]
fn the_description_is_up_to_date_and_has_every_field_that_is_answered() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let answer = server.get("/api/v1/openapi.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    if std::env::var_os("MATERIEL_BLESS").is_some() {
        std::fs::write(&path, &answer.body).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == answer.body, "docs/reference/openapi.json is not what the program serves; write it anew with MATERIEL_BLESS=1");
    let description = answer.json();
    let id = only(&place, &["--equipment", "javelin"]);
    let show = server.api(&format!("/records/{id}"));
    let document = show["claims"][0]["document"].as_str().unwrap();
    let claim = show["claims"][0]["claim"].as_str().unwrap();
    for (path, asked) in [
        ("", String::new()),
        ("/records", String::from("/records")),
        ("/facets", String::from("/facets")),
        ("/flows", String::from("/flows")),
        ("/search", String::from("/search?q=missiles")),
        ("/records/{record}", format!("/records/{id}")),
        ("/records/{record}/citations", format!("/records/{id}/citations")),
        ("/records/{record}/why", format!("/records/{id}/why?slot=quantity")),
        ("/claims/{claim}", format!("/claims/{claim}")),
        ("/documents/{document}", format!("/documents/{document}")),
        ("/entities/{entity}", String::from("/entities/Kosovo")),
        ("/conflicts", String::from("/conflicts")),
        ("/changes", String::from("/changes?from=2023")),
        ("/queue", String::from("/queue")),
        ("/sources", String::from("/sources")),
    ] {
        let schema = &description["paths"][format!("/api/v1{path}")]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} is not described");
        let mut wrong = Vec::new();
        described(&server.api(&asked), schema, &description, path, &mut wrong);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// Holds a value against its schema: its type, its fields, and that each field is described.
fn described(value: &Value, schema: &Value, whole: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let inner = whole.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is nowhere"));
        return described(value, inner, whole, at, wrong);
    }
    for several in ["anyOf", "oneOf"] {
        if let Some(all) = schema[several].as_array() {
            let fits = all.iter().any(|one| {
                let mut inner = Vec::new();
                described(value, one, whole, at, &mut inner);
                inner.is_empty()
            });
            if !fits {
                wrong.push(format!("{at}: {value} fits nothing of {schema}"));
            }
        }
    }
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |wanted: &str| wanted == is || wanted == "number" && is == "integer";
    match &schema["type"] {
        Value::String(wanted) if !fits(wanted) => wrong.push(format!("{at}: {value} is no {wanted}")),
        Value::Array(wanted) if !wanted.iter().filter_map(Value::as_str).any(fits) => {
            wrong.push(format!("{at}: {value} is none of {wanted:?}"))
        }
        _ => {}
    }
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        wrong.push(format!("{at}: {value} is none of {words:?}"));
    }
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| described(item, &schema["items"], whole, &format!("{at}[{n}]"), wrong))
        }
        Value::Object(fields) if schema["properties"].is_object() => {
            for name in
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|name| !fields.contains_key(*name))
            {
                wrong.push(format!("{at}: `{name}` is missing"));
            }
            for (name, field) in fields {
                match schema["properties"].get(name) {
                    Some(inner) => described(field, inner, whole, &format!("{at}.{name}"), wrong),
                    None => wrong.push(format!("{at}: `{name}` is not described")),
                }
            }
        }
        _ => {}
    }
}
