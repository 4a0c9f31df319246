//! The files that make shards: web archives (WARC or ARC, also packed with gzip) and Parquet files.

use materiel_model::sha256_hex;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file that makes a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it is called in messages and in its receipt: its path, or its address in a store.
    pub place: String,
    /// What its shard's files are named after ([`name_of`]).
    pub name: String,
    /// Where its bytes are on this machine.
    pub path: PathBuf,
    /// How many they are.
    pub bytes: u64,
    /// When it was last changed, in whatever way its place tells that; only compared.
    pub modified: Option<String>,
}

/// The name of a shard: what is plain in the input's own name, and a digest of where it lies below the folder or prefix that is read.
pub fn name_of(below: &str) -> String {
    let below = below.replace('\\', "/");
    let last = below.rsplit('/').next().unwrap_or(&below);
    let plain: String = last.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }).take(80).collect();
    format!("{}-{}", plain.trim_matches('-'), &sha256_hex(below.as_bytes())[..12])
}

impl Input {
    /// A file of this machine. `below` is where it lies below the folder that is read, or its name.
    ///
    /// # Errors
    /// When it is not there or must not be looked at.
    pub fn file(path: &Path, below: &str) -> Result<Self, InputError> {
        let place = path.display().to_string();
        let metadata = path.metadata().map_err(|error| InputError::Io { place: place.clone(), error })?;
        let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).ok();
        let modified = metadata.modified().ok().and_then(since).map(|since| format!("{}.{:09}", since.as_secs(), since.subsec_nanos()));
        Ok(Self { place, name: name_of(below), path: path.to_owned(), bytes: metadata.len(), modified })
    }

    /// The files that make shards of what a user names: each file, and in each folder, however deep, the web archives and Parquet files by their endings.
    ///
    /// # Errors
    /// When something is not there or must not be looked at.
    pub fn below(paths: &[PathBuf]) -> Result<Vec<Self>, InputError> {
        let mut out = Vec::new();
        for path in paths {
            let mut folders = if path.is_dir() { vec![path.clone()] } else { Vec::new() };
            if folders.is_empty() {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                out.push(Self::file(path, &name)?);
            }
            while let Some(folder) = folders.pop() {
                let io = |error| InputError::Io { place: folder.display().to_string(), error };
                for entry in std::fs::read_dir(&folder).map_err(io)? {
                    let entry = entry.map_err(io)?;
                    let file = entry.path();
                    // A link to a folder is not followed, since it may lead back here.
                    if entry.file_type().map_err(io)?.is_dir() {
                        folders.push(file);
                    } else if is_input(&file.to_string_lossy()) && file.is_file() {
                        let below = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
                        out.push(Self::file(&file, &below)?);
                    }
                }
            }
        }
        out.sort_by(|a, b| a.place.cmp(&b.place));
        out.dedup();
        Ok(out)
    }
}

/// True for the name of a web archive or a Parquet file.
pub fn is_input(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".warc", ".arc", ".parquet"].iter().any(|ending| name.ends_with(ending))
}

/// Why an input cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system's word.
    #[error("{place}: {error}")]
    Io {
        /// Which input.
        place: String,
        /// What the system says.
        error: io::Error,
    },
    /// It is something else.
    #[error("{place}: it is {sort}; web archives (WARC, ARC) and Parquet files are read here")]
    Other {
        /// Which input.
        place: String,
        /// What it is.
        sort: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_inputs_and_are_plain() {
        let name = name_of("2024/01/CC-NEWS-1.warc.gz");
        assert!(name.starts_with("CC-NEWS-1-warc-gz-") && name.len() == 30, "{name}");
        assert_ne!(name, name_of("2024/02/CC-NEWS-1.warc.gz"));
        assert!(name_of("../é b.warc").chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    }
}
