//! What shards keep, again: documents with their claims, of files that receipts name.

use crate::claims::claims_from;
use crate::documents::{ROWS, kept_documents};
use crate::place::Place;
use crate::receipt::{Receipt, Table};
use bytes::Bytes;
use materiel_model::{Claim, Document, DocumentId, sha256_hex};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::io;

/// A document that a shard kept, and its claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The document.
    pub document: Document,
    /// What it says, in its order.
    pub claims: Vec<Claim>,
}

/// Why what a shard kept cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeptError {
    /// The place does not hand it over.
    #[error("{name}: {error}")]
    Io {
        /// Which file.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is not what the receipt says.
    #[error("{name}: {what}")]
    Wrong {
        /// Which file.
        name: String,
        /// What is wrong with it.
        what: String,
    },
}

impl Kept {
    /// Hands what a shard kept to `take`, part by part; memory holds a part.
    ///
    /// Every file is held against its digest, every document against its id, and every claim against its document, so that what comes out is what the
    /// reader found.
    ///
    /// # Errors
    /// Those of the files, and those of `take` within.
    pub fn each<E>(place: &dyn Place, receipt: &Receipt, take: &mut dyn FnMut(Self) -> Result<(), E>) -> Result<Result<(), E>, KeptError> {
        for documents in receipt.outputs.iter().filter(|output| output.table == Table::Documents) {
            let wrong = |name: &str, what: String| KeptError::Wrong { name: name.to_owned(), what };
            // Claims lie beside their documents, in the same order.
            let name = documents.name.replacen(Table::Documents.as_str(), Table::Claims.as_str(), 1);
            let listed = receipt.outputs.iter().find(|output| output.name == name);
            let Some(listed) = listed else { return Err(wrong(&name, "the receipt does not name it".to_owned())) };
            let mut claims = Vec::new();
            for batch in batches(place, &listed.name, &listed.sha256)? {
                let batch = batch.map_err(|what| wrong(&name, what))?;
                claims.extend(claims_from(&batch).map_err(|what| wrong(&name, what))?);
            }
            let mut claims = claims.into_iter();
            for batch in batches(place, &documents.name, &documents.sha256)? {
                let batch = batch.map_err(|what| wrong(&documents.name, what))?;
                for (document, count) in kept_documents(&batch).map_err(|what| wrong(&documents.name, what))? {
                    let own = claims_of(&document, count, &mut claims).map_err(|what| wrong(&name, what))?;
                    if let Err(error) = take(Self { document, claims: own }) {
                        return Ok(Err(error));
                    }
                }
            }
            if claims.next().is_some() {
                return Err(wrong(&name, "it has claims of no document".to_owned()));
            }
        }
        Ok(Ok(()))
    }
}

/// The next claims, which must be those of the document.
fn claims_of(document: &Document, count: usize, claims: &mut impl Iterator<Item = (String, Claim)>) -> Result<Vec<Claim>, String> {
    let id: DocumentId = document.id();
    let mut own = Vec::with_capacity(count.min(1_000));
    for _ in 0..count {
        let (of, claim) = claims.next().ok_or("claims of a document are missing")?;
        let lies_in = |span: materiel_model::Span| document.text.get(span.start..span.end).is_some();
        if of != id.as_str() || !claim.spans().all(lies_in) {
            return Err("a claim does not fit its document".to_owned());
        }
        own.push(claim);
    }
    Ok(own)
}

type Batches = Box<dyn Iterator<Item = Result<arrow_array::RecordBatch, String>>>;

fn batches(place: &dyn Place, name: &str, sha256: &str) -> Result<Batches, KeptError> {
    let io = |error| KeptError::Io { name: name.to_owned(), error };
    let wrong = |what: String| KeptError::Wrong { name: name.to_owned(), what };
    let bytes = place.get(name).map_err(io)?.ok_or_else(|| wrong("its receipt names it, and it is not there".to_owned()))?;
    if sha256_hex(&bytes) != sha256 {
        return Err(wrong("its bytes are not those that its receipt tells of".to_owned()));
    }
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).and_then(|builder| builder.with_batch_size(ROWS).build());
    let reader = reader.map_err(|error| wrong(error.to_string()))?;
    Ok(Box::new(reader.map(|batch| batch.map_err(|error| error.to_string()))))
}
