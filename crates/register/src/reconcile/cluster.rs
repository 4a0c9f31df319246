//! Groups of claims into piles, one pile a thing: the weightiest groups first, each to the pile that it fits best.
//!
//! What names a family of equipment is placed first, family by family; then, class by class, what names none, which may join a family's
//! pile or make one of its own. The order in which groups are placed follows from what they say and never from when they came in, so that
//! the result is the same however the log was filled.

use super::block::{Group, Part, order, part};
use super::candidates::Candidates;
use super::profile::{Lexicon, Profile, bit, nearest};
use super::rules::{ENOUGH, Sign, Signs, compare};
use materiel_model::{ClaimId, Class, Kind, Member, Reason};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What people decided about what belongs together, as pairs of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// These speak of the same thing.
    pub joins: BTreeSet<(ClaimId, ClaimId)>,
    /// These do not.
    pub splits: BTreeSet<(ClaimId, ClaimId)>,
    /// Claims with those that correct them, so that they speak of the same thing, unless people say otherwise.
    pub corrections: BTreeMap<ClaimId, BTreeSet<ClaimId>>,
}

impl Orders {
    /// The claims that are tied to others, or split from them.
    pub(crate) fn claims(&self) -> BTreeSet<ClaimId> {
        let pairs = self.joins.iter().chain(&self.splits).flat_map(|(first, second)| [first, second]);
        let corrected = self.corrections.iter().flat_map(|(claim, by)| by.iter().chain([claim]));
        pairs.chain(corrected).cloned().collect()
    }

    /// The pairs that are tied.
    fn ties(&self) -> impl Iterator<Item = (&ClaimId, &ClaimId)> {
        let split = |first: &ClaimId, second: &ClaimId| {
            !self.splits.is_empty()
                && (self.splits.contains(&(first.clone(), second.clone())) || self.splits.contains(&(second.clone(), first.clone())))
        };
        let corrections = self.corrections.iter().flat_map(|(claim, by)| by.iter().map(move |by| (claim, by)));
        self.joins.iter().map(|(first, second)| (first, second)).chain(corrections.filter(move |(first, second)| !split(first, second)))
    }

    /// True when nothing is tied.
    pub(crate) fn ties_nothing(&self) -> bool {
        self.joins.is_empty() && self.corrections.is_empty()
    }
}

/// Why a group lies in its pile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The pile began with it.
    Began,
    /// Somebody decided so.
    Decided,
    /// The one is a correction that names the other.
    Corrects,
    /// These rules apply, as [`Why::reasons`] tells.
    Rules(Applied),
}

/// Rules that applied to a group and a pile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied(Signs);

impl Why {
    /// A number that tells it from any other reason.
    pub(crate) const fn number(self) -> u64 {
        // The rules are fewer than a number has bits, by more than these three.
        match self {
            Self::Began => 0,
            Self::Decided => 1,
            Self::Corrects => 2,
            Self::Rules(Applied(Signs(signs))) => signs << 2 | 3,
        }
    }

    /// The rules in words, with their points.
    pub fn reasons(self) -> Vec<Reason> {
        match self {
            Self::Began => Vec::new(),
            Self::Decided => vec![Reason { points: ENOUGH, words: "somebody decided that they are one thing".to_owned() }],
            Self::Corrects => vec![Reason { points: ENOUGH, words: "the one is a correction of the other".to_owned() }],
            Self::Rules(Applied(signs)) => signs.iter().map(Reason::from).collect(),
        }
    }
}

/// Groups that speak of one thing, in the order in which they were placed, each with why it lies here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pile {
    /// Never empty.
    pub placed: Vec<(Group, Why)>,
}

