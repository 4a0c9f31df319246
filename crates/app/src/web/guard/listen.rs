//! Connections: taking them, and letting go of those that are slow or too many.
//!
//! In: a socket that listens. Out: requests for the router, each with its [`Peer`]. When told to stop, no new connection is taken, requests
//! that are being answered are finished for some seconds, and what is left is cut.

use super::Peer;
use super::bucket::network;
use crate::outcome::say;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower_service::Service;

/// The head of a request has to be there by then; so has the next request on a connection that is kept.
const HEAD: Duration = Duration::from_secs(10);
/// So long an answer may wait to be read without a byte of it being taken.
const STALLED: Duration = Duration::from_secs(30);
/// No connection lasts longer.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// When told to stop, so long requests that are being answered may take.
const LAST: Duration = Duration::from_secs(10);

/// How many connections there are of each peer.
#[derive(Clone, Default)]
struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place that is free again when this is dropped.
struct Place(Crowd, IpAddr);

impl Crowd {
    fn enter(&self, peer: IpAddr, most: usize) -> Option<Place> {
        let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = peers.entry(peer).or_default();
        if *here >= most {
            return None;
        }
        *here += 1;
        Some(Place(self.clone(), peer))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut peers = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = peers.get_mut(&self.1) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                peers.remove(&self.1);
            }
        }
    }
}

/// Serves connections until `stop` comes about: at most `most` at once, of one peer a quarter of them unless it is one of `proxies`.
pub(crate) async fn listen(listener: TcpListener, router: Router, most: usize, proxies: &[IpAddr], stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    // What is larger than is taken still has to be read to be told so.
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 << 10).max_headers(100);
    let (places, crowd, graceful) = (Arc::new(Semaphore::new(most)), Crowd::default(), GracefulShutdown::new());
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Mostly too many open files: others end soon.
                    say(&format!("materiel: taking a connection: {error}"));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let of_one = if proxies.contains(&peer.ip().to_canonical()) { most } else { most.div_ceil(4) };
        let (Ok(place), Some(own)) = (Arc::clone(&places).try_acquire_owned(), crowd.enter(network(peer.ip()), of_one)) else {
            turn_away(&stream);
            continue;
        };
        let connection = connection(&http, stream, peer, router.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is the other side's affair.
            let _ = tokio::time::timeout(LONGEST, connection).await;
            drop((place, own));
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(LAST) => {}
    }
}

fn connection(
    http: &http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send + 'static {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().call(request)
    });
    http.serve_connection(TokioIo::new(Box::pin(stream)), service)
}

/// Says that there is no place, as far as it can be said without waiting.
fn turn_away(stream: &TcpStream) {
    let body = r#"{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"too many connections are open"}"#;
    let head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\nConnection: close\r\n";
    let _ = stream.try_write(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
}
