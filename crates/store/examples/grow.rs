//! How a register's file grows: documents and their claims (JSONL, as `materiel extract` reads and writes them) are repeated with other
//! parties, numbers and dates until there are as many claims as asked, and stored; then more are added one by one, and the register is looked at.
//!
//! `cargo run --release -p materiel-store --example grow -- DOCUMENTS CLAIMS FOLDER 10000 100000 1000000`

#[path = "../../register/tests/common/base.rs"]
mod base;
#[path = "../../register/tests/common/grown.rs"]
#[allow(dead_code)]
mod grown;

use materiel_model::{Claim, Document, DocumentId};
use materiel_register::Cut;
use materiel_register::view::{Standpoint, record_view};
use materiel_store::{Projected, Reading, Store};
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, claims, folder, sizes @ ..] = arguments.as_slice() else {
        eprintln!("usage: grow DOCUMENTS CLAIMS FOLDER SIZE...");
        std::process::exit(2);
    };
    let base = base::read(documents, claims);
    println!(
        "{:>9} {:>9} {:>9} {:>8} {:>8} {:>6} {:>8} {:>8} {:>7} {:>7} {:>8} {:>8}",
        "documents", "claims", "records", "store s", "whole s", "size", "add ms", "half ms", "worst", "anew", "list ms", "show ms"
    );
    for size in sizes {
        let file = Path::new(folder).join(format!("grow-{size}.db"));
        measure(&base, size.replace('_', "").parse().unwrap_or(10_000), &file);
    }
}

fn measure(base: &[(Document, Vec<Claim>)], size: usize, file: &Path) {
    let moment = "2025-01-01T00:00:00Z".parse().expect("a moment");
    let reading = |document: &Document, said: &[Claim], copy| {
        let (document, claims) = grown::other(document, said, copy);
        Reading { document, reader: "materiel 0.1.0".into(), knowledge_hash: "0".repeat(64), claims }
    };
    let mut store = Store::create(file).unwrap_or_else(|error| panic!("{error}"));
    let (mut documents, mut claims, mut text, mut storing) = (0, 0, 0, 0.0);
    let mut batch: Vec<Reading> = Vec::new();
    let mut copies = 0..;
    while claims < size {
        let copy = copies.next().unwrap_or(0);
        for (document, said) in base {
            let one = reading(document, said, copy);
            (documents, claims, text) = (documents + 1, claims + one.claims.len(), text + one.document.text.len());
            batch.push(one);
            if claims >= size {
                break;
            }
        }
        for part in batch.chunks(1000) {
            let start = Instant::now();
            store.add(part, moment).unwrap_or_else(|error| panic!("{error}"));
            storing += start.elapsed().as_secs_f64();
        }
        batch.clear();
    }
    let start = Instant::now();
    let records = store.rebuild().unwrap_or_else(|error| panic!("{error}"));
    let whole = start.elapsed().as_secs_f64();
    store.checkpoint().unwrap_or_else(|error| panic!("{error}"));
    let bytes = std::fs::metadata(file).map_or(0, |file| file.len());
    drop(store);

    // Each as a program of its own would do it: open, add, project.
    let (mut times, mut anew) = (Vec::new(), 0);
    for (document, said) in base.iter().step_by(base.len().div_ceil(100)) {
        let one = reading(document, said, 1_000_003);
        let start = Instant::now();
        let mut store = Store::open(file).unwrap_or_else(|error| panic!("{error}"));
        store.add(&[one], moment).unwrap_or_else(|error| panic!("{error}"));
        anew += usize::from(store.project().unwrap_or_else(|error| panic!("{error}")) == Projected::Rebuilt);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;

    let start = Instant::now();
    let mut store = Store::open(file).unwrap_or_else(|error| panic!("{error}"));
    let rows = store.rows(Cut::default()).unwrap_or_else(|error| panic!("{error}"));
    let list = start.elapsed().as_secs_f64() * 1000.0;
    let ids: Vec<_> = rows.iter().step_by(rows.len().div_ceil(100)).map(|row| row.id.clone()).collect();
    let start = Instant::now();
    let at = Standpoint { today: jiff::civil::date(2025, 1, 1), reviews: &[] };
    for id in &ids {
        let mut store = Store::open(file).unwrap_or_else(|error| panic!("{error}"));
        let found = store.records(id.as_str(), Cut::default()).unwrap_or_else(|error| panic!("{error}"));
        let library = |id: &DocumentId| store.document(id).ok().flatten();
        std::hint::black_box(found.iter().map(|record| record_view(record, &library, at)).collect::<Vec<_>>());
    }
    let show = start.elapsed().as_secs_f64() * 1000.0 / ids.len() as f64;
    println!(
        "{documents:>9} {claims:>9} {records:>9} {storing:>8.1} {whole:>8.1} {:>6.2} {mean:>8.1} {:>8.1} {:>7.0} {anew:>7} {list:>8.0} {show:>8.2}",
        bytes as f64 / text as f64,
        times[times.len() / 2],
        times.last().copied().unwrap_or(0.0)
    );
}
