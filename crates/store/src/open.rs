//! Opening and making database files.

use crate::log::text_in;
use crate::{Overview, StoreError};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What tells our files from other SQLite files: the bytes of "Mtrl".
pub const APPLICATION_ID: i32 = 0x4d74_726c;
/// The format that this program writes.
pub const FORMAT: i32 = 4;

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of a page of a new file.
const PAGE: &str = "8192";

/// So many statements are kept prepared; taking in a document asks some forty.
const STATEMENTS: usize = 96;

/// What each format adds to the one before it. A register of any of them can be opened for ever: what is written once is never changed here.
const FORMATS: [&str; FORMAT as usize] =
    [include_str!("formats/1.sql"), include_str!("formats/2.sql"), include_str!("formats/3.sql"), include_str!("formats/4.sql")];

/// An open register file.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) writable: bool,
    /// Opened to read beside one who writes: what the projection has is taken, as far as it goes.
    pub(crate) reads_only: bool,
    /// The format of the file: an older one only where the file must not be written.
    pub(crate) format: i32,
    pub(crate) patience: Duration,
    /// Held by the one who writes.
    pub(crate) lock: Option<std::fs::File>,
    /// What lists and counts are answered from, where that is shared.
    pub(crate) overview: Option<Arc<Overview>>,
}

