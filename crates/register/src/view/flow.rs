//! From whom to whom arms go: transfers, summed by their two ends.

use super::ListRow;
use super::filter::currency_number;
use materiel_model::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The transfers between two ends. What earlier versions of pages tell, and no page tells any more, is not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowRow {
    /// The supplier's id; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The recipient's id; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// How many transfers.
    pub records: usize,
    /// How many of them have values that contradict those shown.
    pub conflicts: usize,
    /// How many items, where stated.
    pub items: u64,
    /// In so many transfers a number of items is stated.
    pub counted: usize,
    /// How much money, by currency, where stated for the whole of a transfer. Nothing is converted.
    pub amounts: Vec<FlowAmount>,
}

/// Money of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowAmount {
    /// The currency's code.
    pub currency: String,
    /// The sum.
    pub amount: u64,
    /// Over so many transfers.
    pub records: usize,
}

/// Part of a flow: transfers of the same two ends and the same currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowPart {
    /// The ends, by id.
    pub ends: (Option<String>, Option<String>),
    /// The currency and the sum, where a value is stated.
    pub amount: Option<(String, u64)>,
    /// How many transfers, how many of them with conflicts, and in how many of them a number is stated.
    pub records: (usize, usize, usize),
    /// How many items.
    pub items: u64,
}

/// Flows of rows, those with the most transfers first.
pub fn flows<'a>(rows: impl IntoIterator<Item = &'a ListRow>) -> Vec<FlowRow> {
    let transfers = rows.into_iter().filter(|row| row.kind == Kind::Transfer && !row.superseded);
    flows_of(transfers.map(|row| FlowPart {
        ends: (row.supplier.clone(), row.recipient.clone()),
        amount: row.whole_value().map(|money| (money.currency.as_str().to_owned(), money.amount)),
        records: (1, usize::from(row.conflicts > 0), usize::from(row.quantity.is_some())),
        items: row.quantity.map_or(0, |quantity| quantity.value),
    }))
}

/// Flows of parts.
pub fn flows_of(parts: impl IntoIterator<Item = FlowPart>) -> Vec<FlowRow> {
    let mut flows: BTreeMap<(Option<String>, Option<String>), FlowRow> = BTreeMap::new();
    for part in parts {
        let (supplier, recipient) = part.ends.clone();
        let flow = flows.entry(part.ends).or_insert_with(|| FlowRow {
            supplier,
            recipient,
            records: 0,
            conflicts: 0,
            items: 0,
            counted: 0,
            amounts: Vec::new(),
        });
        let (records, conflicts, counted) = part.records;
        flow.records += records;
        flow.conflicts += conflicts;
        flow.counted += counted;
        flow.items = flow.items.saturating_add(part.items);
        if let Some((currency, amount)) = part.amount {
            match flow.amounts.iter_mut().find(|one| one.currency == currency) {
                Some(one) => {
                    one.amount = one.amount.saturating_add(amount);
                    one.records += records;
                }
                None => flow.amounts.push(FlowAmount { currency, amount, records }),
            }
        }
    }
    let mut out: Vec<FlowRow> = flows.into_values().collect();
    for flow in &mut out {
        flow.amounts.sort_by(|a, b| a.currency.cmp(&b.currency));
    }
    out.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| (&a.supplier, &a.recipient).cmp(&(&b.supplier, &b.recipient))));
    out
}

/// The code of a currency's number.
pub fn currency_code(number: i64) -> String {
    let letters = [number >> 16, number >> 8, number].map(|letter| u8::try_from(letter & 0xff).map_or('?', char::from));
    let code: String = letters.iter().collect();
    debug_assert!(materiel_model::Currency::new(&code).is_none_or(|currency| currency_number(currency) == number));
    code
}
