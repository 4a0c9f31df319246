//! Tables of `knowledge/` that the reader does not need, but the commands do.

mod registers;
mod reviews;
mod sources;

pub(crate) use registers::{Field, Registers, registers};
pub(crate) use reviews::reviews;
pub(crate) use sources::{KnownSource, Surface, sources};

use std::collections::BTreeMap;

/// What is wrong in these tables, by file: for `materiel check`.
pub(crate) fn check(files: &materiel_extract::knowledge::Files) -> Vec<String> {
    reviews(files).1.into_iter().chain(registers(files).1).chain(sources(files).1).collect()
}

/// Reads every file whose path starts with `prefix`; gives what could be read and what is wrong with the others.
fn read<T: serde::de::DeserializeOwned>(files: &materiel_extract::knowledge::Files, prefix: &str) -> (BTreeMap<String, T>, Vec<String>) {
    let mut out = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, contents) in files.below(prefix).filter(|(path, _)| path.ends_with(".toml")) {
        match toml::from_str(contents) {
            Ok(table) => {
                out.insert(path.to_owned(), table);
            }
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    (out, wrong)
}
