//! Records into rows: what the command line, the web pages and the exports show. One shape for all of them.
//!
//! [`list`] has one row a record, [`record`] all of one record with the words behind every value, [`why`] how a value came about.

mod change;
mod claim;
mod decision;
mod diff;
mod entity;
mod facet;
mod filter;
mod flow;
mod list;
mod news;
mod quote;
mod record;
mod review;
mod standing;
mod why;

pub use change::{Change, changes};
pub use claim::{ClaimRow, SaidRow, claim_row};
pub use decision::{DecisionRow, Held, decision_row, decisions};
pub use diff::{Cause, Changed, DiffRow, How, Snapshot, diff};
pub use entity::{AmountRow, EntityView, QuotedRow, Route, Sort, Subject, SumRow, TimelineRow, Trade, entity_view};
pub use facet::{Facets, Tally, facets, tallies};
pub use filter::{Filter, Marks, Order, Word, currency_number};
pub use flow::{FlowAmount, FlowPart, FlowRow, currency_code, flows, flows_of};
pub use list::{ListRow, Reviewed, list_row};
pub use news::{Elsewhere, Heed, NewsChange, NewsEvent, NewsRow, Seen, news};
pub use quote::{Library, Quote, quote_of, sentence_of};
pub use record::{RecordView, SlotRow, Source, StepRow, ValueRow, Voice, record_view};
pub use review::{QueueRow, queue};
pub use standing::{BatchRow, Days, DeliveriesRow, Next, ReviewPeriod, ReviewRow, Standing, Standpoint, Stop};
pub use why::{JoinRow, WhyRow, WhySlot, why};