/// Brings groups of one kind together, whatever cells they belong to.
pub fn pile(kind: Kind, groups: Vec<Group>, orders: &Orders) -> Vec<Pile> {
    let mut families: BTreeMap<Part, Vec<Pile>> = BTreeMap::new();
    let mut classes: BTreeMap<Part, Vec<Pile>> = BTreeMap::new();
    for tied in tie(groups, orders) {
        let part = tied.part();
        let place = if matches!(part, Part::Family(_)) { &mut families } else { &mut classes };
        place.entry(part).or_default().push(tied);
    }
    let mut strong: Vec<Pile> = families.into_values().flat_map(|groups| place(kind, groups, orders, &Fixed::default())).collect();
    let mut weak = Vec::new();
    let mut joined: Vec<(usize, Vec<(Group, Why)>)> = Vec::new();
    for (part, groups) in classes {
        let near: Vec<usize> = (0..strong.len()).filter(|at| strong[*at].has_class(&part)).collect();
        let near_piles: Vec<&Pile> = near.iter().map(|at| &strong[*at]).collect();
        let Placing { own, joining } = place_among(kind, groups, &near_piles, orders, &Fixed::default());
        weak.extend(own);
        joined.extend(joining.into_iter().map(|(at, placed)| (near[at], placed)));
    }
    for (at, placed) in joined {
        strong[at].placed.extend(placed);
    }
    strong.extend(weak);
    strong
}

/// Groups, by their first claims, that are not asked where they belong: the marks of the piles in which they lie.
pub(crate) type Fixed = FxHashMap<ClaimId, u64>;

