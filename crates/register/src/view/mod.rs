//! Records into rows: what the command line, the web pages and the exports show. One shape for all of them.
//!
//! [`list`] has one row a record, [`record`] all of one record with the words behind every value, [`why`] how a value came about.

mod filter;
mod list;
mod quote;
mod record;
mod why;

pub use filter::Filter;
pub use list::{ListRow, list_row};
pub use quote::{Library, Quote, quote_of};
pub use record::{RecordView, SlotRow, Source, StepRow, ValueRow, Voice, record_view};
pub use why::{JoinRow, WhyRow, WhySlot, why};
