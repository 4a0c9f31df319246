//! Whether a decision still fits what is read.
//!
//! In: a claim as it was when somebody decided about it, and the claims of the document's latest reading. Out: the claim that it is now, and
//! what is read differently since.

use materiel_model::{AsRead, Claim, ClaimId, Kind, Member, Polarity, Slot, Stated, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What has become of a claim that somebody decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is read as it was: the same values at the same place, whatever its id is now.
    Same(ClaimId),
    /// The place is read as this claim now, which says something else.
    Other(ClaimId, Vec<Difference>),
    /// Several claims may have taken its place.
    Unclear,
    /// Nothing like it is read any more.
    Gone,
    /// Its document does not count, or was not read.
    Silent,
}

/// Something that is read differently since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The slot; none where it was said to be so and now not to be so, or the other way round.
    pub(super) slot: Option<Slot>,
    before: String,
    after: String,
}

impl Difference {
    /// In words.
    pub(super) fn words(&self) -> String {
        let or_nothing = |words: &str| if words.is_empty() { "nothing".to_owned() } else { words.to_owned() };
        let what = self.slot.map_or("polarity", Slot::as_str).replace('_', " ");
        format!("{what} {}, not {}", or_nothing(&self.after), or_nothing(&self.before))
    }
}

/// What has become of a claim. `readings` are the claims of the document's readings, `latest` those of the one that counts.
pub(super) fn fit<'a>(read: &AsRead, latest: &[Arc<Member>], readings: impl Iterator<Item = &'a [Arc<Member>]>) -> Fit {
    if latest.iter().any(|member| member.id == read.id) {
        return Fit::Same(read.id.clone());
    }
    // What stood beside it when it was read is another claim still.
    let beside: BTreeSet<&ClaimId> =
        readings.filter(|reading| reading.iter().any(|member| member.id == read.id)).flatten().map(|member| &member.id).collect();
    let filled = read.claim.slots.iter().count();
    let near = latest.iter().filter(|member| {
        member.claim.kind == read.claim.kind && member.claim.evidence.overlaps(read.claim.evidence) && !beside.contains(&member.id)
    });
    let mut best: Vec<(usize, usize, &Arc<Member>)> = Vec::new();
    for member in near {
        let differ = differences(&read.claim, &member.claim).len();
        let agree = agreeing(&read.claim, &member.claim);
        if 2 * agree < filled {
            continue;
        }
        let key = |(agree, differ, _): &(usize, usize, &Arc<Member>)| (*agree, usize::MAX - *differ);
        let one = (agree, differ, member);
        match best.first().map(|first| key(&one).cmp(&key(first))) {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => best.push(one),
            Some(std::cmp::Ordering::Greater) | None => best = vec![one],
        }
    }
    match best.as_slice() {
        [] => Fit::Gone,
        [(_, 0, member), ..] => Fit::Same(member.id.clone()),
        [(_, _, member)] => Fit::Other(member.id.clone(), differences(&read.claim, &member.claim)),
        _ => Fit::Unclear,
    }
}

fn values(claim: &Claim, slot: Slot) -> BTreeSet<&Value> {
    claim.slots.all(slot).iter().map(|stated| &stated.value).collect()
}

/// True when a slot of a claim holds these values, whatever words say them.
pub(super) fn holds(claim: &Claim, slot: Slot, wanted: &[Stated<Value>]) -> bool {
    values(claim, slot) == wanted.iter().map(|stated| &stated.value).collect()
}

fn agreeing(a: &Claim, b: &Claim) -> usize {
    a.slots.iter().filter(|(slot, _)| values(a, *slot) == values(b, *slot)).count()
}

fn differences(before: &Claim, after: &Claim) -> Vec<Difference> {
    let list = |claim: &Claim, slot: Slot| values(claim, slot).iter().map(|value| value.display()).collect::<Vec<_>>().join(", ");
    let slots: BTreeSet<Slot> = before.slots.iter().chain(after.slots.iter()).map(|(slot, _)| slot).collect();
    let differ = slots.into_iter().filter(|slot| values(before, *slot) != values(after, *slot));
    let mut out: Vec<Difference> =
        differ.map(|slot| Difference { slot: Some(slot), before: list(before, slot), after: list(after, slot) }).collect();
    if before.polarity != after.polarity {
        let so = |polarity: Polarity| polarity.as_str().to_owned();
        out.push(Difference { slot: None, before: so(before.polarity), after: so(after.polarity) });
    }
    out
}

/// True when a slot tells one thing from another: what is read differently there may be about something else.
pub(super) fn identifies(kind: Kind, slot: Slot) -> bool {
    match kind {
        Kind::Transfer => matches!(slot, Slot::Recipient | Slot::Supplier | Slot::Equipment),
        _ => matches!(
            slot,
            Slot::Actor
                | Slot::Parties
                | Slot::Destination
                | Slot::Location
                | Slot::FacilityType
                | Slot::Target
                | Slot::Content
                | Slot::Subject
        ),
    }
}
