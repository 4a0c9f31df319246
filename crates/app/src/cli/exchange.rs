//! The grammar of what comes from other programs and goes to them.

use super::{RowFormat, TodayArgs, ViewArgs, Who};
use crate::export::SHAPES;
use crate::fetch::duration;
use clap::Args;
use clap::builder::PossibleValue;
use materiel_model::PartialDate;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Only these records, by their ids or the beginnings of these [default: all that the query means]
    #[arg(value_name = "RECORD")]
    pub(crate) records: Vec<String>,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: String,
    /// A file, or for formats of several files a folder or a file that ends with .zip [default: standard output, several files packed as ZIP]
    #[arg(long, value_name = "PATH")]
    pub(crate) to: Option<PathBuf>,
    /// A table to change in a spreadsheet and to take back with `materiel decide --from`: all slots, in words that are read again; with --format csv
    #[arg(long)]
    pub(crate) editable: bool,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    #[command(flatten)]
    pub(crate) today: TodayArgs,
}

/// A language model as a second reader.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Second reader")]
pub(crate) struct AssistArgs {
    /// Send each document to a language model, too: `openai:URL` of a server with OpenAI's chat-completions interface, such as openai:http://127.0.0.1:8080/v1. Its key,
    /// if it wants one, stands in the environment's MATERIEL_ASSIST_KEY
    #[arg(long, value_name = "openai:URL")]
    pub(crate) assist: Option<String>,
    /// Which model
    #[arg(long, value_name = "NAME")]
    pub(crate) assist_model: Option<String>,
    /// The longest that an answer of the model may take
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = duration)]
    pub(crate) assist_timeout: Duration,
    /// How often a question that got no answer, or one that cannot be understood, is asked again
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub(crate) assist_retries: u32,
}

#[derive(Debug, Args)]
pub(crate) struct SuggestionsArgs {
    /// Only what was read in these documents, by their ids or the beginnings of these; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) document: Vec<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Tables (CSV) or FollowTheMoney entities (JSON lines)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Who keeps the other register; tables need it
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// When the other register was published: YYYY-MM-DD, YYYY-MM or YYYY
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<PartialDate>,
    /// Where the other register was published
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The folder of knowledge that bodies are written to [default: that of --knowledge]
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArgs {
    /// The table, as a CSV file
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    #[command(flatten)]
    pub(crate) who: Who,
}

/// Of whom and of when a return is.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ReportArgs {
    /// Only what this state or body has a part in, on either side, by id or name
    #[arg(long, value_name = "WHO")]
    pub(crate) state: Option<String>,
    /// The calendar year of a return to the UN register
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1900..=2200))]
    pub(crate) year: Option<i16>,
}

/// The formats with what they are, from their table.
fn formats() -> clap::builder::PossibleValuesParser {
    SHAPES.iter().map(|shape| PossibleValue::new(shape.name).help(shape.about)).collect::<Vec<_>>().into()
}
