//! Blocks: claims in different blocks never speak of the same thing, so that a new document touches only its own.

use super::cluster::{Orders, Pile, pile};
use materiel_model::{Claim, DocumentId, Kind, Member, Slot, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where to look for claims about the same thing: the kind, who it is about, and for transfers the class of equipment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// The kind of record.
    pub kind: Kind,
    /// The recipient, the actor, the parties or the place; empty where none is named.
    pub about: String,
    /// The class of equipment, for transfers.
    pub class: &'static str,
}

/// Claims of one document that speak of the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The claims, in the order of the text.
    pub members: Vec<Arc<Member>>,
}

/// Brings the claims of one document together and says in which block each group belongs.
///
/// A claim that leaves out the recipient is first held against the others of its document, which may name it.
pub fn groups(members: Vec<Arc<Member>>, orders: &Orders) -> BTreeMap<Block, Vec<Group>> {
    let mut by_kind: BTreeMap<(Kind, &'static str), Vec<Group>> = BTreeMap::new();
    for member in members {
        by_kind.entry((member.claim.kind, class(&member.claim))).or_default().push(Group { members: vec![member] });
    }
    let mut blocks: BTreeMap<Block, Vec<Group>> = BTreeMap::new();
    for ((kind, class), singles) in by_kind {
        for Pile { groups, .. } in pile(kind, singles, orders) {
            let mut members: Vec<Arc<Member>> = groups.into_iter().flat_map(|group| group.members).collect();
            members.sort_by(|a, b| order(a).cmp(&order(b)));
            let about = members.iter().map(|member| about(&member.claim)).find(|about| !about.is_empty()).unwrap_or_default();
            blocks.entry(Block { kind, about, class }).or_default().push(Group { members });
        }
    }
    blocks
}

/// The order of claims in a record: the earliest published first, undated ones last, then by document and place in the text.
pub(crate) fn order(member: &Member) -> impl Ord + '_ {
    (member.published.is_none(), member.published, &member.document, member.claim.evidence, &member.id)
}

/// The documents of some members, each once, in the members' order.
pub(crate) fn documents<'a>(members: impl Iterator<Item = &'a Member>) -> Vec<&'a DocumentId> {
    let mut seen = std::collections::BTreeSet::new();
    members.map(|member| &member.document).filter(|document| seen.insert(*document)).collect()
}

fn class(claim: &Claim) -> &'static str {
    claim.slots.equipment().map_or("", |equipment| equipment.class.as_str())
}

fn about(claim: &Claim) -> String {
    let slots: &[Slot] = match claim.kind {
        Kind::Transfer => &[Slot::Recipient],
        Kind::Agreement => &[Slot::Parties],
        Kind::Incident => &[Slot::Location],
        _ => &[Slot::Actor],
    };
    let mut names: Vec<&str> = slots.iter().flat_map(|slot| claim.slots.all(*slot)).map(|stated| name(&stated.value)).collect();
    names.sort_unstable();
    names.join(" ")
}

fn name(value: &Value) -> &str {
    match value {
        Value::Party(id) => id.as_str(),
        Value::Text(words) => words,
        _ => "",
    }
}
