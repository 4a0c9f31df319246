//! Documents and what was read in them, from two files of JSON lines as `materiel extract` reads and writes them.

use materiel_model::{Claim, Document, claim_from_json};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The documents that say anything, in the order of their labels. For the command line of an example: what cannot be read ends the program.
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
