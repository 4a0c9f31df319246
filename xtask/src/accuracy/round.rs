//! A round's texts and gold in; its first figures, and its gold without texts, kept in the repository.

use super::history::{self, FirstReading};
use super::{Pair, gold, reading, root, score};
use materiel_extract::Knowledge;
use serde_json::Value as Json;
use std::path::Path;
use std::process::Command;

/// Reads the round once, scores it, and keeps gold and figures.
pub(super) fn read_first(pair: &Pair, scorer: &Path) -> Result<(), String> {
    if history::load()?.iter().any(|reading| reading.round == pair.number) {
        return Err(format!("round {} was read before: its first figures stand in history.toml", pair.number));
    }
    let commit = committed_reader()?;
    let documents = reading::documents(&pair.docs)?;
    let kept = kept_gold(pair, &documents)?;
    let tally = score::score(scorer, &pair.gold, &reading::claims_jsonl(&documents))?;
    let all = tally.all();
    write_gold(pair.number, &kept)?;
    history::append(&FirstReading {
        round: pair.number,
        date: jiff::Timestamp::now().to_string().chars().take(10).collect(),
        commit,
        knowledge: Knowledge::embedded().hash(),
        documents: documents.len(),
        facts: all.facts(),
        slots: all.slots(),
    })?;
    println!("round {}: {} documents, facts {}, slots {}", pair.number, documents.len(), all.facts(), all.slots());
    for (kind, counts) in &tally.kinds {
        println!("  {kind:12} {:4} facts {}, slots {}", counts.gold, counts.facts(), counts.slots());
    }
    println!("  facts {:?}\n  slots {:?}", tally.misses, tally.slots);
    Ok(())
}

/// Keeps the gold of a round that was read before this command was there.
pub(super) fn keep_gold(pair: &Pair) -> Result<(), String> {
    let documents = reading::documents(&pair.docs)?;
    write_gold(pair.number, &kept_gold(pair, &documents)?)
}

fn kept_gold(pair: &Pair, documents: &[materiel_model::Document]) -> Result<Vec<Json>, String> {
    let (kept, notes) = gold::without_texts(&super::json_lines(&pair.gold)?, documents)?;
    notes.iter().for_each(|note| eprintln!("{note}"));
    Ok(kept)
}

fn write_gold(round: u32, kept: &[Json]) -> Result<(), String> {
    let path = history::gold_path(round);
    let lines: String = kept.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, lines).map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("kept the gold as {}", path.strip_prefix(root()).unwrap_or(&path).display());
    Ok(())
}

/// The commit of the reader that runs. A first reading by a reader that is in no commit could not be done again.
fn committed_reader() -> Result<String, String> {
    let git = |arguments: &[&str]| {
        let out = Command::new("git").arg("-C").arg(root()).args(arguments).output().map_err(|error| format!("cannot run git: {error}"))?;
        if out.status.success() {
            Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
        } else {
            Err(format!("git: {}", String::from_utf8_lossy(&out.stderr)))
        }
    };
    let changed = git(&["status", "--porcelain", "--", "crates/model", "crates/extract", "knowledge"])?;
    if changed.is_empty() { git(&["rev-parse", "HEAD"]) } else { Err(format!("the reader has changes that are in no commit:\n{changed}")) }
}
