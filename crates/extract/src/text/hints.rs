//! A word before or after a full stop in, what it says of the end of a sentence out; from `knowledge/languages/en/sentences.toml`.

use rustc_hash::FxHashSet as HashSet;
use serde::Deserialize;
use std::sync::OnceLock;

/// The lists of the file; each is explained there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hints {
    pub(super) before_name: HashSet<String>,
    pub(super) before_number: HashSet<String>,
    pub(super) either: HashSet<String>,
    pub(super) starters: HashSet<String>,
    pub(super) after_hour: HashSet<String>,
    pub(super) speech: HashSet<String>,
    pub(super) unfinished: HashSet<String>,
}

impl Hints {
    /// The lists that come with the program.
    pub(super) fn embedded() -> &'static Self {
        static HINTS: OnceLock<Hints> = OnceLock::new();
        HINTS.get_or_init(|| match toml::from_str(include_str!("../../../../knowledge/languages/en/sentences.toml")) {
            Ok(hints) => hints,
            Err(error) => unreachable!("the embedded lists are read by every test: {error}"),
        })
    }
}
