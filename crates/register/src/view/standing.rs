//! Where a record stands on a day: since when, how much of it was handed over, what comes next, and whether a review runs.
//!
//! The day is the reader's, never a clock's. Time passing moves no stage: the end of a review is no approval, and a due date that has
//! passed is no delivery.

use super::list::ListRow;
use crate::reconcile::{Batch, Deliveries, Step, deliveries, shown_stage};
use jiff::civil::Date;
use materiel_model::{Kind, PartialDate, Polarity, Quantity, Record, Stage, Value};
use serde::{Deserialize, Serialize};

/// From where a record is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Standpoint<'a> {
    /// The day that counts as today.
    pub today: Date,
    /// How long legislatures review notices.
    pub reviews: &'a [ReviewPeriod],
}

/// How long a legislature reviews a notice of a transfer. The first of several that fits a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPeriod {
    /// The supplier whose notices are meant, by id.
    pub supplier: String,
    /// The recipients for whom it holds, by id, each with the day from which it did if that is not always; everybody if the list is empty.
    pub recipients: Vec<(String, Option<Date>)>,
    /// Calendar days from the day of the notice.
    pub days: i64,
    /// The law that says so.
    pub source: String,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// The day from which it is looked at.
    pub today: PartialDate,
    /// The stage, or the status of what is no transfer.
    pub stage: String,
    /// Since when: the date of its first step, or where none is stated, of the first report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
    /// True when `since` is when it was first reported.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub since_report: bool,
    /// How many days it has lasted. Absent where no date is known or the date is still to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// The latest publication that speaks of the record: what may have happened since, nobody here reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_heard: Option<PartialDate>,
    /// A stop that was lifted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed_after: Option<Stop>,
    /// The stage before the stop, where the record is stopped now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<String>,
    /// What usually follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// What was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliveries: Option<DeliveriesRow>,
    /// The review of a notice by a legislature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewRow>,
}

/// A number of days, as exactly as the date allows from which they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Days {
    /// At least so many.
    pub least: i64,
    /// At most so many.
    pub most: i64,
}

/// A refusal, suspension or cancellation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stop {
    /// Which.
    pub stage: String,
    /// Its date, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it was first reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDate>,
}

/// What usually follows a stage. It follows from the order of stages and from no document, unless a date is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Next {
    /// The stage.
    pub stage: String,
    /// When the documents expect delivery or completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PartialDate>,
    /// True when that day has passed and nobody reported it done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

/// What was handed over of what was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveriesRow {
    /// How many altogether.
    pub delivered: Quantity,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Quantity>,
    /// The stage at which that number is told: `contracted` for a number ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_stage: Option<Stage>,
    /// How many are still to come, where both numbers are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// True when all has been handed over.
    pub complete: bool,
    /// True when more was handed over than was ordered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond: bool,
    /// The batches, the earliest first.
    pub batches: Vec<BatchRow>,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchRow {
    /// When, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it was first reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDate>,
    /// How many.
    pub quantity: Quantity,
    /// How many independent voices tell it.
    pub voices: usize,
    /// True when it is told of a longer span than other batches within it, so that it is not added to them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// The review of a notice by a legislature. Its end approves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewRow {
    /// How many calendar days it lasts.
    pub days: i64,
    /// The day of the notice, where a document states it. The day on which a notice is printed is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// Its last day; where the day of the notice is not stated, the latest that it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<PartialDate>,
    /// True when `ends` is only the latest that it can be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_latest: bool,
    /// True when that day has passed.
    pub over: bool,
    /// The law.
    pub source: String,
}

