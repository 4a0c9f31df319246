//! The program `materiel-cluster`: archives read on many machines, and SQL over what was read.
//!
//! It shares out work and looks at receipts; each shard is read by the program `materiel` beside it, in a process of its own, so that every machine says what
//! `materiel` says, and nothing in a page can end an executor.
//!
//! In: archives and tables, from folders or stores of objects. Out: shards (see `materiel-shard`). stdout is data, stderr is talk; exit codes as
//! those of `materiel`.

mod cli;
mod copies;
mod function;
mod node;
mod read;
mod reader;
mod sql;
mod store;
mod tables;
mod task;
mod wait;

use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;

/// What ends a command that could not run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Scheduler(args) => wait::run(node::scheduler(args)),
        Command::Executor(args) => wait::run(node::executor(args)),
        Command::Read(args) => wait::run(read::run(args)),
        Command::Copies(args) => wait::run(copies::run(args)),
        Command::Sql(args) => wait::run(sql::run(args)),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(failure) => {
            eprintln!("materiel-cluster: {failure}");
            ExitCode::from(2)
        }
    }
}
