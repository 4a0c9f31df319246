//! One decision: the claims that it names are found, what it would change is shown, and it is stored.

use super::value;
use crate::cli::{ReviewCommand, Who};
use crate::command::{library, now};
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::reading::Reader;
use materiel_model::{AsRead, Decision, Entity, Entry, Event, Member, Named, PartyId, Record, Slot, Stated, Value, ValueSort, Verdict};
use materiel_register::Cut;
use materiel_register::view::{DiffRow, Held, Snapshot, decisions, diff};
use materiel_store::{Store, Trial};
use std::io::Write;

/// The register with its records, in which claims and records are looked up.
pub(super) struct Register<'a> {
    register: &'a materiel_register::Register,
    records: Vec<Record>,
}

impl<'a> Register<'a> {
    pub(super) fn of(register: &'a materiel_register::Register) -> Self {
        Self { register, records: register.records().collect() }
    }

    /// A part of the register: some documents, and the records that are spoken of.
    const fn of_some(register: &'a materiel_register::Register, records: Vec<Record>) -> Self {
        Self { register, records }
    }

    /// The records, as they are now.
    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }
}

fn bad<T>(words: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Other(words.into()))
}

/// The claim that an id or its beginning means.
pub(super) fn claim_id(register: &Register<'_>, digits: &str) -> Result<AsRead, Failure> {
    const FEWEST: usize = 4;
    let hex = digits.len() >= FEWEST && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !hex {
        return bad(format!(
            "`{digits}` is no claim's id, nor its first {FEWEST} digits or more; `materiel show` and `materiel review` show them"
        ));
    }
    let mut found = register.register.as_read(digits);
    match found.len() {
        0 => bad(format!("no claim that is read begins with {digits}")),
        1 => Ok(found.swap_remove(0)),
        many => {
            let ids: Vec<&str> = found.iter().take(6).map(|read| &read.id.as_str()[..12]).collect();
            bad(format!("{many} claims begin with {digits}: {}{}", ids.join(", "), if many > 6 { ", …" } else { "" }))
        }
    }
}

/// The claims of the record that an id or its beginning means; none where it is no record's id.
pub(super) fn record_claims(register: &Register<'_>, id: &str) -> Option<Result<Vec<AsRead>, Failure>> {
    Some(record(register, id)?.map(|record| record.members.iter().filter_map(|member| read(register, member)).collect()))
}

fn record<'a>(register: &'a Register<'_>, id: &str) -> Option<Result<&'a Record, Failure>> {
    if id.as_bytes().get(1) != Some(&b'-') {
        return None;
    }
    let records = || register.records.iter();
    let exact = records().find(|record| record.id.as_str() == id);
    let mut found = records().filter(|record| record.id.as_str().starts_with(id));
    Some(match (exact, found.next(), found.next()) {
        (Some(exact), ..) => Ok(exact),
        (None, None, _) => bad(format!("no record is called {id}; `materiel list` shows what there is")),
        (None, Some(only), None) => Ok(only),
        (None, Some(_), Some(_)) => bad(format!("several records begin with {id}")),
    })
}

/// A member as it was read, before anybody put anything right in it.
fn read(register: &Register<'_>, member: &Member) -> Option<AsRead> {
    register.register.as_read(member.id.as_str()).into_iter().next()
}

/// A claim as a member that nobody judged, so that it can be shown though it does not count.
pub(super) fn member_of(read: &AsRead, store: &Store) -> Result<Member, Failure> {
    let published = store.document(&read.document)?.and_then(|document| document.published);
    let (id, document, claim) = (read.id.clone(), read.document.clone(), read.claim.clone());
    Ok(Member { id, document, published, claim, numbers: Vec::new(), reviewed: false, judged: None })
}

/// Claims, and all claims of records.
fn claims(register: &Register<'_>, ids: &[String]) -> Result<Vec<AsRead>, Failure> {
    let mut out: Vec<AsRead> = Vec::new();
    for id in ids {
        let found = match record_claims(register, id) {
            Some(found) => found?,
            None => vec![claim_id(register, id)?],
        };
        for read in found {
            if !out.iter().any(|other| other.id == read.id) {
                out.push(read);
            }
        }
    }
    Ok(out)
}

fn named(read: AsRead) -> Named {
    Named::Read(Box::new(read))
}

