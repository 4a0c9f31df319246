//! The arms-deals set in: its texts, what its own marks make of the claims, and what they would make of a perfect coder, out.

use super::ceiling::{self, Ceiling};
use materiel_model::Document;
use serde_json::Value as Json;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// The set, as `data.json` holds it.
pub(super) struct Clippings {
    pub(super) documents: Vec<Document>,
    data: Vec<Json>,
}

/// One line of what `arms_deals.py score` prints: how many are marked and given, and the figures.
pub(super) struct Line {
    pub(super) sort: String,
    pub(super) gold: u32,
    pub(super) given: u32,
    pub(super) figures: [String; 3],
}

/// The texts of the set, as the scorer's script makes them of `data.json`.
pub(super) fn load(folder: &Path, data: &Path) -> Result<Clippings, String> {
    let texts = arms_deals(folder, &["docs".as_ref(), data])?;
    let lines = texts.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("arms_deals.py docs: {error}")));
    let documents = lines.map(|line| super::reading::document(&line?)).collect::<Result<_, String>>()?;
    let data = serde_json::from_str(&super::text_of(data)?).map_err(|error| format!("{}: {error}", data.display()))?;
    Ok(Clippings { documents, data })
}

/// What the set's own marks make of the claims.
pub(super) fn score(folder: &Path, data: &Path, claims: &str) -> Result<Vec<Line>, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(claims.as_bytes()).map_err(|error| error.to_string())?;
    Ok(arms_deals(folder, &["score".as_ref(), data, file.path()])?.lines().filter_map(line).collect())
}

impl Clippings {
    /// What the marks would make of a perfect coder, and what they make of the claims, in the documents that have full gold.
    pub(super) fn ceiling(&self, gold: &[Json], claims: &str) -> Result<Ceiling, String> {
        ceiling::of(&self.data, gold, claims)
    }
}

fn line(text: &str) -> Option<Line> {
    let [sort, gold, given, precision, recall, f1] = text.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let figures = [precision, recall, f1].map(str::to_owned);
    Some(Line { sort: sort.to_owned(), gold: gold.parse().ok()?, given: given.parse().ok()?, figures })
}

fn arms_deals(folder: &Path, arguments: &[&Path]) -> Result<String, String> {
    let script = folder.join("arms_deals.py");
    let out = Command::new("python3").arg(&script).args(arguments).output().map_err(|error| format!("cannot run python3: {error}"))?;
    if !out.status.success() {
        return Err(format!("{}: {}", script.display(), String::from_utf8_lossy(&out.stderr)));
    }
    String::from_utf8(out.stdout).map_err(|error| format!("{}: {error}", script.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_scorer_are_read() {
        let line = line("deal        245   338   0.722 0.996 0.837").unwrap();
        assert_eq!((line.sort.as_str(), line.gold, line.given, line.figures[2].as_str()), ("deal", 245, 338, "0.837"));
        assert!(super::line("           gold given       P     R     F1").is_none());
    }
}
