//! What people decided, and what of it bears on the claims as they are read now.

use super::fit::{Fit, fit, holds, identifies};
use crate::reconcile::Orders;
use materiel_model::{
    AsRead, Claim, ClaimId, Decided, DocumentId, Entity, Judged, Member, Named, PartyId, Slot, Slots, Stated, Value, Verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The decisions of the log, by entry, whether they were taken back or not.
#[derive(Clone, Debug, Default)]
pub(super) struct Judgements {
    all: BTreeMap<u64, Judgement>,
    /// The decisions that name claims of a document.
    about: HashMap<DocumentId, Vec<u64>>,
    /// The decisions that name claims by id alone, which no document was found for.
    loose: HashMap<ClaimId, Vec<u64>>,
    renames: BTreeSet<u64>,
}

#[derive(Clone, Debug)]
struct Judgement {
    decided: Arc<Decided>,
    /// The claims that the verdict names, with their documents where these could be found.
    claims: Vec<Named>,
}

/// The readings of a document: all of them, and the one that counts.
pub(super) struct Readings<'a> {
    pub(super) all: Vec<&'a [Arc<Member>]>,
    pub(super) latest: Option<&'a [Arc<Member>]>,
}

/// What a decision comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Upshot {
    /// What has become of each claim, in the order in which the verdict names them.
    pub(super) claims: Vec<Fit>,
    /// True when it has its effect.
    pub(super) holds: bool,
    /// Why it does not fit what is read any more.
    pub(super) misfit: Option<String>,
}

/// Gives the readings of a document.
pub(super) type Library<'a> = &'a dyn Fn(&DocumentId) -> Option<Readings<'a>>;

impl Judgements {
    /// Takes a decision. `whole` finds a claim that is named by id alone.
    pub(super) fn take(&mut self, decided: Decided, whole: impl Fn(&ClaimId) -> Option<AsRead>) {
        let entry = decided.entry;
        let claims = decided.decision.verdict.claims().into_iter().map(|named| match named {
            Named::Id(id) => whole(id).map_or_else(|| named.clone(), |read| Named::Read(Box::new(read))),
            Named::Read(_) => named.clone(),
        });
        let claims: Vec<Named> = claims.collect();
        for named in &claims {
            match named {
                Named::Read(read) => self.about.entry(read.document.clone()).or_default().push(entry),
                Named::Id(id) => self.loose.entry(id.clone()).or_default().push(entry),
            }
        }
        if matches!(decided.decision.verdict, Verdict::Rename { .. }) {
            self.renames.insert(entry);
        }
        self.all.insert(entry, Judgement { decided: Arc::new(decided), claims });
    }

    /// A decision by its entry.
    pub(super) fn get(&self, entry: u64) -> Option<&Arc<Decided>> {
        self.all.get(&entry).map(|judgement| &judgement.decided)
    }

