//! What can be asked for in a query.

use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A name in a query.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    /// What it asks for.
    pub(crate) about: &'static str,
    /// True when it may be given several times.
    pub(crate) several: bool,
    /// True when it is no option of `materiel list`.
    pub(crate) own: bool,
    /// What a value may be, as JSON Schema.
    pub(crate) schema: fn() -> Value,
}

/// A day, month or year as it is written. (Of the days that only leap years have, the calendar decides.)
const DAY: &str = "^[12][0-9]{3}(-(0[1-9]|1[0-2])|-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|-(0[469]|11)-(0[1-9]|[12][0-9]|30)|-02-(0[1-9]|[12][0-9]))?$";
/// A moment as it is written.
const TIME: &str = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$";
/// Words: something that can be seen, and nothing that is no character of a text.
const WORDS: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$";
/// The id of a claim or record, or the beginning of one.
const ID: &str = "^([a-z]-)?[0-9a-f]{4,64}$";

fn day() -> Value {
    json!({"type": "string", "pattern": DAY, "examples": ["2024-01-11", "2024-01", "2024"]})
}

fn words() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": WORDS})
}

fn one_of(all: impl Iterator<Item = &'static str>) -> Value {
    json!({"type": "string", "enum": all.collect::<Vec<_>>()})
}

fn point() -> Value {
    json!({"type": "string", "anyOf": [{"pattern": DAY}, {"pattern": TIME}], "examples": ["2024-01-11", "2024-01-11T12:00:00Z"]})
}

/// True when a value is like its schema: what the description says is what is taken.
pub(crate) fn fits(schema: &Value, value: &str) -> bool {
    static PATTERNS: LazyLock<Vec<(&str, Option<Regex>)>> =
        LazyLock::new(|| [DAY, TIME, WORDS, ID].map(|pattern| (pattern, Regex::new(&pattern.replace("\\u00", "\\x")).ok())).into());
    let is_like = |pattern: &str| {
        let found = PATTERNS.iter().find(|(known, _)| *known == pattern);
        found.and_then(|(_, regex)| regex.as_ref()).is_some_and(|regex| regex.is_match(value))
    };
    let number = || value.parse::<f64>().ok().filter(|number| number.is_finite());
    let typed = match schema["type"].as_str() {
        Some("integer") => value.bytes().all(|byte| byte.is_ascii_digit()) && number().is_some(),
        Some("number") => number().is_some(),
        _ => true,
    };
    typed
        && schema["pattern"].as_str().is_none_or(is_like)
        && schema["anyOf"].as_array().is_none_or(|all| all.iter().filter_map(|one| one["pattern"].as_str()).any(is_like))
        && schema["enum"].as_array().is_none_or(|all| all.iter().any(|one| one == value))
        && schema["minimum"].as_f64().is_none_or(|least| number().is_some_and(|number| number >= least))
        && schema["maximum"].as_f64().is_none_or(|most| number().is_some_and(|number| number <= most))
        && schema["maxLength"].as_u64().is_none_or(|most| value.chars().count() as u64 <= most)
}

const fn common(name: &'static str, several: bool, about: &'static str, schema: fn() -> Value) -> Parameter {
    Parameter { name, about, several, own: false, schema }
}

const fn own(name: &'static str, several: bool, about: &'static str, schema: fn() -> Value) -> Parameter {
    Parameter { name, about, several, own: true, schema }
}

