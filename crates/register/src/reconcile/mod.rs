//! Which claims speak of the same thing, and what a record's slots show.
//!
//! In: the claims of a block (claims that could speak of one thing at all). Out: records. The rules and their weights stand in [`rules`],
//! the choice of values in [`values`]; both are explained in `docs/guide/how-values-are-chosen.md`.

mod block;
mod cluster;
mod history;
mod profile;
pub mod rules;
mod values;
mod voices;
mod wording;

pub use block::{Block, Group, groups};
pub(crate) use block::{documents, order};
pub use cluster::{Orders, Pile, pile};
pub use history::{Step, denials, history, shown_stage};
pub use values::{Choice, Rule, Said, Saying, agree, choose, said};
pub use voices::{Sketch, voices};
