//! The closed lists of words that slots take: stages, modes, statuses and the like.

/// A word that is not in the list it was read for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is no {list}; one of: {known}")]
pub struct UnknownWord {
    /// What was read.
    pub word: String,
    /// The list's name.
    pub list: &'static str,
    /// The words that the list has.
    pub known: String,
}

/// Declares a closed list: an enum whose members print, parse and serialise as the given words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $list:literal: $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $name {
            /// Every member, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The word of the interchange form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or_else(|| $crate::vocabulary::UnknownWord {
                    word: word.chars().take(60).collect(),
                    list: $list,
                    known: Self::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::vocabulary::UnknownWord;
            fn try_from(word: String) -> Result<Self, Self::Error> { word.parse() }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: Vec<&str> = Self::ALL.iter().map(|one| one.as_str()).collect();
                schemars::json_schema!({"type": "string", "enum": words, "description": concat!("One of the words of the list `", $list, "`.")})
            }
        }

        impl From<$name> for &'static str {
            fn from(one: $name) -> Self { one.as_str() }
        }
    };
}
pub(crate) use words;

words! {
    /// How far a transfer has come.
    Stage, "stage":
    /// Wants, plans, is in talks; an option for more.
    Interest = "interest",
    /// A formal request reached the supplier.
    Requested = "requested",
    /// The supplier offered it.
    Offered = "offered",
    /// Promised or scheduled, with no order or delivery stated.
    Pledged = "pledged",
    /// Licence, export approval, or the buyer's own decision.
    Approved = "approved",
    /// Sent to a legislature for review.
    Notified = "notified",
    /// Ordered, signed, bought.
    Contracted = "contracted",
    /// Handed over, arrived, received; also in part.
    Delivered = "delivered",
    /// Fielded, operated, in the inventory.
    InService = "in_service",
    /// Denied, blocked.
    Refused = "refused",
    /// Stopped for now.
    Suspended = "suspended",
    /// Given up.
    Cancelled = "cancelled",
}

words! {
    /// By what arrangement equipment moves.
    Mode, "mode":
    /// Bought and sold.
    Sale = "sale",
    /// Given.
    Donation = "donation",
    /// Lent.
    Loan = "loan",
    /// Leased.
    Lease = "lease",
    /// Made under licence in the recipient's state.
    LicensedProduction = "licensed_production",
    /// Developed together.
    CoDevelopment = "co_development",
    /// Work on what the recipient has.
    Upgrade = "upgrade",
    /// Training, maintenance and the like.
    Service = "service",
}

words! {
    /// How far anything that is no transfer has come.
    Status, "status":
    /// Meant.
    Planned = "planned",
    /// Under way, in force.
    Ongoing = "ongoing",
    /// Happened, signed, reached.
    Done = "done",
    /// Rejected.
    Refused = "refused",
    /// Stopped for now.
    Suspended = "suspended",
    /// Over.
    Ended = "ended",
}

words! {
    /// Whether a sentence says that a thing is so, or that it is not.
    Polarity, "polarity":
    /// It is so.
    Affirmed = "affirmed",
    /// It did not or will not happen.
    Denied = "denied",
}

words! {
    /// What a figure of a budget or a force measures.
    Measure, "measure":
    /// How much there is.
    Level = "level",
    /// How much is allowed.
    Authorised = "authorised",
    /// How much is aimed at.
    Target = "target",
    /// By how much it grows.
    Increase = "increase",
    /// By how much it shrinks.
    Decrease = "decrease",
}

words! {
    /// Which part of a force a figure counts.
    Component, "component":
    /// Active, standing, regular.
    Active = "active",
    /// Reserve.
    Reserve = "reserve",
    /// Both together.
    Total = "total",
}