    /// Every decision, the earliest first.
    pub(super) fn entries(&self) -> impl Iterator<Item = u64> + '_ {
        self.all.keys().copied()
    }

    /// The documents of the claims that a decision names; none for one that is about no claim.
    pub(super) fn documents(&self, entry: u64) -> impl Iterator<Item = &DocumentId> {
        self.all.get(&entry).into_iter().flat_map(|judgement| &judgement.claims).filter_map(Named::document)
    }

    /// The documents that people tied to this one, or split from it, by what they decided about what belongs together; itself among them.
    pub(super) fn tied_to(&self, document: &DocumentId) -> BTreeSet<DocumentId> {
        let about = self.about.get(document).into_iter().flatten();
        let ties = about.filter(|entry| self.get(**entry).is_some_and(|decided| ties(&decided.decision.verdict)));
        ties.flat_map(|entry| self.documents(*entry)).cloned().collect()
    }

    /// True when anybody decided anything about a document's claims.
    pub(super) fn is_about(&self, document: &DocumentId) -> bool {
        self.about.contains_key(document)
    }

    /// True when anybody decided anything about a claim without saying of which document.
    pub(super) fn has_loose(&self) -> bool {
        !self.loose.is_empty()
    }

    /// The decisions by which claims of a document do not count, with these claims.
    pub(super) fn rejected<'a>(
        &'a self,
        document: &DocumentId,
        library: Library<'a>,
        stands: impl Fn(u64) -> bool + 'a,
    ) -> impl Iterator<Item = (u64, &'a Claim)> {
        let about = self.about.get(document).into_iter().flatten().copied();
        about.filter_map(move |entry| {
            let judgement = self.all.get(&entry)?;
            match (&judgement.decided.decision.verdict, judgement.claims.first()) {
                (Verdict::Reject { .. }, Some(Named::Read(read))) if stands(entry) && self.upshot(entry, library)?.holds => {
                    Some((entry, &read.claim))
                }
                _ => None,
            }
        })
    }

    /// The entities that anybody renamed, or wanted to.
    pub(super) fn renamed(&self) -> Vec<&Entity> {
        let entities = self.renames.iter().filter_map(|entry| match &self.get(*entry)?.decision.verdict {
            Verdict::Rename { from, .. } => Some(from),
            _ => None,
        });
        entities.collect()
    }

    /// What a decision comes to.
    pub(super) fn upshot(&self, entry: u64, library: Library<'_>) -> Option<Upshot> {
        let judgement = self.all.get(&entry)?;
        let fits: Vec<Fit> = judgement
            .claims
            .iter()
            .map(|named| match named {
                // Nobody knows where it was read, so it is the claim of that id, if there is one.
                Named::Id(id) => Fit::Same(id.clone()),
                Named::Read(read) => match library(&read.document) {
                    Some(Readings { all, latest: Some(latest) }) => fit(read, latest, all.into_iter()),
                    _ => Fit::Silent,
                },
            })
            .collect();
        let member = |at: usize, id: &ClaimId| {
            let document = judgement.claims.get(at)?.document()?;
            library(document)?.latest?.iter().find(|member| &member.id == id).cloned()
        };
        let (holds, misfit) = judgement.weigh(&fits, member);
        Some(Upshot { claims: fits, holds, misfit })
    }

    /// The claims of a document's latest reading as people put them right: without those that were rejected. `least` says whether a
    /// claim counts that nobody looked at.
    pub(super) fn judge(
        &self,
        document: &DocumentId,
        latest: &[Arc<Member>],
        library: Library<'_>,
        stands: impl Fn(u64) -> bool,
        least: impl Fn(&Member) -> bool,
    ) -> Vec<Arc<Member>> {
        let renames = self.standing_renames(&stands);
        let mut entries: BTreeSet<u64> = self.about.get(document).into_iter().flatten().copied().collect();
        if !self.loose.is_empty() {
            entries.extend(latest.iter().filter_map(|member| self.loose.get(&member.id)).flatten());
        }
        entries.retain(|entry| stands(*entry));
        if entries.is_empty() && renames.is_empty() {
            return latest.iter().filter(|member| least(member)).cloned().collect();
        }
        let mut marks: HashMap<ClaimId, Marks<'_>> = HashMap::new();
        for entry in entries {
            let (Some(judgement), Some(upshot)) = (self.all.get(&entry), self.upshot(entry, library)) else { continue };
            if !upshot.holds {
                continue;
            }
            for (at, (named, fit)) in judgement.claims.iter().zip(&upshot.claims).enumerate() {
                let here = named.document().is_none_or(|other| other == document);
                if let (true, Some(id)) = (here, judgement.bears_on(fit)) {
                    marks.entry(id.clone()).or_default().add(entry, &judgement.decided.decision.verdict, at);
                }
            }
        }
        let judged = latest.iter().filter_map(|member| {
            let marks = marks.get(&member.id);
            if marks.is_some_and(|marks| marks.accepted == Some(false)) || (marks.is_none_or(Marks::is_empty) && !least(member)) {
                return None;
            }
            let renamed = renames.iter().any(|(_, from, _)| names(&member.claim.slots, from));
            if marks.is_none() && !renamed {
                return Some(member.clone());
            }
            Some(Arc::new(marks.map_or_else(|| Marks::default().apply(member, &renames), |marks| marks.apply(member, &renames))))
        });
        judged.collect()
    }

    fn standing_renames(&self, stands: impl Fn(u64) -> bool) -> Vec<(u64, &Entity, &Entity)> {
        let standing = self.renames.iter().filter(|entry| stands(**entry));
        let renames = standing.filter_map(|entry| match &self.get(*entry)?.decision.verdict {
            Verdict::Rename { from, to } => Some((*entry, from, to)),
            _ => None,
        });
        renames.collect()
    }

    /// What people decided about what belongs together: the later of two decisions about the same pair counts.
    pub(super) fn pairs(&self, library: Library<'_>, stands: impl Fn(u64) -> bool) -> Orders {
        let mut orders = Orders::default();
        for (entry, judgement) in self.all.iter().filter(|(_, judgement)| ties(&judgement.decided.decision.verdict)) {
            let Some(upshot) = self.upshot(*entry, library).filter(|upshot| upshot.holds && stands(*entry)) else { continue };
            let found: Vec<Option<&ClaimId>> = upshot.claims.iter().map(|fit| judgement.bears_on(fit)).collect();
            let join = matches!(judgement.decided.decision.verdict, Verdict::Join { .. });
            // All that are joined are joined with the first that is found; a split is one of the first from each of the others.
            let first = if join { found.iter().flatten().next().copied() } else { found.first().copied().flatten() };
            for (first, second) in first.into_iter().flat_map(|first| found.iter().skip(1).flatten().map(move |second| (first, *second))) {
                if first == second {
                    continue;
                }
                let (to, from) = if join { (&mut orders.joins, &mut orders.splits) } else { (&mut orders.splits, &mut orders.joins) };
                from.remove(&(first.clone(), second.clone()));
                from.remove(&(second.clone(), first.clone()));
                to.insert((first.clone(), second.clone()));
            }
        }
        orders
    }
}

