//! Chores of the repository: measuring how well and how fast the reader reads, fitting its confidence, converting the language model.

mod accuracy;
mod bench;
mod confidence;
mod convert_model;
mod package;
mod shots;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Chores of the repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Measure how well the reader reads
    Accuracy(accuracy::Args),
    /// Fit how sure the reader is of its claims to how often they are right
    ///
    /// Reads documents that have gold, holds every claim against it, and writes `knowledge/languages/en/confidence.toml` and the part of
    /// `docs/accuracy.md` that says how far confidence can be trusted.
    FitConfidence(confidence::Args),
    /// Measure how fast the reader reads, beside spaCy
    Bench(bench::Args),
    /// Make screenshots of every page, and check the pages on the way
    Shots(shots::Args),
    /// Build a static program, a `.deb`, a bill of materials and the licences, below `target/package`
    Package(package::Args),
    /// Write the bill of materials of the program (CycloneDX) to standard output
    Bill,
    #[command(hide = true)]
    BenchReader(bench::Reader),
    /// Turn spaCy's small English model into the files of `knowledge/languages/en/model`
    ConvertModel {
        /// The model's wheel
        #[arg(long, value_name = "FILE")]
        wheel: PathBuf,
        /// A Python that has spaCy 3.8
        #[arg(long, value_name = "PROGRAM", default_value = "python3")]
        python: String,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Accuracy(args) => accuracy::run(&args),
        Chore::FitConfidence(args) => confidence::run(&args).map(|()| ExitCode::SUCCESS),
        Chore::Bench(args) => bench::run(&args).map(|()| ExitCode::SUCCESS),
        Chore::BenchReader(args) => bench::read(&args).map(|()| ExitCode::SUCCESS),
        Chore::Package(args) => package::package(&args).map(|()| ExitCode::SUCCESS),
        Chore::Bill => package::bill().map(|()| ExitCode::SUCCESS),
        Chore::Shots(args) => shots::run(&args).map(|()| ExitCode::SUCCESS),
        Chore::ConvertModel { wheel, python } => convert_model::run(&wheel, &python).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        super::Cli::command().debug_assert();
    }
}
