//! The one who writes: a file beside the register is locked as long as a program may go on writing.
//!
//! SQLite alone would let two programs write in turns; then neither could keep what it worked out from the log in step with it.

use crate::{Store, StoreError};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

impl Store {
    /// Makes this program the one who writes, until the store is dropped. Writing does this by itself; a program that is going to write for
    /// a while does it first, so as not to be refused in the middle.
    ///
    /// # Errors
    /// [`StoreError::Held`] when another program writes and goes on doing so.
    pub fn hold(&mut self) -> Result<(), StoreError> {
        // A register in memory has nobody else to write to it.
        if self.lock.is_none() && self.connection.path().is_some_and(|path| !path.is_empty()) {
            self.lock = Some(hold(&self.path, self.patience)?);
        }
        Ok(())
    }
}

/// Locks the file beside the register at `path`. The system lets go of it when the program ends, however it ends.
pub(crate) fn hold(path: &Path, patience: Duration) -> Result<File, StoreError> {
    let place = beside(path, "lock");
    let unreachable = |error: std::io::Error| {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
            std::io::ErrorKind::StorageFull => StoreError::Full { path },
            _ => StoreError::Unreachable { path, detail: error.to_string() },
        }
    };
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&place).map_err(unreachable)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            // Where files cannot be locked, the database engine's own lock is left.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(unreachable(error)),
            Err(TryLockError::WouldBlock) if began.elapsed() < patience => std::thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                // Who it is helps, but may be unknown.
                let _ = file.read_to_string(&mut process);
                return Err(StoreError::Held { path: path.to_owned(), process: process.trim().to_owned() });
            }
        }
    }
    // Only for the other's message; writing goes on without it.
    let _ = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| write!(file, "{}", std::process::id()));
    Ok(file)
}

/// A file beside another: `register.db` and `lock` give `register.db.lock`.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    PathBuf::from(name)
}
