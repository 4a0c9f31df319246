//! How the fold grows: documents and their claims (JSONL, as `materiel extract` reads and writes them) are repeated with other parties,
//! numbers and dates until there are as many claims as asked, and folded.
//!
//! `cargo run --release -p materiel-register --example scale -- DOCUMENTS CLAIMS 10000 100000 1000000`

#[path = "../tests/common/base.rs"]
mod base;
#[path = "../tests/common/grown.rs"]
mod grown;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, claims, sizes @ ..] = arguments.as_slice() else {
        eprintln!("usage: scale DOCUMENTS CLAIMS SIZE...");
        std::process::exit(2);
    };
    let base = base::read(documents, claims);
    println!("documents     claims   records  fold s  +threads  clock s  rows s  add ms  95 %   worst    MiB");
    for size in sizes {
        let cost = grown::measure(&base, size.replace('_', "").parse().unwrap_or(10_000));
        println!(
            "{:>9}  {:>9}  {:>8}  {:>6.1}  {:>8.1}  {:>7.1}  {:>6.1}  {:>6.2}  {:>5.1}  {:>6.1}  {:>5}",
            cost.documents,
            cost.claims,
            cost.records,
            cost.fold,
            cost.helped,
            cost.clock,
            cost.rows,
            cost.add,
            cost.mostly,
            cost.worst,
            cost.memory
        );
    }
}
