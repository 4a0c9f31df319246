//! What a user types into values, with the words of the document that say them.

use crate::outcome::Failure;
use crate::reading::Reader;
use materiel_model::{
    Claim, Class, Currency, Entity, Equipment, Money, PartyId, Percent, Qualifier, Quantity, Scope, Slot, Span, Stated, Value, ValueSort,
};

/// What a user says that a slot holds.
pub(super) struct Given<'a> {
    pub(super) values: &'a [String],
    /// The words that say it.
    pub(super) words: Option<&'a str>,
    /// Where the document's text has them.
    pub(super) at: Option<Span>,
    /// The class of equipment that the program does not know.
    pub(super) class: Option<Class>,
}

fn bad<T>(words: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Other(words.into()))
}

/// The values of a slot, each with its words in the document's text.
pub(super) fn stated(given: &Given<'_>, slot: Slot, claim: &Claim, text: &str, reader: &Reader) -> Result<Vec<Stated<Value>>, Failure> {
    let before = claim.slots.get(slot);
    let one = |words: &String| -> Result<Stated<Value>, Failure> {
        let value = value(words, slot, given.class, before.map(|stated| &stated.value), reader)?;
        let at = match given.at {
            Some(at) => within(at, text)?,
            None => place(given.words, words, before.map(|stated| stated.at), claim.evidence, text)?,
        };
        Ok(Stated::new(value, at))
    };
    given.values.iter().map(one).collect()
}

/// A place that a user names, if the text has it and whole characters stand there.
fn within(at: Span, text: &str) -> Result<Span, Failure> {
    match text.get(at.start..at.end) {
        Some(words) if !words.trim().is_empty() => Ok(at.trim(text)),
        Some(_) => bad(format!("there are no words at {}..{}", at.start, at.end)),
        None => bad(format!("{}..{} is no place in the document's text, which has {} bytes", at.start, at.end, text.len())),
    }
}

/// Where the document says it: the words that the user names; else the value as typed, where the sentence has it; else what was read.
fn place(words: Option<&str>, typed: &str, before: Option<Span>, sentence: Span, text: &str) -> Result<Span, Failure> {
    let within = |span: Span, words: &str| {
        let start = span.of(text).find(words)?;
        Some(Span::new(span.start + start, span.start + start + words.len()))
    };
    let Some(words) = words else {
        let found = within(sentence, typed.trim()).filter(|span| !span.is_empty());
        return found.or(before).map_or_else(|| bad("say with --words TEXT which words of the document say it"), Ok);
    };
    if words.trim().is_empty() {
        return bad("--words is empty");
    }
    if let Some(span) = within(sentence, words) {
        return Ok(span);
    }
    match (within(Span::new(0, text.len()), words), text.matches(words).count()) {
        (Some(span), 1) => Ok(span),
        (Some(_), times) => bad(format!("the document has `{words}` {times} times, and not in the claim's sentence; give more words")),
        (None, _) => bad(format!("the document does not have the words `{words}`")),
    }
}

pub(super) fn value(words: &str, slot: Slot, class: Option<Class>, before: Option<&Value>, reader: &Reader) -> Result<Value, Failure> {
    let words = words.trim();
    let unknown = |error: materiel_model::UnknownWord| Failure::Other(error.to_string());
    let figure = |what: &str| Failure::Other(format!("`{words}` is no {what}"));
    Ok(match slot.sort() {
        ValueSort::Word => match slot {
            Slot::Stage => Value::Stage(words.parse().map_err(unknown)?),
            Slot::Status => Value::Status(words.parse().map_err(unknown)?),
            Slot::Mode => Value::Mode(words.parse().map_err(unknown)?),
            Slot::Measure => Value::Measure(words.parse().map_err(unknown)?),
            _ => Value::Component(words.parse().map_err(unknown)?),
        },
        ValueSort::Party => Value::Party(party(words, reader)?),
        ValueSort::Parties if matches!(slot, Slot::Manufacturers | Slot::References) => Value::Text(filled(words)?),
        ValueSort::Parties => Value::Party(party(words, reader)?),
        ValueSort::Equipment => match equipment(words, class, before, reader)? {
            Entity::Equipment(equipment) => Value::Equipment(Box::new(equipment)),
            Entity::Party(_) => return bad("a party is no equipment"),
        },
        ValueSort::Quantity => {
            Value::Quantity(quantity(words).ok_or_else(|| figure("number: write `246`, `about 246`, `at least 246`, `at most 246`"))?)
        }
        ValueSort::Money => Value::Money(money(words).ok_or_else(|| figure("amount: write `USD 75 million`, `at most EUR 2.3 bn each`"))?),
        ValueSort::Percent => Value::Percent(percent(words).ok_or_else(|| figure("percentage: write `2.5 %`"))?),
        ValueSort::Date => Value::Date(words.parse().map_err(|error: materiel_model::DateError| Failure::Other(error.to_string()))?),
        ValueSort::Text => Value::Text(filled(words)?),
    })
}

fn filled(words: &str) -> Result<String, Failure> {
    let folded = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.is_empty() { bad("the value is empty; --empty says that the slot holds nothing") } else { Ok(folded) }
}

/// A party by its id, or by a name that the program knows.
pub(super) fn party(words: &str, reader: &Reader) -> Result<PartyId, Failure> {
    let known = reader.id_of(words).and_then(|id| PartyId::parse(&id));
    let id = known.or_else(|| PartyId::parse(words));
    id.map_or_else(
        || bad(format!("no state or body is called `{words}`; write `org:{words}` for a body that the program does not know")),
        Ok,
    )
}

