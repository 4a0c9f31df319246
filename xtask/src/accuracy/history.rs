//! `corpus/gold/rounds/history.toml` in, the first reading of each round out; and a new entry at its end.

use super::score::Figures;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The first reading of one round: a fact of history, never measured again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstReading {
    pub(super) round: u32,
    /// The day of the reading.
    pub(super) date: String,
    /// The commit of the reader.
    pub(super) commit: String,
    /// The hash of its knowledge.
    pub(super) knowledge: String,
    pub(super) documents: usize,
    pub(super) facts: Figures,
    pub(super) slots: Figures,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    #[serde(default, rename = "reading")]
    readings: Vec<FirstReading>,
}

/// The folder of the rounds.
pub(super) fn folder() -> PathBuf {
    super::root().join("corpus/gold/rounds")
}

/// Where a round's gold is kept.
pub(super) fn gold_path(round: u32) -> PathBuf {
    folder().join(format!("r{round}.gold.jsonl"))
}

/// All first readings, in the order of the rounds.
pub(super) fn load() -> Result<Vec<FirstReading>, String> {
    let path = folder().join("history.toml");
    let mut readings = parse(&super::text_of(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    readings.sort_by_key(|reading| reading.round);
    Ok(readings)
}

fn parse(text: &str) -> Result<Vec<FirstReading>, String> {
    let history: History = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut rounds: Vec<u32> = history.readings.iter().map(|reading| reading.round).collect();
    rounds.sort_unstable();
    match rounds.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("round {} has two first readings", pair[0])),
        None => Ok(history.readings),
    }
}

/// Writes an entry at the end of the file; what stands there stays as it is.
pub(super) fn append(reading: &FirstReading) -> Result<(), String> {
    let path = folder().join("history.toml");
    let text = format!("{}\n{}", super::text_of(&path)?.trim_end(), entry(reading));
    parse(&text)?;
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn entry(reading: &FirstReading) -> String {
    let FirstReading { round, date, commit, knowledge, documents, facts, slots } = reading;
    let figures = |f: &Figures| format!("{{ precision = {:.4}, recall = {:.4}, f1 = {:.4} }}", f.precision, f.recall, f.f1);
    format!(
        "\n[[reading]]\nround = {round}\ndate = \"{date}\"\ncommit = \"{commit}\"\nknowledge = \"{knowledge}\"\n\
         documents = {documents}\nfacts = {}\nslots = {}\n",
        figures(facts),
        figures(slots)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(round: u32) -> FirstReading {
        let figures = Figures { precision: 0.5, recall: 0.25, f1: 1.0 / 3.0 };
        let (date, commit, knowledge) = ("2025-01-01".into(), "abc".into(), "00".into());
        FirstReading { round, date, commit, knowledge, documents: 20, facts: figures, slots: figures }
    }

    #[test]
    fn entries_are_read_as_written_and_a_round_stands_once() {
        let text = entry(&reading(3));
        let read = parse(&text).unwrap();
        assert_eq!((read[0].round, read[0].facts.recall), (3, 0.25));
        assert!(parse(&(text.clone() + &text)).unwrap_err().contains("two first readings"));
    }

    #[test]
    fn every_first_reading_has_its_gold_and_every_gold_its_words() {
        for reading in load().unwrap() {
            assert!(gold_path(reading.round).exists(), "round {} has no gold", reading.round);
        }
        let mut rounds = 0;
        for entry in std::fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "jsonl") {
                continue;
            }
            rounds += 1;
            for line in super::super::json_lines(&path).unwrap() {
                let place = format!("{}: {}", path.display(), line["id"]);
                let fields: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(fields, ["facts", "id", "published", "sha256", "url"], "{place}");
                assert_eq!(line["sha256"].as_str().map(str::len), Some(64), "{place}");
                for fact in line["facts"].as_array().unwrap() {
                    super::super::gold::check(fact).unwrap_or_else(|error| panic!("{place}: {error}"));
                }
            }
        }
        assert!(rounds >= load().unwrap().len());
    }
}
