//! A batch of documents in, a batch of their claims out: the reader as a function of Arrow, for engines that map it over what they have.

use crate::claims::{Made, claims_columns, claims_schema};
use crate::columns::{Column, Words, batch};
use crate::table::documents_from;
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document, DocumentId};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The columns of [`crate::claims_schema`], and `error`: null for a claim; for a row that could not be read, why, with the others null but `label`.
pub fn batch_schema() -> Arc<Schema> {
    let fields = claims_schema()
        .fields()
        .iter()
        .cloned()
        .chain(std::iter::once(Arc::new(Field::new("error", DataType::Utf8, true))))
        .collect::<Vec<_>>();
    Arc::new(Schema::new(fields))
}

/// The claims of a document, in its order; none of one in a language that cannot be read.
///
/// # Errors
/// Where reading breaks down, which it never should: one document must not end the program of whoever maps this over many.
pub fn claims_of(knowledge: &Knowledge, document: &Document) -> Result<Vec<Claim>, String> {
    let read = || {
        let readable = materiel_source::language(&document.text).is_none_or(materiel_source::language_is_readable);
        if readable { extract(knowledge, document).claims } else { Vec::new() }
    };
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| "reading it failed within this program".to_owned())
}

/// The claims of a batch of documents with the columns of the JSON lines (`text`, and as far as there are `id`, `url`, `title`, `published`, `source`).
///
/// A document without an `id` is called by the number of its row; `first` is that of the batch's first, counted from 1.
///
/// # Errors
/// Where there is no column `text`, or a column is of a type that no text can be made of.
pub fn extract_batch(knowledge: &Knowledge, documents: &RecordBatch, first: u64) -> Result<RecordBatch, String> {
    let mut read: Vec<(DocumentId, Document, Vec<Claim>)> = Vec::new();
    let mut failed: Vec<(String, String)> = Vec::new();
    let ids = Words::of(documents, "id")?;
    for (row, document) in (0..).zip(documents_from(documents, "row", first, &materiel_source::Columns::default())?) {
        match document.and_then(|document| Ok((claims_of(knowledge, &document)?, document))) {
            Ok((claims, _)) if claims.is_empty() => {}
            Ok((claims, document)) => read.push((document.id(), document, claims)),
            Err(why) => {
                let id = ids.get(row).filter(|id| !id.trim().is_empty());
                failed.push((id.map_or_else(|| format!("row:{}", first + row as u64), str::to_owned), why));
            }
        }
    }
    let made: Vec<Made<'_>> =
        read.iter().flat_map(|(id, document, claims)| claims.iter().map(move |claim| (id, document, claim))).collect();
    let many = made.len();
    let schema = claims_schema();
    let columns = claims_columns(&made).into_iter().zip(schema.fields()).map(|(column, field)| {
        let label = field.name() == "label";
        match column {
            Column::Words(mut values) => {
                values.extend(failed.iter().map(|(row, _)| label.then(|| row.clone())));
                Column::Words(values)
            }
            Column::Whole(mut values) => {
                values.resize(many + failed.len(), None);
                Column::Whole(values)
            }
            Column::Real(mut values) => {
                values.resize(many + failed.len(), None);
                Column::Real(values)
            }
        }
    });
    let errors = std::iter::repeat_n(None, many).chain(failed.iter().map(|(_, why)| Some(why.clone()))).collect();
    let columns: Vec<Column> = columns.chain(std::iter::once(Column::Words(errors))).collect();
    batch(batch_schema(), columns).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{Array, StringArray, cast::AsArray};

    #[test]
    fn a_batch_gives_the_claims_of_its_documents_and_the_rows_that_failed() {
        let texts = vec![Some("Poland ordered 32 F-35A jets from the United States."), None, Some("Nothing of note.")];
        let documents = RecordBatch::try_from_iter([("text", Arc::new(StringArray::from(texts)) as Arc<dyn Array>)]).unwrap();
        let out = extract_batch(Knowledge::embedded(), &documents, 1).unwrap();
        assert_eq!(out.schema(), batch_schema());
        let words = |name: &str| out.column_by_name(name).unwrap().as_string::<i32>().clone();
        assert_eq!((out.num_rows(), words("recipient").value(0), words("label").value(0)), (2, "PL", "row:1"));
        assert!(words("error").is_null(0) && words("error").value(1).contains("no `text`") && words("label").value(1) == "row:2");
        let later = extract_batch(Knowledge::embedded(), &documents, 11).unwrap();
        assert_eq!(later.column_by_name("label").unwrap().as_string::<i32>().value(1), "row:12");
        let wrong = RecordBatch::try_from_iter([("body", Arc::new(StringArray::from(vec!["x"])) as Arc<dyn Array>)]).unwrap();
        assert!(extract_batch(Knowledge::embedded(), &wrong, 1).is_err());
    }
}
