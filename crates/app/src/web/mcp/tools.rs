//! The tools, and what each answers.
//!
//! In: arguments by name. Out: what the address of `/api/v1` answers that is asked the same.

use super::super::api::Wanted;
use super::super::api::body::{Text, read_text};
use super::super::api::documents;
use super::super::api::parameters::PARAMETERS;
use super::super::api::points::{POINTS, Point};
use super::super::{State, Trouble};
use materiel_store::Store;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};
use std::sync::Arc;
use url::form_urlencoded;

/// A tool.
pub(super) struct Call {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    ask: Ask,
}

/// What answers a tool.
#[derive(Clone, Copy)]
enum Ask {
    /// An address of the interface, by its name.
    Point(&'static str),
    /// Words of a document with what stands around them.
    Around,
    /// What is read in a text.
    Extract,
}

const CALLS: &[Call] = &[
    Call {
        name: "search",
        title: "Search documents and claims",
        about: "Finds documents and claims by their words, with the passages that have them. Begin here when you do not know what a thing is called.",
        ask: Ask::Point("search"),
    },
    Call {
        name: "list",
        title: "List records",
        about: "Lists records (deals, budgets, deployments and the like) by recipient, supplier, equipment, stage, kind or day, one row each.",
        ask: Ask::Point("list"),
    },
    Call {
        name: "show",
        title: "Show a record with its evidence",
        about: "Shows one record: where it stands, its history, every value with who says it and the exact words, what contradicts it, what is unknown.",
        ask: Ask::Point("show"),
    },
    Call {
        name: "cite",
        title: "Cite a record",
        about: "Gives, for each value of a record, the exact words with publisher, title, date, address, document, place in bytes and digests.",
        ask: Ask::Point("cite"),
    },
    Call {
        name: "document",
        title: "Read words of a document in their surroundings",
        about: "Gives the words of a document from byte `start` to byte `end`, and the text before and after them, so that a quotation can be checked.",
        ask: Ask::Around,
    },
    Call {
        name: "extract",
        title: "Read the claims of a text",
        about: "Reads a text that you give and returns its claims, each slot with its words and their place. Nothing is stored.",
        ask: Ask::Extract,
    },
];

/// All tools, as clients see them.
pub(super) fn all() -> Vec<Tool> {
    CALLS
        .iter()
        .map(|call| {
            let annotations = ToolAnnotations::with_title(call.title).read_only(true).destructive(false).idempotent(true).open_world(false);
            Tool::new(call.name, call.about, Arc::new(call.input())).with_title(call.title).with_annotations(annotations)
        })
        .collect()
}

/// The tool of a name.
pub(super) fn called(name: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.name == name)
}

/// True when the register is to be looked at from another day, for which the whole log is worked through.
pub(super) fn folds(arguments: &JsonObject) -> bool {
    ["known_by", "as_we_had_it", "min_confidence"].iter().any(|name| arguments.contains_key(*name))
}

fn point(name: &str) -> Option<&'static Point> {
    POINTS.iter().find(|point| point.name == name)
}

impl Call {
    /// What it takes, as JSON Schema.
    fn input(&self) -> JsonObject {
        let schema = match self.ask {
            Ask::Point(name) => point(name).map(input).unwrap_or_default(),
            Ask::Around => json!({
                "properties": {
                    "document": {"type": "string", "description": "The document's id."},
                    "start": {"type": "integer", "minimum": 0, "description": "The first byte of the words."},
                    "end": {"type": "integer", "minimum": 0, "description": "One past their last byte."},
                    "around": {"type": "integer", "minimum": 0, "maximum": 20_000, "default": AROUND, "description": "How many bytes before and after them."},
                },
                "required": ["document", "start", "end"],
            }),
            Ask::Extract => json!({
                "properties": {
                    "text": {"type": "string", "description": "The text."},
                    "published": {"type": "string", "description": "When it was published (YYYY-MM-DD), from which relative dates are counted."},
                    "title": {"type": "string", "description": "Its headline."},
                    "source": {"type": "string", "description": "Who published it."},
                },
                "required": ["text"],
            }),
        };
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema
    }

