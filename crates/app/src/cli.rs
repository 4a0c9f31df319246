//! The command line's grammar.

mod choose;
mod exchange;
mod fetch;
mod review;
mod user;

pub(crate) use choose::{AboutArgs, FilterArgs, ListArgs, Looked, SortBy, ViewArgs, YesNo};
pub(crate) use exchange::{AssistArgs, DecideArgs, ExportArgs, ImportArgs, ReportArgs, SuggestionsArgs};
pub(crate) use fetch::{CiteArgs, FetchArgs, FollowArgs, NetArgs, SourcesArgs, VersionsArgs};
pub(crate) use review::{LogArgs, QueueArgs, ReviewArgs, ReviewCommand, RowFormat, Who};
pub(crate) use user::{UserArgs, UserCommand};

use clap::{Args, Parser, Subcommand, ValueEnum};
use materiel_model::{Confidence, Moment, PartialDate, Slot};
use std::path::PathBuf;

/// Reads public reporting on arms transfers into a register that can show the words behind every value.
#[derive(Debug, Parser)]
#[command(name = "materiel", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// The register's file [default: `register.db` in the platform's data folder]
    #[arg(long, global = true, value_name = "FILE", env = "MATERIEL_DB", hide_env_values = true)]
    pub(crate) db: Option<PathBuf>,
    /// A folder of names, equipment and grammar to add to what the program knows
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) knowledge: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Store documents, read them, and bring what they say into the register
    ///
    /// Files may be plain text, HTML, PDF, mails (one document a file), JSONL (one document a line: `id`, `url`, `title`, `published`, `source`,
    /// `text`), tables (CSV and Parquet, one a row, see --columns), feeds (RSS, Atom, JSON) and web archives (WARC, WACZ), each also packed with gzip. What a file
    /// is, is found from its content. Folders are searched; one that `materiel extract --out` or `materiel cluster read` made is brought in as it was read. What cannot be read is listed at the end, and the rest goes on. Adding the same bytes
    /// again changes nothing.
    Add(AddArgs),
    /// List the register's records
    List(ListArgs),
    /// Show one record: its history, and every value with the words that say it
    Show(ShowArgs),
    /// Take in what other registers have: their rows as documents of their own, and companies of FollowTheMoney as bodies that the reader knows
    ///
    /// Tables are those that `materiel compare` reads: both forms of the SIPRI trade register, tables of the UN register, and tables of one row a deal. Each deal becomes a
    /// document whose text is its row, and every value stands on the words of its cell. FollowTheMoney entities (JSON lines) become a file in a folder of knowledge.
    Import(ImportArgs),
    /// Write records in a format that other programs take: SIPRI's and the UN register's tables, Parquet, FollowTheMoney, GeoJSON, data packages, dossiers
    ///
    /// Takes the same query as `materiel list`, or records by their ids. The guide on exchange tells what each format holds.
    Export(ExportArgs),
    /// Cite a record: for each value its quotes with address, date, and the digest of the page as it was fetched
    Cite(CiteArgs),
    /// Remember feeds, sitemaps and pages, for `materiel fetch`
    ///
    /// What an address is, is found from what it answers. A feed or sitemap names the pages that are fetched; a page that is followed itself is
    /// looked at each time, and is a new version when it has changed. A page that lists others needs --links, or is a known source.
    Follow(FollowArgs),
    /// Follow no more what was followed; what was fetched stays
    Unfollow {
        /// Addresses, names or sources
        #[arg(required = true, value_name = "ADDRESS|NAME|SOURCE")]
        what: Vec<String>,
    },
    /// Fetch what is new of all that is followed, and bring what it says into the register
    ///
    /// Politely: robots.txt is heeded, one request at a time goes to a host, what has not changed is not sent again, and a server that asks for a
    /// wait gets it. Everything is kept as it came in the archive beside the register. A line for each new document goes to stdout. Nothing in
    /// this machine or in private networks is reached unless it is allowed by name. Exit code 1: something was put off; 2: something failed.
    Fetch(FetchArgs),
    /// Show the versions of a page, and what changed from each to the next
    Versions(VersionsArgs),
    /// List the official surfaces and papers that are known, with their terms; `materiel follow ID` follows one
    Sources(SourcesArgs),
    /// Show how a record came together, and how a slot's value was chosen
    Why(WhyArgs),
    /// Show what changed in the register between two days or times, and which documents and decisions changed it
    ///
    /// Between two days: what was published by then. Between two times: what was in the register by then. Exit code 1 when nothing changed.
    Diff(DiffArgs),
    /// Look at what the machine read: the queue of what is worth a look, and decisions about it
    ///
    /// Without a command, the queue: first the decisions that no longer fit what is read, then the claims that nobody looked at, in the order
    /// of how much a look would change. Every decision is an entry of the log with author, reason and time, and is taken back by another.
    Review(ReviewArgs),
    /// Take back a table that was changed in a spreadsheet: each cell that was changed becomes a decision
    ///
    /// The table is one of `materiel export --format csv --editable`. Nothing is stored unless every changed cell can be taken; those that cannot are named by line and
    /// column, also those that somebody else changed since. An empty cell says that the words do not fill the slot.
    Decide(DecideArgs),
    /// Read stored documents again, with what the program knows now
    ///
    /// Only documents whose latest reading was made by another version of the program or with other knowledge are read. Earlier readings stay
    /// in the log. Decisions that fit the new reading still hold; those that do not come back to the queue of `materiel review`. May be stopped
    /// at any time and goes on from there when it is started again.
    Reread(RereadArgs),
    /// Show a state, a body, a person or a piece of equipment: all that the register has on it
    ///
    /// What a state buys and sells, hosts and sends, spends, and how its forces grow; what a weapon has moved and where; what a person said.
    Entity(EntityArgs),
    /// Tell what is new since the last look: on stdout, as an Atom feed, or to a webhook
    ///
    /// The first look tells everything (or nothing, with --from-now). After that a record is told once, when it is new or says something
    /// that it did not say before: another stage, step, figure or party, a contradiction, a correction, a review. Another copy of a text,
    /// or another voice that tells the same, is no news. Exit code 1 means that nothing is new.
    Watch(WatchArgs),
    /// Hold the register against another one: deals that match, differ, or are missing on either side
    ///
    /// Reads the SIPRI trade register (its printed form with one row a deal, and its database's with one row a year of delivery), tables with
    /// the columns of the UN Register of Conventional Arms, and any table (commas, semicolons or tabs) whose columns are named after what
    /// they hold: recipient, supplier, equipment, ordered, delivered, year, amount, currency. Nothing is stored.
    Compare(CompareArgs),
    /// Read documents and print their claims, one JSON object a line, without storing anything
    ///
    /// With --out, web archives (WARC, ARC) and Parquet files are read into a folder instead: claims and the documents that make them as Parquet, by
    /// day of publication, what could not be read with the reason, and a receipt for each input. It may be stopped at any time, and when it is
    /// started again it reads what has no receipt. `materiel add` brings the folder into a register.
    Extract(ExtractArgs),
    /// Show what each layer of the reader makes of each sentence
    Explain(InputArgs),
    /// Show what models read in documents (`materiel add --assist`): beside the register, marked with the model's name, counted as no voice
    Suggestions(SuggestionsArgs),
    /// Check a folder of knowledge: names, equipment and grammar
    Check {
        /// The folder
        dir: PathBuf,
    },
    /// Open the register in a browser: look, search, check
    ///
    /// Serves pages over HTTP until it is stopped (Ctrl-C); the address goes to stdout as soon as it answers. Everything comes from the program
    /// itself: nothing is loaded from elsewhere. Other commands may write to the register meanwhile, and the pages follow.
    Serve(ServeArgs),
    /// Answer an agent over standard input and output (Model Context Protocol): search, list, show, cite, documents, claims of a text
    ///
    /// Started by the agent's program, which finds here what it may ask. `materiel serve` answers the same at `/mcp`. Nothing can be changed.
    Mcp,
    /// Say who may sign in at `materiel serve`: add, list and remove people
    ///
    /// Each gets a token, which is shown once; the program keeps only its digest, in a file beside the register that backups leave out.
    User(UserArgs),
    /// Verify the register's file and work out its records anew from the log
    ///
    /// Every page, document and log entry is held against its digest. Where only what is worked out from the log is damaged, it is made anew;
    /// where more is, it says what can no longer be read.
    Rebuild,
    /// Copy the whole register to a new file, checked, while others may go on using it
    Backup {
        /// The new file; one that is there is never overwritten
        file: PathBuf,
    },
    /// Bring back a backup in place of the register, which is kept beside it under another name
    Restore {
        /// The backup; it is checked first, and stays as it is
        file: PathBuf,
    },
    /// Copy what can still be read of a damaged register to a new one, and list what is lost
    Salvage {
        /// The new register's file; one that is there is never overwritten
        file: PathBuf,
    },
    /// Read the reports that come with the program into a register in memory, and show it
    Demo,
    /// Write what a shell needs to complete commands, options and formats to standard output
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual's pages, for the program and for each command, into a folder
    Manual {
        /// The folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Read archives on many machines, or on all cores of this one: the program `materiel-cluster`, which is installed beside this one
    ///
    /// `materiel cluster read --in PATHS --out DIR` reads web archives and Parquet files into a folder; with --scheduler df://HOST:PORT on the
    /// machines that run `materiel cluster executor`. `materiel cluster --help` tells the rest.
    #[command(disable_help_flag = true)]
    Cluster {
        /// What `materiel-cluster` is asked
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Ask the register, and what was read at scale, in SQL (also by `materiel-cluster`)
    ///
    /// The register's tables are `records`, `claims` and `documents`; `materiel sql --help` tells the rest.
    #[command(disable_help_flag = true)]
    Sql {
        /// The question and options
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Read one input into its shard for another program, as told on standard input
    #[command(hide = true)]
    ReadShard {
        /// Only say what would read
        #[arg(long)]
        about: bool,
    },
    /// Read pages from standard input for another process of the program
    #[command(hide = true)]
    ReadPages,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Files, folders and addresses (`https://…`), or `-` for standard input (whatever a file may be)
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) about: About,
    /// Print a line for each document once it is safely stored
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) assist: AssistArgs,
    #[command(flatten)]
    pub(crate) net: NetArgs,
}

