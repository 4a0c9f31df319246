//! Documents (JSONL) in, claims (JSONL) out: what the accuracy scripts run.
use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, claim_to_json};
use std::io::{BufRead, Write};

/// The files of a folder of knowledge that takes the place of the embedded one (environment variable `KNOWLEDGE`): frames can be tried without a build.
fn below(folder: &std::path::Path, root: &std::path::Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of knowledge").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(below(&path, root));
        } else if path.extension().is_some_and(|e| e == "toml" || e == "frame") {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).expect("a file of knowledge")));
        }
    }
    files
}

fn main() {
    let path = std::env::args().nth(1).expect("a file of documents");
    let (knowledge, errors) =
        Knowledge::with(std::env::var("KNOWLEDGE").map(|root| below(root.as_ref(), root.as_ref())).unwrap_or_default().into_iter());
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
