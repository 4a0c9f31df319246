//! Pages from the network: what is asked for, how, and what becomes of the answers.
//!
//! In: addresses, and what is followed. Out: documents in the register, their answers in the archive beside it. [`crawl`] says which request is made when,
//! [`client`] makes it, [`guard`] and [`robots`] say whether it may be made; [`take`] reads what came, [`links`] finds where more is,
//! [`keep`] stores it.

mod client;
mod crawl;
mod guard;
mod keep;
mod known;
mod links;
mod robots;
mod spread;
mod take;
mod wait;

pub(crate) use guard::address;
pub(crate) use known::{Known, Way};
pub(crate) use take::{Limits, Taker, Tally};
pub(crate) use wait::duration;

use crate::cli::NetArgs;
use client::{Client, Manners};
use crawl::{Crawl, Pace};
use guard::Allowed;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// True once somebody asked the program to end.
static STOP: AtomicBool = AtomicBool::new(false);

/// From now on a signal to end (Ctrl-C, TERM, HUP) ends the run after what is begun; a second one ends it at once.
pub(crate) fn heed_signals() {
    // Where signals cannot be caught, they end the program as ever: what was reported as stored is stored all the same.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// True once somebody asked the program to end.
pub(crate) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Sleeps, unless somebody asks the program to end.
pub(crate) fn sleep(length: Duration) {
    let began = std::time::Instant::now();
    while !is_stopped() && began.elapsed() < length {
        std::thread::sleep(Duration::from_millis(100).min(length.saturating_sub(began.elapsed())));
    }
}

/// A crawl with the manners that somebody asked for.
pub(crate) fn crawl(args: &NetArgs) -> Crawl<'static> {
    let manners = Manners {
        agent: args.user_agent.clone().unwrap_or_else(agent),
        timeout: args.timeout,
        most: args.max_size,
        allowed: Allowed::new(&args.allow_host),
    };
    let clock = || u64::try_from(jiff::Timestamp::now().as_nanosecond() & i128::from(u32::MAX)).unwrap_or(0);
    let pace = Pace {
        delay: args.delay,
        retries: args.retries,
        patience: args.patience,
        seed: args.seed.unwrap_or_else(|| clock() ^ (u64::from(std::process::id()) << 32)),
    };
    Crawl::new(Client::new(manners), pace, &STOP)
}

/// Who asks, as servers are told.
fn agent() -> String {
    format!("{}/{} (+{})", robots::NAME, env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"))
}
