//! What was handed over of what was ordered: the batches that a transfer's documents tell of, and their sum.
//!
//! In: a record and its history. Out: batches and sums. A sum is never more than what is told: whatever may be the same batch told
//! twice counts once, and then the sum is "at least".

use super::history::Step;
use super::values::{choose, is_corrected};
use materiel_model::{PartialDate, Polarity, Qualifier, Quantity, Record, Slot, Stage, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Items that were handed over together, as far as the documents tell batches apart: by their dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// When, as stated.
    pub date: Option<PartialDate>,
    /// When it was first reported.
    pub reported: Option<PartialDate>,
    /// How many.
    pub quantity: Quantity,
    /// How many independent voices tell this number.
    pub voices: usize,
    /// True when it is told of a longer span of time than other batches that lie within it: their sum, or more.
    pub whole: bool,
}

/// What was handed over of what was ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliveries {
    /// How many altogether.
    pub delivered: Quantity,
    /// Of how many: the number ordered, or where no order says it, approved or promised.
    pub of: Option<Quantity>,
    /// The stage at which that number is told.
    pub of_stage: Option<Stage>,
    /// How many are still to come, where both numbers are exact.
    pub remaining: Option<u64>,
    /// True when all that was ordered has been handed over.
    pub complete: bool,
    /// True when more was handed over than was ordered, so that one of the numbers is wrong or speaks of something else.
    pub beyond: bool,
    /// The batches, the earliest first.
    pub batches: Vec<Batch>,
}

/// The deliveries of a transfer, or `None` where no number is told of any.
///
/// Batches of different days add up. A number that is told of a longer span ("in 2023", or without a date) is not added to those of days
/// within it: the greater of the two counts. Of several numbers for one day the one with the most voices counts, then the greater.
pub fn deliveries(record: &Record, steps: &[Step]) -> Option<Deliveries> {
    // What only an earlier version of a page tells does not count, unless no page tells anything of the deal any more.
    let gone = steps.iter().all(|step| step.superseded);
    let told = |step: &&Step| step.polarity == Polarity::Affirmed && !step.corrected && (gone || !step.superseded);
    let delivered = |step: &&Step| step.stage == Value::Stage(Stage::Delivered) && told(step);
    let told: Vec<(&Step, Option<Batch>)> = steps.iter().filter(delivered).map(|step| (step, batch(record, step))).collect();
    let dates: Vec<Option<PartialDate>> = told.iter().map(|(step, _)| step.date).collect();
    let within = |outer: Option<PartialDate>, inner: Option<PartialDate>| match (outer, inner) {
        (None, Some(_)) => true,
        (Some(outer), Some(inner)) => outer != inner && outer.covers(inner),
        _ => false,
    };
    let mut batches: Vec<Batch> = told.iter().filter_map(|(_, batch)| batch.clone()).collect();
    if batches.is_empty() {
        return None;
    }
    for batch in &mut batches {
        batch.whole = dates.iter().any(|inner| within(batch.date, *inner));
    }
    // From the most precise dates to the vaguest: each takes the place of what lies within it, or stands back behind its sum.
    let mut spans: Vec<&Batch> = batches.iter().collect();
    spans.sort_by_key(|batch| std::cmp::Reverse(batch.date.map(|date| (date.month().is_some(), date.day().is_some()))));
    let mut counted: Vec<(Option<PartialDate>, Quantity)> = Vec::new();
    // What a document tells altogether has the deliveries in it that the same document dates without a number.
    let documents = |step: &Step| -> BTreeSet<&materiel_model::DocumentId> {
        step.claims.iter().filter_map(|claim| record.member(claim)).map(|member| &member.document).collect()
    };
    let in_a_sum = |one: &Step| {
        told.iter().any(|(other, batch)| batch.is_some() && within(other.date, one.date) && documents(one).is_subset(&documents(other)))
    };
    let mut open = told.iter().any(|(step, batch)| batch.is_none() && !in_a_sum(step));
    for batch in spans {
        let (inside, outside): (Vec<_>, Vec<_>) = counted.into_iter().partition(|(date, _)| within(batch.date, *date));
        let inside: Vec<Quantity> = inside.into_iter().map(|(_, quantity)| quantity).collect();
        let sum = sum(&inside);
        // Whether a vague report tells of the batches that are known, or of another, nobody says.
        open |= sum.is_some_and(|sum| batch.quantity.value < sum.value);
        let greater = sum.filter(|sum| sum.value >= batch.quantity.value).unwrap_or(batch.quantity);
        counted = outside;
        counted.push((batch.date, greater));
    }
    let mut all = sum(&counted.into_iter().map(|(_, quantity)| quantity).collect::<Vec<_>>())?;
    let (of, of_stage) = ordered(record).map_or((None, None), |(quantity, stage)| (Some(quantity), stage));
    let complete = of.is_some_and(|of| matches!(of.qualifier, Qualifier::Exact | Qualifier::AtMost) && all.value >= of.value);
    if open && !complete && all.qualifier == Qualifier::Exact {
        all.qualifier = Qualifier::AtLeast;
    }
    let exact = |quantity: &Quantity| quantity.qualifier == Qualifier::Exact;
    batches.sort_by_key(|batch| (batch.date.or(batch.reported).is_none(), batch.date.or(batch.reported), batch.quantity));
    Some(Deliveries {
        delivered: all,
        of,
        of_stage,
        remaining: of.filter(|of| exact(of) && exact(&all)).and_then(|of| of.value.checked_sub(all.value)),
        complete,
        beyond: of.is_some_and(|of| matches!(of.qualifier, Qualifier::Exact | Qualifier::AtMost) && all.value > of.value),
        batches,
    })
}