/// Where a record stands; `None` for what has no stage. `steps` is its history and `row` its row.
pub(super) fn standing(record: &Record, steps: &[Step], row: &ListRow, at: Standpoint<'_>) -> Option<Standing> {
    let shown = shown_stage(steps)?;
    let gone = steps.iter().all(|step| step.superseded);
    let affirmed = || steps.iter().filter(move |step| step.polarity == Polarity::Affirmed && !step.corrected && (gone || !step.superseded));
    let stop = affirmed().filter(|step| is_stop(step) && !std::ptr::eq(*step, shown)).max_by_key(|step| step.when());
    // What was reached before a stop was lifted says nothing about how long it holds since.
    let lifted = stop.filter(|stop| !is_stop(shown) && stop.when().is_some() && shown.when() > stop.when());
    let first = affirmed()
        .filter(|step| step.stage == shown.stage && lifted.is_none_or(|stop| step.when() > stop.when()))
        .filter(|step| step.when().is_some())
        .min_by_key(|step| step.when().map(PartialDate::first_day))
        .unwrap_or(shown);
    let since = first.when();
    let transfer = record.kind == Kind::Transfer;
    let handed = deliveries(record, steps).filter(|_| transfer);
    Some(Standing {
        today: at.today.into(),
        stage: shown.stage.display(),
        since,
        since_report: since.is_some() && since != first.date,
        days: since.and_then(|since| days(since, at.today)),
        last_heard: row.last_published,
        resumed_after: lifted.map(|step| Stop { stage: step.stage.display(), date: step.date, reported: step.reported }),
        stopped_at: affirmed()
            .filter(|step| is_stop(shown) && transfer && !is_stop(step))
            .max_by_key(|step| step.stage.clone())
            .map(|step| step.stage.display()),
        next: next(shown, row, handed.as_ref(), at),
        review: review(steps, row, at),
        deliveries: handed.map(deliveries_row),
    })
}

fn is_stop(step: &Step) -> bool {
    matches!(step.stage, Value::Stage(Stage::Refused | Stage::Suspended | Stage::Cancelled))
}

fn days(since: PartialDate, today: Date) -> Option<Days> {
    let until = |day: Date| i64::from((today - day).get_days());
    let most = until(since.first_day());
    (most >= 0).then(|| Days { least: until(since.last_day()).max(0), most })
}

/// The usual order of stages. A notice ends in a contract or in nothing: an approval by silence is no step of its own.
fn next(shown: &Step, row: &ListRow, handed: Option<&Deliveries>, at: Standpoint<'_>) -> Option<Next> {
    let Value::Stage(stage) = shown.stage else { return None };
    let reviewed = || at.reviews.iter().any(|period| row.supplier.as_ref() == Some(&period.supplier));
    let next = match stage {
        Stage::Interest => Stage::Requested,
        Stage::Requested if reviewed() => Stage::Notified,
        Stage::Requested => Stage::Approved,
        Stage::Offered | Stage::Approved | Stage::Notified => Stage::Contracted,
        Stage::Pledged | Stage::Contracted => Stage::Delivered,
        Stage::Delivered if handed.is_none_or(|handed| handed.complete) => Stage::InService,
        Stage::Delivered => Stage::Delivered,
        Stage::InService | Stage::Refused | Stage::Suspended | Stage::Cancelled => return None,
    };
    let due = row.due.filter(|_| next == Stage::Delivered);
    Some(Next { stage: next.to_string(), due, overdue: due.is_some_and(|due| due.last_day() < at.today) })
}

fn review(steps: &[Step], row: &ListRow, at: Standpoint<'_>) -> Option<ReviewRow> {
    let told = |step: &Step| step.polarity == Polarity::Affirmed && !step.corrected && !step.superseded;
    let notified = |step: &&Step| step.stage == Value::Stage(Stage::Notified) && told(step);
    let notice = steps.iter().find(notified)?;
    let known = notice.date.or(notice.reported).map(PartialDate::last_day);
    let holds = |(id, since): &(String, Option<Date>)| {
        row.recipient.as_ref() == Some(id) && since.is_none_or(|since| known.is_some_and(|day| day >= since))
    };
    let fits = |period: &&ReviewPeriod| {
        row.supplier.as_ref() == Some(&period.supplier)
            && row.recipient.is_some()
            && (period.recipients.is_empty() || period.recipients.iter().any(holds))
    };
    let period = at.reviews.iter().find(fits)?;
    let from = notice.date.filter(|date| date.day().is_some());
    let ends = known.and_then(|day| day.checked_add(jiff::Span::new().days(period.days)).ok());
    Some(ReviewRow {
        days: period.days,
        from,
        ends: ends.map(PartialDate::from),
        at_latest: ends.is_some() && from.is_none(),
        over: ends.is_some_and(|end| end < at.today),
        source: period.source.clone(),
    })
}

fn deliveries_row(handed: Deliveries) -> DeliveriesRow {
    let batch = |batch: Batch| {
        let Batch { date, reported, quantity, voices, whole } = batch;
        BatchRow { date, reported, quantity, voices, whole }
    };
    DeliveriesRow {
        delivered: handed.delivered,
        of: handed.of,
        of_stage: handed.of_stage,
        remaining: handed.remaining,
        complete: handed.complete,
        beyond: handed.beyond,
        batches: handed.batches.into_iter().map(batch).collect(),
    }
}
