//! The wheel of spaCy's model in, `knowledge/languages/en/model/` out; what the files hold is told there.
//!
//! The reading is done by a script, since the wheel's formats are spaCy's own and only spaCy reads them all.

use std::path::Path;
use std::process::Command;

/// Runs the script with a Python that has spaCy 3.8.
pub(crate) fn run(wheel: &Path, python: &str) -> Result<(), String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new(python)
        .arg(here.join("model/convert.py"))
        .arg(wheel)
        .arg(here.join("../knowledge/languages/en/model"))
        .status()
        .map_err(|error| format!("cannot run {python}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the conversion failed: {status}")) }
}
