//! `materiel follow`, `fetch`, `add https://…`, `versions` and `cite` against a web server of the test's own, which is allowed by name.

use crate::common::{Place, Ran};
use crate::server::{Reply, Server};
use materiel_model::Event;
use materiel_store::{Store, archive};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

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

fn bomb() -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    (0..64).for_each(|_| out.write_all(&vec![b'a'; 1 << 20]).unwrap());
    out.finish().unwrap()
}

#[test]
fn a_list_is_followed_politely_through_all_that_can_go_wrong() {
    let (place, server) = (Place::new(), Server::new());
    let paths = [
        "/news/one",
        "/news/busy",
        "/news/broken",
        "/private/four",
        "/news/moved",
        "/news/away",
        "/news/bomb",
        "/news/huge",
        "/news/slow",
        "/news/loop",
        "/news/gone",
    ];
    server.answer("/robots.txt", [Reply::new(200, "text/plain", "User-agent: *\nDisallow: /private/\n")]);
    server.answer("/list", [list(&server, &paths).with("ETag", "\"1\"")]);
    server.answer("/news/one", [page("Kosovo ordered 246 Javelin missiles from the United States.").with("ETag", "\"a\"")]);
    server.answer(
        "/news/busy",
        [Reply::new(429, "text/plain", "").with("Retry-After", "1"), page("Poland ordered 180 K2 tanks from South Korea.")],
    );
    server.answer("/news/broken", [Reply::new(500, "text/plain", ""), page("Turkey delivered 20 Bayraktar TB2 drones to Kosovo.")]);
    server.answer("/news/moved", [Reply::to("/news/target?x=1")]);
    server.answer("/news/target?x=1", [page("Greece ordered 24 Rafale fighters from France.")]);
    let elsewhere = format!("http://127.0.0.2:{}/secret", server.port());
    server.answer("/news/away", [Reply::to(&elsewhere)]);
    server.answer("/news/bomb", [Reply::new(200, "text/html", bomb()).with("Content-Encoding", "gzip")]);
    server.answer("/news/huge", [Reply::new(200, "text/html", vec![b'a'; 3 << 20])]);
    server.answer("/news/slow", [Reply { after: Duration::from_secs(4), ..page("Nobody waits for this.") }]);
    server.answer("/news/loop", [Reply::to("/news/loop")]);

    follow(&place, &server, "/list", &["--name", "news", "--publisher", "Example Press"]);
    let first = fetch(&place, &server, &["--max-size", "2000000"]);
    assert_eq!(first.code, Some(2), "{first:?}");
    assert_eq!(first.out.lines().count(), 4, "{first:?}");
    for (path, part) in [
        ("/private/four", "robots.txt asks us to stay away"),
        ("/news/away", "127.0.0.2 is 127.0.0.2, this machine itself (loopback)"),
        ("/news/bomb", "longer than 2000000 bytes"),
        ("/news/huge", "longer than 2000000 bytes"),
        ("/news/slow", "no answer within 2 s"),
        ("/news/loop", "more than 5 redirects"),
        ("/news/gone", "404 Not Found"),
    ] {
        assert!(first.err.lines().any(|line| line.contains(path) && line.contains(part)), "{path}: {first:?}");
    }
    assert!(first.err.contains("11 addresses asked for") || first.err.contains("12 addresses asked for"), "{first:?}");
    let stored = documents(&place);
    assert_eq!(stored.len(), 4, "{stored:?}");
    for (path, words) in
        [("/news/one", "246 Javelin"), ("/news/busy", "180 K2"), ("/news/broken", "20 Bayraktar"), ("/news/target?x=1", "24 Rafale")]
    {
        assert!(stored[&server.url(path)].contains(words), "{path}: {stored:?}");
    }
    let asked = server.asked();
    let times = |path: &str| asked.iter().filter(|one| one.path == path).count();
    for (path, many) in [
        ("/robots.txt", 1),
        ("/list", 1),
        ("/news/one", 1),
        ("/news/busy", 2),
        ("/news/broken", 2),
        ("/private/four", 0),
        ("/news/moved", 1),
        ("/news/target?x=1", 1),
        ("/news/away", 1),
        ("/secret", 0),
        ("/news/bomb", 1),
        ("/news/huge", 1),
        ("/news/slow", 3),
        ("/news/loop", 6),
        ("/news/gone", 1),
    ] {
        assert_eq!(times(path), many, "{path}: {:?}", asked.iter().map(|one| &one.path).collect::<Vec<_>>());
    }
    assert_eq!(asked[0].path, "/robots.txt", "a site is asked for its rules before anything else");
    assert!(
        asked.iter().all(|one| one.headers["user-agent"].starts_with("materiel/") && one.headers["user-agent"].contains("http")),
        "{asked:?}"
    );
    let busy: Vec<_> = asked.iter().filter(|one| one.path == "/news/busy").map(|one| one.at).collect();
    assert!(busy[1].duration_since(busy[0]) >= Duration::from_secs(1), "the server asked for a second");
    let between = |from: std::time::Instant, to: std::time::Instant| asked.iter().filter(|one| one.at > from && one.at < to).count();
    assert_eq!(between(busy[0], busy[1]), 0, "and gets it");

    // What has not changed is not sent again, what failed for good is not asked for again, what may work now is.
    server.answer("/news/slow", [page("Norway ordered 54 Leopard 2 tanks from Germany.")]);
    let second = fetch(&place, &server, &[]);
    let asked = server.counted();
    assert_eq!(asked.keys().map(String::as_str).collect::<Vec<_>>(), ["/list", "/news/slow"], "the list has not changed: {second:?}");
    assert_eq!((second.code, documents(&place).len()), (Some(0), 5), "{second:?}");
    server.answer("/list", [list(&server, &[&paths[..], &["/news/new"]].concat()).with("ETag", "\"2\"")]);
    server.answer("/news/new", [page("Chile ordered six Black Hawk helicopters from the United States.")]);
    let third = fetch(&place, &server, &[]);
    let asked = server.counted();
    assert_eq!(asked.keys().map(String::as_str).collect::<Vec<_>>(), ["/list", "/news/new"], "{third:?}");
    assert_eq!((third.code, documents(&place).len()), (Some(0), 6), "{third:?}");

    // Everything is in the archive as it came, failures and redirects too.
    let mut found = Vec::new();
    for file in std::fs::read_dir(archive::folder(&place.db())).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes.as_slice()), &mut found).unwrap();
    }
    let found = String::from_utf8_lossy(&found);
    for part in [
        "HTTP/1.1 429",
        "retry-after: 1",
        "HTTP/1.1 302",
        "User-agent: *",
        "246 Javelin",
        "GET /news/one HTTP/1.1",
        "WARC-Truncated: length",
    ] {
        assert!(found.contains(part), "{part}");
    }
    let checked = place.run(&["rebuild"]);
    assert!(checked.code == Some(0) && checked.err.contains("the archive is sound; 6 records as kept"), "{checked:?}");
    let listed = place.run(&["follow", "--list", "--format", "jsonl"]);
    let listed: Json = serde_json::from_str(&listed.out).unwrap();
    assert_eq!((listed["name"].as_str(), listed["documents"].as_u64()), (Some("news"), Some(6)), "{listed}");
    assert_eq!(place.run(&["unfollow", "news"]).code, Some(0));
    assert_eq!(place.run(&["unfollow", "news"]).code, Some(1));
    assert_eq!(fetch(&place, &server, &[]).code, Some(1), "nothing is followed");
}

