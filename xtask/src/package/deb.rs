//! A tree of files as a Debian package, by `dpkg-deb`.

use super::{run, written};
use std::path::Path;
use std::process::Command;

/// Makes the package, and gives its name.
pub(super) fn build(tree: &Path, to: &Path, version: &str, target: &str, epoch: &str) -> Result<String, String> {
    let architecture = match target.split('-').next() {
        Some("x86_64") => "amd64",
        Some("aarch64") => "arm64",
        _ => return Err(format!("{target}: no name of this processor is known in Debian")),
    };
    let about = format!(
        "Package: materiel\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: The Materiel authors <materiel@localhost>\nSection: science\nPriority: optional\nInstalled-Size: {}\n\
        Homepage: https://github.com/materiel/materiel\nDescription: register of arms transfers from public reporting\n \
        Reads public reporting and keeps a register of arms transfers, with the words\n that say each value. One program, without a service beside it.\n",
        size(tree)?.div_ceil(1024)
    );
    let control = tree.join("DEBIAN");
    written(&control.join("control"), about.as_bytes())?;
    let name = format!("materiel_{version}_{architecture}.deb");
    let made = run(Command::new("dpkg-deb")
        .args(["--root-owner-group", "-Zxz", "--build"])
        .arg(tree)
        .arg(to.join(&name))
        .env("SOURCE_DATE_EPOCH", epoch));
    std::fs::remove_dir_all(&control).map_err(|error| format!("{}: {error}", control.display()))?;
    made.map(|_| name)
}

/// The bytes of the files of a tree.
fn size(tree: &Path) -> Result<u64, String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", tree.display());
    let mut sum = 0;
    for entry in std::fs::read_dir(tree).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        sum += if path.is_dir() { size(&path)? } else { path.metadata().map_err(wrong)?.len() };
    }
    Ok(sum)
}
