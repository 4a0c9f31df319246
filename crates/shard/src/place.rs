//! Where shards are written: a folder, or whatever else keeps bytes under names (a store of objects).

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Keeps bytes under names such as `claims/day=2024-01-11/a-0.parquet`.
///
/// Whoever looks under a name sees all of what was put there last, or nothing; never a part.
pub trait Place: Send + Sync {
    /// Puts bytes under a name, in place of what is there.
    ///
    /// # Errors
    /// When they could not be kept.
    fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()>;

    /// What is kept under a name; `None` where nothing is.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>>;

    /// Takes away what is kept under a name, if anything is.
    ///
    /// # Errors
    /// When it is there and cannot be taken away.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// The names that begin with `folder/` and have no other `/` after it, in order; none where there is no such folder.
    ///
    /// # Errors
    /// When the folder cannot be looked at.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
}

/// A folder as a place.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// Where files are written before they are renamed.
const ASIDE: &str = "_aside";

impl Folder {
    /// The folder, which need not be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Place for Folder {
    fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let path = self.0.join(name);
        let aside = self.0.join(ASIDE);
        fs::create_dir_all(&aside)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // It goes when the writing fails; what a killed process leaves here is never read.
        let mut file = tempfile::NamedTempFile::new_in(&aside)?;
        file.write_all(&bytes)?;
        file.as_file().sync_data()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644))?;
        }
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    }

    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match File::open(self.0.join(name)) {
            Ok(mut file) => {
                let mut bytes = Vec::new();
                io::Read::read_to_end(&mut file, &mut bytes)?;
                Ok(Some(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.0.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(format!("{folder}/{}", entry.file_name().to_string_lossy()));
            }
        }
        names.sort();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_what_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let place = Folder::new(folder.path().join("out"));
        assert_eq!((place.get("a/b").unwrap(), place.list("a").unwrap()), (None, Vec::new()));
        place.put("a/b", b"one".to_vec()).unwrap();
        place.put("a/b", b"two".to_vec()).unwrap();
        place.put("a/c/d", b"deep".to_vec()).unwrap();
        assert_eq!(place.get("a/b").unwrap().unwrap(), b"two");
        assert_eq!(place.list("a").unwrap(), ["a/b"]);
        place.remove("a/b").unwrap();
        place.remove("a/b").unwrap();
        assert_eq!(place.list("a").unwrap(), Vec::<String>::new());
        assert_eq!(fs::read_dir(folder.path().join("out").join(ASIDE)).unwrap().count(), 0);
    }
}
