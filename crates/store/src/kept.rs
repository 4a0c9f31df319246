//! A record as the projection keeps it: its claims by their places in the log, not once more in full.
//!
//! In: a [`Record`] and where its claims were read. Out: a short text. And back: what the log says at these places, put together again.

use crate::pack::Unpacker;
use crate::{Store, StoreError};
use materiel_model::{ClaimId, Correction, Decided, DocumentId, Event, Join, Kind, Member, Reason, Record, RecordId, Superseded};
use materiel_register::{Register, members_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is left out is as it is in a record of one claim.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "m")]
    members: Vec<KeptMember>,
    /// By the places of claims among the members.
    #[serde(rename = "j", default, skip_serializing_if = "Vec::is_empty")]
    joins: Vec<KeptJoin>,
    /// Each document by the place of a claim of it.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    voices: Vec<Vec<usize>>,
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    heard: Vec<usize>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<(usize, usize, bool)>,
    /// The documents that are earlier versions of a page, with the newest ones, which need not speak of the record.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    superseded: Vec<(usize, DocumentId)>,
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<u64>,
}

/// Claims by their places among the members, and the reasons why they were brought in, with their points.
type KeptJoin = (Vec<usize>, Vec<(i32, String)>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptMember {
    /// The number of the entry that says so, and the claim's place among those that it says, each counted once.
    Read(u64, usize),
    /// With what people decided about it.
    Whole(Box<Member>),
}

/// A record as a short text. What its claims say is in the log, as the register was folded from it.
pub(crate) fn keep(record: &Record, register: &Register) -> String {
    let by_id: HashMap<&ClaimId, usize> = record.members.iter().enumerate().map(|(at, member)| (&member.id, at)).collect();
    let mut by_document: HashMap<&DocumentId, usize> = HashMap::new();
    for (at, member) in record.members.iter().enumerate() {
        by_document.entry(&member.document).or_insert(at);
    }
    // A record names only claims and documents of its own.
    let claim = |id: &ClaimId| by_id.get(id).copied().unwrap_or(usize::MAX);
    let document = |id: &DocumentId| by_document.get(id).copied().unwrap_or(usize::MAX);
    let alone = record.members.len() == 1;
    let reasons = |join: &Join| join.reasons.iter().map(|reason| (reason.points, reason.words.clone())).collect();
    let kept = Kept {
        members: record
            .members
            .iter()
            .map(|member| match register.place_of(member) {
                Some((entry, place)) => KeptMember::Read(entry, place),
                None => KeptMember::Whole(Box::new(member.as_ref().clone())),
            })
            .collect(),
        joins: if alone && record.joins.iter().all(|join| join.reasons.is_empty()) {
            Vec::new()
        } else {
            record.joins.iter().map(|join| (join.claims.iter().map(claim).collect(), reasons(join))).collect()
        },
        voices: if alone { Vec::new() } else { record.voices.iter().map(|voice| voice.iter().map(document).collect()).collect() },
        heard: if alone { Vec::new() } else { record.heard.clone() },
        corrections: record.corrections.iter().map(|one| (claim(&one.claim), claim(&one.by), one.whole)).collect(),
        superseded: record.superseded.iter().map(|one| (document(&one.document), one.by.clone())).collect(),
        decisions: record.decisions.iter().map(|decided| decided.entry).collect(),
    };
    // Plain values always serialise.
    serde_json::to_string(&kept).unwrap_or_default()
}

/// So many readings are remembered at most.
const REMEMBERED: usize = 20_000;

/// Puts records together again from what the projection keeps and what the log says.
pub(crate) struct Shelf<'a> {
    store: &'a Store,
    unpacker: Unpacker,
    readings: HashMap<u64, Vec<Arc<Member>>>,
    decided: BTreeMap<u64, Arc<Decided>>,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Self { store, unpacker: Unpacker::new(), readings: HashMap::new(), decided: BTreeMap::new() }
    }

    /// The text that a column has, deflated or not.
    pub(crate) fn text(&mut self, value: rusqlite::types::Value) -> Result<String, StoreError> {
        match value {
            rusqlite::types::Value::Text(text) => Ok(text),
            rusqlite::types::Value::Blob(packed) => self.unpacker.unpack(&packed).map_err(|error| self.store.unreadable(&error)),
            _ => Err(self.store.unreadable(&"a record is missing")),
        }
    }

    /// True when a record that was kept as a text has a claim of a document, whose readings are these entries.
    pub(crate) fn may_name(&self, kept: &str, entries: &[i64], document: &DocumentId) -> Result<bool, StoreError> {
        #[derive(Deserialize)]
        struct Named {
            #[serde(rename = "m")]
            members: Vec<KeptMember>,
        }
        let kept: Named = serde_json::from_str(kept).map_err(|error| self.store.unreadable(&error))?;
        Ok(kept.members.iter().any(|member| match member {
            KeptMember::Read(entry, _) => i64::try_from(*entry).is_ok_and(|entry| entries.contains(&entry)),
            KeptMember::Whole(member) => member.document == *document,
        }))
    }

    /// The record that was kept as a text.
    pub(crate) fn record(&mut self, id: RecordId, kind: Kind, kept: &str) -> Result<Record, StoreError> {
        let kept: Kept = serde_json::from_str(kept).map_err(|error| self.store.unreadable(&error))?;
        let missing = || self.store.unreadable(&format_args!("{id} names what is not there"));
        let mut members = Vec::with_capacity(kept.members.len());
        for member in kept.members {
            members.push(match member {
                KeptMember::Whole(member) => Arc::from(member),
                KeptMember::Read(entry, place) => self.reading(entry)?.get(place).cloned().ok_or_else(missing)?,
            });
        }
        let claim = |at: &usize| members.get(*at).map(|member: &Arc<Member>| member.id.clone()).ok_or_else(missing);
        let document = |at: &usize| members.get(*at).map(|member: &Arc<Member>| member.document.clone()).ok_or_else(missing);
        let mut joins = Vec::with_capacity(kept.joins.len());
        for (claims, reasons) in &kept.joins {
            let reasons = reasons.iter().map(|(points, words)| Reason { points: *points, words: words.clone() }).collect();
            joins.push(Join { claims: claims.iter().map(claim).collect::<Result<_, _>>()?, reasons });
        }
        if joins.is_empty() {
            joins.push(Join { claims: members.iter().map(|member| member.id.clone()).collect(), reasons: Vec::new() });
        }
        let voices = if kept.voices.is_empty() { &[vec![0]][..] } else { &kept.voices };
        let voices = voices.iter().map(|voice| voice.iter().map(document).collect()).collect::<Result<_, _>>()?;
        let corrections = kept.corrections.iter().map(|(one, by, whole)| {
            let (claim, by) = (claim(one)?, claim(by)?);
            Ok::<_, StoreError>(Correction { claim, by, whole: *whole })
        });
        let corrections = corrections.collect::<Result<_, _>>()?;
        let superseded = kept.superseded.iter().map(|(at, by)| Ok::<_, StoreError>(Superseded { document: document(at)?, by: by.clone() }));
        let superseded = superseded.collect::<Result<_, _>>()?;
        let heard = if kept.heard.is_empty() { vec![0] } else { kept.heard };
        let decisions = kept.decisions.iter().map(|entry| self.decided(*entry)).collect::<Result<_, _>>()?;
        Ok(Record { id, kind, members, joins, voices, heard, corrections, superseded, decisions })
    }

    /// The claims that an entry says were read, each once.
    fn reading(&mut self, entry: u64) -> Result<&[Arc<Member>], StoreError> {
        if !self.readings.contains_key(&entry) {
            if self.readings.len() >= REMEMBERED {
                self.readings.clear();
            }
            let Some(Event::ClaimsRead { document, claims, .. }) = self.store.entry_numbered(entry)?.map(|entry| entry.event) else {
                return Err(self.store.unreadable(&format_args!("entry {entry} is no reading")));
            };
            let Some(document) = self.store.document(&document)? else {
                return Err(self.store.unreadable(&format_args!("the document of entry {entry} is missing")));
            };
            self.readings.insert(entry, members_of(&document, claims));
        }
        Ok(self.readings.get(&entry).map_or(&[], Vec::as_slice))
    }

    fn decided(&mut self, entry: u64) -> Result<Arc<Decided>, StoreError> {
        if let Some(decided) = self.decided.get(&entry) {
            return Ok(decided.clone());
        }
        match self.store.entry_numbered(entry)? {
            Some(materiel_model::Entry { number, at, event: Event::Decided { decision } }) => {
                let decided = Arc::new(Decided { entry: number, at, decision });
                self.decided.insert(entry, decided.clone());
                Ok(decided)
            }
            _ => Err(self.store.unreadable(&format_args!("entry {entry} is no decision"))),
        }
    }
}
