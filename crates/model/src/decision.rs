//! What a person decided about claims, with who and why.

use crate::ClaimId;
use serde::{Deserialize, Serialize};

/// A judgement on what the reader found. It is taken back by a [`crate::Event::Retracted`] entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// What can be decided. Claims are named by id, so that a verdict still holds after a reading that says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The claim says what its words say.
    Accept {
        /// Which claim.
        claim: ClaimId,
    },
    /// The claim does not say what its words say: it no longer counts.
    Reject {
        /// Which claim.
        claim: ClaimId,
    },
    /// Both speak of the same thing, whatever the rules say.
    Join {
        /// One claim.
        first: ClaimId,
        /// The other.
        second: ClaimId,
    },
    /// They speak of different things, whatever the rules say.
    Split {
        /// One claim.
        first: ClaimId,
        /// The other.
        second: ClaimId,
    },
}
