//! How each claim of a document was reached in, how sure the reading is out: a probability fitted to how often such claims were right.
//!
//! What counts for and against a claim are named signs, each from 0 to 1 ([`signs`]); what each weighs stands in
//! `knowledge/languages/en/confidence.toml` ([`weights`]), which `cargo xtask fit-confidence` writes.

pub mod signs;
pub mod weights;

pub use signs::Group;
pub use weights::{Weights, WeightsError};

use super::draft::Way;
use crate::name::Sort;
use materiel_model::{Claim, Kind, PartyId, Slot, Span, Value};
use std::collections::HashMap;

/// A claim, and how the reader came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What was read.
    pub claim: Claim,
    /// How.
    pub how: How,
}

/// The way that led to a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// A transfer told in running text.
    Transfer(Route),
    /// Another kind told in running text.
    Other,
    /// A field of an official form.
    Form(Form),
}

/// The official forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A contract announcement.
    Award,
    /// A section 36(b) notice.
    Transmittal,
    /// A release about an arms sale.
    Release,
}

/// How a sentence led to a transfer.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// By what in the sentence.
    pub way: Way,
    /// How many words of the tree were passed between the thing and the last word that says what happened to it.
    pub steps: usize,
    /// How many words that open frames stood on the way.
    pub frames: usize,
    /// The template of the innermost of them.
    pub template: String,
    /// By what sort of name the thing is called; nothing for a plain noun that goes back to a name.
    pub thing: Option<Sort>,
    /// True when the sentence puts it as ahead.
    pub ahead: bool,
    /// True when the recipient is only the state that the document is about.
    pub by_topic: bool,
    /// How many recipients the words give.
    pub recipients: usize,
    /// The states that are known to make the thing.
    pub origin: Vec<PartyId>,
    /// True when the last word that says what happened to it is a noun.
    pub by_noun: bool,
}

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
}

/// A claim with all that its signs are told by.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'r> {
    /// The claim and its way.
    pub read: &'r Read,
    /// What stands around it.
    pub around: Around,
}

/// The claims of one document, each with what stands around it.
pub fn reached<'r>(reads: &'r [Read], text: &str) -> Vec<Reached<'r>> {
    let mut sentences: HashMap<Span, usize> = HashMap::new();
    let mut subjects: HashMap<(Kind, String, String), Vec<usize>> = HashMap::new();
    let keys: Vec<_> = reads.iter().map(|read| subject(&read.claim)).collect();
    for (index, (read, key)) in reads.iter().zip(&keys).enumerate() {
        *sentences.entry(read.claim.evidence).or_default() += 1;
        subjects.entry(key.clone()).or_default().push(index);
    }
    // How often each subject is said to have come how far, and in which sentences; a long document has many claims of one subject.
    let mut told: HashMap<(&(Kind, String, String), String), Vec<Span>> = HashMap::new();
    let mut spoken: HashMap<&(Kind, String, String), Vec<Span>> = HashMap::new();
    for (key, members) in &subjects {
        for index in members {
            let claim = &reads[*index].claim;
            told.entry((key, state(claim))).or_default().push(claim.evidence);
            spoken.entry(key).or_default().push(claim.evidence);
        }
    }
    for spans in told.values_mut().chain(spoken.values_mut()) {
        spans.sort();
    }
    let mut recipients: HashMap<&PartyId, usize> = HashMap::new();
    for party in reads.iter().filter_map(|read| read.claim.slots.party(Slot::Recipient)) {
        *recipients.entry(party).or_default() += 1;
    }
    let most = recipients.values().copied().max().unwrap_or(0);
    let first_line = text.trim_start().find('\n').map_or(text.len(), |end| end + text.len() - text.trim_start().len());
    let around = |index: usize| {
        let (read, key) = (&reads[index], &keys[index]);
        let evidence = read.claim.evidence;
        let same = told.get(&(key, state(&read.claim))).map_or(&[][..], Vec::as_slice);
        let all = spoken.get(key).map_or(&[][..], Vec::as_slice);
        let (same_here, all_here) = (count(same, evidence), count(all, evidence));
        let again = same.len() - same_here;
        Around {
            again,
            otherwise: all.len() - all_here - again,
            rival: all_here > same_here,
            crowd: sentences.get(&evidence).copied().unwrap_or(1),
            opening: evidence.end <= first_line + 1,
            recipients: recipients.len(),
            usual: read.claim.slots.party(Slot::Recipient).is_some_and(|party| recipients.get(party) == Some(&most)),
        }
    };
    reads.iter().enumerate().map(|(index, read)| Reached { read, around: around(index) }).collect()
}

/// How often a span stands in a sorted list.
fn count(sorted: &[Span], span: Span) -> usize {
    sorted.partition_point(|other| *other <= span) - sorted.partition_point(|other| *other < span)
}

/// What a claim is about: kind, thing and main party.
fn subject(claim: &Claim) -> (Kind, String, String) {
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
    (claim.kind, thing, said(&[Slot::Recipient, Slot::Actor, Slot::Parties]))
}

/// How far it is said to have come, and whether that is denied.
fn state(claim: &Claim) -> String {
    let word = claim.slots.get(Slot::Stage).or_else(|| claim.slots.get(Slot::Status));
    format!("{} {}", claim.polarity.as_str(), word.map_or_else(String::new, |stated| stated.value.display()))
}
