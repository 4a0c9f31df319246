//! The interchange form: one claim as one JSON object.

use crate::{
    Attribution, Claim, Class, Confidence, Currency, Equipment, Kind, Money, PartialDate, PartyId, Percent, Qualifier, Quantity, Scope,
    Slot, Slots, Span, Stated, Value, ValueSort,
};
use serde_json::{Map, Value as Json, json};

/// What is wrong with a claim in the interchange form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InterchangeError(String);

/// The claim as an object of the interchange form. `doc` names the document, `text` is its stored text.
///
/// Words of closed lists (`stage`, `mode` …) are plain strings; where they are said stands under `words`.
pub fn claim_to_json(claim: &Claim, doc: &str, text: &str) -> Json {
    let mut out = Map::new();
    out.insert("doc".into(), doc.into());
    out.insert("kind".into(), claim.kind.as_str().into());
    out.insert("polarity".into(), claim.polarity.as_str().into());
    let mut words = Map::new();
    for slot in claim.kind.slots() {
        let values = claim.slots.all(*slot);
        let Some(first) = values.first() else { continue };
        let json = match slot.sort() {
            ValueSort::Word => {
                words.insert(slot.as_str().into(), Json::Object(place(first, text)));
                first.value.display().into()
            }
            ValueSort::Parties => values.iter().map(|one| stated(one, text)).collect(),
            _ => stated(first, text),
        };
        out.insert(slot.as_str().into(), json);
    }
    if !words.is_empty() {
        out.insert("words".into(), Json::Object(words));
    }
    if let Some(attribution) = &claim.attribution {
        let at = attribution.at;
        out.insert("attribution".into(), json!({"text": at.of(text), "start": at.start, "end": at.end}));
    }
    out.insert("evidence".into(), json!({"start": claim.evidence.start, "end": claim.evidence.end}));
    out.insert("confidence".into(), json!(claim.confidence.get()));
    Json::Object(out)
}

fn place(stated: &Stated<Value>, text: &str) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("text".into(), stated.at.of(text).into());
    out.insert("start".into(), stated.at.start.into());
    out.insert("end".into(), stated.at.end.into());
    if stated.inferred {
        out.insert("inferred".into(), true.into());
    }
    out
}

fn stated(stated: &Stated<Value>, text: &str) -> Json {
    let mut out = Map::new();
    match &stated.value {
        Value::Party(id) => {
            out.insert("id".into(), id.as_str().into());
        }
        Value::Equipment(equipment) => {
            out.insert("name".into(), equipment.name.as_str().into());
            out.insert("class".into(), equipment.class.as_str().into());
            if let Some(id) = &equipment.id {
                out.insert("id".into(), id.as_str().into());
            }
        }
        Value::Quantity(quantity) => {
            out.insert("value".into(), quantity.value.into());
            out.insert("qualifier".into(), quantity.qualifier.as_str().into());
        }
        Value::Money(money) => {
            out.insert("amount".into(), money.amount.into());
            out.insert("currency".into(), money.currency.as_str().into());
            out.insert("qualifier".into(), money.qualifier.as_str().into());
            out.insert("scope".into(), money.scope.as_str().into());
        }
        Value::Percent(percent) => {
            let value = serde_json::to_value(percent).ok().and_then(|json| json.get("value").cloned());
            out.insert("value".into(), value.unwrap_or_default());
            out.insert("qualifier".into(), percent.qualifier.as_str().into());
        }
        Value::Date(date) => {
            out.insert("value".into(), date.to_string().into());
        }
        Value::Text(_) | Value::Stage(_) | Value::Status(_) | Value::Mode(_) | Value::Measure(_) | Value::Component(_) => {}
    }
    out.append(&mut place(stated, text));
    Json::Object(out)
}