#[test]
fn one_host_gets_one_request_at_a_time() {
    let (place, server) = (Place::new(), Server::new());
    let paths: Vec<String> = (0..8).map(|at| format!("/news/{at}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for path in ["/a", "/b"] {
        server.answer(path, [list(&server, &paths)]);
        follow(&place, &server, path, &[]);
    }
    for path in &paths {
        server.answer(
            path,
            [Reply {
                after: Duration::from_millis(30),
                ..page(&format!("Report {path}: Kosovo ordered 246 Javelin missiles from the United States."))
            }],
        );
    }
    let ran = fetch(&place, &server, &[]);
    assert_eq!((ran.code, server.most()), (Some(0), 1), "{ran:?}");
    assert_eq!(server.counted().values().copied().max(), Some(1));
    // A site's robots.txt may ask for more time.
    let other = Server::new();
    other.answer("/robots.txt", [Reply::new(200, "text/plain", "User-agent: *\nCrawl-delay: 0.5")]);
    for path in ["/1", "/2", "/3"] {
        other.answer(path, [page(&format!("Report {path}: Poland ordered 180 K2 tanks from South Korea."))]);
    }
    let host = host(&other);
    let urls = ["/1", "/2", "/3"].map(|path| other.url(path));
    let ran = place.run(&quick(&["add", &urls[0], &urls[1], &urls[2]], &host));
    let asked = other.asked();
    assert_eq!((ran.code, asked.len()), (Some(0), 4), "{ran:?}");
    assert!(asked[1..].windows(2).all(|two| two[1].at.duration_since(two[0].at) >= Duration::from_millis(500)), "{asked:?}");
}

#[test]
fn a_page_that_changes_has_versions_and_is_cited_with_its_archive() {
    let (place, server) = (Place::new(), Server::new());
    let url = server.url("/page");
    let host = host(&server);
    server.answer("/page", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    assert_eq!(place.run(&["follow", &url]).code, Some(0));
    assert!(fetch(&place, &server, &[]).out.starts_with("stored "));
    let same = fetch(&place, &server, &[]);
    assert!(same.out.is_empty() && same.err.contains("1 unchanged"), "{same:?}");
    server.answer("/page", [page("Kosovo ordered 200 Javelin missiles from the United States.")]);
    let changed = fetch(&place, &server, &[]);
    assert!(changed.out.starts_with("new version ") && changed.err.contains("1 pages changed"), "{changed:?}");

    let versions: Json = serde_json::from_str(&place.run(&["versions", &url, "--format", "json"]).out).unwrap();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2, "{versions}");
    let changes = versions["versions"][1]["changes"].as_array().unwrap();
    assert!(changes[0]["text"].as_str().unwrap().contains("246") && changes[1]["text"].as_str().unwrap().contains("200"), "{changes:?}");
    let told = place.run(&["versions", &url]).out;
    assert!(
        told.contains("the newest version") && told.contains("- Kosovo ordered 246") && told.contains("+ Kosovo ordered 200"),
        "{told}"
    );

    let rows: Vec<Json> = place.run(&["list", "--format", "jsonl"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(
        (rows[0]["voices"].as_u64(), rows[0]["quantity"]["value"].as_u64(), rows[0]["conflicts"].as_u64()),
        (Some(1), Some(200), Some(0))
    );
    let id = rows[0]["id"].as_str().unwrap();
    let shown = place.run(&["show", id]).out;
    assert!(shown.contains("an earlier version of the page"), "{shown}");

    let cited: Vec<Json> = serde_json::from_str(&place.run(&["cite", id, "--slot", "quantity", "--json"]).out).unwrap();
    assert_eq!(cited.len(), 2, "{cited:?}");
    let (now, before) = (&cited[0], &cited[1]);
    assert_eq!((now["value"].as_str(), now["quote"].as_str(), now["superseded"].as_bool()), (Some("200"), Some("200"), None));
    assert_eq!((before["value"].as_str(), before["superseded"].as_bool()), (Some("246"), Some(true)));
    assert_eq!(now["address"].as_str(), Some(url.as_str()));
    // The digest is that of the bytes that were sent, and the archive has them.
    let store = Store::open(&place.db()).unwrap();
    for (row, number) in [(now, "200"), (before, "246")] {
        let version =
            store.fetched().unwrap().into_iter().find(|version| version.document.as_str() == row["document"].as_str().unwrap()).unwrap();
        let kept = archive::read(&place.db(), version.fetch.archived.as_ref().unwrap()).unwrap();
        assert!(String::from_utf8_lossy(kept.body()).contains(number));
        assert_eq!(row["sha256"].as_str().unwrap(), materiel_model::sha256_hex(kept.body()));
        assert_eq!(kept.field("WARC-Record-ID"), Some(format!("<{}>", row["archive_record"].as_str().unwrap()).as_str()));
    }
    let told = place.run(&["cite", id]).out;
    assert!(told.contains("“200” [") && told.contains(&url) && told.contains("sha256:") && told.contains("archived in "), "{told}");
    assert_eq!(place.run(&["cite", id, "--slot", "value"]).code, Some(1));

    // And back again: the first text is the newest version once more.
    server.answer("/page", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    assert!(place.run(&quick(&["fetch", &url], &host)).out.starts_with("new version "));
    let row: Json = serde_json::from_str(&place.run(&["list", "--format", "jsonl"]).out).unwrap();
    assert_eq!((row["quantity"]["value"].as_u64(), row["voices"].as_u64()), (Some(246), Some(1)));
}

#[test]
fn nothing_in_this_machine_is_reached_unless_it_is_allowed_by_name() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/x", [page("Secret.")]);
    let port = server.port();
    for form in ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]", "127.1"] {
        let ran = place.run(&["add", &format!("http://{form}:{port}/x"), "--delay", "10ms", "--retries", "0"]);
        assert!(ran.code == Some(2) && ran.err.contains("--allow-host"), "{form}: {ran:?}");
    }
    for address in ["file:///etc/passwd", "https://user:word@example.org/", "ftp://example.org/x"] {
        assert_eq!(place.run(&["add", address]).code, Some(2), "{address}");
    }
    assert!(server.asked().is_empty(), "nothing was asked for");
    let host = host(&server);
    let ran = place.run(&quick(&["add", &server.url("/x"), "--published", "2024-01-11"], &host));
    assert_eq!((ran.code, server.counted().len()), (Some(0), 2), "{ran:?}");
}

#[test]
fn a_server_that_asks_for_patience_gets_it_in_the_next_run_too() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/page", [Reply::new(503, "text/plain", "").with("Retry-After", "3600")]);
    server.answer("/other", [page("Poland ordered 180 K2 tanks from South Korea.")]);
    for path in ["/page", "/other"] {
        assert_eq!(place.run(&["follow", &server.url(path)]).code, Some(0));
    }
    let ran = fetch(&place, &server, &[]);
    assert!(ran.code == Some(1) && ran.err.contains("left alone until"), "{ran:?}");
    assert_eq!(server.counted().keys().collect::<Vec<_>>(), ["/page", "/robots.txt"], "what else is wanted there waits, too");
    let ran = fetch(&place, &server, &[]);
    assert!(ran.code == Some(1) && server.asked().is_empty() && ran.err.contains("2 put off"), "{ran:?}");
}

