//! A state, body, person or piece of equipment: what the register has on it.
//!
//! In: who is meant, and rows (for bodies and persons, records too). Out: one view, of the rows that concern it.

use super::list::{ListRow, Reviewed};
use super::quote::{Library, Quote, sentence_of};
use materiel_model::{Currency, Kind, Money, PartialDate, Percent, Qualifier, Quantity, Record, RecordId, Scope, Slot, Stage, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who or what is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subject {
    /// What sort of entity.
    pub sort: Sort,
    /// Its id: of a state or body as claims have it, of equipment its family or class, of a person the name.
    pub id: String,
    /// Its name in common use.
    pub name: String,
    /// What else it is called.
    pub names: Vec<String>,
    /// What is known of it beforehand, in words by what it is: `maker`, `class`, `state`. No document of the register says it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, Vec<String>>,
}

/// What sort of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A state or territory.
    State,
    /// An alliance, company, agency, force, armed group.
    Body,
    /// Somebody.
    Person,
    /// A family of equipment.
    Equipment,
    /// All equipment of a class.
    Class,
}

/// All that the register has on somebody or something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntityView {
    /// Who or what.
    pub subject: Subject,
    /// How many records concern it.
    pub records: usize,
    /// Transfers to it.
    pub buys: Trade,
    /// Transfers from it.
    pub sells: Trade,
    /// Transfers of what a body makes, where another is the supplier.
    pub makes: Trade,
    /// Transfers of this equipment.
    pub moved: Trade,
    /// Whence and whereto this equipment moved, or is meant to.
    pub routes: Vec<Route>,
    /// Facilities and forces in it.
    pub hosts: Vec<ListRow>,
    /// Its own forces and facilities elsewhere.
    pub sends: Vec<ListRow>,
    /// Its budgets, the earliest period first.
    pub spends: Vec<ListRow>,
    /// Force levels, milestones, and equipment that arrived, by date.
    pub timeline: Vec<TimelineRow>,
    /// Agreements that it is a party of.
    pub agreements: Vec<ListRow>,
    /// Pledges, restrictions and conditions by it or toward it.
    pub commitments: Vec<ListRow>,
    /// Incidents in it, by it or against it.
    pub incidents: Vec<ListRow>,
    /// What a person or body is quoted for.
    pub said: Vec<QuotedRow>,
}

/// Transfers with their sums.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trade {
    /// The transfers, the latest first.
    pub rows: Vec<ListRow>,
    /// Sums by stage, since a notified ceiling, a price and a wish are not to be added up.
    pub sums: Vec<SumRow>,
}

/// The transfers at one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SumRow {
    /// The stage.
    pub stage: String,
    /// How many transfers.
    pub records: usize,
    /// How much money, by currency, where stated for the whole of a transfer. Nothing is converted.
    pub amounts: Vec<AmountRow>,
}

/// Money of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmountRow {
    /// The sum.
    pub value: Money,
    /// Over so many transfers; of the others nobody says what they are worth.
    pub records: usize,
}

/// From whom to whom equipment goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route {
    /// The supplier's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The recipient's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// How many transfers, by the stage that they are at.
    pub stages: BTreeMap<String, usize>,
    /// How many items were contracted, delivered or are in service, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Quantity>,
    /// How many were handed over, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Quantity>,
    /// The earliest and the latest date of their stages, stated or reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// See `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<PartialDate>,
    /// The records.
    pub records: Vec<RecordId>,
}

/// A point of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimelineRow {
    /// The record.
    pub record: RecordId,
    /// What sort of record.
    pub kind: Kind,
    /// When, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<PartialDate>,
    /// What: the target of a milestone, the component and measure of a force level, the equipment that arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The status or stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// How many per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// How many independent voices speak of it.
    pub voices: usize,
    /// How much of the record somebody looked at.
    pub reviewed: Reviewed,
}

/// Something that somebody is quoted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuotedRow {
    /// The record.
    pub record: RecordId,
    /// What sort of record.
    pub kind: Kind,
    /// The words.
    pub quote: Quote,
}

impl Subject {
    /// True when an id of a row means this state or body.
    fn is(&self, id: &str) -> bool {
        match self.sort {
            Sort::State => self.id == id,
            Sort::Body => self.id == id || id.strip_prefix("org:").is_some_and(|name| self.is_called(name)),
            Sort::Person | Sort::Equipment | Sort::Class => false,
        }
    }

    fn is_called(&self, words: &str) -> bool {
        let words = folded(words);
        std::iter::once(&self.name).chain(&self.names).any(|name| folded(name) == words)
    }

    fn moves(&self, row: &ListRow) -> bool {
        match self.sort {
            Sort::Equipment => {
                row.family.as_ref() == Some(&self.id)
                    || row.family.is_none() && row.equipment.as_deref().is_some_and(|name| self.is_called(name))
            }
            Sort::Class => row.class.is_some_and(|class| class.as_str() == self.id),
            Sort::State | Sort::Body | Sort::Person => false,
        }
    }
}

