//! Claims as rows: a column for what is asked most, and each claim whole as JSON.

use crate::columns::{Column, Words, batch, schema};
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, Schema};
use materiel_model::{Claim, Document, DocumentId, Slot, Value, claim_from_json, claim_to_json};
use std::sync::Arc;

/// The columns of claims.
///
/// `document`, `label`, `url` and `published` say where it was read, `claim` is its id; `kind` to `due` are its slots as in the list of records
/// (parties and equipment by their ids where they have one); `confidence` is from 0 to 1; `quote` is its sentence, which stands at the bytes `start` to `end` of the
/// document's text; `json` is the claim whole, in the interchange form.
pub fn claims_schema() -> Arc<Schema> {
    let text = |name| (name, DataType::Utf8);
    let number = |name| (name, DataType::Int64);
    schema(&[
        text("document"),
        text("label"),
        text("url"),
        text("published"),
        text("claim"),
        text("kind"),
        text("polarity"),
        text("stage"),
        text("status"),
        text("mode"),
        text("supplier"),
        text("recipient"),
        text("actor"),
        text("equipment"),
        text("equipment_class"),
        text("equipment_id"),
        number("quantity"),
        number("amount"),
        text("currency"),
        text("date"),
        text("due"),
        ("confidence", DataType::Float64),
        text("attribution"),
        text("quote"),
        number("start"),
        number("end"),
        text("json"),
    ])
}

/// One claim and the document that makes it.
pub type Made<'a> = (&'a DocumentId, &'a Document, &'a Claim);

/// Claims as rows.
///
/// # Errors
/// None of these columns gives one.
pub fn claims_rows(made: &[Made<'_>]) -> Result<RecordBatch, ArrowError> {
    batch(claims_schema(), claims_columns(made))
}

pub(crate) fn claims_columns(made: &[Made<'_>]) -> Vec<Column> {
    let words = |of: &dyn Fn(&Made<'_>) -> Option<String>| Column::Words(made.iter().map(of).collect());
    let whole = |of: &dyn Fn(&Made<'_>) -> Option<u64>| Column::Whole(made.iter().map(|one| of(one).map(signed)).collect());
    let slot = |slot: Slot| words(&|(_, _, claim)| value(claim, slot).map(display));
    let equipment = |of: &dyn Fn(&materiel_model::Equipment) -> Option<String>| {
        words(&|(_, _, claim)| match value(claim, Slot::Equipment) {
            Some(Value::Equipment(equipment)) => of(equipment),
            _ => None,
        })
    };
    let money = |claim: &Claim| match value(claim, Slot::Value) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    vec![
        words(&|(id, _, _)| Some(id.to_string())),
        words(&|(_, document, _)| Some(document.label.clone())),
        words(&|(_, document, _)| document.url.clone()),
        words(&|(_, document, _)| document.published.map(|day| day.to_string())),
        words(&|(id, _, claim)| Some(claim.id(id).to_string())),
        words(&|(_, _, claim)| Some(claim.kind.as_str().to_owned())),
        words(&|(_, _, claim)| Some(claim.polarity.as_str().to_owned())),
        slot(Slot::Stage),
        slot(Slot::Status),
        slot(Slot::Mode),
        slot(Slot::Supplier),
        slot(Slot::Recipient),
        slot(Slot::Actor),
        equipment(&|equipment| Some(equipment.name.clone())),
        equipment(&|equipment| Some(equipment.class.as_str().to_owned())),
        equipment(&|equipment| equipment.id.clone()),
        whole(&|(_, _, claim)| match value(claim, Slot::Quantity).or_else(|| value(claim, Slot::Count)) {
            Some(Value::Quantity(quantity)) => Some(quantity.value),
            _ => None,
        }),
        whole(&|(_, _, claim)| money(claim).map(|money| money.amount)),
        words(&|(_, _, claim)| money(claim).map(|money| money.currency.as_str().to_owned())),
        slot(Slot::Date),
        slot(Slot::Due),
        Column::Real(made.iter().map(|(_, _, claim)| Some(claim.confidence.get())).collect()),
        words(&|(_, _, claim)| claim.attribution.as_ref().map(|said| said.text.clone())),
        words(&|(_, document, claim)| Some(claim.evidence.of(&document.text).to_owned())),
        whole(&|(_, _, claim)| Some(claim.evidence.start as u64)),
        whole(&|(_, _, claim)| Some(claim.evidence.end as u64)),
        words(&|(_, document, claim)| Some(claim_to_json(claim, &document.label, &document.text).to_string())),
    ]
}

fn value(claim: &Claim, slot: Slot) -> Option<&Value> {
    claim.slots.all(slot).first().map(|stated| &stated.value)
}

fn display(value: &Value) -> String {
    match value {
        Value::Party(id) => id.as_str().to_owned(),
        other => other.display().to_string(),
    }
}

/// Engines without unsigned numbers make decimals of them.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The claims of a batch again, each with the id of its document.
pub(crate) fn claims_from(batch: &RecordBatch) -> Result<Vec<(String, Claim)>, String> {
    let (documents, json) = (Words::of(batch, "document")?, Words::of(batch, "json")?);
    let one = |row: usize| {
        let (Some(document), Some(json)) = (documents.get(row), json.get(row)) else { return Err("a row has no claim".to_owned()) };
        let json = serde_json::from_str(json).map_err(|error| format!("a row's claim cannot be read: {error}"))?;
        let (_, claim) = claim_from_json(&json).map_err(|error| format!("a row's claim cannot be read: {error}"))?;
        Ok((document.to_owned(), claim))
    };
    (0..batch.num_rows()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use materiel_extract::{Knowledge, extract};

    #[test]
    fn claims_come_back_as_they_were() {
        let mut document = Document::new("a", "The United States sold 246 Javelin missiles to Kosovo for $75 million on 11 January 2024.");
        document.url = Some("https://a.org/".to_owned());
        let claims = extract(Knowledge::embedded(), &document).claims;
        assert!(!claims.is_empty());
        let id = document.id();
        let made: Vec<Made<'_>> = claims.iter().map(|claim| (&id, &document, claim)).collect();
        let batch = claims_rows(&made).unwrap();
        let told = |name: &str| Words::of(&batch, name).unwrap().get(0).unwrap_or_default().to_owned();
        assert_eq!(
            (told("kind"), told("recipient"), told("equipment_id"), told("url")),
            ("transfer".into(), "XK".into(), "javelin".into(), "https://a.org/".into())
        );
        assert_eq!(
            (told("quantity"), told("amount"), told("currency"), told("date")),
            ("246".into(), "75000000".into(), "USD".into(), "2024-01-11".into())
        );
        let again: Vec<Claim> = claims_from(&batch)
            .unwrap()
            .into_iter()
            .map(|(document, claim)| {
                assert_eq!(document, id.as_str());
                claim
            })
            .collect();
        assert_eq!(again, claims);
    }
}
