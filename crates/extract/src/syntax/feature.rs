//! A sentence's tokens in, the rows of the embedding tables that describe each out.

use super::hash::{rows_of, string_hash};
use crate::text::Token;
use crate::text::characters::{Characters, DIGIT, LETTER};
use crate::text::exceptions::Exceptions;
use rustc_hash::FxHashMap as HashMap;

/// What makes the features: norms by the hash of the word, and names that have a number instead of a hash.
pub(super) struct Lexicon {
    norms: HashMap<u64, String>,
    symbols: HashMap<String, u64>,
}

/// The keys of one token: norm, first letter, last three letters, shape, space after it.
pub(super) type Keys = [u64; 5];

impl Lexicon {
    pub(super) fn parse(norms: &str, symbols: &str) -> Self {
        let norms = norms
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(hash, norm)| Some((u64::from_str_radix(hash, 16).ok()?, norm.to_owned())))
            .collect();
        let symbols = symbols
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, number)| Some((name.to_owned(), number.parse().ok()?)))
            .collect();
        Self { norms, symbols }
    }

    /// Adds the keys of each token to `keys`. The last one counts as not followed by space: a sentence reads the same wherever it stands.
    pub(super) fn keys(&self, known: &mut Known, text: &str, tokens: &[Token], keys: &mut Vec<Keys>) {
        let exceptions = Exceptions::embedded();
        let first = keys.len();
        while let Some(token) = tokens.get(keys.len() - first) {
            let rest = &tokens[keys.len() - first..];
            match exceptions.norms(text, rest) {
                Some(parts) => {
                    for (token, (_, norm)) in rest.iter().zip(parts) {
                        keys.push(self.key(token.span.of(text), norm, token.space_after));
                    }
                }
                None => keys.push(known.key(self, token.span.of(text), token.space_after)),
            }
        }
        if let Some(last) = keys[first..].last_mut() {
            last[4] = 0;
        }
    }

    fn key(&self, word: &str, norm: &str, space_after: bool) -> Keys {
        let hash = self.hash(word);
        let norm = match (norm, self.norms.get(&hash)) {
            ("", Some(norm)) => self.hash(norm),
            ("", None) if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) => hash,
            ("", None) => self.hash(&word.to_lowercase()),
            (norm, _) => self.hash(norm),
        };
        let first = word.chars().next().map_or(0, char::len_utf8);
        let last = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        [norm, self.hash(&word[..first]), self.hash(&word[last..]), self.hash(&shape(word)), u64::from(space_after)]
    }

    fn hash(&self, word: &str) -> u64 {
        self.symbols.get(word).copied().unwrap_or_else(|| string_hash(word))
    }
}

/// The keys of words that came lately, but for the space after them.
#[derive(Default)]
pub(super) struct Known(HashMap<String, Keys>);

impl Known {
    /// So many words are kept; then it begins anew.
    const MOST: usize = 16_384;

    fn key(&mut self, lexicon: &Lexicon, word: &str, space_after: bool) -> Keys {
        let mut keys = self.0.get(word).copied().unwrap_or_else(|| {
            let keys = lexicon.key(word, "", false);
            if self.0.len() >= Self::MOST {
                self.0.clear();
            }
            // What is longer comes once.
            if word.len() < 64 {
                self.0.insert(word.to_owned(), keys);
            }
            keys
        });
        keys[4] = u64::from(space_after);
        keys
    }
}

/// `Xxxxx`, `dd,ddd`, `XX-dd`: the kinds of a word's characters, runs cut to four.
fn shape(word: &str) -> String {
    let characters = Characters::embedded();
    if word.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(word.len());
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars() {
        let classes = characters.of(c);
        let kind = match c {
            _ if classes & LETTER != 0 && c.is_uppercase() => 'X',
            _ if classes & LETTER != 0 => 'x',
            _ if classes & DIGIT != 0 => 'd',
            other => other,
        };
        run = if kind == last { run + 1 } else { 0 };
        last = kind;
        if run < 4 {
            shape.push(kind);
        }
    }
    shape
}

/// The four rows that a key takes in a table of `count` rows.
pub(super) fn rows(key: u64, seed: u32, count: usize) -> [usize; 4] {
    rows_of(key, seed).map(|row| row as usize % count.max(1))
}