/// All names.
pub(crate) const PARAMETERS: &[Parameter] = &[
    common("kind", true, "Only this kind of record.", || one_of(materiel_model::Kind::ALL.iter().map(|kind| kind.as_str()))),
    common("recipient", true, "Only this recipient, by id (`XK`) or name (`Kosovo`).", words),
    common("supplier", true, "Only this supplier, by id or name.", words),
    common("equipment", true, "Only equipment whose name, family or class has these words.", words),
    common("stage", true, "Only this stage, or status of what is no transfer.", words),
    common("since", false, "Only what was reported or happened on this day or later.", day),
    common("until", false, "Only what was reported or happened on this day or earlier: the latest of a record's days counts.", day),
    common("class", true, "Only this class of equipment.", || one_of(materiel_model::Class::ALL.iter().map(|class| class.as_str()))),
    common("reviewed", true, "Only what somebody looked at so much.", || one_of(["no", "part", "yes"].into_iter())),
    common("conflicts", false, "Only what has something that contradicts the values shown, or only what has nothing.", || {
        one_of(["yes", "no"].into_iter())
    }),
    common("words", true, "Only what has all of these words in what it is about, its class, its stage or the names of its parties.", words),
    common("sort", false, "In which order.", || {
        one_of(["place", "latest", "earliest", "number", "value", "voices", "conflicts"].into_iter())
    }),
    common("known-by", false, "Only what was published by this day; what has no date counts from the day on which it was added.", day),
    common("as-we-had-it", false, "Only what was in the register by this time; a day stands for its end.", point),
    common(
        "min-confidence",
        false,
        "Only what claims of at least this confidence say, or claims that somebody accepted.",
        || json!({"type": "number", "minimum": 0, "maximum": 1}),
    ),
    common(
        "today",
        false,
        "The day from which `how long` and `overdue` are counted; the day of the cut or the present one if none is given.",
        day,
    ),
    common(
        "limit",
        false,
        "So many rows on a page.",
        || json!({"type": "integer", "minimum": 1, "maximum": super::answers::MOST, "default": super::answers::MANY}),
    ),
    common("page", false, "Which page, from 1.", || json!({"type": "integer", "minimum": 1, "maximum": 1_000_000_000, "default": 1})),
    own("slot", false, "Only this slot.", || one_of(materiel_model::Slot::ALL.iter().map(|slot| slot.as_str()))),
    own("from", false, "A day by which something was published, or a time by which it was in the register.", point),
    own("to", false, "A day or a time, as `from`; everything if it is left out.", point),
    own("q", false, "Words that documents or claims have.", words),
    own(
        "start",
        false,
        "The first byte of the text that is wanted.",
        || json!({"type": "integer", "minimum": 0, "maximum": 1_000_000_000}),
    ),
    own("end", false, "One past its last byte.", || json!({"type": "integer", "minimum": 0, "maximum": 1_000_000_000})),
    own("author", false, "Only what this person decided.", words),
    own("about", false, "Only what is about this claim, or about the claims of this record.", || json!({"type": "string", "pattern": ID})),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_description_allows_is_what_is_taken() {
        let fits_one = |name: &str, value: &str| {
            let parameter = PARAMETERS.iter().find(|one| one.name == name).unwrap();
            fits(&(parameter.schema)(), value)
        };
        for (name, good, bad) in [
            (
                "since",
                &["2024", "2024-02", "2024-02-29", "2023-12-31"][..],
                &["24", "2024-13", "2024-04-31", "0000", "soon", "2024-1-1"][..],
            ),
            ("from", &["2024", "2024-01-11T12:00:00Z"], &["2024-01-11 12:00", "2024-01-11T24:00:00Z"]),
            ("recipient", &["XK", "Côte d'Ivoire", "北京", " a "], &["", " ", "a\u{1}", "\u{85}", "\0", "\u{3000}"]),
            ("page", &["1", "1000000000"], &["0", "-1", "1e3", "1000000001", "x", ""]),
            ("min-confidence", &["0", "0.5", "1"], &["1.1", "-0.1", "NaN", "inf", "x"]),
            ("kind", &["transfer"], &["tank", "Transfer"]),
            ("about", &["abcd", "t-12ab"], &["abc", "zzzz"]),
        ] {
            good.iter().for_each(|value| assert!(fits_one(name, value), "{name}={value:?}"));
            bad.iter().for_each(|value| assert!(!fits_one(name, value), "{name}={value:?}"));
        }
        assert!(!fits_one("recipient", &"x".repeat(201)));
    }
}