#[test]
fn a_site_whose_robots_txt_fails_is_left_alone() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/robots.txt", [Reply::new(500, "text/plain", "")]);
    server.answer("/page", [page("Poland ordered 180 K2 tanks from South Korea.")]);
    let host = host(&server);
    let ran = place.run(&quick(&["add", &server.url("/page")], &host));
    assert!(ran.code == Some(2) && ran.err.contains("robots.txt cannot be had"), "{ran:?}");
    assert_eq!(server.counted(), BTreeMap::from([("/robots.txt".to_owned(), 3)]));
    // It is asked again the next time, and not believed to be closed for a day.
    server.answer("/robots.txt", [Reply::new(404, "text/plain", "")]);
    assert_eq!(place.run(&quick(&["add", &server.url("/page")], &host)).code, Some(0));
}

#[test]
fn lists_of_links_and_json_answers_lead_to_pages() {
    let (place, server) = (Place::new(), Server::new());
    let listing = "<html><body><a href=\"/about\">About</a> <a href=\"/release/1\">One</a> <a href='/release/2#top'>Two</a></body></html>";
    server.answer("/releases", [Reply::new(200, "text/html", listing)]);
    for (path, thing) in [
        ("/release/1", "246 Javelin missiles from the United States"),
        ("/release/2", "20 Bayraktar TB2 drones from Turkey"),
        ("/api/3", "12 Caesar howitzers from France"),
    ] {
        server.answer(path, [page(&format!("Kosovo ordered {thing}."))]);
    }
    server.answer("/about", [page("About us.")]);
    let pattern = server.url("/release/*");
    assert_eq!(place.run(&["follow", &server.url("/releases"), "--links", &pattern]).code, Some(0));
    let answer = format!("{{\"results\": [{{\"html_url\": \"{}\"}}]}}", server.url("/api/3"));
    server.answer("/api?x=1", [Reply::new(200, "application/json", answer)]);
    let source = format!(
        "name = \"An API\"\nkind = \"gazette\"\nstate = \"XK\"\nlanguage = [\"en\"]\nhome = \"https://example.org/\"\nterms = \"free\"\n\n[[follow]]\naddress = \"{}\"\nitems = \"/results\"\nlink = \"/html_url\"\n",
        server.url("/api?x=1")
    );
    place.write("know/sources/an-api.toml", source);
    assert_eq!(place.run(&["--knowledge", "know", "follow", "an-api"]).code, Some(0));
    let ran = fetch(&place, &server, &["--max-pages", "1"]);
    assert!(ran.code == Some(0) && ran.err.contains("1 left for the next runs"), "{ran:?}");
    let ran = fetch(&place, &server, &[]);
    assert_eq!((ran.code, documents(&place).len()), (Some(0), 3), "{ran:?}");
    assert!(!server.counted().contains_key("/about"));
    assert_eq!(place.run(&["follow", "no-such-source"]).code, Some(2));
}

