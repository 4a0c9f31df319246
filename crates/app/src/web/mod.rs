//! The register over HTTP: `materiel serve`.
//!
//! In: the register's file and a reader with its knowledge. Out: pages, their `.json` and `.csv` twins, and what the other areas add.
//!
//! * [`state`] is what all handlers share; `State::read` runs work beside an open register, off the threads that talk to the network.
//! * [`query`] makes what an address asks for of its query, with the same grammar as `materiel list`.
//! * [`answer`] turns what a handler comes to into an answer, errors too.
//! * [`lately`] keeps answers until the register changes.
//! * Every area is a module with its own `routes() -> Router<State>`, merged in [`router`].

mod answer;
mod api;
mod guard;
mod lately;
mod mcp;
mod pages;
mod query;
mod sign;
mod state;

pub(crate) use answer::{Answer, Trouble};
pub(crate) use query::{Asked, Link};
pub(crate) use sign::users::{Role, User, Users};
pub(crate) use state::{Offer, State};

use crate::cli::ServeArgs;
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use axum::Router;
use guard::{Guard, Names};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Serves until it is told to stop.
pub(crate) fn serve(args: &ServeArgs, database: PathBuf, reader: Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let wrong = |error: std::io::Error| Failure::Other(format!("listening on {}: {error}", args.listen));
    let listener = std::net::TcpListener::bind(args.listen).map_err(wrong)?;
    listener.set_nonblocking(true).map_err(wrong)?;
    let listen = listener.local_addr().map_err(wrong)?;
    let names = Names::new(listen, args.address.as_deref())?;
    let proxies: Vec<_> = args.proxy.iter().map(std::net::IpAddr::to_canonical).collect();
    let guard = Guard::new(names.clone(), proxies.clone(), args.rate);
    let state = State::open(database, reader, names, Offer { review: args.allow_review, private: args.private })?;
    let most = usize::try_from(args.connections).unwrap_or(usize::MAX);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(wrong)?;
        writeln!(out, "http://{listen}/")?;
        out.flush()?;
        if !listen.ip().is_loopback() && args.address.is_none() {
            say("materiel: other machines can reach this, without encryption; put a server with TLS before it");
        }
        guard::listen(listener, router(state, guard), most, &proxies, stopped()).await;
        Ok::<(), Failure>(())
    })?;
    // Work that still reads the register is not waited for.
    runtime.shutdown_background();
    Ok(Outcome::Done)
}

/// Answers an agent over standard input and output until it ends.
pub(crate) fn serve_agent(database: PathBuf, reader: Reader) -> Result<Outcome, Failure> {
    let nowhere = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    mcp::serve(State::open(database, reader, Names::new(nowhere, None)?, Offer::default())?)
}

/// All areas, with the guard before them.
pub(crate) fn router(state: State, guard: Arc<Guard>) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .merge(mcp::routes(&state))
        .merge(sign::routes())
        .layer(axum::middleware::from_fn_with_state(state.clone(), sign::know))
        .layer(axum::middleware::from_fn_with_state(guard, guard::watch))
        .with_state(state)
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
