//! Which records are meant, and how many of them are shown.

use super::{CutArgs, Format, parse_word};
use clap::Args;
use materiel_model::{Kind, PartialDate};

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
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// So many records at most; 0 for all [default: 200 in a table, all in the other formats]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Which so many of them: 1 for the first
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = page)]
    pub(crate) page: usize,
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
