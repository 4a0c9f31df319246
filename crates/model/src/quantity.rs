//! Numbers of items, money and percentages, with how exactly the text puts them.

use crate::vocabulary::words;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

words! {
    /// How exactly a figure is put.
    Qualifier, "qualifier":
    /// The figure as it stands.
    Exact = "exact",
    /// "About", "some", "estimated".
    About = "about",
    /// "At least", "more than".
    AtLeast = "at_least",
    /// "Up to", "a maximum of".
    AtMost = "at_most",
}

words! {
    /// Whether an amount pays for everything or for one item.
    Scope, "scope":
    /// For all of it.
    Total = "total",
    /// For one item.
    Unit = "unit",
}

/// A number of items or people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quantity {
    /// How many.
    pub value: u64,
    /// How exactly.
    pub qualifier: Qualifier,
}

/// An amount of money in whole units of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    /// Whole units (dollars, not cents), rounded half away from zero.
    pub amount: u64,
    /// ISO 4217.
    pub currency: Currency,
    /// How exactly.
    pub qualifier: Qualifier,
    /// For all, or for each.
    pub scope: Scope,
}

/// A percentage: 2.5 for "2.5 per cent".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Percent {
    /// The number before the sign.
    #[serde(with = "rust_decimal::serde::float")]
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    pub value: Decimal,
    /// How exactly.
    pub qualifier: Qualifier,
}

/// An ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollars.
    pub const USD: Self = Self(*b"USD");
    /// Euros.
    pub const EUR: Self = Self(*b"EUR");

    /// Three upper-case letters; whether such a currency exists is the knowledge's business.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::new(&code).ok_or_else(|| format!("`{code}` is no ISO 4217 code"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}
