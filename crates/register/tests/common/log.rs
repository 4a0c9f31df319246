//! Logs for tests.

use materiel_model::{Claim, Document, Entry, Event};

/// The log of some documents with their claims, in this order.
pub(crate) fn log(documents: &[(Document, Vec<Claim>)]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (document, claims) in documents {
        push(&mut entries, Event::DocumentAdded { document: document.clone() });
        let read =
            Event::ClaimsRead { document: document.id(), reader: "test".into(), knowledge_hash: "none".into(), claims: claims.clone() };
        push(&mut entries, read);
    }
    entries
}

/// Appends an event; each is written down a minute after the one before.
pub(crate) fn push(entries: &mut Vec<Entry>, event: Event) {
    let number = entries.len() as u64 + 1;
    let at = format!("2025-01-01T{:02}:{:02}:00Z", number / 60, number % 60).parse().unwrap();
    entries.push(Entry { number, at, event });
}
