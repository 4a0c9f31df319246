//! The register over HTTP: `materiel serve`.
//!
//! In: the register's file and a reader with its knowledge. Out: pages, their `.json` and `.csv` twins, and what the other areas add.
//!
//! * [`state`] is what all handlers share; `State::read` runs work beside an open register, off the threads that talk to the network.
//! * [`query`] makes what an address asks for of its query, with the same grammar as `materiel list`.
//! * [`answer`] turns what a handler comes to into an answer, errors too.
//! * Every area is a module with its own `routes() -> Router<State>`, merged in [`router`].

#![allow(dead_code, reason = "the areas that use it are being moved in")]

mod answer;
mod pages;
mod query;
mod state;

pub(crate) use answer::{Answer, Trouble};
pub(crate) use query::{Asked, Link};
pub(crate) use state::State;

use crate::cli::ServeArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use axum::Router;
use std::io::Write;
use std::path::PathBuf;

/// Serves until it is told to stop.
pub(crate) fn serve(args: &ServeArgs, database: PathBuf, reader: Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let state = State::open(database, reader, args.allow_review)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let wrong = |error: std::io::Error| Failure::Other(format!("listening on {}: {error}", args.listen));
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        writeln!(out, "http://{address}/")?;
        out.flush()?;
        if !address.ip().is_loopback() {
            say("materiel: other machines can reach this, without encryption; put a server with TLS before it");
        }
        axum::serve(listener, router(state)).with_graceful_shutdown(stopped()).await.map_err(wrong)
    })?;
    // Work that still reads the register is not waited for.
    runtime.shutdown_background();
    Ok(Outcome::Done)
}

/// All areas.
pub(crate) fn router(state: State) -> Router {
    Router::new().merge(pages::routes()).with_state(state)
}

/// Ends when the user or the system asks the program to stop.
async fn stopped() {
    let interrupted = async {
        // Where the signal cannot be listened to, it ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
