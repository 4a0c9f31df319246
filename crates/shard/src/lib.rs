//! A web archive or a Parquet file in; claims, and the documents that make them, out as Parquet, with a receipt.
//!
//! The unit of all work at scale is the *shard*: one input file, read by `read_shard` into files whose names follow from the input and, at the very
//! end, a [`Receipt`] that says from what, by whom, and how much. Reading a shard again writes the same files again. What has no receipt was not
//! read, whatever else lies there, so a run that was stopped anywhere goes on with what has none, and readers ([`Kept`]) open only files that a
//! receipt names. The program, the cluster and the Python module share this; none of them has a reader of its own.
//!
//! Pages that cannot concern arms are thrown out before they are parsed (`may_concern`).
//!
//! Without the feature `read` only what shards are and how they are read back is here, and nothing that reads documents.

#[cfg(feature = "read")]
mod batch;
mod claims;
mod columns;
mod documents;
#[cfg(feature = "read")]
mod gate;
mod input;
mod kept;
#[cfg(feature = "read")]
mod outputs;
#[cfg(feature = "read")]
mod pieces;
mod place;
#[cfg(feature = "read")]
mod process;
mod receipt;
#[cfg(feature = "read")]
mod run;
#[cfg(feature = "read")]
mod table;
mod totals;
#[cfg(feature = "read")]
pub mod worker;

#[cfg(feature = "read")]
pub use batch::{batch_schema, claims_of, extract_batch};
pub use claims::{Made, claims_rows, claims_schema};
pub use documents::{day, documents_rows, documents_schema};
#[cfg(feature = "read")]
pub use gate::may_concern;
pub use input::{Input, InputError, is_input, name_of};
pub use kept::{Kept, KeptError};
pub use place::{Folder, Place};
#[cfg(feature = "read")]
pub use process::Opener;
pub use receipt::{Counts, Digest, Output, Receipt, Table, receipts};
#[cfg(feature = "read")]
pub use run::{Setup, ShardError, read_shard, read_shards};
#[cfg(feature = "read")]
pub use table::{documents_from, each_document};
pub use totals::{Mismatch, Totals, reconcile};

/// What a receipt says of the program that wrote it.
pub const PROGRAM: &str = concat!("materiel ", env!("CARGO_PKG_VERSION"));
