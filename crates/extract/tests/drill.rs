//! Plain ways of telling (`corpus/drill.toml`), crossed with parties and equipment: how many are read as they are meant.
//!
//! A frame's examples show that a word is known; the drill shows that it is known beside every other thing, party and way of putting it.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document, Kind, Slot, Value};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Party {
    name: String,
    id: String,
    adjective: String,
}

#[derive(Deserialize)]
struct Thing {
    words: String,
    name: String,
}

#[derive(Deserialize)]
struct Telling {
    stage: Vec<String>,
    texts: Vec<String>,
}

#[derive(Deserialize)]
struct Fact {
    stage: Vec<String>,
    thing: Option<usize>,
    name: Option<String>,
    supplier: Option<usize>,
    recipient: usize,
}

#[derive(Deserialize)]
struct Report {
    text: String,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Drill {
    suppliers: Vec<Party>,
    recipients: Vec<Party>,
    equipment: Vec<Thing>,
    things: Vec<String>,
    frames: Vec<String>,
    parties: Vec<String>,
    telling: Vec<Telling>,
    report: Vec<Report>,
}

/// A wanted fact: any of these stages, the thing's name, who gives where the text says it, who gets.
struct Wanted<'d> {
    stages: &'d [String],
    name: &'d str,
    supplier: Option<&'d str>,
    recipient: &'d str,
}

fn drill() -> Drill {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/drill.toml");
    toml::from_str(&std::fs::read_to_string(path).expect("corpus/drill.toml")).expect("corpus/drill.toml is well formed")
}