/// What tells a pile from others: its first group, by the first of its claims.
pub(crate) fn mark_of(id: &ClaimId) -> u64 {
    id.as_str().get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

impl Pile {
    /// See [`mark_of`].
    pub(crate) fn mark(&self) -> Option<u64> {
        self.placed.first()?.0.first().map(|member| mark_of(&member.id))
    }

    /// The pile in which all of it lies, where that is fixed.
    fn lies(&self, fixed: &Fixed) -> Option<u64> {
        let mut marks = self.placed.iter().map(|(group, _)| fixed.get(&group.first()?.id));
        let first = marks.next().flatten()?;
        marks.all(|mark| mark == Some(first)).then_some(*first)
    }

    /// A pile of a single group.
    pub(crate) fn single(group: Group) -> Self {
        Self { placed: vec![(group, Why::Began)] }
    }

    /// The part of the claims about somebody that it belongs to: a family's, if any of its groups names one.
    pub(crate) fn part(&self) -> Part {
        let mut parts: Vec<Part> = self.placed.iter().map(|(group, _)| part(group)).collect();
        parts.sort();
        parts.into_iter().next().unwrap_or(Part::Whole)
    }

    /// True when a claim has equipment of a part's class.
    pub(crate) fn has_class(&self, part: &Part) -> bool {
        let Part::Class(class) = part else { return false };
        self.classes() & bit(*class) != 0
    }

    /// The classes of its equipment, as a set of bits.
    fn classes(&self) -> u32 {
        let members = self.placed.iter().flat_map(|(group, _)| group.iter());
        members.filter_map(|member| member.claim.slots.equipment()).fold(0, |bits, equipment| bits | bit(equipment.class))
    }

    fn profile(&self, kind: Kind, decided: &BTreeSet<ClaimId>, lexicon: &Lexicon) -> Profile {
        let mut profile = Profile::new(kind);
        for member in self.placed.iter().flat_map(|(group, _)| group.iter()) {
            profile.add(member, decided, lexicon);
        }
        profile
    }
}

/// Joins what people said belongs together before any rule is asked. A group may tie together several that were apart so far.
pub(crate) fn tie(groups: Vec<Group>, orders: &Orders) -> Vec<Pile> {
    let singles = groups.into_iter().map(Pile::single);
    if orders.ties_nothing() {
        return singles.collect();
    }
    let singles: Vec<Pile> = singles.collect();
    let members =
        |at: usize, pile: &'_ Pile| pile.placed.iter().flat_map(|(group, _)| group.iter()).map(|m| (m.id.clone(), at)).collect::<Vec<_>>();
    let places: FxHashMap<ClaimId, usize> = singles.iter().enumerate().flat_map(|(at, pile)| members(at, pile)).collect();
    // Each points to one that it is tied to, in the end to the first of all that are tied together.
    let mut first: Vec<usize> = (0..singles.len()).collect();
    let root = |first: &[usize], mut at: usize| {
        while first[at] != at {
            at = first[at];
        }
        at
    };
    for (one, other) in orders.ties() {
        if let (Some(a), Some(b)) = (places.get(one), places.get(other)) {
            let (a, b) = (root(&first, *a), root(&first, *b));
            first[a.max(b)] = a.min(b);
        }
    }
    let mut tied: BTreeMap<usize, Pile> = BTreeMap::new();
    for (at, pile) in singles.into_iter().enumerate() {
        tied.entry(root(&first, at)).or_insert_with(|| Pile { placed: Vec::new() }).placed.extend(pile.placed);
    }
    let mut out: Vec<Pile> = tied.into_values().collect();
    for pile in out.iter_mut().filter(|pile| pile.placed.len() > 1) {
        // The order must not depend on that of the decisions.
        pile.placed.sort_by(|(a, _), (b, _)| a.first().map(|m| order(m)).cmp(&b.first().map(|m| order(m))));
        for (at, (group, why)) in pile.placed.iter_mut().enumerate() {
            let decided = orders.joins.iter().any(|(a, b)| group.iter().any(|member| member.id == *a || member.id == *b));
            *why = if at == 0 {
                Why::Began
            } else if decided {
                Why::Decided
            } else {
                Why::Corrects
            };
        }
    }
    out
}

/// A pile at each time while it grew, with some of its groups and without them.
pub(crate) struct Growth {
    kind: Kind,
    lexicon: Lexicon,
    profiles: Vec<Profile>,
}

impl Growth {
    /// `new` are the groups without which it grew, too.
    pub(crate) fn of(kind: Kind, pile: &Pile, new: impl Fn(&Group) -> bool) -> Self {
        let (lexicon, decided) = (Lexicon::default(), BTreeSet::new());
        let (mut all, mut old) = (Profile::new(kind), Profile::new(kind));
        let (mut profiles, mut differ) = (Vec::new(), false);
        for (group, _) in &pile.placed {
            let was = !new(group);
            for member in group.iter() {
                all.add(member, &decided, &lexicon);
                if was {
                    old.add(member, &decided, &lexicon);
                }
            }
            differ |= !was;
            profiles.push(all.clone());
            if was && differ {
                profiles.push(old.clone());
            }
        }
        Self { kind, lexicon, profiles }
    }

    /// False only where the rules would at no time have put to it what is placed as one.
    pub(crate) fn may_take(&self, one: &Pile) -> bool {
        let one = one.profile(self.kind, &BTreeSet::new(), &self.lexicon);
        let fits = |pile: &Profile| compare(pile, &one, &self.lexicon).is_some_and(|signs| signs.points() >= ENOUGH);
        self.profiles.iter().any(fits)
    }
}

/// A pile while others are held against it.
struct Open {
    pile: Pile,
    profile: Profile,
    /// How much there is to tell it from others by, and its earliest claim: the weightiest is placed first, then the earliest published.
    weight: usize,
    first: Option<Arc<Member>>,
}

impl Open {
    fn new(pile: Pile, profile: Profile, lexicon: &Lexicon) -> Self {
        let members = pile.placed.iter().flat_map(|(group, _)| group.iter());
        let first = members.min_by(|a, b| order(a).cmp(&order(b))).cloned();
        Self { weight: profile.weight(lexicon), first, pile, profile }
    }

    /// The place in the order of placing.
    fn rank(&self) -> impl Ord + '_ {
        (std::cmp::Reverse(self.weight), self.first.as_deref().map(order))
    }
}

/// What came of groups that were held against piles of other cells.
#[derive(Debug)]
pub(crate) struct Placing {
    /// The piles that they made.
    pub(crate) own: Vec<Pile>,
    /// What joined the other piles, by their place.
    pub(crate) joining: Vec<(usize, Vec<(Group, Why)>)>,
}

