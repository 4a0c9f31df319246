//! A batch of documents in, a batch of their claims out: the reader as a function of Arrow, for engines that map it over what they have.

use crate::claims::{Made, claims_columns, claims_schema};
use crate::columns::{Column, batch};
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

/// True for a text in a language that cannot be read.
pub fn is_foreign(text: &str) -> bool {
    materiel_source::language(text).is_some_and(|language| !materiel_source::language_is_readable(language))
}

/// The claims of a batch of documents with the columns of the JSON lines (`text`, and as far as there are `id`, `url`, `title`, `published`, `source`).
///
/// A document without an `id` is called by the number of its row in the batch, counted from 1.
///
/// # Errors
/// Where there is no column `text`, or a column is of a type that no text can be made of.
pub fn extract_batch(knowledge: &Knowledge, documents: &RecordBatch) -> Result<RecordBatch, String> {
    let mut read: Vec<(DocumentId, Document, Vec<Claim>)> = Vec::new();
    let mut failed: Vec<(String, String)> = Vec::new();
    for (row, document) in documents_from(documents, "row", 1, &materiel_source::Columns::default())?.into_iter().enumerate() {
        let document = match document {
            Ok(document) => document,
            Err(why) => {
                failed.push((format!("row:{}", row + 1), why));
                continue;
            }
        };
        let foreign = document.metadata.is_some();
        let claims = if foreign { Ok(Vec::new()) } else { catch_unwind(AssertUnwindSafe(|| extract(knowledge, &document).claims)) };
        match claims {
            Ok(claims) if claims.is_empty() => {}
            Ok(claims) => read.push((document.id(), document, claims)),
            Err(_) => failed.push((document.label, "reading it failed within this program".to_owned())),
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
        let out = extract_batch(Knowledge::embedded(), &documents).unwrap();
        assert_eq!(out.schema(), batch_schema());
        let words = |name: &str| out.column_by_name(name).unwrap().as_string::<i32>().clone();
        assert_eq!((out.num_rows(), words("recipient").value(0), words("label").value(0)), (2, "PL", "row:1"));
        assert!(words("error").is_null(0) && words("error").value(1).contains("no `text`") && words("label").value(1) == "row:2");
        let wrong = RecordBatch::try_from_iter([("body", Arc::new(StringArray::from(vec!["x"])) as Arc<dyn Array>)]).unwrap();
        assert!(extract_batch(Knowledge::embedded(), &wrong).is_err());
    }
}
