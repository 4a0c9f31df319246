//! The values that walk through the house: spans, documents, claims with their slots, decisions.
//!
//! Nothing here reads a file, a clock or a network. Every other crate speaks in these types.

mod claim;
mod date;
mod decision;
mod diagnostic;
mod document;
mod equipment;
mod fetch;
mod interchange;
mod kind;
mod log;
mod metadata;
mod party;
mod quantity;
mod record;
#[cfg(feature = "schema")]
mod schema;
mod span;
mod vocabulary;

pub use claim::{Attribution, Claim, ClaimId, Confidence, Slots, Stated, Value};
pub use date::{DateError, PartialDate};
pub use decision::{AsRead, Decided, Decision, Entity, Named, Verdict};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Document, DocumentId, sha256_hex};
pub use equipment::{Class, Equipment};
pub use fetch::{Archived, Fetch};
pub use interchange::{InterchangeError, claim_from_json, claim_to_json};
pub use kind::{Kind, Slot, ValueSort};
pub use log::{Entry, Event, Moment, MomentError};
pub use metadata::{Found, Metadata, Origin, Part, PartSort};
pub use party::PartyId;
pub use quantity::{Currency, Money, Percent, Qualifier, Quantity, Scope};
pub use record::{Correction, Join, Judged, Member, Reason, Record, RecordId, Superseded};
pub use span::Span;
pub use vocabulary::{Component, Measure, Mode, Polarity, Stage, Status, UnknownWord};
