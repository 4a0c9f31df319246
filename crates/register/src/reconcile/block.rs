//! Where to look for claims about the same thing, so that a new document touches only what it bears on.
//!
//! In: the claims of one document. Out: groups that speak of one thing, each with its [`Cell`].

use super::cluster::{Orders, Pile, pile};
use materiel_model::{Claim, Class, DocumentId, Kind, Member, Slot, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Claims that can speak of one thing at all.
///
/// What names a known family of equipment lies in the family's cell; what names none, in the cell of its class, from where it is held
/// against the families of that class too. Everything but transfers has one cell a kind and actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The kind of record.
    pub kind: Kind,
    /// The recipient, the actor, the parties or the place; empty where none is named.
    pub about: String,
    /// Which part of the claims about it.
    pub part: Part,
}

/// Which of the claims about somebody a cell holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Transfers of a known family of equipment.
    Family(String),
    /// Transfers of other equipment of a class.
    Class(Class),
    /// Everything that is no transfer.
    Whole,
}

/// Claims of one document that speak of the same thing, in the order of the text.
pub type Group = Arc<[Arc<Member>]>;

/// Brings the claims of one document together and says in which cell each group belongs.
///
/// A claim that leaves out the recipient is first held against the others of its document, which may name it.
pub fn groups(members: Vec<Arc<Member>>, orders: &Orders) -> BTreeMap<Cell, Vec<Group>> {
    let mut by_kind: BTreeMap<Kind, Vec<Group>> = BTreeMap::new();
    for member in members {
        by_kind.entry(member.claim.kind).or_default().push(Arc::from([member]));
    }
    let mut cells: BTreeMap<Cell, Vec<Group>> = BTreeMap::new();
    for (kind, singles) in by_kind {
        for Pile { placed } in pile(kind, singles, orders) {
            let group = joined(placed.iter().map(|(group, _)| group));
            cells.entry(cell(&group)).or_default().push(group);
        }
    }
    cells
}

/// One group of several, its members in the order of the text.
pub(crate) fn joined<'a>(groups: impl Iterator<Item = &'a Group>) -> Group {
    let mut members: Vec<Arc<Member>> = groups.flat_map(|group| group.iter().cloned()).collect();
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    Arc::from(members)
}

/// Where a group belongs.
pub(crate) fn cell(group: &Group) -> Cell {
    let kind = group.first().map_or(Kind::Transfer, |member| member.claim.kind);
    let about = group.iter().map(|member| about(&member.claim)).find(|about| !about.is_empty()).unwrap_or_default();
    Cell { kind, about, part: part(group) }
}

/// Where a pile belongs that was brought together from groups of several cells.
pub(crate) fn home(pile: &Pile) -> Cell {
    let groups = || pile.placed.iter().map(|(group, _)| group);
    let first = groups().map(cell).next();
    let kind = first.map_or(Kind::Transfer, |cell| cell.kind);
    let mut members: Vec<&Arc<Member>> = groups().flat_map(|group| group.iter()).collect();
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    let about = members.into_iter().map(|member| about(&member.claim)).find(|about| !about.is_empty()).unwrap_or_default();
    Cell { kind, about, part: pile.part() }
}

/// Where a claim would belong if it stood alone.
pub(crate) fn cell_of(claim: &Claim) -> Cell {
    let part = match claim.slots.equipment() {
        Some(equipment) => equipment.id.clone().map_or(Part::Class(equipment.class), Part::Family),
        None => Part::Whole,
    };
    Cell { kind: claim.kind, about: about(claim), part }
}

/// The part of a group: that of the first member that names a family, else that of the first.
pub(crate) fn part(group: &Group) -> Part {
    let equipment = || group.iter().filter_map(|member| member.claim.slots.equipment());
    if let Some(family) = equipment().find_map(|equipment| equipment.id.clone()) {
        return Part::Family(family);
    }
    equipment().next().map_or(Part::Whole, |equipment| Part::Class(equipment.class))
}

/// The order of claims in a record: the earliest published first, undated ones last, then by document and place in the text.
pub(crate) fn order(member: &Member) -> impl Ord + '_ {
    (member.published.is_none(), member.published, &member.document, member.claim.evidence, &member.id)
}

/// The documents of some members, each once, in the members' order.
pub(crate) fn documents<'a>(members: impl Iterator<Item = &'a Member>) -> Vec<&'a DocumentId> {
    let mut seen = std::collections::HashSet::new();
    members.map(|member| &member.document).filter(|document| seen.insert(*document)).collect()
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