#[test]
fn pages_are_asked_for_again_when_that_is_wanted() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/list", [list(&server, &["/1"]).with("ETag", "\"1\"")]);
    server.answer("/1", [page("Kosovo ordered 246 Javelin missiles from the United States.").with("ETag", "\"a\"")]);
    follow(&place, &server, "/list", &[]);
    assert_eq!(fetch(&place, &server, &[]).code, Some(0));
    server.asked();
    server.answer("/1", [page("Kosovo ordered 200 Javelin missiles from the United States.").with("ETag", "\"b\"")]);
    assert_eq!((fetch(&place, &server, &[]).code, server.counted().len()), (Some(0), 1));
    let again = fetch(&place, &server, &["--recheck", "30d"]);
    assert!(again.out.starts_with("new version "), "{again:?}");
    let again = fetch(&place, &server, &["--recheck", "30d"]);
    assert!(again.out.is_empty() && again.err.contains("2 unchanged"), "{again:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_goes_on_ends_cleanly_on_a_signal() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let (place, server) = (Place::new(), Server::new());
    server.answer("/page", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    assert_eq!(place.run(&["follow", &server.url("/page")]).code, Some(0));
    let host = host(&server);
    let mut child = place
        .program(&quick(&["fetch", "--every", "1h"], &host))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let waits = lines.by_ref().map(Result::unwrap).find(|line| line.contains("the next round begins in")).unwrap();
    assert!(waits.contains("35") || waits.contains("36"), "{waits}");
    // While it waits, others may write.
    let other = place.run_with_input(&["add", "-"], "A text about nothing.");
    assert_eq!(other.code, Some(0), "{other:?}");
    let killed = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("ended by a signal")), "{rest:?}");
    assert_eq!(documents(&place).len(), 2);
}
