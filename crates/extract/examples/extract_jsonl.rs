//! Documents, one JSON object a line (`id`, `text`, and where known `title`, `url`, `source`, `published`), into claims, one a line.
//!
//! `cargo run --release -p materiel-extract --example extract_jsonl FILE`

use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, claim_to_json};
use std::io::{BufWriter, Write as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a file of documents, one JSON object a line")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::fs::read_to_string(path)?.lines().filter(|line| !line.trim().is_empty()) {
        let json: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| json.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let id = field("id").ok_or("a document has no `id`")?;
        let mut document = Document::new(&id, field("text").ok_or("a document has no `text`")?);
        document.title = field("title");
        document.url = field("url");
        document.source = field("source");
        document.published = field("published").and_then(|date| date.parse().ok());
        for claim in extract(Knowledge::embedded(), &document).claims {
            writeln!(out, "{}", claim_to_json(&claim, &id, &document.text))?;
        }
    }
    Ok(out.flush()?)
}
