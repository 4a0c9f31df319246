//! A claim as a row: what one sentence of one document is read to say, by which name decisions call it, and who looked at it.

use super::list::written;
use super::quote::Library;
use materiel_model::{Claim, ClaimId, Document, DocumentId, Kind, Member, PartialDate, Polarity, Slot};
use serde::{Deserialize, Serialize};

/// A claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimRow {
    /// Its id.
    pub claim: ClaimId,
    /// What it is about.
    pub kind: Kind,
    /// Denied when it says that something is not so.
    pub polarity: Polarity,
    /// Its document.
    pub document: DocumentId,
    /// What the document's owner calls it.
    pub label: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// The sentence.
    pub sentence: String,
    /// What it says, slot by slot.
    pub says: Vec<SaidRow>,
    /// How sure the reader is.
    pub confidence: f64,
    /// True when somebody looked at it and accepted it. Otherwise it is a machine's reading, but for the slots that say so.
    pub reviewed: bool,
}

/// What a claim says in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaidRow {
    /// The slot.
    pub slot: Slot,
    /// The value in one string, parties by their id.
    pub written: String,
    /// Its words.
    pub words: String,
    /// True when somebody put it there in place of what was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// The row of a member of a record.
pub fn claim_row(member: &Member, library: Library<'_>) -> ClaimRow {
    let document = library(&member.document);
    let text = document.as_ref().map_or("", |document| document.text.as_str());
    ClaimRow {
        claim: member.id.clone(),
        kind: member.claim.kind,
        polarity: member.claim.polarity,
        document: member.document.clone(),
        sentence: member.claim.evidence.of(text).trim().to_owned(),
        says: says(&member.claim, text, |slot| !member.reviewed && member.is_reviewed(slot)),
        confidence: member.claim.confidence.get(),
        reviewed: member.reviewed,
        published: member.published,
        label: document.as_ref().map(|document: &Document| document.label.clone()).unwrap_or_default(),
        source: document.and_then(|document| document.source),
    }
}

fn says(claim: &Claim, text: &str, by_hand: impl Fn(Slot) -> bool) -> Vec<SaidRow> {
    let slots = claim.kind.slots().iter().copied();
    let values = slots.flat_map(|slot| claim.slots.all(slot).iter().map(move |stated| (slot, stated)));
    let row = |(slot, stated): (Slot, &materiel_model::Stated<materiel_model::Value>)| SaidRow {
        slot,
        written: written(&stated.value),
        words: stated.at.of(text).to_owned(),
        by_hand: by_hand(slot),
    };
    values.map(row).collect()
}
