//! One file a command.

mod add;
mod backup;
mod check;
mod cite;
mod cluster;
mod compare;
mod demo;
mod diff;
mod entity;
mod explain;
mod export;
mod extract;
mod fetch;
mod follow;
mod import;
mod list;
mod manual;
mod rebuild;
mod reread;
mod review;
mod salvage;
mod shards;
mod show;
mod suggestions;
mod user;
mod versions;
mod watch;
mod why;

pub(crate) use add::count;
pub(crate) use cite::{CiteRow, citations};
pub(crate) use diff::changed;
pub(crate) use entity::{asked_as, entity};
pub(crate) use export::{Query as ExportQuery, exported, listed as export_rows, title as export_title};
pub(crate) use follow::FollowedRow;
pub(crate) use review::{ClaimView, claim_view, decide, decided, waiting};
pub(crate) use versions::{VersionRow, VersionsRow, versions, versions_of};

use crate::cli::{AboutArgs, Cli, Command, CutArgs, FilterArgs, Looked, SortBy, TodayArgs, YesNo};
use crate::outcome::{Failure, Outcome};
use crate::reading::Reader;
use materiel_model::{Document, DocumentId, PartialDate};
use materiel_register::Cut;
use materiel_register::view::{Filter, Order, Reviewed, Word};
use materiel_store::Store;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

/// Runs the command that was asked for.
pub(crate) fn run(cli: &Cli, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let reader = || Reader::new(cli.knowledge.as_deref());
    match &cli.command {
        Command::Add(args) => add::run(args, &database(cli)?, &reader()?, out),
        Command::List(args) => list::run(args, &mut open(cli)?, &reader()?, out),
        Command::Show(args) => show::run(args, &mut open(cli)?, &reader()?, out),
        Command::Import(args) => import::run(args, cli.knowledge.as_deref(), || database(cli), &reader()?, out),
        Command::Export(args) => export::run(args, &mut open(cli)?, &reader()?, out),
        Command::Cite(args) => cite::run(args, &mut open(cli)?, &reader()?, out),
        Command::Follow(args) => follow::follow(args, &database(cli)?, &reader()?, out),
        Command::Unfollow { what } => follow::unfollow(what, &mut open(cli)?),
        Command::Fetch(args) => fetch::run(args, &database(cli)?, &reader()?, out),
        Command::Mcp => answer_agent(cli),
        Command::User(args) => user::run(args, &database(cli)?, out),
        Command::Versions(args) => versions::run(args, &open(cli)?, out),
        Command::Sources(args) => follow::sources(args, &reader()?, out),
        Command::Entity(args) => entity::run(args, &mut open(cli)?, &reader()?, out),
        Command::Watch(args) => watch::run(args, &mut open(cli)?, &reader()?, out),
        Command::Compare(args) => compare::run(args, &mut open(cli)?, &reader()?, out),
        Command::Why(args) => why::run(args, &mut open(cli)?, &reader()?, out),
        Command::Diff(args) => diff::run(args, &open(cli)?, &reader()?, out),
        Command::Review(args) => review::run(args, &mut open(cli)?, &reader()?, out),
        Command::Decide(args) => review::from_sheet(args, &mut open(cli)?, &reader()?, out),
        Command::Reread(args) => reread::run(args, &mut open(cli)?, &reader()?, out),
        Command::Extract(args) => extract::run(args, &reader()?, out),
        Command::Explain(args) => explain::run(args, &reader()?, out),
        Command::Suggestions(args) => suggestions::run(args, &database(cli)?, out),
        Command::Check { dir } => check::run(dir),
        Command::Serve(args) => crate::web::serve(args, database(cli)?, reader()?, out),
        Command::Rebuild => rebuild::run(&database(cli)?),
        Command::Backup { file } => backup::run(&open(cli)?, file),
        Command::Restore { file } => backup::restore(file, &database(cli)?),
        Command::Salvage { file } => salvage::run(&database(cli)?, file, out),
        Command::Demo => demo::run(&reader()?, out),
        Command::Completions { shell } => manual::completions(*shell, out),
        Command::Manual { to } => manual::pages(to),
        Command::Cluster { arguments } => cluster::run(arguments, None),
        Command::Sql { arguments } => cluster::sql(arguments, &database(cli)?),
        Command::ReadShard { about } => shards::one(*about, &reader()?, out),
        Command::ReadPages => crate::source::worker::serve(),
    }
}

/// `materiel mcp`: answers an agent over standard input and output, which nothing else may write to meanwhile.
pub(crate) fn answer_agent(cli: &Cli) -> Result<Outcome, Failure> {
    crate::web::serve_agent(database(cli)?, Reader::new(cli.knowledge.as_deref())?)
}

/// The register's file: what the user says, else the platform's data folder.
fn database(cli: &Cli) -> Result<PathBuf, Failure> {
    if let Some(path) = &cli.db {
        return Ok(path.clone());
    }
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy()
        .map_err(|_| Failure::Other("the platform names no data folder; say where with --db FILE or MATERIEL_DB".to_owned()))?;
    Ok(folders.data_dir().join("materiel").join("register.db"))
}

