//! `materiel export --format parquet`, read back. All facts are made up for the test.

use crate::common::Place;
use crate::export::{filled, lines, out};
use crate::words::{claim, document};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use materiel_store::{Reading, Store};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value as Json, json};

/// A register with what the other has not: dates of a month and of a year, a share, several parties, an amount for each, and figures told roughly.
pub(crate) fn vague() -> Place {
    let place = Place::new();
    let tell = |label: &str, published: &str, text: &str, json: Json| {
        let report = document(label, published, text);
        let claims = vec![claim(&report, json)];
        Reading { document: report, reader: "test".into(), knowledge_hash: "none".into(), claims }
    };
    let readings = [
        tell(
            "a",
            "2024-03-02",
            "Poland will spend 4.7 per cent in 2025.",
            json!({"kind": "budget", "actor": {"id": "PL", "text": "Poland"}, "percent": {"value": 4.7, "text": "4.7 per cent"}, "measure": "level",
                "period": {"value": "2025", "text": "2025"}}),
        ),
        tell(
            "b",
            "2024-02",
            "Poland, Kosovo and Albania signed a treaty on air defence in February 2024.",
            json!({"kind": "agreement", "status": "done", "parties": [{"id": "PL", "text": "Poland"}, {"id": "XK", "text": "Kosovo"}, {"id": "AL", "text": "Albania"}],
                "subject": {"text": "air defence"}, "date": {"value": "2024-02", "text": "February 2024"}}),
        ),
        tell(
            "c",
            "",
            "Kosovo ordered at least 40 Javelin from America for $175,000 each, due in 2026.",
            json!({"kind": "transfer", "stage": "contracted", "recipient": {"id": "XK", "text": "Kosovo"}, "supplier": {"id": "US", "text": "America"},
                "equipment": {"name": "Javelin", "class": "anti_tank_missile", "id": "javelin", "text": "Javelin"},
                "quantity": {"value": 40, "qualifier": "at_least", "text": "at least 40"},
                "value": {"amount": 175_000, "currency": "USD", "scope": "unit", "text": "$175,000 each"}, "due": {"value": "2026", "text": "2026"}}),
        ),
    ];
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    place
}

/// The rows of a file.
fn read(place: &Place, name: &str, args: &[&str]) -> RecordBatch {
    let ran = place.run(&[&["export", "--format", "parquet", "--to", name], args].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let file = std::fs::File::open(place.path().join(name)).unwrap();
    let batches: Vec<RecordBatch> = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1, "one batch holds all of a test");
    batches.into_iter().next().unwrap()
}

/// Names and types of the columns, as the reference has them.
pub(crate) fn columns(place: &Place) -> String {
    let word = |sort: &DataType| match sort {
        DataType::Utf8 => "text",
        DataType::Int64 => "whole number",
        DataType::Float64 => "number",
        DataType::Boolean => "yes or no",
        DataType::Date32 => "day",
        DataType::List(_) => "list of texts",
        other => panic!("{other}"),
    };
    let batch = read(place, "columns.parquet", &[]);
    let fields: Vec<String> =
        batch.schema().fields().iter().map(|field| format!("`{}` ({})", field.name(), word(field.data_type()))).collect();
    fields.join(", ")
}

/// A row as `--format jsonl` has it, from its columns.
fn row(batch: &RecordBatch, at: usize) -> Json {
    let cell = |name: &str| -> Json {
        let column = batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"));
        if column.is_null(at) {
            return Json::Null;
        }
        match column.data_type() {
            DataType::Utf8 => json!(column.as_string::<i32>().value(at)),
            DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(at)),
            DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(at)),
            DataType::Boolean => json!(column.as_boolean().value(at)),
            DataType::List(_) => {
                let list = column.as_list::<i32>().value(at);
                json!(list.as_string::<i32>().iter().collect::<Vec<_>>())
            }
            other => panic!("{name}: {other}"),
        }
    };
    let group = |parts: &[(&str, &str)]| -> Json {
        let parts: Map<String, Json> =
            parts.iter().map(|(key, name)| ((*key).to_owned(), cell(name))).filter(|(_, one)| !one.is_null()).collect();
        if parts.is_empty() { Json::Null } else { Json::Object(parts) }
    };
    let mut out = Map::new();
    for name in [
        "id",
        "kind",
        "stage",
        "date",
        "reported",
        "recipient",
        "supplier",
        "equipment",
        "class",
        "family",
        "actors",
        "others",
        "place",
        "about",
        "due",
        "voices",
        "documents",
        "conflicts",
        "superseded",
        "reviewed",
        "first_published",
        "last_published",
    ] {
        out.insert(name.to_owned(), cell(name));
    }
    out.insert("quantity".to_owned(), group(&[("value", "quantity"), ("qualifier", "quantity_qualifier")]));
    out.insert("delivered".to_owned(), group(&[("value", "delivered"), ("qualifier", "delivered_qualifier")]));
    let money = [("amount", "amount"), ("currency", "currency"), ("qualifier", "amount_qualifier"), ("scope", "amount_scope")];
    out.insert("value".to_owned(), group(&money));
    out.insert("percent".to_owned(), cell("percent"));
    // What a record does not fill is absent there.
    out.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!(false));
    Json::Object(out)
}

#[test]
fn typed_rows_are_those_of_the_list() {
    for place in [filled(), vague()] {
        let batch = read(&place, "all.parquet", &[]);
        let mut told = lines(&out(&place, &["jsonl"]));
        for one in &mut told {
            // How exactly a share is told has no column, as in the comma-separated form.
            if let Some(share) = one.get("percent").map(|percent| percent["value"].clone()) {
                one["percent"] = share;
            }
        }
        assert_eq!((0..batch.num_rows()).map(|at| row(&batch, at)).collect::<Vec<_>>(), told);
        let first = std::fs::read(place.path().join("all.parquet")).unwrap();
        read(&place, "again.parquet", &[]);
        assert!(first == std::fs::read(place.path().join("again.parquet")).unwrap(), "the same register gives the same bytes");
    }
}

#[test]
fn a_vague_date_has_the_days_that_it_may_mean() {
    let place = vague();
    let batch = read(&place, "all.parquet", &[]);
    let words = |name: &str, at: usize| {
        let column = batch.column_by_name(name).unwrap().as_string::<i32>();
        column.is_valid(at).then(|| column.value(at).to_owned())
    };
    let days = |name: &str, at: usize| {
        let column = batch.column_by_name(name).unwrap().as_primitive::<Date32Type>();
        column.value_as_date(at).filter(|_| column.is_valid(at)).map(|day| day.to_string())
    };
    let told: Vec<_> = (0..batch.num_rows())
        .map(|at| (words("kind", at).unwrap(), words("date", at), days("date_from", at), days("date_until", at), days("due_until", at)))
        .collect();
    let some = |words: &str| Some(words.to_owned());
    let find = |kind: &str| told.iter().find(|(one, ..)| one == kind).cloned().unwrap();
    assert_eq!(find("budget"), ("budget".into(), some("2025"), some("2025-01-01"), some("2025-12-31"), None));
    assert_eq!(find("agreement"), ("agreement".into(), some("2024-02"), some("2024-02-01"), some("2024-02-29"), None));
    assert_eq!(find("transfer"), ("transfer".into(), None, None, None, some("2026-12-31")));
}

#[test]
fn a_query_that_finds_nothing_writes_no_file() {
    let place = vague();
    let ran = place.run(&["export", "--format", "parquet", "--recipient", "France", "--to", "none.parquet"]);
    assert!(ran.code == Some(1) && !place.path().join("none.parquet").exists(), "{ran:?}");
}
