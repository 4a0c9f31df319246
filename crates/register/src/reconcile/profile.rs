//! What a group of claims says altogether, ready to be held against another group.

use super::wording::{key, words};
use materiel_model::{
    ClaimId, Class, DocumentId, Kind, Measure, Member, Money, PartialDate, Percent, Polarity, Quantity, Slot, Stage, Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// The values of some claims, by sort.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) kind: Kind,
    pub(super) claims: BTreeSet<ClaimId>,
    pub(super) documents: BTreeSet<DocumentId>,
    pub(super) parties: BTreeMap<Slot, BTreeSet<String>>,
    pub(super) phrases: BTreeMap<Slot, BTreeSet<Vec<String>>>,
    pub(super) classes: BTreeSet<Class>,
    pub(super) families: BTreeSet<String>,
    pub(super) names: BTreeSet<Name>,
    pub(super) quantities: BTreeSet<(Option<Stage>, Quantity)>,
    pub(super) money: BTreeSet<Money>,
    pub(super) percents: BTreeSet<Percent>,
    pub(super) measures: BTreeSet<Measure>,
    pub(super) components: BTreeSet<&'static str>,
    pub(super) dates: BTreeSet<(Option<Stage>, PartialDate)>,
    pub(super) periods: BTreeSet<PartialDate>,
    pub(super) published: BTreeSet<PartialDate>,
}

/// A name of equipment without a known family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// Letters and figures only.
    pub(super) key: String,
    pub(super) words: Vec<String>,
    /// True for a plain noun phrase: no figure, and no capital letter after the first word's.
    pub(super) plain: bool,
}

impl Profile {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            claims: BTreeSet::new(),
            documents: BTreeSet::new(),
            parties: BTreeMap::new(),
            phrases: BTreeMap::new(),
            classes: BTreeSet::new(),
            families: BTreeSet::new(),
            names: BTreeSet::new(),
            quantities: BTreeSet::new(),
            money: BTreeSet::new(),
            percents: BTreeSet::new(),
            measures: BTreeSet::new(),
            components: BTreeSet::new(),
            dates: BTreeSet::new(),
            periods: BTreeSet::new(),
            published: BTreeSet::new(),
        }
    }

    /// Adds what a claim says.
    pub(super) fn add(&mut self, member: &Member) {
        self.claims.insert(member.id.clone());
        self.documents.insert(member.document.clone());
        self.published.extend(member.published);
        let claim = &member.claim;
        // A figure or date of a thing that is said not to be so identifies nothing.
        let affirmed = claim.polarity == Polarity::Affirmed;
        let stage = claim.slots.stage();
        for (slot, values) in claim.slots.iter() {
            for value in values.iter().map(|stated| &stated.value) {
                match value {
                    Value::Party(id) => {
                        self.parties.entry(slot).or_default().insert(id.as_str().to_owned());
                    }
                    Value::Text(text) => {
                        self.phrases.entry(slot).or_default().insert(words(text));
                    }
                    Value::Equipment(equipment) => {
                        self.classes.insert(equipment.class);
                        match &equipment.id {
                            Some(id) => self.families.insert(id.clone()),
                            None => self.names.insert(name(&equipment.name)),
                        };
                    }
                    Value::Quantity(quantity) if affirmed => {
                        self.quantities.insert((stage, *quantity));
                    }
                    Value::Money(money) if affirmed => {
                        self.money.insert(*money);
                    }
                    Value::Percent(percent) if affirmed => {
                        self.percents.insert(*percent);
                    }
                    Value::Measure(measure) => {
                        self.measures.insert(*measure);
                    }
                    Value::Component(component) => {
                        self.components.insert(component.as_str());
                    }
                    Value::Date(date) if slot == Slot::Period => {
                        self.periods.insert(*date);
                    }
                    Value::Date(date) if slot == Slot::Date && affirmed => {
                        self.dates.insert((stage, *date));
                    }
                    _ => {}
                }
            }
        }
    }

    /// How much there is to tell this from other things by: the more, the earlier it is placed.
    pub(super) fn weight(&self) -> usize {
        let figures = self.quantities.len().min(1) + self.money.len().min(1) + self.percents.len().min(1);
        let named = 4 * self.families.len().min(1) + 2 * usize::from(self.names.iter().any(|name| !name.plain));
        named + 2 * figures + self.parties.len() + self.dates.len().min(1)
    }

    /// The parties in a slot, if any.
    pub(super) fn party(&self, slot: Slot) -> Option<&BTreeSet<String>> {
        self.parties.get(&slot).filter(|set| !set.is_empty())
    }
}

fn name(written: &str) -> Name {
    let later_capital = written.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase));
    let inner_capital = written.split_whitespace().any(|word| word.chars().skip(1).any(char::is_uppercase));
    let figure = written.chars().any(|c| c.is_ascii_digit());
    Name { key: key(written), words: words(written), plain: !(later_capital || inner_capital || figure) }
}
