//! What is new about records since somebody last looked at them.
//!
//! In: what was remembered of records, and records. Out: what changed, and what to remember now. A record has changed when it says
//! something that it did not say before; that another copy of the same text came in, or another voice with the same story, is no change.

use super::list::{ListRow, list_row};
use super::quote::{Library, Quote, sentence_of};
use crate::reconcile::{Step, choose, history, implies};
use materiel_model::{ClaimId, Document, DocumentId, Member, PartialDate, Polarity, Quantity, Record, Slot, Value, ValueSort, sha256_hex};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many sentences are given with a change.
const QUOTES: usize = 3;

/// What is remembered of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The record as it was.
    pub row: ListRow,
    /// Digests of its claims, their documents and their sentences.
    claims: BTreeSet<u64>,
    documents: BTreeSet<u64>,
    sentences: BTreeSet<u64>,
    /// What was said in each slot that tells of changes, what was shown first.
    values: BTreeMap<Slot, Vec<Value>>,
    steps: Vec<SeenStep>,
}

/// A step of a history as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SeenStep {
    stage: Value,
    polarity: Polarity,
    corrected: bool,
    #[serde(default)]
    superseded: bool,
    date: Option<PartialDate>,
}

/// Something new about a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewsRow {
    /// What happened to the record.
    pub event: NewsEvent,
    /// The record as it is now; as it was, if it is gone.
    pub row: ListRow,
    /// What changed, if it was there before.
    pub changes: Vec<NewsChange>,
    /// The sentences that say so, from the claims that are new.
    pub quotes: Vec<Quote>,
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsEvent {
    /// It was not there before.
    New,
    /// It says something else, or something more.
    Changed,
    /// It is there, but it is no longer like what was asked for.
    Left,
    /// None of its claims counts any more.
    Gone,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsChange {
    /// What differs: a slot, `stage`, `step`, `delivered`, `reviewed` or `voices`.
    pub what: String,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is; absent where it is no longer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// True when the new value contradicts the one that is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
}

/// Whether a further voice that tells the same is a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// What is said counts, not by how many.
    Words,
    /// A further independent voice counts too; copies are no voices.
    Voices,
}

/// Finds the records of which something holds, among all that there are.
pub type Elsewhere<'a> = &'a mut dyn FnMut(&dyn Fn(&Record) -> bool) -> Vec<Record>;

/// What is new: `before` is what was remembered, `records` are those that are like what is asked for, `elsewhere` finds those that hold any of
/// some claims but are not. Gives the news, and what to remember.
pub fn news(before: &[Seen], records: &[Record], elsewhere: Elsewhere<'_>, heed: Heed, library: Library<'_>) -> (Vec<NewsRow>, Vec<Seen>) {
    let mut by_claim: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, seen) in before.iter().enumerate() {
        for claim in &seen.claims {
            by_claim.entry(*claim).or_default().push(at);
        }
    }
    let mut found: BTreeSet<usize> = BTreeSet::new();
    let mut rows = Vec::new();
    let mut remember = Vec::with_capacity(records.len());
    for record in records {
        let now = see(record, library);
        let known: BTreeSet<usize> = now.claims.iter().filter_map(|claim| by_claim.get(claim)).flatten().copied().collect();
        let earlier: Vec<&Seen> = known.iter().filter_map(|at| before.get(*at)).collect();
        rows.extend(about(&earlier, &now, record, heed, library));
        found.extend(known);
        remember.push(now);
    }
    let missing: Vec<&Seen> = before.iter().enumerate().filter(|(at, _)| !found.contains(at)).map(|(_, seen)| seen).collect();
    if !missing.is_empty() {
        let claims: BTreeSet<u64> = missing.iter().flat_map(|seen| seen.claims.iter().copied()).collect();
        let others = elsewhere(&|record| record.members.iter().any(|member| claims.contains(&digest(member.id.as_str()))));
        let others: Vec<(Seen, &Record)> = others.iter().map(|record| (see(record, library), record)).collect();
        for seen in missing {
            match others.iter().find(|(other, _)| !other.claims.is_disjoint(&seen.claims)) {
                Some((now, _)) => {
                    let changes = changes(&[seen], now, heed);
                    rows.push(NewsRow { event: NewsEvent::Left, row: now.row.clone(), changes, quotes: Vec::new() });
                }
                None => rows.push(NewsRow { event: NewsEvent::Gone, row: seen.row.clone(), changes: Vec::new(), quotes: Vec::new() }),
            }
        }
    }
    (rows, remember)
}

