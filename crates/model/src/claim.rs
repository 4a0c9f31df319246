//! One thing that one sentence of one document says.

use crate::{
    Component, Currency, DocumentId, Equipment, Kind, Measure, Mode, Money, PartialDate, PartyId, Percent, Polarity, Quantity, Slot, Span,
    Stage, Status, sha256_hex,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A value and the words that say it. There is no value without words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stated<T> {
    /// What is said.
    pub value: T,
    /// Where it is said.
    pub at: Span,
    /// True when the words stand outside the sentence or name the value only by the way, and it was inferred that they bear on this claim.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

impl<T> Stated<T> {
    /// A value that the words at `at` say outright.
    pub const fn new(value: T, at: Span) -> Self {
        Self { value, at, inferred: false }
    }

    /// A value that was inferred from the words at `at`.
    pub const fn inferred(value: T, at: Span) -> Self {
        Self { value, at, inferred: true }
    }
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Value {
    /// How far a transfer has come.
    Stage(Stage),
    /// How far anything else has come.
    Status(Status),
    /// By what arrangement.
    Mode(Mode),
    /// What a figure measures.
    Measure(Measure),
    /// Which part of a force.
    Component(Component),
    /// A state or body.
    Party(PartyId),
    /// A piece of equipment.
    Equipment(Box<Equipment>),
    /// How many.
    Quantity(Quantity),
    /// How much money.
    Money(Money),
    /// A percentage.
    Percent(Percent),
    /// When.
    Date(PartialDate),
    /// The words themselves, with white space folded.
    Text(String),
}

impl Value {
    /// The value as one short string, the same for equal values: what tables and reports show.
    pub fn display(&self) -> String {
        match self {
            Self::Stage(word) => word.to_string(),
            Self::Status(word) => word.to_string(),
            Self::Mode(word) => word.to_string(),
            Self::Measure(word) => word.to_string(),
            Self::Component(word) => word.to_string(),
            Self::Party(id) => id.body_name().unwrap_or(id.as_str()).to_owned(),
            Self::Equipment(equipment) => equipment.name.clone(),
            Self::Quantity(quantity) => format!("{}{}", mark(quantity.qualifier), quantity.value),
            Self::Money(money) => format!("{}{} {}", mark(money.qualifier), money.currency, money.amount),
            Self::Percent(percent) => format!("{}{} %", mark(percent.qualifier), percent.value),
            Self::Date(date) => date.to_string(),
            Self::Text(words) => words.clone(),
        }
    }

    /// The currency, if this is money.
    pub const fn currency(&self) -> Option<Currency> {
        match self {
            Self::Money(money) => Some(money.currency),
            _ => None,
        }
    }
}

const fn mark(qualifier: crate::Qualifier) -> &'static str {
    match qualifier {
        crate::Qualifier::Exact => "",
        crate::Qualifier::About => "~",
        crate::Qualifier::AtLeast => "≥",
        crate::Qualifier::AtMost => "≤",
    }
}

/// The filled slots of a claim. A slot that the text does not fill is absent; only lists (`parties`, `manufacturers`) hold more than one value.
///
/// A register holds millions of these, so that all values lie in one piece, in the order of [`Slot`], beside the slots that they are in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slots {
    slots: Vec<Slot>,
    values: Vec<Stated<Value>>,
}

impl Slots {
    /// Where the values of a slot lie, or would lie.
    fn range(&self, slot: Slot) -> std::ops::Range<usize> {
        let start = self.slots.partition_point(|one| *one < slot);
        let many = self.slots[start..].iter().take_while(|one| **one == slot).count();
        start..start + many
    }

    fn insert(&mut self, at: usize, slot: Slot, value: Stated<Value>) {
        self.slots.insert(at, slot);
        self.values.insert(at, value);
    }

    /// The first value of a slot.
    pub fn get(&self, slot: Slot) -> Option<&Stated<Value>> {
        self.all(slot).first()
    }

    /// All values of a slot.
    pub fn all(&self, slot: Slot) -> &[Stated<Value>] {
        &self.values[self.range(slot)]
    }

    /// Sets a slot, in place of whatever it held.
    pub fn set(&mut self, slot: Slot, value: Stated<Value>) {
        self.remove(slot);
        self.insert(self.range(slot).start, slot, value);
    }

    /// Sets a slot that is still empty, and says whether it did.
    pub fn fill(&mut self, slot: Slot, value: Stated<Value>) -> bool {
        let empty = !self.has(slot);
        if empty {
            self.set(slot, value);
        }
        empty
    }

    /// Adds a value to a list, unless the list has it already.
    pub fn push(&mut self, slot: Slot, value: Stated<Value>) {
        let range = self.range(slot);
        if !self.values[range.clone()].iter().any(|one| one.value == value.value) {
            self.insert(range.end, slot, value);
        }
    }

    /// Empties a slot.
    pub fn remove(&mut self, slot: Slot) {
        let range = self.range(slot);
        self.slots.drain(range.clone());
        self.values.drain(range);
    }

    /// True when the slot holds something.
    pub fn has(&self, slot: Slot) -> bool {
        !self.range(slot).is_empty()
    }

    /// Every filled slot with its values, in the order of [`Slot`].
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &[Stated<Value>])> {
        let mut at = 0;
        self.slots.chunk_by(|a, b| a == b).filter_map(move |run| {
            let start = at;
            at += run.len();
            Some((*run.first()?, self.values.get(start..at)?))
        })
    }

    /// Gives back what memory was set aside for more values.
    pub fn shrink_to_fit(&mut self) {
        self.slots.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// The party in a slot.
    pub fn party(&self, slot: Slot) -> Option<&PartyId> {
        match &self.get(slot)?.value {
            Value::Party(id) => Some(id),
            _ => None,
        }
    }

    /// The equipment of a transfer.
    pub fn equipment(&self) -> Option<&Equipment> {
        match &self.get(Slot::Equipment)?.value {
            Value::Equipment(equipment) => Some(equipment),
            _ => None,
        }
    }

    /// The stage of a transfer.
    pub fn stage(&self) -> Option<Stage> {
        match self.get(Slot::Stage)?.value {
            Value::Stage(stage) => Some(stage),
            _ => None,
        }
    }

    /// The status of anything that is no transfer.
    pub fn status(&self) -> Option<Status> {
        match self.get(Slot::Status)?.value {
            Value::Status(status) => Some(status),
            _ => None,
        }
    }

    /// The date in a slot.
    pub fn date(&self, slot: Slot) -> Option<PartialDate> {
        match self.get(slot)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// As an object: each slot by its name, with the list of its values.
impl Serialize for Slots {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Slots {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by_slot = BTreeMap::<Slot, Vec<Stated<Value>>>::deserialize(deserializer)?;
        let many = by_slot.values().map(Vec::len).sum();
        let mut slots = Self { slots: Vec::with_capacity(many), values: Vec::with_capacity(many) };
        for (slot, values) in by_slot {
            slots.slots.extend(std::iter::repeat_n(slot, values.len()));
            slots.values.extend(values);
        }
        Ok(slots)
    }
}

/// Who says so, when the document does not say it in its own voice: the words at `at`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attribution {
    /// The speaker as written, with white space folded.
    pub text: String,
    /// Where the speaker is named.
    pub at: Span,
}

/// How sure the reader is, in thousandths from 0 to 1000: among claims of 0.8, about 80 % should be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub struct Confidence(u16);

impl Confidence {
    /// From a probability; what lies outside 0 to 1 is clamped, and what is no number becomes 0.
    pub fn new(probability: f64) -> Self {
        // The product is within 0..=1000 after the clamp, and a NaN casts to 0.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Self((probability.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// As a probability.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.get()
    }
}

impl TryFrom<f64> for Confidence {
    type Error = String;
    fn try_from(probability: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&probability) { Ok(Self::new(probability)) } else { Err(format!("{probability} is no probability")) }
    }
}

/// One thing that one sentence says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What it is about.
    pub kind: Kind,
    /// Whether it is said to be so or not so.
    pub polarity: Polarity,
    /// The values, each with its words.
    pub slots: Slots,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// The sentence.
    pub evidence: Span,
    /// How sure the reader is.
    pub confidence: Confidence,
}

