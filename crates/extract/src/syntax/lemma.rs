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

    /// The base form of each word; what rules make of a word is kept in `known`.
    pub(super) fn lemmatize(&self, known: &mut KnownLemmas, words: &[Word<'_>]) -> Vec<String> {
        let attributes = self.attributes.of(words);
        words
            .iter()
            .zip(attributes)
            .map(|(word, attributes)| match attributes.lemma {
                Some(lemma) => lemma.to_owned(),
                None if attributes.is_base_form() => word.lower.clone(),
                None => self.known_or_by_rules(known, attributes.part, word),
            })
            .collect()
    }

    fn known_or_by_rules(&self, known: &mut KnownLemmas, part: u8, word: &Word<'_>) -> String {
        let Some(rules) = self.rules.get(&part) else {
            return if part == PROPN { word.text.to_owned() } else { word.lower.clone() };
        };
        // A word of which no rule knows anything stays as it is written.
        let as_written = || word.text.to_owned();
        let Some(known) = known.0.get_mut(usize::from(part)) else {
            return self.by_rules(rules, part, &word.lower).unwrap_or_else(as_written);
        };
        if let Some(lemma) = known.get(word.lower.as_str()) {
            return lemma.clone().unwrap_or_else(as_written);
        }
        let lemma = self.by_rules(rules, part, &word.lower);
        if known.len() >= KnownLemmas::MOST {
            known.clear();
        }
        // What is longer comes once.
        if word.lower.len() < 64 {
            known.insert(word.lower.clone(), lemma.clone());
        }
        lemma.unwrap_or_else(as_written)
    }

    fn by_rules(&self, rules: &[(String, String)], part: u8, lower: &str) -> Option<String> {
        let known = |form: &str| self.index.get(&part).is_some_and(|index| index.contains(form));
        // The last irregular form that no rule gives wins; then the last known form; then what is no word; then the first unknown one.
        let (mut forms, mut unknown): (Vec<String>, Option<String>) = (Vec::new(), None);
        for (old, new) in rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
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
        if let Some(irregular) = self.exceptions.get(&part).and_then(|words| words.get(lower)) {
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
            return Some(first.clone());
        }
        forms.into_iter().next().or(unknown)
    }
}

/// What rules have made of words lately, for each part of speech.
#[derive(Default)]
pub(super) struct KnownLemmas([HashMap<String, Option<String>>; 6]);

impl KnownLemmas {
    /// So many words are kept of each; then it begins anew.
    const MOST: usize = 16_384;
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
        // Short lines are found faster so than by `lines`.
        let breaks = || list.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        let ends = || breaks().chain((!list.is_empty() && !list.ends_with('\n')).then_some(list.len()));
        let count = ends().count();
        let mut words = Self {
            text: String::with_capacity(list.len()),
            ends: Vec::with_capacity(count),
            slots: vec![0; (count * 2 + 1).next_power_of_two()],
        };
        let mut start = 0;
        for end in ends() {
            let word = list.get(start..end).unwrap_or_default().trim_end_matches('\r');
            start = end + 1;
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
