//! Bytes of any kind into documents: nothing panics, spans lie on characters, and what is stored is what was read.
//!
//! The first byte picks what is said of the bytes, so that HTML, PDF, feeds, sitemaps, mails, tables, archives and character sets are all reached;
//! in the corpus it is a digit.

use materiel_source::warc::Records;
use materiel_source::{Columns, Given, Limits, Raw, open};

const KINDS: &[(&str, Option<&str>)] = &[
    ("a.html", Some("text/html")),
    ("a.html", Some("text/html; charset=gb18030")),
    ("a.xml", Some("application/rss+xml")),
    ("a.pdf", None),
    ("a.eml", Some("message/rfc822")),
    ("a.csv", Some("text/csv")),
    ("a.txt", Some("text/plain; charset=iso-2022-jp")),
    ("a", None),
];

/// Reads what the first byte says of the rest, and gives how many documents, addresses and problems came of it.
pub(crate) fn check(bytes: &[u8]) -> usize {
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    let (place, content_type) = KINDS[usize::from(*first) % KINDS.len()];
    let raw = Raw { bytes: rest, place, address: Some("https://example.org/2024/01/a"), content_type };
    let mut came = 0;
    open(&raw, &Columns::default(), &Limits { bytes: 1 << 20 }, &mut |given| {
        came += 1;
        match given {
            Given::Document(document) => {
                assert!(!document.text.trim().is_empty());
                for part in document.metadata.iter().flat_map(|metadata| &metadata.parts) {
                    assert!(document.text.get(part.at.start..part.at.end).is_some_and(|words| !words.is_empty()));
                }
            }
            Given::Link(link) => assert!(link.address.starts_with("http://") || link.address.starts_with("https://")),
            Given::Bad(problem) => assert!(!problem.what.is_empty()),
        }
    });
    assert!(came > 0, "nothing came of it, and nobody was told");
    let mut records = Records::new(rest, 1 << 16);
    while records.next().is_some() {
        came += 1;
    }
    came
}
