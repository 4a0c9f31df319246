//! Rows for other programs.

mod csv;
mod json;

pub(crate) use csv::csv;
pub(crate) use json::{json, jsonl, object};
