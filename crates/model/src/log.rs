//! Entries of the log: what happened, and when it was written down. The register is a fold over them.

use crate::{Claim, Decision, Document, DocumentId, Fetch};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A point in time, written `2024-01-11T09:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(jiff::Timestamp);

/// A text that is no point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time: write YYYY-MM-DDTHH:MM:SSZ")]
pub struct MomentError(String);

impl Moment {
    /// The moment of a timestamp.
    pub const fn new(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp)
    }

    /// Its calendar day in UTC.
    pub fn day(self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self.0).date()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Moment {
    type Err = MomentError;
    fn from_str(text: &str) -> Result<Self, MomentError> {
        text.parse().map(Self).map_err(|_| MomentError(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Moment {
    type Error = MomentError;
    fn try_from(text: String) -> Result<Self, MomentError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the log; later entries have greater numbers.
    pub number: u64,
    /// When it was written down.
    pub at: Moment,
    /// What happened.
    pub event: Event,
}

/// What a log entry says. Nothing is updated in place: what is wrong is taken back by another entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A document was stored.
    DocumentAdded {
        /// The document, whole.
        document: Document,
    },
    /// A document was read. The latest reading of a document counts.
    ClaimsRead {
        /// Which document.
        document: DocumentId,
        /// The program and version that read it.
        reader: String,
        /// The hash of the knowledge that it read with.
        knowledge_hash: String,
        /// What it found.
        claims: Vec<Claim>,
    },
    /// A document was read from a page that was fetched. Of the documents of one page the one fetched last is its newest version.
    Fetched {
        /// Which document.
        document: DocumentId,
        /// From where, when, and where it is kept as it came.
        fetch: Fetch,
    },
    /// Somebody decided something about claims.
    Decided {
        /// What, who and why.
        decision: Decision,
    },
    /// An earlier entry is taken back: a document that should not be there, a reading or a decision that was wrong, or an earlier taking back.
    Retracted {
        /// The number of the earlier entry.
        entry: u64,
        /// Who takes it back.
        author: String,
        /// Why.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_as_they_are_read() {
        let moment: Moment = "2024-01-11T23:30:00Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2024-01-11T23:30:00Z");
        assert_eq!(moment.day(), jiff::civil::date(2024, 1, 11));
        assert!("2024-01-11".parse::<Moment>().is_err());
    }

    #[test]
    fn entries_survive_json() {
        let event = Event::DocumentAdded { document: Document::new("a", "Text.") };
        let entry = Entry { number: 1, at: "2024-01-11T00:00:00Z".parse().unwrap(), event };
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
