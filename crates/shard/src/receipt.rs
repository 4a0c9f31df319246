//! What is said of a shard that was read: from what, by whom, into which files, and how much of everything.

use crate::place::Place;
use serde::{Deserialize, Serialize};
use std::io;

/// The format of receipts and of the files that they name. Those of format 1 had another digest of the input.
pub(crate) const FORMAT: u32 = 2;

/// How much of everything a shard had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records of an archive that hold what a server answered with success, or rows of a table.
    pub records: u64,
    /// Of these, pictures, scripts and the like.
    pub passed_by: u64,
    /// Of these, those that cannot concern arms, thrown out before they were parsed.
    pub gated: u64,
    /// Of these, those that were read.
    pub opened: u64,
    /// Of these, those that could not be read.
    pub failed: u64,
    /// Failures of a part of what was read otherwise.
    pub partly: u64,
    /// Addresses of more documents, in feeds and sitemaps.
    pub links: u64,
    /// Documents in what was read.
    pub documents: u64,
    /// Of these, those in a language that cannot be read.
    pub foreign: u64,
    /// Of these, those that claim nothing.
    pub silent: u64,
    /// Of these, those that make claims, and are kept.
    pub kept: u64,
    /// Their claims.
    pub claims: u64,
}

impl Counts {
    /// Adds those of another.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.records, other.records),
            (&mut self.passed_by, other.passed_by),
            (&mut self.gated, other.gated),
            (&mut self.opened, other.opened),
            (&mut self.failed, other.failed),
            (&mut self.partly, other.partly),
            (&mut self.links, other.links),
            (&mut self.documents, other.documents),
            (&mut self.foreign, other.foreign),
            (&mut self.silent, other.silent),
            (&mut self.kept, other.kept),
            (&mut self.claims, other.claims),
        ];
        for (own, more) in pairs {
            *own += more;
        }
    }

    /// Whether every record and every document is accounted for.
    ///
    /// # Errors
    /// Says which sum does not come out.
    pub fn add_up(&self) -> Result<(), String> {
        let records = self.passed_by + self.gated + self.opened + self.failed;
        if records != self.records {
            return Err(format!("of {} records {records} are accounted for", self.records));
        }
        let documents = self.foreign + self.silent + self.kept;
        if documents != self.documents {
            return Err(format!("of {} documents {documents} are accounted for", self.documents));
        }
        Ok(())
    }
}

/// What a file of a shard holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Documents of which claims were read.
    Documents,
    /// Claims.
    Claims,
    /// Records and rows that could not be read, with the reason.
    Failures,
}

impl Table {
    /// Its folder.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Claims => "claims",
            Self::Failures => "failures",
        }
    }
}

/// A file of a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its name below the output's folder.
    pub name: String,
    /// What it holds.
    pub table: Table,
    /// How many rows.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A digest of all bytes of an input, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// That of receipts of format 1.
    Sha256(String),
    /// That of receipts since, several times as fast: of an archive every byte is digested, and few pages are read.
    Blake3(String),
}

/// What is said of a shard once it was read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The format of this receipt.
    pub format: u32,
    /// The shard's name.
    pub name: String,
    /// The input: its path or address.
    pub input: String,
    /// How many bytes the input had.
    pub bytes: u64,
    /// When the input was last changed.
    pub modified: Option<String>,
    /// The digest of the input's bytes, under its own name.
    #[serde(flatten)]
    pub digest: Digest,
    /// The program that wrote the shard.
    pub program: String,
    /// The reader that found the claims, as a log keeps it.
    pub reader: String,
    /// The hash of the knowledge that it read with.
    pub knowledge: String,
    /// How much of everything.
    pub counts: Counts,
    /// The shard's files, in the order of their names.
    pub outputs: Vec<Output>,
}

impl Receipt {
    /// True when it was written from this input as it is now, by the same program with the same knowledge.
    pub fn is_current(&self, input: &crate::Input, knowledge: &str) -> bool {
        let same_bytes = self.bytes == input.bytes && self.modified == input.modified;
        same_bytes && self.program == crate::PROGRAM && self.knowledge == knowledge
    }

    /// Where the receipt of a shard is kept.
    pub fn place_of(name: &str) -> String {
        format!("receipts/{name}.json")
    }

    /// The receipt of a shard, if it has one that can be read.
    ///
    /// # Errors
    /// When it is there and the place cannot hand it over.
    pub fn of(place: &dyn Place, name: &str) -> io::Result<Option<Self>> {
        let bytes = place.get(&Self::place_of(name))?;
        // What cannot be read is no receipt: the shard is read again.
        Ok(bytes.and_then(|bytes| Self::read(&bytes).ok()))
    }

    fn read(bytes: &[u8]) -> Result<Self, String> {
        let receipt: Self = serde_json::from_slice(bytes).map_err(|error| format!("the receipt cannot be read: {error}"))?;
        if !(1..=FORMAT).contains(&receipt.format) {
            return Err(format!("the receipt is of format {}; this program knows those up to {FORMAT}", receipt.format));
        }
        Ok(receipt)
    }

    /// Puts the receipt where it is looked for.
    ///
    /// # Errors
    /// When it could not be kept.
    pub fn put(&self, place: &dyn Place) -> io::Result<()> {
        place.put(&Self::place_of(&self.name), serde_json::to_vec_pretty(self)?)
    }
}

/// All receipts of a place, by their names; one that cannot be read as its name and why.
///
/// # Errors
/// When the place cannot be looked at.
pub fn receipts(place: &dyn Place) -> io::Result<Vec<Result<Receipt, (String, String)>>> {
    let mut out = Vec::new();
    for name in place.list("receipts")?.into_iter().filter(|name| name.ends_with(".json")) {
        let bytes = place.get(&name)?.unwrap_or_default();
        out.push(Receipt::read(&bytes).map_err(|why| (name, why)));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_of_both_formats_are_read_and_no_others() {
        let written = |format: u32, digest: &str| {
            let counts = serde_json::to_string(&Counts::default()).unwrap();
            format!(
                r#"{{"format": {format}, "name": "a-1", "input": "a.warc", "bytes": 1, "modified": null, {digest}, "program": "p",
                "reader": "r", "knowledge": "k", "counts": {counts}, "outputs": []}}"#
            )
        };
        let first = Receipt::read(written(1, r#""sha256": "ab""#).as_bytes()).unwrap();
        assert_eq!(first.digest, Digest::Sha256("ab".to_owned()));
        let second = Receipt::read(written(2, r#""blake3": "cd""#).as_bytes()).unwrap();
        assert_eq!(second.digest, Digest::Blake3("cd".to_owned()));
        assert_eq!(Receipt::read(&serde_json::to_vec(&second).unwrap()), Ok(second));
        assert!(Receipt::read(written(3, r#""blake3": "cd""#).as_bytes()).unwrap_err().contains("format 3"));
        assert!(Receipt::read(written(2, r#""md5": "cd""#).as_bytes()).is_err());
    }
}
