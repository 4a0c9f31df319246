//! A word in, its own tokens and norms out, where the general rules do not divide it: `don't`, `Corp.`, `:-)`.

use super::characters::Characters;
use super::sieve::Sieve;
use super::tokenizer::affixes_only;
use rustc_hash::FxHashMap as HashMap;
use std::sync::OnceLock;

/// How one word divides: for each token its length in bytes and the norm it has here, empty for its usual one.
pub(crate) type Parts = Vec<(usize, &'static str)>;

/// The words that divide in their own way.
pub(crate) struct Exceptions {
    words: HashMap<&'static str, Parts>,
    longest: usize,
    /// Exceptions that the general rules would divide, by the first token the rules would make: all tokens, and the word.
    divided: HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>,
    /// Exceptions of which a token has a norm of its own, by their first token: the words, longest first.
    normed: HashMap<&'static str, Vec<&'static str>>,
    /// What each of the three tables may have.
    may_divide: Sieve,
    may_begin: Sieve,
    may_be_normed: Sieve,
}

impl Exceptions {
    /// The table that comes with the model.
    pub(crate) fn embedded() -> &'static Self {
        static TABLE: OnceLock<Exceptions> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../../../knowledge/languages/en/model/exceptions.tsv")))
    }

    fn parse(source: &'static str) -> Self {
        // The words are spelt by joining their tokens; they live as long as the program, as the table does.
        let mut words: HashMap<&'static str, Parts> = HashMap::default();
        let mut normed: HashMap<&'static str, Vec<&'static str>> = HashMap::default();
        for line in source.lines() {
            let cells: Vec<&'static str> = line.split('\t').collect();
            let pairs = || cells.chunks(2).map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default()));
            let word: &'static str = match cells.len() {
                0..=2 => cells[0],
                _ => String::leak(pairs().map(|(token, _)| token).collect()),
            };
            let parts: Parts = pairs().map(|(token, norm)| (token.len(), norm)).collect();
            if parts.iter().any(|(_, norm)| !norm.is_empty()) {
                normed.entry(cells[0]).or_default().push(word);
            }
            words.insert(word, parts);
        }
        for list in normed.values_mut() {
            list.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        }
        let longest = words.keys().map(|word| word.len()).max().unwrap_or_default();
        let mut divided: HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>> = HashMap::default();
        for &word in words.keys() {
            let (tokens, touched) = affixes_only(Characters::embedded(), word);
            if let (true, Some(&first)) = (touched, tokens.first()) {
                divided.entry(first).or_default().push((tokens, word));
            }
        }
        let (may_divide, may_begin) = (Sieve::of(words.keys().copied()), Sieve::of(divided.keys().copied()));
        let may_be_normed = Sieve::of(normed.keys().copied());
        Self { words, longest, divided, normed, may_divide, may_begin, may_be_normed }
    }

    /// The tokens of `word`, if it is an exception.
    pub(super) fn get(&self, word: &str) -> Option<&Parts> {
        // The check of the length keeps a megabyte of brackets from being hashed once for every bracket.
        if word.len() > self.longest || !self.may_divide.may_have(word) { None } else { self.words.get(word) }
    }

    /// The exceptions whose tokens, by the general rules, begin with `token`.
    pub(super) fn beginning(&self, token: &str) -> &[(Vec<&'static str>, &'static str)] {
        let known = token.len() <= self.longest && self.may_begin.may_have(token);
        if known { self.divided.get(token).map_or(&[], Vec::as_slice) } else { &[] }
    }

    /// The exception that the tokens at the front of `tokens` make together, if one of them has a norm of its own.
    pub(crate) fn norms<'a>(&'a self, text: &str, tokens: &[super::Token]) -> Option<&'a Parts> {
        let first = tokens.first()?;
        let words = self.normed.get(Some(first.span.of(text)).filter(|word| self.may_be_normed.may_have(word))?)?;
        words.iter().find_map(|word| {
            let parts = self.words.get(word)?;
            if !text.get(first.span.start..)?.starts_with(word) || tokens.len() < parts.len() {
                return None;
            }
            let mut at = first.span.start;
            let same = parts.iter().zip(tokens).all(|(&(length, _), token)| {
                let fits = token.span.start == at && token.span.len() == length;
                at += length;
                fits
            });
            same.then_some(parts)
        })
    }
}
