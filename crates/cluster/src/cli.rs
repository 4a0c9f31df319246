//! The command line's grammar.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Reads archives into shards on many machines, and asks what was read in SQL.
#[derive(Debug, Parser)]
#[command(name = "materiel-cluster", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Share out the work among executors (Apache Ballista)
    ///
    /// Keeps what it knows in memory: when it ends, the job that ran is over, and `read` started again goes on with the shards that have no receipt.
    Scheduler(SchedulerArgs),
    /// Do the work that a scheduler shares out
    ///
    /// Each shard is read by the program `materiel`, which is looked for beside this one and on PATH (MATERIEL_PROGRAM names another); one of another version or with other
    /// knowledge than that of who asks is refused.
    Executor(ExecutorArgs),
    /// Read web archives (WARC, ARC) and Parquet files into shards: claims and the documents that make them, by day of publication
    ///
    /// On the cluster of a scheduler, or without one on this machine. May be stopped at any time, as may any executor; started again it reads what
    /// has no receipt. Totals are reconciled at the end. `materiel add DIR` brings the output into a register.
    Read(ReadArgs),
    /// Find copies of one another among all documents of shards: each document's id and that of the document whose voice it is
    Copies(CopiesArgs),
    /// Ask a register and shards in SQL
    ///
    /// Shards have the tables `claims`, `documents` and `failures`, a register `records`, `claims` and `documents`; where both are asked, the register's
    /// claims and documents are `register_claims` and `register_documents`. Only questions are answered: nothing is written.
    Sql(SqlArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SchedulerArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50050")]
    pub(crate) bind: SocketAddr,
    /// After so many seconds without a sign an executor counts as lost, and its work goes to others
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(5..))]
    pub(crate) patience: u64,
}

#[derive(Debug, Args)]
pub(crate) struct ExecutorArgs {
    /// The scheduler: df://HOST:PORT
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) scheduler: String,
    /// Where to listen; the port after it is used, too
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50051")]
    pub(crate) bind: SocketAddr,
    /// The name or address by which others reach this machine [default: the one of --bind]
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Option<String>,
    /// So many shards are read at a time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<u16>,
    /// A folder for what passes between tasks [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Files, folders, or addresses in a store of objects (s3://BUCKET/PREFIX)
    #[arg(long = "in", required = true, num_args = 1.., value_name = "PATH")]
    pub(crate) input: Vec<String>,
    /// A folder that all executors see, or an address in a store of objects
    #[arg(long, value_name = "DIR")]
    pub(crate) out: String,
    /// The scheduler of a cluster: df://HOST:PORT [default: this machine alone]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) scheduler: Option<String>,
    /// So many shards are read at a time on this machine, without a scheduler [default: as many as there are processors]
    #[arg(long, value_name = "N", conflicts_with = "scheduler")]
    pub(crate) threads: Option<u16>,
    /// So many shards make a job
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    pub(crate) wave: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CopiesArgs {
    /// What `read` wrote
    pub(crate) shards: String,
    /// The scheduler of a cluster: df://HOST:PORT, where all executors see the folder [default: this machine alone]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) scheduler: Option<String>,
    /// How to write them
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// The question
    pub(crate) query: String,
    /// The register's file
    #[arg(long, value_name = "FILE", env = "MATERIEL_DB", hide_env_values = true)]
    pub(crate) db: Option<PathBuf>,
    /// What `read` or `materiel extract --out` wrote
    #[arg(long, value_name = "DIR")]
    pub(crate) shards: Option<String>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people
    #[default]
    Table,
    /// Comma-separated values with a header
    Csv,
    /// One JSON object a line
    Jsonl,
}
