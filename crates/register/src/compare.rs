//! The register held against another one: which deals are in both, where they differ, and what is missing on either side.
//!
//! In: records, and the other register's deals with ids of parties and equipment found already. Out: rows. Which deal is which is told by
//! recipient, supplier, equipment, numbers and years; each deal is matched at most once, the likeliest pairs first.

use crate::reconcile::{Step, agree, deliveries, history};
use crate::view::{ListRow, list_row};
use materiel_model::{Class, Kind, Money, PartialDate, Polarity, Qualifier, Quantity, Record, Stage, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// A deal as another register has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// The line of its file, or the first of several.
    pub line: usize,
    /// The id that it has there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The recipient's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The recipient as it stands there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recipient_name: String,
    /// The supplier's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The supplier as it stands there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supplier_name: String,
    /// The equipment as it stands there.
    pub equipment: String,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The family, where the name is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The classes that it may be of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<Class>,
    /// How many were ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Quantity>,
    /// How many were delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Quantity>,
    /// When it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<PartialDate>,
    /// True when that is uncertain.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub year_uncertain: bool,
    /// In which years it was delivered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub delivery_years: BTreeSet<i16>,
    /// For how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
}

/// What the other register keeps, so that what it does not keep is not missed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Orders and what became of them.
    Orders,
    /// Deliveries only.
    Deliveries,
}

/// How a deal stands in both registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// In both, and what both say agrees.
    Match,
    /// In both, with differences.
    Differs,
    /// In ours only.
    OnlyOurs,
    /// In theirs only.
    OnlyTheirs,
}

/// A deal of either register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareRow {
    /// How it stands.
    pub status: Agreement,
    /// Our record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<ListRow>,
    /// When our documents date or first report the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours_year: Option<PartialDate>,
    /// Their deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Deal>,
    /// Where they differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// What only one of them says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Difference>,
    /// Deals of the other side with the same recipient and equipment that are matched with another deal or with none: ids of ours, lines of theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What: `supplier`, `ordered`, `delivered`, `year` or `value`.
    pub what: String,
    /// What we have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// What they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<String>,
}

/// What came of comparing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Every deal of either side, what is in both first.
    pub rows: Vec<CompareRow>,
    /// How many of our transfers were left out, since theirs would not keep them: no order (or delivery) yet, or outside of their years, parties or classes.
    pub outside: usize,
    /// How many of our transfers were left out, since they are told in words too general ("helicopters") to say which of several deals they are.
    pub vague: usize,
}

/// One of our transfers.
struct Own {
    row: ListRow,
    /// What its equipment is called, without regard to case and signs.
    name: Option<String>,
    /// When it was ordered: stated, or first reported.
    ordered: Option<(PartialDate, bool)>,
    /// The years that its documents speak of.
    years: Option<(i16, i16)>,
    /// How far it came, whatever stopped it.
    reached: Option<Stage>,
}

/// So many years apart two orders are not the same.
const YEARS: i16 = 3;

