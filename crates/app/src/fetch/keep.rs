//! What is on the disk after a fetch: answers in the archive, documents and the log's word of them in the register, and what is remembered of each address.
//!
//! In: answers, documents that were read of them, and what is known of addresses. Out: the same, stored in batches. An address is remembered as read only
//! when what was read of it is stored.

use super::client::Answer;
use super::known::Known;
use super::take::Tally;
use crate::command::count;
use crate::outcome::Failure;
use crate::reading::Reader;
use materiel_model::{Archived, Document, DocumentId, Fetch, Moment, sha256_hex};
use materiel_store::archive::{Archive, Exchange};
use materiel_store::{Added, Reading, Store, Visit};
use std::collections::HashMap;
use std::io::Write;
use url::Url;

/// So many documents are stored at once.
const BATCH: usize = 16;

/// A document that waits to be stored.
pub(super) struct Pending {
    pub(super) document: Document,
    pub(super) fetch: Fetch,
    /// What is known of the address then: with the address itself, and the followed one that led there.
    pub(super) visit: Option<(Known, String, Option<String>)>,
}

/// Keeps what comes.
pub(super) struct Keeper<'a, 'o> {
    store: &'a mut Store,
    reader: &'a Reader,
    archive: Archive,
    /// The newest version of each page.
    newest: HashMap<String, (Moment, DocumentId)>,
    batch: Vec<Pending>,
    visits: Vec<Visit>,
    lines: Option<&'o mut (dyn Write + 'o)>,
}

impl<'a, 'o> Keeper<'a, 'o> {
    /// A line for each document that is stored goes to `lines`.
    pub(super) fn new(store: &'a mut Store, reader: &'a Reader, lines: Option<&'o mut (dyn Write + 'o)>) -> Result<Self, Failure> {
        let archive = Archive::of(store.path(), &Reader::version());
        let mut newest: HashMap<String, (Moment, DocumentId)> = HashMap::new();
        for version in store.fetched()? {
            let seen = (version.fetch.at, version.document);
            match newest.get_mut(&version.fetch.page) {
                Some(before) if *before >= seen => {}
                Some(before) => *before = seen,
                None => {
                    newest.insert(version.fetch.page, seen);
                }
            }
        }
        Ok(Self { store, reader, archive, newest, batch: Vec::new(), visits: Vec::new(), lines })
    }

    /// What is known of an address, and when it was last asked for: in this run or before.
    pub(super) fn known(&self, address: &str) -> Result<Option<(Known, Moment)>, Failure> {
        match self.visits.iter().rev().find(|visit| visit.address == address) {
            Some(visit) => Ok(Some((Known::of(visit), visit.at))),
            None => Ok(Known::read(self.store, address)?),
        }
    }

    /// What is known of the addresses that a followed one named.
    pub(super) fn known_via(&self, followed: &str) -> Result<Vec<(String, Known)>, Failure> {
        Ok(self.store.visits_via(followed)?.into_iter().map(|visit| (visit.address.clone(), Known::of(&visit))).collect())
    }

    /// Remembers what is known of an address, with the next batch.
    pub(super) fn remember(&mut self, visit: Visit) {
        self.visits.push(visit);
    }

    /// Keeps an answer in the archive, unless it is what was kept before or says that nothing has changed. Gives its place and its body's digest.
    pub(super) fn archive(&mut self, url: &Url, answer: &Answer, before: Option<&str>) -> Result<Option<(Archived, String)>, Failure> {
        let sha256 = sha256_hex(&answer.sent);
        if answer.status == 304 || before == Some(sha256.as_str()) {
            return Ok(None);
        }
        let exchange = Exchange {
            address: url.as_str(),
            at: answer.at,
            ip: None,
            request: &answer.request,
            head: &answer.head(),
            body: &answer.sent,
            truncated: answer.truncated,
        };
        Ok(Some((self.archive.keep(&exchange)?, sha256)))
    }

    /// Has a document stored with the next batch.
    pub(super) fn hold(&mut self, pending: Pending) {
        self.batch.push(pending);
    }

    /// True when there is enough for a batch.
    pub(super) fn is_full(&self) -> bool {
        self.batch.len() >= BATCH
    }

    /// Reads and stores what waits, and counts it.
    pub(super) fn flush(&mut self, tally: &mut Tally) -> Result<(), Failure> {
        let now = Moment::new(jiff::Timestamp::now());
        let batch = std::mem::take(&mut self.batch);
        let ids: Vec<DocumentId> = batch.iter().map(|pending| pending.document.id()).collect();
        let mut stored = self.add(&batch, &ids, now)?;
        let mut fetched = Vec::new();
        let mut lines = Vec::new();
        for (pending, id) in batch.iter().zip(&ids) {
            let Fetch { page, address, at, .. } = &pending.fetch;
            let before = self.newest.get(page).map(|(_, before)| before.clone());
            let changed = before.as_ref() != Some(id);
            if changed {
                self.newest.insert(page.clone(), (*at, id.clone()));
                fetched.push((id.clone(), pending.fetch.clone()));
            }
            let new = stored.remove(id);
            tally.stored += usize::from(new.is_some());
            tally.claims += new.unwrap_or(0);
            match before.filter(|_| changed) {
                Some(before) => {
                    tally.versions += 1;
                    lines.push(format!("new version {id} of {before} {address}: {}", count(new.unwrap_or(0), "claim")));
                }
                None if new.is_some() => lines.push(format!("stored {id} {address}: {}", count(new.unwrap_or(0), "claim"))),
                None => tally.unchanged += 1,
            }
        }
        self.store.add_fetched(&fetched, now)?;
        self.visits.extend(batch.into_iter().filter_map(|pending| {
            let (known, address, via) = pending.visit?;
            Some(known.visit(&address, pending.fetch.at, via.as_deref()))
        }));
        self.store.remember_visits(&std::mem::take(&mut self.visits))?;
        if let Some(out) = self.lines.as_mut() {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            // Whoever reads these lines may rely on them: all of it is on the disk.
            out.flush()?;
        }
        Ok(())
    }

    /// Reads the documents that are new and stores them. Gives how many claims each of those has.
    fn add(&mut self, batch: &[Pending], ids: &[DocumentId], now: Moment) -> Result<HashMap<DocumentId, usize>, Failure> {
        let mut fresh: Vec<Document> = Vec::new();
        for (pending, id) in batch.iter().zip(ids) {
            if !self.store.has(id)? && !fresh.iter().any(|other| other.id() == *id) {
                fresh.push(pending.document.clone());
            }
        }
        if fresh.is_empty() {
            return Ok(HashMap::new());
        }
        let claims = self.reader.read_all(&fresh);
        let hash = self.reader.knowledge_hash();
        let reading = |(document, claims)| Reading { document, reader: Reader::version(), knowledge_hash: hash.clone(), claims };
        let readings: Vec<Reading> = fresh.into_iter().zip(claims).map(reading).collect();
        let stored = self.store.add(&readings, now)?.into_iter().filter_map(|added| match added {
            Added::Stored(id, claims) => Some((id, claims)),
            Added::AlreadyThere(_) => None,
        });
        Ok(stored.collect())
    }
}
