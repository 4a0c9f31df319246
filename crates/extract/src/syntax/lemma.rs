//! A sentence's words, tags and labels in, base forms out, as spaCy's rule lemmatizer gives them.

use super::attribute::{ADJ, ADV, Attributes, NOUN, PROPN, PUNCT, VERB, Word};
use crate::text::characters::{Characters, LETTER};
use rustc_hash::{FxHashMap as HashMap, FxHasher};
use std::hash::Hasher;

/// The kinds of word that have rules of their own.
const KINDS: [(&str, u8); 5] = [("adj", ADJ), ("adv", ADV), ("noun", NOUN), ("verb", VERB), ("punct", PUNCT)];

/// Rules, irregular forms and known base forms.
pub(super) struct Lemmas {
    attributes: Attributes,
    /// Endings and what replaces them.
    rules: HashMap<u8, Vec<(String, String)>>,
    exceptions: HashMap<u8, HashMap<String, Vec<String>>>,
    index: HashMap<u8, Words>,
}

impl Lemmas {
    /// `lists` are the known base forms of adjectives, adverbs, nouns and verbs, one a line.
    pub(super) fn parse(attributes: Attributes, rules: &str, exceptions: &str, lists: [&str; 4]) -> Self {
        let kind = |name: &str| KINDS.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind);
        let mut lemmas = Self {
            attributes,
            rules: HashMap::default(),
            exceptions: HashMap::default(),
            index: KINDS.iter().zip(lists).map(|(&(_, kind), list)| (kind, Words::new(list))).collect(),
        };
        for line in rules.lines() {
            let mut cells = line.split('\t');
            if let (Some(kind), Some(old), Some(new)) = (cells.next().and_then(kind), cells.next(), cells.next()) {
                lemmas.rules.entry(kind).or_default().push((old.to_owned(), new.to_owned()));
            }
        }
        for line in exceptions.lines() {
            let mut cells = line.split('\t');
            if let (Some(kind), Some(word)) = (cells.next().and_then(kind), cells.next()) {
                lemmas.exceptions.entry(kind).or_default().insert(word.to_owned(), cells.map(str::to_owned).collect());
            }
        }
        lemmas
    }

    /// True for the base form of an adjective, an adverb, a noun or a verb.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.index.values().any(|index| index.contains(word))
    }

    /// The base form of each word.
    pub(super) fn lemmatize(&self, words: &[Word<'_>]) -> Vec<String> {
        let attributes = self.attributes.of(words);
        words
            .iter()
            .zip(attributes)
            .map(|(word, attributes)| match attributes.lemma {
                Some(lemma) => lemma.to_owned(),
                None if attributes.is_base_form() => word.lower.clone(),
                None => self.by_rules(attributes.part, word),
            })
            .collect()
    }

    fn by_rules(&self, part: u8, word: &Word<'_>) -> String {
        let Some(rules) = self.rules.get(&part) else {
            return if part == PROPN { word.text.to_owned() } else { word.lower.clone() };
        };
        let known = |form: &str| self.index.get(&part).is_some_and(|index| index.contains(form));
        // The last irregular form that no rule gives wins; then the last known form; then what is no word; then the first unknown one.
        let (mut forms, mut unknown): (Vec<String>, Option<String>) = (Vec::new(), None);
        for (old, new) in rules {
            let Some(stem) = word.lower.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if known(&form) {
                forms.insert(0, form);
            } else if !is_alphabetic(&form) {
                forms.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        if let Some(irregular) = self.exceptions.get(&part).and_then(|words| words.get(&word.lower)) {
            for form in irregular {
                if !forms.contains(form) {
                    forms.insert(0, form.clone());
                }
            }
        }
        if let [last, .., first] = forms.as_slice()
            && part == VERB
            && *first == format!("{last}e")
            && doubles(last)
        {
            return first.clone();
        }
        forms.into_iter().next().or(unknown).unwrap_or_else(|| word.text.to_owned())
    }
}

/// True for a verb of one syllable whose last letter is written twice before "-ed" and "-ing": "hop" gives "hopping", so that "hoping" is of "hope".
fn doubles(verb: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = verb.chars().collect();
    let [.., before, last] = letters.as_slice() else { return false };
    let vowels = letters.iter().filter(|c| vowel(**c)).count();
    vowels == 1 && vowel(*before) && !vowel(*last) && !matches!(last, 'w' | 'x')
}

fn is_alphabetic(word: &str) -> bool {
    let characters = Characters::embedded();
    !word.is_empty() && word.chars().all(|c| characters.of(c) & LETTER != 0)
}

/// Words in one string, found by their hashes.
struct Words {
    text: String,
    ends: Vec<u32>,
    /// One more than the word's number, where its hash leads or at the first free place behind; 0 is free.
    slots: Vec<u32>,
}

impl Words {
    fn new(list: &str) -> Self {
        let count = list.lines().count();
        let mut words = Self {
            text: String::with_capacity(list.len()),
            ends: Vec::with_capacity(count),
            slots: vec![0; (count * 2 + 1).next_power_of_two()],
        };
        for word in list.lines() {
            let slot = words.slot(word);
            words.text.push_str(word);
            words.ends.push(words.text.len() as u32);
            words.slots[slot] = words.ends.len() as u32;
        }
        words
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[index] as usize]
    }

    /// Where the word stands, or would.
    fn slot(&self, word: &str) -> usize {
        let mut hasher = FxHasher::default();
        hasher.write(word.as_bytes());
        let mask = self.slots.len() - 1;
        let mut slot = hasher.finish() as usize & mask;
        while self.slots[slot].checked_sub(1).is_some_and(|index| self.get(index as usize) != word) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn contains(&self, word: &str) -> bool {
        self.slots[self.slot(word)] > 0
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn listed_words_are_known_and_others_are_not() {
        let words = Words::new("go\nsell\n\nship\ngo");
        assert!(["go", "sell", "ship", ""].iter().all(|word| words.contains(word)));
        assert!(!words.contains("s") && !words.contains("gosell"));
        assert!(!Words::new("").contains("go"));
    }
}
