//! The documents that claims come from as rows, and again as documents.

use crate::columns::{Column, Words, batch, schema};
use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use materiel_model::{Document, DocumentId, PartialDate};
use materiel_register::reconcile::Sketch;
use std::sync::Arc;

/// So many rows are decoded at a time.
pub(crate) const ROWS: usize = 256;

/// The columns of the documents that a shard keeps: those of which claims were read.
///
/// `id` is the document's id in a register; `label`, `url`, `source`, `title`, `published` (YYYY-MM-DD, YYYY-MM or YYYY) and `text` are as in the JSON
/// lines; `metadata` is what else was read about it, as JSON; `claims` counts its claims; `bands` are hashes, of which copies of a text nearly
/// always share one.
pub fn documents_schema() -> Arc<Schema> {
    let text = || DataType::Utf8;
    let plain = schema(&[
        ("id", text()),
        ("label", text()),
        ("url", text()),
        ("source", text()),
        ("title", text()),
        ("published", text()),
        ("text", text()),
        ("metadata", text()),
        ("claims", DataType::Int64),
    ]);
    let bands = Field::new("bands", DataType::List(Arc::new(Field::new("item", DataType::Int64, true))), true);
    let fields: Vec<_> = plain.fields().iter().cloned().chain(std::iter::once(Arc::new(bands))).collect();
    Arc::new(Schema::new(fields))
}

/// A date, or the day of a timestamp.
///
/// # Errors
/// Where it is none of YYYY-MM-DD, YYYY-MM and YYYY: what was given.
pub fn day(text: &str) -> Result<PartialDate, String> {
    let text = text.trim();
    let day = text.get(..10).filter(|_| matches!(text.as_bytes().get(10), Some(b'T' | b' '))).unwrap_or(text);
    day.parse().map_err(|error: materiel_model::DateError| format!("`published`: {error}"))
}

/// Documents as rows, each with the number of its claims.
///
/// # Errors
/// None of these columns gives one.
pub fn documents_rows(documents: &[(DocumentId, Document, usize)]) -> Result<RecordBatch, ArrowError> {
    let words = |of: &dyn Fn(&Document) -> Option<String>| Column::Words(documents.iter().map(|(_, document, _)| of(document)).collect());
    let plain = schema(
        &documents_schema()
            .fields()
            .iter()
            .filter(|field| field.name() != "bands")
            .map(|field| (field.name().as_str(), field.data_type().clone()))
            .collect::<Vec<_>>(),
    );
    let first = batch(
        plain,
        vec![
            Column::Words(documents.iter().map(|(id, _, _)| Some(id.to_string())).collect()),
            words(&|document| Some(document.label.clone())),
            words(&|document| document.url.clone()),
            words(&|document| document.source.clone()),
            words(&|document| document.title.clone()),
            words(&|document| document.published.map(|day| day.to_string())),
            words(&|document| Some(document.text.clone())),
            words(&|document| document.metadata.as_ref().and_then(|metadata| serde_json::to_string(metadata).ok())),
            Column::Whole(documents.iter().map(|(_, _, claims)| i64::try_from(*claims).ok()).collect()),
        ],
    )?;
    let mut bands = ListBuilder::new(Int64Builder::new());
    for (_, document, _) in documents {
        Sketch::of(&document.text).bands().iter().for_each(|band| bands.values().append_value(i64::from(*band)));
        bands.append(true);
    }
    let bands: ArrayRef = Arc::new(bands.finish());
    RecordBatch::try_new(documents_schema(), first.columns().iter().cloned().chain(std::iter::once(bands)).collect())
}

/// A document that a shard kept, again, with the number of its claims.
pub(crate) fn kept_documents(batch: &RecordBatch) -> Result<Vec<(Document, usize)>, String> {
    let column = |name| Words::of(batch, name);
    let (ids, labels, urls, sources) = (column("id")?, column("label")?, column("url")?, column("source")?);
    let (titles, dates, texts, metadata) = (column("title")?, column("published")?, column("text")?, column("metadata")?);
    let one = |row: usize| {
        let own = |words: &Words| words.get(row).map(str::to_owned);
        let document = Document {
            label: own(&labels).unwrap_or_default(),
            url: own(&urls),
            source: own(&sources),
            title: own(&titles),
            published: own(&dates).map(|date| day(&date)).transpose()?,
            text: own(&texts).ok_or("a row has no text")?,
            metadata: own(&metadata)
                .map(|json| serde_json::from_str(&json).map_err(|error| format!("a row's metadata cannot be read: {error}")))
                .transpose()?,
        };
        if ids.get(row) != Some(document.id().as_str()) {
            return Err("a row's id is not that of its document: the file was changed".to_owned());
        }
        let claims = crate::columns::whole(batch, "claims", row).and_then(|claims| usize::try_from(claims).ok());
        Ok((document, claims.ok_or("a row does not say how many claims it has")?))
    };
    (0..batch.num_rows()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_documents_come_back_as_they_were() {
        let mut document = Document::new("a", "Text.");
        document.published = "2024-01".parse().ok();
        document.metadata = Some(Box::default());
        let batch = documents_rows(&[(document.id(), document.clone(), 3)]).unwrap();
        assert_eq!(batch.schema(), documents_schema());
        assert_eq!(kept_documents(&batch).unwrap(), [(document, 3)]);
    }
}