/// Holds our transfers against their deals.
pub fn compare(records: &[Record], theirs: Vec<Deal>, keeps: Keeps) -> Comparison {
    let theirs: Vec<Theirs> = theirs.into_iter().map(|deal| Theirs { name: folded(&deal.equipment), deal }).collect();
    let ours: Vec<Own> = records.iter().filter(|record| record.kind == Kind::Transfer).map(own).collect();
    let mut by_recipient: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, own) in ours.iter().enumerate() {
        if let Some(recipient) = &own.row.recipient {
            by_recipient.entry(recipient).or_default().push(at);
        }
    }
    let mut for_recipient: HashMap<&str, Vec<&Theirs>> = HashMap::new();
    for deal in &theirs {
        if let Some(recipient) = &deal.deal.recipient {
            for_recipient.entry(recipient).or_default().push(deal);
        }
    }
    let of =
        |deal: &Theirs| deal.deal.recipient.as_deref().and_then(|recipient| by_recipient.get(recipient)).into_iter().flatten().copied();
    let mut pairs: Vec<(i32, usize, usize)> = Vec::new();
    for (their, deal) in theirs.iter().enumerate() {
        pairs.extend(of(deal).filter_map(|at| Some((likeness(ours.get(at)?, deal, keeps)?, at, their))));
    }
    // The likeliest first; of equally likely ones those that were there first.
    pairs.sort_by_key(|(points, at, their)| (std::cmp::Reverse(*points), *their, ours[*at].row.id.clone()));
    let mut partner: Vec<Option<usize>> = vec![None; theirs.len()];
    let mut taken = vec![false; ours.len()];
    for (_, at, their) in pairs {
        if partner[their].is_none() && !taken[at] {
            partner[their] = Some(at);
            taken[at] = true;
        }
    }
    let scope = Scope::of(theirs.iter().map(|theirs| &theirs.deal), keeps);
    let mut out = Comparison::default();
    for (deal, at) in theirs.iter().zip(&partner) {
        let own = at.and_then(|at| ours.get(at));
        let near = of(deal).filter(|other| Some(*other) != *at).filter_map(|other| ours.get(other)).filter(|other| same_thing(other, deal));
        let near: Vec<String> = near.map(|other| other.row.id.to_string()).collect();
        out.rows.push(row(own, Some(&deal.deal), near, keeps));
    }
    for (own, _) in ours.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        if !scope.holds(own) {
            out.outside += 1;
            continue;
        }
        let all = own.row.recipient.as_deref().and_then(|recipient| for_recipient.get(recipient)).map_or(&[][..], Vec::as_slice);
        let near: Vec<String> = all.iter().filter(|deal| same_thing(own, deal)).map(|deal| format!("line {}", deal.deal.line)).collect();
        if near.is_empty() && own.row.family.is_none() && all.iter().any(|deal| may_mean(own, &deal.deal)) {
            out.vague += 1;
            continue;
        }
        out.rows.push(row(Some(own), None, near, keeps));
    }
    out.rows.sort_by_key(|row| row.status);
    out
}

fn own(record: &Record) -> Own {
    let steps = history(record);
    let affirmed = || steps.iter().filter(|step| step.polarity == Polarity::Affirmed && !step.corrected);
    let stage = |step: &Step| match step.stage {
        Value::Stage(stage) if stage <= Stage::InService => Some(stage),
        _ => None,
    };
    let dated = |step: &&Step| step.date.or(step.reported).is_some();
    let order =
        affirmed().filter(|step| stage(step) == Some(Stage::Contracted)).filter(dated).min_by_key(|step| step.date.or(step.reported));
    let years = || {
        affirmed()
            .filter(|step| stage(step) >= Some(Stage::Approved))
            .flat_map(|step| [step.date, step.reported])
            .flatten()
            .map(PartialDate::year)
    };
    let mut row = list_row(record);
    row.delivered = deliveries(record, &steps).map(|handed| handed.delivered);
    Own {
        name: row.equipment.as_deref().map(folded),
        row,
        ordered: order.and_then(|step| Some((step.date.or(step.reported)?, step.date.is_some()))),
        years: years().min().zip(years().max()),
        reached: affirmed().filter_map(stage).max(),
    }
}

/// Letters and digits in lower case.
fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// One of their deals.
struct Theirs {
    deal: Deal,
    /// As [`Own::name`].
    name: String,
}

/// True when both speak of the same equipment, as far as names tell.
fn same_thing(own: &Own, theirs: &Theirs) -> bool {
    match (&own.row.family, &theirs.deal.family) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => own.name.as_ref() == Some(&theirs.name),
    }
}

/// True when the general words for what we have may mean a deal with the same recipient: its class is the same, and neither supplier nor years
/// speak against it.
fn may_mean(own: &Own, deal: &Deal) -> bool {
    let supplier = match (&own.row.supplier, &deal.supplier) {
        (Some(ours), Some(theirs)) => ours == theirs || ours.starts_with("org:"),
        _ => true,
    };
    supplier && own.row.class.is_some_and(|class| deal.classes.contains(&class)) && are_near(own, deal)
}

