//! What can go wrong with a database file, with the file's name and how to go on.

use std::path::{Path, PathBuf};

/// Why a database could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file.
    #[error("{}: there is no register here; `materiel add` makes one", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{}: this is no register of Materiel, or its beginning is damaged (then `materiel restore` brings back a backup); it was left as it is",
        path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later version.
    #[error("{}: the register has format {found}, and this program knows formats up to {known}; use a newer version of it", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i32,
        /// The latest that this program knows.
        known: i32,
    },
    /// The file's bytes are damaged.
    #[error("{}: the register is damaged ({detail}); nothing was changed. `materiel salvage NEW` copies what can be read to a new register and \
        says what is lost; `materiel restore BACKUP` brings back a backup", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The file or its folder must not be written.
    #[error("{}: the register cannot be written: it or its folder is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another program is writing.
    #[error("{}: another program is writing to the register; try again when it has finished", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// Another program is the one who writes, and goes on.
    #[error("{}: another program{} is writing to the register, and only one can; nothing was changed, try again when it has finished",
        path.display(), of_process(process))]
    Held {
        /// The file.
        path: PathBuf,
        /// The number of its process, where it is known.
        process: String,
    },
    /// A file is in the way.
    #[error("{}: there is a file of this name already, and it was left as it is; give another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("{}: the disk is full; nothing that was reported as stored is lost. Make room and run the same command again: it goes on where it \
        stopped", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// A record of the archive is not what was kept.
    #[error("{}: {detail}; the archive beside the register is damaged there, the register itself is not", path.display())]
    Archive {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The file cannot be reached.
    #[error("{}: {detail}", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        detail: String,
    },
    /// Anything else that the database engine reports.
    #[error("{}: {source}", path.display())]
    Engine {
        /// The file.
        path: PathBuf,
        /// Its report.
        source: rusqlite::Error,
    },
}

fn of_process(process: &str) -> String {
    if process.is_empty() { String::new() } else { format!(" (process {process})") }
}

impl StoreError {
    /// True when the register can be read all the same: it, or the room on the disk, must not be written, or not now.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::ReadOnly { .. } | Self::Busy { .. } | Self::Held { .. } | Self::Full { .. })
    }

    /// What an error of the engine means for the file at `path`.
    pub(crate) fn new(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let Some(code) = source.sqlite_error_code() else { return Self::Engine { path, source } };
        match code {
            Code::NotADatabase => Self::NotOurs { path },
            Code::DatabaseCorrupt => Self::Corrupt { path, detail: source.to_string() },
            Code::ReadOnly | Code::PermissionDenied => Self::ReadOnly { path },
            Code::DatabaseBusy | Code::DatabaseLocked => Self::Busy { path },
            Code::DiskFull => Self::Full { path },
            Code::CannotOpen | Code::SystemIoFailure => Self::Unreachable { path, detail: source.to_string() },
            _ => Self::Engine { path, source },
        }
    }

    pub(crate) fn corrupt(path: &Path, detail: impl Into<String>) -> Self {
        Self::Corrupt { path: path.to_owned(), detail: detail.into() }
    }
}
