//! The files of an export: to standard output, to a file, to a folder, packed.

use crate::outcome::Failure;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// A file.
pub(crate) struct Part {
    /// Its name, below the folder where there are several.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Part {
    /// What `write` writes, alone.
    pub(crate) fn one(name: &str, write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<Vec<Self>, Failure> {
        Ok(vec![Self::of(name, write)?])
    }

    /// What `write` writes.
    pub(crate) fn of(name: &str, write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        Ok(Self { name: name.to_owned(), bytes })
    }
}

/// Several files as one ZIP archive: the same files are always the same bytes.
pub(crate) fn packed(parts: &[Part]) -> Result<Vec<u8>, Failure> {
    let wrong = |error: zip::result::ZipError| Failure::Other(format!("packing the files: {error}"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        zip.start_file(part.name.as_str(), SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .map_err(wrong)?;
        zip.write_all(&part.bytes)?;
    }
    Ok(zip.finish().map_err(wrong)?.into_inner())
}

/// Writes files to where a user wants them, and says where the first of them is. A file or folder with something in it is never written over.
pub(crate) fn keep(parts: &[Part], folder: bool, to: &Path) -> Result<(), Failure> {
    let wrong = |path: &Path, error: std::io::Error| Failure::Other(format!("{}: {error}", path.display()));
    let write = |path: &Path, bytes: &[u8]| -> Result<(), Failure> {
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above).map_err(|error| wrong(above, error))?;
        }
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
            let there = error.kind() == std::io::ErrorKind::AlreadyExists;
            if there { Failure::Other(format!("{} is there already, and is not written over", path.display())) } else { wrong(path, error) }
        })?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| wrong(path, error))
    };
    if folder && to.extension().is_some_and(|end| end == "zip") {
        return write(to, &packed(parts)?);
    }
    if folder {
        let used = std::fs::read_dir(to).is_ok_and(|mut list| list.next().is_some());
        if used {
            return Err(Failure::Other(format!("{} has something in it already, and is not written over", to.display())));
        }
        return parts.iter().try_for_each(|part| write(&to.join(&part.name), &part.bytes));
    }
    let Some(part) = parts.first() else { return Ok(()) };
    if to.is_dir() { write(&to.join(&part.name), &part.bytes) } else { write(to, &part.bytes) }
}