fn open(cli: &Cli) -> Result<Store, Failure> {
    Ok(Store::open(&database(cli)?)?)
}

/// This moment, for the log.
pub(crate) fn now() -> materiel_model::Moment {
    materiel_model::Moment::new(jiff::Timestamp::now())
}

impl CutArgs {
    pub(crate) fn cut(&self) -> Cut {
        Cut { known_by: self.known_by.map(PartialDate::last_day), had_at: self.as_we_had_it, min_confidence: self.min_confidence }
    }
}

impl TodayArgs {
    /// The day from which records are looked at: what the user says, else the day of the cut, else that of the environment, else of the clock.
    pub(crate) fn day(&self, cut: &CutArgs) -> Result<jiff::civil::Date, Failure> {
        let cut_day = || cut.known_by.map(PartialDate::last_day).or_else(|| cut.as_we_had_it.map(materiel_model::Moment::day));
        if let Some(day) = self.today.map(PartialDate::last_day).or_else(cut_day) {
            return Ok(day);
        }
        match std::env::var("MATERIEL_TODAY") {
            Ok(day) if !day.is_empty() => day
                .parse()
                .map(PartialDate::last_day)
                .map_err(|error: materiel_model::DateError| Failure::Other(format!("MATERIEL_TODAY: {error}"))),
            _ => Ok(now().day()),
        }
    }
}

impl AboutArgs {
    pub(crate) fn filter(&self, reader: &Reader) -> Filter {
        Filter {
            kinds: self.kind.clone(),
            recipients: list::ids(&self.recipient, reader),
            suppliers: list::ids(&self.supplier, reader),
            equipment: self.equipment.clone(),
            ..Filter::default()
        }
    }
}

impl FilterArgs {
    pub(crate) fn filter(&self, reader: &Reader) -> Filter {
        let reviewed = |looked: &Looked| match looked {
            Looked::No => Reviewed::No,
            Looked::Part => Reviewed::Part,
            Looked::Yes => Reviewed::Yes,
        };
        let words = self.words.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase);
        Filter {
            stages: self.stage.clone(),
            since: self.since,
            until: self.until,
            classes: self.class.clone(),
            reviewed: self.reviewed.iter().map(reviewed).collect(),
            conflicts: self.conflicts.map(|conflicts| conflicts == YesNo::Yes),
            search: words.map(|word| Word { ids: reader.ids_with(&word), word }).collect(),
            ..self.about.filter(reader)
        }
    }
}

impl SortBy {
    pub(crate) const fn order(self) -> Order {
        match self {
            Self::Place => Order::Place,
            Self::Latest => Order::Latest,
            Self::Earliest => Order::Earliest,
            Self::Number => Order::Number,
            Self::Value => Order::Value,
            Self::Voices => Order::Voices,
            Self::Conflicts => Order::Conflicts,
        }
    }
}

/// Gives documents of the store. One that cannot be read shows no quotes, and `rebuild` tells what is wrong with it.
pub(crate) fn library(store: &Store) -> impl Fn(&DocumentId) -> Option<Document> {
    /// So many are remembered, since one document after the other is asked for again and again.
    const REMEMBERED: usize = 64;
    let known: RefCell<HashMap<DocumentId, Option<Document>>> = RefCell::default();
    move |id| {
        if let Some(document) = known.borrow().get(id) {
            return document.clone();
        }
        let document = store.document(id).ok().flatten();
        let mut known = known.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id.clone(), document.clone());
        document
    }
}

/// The record that an id or its beginning means; else what to tell whoever asked.
pub(crate) fn look_up(store: &mut Store, prefix: &str, cut: Cut) -> Result<Result<materiel_model::Record, String>, Failure> {
    let mut found = store.records(prefix, cut)?;
    if let Some(exact) = found.iter().position(|record| record.id.as_str() == prefix) {
        return Ok(Ok(found.swap_remove(exact)));
    }
    Ok(match found.len() {
        0 => Err(format!("no record is called {prefix}")),
        1 => Ok(found.swap_remove(0)),
        many => {
            let ids: Vec<&str> = found.iter().take(8).map(|record| record.id.as_str()).collect();
            let more = if many > 8 { ", …" } else { "" };
            Err(format!("{many} records begin with {prefix}: {}{more}", ids.join(", ")))
        }
    })
}

/// The record that an id or its beginning means; where there is none, the user is told so.
fn find(store: &mut Store, prefix: &str, cut: Cut) -> Result<Result<materiel_model::Record, Outcome>, Failure> {
    Ok(look_up(store, prefix, cut)?.map_err(|why| {
        let hint = if why.starts_with("no record") { "; `materiel list` shows what there is" } else { "" };
        crate::outcome::say(&format!("materiel: {why}{hint}"));
        Outcome::FellShort
    }))
}
