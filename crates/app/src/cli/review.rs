//! The grammar of `materiel review`: the queue, the log of decisions, and one command for each sort of decision.

use super::{CutArgs, PageFormat, parse_word};
use clap::{Args, Subcommand};
use materiel_model::{Class, Kind, Slot, Span};

/// `120..131` as a place in a text.
pub(crate) fn place(words: &str) -> Result<Span, String> {
    let pair = words.split_once("..").and_then(|(start, end)| Some((start.trim().parse().ok()?, end.trim().parse().ok()?)));
    match pair {
        Some((start, end)) if start < end => Ok(Span::new(start, end)),
        _ => Err(format!("`{words}` is no place: write the first byte and the one after the last, such as 120..131")),
    }
}

/// `materiel review`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    pub(crate) what: Option<ReviewCommand>,
    #[command(flatten)]
    pub(crate) queue: QueueArgs,
}

/// The queue.
#[derive(Debug, Default, Args)]
pub(crate) struct QueueArgs {
    /// Show so many at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Only claims of this kind; may be given several times
    #[arg(long, value_parser = parse_word::<Kind>)]
    pub(crate) kind: Vec<Kind>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

/// How rows with parts of their own are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum RowFormat {
    /// A page for people
    #[default]
    Page,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Show every decision with who, when and why, and whether it still holds
    Log(LogArgs),
    /// Show one claim as it is read, with its sentence, and what was decided about it
    Claim {
        /// The claim's id, or as much of its beginning as no other claim has
        claim: String,
        #[command(flatten)]
        cut: CutArgs,
        /// How to write it
        #[arg(long, value_enum, default_value_t)]
        format: PageFormat,
    },
    /// Say that claims say what their words say
    Accept {
        /// Claims, or records for all claims that they have, by their ids or the beginnings of these
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that claims do not say what they are read to say: they no longer count
    Reject {
        /// Claims, or records for all claims that they have, by their ids or the beginnings of these
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Put another value into a slot of a claim, with the words of the document that say it
    ///
    /// Numbers are written as `246`, `about 246`, `at least 246` or `at most 246`; amounts as `USD 75 million` or `at most EUR 2.3 bn each`;
    /// dates as YYYY-MM-DD, YYYY-MM or YYYY; parties by id or name (`XK`, `Kosovo`, `org:Some Company`); equipment by name.
    Correct {
        /// The claim's id, or as much of its beginning as no other claim has
        claim: String,
        /// The slot, such as `quantity`
        #[arg(value_parser = parse_word::<Slot>)]
        slot: Slot,
        /// What it holds; several values for lists (`parties`, `manufacturers`)
        #[arg(value_name = "VALUE", required_unless_present = "empty")]
        values: Vec<String>,
        /// The slot holds nothing: the words do not fill it
        #[arg(long, conflicts_with_all = ["values", "words", "at"])]
        empty: bool,
        /// The words of the document that say it [default: the value itself where the sentence has it, else the words that were read]
        #[arg(long, value_name = "TEXT")]
        words: Option<String>,
        /// The place of the words that say it in the document's text: the first byte, and the one after the last
        #[arg(long, value_name = "START..END", conflicts_with = "words", value_parser = place)]
        at: Option<Span>,
        /// The class of equipment that the program does not know by name
        #[arg(long, value_parser = parse_word::<Class>)]
        class: Option<Class>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that claims, or records, speak of one thing
    Join {
        /// Claims or records, by their ids or the beginnings of these
        #[arg(required = true, num_args = 2.., value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that a claim speaks of another thing than other claims, or than the rest of a record
    Split {
        /// The claim that speaks of another thing
        claim: String,
        /// The claims or the record that it is not about, by their ids or the beginnings of these
        #[arg(required = true, value_name = "FROM")]
        from: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that a name means another entity: a state, a body or a piece of equipment
    Rename {
        /// As claims name it: an id (`org:Some Firm`), or a name of a party or of equipment
        from: String,
        /// What it is: an id or a name
        to: String,
        /// Both are names of equipment, not of parties
        #[arg(long)]
        equipment: bool,
        /// The class of equipment that the program does not know by name
        #[arg(long, requires = "equipment", value_parser = parse_word::<Class>)]
        class: Option<Class>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that a record shows what a claim says in a slot, whatever the rule would show
    Pin {
        /// The claim that says it, by its id or as much of its beginning as no other claim has
        claim: String,
        /// The slot, such as `quantity`; also `stage` and `status`
        #[arg(value_parser = parse_word::<Slot>)]
        slot: Slot,
        #[command(flatten)]
        who: Who,
    },
    /// Take back a decision, or the taking back of one; the log keeps both
    Undo {
        /// The number of the entry, as `materiel review log` shows it
        entry: u64,
        #[command(flatten)]
        who: Who,
    },
}

/// The log of decisions.
#[derive(Debug, Default, Args)]
pub(crate) struct LogArgs {
    /// Only what is about this claim or about the claims of this record
    #[arg(long, value_name = "ID")]
    pub(crate) about: Option<String>,
    /// Only what this person decided
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

/// Who decides, and why.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Who decides
    #[arg(long, value_name = "NAME", env = "MATERIEL_AUTHOR", hide_env_values = true)]
    pub(crate) by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// Show what it would change, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to write what it changes
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}
