//! A record as one row of a list.

use crate::reconcile::{choose, deliveries, history, shown_stage};
use materiel_model::{Class, Kind, Member, Money, PartialDate, Percent, Quantity, Record, RecordId, Slot, Value};
use serde::{Deserialize, Serialize};

/// One row a record. Fields that a record does not fill are absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListRow {
    /// The record.
    pub id: RecordId,
    /// What it is about.
    pub kind: Kind,
    /// The stage of a transfer, the status of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// When that stage was reached or is to be reached, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When that stage was first reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDate>,
    /// The recipient's id, for transfers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The supplier's id, for transfers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The equipment's name, for transfers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<String>,
    /// The equipment's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// The equipment's family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Who acts, for anything but transfers and agreements; the parties of an agreement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<String>,
    /// With whom, toward whom, where: of anything but transfers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// Where it is or goes: the place of a facility or incident, the destination of a deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What it is about in words, for anything but transfers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How many items or people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// How many items were handed over so far, for transfers: the sum of the batches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Quantity>,
    /// How much money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// How many per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// When delivery or completion is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PartialDate>,
    /// How many independent voices speak of it.
    pub voices: usize,
    /// How many documents speak of it.
    pub documents: usize,
    /// How many values contradict the ones shown.
    pub conflicts: usize,
    /// True when nothing of it is said any more: all of it stands in earlier versions of pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// How much of it somebody looked at; the rest is what the machine read.
    pub reviewed: Reviewed,
    /// The earliest publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_published: Option<PartialDate>,
    /// The latest publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_published: Option<PartialDate>,
}

/// How much of a record somebody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reviewed {
    /// Nobody looked at what the machine read.
    No,
    /// Somebody accepted some of its claims, or put something right in them.
    Part,
    /// Somebody accepted every claim.
    Yes,
}

impl Reviewed {
    /// `no`, `part` or `yes`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Part => "part",
            Self::Yes => "yes",
        }
    }

    /// How much of a record somebody looked at.
    pub fn of(record: &Record) -> Self {
        let corrected = |member: &Member| member.judged.as_ref().is_some_and(|judged| !judged.corrected.is_empty());
        if record.members.iter().all(|member| member.reviewed) {
            Self::Yes
        } else if record.members.iter().any(|member| member.reviewed || corrected(member)) {
            Self::Part
        } else {
            Self::No
        }
    }
}

/// The row of a record.
pub fn list_row(record: &Record) -> ListRow {
    let steps = history(record);
    let step = shown_stage(&steps);
    let choices: Vec<_> = record.kind.slots().iter().filter_map(|slot| choose(record, *slot)).collect();
    let shown =
        |slot: Slot| choices.iter().find(|choice| choice.slot == slot).and_then(|choice| choice.said.first()).map(|said| &said.value);
    let id = |slot: Slot| match shown(slot)? {
        Value::Party(id) => Some(id.as_str().to_owned()),
        Value::Text(words) => Some(words.clone()),
        _ => None,
    };
    let date = |slot: Slot| match shown(slot)? {
        Value::Date(date) => Some(*date),
        _ => None,
    };
    let equipment = match shown(Slot::Equipment) {
        Some(Value::Equipment(equipment)) => Some(equipment),
        _ => None,
    };
    let quantity = |slot: Slot| match shown(slot)? {
        Value::Quantity(quantity) => Some(*quantity),
        _ => None,
    };
    let parties = choices
        .iter()
        .find(|choice| choice.slot == Slot::Parties)
        .map_or_else(Vec::new, |choice| choice.said.iter().take(choice.shown).map(|said| written(&said.value)).collect());
    let others = [Slot::Partner, Slot::Destination, Slot::Location, Slot::Toward];
    let not_transfer = record.kind != Kind::Transfer;
    ListRow {
        id: record.id.clone(),
        kind: record.kind,
        stage: step.map(|step| step.stage.display()),
        date: step.map_or_else(|| date(Slot::Date), |step| step.date).or_else(|| date(Slot::Period)),
        reported: step.and_then(|step| step.reported),
        recipient: id(Slot::Recipient),
        supplier: id(Slot::Supplier),
        equipment: equipment.map(|equipment| equipment.name.clone()),
        class: equipment.map(|equipment| equipment.class),
        family: equipment.and_then(|equipment| equipment.id.clone()),
        actors: id(Slot::Actor).into_iter().chain(parties).collect(),
        others: others.into_iter().filter_map(id).collect(),
        place: id(Slot::Location).or_else(|| id(Slot::Destination)),
        about: about(record.kind, |slot| shown(slot).map(Value::display)).filter(|_| not_transfer),
        quantity: quantity(Slot::Quantity).or_else(|| quantity(Slot::Count)),
        delivered: deliveries(record, &steps).map(|handed| handed.delivered),
        value: match shown(Slot::Value) {
            Some(Value::Money(money)) => Some(*money),
            _ => None,
        },
        percent: match shown(Slot::Percent) {
            Some(Value::Percent(percent)) => Some(*percent),
            _ => None,
        },
        due: date(Slot::Due),
        voices: record.heard.iter().collect::<std::collections::BTreeSet<_>>().len(),
        documents: record.voices.iter().map(Vec::len).sum(),
        conflicts: choices.iter().flat_map(|choice| &choice.said).filter(|said| said.conflict).count() + crate::reconcile::denials(&steps),
        superseded: !record.members.is_empty() && record.members.iter().all(|member| record.is_superseded(member)),
        reviewed: Reviewed::of(record),
        first_published: record.members.iter().filter_map(|member| member.published).min(),
        last_published: record.members.iter().filter_map(|member| member.published).max(),
    }
}

/// The words that say what a record is about.
fn about(kind: Kind, shown: impl Fn(Slot) -> Option<String>) -> Option<String> {
    let slots: &[Slot] = match kind {
        Kind::Transfer => &[Slot::Equipment],
        Kind::Agreement => &[Slot::Subject],
        Kind::Budget => &[Slot::Measure],
        Kind::ForceLevel => &[Slot::Component, Slot::Measure],
        Kind::Deployment => &[Slot::Destination],
        Kind::Facility => &[Slot::FacilityType],
        Kind::Milestone => &[Slot::Target],
        Kind::Commitment => &[Slot::Content],
        Kind::Incident => &[Slot::IncidentType, Slot::Target],
    };
    let words: Vec<String> = slots.iter().filter_map(|slot| shown(*slot)).collect();
    (!words.is_empty()).then(|| words.join(": "))
}

/// A value as exports write it: parties by their id.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Party(id) => id.as_str().to_owned(),
        _ => value.display(),
    }
}
