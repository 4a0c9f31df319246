//! Digests the sources of this crate, so that whoever keeps what it worked out can tell that the rules have changed since.

use std::path::{Path, PathBuf};

fn main() {
    let folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    walk(&folder, &mut files);
    files.sort();
    // FNV-1a; line ends are left out, since they differ between checkouts.
    let bytes = files.iter().filter_map(|file| std::fs::read(file).ok()).flatten().filter(|byte| *byte != b'\r');
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    println!("cargo::rustc-env=MATERIEL_RULES={digest:016x}");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}
