//! An answer of the network that a document was read from.

use crate::Moment;
use serde::{Deserialize, Serialize};

/// That a page was fetched, and where it is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fetch {
    /// The page: its canonical address. Documents that were fetched of one page are versions of it, and the one that was fetched last is the newest.
    pub page: String,
    /// The address that answered, after redirects.
    pub address: String,
    /// When it answered.
    pub at: Moment,
    /// The SHA-256 of the answer's body as it was sent (compressed, where it was), as 64 hexadecimal digits.
    pub sha256: String,
    /// What the answer said that its body is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where the answer is kept as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Archived>,
}

/// A record in the archive beside the register.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Archived {
    /// The file's name in the archive's folder.
    pub file: String,
    /// The first byte of the record in the file.
    pub offset: u64,
    /// How many bytes it has there, compressed.
    pub length: u64,
    /// The record's own name: its `WARC-Record-ID` without the brackets.
    pub record: String,
}
