//! Who takes part: states, alliances and other bodies, by id.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `US` (ISO 3166-1 alpha-2, `XK` for Kosovo), `NATO`, `EU`, `UN`, or `org:<name as written>` for any other body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(String);

impl PartyId {
    /// A state by its two-letter code, or one of the three bodies with an id of their own.
    pub fn new(id: &str) -> Option<Self> {
        let state = id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase());
        (state || matches!(id, "NATO" | "EU" | "UN")).then(|| Self(id.to_owned()))
    }

    /// Any other body, by its name as written; white space is folded. `None` for an empty name.
    pub fn body(name: &str) -> Option<Self> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then(|| Self(format!("org:{name}")))
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
        &self.0
    }

    /// True for a state's two-letter code.
    pub fn is_state(&self) -> bool {
        self.0.len() == 2 && self.0 != "EU" && self.0 != "UN"
    }

    /// The name of a body that has no id of its own.
    pub fn body_name(&self) -> Option<&str> {
        self.0.strip_prefix("org:")
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
