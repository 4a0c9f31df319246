//! What somebody who means harm may try.

use super::sign::{Browser, cookie, csrf, user};
use super::{Server, form};
use crate::common::Place;
use crate::pages::{filled, only};
use materiel_model::{Claim, Document, Kind, Slot, Stated, Value};
use materiel_store::{Reading, Store};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What would run if it were taken for markup, in the ways in which markup is begun.
const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}</textarea></style>\u{2028}javascript:alert(3)";

/// A register of a document all of whose fields are hostile.
fn hostile() -> Place {
    let place = Place::new();
    let text = format!("The {HOSTILE} ministry ordered 5 {HOSTILE} tanks.");
    let mut document = Document::new(HOSTILE, text.clone());
    document.title = Some(HOSTILE.to_owned());
    document.source = Some(HOSTILE.to_owned());
    document.url = Some(format!("javascript:alert(4)//{HOSTILE}"));
    document.published = "2024-01-01".parse().ok();
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        materiel_model::Span::new(start, start + words.len())
    };
    let mut claim = Claim::new(Kind::Transfer, materiel_model::Span::new(0, text.len()));
    let name = |words: &str| materiel_model::PartyId::body(words).unwrap();
    claim.slots.set(Slot::Stage, Stated::new(Value::Stage(materiel_model::Stage::Contracted), span("ordered")));
    claim.slots.set(Slot::Recipient, Stated::new(Value::Party(name(HOSTILE)), span(HOSTILE)));
    claim.slots.set(Slot::Supplier, Stated::new(Value::Party(name(HOSTILE)), span(HOSTILE)));
    let equipment = materiel_model::Equipment { name: HOSTILE.to_owned(), class: materiel_model::Class::Tank, id: None };
    claim.slots.set(Slot::Equipment, Stated::new(Value::Equipment(Box::new(equipment)), span(HOSTILE)));
    let reading = Reading { document, reader: HOSTILE.into(), knowledge_hash: "none".into(), claims: vec![claim] };
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&[reading], "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    place
}

/// True when a page has markup in it that stands in the hostile words.
fn is_struck(body: &str) -> bool {
    let low = body.to_lowercase();
    low.contains("<script>alert")
        || low.contains("<img src=x")
        || low.contains("onerror=alert(2)>")
        || low.contains("href=\"javascript:")
        || low.contains("</textarea></style>")
}

/// The addresses of this server that a page leads to.
fn links(body: &str) -> Vec<String> {
    let found = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|link| link.starts_with('/') && !link.starts_with("/assets/")).map(|link| link.replace("&amp;", "&")).collect()
}

