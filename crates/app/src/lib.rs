//! The commands of the program `materiel`: arguments in, rows and pages out.
//!
//! stdout is data, stderr is talk. Exit codes: 0 done; 1 nothing found, or fell short of what was asked; 2 could not run, or part of the
//! input was bad.

mod assist;
mod cli;
mod command;
mod export;
mod fetch;
mod outcome;
mod page;
mod places;
mod reading;
mod source;
mod subject;
mod tables;
mod web;
mod webhook;

use clap::{CommandFactory, Parser};
use std::io::Write;
use std::process::ExitCode;

/// Runs the program with the arguments that it was started with.
pub fn run() -> ExitCode {
    source::worker::announce();
    let cli = cli::Cli::parse();
    // It writes to standard output from a thread of its own.
    if matches!(cli.command, cli::Command::ReadPages) {
        return outcome::report(source::worker::serve());
    }
    // So does this.
    if matches!(cli.command, cli::Command::Mcp) {
        return outcome::report(command::answer_agent(&cli));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let result = command::run(&cli, &mut out).and_then(|outcome| out.flush().map(|()| outcome).map_err(outcome::Failure::from));
    outcome::report(result)
}

/// The command line's grammar, from which its reference page is made.
pub fn grammar() -> clap::Command {
    cli::Cli::command()
}
