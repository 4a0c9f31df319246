//! The stages that a transfer went through, and which of them it is at. For other kinds the same with their status.

use materiel_model::{ClaimId, Member, PartialDate, Polarity, Quantity, Record, Slot, Stage, Value};
use std::collections::BTreeSet;

/// A stage as the documents tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The stage, or the status of what is no transfer.
    pub stage: Value,
    /// Denied when the documents say that it did not or will not happen.
    pub polarity: Polarity,
    /// True when all who tell it were corrected: it was not so.
    pub corrected: bool,
    /// True when only earlier versions of pages tell it.
    pub superseded: bool,
    /// When it happened or is to happen, as stated.
    pub date: Option<PartialDate>,
    /// When it was first reported.
    pub reported: Option<PartialDate>,
    /// How many of the items this step is about, where stated.
    pub quantity: Option<Quantity>,
    /// How many independent voices tell it.
    pub voices: usize,
    /// The claims that tell it.
    pub claims: Vec<ClaimId>,
    /// True when somebody looked at one of these claims and found it right, or put the stage there.
    pub reviewed: bool,
    /// The entry by which somebody decided that the record is at this stage.
    pub pinned: Option<u64>,
}

impl Step {
    /// The day by which this step is put in order: what was planned by when it was reported, what happened by when it happened.
    pub fn when(&self) -> Option<PartialDate> {
        match self.stage {
            Value::Stage(Stage::Interest | Stage::Pledged) => self.reported.or(self.date),
            _ => self.date.or(self.reported),
        }
    }
}

/// The steps of a record, the earliest first. Claims of one stage whose dates agree are one step.
pub fn history(record: &Record) -> Vec<Step> {
    let mut told: Vec<Told> = Vec::new();
    for (at, member) in record.members.iter().enumerate() {
        let slots = &member.claim.slots;
        let Some(stage) = slots.get(Slot::Stage).or_else(|| slots.get(Slot::Status)) else { continue };
        let corrected = record.corrections.iter().any(|correction| correction.whole && correction.claim == member.id);
        let how = (member.claim.polarity, corrected, record.is_superseded(member));
        told.push((stage.value.clone(), how, slots.date(Slot::Date), at));
    }
    // The most precise dates come first, so that vaguer ones and claims without a date find the step they agree with; and what still stands
    // comes before what earlier versions of pages say, so that these make no steps of their own where it is still told.
    told.sort_by(|a, b| {
        let key = |t: &Told| {
            let (polarity, corrected, superseded) = t.1;
            (t.0.clone(), polarity, corrected, superseded, std::cmp::Reverse(t.2.map(precision)), t.2)
        };
        key(a).cmp(&key(b))
    });
    let mut steps: Vec<(Step, Vec<usize>)> = Vec::new();
    for (stage, (polarity, corrected, superseded), date, member) in told {
        let same = |step: &Step| step.stage == stage && step.polarity == polarity && step.corrected == corrected;
        let open: Vec<usize> = steps
            .iter()
            .enumerate()
            .filter(|(_, (step, _))| same(step) && date.is_none_or(|date| step.date.is_some_and(|known| date.covers(known))))
            .map(|(at, _)| at)
            .collect();
        // A claim that agrees with several steps, or with none, tells of a step of its own.
        let own = steps.iter().position(|(step, _)| same(step) && step.date == date);
        match (own, open.as_slice()) {
            (Some(at), _) => steps[at].1.push(member),
            (None, [at]) => steps[*at].1.push(member),
            _ => {
                let step = Step {
                    stage,
                    polarity,
                    corrected,
                    superseded,
                    date,
                    reported: None,
                    quantity: None,
                    voices: 0,
                    claims: Vec::new(),
                    reviewed: false,
                    pinned: None,
                };
                steps.push((step, vec![member]));
            }
        }
    }
    let mut steps: Vec<Step> = steps.into_iter().map(|(step, members)| finish(record, step, &members)).collect();
    steps.sort_by(|a, b| {
        let key =
            |step: &Step| (step.when().is_none(), step.when().map(PartialDate::first_day), step.stage.clone(), step.polarity, step.date);
        key(a).cmp(&key(b))
    });
    steps
}

