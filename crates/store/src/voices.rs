//! Whose voice new documents speak with, and whose voice is another for that.
//!
//! In: whose voice each document spoke with before, and the bands by which copies are found. Out: the documents whose voice is another now. A document
//! speaks with the voice of the first that has one of its own and is a copy of it. So only those that share a band with a document whose voice is
//! another are held against it, and of these only those that may lead it or follow it: copies of copies are left where they are.

use crate::StoreError;
use crate::asked::Reading;
use crate::written::band_key;
use materiel_model::DocumentId;
use materiel_register::Register;
use materiel_register::reconcile::Sketch;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// When more documents than this are held against one another, it is left to the whole fold.
const CROWD: usize = 2000;

/// Whose voices are others now that there are new documents: each with its leader. `None` when too many may be copies of these.
pub(crate) fn voices(db: &Reading<'_>, fresh: &Register, new: &HashMap<DocumentId, i64>) -> Result<Option<Vec<(i64, i64)>>, StoreError> {
    let mut heard = Heard { db, ids: HashMap::new(), sketches: HashMap::new(), new: HashMap::new(), leaders: HashMap::new() };
    let mut pending: BTreeSet<(DocumentId, i64)> = BTreeSet::new();
    for (id, number) in new {
        let Some(sketch) = fresh.sketch(id) else { continue };
        for band in sketch.bands() {
            heard.new.entry(band_key(*band)).or_default().push(*number);
        }
        heard.sketches.insert(*number, Some(Rc::new(sketch.clone())));
        heard.ids.insert(*number, Some(id.clone()));
        heard.leaders.insert(*number, None);
        pending.insert((id.clone(), *number));
    }
    let mut changed = BTreeMap::new();
    // Each bears only on those behind it in the order.
    while let Some((id, number)) = pending.pop_first() {
        let (was, near) = (heard.leader(number)?, heard.near(number)?);
        let now = heard.first_copy(&id, number, &near)?.unwrap_or(number);
        if was == Some(now) {
            continue;
        }
        heard.leaders.insert(number, Some(now));
        changed.insert(number, now);
        for other in near {
            if (was == Some(number) && heard.leader(other)? == was) || (now == number && heard.follows(other, &id, number)?) {
                pending.extend(heard.id(other)?.map(|id| (id, other)));
            }
        }
        if heard.sketches.len() > CROWD {
            return Ok(None);
        }
    }
    let mut out = Vec::new();
    for (number, now) in changed {
        if now != db.leader_of(number)? {
            out.push((number, now));
        }
    }
    Ok(Some(out))
}

/// What was asked of documents so far.
struct Heard<'a> {
    db: &'a Reading<'a>,
    ids: HashMap<i64, Option<DocumentId>>,
    sketches: HashMap<i64, Option<Rc<Sketch>>>,
    /// The new ones, by their bands.
    new: HashMap<i64, Vec<i64>>,
    /// Whose voice each speaks with, as far as that is not what the projection says; none of a new one while it is not known.
    leaders: HashMap<i64, Option<i64>>,
}

impl Heard<'_> {
    fn id(&mut self, number: i64) -> Result<Option<DocumentId>, StoreError> {
        if !self.ids.contains_key(&number) {
            self.ids.insert(number, self.db.called(number)?);
        }
        Ok(self.ids.get(&number).cloned().flatten())
    }

    fn sketch(&mut self, number: i64) -> Result<Option<Rc<Sketch>>, StoreError> {
        if !self.sketches.contains_key(&number) {
            let document = self.db.document(number)?;
            self.sketches.insert(number, document.map(|document| Rc::new(Sketch::of(&document.text))));
        }
        Ok(self.sketches.get(&number).cloned().flatten())
    }

    fn leader(&self, number: i64) -> Result<Option<i64>, StoreError> {
        match self.leaders.get(&number) {
            Some(leader) => Ok(*leader),
            None => self.db.leader_of(number).map(Some),
        }
    }

    fn are_copies(&mut self, one: i64, other: i64) -> Result<bool, StoreError> {
        let (one, other) = (self.sketch(one)?, self.sketch(other)?);
        Ok(one.is_some_and(|one| other.is_some_and(|other| one.is_copy_of(&other))))
    }

    /// The documents that share a band with one.
    fn near(&mut self, number: i64) -> Result<BTreeSet<i64>, StoreError> {
        let Some(sketch) = self.sketch(number)? else { return Ok(BTreeSet::new()) };
        let mut out = BTreeSet::new();
        for band in sketch.bands().iter().map(|band| band_key(*band)) {
            out.extend(self.db.integers("SELECT document FROM band WHERE band = ?1", &[&band])?);
            out.extend(self.new.get(&band).into_iter().flatten());
        }
        out.remove(&number);
        Ok(out)
    }

    /// The first document before one that has a voice of its own and is a copy of it.
    fn first_copy(&mut self, id: &DocumentId, number: i64, near: &BTreeSet<i64>) -> Result<Option<i64>, StoreError> {
        let mut before: BTreeMap<DocumentId, i64> = BTreeMap::new();
        for other in near.iter().copied() {
            if self.leader(other)? == Some(other) {
                before.extend(self.id(other)?.filter(|other| other < id).map(|id| (id, other)));
            }
        }
        for leader in before.into_values() {
            if self.are_copies(leader, number)? {
                return Ok(Some(leader));
            }
        }
        Ok(None)
    }

    /// True of a document that has to follow one, which has a voice of its own now: it stands behind it in the order, and behind it stands whom it
    /// followed so far.
    fn follows(&mut self, other: i64, id: &DocumentId, number: i64) -> Result<bool, StoreError> {
        let behind = |of: Option<DocumentId>| of.is_some_and(|of| of > *id);
        if !behind(self.id(other)?) {
            return Ok(false);
        }
        let may = match self.leader(other)? {
            Some(leader) => behind(self.id(leader)?),
            None => true,
        };
        Ok(may && self.are_copies(other, number)?)
    }
}
