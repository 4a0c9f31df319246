//! `materiel follow`, `fetch`, `add https://…`, `versions` and `cite` against a web server of the test's own, which is allowed by name.

mod feed;
mod pages;
mod polite;

use crate::common::{Place, Ran};
use crate::server::{Reply, Server};
use materiel_model::Event;
use materiel_store::Store;
use std::collections::BTreeMap;

/// The program without waits that a test would have to wait for.
const QUICK: [&str; 10] = ["--delay", "10ms", "--retries", "2", "--patience", "2s", "--timeout", "2s", "--seed", "7"];

fn quick<'a>(args: &[&'a str], server: &'a str) -> Vec<&'a str> {
    [args, &QUICK, &["--allow-host", server]].concat()
}

fn host(server: &Server) -> String {
    format!("127.0.0.1:{}", server.port())
}

fn page(text: &str) -> Reply {
    let text = format!(
        "{text}\n\nOfficials gave no further details on the schedule of the deliveries, or on where the crews will be trained in spring.\n\n\
        The ministry had told reporters in the autumn that talks were going well, and that a decision was near.\n"
    );
    Reply::new(200, "text/plain; charset=utf-8", text)
}

/// A page that lists others.
fn list(server: &Server, paths: &[&str]) -> Reply {
    let items: String = paths.iter().map(|path| format!("<li><a href=\"{}\">Item</a></li>", server.url(path))).collect();
    Reply::new(200, "text/html; charset=utf-8", format!("<!DOCTYPE html><html><body><h1>News</h1><ul>{items}</ul></body></html>"))
}

/// Follows a page that lists others.
fn follow(place: &Place, server: &Server, path: &str, more: &[&str]) {
    let ran = place.run(&[&["follow", &server.url(path), "--links", &server.url("/*")], more].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// The documents of the register, by address.
fn documents(place: &Place) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let store = Store::open(&place.db()).unwrap();
    store
        .entries(0, |entry| {
            if let Event::DocumentAdded { document } = entry.event {
                out.insert(document.url.clone().unwrap_or_default(), document.text);
            }
        })
        .unwrap();
    out
}

fn fetch(place: &Place, server: &Server, more: &[&str]) -> Ran {
    let host = host(server);
    place.run(&quick(&[&["fetch"], more].concat(), &host))
}
