//! What a person decided about claims, with who and why.

use crate::{Claim, ClaimId, DocumentId, Equipment, Moment, PartyId, Slot, Stated, Value};
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

/// A decision as the log has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The number of its entry, by which it is taken back.
    pub entry: u64,
    /// When it was written down.
    pub at: Moment,
    /// What was decided.
    pub decision: Decision,
}

/// A claim that somebody decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Named {
    /// By its document and what was read there, so that it is found again in a later reading that puts it another way.
    Read(Box<AsRead>),
    /// By id alone, as registers of format 1 have it.
    Id(ClaimId),
}

/// A claim as it was read when somebody decided about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsRead {
    /// Its id then.
    pub id: ClaimId,
    /// The document that makes it.
    pub document: DocumentId,
    /// What was read: the sentence, and each slot with its words.
    pub claim: Claim,
}

impl Named {
    /// The id that the claim had when somebody decided about it.
    pub const fn id(&self) -> &ClaimId {
        match self {
            Self::Read(read) => &read.id,
            Self::Id(id) => id,
        }
    }

    /// Its document, where the decision names it.
    pub fn document(&self) -> Option<&DocumentId> {
        match self {
            Self::Read(read) => Some(&read.document),
            Self::Id(_) => None,
        }
    }
}

impl From<ClaimId> for Named {
    fn from(id: ClaimId) -> Self {
        Self::Id(id)
    }
}

/// A state, a body or a piece of equipment, as claims name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// A state or body.
    Party(PartyId),
    /// Equipment: of the same family, or for one of no known family of the same name, whatever the case of its letters.
    Equipment(Equipment),
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The claim says what its words say.
    Accept {
        /// Which claim.
        claim: Named,
    },
    /// The claim does not say what its words say: it no longer counts.
    Reject {
        /// Which claim.
        claim: Named,
    },
    /// A slot of the claim holds something else than was read.
    Correct {
        /// Which claim.
        claim: Named,
        /// Which slot.
        slot: Slot,
        /// What it holds, each value with its words in the claim's document; nothing where the words do not fill the slot.
        values: Vec<Stated<Value>>,
    },
    /// All of them speak of the same thing, whatever the rules say.
    Join {
        /// One claim.
        first: Named,
        /// Another.
        second: Named,
        /// The rest.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<Named>,
    },
    /// The first speaks of another thing than the second and the others, whatever the rules say.
    Split {
        /// One claim.
        first: Named,
        /// A claim about something else.
        second: Named,
        /// More that are not about what the first is about.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<Named>,
    },
    /// What claims name the one way is the other.
    Rename {
        /// As claims name it.
        from: Entity,
        /// What it is.
        to: Entity,
    },
    /// The record that has the claim shows what the claim says in a slot, whatever the rule says.
    Pin {
        /// Which claim.
        claim: Named,
        /// Which slot.
        slot: Slot,
        /// What it says there.
        value: Value,
    },
}

impl Verdict {
    /// The claims that it is about, in the order in which it names them.
    pub fn claims(&self) -> Vec<&Named> {
        match self {
            Self::Accept { claim } | Self::Reject { claim } | Self::Correct { claim, .. } | Self::Pin { claim, .. } => vec![claim],
            Self::Join { first, second, others } | Self::Split { first, second, others } => {
                [first, second].into_iter().chain(others).collect()
            }
            Self::Rename { .. } => Vec::new(),
        }
    }

    /// The sort of verdict, in the word by which it is written down.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accept { .. } => "accept",
            Self::Reject { .. } => "reject",
            Self::Correct { .. } => "correct",
            Self::Join { .. } => "join",
            Self::Split { .. } => "split",
            Self::Rename { .. } => "rename",
            Self::Pin { .. } => "pin",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Kind, Span};

    #[test]
    fn decisions_of_format_1_are_read() {
        let old = r#"{"verdict":{"verdict":"join","first":"aa","second":"bb"},"author":"A","reason":"B"}"#;
        let decision: Decision = serde_json::from_str(old).unwrap();
        let ids: Vec<&str> = decision.verdict.claims().iter().map(|claim| claim.id().as_str()).collect();
        assert_eq!(ids, ["aa", "bb"]);
        assert_eq!(serde_json::to_string(&decision).unwrap(), old);
    }

    #[test]
    fn a_claim_keeps_its_words_in_a_decision() {
        let document = Document::new("a", "Text.").id();
        let claim = Claim::new(Kind::Transfer, Span::new(0, 5));
        let read = AsRead { id: claim.id(&document), document, claim };
        let verdict = Verdict::Accept { claim: Named::Read(Box::new(read)) };
        let json = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), verdict);
    }
}
