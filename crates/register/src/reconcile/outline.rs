//! Enough of a group to tell that it can never be one thing with another, without its claims.
//!
//! In: groups. Out: outlines, and the sums of those of a pile. [`Sum::may_join`] is false only where [`super::rules`] cannot give two things enough
//! points, whatever else is said of them: what speaks for their being one is counted wherever digests are alike, and what speaks against it
//! only where each group of the pile says it. Transfers and incidents have outlines that say something; of all else anything may be one thing.

use super::block::Group;
use super::candidates::step;
use super::corrections::same_sort;
use super::rules::{ENOUGH, Sign};
use super::voices::word_hash;
use super::wording::{key, words};
use materiel_model::{Claim, Kind, PartialDate, Polarity, Slot, Value};

/// What a name is compared by, all as digests: its letters and figures, and then the beginnings of its words, in order.
pub type Called = Box<[u16]>;

/// What the features of an outline are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// A transfer.
    #[default]
    Transfer,
    /// An incident.
    Incident,
    /// Anything else, of which nothing is told.
    Other,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// What its features are about.
    pub about: About,
    /// The sorts of its official numbers as a set of bits; empty where none bring it together with anything.
    pub sorts: u8,
    /// What its equipment without a family is called.
    pub names: Vec<Called>,
    /// What else speaks for its being one thing with another, as digests that begin with a [`Feature`]; each once, in order.
    pub features: Vec<u16>,
}

/// What two groups may have in common, in the first three bits of a digest.
#[derive(Clone, Copy)]
enum Feature {
    /// Who supplies it, or who did it.
    Party,
    /// That a maker is named; or the words for the sort of incident.
    Maker,
    /// A number; or the words for what the incident befell.
    Quantity,
    /// A sum, by its step.
    Value,
    /// A month, or a year, of a stage.
    Date,
}

/// The bits of a digest behind its feature.
const BITS: u32 = 13;
/// The sorts of official numbers that there are: of anything else, and of contracts.
const SORTS: [u64; 2] = [0, 1];
/// More features than this are not held against one another.
const MANY: usize = 200;

impl Feature {
    /// The digest of a word or figure.
    fn of(self, digest: u64) -> u16 {
        self.with(u16::try_from(digest.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)).unwrap_or_default())
    }

    const fn with(self, value: u16) -> u16 {
        ((self as u16) << BITS) | (value & ((1 << BITS) - 1))
    }

    fn date(date: PartialDate, stage: usize) -> u16 {
        let first = date.first_day();
        let month = if date.month().is_some() { first.month().unsigned_abs().into() } else { 0 };
        Self::Date.with(u16::try_from(stage % 8).unwrap_or_default() << 10 | (first.year().unsigned_abs() % 64) << 4 | month)
    }
}

impl Outline {
    /// The outline of a group.
    pub(crate) fn of(group: &Group) -> Self {
        let mut out = Self::default();
        for member in group.iter() {
            let claim = &member.claim;
            out.about = match claim.kind {
                Kind::Transfer => About::Transfer,
                Kind::Incident => About::Incident,
                _ => About::Other,
            };
            match out.about {
                About::Transfer => {
                    let numbers = member.numbers.iter();
                    let sorts = |number: u64| (0..).zip(SORTS).filter(move |(_, sort)| same_sort(*sort, number));
                    out.sorts |= numbers.fold(0, |bits, number| sorts(*number).fold(bits, |bits, (at, _)| bits | 1 << at));
                    out.names.extend(claim.slots.equipment().filter(|equipment| equipment.id.is_none()).map(|one| called(&one.name)));
                    out.transfer(claim);
                }
                About::Incident => out.incident(claim),
                About::Other => {}
            }
        }
        out.features.sort_unstable();
        out.features.dedup();
        out.names.sort_unstable();
        out.names.dedup();
        if out.features.len() > MANY || out.names.len() > MANY {
            out = Self { about: About::Other, sorts: out.sorts, ..Self::default() };
        }
        out
    }

