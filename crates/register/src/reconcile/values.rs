//! What a slot shows: every value that is said, who says it, and the one that is shown, by one rule.
//!
//! [`choose`] is the only place where a value wins over another. `docs/guide/how-values-are-chosen.md` explains it to readers.

use super::history::{history, shown_stage};
use super::wording::key;
use materiel_model::{
    ClaimId, Confidence, DocumentId, Member, PartialDate, Polarity, Qualifier, Record, Scope, Slot, Span, Stage, Value, ValueSort,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One value and all who say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The value, as its best teller puts it.
    pub value: Value,
    /// Those who say it, the earliest published first.
    pub by: Vec<Saying>,
    /// The independent voices among them, as indices into the record's voices.
    pub voices: BTreeSet<usize>,
    /// How near the stages that the claims speak of come to the deal itself; see [`nearness`].
    pub nearness: u8,
    /// What the figure is a figure of; only figures of the same contradict one another. See [`subject`].
    pub subjects: BTreeSet<u8>,
    /// True when at least one document says it outright and it was not inferred.
    pub outright: bool,
    /// True for a number whose claim also says what the deal is worth.
    pub beside: bool,
    /// True when it is said of something that is said not to be so.
    pub denied: bool,
    /// True when everybody who says it was corrected.
    pub corrected: bool,
    /// True when only earlier versions of pages say it.
    pub superseded: bool,
    /// True when it cannot be right together with the value shown.
    pub conflict: bool,
    /// True when somebody looked at one of these claims, and found this right or put it there.
    pub reviewed: bool,
    /// The entry by which somebody decided that it is to be shown.
    pub pinned: Option<u64>,
}

/// A claim that says a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The claim.
    pub claim: ClaimId,
    /// Its document.
    pub document: DocumentId,
    /// Where the document says it.
    pub at: Span,
    /// When that was published.
    pub published: Option<PartialDate>,
    /// How sure the reader is.
    pub confidence: Confidence,
    /// Which of the slot's values in the claim it is, for lists.
    pub index: usize,
}

/// Why a value is shown rather than another: the first test on which they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Nothing else is said.
    Only,
    /// A list shows all that is said.
    All,
    /// Somebody decided so.
    Pinned,
    /// The others are said only in earlier versions of pages.
    Current,
    /// The others were corrected.
    Corrected,
    /// Others are said only of what is said not to be so.
    Affirmed,
    /// It is said of the contract, or of the notice, or of what is asked, rather than of a batch or a wish.
    Nearer,
    /// It names the family of equipment.
    Named,
    /// It is said outright; others were inferred.
    Outright,
    /// It is for all of it; others are for one item.
    Total,
    /// It is the latest expectation.
    Latest,
    /// More independent voices say it or say what agrees with it.
    Voices,
    /// The claim that says it also says what the deal is worth; a package's value belongs to its main item.
    Beside,
    /// It is put more precisely.
    Precise,
    /// It was published last.
    Newest,
    /// It stands nearer to the beginning of its document, where the main item stands.
    First,
    /// The reader is surer of it.
    Surer,
    /// Nothing tells them apart; the order of the alphabet decides.
    Alphabet,
}

impl Rule {
    /// The rule in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Only => "nothing else is said",
            Self::All => "a list shows all that is said",
            Self::Pinned => "somebody decided that it is shown",
            Self::Current => "the others are said only in earlier versions of their pages",
            Self::Corrected => "the others were corrected",
            Self::Affirmed => "the others are said of what is said not to be so",
            Self::Nearer => "it is said of a step nearer to the contract than the others",
            Self::Named => "it names the family, the others only the sort of thing",
            Self::Outright => "it is said outright, the others were inferred",
            Self::Total => "it is for all of it, the others for one item",
            Self::Latest => "of expectations the latest is shown",
            Self::Voices => "more independent voices say it or agree with it",
            Self::Beside => "it is told together with what the deal is worth, which belongs to the main item of a package",
            Self::Precise => "it is put more precisely",
            Self::Newest => "it was published last",
            Self::First => "it stands nearer to the beginning of its document, where the main item stands",
            Self::Surer => "the reader is surer of it",
            Self::Alphabet => "nothing tells them apart, so the order of the alphabet decides",
        }
    }
}