impl Judgement {
    /// The claim that a decision bears on now, if what is read there is still what was decided about.
    fn bears_on<'a>(&self, fit: &'a Fit) -> Option<&'a ClaimId> {
        match fit {
            Fit::Same(id) => Some(id),
            Fit::Other(id, differences) => {
                let kind = self.claims.iter().find_map(|named| match named {
                    Named::Read(read) => Some(read.claim.kind),
                    Named::Id(_) => None,
                })?;
                let identity = differences.iter().any(|one| one.slot.is_none_or(|slot| identifies(kind, slot)));
                let slot_alone = matches!(self.decided.decision.verdict, Verdict::Correct { .. } | Verdict::Pin { .. });
                (slot_alone || !identity).then_some(id)
            }
            Fit::Unclear | Fit::Gone | Fit::Silent => None,
        }
    }

    /// Whether it has its effect, and why it does not fit any more. `member` finds what a claim is read as now.
    fn weigh(&self, fits: &[Fit], member: impl Fn(usize, &ClaimId) -> Option<Arc<Member>>) -> (bool, Option<String>) {
        let words = |fit: &Fit| match fit {
            Fit::Other(_, differences) => {
                let words: Vec<String> = differences.iter().map(super::fit::Difference::words).collect();
                Some(format!("the reader now says {}", words.join("; ")))
            }
            Fit::Unclear => Some("several claims have taken its place".to_owned()),
            Fit::Gone => Some("the reader no longer finds it".to_owned()),
            Fit::Same(_) | Fit::Silent => None,
        };
        let first = fits.first();
        match (&self.decided.decision.verdict, first) {
            (Verdict::Rename { .. }, _) => (true, None),
            (_, None) => (false, None),
            (Verdict::Accept { .. }, Some(fit)) => (matches!(fit, Fit::Same(_)), words(fit)),
            // What is no longer read need not be rejected.
            (Verdict::Reject { .. }, Some(fit)) => (matches!(fit, Fit::Same(_)), words(fit).filter(|_| *fit != Fit::Gone)),
            (Verdict::Correct { slot, values, .. }, Some(Fit::Other(id, differences))) => {
                // It is about one slot: what is read differently elsewhere is nothing to it.
                let fits = differences.iter().all(|one| one.slot != Some(*slot))
                    || member(0, id).is_some_and(|member| holds(&member.claim, *slot, values));
                (fits, words(&fits_slot(first, *slot)).filter(|_| !fits))
            }
            (Verdict::Pin { slot, value, .. }, Some(Fit::Other(id, _))) => {
                let says = |member: Arc<Member>| member.claim.slots.all(*slot).iter().any(|stated| &stated.value == value);
                let fits = member(0, id).is_some_and(says);
                (fits, words(&fits_slot(first, *slot)).filter(|_| !fits))
            }
            (Verdict::Correct { .. } | Verdict::Pin { .. }, Some(fit)) => (matches!(fit, Fit::Same(_)), words(fit)),
            (Verdict::Join { .. } | Verdict::Split { .. }, Some(_)) => {
                let found = fits.iter().filter(|fit| self.bears_on(fit).is_some()).count();
                let split = matches!(self.decided.decision.verdict, Verdict::Split { .. });
                let enough = found >= 2 && (!split || first.is_some_and(|fit| self.bears_on(fit).is_some()));
                let misfit = fits.iter().find(|fit| self.bears_on(fit).is_none() && **fit != Fit::Silent).and_then(words);
                (enough, misfit)
            }
        }
    }
}

