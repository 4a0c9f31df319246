//! Every example in a file of frames reads as the file says.

use materiel_extract::frame::lexicon::FrameFile;
use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document, Slot, Value};
use std::collections::BTreeMap;

#[test]
fn every_example_of_every_frame_reads_as_it_says() {
    let knowledge = Knowledge::embedded();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, contents) in knowledge.facts().files.below("languages/en/frames/") {
        let file: FrameFile = toml::from_str(contents).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(file.example.iter().any(|example| example.reads.is_empty()), "{path} has no example that must not read");
        assert!(file.example.iter().any(|example| !example.reads.is_empty()), "{path} has no example that must read");
        let kinds: Vec<_> = file.frame.iter().map(|frame| frame.kind).collect();
        for example in &file.example {
            count += 1;
            let mut document = Document::new("example", example.text.as_str());
            document.published = example.published.as_deref().map(|date| date.parse().unwrap());
            let claims = extract(knowledge, &document).claims;
            let claims: Vec<&Claim> = claims.iter().filter(|claim| kinds.contains(&claim.kind)).collect();
            if example.reads.is_empty() && !claims.is_empty() {
                wrong.push(format!("{path}: must not read: {}\n    {:?}", example.text, said(claims[0])));
            }
            for wanted in &example.reads {
                if !claims.iter().any(|claim| agrees(claim, wanted)) {
                    let all: Vec<_> = claims.iter().map(|claim| said(claim)).collect();
                    wrong.push(format!("{path}: {}\n    wanted {wanted:?}\n    got {all:?}", example.text));
                }
            }
        }
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "{} of {count} examples:\n{}", wrong.len(), wrong.join("\n"));
}

/// A claim's slots as the examples write them.
fn said(claim: &Claim) -> BTreeMap<String, String> {
    let mut out = BTreeMap::from([("kind".to_owned(), claim.kind.to_string()), ("polarity".to_owned(), claim.polarity.to_string())]);
    for (slot, values) in claim.slots.iter() {
        let text = values.iter().map(|one| one.value.display()).collect::<Vec<_>>().join(", ");
        match (&values[0].value, slot) {
            (Value::Money(money), _) => {
                out.insert("amount".into(), money.amount.to_string());
                out.insert("currency".into(), money.currency.to_string());
            }
            (Value::Quantity(quantity), _) => {
                out.insert(slot.to_string(), quantity.value.to_string());
            }
            (Value::Percent(percent), _) => {
                out.insert(slot.to_string(), percent.value.to_string());
            }
            (Value::Equipment(equipment), _) => {
                out.insert("class".into(), equipment.class.to_string());
                out.insert(Slot::Equipment.to_string(), equipment.name.clone());
            }
            _ => {
                out.insert(slot.to_string(), text);
            }
        }
    }
    out
}

fn agrees(claim: &Claim, wanted: &BTreeMap<String, String>) -> bool {
    let said = said(claim);
    wanted.iter().all(|(slot, value)| match said.get(slot) {
        // Names and phrases may be longer than the example cares to write.
        Some(given)
            if matches!(
                slot.as_str(),
                "equipment" | "subject" | "target" | "content" | "facility_type" | "incident_type" | "destination"
            ) =>
        {
            given.to_lowercase().contains(&value.to_lowercase())
        }
        Some(given) if slot == "parties" => value.split(", ").all(|one| given.split(", ").any(|other| other == one)),
        Some(given) => given == value,
        None => false,
    })
}

#[test]
fn what_is_being_prepared_is_not_signed() {
    for text in [
        "Chile and France are preparing a contract for 12 Rafales.",
        "Chile wants 12 Rafales from France. The agreements needed for it are still being prepared.",
    ] {
        let mut document = Document::new("example", text);
        document.published = Some("2024-05-10".parse().unwrap());
        let claims = extract(Knowledge::embedded(), &document).claims;
        assert!(!claims.is_empty(), "{text}");
        let signed = claims.iter().map(said).find(|claim| claim.get("stage").is_some_and(|stage| stage == "contracted"));
        assert_eq!(signed, None, "{text}");
    }
}
