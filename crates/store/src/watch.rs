//! What was seen when somebody last looked: kept beside the log, which knows nothing of it.

use crate::{Store, StoreError};
use materiel_model::Moment;
use rusqlite::{Connection, OptionalExtension, params};

/// Made with the first look, so that a register that nobody watches has no such tables.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS watch (
        name TEXT PRIMARY KEY,                      -- what is asked for
        at   TEXT NOT NULL,                         -- the last look, RFC 3339 in UTC
        told TEXT NOT NULL                          -- what was told of late, JSON
    ) STRICT;
    CREATE TABLE IF NOT EXISTS watch_seen (
        watch  TEXT NOT NULL REFERENCES watch (name) ON DELETE CASCADE,
        record INTEGER NOT NULL,                    -- its place in the last look
        body   TEXT NOT NULL,                       -- what is remembered of it, JSON
        PRIMARY KEY (watch, record)
    ) STRICT, WITHOUT ROWID;";

/// The last look of a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When it was.
    pub at: Moment,
    /// What was told of late, as JSON.
    pub told: String,
    /// What is remembered of each record, as JSON.
    pub seen: Vec<String>,
}

impl Store {
    /// The last look of the watch with a name, if there was one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn last_look(&self, watch: &str) -> Result<Option<Look>, StoreError> {
        if !has_watches(&self.connection).map_err(|error| self.error(error))? {
            return Ok(None);
        }
        let row: Option<(String, String)> = self
            .connection
            .query_row("SELECT at, told FROM watch WHERE name = ?1", [watch], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(|error| self.error(error))?;
        let Some((at, told)) = row else { return Ok(None) };
        let at =
            at.parse().map_err(|error: materiel_model::MomentError| StoreError::corrupt(&self.path, format!("watch {watch}: {error}")))?;
        let read = || {
            let mut statement = self.connection.prepare("SELECT body FROM watch_seen WHERE watch = ?1 ORDER BY record")?;
            statement.query_map([watch], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        Ok(Some(Look { at, told, seen: read().map_err(|error| self.error(error))? }))
    }

    /// Remembers a look, in place of the one before.
    ///
    /// # Errors
    /// See [`StoreError`]; then the one before is still remembered.
    pub fn remember_look(&mut self, watch: &str, look: &Look) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            let work = || {
                connection.execute_batch(SCHEMA)?;
                let set = "INSERT INTO watch (name, at, told) VALUES (?1, ?2, ?3) \
                    ON CONFLICT (name) DO UPDATE SET at = excluded.at, told = excluded.told";
                connection.execute(set, params![watch, look.at.to_string(), look.told])?;
                connection.execute("DELETE FROM watch_seen WHERE watch = ?1", [watch])?;
                let mut insert = connection.prepare("INSERT INTO watch_seen (watch, record, body) VALUES (?1, ?2, ?3)")?;
                for (place, body) in (0_i64..).zip(&look.seen) {
                    insert.execute(params![watch, place, body])?;
                }
                Ok(())
            };
            work().map_err(|error| StoreError::new(&path, error))
        })
    }

    /// Forgets a watch, and says whether there was one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn forget_watch(&mut self, watch: &str) -> Result<bool, StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            let work = || {
                if !has_watches(connection)? {
                    return Ok(false);
                }
                connection.execute("DELETE FROM watch_seen WHERE watch = ?1", [watch])?;
                Ok(connection.execute("DELETE FROM watch WHERE name = ?1", [watch])? > 0)
            };
            work().map_err(|error| StoreError::new(&path, error))
        })
    }

    /// The names of all watches with their last looks.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn watches(&self) -> Result<Vec<(String, String)>, StoreError> {
        let read = || {
            if !has_watches(&self.connection)? {
                return Ok(Vec::new());
            }
            let mut statement = self.connection.prepare("SELECT name, at FROM watch ORDER BY name")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read().map_err(|error| self.error(error))
    }
}

fn has_watches(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'watch_seen'", [], |row| row.get(0)).map(|count: i64| count > 0)
}
