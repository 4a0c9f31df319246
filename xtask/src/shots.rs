//! Screenshots of every page: reads the repository's own reports into a register of its own, serves it, and drives a browser over it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to make.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that the pictures go to
    #[arg(default_value = "target/shots")]
    to: PathBuf,
    /// The browser
    #[arg(long, default_value = "/usr/bin/chromium")]
    chromium: PathBuf,
}

/// Makes the pictures, and checks the pages on the way.
pub(crate) fn run(args: &Args) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let at = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(&args.to).map_err(|error| at(&args.to, error))?;
    let to = std::path::absolute(&args.to).map_err(|error| at(&args.to, error))?;
    let register = to.join("shots.db");
    for end in ["", "-wal", "-shm", ".lock"] {
        // One that is not there need not go.
        let _ = std::fs::remove_file(to.join(format!("shots.db{end}")));
    }
    let program = |words: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&root).args(["run", "--quiet", "--package", "materiel", "--", "--db"]).arg(&register).args(words);
        command
    };
    let added = program(&["add", "corpus/reports.jsonl"]).status().map_err(|error| format!("cargo: {error}"))?;
    if !added.success() {
        return Err("the reports could not be read".to_owned());
    }
    let mut serving =
        program(&["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().map_err(|error| format!("cargo: {error}"))?;
    let mut address = String::new();
    let read = serving.stdout.take().map(|out| BufReader::new(out).read_line(&mut address));
    let driven = match read {
        Some(Ok(_)) if !address.trim().is_empty() => Command::new("node")
            .current_dir(root.join("crates/app/tests/browser"))
            .args(["drive.mjs", address.trim()])
            .args([&args.chromium, &to])
            .status()
            .map_err(|error| format!("node: {error}; it is needed, and `npm ci` in crates/app/tests/browser")),
        _ => Err("the program does not serve".to_owned()),
    };
    // It may have ended by itself.
    let _ = serving.kill();
    let _ = serving.wait();
    println!("{}", to.display());
    if driven?.success() { Ok(()) } else { Err("something is wrong with the pages, see above".to_owned()) }
}
