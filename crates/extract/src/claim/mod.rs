//! Filled frames into claims, with the document's own context filling what a sentence leaves out.

pub mod confidence;
pub mod context;
pub mod draft;
pub mod figures;
pub mod finish;
pub mod gate;
pub mod other_matter;
pub mod others;
pub mod parties;
pub mod phrase;
mod plain;
pub mod read;
pub mod setting;
pub mod sides;
pub mod transfer;
