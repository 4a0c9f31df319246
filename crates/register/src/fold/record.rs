//! Piles of claims into records.

use super::shelf::Whole;
use super::state::State;
use crate::reconcile::{Voices, cell_of, documents, order};
use materiel_model::{ClaimId, Correction, Decided, DocumentId, Join, Kind, Member, Polarity, Record, RecordId, Slot, Superseded};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The claim that a record's id is made of: the earliest.
pub(super) fn anchor(pile: &Whole<'_>) -> Option<ClaimId> {
    let members = pile.iter().flat_map(|(group, _)| group.iter());
    members.min_by(|a, b| order(a).cmp(&order(b))).map(|member| member.id.clone())
}

/// The record of a pile.
pub(super) fn record(
    id: RecordId,
    kind: Kind,
    pile: Whole<'_>,
    voices: &Voices,
    corrected: &BTreeMap<ClaimId, BTreeSet<ClaimId>>,
    state: &State,
) -> Record {
    let mut members: Vec<Arc<Member>> = pile.iter().flat_map(|(group, _)| group.iter().cloned()).collect();
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    let joins =
        pile.iter().map(|(group, why)| Join { claims: group.iter().map(|member| member.id.clone()).collect(), reasons: why.reasons() });
    let superseded: Vec<Superseded> = documents(members.iter().map(AsRef::as_ref))
        .into_iter()
        .filter_map(|document| Some(Superseded { document: document.clone(), by: state.superseded_by(document)?.clone() }))
        .collect();
    let leaders = leaders(&superseded, voices);
    let mut spoken: Vec<Vec<DocumentId>> = Vec::new();
    let mut by_leader: FxHashMap<&DocumentId, usize> = FxHashMap::default();
    let mut by_document: FxHashMap<&DocumentId, usize> = FxHashMap::default();
    for document in documents(members.iter().map(AsRef::as_ref)) {
        let leader = voices.of(document).unwrap_or(document);
        let leader = leaders.get(leader).copied().unwrap_or(leader);
        let voice = *by_leader.entry(leader).or_insert_with(|| {
            spoken.push(Vec::new());
            spoken.len() - 1
        });
        spoken[voice].push(document.clone());
        by_document.insert(document, voice);
    }
    let mut passages: FxHashMap<u32, usize> = FxHashMap::default();
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
    let corrections = corrections(&members, corrected);
    let decisions = decisions(&members, state);
    Record { id, kind, joins: joins.collect(), voices: spoken, heard, members, corrections, superseded, decisions }
}

/// Which leaders are one voice because they lead versions of one page: each by the first of those that hang together.
fn leaders<'a>(superseded: &'a [Superseded], voices: &'a Voices) -> FxHashMap<&'a DocumentId, &'a DocumentId> {
    let of = |id: &'a DocumentId| voices.of(id).unwrap_or(id);
    let mut sets: Vec<BTreeSet<&DocumentId>> = Vec::new();
    for Superseded { document, by } in superseded {
        let mut set = BTreeSet::from([of(document), of(by)]);
        sets.retain(|other| {
            let apart = set.is_disjoint(other);
            if !apart {
                set.extend(other.iter().copied());
            }
            apart
        });
        sets.push(set);
    }
    let first = |set: &BTreeSet<&'a DocumentId>| set.first().copied();
    sets.iter().flat_map(|set| set.iter().filter_map(move |one| Some((*one, first(set)?)))).collect()
}

/// What people decided about any of the claims, and about claims of the same documents that would lie beside them but were rejected.
fn decisions(members: &[Arc<Member>], state: &State) -> Vec<Arc<Decided>> {
    let judged = members.iter().filter_map(|member| member.judged.as_ref());
    let mut entries: BTreeSet<u64> = judged.flat_map(|judged| judged.entries.iter().copied()).collect();
    for member in members {
        entries.extend(state.rejected(&member.document, || cell_of(&member.claim)));
    }
    entries.into_iter().filter_map(|entry| state.decided(entry).cloned()).collect()
}

/// The pairs that a record has both of.
fn corrections(members: &[Arc<Member>], corrected: &BTreeMap<ClaimId, BTreeSet<ClaimId>>) -> Vec<Correction> {
    if !members.iter().any(|member| corrected.contains_key(&member.id)) {
        return Vec::new();
    }
    let by_id: FxHashMap<&ClaimId, &Arc<Member>> = members.iter().map(|member| (&member.id, member)).collect();
    let mut out = Vec::new();
    for (claim, by) in members.iter().filter_map(|member| corrected.get_key_value(&member.id)) {
        for right in by.iter().filter_map(|by| by_id.get(by)) {
            out.push(Correction { claim: claim.clone(), by: right.id.clone(), whole: right.claim.polarity == Polarity::Denied });
        }
    }
    out
}

/// True when a claim puts an earlier one right: it says that something is not so, or its stage is told by the heading of its paragraph alone.
pub(super) fn corrects(member: &Member, paragraph: usize) -> bool {
    const HEADING: usize = 24;
    let stage = member.claim.slots.get(Slot::Stage);
    member.claim.polarity == Polarity::Denied
        || stage.is_some_and(|stage| stage.at.start < paragraph + 4 && stage.at.end < paragraph + HEADING)
}

/// True when a claim of the corrected paragraph is what a claim of the correction is about.
pub(super) fn is_about(one: &Member, other: &Member) -> bool {
    let (a, b) = (&one.claim, &other.claim);
    let (Some(x), Some(y)) = (a.slots.equipment(), b.slots.equipment()) else { return false };
    let buyers = (a.slots.party(Slot::Recipient), b.slots.party(Slot::Recipient));
    let same_buyer = !matches!(buyers, (Some(x), Some(y)) if x != y);
    let same_goods = if x.id.is_some() && y.id.is_some() { x.id == y.id } else { x.class == y.class };
    a.kind == b.kind && a.slots.stage() == b.slots.stage() && same_buyer && same_goods
}
