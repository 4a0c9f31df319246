//! Rows for people: tables and pages in the terminal.

mod list;
mod paper;
mod record;
mod table;
mod why;

pub(crate) use list::list;
pub(crate) use paper::Paper;
pub(crate) use record::record;
pub(crate) use why::why;
