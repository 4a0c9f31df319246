//! The SIPRI trade register in, how many of its designations the reader knows and with what class out.
//!
//! Each row becomes one short sentence of ours ("Oman ordered 12 F-16C FGA aircraft from United States."), in which the designation must be
//! taken for a family of `knowledge/equipment`; and one without the register's description, for what is recognised by the name alone. The
//! class that is judged is always the family's own, never one that the description would tell.

use materiel_extract::{Knowledge, name, text};
use materiel_model::Class;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows ordered in this year or later are counted.
const SINCE: u32 = 2000;

/// What is counted of some rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) rows: u32,
    pub(super) known: u32,
    /// Rows that are known without the description too.
    pub(super) alone: u32,
    /// Rows that are known and whose description says a class.
    pub(super) classed: u32,
    pub(super) right: u32,
}

/// What is counted of the register.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    pub(super) all: Counts,
    /// Rows without a designation: it is the same as the description.
    pub(super) nameless: u32,
    /// By the register's own description.
    pub(super) by_sort: BTreeMap<String, Counts>,
    /// Designations that are not recognised, and those recognised as something else: description, designation, what it was taken for; rows.
    pub(super) unknown: BTreeMap<(String, String), u32>,
    pub(super) wrong: BTreeMap<(String, String, Class), u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    words: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    classes: Vec<String>,
}

impl Counts {
    pub(super) fn known_share(&self) -> f64 {
        f64::from(self.known) / f64::from(self.rows.max(1))
    }

    pub(super) fn alone_share(&self) -> f64 {
        f64::from(self.alone) / f64::from(self.rows.max(1))
    }

    pub(super) fn right_share(&self) -> f64 {
        f64::from(self.right) / f64::from(self.classed.max(1))
    }
}

/// Reads the register and counts.
pub(super) fn coverage(path: &Path) -> Result<Coverage, String> {
    let wrong = |error: csv::Error| format!("{}: {error}", path.display());
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().map_err(wrong)?.clone();
    let column = |name: &str| {
        headers.iter().position(|header| header.trim() == name).ok_or_else(|| format!("{}: no column `{name}`", path.display()))
    };
    let [recipient, supplier, year] = [column("Recipient")?, column("Supplier")?, column("Year of order")?];
    let [number, designation, description] = [column("Number ordered")?, column("Weapon designation")?, column("Weapon description")?];
    let rules = rules()?;
    let mut coverage = Coverage::default();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let cell = |index: usize| row.get(index).unwrap_or_default().trim();
        if !cell(year).parse::<u32>().is_ok_and(|year| year >= SINCE) {
            continue;
        }
        let (name, sort) = (cell(designation), cell(description));
        if name.is_empty() || name == sort {
            coverage.nameless += 1;
            continue;
        }
        let number = cell(number).trim_end_matches('?').trim();
        let before = format!("{} ordered {} ", cell(recipient), if number.is_empty() { "some" } else { number });
        let after = format!(" from {}.", cell(supplier));
        let told = found(&before, name, &format!(" {sort}{after}"));
        coverage.add(sort, name, told, found(&before, name, &after).is_some(), &classes(&rules, sort));
    }
    Ok(coverage)
}

impl Coverage {
    fn add(&mut self, description: &str, designation: &str, found: Option<Class>, alone: bool, classes: &[Class]) {
        for counts in [&mut self.all, self.by_sort.entry(description.to_owned()).or_default()] {
            counts.rows += 1;
            counts.known += u32::from(found.is_some());
            counts.alone += u32::from(alone);
            counts.classed += u32::from(found.is_some() && !classes.is_empty());
            counts.right += u32::from(found.is_some_and(|class| classes.contains(&class)));
        }
        match found {
            None => *self.unknown.entry((description.to_owned(), designation.to_owned())).or_default() += 1,
            Some(class) if !classes.is_empty() && !classes.contains(&class) => {
                *self.wrong.entry((description.to_owned(), designation.to_owned(), class)).or_default() += 1;
            }
            Some(_) => {}
        }
    }
}

/// The class of the family that the designation is recognised as, in a sentence.
fn found(before: &str, designation: &str, after: &str) -> Option<Class> {
    let facts = Knowledge::embedded().facts();
    let sentence = format!("{before}{designation}{after}");
    let names = name::names(facts, &sentence, &text::read(&sentence));
    let inside = before.len()..before.len() + designation.len();
    let named = names.mentions.iter().filter(|mention| mention.span.start < inside.end && inside.start < mention.span.end);
    let family = named.filter_map(|mention| mention.equipment()?.family).next()?;
    facts.families.iter().find(|known| known.id == family).map(|family| family.class)
}

fn rules() -> Result<Vec<(Rule, Vec<Class>)>, String> {
    let rules: Rules = toml::from_str(include_str!("register.toml")).map_err(|error| format!("register.toml: {error}"))?;
    let class = |word: &String| word.parse::<Class>().map_err(|error| format!("register.toml: {error}"));
    rules
        .rule
        .into_iter()
        .map(|rule| Ok((rule.classes.iter().map(class).collect::<Result<_, String>>()?, rule)))
        .map(|pair| pair.map(|(classes, rule)| (rule, classes)))
        .collect()
}

fn classes(rules: &[(Rule, Vec<Class>)], description: &str) -> Vec<Class> {
    let has = |words: &[String]| words.iter().any(|words| description.contains(words.as_str()));
    rules.iter().find(|(rule, _)| has(&rule.words) && !has(&rule.unless)).map(|(_, classes)| classes.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_say_the_class() {
        let rules = rules().unwrap();
        for (description, class) in [
            ("armoured engineer vehicle", Class::ArmouredVehicle),
            ("anti-tank missile", Class::AntiTankMissile),
            ("fire-control radar", Class::Radar),
            ("anti-radar missile", Class::AirToGroundWeapon),
            ("replenishment tanker", Class::Warship),
            ("tank", Class::Tank),
            ("anti-submarine sonar", Class::Sensor),
        ] {
            assert_eq!(classes(&rules, description), [class], "{description}");
        }
        assert!(classes(&rules, "something else").is_empty());
    }

    #[test]
    fn a_designation_is_recognised_beside_its_description_and_alone() {
        let (before, after) = ("Oman ordered 12 ", " from United States.");
        assert_eq!(found(before, "F-16C", after), Some(Class::CombatAircraft));
        assert_eq!(found(before, "Qwertz-99", " FGA aircraft from United States."), None);
        assert_eq!(
            (found("Oman spoke of the ", "Mistral", "."), found(before, "Mistral", " portable SAM from France.")),
            (None, Some(Class::AirDefence))
        );
        // Counted and ordered, an everyday word with a capital is equipment.
        assert_eq!(found(before, "Mistral", after), Some(Class::AirDefence));
    }
}
