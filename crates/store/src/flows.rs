//! From whom to whom arms go, summed over the index of the projection.

use crate::{Store, StoreError};
use materiel_model::Kind;
use materiel_register::Cut;
use materiel_register::view::{Filter, FlowPart, FlowRow, ListRow, currency_code, flows, flows_of, list_row};
use rusqlite::ToSql;

impl Store {
    /// The flows of the transfers that are like that: see [`flows`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn flows(&mut self, filter: &Filter, cut: Cut) -> Result<Vec<FlowRow>, StoreError> {
        if !self.use_projection(cut)? {
            let rows: Vec<ListRow> = self.fold(cut)?.records().map(|record| list_row(&record)).filter(|row| filter.takes(row)).collect();
            return Ok(flows(&rows));
        }
        let transfers = filter.kinds.is_empty() || filter.kinds.contains(&Kind::Transfer);
        if !transfers {
            return Ok(Vec::new());
        }
        let (like, with) = self.like(&Filter { kinds: vec![Kind::Transfer], ..filter.clone() })?;
        let with: Vec<&dyn ToSql> = with.iter().map(|value| value as &dyn ToSql).collect();
        // Sums that are too large for the engine's integers would be errors: they are made of numbers with a fraction, which lose no more than
        // anybody can tell.
        let query = format!(
            "SELECT (SELECT said FROM mark WHERE key = \"from\"), (SELECT said FROM mark WHERE key = \"to\"), currency, total(amount), \
            count(*), sum(conflicts > 0), count(number), total(number) FROM record INDEXED BY record_place \
            WHERE NOT superseded AND {like} GROUP BY \"from\", \"to\", currency"
        );
        let whole = |number: i64| usize::try_from(number).unwrap_or(0);
        let ask = || {
            let mut statement = self.connection.prepare_cached(&query)?;
            let part = |row: &rusqlite::Row<'_>| {
                let currency: Option<i64> = row.get(2)?;
                Ok(FlowPart {
                    ends: (row.get(0)?, row.get(1)?),
                    amount: currency.map(currency_code).zip(Some(rounded(row.get(3)?))),
                    records: (whole(row.get(4)?), whole(row.get(5)?), whole(row.get(6)?)),
                    items: rounded(row.get(7)?),
                })
            };
            statement.query_map(with.as_slice(), part)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        Ok(flows_of(ask().map_err(|error| self.error(error))?))
    }
}

/// A sum that the engine gives with a fraction; there is none below zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rounded(sum: f64) -> u64 {
    sum as u64
}
