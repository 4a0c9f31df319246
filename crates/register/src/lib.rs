//! Claims and decisions into records, and records into the rows that every surface shows.
//!
//! [`fold`] takes the log entry by entry, [`reconcile`] decides which claims speak of one thing and what its slots show, [`view`] makes
//! rows of it. Nothing here reads a file or a clock, knows a language or a name, or can fail.

pub mod compare;
pub mod fold;
pub mod reconcile;
pub mod view;

pub use fold::{
    CellKey, CellView, Cut, Draft, Gist, Grown, Link, PartGroup, ReadyEntry, Register, Said, SaidGroup, Told, both, in_turn, joining,
    members_of,
};

/// Changes whenever the rules or the rows change: records that were worked out under another value are to be worked out anew.
pub const RULES: &str = env!("MATERIEL_RULES");