/// Letters and digits in lower case.
fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the register has on a subject. `rows` are all rows; `records` are needed for bodies and persons only, of whom claims say more than rows show.
pub fn entity_view(subject: Subject, rows: &[ListRow], records: &[Record], library: Library<'_>) -> EntityView {
    let is = |id: &String| subject.is(id);
    let kind = |kind: Kind| rows.iter().filter(move |row| row.kind == kind);
    let place = |row: &ListRow| row.place.as_ref().is_some_and(is);
    let actor = |row: &ListRow| row.actors.iter().any(is);
    let other = |row: &ListRow| row.others.iter().any(is);
    let transfers = |takes: &dyn Fn(&ListRow) -> bool| trade(kind(Kind::Transfer).filter(|row| takes(row)).cloned().collect());
    let made: BTreeSet<&RecordId> = records.iter().filter(|record| is_maker(&subject, record)).map(|record| &record.id).collect();
    let homely = |row: &ListRow| actor(row) && (row.place.is_none() || place(row));
    let hosts = |row: &&ListRow| match row.kind {
        Kind::Facility => place(row) || homely(row),
        Kind::Deployment => place(row),
        _ => false,
    };
    let sends = |row: &&ListRow| matches!(row.kind, Kind::Facility | Kind::Deployment) && actor(row) && !hosts(row);
    let mut spends: Vec<ListRow> = kind(Kind::Budget).filter(|row| actor(row)).cloned().collect();
    spends.sort_by_key(|row| (row.date.or(row.last_published), row.id.clone()));
    let sorted = |takes: &dyn Fn(&&ListRow) -> bool| latest_first(rows.iter().filter(takes).cloned().collect());
    let mut view = EntityView {
        records: 0,
        buys: transfers(&|row| row.recipient.as_ref().is_some_and(is)),
        sells: transfers(&|row| row.supplier.as_ref().is_some_and(is)),
        makes: transfers(&|row| made.contains(&row.id) && !row.supplier.as_ref().is_some_and(is)),
        moved: transfers(&|row| subject.moves(row)),
        routes: Vec::new(),
        hosts: sorted(&hosts),
        sends: sorted(&sends),
        spends,
        timeline: timeline(rows.iter().filter(|row| match row.kind {
            Kind::ForceLevel | Kind::Milestone => actor(row),
            Kind::Transfer => row.recipient.as_ref().is_some_and(is) && has_arrived(row),
            _ => false,
        })),
        agreements: sorted(&|row| row.kind == Kind::Agreement && (actor(row) || other(row))),
        commitments: sorted(&|row| row.kind == Kind::Commitment && (actor(row) || other(row))),
        incidents: sorted(&|row| row.kind == Kind::Incident && (actor(row) || other(row) || place(row))),
        said: records.iter().flat_map(|record| said(&subject, record, library)).collect(),
        subject,
    };
    view.routes = routes(&view.moved.rows);
    view.records = count(&view);
    view
}

fn count(view: &EntityView) -> usize {
    let trades = [&view.buys, &view.sells, &view.makes, &view.moved].into_iter().flat_map(|trade| &trade.rows);
    let lists = [&view.hosts, &view.sends, &view.spends, &view.agreements, &view.commitments, &view.incidents].into_iter().flatten();
    let ids = trades.chain(lists).map(|row| &row.id);
    ids.chain(view.timeline.iter().map(|row| &row.record)).chain(view.said.iter().map(|row| &row.record)).collect::<BTreeSet<_>>().len()
}

fn has_arrived(row: &ListRow) -> bool {
    row.delivered.is_some() || [Stage::Delivered, Stage::InService].iter().any(|stage| row.stage.as_deref() == Some(stage.as_str()))
}

fn latest_first(mut rows: Vec<ListRow>) -> Vec<ListRow> {
    let when = |row: &ListRow| row.date.or(row.reported).or(row.last_published);
    rows.sort_by(|a, b| (std::cmp::Reverse(when(a)), &a.id).cmp(&(std::cmp::Reverse(when(b)), &b.id)));
    rows
}

fn trade(rows: Vec<ListRow>) -> Trade {
    let mut by_stage: BTreeMap<(Option<Stage>, String), Vec<&ListRow>> = BTreeMap::new();
    // What is no longer said is shown, and not added up.
    for row in rows.iter().filter(|row| !row.superseded) {
        let stage = row.stage.clone().unwrap_or_default();
        by_stage.entry((stage.parse().ok(), stage)).or_default().push(row);
    }
    let sums = by_stage.into_iter().map(|((_, stage), rows)| SumRow { stage, records: rows.len(), amounts: amounts(&rows) }).collect();
    Trade { sums, rows: latest_first(rows) }
}

