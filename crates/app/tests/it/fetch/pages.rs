//! Pages that change, that lists lead to, and that must not be reached.

use super::*;
use materiel_store::archive;
use serde_json::Value as Json;

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
    assert!(changed.out.starts_with("new version ") && changed.err.contains("1 page changed"), "{changed:?}");

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

#[test]
fn a_crate_has_the_answers_of_servers_and_they_are_read_again() {
    let (place, server) = (Place::new(), Server::new());
    let text = "<p>Poland signed a contract with South Korea for 180 K2 tanks on 26 August 2022.</p>\
        <p>Officials gave no further details on the schedule of the deliveries, or on where the crews will be trained in spring.</p>\
        <p>The ministry had told reporters in the autumn that talks were going well, and that a decision was near.</p>";
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Poland buys tanks</title></head><body><article><h1>Poland buys tanks</h1>{text}</article></body></html>"
    );
    server.answer("/a", [Reply::new(200, "text/html; charset=utf-8", html)]);
    let (address, host) = (server.url("/a"), host(&server));
    assert_eq!(place.run(&quick(&["add", &address, "--published", "2022-08-27"], &host)).code, Some(0));
    assert_eq!(place.run(&["export", "--format", "ro-crate", "--to", "crate"]).code, Some(0));
    let there = Place::new();
    let answers = place.path().join("crate/archive/answers.warc.gz");
    let ran = there.run(&["add", answers.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(documents(&place).contains_key(&address) && documents(&there) == documents(&place));
}