/// Reads a claim of the interchange form and the name of its document.
///
/// # Errors
/// Names the field that is missing or wrong. Spans are not held against a text here.
pub fn claim_from_json(json: &Json) -> Result<(String, Claim), InterchangeError> {
    let kind: Kind = word(json, "kind")?.ok_or_else(|| wrong("kind", "is missing"))?;
    let evidence = json.get("evidence").ok_or_else(|| wrong("evidence", "is missing"))?;
    let mut claim = Claim::new(kind, span(evidence, "evidence")?);
    if let Some(polarity) = word(json, "polarity")? {
        claim.polarity = polarity;
    }
    if let Some(confidence) = json.get("confidence").and_then(Json::as_f64) {
        claim.confidence = Confidence::try_from(confidence).map_err(|e| wrong("confidence", &e))?;
    }
    if let Some(attribution) = json.get("attribution") {
        claim.attribution = Some(Attribution { text: string(attribution, "text")?, at: span(attribution, "attribution")? });
    }
    claim.slots = slots(json, &claim)?;
    let doc = string(json, "doc")?;
    Ok((doc, claim))
}

fn slots(json: &Json, claim: &Claim) -> Result<Slots, InterchangeError> {
    let mut slots = Slots::default();
    for slot in claim.kind.slots().iter().copied() {
        let name = slot.as_str();
        let Some(given) = json.get(name) else { continue };
        if slot.sort() == ValueSort::Word {
            let place = json.get("words").and_then(|words| words.get(name));
            let at = place.map_or(Ok(claim.evidence), |place| span(place, name))?;
            let inferred = place.is_some_and(is_inferred);
            let value = match slot {
                Slot::Stage => word(json, name)?.map(Value::Stage),
                Slot::Status => word(json, name)?.map(Value::Status),
                Slot::Mode => word(json, name)?.map(Value::Mode),
                Slot::Measure => word(json, name)?.map(Value::Measure),
                _ => word(json, name)?.map(Value::Component),
            };
            let value = value.ok_or_else(|| wrong(name, "is no string"))?;
            slots.fill(slot, Stated { value, at, inferred });
            continue;
        }
        let list = given.as_array().map_or_else(|| std::slice::from_ref(given), Vec::as_slice);
        for one in list {
            slots.push(slot, Stated { value: value(slot, one)?, at: span(one, name)?, inferred: is_inferred(one) });
        }
    }
    Ok(slots)
}

fn value(slot: Slot, json: &Json) -> Result<Value, InterchangeError> {
    let name = slot.as_str();
    let qualifier = || word::<Qualifier>(json, "qualifier").map(|q| q.unwrap_or(Qualifier::Exact));
    Ok(match slot.sort() {
        ValueSort::Party | ValueSort::Parties => match json.get("id").and_then(Json::as_str) {
            Some(id) => Value::Party(PartyId::parse(id).ok_or_else(|| wrong(name, "has an id of no known form"))?),
            None => Value::Text(string(json, "text")?),
        },
        ValueSort::Equipment => Value::Equipment(Box::new(Equipment {
            name: string(json, "name")?,
            class: word(json, "class")?.unwrap_or(Class::Other),
            id: json.get("id").and_then(Json::as_str).map(str::to_owned),
        })),
        ValueSort::Quantity => Value::Quantity(Quantity { value: whole(json, "value", name)?, qualifier: qualifier()? }),
        ValueSort::Money => Value::Money(Money {
            amount: whole(json, "amount", name)?,
            currency: Currency::new(&string(json, "currency")?).ok_or_else(|| wrong(name, "has no ISO 4217 currency"))?,
            qualifier: qualifier()?,
            scope: word(json, "scope")?.unwrap_or(Scope::Total),
        }),
        ValueSort::Percent => {
            let percent: Percent = serde_json::from_value(json!({
                "value": json.get("value"), "qualifier": qualifier()?.as_str()
            }))
            .map_err(|error| wrong(name, &error.to_string()))?;
            Value::Percent(percent)
        }
        ValueSort::Date => {
            let date: PartialDate = string(json, "value")?.parse().map_err(|e: crate::DateError| wrong(name, &e.to_string()))?;
            Value::Date(date)
        }
        ValueSort::Text | ValueSort::Word => Value::Text(string(json, "text")?),
    })
}

