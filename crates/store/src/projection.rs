//! The projection: the records that the log comes to, kept so that reading them needs no fold.

use crate::{Store, StoreError};
use materiel_model::Record;
use materiel_register::view::{ListRow, list_row};
use materiel_register::{Cut, RULES, Register};
use rusqlite::{OptionalExtension, params};

/// How the tables of the projection are made.
const TABLES: &str = include_str!("projection.sql");

/// What a projection was made with: the register's rules, and the tables here.
fn made_with() -> String {
    // FNV-1a; line ends are left out, since they differ between checkouts.
    let bytes = TABLES.bytes().filter(|byte| *byte != b'\r');
    let tables = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{RULES} {tables:016x}")
}

impl Store {
    /// The register folded from the log, up to a cut.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fold(&self, cut: Cut) -> Result<Register, StoreError> {
        let mut register = Register::new(cut);
        self.entries(0, |entry| register.apply(&entry))?;
        register.settle();
        Ok(register)
    }

    /// Throws the projection away and makes it anew from the log. Gives the number of records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        let register = self.fold(Cut::default())?;
        let mut count = 0;
        let through = i64::try_from(register.through()).unwrap_or(i64::MAX);
        let path = self.path.clone();
        self.transact(|connection| {
            let mut work = || {
                connection.execute_batch(TABLES)?;
                let mut insert = connection.prepare("INSERT INTO record (id, kind, row, body) VALUES (?1, ?2, ?3, ?4)")?;
                for record in register.records() {
                    count += 1;
                    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
                    let row = json(serde_json::to_string(&list_row(&record)));
                    let body = json(serde_json::to_string(&record));
                    insert.execute(params![record.id.as_str(), record.kind.as_str(), row, body])?;
                }
                let set = "INSERT INTO projection (one, through, rules) VALUES (1, ?1, ?2) \
                    ON CONFLICT (one) DO UPDATE SET through = excluded.through, rules = excluded.rules";
                connection.execute(set, params![through, made_with()])
            };
            work().map_err(|error| StoreError::new(&path, error))
        })?;
        Ok(count)
    }

    /// True when the projection has every entry of the log.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn is_projected(&self) -> Result<bool, StoreError> {
        let there: Option<i64> = self
            .connection
            .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'projection'", [], |row| row.get(0))
            .optional()
            .map_err(|error| self.error(error))?;
        if there.is_none() {
            return Ok(false);
        }
        let found: Option<(i64, String)> = self
            .connection
            .query_row("SELECT through, rules FROM projection", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(|error| self.error(error))?;
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        Ok(found.is_some_and(|(through, rules)| through == last && rules == made_with()))
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
        self.read_json("SELECT row FROM record ORDER BY id", params![])
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
        self.read_json("SELECT body FROM record WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id", params![prefix])
    }

    fn use_projection(&mut self, cut: Cut) -> Result<bool, StoreError> {
        if !cut.is_whole() {
            return Ok(false);
        }
        if !self.is_projected()? {
            match self.rebuild() {
                Ok(_) => {}
                // Who may not write, or not now, can still read the log.
                Err(StoreError::ReadOnly { .. } | StoreError::Busy { .. } | StoreError::Held { .. } | StoreError::Full { .. }) => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn read_json<T: serde::de::DeserializeOwned>(&self, query: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(query).map_err(|error| self.error(error))?;
        let rows = statement.query_map(with, |row| row.get::<_, String>(0)).map_err(|error| self.error(error))?;
        let mut out = Vec::new();
        for row in rows {
            let json = row.map_err(|error| self.error(error))?;
            let one = serde_json::from_str(&json).map_err(|error| {
                StoreError::corrupt(&self.path, format!("the projection cannot be read ({error}); `materiel rebuild` makes it anew"))
            })?;
            out.push(one);
        }
        Ok(out)
    }
}
