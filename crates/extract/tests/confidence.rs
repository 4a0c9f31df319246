//! Confidence: every sign has a weight and every weight a sign, and what comes of them is a probability.

use materiel_extract::claim::confidence::{Group, LEAST, Weights, weights};
use materiel_extract::{Knowledge, extract, look_at_signs};
use materiel_model::Document;
use std::collections::BTreeSet;
use std::path::Path;

fn carried() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(weights::FILE);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reports() -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/reports.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).unwrap();
            let published = json["published"].as_str().map(|date| date.parse().unwrap());
            Document { published, ..Document::new(json["id"].as_str().unwrap(), json["text"].as_str().unwrap()) }
        })
        .collect()
}

#[test]
fn signs_and_weights_have_the_same_names() {
    let (_, errors) = Weights::load(weights::FILE, &carried());
    assert!(errors.is_empty(), "{errors:#?}");
    for group in Group::ALL {
        let names: BTreeSet<&str> = group.signs().iter().map(|sign| sign.name).collect();
        assert_eq!(names.len(), group.signs().len(), "two signs of {} share a name", group.name());
    }
}

#[test]
fn the_fit_says_when_and_on_what_it_was_made() {
    let file: toml::Table = carried().parse().unwrap();
    let fit = file["fit"].as_table().unwrap();
    assert!(fit["date"].as_str().unwrap().parse::<jiff::civil::Date>().is_ok());
    assert!(fit["claims"].as_integer().unwrap() > 500);
    assert!(fit["sets"].as_array().unwrap().len() >= 4);
}

#[test]
fn what_is_wrong_in_the_file_is_named() {
    let changed = carried().replacen("denied = ", "refused = ", 1);
    let told: Vec<String> = Weights::load(weights::FILE, &changed).1.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("[transfer] `denied` has no weight") && told[1].contains("[transfer] `refused` is no sign"), "{told:#?}");
    let infinite = carried().replacen("[transfer]\nstart = ", "[transfer]\nstart = inf # ", 1);
    let told: Vec<String> = Weights::load(weights::FILE, &infinite).1.iter().map(ToString::to_string).collect();
    assert!(told.len() == 1 && told[0].contains("`start` is no finite number"), "{told:#?}");
    assert_eq!(Weights::load(weights::FILE, "[transfer\n").1.len(), 1);
}

#[test]
fn every_sign_is_from_nothing_to_one_and_every_confidence_too() {
    let knowledge = Knowledge::embedded();
    let (weights, _) = Weights::load(weights::FILE, &carried());
    let mut seen = BTreeSet::new();
    for document in reports() {
        let claims = extract(knowledge, &document).claims;
        let mut at = 0;
        look_at_signs(knowledge, &document, |reached| {
            let signs = reached.signs();
            assert_eq!(signs.len(), reached.group().signs().len());
            for (sign, given) in reached.group().signs().iter().zip(&signs) {
                assert!((0.0..=1.0).contains(given), "{}: {sign:?} is {given}", document.label);
            }
            let confidence = weights.confidence(reached);
            assert!((0.0..=1.0).contains(&confidence.get()));
            seen.insert(confidence);
            if confidence.get() < LEAST {
                return;
            }
            // The same claim in the same place, with the confidence that the reader gave it.
            assert_eq!((&claims[at].slots, claims[at].confidence), (&reached.read.claim.slots, confidence));
            at += 1;
        });
        assert_eq!(at, claims.len());
        assert_eq!(claims, extract(knowledge, &document).claims);
    }
    assert!(seen.len() > 50, "only {} different confidences", seen.len());
}
