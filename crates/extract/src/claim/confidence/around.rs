//! The claims of a document in, what stands around each of them out.

use super::{Reached, Read};
use materiel_model::{Claim, Kind, PartyId, Slot, Span, Value};
use std::collections::HashMap;

/// What stands around a claim in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Around {
    /// How many other sentences say the same of the same thing and party.
    pub again: usize,
    /// How many other sentences say something else of the same thing and party.
    pub otherwise: usize,
    /// True when the same sentence says something else of the same thing and party.
    pub rival: bool,
    /// How many claims the sentence makes.
    pub crowd: usize,
    /// True in the document's first line.
    pub opening: bool,
    /// To how many recipients the document's transfers go.
    pub recipients: usize,
    /// True when more of them go to this claim's recipient than to any other.
    pub usual: bool,
    /// True when of no party more is told as recipient or actor, whatever the kind, than of this claim's recipient.
    pub main: bool,
    /// How many transfers the document tells in a thousand bytes.
    pub dense: f64,
    /// Which part of them are between two parties that are told.
    pub between: f64,
}

/// What a claim is about: kind, thing and main party.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Subject {
    kind: Kind,
    thing: String,
    party: String,
}

/// The claims of one document, each with what stands around it.
pub fn reached<'r>(reads: &'r [Read], text: &str) -> Vec<Reached<'r>> {
    let keys: Vec<(Subject, String)> = reads.iter().map(|read| (subject(&read.claim), state(&read.claim))).collect();
    let mut sentences: HashMap<Span, usize> = HashMap::new();
    // In which sentences a subject is spoken of, and in which it is said to have come so far; in order, since a claim's own are looked up.
    let mut spoken: HashMap<&Subject, Vec<Span>> = HashMap::new();
    let mut told: HashMap<&(Subject, String), Vec<Span>> = HashMap::new();
    let mut recipients: HashMap<&PartyId, usize> = HashMap::new();
    let mut told_of: HashMap<&PartyId, usize> = HashMap::new();
    let (mut transfers, mut between) = (0, 0);
    for (read, key) in reads.iter().zip(&keys) {
        let evidence = read.claim.evidence;
        *sentences.entry(evidence).or_default() += 1;
        spoken.entry(&key.0).or_default().push(evidence);
        told.entry(key).or_default().push(evidence);
        if let Some(party) = read.claim.slots.party(Slot::Recipient) {
            *recipients.entry(party).or_default() += 1;
        }
        for party in [Slot::Recipient, Slot::Actor].into_iter().filter_map(|slot| read.claim.slots.party(slot)) {
            *told_of.entry(party).or_default() += 1;
        }
        transfers += usize::from(read.claim.kind == Kind::Transfer);
        between += usize::from(is_between(&read.claim));
    }
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let dense = number(transfers) * 1000.0 / number(text.len().max(1));
    let between = number(between) / number(transfers.max(1));
    spoken.values_mut().chain(told.values_mut()).for_each(|spans| spans.sort_unstable());
    let most = recipients.values().copied().max().unwrap_or(0);
    let most_told = told_of.values().copied().max();
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let around = |read: &Read, key: &(Subject, String)| {
        let evidence = read.claim.evidence;
        let same = told.get(key).map_or(&[][..], Vec::as_slice);
        let all = spoken.get(&key.0).map_or(&[][..], Vec::as_slice);
        let (same_here, all_here) = (count(same, evidence), count(all, evidence));
        let again = same.len() - same_here;
        Around {
            again,
            otherwise: all.len() - all_here - again,
            rival: all_here > same_here,
            crowd: sentences.get(&evidence).copied().unwrap_or(1),
            opening: evidence.end <= first_line,
            recipients: recipients.len(),
            usual: read.claim.slots.party(Slot::Recipient).is_some_and(|party| recipients.get(party) == Some(&most)),
            main: read.claim.slots.party(Slot::Recipient).is_some_and(|party| told_of.get(party).copied() == most_told),
            dense,
            between,
        }
    };
    reads.iter().zip(&keys).map(|(read, key)| Reached { read, around: around(read, key) }).collect()
}

/// True for a transfer whose two sides are told and are not the same.
pub fn is_between(claim: &Claim) -> bool {
    let (supplier, recipient) = (claim.slots.party(Slot::Supplier), claim.slots.party(Slot::Recipient));
    claim.kind == Kind::Transfer && supplier.is_some() && recipient.is_some() && supplier != recipient
}

/// How often a span stands in a sorted list.
fn count(sorted: &[Span], span: Span) -> usize {
    sorted.partition_point(|other| *other <= span) - sorted.partition_point(|other| *other < span)
}

fn subject(claim: &Claim) -> Subject {
    let said = |slots: &[Slot]| {
        let stated = slots.iter().find_map(|slot| claim.slots.get(*slot));
        stated.map_or_else(String::new, |stated| match &stated.value {
            Value::Equipment(thing) => thing.id.clone().unwrap_or_else(|| thing.name.to_lowercase()),
            value => value.display().to_lowercase(),
        })
    };
    let thing = said(&[
        Slot::Equipment,
        Slot::Subject,
        Slot::FacilityType,
        Slot::Target,
        Slot::Content,
        Slot::Destination,
        Slot::Value,
        Slot::Count,
        Slot::Percent,
    ]);
    Subject { kind: claim.kind, thing, party: said(&[Slot::Recipient, Slot::Actor, Slot::Parties]) }
}

/// How far it is said to have come, and whether that is denied.
fn state(claim: &Claim) -> String {
    let word = claim.slots.get(Slot::Stage).or_else(|| claim.slots.get(Slot::Status));
    format!("{} {}", claim.polarity.as_str(), word.map_or_else(String::new, |stated| stated.value.display()))
}
