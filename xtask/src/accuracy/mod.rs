//! Gold sets and the reader in, figures out.

mod ceiling;
mod gold;
mod history;
mod marks;
mod measured;
pub(crate) mod news;
mod overview;
mod page;
pub(crate) mod reading;
mod register;
mod round;
mod score;

use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[group(id = "accuracy")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    measured: measured::Args,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read a round of fresh documents for the first time: read once, score, keep the gold and the figures
    ///
    /// Refuses a round that is in `corpus/gold/rounds/history.toml` already, and a reader that is not committed.
    Round(Round),
    /// Keep the gold of a round that was read before, without reading; its history entry is written by hand
    KeepGold(Pair),
}

#[derive(Debug, clap::Args)]
struct Round {
    #[command(flatten)]
    pair: Pair,
    /// The folder that holds `score.py`
    #[arg(long, value_name = "DIR")]
    score: PathBuf,
}

/// A round's number, texts and gold.
#[derive(Debug, clap::Args)]
struct Pair {
    /// The round's number
    number: u32,
    /// The texts, a document a line: `id`, `url`, `title`, `published`, `text`
    #[arg(long, value_name = "FILE")]
    docs: PathBuf,
    /// The gold, a document a line: `id` and `facts`
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    match &args.what {
        Some(What::Round(Round { pair, score })) => round::read_first(pair, score)?,
        Some(What::KeepGold(pair)) => round::keep_gold(pair)?,
        None => return measured::run(&args.measured),
    }
    Ok(ExitCode::SUCCESS)
}

/// The repository's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A file's text, or what is wrong with it.
pub(crate) fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The JSON objects of a file, one a line.
pub(crate) fn json_lines(path: &Path) -> Result<Vec<serde_json::Value>, String> {
    let wrong = |number: usize, error| format!("{}:{}: {error}", path.display(), number + 1);
    let text = text_of(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| serde_json::from_str(line).map_err(|error| wrong(number, error))).collect()
}
