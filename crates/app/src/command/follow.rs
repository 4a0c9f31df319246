//! `materiel follow`, `unfollow` and `sources`: what `materiel fetch` is to ask for.

use super::{count, now};
use crate::cli::{FollowArgs, SourcesArgs};
use crate::fetch::{Known, Way, address};
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::reading::Reader;
use crate::tables::KnownSource;
use materiel_model::Moment;
use materiel_store::{Followed, Store};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// A followed address, as it is listed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FollowedRow {
    /// The address.
    pub(crate) address: String,
    /// How it is read, and what it is called.
    #[serde(flatten)]
    pub(crate) way: Way,
    /// Since when it is followed.
    pub(crate) added: Moment,
    /// When it was last asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<Moment>,
    /// How many documents came of it.
    pub(crate) documents: usize,
    /// What went wrong at the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

pub(crate) fn follow(args: &FollowArgs, database: &Path, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.list {
        let rows = rows(&Store::open(database)?)?;
        page::rows(&rows, args.format, out, |rows, out| page::followed(rows, &page::Paper::of_stdout(), out))?;
        if rows.is_empty() {
            say("materiel: nothing is followed; `materiel follow ADDRESS` begins, and `materiel sources` lists known sources");
        }
        return Ok(if rows.is_empty() { Outcome::FellShort } else { Outcome::Done });
    }
    let sources = reader.sources();
    let mut all: Vec<(String, Way)> = Vec::new();
    for one in &args.what {
        all.extend(meant(one, args, &sources)?);
    }
    let mut store = Store::create(database)?;
    for (address, way) in all {
        let called = way.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        // Plain values always serialise.
        let body = serde_json::to_string(&way).unwrap_or_default();
        let new = store.follow(&Followed { address: address.clone(), added: now(), body })?;
        say(&format!(
            "{address}{called}: {}",
            if new { "followed from now on; `materiel fetch` gets what is new" } else { "was followed, and still is" }
        ));
    }
    Ok(Outcome::Done)
}

/// The addresses that an argument means, with how each is read.
fn meant(one: &str, args: &FollowArgs, sources: &[KnownSource]) -> Result<Vec<(String, Way)>, Failure> {
    if let Some(source) = sources.iter().find(|source| source.id == one) {
        if source.follow.is_empty() {
            return Err(Failure::Other(format!("{one}: no address of this source is known that can be followed; see {}", source.home)));
        }
        let way = |surface: &crate::tables::Surface| Way {
            name: args.name.clone().or_else(|| Some(source.name.clone())),
            source: Some(source.id.clone()),
            publisher: args.publisher.clone().or_else(|| Some(source.publisher.clone().unwrap_or_else(|| source.name.clone()))),
            links: if args.links.is_empty() { surface.links.clone() } else { args.links.clone() },
            items: surface.items.clone(),
            link: surface.link.clone(),
        };
        return source.follow.iter().map(|surface| Ok((checked(&surface.address)?, way(surface)))).collect();
    }
    if !one.contains("://") {
        return Err(Failure::Other(format!("{one}: this is no address (https://…) and no known source; `materiel sources` lists those")));
    }
    let way = Way { name: args.name.clone(), publisher: args.publisher.clone(), links: args.links.clone(), ..Way::default() };
    Ok(vec![(checked(one)?, way)])
}

fn checked(text: &str) -> Result<String, Failure> {
    address(text).map(|url| url.to_string()).map_err(|refused| Failure::Other(refused.to_string()))
}

pub(crate) fn unfollow(what: &[String], store: &mut Store) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    for one in what {
        let found = chosen(store, one)?;
        if found.is_empty() {
            say(&format!("materiel: {one}: nothing of this address, name or source is followed; `materiel follow --list` shows what is"));
            outcome = Outcome::FellShort;
        }
        for (address, _) in found {
            store.unfollow(&address)?;
            say(&format!("{address}: followed no more; what was fetched stays"));
        }
    }
    Ok(outcome)
}

/// The followed addresses that are meant by an address, a name or a source.
pub(crate) fn chosen(store: &Store, one: &str) -> Result<Vec<(String, Way)>, Failure> {
    let same = |(followed, way): &(String, Way)| {
        let url = address(one).ok().map(|url| url.to_string());
        Some(followed) == url.as_ref() || way.name.as_deref() == Some(one) || way.source.as_deref() == Some(one)
    };
    Ok(all(store)?.into_iter().filter(same).collect())
}

/// Everything that is followed.
pub(crate) fn all(store: &Store) -> Result<Vec<(String, Way)>, Failure> {
    Ok(store.followed()?.into_iter().map(|one| (one.address, serde_json::from_str(&one.body).unwrap_or_default())).collect())
}

fn rows(store: &Store) -> Result<Vec<FollowedRow>, Failure> {
    let mut out = Vec::new();
    for one in store.followed()? {
        let known = Known::read(store, &one.address)?;
        let via = store.visits_via(&one.address)?;
        out.push(FollowedRow {
            way: serde_json::from_str(&one.body).unwrap_or_default(),
            added: one.added,
            asked: known.as_ref().map(|(_, at)| *at),
            documents: via.iter().filter(|visit| Known::of(visit).document.is_some()).count(),
            error: known.and_then(|(known, _)| known.error),
            address: one.address,
        });
    }
    Ok(out)
}

pub(crate) fn sources(args: &SourcesArgs, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let words: Vec<String> = args.words.iter().map(|word| word.to_lowercase()).collect();
    let found: Vec<KnownSource> = reader.sources().into_iter().filter(|source| words.iter().all(|word| source.has(word))).collect();
    page::rows(&found, args.format, out, |rows, out| page::sources(rows, &page::Paper::of_stdout(), out))?;
    if found.is_empty() {
        say("materiel: no known source has all these words");
        return Ok(Outcome::FellShort);
    }
    out.flush()?;
    say(&format!("{}; `materiel follow ID` follows one", count(found.len(), "source")));
    Ok(Outcome::Done)
}
