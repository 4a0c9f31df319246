//! The plain fields of an award: contractor, amount, dates.

use super::{Award, Verb};
use crate::notice::figure::{self, amounts, dates};
use materiel_model::{Money, PartialDate, Span, Stated, Value};

/// The contractors as written, without city and contract number.
pub(super) fn makers(award: &Award<'_>, head: Span) -> Vec<Stated<Value>> {
    let pattern = &award.forms.pattern;
    let words = head.of(award.text);
    let skip = pattern.heading.find(words).map_or(0, |found| found.end());
    let head = Span::new(head.start + skip, head.end);
    let mut out = Vec::new();
    let mut start = head.start;
    for (at, _) in head.of(award.text).match_indices(';').chain(std::iter::once((head.len(), ""))) {
        let part = Span::new(start, head.start + at);
        start = (head.start + at + 1).min(head.end);
        let words = part.of(award.text);
        let Some(place) = pattern.contractor_place.captures(words).and_then(|found| found.name("name")) else { continue };
        let name = Span::new(part.start + place.start(), part.start + place.end()).trim(award.text);
        let name = Span::new(name.start, name.start + name.of(award.text).trim_end_matches([',', '*', ' ']).len());
        let name = name.of(award.text).strip_prefix("and ").map_or(name, |rest| Span::new(name.end - rest.len(), name.end));
        let told = name.of(award.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if !told.is_empty() {
            out.push(Stated::new(Value::Text(told), name));
        }
    }
    out
}

/// The face value: the first amount after the verb that is not the sum of several steps.
pub(super) fn value(award: &Award<'_>, verb: Verb) -> Option<Stated<Money>> {
    let told = Span::new(verb.words.end, verb.sentence.end);
    amounts(award.forms, award.text, told).into_iter().next()
}

/// The completion date.
pub(super) fn due(award: &Award<'_>, from: usize) -> Option<Stated<PartialDate>> {
    let pattern = &award.forms.pattern;
    let rest = Span::new(from, award.text.len());
    let named = |date: &Stated<PartialDate>| {
        let before = Span::new(rest.start, date.at.start).of(award.text);
        let behind = Span::new(date.at.end, rest.end).of(award.text);
        pattern.due.is_match(&format!("{}\u{1}{}", figure::tail(before), behind.chars().take(48).collect::<String>()))
    };
    dates(award.forms, award.text, rest).into_iter().find(named)
}

/// The day of the award, where the text states one.
pub(super) fn awarded_on(award: &Award<'_>) -> Option<Stated<PartialDate>> {
    let found = award.forms.pattern.awarded_on.find(award.text)?;
    dates(award.forms, award.text, Span::new(found.start(), found.end())).into_iter().next()
}
