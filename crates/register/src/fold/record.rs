//! Piles of claims into records.

use super::shelf::Whole;
use crate::reconcile::{Voices, documents, order};
use materiel_model::{ClaimId, DocumentId, Join, Kind, Member, Record, RecordId};
use std::collections::HashMap;
use std::sync::Arc;

/// The claim that a record's id is made of: the earliest.
pub(super) fn anchor(pile: &Whole<'_>) -> Option<ClaimId> {
    let members = pile.iter().flat_map(|(group, _)| group.iter());
    members.min_by(|a, b| order(a).cmp(&order(b))).map(|member| member.id.clone())
}

/// The record of a pile.
pub(super) fn record(id: RecordId, kind: Kind, pile: Whole<'_>, voices: &Voices) -> Record {
    let mut members: Vec<Arc<Member>> = pile.iter().flat_map(|(group, _)| group.iter().cloned()).collect();
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    let joins =
        pile.iter().map(|(group, why)| Join { claims: group.iter().map(|member| member.id.clone()).collect(), reasons: why.reasons() });
    let mut spoken: Vec<Vec<DocumentId>> = Vec::new();
    let mut by_leader: HashMap<&DocumentId, usize> = HashMap::new();
    let mut by_document: HashMap<&DocumentId, usize> = HashMap::new();
    for document in documents(members.iter().map(AsRef::as_ref)) {
        let leader = voices.of(document).unwrap_or(document);
        let voice = *by_leader.entry(leader).or_insert_with(|| {
            spoken.push(Vec::new());
            spoken.len() - 1
        });
        spoken[voice].push(document.clone());
        by_document.insert(document, voice);
    }
    let mut passages: HashMap<u32, usize> = HashMap::new();
    let heard = members.iter().map(|member| {
        let own = by_document.get(&member.document).copied().unwrap_or(0);
        let said: Vec<u32> =
            voices.sketch(&member.document).into_iter().flat_map(|sketch| sketch.passages(member.claim.evidence)).collect();
        let first = said.iter().filter_map(|passage| passages.get(passage)).min().copied().unwrap_or(own);
        said.into_iter().for_each(|passage| {
            passages.entry(passage).or_insert(first);
        });
        first
    });
    let heard = heard.collect();
    Record { id, kind, joins: joins.collect(), voices: spoken, heard, members }
}
