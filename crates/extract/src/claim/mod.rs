//! Filled frames into claims, with the document's own context filling what a sentence leaves out.

mod back;
pub mod confidence;
pub mod context;
pub mod draft;
pub mod figures;
pub mod finish;
mod gap;
pub mod gate;
mod glance;
mod leftover;
mod list;
pub mod other_matter;
pub mod others;
pub mod parties;
pub mod phrase;
mod place;
mod plain;
mod purse;
pub mod read;
mod respective;
pub mod setting;
mod shares;
pub mod sides;
pub mod transfer;
mod whose;
