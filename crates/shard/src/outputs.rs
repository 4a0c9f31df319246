//! Documents, claims and failures of a shard in, Parquet files out, a folder for each day of publication. Memory holds one part of a shard.

use crate::claims::claims_rows;
use crate::columns::{Column, batch, schema};
use crate::documents::documents_rows;
use crate::place::Place;
use crate::process::{Done, Failure};
use crate::receipt::{Output, Table};
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType};
use materiel_model::{Claim, Document, DocumentId, PartialDate, sha256_hex};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::io;

/// So many bytes of text, or failures, make a part.
const PART: usize = 32 << 20;
const FAILURES: usize = 50_000;

/// A document that makes claims, with them.
type Read = (DocumentId, Document, Vec<Claim>);

/// The files of a shard while it is read.
pub(crate) struct Outputs<'a> {
    place: &'a dyn Place,
    name: String,
    days: BTreeMap<Option<PartialDate>, Vec<Read>>,
    failures: Vec<Failure>,
    held: usize,
    part: usize,
    written: Vec<Output>,
}

impl<'a> Outputs<'a> {
    pub(crate) fn new(place: &'a dyn Place, name: &str) -> Self {
        Self { place, name: name.to_owned(), days: BTreeMap::new(), failures: Vec::new(), held: 0, part: 0, written: Vec::new() }
    }

    /// Takes what pieces came to; what makes a part is written.
    pub(crate) fn take(&mut self, done: Done) -> io::Result<()> {
        for (document, claims) in done.kept {
            self.held += document.text.len() + 600 * claims.len();
            self.days.entry(document.published).or_default().push((document.id(), document, claims));
        }
        self.failures.extend(done.failures);
        if self.held >= PART || self.failures.len() >= FAILURES { self.flush() } else { Ok(()) }
    }

    /// Writes what is left, and gives the files in the order of their names.
    pub(crate) fn finish(mut self) -> io::Result<Vec<Output>> {
        self.flush()?;
        self.written.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(self.written)
    }

    fn flush(&mut self) -> io::Result<()> {
        for (day, documents) in std::mem::take(&mut self.days) {
            let day = day.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
            let claims: Vec<_> =
                documents.iter().flat_map(|(id, document, claims)| claims.iter().map(move |claim| (id, document, claim))).collect();
            let claims = claims_rows(&claims).map_err(other)?;
            let rows: Vec<_> = documents.into_iter().map(|(id, document, claims)| (id, document, claims.len())).collect();
            self.write(Table::Documents, &day, &documents_rows(&rows).map_err(other)?)?;
            self.write(Table::Claims, &day, &claims)?;
        }
        let failures = std::mem::take(&mut self.failures);
        if !failures.is_empty() {
            self.write(Table::Failures, "", &failures_batch(&self.name, failures).map_err(other)?)?;
        }
        self.held = 0;
        self.part += 1;
        Ok(())
    }

    fn write(&mut self, table: Table, day: &str, rows: &RecordBatch) -> io::Result<()> {
        let bytes = parquet(rows).map_err(other)?;
        let folder = if table == Table::Failures { String::new() } else { format!("day={day}/") };
        let name = format!("{}/{folder}{}-{}.parquet", table.as_str(), self.name, self.part);
        let output = Output { name, table, rows: rows.num_rows() as u64, bytes: bytes.len() as u64, sha256: sha256_hex(&bytes) };
        self.place.put(&output.name, bytes)?;
        self.written.push(output);
        Ok(())
    }
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

/// The bytes of a Parquet file, the same for the same rows.
fn parquet(rows: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), Some(properties))?;
    writer.write(rows)?;
    writer.into_inner()
}

fn failures_batch(shard: &str, failures: Vec<Failure>) -> Result<RecordBatch, ArrowError> {
    let columns = schema(&[("shard", DataType::Utf8), ("record", DataType::Int64), ("url", DataType::Utf8), ("reason", DataType::Utf8)]);
    batch(
        columns,
        vec![
            Column::Words(vec![Some(shard.to_owned()); failures.len()]),
            Column::Whole(failures.iter().map(|failure| i64::try_from(failure.number).ok()).collect()),
            Column::Words(failures.iter().map(|failure| failure.address.clone()).collect()),
            Column::Words(failures.into_iter().map(|failure| Some(failure.reason)).collect()),
        ],
    )
}