/// What is new about one record.
fn about(earlier: &[&Seen], now: &Seen, record: &Record, heed: Heed, library: Library<'_>) -> Option<NewsRow> {
    let all = |of: fn(&Seen) -> &BTreeSet<u64>| -> BTreeSet<u64> { earlier.iter().flat_map(|seen| of(seen).iter().copied()).collect() };
    let (claims, documents, sentences) = (all(|seen| &seen.claims), all(|seen| &seen.documents), all(|seen| &seen.sentences));
    let mut texts = HashMap::new();
    let fresh: Vec<&Member> = record
        .members
        .iter()
        .map(AsRef::as_ref)
        .filter(|member| !claims.contains(&digest(member.id.as_str())))
        // The words of a sentence that was seen are no news in another document; a new reading of the same document may be.
        .filter(|member| {
            documents.contains(&digest(member.document.as_str()))
                || sentence(member, &mut texts, library).is_none_or(|sentence| !sentences.contains(&sentence))
        })
        .collect();
    let quotes = || fresh.iter().filter_map(|member| sentence_of(record, member, library)).take(QUOTES).collect();
    if earlier.is_empty() {
        return Some(NewsRow { event: NewsEvent::New, row: now.row.clone(), changes: Vec::new(), quotes: quotes() });
    }
    let lost = claims.iter().any(|claim| !now.claims.contains(claim));
    let reviewed = earlier.iter().any(|seen| seen.row.reviewed != now.row.reviewed);
    let corrected = now.steps.iter().any(|step| step.corrected && !earlier.iter().any(|seen| seen.steps.contains(step)));
    // Where no claim came or went, what differs was decided by somebody: a value was pinned, a name put right.
    let copies = fresh.is_empty() && now.claims.iter().any(|claim| !claims.contains(claim));
    if copies && !lost && !reviewed && !corrected {
        return None;
    }
    let changes = changes(earlier, now, heed);
    (!changes.is_empty()).then(|| NewsRow { event: NewsEvent::Changed, row: now.row.clone(), changes, quotes: quotes() })
}

fn changes(earlier: &[&Seen], now: &Seen, heed: Heed) -> Vec<NewsChange> {
    let mut out = Vec::new();
    // Where two records became one, the one with more claims is what it was.
    let Some(last) = earlier.iter().max_by_key(|seen| seen.claims.len()) else { return out };
    let change = |what: &str, from: Option<String>, to: Option<String>| NewsChange { what: what.to_owned(), from, to, conflict: false };
    if last.row.stage != now.row.stage {
        out.push(change("stage", last.row.stage.clone(), now.row.stage.clone()));
    }
    let steps: Vec<&SeenStep> = earlier.iter().flat_map(|seen| &seen.steps).collect();
    for step in now.steps.iter().filter(|step| !steps.iter().any(|known| tells(known, step))) {
        out.push(change("step", None, Some(step.words())));
    }
    for (slot, values) in &now.values {
        let known: Vec<&Value> = earlier.iter().filter_map(|seen| seen.values.get(slot)).flatten().collect();
        let shown = last.values.get(slot).and_then(|values| values.first());
        let (Some(first), rest) = (values.first(), values.get(1..).unwrap_or_default()) else { continue };
        if shown.is_none_or(|shown| !same(shown, first) && !implies(shown, first)) {
            out.push(change(slot.as_str(), shown.map(Value::display), Some(first.display())));
        }
        let fresh = |value: &&Value| {
            !matches!(value, Value::Equipment(_)) && !known.iter().any(|known| same(known, value) || implies(known, value))
        };
        for value in rest.iter().filter(fresh).filter(|value| !implies(first, value)) {
            let conflict = slot.sort() != ValueSort::Parties && !crate::reconcile::agree(first, value);
            out.push(NewsChange { conflict, ..change(slot.as_str(), None, Some(value.display())) });
        }
    }
    for (slot, values) in &last.values {
        for value in values.iter().filter(|_| slot.sort() != ValueSort::Equipment) {
            let still = now.values.get(slot).is_some_and(|values| values.iter().any(|one| same(one, value) || implies(one, value)));
            let told = out.iter().any(|one| one.what == slot.as_str() && one.from.as_deref() == Some(&value.display()));
            if !still && !told {
                out.push(change(slot.as_str(), Some(value.display()), None));
            }
        }
    }
    if last.row.delivered != now.row.delivered {
        let number = |quantity: Option<Quantity>| quantity.map(|quantity| Value::Quantity(quantity).display());
        out.push(change("delivered", number(last.row.delivered), number(now.row.delivered)));
    }
    if last.row.reviewed != now.row.reviewed {
        out.push(change("reviewed", Some(last.row.reviewed.as_str().to_owned()), Some(now.row.reviewed.as_str().to_owned())));
    }
    if heed == Heed::Voices && last.row.voices != now.row.voices {
        out.push(change("voices", Some(last.row.voices.to_string()), Some(now.row.voices.to_string())));
    }
    out
}

