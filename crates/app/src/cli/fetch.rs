//! The grammar of what has to do with the network: `follow`, `fetch`, `sources`, how requests are made, and `cite` and `versions`, which show what came.

use super::{CutArgs, PageFormat, RowFormat, parse_word};
use crate::fetch::duration;
use clap::Args;
use materiel_model::Slot;
use std::time::Duration;

/// How requests are made.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct NetArgs {
    /// A host that may be reached though it is this machine or in a private network: `intranet.example`, `127.0.0.1:8080`; may be given several times
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_host: Vec<String>,
    /// Who asks, as servers are told [default: materiel/VERSION with the address of this project]
    #[arg(long, value_name = "NAME", value_parser = header)]
    pub(crate) user_agent: Option<String>,
    /// The longest that a request may take altogether
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub(crate) timeout: Duration,
    /// The most bytes that an answer may have, as sent and unpacked
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    pub(crate) max_size: u64,
    /// The least wait between two requests to one host; a site's robots.txt may ask for more
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration)]
    pub(crate) delay: Duration,
    /// How often a request that failed is made again, each time after a longer wait
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) retries: u32,
    /// What a server asks to be waited for longer than this (`Retry-After`) is put off to another run
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub(crate) patience: Duration,
    /// What the waits after failures are drawn from, for runs that are to be the same
    #[arg(long, hide = true)]
    pub(crate) seed: Option<u64>,
}

fn header(words: &str) -> Result<String, String> {
    let sound = !words.trim().is_empty() && words.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if sound { Ok(words.trim().to_owned()) } else { Err(format!("`{words}` can be no name: write plain letters, digits and signs")) }
}

#[derive(Debug, Args)]
pub(crate) struct FollowArgs {
    /// Addresses of feeds, sitemaps or pages, or ids of known sources (`materiel sources`)
    #[arg(value_name = "ADDRESS|SOURCE", required_unless_present = "list", conflicts_with = "list")]
    pub(crate) what: Vec<String>,
    /// What to call it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Who publishes it, for pages that do not say it themselves
    #[arg(long)]
    pub(crate) publisher: Option<String>,
    /// The page is a list: of its links those like this lead to documents; `*` stands for anything; may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(crate) links: Vec<String>,
    /// List what is followed, and how it went at the last time
    #[arg(long)]
    pub(crate) list: bool,
    /// How to write the list
    #[arg(long, value_enum, default_value_t, requires = "list")]
    pub(crate) format: RowFormat,
}

#[derive(Debug, Args)]
pub(crate) struct FetchArgs {
    /// Only these: addresses, names or sources that are followed [default: all]
    #[arg(value_name = "ADDRESS|NAME|SOURCE")]
    pub(crate) what: Vec<String>,
    /// Go on, and fetch again each time so much has passed, until a signal to end comes
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) every: Option<Duration>,
    /// The most pages to fetch in one run of what one followed address names; the rest comes in the next runs
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) max_pages: usize,
    /// Ask again for pages that were first read within this time, to see whether they have changed: `30d`
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) recheck: Option<Duration>,
    #[command(flatten)]
    pub(crate) net: NetArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {
    /// Words that all have to be in a source's id, name, kind, state, language or notes
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
}

#[derive(Debug, Args)]
pub(crate) struct VersionsArgs {
    /// A page's address, or a document's id or as much of its beginning as no other has
    #[arg(value_name = "ADDRESS|DOCUMENT")]
    pub(crate) what: String,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Args)]
pub(crate) struct CiteArgs {
    /// The record's id, or as much of its beginning as no other record has
    pub(crate) record: String,
    /// Only this slot, such as `quantity`; may be given several times
    #[arg(long, value_parser = parse_word::<Slot>)]
    pub(crate) slot: Vec<Slot>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// One JSON array
    #[arg(long)]
    pub(crate) json: bool,
}