fn is_inferred(json: &Json) -> bool {
    json.get("inferred").and_then(Json::as_bool).unwrap_or(false)
}

fn wrong(field: &str, what: &str) -> InterchangeError {
    InterchangeError(format!("`{field}` {what}"))
}

fn string(json: &Json, field: &str) -> Result<String, InterchangeError> {
    json.get(field).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| wrong(field, "is missing or no string"))
}

fn whole(json: &Json, field: &str, slot: &str) -> Result<u64, InterchangeError> {
    json.get(field).and_then(Json::as_u64).ok_or_else(|| wrong(slot, &format!("has no whole number `{field}`")))
}

fn word<T: std::str::FromStr<Err = crate::UnknownWord>>(json: &Json, field: &str) -> Result<Option<T>, InterchangeError> {
    let Some(text) = json.get(field) else { return Ok(None) };
    let text = text.as_str().ok_or_else(|| wrong(field, "is no string"))?;
    text.parse().map(Some).map_err(|error: crate::UnknownWord| wrong(field, &error.to_string()))
}

fn span(json: &Json, field: &str) -> Result<Span, InterchangeError> {
    let place = |name: &str| json.get(name).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
    match (place("start"), place("end")) {
        (Some(start), Some(end)) if start <= end => Ok(Span::new(start, end)),
        _ => Err(wrong(field, "has no span `start`, `end`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mode, Polarity, Stage};

    fn example() -> (Claim, &'static str) {
        let text = "US sells 246 Javelin missiles to Kosovo for $75 million.";
        let mut claim = Claim::new(Kind::Transfer, Span::new(0, text.len()));
        let us = PartyId::new("US").unwrap();
        claim.slots.set(Slot::Stage, Stated::new(Value::Stage(Stage::Contracted), Span::new(3, 8)));
        claim.slots.set(Slot::Mode, Stated::inferred(Value::Mode(Mode::Sale), Span::new(3, 8)));
        claim.slots.set(Slot::Supplier, Stated::new(Value::Party(us), Span::new(0, 2)));
        let javelin = Equipment { name: "Javelin".into(), class: Class::AntiTankMissile, id: Some("javelin".into()) };
        claim.slots.set(Slot::Equipment, Stated::new(Value::Equipment(Box::new(javelin)), Span::new(13, 29)));
        let quantity = Quantity { value: 246, qualifier: Qualifier::Exact };
        claim.slots.set(Slot::Quantity, Stated::new(Value::Quantity(quantity), Span::new(9, 12)));
        let money = Money { amount: 75_000_000, currency: Currency::USD, qualifier: Qualifier::Exact, scope: Scope::Total };
        claim.slots.set(Slot::Value, Stated::new(Value::Money(money), Span::new(44, 55)));
        (claim, text)
    }

    #[test]
    fn a_claim_survives_the_interchange_form() {
        let (claim, text) = example();
        let json = claim_to_json(&claim, "004", text);
        assert_eq!(json["equipment"]["text"], "Javelin missiles");
        assert_eq!(json["stage"], "contracted");
        let (doc, again) = claim_from_json(&json).unwrap();
        assert_eq!((doc.as_str(), again), ("004", claim));
    }

    #[test]
    fn a_wrong_word_is_named_with_the_words_that_would_be_right() {
        let (claim, text) = example();
        let mut json = claim_to_json(&claim, "004", text);
        json["stage"] = "sold".into();
        let error = claim_from_json(&json).unwrap_err().to_string();
        assert!(error.contains("`sold`") && error.contains("contracted"), "{error}");
        assert_eq!(claim.polarity, Polarity::Affirmed);
    }
}
