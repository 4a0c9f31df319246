//! Gold of others' texts in, the same gold without texts and checked against the vocabulary out.

use materiel_model::{Class, Component, Document, Kind, Measure, Mode, Polarity, Stage, Status, UnknownWord, sha256_hex};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Slots of facts that hold no word of a closed list. Each may have `_alt` behind it.
const OPEN: &[&str] = &[
    "supplier",
    "recipient",
    "equipment",
    "quantity",
    "amount",
    "currency",
    "date",
    "due",
    "manufacturers",
    "parties",
    "subject",
    "actor",
    "partner",
    "percent",
    "count",
    "destination",
    "facility_type",
    "location",
    "target",
    "content",
    "toward",
    "incident_type",
    "period",
    "qualifier",
    "shared",
    "optional_fact",
    "anchor",
    "optional",
];

/// So many words of a sentence at most may stand in an anchor: enough to find it, too few to be a text.
const ANCHOR_WORDS: usize = 6;

/// The gold of documents as it is kept: `id`, `url`, `sha256` of the text, `published` and `facts`. Fields that are not of the vocabulary,
/// such as notes, are left out and named; whatever else does not fit is an error.
pub(super) fn without_texts(gold: &[Json], documents: &[Document]) -> Result<(Vec<Json>, Vec<String>), String> {
    let mut by_id: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents {
        if by_id.insert(&document.label, document).is_some() {
            return Err(format!("two documents have the id {}", document.label));
        }
    }
    let mut seen = BTreeSet::new();
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for line in gold {
        let id = line["id"].as_str().ok_or("a line of the gold has no `id`")?;
        let document = by_id.get(id).ok_or_else(|| format!("{id}: no document has this id"))?;
        if !seen.insert(id) {
            return Err(format!("{id}: the gold has it twice"));
        }
        let hash = sha256_hex(document.text.as_bytes());
        if line["sha256"].as_str().is_some_and(|given| given != hash) {
            return Err(format!("{id}: the gold was written for another text ({} is not {hash})", line["sha256"]));
        }
        let facts = line["facts"].as_array().ok_or_else(|| format!("{id}: no `facts`"))?;
        let facts: Vec<Json> =
            facts.iter().map(|one| fact(one, &mut notes).map_err(|error| format!("{id}: {error}"))).collect::<Result<_, _>>()?;
        let published = document.published.map(|day| day.to_string());
        kept.push(json!({"id": id, "url": document.url, "sha256": hash, "published": published, "facts": facts}));
    }
    match by_id.keys().find(|id| !seen.contains(*id)) {
        Some(id) => Err(format!("{id}: the document has no line in the gold")),
        None => Ok((kept, notes)),
    }
}

/// A fact with only the fields of the vocabulary, and a short anchor.
fn fact(given: &Json, notes: &mut Vec<String>) -> Result<Json, String> {
    check(given)?;
    let mut out = Map::new();
    for (name, value) in given.as_object().into_iter().flatten() {
        if !is_field(name) {
            notes.push(format!("`{name}` is no field of a fact and was left out: {value}"));
            continue;
        }
        let short = match value.as_str() {
            Some(anchor) if name == "anchor" => Json::from(anchor.split_whitespace().take(ANCHOR_WORDS).collect::<Vec<_>>().join(" ")),
            _ => value.clone(),
        };
        out.insert(name.clone(), short);
    }
    Ok(Json::Object(out))
}

fn is_field(name: &str) -> bool {
    let bare = name.strip_suffix("_alt").unwrap_or(name);
    OPEN.contains(&bare) || bare == "kind" || checker(bare).is_some()
}

type Checker = fn(&str) -> Result<(), UnknownWord>;

/// What holds the words of a slot to its closed list.
fn checker(slot: &str) -> Option<Checker> {
    Some(match slot {
        "stage" => |word| word.parse::<Stage>().map(drop),
        "status" => |word| word.parse::<Status>().map(drop),
        "mode" => |word| word.parse::<Mode>().map(drop),
        "polarity" => |word| word.parse::<Polarity>().map(drop),
        "measure" => |word| word.parse::<Measure>().map(drop),
        "component" => |word| word.parse::<Component>().map(drop),
        "class" => |word| word.parse::<Class>().map(drop),
        _ => return None,
    })
}

/// Holds a fact to the vocabulary: its kind, and every word of a closed list, also among the values that would be right too.
pub(super) fn check(fact: &Json) -> Result<(), String> {
    let kind = fact["kind"].as_str().ok_or_else(|| format!("a fact has no `kind`: {fact}"))?;
    kind.parse::<Kind>().map_err(|error| error.to_string())?;
    let optional = fact["optional"].as_object();
    for (name, value) in fact.as_object().into_iter().flatten().chain(optional.into_iter().flatten()) {
        let Some(parse) = checker(name.strip_suffix("_alt").unwrap_or(name)) else { continue };
        let words = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        for word in words {
            let word = word.as_str().ok_or_else(|| format!("`{name}` is no word: {fact}"))?;
            parse(word).map_err(|error| format!("`{name}`: {error}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document { url: Some("https://example.org/1".into()), ..Document::new("D1", "Poland ordered 32 F-35A jets.") }
    }

    #[test]
    fn gold_is_kept_without_texts() {
        let gold = json!({"id": "D1", "title": "T", "text": "Poland ordered 32 F-35A jets.", "facts": [
            {"kind": "transfer", "stage": ["contracted", "approved"], "recipient": "PL", "equipment": ["F-35A"], "class": "combat_aircraft",
             "quantity": 32, "anchor": "one two three four five six seven", "note": "a whole sentence"}]});
        let (kept, notes) = without_texts(&[gold], &[document()]).unwrap();
        let line = kept[0].to_string();
        assert!(!line.contains("jets") && !line.contains("whole sentence") && !line.contains("seven"), "{line}");
        assert!(line.contains("https://example.org/1") && line.contains(&sha256_hex(b"Poland ordered 32 F-35A jets.")), "{line}");
        assert_eq!(notes.len(), 1);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let facts = |fact: Json| json!({"id": "D1", "facts": [fact]});
        for (gold, part) in [
            (vec![facts(json!({"kind": "sale"}))], "`sale` is no kind"),
            (vec![facts(json!({"kind": "transfer", "stage": ["bought"]}))], "`bought` is no stage"),
            (vec![facts(json!({"kind": "transfer", "optional": {"class": "jet"}}))], "`jet` is no equipment class"),
            (vec![json!({"id": "D2", "facts": []})], "no document has this id"),
            (vec![json!({"id": "D1", "facts": []}), json!({"id": "D1", "facts": []})], "twice"),
            (vec![json!({"id": "D1", "sha256": "00", "facts": []})], "another text"),
            (vec![], "no line in the gold"),
        ] {
            let error = without_texts(&gold, &[document()]).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
