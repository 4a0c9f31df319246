//! Documents (JSONL) in, claims (JSONL) out: what the accuracy scripts run.
use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, claim_to_json};
use std::io::{BufRead, Write};
fn main() {
    let path = std::env::args().nth(1).expect("a file of documents");
    let (knowledge, errors) = Knowledge::with(std::iter::empty());
    for e in errors.iter().take(20) {
        eprintln!("{e}");
    }
    eprintln!("{} errors", errors.len());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::BufReader::new(std::fs::File::open(path).unwrap()).lines() {
        let json: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let mut d = Document::new(json["id"].as_str().unwrap_or_default(), json["text"].as_str().unwrap_or_default());
        d.published = json["published"].as_str().and_then(|p| p.parse().ok());
        d.title = json["title"].as_str().map(str::to_owned);
        if std::env::args().any(|a| a == "--explain") {
            write!(out, "{}", materiel_extract::explain(&knowledge, &d)).unwrap();
            continue;
        }
        for claim in extract(&knowledge, &d).claims {
            writeln!(out, "{}", claim_to_json(&claim, &d.label, &d.text)).unwrap();
        }
    }
}
