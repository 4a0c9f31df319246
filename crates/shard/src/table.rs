//! Tables of anybody's in, documents out. Their columns are those of the JSON lines: `text`, and as far as there are `id`, `url`, `title`, `published`, `source`.
//! Others are let pass.

use crate::columns::Words;
use crate::documents::{ROWS, day};
use arrow_array::RecordBatch;
use materiel_model::{Document, Found, Metadata, Origin};
use materiel_source::Columns;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

/// The documents of a batch, row by row, or why a row is none. `first` is the number of its first row, counted from 1; a document without an `id`
/// is called `label` and its row. `columns` says which column holds what where it is not the one of that name.
///
/// # Errors
/// Where a column is of a type that no text can be made of, or there is none with the texts.
pub fn documents_from(batch: &RecordBatch, label: &str, first: u64, columns: &Columns) -> Result<Vec<Result<Document, String>>, String> {
    let column = |name| Words::of(batch, column_of(columns, name));
    let (texts, ids, urls) = (column("text")?, column("id")?, column("url")?);
    let (titles, dates, sources) = (column("title")?, column("published")?, column("source")?);
    if !texts.is_there() {
        let names: Vec<String> = batch.schema().fields().iter().take(20).map(|field| format!("`{}`", field.name())).collect();
        let wanted = column_of(columns, "text");
        return Err(format!("there is no column `{wanted}` with the documents' texts; the columns are {}", names.join(", ")));
    }
    let own = |words: &Words, row: usize| words.get(row).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let one = |row: usize| {
        let text = own(&texts, row).ok_or("the document has no `text`")?;
        // A text in a language that cannot be read is marked.
        let language = materiel_source::language(&text).filter(|language| !materiel_source::language_is_readable(language));
        let mark = |language: &str| Metadata {
            medium: "parquet".to_owned(),
            language: Some(Found::new(language.to_owned(), Origin::Text)),
            ..Metadata::default()
        };
        Ok(Document {
            label: own(&ids, row).unwrap_or_else(|| format!("{label}:{}", first + row as u64)),
            url: own(&urls, row),
            source: own(&sources, row),
            title: own(&titles, row),
            published: own(&dates, row).map(|date| day(&date)).transpose()?,
            metadata: language.map(mark).map(Box::new),
            text,
        })
    };
    Ok((0..batch.num_rows()).map(one).collect())
}

/// The column that holds a field.
fn column_of<'a>(columns: &'a Columns, field: &'a str) -> &'a str {
    columns.0.iter().find(|(name, _)| name == field).map_or(field, |(_, column)| column)
}

/// Hands the documents of a Parquet file to `take`, row by row: the row's number, counted from 1, and the document or what is wrong with the row.
/// Memory holds a few hundred rows, whatever the file has.
///
/// # Errors
/// The first is why the file cannot be read (on); the second is that of `take`.
pub fn each_document<R: ChunkReader + 'static, E>(
    file: R,
    label: &str,
    columns: &Columns,
    take: &mut dyn FnMut(u64, Result<Document, String>) -> Result<(), E>,
) -> Result<Result<(), String>, E> {
    let broken = |error: &dyn std::fmt::Display| format!("the Parquet file cannot be read: {error}");
    let builder = match ParquetRecordBatchReaderBuilder::try_new(file) {
        Ok(builder) => builder,
        Err(error) => return Ok(Err(broken(&error))),
    };
    // Only what is looked at is decoded.
    let wanted = ["text", "id", "url", "title", "published", "source"].map(|field| column_of(columns, field));
    let roots = builder.schema().fields().iter().enumerate().filter(|(_, field)| wanted.contains(&field.name().as_str()));
    let roots: Vec<usize> = roots.map(|(at, _)| at).collect();
    let has_text = builder.schema().column_with_name(wanted[0]).is_some();
    let mask = parquet::arrow::ProjectionMask::roots(builder.parquet_schema(), roots);
    let builder = if has_text { builder.with_projection(mask) } else { builder };
    let reader = match builder.with_batch_size(ROWS).build() {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(broken(&error))),
    };
    let mut row = 1;
    for batch in reader {
        let documents = match batch.map_err(|error| broken(&error)).and_then(|batch| documents_from(&batch, label, row, columns)) {
            Ok(documents) => documents,
            Err(what) => return Ok(Err(what)),
        };
        for document in documents {
            take(row, document)?;
            row += 1;
        }
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, Date32Array, Int32Array, LargeStringArray, StringArray};
    use std::sync::Arc;

    fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn tables_of_other_types_are_read_and_bad_rows_named() {
        let batch = table(vec![
            ("id", Arc::new(Int32Array::from(vec![Some(7), None, Some(9)]))),
            ("text", Arc::new(LargeStringArray::from(vec![Some("One text."), Some("Two."), None]))),
            ("published", Arc::new(Date32Array::from(vec![Some(19_733), None, None]))),
            ("other", Arc::new(Int32Array::from(vec![1, 2, 3]))),
        ]);
        let documents = documents_from(&batch, "file", 11, &Columns::default()).unwrap();
        let first = documents[0].as_ref().unwrap();
        assert_eq!((first.label.as_str(), first.published.unwrap().to_string().as_str()), ("7", "2024-01-11"));
        assert_eq!(documents[1].as_ref().unwrap().label, "file:12");
        assert!(documents[2].as_ref().unwrap_err().contains("no `text`"));
    }

    #[test]
    fn a_table_without_texts_says_what_it_has() {
        let batch = table(vec![("body", Arc::new(StringArray::from(vec!["x"])))]);
        assert!(documents_from(&batch, "file", 1, &Columns::default()).unwrap_err().contains("`body`"));
        let named = Columns(vec![("text".to_owned(), "body".to_owned())]);
        assert_eq!(documents_from(&batch, "file", 1, &named).unwrap()[0].as_ref().unwrap().text, "x");
        let wrong = table(vec![("text", Arc::new(StringArray::from(vec!["x"]))), ("published", Arc::new(StringArray::from(vec!["soon"])))]);
        assert!(documents_from(&wrong, "file", 1, &Columns::default()).unwrap()[0].as_ref().unwrap_err().contains("soon"));
    }
}
