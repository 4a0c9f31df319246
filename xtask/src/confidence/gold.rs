//! Folders and files in, sets of documents with their gold and what the reader makes of them out.

use super::Args;
use materiel_extract::claim::confidence::Group;
use materiel_extract::{Knowledge, look_at_signs};
use materiel_model::{Document, claim_to_json};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Documents of one sort.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) name: String,
    /// False for official notices, which are read by their fields.
    pub(super) press: bool,
    pub(super) gold: Vec<Json>,
    pub(super) documents: usize,
    pub(super) claims: Vec<Claim>,
}

/// What was read, and what speaks for it.
#[derive(Debug)]
pub(super) struct Claim {
    /// The document's number in its set.
    pub(super) document: usize,
    pub(super) json: Json,
    pub(super) group: Group,
    pub(super) signs: Vec<f64>,
}

/// All sets that are there; one that was asked for and is not is an error, one that is not given is named.
pub(super) fn sets(args: &Args) -> Result<Vec<Set>, String> {
    let below = |name: &str| args.score.join(name);
    let corpus = root().join("corpus");
    let mut wanted: Vec<(String, PathBuf, PathBuf)> = vec![
        ("seeds".into(), below("seeds.docs.jsonl"), below("seeds.gold.jsonl")),
        ("official notices".into(), below("official.docs.jsonl"), below("official.gold.jsonl")),
        ("own reports".into(), corpus.join("reports.jsonl"), corpus.join("gold/expected.jsonl")),
        ("own near misses".into(), corpus.join("gold/near-misses.jsonl"), corpus.join("gold/near-misses.jsonl")),
    ];
    match &args.clippings {
        Some(texts) => wanted.push(("press clippings".into(), texts.clone(), below("clippings.gold.jsonl"))),
        None => eprintln!("the clippings are left out: --clippings FILE names their texts"),
    }
    for pair in args.set.chunks(2) {
        let name = pair[0].file_name().map_or_else(String::new, |name| name.to_string_lossy().replace(".jsonl", "").replace(".docs", ""));
        wanted.push((name, pair[0].clone(), pair[1].clone()));
    }
    // A text that two sets have must not be learnt from in one and judged in the other.
    let mut seen = HashSet::new();
    wanted.into_iter().map(|(name, texts, gold)| set(name, &texts, &gold, &mut seen)).collect()
}

fn set(name: String, texts: &Path, gold: &Path, seen: &mut HashSet<String>) -> Result<Set, String> {
    let golds = lines(gold)?;
    let documents = lines(texts)?;
    let mut set = Set { press: name != "official notices", name, gold: Vec::new(), documents: 0, claims: Vec::new() };
    for mut one in golds {
        let Some(text) = documents.iter().find(|document| document["id"] == one["id"]) else { continue };
        let document = document(text)?;
        if !seen.insert(document.text.trim().to_owned()) {
            continue;
        }
        if one["facts"].is_null() {
            one["facts"] = Json::Array(Vec::new());
        }
        let number = set.documents;
        look_at_signs(Knowledge::embedded(), &document, |reached| {
            let json = claim_to_json(&reached.read.claim, &document.label, &document.text);
            set.claims.push(Claim { document: number, json, group: reached.group(), signs: reached.signs() });
        });
        set.gold.push(one);
        set.documents += 1;
    }
    if set.documents == 0 {
        return Err(format!("{}: no document of it has gold in {}", texts.display(), gold.display()));
    }
    Ok(set)
}

fn document(json: &Json) -> Result<Document, String> {
    let text = |name: &str| json[name].as_str().map(str::to_owned);
    let label = text("id").unwrap_or_default();
    let published = text("published").map(|date| date.parse().map_err(|error| format!("{label}: `published`: {error}"))).transpose()?;
    let words = text("text").ok_or_else(|| format!("{label}: the document has no `text`"))?;
    Ok(Document { published, title: text("title"), ..Document::new(label, words) })
}

/// The repository's folder.
pub(super) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The JSON objects of a file, one a line.
fn lines(path: &Path) -> Result<Vec<Json>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| serde_json::from_str(line).map_err(|error| format!("{}:{}: {error}", path.display(), at + 1))).collect()
}
