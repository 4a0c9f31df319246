//! What the log says about documents, readings and decisions, before anything is brought together.

use super::digest::Digest;
use super::judgements::{Judgements, Readings, Upshot, names};
use super::versions::Versions;
use crate::reconcile::{Cell, Corrections, Notes, Orders, Voices, cell_of, reference};
use materiel_model::{
    AsRead, Claim, ClaimId, Confidence, Decided, Document, DocumentId, Entry, Event, Member, PartialDate, Slot, Value, Verdict,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Documents with their readings, decisions, and what was taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    documents: FxHashMap<DocumentId, Filed>,
    judgements: Judgements,
    versions: Versions,
    /// What was taken back, and by which entries.
    retracted: BTreeMap<u64, BTreeSet<u64>>,
    /// What took something back.
    retractions: BTreeMap<u64, Retraction>,
}

/// An entry that takes back an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// Its number.
    pub entry: u64,
    /// The number of the entry that it takes back.
    pub of: u64,
    /// When it was written down.
    pub at: materiel_model::Moment,
    /// Who took it back.
    pub author: String,
    /// Why.
    pub reason: String,
}

#[derive(Clone, Debug)]
struct Filed {
    published: Option<PartialDate>,
    added: Vec<u64>,
    /// The claims of each reading, each once.
    readings: Vec<(u64, Box<[Arc<Member>]>)>,
    /// True when a reading made a claim twice.
    repeats: bool,
    /// Where its only reading has the claims that are here, of a document of which only some are.
    places: Option<Box<[usize]>>,
}

/// The official numbers that a claim gives as its references, and those of the paragraph that it stands in.
fn with_references(mut numbers: Vec<u64>, claim: &Claim) -> Vec<u64> {
    let words = claim.slots.all(Slot::References).iter().filter_map(|stated| match &stated.value {
        Value::Text(words) => reference(words),
        _ => None,
    });
    numbers.extend(words);
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The claims of a reading as members of records, each once, before anybody decided anything about them. `numbers` gives the official numbers of a claim.
fn members(
    id: &DocumentId,
    published: Option<PartialDate>,
    claims: impl Iterator<Item = (Claim, ClaimId)>,
    numbers: impl Fn(&Claim) -> Vec<u64>,
) -> impl Iterator<Item = Arc<Member>> {
    let mut seen = FxHashSet::default();
    claims.filter_map(move |(claim, claim_id)| {
        let first = seen.insert(claim_id.clone());
        let member = || {
            let numbers = numbers(&claim);
            Arc::new(Member { id: claim_id, document: id.clone(), published, claim, numbers, reviewed: false, judged: None })
        };
        first.then(member)
    })
}

/// What a reading of a document says, as a register has it before anybody decided anything about it: each claim once.
pub fn members_of(document: &Document, claims: Vec<Claim>) -> Vec<Arc<Member>> {
    let id = document.id();
    let notes = Notes::of(&document.text);
    let claims = claims.into_iter().map(|claim| {
        let claim_id = claim.id(&id);
        (claim, claim_id)
    });
    members(&id, document.published, claims, |claim| with_references(notes.numbers(claim.evidence.start), claim)).collect()
}

/// What an entry bears on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// These documents are to be filed anew.
    pub(super) documents: Vec<DocumentId>,
    /// What people decided about what belongs together is to be asked anew.
    pub(super) orders: bool,
}

