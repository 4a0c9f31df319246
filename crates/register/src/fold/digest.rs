//! What is worked out of a log entry by itself, so that many entries can be read side by side before they are taken in order.

use crate::reconcile::{Notes, Sketch};
use materiel_model::{ClaimId, DocumentId, Entry, Event};

/// An entry's own part.
pub(super) enum Digest {
    /// Of a document: its id, and what copies and corrections are found by.
    Document(Box<(DocumentId, Sketch, Notes)>),
    /// Of a reading: the ids of its claims, in order.
    Claims(Vec<ClaimId>),
    /// Of anything else.
    Nothing,
}

impl Digest {
    pub(super) fn of(entry: &Entry) -> Self {
        match &entry.event {
            Event::DocumentAdded { document } => {
                Self::Document(Box::new((document.id(), Sketch::of(&document.text), Notes::of(&document.text))))
            }
            Event::ClaimsRead { document, claims, .. } => Self::Claims(claims.iter().map(|claim| claim.id(document)).collect()),
            Event::Fetched { .. } | Event::Decided { .. } | Event::Retracted { .. } => Self::Nothing,
        }
    }
}
