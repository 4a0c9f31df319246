//! Feeds: what they name is fetched, what they say themselves is kept where their pages are not to be had.

use super::*;
use std::time::Duration;

/// A report that is long enough to be the whole of it.
fn whole(said: &str) -> String {
    format!(
        "{said} The ministry said so on Thursday, after talks that had taken the better part of a year and in which price and training were \
        the questions that were left to the end. Crews are to be trained in spring. Nobody would say what is to become of the equipment \
        that stands in the depots now, or whether neighbours have asked for it; a spokesman pointed to a report that the parliament is to \
        have before the summer."
    )
}

fn item(server: &Server, path: &str, text: &str) -> String {
    let url = server.url(path);
    format!(
        "<item><title>Report {path}</title><link>{url}</link><guid>{url}</guid><pubDate>Thu, 11 Jan 2024 10:00:00 GMT</pubDate>\
        <description>{text}</description></item>"
    )
}

fn rss(items: &[String]) -> Reply {
    let items = items.concat();
    let body = format!(
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Example Gazette</title><link>https://example.org/</link>{items}</channel></rss>"
    );
    Reply::new(200, "application/rss+xml", body)
}

#[test]
fn a_feed_is_followed_through_pages_that_change_fail_and_are_refused() {
    let (place, server) = (Place::new(), Server::new());
    let refused = whole("Poland ordered 180 K2 tanks from South Korea.");
    let paid = whole("Greece ordered 24 Rafale fighters from France.");
    let mut items = vec![
        item(&server, "/story/open", "Short."),
        item(&server, "/private/story", &refused),
        item(&server, "/story/paid", &paid),
        item(&server, "/story/gone", "A teaser."),
        item(&server, "/story/slow", "Later."),
        item(&server, "/story/moved", "Moved & more."),
    ];
    server.answer("/robots.txt", [Reply::new(200, "text/plain", "User-agent: *\nDisallow: /private/\n")]);
    // The feed fails at first.
    server.answer("/feed.xml", [Reply::new(500, "text/plain", ""), rss(&items).with("ETag", "\"1\"")]);
    server.answer("/story/open", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    server.answer("/story/paid", [Reply::new(403, "text/html", "<p>Subscribe.</p>")]);
    server.answer("/story/slow", [Reply { after: Duration::from_secs(3), ..page("Nobody waits for this.") }]);
    server.answer("/story/moved", [Reply::to("/story/target")]);
    server.answer("/story/target", [page("Norway ordered 54 Leopard 2 tanks from Germany.")]);
    assert_eq!(place.run(&["follow", &server.url("/feed.xml")]).code, Some(0));

    let first = fetch(&place, &server, &[]);
    assert_eq!((first.code, first.out.lines().count()), (Some(2), 4), "{first:?}");
    for (path, part) in [("/story/gone", "404 Not Found"), ("/story/slow", "no answer within 2 s")] {
        assert!(first.err.lines().any(|line| line.contains(path) && line.contains(part)), "{path}: {first:?}");
    }
    let stored = documents(&place);
    assert_eq!(stored.len(), 4, "{stored:?}");
    for (path, words) in [
        ("/story/open", "246 Javelin"),
        ("/private/story", "180 K2 tanks"),
        ("/story/paid", "24 Rafale fighters"),
        ("/story/target", "54 Leopard 2"),
    ] {
        assert!(stored[&server.url(path)].contains(words), "{path}: {stored:?}");
    }
    assert!(stored[&server.url("/private/story")].ends_with("before the summer."), "the feed's own text, to its end: {stored:?}");
    let wanted = [
        ("/feed.xml", 2),
        ("/robots.txt", 1),
        ("/story/gone", 1),
        ("/story/moved", 1),
        ("/story/open", 1),
        ("/story/paid", 1),
        ("/story/slow", 3),
        ("/story/target", 1),
    ];
    assert_eq!(server.counted(), wanted.map(|(path, many)| (path.to_owned(), many)).into_iter().collect());

    // What the feed says itself can be cited: it was fetched with the feed.
    let rows = place.run(&["list", "--recipient", "PL", "--format", "jsonl"]);
    let row: serde_json::Value = serde_json::from_str(rows.out.lines().next().unwrap()).unwrap();
    let cited = place.run(&["cite", row["id"].as_str().unwrap()]);
    let from = format!(" from {}, sha256:", server.url("/feed.xml"));
    assert!(cited.out.contains(&server.url("/private/story")) && cited.out.contains(&from), "{cited:?}");

    // A feed that has not changed leads nowhere; what only failed for a while is asked for again.
    server.answer("/story/slow", [page("Chile ordered six Black Hawk helicopters from the United States.")]);
    let second = fetch(&place, &server, &[]);
    assert_eq!(server.counted().keys().map(String::as_str).collect::<Vec<_>>(), ["/feed.xml", "/story/slow"], "{second:?}");
    assert_eq!((second.code, documents(&place).len()), (Some(0), 5), "{second:?}");

    items.insert(0, item(&server, "/story/new", "Short."));
    server.answer("/feed.xml", [rss(&items).with("ETag", "\"2\"")]);
    server.answer("/story/new", [page("Turkey delivered 20 Bayraktar TB2 drones to Kosovo.")]);
    // A page that is known is asked for again only when that is wanted.
    server.answer("/story/open", [page("Kosovo ordered 200 Javelin missiles from the United States.")]);
    let third = fetch(&place, &server, &[]);
    assert_eq!(server.counted().keys().map(String::as_str).collect::<Vec<_>>(), ["/feed.xml", "/story/new"], "{third:?}");
    assert_eq!((third.code, documents(&place).len()), (Some(0), 6), "{third:?}");
    let fourth = fetch(&place, &server, &["--recheck", "30d"]);
    assert!(fourth.out.lines().any(|line| line.starts_with("new version ") && line.contains("/story/open")), "{fourth:?}");
    let told = place.run(&["versions", &server.url("/story/open")]).out;
    assert!(told.contains("- Kosovo ordered 246") && told.contains("+ Kosovo ordered 200"), "{told}");
    assert!(place.run(&["rebuild"]).err.contains("the archive is sound"));
}

#[test]
fn an_entry_that_says_it_was_changed_is_asked_for_again() {
    let (place, server) = (Place::new(), Server::new());
    let url = server.url("/story");
    let atom = |updated: &str| {
        let body = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Example</title><id>urn:1</id><updated>{updated}</updated><entry><id>{url}</id>\
            <title>Story</title><link href='{url}'/><published>2024-01-11T10:00:00Z</published><updated>{updated}</updated></entry></feed>"
        );
        [Reply::new(200, "application/atom+xml", body)]
    };
    server.answer("/feed", atom("2024-01-11T10:00:00Z"));
    server.answer("/story", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    assert_eq!(place.run(&["follow", &server.url("/feed")]).code, Some(0));
    assert!(fetch(&place, &server, &[]).out.starts_with("stored "));
    server.asked();
    assert!(fetch(&place, &server, &[]).out.is_empty());
    assert_eq!(server.counted().keys().map(String::as_str).collect::<Vec<_>>(), ["/feed"]);
    server.answer("/feed", atom("2024-01-12T10:00:00Z"));
    server.answer("/story", [page("Kosovo ordered 200 Javelin missiles from the United States.")]);
    let changed = fetch(&place, &server, &[]);
    assert!(changed.out.starts_with("new version "), "{changed:?}");
    assert_eq!(documents(&place).len(), 1);
}

#[test]
fn a_feed_that_is_none_is_told_and_works_when_it_is_one_again() {
    let (place, server) = (Place::new(), Server::new());
    server.answer("/feed.xml", [Reply::new(200, "application/rss+xml", "<rss><channel><item>")]);
    server.answer("/story", [page("Kosovo ordered 246 Javelin missiles from the United States.")]);
    assert_eq!(place.run(&["follow", &server.url("/feed.xml")]).code, Some(0));
    let broken = fetch(&place, &server, &[]);
    assert!(broken.code == Some(2) && broken.err.contains("/feed.xml: the feed "), "{broken:?}");
    // What cannot be read of one is read of what is well.
    let text = whole("Poland ordered 180 K2 tanks from South Korea & paid.");
    server.answer("/feed.xml", [rss(&[item(&server, "/story", "A & B"), item(&server, "/missing", &text)])]);
    let ran = fetch(&place, &server, &[]);
    assert_eq!((ran.code, documents(&place).len()), (Some(0), 2), "{ran:?}");
}