    fn transfer(&mut self, claim: &Claim) {
        let affirmed = claim.polarity == Polarity::Affirmed;
        let stage = claim.slots.stage().map_or(0, |stage| stage as usize + 1);
        for (slot, values) in claim.slots.iter() {
            let features = values.iter().filter_map(|stated| match (&stated.value, slot) {
                (Value::Party(id), Slot::Supplier) => Some(Feature::Party.of(word_hash(id.as_str()))),
                (Value::Text(_), Slot::Manufacturers) => Some(Feature::Maker.with(0)),
                (Value::Quantity(quantity), _) if affirmed => Some(Feature::Quantity.of(quantity.value)),
                (Value::Money(money), _) if affirmed => Some(Feature::Value.with(u16::try_from(step(money.amount)).unwrap_or_default())),
                (Value::Date(date), Slot::Date) if affirmed => Some(Feature::date(*date, stage)),
                _ => None,
            });
            self.features.extend(features);
        }
    }

    fn incident(&mut self, claim: &Claim) {
        let affirmed = claim.polarity == Polarity::Affirmed;
        for (slot, values) in claim.slots.iter() {
            for value in values.iter().map(|stated| &stated.value) {
                match (value, slot) {
                    (Value::Party(id), Slot::Actor) => self.features.push(Feature::Party.of(word_hash(id.as_str()))),
                    (Value::Text(text), Slot::Actor) => self.features.extend(phrase(text).map(|word| Feature::Party.of(word))),
                    (Value::Text(text), Slot::IncidentType) => self.features.extend(phrase(text).map(|word| Feature::Maker.of(word))),
                    (Value::Text(text), Slot::Target) => self.features.extend(phrase(text).map(|word| Feature::Quantity.of(word))),
                    (Value::Date(date), Slot::Period) => self.features.push(Feature::date(*date, 0)),
                    (Value::Date(date), Slot::Date) if affirmed => self.features.push(Feature::date(*date, 0)),
                    _ => {}
                }
            }
        }
    }
}

/// What phrases that are like it have in common with it: the beginning of a word, or all of it where it has no words.
fn phrase(text: &str) -> impl Iterator<Item = u64> {
    let mut marks: Vec<u64> = words(text).beginnings().collect();
    if marks.is_empty() {
        marks.push(word_hash(text));
    }
    marks.into_iter()
}

fn called(name: &str) -> Called {
    // The best bits of a product are the highest.
    let digest = |word: u64| u16::try_from(word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48).unwrap_or_default();
    let mut beginnings: Vec<u16> = words(name).beginnings().map(digest).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    std::iter::once(digest(word_hash(&key(name)))).chain(beginnings).collect()
}

/// False only when no rule takes two names for those of one thing: each has a word that the other lacks, or they have none.
pub fn may_be_one(a: &[u16], b: &[u16]) -> bool {
    likely(a, b).is_some()
}

/// At most so much speaks for two names being those of one thing.
pub fn likely(a: &[u16], b: &[u16]) -> Option<i32> {
    let (Some((whole, a)), Some((other, b))) = (a.split_first(), b.split_first()) else { return Some(Sign::SameName.points()) };
    if whole == other || (a == b && !a.is_empty()) {
        return Some(Sign::SameName.points());
    }
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let within = !few.is_empty() && few.iter().all(|word| many.binary_search(word).is_ok());
    within.then_some(Sign::NameWithin.points())
}

/// False only where two dates are more than a month apart.
fn near_months(a: u16, b: u16) -> bool {
    let months = |date: u16| {
        let (year, month) = (i32::from(date >> 4 & 63), i32::from(date & 15));
        if month == 0 { (12 * year, 12 * year + 11) } else { (12 * year + month - 1, 12 * year + month - 1) }
    };
    let (a, b) = (months(a), months(b));
    // Years are told as if a century had 64.
    let apart = |from: i32, to: i32| (from - to).rem_euclid(12 * 64).min((to - from).rem_euclid(12 * 64));
    (a.0..=a.1).any(|x| (b.0..=b.1).any(|y| apart(x, y) <= 2))
}

