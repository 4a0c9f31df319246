//! After a run: receipts held against what lies there and against what was asked for.

use crate::place::Place;
use crate::receipt::{Counts, Receipt, Table, receipts};
use bytes::Bytes;
use parquet::file::metadata::ParquetMetaDataReader;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What all receipts say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many shards have receipts.
    pub shards: u64,
    /// How many bytes their inputs had.
    pub bytes: u64,
    /// The sums of their counts.
    pub counts: Counts,
}

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Mismatch {
    /// Which file or shard.
    pub what: String,
    /// What is wrong with it.
    pub why: String,
}

/// Adds all receipts up and holds them against the files: each named file is there with as many bytes and rows, no file is named twice, the rows
/// of each shard are as many as it counted, and every shard of `wanted` has a receipt.
///
/// # Errors
/// When the place cannot be looked at.
pub fn reconcile(place: &dyn Place, wanted: &[String]) -> io::Result<(Totals, Vec<Mismatch>)> {
    let (mut totals, mut wrong) = (Totals::default(), Vec::new());
    let mut missing: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let mut say = |what: &str, why: String| wrong.push(Mismatch { what: what.to_owned(), why });
    for receipt in receipts(place)? {
        let receipt = match receipt {
            Ok(receipt) => receipt,
            Err((name, why)) => {
                say(&name, why);
                continue;
            }
        };
        missing.remove(receipt.name.as_str());
        if let Err(why) = receipt.adds_up() {
            say(&receipt.name, why);
        }
        for output in &receipt.outputs {
            if let Some(other) = named.insert(output.name.clone(), receipt.name.clone()) {
                say(&output.name, format!("both {other} and {} name it", receipt.name));
            }
            match place.get(&output.name)?.map(|bytes| (bytes.len() as u64, rows(&bytes))) {
                None => say(&output.name, "it is not there".to_owned()),
                Some((bytes, Ok(rows))) if (bytes, rows) != (output.bytes, output.rows) => {
                    say(
                        &output.name,
                        format!("it has {bytes} bytes and {rows} rows, and its receipt says {} and {}", output.bytes, output.rows),
                    );
                }
                Some((_, Err(why))) => say(&output.name, why),
                Some(_) => {}
            }
        }
        totals.shards += 1;
        totals.bytes += receipt.bytes;
        totals.counts.add(&receipt.counts);
    }
    for name in missing {
        say(name, "it has no receipt".to_owned());
    }
    Ok((totals, wrong))
}

impl Receipt {
    /// Whether its counts add up and its files have as many rows as it counted.
    pub(crate) fn adds_up(&self) -> Result<(), String> {
        self.counts.add_up()?;
        let rows = |table: Table| self.outputs.iter().filter(|output| output.table == table).map(|output| output.rows).sum::<u64>();
        for (table, counted) in [
            (Table::Documents, self.counts.kept),
            (Table::Claims, self.counts.claims),
            (Table::Failures, self.counts.failed + self.counts.partly),
        ] {
            if rows(table) != counted {
                return Err(format!("{} of {counted} {} were written", rows(table), table.as_str()));
            }
        }
        Ok(())
    }
}

/// The rows of a Parquet file in memory.
fn rows(file: &[u8]) -> Result<u64, String> {
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::copy_from_slice(file));
    metadata
        .map(|metadata| u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0))
        .map_err(|error| format!("it is no Parquet file: {error}"))
}
