//! Signing in, and decisions of who has.

use super::{Answer, Server, form};
use crate::common::Place;
use crate::pages::{filled, only};
use serde_json::json;

/// Makes somebody who may sign in, and gives the token.
pub(crate) fn user(place: &Place, name: &str, role: &str) -> String {
    let ran = place.run(&["user", "add", name, "--role", role]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.out.trim().to_owned()
}

/// The cookie that an answer sets, as a browser sends it back.
pub(crate) fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// The form's token that stands in a page.
pub(crate) fn csrf(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

/// A browser on a page of the server.
pub(crate) struct Browser<'a> {
    pub(crate) server: &'a Server,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl<'a> Browser<'a> {
    /// One that has the page to sign in at before it.
    pub(crate) fn new(server: &'a Server) -> Self {
        let page = server.get("/sign-in");
        assert_eq!(page.status, 200, "{page:?}");
        Self { server, cookie: cookie(&page), csrf: csrf(&page) }
    }

    /// Sends a form as browsers do, with the form's token.
    pub(crate) fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{}", self.server.at);
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            ("Cookie", self.cookie.as_str()),
        ];
        self.server.ask("POST", path, &headers, &form(&[&[("csrf", self.csrf.as_str())], fields].concat()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.server.ask("GET", path, &[("Cookie", &self.cookie)], "")
    }

    /// Signs in, and has the form's token of the new session.
    pub(crate) fn sign_in(mut self, token: &str) -> Self {
        let answer = self.send("/sign-in", &[("token", token), ("back", "/register")]);
        assert_eq!((answer.status, answer.header("location")), (303, "/register"), "{answer:?}");
        self.cookie = cookie(&answer);
        self.csrf = csrf(&self.get("/sign-in"));
        self
    }
}

#[test]
fn people_are_added_listed_and_removed() {
    let place = filled();
    assert_eq!(place.run(&["user", "list"]).code, Some(1));
    let token = user(&place, "A. Reviewer", "reviewer");
    assert!(token.starts_with("mt_") && token.len() == 67, "{token}");
    user(&place, "Reader", "reader");
    let list = place.run(&["user", "list"]).out;
    assert!(list.contains("A. Reviewer  reviewer  since ") && list.contains("Reader       reader    since "), "{list}");
    assert!(!place.run(&["user", "list", "--format", "json"]).out.contains("token"));
    let twice = place.run(&["user", "add", "a. reviewer"]);
    assert!(twice.code == Some(2) && twice.err.contains("there is a user"), "{twice:?}");
    assert_eq!((place.run(&["user", "remove", "Reader"]).code, place.run(&["user", "remove", "Reader"]).code), (Some(0), Some(1)));
    let backup = place.path().join("copy.db");
    assert_eq!(place.run(&["backup", &backup.to_string_lossy()]).code, Some(0));
    assert!(!place.path().join("copy.db.users").exists());
    assert_eq!(Place::new().run(&["user", "add", "x"]).code, Some(2), "without a register");
}

#[test]
fn a_reviewer_decides_and_the_record_and_the_log_show_it() {
    let place = filled();
    let server = Server::of(&place, &["--allow-review"]);
    let browser = Browser::new(&server).sign_in(&user(&place, "A. Reviewer", "reviewer"));
    let id = only(&place, &["--equipment", "javelin"]);
    let view = server.api(&format!("/records/{id}"));
    let newspaper = view["claims"].as_array().unwrap().iter().find(|claim| claim["label"] == "newspaper").unwrap();
    let claim = newspaper["claim"].as_str().unwrap();
    let text = server.api(&format!("/documents/{}", newspaper["document"].as_str().unwrap()))["text"].as_str().unwrap().to_owned();
    let at = text.find("200").unwrap();
    let place_of_words = format!("{at}..{}", at + 3);
    let back = format!("/records/{id}");
    let dry = browser.send(
        "/decide/correct",
        &[("claim", claim), ("slot", "quantity"), ("value", "246"), ("at", &place_of_words), ("why", "read it"), ("dry-run", "yes")],
    );
    assert_eq!((dry.status, dry.json()["entries"].clone()), (200, json!([])), "{dry:?}");
    assert_eq!(dry.json()["changes"][0]["change"], "changed");
    let done = browser.send(
        "/decide/correct",
        &[("claim", claim), ("slot", "quantity"), ("value", "246"), ("at", &place_of_words), ("why", "read it"), ("back", &back)],
    );
    assert_eq!((done.status, done.header("location").to_owned()), (303, format!("{back}#decided")), "{done:?}");
    let list = server.api("/records?equipment=javelin");
    assert_eq!((list["rows"][0]["conflicts"].as_u64(), list["rows"][0]["reviewed"].as_str()), (Some(0), Some("part")), "{list}");
    let log = server.api("/decisions");
    let row = &log["rows"][0];
    assert_eq!(
        (row["author"].as_str(), row["reason"].as_str(), row["decision"].as_str()),
        (Some("A. Reviewer"), Some("read it"), Some("correct"))
    );
    assert_eq!(log["rows"], serde_json::from_str::<serde_json::Value>(&place.run(&["review", "log", "--format", "json"]).out).unwrap());
    let entry = row["entry"].to_string();
    let undone = browser.send("/decide/undo", &[("entry", &entry), ("why", "a slip"), ("back", "//evil.example")]);
    assert_eq!((undone.status, undone.header("location")), (303, "/#decided"), "{undone:?}");
    assert_eq!(server.api("/records?equipment=javelin")["rows"][0]["conflicts"], 1);
    let notice = view["claims"][0]["claim"].as_str().unwrap();
    for (what, fields) in [
        ("accept", vec![("claim", notice)]),
        ("split", vec![("claim", claim), ("from", notice)]),
        ("pin", vec![("claim", claim), ("slot", "stage")]),
        ("rename", vec![("from", "org:Kosova"), ("to", "Kosovo")]),
        ("reject", vec![("claim", claim)]),
    ] {
        let answer = browser.send(&format!("/decide/{what}"), &[&fields[..], &[("why", "looked")]].concat());
        assert_eq!(answer.status, 303, "{what}: {answer:?}");
    }
    let wrong =
        browser.send("/decide/correct", &[("claim", claim), ("slot", "quantity"), ("value", "246"), ("at", "1..99999"), ("why", "x")]);
    assert!(wrong.status == 400 && wrong.body.contains("is no place in the document"), "{wrong:?}");
    assert_eq!(browser.send("/decide/accept", &[("claim", "0000"), ("why", "x")]).status, 400);
    assert_eq!(browser.send("/decide/everything", &[("why", "x")]).status, 404);
}

#[test]
fn a_program_decides_with_its_token() {
    let place = filled();
    let token = user(&place, "Bot", "reviewer");
    let server = Server::of(&place, &["--allow-review"]);
    let claim =
        server.api(&format!("/records/{}", only(&place, &["--equipment", "javelin"])))["claims"][0]["claim"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let ask = |headers: &[(&str, &str)], body: &serde_json::Value| {
        server.ask("POST", "/api/v1/decide/accept", &[&[("Content-Type", "application/json")], headers].concat(), &body.to_string())
    };
    let verdict = json!({"claim": [claim], "why": "looked"});
    let nobody = ask(&[], &verdict);
    assert!(nobody.status == 401 && nobody.header("www-authenticate").starts_with("Bearer"), "{nobody:?}");
    assert_eq!(ask(&[("Authorization", "Basic eDp5")], &verdict).status, 401);
    assert_eq!(ask(&[("Authorization", "Bearer mt_x")], &verdict).status, 401);
    assert_eq!(ask(&[("Authorization", &bearer)], &json!({"claim": [claim], "why": " "})).status, 400);
    assert_eq!(ask(&[("Authorization", &bearer)], &json!({"claim": [claim], "why": "x", "by": "Somebody"})).status, 400);
    let done = ask(&[("Authorization", &bearer)], &verdict);
    assert!(done.status == 200 && done.json()["entries"].as_array().unwrap().len() == 1, "{done:?}");
    assert_eq!(server.api("/decisions")["rows"][0]["author"], "Bot");
    let reader = format!("Bearer {}", user(&place, "Reader", "reader"));
    assert!(ask(&[("Authorization", &reader)], &verdict).problem().contains("may read and not decide"));
    // Who was removed is nobody at once.
    assert_eq!(place.run(&["user", "remove", "Bot"]).code, Some(0));
    assert_eq!(ask(&[("Authorization", &bearer)], &verdict).status, 401);
}

#[test]
fn a_private_register_is_shown_to_who_signed_in_only() {
    let place = filled();
    let token = user(&place, "Reader", "reader");
    let server = Server::of(&place, &["--private"]);
    for path in ["/", "/register", "/register.json?kind=transfer"] {
        let answer = server.get(path);
        assert!(answer.status == 303 && answer.header("location").starts_with("/sign-in?back=%2F"), "{path}: {answer:?}");
        assert!(!answer.body.contains("Javelin"));
    }
    for path in ["/api/v1/records", "/api/v1/openapi.json", "/mcp", "/api/v1/nothing"] {
        assert!(server.get(path).problem().contains("sign in"), "{path}");
    }
    let bearer = format!("Bearer {token}");
    let asked = server.ask("GET", "/api/v1/records", &[("Authorization", &bearer)], "");
    assert_eq!((asked.status, asked.header("cache-control")), (200, "private, no-store"), "{asked:?}");
    let browser = Browser::new(&server).sign_in(&token);
    assert_eq!(browser.get("/register").status, 200);
    assert_eq!(browser.send("/decide/accept", &[("claim", "0000"), ("why", "x")]).status, 403);
    let out = browser.send("/sign-out", &[("back", "/")]);
    assert!(out.status == 303 && out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    assert_eq!(browser.get("/register").status, 303, "the session is gone, and not only its cookie");
    let browser = Browser::new(&server).sign_in(&token);
    place.run(&["user", "remove", "Reader"]);
    assert_eq!(browser.get("/register").status, 303, "who was removed is signed out");
}

#[test]
fn without_people_to_sign_in_there_is_nothing_to_sign_in_to() {
    let place = filled();
    let server = Server::of(&place, &[]);
    assert_eq!(server.get("/sign-in").status, 404);
    assert_eq!(
        server.ask("POST", "/decide/accept", &[("Content-Type", "application/x-www-form-urlencoded")], "claim=0000&why=x").status,
        403
    );
    for args in [&["--listen", "0.0.0.0:0"][..], &["--listen", "127.0.0.1:0", "--address", "http://register.example.org"]] {
        let ran = place.run(&[&["serve", "--allow-review"], args].concat());
        assert!(ran.code == Some(2) && ran.err.contains("without encryption"), "{ran:?}");
    }
}
