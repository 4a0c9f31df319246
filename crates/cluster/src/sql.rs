//! `sql`: a question to registers and shards, and the rows of its answer.

use crate::Failure;
use crate::cli::{Format, SqlArgs};
use crate::node::state;
use crate::tables;
use arrow::record_batch::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::io::Write;

pub(crate) async fn run(args: &SqlArgs) -> Result<bool, Failure> {
    if args.db.is_none() && args.shards.is_none() {
        return Err("say what is asked: --db FILE for a register, --shards DIR for shards, or both".into());
    }
    let context = SessionContext::new_with_state(state(SessionConfig::new().with_information_schema(true)));
    if let Some(path) = &args.shards {
        tables::shards(&context, path)?;
    }
    if let Some(file) = &args.db {
        tables::register(&context, file)?;
    }
    // Questions only: nothing is made, changed or written.
    let only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    let answer = context.sql_with_options(&args.query, only).await?.collect().await?;
    write(&answer, args.format)?;
    Ok(true)
}

/// Writes rows to standard output; whoever closes it has had enough.
pub(crate) fn write(rows: &[RecordBatch], format: Format) -> Result<(), Failure> {
    let mut out = Vec::new();
    match format {
        Format::Table => writeln!(out, "{}", pretty_format_batches(rows)?)?,
        Format::Csv => {
            let mut writer = arrow::csv::WriterBuilder::new().with_header(true).build(&mut out);
            for batch in rows {
                writer.write(batch)?;
            }
        }
        Format::Jsonl => {
            let mut writer = arrow::json::LineDelimitedWriter::new(&mut out);
            for batch in rows {
                writer.write(batch)?;
            }
            writer.finish()?;
        }
    }
    match std::io::stdout().lock().write_all(&out) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
