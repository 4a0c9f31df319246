//! How a register's file grows: documents and their claims (JSONL, as `materiel extract` reads and writes them) are repeated with other
//! parties, numbers and dates until there are as many claims as asked, and stored; then more are added one by one, decisions are taken, and the
//! register is looked at. Times are by the clock and, after a slash, of the processor.
//!
//! `cargo run --release -p materiel-store --example grow -- DOCUMENTS CLAIMS FOLDER 10000 100000 1000000`

#[path = "../../register/tests/common/base.rs"]
mod base;
#[path = "../../register/tests/common/grown.rs"]
#[allow(dead_code)]
mod grown;

use materiel_model::{AsRead, Claim, Decision, Document, DocumentId, Named, Verdict};
use materiel_register::Cut;
use materiel_register::view::{Filter, Standpoint, record_view};
use materiel_store::{Part, Projected, Reading, Store};
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, claims, folder, sizes @ ..] = arguments.as_slice() else {
        eprintln!("usage: grow DOCUMENTS CLAIMS FOLDER SIZE...");
        std::process::exit(2);
    };
    let base = base::read(documents, claims);
    for size in sizes {
        let file = Path::new(folder).join(format!("grow-{size}.db"));
        measure(&base, size.replace('_', "").parse().unwrap_or(10_000), &file);
    }
}

/// Seconds by the clock and of the processor.
#[derive(Clone, Copy, Default)]
struct Took(f64, f64);

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 < 1.0 { write!(f, "{:.1} / {:.1} ms", self.0 * 1e3, self.1 * 1e3) } else { write!(f, "{:.1} / {:.1} s", self.0, self.1) }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (clock, ran) = (Instant::now(), grown::process());
    let out = work();
    (out, Took(clock.elapsed().as_secs_f64(), grown::process() - ran))
}

/// The same many times: on average, at the median and at worst.
fn several(what: &str, times: usize, mut work: impl FnMut(usize)) {
    let mut each = Vec::new();
    let ((), all) = timed(|| (0..times).for_each(|at| each.push(timed(|| work(at)).1)));
    let mean = Took(all.0 / times as f64, all.1 / times as f64);
    let [clock, ran] = [0, 1].map(|which| {
        let mut each: Vec<f64> = each.iter().map(|took| if which == 0 { took.0 } else { took.1 } * 1e3).collect();
        each.sort_by(f64::total_cmp);
        [each[times / 2], each[times - 1]]
    });
    println!("{what}: {mean} on average, {:.1} / {:.0} ms at the median, {:.0} / {:.0} ms at worst", clock[0], ran[0], clock[1], ran[1]);
}

fn measure(base: &[(Document, Vec<Claim>)], size: usize, file: &Path) {
    let moment = "2025-01-01T00:00:00Z".parse().expect("a moment");
    let reading = |document: &Document, said: &[Claim], copy| {
        let (document, claims) = grown::other(document, said, copy);
        Reading { document, reader: "materiel 0.1.0".into(), knowledge_hash: "0".repeat(64), claims }
    };
    let mut store = Store::create(file).unwrap_or_else(|error| panic!("{error}"));
    let (mut documents, mut claims, mut text, mut storing) = (0, 0, 0, Took::default());
    let mut copies = 0..;
    while claims < size {
        let copy = copies.next().unwrap_or(0);
        let mut batch: Vec<Reading> = Vec::new();
        for (document, said) in base {
            let one = reading(document, said, copy);
            (documents, claims, text) = (documents + 1, claims + one.claims.len(), text + one.document.text.len());
            batch.push(one);
            if claims >= size {
                break;
            }
        }
        for part in batch.chunks(1000) {
            let (_, took) = timed(|| store.add(part, moment).unwrap_or_else(|error| panic!("{error}")));
            storing = Took(storing.0 + took.0, storing.1 + took.1);
        }
    }
    let (records, whole) = timed(|| store.rebuild().unwrap_or_else(|error| panic!("{error}")));
    let (_, words) = timed(|| store.project().unwrap_or_else(|error| panic!("{error}")));
    store.checkpoint().unwrap_or_else(|error| panic!("{error}"));
    let bytes = std::fs::metadata(file).map_or(0, |file| file.len());
    drop(store);
    println!("\n{documents} documents, {claims} claims, {records} records");
    println!("storing: {storing}; projecting the whole log: {whole}; indexing its words: {words}; at most {} MiB", grown::memory());
    println!("file: {:.1} MB, {:.2} times the texts", bytes as f64 / 1e6, bytes as f64 / text as f64);

    // Each as a program of its own would do it: open, and do it.
    let open = || Store::open(file).unwrap_or_else(|error| panic!("{error}"));
    let mut anew = 0;
    let step = base.len().div_ceil(100);
    let more: Vec<Reading> = base.iter().step_by(step).map(|(document, said)| reading(document, said, 1_000_003)).collect();
    several("adding a document", more.len(), |at| {
        let mut store = open();
        store.add(&more[at..=at], moment).unwrap_or_else(|error| panic!("{error}"));
        anew += usize::from(store.project().unwrap_or_else(|error| panic!("{error}")) == Projected::Rebuilt);
    });
    let said: Vec<(&Document, &Claim)> =
        more.iter().flat_map(|one| one.claims.first().map(|claim| (&one.document, claim))).take(20).collect();
    several("a decision", said.len(), |at| {
        let (document, claim) = said[at];
        let document = document.id();
        let claim = Named::Read(Box::new(AsRead { id: claim.id(&document), document, claim: claim.clone() }));
        let verdict = if at % 2 == 0 { Verdict::Accept { claim } } else { Verdict::Reject { claim } };
        let mut store = open();
        store.decide(&Decision { verdict, author: "A".into(), reason: "B".into() }, moment).unwrap_or_else(|error| panic!("{error}"));
        anew += usize::from(store.project().unwrap_or_else(|error| panic!("{error}")) == Projected::Rebuilt);
    });
    println!("of these by the whole log: {anew}");
    let part = Part { many: Some(200), ..Part::default() };
    let list = |filter: &Filter, part| open().list(filter, Cut::default(), part).unwrap_or_else(|error| panic!("{error}"));
    several("the first 200 rows of a list", 10, |_| drop(list(&Filter::default(), part)));
    let recipient = Filter { recipients: vec!["PL".into()], ..Filter::default() };
    several("of those of one recipient", 10, |_| drop(list(&recipient, part)));
    let words = Filter { equipment: vec!["missile".into()], since: "2015".parse().ok(), ..Filter::default() };
    several("of those with a word since a day", 10, |_| drop(list(&words, part)));
    let (page, took) = timed(|| list(&Filter::default(), Part { skip: records / 2, many: Some(200), ..Part::default() }));
    println!("rows from the middle of the list: {took}");
    let at = Standpoint { today: jiff::civil::date(2025, 1, 1), reviews: &[] };
    let ids: Vec<_> = page.rows.iter().take(100).map(|row| row.id.clone()).collect();
    several("a record with its quotes", ids.len(), |one| {
        let mut store = open();
        let found = store.records(ids[one].as_str(), Cut::default()).unwrap_or_else(|error| panic!("{error}"));
        let library = |id: &DocumentId| store.document(id).ok().flatten();
        std::hint::black_box(found.iter().map(|record| record_view(record, &library, at)).collect::<Vec<_>>());
    });
}