/// The same with what differs in one slot only.
fn fits_slot(fit: Option<&Fit>, slot: Slot) -> Fit {
    match fit {
        Some(Fit::Other(id, differences)) => {
            Fit::Other(id.clone(), differences.iter().filter(|one| one.slot == Some(slot)).cloned().collect())
        }
        Some(fit) => fit.clone(),
        None => Fit::Gone,
    }
}

const fn ties(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Join { .. } | Verdict::Split { .. })
}

/// What people decided about one claim.
#[derive(Debug, Default)]
struct Marks<'a> {
    accepted: Option<bool>,
    slots: BTreeMap<Slot, &'a [Stated<Value>]>,
    judged: Judged,
}

impl<'a> Marks<'a> {
    fn add(&mut self, entry: u64, verdict: &'a Verdict, at: usize) {
        match verdict {
            Verdict::Accept { .. } => self.accepted = Some(true),
            Verdict::Reject { .. } => self.accepted = Some(false),
            Verdict::Correct { slot, values, .. } if at == 0 => {
                self.slots.insert(*slot, values);
            }
            Verdict::Pin { slot, .. } => self.judged.pinned.push((*slot, entry)),
            Verdict::Correct { .. } | Verdict::Join { .. } | Verdict::Split { .. } | Verdict::Rename { .. } => {}
        }
        if self.judged.entries.last() != Some(&entry) {
            self.judged.entries.push(entry);
        }
    }

    /// True when nobody found it right or put it right: then it counts as a claim that nobody looked at.
    fn is_empty(&self) -> bool {
        self.accepted.is_none() && self.slots.is_empty()
    }

    fn apply(&self, member: &Member, renames: &[(u64, &Entity, &Entity)]) -> Member {
        let mut member = Member { reviewed: self.accepted == Some(true), ..member.clone() };
        let mut judged = self.judged.clone();
        for (slot, values) in &self.slots {
            member.claim.slots.remove(*slot);
            values.iter().for_each(|stated| member.claim.slots.push(*slot, stated.clone()));
            judged.corrected.push(*slot);
        }
        for (entry, from, to) in renames {
            if names(&member.claim.slots, from) {
                rename(&mut member.claim.slots, from, to);
                judged.entries.push(*entry);
            }
        }
        judged.entries.sort_unstable();
        member.judged = Some(Box::new(judged));
        member
    }
}

/// True when any slot names an entity.
pub(super) fn names(slots: &Slots, entity: &Entity) -> bool {
    slots.iter().any(|(slot, values)| values.iter().any(|stated| is_named(slot, &stated.value, entity)))
}

fn is_named(slot: Slot, value: &Value, entity: &Entity) -> bool {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    match (value, entity) {
        (Value::Party(id), Entity::Party(other)) => id == other,
        // Makers and places that have no id stand as written.
        (Value::Text(words), Entity::Party(other)) => {
            use materiel_model::ValueSort as Sort;
            matches!(slot.sort(), Sort::Party | Sort::Parties) && other.body_name().is_some_and(|name| same(name, words))
        }
        (Value::Equipment(equipment), Entity::Equipment(other)) => match (&equipment.id, &other.id) {
            (Some(id), Some(other)) => id == other,
            (None, None) => same(&equipment.name, &other.name),
            _ => false,
        },
        _ => false,
    }
}

fn rename(slots: &mut Slots, from: &Entity, to: &Entity) {
    let touched: Vec<(Slot, Vec<Stated<Value>>)> = slots
        .iter()
        .filter(|(slot, values)| values.iter().any(|stated| is_named(*slot, &stated.value, from)))
        .map(|(slot, values)| (slot, values.to_vec()))
        .collect();
    for (slot, values) in touched {
        slots.remove(slot);
        for stated in values {
            let value = if is_named(slot, &stated.value, from) { in_place_of(&stated.value, to) } else { stated.value };
            slots.push(slot, Stated { value, ..stated });
        }
    }
}

fn in_place_of(value: &Value, to: &Entity) -> Value {
    match (value, to) {
        (Value::Text(_), Entity::Party(party)) => {
            party.body_name().map_or_else(|| Value::Party(PartyId::clone(party)), |name| Value::Text(name.to_owned()))
        }
        (_, Entity::Party(party)) => Value::Party(party.clone()),
        (_, Entity::Equipment(equipment)) => Value::Equipment(Box::new(equipment.clone())),
    }
}
