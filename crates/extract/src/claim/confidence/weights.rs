//! `knowledge/languages/en/confidence.toml` in, what each sign weighs out, and with it the probability that a claim is right.

use super::Reached;
use super::signs::Group;
use materiel_model::Confidence;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file below `knowledge/` that holds the weights.
pub const FILE: &str = "languages/en/confidence.toml";

/// What is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// It is no TOML of the right shape.
    #[error("{path}: {message}")]
    Syntax {
        /// The file.
        path: String,
        /// What the TOML reader says, with line and column.
        message: String,
    },
    /// A sign has no weight, or a weight no sign, or it is no finite number.
    #[error("{path}: [{group}] `{name}` {message}; `cargo xtask fit-confidence` writes the file anew")]
    Sign {
        /// The file.
        path: String,
        /// The table.
        group: &'static str,
        /// The sign.
        name: String,
        /// What is wrong with it.
        message: &'static str,
    },
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    transfer: BTreeMap<String, f64>,
    #[serde(default)]
    other: BTreeMap<String, f64>,
    #[serde(default)]
    form: BTreeMap<String, f64>,
}

/// What each sign weighs, on the scale of log odds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    groups: BTreeMap<Group, Model>,
}

/// The weights of one group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// What a claim without any sign weighs.
    pub start: f64,
    /// The weight of each sign, in the order of the group's table.
    pub weights: Vec<f64>,
}

impl Model {
    /// The probability that a claim with these signs is right.
    pub fn probability(&self, signs: &[f64]) -> f64 {
        let sum = self.weights.iter().zip(signs).fold(self.start, |sum, (weight, sign)| sum + weight * sign);
        1.0 / (1.0 + (-sum).exp())
    }
}

impl Weights {
    /// The weights of a fit.
    pub const fn new(groups: BTreeMap<Group, Model>) -> Self {
        Self { groups }
    }

    /// Reads the last of the given files; the others have given way to it. A sign without a weight weighs nothing, and is named.
    pub fn of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> (Self, Vec<WeightsError>) {
        let (path, contents) = files.last().unwrap_or((FILE, ""));
        Self::load(path, contents)
    }

    /// Reads the file.
    pub fn load(path: &str, contents: &str) -> (Self, Vec<WeightsError>) {
        let mut errors = Vec::new();
        let file: File = toml::from_str(contents).unwrap_or_else(|error| {
            errors.push(WeightsError::Syntax { path: path.to_owned(), message: error.to_string() });
            File { transfer: BTreeMap::new(), other: BTreeMap::new(), form: BTreeMap::new() }
        });
        let broken = !errors.is_empty();
        let mut groups = BTreeMap::new();
        for (group, mut given) in [(Group::Transfer, file.transfer), (Group::Other, file.other), (Group::Form, file.form)] {
            let mut wrong = |name: &str, message| {
                let name = name.to_owned();
                errors.push(WeightsError::Sign { path: path.to_owned(), group: group.name(), name, message });
            };
            let mut take = |name: &str| match given.remove(name) {
                Some(weight) if weight.is_finite() => weight,
                Some(_) => {
                    wrong(name, "is no finite number");
                    0.0
                }
                // Nothing is missing of a file that could not be read at all.
                None => {
                    if !broken {
                        wrong(name, "has no weight");
                    }
                    0.0
                }
            };
            let model = Model { start: take("start"), weights: group.signs().iter().map(|sign| take(sign.name)).collect() };
            for name in given.keys() {
                wrong(name, "is no sign that the reader looks for");
            }
            groups.insert(group, model);
        }
        (Self { groups }, errors)
    }

    /// How sure a reading is.
    pub fn confidence(&self, reached: &Reached<'_>) -> Confidence {
        let model = self.groups.get(&reached.group());
        model.map_or(Confidence::new(0.5), |model| Confidence::new(model.probability(&reached.signs())))
    }
}