/// One claim for each step by which a record came together; for a claim, itself.
fn representatives(register: &Register<'_>, id: &str) -> Result<Vec<AsRead>, Failure> {
    match record(register, id) {
        Some(record) => {
            let record = record?;
            let firsts = record.joins.iter().filter_map(|join| join.claims.first());
            Ok(firsts.filter_map(|claim| register.register.as_read(claim.as_str()).into_iter().next()).collect())
        }
        None => Ok(vec![claim_id(register, id)?]),
    }
}

/// What is to be written down.
enum Deed {
    Decide(Vec<Verdict>),
    Undo(u64),
}

/// What a decision came to.
pub(crate) struct Decided {
    /// What it changes.
    pub(crate) rows: Vec<DiffRow>,
    /// The entries of the log; none where nothing was stored.
    pub(crate) entries: Vec<u64>,
}

pub(super) fn run(command: &ReviewCommand, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some(who) = command.who() else { return Ok(Outcome::Done) };
    let Decided { rows, entries } = decide(command, who, store, reader)?;
    if !entries.is_empty() {
        let numbers: Vec<String> = entries.iter().map(ToString::to_string).collect();
        say(&format!("stored as {} {}", if entries.len() == 1 { "entry" } else { "entries" }, numbers.join(", ")));
    }
    tell(&rows, who, reader, out)
}

impl ReviewCommand {
    /// Who decides; `None` for what is no decision.
    pub(crate) fn who(&self) -> Option<&Who> {
        match self {
            Self::Log(_) | Self::Claim { .. } => None,
            Self::Accept { who, .. }
            | Self::Reject { who, .. }
            | Self::Correct { who, .. }
            | Self::Join { who, .. }
            | Self::Split { who, .. }
            | Self::Rename { who, .. }
            | Self::Pin { who, .. }
            | Self::Undo { who, .. } => Some(who),
        }
    }
}

impl ReviewCommand {
    /// The claims and records that it names, where these are all that it looks up.
    fn claims_or_records(&self) -> Option<Vec<&str>> {
        match self {
            Self::Accept { claims, .. } | Self::Reject { claims, .. } | Self::Join { claims, .. } => {
                Some(claims.iter().map(String::as_str).collect())
            }
            Self::Correct { claim, .. } => Some(vec![claim]),
            Self::Split { claim, from, .. } => Some(std::iter::once(claim).chain(from).map(String::as_str).collect()),
            Self::Log(_) | Self::Claim { .. } | Self::Rename { .. } | Self::Pin { .. } | Self::Undo { .. } => None,
        }
    }
}

/// Finds what is decided about, shows what it would change, and writes it to the log unless it is a dry run.
pub(crate) fn decide(command: &ReviewCommand, who: &Who, store: &mut Store, reader: &Reader) -> Result<Decided, Failure> {
    if let Some(decided) = in_part(command, who, store, reader)? {
        return Ok(decided);
    }
    let folded = store.fold(Cut::default())?;
    let events = match deed(command, &Register::of(&folded), store, reader)? {
        Deed::Decide(verdicts) => events(&verdicts, who)?,
        Deed::Undo(entry) => {
            let (author, reason) = names(who)?;
            vec![Event::Retracted { entry, author, reason }]
        }
    };
    settled(folded, &events, who, store)
}

/// The same by those records alone that the decision bears on. `None` where it takes a fold of the whole log.
fn in_part(command: &ReviewCommand, who: &Who, store: &mut Store, reader: &Reader) -> Result<Option<Decided>, Failure> {
    let Some(ids) = command.claims_or_records() else { return Ok(None) };
    let Some((some, records)) = store.register_about(&ids)? else { return Ok(None) };
    let Deed::Decide(verdicts) = deed(command, &Register::of_some(&some, records), store, reader)? else { return Ok(None) };
    let (events, at) = (events(&verdicts, who)?, now());
    let Some(Trial { before, after }) = store.try_out(&events, at)? else { return Ok(None) };
    let rows = diff(&before, &after, &library(store));
    let entries = if who.dry_run { Vec::new() } else { keep(store, &events, at)? };
    Ok(Some(Decided { rows, entries }))
}

/// Shows what some verdicts would change, and writes them to the log, all or none, unless it is a dry run.
pub(super) fn store_all(verdicts: &[Verdict], who: &Who, store: &mut Store) -> Result<Decided, Failure> {
    let (folded, events) = (store.fold(Cut::default())?, events(verdicts, who)?);
    settled(folded, &events, who, store)
}