impl State {
    pub(super) fn take(
        &mut self,
        entry: Entry,
        digest: Digest,
        known_by: Option<jiff::civil::Date>,
        voices: &mut Voices,
        corrections: &mut Corrections,
    ) -> Touched {
        let Entry { number, at, event } = entry;
        match (event, digest) {
            (Event::DocumentAdded { document }, Digest::Document(digest)) => {
                let known = document.published.map_or_else(|| at.day(), PartialDate::last_day);
                if known_by.is_some_and(|day| known > day) {
                    return Touched::default();
                }
                let (id, sketch, notes) = *digest;
                let filed = self.documents.entry(id.clone()).or_insert_with(|| {
                    voices.add(&id, sketch);
                    corrections.add(&id, document.published, notes);
                    Filed { published: document.published, added: Vec::new(), readings: Vec::new(), repeats: false, places: None }
                });
                filed.added.reserve_exact(1);
                filed.added.push(number);
                self.touched_document(id)
            }
            (Event::ClaimsRead { document, claims, .. }, Digest::Claims(ids)) => {
                let Some((id, filed)) = self.documents.get_key_value(&document) else { return Touched::default() };
                let (id, published) = (id.clone(), filed.published);
                let numbers = |claim: &Claim| with_references(corrections.numbers(&id, claim.evidence.start), claim);
                let many = claims.len();
                let members: Box<[_]> = members(&id, published, claims.into_iter().zip(ids), numbers).collect();
                if let Some(filed) = self.documents.get_mut(&id) {
                    filed.repeats |= members.len() < many;
                    filed.readings.reserve_exact(1);
                    filed.readings.push((number, members));
                }
                self.touched_document(id)
            }
            (Event::Fetched { document, fetch }, _) => {
                // A later version was not known before the day on which it was first seen, whatever date it bears.
                let late = known_by.is_some_and(|day| fetch.at.day() > day);
                let touched = self.versions.take(number, &document, &fetch, late);
                Touched { documents: touched.into_iter().filter(|id| self.documents.contains_key(id)).collect(), orders: false }
            }
            (Event::Decided { decision }, _) => {
                let decided = Decided { entry: number, at, decision };
                let documents = &self.documents;
                self.judgements.take(decided, |id| find(documents, id));
                self.touched_by(number)
            }
            (Event::Retracted { entry: earlier, author, reason }, _) => {
                // Nothing can take back what comes after it; so no entry takes back itself, and no two take back each other.
                if earlier >= number {
                    return Touched::default();
                }
                self.retracted.entry(earlier).or_default().insert(number);
                let retraction = Retraction { entry: number, of: earlier, at, author, reason };
                self.retractions.insert(number, retraction);
                self.touched_by(earlier)
            }
            // Every document and reading comes with its digest.
            (Event::DocumentAdded { .. } | Event::ClaimsRead { .. }, _) => Touched::default(),
        }
    }

    /// Takes some claims of a document's only reading, with their places in it.
    pub(super) fn take_part(
        &mut self,
        entry: u64,
        document: &DocumentId,
        said: Vec<(usize, ClaimId, Claim)>,
        corrections: &Corrections,
    ) -> Box<[Arc<Member>]> {
        let Some(filed) = self.documents.get_mut(document) else { return Box::default() };
        let places = said.iter().map(|(place, ..)| *place).collect();
        let numbers = |claim: &Claim| with_references(corrections.numbers(document, claim.evidence.start), claim);
        let claims = said.into_iter().map(|(_, id, claim)| (claim, id));
        let members: Box<[_]> = members(document, filed.published, claims, numbers).collect();
        filed.readings = vec![(entry, members.clone())];
        filed.places = Some(places);
        members
    }

    /// True when a document was read once, each claim once, and nobody decided anything about it.
    pub(super) fn is_plain(&self, id: &DocumentId) -> bool {
        let once =
            |filed: &Filed| !filed.repeats && filed.places.is_none() && matches!(&filed.readings[..], [(entry, _)] if self.stands(*entry));
        self.documents.get(id).is_some_and(once) && !self.judgements.is_about(id) && !self.judgements.has_loose()
    }

    /// The places of claims in the only reading of a document of which only some claims are here.
    pub(super) fn is_part(&self, id: &DocumentId) -> bool {
        self.documents.get(id).is_some_and(|filed| filed.places.is_some())
    }

