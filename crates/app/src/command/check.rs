//! `materiel check`: is a folder of knowledge sound?

use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use std::path::Path;

pub(crate) fn run(folder: &Path) -> Result<Outcome, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Other(format!("{}: there is no such folder", folder.display())));
    }
    let problems = Reader::check(folder)?;
    for problem in &problems {
        say(problem);
    }
    if problems.is_empty() {
        say(&format!("{}: no problem found", folder.display()));
        return Ok(Outcome::Done);
    }
    Ok(Outcome::SomeBad)
}
