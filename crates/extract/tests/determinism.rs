//! The same bytes give the same claims: read twice, in any order of documents, on any number of threads, by knowledge that was loaded anew.

use materiel_extract::{Extraction, Knowledge, extract};
use materiel_model::Document;
use proptest::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

static CORPUS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let mut out = Vec::new();
    for name in ["reports.jsonl", "gold/near-misses.jsonl"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        for line in text.lines() {
            let json: serde_json::Value = serde_json::from_str(line).unwrap();
            let published = json["published"].as_str().map(|date| date.parse().unwrap());
            out.push(Document { published, ..Document::new(json["id"].as_str().unwrap(), json["text"].as_str().unwrap()) });
        }
    }
    out
});

/// The same facts in other tables: their hash maps go through their entries in another order.
static LOADED_ANEW: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::with(std::iter::empty()).0);

/// A report, two of them run together, a piece of one, or characters of any sort.
fn a_document() -> impl Strategy<Value = Document> {
    let one = || (0..CORPUS.len()).prop_map(|at| CORPUS[at].clone());
    let together = (one(), one()).prop_map(|(first, second)| Document { text: format!("{}\n\n{}", first.text, second.text), ..first });
    let piece = (one(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(whole, from, to)| {
        let places: Vec<usize> = whole.text.char_indices().map(|(place, _)| place).collect();
        let (from, to) = (places[from.index(places.len())], places[to.index(places.len())]);
        Document { text: whole.text[from.min(to)..from.max(to)].to_owned(), ..whole }
    });
    let odd = "\\PC{0,300}".prop_map(|text| Document::new("odd", text));
    prop_oneof![4 => one(), 1 => together, 2 => piece, 1 => odd]
}

/// The documents read by some threads, each taking the next one; the answers stand in the order of the documents.
fn read_side_by_side(knowledge: &Knowledge, documents: &[&Document], threads: usize) -> Vec<Extraction> {
    let next = AtomicUsize::new(0);
    let out = Mutex::new(vec![Extraction::default(); documents.len()]);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, document)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, documents.get(at)?))) {
                    let read = extract(knowledge, document);
                    out.lock().unwrap()[at] = read;
                }
            });
        }
    });
    out.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_threads_change_nothing(
        documents in prop::collection::vec(a_document(), 1..7),
        order in any::<u64>(),
        threads in 1..=8usize,
        anew in any::<bool>(),
    ) {
        let plain: Vec<Extraction> = documents.iter().map(|document| extract(Knowledge::embedded(), document)).collect();
        let mut places: Vec<usize> = (0..documents.len()).collect();
        // Any order will do, as long as the seed makes it.
        places.sort_by_key(|place| materiel_model::sha256_hex(format!("{order} {place}").as_bytes()));
        let shuffled: Vec<&Document> = places.iter().map(|place| &documents[*place]).collect();
        let knowledge = if anew { &*LOADED_ANEW } else { Knowledge::embedded() };
        for (place, read) in places.iter().zip(read_side_by_side(knowledge, &shuffled, threads)) {
            prop_assert_eq!(&plain[*place], &read, "document {} on {} threads", place, threads);
        }
    }
}

#[test]
fn the_whole_corpus_on_eight_threads() {
    let documents: Vec<&Document> = CORPUS.iter().rev().collect();
    let many = read_side_by_side(&LOADED_ANEW, &documents, 8);
    let mut claims = 0;
    for (document, read) in documents.iter().zip(many) {
        assert_eq!(extract(Knowledge::embedded(), document), read, "{}", document.label);
        claims += read.claims.len();
    }
    assert!(claims > 100, "only {claims} claims were compared");
}
