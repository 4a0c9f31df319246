//! How well claims come together: awards of one contract number (an announcement and its modifications) against the records of the register.
//!
//! `cargo run --release -p materiel-register --example together -- DOCUMENTS CLAIMS [hidden] [list]`
//!
//! DOCUMENTS are announcements, one paragraph each (JSONL), CLAIMS what `materiel extract` reads in them. Gold groups are the documents with the same
//! one contract number, two or more of them. An announcement for several buyers stands in a record for each, so that two documents are together where
//! any record has both; B³ precision and recall are of the pairs that follow, over all documents with a single number, and over those of the groups.
//! A second line counts a document only where its first claim stands (of several at one place the one with the least id: so it is chance which of
//! several buyers' records that is); a third leaves out of recall the pairs that name no buyer in common, as they were read. With `hidden`, the numbers are taken out of the texts and claims first, so that only the other
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
    let mut buyers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
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
        let named = claims.iter().filter_map(|claim| claim.slots.party(Slot::Recipient)).map(ToString::to_string);
        buyers.insert(id.to_string(), named.collect());
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
    let mut records: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in register.records() {
        for member in &record.members {
            let place = (member.claim.evidence.start, record.id.to_string());
            records.entry(member.document.to_string()).or_default().insert(record.id.to_string());
            let first = found.entry(member.document.to_string()).or_insert_with(|| place.clone());
            *first = first.clone().min(place);
        }
    }
    let pairs: Vec<Pair<'_>> = gold
        .iter()
        .filter_map(|(id, contract)| Some(Pair { contract, buyers: buyers.get(id)?, all: records.get(id)?, first: &found.get(id)?.1 }))
        .collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    pairs.iter().for_each(|pair| *sizes.entry(pair.contract).or_default() += 1);
    let groups = sizes.values().filter(|size| **size > 1).count();
    report("all documents with one number", &pairs);
    let grouped: Vec<_> = pairs.iter().filter(|pair| sizes[pair.contract] > 1).copied().collect();
    report(&format!("those of {groups} groups of two and more"), &grouped);
    if arguments.iter().any(|argument| argument == "list") {
        list(&gold, &records, &labels);
    }
}

/// A document: the contract and the buyers that it names, the records that it stands in, and that of its first claim.
#[derive(Clone, Copy)]
struct Pair<'a> {
    contract: &'a str,
    buyers: &'a BTreeSet<String>,
    all: &'a BTreeSet<String>,
    first: &'a String,
}

/// The labels of two documents of one contract that no record has both of, and of two in one record that are of two contracts: one pair each.
fn list(gold: &BTreeMap<String, String>, found: &BTreeMap<String, BTreeSet<String>>, labels: &BTreeMap<String, String>) {
    let all: Vec<_> = gold.iter().filter_map(|(id, contract)| Some((&labels[id], contract, found.get(id)?))).collect();
    for (at, (label, contract, records)) in all.iter().enumerate() {
        let missed = all[..at].iter().find(|(_, other, places)| other == contract && places.is_disjoint(records));
        let wrong = all[..at].iter().find(|(_, other, places)| other != contract && !places.is_disjoint(records));
        missed.inspect(|other| println!("apart\t{label}\t{}\t{contract}", other.0));
        wrong.inspect(|other| println!("joined\t{label}\t{}\t{contract}\t{}", other.0, other.1));
    }
}

/// B³ precision and recall: by any record that has both of two documents, and by the record of the first claim.
fn report(what: &str, pairs: &[Pair<'_>]) {
    type Both<'a> = &'a dyn Fn(&Pair<'_>, &Pair<'_>) -> bool;
    let share = |part: Both<'_>, of: Both<'_>| {
        let shares = pairs.iter().filter_map(|one| {
            let all = pairs.iter().filter(|other| of(one, other));
            let (some, all) = all.fold((0.0, 0.0), |(some, all), other| (some + f64::from(u8::from(part(one, other))), all + 1.0));
            (all > 0.0).then_some(some / all)
        });
        let (sum, many) = shares.fold((0.0, 0.0), |(sum, many), share| (sum + share, many + 1.0));
        sum / many
    };
    let same = |one: &Pair<'_>, other: &Pair<'_>| one.contract == other.contract;
    let anywhere = |one: &Pair<'_>, other: &Pair<'_>| !one.all.is_disjoint(other.all);
    let first = |one: &Pair<'_>, other: &Pair<'_>| one.first == other.first;
    let one_buyer = |one: &Pair<'_>, other: &Pair<'_>| same(one, other) && !one.buyers.is_disjoint(other.buyers);
    println!("{what}: {} documents, B³ precision {:.3}, recall {:.3}", pairs.len(), share(&same, &anywhere), share(&anywhere, &same));
    println!("    by the record of the first claim: precision {:.3}, recall {:.3}", share(&same, &first), share(&first, &same));
    println!("    of pairs that name a buyer in common: recall {:.3}", share(&anywhere, &one_buyer));
}

fn contracts(text: &str) -> BTreeSet<String> {
    let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map(|token| token.trim_matches('-'));
    let shape = |token: &&str| {
        let parts: Vec<&str> = token.split('-').collect();
        parts.len() == 4 && parts[0].len() == 6 && parts[1].len() == 2 && parts[2].len() == 1 && parts[3].len() >= 4
    };
    tokens.filter(shape).map(str::to_owned).collect()
}
