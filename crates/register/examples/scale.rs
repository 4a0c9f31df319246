//! How the fold grows: documents and their claims (JSONL, as `materiel extract` reads and writes them) are repeated with other parties,
//! numbers and dates until there are as many claims as asked, and folded.
//!
//! `cargo run --release -p materiel-register --example scale -- DOCUMENTS CLAIMS 10000 100000 1000000`

#[path = "../tests/common/grown.rs"]
mod grown;

use materiel_model::{Claim, Document, claim_from_json};
use serde_json::Value as Json;
use std::collections::BTreeMap;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, claims, sizes @ ..] = arguments.as_slice() else {
        eprintln!("usage: scale DOCUMENTS CLAIMS SIZE...");
        std::process::exit(2);
    };
    let base = read(documents, claims);
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

pub(crate) fn read(documents: &str, claims: &str) -> Vec<(Document, Vec<Claim>)> {
    let lines = |path: &str| -> Vec<Json> {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let mut by_label: BTreeMap<String, (Document, Vec<Claim>)> = BTreeMap::new();
    for line in lines(documents) {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let (Some(label), Some(words)) = (text("id"), text("text")) else { continue };
        let mut document = Document::new(label.as_str(), words);
        document.url = text("url");
        document.published = text("published").and_then(|date| date.parse().ok());
        by_label.insert(label, (document, Vec::new()));
    }
    for line in lines(claims) {
        if let Ok((label, claim)) = claim_from_json(&line)
            && let Some((_, claims)) = by_label.get_mut(&label)
        {
            claims.push(claim);
        }
    }
    by_label.into_values().filter(|(_, claims)| !claims.is_empty()).collect()
}