/// What a claim tells: the stage, how (its polarity, whether it was corrected, whether only an earlier version says it), when, and which claim it is.
type Told = (Value, (Polarity, bool, bool), Option<PartialDate>, usize);

fn finish(record: &Record, mut step: Step, places: &[usize]) -> Step {
    let mut places = places.to_vec();
    places.sort_unstable();
    let every: Vec<ClaimId> = places.iter().filter_map(|at| record.members.get(*at)).map(|member| member.id.clone()).collect();
    if !step.superseded {
        places.retain(|at| record.members.get(*at).is_some_and(|member| !record.is_superseded(member)));
    }
    let members: Vec<&Member> = places.iter().filter_map(|at| record.members.get(*at)).map(AsRef::as_ref).collect();
    let quantities: BTreeSet<Quantity> = members
        .iter()
        .filter_map(|member| match member.claim.slots.get(Slot::Quantity)?.value {
            Value::Quantity(quantity) => Some(quantity),
            _ => None,
        })
        .collect();
    step.reported = members.iter().filter_map(|member| member.published).min();
    step.quantity = quantities.first().copied().filter(|_| quantities.len() == 1);
    step.voices = places.iter().filter_map(|at| record.heard.get(*at)).collect::<BTreeSet<_>>().len();
    let slot = if matches!(step.stage, Value::Stage(_)) { Slot::Stage } else { Slot::Status };
    step.reviewed = members.iter().any(|member| member.is_reviewed(slot));
    step.pinned = members.iter().filter_map(|member| member.pinned(slot)).max();
    step.claims = every;
    step
}

/// Years before months before days.
const fn precision(date: PartialDate) -> u8 {
    date.month().is_some() as u8 + date.day().is_some() as u8
}

/// The step that a transfer is at.
///
/// The furthest stage that is said to be so, since a later report that looks back at the request undoes no delivery; but a refusal,
/// suspension or cancellation that came after it stands, until a further stage is reported for a later day. Of other kinds the latest status.
/// What somebody decided comes before all of that.
pub fn shown_stage(steps: &[Step]) -> Option<&Step> {
    if let Some(pinned) = steps.iter().filter(|step| step.pinned.is_some()).max_by_key(|step| step.pinned) {
        return Some(pinned);
    }
    // Where no page says anything of it any more, what was said last is shown.
    let gone = steps.iter().all(|step| step.superseded);
    let affirmed = || steps.iter().filter(move |step| step.polarity == Polarity::Affirmed && !step.corrected && (gone || !step.superseded));
    let rank = |step: &Step| match step.stage {
        Value::Stage(stage) => Some(stage),
        _ => None,
    };
    let stops = |step: &&Step| matches!(rank(step), Some(Stage::Refused | Stage::Suspended | Stage::Cancelled));
    if affirmed().any(|step| rank(step).is_none()) {
        return affirmed().max_by_key(|step| (step.when(), step.voices, std::cmp::Reverse(step.stage.clone())));
    }
    let order = |step: &&Step| (rank(step), step.when());
    let furthest = affirmed().filter(|step| !stops(step)).max_by_key(order);
    let stopped = affirmed().filter(stops).max_by_key(|step| (step.when(), rank(step)));
    match (furthest, stopped) {
        (Some(go), Some(stop)) => {
            let resumed = affirmed().filter(|step| !stops(step) && rank(step) >= Some(Stage::Approved)).any(|step| {
                match (step.when(), stop.when()) {
                    (Some(go), Some(stop)) => go.first_day() > stop.last_day(),
                    // Of two days of which one is not known, what has arrived has arrived.
                    _ => rank(step) >= Some(Stage::Delivered),
                }
            });
            Some(if resumed { go } else { stop })
        }
        (go, stop) => go.or(stop),
    }
}

/// How many stages are both told and denied.
pub fn denials(steps: &[Step]) -> usize {
    let standing = || steps.iter().filter(|step| !step.superseded);
    let denied = standing().filter(|step| step.polarity == Polarity::Denied);
    let told = |step: &Step| standing().any(|other| other.polarity == Polarity::Affirmed && !other.corrected && other.stage == step.stage);
    denied.filter(|step| told(step)).count()
}
