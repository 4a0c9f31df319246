//! The word lists of a language that names are read with.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;

/// Words that stand before or after a name and say what it is.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// Offices: "President", "Minister of Defence".
    pub offices: Vec<String>,
    /// Ranks: "General", "Lt. Gen.".
    pub ranks: Vec<String>,
    /// Names of forces without their state: "Air Force", "navy".
    pub forces: Vec<String>,
    /// Names of organs of government without their state: "Ministry of Defence", "parliament".
    pub government: Vec<String>,
    /// Lists of single words by their names in the files.
    lists: HashMap<String, HashSet<String>>,
    /// Which classes each vague word may stand for.
    pub vague: HashMap<String, Vec<materiel_model::Class>>,
}

impl Language {
    /// True when the list holds the word; both are in folded letters.
    pub fn has(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| words.contains(word))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    offices: Vec<String>,
    ranks: Vec<String>,
    honorifics: Vec<String>,
    before: Vec<String>,
    particles: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organs {
    forces: Vec<String>,
    government: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
}

/// Any lists of single words.
pub(super) type Words = HashMap<String, Vec<String>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vague {
    word: HashMap<String, Vec<materiel_model::Class>>,
}

impl Language {
    pub(super) fn add_titles(&mut self, titles: Titles) {
        self.offices.extend(titles.offices);
        self.ranks.extend(titles.ranks);
        self.add("honorifics", titles.honorifics);
        self.add("before_title", titles.before);
        self.add("particles", titles.particles);
    }

    pub(super) fn add_organs(&mut self, organs: Organs) {
        self.forces.extend(organs.forces);
        self.government.extend(organs.government);
        self.add("before_organ", organs.before);
        self.add("after_organ", organs.after);
    }

    pub(super) fn add_words(&mut self, words: Words) {
        for (list, words) in words {
            self.add(&list, words);
        }
    }

    pub(super) fn add_vague(&mut self, vague: Vague) {
        for (word, classes) in vague.word {
            self.vague.entry(super::spelling::key(&word).letters).or_default().extend(classes);
        }
    }

    fn add(&mut self, list: &str, words: Vec<String>) {
        let folded = words.iter().map(|word| super::spelling::key(word).letters);
        self.lists.entry(list.to_owned()).or_default().extend(folded);
    }
}
