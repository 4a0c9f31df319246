//! Documents and claims for tests, from our own sentences: claims are given in the interchange form, with words in place of offsets.

use materiel_model::{Claim, Document, claim_from_json};
use serde_json::{Value as Json, json};

/// A document published on a day (or `""` for none).
pub(crate) fn document(label: &str, published: &str, text: &str) -> Document {
    let mut document = Document::new(label, text);
    document.published = published.parse().ok();
    document
}

/// A claim of a document. Every object with a `text` gets the offsets of its words; the evidence is the whole text.
pub(crate) fn claim(document: &Document, mut json: Json) -> Claim {
    let text = document.text.clone();
    locate(&mut json, &text);
    json["doc"] = json!(document.label);
    json["evidence"] = json!({"start": 0, "end": text.len()});
    claim_from_json(&json).unwrap_or_else(|error| panic!("{error}: {json}")).1
}

fn locate(json: &mut Json, text: &str) {
    match json {
        Json::Object(fields) => {
            if let Some(words) = fields.get("text").and_then(Json::as_str) {
                let start = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in `{text}`"));
                let end = start + words.len();
                fields.insert("start".into(), json!(start));
                fields.insert("end".into(), json!(end));
            }
            fields.values_mut().for_each(|value| locate(value, text));
        }
        Json::Array(list) => list.iter_mut().for_each(|value| locate(value, text)),
        _ => {}
    }
}
