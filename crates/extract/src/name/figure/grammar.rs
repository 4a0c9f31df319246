//! `knowledge/languages/en/numbers.toml` as the number readers use it.

use super::phrase::Phrases;
use materiel_model::Qualifier;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A figures file that cannot be taken; the message names line and column.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// It is no TOML, or not of the right shape.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A currency code is not three capital letters.
    #[error("`{0}` is no ISO 4217 code")]
    Code(String),
    /// A sign or a name stands twice.
    #[error("`{sign}` means both {first} and {second}")]
    Twice {
        /// The sign or name.
        sign: String,
        /// The currency that has it.
        first: String,
        /// The currency that claims it too.
        second: String,
    },
    /// A family or a currency is named that the file does not hold.
    #[error("`{0}` is named, but not in the file")]
    Unknown(String),
}

/// What a unit of measure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Kilometres, millimetres of calibre, feet.
    Length,
    /// Tons, kilograms, pounds.
    Mass,
    /// Hours, months, years.
    Time,
    /// Knots, miles an hour.
    Speed,
    /// Horsepower, watts; forces too.
    Power,
    /// Litres, barrels.
    Volume,
    /// Hectares, square miles.
    Area,
    /// Megahertz.
    Frequency,
    /// Megabytes.
    Data,
    /// Degrees.
    Angle,
    /// Anything else that is measured and not counted.
    Other,
}

