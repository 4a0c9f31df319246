//! Which records are meant, and how many of them are shown.

use super::{CutArgs, Format, parse_word};
use clap::{Args, ValueEnum};
use materiel_model::{Class, Kind, PartialDate};

/// What records are about.
#[derive(Debug, Default, Args)]
pub(crate) struct AboutArgs {
    /// Only this kind of record; may be given several times
    #[arg(long, value_parser = parse_word::<Kind>)]
    pub(crate) kind: Vec<Kind>,
    /// Only this recipient, by id (`XK`) or name (`Kosovo`); may be given several times
    #[arg(long, value_name = "WHO")]
    pub(crate) recipient: Vec<String>,
    /// Only this supplier, by id or name; may be given several times
    #[arg(long, value_name = "WHO")]
    pub(crate) supplier: Vec<String>,
    /// Only equipment whose name, family or class has these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) equipment: Vec<String>,
}

/// Which records are meant.
#[derive(Debug, Default, Args)]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(crate) about: AboutArgs,
    /// Only this stage (or status, of what is no transfer); may be given several times
    #[arg(long)]
    pub(crate) stage: Vec<String>,
    /// Only what was reported or happened on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<PartialDate>,
    /// Only what was reported or happened on this day or earlier: the latest of a record's days counts
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<PartialDate>,
    /// Only this class of equipment; may be given several times
    #[arg(long, value_parser = parse_word::<Class>)]
    pub(crate) class: Vec<Class>,
    /// Only what somebody looked at so much; may be given several times
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) reviewed: Vec<Looked>,
    /// Only what has something that contradicts the values shown, or only what has nothing
    #[arg(long, value_enum, value_name = "YES|NO")]
    pub(crate) conflicts: Option<YesNo>,
    /// Only what has all of these words in what it is about, its class, its stage or the names of its parties
    #[arg(long, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
}

/// How much somebody looked at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Looked {
    /// Nobody looked
    No,
    /// Somebody accepted or put right part of it
    Part,
    /// Somebody accepted all of it
    Yes,
}

/// A question's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

/// In which order records are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortBy {
    /// By kind, then by who is concerned, then the latest first
    #[default]
    Place,
    /// The latest day first
    Latest,
    /// The earliest day first
    Earliest,
    /// The most items or people first
    Number,
    /// By currency, and of each the most money first
    Value,
    /// The most voices first
    Voices,
    /// The most conflicts first
    Conflicts,
}

/// Which part of which records is seen, and from when: the same on the command line and in the addresses of pages.
#[derive(Debug, Default, Args)]
pub(crate) struct ViewArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// In which order
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) sort: SortBy,
    /// So many records at most; 0 for all [default: 200 in a table, all in the other formats]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Which so many of them: 1 for the first
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = page)]
    pub(crate) page: usize,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// Pages are counted from one.
fn page(words: &str) -> Result<usize, String> {
    match words.parse() {
        Ok(0) | Err(_) => Err(format!("`{words}` is no page: write 1 for the first")),
        Ok(page) => Ok(page),
    }
}
