//! Who takes part: states, alliances and other bodies, by id.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `US` (ISO 3166-1 alpha-2, `XK` for Kosovo), `NATO`, `EU`, `UN`, or `org:<name as written>` for any other body.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PartyId(Id);

/// A state's code takes no memory of its own: a register names millions.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Id {
    State([u8; 2]),
    Other(Box<str>),
}

impl From<String> for PartyId {
    fn from(id: String) -> Self {
        match *id.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Self(Id::State([a, b])),
            _ => Self(Id::Other(id.into())),
        }
    }
}

impl From<PartyId> for String {
    fn from(id: PartyId) -> Self {
        id.as_str().to_owned()
    }
}

impl Ord for PartyId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for PartyId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PartyId").field(&self.as_str()).finish()
    }
}

impl PartyId {
    /// A state by its two-letter code, or one of the three bodies with an id of their own.
    pub fn new(id: &str) -> Option<Self> {
        let state = id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase());
        (state || matches!(id, "NATO" | "EU" | "UN")).then(|| Self::from(id.to_owned()))
    }

    /// Any other body, by its name as written; white space is folded. `None` for an empty name.
    pub fn body(name: &str) -> Option<Self> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then(|| Self::from(format!("org:{name}")))
    }

    /// An id in its written form, `US` or `org:Lockheed Martin`.
    pub fn parse(id: &str) -> Option<Self> {
        match id.strip_prefix("org:") {
            Some(name) => Self::body(name),
            None => Self::new(id),
        }
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Id::State(code) => std::str::from_utf8(code).unwrap_or_default(),
            Id::Other(id) => id,
        }
    }

    /// True for a state's two-letter code.
    pub fn is_state(&self) -> bool {
        self.as_str().len() == 2 && !matches!(self.as_str(), "EU" | "UN")
    }

    /// The name of a body that has no id of its own.
    pub fn body_name(&self) -> Option<&str> {
        self.as_str().strip_prefix("org:")
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
