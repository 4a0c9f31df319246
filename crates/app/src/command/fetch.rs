//! `materiel fetch`: what is new of what is followed, once or again and again; and the pages that `materiel add` is given by address.

use super::{count, follow};
use crate::cli::{About, FetchArgs, NetArgs};
use crate::fetch::{self, Limits, Taker, Tally, Way, address};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use materiel_store::{Store, StoreError};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

pub(crate) fn run(args: &FetchArgs, database: &Path, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    fetch::heed_signals();
    let Some(every) = args.every else { return once(args, database, reader, out) };
    loop {
        let began = Instant::now();
        match once(args, database, reader, out) {
            Ok(_) => {}
            // Somebody else writes for a while; the next round comes.
            Err(Failure::Store(error @ (StoreError::Busy { .. } | StoreError::Held { .. }))) => say(&format!("materiel: {error}")),
            Err(error) => return Err(error),
        }
        if fetch::is_stopped() {
            break;
        }
        // A round that took longer than its time is followed by the next one, but not at once.
        let rest = every.saturating_sub(began.elapsed()).max(Duration::from_secs(1).min(every));
        say(&format!("the next round begins in {} s", rest.as_secs()));
        fetch::sleep(rest);
        if fetch::is_stopped() {
            break;
        }
    }
    say("materiel: ended by a signal; what was fetched is stored");
    Ok(Outcome::Done)
}

fn once(args: &FetchArgs, database: &Path, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut store = Store::open(database)?;
    store.hold()?;
    let mut wanted: Vec<(String, Way)> = Vec::new();
    for one in &args.what {
        let found = follow::chosen(&store, one)?;
        if found.is_empty() {
            return Err(Failure::Other(format!(
                "{one}: nothing of this address, name or source is followed; `materiel follow --list` shows what is"
            )));
        }
        wanted.extend(found);
    }
    if args.what.is_empty() {
        wanted = follow::all(&store)?;
    }
    if wanted.is_empty() {
        say("materiel: nothing is followed; `materiel follow ADDRESS` begins, and `materiel sources` lists known sources");
        return Ok(Outcome::FellShort);
    }
    let limits = Limits { pages: args.max_pages, recheck: args.recheck };
    let mut crawl = fetch::crawl(&args.net);
    let mut taker = Taker::new(&mut store, reader, About::default(), limits, Some(out))?;
    for (followed, way) in wanted {
        match address(&followed) {
            Ok(url) => taker.want_followed(&mut crawl, url, way)?,
            Err(refused) => say(&refused.to_string()),
        }
    }
    let tally = taker.run(&mut crawl)?;
    finish(&mut store, &tally)
}

/// The pages at some addresses, for `materiel add`.
pub(super) fn add(
    addresses: &[String],
    about: &About,
    net: &NetArgs,
    store: &mut Store,
    reader: &Reader,
    lines: Option<&mut dyn Write>,
) -> Result<Outcome, Failure> {
    fetch::heed_signals();
    let mut crawl = fetch::crawl(net);
    let mut taker = Taker::new(store, reader, about.clone(), Limits { pages: usize::MAX, recheck: None }, lines)?;
    let mut refused = 0;
    for one in addresses {
        match address(one) {
            Ok(url) => taker.want_page(&mut crawl, url)?,
            Err(error) => {
                say(&error.to_string());
                refused += 1;
            }
        }
    }
    let mut tally = taker.run(&mut crawl)?;
    tally.failed += refused;
    finish(store, &tally)
}

/// Brings the records up to date, and says what came of it.
fn finish(store: &mut Store, tally: &Tally) -> Result<Outcome, Failure> {
    if tally.stored + tally.versions > 0 {
        super::add::project(store)?;
    }
    say(&summary(tally));
    Ok(match tally {
        tally if tally.failed > 0 => Outcome::SomeBad,
        tally if tally.put_off > 0 || fetch::is_stopped() => Outcome::FellShort,
        _ => Outcome::Done,
    })
}

fn summary(tally: &Tally) -> String {
    let mut parts = vec![
        format!("{} asked for", if tally.asked == 1 { "1 address".to_owned() } else { format!("{} addresses", tally.asked) }),
        format!("{} stored with {}", count(tally.stored, "document"), count(tally.claims, "claim")),
    ];
    let more = [
        (tally.versions, if tally.versions == 1 { "page changed" } else { "pages changed" }),
        (tally.unchanged, "unchanged"),
        (tally.failed, "failed"),
        (tally.put_off, "put off"),
        (tally.left, "left for the next runs (--max-pages)"),
    ];
    parts.extend(more.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")));
    parts.join(", ")
}
