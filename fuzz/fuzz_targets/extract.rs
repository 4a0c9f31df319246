//! Any bytes as a document: reading must not panic, and every span must lie in the text, on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use materiel_extract::{Knowledge, extract};
use materiel_model::Document;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let document = Document::new("fuzz", text);
    for claim in extract(Knowledge::embedded(), &document).claims {
        for span in claim.spans() {
            assert!(document.text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
        }
    }
});