type Words = HashSet<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    articles: Words,
    joiner: String,
    range_joiners: Words,
    between: Words,
    change: Words,
    change_passed: Words,
    cardinals: HashMap<String, u32>,
    scales: HashMap<String, u64>,
    short_scales: HashMap<String, u64>,
    money_scales: HashMap<String, u64>,
    collectives: HashMap<String, u32>,
    #[serde(with = "decimals")]
    parts: HashMap<String, Decimal>,
    ordinals: Ordinals,
    qualifiers: QualifierFile,
    units: UnitFile,
    ages: Sides,
    clock: Behind,
    labels: LabelFile,
    one: One,
    plurals: Plurals,
    percent: PercentFile,
    each: EachFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PercentFile {
    signs: Vec<String>,
    glued: Words,
    points: Vec<String>,
    fractions: HashMap<String, u32>,
    after_fraction: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EachFile {
    after: Vec<String>,
    per: Words,
    not_per: Words,
    before: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ordinals {
    pub(crate) words: Words,
    pub(crate) suffixes: Words,
    pub(crate) shares: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    about: Vec<String>,
    at_least: Vec<String>,
    at_most: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adjectives {
    about: Vec<String>,
    at_least: Vec<String>,
    at_most: Vec<String>,
    nouns: Words,
    links: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QualifierFile {
    before: Lists,
    before_amounts: Lists,
    adjective: Adjectives,
    after: Lists,
    fillers: Vec<String>,
    not_after: Words,
    particles: Words,
    not_after_plus: Words,
}

#[derive(Debug, Deserialize)]
struct UnitFile {
    adjectives: Words,
    calibres: Words,
    marks: BTreeMap<String, Unit>,
    #[serde(flatten)]
    kinds: HashMap<Unit, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides {
    before: Words,
    after: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Behind {
    after: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelFile {
    any_case: Words,
    capitalised: Vec<String>,
    plural: Words,
    open_prefixes: Words,
    airliners: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct One {
    pub(crate) not_after: Words,
    pub(crate) not_before: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plurals {
    pub(crate) words: Words,
    pub(crate) hyphenated: Words,
    pub(crate) not: Words,
}

/// How one language writes and hedges numbers.
#[derive(Debug)]
pub struct NumberGrammar {
    pub(crate) articles: Words,
    pub(crate) joiner: String,
    pub(crate) range_joiners: Words,
    pub(crate) between: Words,
    pub(crate) change: Words,
    /// Words that may stand between one of those and the figure.
    pub(crate) change_passed: Words,
    pub(crate) cardinals: HashMap<String, u32>,
    pub(crate) scales: HashMap<String, u64>,
    pub(crate) short_scales: HashMap<String, u64>,
    pub(crate) money_scales: HashMap<String, u64>,
    pub(crate) collectives: HashMap<String, u32>,
    pub(crate) parts: HashMap<String, Decimal>,
    /// Every word that a numeral in words may begin with.
    pub(crate) beginnings: Words,
    pub(crate) ordinals: Ordinals,
    pub(crate) before: Phrases<Qualifier>,
    pub(crate) before_amounts: Phrases<Qualifier>,
    pub(crate) adjectives: Phrases<Qualifier>,
    pub(crate) qualified_nouns: Words,
    pub(crate) links: Phrases<()>,
    pub(crate) after: Phrases<Qualifier>,
    pub(crate) fillers: Phrases<()>,
    pub(crate) verbs: Words,
    pub(crate) particles: Words,
    pub(crate) not_after_plus: Words,
    pub(crate) units: HashMap<String, Unit>,
    pub(crate) unit_marks: BTreeMap<String, Unit>,
    pub(crate) unit_adjectives: Words,
    pub(crate) calibres: Words,
    pub(crate) ages_before: Words,
    pub(crate) ages_after: Phrases<()>,
    pub(crate) clock: Phrases<()>,
    pub(crate) labels: Words,
    pub(crate) capital_labels: Words,
    pub(crate) plural_labels: Words,
    pub(crate) open_prefixes: Words,
    pub(crate) airliners: Words,
    pub(crate) one: One,
    pub(crate) plurals: Plurals,
    /// True for percentage points.
    pub(crate) percent_signs: Phrases<bool>,
    pub(crate) glued_percent: Words,
    /// "By a fifth": the percentage that the word is.
    pub(crate) fractions: HashMap<String, u32>,
    /// Words that may follow it.
    pub(crate) after_fraction: Words,
    pub(crate) each_after: Phrases<()>,
    pub(crate) each_before: Phrases<()>,
    pub(crate) per: Words,
    pub(crate) not_per: Words,
}

impl NumberGrammar {
    /// Reads a `numbers.toml`.
    pub fn parse(toml: &str) -> Result<Self, FigureError> {
        let file: File = toml::from_str(toml)?;
        let lists = |lists: &[&Lists]| Phrases::of(lists.iter().flat_map(|list| graded(&list.about, &list.at_least, &list.at_most)));
        let QualifierFile { before, before_amounts, adjective, after, fillers, not_after, particles, not_after_plus } = file.qualifiers;
        let kinds = file.units.kinds.into_iter().flat_map(|(unit, words)| words.into_iter().map(move |word| (word, unit)));
        let beginnings = file.articles.iter().chain(file.cardinals.keys()).chain(file.parts.keys()).cloned().collect();
        Ok(Self {
            beginnings,
            articles: file.articles,
            joiner: file.joiner,
            range_joiners: file.range_joiners,
            between: file.between,
            change: file.change,
            change_passed: file.change_passed,
            cardinals: file.cardinals,
            scales: file.scales,
            short_scales: file.short_scales,
            money_scales: file.money_scales,
            collectives: file.collectives,
            parts: file.parts,
            ordinals: file.ordinals,
            before: lists(&[&before]),
            before_amounts: lists(&[&before, &before_amounts]),
            adjectives: Phrases::of(graded(&adjective.about, &adjective.at_least, &adjective.at_most)),
            qualified_nouns: adjective.nouns,
            links: bare(&adjective.links),
            after: lists(&[&after]),
            fillers: bare(&fillers),
            verbs: not_after,
            particles,
            not_after_plus,
            units: kinds.collect(),
            unit_marks: file.units.marks,
            unit_adjectives: file.units.adjectives,
            calibres: file.units.calibres,
            ages_before: file.ages.before,
            ages_after: bare(&file.ages.after),
            clock: bare(&file.clock.after),
            labels: file.labels.any_case,
            capital_labels: file.labels.capitalised.into_iter().collect(),
            plural_labels: file.labels.plural,
            open_prefixes: file.labels.open_prefixes,
            airliners: file.labels.airliners,
            one: file.one,
            plurals: file.plurals,
            percent_signs: Phrases::of(
                file.percent
                    .signs
                    .iter()
                    .map(|sign| (sign.as_str(), false))
                    .chain(file.percent.points.iter().map(|sign| (sign.as_str(), true))),
            ),
            glued_percent: file.percent.glued,
            fractions: file.percent.fractions,
            after_fraction: file.percent.after_fraction,
            each_after: bare(&file.each.after),
            each_before: bare(&file.each.before),
            per: file.each.per,
            not_per: file.each.not_per,
        })
    }
}

fn bare(list: &[String]) -> Phrases<()> {
    Phrases::of(list.iter().map(|phrase| (phrase.as_str(), ())))
}

fn graded<'a>(about: &'a [String], at_least: &'a [String], at_most: &'a [String]) -> impl Iterator<Item = (&'a str, Qualifier)> {
    let with = |list: &'a [String], grade| list.iter().map(move |phrase| (phrase.as_str(), grade));
    with(about, Qualifier::About).chain(with(at_least, Qualifier::AtLeast)).chain(with(at_most, Qualifier::AtMost))
}

/// The grammar that the program carries.
pub static ENGLISH_NUMBERS: LazyLock<NumberGrammar> = LazyLock::new(|| {
    let file = include_str!("../../../../../knowledge/languages/en/numbers.toml");
    NumberGrammar::parse(file).unwrap_or_else(|error| panic!("{error}"))
});

mod decimals {
    use rust_decimal::Decimal;
    use rustc_hash::FxHashMap as HashMap;
    use serde::{Deserialize, Deserializer, de::Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<HashMap<String, Decimal>, D::Error> {
        let floats = HashMap::<String, f64>::deserialize(from)?;
        let decimal = |(word, part)| Ok((word, Decimal::try_from(part).map_err(D::Error::custom)?));
        floats.into_iter().map(decimal).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_well_formed_and_a_bad_one_names_its_line() {
        assert_eq!(ENGLISH_NUMBERS.cardinals["twelve"], 12);
        assert_eq!(ENGLISH_NUMBERS.units["km"], Unit::Length);
        let wrong = NumberGrammar::parse("articles = [\"a\"]\njoiner = 5\n").unwrap_err().to_string();
        assert!(wrong.contains("line 2"), "{wrong}");
    }
}
