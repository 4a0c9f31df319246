//! The description of the interface for programs that are made from one: an OpenAPI 3.1 document.
//!
//! In: the table of points and the types of their answers. Out: JSON. `docs/reference/openapi.json` is what it comes to, and a test holds it.

use super::super::sign::decide;
use super::BASE;
use super::body::{Claims, Text, Verdict};
use super::parameters::PARAMETERS;
use super::points::{POINTS, Point};
use axum::http::header;
use axum::response::IntoResponse;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The document as it is served.
static TEXT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", description()));

pub(super) async fn answer() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")], TEXT.as_str())
}

/// The whole document.
pub(crate) fn description() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    // What is answered, and what is taken: a field that may be left out need not be.
    let (mut generator, mut taken) = (settings.clone().for_serialize().into_generator(), settings.for_deserialize().into_generator());
    let mut paths = Map::new();
    for point in POINTS {
        paths.insert(format!("{BASE}{}", point.path), json!({"get": look(point, &mut generator)}));
    }
    paths.insert(
        format!("{BASE}/openapi.json"),
        json!({"get": {
            "operationId": "openapi",
            "summary": "This document.",
            "responses": {
                "200": {"description": "OpenAPI 3.1.", "content": {"application/vnd.oai.openapi+json": {"schema": {"type": "object"}}}},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        }}),
    );
    for (path, operation) in sent(&mut generator, &mut taken) {
        paths.insert(path, json!({"post": operation}));
    }
    let mut schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    schemas.extend(taken.take_definitions(true));
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Materiel",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A register of arms transfers read out of public reporting, with the words behind every value.",
            "description": "Rows are those of the command line (`materiel list --format json` and the like). Fields that nothing is said of are absent. \
                Every answer has an `ETag`; who sends it again as `If-None-Match` is answered with 304 while nothing has changed. Places in texts \
                are bytes of UTF-8.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        // A server that is not private takes whoever asks.
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Problem": {
                "description": "Why there is no answer.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "What `materiel user add` prints."}},
        },
    })
}

fn look(point: &Point, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    if let Some(id) = point.id() {
        let name = id.trim_matches(['{', '}']);
        parameters.push(json!({
            "name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": format!("The {name}, by its id{}.", if name == "entity" { " or name" } else { " or as much of its beginning as no other has" }),
        }));
    }
    for one in PARAMETERS.iter().filter(|one| point.takes.contains(&one.name)) {
        let schema = (one.schema)();
        let schema = if one.several { json!({"type": "array", "items": schema}) } else { schema };
        parameters.push(json!({
            "name": one.name, "in": "query", "required": point.needs.contains(&one.name), "description": one.about, "schema": schema,
        }));
    }
    let schema = (point.schema)(generator);
    json!({
        "operationId": point.name,
        "summary": point.about,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {
                    "ETag": {"description": "A name for this answer.", "schema": {"type": "string"}},
                    "Link": {"description": "The next page, as `rel=next`.", "schema": {"type": "string"}},
                },
                "content": {"application/json": {"schema": schema}},
            },
            "304": {"description": "Nothing has changed since."},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    })
}

/// What is sent and not only asked.
fn sent(generator: &mut SchemaGenerator, taken: &mut SchemaGenerator) -> [(String, Value); 2] {
    let operation = |name: &str, about: &str, body: Value, answer: Value| {
        json!({
            "operationId": name,
            "summary": about,
            "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
            "responses": {
                "200": {"description": "The answer.", "content": {"application/json": {"schema": answer}}},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        })
    };
    let read = "What is read in a text: its claims, each slot with its words. Nothing is stored.";
    let extract = operation("extract", read, of::<Text>(taken), of::<Claims>(generator));
    let decided = "Decides about what was read, as `materiel review` does: accept, reject, correct, join, split, rename, pin, undo.";
    let mut decide = operation("decide", decided, of::<Verdict>(taken), of::<decide::Answer>(generator));
    let whats: Vec<&str> = decide::whats().collect();
    decide["parameters"] = json!([{"name": "what", "in": "path", "required": true, "schema": {"type": "string", "enum": whats}}]);
    decide["security"] = json!([{"token": []}]);
    [(format!("{BASE}/extract"), extract), (format!("{BASE}/decide/{{what}}"), decide)]
}

fn of<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// RFC 9457.
fn problem() -> Value {
    json!({
        "type": "object",
        "description": "What is wrong (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "description": "The status in words."},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong with this request."},
            "instance": {"type": "string", "description": "The path that was asked for."},
        },
    })
}
