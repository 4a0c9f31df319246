//! Groups of claims into piles, one pile a thing: the weightiest groups first, each to the pile that it fits best.
//!
//! The order in which groups are placed follows from what they say and never from when they came in, so that the result is the same
//! however the log was filled.

use super::block::{Group, order};
use super::profile::Profile;
use super::rules::{ENOUGH, Sign, compare};
use materiel_model::{ClaimId, Join, Kind, Reason};
use std::collections::BTreeSet;

/// What people decided about what belongs together, as pairs of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// These speak of the same thing.
    pub joins: BTreeSet<(ClaimId, ClaimId)>,
    /// These do not.
    pub splits: BTreeSet<(ClaimId, ClaimId)>,
}

/// Groups that speak of one thing, and how they were brought together.
#[derive(Clone, Debug)]
pub struct Pile {
    /// In the order in which they were placed.
    pub groups: Vec<Group>,
    /// One entry a group; the first has no reasons.
    pub joins: Vec<Join>,
    profile: Profile,
}

/// Brings groups of one kind together.
pub fn pile(kind: Kind, groups: Vec<Group>, orders: &Orders) -> Vec<Pile> {
    let mut singles: Vec<Pile> = groups.into_iter().map(|group| single(kind, group)).collect();
    singles.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let mut piles: Vec<Pile> = Vec::new();
    for one in obey(singles, orders) {
        match best(&piles, &one, orders) {
            Some((at, signs)) => absorb(&mut piles[at], one, signs.into_iter().map(Reason::from).collect()),
            None => piles.push(one),
        }
    }
    piles
}

fn single(kind: Kind, group: Group) -> Pile {
    let mut profile = Profile::new(kind);
    for member in &group.members {
        profile.add(member);
    }
    let claims = group.members.iter().map(|member| member.id.clone()).collect();
    Pile { groups: vec![group], joins: vec![Join { claims, reasons: Vec::new() }], profile }
}

/// The place in the order of placing: the weightiest first, then the earliest published.
fn rank(pile: &Pile) -> impl Ord + '_ {
    let first = pile.groups.iter().flat_map(|group| &group.members).map(|member| order(member)).min();
    (std::cmp::Reverse(pile.profile.weight()), first)
}

/// Joins what people said belongs together before any rule is asked.
fn obey(singles: Vec<Pile>, orders: &Orders) -> Vec<Pile> {
    if orders.joins.is_empty() {
        return singles;
    }
    let mut out: Vec<Pile> = Vec::new();
    for mut one in singles {
        // A group may tie together several that were apart so far.
        while let Some(at) = out.iter().position(|pile| are_paired(&orders.joins, &pile.profile, &one.profile)) {
            let mut earlier = out.remove(at);
            absorb(&mut earlier, one, vec![Reason { points: ENOUGH, words: "somebody decided that they are one thing".to_owned() }]);
            one = earlier;
        }
        out.push(one);
    }
    out.sort_by(|a, b| rank(a).cmp(&rank(b)));
    out
}

fn are_paired(pairs: &BTreeSet<(ClaimId, ClaimId)>, a: &Profile, b: &Profile) -> bool {
    let has = |first: &ClaimId, second: &ClaimId| a.claims.contains(first) && b.claims.contains(second);
    pairs.iter().any(|(first, second)| has(first, second) || has(second, first))
}

fn absorb(pile: &mut Pile, other: Pile, reasons: Vec<Reason>) {
    for member in other.groups.iter().flat_map(|group| &group.members) {
        pile.profile.add(member);
    }
    let mut joins = other.joins.into_iter();
    if let Some(first) = joins.next() {
        pile.joins.push(Join { claims: first.claims, reasons });
    }
    pile.joins.extend(joins);
    pile.groups.extend(other.groups);
}

/// The pile that a group fits best, if it fits any well enough.
fn best(piles: &[Pile], one: &Pile, orders: &Orders) -> Option<(usize, Vec<Sign>)> {
    let mut fits: Vec<(i32, usize, Vec<Sign>)> = Vec::new();
    for (at, pile) in piles.iter().enumerate() {
        if are_paired(&orders.splits, &pile.profile, &one.profile) {
            continue;
        }
        let Some(signs) = compare(&pile.profile, &one.profile) else { continue };
        let points: i32 = signs.iter().map(|sign| sign.points()).sum();
        if points >= ENOUGH {
            fits.push((points, at, signs));
        }
    }
    let most = fits.iter().map(|(points, ..)| *points).max()?;
    fits.retain(|(points, ..)| *points == most);
    // "Drones" that fit the one deal as well as the other say of which of them they speak as little as that it is a third one; they are
    // left to stand alone, since a wrong join costs more than a missed one.
    let vague = |signs: &[Sign]| signs.iter().any(|sign| matches!(sign, Sign::PlainName | Sign::NameWithin | Sign::UnnamedThing));
    if fits.len() > 1 && fits.iter().all(|(_, _, signs)| vague(signs)) {
        return None;
    }
    let nearest = fits.into_iter().min_by_key(|(_, at, _)| (distance(&piles[*at].profile, &one.profile), *at))?;
    Some((nearest.1, nearest.2))
}

/// The days between the nearest publications of two piles.
fn distance(a: &Profile, b: &Profile) -> i32 {
    let pairs = a.published.iter().flat_map(|x| b.published.iter().map(move |y| (x, y)));
    let days = pairs.map(|(x, y)| x.first_day().until(y.first_day()).map_or(i32::MAX, |span| span.get_days().abs()));
    days.min().unwrap_or(i32::MAX)
}
