//! What the log says about documents, readings and decisions, before anything is brought together.

use crate::reconcile::{Corrections, Notes, Orders, Sketch, Voices};
use materiel_model::{ClaimId, Confidence, DocumentId, Entry, Event, Member, PartialDate, Verdict};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Documents with their readings, decisions, and what was taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    documents: HashMap<DocumentId, Filed>,
    decisions: BTreeMap<u64, Verdict>,
    /// What was decided about single claims, by claim: entry, and whether it was accepted.
    verdicts: HashMap<ClaimId, Vec<(u64, bool)>>,
    /// What was taken back, and by which entries.
    retracted: BTreeMap<u64, BTreeSet<u64>>,
    /// What the taking back of an entry takes back.
    retractions: BTreeMap<u64, u64>,
}

#[derive(Clone, Debug)]
struct Filed {
    published: Option<PartialDate>,
    added: Vec<u64>,
    /// The claims of each reading, each once.
    readings: Vec<(u64, Box<[Arc<Member>]>)>,
}

/// What an entry bears on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// These documents are to be filed anew.
    pub(super) documents: Vec<DocumentId>,
    /// What people decided about what belongs together is to be asked anew.
    pub(super) orders: bool,
}

impl Touched {
    fn document(id: DocumentId) -> Self {
        Self { documents: vec![id], orders: false }
    }
}

impl State {
    pub(super) fn take(
        &mut self,
        entry: &Entry,
        known_by: Option<jiff::civil::Date>,
        voices: &mut Voices,
        corrections: &mut Corrections,
    ) -> Touched {
        match &entry.event {
            Event::DocumentAdded { document } => {
                let known = document.published.map_or_else(|| entry.at.day(), PartialDate::last_day);
                if known_by.is_some_and(|day| known > day) {
                    return Touched::default();
                }
                let id = document.id();
                let filed = self.documents.entry(id.clone()).or_insert_with(|| {
                    voices.add(&id, Sketch::of(&document.text));
                    corrections.add(&id, document.published, Notes::of(&document.text));
                    Filed { published: document.published, added: Vec::new(), readings: Vec::new() }
                });
                filed.added.push(entry.number);
                Touched::document(id)
            }
            Event::ClaimsRead { document, claims, .. } => {
                let Some((id, filed)) = self.documents.get_key_value(document) else { return Touched::default() };
                let (id, published) = (id.clone(), filed.published);
                let mut seen = HashSet::new();
                let members = claims.iter().filter_map(|claim| {
                    let claim_id = claim.id(&id);
                    let first = seen.insert(claim_id.clone());
                    let member = || {
                        let numbers = corrections.numbers(&id, claim.evidence.start);
                        Arc::new(Member { id: claim_id, document: id.clone(), published, claim: claim.clone(), numbers, reviewed: false })
                    };
                    first.then(member)
                });
                let members = members.collect();
                if let Some(filed) = self.documents.get_mut(&id) {
                    filed.readings.push((entry.number, members));
                }
                Touched::document(id)
            }
            Event::Decided { decision } => {
                if let Verdict::Accept { claim } | Verdict::Reject { claim } = &decision.verdict {
                    let accepted = matches!(decision.verdict, Verdict::Accept { .. });
                    self.verdicts.entry(claim.clone()).or_default().push((entry.number, accepted));
                }
                self.decisions.insert(entry.number, decision.verdict.clone());
                self.touched_by(entry.number)
            }
            Event::Retracted { entry: earlier, .. } => {
                // Nothing can take back what comes after it; so no entry takes back itself, and no two take back each other.
                if *earlier >= entry.number {
                    return Touched::default();
                }
                self.retracted.entry(*earlier).or_default().insert(entry.number);
                self.retractions.insert(entry.number, *earlier);
                self.touched_by(*earlier)
            }
        }
    }

    /// What is touched when an entry comes to count, or no longer counts.
    fn touched_by(&self, mut entry: u64) -> Touched {
        while let Some(earlier) = self.retractions.get(&entry) {
            entry = *earlier;
        }
        if let Some(verdict) = self.decisions.get(&entry) {
            let (claims, orders) = match verdict {
                Verdict::Accept { claim } | Verdict::Reject { claim } => (vec![claim], false),
                Verdict::Join { first, second } | Verdict::Split { first, second } => (vec![first, second], true),
            };
            let says = |filed: &Filed| filed.readings.iter().flat_map(|(_, members)| members).any(|member| claims.contains(&&member.id));
            let documents = self.documents.iter().filter(|(_, filed)| says(filed)).map(|(id, _)| id.clone()).collect();
            return Touched { documents, orders };
        }
        let of = |filed: &Filed| filed.added.contains(&entry) || filed.readings.iter().any(|(number, _)| *number == entry);
        self.documents.iter().find(|(_, filed)| of(filed)).map_or_else(Touched::default, |(id, _)| Touched::document(id.clone()))
    }

    /// True when an entry was not taken back, or its taking back was.
    fn stands(&self, entry: u64) -> bool {
        let by = self.retracted.get(&entry);
        !by.is_some_and(|by| by.iter().any(|retraction| self.stands(*retraction)))
    }

    /// True when a document was added and not taken back.
    pub(super) fn counts(&self, id: &DocumentId) -> bool {
        self.documents.get(id).is_some_and(|filed| filed.added.iter().any(|entry| self.stands(*entry)))
    }

    /// How many documents count.
    pub(super) fn count(&self) -> usize {
        self.documents.keys().filter(|id| self.counts(id)).count()
    }

    /// What people decided about what belongs together.
    pub(super) fn orders(&self) -> Orders {
        let mut orders = Orders::default();
        for verdict in self.decisions.iter().filter(|(entry, _)| self.stands(**entry)).map(|(_, verdict)| verdict) {
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

    /// The claims of a document's latest reading that count: those of at least some confidence, and those that were accepted.
    pub(super) fn members(&self, id: &DocumentId, least: Option<Confidence>) -> Vec<Arc<Member>> {
        let Some(filed) = self.documents.get(id).filter(|_| self.counts(id)) else { return Vec::new() };
        let Some((_, members)) = filed.readings.iter().rev().find(|(entry, _)| self.stands(*entry)) else { return Vec::new() };
        let counted = |member: &Arc<Member>| match self.verdict(&member.id) {
            Some(true) => Some(Arc::new(Member { reviewed: true, ..Member::clone(member) })),
            Some(false) => None,
            None => least.is_none_or(|least| member.claim.confidence >= least).then(|| member.clone()),
        };
        members.iter().filter_map(counted).collect()
    }

    /// Whether somebody accepted or rejected a claim; the latest decision counts.
    fn verdict(&self, id: &ClaimId) -> Option<bool> {
        self.verdicts.get(id)?.iter().rev().find(|(entry, _)| self.stands(*entry)).map(|(_, accepted)| *accepted)
    }
}