/// True unless the years of both lie too far apart.
fn are_near(own: &Own, deal: &Deal) -> bool {
    let first = deal.year.map(PartialDate::year).or_else(|| deal.delivery_years.first().copied());
    let (Some((from, until)), Some(first)) = (own.years, first) else { return true };
    let last = deal.delivery_years.last().copied().unwrap_or(first).max(first);
    from - YEARS <= last && until + YEARS >= first
}

/// How likely the two are the same deal; `None` where they cannot be.
fn likeness(own: &Own, theirs: &Theirs, keeps: Keeps) -> Option<i32> {
    let deal = &theirs.deal;
    let mut points = 0;
    match (&own.row.supplier, &deal.supplier) {
        (Some(ours), Some(theirs)) if ours == theirs => points += 2,
        // A company sells what its state is named for elsewhere.
        (Some(ours), Some(_)) if ours.starts_with("org:") => {}
        (Some(_), Some(_)) => return None,
        _ => {}
    }
    let class = own.row.class.is_some_and(|class| deal.classes.contains(&class));
    let numbers = numbers(own, deal, keeps);
    let same = |agrees: Option<bool>| agrees == Some(true);
    let value = same(values(own, deal));
    if same_thing(own, theirs) {
        points += 4;
    } else if (own.row.family.is_none() || deal.family.is_none()) && class && (numbers.iter().any(|agrees| same(*agrees)) || value) {
        // A general word needs a figure to tell of which deal it speaks.
        points += 2;
    } else {
        return None;
    }
    if !are_near(own, deal) {
        return None;
    }
    if let (Some(_), Some((ordered, _)), Some(year)) = (own.years, own.ordered, deal.year.map(PartialDate::year)) {
        let apart = (ordered.year() - year).abs();
        if apart > YEARS {
            return None;
        }
        points += 3 - i32::from(apart);
    }
    for agrees in numbers.into_iter().flatten() {
        points += if agrees { 3 } else { -1 };
    }
    Some(points + i32::from(value) * 3)
}

/// Whether the numbers ordered and delivered agree, where both have them.
fn numbers(own: &Own, deal: &Deal, keeps: Keeps) -> [Option<bool>; 2] {
    let both = |ours: Option<Quantity>, theirs: Option<Quantity>| Some(agree(&Value::Quantity(ours?), &Value::Quantity(theirs?)));
    [if keeps == Keeps::Orders { both(own.row.quantity, deal.ordered) } else { None }, both(own.row.delivered, deal.delivered)]
}

fn values(own: &Own, deal: &Deal) -> Option<bool> {
    let (ours, theirs) = (own.row.value?, deal.value?);
    (ours.currency == theirs.currency && ours.scope == theirs.scope).then(|| agree(&Value::Money(ours), &Value::Money(theirs)))
}

fn row(own: Option<&Own>, deal: Option<&Deal>, near: Vec<String>, keeps: Keeps) -> CompareRow {
    let (differences, gaps) = match (own, deal) {
        (Some(own), Some(deal)) => differences(own, deal, keeps),
        _ => (Vec::new(), Vec::new()),
    };
    let status = match (own, deal) {
        (Some(_), Some(_)) if differences.is_empty() => Agreement::Match,
        (Some(_), Some(_)) => Agreement::Differs,
        (Some(_), None) => Agreement::OnlyOurs,
        _ => Agreement::OnlyTheirs,
    };
    CompareRow {
        status,
        ours: own.map(|own| own.row.clone()),
        ours_year: own.and_then(|own| own.ordered).map(|(date, _)| date),
        theirs: deal.cloned(),
        differences,
        gaps,
        near,
    }
}