/// What a slot shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The slot.
    pub slot: Slot,
    /// Everything that is said, what is shown first. Never empty.
    pub said: Vec<Said>,
    /// How many of `said` are shown: one, or all of a list.
    pub shown: usize,
    /// Why the first is shown.
    pub rule: Rule,
}

/// The rule by which a slot's value is chosen. `None` where nobody says anything.
///
/// In this order, the first difference deciding: what somebody decided to show; what is said now before what only earlier versions of pages say; what was not corrected before what was; what is said to be so before what is denied; figures of the contract before those of the
/// approval or notice, before those asked or promised, before those of deliveries, before those of wishes; a family of equipment before a general word; said outright before
/// inferred; totals before prices of one item; for expected dates the latest publication; the number of independent voices that say it or
/// agree with it; of numbers the one told together with the value; the more precise; the latest published; what stands first in its
/// document; the surer reading; the alphabet. Lists show all their values.
pub fn choose(record: &Record, slot: Slot) -> Option<Choice> {
    let mut said = said(record, slot);
    let support: Vec<usize> = said.iter().map(|one| support(one, &said)).collect();
    let mut ranked: Vec<(usize, Said)> = support.into_iter().zip(said.drain(..)).collect();
    ranked.sort_by(|a, b| tests(slot, a).cmp(&tests(slot, b)));
    let listed = slot.sort() == ValueSort::Parties;
    let rule = match ranked.as_slice() {
        [] => return None,
        [_] => Rule::Only,
        _ if listed => Rule::All,
        [first, second, ..] => decided_by(slot, first, second),
    };
    let mut said: Vec<Said> = ranked.into_iter().map(|(_, one)| one).collect();
    // A list has what is still said, or where nothing is, what was.
    let standing = said.iter().filter(|one| !one.superseded).count();
    let shown = if !listed {
        1
    } else if standing > 0 {
        standing
    } else {
        said.len()
    };
    // What comes in batches comes on several days.
    let batches = slot == Slot::Date && record.members.iter().any(|member| member.claim.slots.stage() >= Some(Stage::Delivered));
    if let Some((first, others)) = said.split_first_mut()
        && !listed
        && !batches
    {
        for other in others {
            let comparable = !other.denied
                && !first.denied
                && !other.corrected
                && !other.superseded
                && !other.subjects.is_disjoint(&first.subjects)
                && !is_item(slot, other, first);
            other.conflict = comparable && disagree(&first.value, &other.value);
        }
    }
    Some(Choice { slot, said, shown, rule })
}

/// True when everybody who says the one figure also says the other: both are said of one package, and a document that counts missiles and
/// their launchers does not contradict itself.
fn is_item(slot: Slot, one: &Said, other: &Said) -> bool {
    let told: BTreeSet<&DocumentId> = other.by.iter().map(|saying| &saying.document).collect();
    matches!(slot, Slot::Quantity | Slot::Value) && one.by.iter().all(|saying| told.contains(&saying.document))
}

/// The tests in order; the smaller wins.
type Tests<'a> = (
    (Reverse<Option<u64>>, bool, bool, bool, Reverse<u8>, Reverse<bool>, Reverse<bool>, bool),
    (Reverse<Option<PartialDate>>, Reverse<usize>, Reverse<bool>, Reverse<u8>),
    (Reverse<Option<PartialDate>>, usize, Reverse<Confidence>, &'a Value),
);

fn tests<'a>(slot: Slot, (support, said): &'a (usize, Said)) -> Tests<'a> {
    let unit = matches!(said.value, Value::Money(money) if money.scope == Scope::Unit);
    let named = matches!(&said.value, Value::Equipment(equipment) if equipment.id.is_some());
    let newest = said.by.iter().filter_map(|saying| saying.published).max();
    let latest = if slot == Slot::Due { newest } else { None };
    let first = said.by.iter().map(|saying| saying.at.start).min().unwrap_or(0);
    let surest = said.by.iter().map(|saying| saying.confidence).max().unwrap_or(Confidence::new(0.0));
    (
        (
            Reverse(said.pinned),
            said.superseded,
            said.corrected,
            said.denied,
            Reverse(said.nearness),
            Reverse(named),
            Reverse(said.outright),
            unit,
        ),
        (Reverse(latest), Reverse(*support), Reverse(said.beside), Reverse(precision(&said.value))),
        (Reverse(newest), first, Reverse(surest), &said.value),
    )
}

