//! What the log says about documents, readings and decisions, before anything is brought together.

use crate::reconcile::{Orders, Sketch};
use materiel_model::{Claim, ClaimId, Confidence, DocumentId, Entry, Event, Member, PartialDate, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Documents with their readings, decisions, and what was taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    documents: BTreeMap<DocumentId, Filed>,
    decisions: Vec<(u64, Verdict)>,
    /// What was taken back, and by which entries.
    retracted: BTreeMap<u64, BTreeSet<u64>>,
}

#[derive(Clone, Debug)]
struct Filed {
    published: Option<PartialDate>,
    sketch: Sketch,
    added: Vec<u64>,
    readings: Vec<(u64, Vec<Claim>)>,
}

/// What an entry bears on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    Nothing,
    Document(DocumentId),
    Everything,
}

impl State {
    pub(super) fn take(&mut self, entry: &Entry, known_by: Option<jiff::civil::Date>) -> Touched {
        match &entry.event {
            Event::DocumentAdded { document } => {
                let known = document.published.map_or_else(|| entry.at.day(), PartialDate::last_day);
                if known_by.is_some_and(|day| known > day) {
                    return Touched::Nothing;
                }
                let id = document.id();
                let filed = self.documents.entry(id.clone()).or_insert_with(|| Filed {
                    published: document.published,
                    sketch: Sketch::of(&document.text),
                    added: Vec::new(),
                    readings: Vec::new(),
                });
                filed.added.push(entry.number);
                Touched::Document(id)
            }
            Event::ClaimsRead { document, claims, .. } => match self.documents.get_mut(document) {
                Some(filed) => {
                    filed.readings.push((entry.number, claims.clone()));
                    Touched::Document(document.clone())
                }
                None => Touched::Nothing,
            },
            Event::Decided { decision } => {
                self.decisions.push((entry.number, decision.verdict.clone()));
                Touched::Everything
            }
            Event::Retracted { entry: earlier, .. } => {
                // Nothing can take back what comes after it; so no entry takes back itself, and no two take back each other.
                if *earlier >= entry.number {
                    return Touched::Nothing;
                }
                self.retracted.entry(*earlier).or_default().insert(entry.number);
                Touched::Everything
            }
        }
    }

    /// True when an entry was not taken back, or its taking back was.
    fn stands(&self, entry: u64) -> bool {
        let by = self.retracted.get(&entry);
        !by.is_some_and(|by| by.iter().any(|retraction| self.stands(*retraction)))
    }

    /// The documents that were ever added.
    pub(super) fn all(&self) -> Vec<DocumentId> {
        self.documents.keys().cloned().collect()
    }

    /// The documents that count.
    pub(super) fn active(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.iter().filter(|(_, filed)| filed.added.iter().any(|entry| self.stands(*entry))).map(|(id, _)| id)
    }

    pub(super) fn sketch(&self, id: &DocumentId) -> Option<&Sketch> {
        self.documents.get(id).map(|filed| &filed.sketch)
    }

    /// What people decided about what belongs together.
    pub(super) fn orders(&self) -> Orders {
        let mut orders = Orders::default();
        for (_, verdict) in self.decisions.iter().filter(|(entry, _)| self.stands(*entry)) {
            // The later of two decisions about the same pair counts.
            match verdict {
                Verdict::Join { first, second } => {
                    for pair in [(first.clone(), second.clone()), (second.clone(), first.clone())] {
                        orders.splits.remove(&pair);
                    }
                    orders.joins.insert((first.clone(), second.clone()));
                }
                Verdict::Split { first, second } => {
                    for pair in [(first.clone(), second.clone()), (second.clone(), first.clone())] {
                        orders.joins.remove(&pair);
                    }
                    orders.splits.insert((first.clone(), second.clone()));
                }
                Verdict::Accept { .. } | Verdict::Reject { .. } => {}
            }
        }
        orders
    }

    /// The claims of a document's latest reading that count, each once: those of at least some confidence, and those that were accepted.
    pub(super) fn members(&self, id: &DocumentId, least: Option<Confidence>) -> Vec<Arc<Member>> {
        let Some(filed) = self.documents.get(id) else { return Vec::new() };
        if !filed.added.iter().any(|entry| self.stands(*entry)) {
            return Vec::new();
        }
        let Some((_, claims)) = filed.readings.iter().rev().find(|(entry, _)| self.stands(*entry)) else { return Vec::new() };
        let mut seen = BTreeSet::new();
        let mut members = Vec::new();
        for claim in claims {
            let claim_id = claim.id(id);
            let verdict = self.verdict(&claim_id);
            let unsure = verdict.is_none() && least.is_some_and(|least| claim.confidence < least);
            if verdict == Some(false) || unsure || !seen.insert(claim_id.clone()) {
                continue;
            }
            members.push(Arc::new(Member {
                id: claim_id,
                document: id.clone(),
                published: filed.published,
                claim: claim.clone(),
                reviewed: verdict == Some(true),
            }));
        }
        members
    }

    /// Whether somebody accepted or rejected a claim; the latest decision counts.
    fn verdict(&self, id: &ClaimId) -> Option<bool> {
        self.decisions.iter().rev().find_map(|(entry, verdict)| match verdict {
            Verdict::Accept { claim } if claim == id && self.stands(*entry) => Some(true),
            Verdict::Reject { claim } if claim == id && self.stands(*entry) => Some(false),
            _ => None,
        })
    }
}
