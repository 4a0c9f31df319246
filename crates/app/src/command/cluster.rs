//! `materiel cluster` and `materiel sql`: handed over to `materiel-cluster`, a program of its own, since the engine in it is larger than all the rest.

use crate::outcome::{Failure, Outcome};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the other program is called.
const PROGRAM: &str = "materiel-cluster";

pub(super) fn sql(arguments: &[OsString], database: &Path) -> Result<Outcome, Failure> {
    let all: Vec<OsString> = std::iter::once(OsString::from("sql")).chain(arguments.iter().cloned()).collect();
    run(&all, Some(database))
}

/// Runs the other program with these arguments, and ends as it does. It asks the register `database` if there is one.
pub(super) fn run(arguments: &[OsString], database: Option<&Path>) -> Result<Outcome, Failure> {
    let program = find(std::env::current_exe().ok().as_deref(), std::env::var_os("PATH").as_deref()).ok_or_else(|| {
        Failure::Other(format!(
            "this is done by the program `{PROGRAM}`, which is neither beside this one nor on PATH; from the sources it is built with \
             `cargo install --path crates/cluster`"
        ))
    })?;
    let mut command = Command::new(&program);
    command.args(arguments);
    // What it has read is read by this very program.
    if let Ok(own) = std::env::current_exe() {
        command.env("MATERIEL_PROGRAM", own);
    }
    if let Some(database) = database.filter(|database| database.is_file()) {
        command.env("MATERIEL_DB", database);
    }
    let ended = command.status().map_err(|error| Failure::Other(format!("{}: it cannot be started: {error}", program.display())))?;
    match ended.code() {
        Some(0) => Ok(Outcome::Done),
        Some(1) => Ok(Outcome::FellShort),
        // It has said why.
        Some(_) => Ok(Outcome::SomeBad),
        None => Err(Failure::Other(format!("{PROGRAM} was ended from outside"))),
    }
}

/// The program beside this one, else the first on the search path.
fn find(own: Option<&Path>, path: Option<&OsStr>) -> Option<PathBuf> {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let beside = own.and_then(Path::parent).map(|folder| folder.join(&name));
    let on_path = path.into_iter().flat_map(std::env::split_paths).map(|folder| folder.join(&name));
    beside.into_iter().chain(on_path).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_beside_goes_before_those_on_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, path) = (folder.path().join("a"), folder.path().join("b"));
        let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
        for folder in [&beside, &path] {
            std::fs::create_dir(folder).unwrap();
        }
        let find = || find(Some(&beside.join("materiel")), Some(path.as_os_str()));
        assert_eq!(find(), None);
        std::fs::write(path.join(&name), "").unwrap();
        assert_eq!(find(), Some(path.join(&name)));
        std::fs::write(beside.join(&name), "").unwrap();
        assert_eq!(find(), Some(beside.join(&name)));
    }
}
