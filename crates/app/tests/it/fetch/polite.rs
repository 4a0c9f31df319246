//! How a server is asked: in turn, patiently, after its robots.txt, whatever it answers.

use super::*;
use materiel_store::archive;
use serde_json::Value as Json;
use std::io::Write;
use std::time::Duration;

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
        ("/news/away", "127.0.0.2 is this machine itself (loopback)"),
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