/// The register as some verdicts would make it.
pub(super) fn applied(
    folded: materiel_register::Register,
    verdicts: &[Verdict],
    who: &Who,
) -> Result<materiel_register::Register, Failure> {
    Ok(with(folded, &events(verdicts, who)?, now()))
}

/// Who decides, and why.
fn names(who: &Who) -> Result<(String, String), Failure> {
    let (author, reason) = (who.by.trim().to_owned(), who.why.trim().to_owned());
    if author.is_empty() || reason.is_empty() {
        return bad("a decision needs --by NAME and --why TEXT that are not empty");
    }
    Ok((author, reason))
}

fn events(verdicts: &[Verdict], who: &Who) -> Result<Vec<Event>, Failure> {
    let (author, reason) = names(who)?;
    let decided = |verdict: &Verdict| Event::Decided {
        decision: Decision { verdict: verdict.clone(), author: author.clone(), reason: reason.clone() },
    };
    Ok(verdicts.iter().map(decided).collect())
}

fn with(mut folded: materiel_register::Register, events: &[Event], at: materiel_model::Moment) -> materiel_register::Register {
    for (number, event) in (folded.through() + 1..).zip(events) {
        folded.apply(&Entry { number, at, event: event.clone() });
    }
    folded.settle();
    folded
}

fn settled(folded: materiel_register::Register, events: &[Event], who: &Who, store: &mut Store) -> Result<Decided, Failure> {
    let at = now();
    let before = Snapshot::of(&folded);
    let after = with(folded, events, at);
    let rows = diff(&before, &Snapshot::of(&after), &library(store));
    let entries = if who.dry_run { Vec::new() } else { keep(store, events, at)? };
    Ok(Decided { rows, entries })
}

/// What a command says is to be written down, with the claims that it names.
fn deed(command: &ReviewCommand, register: &Register<'_>, store: &Store, reader: &Reader) -> Result<Deed, Failure> {
    let one = |verdict: Verdict| Ok(Deed::Decide(vec![verdict]));
    match command {
        ReviewCommand::Log(_) | ReviewCommand::Claim { .. } => bad("to look is no decision"),
        ReviewCommand::Accept { claims: ids, .. } => {
            Ok(Deed::Decide(claims(register, ids)?.into_iter().map(|read| Verdict::Accept { claim: named(read) }).collect()))
        }
        ReviewCommand::Reject { claims: ids, .. } => {
            Ok(Deed::Decide(claims(register, ids)?.into_iter().map(|read| Verdict::Reject { claim: named(read) }).collect()))
        }
        ReviewCommand::Correct { claim, slot, values, words, at, class, .. } => {
            let read = claim_id(register, claim)?;
            let given = value::Given { values, words: words.as_deref(), at: *at, class: *class };
            one(correct(read, *slot, &given, store, reader)?)
        }
        ReviewCommand::Join { claims: ids, .. } => one(join(register, ids)?),
        ReviewCommand::Split { claim, from, .. } => one(split(register, claim, from)?),
        ReviewCommand::Rename { from, to, equipment, class, .. } => {
            let (from, to) = if *equipment {
                (reader.equipment_of(from), value::equipment(to, *class, None, reader)?)
            } else {
                return_party(from, to, reader)?
            };
            if from == to {
                return bad("both names mean the same already");
            }
            one(Verdict::Rename { from, to })
        }
        ReviewCommand::Pin { claim, slot, .. } => one(pin(register, claim, *slot)?),
        ReviewCommand::Undo { entry, .. } => {
            can_undo(register.register, *entry)?;
            Ok(Deed::Undo(*entry))
        }
    }
}

/// Writes events to the log, all or none.
fn keep(store: &mut Store, events: &[Event], at: materiel_model::Moment) -> Result<Vec<u64>, Failure> {
    if let [Event::Retracted { entry, author, reason }] = events {
        return Ok(vec![store.retract(*entry, author, reason, at)?]);
    }
    let decisions = events.iter().filter_map(|event| match event {
        Event::Decided { decision } => Some(decision.clone()),
        _ => None,
    });
    Ok(store.decide_all(&decisions.collect::<Vec<_>>(), at)?)
}