/// Places the groups of one cell.
pub(crate) fn place(kind: Kind, groups: Vec<Pile>, orders: &Orders, fixed: &Fixed) -> Vec<Pile> {
    place_among(kind, groups, &[], orders, fixed).own
}

/// Places the groups of one cell, where they may join the piles of others, which are not changed.
pub(crate) fn place_among(kind: Kind, groups: Vec<Pile>, others: &[&Pile], orders: &Orders, fixed: &Fixed) -> Placing {
    if groups.is_empty() {
        return Placing { own: Vec::new(), joining: Vec::new() };
    }
    let lexicon = Lexicon::default();
    let decided: BTreeSet<ClaimId> = orders.splits.iter().flat_map(|(first, second)| [first.clone(), second.clone()]).collect();
    let mut groups: Vec<Open> = groups
        .into_iter()
        .map(|pile| {
            let profile = pile.profile(kind, &decided, &lexicon);
            Open::new(pile, profile, &lexicon)
        })
        .collect();
    groups.sort_by(|a, b| a.rank().cmp(&b.rank()));
    let empty = |profile| Open { pile: Pile { placed: Vec::new() }, profile, weight: 0, first: None };
    let mut piles: Vec<Open> = others.iter().map(|pile| empty(pile.profile(kind, &decided, &lexicon))).collect();
    let all = piles.iter().chain(&groups).map(|open| &open.profile);
    let mut candidates = Candidates::new(all, &lexicon);
    piles.iter().enumerate().for_each(|(at, open)| candidates.add(at, &open.profile, &lexicon));
    let mut marked: FxHashMap<u64, usize> = FxHashMap::default();
    if !fixed.is_empty() {
        marked.extend(others.iter().enumerate().filter_map(|(at, pile)| Some((pile.mark()?, at))));
    }
    for one in groups {
        let lies = if fixed.is_empty() { None } else { one.pile.lies(fixed) };
        let found = match lies {
            Some(mark) => marked.get(&mark).map(|at| (*at, compare(&piles[*at].profile, &one.profile, &lexicon).unwrap_or_default())),
            None => best(&piles, candidates.of(&one.profile, piles.len(), &lexicon), &one, orders, &lexicon),
        };
        candidates.add(found.map_or(piles.len(), |(at, _)| at), &one.profile, &lexicon);
        match found {
            Some((at, signs)) => {
                let members = one.pile.placed.iter().flat_map(|(group, _)| group.iter());
                members.for_each(|member| piles[at].profile.add(member, &decided, &lexicon));
                let mut placed = one.pile.placed.into_iter();
                let first = placed.next().map(|(group, _)| (group, Why::Rules(Applied(signs))));
                piles[at].pile.placed.extend(first.into_iter().chain(placed));
            }
            None => {
                if !fixed.is_empty() {
                    marked.extend(lies.or_else(|| one.pile.mark()).map(|mark| (mark, piles.len())));
                }
                piles.push(one);
            }
        }
    }
    // Lists of their own: collected in place, they would hold on to the memory of all that was open, twenty times as much.
    let (mut own, mut joining) = (Vec::with_capacity(piles.len() - others.len()), Vec::new());
    for (at, Open { pile, .. }) in piles.into_iter().enumerate() {
        if at >= others.len() {
            own.push(pile);
        } else if !pile.placed.is_empty() {
            joining.push((at, pile.placed));
        }
    }
    Placing { own, joining }
}

fn are_split(orders: &Orders, a: &Profile, b: &Profile) -> bool {
    if a.decided.is_empty() || b.decided.is_empty() {
        return false;
    }
    let has = |first: &ClaimId, second: &ClaimId| a.decided.binary_search(first).is_ok() && b.decided.binary_search(second).is_ok();
    orders.splits.iter().any(|(first, second)| has(first, second) || has(second, first))
}

