//! Documents into claims: pure, total, the same for the same bytes.
//!
//! Layers, each using only those before it: [`knowledge`], [`text`], [`name`], [`syntax`], [`frame`], [`claim`], [`notice`].

pub mod claim;
mod explain;
pub mod frame;
pub mod knowledge;
pub mod name;
pub mod notice;
mod reader;
pub mod syntax;
pub mod text;

pub use claim::gate::Said;
pub use explain::explain;
pub use reader::{Extraction, Knowledge, READER, extract, extract_all, look_at_signs};
