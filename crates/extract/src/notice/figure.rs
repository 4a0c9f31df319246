//! Figures as official forms write them: `$12,345,678`, `thirty (30)`, `(44)`, `May 31, 2016`.

use super::forms::Forms;
use materiel_model::{Currency, Money, PartialDate, Qualifier, Quantity, Scope, Span, Stated};

/// How much of the text before a figure can hedge it.
const HEDGE: usize = 48;

/// The amounts of dollars in `text[within]`, in order.
pub(super) fn amounts(forms: &Forms, text: &str, within: Span) -> Vec<Stated<Money>> {
    let words = within.of(text);
    forms
        .pattern
        .money
        .captures_iter(words)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let at = Span::new(whole.start(), whole.end()).shift(within.start);
            let amount = whole_units(found.name("figure")?.as_str(), found.name("scale").map_or("", |scale| scale.as_str()))?;
            let qualifier = hedge(forms, text, within.start, at.start);
            Some(Stated::new(Money { amount, currency: Currency::USD, qualifier, scope: Scope::Total }, at))
        })
        .collect()
}

/// A figure and the word for its scale as whole units.
pub(super) fn whole_units(figure: &str, scale: &str) -> Option<u64> {
    let digits: String = figure.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let digits = digits.trim_end_matches('.');
    let times: u64 = match scale.to_ascii_lowercase().as_str() {
        "thousand" => 1_000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        "trillion" => 1_000_000_000_000,
        _ => 1,
    };
    let number: rust_decimal::Decimal = digits.parse().ok()?;
    let units = number.checked_mul(rust_decimal::Decimal::from(times))?;
    rust_decimal::prelude::ToPrimitive::to_u64(&units.round())
}

/// How exactly the words before a figure put it.
fn hedge(forms: &Forms, text: &str, from: usize, at: usize) -> Qualifier {
    let mut start = at.saturating_sub(HEDGE).max(from);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text.get(start..at).unwrap_or_default();
    if forms.pattern.at_most.is_match(before) {
        Qualifier::AtMost
    } else if forms.pattern.about.is_match(before) {
        Qualifier::About
    } else {
        Qualifier::Exact
    }
}

/// A number that may count goods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    /// The number with the bytes of its words.
    pub(super) quantity: Stated<Quantity>,
    /// Where what introduces it starts: "up to", "a quantity of".
    pub(super) start: usize,
    /// True for a number in words and figures, as lists of articles have it.
    pub(super) formal: bool,
}

/// The numbers in `text[within]` that may count goods: no years, measures, labels or parts of designations.
pub(super) fn counts(forms: &Forms, text: &str, within: Span) -> Vec<Count> {
    let words = within.of(text);
    let mut out: Vec<Count> = Vec::new();
    for found in forms.pattern.count.captures_iter(words) {
        let Some(whole) = found.get(0) else { continue };
        let before = words.get(..whole.start()).unwrap_or_default();
        let behind = words.get(whole.end()..).unwrap_or_default();
        let bracket = found.name("bracket").map(|digits| digits.as_str());
        let digits = bracket.or_else(|| found.name("digits").map(|digits| digits.as_str()));
        let value = match digits {
            Some(digits) => digits.replace([',', ' '], "").parse().ok(),
            None => found.name("words").and_then(|number| in_words(forms, number.as_str())),
        };
        let Some(value) = value.filter(|value| *value > 0) else { continue };
        // "One System Remote Video Terminal" counts nothing.
        let named = digits.is_none() && bracket.is_none() && !before.trim().is_empty() && whole.as_str().starts_with(char::is_uppercase);
        if named {
            continue;
        }
        let grouped = digits.is_some_and(|digits| digits.contains(','));
        let year = bracket.is_none() && digits.is_some() && !grouped && (1950..2100).contains(&value);
        if year || forms.pattern.no_count_before.is_match(tail(before)) || forms.pattern.no_count_behind.is_match(behind) {
            continue;
        }
        let lead = forms.pattern.count_lead.find(tail(before)).map_or(0, |lead| lead.len());
        let at = Span::new(whole.start(), whole.end()).shift(within.start);
        let qualifier = hedge(forms, text, within.start, at.start);
        // Only what stands right before the figure hedges it.
        let qualifier = if lead == 0 { Qualifier::Exact } else { qualifier };
        let formal = bracket.is_some() && !whole.as_str().starts_with('(');
        out.push(Count { quantity: Stated::new(Quantity { value, qualifier }, at), start: at.start - lead, formal });
    }
    out
}

/// The last words of a text, as far as they can bear on what follows.
pub(super) fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(HEDGE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

/// "seven hundred thirty", "thirty-six".
fn in_words(forms: &Forms, words: &str) -> Option<u64> {
    let (mut total, mut part) = (0_u64, 0_u64);
    for word in words.to_ascii_lowercase().split([' ', '-']).filter(|word| !word.is_empty() && *word != "and") {
        match *forms.numbers.get(word)? {
            1000 => {
                total = total.checked_add(part.max(1).checked_mul(1000)?)?;
                part = 0;
            }
            100 => part = part.max(1).checked_mul(100)?,
            number => part = part.checked_add(number)?,
        }
    }
    total.checked_add(part)
}

/// The dates in `text[within]`, in order.
pub(super) fn dates(forms: &Forms, text: &str, within: Span) -> Vec<Stated<PartialDate>> {
    let words = within.of(text);
    forms
        .pattern
        .date
        .captures_iter(words)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let part = |name: &str| found.name(name).map(|part| part.as_str());
            let year: i16 = part("year").or_else(|| part("year_last"))?.parse().ok()?;
            let month = part("month").or_else(|| part("month_behind"))?;
            let month = *forms.months.get(month.get(..3)?.to_ascii_lowercase().as_str())?;
            let day = part("day").or_else(|| part("day_first")).and_then(|day| day.parse().ok());
            let date = match day {
                Some(day) => PartialDate::day_of(year, month, day).or_else(|| PartialDate::month_of(year, month)),
                None => PartialDate::month_of(year, month),
            };
            Some(Stated::new(date?, Span::new(whole.start(), whole.end()).shift(within.start)))
        })
        .collect()
}