fn decided_by(slot: Slot, first: &(usize, Said), second: &(usize, Said)) -> Rule {
    let (a, b) = (tests(slot, first), tests(slot, second));
    let differs = [
        (a.0.0 != b.0.0, Rule::Pinned),
        (a.0.1 != b.0.1, Rule::Current),
        (a.0.2 != b.0.2, Rule::Corrected),
        (a.0.3 != b.0.3, Rule::Affirmed),
        (a.0.4 != b.0.4, Rule::Nearer),
        (a.0.5 != b.0.5, Rule::Named),
        (a.0.6 != b.0.6, Rule::Outright),
        (a.0.7 != b.0.7, Rule::Total),
        (a.1.0 != b.1.0, Rule::Latest),
        (a.1.1 != b.1.1, Rule::Voices),
        (a.1.2 != b.1.2, Rule::Beside),
        (a.1.3 != b.1.3, Rule::Precise),
        (a.2.0 != b.2.0, Rule::Newest),
        (a.2.1 != b.2.1, Rule::First),
        (a.2.2 != b.2.2, Rule::Surer),
    ];
    differs.into_iter().find(|(differ, _)| *differ).map_or(Rule::Alphabet, |(_, rule)| rule)
}

/// Everything that the record's claims say in a slot, the same value once.
pub fn said(record: &Record, slot: Slot) -> Vec<Said> {
    // Who and what a denied claim is about is no less said than of any other; its figures and dates are those of what did not happen.
    let figure = matches!(slot.sort(), ValueSort::Quantity | ValueSort::Money | ValueSort::Percent | ValueSort::Date);
    let mut by_value: BTreeMap<(bool, String), Vec<Teller<'_>>> = BTreeMap::new();
    for (at, member) in speakers(record, slot) {
        let denied = figure && member.claim.polarity == Polarity::Denied;
        for (index, stated) in member.claim.slots.all(slot).iter().enumerate() {
            by_value.entry((denied, sameness(&stated.value))).or_default().push((at, member, index));
        }
    }
    by_value.into_iter().filter_map(|((denied, _), by)| tell(record, slot, denied, &by)).collect()
}

/// A claim by its place in the record, and which of the slot's values in it is meant.
type Teller<'a> = (usize, &'a Member, usize);