/// What a claim is known by: the first 32 hexadecimal digits of the SHA-256 of its document, span, kind, polarity and slots.
///
/// A later reading that says the same gives the same id, so that a decision about it still holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimId(Arc<str>);

impl ClaimId {
    /// An id by its digits; `None` unless there are 32 hexadecimal ones in lower case.
    pub fn parse(digits: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == 32 && digits.bytes().all(hex)).then(|| Self(Arc::from(digits)))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Claim {
    /// A claim of a kind with no slot filled yet.
    pub fn new(kind: Kind, evidence: Span) -> Self {
        Self { kind, polarity: Polarity::Affirmed, slots: Slots::default(), attribution: None, evidence, confidence: Confidence::new(0.5) }
    }

    /// See [`ClaimId`]. Confidence and attribution are no part of it: they are about the reading, not about what is said.
    pub fn id(&self, document: &DocumentId) -> ClaimId {
        let said = (document, self.evidence, self.kind, self.polarity, &self.slots);
        // Plain values always serialise; an error would only make the ids of two such claims equal.
        let bytes = serde_json::to_vec(&said).unwrap_or_default();
        ClaimId(Arc::from(&sha256_hex(&bytes)[..32]))
    }

    /// True when every required slot of the kind is filled.
    pub fn is_complete(&self) -> bool {
        self.kind.required().iter().all(|group| group.iter().any(|slot| self.slots.has(*slot)))
    }

    /// Every span of the claim: the sentence, the slots' words and the speaker.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let slots = self.slots.iter().flat_map(|(_, values)| values.iter().map(|value| value.at));
        std::iter::once(self.evidence).chain(slots).chain(self.attribution.iter().map(|a| a.at))
    }
}
