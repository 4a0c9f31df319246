//! The Python programs of others that check exports: installed beside the tests, as `requirements.txt` has them.

use std::path::PathBuf;
use std::process::Command;

/// A Python with the programs in it; `None` where none is wanted. With `required`, they are installed into the folder of builds where they are missing.
pub(crate) fn python(wanted: &str) -> Option<PathBuf> {
    match wanted {
        "" | "no" => {
            // The test's own words: a skipped check is not a passed one.
            eprintln!("not checked by the programs of others: set MATERIEL_EXCHANGE=required, or to a Python that has them");
            None
        }
        "required" => {
            let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exchange-venv");
            let list = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exchange/requirements.txt");
            let run = |program: &str, args: &[&str]| {
                let ran = Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program}: {error}"));
                assert!(ran.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
            };
            let python = place.join("bin/python");
            if !python.exists() {
                run("python3", &["-m", "venv", place.to_str()?]);
            }
            run(python.to_str()?, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", list]);
            Some(python)
        }
        python => Some(PathBuf::from(python)),
    }
}