/// What is known of documents that do not say it themselves.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct About {
    /// When the text was published: YYYY-MM-DD, YYYY-MM or YYYY
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<PartialDate>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Where it was published
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Which columns of a table (CSV, Parquet) hold what, such as text=body,published=date; there are text, title, published, url, source, author and id
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = columns, default_value = "", hide_default_value = true)]
    pub(crate) columns: materiel_source::Columns,
}

fn columns(text: &str) -> Result<materiel_source::Columns, String> {
    let pair = |pair: &str| pair.split_once('=').map(|(field, name)| (field.trim().to_owned(), name.trim().to_owned()));
    let pairs: Option<Vec<_>> = text.split(',').filter(|part| !part.trim().is_empty()).map(pair).collect();
    pairs.map(materiel_source::Columns).ok_or_else(|| format!("`{text}` is no list of columns: write text=body,published=date"))
}

#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// A file or folder, or `-` for standard input
    #[arg(default_value = "-", value_name = "FILE")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) about: About,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Only claims of at least this confidence, from 0 to 1: fewer, and more of them right
    #[arg(long, value_name = "X", value_parser = confidence, conflicts_with = "out")]
    pub(crate) min_confidence: Option<Confidence>,
    /// Write claims and the documents that make them into this folder as Parquet
    #[arg(long, value_name = "DIR", conflicts_with_all = ["published", "source", "url", "columns"])]
    pub(crate) out: Option<PathBuf>,
    /// So many threads read [default: as many as there are processors]
    #[arg(long, value_name = "N", requires = "out")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    pub(crate) assist: AssistArgs,
}

