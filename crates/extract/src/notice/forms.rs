//! `knowledge/languages/en/notices.toml` into patterns: how official forms are worded.

use crate::knowledge;
use materiel_model::Class;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;
use toml::Spanned;

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormsError {
    /// It is no TOML of the right shape.
    #[error("{path}: {message}")]
    Syntax {
        /// The file.
        path: String,
        /// What the TOML reader says, with line and column.
        message: String,
    },
    /// A pattern is missing or cannot be compiled.
    #[error("{path}:{line}: pattern `{name}`: {message}")]
    Pattern {
        /// The file.
        path: String,
        /// The line of the pattern, 1 if it is missing.
        line: usize,
        /// Which.
        name: String,
        /// What is wrong with it.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    numbers: HashMap<String, u64>,
    #[serde(default)]
    months: HashMap<String, u8>,
    #[serde(default)]
    list: HashMap<String, Vec<String>>,
    #[serde(default)]
    pattern: HashMap<String, Spanned<String>>,
    #[serde(default)]
    head: Vec<RawHead>,
    #[serde(default)]
    designation: Vec<RawDesignation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHead {
    class: Class,
    #[serde(default)]
    part: bool,
    #[serde(default)]
    plain: bool,
    #[serde(default)]
    weak: bool,
    #[serde(default)]
    vague: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDesignation {
    class: Class,
    shape: String,
}

/// Nouns that say of which class the goods are whose phrase ends with them.
#[derive(Debug)]
pub(super) struct Head {
    /// The class.
    pub(super) class: Class,
    /// True for parts and the like, which no army fields by themselves.
    pub(super) part: bool,
    /// True where the noun alone does not make the goods military.
    pub(super) plain: bool,
    /// True for a noun that another noun before it outweighs.
    pub(super) weak: bool,
    /// True for a noun of many classes, whose name decides.
    pub(super) vague: bool,
    pattern: Pattern,
}

impl Head {
    /// The last place in a phrase where one of the nouns stands, with the letters on both sides; of two nouns with one letter between, the first.
    pub(super) fn last(&self, phrase: &str) -> Option<std::ops::Range<usize>> {
        let mut last: Option<std::ops::Range<usize>> = None;
        let mut at = 0;
        while let Some(found) = self.pattern.find_at(phrase, at) {
            let begin = found.start() - phrase[..found.start()].chars().next_back().map_or(0, char::len_utf8);
            if last.as_ref().is_some_and(|last| begin < last.end) {
                at = found.start() + phrase[found.start()..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let end = found.end() + phrase[found.end()..].chars().next().map_or(0, char::len_utf8);
            last = Some(begin..end);
            at = end;
        }
        last
    }
}

/// A pattern that is compiled when it is first asked for: most documents are no official form, and compiling all takes longer than all other loading.
pub(super) struct Pattern {
    source: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern that is known to be right.
    const fn sure(source: String) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    fn checked(source: String) -> Result<Self, regex::Error> {
        let compiled = OnceLock::from(compile(&source)?);
        Ok(Self { source, compiled })
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| compile(&self.source).unwrap_or_else(|_| nothing()))
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

macro_rules! patterns {
    ($($name:ident)+) => {
        /// The patterns by name; what each is for stands beside it in the file.
        #[derive(Debug)]
        pub(super) struct Patterns { $(pub(super) $name: Pattern),+ }

        impl Patterns {
            fn read(mut read: impl FnMut(&str) -> Pattern) -> Self {
                Self { $($name: read(stringify!($name))),+ }
            }
        }
    };
}

patterns! {
    page_mark short opens
    money count count_lead no_count_before no_count_behind at_most about date
    heading award award_sign not_award correction not_made made_after_all contractor_place contract_number
    opener contract_word lead_in long_lead service_lead upgrade_lead goods_sentence goods_lead
    cut and_on service_noun service_apart shared_name part_of part_for support_of system_word upgrade_before upgrade_noun clause_start no_item_before reducing generic
    fms customer_sentence customer_lead also us_user combines share own_number demonym_force place_of_work place_name organisation
    due awarded_on not_goods not_arms_activity arms_activity designated named_system option_price
    facility facility_noun building_abroad building_lead facility_sentence no_facility base
    determination certification request request_end also_included estimated_cost contractors contractor_end company_end item_split title_line dateline
    today goods_first highest enhancement construction addition float release_sign
    transmittal purchaser total_value total_amount description description_end delivered_on transmittal_number letter
    mde non_mde transmittal_reference congress_notified history_goods history_more fleet grown
}

/// Everything that the file says.
#[derive(Debug)]
pub struct Forms {
    pub(super) pattern: Patterns,
    pub(super) numbers: HashMap<String, u64>,
    pub(super) months: HashMap<String, u8>,
    pub(super) heads: Vec<Head>,
    pub(super) designations: Vec<(Class, Pattern)>,
}

impl Forms {
    /// Reads the one file that says how forms are worded; a later file with the same path takes its place. Patterns of the file that the program
    /// carries are compiled when they are asked for, since a test has seen that they can be.
    pub fn of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> (Self, Vec<FormsError>) {
        let (path, contents) = files.last().unwrap_or((super::FILES, ""));
        if knowledge::carries(path, contents) {
            return Self::read(path, contents, |source| Ok(Pattern::sure(source)));
        }
        Self::load(path, contents)
    }

    /// Compiles the file; a pattern that cannot be compiled matches nothing and is named.
    pub fn load(path: &str, contents: &str) -> (Self, Vec<FormsError>) {
        Self::read(path, contents, Pattern::checked)
    }

    fn read(path: &str, contents: &str, pattern: fn(String) -> Result<Pattern, regex::Error>) -> (Self, Vec<FormsError>) {
        let mut errors = Vec::new();
        let file: File = toml::from_str(contents).unwrap_or_else(|error| {
            errors.push(FormsError::Syntax { path: path.to_owned(), message: error.to_string() });
            File {
                numbers: HashMap::new(),
                months: HashMap::new(),
                list: HashMap::new(),
                pattern: HashMap::new(),
                head: Vec::new(),
                designation: Vec::new(),
            }
        });
        let wrong = |name: &str, start: usize, message: String| FormsError::Pattern {
            path: path.to_owned(),
            line: 1 + contents.bytes().take(start).filter(|byte| *byte == b'\n').count(),
            name: name.to_owned(),
            message,
        };
        let patterns = Patterns::read(|name| {
            let Some(source) = file.pattern.get(name) else {
                errors.push(wrong(name, 0, "is missing".to_owned()));
                return Pattern::sure(NOTHING.to_owned());
            };
            pattern(expanded(source.get_ref(), &file, 0)).unwrap_or_else(|error| {
                errors.push(wrong(name, source.span().start, error.to_string()));
                Pattern::sure(NOTHING.to_owned())
            })
        });
        let mut heads = Vec::new();
        for head in &file.head {
            // The nouns are plain English. Classes of all that is no letter, and large and small letters of all scripts, would take many times as long to compile.
            let source = format!(r"\b{{start-half}}(?i-u:(?:{})(?:e?s)?)\b{{end-half}}", head.words.join("|"));
            match pattern(source) {
                Ok(pattern) => {
                    heads.push(Head { class: head.class, part: head.part, plain: head.plain, weak: head.weak, vague: head.vague, pattern })
                }
                Err(error) => errors.push(wrong(&head.words.join(", "), 0, error.to_string())),
            }
        }
        let mut designations = Vec::new();
        for designation in &file.designation {
            match pattern(designation.shape.clone()) {
                Ok(shape) => designations.push((designation.class, shape)),
                Err(error) => errors.push(wrong(&designation.shape, 0, error.to_string())),
            }
        }
        (Self { pattern: patterns, numbers: file.numbers, months: file.months, heads, designations }, errors)
    }
}

/// Puts lists and other patterns in the place of their names in braces.
fn expanded(source: &str, file: &File, depth: usize) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let name = behind
            .split_once('}')
            .filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        match name {
            Some((name, after)) if depth < 8 => {
                if let Some(words) = file.list.get(name) {
                    let mut words = words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>();
                    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
                    out.push_str(&format!("(?:{})", words.join("|")));
                } else if let Some(pattern) = file.pattern.get(name) {
                    out.push_str(&format!("(?:{})", expanded(pattern.get_ref(), file, depth + 1)));
                }
                rest = after;
            }
            _ => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(32 << 20).build()
}

/// What matches nothing.
const NOTHING: &str = r"[^\s\S]";

fn nothing() -> Regex {
    Regex::new(NOTHING).expect("a constant pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_noun_has_letters_of_its_own_on_both_sides() {
        let (forms, _) = Forms::load("notices.toml", "[[head]]\nclass = \"tank\"\nwords = [\"tanks?\", \"turret\"]\n");
        for (phrase, wanted) in [
            ("Tank", Some(0..4)),
            ("the TANKS, and turrets", Some(14..22)),
            ("tank, tanks", Some(5..11)),
            // One blank between them is taken by the first.
            ("the tank turret", Some(3..9)),
            ("two “tanks” here", Some(4..15)),
            ("supertanks and tankers", None),
            ("", None),
        ] {
            assert_eq!(forms.heads[0].last(phrase), wanted, "{phrase}");
        }
    }
}
