//! The marked set and full gold of some of its documents in, what a perfect coder would score by the marks out.
//!
//! The set marks only the passages that one annotator chose. Where a document has full gold, written by another rule (every transfer that it
//! tells), the gold itself can be held against the marks: that is the most that a reader can reach which codes by that rule.

use super::score::Figures;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What the marks make of gold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ceiling {
    /// Documents that have both.
    pub(super) documents: usize,
    /// Whether there is a deal, by the gold's transfers that are not optional.
    pub(super) gold: Figures,
    /// The same by the claims on these documents.
    pub(super) read: Figures,
    /// The gold's transfers and how many of them are anchored in a marked passage: those that must be told, and all.
    pub(super) must: Inside,
    pub(super) all: Inside,
}

/// So many transfers of so many stand in a marked passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Inside {
    pub(super) marked: u32,
    pub(super) of: u32,
}

/// Holds the gold, and the claims (the interchange form, one a line), against the marks of `data.json`.
pub(super) fn of(data: &[Json], gold: &[Json], claims: &str) -> Result<Ceiling, String> {
    let gold: BTreeMap<&str, &Json> = gold.iter().filter_map(|line| Some((line["id"].as_str()?, line))).collect();
    let claimed = with_transfers(claims)?;
    let (mut by_gold, mut by_claims) = (Deals::default(), Deals::default());
    let mut ceiling =
        Ceiling { documents: 0, gold: Figures::default(), read: Figures::default(), must: Inside::default(), all: Inside::default() };
    for document in data {
        let name = document["filename"].as_str().unwrap_or_default();
        let Some(gold) = gold.get(name) else { continue };
        ceiling.documents += 1;
        let passages = passages(document);
        let text: Vec<char> = document["text"].as_str().unwrap_or_default().chars().collect();
        let mut deal = false;
        for fact in gold["facts"].as_array().into_iter().flatten().filter(|fact| fact["kind"] == "transfer") {
            let at = anchored(&text, fact["anchor"].as_str().unwrap_or_default());
            let at = at.ok_or_else(|| format!("{name}: the anchor {} is not in the text", fact["anchor"]))?;
            let marked = passages.iter().any(|passage| passage.start < at.end && at.start < passage.end);
            ceiling.all.add(marked);
            if fact["optional_fact"] != true && fact["optional"] != true {
                ceiling.must.add(marked);
                deal = true;
            }
        }
        by_gold.add(!passages.is_empty(), deal);
        by_claims.add(!passages.is_empty(), claimed.contains(name));
    }
    Ok(Ceiling { gold: by_gold.figures(), read: by_claims.figures(), ..ceiling })
}

impl Inside {
    fn add(&mut self, marked: bool) {
        self.of += 1;
        self.marked += u32::from(marked);
    }

    pub(super) fn share(self) -> f64 {
        f64::from(self.marked) / f64::from(self.of.max(1))
    }
}

/// Documents with a deal by the marks, by the coder, by both.
#[derive(Default)]
struct Deals {
    marked: u32,
    told: u32,
    both: u32,
}

impl Deals {
    fn add(&mut self, marked: bool, told: bool) {
        self.marked += u32::from(marked);
        self.told += u32::from(told);
        self.both += u32::from(marked && told);
    }

    fn figures(&self) -> Figures {
        Figures::of(self.both, self.told, self.marked)
    }
}

/// The documents of which a transfer is claimed.
fn with_transfers(claims: &str) -> Result<BTreeSet<String>, String> {
    let mut out = BTreeSet::new();
    for line in claims.lines() {
        let claim: Json = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if let (Some(name), true) = (claim["doc"].as_str(), claim["kind"] == "transfer") {
            out.insert(name.to_owned());
        }
    }
    Ok(out)
}

/// The marked passages, in characters.
fn passages(document: &Json) -> Vec<Range<usize>> {
    let at = |label: &Json, name: &str| label[name].as_u64().and_then(|at| usize::try_from(at).ok());
    let labels = document["labels"].as_array().into_iter().flatten().filter(|label| label["tag"] == "Answer");
    labels.filter_map(|label| Some(at(label, "start")?..at(label, "end")?)).collect()
}

/// Where an anchor stands, in characters; white space of any length is one.
fn anchored(text: &[char], anchor: &str) -> Option<Range<usize>> {
    let anchor: Vec<char> = anchor.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if anchor.is_empty() {
        return None;
    }
    let from = |start: usize| {
        let mut at = start;
        for wanted in &anchor {
            if *wanted == ' ' {
                let space = text[at..].iter().take_while(|c| c.is_whitespace()).count();
                if space == 0 {
                    return None;
                }
                at += space;
            } else if text.get(at) == Some(wanted) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(start..at)
    };
    (0..text.len()).find_map(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gold_is_held_against_the_marks() {
        let data = [
            json!({"filename": "a", "text": "Poland  ordered jets. Oman ordered ships.", "labels": [{"tag": "Answer", "start": 0, "end": 21}]}),
            json!({"filename": "b", "text": "Chad received lorries.", "labels": []}),
            json!({"filename": "c", "text": "No gold here.", "labels": []}),
        ];
        let transfer = |anchor: &str, optional: bool| json!({"kind": "transfer", "anchor": anchor, "optional_fact": optional});
        let gold = [
            json!({"id": "a", "facts": [transfer("Poland ordered", false), transfer("ordered ships", true)]}),
            json!({"id": "b", "facts": [transfer("received lorries", false), {"kind": "budget", "anchor": "nowhere"}]}),
        ];
        let ceiling = of(&data, &gold, "{\"doc\":\"a\",\"kind\":\"transfer\"}\n{\"doc\":\"b\",\"kind\":\"budget\"}\n").unwrap();
        assert_eq!((ceiling.documents, ceiling.gold.precision, ceiling.gold.recall), (2, 0.5, 1.0));
        assert_eq!((ceiling.read.precision, ceiling.read.recall), (1.0, 1.0));
        assert_eq!((ceiling.must, ceiling.all), (Inside { marked: 1, of: 2 }, Inside { marked: 1, of: 3 }));
    }

    #[test]
    fn an_anchor_that_is_not_there_is_an_error() {
        let data = [json!({"filename": "a", "text": "Poland.", "labels": []})];
        let gold = [json!({"id": "a", "facts": [{"kind": "transfer", "anchor": "Oman"}]})];
        assert!(of(&data, &gold, "").unwrap_err().contains("not in the text"));
    }
}