/// How much of the register is shown.
#[derive(Debug, Default, Args)]
pub(crate) struct CutArgs {
    /// Only what was published by this day; a document without a date counts from the day on which it was added
    #[arg(long, value_name = "DATE")]
    pub(crate) known_by: Option<PartialDate>,
    /// Only what was in the register by this time (YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD for the end of that day)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) as_we_had_it: Option<Moment>,
    /// Only what claims of at least this confidence say, from 0 to 1, or claims that somebody accepted or put right; the register keeps the others
    #[arg(long, value_name = "X", value_parser = confidence)]
    pub(crate) min_confidence: Option<Confidence>,
}

/// From which day a record is looked at.
#[derive(Debug, Default, Args)]
pub(crate) struct TodayArgs {
    /// The day from which "how long" and "overdue" are counted [default: that of --known-by or --as-we-had-it, else that of the environment's
    /// MATERIEL_TODAY, else today]
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<PartialDate>,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people
    #[default]
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// A page for people
    #[default]
    Page,
    /// One JSON object
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The record's id, or as much of its beginning as no other record has
    pub(crate) record: String,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    #[command(flatten)]
    pub(crate) today: TodayArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The record's id, or as much of its beginning as no other record has
    pub(crate) record: String,
    /// The slot, such as `quantity`; without it, only how the record came together
    #[arg(value_parser = parse_word::<Slot>)]
    pub(crate) slot: Option<Slot>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// A day (YYYY-MM-DD, YYYY-MM, YYYY) or a time (YYYY-MM-DDTHH:MM:SSZ)
    #[arg(value_parser = point)]
    pub(crate) from: Point,
    /// A day or a time, as FROM [default: everything]
    #[arg(value_parser = point)]
    pub(crate) to: Option<Point>,
    #[command(flatten)]
    pub(crate) about: AboutArgs,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

/// A day by which something was published, or a time by which it was in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Day(PartialDate),
    Time(Moment),
}