impl Store {
    /// Opens the register at `path` for reading and writing, and makes it first if there is none.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Unreachable { path: path.to_owned(), detail: error.to_string() })?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| StoreError::new(path, error))?;
        Self::prepare(connection, path, true)
    }

    /// Opens a register that is there. A file that must not be written is opened for reading only.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| StoreError::new(path, error))?;
        let writable = !connection.is_readonly("main").unwrap_or(true);
        match Self::prepare(connection, path, writable) {
            // A register in a folder that must not be written can only be read as a file that nobody changes.
            Err(StoreError::Unreachable { .. } | StoreError::ReadOnly { .. }) if !writable => Self::open_unchanging(path),
            other => other,
        }
    }

    /// Opens a register that is there for reading alone, beside others who may write. Its records are those that the projection has, even
    /// where the log has gone on since, so that no reader waits for a writer or does the work of one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(path, flags).map_err(|error| StoreError::new(path, error))?;
            Self::prepare(connection, path, false)
        };
        let mut store = match open() {
            Err(StoreError::Unreachable { .. } | StoreError::ReadOnly { .. }) => Self::open_unchanging(path)?,
            other => other?,
        };
        store.reads_only = true;
        Ok(store)
    }

    pub(crate) fn open_unchanging(path: &Path) -> Result<Self, StoreError> {
        let full =
            std::path::absolute(path).map_err(|error| StoreError::Unreachable { path: path.to_owned(), detail: error.to_string() })?;
        let mut uri = String::from("file:");
        for byte in full.to_string_lossy().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => uri.push(char::from(byte)),
                b'\\' => uri.push('/'),
                other => uri.push_str(&format!("%{other:02X}")),
            }
        }
        uri.push_str("?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri, flags).map_err(|error| StoreError::new(path, error))?;
        Self::prepare(connection, path, false)
    }

    /// A register in memory, gone when it is dropped.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn temporary() -> Result<Self, StoreError> {
        let path = Path::new("(memory)");
        let connection = Connection::open_in_memory().map_err(|error| StoreError::new(path, error))?;
        Self::prepare(connection, path, true)
    }

    fn prepare(connection: Connection, path: &Path, writable: bool) -> Result<Self, StoreError> {
        let mut store = Self {
            connection,
            path: path.to_owned(),
            writable,
            reads_only: false,
            format: 0,
            patience: PATIENCE,
            lock: None,
            overview: None,
        };
        store.wait_for_others(PATIENCE)?;
        store.connection.set_prepared_statement_cache_capacity(STATEMENTS);
        store.functions().map_err(|error| store.error(error))?;
        let empty = store.is_empty()?;
        if empty && store.writable {
            // Fewer rows go over the end of a page, so that less of the file is empty.
            store.pragma("page_size", PAGE)?;
        }
        if !empty {
            store.check_format()?;
        }
        if store.format < FORMAT {
            store.bring_up_to_date(empty)?;
        }
        if store.writable {
            store.pragma("journal_mode", "WAL")?;
            store.pragma("synchronous", "FULL")?;
            // KiB of pages, so that those that everything is looked up by are not read again and again.
            store.pragma("cache_size", "-32768")?;
        }
        store.pragma("foreign_keys", "ON")?;
        Ok(store)
    }

    /// What views ask of the program: the text of a document, from its columns.
    fn functions(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
        self.connection.create_scalar_function("text_of", 2, flags, |context| {
            let text: Option<String> = context.get(0)?;
            let packed: Option<Vec<u8>> = context.get(1)?;
            text_in(text, packed).map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))
        })
    }

    /// How long to wait for another writer before giving up.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn wait_for_others(&mut self, patience: Duration) -> Result<(), StoreError> {
        self.patience = patience;
        self.connection.busy_timeout(patience).map_err(|error| self.error(error))
    }

    /// Lets the file grow to so many pages and no further, as a full disk would.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn limit_pages(&self, pages: i64) -> Result<(), StoreError> {
        self.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).map_err(|error| self.error(error))
    }

    /// How many pages the file has.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn pages(&self) -> Result<i64, StoreError> {
        self.connection.pragma_query_value(None, "page_count", |row| row.get(0)).map_err(|error| self.error(error))
    }

    /// Moves everything into the file itself that the engine still keeps beside it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(|error| self.error(error))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        let objects: i64 =
            self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(|error| self.error(error))?;
        Ok(objects == 0 && self.number("application_id")? == 0)
    }

    /// Makes the tables, or adds what later formats have, unless another program did so in the meantime.
    fn bring_up_to_date(&mut self, empty: bool) -> Result<(), StoreError> {
        if !self.writable {
            // What is there can be read as it is.
            return if empty { Err(StoreError::NotOurs { path: self.path.clone() }) } else { Ok(()) };
        }
        let work = || {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            let found: i32 = self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            for step in FORMATS.iter().skip(usize::try_from(found).unwrap_or(0)) {
                self.connection.execute_batch(step)?;
            }
            if found < FORMAT {
                self.connection.pragma_update(None, "application_id", APPLICATION_ID)?;
                self.connection.pragma_update(None, "user_version", FORMAT)?;
            }
            self.connection.execute_batch("COMMIT")
        };
        work().map_err(|error| {
            // The error that led here is the one to report.
            let _ = self.connection.execute_batch("ROLLBACK");
            self.error(error)
        })?;
        self.check_format()
    }

    fn check_format(&mut self) -> Result<(), StoreError> {
        if self.number("application_id")? != APPLICATION_ID {
            return Err(StoreError::NotOurs { path: self.path.clone() });
        }
        let found = self.number("user_version")?;
        if found > FORMAT {
            return Err(StoreError::Newer { path: self.path.clone(), found, known: FORMAT });
        }
        if found < 1 {
            return Err(StoreError::corrupt(&self.path, format!("its format is given as {found}")));
        }
        self.format = found;
        Ok(())
    }

    fn number(&self, pragma: &str) -> Result<i32, StoreError> {
        self.connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(|error| self.error(error))
    }

    fn pragma(&self, name: &str, value: &str) -> Result<(), StoreError> {
        // Some pragmas answer with a row, some do not.
        self.connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(()),
            error => Err(self.error(error)),
        })
    }

    pub(crate) fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::new(&self.path, source)
    }

    /// Runs `work` in a transaction that is the only writer, and has it safe on the disk when it returns.
    pub(crate) fn transact<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let path = self.path.clone();
        let wrong = |error| StoreError::new(&path, error);
        self.hold()?;
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(wrong)?;
        let out = work(&transaction)?;
        transaction.commit().map_err(wrong)?;
        Ok(out)
    }

    /// Makes everything anew that follows from the log: the projection and the indexes. Gives the number of records.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when more than that is damaged.
    pub fn repair(&mut self) -> Result<usize, StoreError> {
        self.hold()?;
        self.connection.execute_batch("REINDEX").map_err(|error| self.error(error))?;
        let records = self.rebuild()?;
        self.verify()?;
        Ok(records)
    }

    /// Checks every page of the file, and every stored document and log entry against its digest.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first thing that is wrong.
    pub fn verify(&self) -> Result<(), StoreError> {
        self.verify_pages()?;
        self.verify_documents("TRUE")?;
        self.entries(0, |_| {})
    }

    /// Does what [`Store::verify`] and [`Store::rebuild`] do, at once. Where anything is wrong, nothing is changed.
    ///
    /// # Errors
    /// See there.
    pub fn verify_and_rebuild(&mut self) -> Result<usize, StoreError> {
        let beside = Self::open_to_read(&self.path)?;
        // Reading the log holds its entries and the documents that they add against their digests.
        let others = "NOT EXISTS (SELECT 1 FROM log WHERE log.document = d.id AND log.event = 'document_added')";
        std::thread::scope(|scope| {
            let mut sound = Some(scope.spawn(move || beside.verify_pages().and_then(|()| beside.verify_documents(others))));
            let mut wait = || sound.take().map_or(Ok(()), |sound| sound.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            let made = self.rebuild_if(&mut wait);
            // What is wrong with the file itself says more than what that led to.
            wait().and(made)
        })
    }

    fn verify_pages(&self) -> Result<(), StoreError> {
        let report: String =
            self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(|error| self.error(error))?;
        if report == "ok" { Ok(()) } else { Err(StoreError::corrupt(&self.path, report)) }
    }
}