    /// Answers a call.
    ///
    /// # Errors
    /// What is asked for makes no sense, or there is no such thing.
    pub(super) fn answer(&self, arguments: &JsonObject, store: &mut Store, state: &State) -> Result<Value, Trouble> {
        match self.ask {
            Ask::Point(name) => {
                let point = point(name).ok_or_else(|| Trouble::Fault(format!("the tool `{name}` has no address")))?;
                let (id, query) = asked(point, arguments)?;
                let wanted = Wanted::read(point, &id, Some(&query))?;
                let reply = (point.ask)(&wanted, store, state)?;
                serde_json::from_slice(&reply.body).map_err(|error| Trouble::Fault(error.to_string()))
            }
            Ask::Around => around(arguments, store),
            Ask::Extract => {
                let text: Text =
                    serde_json::from_value(Value::Object(arguments.clone())).map_err(|error| Trouble::Asked(error.to_string()))?;
                serde_json::to_value(read_text(text, state)).map_err(|error| Trouble::Fault(error.to_string()))
            }
        }
    }
}

/// What a point takes. Names are written with `_`, as agents write them.
fn input(point: &Point) -> Value {
    let mut properties = JsonObject::new();
    let mut required: Vec<String> = point.needs.iter().map(|name| name.replace('-', "_")).collect();
    if let Some(id) = point.id().map(|id| id.trim_matches(['{', '}'])) {
        properties.insert(
            id.to_owned(),
            json!({"type": "string", "description": format!("The {id}'s id, or as much of its beginning as no other has.")}),
        );
        required.push(id.to_owned());
    }
    for one in PARAMETERS.iter().filter(|one| point.takes.contains(&one.name)) {
        let mut schema = (one.schema)();
        if one.several {
            schema = json!({"type": "array", "items": schema});
        }
        schema["description"] = json!(one.about);
        properties.insert(one.name.replace('-', "_"), schema);
    }
    json!({"properties": properties, "required": required})
}

/// The id and the query that arguments stand for.
fn asked(point: &Point, arguments: &JsonObject) -> Result<(String, String), Trouble> {
    let mut id = String::new();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in arguments {
        let values: Vec<&Value> = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
        for value in values {
            let words = match value {
                Value::String(words) => words.clone(),
                Value::Number(number) => number.to_string(),
                Value::Null => continue,
                _ => return Err(Trouble::Asked(format!("`{name}` is text, a number, or a list of these"))),
            };
            if point.id().is_some_and(|id| id.trim_matches(['{', '}']) == name) {
                id = words;
            } else {
                query.append_pair(&name.replace('_', "-"), &words);
            }
        }
    }
    if let Some(name) = point.id().filter(|_| id.trim().is_empty()) {
        return Err(Trouble::Asked(format!("`{}` is missing", name.trim_matches(['{', '}']))));
    }
    Ok((id, query.finish()))
}

/// So many bytes before and after words are shown where nothing is said.
const AROUND: usize = 300;

fn around(arguments: &JsonObject, store: &Store) -> Result<Value, Trouble> {
    let number = |name: &str| match arguments.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Ok(Some(number)),
            None => Err(Trouble::Asked(format!("`{name}` is a whole number of bytes"))),
        },
    };
    let needed = |name: &str| number(name)?.ok_or_else(|| Trouble::Asked(format!("`{name}` is missing")));
    let called = arguments.get("document").and_then(Value::as_str).ok_or_else(|| Trouble::Asked("`document` is missing".to_owned()))?;
    let known = ["document", "start", "end", "around"];
    if let Some(name) = arguments.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(Trouble::Asked(format!("there is no argument `{name}`")));
    }
    let (id, document) = documents::find(called, store)?;
    let (start, end, around) = (needed("start")?, needed("end")?, number("around")?.unwrap_or(AROUND).min(20_000));
    let text = &document.text;
    let Some(words) = text.get(start..end) else {
        return Err(Trouble::Asked(format!("{start}..{end} is no place of whole characters in the text, which has {} bytes", text.len())));
    };
    let (mut from, mut to) = (start.saturating_sub(around), (end + around).min(text.len()));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    Ok(json!({
        "document": id, "text_sha256": document.text_sha256(), "label": document.label, "title": document.title, "source": document.source,
        "published": document.published, "address": document.url, "start": start, "end": end, "words": words,
        "before": text.get(from.min(start)..start), "after": text.get(end..to.max(end)),
    }))
}
