//! `knowledge/registers.toml` in, how other registers write their tables out.

use crate::subject::folded;
use materiel_extract::knowledge::Files;
use materiel_model::{Class, PartyId};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What a column of another register holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    Id,
    Recipient,
    Supplier,
    Origin,
    Equipment,
    Description,
    Category,
    Ordered,
    Delivered,
    /// A number that is one of orders or of deliveries, as the register counts.
    Number,
    Year,
    DeliveryYear,
    Stage,
    Amount,
    Currency,
    /// Whether it is made under licence where it goes.
    Local,
    Comments,
}

/// How registers write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registers {
    /// Names of columns, folded, with their rank in the list.
    columns: HashMap<String, (Field, usize)>,
    unknown: Vec<String>,
    uncertain: Vec<String>,
    affirmed: Vec<String>,
    estimate: Vec<String>,
    /// Names of states and bodies that only registers use, folded.
    names: HashMap<String, String>,
    categories: Vec<Category>,
}

/// A category of the UN register.
#[derive(Clone, Debug)]
struct Category {
    number: String,
    /// As it is written.
    title: String,
    /// What it is known by, folded.
    words: Vec<String>,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    columns: BTreeMap<Field, Vec<String>>,
    #[serde(default)]
    words: Words,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    category: Vec<RawCategory>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    unknown: Vec<String>,
    #[serde(default)]
    uncertain: Vec<String>,
    #[serde(default)]
    affirmed: Vec<String>,
    #[serde(default)]
    estimate: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    number: String,
    words: Vec<String>,
    classes: Vec<Class>,
}

/// The tables, and what is wrong in them.
pub(crate) fn registers(files: &Files) -> (Registers, Vec<String>) {
    let (files, mut wrong) = super::read::<File>(files, "registers");
    let mut out = Registers::default();
    for (path, file) in files {
        for (field, names) in file.columns {
            for (rank, name) in names.iter().enumerate() {
                if let Some((other, _)) = out.columns.insert(folded(name), (field, rank)).filter(|(other, _)| *other != field) {
                    wrong.push(format!("{path}: a column called `{name}` would hold two things, {other:?} and {field:?}"));
                }
            }
        }
        let lower = |words: Vec<String>| words.into_iter().map(|word| word.to_lowercase());
        out.unknown.extend(lower(file.words.unknown));
        out.uncertain.extend(lower(file.words.uncertain));
        out.affirmed.extend(lower(file.words.affirmed));
        out.estimate.extend(file.words.estimate.iter().map(|words| folded(words)));
        for (name, id) in file.names {
            if PartyId::parse(&id).is_none() {
                wrong.push(format!("{path}: `{id}` is no id of a state or body"));
            }
            out.names.insert(folded(&name), id);
        }
        out.categories.extend(file.category.into_iter().map(|raw| Category {
            number: raw.number,
            title: raw.words.first().map(|words| capital(words)).unwrap_or_default(),
            words: raw.words.iter().map(|words| folded(words)).collect(),
            classes: raw.classes,
        }));
    }
    (out, wrong)
}

/// With a capital letter in front.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Registers {
    /// What a column holds, by its name, and how good a name that is (less is better).
    pub(crate) fn column(&self, name: &str) -> Option<(Field, usize)> {
        self.columns.get(&folded(name)).copied()
    }

    /// True for a column that marks the figures of the one before it.
    pub(crate) fn is_mark(&self, name: &str) -> bool {
        let name = folded(name);
        name.is_empty() || self.estimate.iter().any(|end| name.ends_with(end))
    }

    /// True where a cell says nothing.
    pub(crate) fn is_unknown(&self, cell: &str) -> bool {
        let cell = cell.trim().trim_end_matches('*').to_lowercase();
        cell.is_empty() || self.unknown.contains(&cell)
    }

    /// True where a cell marks a figure as uncertain.
    pub(crate) fn is_uncertain(&self, cell: &str) -> bool {
        self.uncertain.contains(&cell.trim().to_lowercase())
    }

    /// True where a cell says yes.
    pub(crate) fn is_affirmed(&self, cell: &str) -> bool {
        self.affirmed.contains(&cell.trim().to_lowercase())
    }

    /// The id of a state or body by a name that only registers use.
    pub(crate) fn party(&self, name: &str) -> Option<&String> {
        self.names.get(&folded(name))
    }

    /// The category of the UN register that a class lies in, as it is written: "VII. Missiles and missile launchers". The first that has it.
    pub(crate) fn category_of(&self, class: Class) -> Option<String> {
        let found = self.categories.iter().find(|category| category.classes.contains(&class))?;
        Some(format!("{}. {}", found.number, found.title))
    }

    /// The classes of a category of the UN register: "VII", "Category VII", "VII. Missiles and missile launchers", "Missiles and missile launchers".
    pub(crate) fn category(&self, cell: &str) -> Option<&[Class]> {
        let words = cell.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("category"));
        let whole = folded(cell);
        let is = |category: &&Category| {
            words.is_some_and(|word| word == category.number)
                || category.words.iter().any(|words| whole.ends_with(words.as_str()) || whole.starts_with(words.as_str()))
        };
        self.categories
            .iter()
            .filter(is)
            .max_by_key(|category| category.words.iter().map(String::len).max())
            .map(|category| category.classes.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_words_and_categories_are_known() {
        let (registers, wrong) = registers(Files::embedded());
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(registers.column("year(s) of delivery").map(|(field, _)| field), Some(Field::DeliveryYear));
        assert_eq!(registers.column("Local production").map(|(field, _)| field), Some(Field::Local));
        assert!(registers.is_affirmed("Yes ") && !registers.is_affirmed("No") && !registers.is_affirmed(""));
        assert_eq!(registers.column("TIV"), None);
        assert!(registers.is_mark(" ") && registers.is_mark("Order date is estimate") && !registers.is_mark("Order date"));
        assert!(registers.is_unknown(". .") && registers.is_unknown("unknown supplier(s)") && !registers.is_unknown("0"));
        assert_eq!(registers.category("Category I. Battle tanks"), Some(&[Class::Tank][..]));
        assert_eq!(registers.category("II"), Some(&[Class::ArmouredVehicle][..]));
        assert!(registers.category("Attack helicopters").is_some_and(|classes| classes == [Class::Helicopter]));
        assert_eq!(registers.category("Aircraft"), None);
        assert_eq!(registers.category_of(Class::Tank).as_deref(), Some("I. Battle tanks"));
        assert_eq!(registers.category_of(Class::Service), None);
        for class in Class::ALL {
            let Some(category) = registers.category_of(*class) else { continue };
            assert!(registers.category(&category).is_some_and(|classes| classes.contains(class)), "{category}");
        }
    }
}