/// Shows what a decision changes.
pub(super) fn tell(rows: &[DiffRow], who: &Who, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    page::rows(rows, who.format, out, |rows, out| page::diff(rows, reader, &page::Paper::of_stdout(), out))?;
    if rows.is_empty() {
        say("no record shows anything else for it");
    }
    if who.dry_run {
        say("nothing was stored");
    }
    Ok(Outcome::Done)
}

fn return_party(from: &str, to: &str, reader: &Reader) -> Result<(Entity, Entity), Failure> {
    // What is to be renamed may be any name that stands in a text.
    let from = PartyId::parse(from).or_else(|| PartyId::body(from)).map_or_else(|| bad("there is no name to rename"), Ok)?;
    Ok((Entity::Party(from), Entity::Party(value::party(to, reader)?)))
}

pub(super) fn correct(read: AsRead, slot: Slot, given: &value::Given<'_>, store: &Store, reader: &Reader) -> Result<Verdict, Failure> {
    let kind = read.claim.kind;
    if !kind.slots().contains(&slot) {
        let slots: Vec<&str> = kind.slots().iter().map(|slot| slot.as_str()).collect();
        return bad(format!("a {kind} has no `{slot}`; it has {}", slots.join(", ")));
    }
    if given.values.len() > 1 && slot.sort() != ValueSort::Parties {
        return bad(format!("`{slot}` holds one value; only parties and manufacturers are lists"));
    }
    let Some(document) = store.document(&read.document)? else { return bad("the claim's document cannot be read") };
    let values: Vec<Stated<Value>> = value::stated(given, slot, &read.claim, &document.text, reader)?;
    let mut after = read.claim.clone();
    after.slots.remove(slot);
    values.iter().for_each(|stated| after.slots.push(slot, stated.clone()));
    if !after.is_complete() {
        return bad(format!("a {kind} without `{slot}` says nothing: reject the claim instead"));
    }
    Ok(Verdict::Correct { claim: named(read), slot, values })
}

fn join(register: &Register<'_>, ids: &[String]) -> Result<Verdict, Failure> {
    let mut all: Vec<AsRead> = Vec::new();
    for read in ids.iter().map(|id| representatives(register, id)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        if !all.iter().any(|other| other.id == read.id) {
            all.push(read);
        }
    }
    if let Some(other) = all.iter().find(|read| read.claim.kind != all[0].claim.kind) {
        return bad(format!("a {} and a {} are never one thing", all[0].claim.kind, other.claim.kind));
    }
    let mut all = all.into_iter().map(named);
    match (all.next(), all.next()) {
        (Some(first), Some(second)) => Ok(Verdict::Join { first, second, others: all.collect() }),
        _ => bad("there are no two claims to join"),
    }
}

fn split(register: &Register<'_>, claim: &str, from: &[String]) -> Result<Verdict, Failure> {
    let first = claim_id(register, claim)?;
    let mut others = claims(register, from)?;
    others.retain(|read| read.id != first.id);
    let mut others = others.into_iter().map(named);
    match others.next() {
        Some(second) => Ok(Verdict::Split { first: named(first), second, others: others.collect() }),
        None => bad("there is no other claim to split it from"),
    }
}

fn pin(register: &Register<'_>, claim: &str, slot: Slot) -> Result<Verdict, Failure> {
    let read = claim_id(register, claim)?;
    let member = register.records.iter().find_map(|record| record.member(&read.id));
    let Some(member) = member else { return bad(format!("{claim} was rejected; undo that first")) };
    if slot.sort() == ValueSort::Parties {
        return bad(format!("`{slot}` is a list, which shows everything that is said"));
    }
    // What somebody put right in the slot is what the claim says.
    let Some(stated) = member.claim.slots.get(slot) else { return bad(format!("the claim says nothing of `{slot}`; correct it first")) };
    let value = stated.value.clone();
    Ok(Verdict::Pin { claim: named(read), slot, value })
}

/// Only decisions, and the taking back of them, are undone here.
fn can_undo(register: &materiel_register::Register, entry: u64) -> Result<(), Failure> {
    let rows = decisions(register);
    let Some(row) = rows.iter().find(|row| row.entry == entry) else {
        return bad(format!("entry {entry} of the log is no decision; `materiel review log` shows them"));
    };
    if row.held == Held::TakenBack {
        return bad(format!("entry {entry} is taken back already"));
    }
    Ok(())
}