impl SeenStep {
    fn of(step: &Step) -> Self {
        Self { stage: step.stage.clone(), polarity: step.polarity, corrected: step.corrected, superseded: step.superseded, date: step.date }
    }

    fn words(&self) -> String {
        let not = if self.polarity == Polarity::Denied { "not " } else { "" };
        let date = self.date.map(|date| format!(" {date}")).unwrap_or_default();
        let corrected = match (self.corrected, self.superseded) {
            (true, _) => ", corrected",
            (false, true) => ", no longer said",
            (false, false) => "",
        };
        format!("{not}{}{date}{corrected}", self.stage.display())
    }
}

/// True when a known step says all that another one says.
fn tells(known: &SeenStep, step: &SeenStep) -> bool {
    let dated = step.date.is_none_or(|date| known.date.is_some_and(|known| date.covers(known)));
    known.stage == step.stage
        && known.polarity == step.polarity
        && known.corrected == step.corrected
        && known.superseded == step.superseded
        && dated
}

/// True when two values differ in their writing only.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Equipment(a), Value::Equipment(b)) => match (&a.id, &b.id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => a.name.to_lowercase() == b.name.to_lowercase(),
            _ => false,
        },
        (Value::Text(a), Value::Text(b)) => a.to_lowercase() == b.to_lowercase(),
        _ => a == b,
    }
}

/// What is to be remembered of a record.
fn see(record: &Record, library: Library<'_>) -> Seen {
    let mut texts = HashMap::new();
    // Dates stand in the steps; the words that a record is about are told differently by everybody.
    let telling = |slot: &&Slot| !matches!(slot, Slot::Stage | Slot::Status | Slot::Date) && slot.sort() != ValueSort::Text;
    let values = record.kind.slots().iter().filter(telling).filter_map(|slot| {
        let said = choose(record, *slot)?
            .said
            .into_iter()
            .filter(|said| !said.denied && !said.corrected && !said.superseded)
            .map(|said| said.value);
        Some((*slot, said.collect::<Vec<_>>()))
    });
    Seen {
        row: list_row(record),
        claims: record.members.iter().map(|member| digest(member.id.as_str())).collect(),
        documents: record.members.iter().map(|member| digest(member.document.as_str())).collect(),
        sentences: record.members.iter().filter_map(|member| sentence(member, &mut texts, library)).collect(),
        values: values.filter(|(_, values)| !values.is_empty()).collect(),
        steps: history(record).iter().map(SeenStep::of).collect(),
    }
}

/// The digest of a claim's sentence, white space folded. `None` when the document is not in the library.
fn sentence(member: &Member, texts: &mut HashMap<DocumentId, Option<Document>>, library: Library<'_>) -> Option<u64> {
    let document = texts.entry(member.document.clone()).or_insert_with(|| library(&member.document)).as_ref()?;
    let words: Vec<&str> = member.claim.evidence.of(&document.text).split_whitespace().collect();
    Some(digest(&sha256_hex(words.join(" ").to_lowercase().as_bytes())))
}

/// The first 16 hexadecimal digits as a number.
fn digest(hex: &str) -> u64 {
    hex.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

impl Seen {
    /// True when a claim was among those that were seen.
    pub fn has(&self, claim: &ClaimId) -> bool {
        self.claims.contains(&digest(claim.as_str()))
    }
}
