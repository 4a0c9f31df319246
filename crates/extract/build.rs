//! Embeds every `.toml` and `.frame` file below `knowledge/`, sorted by path, so that adding a file needs no registration.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../../knowledge").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    let mut named = files.iter().filter_map(|file| Some((relative(file, &root)?, file))).collect::<Vec<_>>();
    named.sort();
    let mut source = String::from("pub(crate) const FILES: &[(&str, &str)] = &[\n");
    for (name, file) in named {
        // Writing to a string cannot fail.
        let _ = writeln!(source, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    source.push_str("];\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("knowledge_files.rs"), source)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "frame") {
            files.push(path);
        }
    }
    Ok(())
}

/// The path below the root, with `/` on every system.
fn relative(file: &Path, root: &Path) -> Option<String> {
    let parts = file.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>()?;
    Some(parts.join("/"))
}