/// Equipment by a name that the program knows; else by its name and class, which may be that of what was read.
pub(super) fn equipment(words: &str, class: Option<Class>, before: Option<&Value>, reader: &Reader) -> Result<Entity, Failure> {
    let name = filled(words)?;
    let Entity::Equipment(found) = reader.equipment_of(&name) else { return bad("a party is no equipment") };
    if found.id.is_some() {
        return Ok(Entity::Equipment(found));
    }
    let same = match before {
        Some(Value::Equipment(equipment)) => Some(equipment.class),
        _ => None,
    };
    match class.or(same) {
        Some(class) => Ok(Entity::Equipment(Equipment { name, class, id: None })),
        None => bad(format!("no equipment is known as `{name}`; say its class with --class")),
    }
}

/// `246`, `~246`, `about 246`, `≥246`, `at least 246`, `≤246`, `at most 246`.
fn qualified(words: &str) -> (Qualifier, &str) {
    let marks = [
        ("about ", Qualifier::About),
        ("~", Qualifier::About),
        ("at least ", Qualifier::AtLeast),
        ("≥", Qualifier::AtLeast),
        (">=", Qualifier::AtLeast),
        ("at most ", Qualifier::AtMost),
        ("up to ", Qualifier::AtMost),
        ("≤", Qualifier::AtMost),
        ("<=", Qualifier::AtMost),
    ];
    let found = marks.into_iter().find_map(|(mark, qualifier)| Some((qualifier, words.strip_prefix(mark)?)));
    found.map_or((Qualifier::Exact, words), |(qualifier, rest)| (qualifier, rest.trim()))
}

fn quantity(words: &str) -> Option<Quantity> {
    let (qualifier, rest) = qualified(words);
    let digits: String = rest.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    Some(Quantity { value: digits.parse().ok()?, qualifier })
}

fn percent(words: &str) -> Option<Percent> {
    let (qualifier, rest) = qualified(words);
    let number: f64 = rest.trim_end_matches('%').trim().parse().ok()?;
    serde_json::from_value(serde_json::json!({"value": number, "qualifier": qualifier.as_str()})).ok()
}

/// A currency before or after the amount; thousands may be parted by commas; `each` or `total` may follow.
fn money(words: &str) -> Option<Money> {
    let (qualifier, rest) = qualified(words);
    let (mut currency, mut amount, mut scope, mut times) = (None, None, Scope::Total, 1_u64);
    for word in rest.split_whitespace() {
        match word {
            "each" => scope = Scope::Unit,
            "total" => scope = Scope::Total,
            "m" | "million" => times = 1_000_000,
            "bn" | "billion" => times = 1_000_000_000,
            "thousand" => times = 1_000,
            word if amount.is_none() && word.starts_with(|c: char| c.is_ascii_digit()) => amount = Some(word.replace([',', '_'], "")),
            word if currency.is_none() => currency = Some(Currency::new(word)?),
            _ => return None,
        }
    }
    Some(Money { amount: times_decimal(&amount?, times)?, currency: currency?, qualifier, scope })
}

/// `2.3` times a power of ten, if that is a whole number.
fn times_decimal(number: &str, times: u64) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let part = u32::try_from(decimals.len()).ok().and_then(|places| 10_u64.checked_pow(places))?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(times)?;
    let rest = if decimals.is_empty() { 0 } else { decimals.parse::<u64>().ok()?.checked_mul(times)? };
    rest.is_multiple_of(part).then_some(())?;
    whole.checked_add(rest / part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_amounts_are_read_as_people_write_them() {
        let number = |words: &str| quantity(words).map(|quantity| Value::Quantity(quantity).display());
        assert_eq!(number("1,200").as_deref(), Some("1200"));
        assert_eq!(number("at least 40").as_deref(), Some("≥40"));
        assert_eq!(number("~5 000").as_deref(), Some("~5000"));
        assert_eq!(number("many"), None);
        let amount = |words: &str| money(words).map(|money| (Value::Money(money).display(), money.scope));
        assert_eq!(amount("USD 75 million"), Some(("USD 75000000".to_owned(), Scope::Total)));
        assert_eq!(amount("at most 2.3 bn EUR each"), Some(("≤EUR 2300000000".to_owned(), Scope::Unit)));
        assert_eq!(amount("75 million"), None);
        assert_eq!(amount("USD 1.2345 thousand"), None);
    }

    #[test]
    fn a_place_is_whole_characters_of_the_text_with_words_in_them() {
        let text = "Zwölf Panzer  kamen.";
        assert_eq!(within(Span::new(7, 14), text).unwrap().of(text), "Panzer");
        for (start, end) in [(3, 4), (0, 90), (13, 15), (5, 5)] {
            assert!(within(Span::new(start, end), text).is_err(), "{start}..{end}");
        }
    }

    #[test]
    fn words_are_found_in_the_sentence_first_and_must_be_in_the_document() {
        let text = "Nine of them came. The buyer ordered 9 of 12 boats. 12 more may follow.";
        let sentence = Span::new(19, 51);
        let at = |words, typed, before| place(words, typed, before, sentence, text).map(|span| span.of(text).to_owned());
        assert_eq!(at(None, "12", None).unwrap(), "12");
        assert_eq!(at(Some("Nine"), "9", None).unwrap(), "Nine");
        assert_eq!(at(None, "14", Some(Span::new(37, 38))).unwrap(), "9");
        assert!(at(None, "14", None).unwrap_err().to_string().contains("--words"));
        assert!(at(Some("ten"), "10", None).unwrap_err().to_string().contains("does not have"));
    }
}
