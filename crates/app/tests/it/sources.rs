//! Documents of every kind that `add` takes, and input that means harm.

use crate::common::Place;
use std::io::Write;
use std::time::{Duration, Instant};

const SENTENCE: &str =
    "The United States delivered 246 FGM-148 Javelin anti-tank missiles to Kosovo on Thursday, the ministry of defence said.";

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title} | The Gazette</title><meta property='og:site_name' content='The Gazette'>\
        <link rel=canonical href='https://example.org/2024/01/12/javelins'>\
        <script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"headline\": \"{title}\", \"datePublished\": \"2024-01-12T08:00:00Z\", \"author\": {{\"name\": \"A. Writer\"}}}}</script></head>\
        <body><nav><a href=/>Home</a> <a href=/news>News and more of it</a></nav><main><article><h1>{title}</h1><p class=byline>By A. Writer, 12 January 2024</p>{body}</article></main>\
        <aside class=related><h3>Related</h3><p>Ten tanks were ordered by somebody else, in another story that has nothing to do with this one at all.</p></aside>\
        <footer>© 2024 The Gazette. All rights reserved.</footer></body></html>"
    )
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(address: &str, body: &[u8]) -> Vec<u8> {
    let answer = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".as_slice(), body].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-01-13T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    [head.as_bytes(), answer.as_slice(), b"\r\n\r\n"].concat()
}

/// The documents in the register's file, as the log has them.
fn stored(place: &Place) -> Vec<materiel_model::Document> {
    let store = materiel_store::Store::open(&place.db()).unwrap();
    let mut out = Vec::new();
    let take = |entry: materiel_model::Entry| {
        if let materiel_model::Event::DocumentAdded { document } = entry.event {
            out.push(document);
        }
    };
    store.entries(0, take).unwrap();
    out
}

fn article() -> String {
    page(
        "Javelins reach Kosovo",
        &format!(
            "<p>{SENTENCE}</p><blockquote><p>They came on time and in full, and we are grateful, the minister said.</p></blockquote><ul><li>246 missiles of the newest make</li><li>some launchers for them too</li></ul><p>The parliament of Kosovo had approved the purchase in the year before, after a long debate about what it would cost.</p><div class='share-buttons'><a href=#>Share</a></div>"
        ),
    )
}

#[test]
fn a_page_is_its_article_with_what_it_says_about_itself() {
    let place = Place::new();
    place.write("page", article());
    let ran = place.run(&["add", "page"]);
    assert!(ran.code == Some(0) && ran.err.starts_with("1 document stored with "), "{ran:?}");
    let documents = stored(&place);
    let document = &documents[0];
    assert!(document.text.starts_with(SENTENCE) && document.text.ends_with("what it would cost."), "{}", document.text);
    assert!(!document.text.contains("Ten tanks") && !document.text.contains("Share"), "{}", document.text);
    assert_eq!(document.title.as_deref(), Some("Javelins reach Kosovo"));
    assert_eq!(
        (document.source.as_deref(), document.url.as_deref()),
        (Some("The Gazette"), Some("https://example.org/2024/01/12/javelins"))
    );
    assert_eq!(document.published.unwrap().to_string(), "2024-01-12");
    let metadata = document.metadata.as_ref().unwrap();
    let published = metadata.published.as_ref().unwrap();
    assert!(!published.doubtful && metadata.author.as_ref().unwrap().value == "A. Writer", "{metadata:?}");
    let sorts: Vec<String> = metadata.parts.iter().map(|part| format!("{:?} {}", part.sort, &part.at.of(&document.text)[..12])).collect();
    assert_eq!(sorts, ["Quote They came on", "List - 246 missil"]);
    let rows = place.run(&["list", "--format", "csv"]);
    assert!(rows.out.contains("Javelin") && rows.out.contains("246"), "{rows:?}");
}

