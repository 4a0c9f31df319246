//! What is followed, and what is known of each address that was asked for: kept beside the log, which knows nothing of it.

use crate::{Store, StoreError};
use materiel_model::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// An address that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The address.
    pub address: String,
    /// Since when.
    pub added: Moment,
    /// Its name and how it is read, as JSON.
    pub body: String,
}

/// What is known of an address that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The address.
    pub address: String,
    /// When it was last asked for.
    pub at: Moment,
    /// The followed address that named it.
    pub via: Option<String>,
    /// What it answered, as JSON.
    pub body: String,
}

impl Store {
    /// Follows an address, or follows it in another way, and says whether it is a new one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn follow(&mut self, one: &Followed) -> Result<bool, StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            let work = || {
                let there = connection
                    .query_row("SELECT 1 FROM followed WHERE address = ?1", [&one.address], |_| Ok(()))
                    .optional()?
                    .is_some();
                let set = "INSERT INTO followed (address, added, body) VALUES (?1, ?2, ?3) ON CONFLICT (address) DO UPDATE SET body = excluded.body";
                connection.execute(set, params![one.address, one.added.to_string(), one.body])?;
                Ok(!there)
            };
            work().map_err(|error| StoreError::new(&path, error))
        })
    }

    /// Follows an address no more, and says whether it was followed. What was fetched stays.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn unfollow(&mut self, address: &str) -> Result<bool, StoreError> {
        let path = self.path.clone();
        self.transact(|connection| {
            let gone = connection.execute("DELETE FROM followed WHERE address = ?1", [address]);
            gone.map(|rows| rows > 0).map_err(|error| StoreError::new(&path, error))
        })
    }

    /// Every address that is followed, in the order in which they were added.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn followed(&self) -> Result<Vec<Followed>, StoreError> {
        // Formats before 3 follow nothing.
        if self.format < 3 {
            return Ok(Vec::new());
        }
        let wrong = |error| self.error(error);
        let mut statement = self.connection.prepare("SELECT address, added, body FROM followed ORDER BY added, address").map_err(wrong)?;
        let mut rows = statement.query([]).map_err(wrong)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let address: String = row.get(0).map_err(wrong)?;
            let added = self.moment(row, 1, &address)?;
            out.push(Followed { added, body: row.get(2).map_err(wrong)?, address });
        }
        Ok(out)
    }

    /// What is known of an address.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn visit(&self, address: &str) -> Result<Option<Visit>, StoreError> {
        Ok(self.visits_where("WHERE address = ?1", address)?.pop())
    }

    /// What is known of the addresses that a followed one named, in the order of addresses.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn visits_via(&self, followed: &str) -> Result<Vec<Visit>, StoreError> {
        self.visits_where("WHERE via = ?1 ORDER BY address", followed)
    }

    fn visits_where(&self, which: &str, with: &str) -> Result<Vec<Visit>, StoreError> {
        if self.format < 3 {
            return Ok(Vec::new());
        }
        let wrong = |error| self.error(error);
        let mut statement = self.connection.prepare_cached(&format!("SELECT address, at, via, body FROM visit {which}")).map_err(wrong)?;
        let mut rows = statement.query([with]).map_err(wrong)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(wrong)? {
            let address: String = row.get(0).map_err(wrong)?;
            let at = self.moment(row, 1, &address)?;
            out.push(Visit { at, via: row.get(2).map_err(wrong)?, body: row.get(3).map_err(wrong)?, address });
        }
        Ok(out)
    }

    fn moment(&self, row: &Row<'_>, column: usize, address: &str) -> Result<Moment, StoreError> {
        let at: String = row.get(column).map_err(|error| self.error(error))?;
        at.parse().map_err(|error: materiel_model::MomentError| StoreError::corrupt(&self.path, format!("{address}: {error}")))
    }

    /// Remembers what addresses answered, in place of what was known of them, all or none.
    ///
    /// # Errors
    /// See [`StoreError`]; then what was known before is still known.
    pub fn remember_visits(&mut self, visits: &[Visit]) -> Result<(), StoreError> {
        if visits.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        self.transact(|connection| {
            visits.iter().try_for_each(|one| remember(connection, one)).map_err(|error| StoreError::new(&path, error))
        })
    }
}

fn remember(connection: &Connection, one: &Visit) -> rusqlite::Result<()> {
    let set = "INSERT INTO visit (address, at, via, body) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (address) DO UPDATE SET at = excluded.at, via = coalesce(excluded.via, via), body = excluded.body";
    connection.prepare_cached(set)?.execute(params![one.address, one.at.to_string(), one.via, one.body])?;
    Ok(())
}
