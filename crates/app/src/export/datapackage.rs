//! A Frictionless data package: `datapackage.json`, and tables of records, of their values, of the quotes behind these, and of the sources.

use super::csv::{COLUMNS, guarded};
use super::gather::Gathered;
use super::parts::Part;
use crate::outcome::Failure;
use serde_json::{Value as Json, json};

/// A column: its name, the type that it has there, and what it holds.
type Column = (&'static str, &'static str, &'static str);

const VALUES: &[Column] = &[
    ("record", "string", "the record's id"),
    ("slot", "string", "what of it: stage or status for a step of its history"),
    ("value", "string", "the value in one string, parties by their id"),
    ("shown", "boolean", "true for what the record shows; other values are told, too"),
    ("rule", "string", "why it is shown"),
    ("voices", "integer", "how many independent voices tell it"),
    ("conflict", "boolean", "true when it contradicts what is shown"),
    ("denied", "boolean", "true when it is told of what is said not to be so"),
    ("corrected", "boolean", "true when all who tell it were corrected"),
    ("superseded", "boolean", "true when only earlier versions of pages tell it"),
    ("reviewed", "boolean", "true when somebody looked at it; otherwise it is a machine's reading"),
];

const QUOTES: &[Column] = &[
    ("record", "string", "the record's id"),
    ("slot", "string", "what of it"),
    ("value", "string", "the value in one string, parties by their id"),
    ("shown", "boolean", "true for what the record shows"),
    ("quote", "string", "the words"),
    ("document", "string", "the document that has them"),
    ("start", "integer", "the first byte of the words in the document's text (UTF-8)"),
    ("end", "integer", "the byte after the last"),
];

const SOURCES: &[Column] = &[
    ("document", "string", "the document's id"),
    ("title", "string", "its headline, or what its owner calls it"),
    ("publisher", "string", "who published it"),
    ("published", "string", "when: YYYY-MM-DD, YYYY-MM or YYYY"),
    ("address", "string", "where"),
    ("fetched", "string", "when it was fetched; empty for what was added from a file"),
    ("sha256", "string", "the SHA-256 of the answer's body as it was sent"),
    ("text_sha256", "string", "the SHA-256 of the text into which quotes point"),
];

pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let records = Part::of("records.csv", |out| super::csv(&all.rows, out))?;
    let values = table("values.csv", VALUES, values(all))?;
    let quotes = all.entries.iter().flat_map(|entry| &entry.cited).map(|row| {
        let (value, quote) = (guarded(&row.value), guarded(&row.quote));
        let (start, end) = (row.start.to_string(), row.end.to_string());
        vec![row.record.clone(), row.slot.clone(), value, row.shown.to_string(), quote, row.document.clone(), start, end]
    });
    let quotes = table("quotes.csv", QUOTES, quotes)?;
    let sources = all.sources.iter().map(|source| {
        vec![
            source.id.to_string(),
            guarded(source.name()),
            guarded(source.document.source.as_deref().unwrap_or_default()),
            source.document.published.map(|date| date.to_string()).unwrap_or_default(),
            guarded(source.address().unwrap_or_default()),
            source.fetch.as_ref().map(|fetch| fetch.at.to_string()).unwrap_or_default(),
            source.fetch.as_ref().map(|fetch| fetch.sha256.clone()).unwrap_or_default(),
            source.document.text_sha256(),
        ]
    });
    let sources = table("sources.csv", SOURCES, sources)?;
    let to = |fields: &str, resource: &str, other: &str| json!({"fields": fields, "reference": {"resource": resource, "fields": other}});
    let fields: Vec<Column> = COLUMNS.iter().map(|(name, _)| (*name, sort(name), "as in the reference of formats")).collect();
    let resources = [
        resource("records", &fields, Some("id"), &[]),
        resource("values", VALUES, None, &[to("record", "records", "id")]),
        resource("quotes", QUOTES, None, &[to("record", "records", "id"), to("document", "sources", "document")]),
        resource("sources", SOURCES, Some("document"), &[]),
    ];
    let about = json!({
        "profile": "tabular-data-package",
        "name": "materiel-register",
        "title": all.title,
        "description": format!("Records of public reporting on arms transfers with the words behind every value, seen on {}. The quotes belong to their publishers. \
            A cell that begins with =, +, -, @ or an apostrophe has one more apostrophe before it.", all.day),
        "created": format!("{}T00:00:00Z", all.day),
        "resources": resources,
    });
    let about = Part::of("datapackage.json", |out| super::object(&about, out))?;
    Ok(vec![about, records, values, quotes, sources])
}

/// The type of a column of records.
fn sort(name: &str) -> &'static str {
    match name {
        "quantity" | "delivered" | "amount" | "voices" | "documents" | "conflicts" => "integer",
        "percent" => "number",
        _ => "string",
    }
}

fn resource(name: &str, columns: &[Column], key: Option<&str>, foreign: &[Json]) -> Json {
    let field = |(name, sort, about): &Column| json!({"name": name, "type": sort, "description": about});
    let mut schema = json!({"fields": columns.iter().map(field).collect::<Vec<_>>(), "missingValues": [""]});
    if let Some(key) = key {
        schema["primaryKey"] = json!(key);
    }
    if !foreign.is_empty() {
        schema["foreignKeys"] = json!(foreign);
    }
    json!({
        "name": name, "path": format!("{name}.csv"), "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": schema,
    })
}

fn values<'a>(all: &'a Gathered<'_>) -> impl Iterator<Item = Vec<String>> + 'a {
    all.entries.iter().flat_map(|entry| {
        let view = &entry.view;
        let id = view.row.id.to_string();
        let slot = if view.row.kind == materiel_model::Kind::Transfer { "stage" } else { "status" };
        let step = |step: &materiel_register::view::StepRow| {
            let flags = [false, step.polarity == materiel_model::Polarity::Denied, step.corrected, step.superseded, step.reviewed];
            line(&id, slot, (&step.stage, step.shown, ""), step.voices, flags)
        };
        let mut out: Vec<Vec<String>> = view.history.iter().map(step).collect();
        for row in &view.slots {
            for (value, shown) in row.shown.iter().map(|value| (value, true)).chain(row.others.iter().map(|value| (value, false))) {
                let flags = [value.conflict, value.denied, value.corrected, value.superseded, value.reviewed];
                let rule = if shown { row.rule.as_str() } else { "" };
                out.push(line(&id, row.slot.as_str(), (&value.written, shown, rule), value.voices, flags));
            }
        }
        out
    })
}

fn line(id: &str, slot: &str, (value, shown, rule): (&str, bool, &str), voices: usize, flags: [bool; 5]) -> Vec<String> {
    let mut out = vec![id.to_owned(), slot.to_owned(), guarded(value), shown.to_string(), rule.to_owned(), voices.to_string()];
    out.extend(flags.map(|flag| flag.to_string()));
    out
}

fn table(name: &str, columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> Result<Part, Failure> {
    Part::of(name, |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(columns.iter().map(|(name, ..)| name))?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        Ok(())
    })
}
