//! Rows for other programs.

pub(crate) mod atom;
mod csv;
mod json;

pub(crate) use csv::{compared, csv, difference, flows};
pub(crate) use json::{json, jsonl, object};
