//! Bytes of any kind into documents: nothing panics, spans lie on characters, and what is stored is what was read.
//!
//! The first byte picks what is said of the bytes, so that HTML, PDF, feeds, sitemaps, mails, tables, archives and character sets are all reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
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

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (place, content_type) = KINDS[usize::from(*first) % KINDS.len()];
    let raw = Raw { bytes: rest, place, address: Some("https://example.org/2024/01/a"), content_type };
    open(&raw, &Columns::default(), &Limits { bytes: 1 << 20 }, &mut |given| {
        if let Given::Document(document) = given {
            assert!(!document.text.trim().is_empty());
            for part in document.metadata.iter().flat_map(|metadata| &metadata.parts) {
                assert!(document.text.get(part.at.start..part.at.end).is_some_and(|words| !words.is_empty()));
            }
        }
    });
    let mut records = Records::new(rest, 1 << 16);
    while records.next().is_some() {}
});