    /// What is touched when an entry comes to count, or no longer counts.
    fn touched_by(&self, mut entry: u64) -> Touched {
        while let Some(earlier) = self.retractions.get(&entry) {
            entry = earlier.of;
        }
        if let Some(decided) = self.judgements.get(entry) {
            let verdict = &decided.decision.verdict;
            if matches!(verdict, Verdict::Rename { .. }) {
                // Of several renamings the one may name what another makes.
                let renamed = self.judgements.renamed();
                let says = |filed: &Filed| {
                    let members = filed.readings.iter().flat_map(|(_, members)| members);
                    members.into_iter().any(|member| renamed.iter().any(|entity| names(&member.claim.slots, entity)))
                };
                let corrected = self.judgements.entries().flat_map(|entry| self.judgements.documents(entry)).cloned();
                let named = self.documents.iter().filter(|(_, filed)| says(filed)).map(|(id, _)| id.clone());
                let documents: BTreeSet<DocumentId> = named.chain(corrected).collect();
                return Touched { documents: documents.into_iter().collect(), orders: false };
            }
            let documents: BTreeSet<&DocumentId> = self.judgements.documents(entry).collect();
            let orders = matches!(verdict, Verdict::Join { .. } | Verdict::Split { .. });
            return Touched { documents: documents.into_iter().cloned().collect(), orders };
        }
        if let Some(versions) = self.versions.of_entry(entry) {
            return Touched { documents: versions.into_iter().filter(|id| self.documents.contains_key(id)).collect(), orders: false };
        }
        let of = |filed: &Filed| filed.added.contains(&entry) || filed.readings.iter().any(|(number, _)| *number == entry);
        let found = self.documents.iter().find(|(_, filed)| of(filed));
        found.map_or_else(Touched::default, |(id, _)| self.touched_document(id.clone()))
    }

    /// A document is touched, and with it what people decided about what belongs together with its claims.
    fn touched_document(&self, id: DocumentId) -> Touched {
        let tied = self.judgements.tied_to(&id);
        let orders = !tied.is_empty();
        Touched { orders, documents: tied.into_iter().chain([id]).collect::<BTreeSet<_>>().into_iter().collect() }
    }

    /// True when an entry was not taken back, or its taking back was.
    pub(super) fn stands(&self, entry: u64) -> bool {
        let by = self.retracted.get(&entry);
        !by.is_some_and(|by| by.iter().any(|retraction| self.stands(*retraction)))
    }

    /// True when a document was added and not taken back, and was known by the day that is asked for.
    pub(super) fn counts(&self, id: &DocumentId) -> bool {
        let added = self.documents.get(id).is_some_and(|filed| filed.added.iter().any(|entry| self.stands(*entry)));
        added && !self.versions.is_later(id, |entry| self.stands(entry))
    }

    /// The newest version of the page that a document is an earlier version of.
    pub(super) fn superseded_by(&self, id: &DocumentId) -> Option<&DocumentId> {
        self.versions.superseded_by(id, |entry| self.stands(entry), |id| self.counts(id))
    }

    /// Every document that was added, taken back or not, with the entry that first did and its day of publication.
    pub(super) fn added(&self) -> impl Iterator<Item = (&DocumentId, u64, Option<PartialDate>)> {
        self.documents.iter().filter_map(|(id, filed)| Some((id, *filed.added.first()?, filed.published)))
    }

    /// How many documents count.
    pub(super) fn count(&self) -> usize {
        self.counted().count()
    }

    /// The documents that count.
    pub(super) fn counted(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.keys().filter(|id| self.counts(id))
    }

    /// What people decided about what belongs together.
    pub(super) fn orders(&self) -> Orders {
        self.judgements.pairs(&|id| self.readings(id), |entry| self.stands(entry))
    }

    /// The claims of a document's latest reading that count: those of at least some confidence, and those that were accepted or put right.
    pub(super) fn members(&self, id: &DocumentId, least: Option<Confidence>) -> Vec<Arc<Member>> {
        let Some(latest) = self.latest(id) else { return Vec::new() };
        let sure = |member: &Member| least.is_none_or(|least| member.claim.confidence >= least);
        self.judgements.judge(id, latest, &|id| self.readings(id), |entry| self.stands(entry), sure)
    }

