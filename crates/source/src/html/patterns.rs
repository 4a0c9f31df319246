//! What the parts of pages are called, from `knowledge/pages/markup.toml`.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet as HashSet;
use serde::Deserialize;
use std::sync::OnceLock;

/// The names of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    pub(crate) class: &'a str,
    pub(crate) id: &'a str,
    pub(crate) role: &'a str,
}

pub(crate) struct Patterns {
    body: Vec<AhoCorasick>,
    many: AhoCorasick,
    sure: AhoCorasick,
    clutter: AhoCorasick,
    words: HashSet<String>,
    tokens: HashSet<String>,
    states: Vec<String>,
    roles: Vec<String>,
    /// What furniture begins with, in lower case.
    pub(crate) begins: Vec<String>,
    /// Headings of what is no part of an article, in lower case.
    pub(crate) headings: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    body: Vec<Body>,
    clutter: Clutter,
    furniture: Furniture,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clutter {
    many: Vec<String>,
    sure: Vec<String>,
    names: Vec<String>,
    words: Vec<String>,
    tokens: Vec<String>,
    states: Vec<String>,
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Furniture {
    begins: Vec<String>,
    headings: HashSet<String>,
}

/// The patterns that come with the program.
pub(crate) fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        Patterns::from(toml::from_str(include_str!("../../../../knowledge/pages/markup.toml")).unwrap_or_else(|_| File {
            body: Vec::new(),
            clutter: Clutter {
                many: Vec::new(),
                sure: Vec::new(),
                names: Vec::new(),
                words: Vec::new(),
                tokens: Vec::new(),
                states: Vec::new(),
                roles: Vec::new(),
            },
            furniture: Furniture { begins: Vec::new(), headings: HashSet::default() },
        }))
    })
}

impl From<File> for Patterns {
    fn from(file: File) -> Self {
        let finder = |names: &[String]| {
            let built = AhoCorasick::builder().ascii_case_insensitive(true).build(names);
            built.or_else(|_| AhoCorasick::new(["\0"])).unwrap_or_else(|_| unreachable!("one byte is a pattern"))
        };
        Self {
            body: file.body.iter().map(|group| finder(&group.names)).collect(),
            many: finder(&file.clutter.many),
            sure: finder(&file.clutter.sure),
            clutter: finder(&file.clutter.names),
            words: file.clutter.words.into_iter().collect(),
            tokens: file.clutter.tokens.into_iter().collect(),
            states: file.clutter.states,
            roles: file.clutter.roles,
            begins: file.furniture.begins,
            headings: file.furniture.headings,
        }
    }
}

impl Patterns {
    /// How many groups of names of the article's element there are.
    pub(crate) fn body_groups(&self) -> usize {
        self.body.len()
    }

    pub(crate) fn is_body(&self, group: usize, names: Names<'_>) -> bool {
        [names.class, names.id].iter().any(|name| !name.is_empty() && self.body[group].is_match(*name))
    }

    pub(crate) fn is_clutter(&self, names: Names<'_>) -> bool {
        let words = |token: &str| token.split(['-', '_']).any(|word| has(&self.words, word));
        // `has-links` and `no-sidebar` say what is in an element, not what it is.
        let is_state = |token: &str| token.split_once('-').is_some_and(|(first, _)| self.states.iter().any(|state| state == first));
        let mut tokens = [names.class, names.id].into_iter().flat_map(|name| name.split(' ')).filter(|token| !token.is_empty());
        tokens.any(|token| !is_state(token) && (self.clutter.is_match(token) || has(&self.tokens, token) || words(token)))
            || (!names.role.is_empty() && self.roles.iter().any(|role| role.eq_ignore_ascii_case(names.role)))
    }

    /// True for what may hold most of a page's text and is clutter nevertheless.
    pub(crate) fn is_of_many(&self, names: Names<'_>) -> bool {
        [names.class, names.id].iter().any(|name| !name.is_empty() && self.many.is_match(*name))
    }

    /// True for what is clutter however much of a page it is.
    pub(crate) fn is_surely_clutter(&self, names: Names<'_>) -> bool {
        [names.class, names.id].iter().any(|name| !name.is_empty() && self.sure.is_match(*name))
    }
}

fn has(words: &HashSet<String>, word: &str) -> bool {
    if word.is_empty() || word.len() > 16 {
        return false;
    }
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) { words.contains(&word.to_ascii_lowercase()) } else { words.contains(word) }
}