/// The outlines of a pile together.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// True where anything may be one thing with it.
    anything: bool,
    about: About,
    /// The sorts of official numbers that one, or each, of its groups has.
    any: u8,
    each: u8,
    /// What is told of the thing by each of its groups: a set of [`Feature`]s.
    told: u8,
    names: Vec<Called>,
    features: Vec<u16>,
}

impl Sum {
    /// The sum of some outlines.
    pub fn of<'a>(outlines: impl IntoIterator<Item = &'a Outline>) -> Self {
        let mut out = Self { each: u8::MAX, told: u8::MAX, ..Self::default() };
        for outline in outlines {
            out.anything |= outline.about == About::Other;
            out.about = outline.about;
            out.any |= outline.sorts;
            out.each &= outline.sorts;
            out.told &= outline.features.iter().fold(0, |bits, feature| bits | 1 << (feature >> BITS));
            out.names.extend_from_slice(&outline.names);
            out.features.extend_from_slice(&outline.features);
        }
        out.tidy()
    }

    fn tidy(mut self) -> Self {
        self.names.sort_unstable();
        self.names.dedup();
        self.features.sort_unstable();
        self.features.dedup();
        self
    }

    /// The sum of these and of some others.
    pub fn with(mut self, others: &[&Self]) -> Self {
        for other in others {
            self.anything |= other.anything;
            self.about = other.about;
            self.any |= other.any;
            self.each &= other.each;
            self.told &= other.told;
            self.names.extend_from_slice(&other.names);
            self.features.extend_from_slice(&other.features);
        }
        self.tidy()
    }

    /// True when official numbers bring any of it together with what others say.
    pub const fn is_numbered(&self) -> bool {
        self.any != 0
    }

    /// What two incidents whose place nobody names must have in common to be one: words for the sort of incident, or for what it befell.
    pub fn words(&self) -> &[u16] {
        let from = self.features.partition_point(|one| *one < Feature::Maker.with(0));
        let to = self.features.partition_point(|one| *one <= Feature::Quantity.with(u16::MAX));
        if self.about == About::Incident { &self.features[from..to] } else { &[] }
    }

    /// What its equipment without a family is called.
    pub fn names(&self) -> &[Called] {
        &self.names
    }

    fn all(&self, feature: Feature) -> &[u16] {
        let from = self.features.partition_point(|one| *one < feature.with(0));
        let to = self.features.partition_point(|one| *one <= feature.with(u16::MAX));
        &self.features[from..to]
    }

    fn shares(&self, one: &Self, feature: Feature, same: impl Fn(u16, u16) -> bool) -> bool {
        let (ours, theirs) = (self.all(feature), one.all(feature));
        ours.iter().any(|a| theirs.iter().any(|b| same(*a, *b)))
    }

    /// False only when no rule puts the other, which is placed as one, to a pile of these or some of these. `plain` is true where a general word may
    /// mean it, `nobody` where they lie in a cell that nobody is named for, and `together` where one document may speak of both.
    pub fn may_join(&self, one: &Self, plain: bool, nobody: bool, together: bool) -> bool {
        if self.anything || one.anything {
            return true;
        }
        let same = |feature| self.shares(one, feature, |a, b| a == b);
        // A year holds its months.
        let date = self.shares(one, Feature::Date, |a, b| a == b || (a >> 4 == b >> 4 && (a & 15 == 0 || b & 15 == 0)));
        let when = |holds: bool, sign: Sign| if holds { sign.points() } else { 0 };
        let document = when(together, Sign::SameDocument);
        if self.about == About::Incident {
            let dated = self.told & 1 << Feature::Date as u8 != 0 && !one.all(Feature::Date).is_empty();
            let apart = dated && !self.shares(one, Feature::Date, near_months);
            let time = when(date, Sign::SamePeriod) + when(apart, Sign::OtherPeriod);
            return self.incident(one, nobody) + when(same(Feature::Party), Sign::SameActor) + time + document >= ENOUGH;
        }
        let names = self.names.iter().flat_map(|a| one.names.iter().filter_map(|b| likely(a, b))).max();
        let Some(name) = names.max(plain.then_some(Sign::PlainName.points())) else { return false };
        // Other official numbers of a sort outweigh all else.
        if self.each & one.any != 0 {
            return false;
        }
        let near = self.shares(one, Feature::Value, |a, b| a.abs_diff(b) <= 1);
        let features = when(same(Feature::Party), Sign::SameSupplier)
            + when(same(Feature::Maker), Sign::SameMaker)
            + when(same(Feature::Quantity), Sign::SameQuantity)
            + when(near, Sign::SameValue)
            + when(date, Sign::SameDate);
        let to = if nobody { Sign::NoRecipient } else { Sign::SameRecipient };
        to.points() + name + features + document >= ENOUGH
    }

    /// What the words of two incidents and their places come to at most.
    fn incident(&self, one: &Self, nobody: bool) -> i32 {
        let thing = |feature: Feature| {
            let told = |of: &Self| !of.all(feature).is_empty();
            let always = self.told & 1 << feature as u8 != 0;
            match (told(self), told(one)) {
                (false, false) => [None; 2],
                (true, true) if self.shares(one, feature, |a, b| a == b) => [Some(Sign::SameThing), Some(Sign::LikeThing)],
                (true, true) if always => [Some(Sign::OtherThing); 2],
                _ => [Some(Sign::UnnamedThing); 2],
            }
        };
        // Each rule counts once.
        let both = |a: Option<Sign>, b: Option<Sign>| {
            let points = |sign: Option<Sign>| sign.map_or(0, Sign::points);
            if a == b { points(a) } else { points(a) + points(b) }
        };
        let (sort, target) = (thing(Feature::Maker), thing(Feature::Quantity));
        let words = sort.iter().flat_map(|a| target.iter().map(|b| both(*a, *b))).max().unwrap_or_default();
        let place = if nobody { Sign::NoPlace } else { Sign::SamePlace };
        place.points() + words
    }
}