fn amounts(rows: &[&ListRow]) -> Vec<AmountRow> {
    let mut sums: BTreeMap<Currency, AmountRow> = BTreeMap::new();
    for value in rows.iter().filter_map(|row| row.value).filter(|value| value.scope == Scope::Total) {
        match sums.entry(value.currency) {
            std::collections::btree_map::Entry::Vacant(empty) => {
                empty.insert(AmountRow { value, records: 1 });
            }
            std::collections::btree_map::Entry::Occupied(mut sum) => {
                let sum = sum.get_mut();
                sum.value.amount = sum.value.amount.saturating_add(value.amount);
                sum.value.qualifier = together(sum.value.qualifier, value.qualifier);
                sum.records += 1;
            }
        }
    }
    sums.into_values().collect()
}

/// How exact a sum is.
fn together(a: Qualifier, b: Qualifier) -> Qualifier {
    match (a, b) {
        (Qualifier::Exact, other) | (other, Qualifier::Exact) => other,
        (a, b) if a == b => a,
        _ => Qualifier::About,
    }
}

fn routes(rows: &[ListRow]) -> Vec<Route> {
    let mut routes: BTreeMap<(Option<String>, Option<String>), Route> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.superseded) {
        let (supplier, recipient) = (row.supplier.clone(), row.recipient.clone());
        let route = routes.entry((supplier.clone(), recipient.clone())).or_insert_with(|| Route {
            supplier,
            recipient,
            stages: BTreeMap::new(),
            ordered: None,
            delivered: None,
            from: None,
            until: None,
            records: Vec::new(),
        });
        let stage = row.stage.clone().unwrap_or_default();
        let firm = [Stage::Contracted, Stage::Delivered, Stage::InService].iter().any(|one| one.as_str() == stage);
        *route.stages.entry(stage).or_default() += 1;
        route.ordered = plus(route.ordered, row.quantity.filter(|_| firm));
        route.delivered = plus(route.delivered, row.delivered);
        let when = row.date.or(row.reported);
        route.from = [route.from, when].into_iter().flatten().min();
        route.until = route.until.max(when);
        route.records.push(row.id.clone());
    }
    let mut routes: Vec<Route> = routes.into_values().collect();
    routes.sort_by_key(|route| std::cmp::Reverse(route.records.len()));
    routes
}

fn plus(sum: Option<Quantity>, more: Option<Quantity>) -> Option<Quantity> {
    match (sum, more) {
        (Some(a), Some(b)) => Some(Quantity { value: a.value.saturating_add(b.value), qualifier: together(a.qualifier, b.qualifier) }),
        (sum, more) => sum.or(more),
    }
}

fn timeline<'a>(rows: impl Iterator<Item = &'a ListRow>) -> Vec<TimelineRow> {
    let point = |row: &ListRow| TimelineRow {
        record: row.id.clone(),
        kind: row.kind,
        date: row.date,
        reported: row.reported.or(row.first_published),
        what: row.about.clone().or_else(|| row.equipment.clone()),
        status: row.stage.clone(),
        quantity: if row.kind == Kind::Transfer { row.delivered.or(row.quantity) } else { row.quantity },
        percent: row.percent,
        voices: row.voices,
        reviewed: row.reviewed,
    };
    let mut points: Vec<TimelineRow> = rows.map(point).collect();
    let when = |point: &TimelineRow| point.date.or(point.reported);
    points.sort_by(|a, b| (when(a).is_none(), when(a), &a.record).cmp(&(when(b).is_none(), when(b), &b.record)));
    points
}

/// True when a transfer's documents name the body as maker.
fn is_maker(subject: &Subject, record: &Record) -> bool {
    let makers = record.members.iter().flat_map(|member| member.claim.slots.all(Slot::Manufacturers));
    subject.sort == Sort::Body
        && makers.into_iter().any(|stated| match &stated.value {
            Value::Text(words) => subject.is_called(words),
            Value::Party(id) => subject.is(id.as_str()),
            _ => false,
        })
}

/// What the subject is quoted for in a record: of each document's sentence once.
fn said(subject: &Subject, record: &Record, library: Library<'_>) -> Vec<QuotedRow> {
    if !matches!(subject.sort, Sort::Person | Sort::Body) {
        return Vec::new();
    }
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let names: Vec<Vec<String>> = std::iter::once(&subject.name).chain(&subject.names).map(|name| words(name)).collect();
    let names_it = |text: &str| {
        let text = words(text);
        names.iter().any(|name| !name.is_empty() && text.windows(name.len()).any(|part| part == name))
    };
    let mut seen = BTreeSet::new();
    let quoted = record.members.iter().filter(|member| member.claim.attribution.as_ref().is_some_and(|speaker| names_it(&speaker.text)));
    quoted
        .filter(|member| seen.insert((member.document.clone(), member.claim.evidence)))
        .filter_map(|member| sentence_of(record, member, library))
        .map(|quote| QuotedRow { record: record.id.clone(), kind: record.kind, quote })
        .collect()
}