#[test]
fn nothing_in_a_hostile_document_becomes_markup_on_any_page() {
    let place = hostile();
    let server = Server::of(&place, &["--rate", "0"]);
    let mut open = vec!["/".to_owned(), "/register".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = open.pop() {
        let path = path.split('#').next().unwrap_or_default().to_owned();
        if seen.len() >= 200 || !seen.insert(path.clone()) {
            continue;
        }
        let answer = server.get(&path);
        assert!(answer.status < 500, "{path}: {answer:?}");
        if answer.header("content-type").starts_with("text/html") {
            assert!(!is_struck(&answer.body), "{path}: {}", answer.body);
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("script-src 'self'") && policy.contains("default-src 'none'") && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
            assert!(!answer.body.contains(" style=\"") && !answer.body.contains(" onclick="), "{path}");
            // What is kept as a file brings its own style sheet; nothing brings a script of its own.
            let kept = answer.header("content-disposition").starts_with("attachment");
            let own = |tag: &str| answer.body.split(tag).skip(1).any(|rest| !rest.starts_with(" src=\"/assets/"));
            assert!((kept || !answer.body.contains("<style")) && !own("<script"), "{path}");
            open.extend(links(&answer.body));
        } else if answer.status == 200 {
            // What is no page is never taken for one.
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        }
        open.extend(Some(answer.header("location").to_owned()).filter(|place| place.starts_with('/')));
    }
    assert!(seen.iter().any(|path| path == "/register"), "{seen:?}");
}

#[test]
fn nothing_in_an_address_becomes_markup_or_a_header() {
    let place = filled();
    let token = user(&place, "R", "reader");
    let server = Server::of(&place, &["--allow-review", "--rate", "0"]);
    let encoded = form(&[("q", HOSTILE)]);
    let words = encoded.trim_start_matches("q=");
    for path in [
        format!("/{words}"),
        format!("/register?recipient={words}"),
        format!("/register?{words}=1"),
        format!("/register?kind={words}"),
        format!("/register?words={words}"),
        format!("/register.json?known-by={words}"),
        format!("/records/{words}"),
        format!("/documents/{words}"),
        format!("/entities/{words}"),
        format!("/search?q={words}"),
        format!("/sign-in?back={words}"),
        format!("/sign-in?back=/x%22%3E{words}"),
        format!("/api/v1/records?recipient={words}"),
        format!("/api/v1/{words}"),
        format!("/api/v1/entities/{words}"),
    ] {
        let answer = server.get(&path);
        assert!(answer.status < 500, "{path}: {answer:?}");
        assert!(!answer.header("content-type").starts_with("text/html") || !is_struck(&answer.body), "{path}: {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    // What is put into headers holds no line of its own.
    let browser = Browser::new(&server);
    let answer = browser.send("/sign-in", &[("token", &token), ("back", "/x\r\nSet-Cookie: evil=1\r\nX-Evil: 1")]);
    assert_eq!((answer.status, answer.header("location"), answer.header("x-evil")), (303, "/", ""), "{answer:?}");
    for path in [
        "/register%0d%0aX-Evil:%201",
        "/register?recipient=a%0d%0aX-Evil:%201&limit=1",
        "/api/v1/records?limit=1&recipient=XK%0d%0aX-Evil:1",
    ] {
        let answer = server.get(path);
        assert!(answer.header("x-evil").is_empty(), "{answer:?}");
    }
    for bytes in [
        "GET / HTTP/1.1\r\nHost: x\r\nBad\0Header: 1\r\n\r\n",
        "GET /\r\n HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ] {
        assert!(server.raw(bytes.as_bytes()).is_none_or(|answer| (400..500).contains(&answer.status)), "{bytes:?}");
    }
}

#[test]
fn no_path_leads_out_of_what_the_program_serves() {
    let place = filled();
    std::fs::write(place.path().join("secret.txt"), "the secret").unwrap();
    let server = Server::of(&place, &["--rate", "0"]);
    for path in [
        "/../secret.txt",
        "/assets/../secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/assets//etc/passwd",
        "/register.db",
        "/register.db.users",
        "/documents/..%2f..%2fsecret.txt",
        "/api/v1/documents/%2e%2e%2fsecret.txt",
        "/api/v1/records/..%2f..%2f",
        "/%00",
        "/api/v1/records/%00",
    ] {
        let answer = server.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        assert!(
            !answer.body.contains("the secret")
                && !answer.body.contains("root:")
                && !answer.body.contains(&place.path().to_string_lossy()[..]),
            "{path}"
        );
    }
}

#[test]
fn another_sites_page_changes_nothing() {
    let place = filled();
    let token = user(&place, "A. Reviewer", "reviewer");
    let server = Server::of(&place, &["--allow-review"]);
    let browser = Browser::new(&server).sign_in(&token);
    let claim =
        server.api(&format!("/records/{}", only(&place, &["--equipment", "javelin"])))["claims"][0]["claim"].as_str().unwrap().to_owned();
    let own = format!("http://{}", server.at);
    let urlencoded = ("Content-Type", "application/x-www-form-urlencoded");
    let cookie = ("Cookie", browser.cookie.as_str());
    let with = |csrf: &str| form(&[("csrf", csrf), ("claim", &claim), ("why", "x")]);
    let other = Browser::new(&server);
    for (headers, body) in [
        (vec![urlencoded, cookie], with(&browser.csrf)),
        (vec![urlencoded, cookie, ("Origin", "https://evil.example")], with(&browser.csrf)),
        (vec![urlencoded, cookie, ("Origin", "null")], with(&browser.csrf)),
        (vec![urlencoded, cookie, ("Origin", own.as_str()), ("Sec-Fetch-Site", "cross-site")], with(&browser.csrf)),
        (vec![urlencoded, cookie, ("Sec-Fetch-Site", "same-site")], with(&browser.csrf)),
        (vec![urlencoded, cookie, ("Origin", own.as_str())], with("")),
        (vec![urlencoded, cookie, ("Origin", own.as_str())], with(&other.csrf)),
        (vec![("Content-Type", "text/plain"), cookie, ("Origin", own.as_str())], with(&"0".repeat(64))),
        (vec![urlencoded, ("Origin", own.as_str())], with(&browser.csrf)),
    ] {
        let answer = server.ask("POST", "/decide/reject", &headers, &body);
        assert_eq!(answer.status, 403, "{headers:?}: {answer:?}");
    }
    // A session is for forms: the interface for programs takes no cookie for a decision.
    let json = serde_json::json!({"claim": [claim], "why": "x"}).to_string();
    let answer = server.ask("POST", "/api/v1/decide/reject", &[("Content-Type", "application/json"), cookie, ("Origin", &own)], &json);
    assert_eq!(answer.status, 403, "{answer:?}");
    for path in ["/sign-in", "/sign-out"] {
        let answer = server.ask(
            "POST",
            path,
            &[urlencoded, cookie, ("Origin", "https://evil.example")],
            &form(&[("csrf", &browser.csrf), ("token", &token)]),
        );
        assert_eq!(answer.status, 403, "{path}");
    }
    assert_eq!(server.api("/decisions")["total"], 0);
    assert_eq!(server.ask("GET", "/decide/reject", &[cookie], "").status, 405);
    assert_eq!(browser.send("/decide/accept", &[("claim", &claim), ("why", "x")]).status, 303);
}

#[test]
fn a_session_that_somebody_else_chose_is_worth_nothing() {
    let place = filled();
    let token = user(&place, "A. Reviewer", "reviewer");
    let server = Server::of(&place, &["--allow-review"]);
    // Whoever put an id into the browser before knows it and its form's token.
    let attacker = Browser::new(&server);
    let set = server.get("/sign-in");
    for mark in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.header("set-cookie").contains(mark), "{set:?}");
    }
    let answer = attacker.send("/sign-in", &[("token", &token)]);
    assert_eq!(answer.status, 303);
    let fresh = cookie(&answer);
    assert!(!fresh.is_empty() && fresh != attacker.cookie, "{answer:?}");
    let page = attacker.get("/sign-in");
    assert!(!page.body.contains("A. Reviewer"), "the old id is signed in: {page:?}");
    let page = server.ask("GET", "/sign-in", &[("Cookie", &fresh)], "");
    assert!(page.body.contains("A. Reviewer") && csrf(&page) != attacker.csrf);
    for id in ["materiel=", "materiel=x", &format!("materiel={}", "f".repeat(64)), &format!("materiel={}", "f".repeat(5000))] {
        let page = server.ask("GET", "/sign-in", &[("Cookie", id)], "");
        assert!(page.status == 200 && !page.body.contains("A. Reviewer"), "{id}: {page:?}");
    }
}

#[test]
fn who_tries_tokens_has_to_wait() {
    let place = filled();
    let token = user(&place, "A. Reviewer", "reviewer");
    let server = Server::of(&place, &["--allow-review"]);
    let browser = Browser::new(&server);
    let tried: Vec<u16> = (0..8).map(|n| browser.send("/sign-in", &[("token", &format!("mt_{n}"))]).status).collect();
    assert_eq!(tried, [403, 403, 403, 403, 403, 429, 429, 429]);
    let answer = browser.send("/sign-in", &[("token", &token)]);
    assert!(answer.status == 429 && answer.header("retry-after").parse::<u64>().unwrap() <= 30, "{answer:?}");
    let bearer = server.ask("GET", "/api/v1", &[("Authorization", "Bearer mt_x")], "");
    assert_eq!(bearer.status, 429);
    assert!(bearer.problem().contains("wrong tokens"));
    assert_eq!(server.get("/register").status, 200, "to look is free");
}

#[test]
fn who_asks_too_often_has_to_wait() {
    let place = filled();
    let server = Server::of(&place, &["--rate", "1"]);
    let asked: Vec<u16> = (0..14).map(|_| server.get("/api/v1").status).collect();
    assert!(asked[..10].iter().all(|status| *status == 200) && asked.contains(&429), "{asked:?}");
    let answer = server.get("/api/v1");
    assert!(answer.header("retry-after") == "1" && answer.problem().contains("too many"), "{answer:?}");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(server.get("/api/v1").status, 200);
    // Nobody becomes somebody else by saying so.
    let forged = (0..14).map(|n| server.ask("GET", "/api/v1", &[("X-Forwarded-For", &format!("192.0.2.{n}"))], "").status);
    assert!(forged.collect::<Vec<_>>().contains(&429));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_taken_in() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let told = |bytes: String| server.raw(bytes.as_bytes()).unwrap_or_else(|| panic!("no answer"));
    let head = |line: &str, more: &str| format!("{line}\r\nHost: {}\r\nConnection: close\r\n{more}\r\n", server.at);
    let announced = told(head("POST /api/v1/extract HTTP/1.1", "Content-Type: application/json\r\nContent-Length: 999999999999\r\n"));
    assert_eq!((announced.status, announced.problem()), (413, "the body of the request is larger than 4 MiB".to_owned()));
    let chunk = format!("100000\r\n{}\r\n", "a".repeat(0x10_0000));
    let chunks = head("POST /api/v1/extract HTTP/1.1", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
        + &chunk.repeat(6)
        + "0\r\n\r\n";
    assert!(server.raw(chunks.as_bytes()).is_none_or(|answer| answer.status == 413), "sent in pieces");
    let agent =
        head("POST /mcp HTTP/1.1", &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", 5 << 20)) + &"a".repeat(5 << 20);
    assert!(server.raw(agent.as_bytes()).is_none_or(|answer| answer.status == 413), "sent by an agent");
    assert_eq!(told(head(&format!("GET /api/v1?{} HTTP/1.1", "a".repeat(9000)), "")).status, 414);
    let large = told(head("GET /api/v1 HTTP/1.1", &format!("X-Large: {}\r\n", "a".repeat(20_000))));
    assert!(large.status == 431 && large.problem().contains("16 KiB"), "{large:?}");
    let huge = server.raw(head("GET /api/v1 HTTP/1.1", &format!("X-Large: {}\r\n", "a".repeat(500_000))).as_bytes());
    assert!(huge.is_none_or(|answer| answer.status == 431));
    let many: String = (0..300).map(|n| format!("X-{n}: 1\r\n")).collect();
    assert!(server.raw(head("GET /api/v1 HTTP/1.1", &many).as_bytes()).is_none_or(|answer| answer.status == 431));
    assert_eq!(server.get("/api/v1").status, 200);
}

#[test]
fn who_is_slow_is_let_go_and_keeps_nobody_waiting() {
    let place = filled();
    let server = Server::of(&place, &["--connections", "40"]);
    let start = Instant::now();
    // One peer has a quarter of the places; what it leaves half said is cut off.
    let mut slow: Vec<TcpStream> = (0..9)
        .map(|_| {
            let mut stream = TcpStream::connect(server.at).unwrap();
            stream.write_all(b"GET /api/v1 HTTP/1.1\r\nHost: 127").unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/api/v1").status, 200, "one place is left");
    let _last = TcpStream::connect(server.at).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(server.raw(b"GET /api/v1 HTTP/1.1\r\n\r\n").is_none_or(|answer| answer.status == 503), "no place is left");
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    drop(slow);
    drop(_last);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/api/v1").status, 200);
}

#[test]
fn no_foreign_name_leads_to_the_server() {
    let place = filled();
    let server = Server::of(&place, &["--address", "https://register.example.org", "--allow-review"]);
    for (host, status) in [
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.0.2.1", 421),
        ("localhost", 200),
        ("register.example.org", 200),
        ("evil@register.example.org", 421),
    ] {
        assert_eq!(server.ask("GET", "/api/v1", &[("Host", host)], "").status, status, "{host}");
    }
    assert!(
        server.raw(b"GET /api/v1 HTTP/1.1\r\nConnection: close\r\n\r\n").is_none_or(|answer| answer.status == 421 || answer.status == 400)
    );
    let page = server.ask("GET", "/sign-in", &[("Host", "register.example.org")], "");
    assert!(page.header("set-cookie").starts_with("__Host-materiel=") && page.header("set-cookie").contains("; Secure"), "{page:?}");
    assert!(page.header("strict-transport-security").starts_with("max-age="));
}

#[test]
fn every_answer_tells_browsers_what_to_do_with_it() {
    let place = filled();
    let server = Server::of(&place, &[]);
    for path in [
        "/register",
        "/register.json",
        "/register.csv",
        "/nothing",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v1/openapi.json",
        "/register?kind=x",
    ] {
        let answer = server.get(path);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(
            answer.header("set-cookie").is_empty()
                && answer.header("access-control-allow-origin").is_empty()
                && answer.header("server").is_empty()
        );
    }
}

#[test]
fn a_server_that_is_told_to_stop_finishes_what_it_is_doing() {
    #[cfg(unix)]
    {
        let place = filled();
        let mut server = Server::of(&place, &[]);
        let body = serde_json::json!({"text": "Kosovo bought 246 Javelin missiles. ".repeat(300)}).to_string();
        let at = server.at;
        let asked = std::thread::spawn(move || {
            let mut stream = TcpStream::connect(at).unwrap();
            let head = format!(
                "POST /api/v1/extract HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
            let mut back = Vec::new();
            stream.read_to_end(&mut back).unwrap();
            String::from_utf8_lossy(&back).into_owned()
        });
        std::thread::sleep(Duration::from_millis(300));
        let stop = std::process::Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
        assert!(stop.success());
        let answer = asked.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{}", &answer[..answer.len().min(300)]);
        assert!(server.child.wait().unwrap().success());
    }
}
