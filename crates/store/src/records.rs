//! Reading records: from the projection where everything counts, else from the log up to a cut.

use crate::kept::Shelf;
use crate::written::{Sort, class_number, day_number, digits_of, id_of, kind_number, row_of, seen_number};
use crate::{Store, StoreError};
use materiel_model::{Kind, Record, RecordId};
use materiel_register::Cut;
use materiel_register::view::{Filter, ListRow, Order, list_row};
use rusqlite::types::Value;
use rusqlite::{ToSql, params};
use std::collections::HashSet;

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its rows, in the order of lists (see [`ListRow::place`]), those of one place in the order of ids.
    pub rows: Vec<ListRow>,
    /// How many rows the whole list has.
    pub total: usize,
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// So many rows of the list come before it.
    pub skip: usize,
    /// It has so many rows at most; without it, all that are left.
    pub many: Option<usize>,
    /// In which order the list is read.
    pub order: Order,
}

impl Store {
    /// Part of a list of the records that are like that, up to a cut. The projection is made first where it lags behind; only the rows of the
    /// part are read from it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn list(&mut self, filter: &Filter, cut: Cut, part: Part) -> Result<Page, StoreError> {
        if !self.use_projection(cut)? {
            let mut rows: Vec<ListRow> =
                self.fold(cut)?.records().map(|record| list_row(&record)).filter(|row| filter.takes(row)).collect();
            rows.sort_by_cached_key(|row| (part.order.key(row), row.place(), row.id.clone()));
            let total = rows.len();
            let rows = rows.into_iter().skip(part.skip).take(part.many.unwrap_or(usize::MAX)).collect();
            return Ok(Page { rows, total });
        }
        if let Some(held) = self.held()?
            && let Some(page) = held.list(self, filter, part)?
        {
            return Ok(page);
        }
        let (like, with) = self.like(filter)?;
        let with: Vec<&dyn ToSql> = with.iter().map(|value| value as &dyn ToSql).collect();
        // SQLite takes a negative limit for none.
        let (many, skip) = (part.many.map_or(-1, number), number(part.skip));
        // The index tells which rows they are; only these are looked up.
        let order = ordered(part.order);
        let wanted = format!("SELECT anchor FROM record INDEXED BY record_place WHERE {like} ORDER BY {order} LIMIT {many} OFFSET {skip}");
        let query = format!("SELECT anchor, digits, row FROM record WHERE anchor IN ({wanted}) ORDER BY {order}");
        let rows = self.read_rows(&query, &with)?;
        let whole = part.skip == 0 && part.many.is_none_or(|many| rows.len() < many);
        let count = || {
            let count = format!("SELECT count(*) FROM record INDEXED BY record_place WHERE {like}");
            self.connection.prepare_cached(&count)?.query_row(with.as_slice(), |row| row.get::<_, i64>(0))
        };
        let total = if whole {
            rows.len()
        } else {
            count().map_or_else(|error| Err(self.error(error)), |count| Ok(usize::try_from(count).unwrap_or(0)))?
        };
        Ok(Page { rows, total })
    }

    /// Every record as a row, up to a cut, in the order of ids. The projection is made first where it lags behind.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rows(&mut self, cut: Cut) -> Result<Vec<ListRow>, StoreError> {
        if !self.use_projection(cut)? {
            let mut rows: Vec<ListRow> = self.fold(cut)?.records().map(|record| list_row(&record)).collect();
            rows.sort_by(|a, b| a.id.cmp(&b.id));
            return Ok(rows);
        }
        self.read_rows("SELECT anchor, digits, row FROM record ORDER BY anchor", &[])
    }

    /// The records whose ids begin with `prefix`, up to a cut, in the order of ids.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records(&mut self, prefix: &str, cut: Cut) -> Result<Vec<Record>, StoreError> {
        if !self.use_projection(cut)? {
            let mut records: Vec<Record> = self.fold(cut)?.records().filter(|record| record.id.as_str().starts_with(prefix)).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            return Ok(records);
        }
        let Some((first, last)) = anchors(prefix) else { return Ok(Vec::new()) };
        let query = "SELECT anchor, digits, body FROM record WHERE anchor BETWEEN ?1 AND ?2 ORDER BY anchor";
        let mut shelf = Shelf::new(self);
        let mut out = Vec::new();
        self.read(query, params![first, last], |id, anchor, value| {
            // Longer than the id is not its beginning.
            if id.as_str().starts_with(prefix) {
                out.push(self.record_in(&mut shelf, id, anchor, value)?);
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// The record in a row, as [`Store::read`] gives it.
    pub(crate) fn record_in(&self, shelf: &mut Shelf<'_>, id: RecordId, anchor: &[u8], value: Value) -> Result<Record, StoreError> {
        let kind = Kind::ALL.iter().copied().find(|kind| anchor.first().map(|byte| char::from(*byte)) == Some(RecordId::initial(*kind)));
        let kind = kind.ok_or_else(|| self.unreadable(&format_args!("{id} is of no known kind")))?;
        let kept = shelf.text(value)?;
        shelf.record(id, kind, &kept)
    }

    /// The records with some ids, as [`Store::list`] gives them, in their order; those that are not there are left out.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records_of(&mut self, rows: &[ListRow], cut: Cut) -> Result<Vec<Record>, StoreError> {
        /// With more, reading all records is no slower.
        const FEW: usize = 2000;
        if rows.len() > FEW || !self.use_projection(cut)? {
            let all = self.records("", cut)?;
            let mut all: std::collections::HashMap<RecordId, Record> = all.into_iter().map(|record| (record.id.clone(), record)).collect();
            return Ok(rows.iter().filter_map(|row| all.remove(&row.id)).collect());
        }
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            out.extend(self.records(row.id.as_str(), cut)?.into_iter().filter(|record| record.id == row.id));
        }
        Ok(out)
    }

    /// A filter as a condition on the table of records, with what it is asked with.
    pub(crate) fn like(&self, filter: &Filter) -> Result<(String, Vec<Value>), StoreError> {
        let mut like = vec!["true".to_owned()];
        let mut with: Vec<Value> = Vec::new();
        let mut ask = |column: &str, keys: String| {
            with.push(Value::Text(keys));
            like.push(format!("{column} IN (SELECT value FROM json_each(?{}))", with.len()));
        };
        if !filter.kinds.is_empty() {
            ask("kind", json(filter.kinds.iter().map(|kind| kind_number(*kind))));
        }
        if !filter.recipients.is_empty() {
            ask("\"to\"", self.marked(Sort::To, |said| filter.takes_recipient(&said.split('\n').collect::<Vec<_>>()))?);
        }
        if !filter.suppliers.is_empty() {
            ask("\"from\"", self.marked(Sort::From, |said| filter.takes_supplier(&said.split('\n').collect::<Vec<_>>()))?);
        }
        if filter.words().next().is_some() {
            ask("words", self.marked(Sort::Words, |said| filter.takes_words(said))?);
        }
        if !filter.stages.is_empty() {
            ask("stage", self.marked(Sort::Stage, |said| filter.takes_stage(Some(said)))?);
        }
        if !filter.classes.is_empty() {
            ask("class", json(filter.classes.iter().map(|class| class_number(*class))));
        }
        if !filter.reviewed.is_empty() {
            ask("seen", json(filter.reviewed.iter().map(|reviewed| seen_number(*reviewed))));
        }
        for word in &filter.search {
            let ids = |said: &str| said.split('\n').map(str::to_owned).collect::<Vec<_>>();
            let found = [
                ("\"to\"", self.marked(Sort::To, |said| word.is_in(&ids(said)))?),
                ("\"from\"", self.marked(Sort::From, |said| word.is_in(&ids(said)))?),
                ("words", self.marked(Sort::Words, |said| word.is_about(said))?),
                ("stage", self.marked(Sort::Stage, |said| word.is_stage(Some(said)))?),
            ];
            let any = found.map(|(column, keys)| {
                with.push(Value::Text(keys));
                // A column without a mark is in no list, which is not the same as not known.
                format!("coalesce({column} IN (SELECT value FROM json_each(?{})), false)", with.len())
            });
            like.push(format!("({})", any.join(" OR ")));
        }
        if let Some(conflicts) = filter.conflicts {
            like.push(if conflicts { "conflicts > 0" } else { "conflicts = 0" }.to_owned());
        }
        if let Some(since) = filter.since {
            with.push(Value::Integer(day_number(since.first_day())));
            like.push(format!("day >= ?{}", with.len()));
        }
        if let Some(until) = filter.until {
            with.push(Value::Integer(day_number(until.last_day())));
            like.push(format!("day <= ?{}", with.len()));
        }
        Ok((like.join(" AND "), with))
    }

    /// The keys of the marks that say what is wanted, as a JSON array.
    pub(crate) fn marked(&self, sort: Sort, wanted: impl Fn(&str) -> bool) -> Result<String, StoreError> {
        Ok(json(self.keys(sort, wanted)?.into_iter()))
    }

    /// The keys of the marks that say what is wanted.
    pub(crate) fn keys(&self, sort: Sort, wanted: impl Fn(&str) -> bool) -> Result<HashSet<i64>, StoreError> {
        let ask = || {
            let mut statement = self.connection.prepare_cached("SELECT key, said FROM mark WHERE sort = ?1")?;
            let mut rows = statement.query([sort as u8])?;
            let mut keys: HashSet<i64> = HashSet::new();
            while let Some(row) = rows.next()? {
                if wanted(row.get_ref(1)?.as_str()?) {
                    keys.insert(row.get(0)?);
                }
            }
            Ok(keys)
        };
        ask().map_err(|error| self.error(error))
    }

    pub(crate) fn use_projection(&mut self, cut: Cut) -> Result<bool, StoreError> {
        if !cut.is_whole() {
            return Ok(false);
        }
        if self.reads_only && self.projected()?.is_some() {
            return Ok(true);
        }
        if !self.is_projected()? {
            match self.project() {
                Ok(_) => {}
                // Who may not write, or not now, can still read the log.
                Err(error) if error.is_passing() => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn read_rows(&self, query: &str, with: &[&dyn ToSql]) -> Result<Vec<ListRow>, StoreError> {
        let mut shelf = Shelf::new(self);
        let mut out = Vec::new();
        self.read(query, with, |id, _, value| {
            let text = shelf.text(value)?;
            out.push(row_of(&id, &text).map_err(|error| self.unreadable(&error))?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Hands the ids and anchors of records, with what else the query gives of them, to `take`.
    pub(crate) fn read(
        &self,
        query: &str,
        with: &[&dyn ToSql],
        mut take: impl FnMut(RecordId, &[u8], Value) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let wrong = |error| self.error(error);
        let mut statement = self.connection.prepare_cached(query).map_err(wrong)?;
        let mut rows = statement.query(with).map_err(wrong)?;
        while let Some(row) = rows.next().map_err(wrong)? {
            let anchor: Vec<u8> = row.get(0).map_err(wrong)?;
            let id = id_of(&anchor, row.get(1).map_err(wrong)?);
            let id = serde_json::from_value(serde_json::Value::String(id)).map_err(|error| self.unreadable(&error))?;
            take(id, &anchor, row.get(2).map_err(wrong)?)?;
        }
        Ok(())
    }

    /// What the projection keeps makes no sense.
    pub(crate) fn unreadable(&self, why: &dyn std::fmt::Display) -> StoreError {
        StoreError::corrupt(&self.path, format!("the projection cannot be read ({why}); `materiel rebuild` makes it anew"))
    }
}

/// An order as SQL has it: as [`Order::key`] gives it.
const fn ordered(order: Order) -> &'static str {
    match order {
        Order::Place => "place, anchor",
        Order::Latest => "day IS NULL, day DESC, place, anchor",
        Order::Earliest => "day IS NULL, day, place, anchor",
        Order::Number => "number IS NULL, number DESC, place, anchor",
        Order::Value => "currency IS NULL, currency, amount DESC, place, anchor",
        Order::Voices => "voices DESC, place, anchor",
        Order::Conflicts => "conflicts DESC, place, anchor",
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn json(keys: impl Iterator<Item = i64>) -> String {
    format!("[{}]", keys.map(|key| key.to_string()).collect::<Vec<_>>().join(","))
}

/// The first and the last anchor of records whose ids may begin like that; `None` if no id does.
fn anchors(prefix: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    const BYTES: usize = 16;
    let mut signs = prefix.chars();
    let Some(initial) = signs.next() else { return Some((Vec::new(), vec![u8::MAX; BYTES + 2])) };
    let initial = u8::try_from(u32::from(initial)).ok()?;
    if signs.next().is_some_and(|sign| sign != '-') {
        return None;
    }
    let digits = signs.as_str();
    if digits.len() > 2 * BYTES || !digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        return None;
    }
    let filled = |with: &str| {
        let all = format!("{digits}{}", with.repeat(2 * BYTES - digits.len()));
        let pairs = all.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
        std::iter::once(Some(initial)).chain(pairs).collect::<Option<Vec<u8>>>()
    };
    Some((filled("0")?, filled("f")?))
}

/// How many hexadecimal digits two anchors of one kind have in common, from the first on; `None` for those of two kinds.
pub(crate) fn in_common(a: &[u8], b: &[u8]) -> Option<usize> {
    let same = a.first() == b.first();
    same.then(|| digits_of(a).bytes().zip(digits_of(b).bytes()).take_while(|(a, b)| a == b).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_ids_are_ranges_of_anchors() {
        let within = |prefix: &str, anchor: &[u8]| {
            anchors(prefix).is_some_and(|(first, last)| first.as_slice() <= anchor && anchor <= last.as_slice())
        };
        let mut anchor = vec![b't', 0x1a, 0x2b];
        anchor.resize(17, 0x5f);
        for prefix in ["", "t", "t-", "t-1", "t-1a", "t-1a2", "t-1a2b5f"] {
            assert!(within(prefix, &anchor), "{prefix}");
        }
        for prefix in ["a", "a-", "t-2", "t-1b", "t-1a3", "tx", "t-1g", "t-1A", "é", "t-1a2b5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f"] {
            assert!(!within(prefix, &anchor), "{prefix}");
        }
        assert_eq!(id_of(&anchor, 8), "t-1a2b5f5f");
        assert_eq!(in_common(&anchor, &[b't', 0x1a, 0x2c]), Some(3));
        assert_eq!(in_common(&anchor, &[b'a', 0x1a, 0x2b]), None);
    }
}
