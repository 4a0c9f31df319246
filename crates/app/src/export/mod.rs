//! Rows for other programs. Every format is a file here and a line in [`SHAPES`]; all stand on the rows that the command line and the pages show.

pub(crate) mod atom;
mod cited;
mod csv;
mod datapackage;
mod dossier;
mod editable;
mod ftm;
mod gather;
mod geojson;
mod json;
mod parquet;
mod parts;
mod ro_crate;
mod shapes;
mod sipri;
mod unroca;

pub(crate) use csv::{compared, csv, difference, flows, unguarded};
pub(crate) use editable::{BETWEEN, FIRST, LAST, cells, editable, typed};
pub(crate) use gather::{Wanted, gather};
pub(crate) use json::{json, jsonl, object};
pub(crate) use parts::{Part, keep, packed};
pub(crate) use shapes::{SHAPES, Shape, ending, shape};
