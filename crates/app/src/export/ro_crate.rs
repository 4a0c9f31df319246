//! An RO-Crate (1.1): all that is needed to check records without the network.
//!
//! Out: the rows, the quotes, every text into which quotes point, the answers of servers as they came (WARC), a page to read, and the digest of
//! each file, in `ro-crate-metadata.json` and in `checksums.sha256`, which `sha256sum -c` understands.

use super::gather::{Gathered, Source};
use super::parts::Part;
use crate::outcome::Failure;
use materiel_model::sha256_hex;
use serde_json::{Value as Json, json};

/// The text of a source, by its id.
fn text_name(source: &Source) -> String {
    format!("texts/{}.txt", source.id)
}

const WARC: &str = "archive/answers.warc.gz";

pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let mut parts = vec![
        Part::of("records.jsonl", |out| super::jsonl(&all.entries.iter().map(|entry| &entry.view).collect::<Vec<_>>(), out))?,
        Part::of("quotes.jsonl", |out| super::jsonl(&all.entries.iter().flat_map(|entry| &entry.cited).collect::<Vec<_>>(), out))?,
    ];
    parts.extend(super::dossier::write(all)?.into_iter().map(|part| Part { name: "ro-crate-preview.html".to_owned(), ..part }));
    parts.extend(all.sources.iter().map(|source| Part { name: text_name(source), bytes: source.document.text.clone().into_bytes() }));
    let archived: Vec<u8> = all.sources.iter().filter_map(|source| source.archived.as_deref()).flatten().copied().collect();
    if !archived.is_empty() {
        parts.push(Part { name: WARC.to_owned(), bytes: archived });
    }
    let sums: String = parts.iter().map(|part| format!("{}  {}\n", sha256_hex(&part.bytes), part.name)).collect();
    parts.push(Part { name: "checksums.sha256".to_owned(), bytes: sums.into_bytes() });
    let about = Part::of("ro-crate-metadata.json", |out| super::object(&metadata(all, &parts), out))?;
    parts.insert(0, about);
    Ok(parts)
}

fn metadata(all: &Gathered<'_>, parts: &[Part]) -> Json {
    let reference = |id: &str| json!({"@id": id});
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json", "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}, "about": {"@id": "./"},
        }),
        json!({
            "@id": "./", "@type": "Dataset", "name": all.title,
            "description": "Records of public reporting on arms transfers, with every text and answer of a server behind them. A quote of quotes.jsonl is \
                the bytes from start to end of texts/DOCUMENT.txt; checksums.sha256 has the digest of each file.",
            "datePublished": all.day.to_string(),
            "license": {"@id": "#rights"},
            "creator": {"@id": "#materiel"},
            "hasPart": parts.iter().filter(|part| part.name != "ro-crate-preview.html").map(|part| reference(&part.name)).collect::<Vec<_>>(),
            "mentions": all.sources.iter().map(|source| reference(&work(source))).collect::<Vec<_>>(),
        }),
        json!({
            "@id": "#rights", "@type": "CreativeWork", "name": "Rights",
            "description": "The texts and answers belong to their publishers. Whoever made this crate says what may be done with the rest.",
        }),
        json!({"@id": "#materiel", "@type": "SoftwareApplication", "name": "Materiel", "softwareVersion": env!("CARGO_PKG_VERSION")}),
    ];
    for part in parts {
        let (media, about) = match part.name.as_str() {
            "records.jsonl" => ("application/x-ndjson", "The records with everything that is told of them, one a line"),
            "quotes.jsonl" => ("application/x-ndjson", "The words behind each value, one a line"),
            "ro-crate-preview.html" => ("text/html", "All of it to read"),
            "checksums.sha256" => ("text/plain", "The SHA-256 of each file"),
            WARC => ("application/warc", "The answers of servers as they came, packed with gzip"),
            _ => ("text/plain; charset=utf-8", "A text that was read"),
        };
        let mut file = json!({
            "@id": part.name, "@type": "File", "name": about, "encodingFormat": media, "contentSize": part.bytes.len().to_string(),
            "sha256": sha256_hex(&part.bytes),
        });
        if let Some(source) = all.sources.iter().find(|source| text_name(source) == part.name) {
            file["name"] = json!(source.name());
            file["isBasedOn"] = reference(&work(source));
        }
        graph.push(file);
    }
    graph.extend(all.sources.iter().map(|source| {
        let mut one = json!({"@id": work(source), "@type": "CreativeWork", "name": source.name(), "identifier": source.id});
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                one[name] = value.into();
            }
        };
        put("url", source.address().map(str::to_owned));
        put("publisher", source.document.source.clone());
        put("datePublished", source.document.published.map(|date| date.to_string()));
        put("sdDatePublished", source.fetch.as_ref().map(|fetch| fetch.at.to_string()));
        one
    }));
    json!({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph})
}

/// What a source is called in the crate.
fn work(source: &Source) -> String {
    format!("#source-{}", source.id.as_str().get(..24).unwrap_or_default())
}