/// The number that a step's claims tell.
fn batch(record: &Record, step: &Step) -> Option<Batch> {
    let mut told: BTreeMap<Quantity, BTreeSet<usize>> = BTreeMap::new();
    let members = step.claims.iter().filter_map(|claim| record.member(claim));
    for member in
        members.filter(|member| !is_corrected(record, member, Slot::Quantity) && (step.superseded || !record.is_superseded(member)))
    {
        if let Some(Value::Quantity(quantity)) = member.claim.slots.get(Slot::Quantity).map(|stated| &stated.value) {
            told.entry(*quantity).or_default().extend(record.heard_as(member));
        }
    }
    // Numbers without a day may be a batch and, later, all so far.
    let day = step.date.is_some_and(|date| date.day().is_some());
    let rank = |(quantity, voices): &(Quantity, BTreeSet<usize>)| (if day { voices.len() } else { 0 }, quantity.value, voices.len());
    let several = told.len() > 1;
    let (mut quantity, voices) = told.into_iter().max_by_key(rank)?;
    if several && !day && quantity.qualifier == Qualifier::Exact {
        quantity.qualifier = Qualifier::AtLeast;
    }
    Some(Batch { date: step.date, reported: step.reported, quantity, voices: voices.len(), whole: false })
}

/// The sum of some numbers, no more exact than they are. `None` for no number.
fn sum(numbers: &[Quantity]) -> Option<Quantity> {
    let first = numbers.first()?;
    let value = numbers.iter().fold(0_u64, |sum, number| sum.saturating_add(number.value));
    let all = |qualifier: &[Qualifier]| numbers.iter().all(|number| qualifier.contains(&number.qualifier));
    let qualifier = match () {
        () if numbers.len() == 1 => first.qualifier,
        () if all(&[Qualifier::Exact]) => Qualifier::Exact,
        () if all(&[Qualifier::Exact, Qualifier::AtLeast]) => Qualifier::AtLeast,
        () if all(&[Qualifier::Exact, Qualifier::AtMost]) => Qualifier::AtMost,
        () => Qualifier::About,
    };
    Some(Quantity { value, qualifier })
}

/// How many were ordered, or approved or promised, and the furthest stage that tells this number.
fn ordered(record: &Record) -> Option<(Quantity, Option<Stage>)> {
    let choice = choose(record, Slot::Quantity)?;
    let tells = |claim: &materiel_model::ClaimId| record.member(claim)?.claim.slots.stage();
    let asked = |stage: &Stage| *stage <= Stage::Contracted;
    choice.said.iter().filter(|said| !said.denied && !said.corrected && !said.superseded).find_map(|said| {
        let Value::Quantity(quantity) = said.value else { return None };
        let stage = said.by.iter().filter_map(|saying| tells(&saying.claim)).filter(asked).max()?;
        Some((quantity, Some(stage)))
    })
}