/// Where two deals differ, and what only one of them says.
fn differences(own: &Own, deal: &Deal, keeps: Keeps) -> (Vec<Difference>, Vec<Difference>) {
    let (mut differ, mut gaps) = (Vec::new(), Vec::new());
    let mut hold = |what: &str, agrees: Option<bool>, ours: Option<String>, theirs: Option<String>| {
        let difference = Difference { what: what.to_owned(), ours, theirs };
        match (agrees, &difference.ours, &difference.theirs) {
            (Some(false), ..) => differ.push(difference),
            (None, Some(_), None) | (None, None, Some(_)) => gaps.push(difference),
            _ => {}
        }
    };
    let quantity = |quantity: Option<Quantity>| quantity.map(|quantity| Value::Quantity(quantity).display());
    let suppliers = own.row.supplier.as_ref().zip(deal.supplier.as_ref()).map(|(ours, theirs)| ours == theirs);
    hold("supplier", suppliers, own.row.supplier.clone(), deal.supplier.clone());
    let [ordered, delivered] = numbers(own, deal, keeps);
    if keeps == Keeps::Orders {
        hold("ordered", ordered, quantity(own.row.quantity), quantity(deal.ordered));
    }
    // Nothing delivered is written as nought there, and not at all here.
    let none = own.row.delivered.is_none() && deal.delivered.is_some_and(|number| number.value == 0);
    hold("delivered", delivered.or(none.then_some(true)), quantity(own.row.delivered), quantity(deal.delivered));
    let years = own.ordered.zip(deal.year).map(|((ours, stated), theirs)| {
        let slack = i16::from(!stated) + i16::from(deal.year_uncertain);
        (ours.year() - theirs.year()).abs() <= slack
    });
    if keeps == Keeps::Orders {
        hold("year", years, own.ordered.map(|(date, _)| date.to_string()), deal.year.map(|date| date.to_string()));
    }
    let money = |money: Option<Money>| money.map(|money| Value::Money(money).display());
    if deal.value.is_some() {
        hold("value", values(own, deal), money(own.row.value), money(deal.value));
    }
    (differ, gaps)
}

/// What the other register would hold, as far as its deals tell.
struct Scope {
    keeps: Keeps,
    years: Option<(i16, i16)>,
    /// The parties, where they are few: a register of one state's exports holds no others.
    suppliers: Option<BTreeSet<String>>,
    recipients: Option<BTreeSet<String>>,
    classes: BTreeSet<Class>,
}

impl Scope {
    fn of<'a>(deals: impl Iterator<Item = &'a Deal> + Clone, keeps: Keeps) -> Self {
        let years =
            || deals.clone().flat_map(|deal| deal.year.map(PartialDate::year).into_iter().chain(deal.delivery_years.iter().copied()));
        let one = |of: fn(&Deal) -> &Option<String>| {
            let all: BTreeSet<String> = deals.clone().filter_map(|deal| of(deal).clone()).collect();
            (all.len() == 1).then_some(all)
        };
        Self {
            keeps,
            years: years().min().zip(years().max()),
            suppliers: one(|deal| &deal.supplier),
            recipients: one(|deal| &deal.recipient),
            classes: deals.clone().flat_map(|deal| deal.classes.iter().copied()).collect(),
        }
    }

    fn holds(&self, own: &Own) -> bool {
        let least = if self.keeps == Keeps::Orders { Stage::Contracted } else { Stage::Delivered };
        let within = |only: &Option<BTreeSet<String>>, id: &Option<String>| {
            only.as_ref().is_none_or(|only| id.as_ref().is_some_and(|id| only.contains(id)))
        };
        let years = match (self.years, own.ordered.map(|(date, _)| (date.year(), date.year())).or(own.years)) {
            (Some((first, last)), Some((from, until))) => until >= first && from <= last,
            _ => true,
        };
        own.reached.is_some_and(|reached| reached >= least)
            && years
            && within(&self.suppliers, &own.row.supplier)
            && within(&self.recipients, &own.row.recipient)
            && own.row.class.is_none_or(|class| self.classes.is_empty() || self.classes.contains(&class))
    }
}

/// A number that a register gives, or gives as uncertain.
pub const fn number(value: u64, uncertain: bool) -> Quantity {
    Quantity { value, qualifier: if uncertain { Qualifier::About } else { Qualifier::Exact } }
}