#[test]
fn every_kind_is_known_by_its_content_and_comes_from_standard_input_too() {
    let feed = format!(
        "<rss version='2.0'><channel><title>F</title><item><title>One & two</title><link>https://example.org/f</link><description>{}</description></item></channel></rss>",
        format!("{SENTENCE} ").repeat(5)
    );
    let mail =
        format!("From: a@example.org\r\nTo: b@example.org\r\nSubject: News\r\nDate: Thu, 11 Jan 2024 10:00:00 +0000\r\n\r\n{SENTENCE}\r\n");
    let archive = record("https://example.org/w", article().replace("/2024/01/12/javelins", "/w").as_bytes());
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(SENTENCE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut folder = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    folder.start_file("archive/data.warc.gz", zip::write::SimpleFileOptions::default()).unwrap();
    folder.write_all(&packed(&archive)).unwrap();
    let folder = folder.finish().unwrap().into_inner();
    let kinds: [(&str, Vec<u8>); 10] = [
        ("text", SENTENCE.as_bytes().to_vec()),
        ("lines", format!("{{\"text\": \"{SENTENCE}\"}}\n").into_bytes()),
        ("html", article().into_bytes()),
        ("html.gz", packed(article().as_bytes())),
        ("feed", feed.into_bytes()),
        ("mail", mail.into_bytes()),
        ("warc", archive.clone()),
        ("warc.gz", packed(&archive)),
        ("wacz", folder),
        ("utf-16", wide),
    ];
    for (kind, bytes) in kinds {
        let place = Place::new();
        place.write("thing", &bytes);
        for arg in ["thing", "-"] {
            let input =
                if arg == "-" { std::fs::File::open(place.path().join("thing")).unwrap().into() } else { std::process::Stdio::null() };
            let output = place.program(&["extract", arg]).stdin(input).output().unwrap();
            let out = String::from_utf8(output.stdout).unwrap();
            assert!(
                output.status.code() == Some(0) && out.contains("\"javelin\""),
                "{kind} {arg}: {out} {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

#[test]
fn a_table_is_read_by_its_columns() {
    let place = Place::new();
    place.write("t.csv", format!("nr;Words;When\n1;\"{SENTENCE}\";2024-01-12\n2;;2024\n"));
    let ran = place.run(&["add", "t.csv"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("t.csv:1: no column is known to hold the text; the table has the columns `nr`, `Words`, `When`; say which with --columns text=NAME"), "{}", ran.err);
    let ran = place.run(&["add", "t.csv", "--columns", "text=words,published=when,id=nr"]);
    assert!(ran.err.contains("t.csv:3: the row has no text") && ran.err.contains("1 document stored"), "{}", ran.err);
    assert_eq!(stored(&place)[0].published.unwrap().to_string(), "2024-01-12");
    assert!(place.run(&["add", "t.csv", "--columns", "words"]).err.contains("is no list of columns"));
}

#[test]
fn folders_are_walked_and_what_cannot_be_read_stands_at_the_end() {
    let place = Place::new();
    place.write("in/a.html", article());
    place.write("in/b.pdf", "%PDF-1.4\nnonsense");
    place.write("in/c/d.txt", b"\0\x01\x02\x03\x04");
    place.write("in/c/e.txt", "Die Bundesregierung hat gestern die Lieferung von zwölf Panzerhaubitzen an die Ukraine bestätigt.");
    place.write("in/c/f.docx", "PK");
    // Files that often hold something else are looked at where they begin as a feed does.
    place.write(
        "in/h.json",
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "url": "https://example.org/1"}]}"#,
    );
    place.write("in/i.json", r#"{"name": "settings", "dependencies": {}}"#);
    place.write("in/g.txt", b"K\xf6ln received ten Leopard tanks in the year 2023, and the ministry said that more would come.");
    let ran = place.run(&["add", "in"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let lines: Vec<&str> = ran.err.lines().collect();
    let [.., first, second, last] = lines.as_slice() else { panic!("{}", ran.err) };
    assert!(first.starts_with("in/b.pdf: the PDF cannot be read"), "{}", ran.err);
    assert_eq!(*second, "in/c/d.txt: what is neither text nor a known format cannot be read here");
    assert!(
        last.starts_with("3 documents stored")
            && last.contains("1 document in a language that cannot be read yet")
            && last.contains("1 address of more named")
            && last.ends_with("2 inputs could not be read"),
        "{last}"
    );
    assert!(stored(&place).iter().any(|document| document.text.starts_with("Köln")));
}

#[test]
fn hostile_pages_cost_their_own_limit_and_nothing_else() {
    let place = Place::new();
    place.write("a-deep.html", "<div>".repeat(100_000) + SENTENCE);
    place.write("b-wide.html", format!("<html><p {}>{SENTENCE} Once more.", "a=b ".repeat(200_000)));
    place.write("c-entities.xml", "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><item><title>&b;&x;</title></item></channel></rss>");
    place.write("d-bomb.html.gz", packed(&vec![b'a'; 100 << 20]));
    place.write("e-line.html", [b"<p>".as_slice(), &vec![b'x'; 200 << 20]].concat());
    place.write("f-bytes.html", b"<p>\xff\xfe\xc3\x28 \xf0\x28\x8c\x28".repeat(1_000));
    place.write("z-good.html", article());
    let start = Instant::now();
    let ran =
        place.run(&["add", "a-deep.html", "b-wide.html", "c-entities.xml", "d-bomb.html.gz", "e-line.html", "f-bytes.html", "z-good.html"]);
    assert!(start.elapsed() < Duration::from_secs(240), "{:?}", start.elapsed());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("d-bomb.html.gz: ") && ran.err.contains("e-line.html: "), "{}", ran.err);
    assert!(!ran.err.contains("root:") && stored(&place).iter().all(|document| !document.text.contains("root:")));
    assert!(stored(&place).iter().filter(|document| document.text.contains(SENTENCE)).count() >= 3, "{}", ran.err);
}

#[test]
fn a_broken_archive_gives_what_can_be_read_of_it() {
    let place = Place::new();
    let good = record("https://example.org/w", article().replace("/2024/01/12/javelins", "/w").as_bytes());
    place.write("cut.warc", [good.as_slice(), b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", &good[..200]].concat());
    let whole = packed(&good);
    place.write("cut.warc.gz", [whole.as_slice(), &whole[..whole.len() / 2]].concat());
    for name in ["cut.warc", "cut.warc.gz"] {
        let ran = place.run(&["extract", name]);
        assert!(ran.code == Some(2) && ran.out.contains("\"javelin\"") && ran.err.contains("record "), "{name}: {ran:?}");
    }
}
