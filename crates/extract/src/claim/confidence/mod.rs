//! How each claim of a document was reached in, how sure the reading is out: a probability fitted to how often such claims were right.
//!
//! What counts for and against a claim are named signs, each from 0 to 1 ([`signs`]); what each weighs stands in
//! `knowledge/languages/en/confidence.toml` ([`weights`]), which `cargo xtask fit-confidence` writes.

pub mod around;
pub mod signs;
pub mod weights;

/// What is right less often than this is not claimed at all. A claim is worth making, for the harmonic mean of precision and recall, where it is right more
/// often than half of that mean (Lipton, Elkan and Naryanaswamy 2014, "Optimal thresholding of classifiers to maximize F1 measure"); the reader's is about
/// three quarters, and between this half and the figure here two claims in five are right, so that little is lost and the register is the cleaner for it.
pub const LEAST: f64 = 0.46;

pub use around::{Around, reached};
pub use signs::Group;
pub use weights::{Weights, WeightsError};

use super::draft::Way;
use crate::name::Sort;
use materiel_model::{Claim, PartyId};

/// A claim, and how the reader came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What was read.
    pub claim: Claim,
    /// How.
    pub how: How,
}

/// The way that led to a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// A transfer told in running text.
    Transfer(Route),
    /// Another kind told in running text.
    Other,
    /// A field of an official form.
    Form(Form),
}

/// The official forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A contract announcement.
    Award,
    /// A section 36(b) notice.
    Transmittal,
    /// A release about an arms sale.
    Release,
}

/// How a sentence led to a transfer.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// By what in the sentence.
    pub way: Way,
    /// How many words of the tree were passed between the thing and the last word that says what happened to it.
    pub steps: usize,
    /// How many words that open frames stood on the way.
    pub frames: usize,
    /// The template of the innermost of them.
    pub template: String,
    /// By what sort of name the thing is called; nothing for a plain noun that goes back to a name.
    pub thing: Option<Sort>,
    /// True when the sentence puts it as ahead.
    pub ahead: bool,
    /// True when the recipient is only the state that the document is about.
    pub by_topic: bool,
    /// How many recipients the words give.
    pub recipients: usize,
    /// The states that are known to make the thing.
    pub origin: Vec<PartyId>,
    /// True when the last word that says what happened to it is a noun.
    pub by_noun: bool,
}

/// A claim with all that its signs are told by.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'r> {
    /// The claim and its way.
    pub read: &'r Read,
    /// What stands around it.
    pub around: Around,
}
