//! A register copied whole to another file, and brought back from it.

use crate::lock::{beside, hold};
use crate::{Store, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

impl Store {
    /// Copies the register to a new file as it is at this moment, whoever writes meanwhile, with the archive beside it, and checks the copy. Gives the number of its
    /// last log entry. The file is there only when all of it is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file of this name; otherwise see [`StoreError`]. Then there is no new file.
    pub fn back_up(&self, to: &Path) -> Result<u64, StoreError> {
        if to.exists() {
            return Err(StoreError::Exists { path: to.to_owned() });
        }
        let part = copy(&self.connection, &self.path, to)?;
        let last = Self::open_unchanging(&part).and_then(|copy| copy.verify().and_then(|()| copy.last_entry()));
        // What the log names in the archive is there before the copy is.
        let last = last.and_then(|last| crate::archive::copy(&self.path, to).map(|_| last));
        let moved = last.and_then(|last| into_place(&part, to).map(|()| last));
        if moved.is_err() {
            // The error that led here is the one to report.
            let _ = std::fs::remove_file(&part);
        }
        moved
    }
}

/// Puts a copy of the register at `from` in the place of the one at `to`, with the archive beside it, and gives where that was moved to, if
/// there was one.
///
/// What is to be restored is copied and checked before anything is moved, and nothing is ever deleted.
///
/// # Errors
/// See [`StoreError`]; then the register at `to` is as it was, unless it is the archive that cannot be copied: it is copied last.
pub fn restore(from: &Path, to: &Path) -> Result<Option<PathBuf>, StoreError> {
    if !from.exists() {
        return Err(StoreError::Missing { path: from.to_owned() });
    }
    let unreachable = |error: std::io::Error| StoreError::Unreachable { path: to.to_owned(), detail: error.to_string() };
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unreachable)?;
    }
    let _lock = hold(to, Duration::from_secs(1))?;
    let part = copy(&source(from)?, from, to)?;
    let checked = Store::open_unchanging(&part).and_then(|copy| copy.verify()).and_then(|()| {
        let aside = set_aside(to)?;
        into_place(&part, to)?;
        // The archive belongs to what it was fetched for.
        if let Some(aside) = &aside {
            let (old, kept) = (crate::archive::folder(to), crate::archive::folder(aside));
            if old.exists() {
                std::fs::rename(&old, &kept).map_err(|error| crate::archive::trouble(&old, &error))?;
            }
        }
        crate::archive::copy(from, to)?;
        Ok(aside)
    });
    if checked.is_err() {
        // The error that led here is the one to report.
        let _ = std::fs::remove_file(&part);
    }
    checked.map_err(|error| match error {
        // The copy is damaged as what it was made from is.
        StoreError::Corrupt { detail, .. } => StoreError::corrupt(from, detail),
        other => other,
    })
}

/// A file that is only read: with what other programs have written beside it, or, where that cannot be, as a file that nobody changes.
fn source(path: &Path) -> Result<Connection, StoreError> {
    let open = || {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        Ok((connection, id))
    };
    match open().map_err(|error| StoreError::new(path, error)) {
        Ok((connection, crate::APPLICATION_ID)) => Ok(connection),
        Ok(_) => Err(StoreError::NotOurs { path: path.to_owned() }),
        Err(StoreError::Unreachable { .. } | StoreError::ReadOnly { .. }) => Ok(Store::open_unchanging(path)?.connection),
        Err(error) => Err(error),
    }
}

/// Copies a database to a file beside `to`, and has it on the disk.
fn copy(connection: &Connection, from: &Path, to: &Path) -> Result<PathBuf, StoreError> {
    let part = beside(to, "part");
    let unreachable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full { path: to.to_owned() },
        _ => StoreError::Unreachable { path: to.to_owned(), detail: error.to_string() },
    };
    if part.exists() {
        std::fs::remove_file(&part).map_err(unreachable)?;
    }
    let name = part.to_str().ok_or_else(|| StoreError::Unreachable { path: to.to_owned(), detail: "its name is not UTF-8".to_owned() })?;
    let copied = connection.execute("VACUUM INTO ?1", [name]).map_err(|error| match StoreError::new(from, error) {
        // It is the new file that there is no room for.
        StoreError::Full { .. } => StoreError::Full { path: to.to_owned() },
        StoreError::Unreachable { detail, .. } => StoreError::Unreachable { path: to.to_owned(), detail },
        other => other,
    });
    let kept = copied.and_then(|_| std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(unreachable));
    if let Err(error) = kept {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    Ok(part)
}

fn into_place(part: &Path, to: &Path) -> Result<(), StoreError> {
    let unreachable = |error: std::io::Error| StoreError::Unreachable { path: to.to_owned(), detail: error.to_string() };
    std::fs::rename(part, to).map_err(unreachable)?;
    // The name is on the disk when the folder is. Not every system has folders that can be opened.
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Moves a register and what the database engine keeps beside it to a name that is free.
fn set_aside(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let aside = (1..).map(|number| beside(path, &format!("replaced-{number}"))).find(|name| !name.exists()).unwrap_or_default();
    for end in ["", "-wal", "-shm"] {
        let named = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let from = named(path);
        if from.exists() {
            std::fs::rename(&from, named(&aside))
                .map_err(|error| StoreError::Unreachable { path: path.to_owned(), detail: error.to_string() })?;
        }
    }
    Ok(Some(aside))
}
