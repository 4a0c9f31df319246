//! What people decided, and whether it still holds.

use super::Register;
use super::fit::Fit;
use super::state::State;
use materiel_model::{AsRead, ClaimId, Decided, DocumentId, Verdict};
use std::sync::Arc;

pub use super::state::Retraction;

/// A decision and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The decision.
    pub decided: Arc<Decided>,
    /// Whether it holds.
    pub standing: Standing,
    /// The claims that it names as they are now: those that are still read, the same or otherwise.
    pub claims: Vec<ClaimId>,
}

/// Whether a decision holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has its effect.
    Holds,
    /// Somebody took it back.
    TakenBack,
    /// What it is about is not in this register, or need not be decided any more; it has no effect.
    Rests,
    /// A later reading says something else, and somebody has decided about that since.
    Settled {
        /// By which entry.
        by: u64,
    },
    /// A later reading says something else, so that somebody should look again.
    CameBack {
        /// What is read now.
        reason: String,
        /// True when it has an effect all the same, on those of its claims that are still read.
        holds: bool,
    },
}

impl Register {
    /// Every decision of the log and whether it still holds, the earliest first.
    pub fn rulings(&self) -> Vec<Ruling> {
        rulings(&self.state)
    }

    /// The entries that take back decisions, or take back such an entry, the earliest first.
    pub fn undone(&self) -> impl Iterator<Item = &Retraction> {
        self.state.undone()
    }

    /// True when an entry was not taken back, or its taking back was.
    pub fn stands(&self, entry: u64) -> bool {
        self.state.stands(entry)
    }

    /// The documents that count.
    pub fn counted(&self) -> impl Iterator<Item = &DocumentId> {
        self.state.counted()
    }

    /// The claims whose ids begin with some digits, as they are read now, whether somebody rejected them or not; in the order of ids.
    pub fn as_read(&self, digits: &str) -> Vec<AsRead> {
        self.state.as_read(digits)
    }
}

fn rulings(state: &State) -> Vec<Ruling> {
    let all = state.ruled();
    let look = |verdict: &Verdict| matches!(verdict, Verdict::Accept { .. } | Verdict::Reject { .. } | Verdict::Correct { .. });
    let ruled = all.iter().map(|(decided, stands, upshot)| {
        let claims: Vec<ClaimId> = upshot
            .claims
            .iter()
            .filter_map(|fit| match fit {
                Fit::Same(id) | Fit::Other(id, _) => Some(id.clone()),
                Fit::Unclear | Fit::Gone | Fit::Silent => None,
            })
            .collect();
        let later = || {
            all.iter().find(|(other, stands, upshot)| {
                let same = upshot.claims.iter().any(|fit| matches!(fit, Fit::Same(id) if claims.contains(id)));
                *stands && upshot.holds && same && other.entry > decided.entry && look(&other.decision.verdict)
            })
        };
        let standing = match &upshot.misfit {
            _ if !stands => Standing::TakenBack,
            Some(reason) => match later().filter(|_| look(&decided.decision.verdict)) {
                Some((other, ..)) => Standing::Settled { by: other.entry },
                None => Standing::CameBack { reason: reason.clone(), holds: upshot.holds },
            },
            None if upshot.holds => Standing::Holds,
            None => Standing::Rests,
        };
        Ruling { decided: decided.clone(), standing, claims }
    });
    ruled.collect()
}