/// One of a list, another for every number.
fn pick<T>(list: &[T], number: usize) -> &T {
    &list[number % list.len()]
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

fn claims(text: &str) -> Vec<Claim> {
    let mut document = Document::new("drill", text);
    document.published = Some("2018-06-01".parse().unwrap());
    extract(Knowledge::embedded(), &document).claims.into_iter().filter(|claim| claim.kind == Kind::Transfer).collect()
}

fn said(claim: &Claim, slot: Slot) -> String {
    claim
        .slots
        .get(slot)
        .map(|stated| match &stated.value {
            Value::Equipment(equipment) => equipment.name.clone(),
            value => value.display(),
        })
        .unwrap_or_default()
}

fn agrees(claim: &Claim, wanted: &Wanted<'_>) -> bool {
    let thing = said(claim, Slot::Equipment).to_lowercase();
    let name = wanted.name.to_lowercase();
    (thing.contains(&name) || (!thing.is_empty() && name.contains(&thing)))
        && wanted.stages.contains(&said(claim, Slot::Stage))
        && said(claim, Slot::Recipient) == wanted.recipient
        && wanted.supplier.is_none_or(|supplier| said(claim, Slot::Supplier) == supplier)
}

/// The share of texts that were read as they are meant, and those that were not.
struct Outcome {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Outcome {
    fn hold(&self, at_least: f64) {
        let share = f64::from(u32::try_from(self.right).unwrap()) / f64::from(u32::try_from(self.all).unwrap());
        assert!(share >= at_least, "{} of {} read as meant, {at_least} wanted:\n{}", self.right, self.all, self.wrong.join("\n"));
    }
}

/// Every telling, with its places filled by `fill` from a running number.
fn tell(drill: &Drill, times: usize, mut fill: impl FnMut(usize) -> (String, String, String, String)) -> Outcome {
    let mut out = Outcome { right: 0, all: 0, wrong: Vec::new() };
    let mut number = 0;
    for telling in &drill.telling {
        for text in &telling.texts {
            for _ in 0..times {
                number += 1;
                let (thing, frame, supplier_words, recipient_words) = fill(number);
                let (supplier, recipient) = (pick(&drill.suppliers, number * 7), pick(&drill.recipients, number * 5));
                let equipment = pick(&drill.equipment, number);
                let name = |words: &str, party: &Party| words.replace("{N}", &party.name).replace("{A}", &party.adjective);
                let gets = name(if text.contains("{R}'s") { "{N}" } else { &recipient_words }, recipient);
                let told = text
                    .replace("{R}'s", &possessive(&gets))
                    .replace("{S}", &name(&supplier_words, supplier))
                    .replace("{R}", &gets)
                    .replace("{r}", &recipient.adjective)
                    .replace("{E}", &thing.replace("{E}", &equipment.words));
                let told = told.trim_end_matches('.');
                let inside = if frame.starts_with("{T}") { capital(told) } else { told.to_owned() };
                let told = frame.replace("{T}", &inside);
                let wanted = Wanted {
                    stages: &telling.stage,
                    name: &equipment.name,
                    supplier: text.contains("{S}").then_some(&supplier.id),
                    recipient: &recipient.id,
                };
                let claims = claims(&told);
                out.all += 1;
                if claims.iter().any(|claim| agrees(claim, &wanted)) {
                    out.right += 1;
                } else {
                    out.wrong.push(format!("{:?}: {told}", telling.stage));
                }
            }
        }
    }
    out
}

fn plain(text: &str) -> String {
    text.to_owned()
}

#[test]
fn plain_tellings_read_as_meant() {
    let drill = drill();
    tell(&drill, 2, |number| (pick(&drill.things, number % 2).clone(), plain("{T}."), plain("{N}"), plain("{N}"))).hold(0.96);
}

#[test]
fn things_may_be_put_in_many_ways() {
    let drill = drill();
    tell(&drill, 2, |number| (pick(&drill.things, number).clone(), plain("{T}."), plain("{N}"), plain("{N}"))).hold(0.94);
}

#[test]
fn sentences_may_be_put_in_many_ways() {
    let drill = drill();
    tell(&drill, 2, |number| (plain("six {E}"), pick(&drill.frames, number).clone(), plain("{N}"), plain("{N}"))).hold(0.97);
}

#[test]
fn parties_may_be_named_in_many_ways() {
    let drill = drill();
    let party = |number: usize| pick(&drill.parties, number).clone();
    tell(&drill, 2, |number| (plain("six {E}"), plain("{T}."), party(number), party(number / 3))).hold(0.98);
}

#[test]
fn reports_of_several_facts_read_as_meant() {
    let drill = drill();
    let mut out = Outcome { right: 0, all: 0, wrong: Vec::new() };
    for (index, report) in drill.report.iter().enumerate() {
        for time in 0..3 {
            let number = index * 3 + time;
            let suppliers: Vec<&Party> = (0..3).map(|i| pick(&drill.suppliers, number + i * 3)).collect();
            let recipients: Vec<&Party> = (0..3).map(|i| pick(&drill.recipients, number + i * 5)).collect();
            let things: Vec<&Thing> = (0..3).map(|i| pick(&drill.equipment, number + i * 5)).collect();
            let mut places = BTreeMap::new();
            for i in 0..3 {
                places.insert(format!("{{S{i}}}'s"), possessive(&suppliers[i].name));
                places.insert(format!("{{R{i}}}'s"), possessive(&recipients[i].name));
                places.insert(format!("{{r{i}}}"), recipients[i].adjective.clone());
                places.insert(format!("{{E{i}}}"), things[i].words.clone());
            }
            let mut text = report.text.clone();
            for (place, words) in &places {
                text = text.replace(place, words);
            }
            for i in 0..3 {
                text = text.replace(&format!("{{S{i}}}"), &suppliers[i].name).replace(&format!("{{R{i}}}"), &recipients[i].name);
            }
            let text = text.split(". ").map(capital).collect::<Vec<_>>().join(". ");
            let claims = claims(&text);
            for fact in &report.facts {
                let wanted = Wanted {
                    stages: &fact.stage,
                    name: fact.name.as_deref().or(fact.thing.map(|thing| things[thing].name.as_str())).unwrap_or_default(),
                    supplier: fact.supplier.map(|supplier| suppliers[supplier].id.as_str()),
                    recipient: &recipients[fact.recipient].id,
                };
                out.all += 1;
                if claims.iter().any(|claim| agrees(claim, &wanted)) {
                    out.right += 1;
                } else {
                    out.wrong.push(format!("{:?} {}: {text}", fact.stage, wanted.name));
                }
            }
        }
    }
    out.hold(0.87);
}