#[cfg(test)]
mod tests {
    use super::super::profile::{Lexicon, Profile};
    use super::super::rules::compare;
    use super::super::wording::{Likeness, likeness};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn names_that_a_rule_takes_for_one_are_never_told_apart() {
        let names = [
            "spare parts",
            "spare part",
            "Spareparts",
            "F-16 spare parts",
            "support",
            "technical support",
            "engine",
            "",
            "of",
            "AN",
            "Mk 5",
        ];
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
            let alike = matches!(likeness(&words(a), &words(b)), Likeness::Same | Likeness::Within) || key(a) == key(b);
            assert!(!alike || may_be_one(&called(a), &called(b)), "{a} {b}");
        }
        assert!(!may_be_one(&called("technical support"), &called("engine parts")));
        assert!(!may_be_one(&called("engine support"), &called("engine parts")));
    }

    fn one_of<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<T>> {
        prop_oneof![Just(None), prop::sample::select(values).prop_map(Some)]
    }

    /// A transfer or an incident out of a small world.
    fn a_claim(kind: &'static str) -> impl Strategy<Value = Claim> {
        let dates = ["2023", "2023-02", "2023-02-07", "2023-03-01", "2024-05-01"];
        let names = ["spare parts", "engine spare parts", "support", "the support", "oil"];
        let parts = (one_of(vec!["US", "TR"]), one_of(vec![1, 2]), one_of(vec![1_000_000, 1_010_000, 2_000_000]), one_of(dates.to_vec()));
        let words = (prop::sample::select(names.to_vec()), one_of(names.to_vec()), prop::bool::ANY, 0..3usize);
        (parts, words).prop_map(move |((who, number, sum, date), (name, other, placed, stage))| {
            let at = |mut json: serde_json::Value| {
                for (key, value) in [("text", json!("x")), ("start", json!(0)), ("end", json!(1))] {
                    if json.get(key).is_none() {
                        json[key] = value;
                    }
                }
                json
            };
            let text = |words: &str| at(json!({"text": words}));
            let polarity = if number == Some(1) && placed { "denied" } else { "affirmed" };
            let mut claim = json!({"kind": kind, "polarity": polarity, "doc": "d", "evidence": {"start": 0, "end": 1}});
            let mut put = |slot: &str, value: Option<serde_json::Value>| {
                if let Some(value) = value {
                    claim[slot] = at(value);
                }
            };
            let party = |id: &str| json!({"id": id});
            put("date", date.map(|date| json!({"value": date})));
            if kind == "transfer" {
                put("recipient", placed.then(|| party("XK")));
                put("supplier", who.map(party));
                put("equipment", Some(json!({"name": name, "class": "other"})));
                put("quantity", number.map(|number| json!({"value": number})));
                put("value", sum.map(|sum| json!({"amount": sum, "currency": "USD"})));
                claim["stage"] = json!(["requested", "contracted", "delivered"][stage]);
                claim["manufacturers"] = other.map_or(json!([]), |other| json!([text(other)]));
            } else {
                put("actor", who.map(party));
                put("location", placed.then(|| party("XK")));
                put("incident_type", Some(text(name)));
                put("target", other.map(text));
            }
            materiel_model::claim_from_json(&claim).unwrap_or_else(|error| panic!("{error}: {claim}")).1
        })
    }

    proptest! {
        #[test]
        fn what_the_rules_bring_together_may_always_join(
            kind in prop::sample::select(vec!["transfer", "incident"]),
            transfers in prop::collection::vec((0..3usize, a_claim("transfer")), 2..5),
            incidents in prop::collection::vec((0..3usize, a_claim("incident")), 2..5),
        ) {
            let claims = if kind == "transfer" { transfers } else { incidents };
            let groups: Vec<(usize, Group)> = claims
                .into_iter()
                .map(|(at, claim)| {
                    let mut document = materiel_model::Document::new("d", format!("{at}"));
                    document.published = "2023-05".parse().ok();
                    (at, crate::members_of(&document, vec![claim]).into_iter().collect())
                })
                .collect();
            let place = |group: &Group| super::super::cell(group).about;
            let ((at, one), pile) = groups.split_first().unwrap();
            let pile: Vec<_> = pile.iter().filter(|(_, group)| place(group) == place(one)).collect();
            let profile = |groups: &[&Group], lexicon: &Lexicon| {
                let mut profile = Profile::new(one[0].claim.kind);
                groups.iter().flat_map(|group| group.iter()).for_each(|member| profile.add(member, &BTreeSet::new(), lexicon));
                profile
            };
            let lexicon = Lexicon::default();
            let all: Vec<&Group> = pile.iter().map(|(_, group)| group).collect();
            let sum = |groups: &[&Group]| Sum::of(&groups.iter().map(|group| Outline::of(group)).collect::<Vec<_>>());
            let nobody = place(one).is_empty();
            // A pile as it grows.
            for some in (1..=all.len()).map(|many| &all[..many]) {
                let signs = compare(&profile(some, &lexicon), &profile(&[one], &lexicon), &lexicon);
                let together = pile.iter().any(|(other, _)| other == at);
                let joins = signs.is_some_and(|signs| signs.points() >= ENOUGH);
                prop_assert!(!joins || sum(&all).may_join(&sum(&[one]), false, nobody, together), "{:?}", signs.map(|signs| signs.iter().collect::<Vec<_>>()));
            }
        }
    }

    #[test]
    fn dates_are_apart_only_when_they_are() {
        let date = |text: &str| Feature::date(text.parse().unwrap(), 0);
        assert!(near_months(date("2023-01-31"), date("2023-02-28")));
        assert!(near_months(date("2023"), date("2024-01")));
        assert!(near_months(date("2023-12"), date("2024-01-30")));
        assert!(!near_months(date("2023-01-31"), date("2023-05-01")));
        assert!(!near_months(date("2023"), date("2024-06")));
    }
}