    /// The claims of a document's latest reading, if it counts.
    fn latest(&self, id: &DocumentId) -> Option<&[Arc<Member>]> {
        let filed = self.documents.get(id).filter(|_| self.counts(id))?;
        let (_, members) = filed.readings.iter().rev().find(|(entry, _)| self.stands(*entry))?;
        Some(members)
    }

    /// Where a claim was read, unless somebody decided anything about it: see [`super::Register::place_of`].
    pub(super) fn place_of(&self, member: &Member) -> Option<(u64, usize)> {
        let filed = self.documents.get(&member.document)?;
        let (entry, members) = filed.readings.iter().rev().find(|(entry, _)| self.stands(*entry))?;
        let place = members.iter().position(|one| std::ptr::eq(one.as_ref(), member) || one.as_ref() == member)?;
        let place = filed.places.as_ref().map_or(Some(place), |places| places.get(place).copied())?;
        Some((*entry, place))
    }

    /// The place of a claim among those of its document's latest reading, each counted once, whatever anybody decided about it.
    pub(super) fn place_in_latest(&self, member: &Member) -> Option<usize> {
        let filed = self.documents.get(&member.document)?;
        let (_, members) = filed.readings.iter().rev().find(|(entry, _)| self.stands(*entry))?;
        let place = members.iter().position(|one| one.id == member.id)?;
        filed.places.as_ref().map_or(Some(place), |places| places.get(place).copied())
    }

    fn readings(&self, id: &DocumentId) -> Option<Readings<'_>> {
        let filed = self.documents.get(id)?;
        Some(Readings { all: filed.readings.iter().map(|(_, members)| &**members).collect(), latest: self.latest(id) })
    }

    /// The claims whose ids begin with some digits, as they are read now, whether somebody rejected them or not.
    pub(super) fn as_read(&self, digits: &str) -> Vec<AsRead> {
        let latest = self.documents.keys().filter_map(|id| self.latest(id)).flatten();
        let found = latest.filter(|member| member.id.as_str().starts_with(digits));
        let read = |member: &Arc<Member>| AsRead { id: member.id.clone(), document: member.document.clone(), claim: member.claim.clone() };
        let mut found: Vec<AsRead> = found.map(read).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }

    /// Every decision with what it comes to, the earliest first.
    pub(super) fn ruled(&self) -> Vec<(Arc<Decided>, bool, Upshot)> {
        let entries = self.judgements.entries();
        let ruled = entries.filter_map(|entry| {
            let upshot = self.judgements.upshot(entry, &|id| self.readings(id))?;
            Some((self.judgements.get(entry)?.clone(), self.stands(entry), upshot))
        });
        ruled.collect()
    }

    /// Every entry that takes back a decision, or such an entry.
    pub(super) fn undone(&self) -> impl Iterator<Item = &Retraction> {
        self.retractions.values().filter(|retraction| {
            let mut of = retraction.of;
            while let Some(earlier) = self.retractions.get(&of) {
                of = earlier.of;
            }
            self.judgements.get(of).is_some()
        })
    }

    /// The decisions by which claims of a document do not count that would lie in a cell.
    pub(super) fn rejected(&self, id: &DocumentId, cell: impl FnOnce() -> Cell) -> Vec<u64> {
        if !self.judgements.is_about(id) {
            return Vec::new();
        }
        let cell = cell();
        let library = |id: &DocumentId| self.readings(id);
        let rejected = self.judgements.rejected(id, &library, |entry| self.stands(entry));
        rejected.filter(|(_, claim)| cell_of(claim) == cell).map(|(entry, _)| entry).collect()
    }

    /// A decision, whether it stands or not.
    pub(super) fn decided(&self, entry: u64) -> Option<&Arc<Decided>> {
        self.judgements.get(entry)
    }
}

/// A claim in any reading of any document.
fn find(documents: &FxHashMap<DocumentId, Filed>, id: &ClaimId) -> Option<AsRead> {
    let members = documents.values().flat_map(|filed| &filed.readings).flat_map(|(_, members)| members);
    let member = members.into_iter().find(|member| &member.id == id)?;
    Some(AsRead { id: member.id.clone(), document: member.document.clone(), claim: member.claim.clone() })
}