/// The pile that a group fits best, if it fits any well enough.
fn best(piles: &[Open], near: Vec<usize>, one: &Open, orders: &Orders, lexicon: &Lexicon) -> Option<(usize, Signs)> {
    let mut fits: Vec<(usize, Signs)> = Vec::new();
    let mut most = ENOUGH;
    for at in near {
        let profile = &piles[at].profile;
        let Some(signs) = compare(profile, &one.profile, lexicon) else { continue };
        let points = signs.points();
        if points < most || are_split(orders, profile, &one.profile) {
            continue;
        }
        if points > most {
            most = points;
            fits.clear();
        }
        fits.push((at, signs));
    }
    // "Drones" that fit the one deal as well as the other say of which of them they speak as little as that it is a third one; they are
    // left to stand alone, since a wrong join costs more than a missed one.
    let vague = |signs: Signs| [Sign::PlainName, Sign::NameWithin, Sign::UnnamedThing].into_iter().any(|sign| signs.has(sign));
    if fits.len() > 1 && fits.iter().all(|(_, signs)| vague(*signs)) {
        return None;
    }
    let distance = |at: usize| nearest(&piles[at].profile.published, &one.profile.published).unwrap_or(i32::MAX);
    // Of several things under one number what names none of them is likeliest the one that most is written about.
    let written = |at: usize, signs: Signs| if signs.has(Sign::SameNumber) { piles[at].profile.documents.len() } else { 0 };
    fits.into_iter().min_by_key(|(at, signs)| (std::cmp::Reverse(written(*at, *signs)), distance(*at), *at))
}

/// The classes of equipment in some groups.
pub(crate) fn classes<'a>(groups: impl Iterator<Item = &'a Group>) -> BTreeSet<Class> {
    let members = groups.flat_map(|group| group.iter());
    members.filter_map(|member| member.claim.slots.equipment()).map(|equipment| equipment.class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use materiel_model::{Claim, Document, Span};

    #[test]
    fn a_pile_may_take_what_fits_it_with_what_is_new_or_without() {
        let group = |label: &str, name: &str, quantity: Option<u32>| -> Group {
            let words = |mut json: serde_json::Value| {
                (json["text"], json["start"], json["end"]) = ("x".into(), 0.into(), 1.into());
                json
            };
            let mut json = serde_json::json!({"kind": "transfer", "polarity": "affirmed", "doc": label, "evidence": {"start": 0, "end": 1},
                "recipient": words(serde_json::json!({"id": "XK"})),
                "equipment": words(serde_json::json!({"name": name, "class": "other"}))});
            if let Some(value) = quantity {
                json["quantity"] = words(serde_json::json!({"value": value}));
            }
            let (_, claim) = materiel_model::claim_from_json(&json).unwrap();
            crate::members_of(&Document::new(label, label), vec![claim]).into_iter().collect()
        };
        let (new, old) = (group("a", "Kit", Some(5)), group("b", "Kit", None));
        let growth = |groups: &[&Group]| {
            let placed = groups.iter().map(|group| ((*group).clone(), Why::Began)).collect();
            Growth::of(Kind::Transfer, &Pile { placed }, |group| group[0].document == new[0].document)
        };
        let [same, other, elsewhere] = [("c", "Kit", 5), ("d", "Kit", 20), ("e", "Oil", 5)];
        let unit = |(label, name, quantity)| Pile::single(group(label, name, Some(quantity)));
        assert!(growth(&[&new]).may_take(&unit(same)));
        assert!(!growth(&[&new]).may_take(&unit(other)));
        assert!(growth(&[&new, &old]).may_take(&unit(other)));
        assert!(!growth(&[&new, &old]).may_take(&unit(elsewhere)));
    }

    #[test]
    fn piles_hold_no_more_memory_than_they_fill() {
        let claims = (0..50).map(|at| Claim::new(Kind::Budget, Span::new(at, at + 1))).collect();
        let members = crate::members_of(&Document::new("a", "Fifty claims."), claims);
        let piles = members.into_iter().map(|member| Pile::single(Arc::from([member]))).collect();
        let Placing { own, joining } = place_among(Kind::Budget, piles, &[], &Orders::default(), &Fixed::default());
        assert!(!own.is_empty() && joining.is_empty());
        assert_eq!(own.capacity(), own.len());
    }
}