fn tell(record: &Record, slot: Slot, denied: bool, all: &[Teller<'_>]) -> Option<Said> {
    // An earlier version of a page bears no witness beside what is said now.
    let current: Vec<Teller<'_>> = all.iter().filter(|(_, member, _)| !record.is_superseded(member)).copied().collect();
    let pinned = all.iter().filter_map(|(_, member, _)| member.pinned(slot)).max();
    let superseded = current.is_empty() && pinned.is_none();
    let by: &[Teller<'_>] = if current.is_empty() { all } else { &current };
    let stated = |(_, member, index): &Teller<'_>| member.claim.slots.all(slot).get(*index).cloned();
    // Equal values may be written differently: the most frequent writing is shown, and of these the longest.
    let mut writings: BTreeMap<Value, usize> = BTreeMap::new();
    for value in by.iter().filter_map(stated) {
        *writings.entry(value.value).or_default() += 1;
    }
    let (value, _) = writings.into_iter().max_by_key(|(value, times)| (*times, value.display().len(), Reverse(value.clone())))?;
    let sayings = all.iter().map(|(_, member, index)| Saying {
        claim: member.id.clone(),
        at: member.claim.slots.all(slot).get(*index).map_or(member.claim.evidence, |stated| stated.at),
        document: member.document.clone(),
        published: member.published,
        confidence: member.claim.confidence,
        index: *index,
    });
    Some(Said {
        value,
        by: sayings.collect(),
        voices: by.iter().filter_map(|(at, ..)| record.heard.get(*at).copied()).collect(),
        nearness: by.iter().map(|(_, member, _)| nearness(slot, member.claim.slots.stage())).max().unwrap_or(0),
        subjects: by.iter().map(|(_, member, _)| subject(slot, member.claim.slots.stage())).collect(),
        outright: by.iter().filter_map(stated).any(|stated| !stated.inferred),
        beside: slot == Slot::Quantity && by.iter().any(|(_, member, _)| member.claim.slots.has(Slot::Value)),
        denied,
        corrected: by.iter().all(|(_, member, _)| is_corrected(record, member, slot)),
        superseded,
        conflict: false,
        reviewed: by.iter().any(|(_, member, _)| member.is_reviewed(slot)),
        pinned,
    })
}

/// True when another claim puts right what a claim says in a slot.
pub(super) fn is_corrected(record: &Record, member: &Member, slot: Slot) -> bool {
    let figure = matches!(slot.sort(), ValueSort::Quantity | ValueSort::Money | ValueSort::Date);
    record.corrections.iter().filter(|correction| correction.claim == member.id).any(|correction| {
        let other = || record.member(&correction.by)?.claim.slots.get(slot).map(|stated| &stated.value);
        let own = member.claim.slots.get(slot).map(|stated| &stated.value);
        figure && (correction.whole || other().is_some_and(|other| Some(other) != own))
    })
}

/// How near a claim's stage comes to the deal itself, for figures: a contract's number is the deal's; a notified value is a ceiling; what
/// was asked or promised may change; what was delivered may be a batch; a wish is a wish. For other slots it makes no difference.
fn nearness(slot: Slot, stage: Option<Stage>) -> u8 {
    match (slot, stage) {
        (Slot::Quantity | Slot::Value, Some(stage)) => match stage {
            Stage::Contracted => 4,
            Stage::Approved | Stage::Notified => 3,
            Stage::Requested | Stage::Offered | Stage::Pledged => 2,
            Stage::Delivered | Stage::InService => 1,
            Stage::Interest | Stage::Refused | Stage::Suspended | Stage::Cancelled => 0,
        },
        _ => 0,
    }
}

/// What a claim's figure or date is one of. The number ordered and the number in a batch do not contradict one another, and neither do a
/// ceiling and a price, or the days on which two batches came.
fn subject(slot: Slot, stage: Option<Stage>) -> u8 {
    use Stage as S;
    let Some(stage) = stage else { return 0 };
    let proposed = matches!(stage, S::Requested | S::Offered | S::Pledged | S::Approved | S::Notified);
    let handed = matches!(stage, S::Delivered | S::InService);
    match slot {
        Slot::Quantity if proposed || stage == S::Contracted => 1,
        Slot::Quantity if handed => 2,
        Slot::Value if proposed => 1,
        Slot::Value if handed || stage == S::Contracted => 2,
        Slot::Quantity | Slot::Value => 3,
        _ => 0,
    }
}

/// The claims that speak of a slot. A date is that of the stage or status shown; those of other stages are in the history.
fn speakers(record: &Record, slot: Slot) -> Vec<(usize, &Member)> {
    let stage =
        |member: &Member| member.claim.slots.get(Slot::Stage).or_else(|| member.claim.slots.get(Slot::Status)).map(|s| s.value.clone());
    let all = record.members.iter().map(AsRef::as_ref).enumerate();
    if slot != Slot::Date {
        return all.collect();
    }
    match shown_stage(&history(record)) {
        Some(step) => all.filter(|(_, member)| stage(member).as_ref() == Some(&step.stage)).collect(),
        None => all.collect(),
    }
}

/// The voices that say a value, or something that it agrees with because it says it more precisely.
fn support(one: &Said, all: &[Said]) -> usize {
    let agreeing =
        all.iter().filter(|other| other.denied == one.denied && (one.superseded || !other.superseded) && implies(&one.value, &other.value));
    let voices: BTreeSet<usize> = agreeing.flat_map(|other| other.voices.iter().copied()).collect();
    voices.union(&one.voices).count()
}

/// True when `vague` is said as well by whoever says `precise`.
pub(crate) fn implies(precise: &Value, vague: &Value) -> bool {
    match (precise, vague) {
        (Value::Date(a), Value::Date(b)) => b.covers(*a),
        (Value::Quantity(a), Value::Quantity(b)) => holds(a.qualifier, a.value, b.qualifier, b.value),
        (Value::Money(a), Value::Money(b)) => {
            a.currency == b.currency && a.scope == b.scope && holds(a.qualifier, a.amount, b.qualifier, b.amount)
        }
        (Value::Percent(a), Value::Percent(b)) => a.qualifier == Qualifier::Exact && a.value == b.value,
        _ => precise == vague,
    }
}

fn holds(qualifier: Qualifier, figure: u64, vague_qualifier: Qualifier, vague: u64) -> bool {
    if qualifier != Qualifier::Exact {
        return (qualifier, figure) == (vague_qualifier, vague);
    }
    match vague_qualifier {
        Qualifier::Exact => figure == vague,
        Qualifier::About => figure.abs_diff(vague) <= vague / 10,
        Qualifier::AtLeast => figure >= vague,
        Qualifier::AtMost => figure <= vague,
    }
}

/// True when both values may be right.
pub fn agree(a: &Value, b: &Value) -> bool {
    if implies(a, b) || implies(b, a) {
        return true;
    }
    match (a, b) {
        // Bounds and rough figures exclude one another only where they leave no room.
        (Value::Quantity(a), Value::Quantity(b)) => overlap((a.qualifier, a.value), (b.qualifier, b.value)),
        (Value::Money(a), Value::Money(b)) => {
            a.currency != b.currency || a.scope != b.scope || overlap((a.qualifier, a.amount), (b.qualifier, b.amount))
        }
        (Value::Percent(a), Value::Percent(b)) => a.value == b.value,
        (Value::Text(_), _) | (_, Value::Text(_)) => true,
        _ => sameness(a) == sameness(b),
    }
}

fn overlap((qualifier, figure): (Qualifier, u64), (other_qualifier, other): (Qualifier, u64)) -> bool {
    let range = |qualifier, figure: u64| match qualifier {
        Qualifier::Exact => (figure, figure),
        Qualifier::About => (figure - figure / 10, figure.saturating_add(figure / 10)),
        Qualifier::AtLeast => (figure, u64::MAX),
        Qualifier::AtMost => (0, figure),
    };
    let ((low, high), (other_low, other_high)) = (range(qualifier, figure), range(other_qualifier, other));
    low <= other_high && other_low <= high
}

/// True when the two are a conflict to show. Names of equipment in one record are names of one thing, whatever words they use.
fn disagree(a: &Value, b: &Value) -> bool {
    !matches!(a, Value::Equipment(_) | Value::Stage(_) | Value::Status(_)) && !agree(a, b)
}

/// What makes two values the same for counting.
fn sameness(value: &Value) -> String {
    match value {
        Value::Equipment(equipment) => equipment.id.as_ref().map_or_else(|| format!("~{}", key(&equipment.name)), Clone::clone),
        Value::Text(words) => key(words),
        Value::Money(money) => format!("{} {}", value.display(), money.scope),
        Value::Party(id) => id.body_name().map_or_else(|| id.as_str().to_owned(), |name| format!("org:{}", key(name))),
        _ => value.display(),
    }
}

/// How precisely a value is put.
fn precision(value: &Value) -> u8 {
    let figure = |qualifier: Qualifier| u8::from(qualifier == Qualifier::Exact);
    match value {
        Value::Date(date) => u8::from(date.month().is_some()) + u8::from(date.day().is_some()),
        Value::Quantity(quantity) => figure(quantity.qualifier),
        Value::Money(money) => figure(money.qualifier),
        Value::Percent(percent) => figure(percent.qualifier),
        Value::Equipment(equipment) => u8::from(equipment.id.is_some()),
        Value::Party(id) => u8::from(id.body_name().is_none()),
        Value::Text(words) => u8::try_from(words.len()).unwrap_or(u8::MAX),
        _ => 0,
    }
}
