//! How well copies are found: the texts of a folder (Reuters-21578 as `.sgm`, or `.txt` files in folders) against pairs that a person read.
//!
//! `cargo run --release -p materiel-register --example copies -- FOLDER crates/register/examples/copies/reuters.tsv`
//!
//! The pairs were drawn from all pairs of the collection that share at least 15 % of their runs of four words (counted exactly, not by the
//! register's own sketches), more of them where it is hard to tell. Precision and recall count each pair as often as it stands for others.

use materiel_model::{Document, DocumentId};
use materiel_register::reconcile::{Sketch, Voices};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, pairs] = arguments.as_slice() else {
        eprintln!("usage: copies FOLDER PAIRS.tsv");
        std::process::exit(2);
    };
    let mut texts = BTreeMap::new();
    read(Path::new(folder), "", &mut texts);
    let documents: BTreeMap<&String, DocumentId> = texts
        .iter()
        .map(|(label, text)| {
            let document = Document { source: Some(label.clone()), ..Document::new(label.as_str(), text.as_str()) };
            (label, document.id())
        })
        .collect();
    let start = Instant::now();
    let sketches: HashMap<&String, Sketch> = texts.iter().map(|(label, text)| (label, Sketch::of(text))).collect();
    let sketched = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut voices = Voices::default();
    documents.iter().for_each(|(label, id)| voices.add(id, sketches[label].clone()));
    voices.settle();
    let together = start.elapsed().as_secs_f64();
    let mut sizes: HashMap<&DocumentId, usize> = HashMap::new();
    documents.values().filter_map(|id| voices.of(id)).for_each(|leader| *sizes.entry(leader).or_default() += 1);
    let copied = sizes.values().filter(|size| **size > 1).count();
    println!(
        "{} texts, {} voices, {copied} of them with copies; sketched in {sketched:.2} s, brought together in {together:.2} s",
        texts.len(),
        sizes.len()
    );

    let mut table: BTreeMap<String, [f64; 4]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let list = std::fs::read_to_string(pairs).unwrap_or_else(|error| panic!("{pairs}: {error}"));
    for line in list.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [first, second, verdict, stratum, weight] = fields[..] else { panic!("{pairs}: {line}: five fields are wanted") };
        let sketch = |label: &str| sketches.get(&label.to_owned()).unwrap_or_else(|| panic!("{folder}: {label} is missing"));
        let copy = verdict == "copy";
        let found = sketch(first).is_copy_of(sketch(second));
        let id = |label: &str| &documents[&label.to_owned()];
        let one = voices.of(id(first)) == voices.of(id(second));
        let weight: f64 = weight.parse().unwrap_or_else(|_| panic!("{pairs}: {line}: the weight is no number"));
        let which = match (copy, found) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        for row in [stratum, "all"] {
            table.entry(row.to_owned()).or_default()[which] += if row == "all" { weight } else { 1.0 };
        }
        if copy != found || found != one {
            let voice = if one { "one voice" } else { "two voices" };
            wrong.push(format!("{first} {second}: {verdict}, {} by the sketches, {voice}", if found { "copy" } else { "other" }));
        }
    }
    println!("\n{:<8} {:>6} {:>6} {:>6} {:>6}   (pairs; the last row weighted)", "stratum", "found", "missed", "wrong", "right apart");
    for (stratum, [found, missed, wrong, apart]) in &table {
        println!("{stratum:<8} {found:>6.0} {missed:>6.0} {wrong:>6.0} {apart:>6.0}");
    }
    let [found, missed, false_alarms, _] = table["all"];
    println!("\nprecision {:.3}, recall {:.3} (weighted)", found / (found + false_alarms), found / (found + missed));
    println!("\n{}", wrong.join("\n"));
}

/// Adds the texts below a folder, by number or by path without its ending.
fn read(folder: &Path, below: &str, texts: &mut BTreeMap<String, String>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.flatten().map(|entry| entry.path()) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let end = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            read(&path, &format!("{stem}/"), texts);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        // Both collections are in Latin-1.
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        match end.as_str() {
            "sgm" => stories(&text, texts),
            "txt" if !below.is_empty() => {
                texts.insert(format!("{below}{stem}"), text);
            }
            _ => {}
        }
    }
}

/// The stories of a file of Reuters-21578 that have a body.
fn stories(file: &str, texts: &mut BTreeMap<String, String>) {
    let between = |text: &str, from: &str, to: &str| {
        let start = text.find(from)? + from.len();
        Some(text[start..start + text[start..].find(to)?].to_owned())
    };
    for story in file.split("<REUTERS").skip(1) {
        let (Some(number), Some(body)) = (between(story, "NEWID=\"", "\""), between(story, "<BODY>", "</BODY>")) else { continue };
        let title = between(story, "<TITLE>", "</TITLE>").unwrap_or_default();
        let text = format!("{}\n{}", title.trim(), body).replace("&lt;", "<").replace("&amp;", "&");
        let text = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{3}');
        let text = text.strip_suffix("Reuter").or_else(|| text.strip_suffix("REUTER")).unwrap_or(text);
        texts.insert(number, text.to_owned());
    }
}
