use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, claim_to_json};
use std::io::Write;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let mut extra = vec![("languages/en/notices.toml".to_owned(), std::fs::read_to_string("knowledge/languages/en/notices.toml").unwrap())];
    for f in std::env::args().skip(2) {
        extra.push((f.trim_start_matches("knowledge/").to_owned(), std::fs::read_to_string(&f).unwrap()));
    }
    let (knowledge, errors) = Knowledge::with(extra.into_iter());
    for e in errors.iter().filter(|e| e.to_string().contains("notices.toml")) {
        eprintln!("{}", e.to_string().chars().take(400).collect::<String>());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut d = Document::new(json["id"].as_str().unwrap_or_default(), json["text"].as_str().unwrap_or_default());
        d.published = json["published"].as_str().and_then(|p| p.parse().ok());
        d.title = json["title"].as_str().map(str::to_owned);
        let e = extract(&knowledge, &d);
        for g in e.diagnostics.iter().filter(|g| g.at.end > 0) {
            eprintln!("{} {} {:?}", d.label, g.message, g.at.of(&d.text).chars().take(100).collect::<String>());
        }
        for claim in e.claims {
            writeln!(out, "{}", claim_to_json(&claim, &d.label, &d.text)).unwrap();
        }
    }
}
