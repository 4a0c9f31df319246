//! How a command ended, and what it tells the user and the caller.

use materiel_store::StoreError;
use std::process::ExitCode;

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All was done.
    Done,
    /// Nothing was found, or less than was asked for.
    FellShort,
    /// Part of the input was bad; the rest was done.
    SomeBad,
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("writing the output: {0}")]
    Output(#[from] std::io::Error),
    #[error("writing the output: {0}")]
    Json(#[from] serde_json::Error),
    #[error("writing the output: {0}")]
    Csv(#[from] csv::Error),
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// True when the reader of our output has gone, which is no fault of anybody's (`materiel list | head`).
    pub(crate) fn is_broken_pipe(&self) -> bool {
        let kind = match self {
            Self::Output(error) => Some(error.kind()),
            Self::Json(error) => error.io_error_kind(),
            Self::Csv(error) => match error.kind() {
                csv::ErrorKind::Io(error) => Some(error.kind()),
                _ => None,
            },
            _ => None,
        };
        kind == Some(std::io::ErrorKind::BrokenPipe)
    }
}

/// Says what went wrong, if anything did, and gives the exit code.
pub(crate) fn report(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::FellShort) => ExitCode::from(1),
        Ok(Outcome::SomeBad) => ExitCode::from(2),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("materiel: {failure}"));
            ExitCode::from(2)
        }
    }
}

/// A line for the user. Nobody can be told when stderr is gone.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
