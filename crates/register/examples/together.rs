//! How well claims come together: awards of one contract number (an announcement and its modifications) against the records of the register.
//!
//! `cargo run --release -p materiel-register --example together -- DOCUMENTS CLAIMS [hidden] [list]`
//!
//! DOCUMENTS are announcements, one paragraph each (JSONL), CLAIMS what `materiel extract` reads in them. Gold groups are the documents with the same
//! one contract number, two or more of them; a document stands where its first claim stands. Prints B³ precision and recall over all documents with
//! a single number, and over those of the groups. With `hidden`, the numbers are taken out of the texts and claims first, so that only the other
//! rules speak. With `list`, the labels of documents that were joined or left apart wrongly follow.

use materiel_model::{Claim, Document, Entry, Event, Slot, claim_from_json};
use materiel_register::{Cut, Register};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(documents), Some(claims)) = (arguments.first(), arguments.get(1)) else {
        eprintln!("usage: together DOCUMENTS CLAIMS [hidden] [list]");
        std::process::exit(2);
    };
    let hidden = arguments.iter().any(|argument| argument == "hidden");
    let lines = |path: &str| -> Vec<Json> {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let mut said: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for (label, claim) in lines(claims).iter().filter_map(|line| claim_from_json(line).ok()) {
        said.entry(label).or_default().push(claim);
    }
    let mut register = Register::new(Cut::default());
    let mut gold: BTreeMap<String, String> = BTreeMap::new();
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    let (mut number, moment) = (0, "2025-01-01T00:00:00Z".parse().expect("a moment"));
    for line in lines(documents) {
        let (Some(label), Some(text)) = (line["id"].as_str(), line["text"].as_str()) else { continue };
        let Some(mut claims) = said.remove(label) else { continue };
        let contracts = contracts(text);
        let mut shown = text.to_owned();
        if hidden {
            contracts.iter().for_each(|contract| shown = shown.replace(contract.as_str(), &"x".repeat(contract.len())));
            claims.iter_mut().for_each(|claim| claim.slots.remove(Slot::References));
        }
        let mut document = Document::new(label, shown);
        document.url = Some(label.to_owned());
        document.published = line["published"].as_str().and_then(|date| date.parse().ok());
        let id = document.id();
        labels.insert(id.to_string(), label.to_owned());
        if let [only] = contracts.iter().collect::<Vec<_>>().as_slice() {
            gold.insert(id.to_string(), (*only).clone());
        }
        number += 2;
        register.apply(&Entry { number: number - 1, at: moment, event: Event::DocumentAdded { document } });
        let event = Event::ClaimsRead { document: id, reader: String::new(), knowledge_hash: String::new(), claims };
        register.apply(&Entry { number, at: moment, event });
    }
    register.settle();
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for record in register.records() {
        for member in &record.members {
            let place = (member.claim.evidence.start, record.id.to_string());
            let first = found.entry(member.document.to_string()).or_insert_with(|| place.clone());
            *first = first.clone().min(place);
        }
    }
    let pairs: Vec<(String, String)> =
        gold.iter().filter_map(|(id, contract)| Some((contract.clone(), found.get(id)?.1.clone()))).collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    pairs.iter().for_each(|(contract, _)| *sizes.entry(contract).or_default() += 1);
    let groups = sizes.values().filter(|size| **size > 1).count();
    report("all documents with one number", &pairs);
    let grouped: Vec<_> = pairs.iter().filter(|(contract, _)| sizes[contract.as_str()] > 1).cloned().collect();
    report(&format!("those of {groups} groups of two and more"), &grouped);
    if arguments.iter().any(|argument| argument == "list") {
        list(&gold, &found, &labels);
    }
}

/// The labels of two documents of one contract that are in two records, and of two in one record that are of two contracts: one pair each.
fn list(gold: &BTreeMap<String, String>, found: &BTreeMap<String, (usize, String)>, labels: &BTreeMap<String, String>) {
    let all: Vec<_> = gold.iter().filter_map(|(id, contract)| Some((&labels[id], contract, &found.get(id)?.1))).collect();
    for (at, (label, contract, record)) in all.iter().enumerate() {
        let missed = all[..at].iter().find(|(_, other, place)| other == contract && place != record);
        let wrong = all[..at].iter().find(|(_, other, place)| other != contract && place == record);
        missed.inspect(|other| println!("apart\t{label}\t{}\t{contract}", other.0));
        wrong.inspect(|other| println!("joined\t{label}\t{}\t{contract}\t{}\t{record}", other.0, other.1));
    }
}

/// B³ precision and recall of pairs of gold and found group.
fn report(what: &str, pairs: &[(String, String)]) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (gold, found) in pairs {
        let both = pairs.iter().filter(|(g, f)| g == gold && f == found).count() as f64;
        precision += both / pairs.iter().filter(|(_, f)| f == found).count() as f64;
        recall += both / pairs.iter().filter(|(g, _)| g == gold).count() as f64;
    }
    let many = pairs.len() as f64;
    println!("{what}: {} documents, B³ precision {:.3}, recall {:.3}", pairs.len(), precision / many, recall / many);
}

fn contracts(text: &str) -> BTreeSet<String> {
    let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map(|token| token.trim_matches('-'));
    let shape = |token: &&str| {
        let parts: Vec<&str> = token.split('-').collect();
        parts.len() == 4 && parts[0].len() == 6 && parts[1].len() == 2 && parts[2].len() == 1 && parts[3].len() >= 4
    };
    tokens.filter(shape).map(str::to_owned).collect()
}