/// A day or a time as a user writes it.
pub(crate) fn point(words: &str) -> Result<Point, String> {
    if let Ok(day) = words.parse() {
        return Ok(Point::Day(day));
    }
    words.parse().map(Point::Time).map_err(|_| format!("`{words}` is no day (YYYY-MM-DD) and no time (YYYY-MM-DDTHH:MM:SSZ)"))
}

#[derive(Debug, Default, Args)]
pub(crate) struct RereadArgs {
    /// Read every document again, also those that were read with the same version and knowledge
    #[arg(long)]
    pub(crate) all: bool,
    /// Show what would change, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to write what changed in the register
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

/// A time as a user writes it; a day alone is the end of that day.
fn moment(words: &str) -> Result<Moment, String> {
    let day = || words.parse::<PartialDate>().ok().map(|day| format!("{}T23:59:59.999999999Z", day.last_day()));
    let time = day().unwrap_or_else(|| words.to_owned());
    time.parse().map_err(|_| format!("`{words}` is no time: write YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD for the end of that day"))
}

#[derive(Debug, Args)]
pub(crate) struct EntityArgs {
    /// A name or an id: `Kosovo`, `XK`, `NATO`, `Lockheed Martin`, `Javelin`, `tank`, `Albin Kurti`. A word in front says which is
    /// meant: `equipment:Patria`, `body:Patria`, `state:…`, `person:…`
    #[arg(value_name = "NAME|ID")]
    pub(crate) entity: String,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    #[command(flatten)]
    pub(crate) today: TodayArgs,
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Words that all have to be in a record's names, equipment, class, kind, stage or ids; none means every record
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// What the last look is remembered by [default: the query itself]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A further independent voice that tells the same is news, too
    #[arg(long)]
    pub(crate) voices: bool,
    /// Only remember what is there now, and tell nothing
    #[arg(long, conflicts_with_all = ["peek", "forget", "atom", "post"])]
    pub(crate) from_now: bool,
    /// Tell without remembering: the next look tells it again
    #[arg(long, conflicts_with = "forget")]
    pub(crate) peek: bool,
    /// Forget the last look, so that the next one is the first
    #[arg(long, conflicts_with_all = ["atom", "post"])]
    pub(crate) forget: bool,
    /// Write an Atom feed of the latest news into this file (`-` for stdout) instead of printing them
    #[arg(long, value_name = "FILE")]
    pub(crate) atom: Option<PathBuf>,
    /// Send the news as one JSON object to this address (http or https) instead of printing them; nothing is sent when nothing is new
    #[arg(long, value_name = "URL")]
    pub(crate) post: Option<String>,
    /// How to print the news
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: NewsFormat,
}

/// How news are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewsFormat {
    /// For people
    #[default]
    Page,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; anything but a loopback address lets other machines in. Port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8470")]
    pub(crate) listen: std::net::SocketAddr,
    /// Let people who sign in decide about what was read; without it, nothing can be changed
    #[arg(long)]
    pub(crate) allow_review: bool,
    /// Show nothing to whoever has not signed in
    #[arg(long)]
    pub(crate) private: bool,
    /// The address under which people reach the pages, where a server before this one has another: https://register.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) address: Option<String>,
    /// A server before this one, which tells for whom it asks (`X-Forwarded-For`); may be given several times
    #[arg(long, value_name = "IP")]
    pub(crate) proxy: Vec<std::net::IpAddr>,
    /// So many requests a second each address may send, ten times as many at once; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) rate: u32,
    /// So many connections at once at most
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    pub(crate) connections: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The other register's table, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only deals of this recipient, by id or name, on both sides; a file that names no recipients is taken to be about this one
    #[arg(long, value_name = "WHO")]
    pub(crate) recipient: Option<String>,
    /// Only deals of this supplier, likewise
    #[arg(long, value_name = "WHO")]
    pub(crate) supplier: Option<String>,
    /// Only deals that were ordered, or delivered, in this year or later
    #[arg(long, value_name = "YEAR")]
    pub(crate) since: Option<i16>,
    /// Show only deals that stand so; may be given several times
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) only: Vec<Standing>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// How a deal stands in both registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Standing {
    /// In both, and what both say agrees
    Match,
    /// In both, with differences
    Differs,
    /// In this register only
    Ours,
    /// In the other one only
    Theirs,
}

/// A confidence as a user writes it.
fn confidence(words: &str) -> Result<Confidence, String> {
    let wrong = || format!("`{words}` is no confidence: write a number from 0 to 1, such as 0.8");
    words.trim().parse::<f64>().map_err(|_| wrong()).and_then(|number| Confidence::try_from(number).map_err(|_| wrong()))
}

fn parse_word<T: std::str::FromStr<Err = materiel_model::UnknownWord>>(word: &str) -> Result<T, materiel_model::UnknownWord> {
    word.parse()
}
