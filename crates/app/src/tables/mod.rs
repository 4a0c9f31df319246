//! Tables of `knowledge/` that the reader does not need, but the commands do.

mod registers;
mod reviews;
mod sources;

pub(crate) use registers::{Field, Registers, registers};
pub(crate) use reviews::reviews;
pub(crate) use sources::{KnownSource, Surface, sources};

use std::collections::BTreeMap;

/// What is wrong in these tables, by file: for `materiel check`.
pub(crate) fn check(facts: &materiel_extract::knowledge::Facts) -> Vec<String> {
    reviews(facts).1.into_iter().chain(registers(facts).1).chain(sources(facts).1).collect()
}

/// Reads every file whose path starts with `prefix`; gives what could be read and what is wrong with the others.
fn read<T: serde::de::DeserializeOwned>(facts: &materiel_extract::knowledge::Facts, prefix: &str) -> (BTreeMap<String, T>, Vec<String>) {
    let mut out = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, contents) in facts.files(prefix).filter(|(path, _)| path.ends_with(".toml")) {
        match toml::from_str(contents) {
            Ok(table) => {
                out.insert(path.to_owned(), table);
            }
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    (out, wrong)
}
