//! Rows for people: tables and pages in the terminal.

mod compare;
mod diff;
mod entity;
mod fetch;
mod list;
mod news;
mod paper;
mod record;
mod review;
mod standing;
mod table;
mod why;

pub(crate) use compare::compare;
pub(crate) use diff::{changed, diff};
pub(crate) use entity::entity;
pub(crate) use fetch::{cite, followed, sources, versions};
pub(crate) use list::{date, list, money, number, percent, thousands, title as kind_title, words};
pub(crate) use news::{headline, news};
pub(crate) use paper::{Paper, clean};
pub(crate) use record::{record, title, value};
pub(crate) use review::{claim, decisions, queue};
pub(crate) use why::why;

use crate::cli::RowFormat;
use crate::export;
use crate::outcome::Failure;
use serde::Serialize;
use std::io::Write;

/// Writes rows as a page or as JSON.
pub(crate) fn rows<T: Serialize>(
    rows: &[T],
    format: RowFormat,
    out: &mut dyn Write,
    page: impl FnOnce(&[T], &mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    match format {
        RowFormat::Page => Ok(page(rows, out)?),
        RowFormat::Json => export::json(rows, out),
        RowFormat::Jsonl => export::jsonl(rows, out),
    }
}
