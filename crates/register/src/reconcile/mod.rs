//! Which claims speak of the same thing, and what a record's slots show.
//!
//! In: claims in cells (claims that could speak of one thing at all). Out: records. The rules and their weights stand in [`rules`],
//! the choice of values in [`values`]; both are explained in `docs/guide/how-values-are-chosen.md`.

mod block;
mod candidates;
mod cluster;
mod corrections;
mod history;
mod outline;
mod profile;
mod progress;
pub mod rules;
mod values;
mod voices;
mod wording;

pub use block::{Cell, Group, Part, groups};
pub(crate) use block::{cell, cell_of, documents, home, order};
pub use cluster::{Applied, Orders, Pile, Why, pile};
pub(crate) use cluster::{Fixed, Growth, Placing, classes, mark_of, place, place_among, tie};
pub use corrections::{Corrections, Notes, Place, RECENT, Stretch, reference};
pub use history::{Step, denials, history, shown_stage};
pub use outline::{About, Called, Outline, Sum, likely, may_be_one};
pub(crate) use profile::bit;
pub use progress::{Batch, Deliveries, deliveries};
pub(crate) use values::implies;
pub use values::{Choice, Rule, Said, Saying, agree, choose, said};
pub use voices::{Sketch, Voices};
