//! What stands between the network and the pages.
//!
//! In: requests of anybody. Out: those that are small, soon there, not too many and meant for this server, with who sent them; and answers with
//! headers that tell browsers to run nothing but our own scripts. Whatever is refused is told as a page, or as `application/problem+json`
//! (RFC 9457) to programs.
//!
//! | what | limit | answer |
//! | --- | --- | --- |
//! | connections at once | `--connections`, a quarter of them for one peer | closed |
//! | head of a request | 10 s, 16 KiB, 100 fields; the address 8 KiB | 408 or closed, 431, 414 |
//! | body of a request | 4 MiB | 413 |
//! | the whole of a request | 60 s | 504 |
//! | an answer that is not read | 30 s without a byte, 15 min in all | closed |
//! | requests of one peer | `--rate` a second, ten times as many at once | 429 |
//! | wrong tokens of one peer | five, then one in 30 s | 429 |
//! | `Host` | our names, and addresses of machines | 421 |

mod bucket;
mod host;
mod listen;
mod refusal;

pub(crate) use bucket::Buckets;
pub(crate) use host::Names;
pub(crate) use listen::listen;
pub(crate) use refusal::{Refusal, is_for_programs};

use axum::body::Body;
use axum::extract::{self, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a page may load: our own files, and nothing that stands in the page itself.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What is no page loads nothing.
const OTHERS: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// The largest body of a request, in bytes.
pub(crate) const BODY: usize = 4 << 20;
const HEAD: usize = 16 << 10;
const ADDRESS: usize = 8 << 10;
const WHOLE: Duration = Duration::from_secs(60);

/// Who sent a request: the machine that it came from, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// Whoever it is.
    pub(crate) const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
}

/// What is let through.
pub(crate) struct Guard {
    names: Names,
    /// Servers before this one, which say for whom they ask.
    proxies: Vec<IpAddr>,
    /// How many requests each peer may send; `None` for any number.
    rate: Option<Buckets>,
}

impl Guard {
    /// `rate` is how many requests a second each peer may send; 0 stands for any number.
    pub(crate) fn new(names: Names, proxies: Vec<IpAddr>, rate: u32) -> Arc<Self> {
        let rate = f64::from(rate);
        let rate = (rate > 0.0).then(|| Buckets::new(rate * 10.0, rate));
        Arc::new(Self { names, proxies, rate })
    }

    /// The machine that a request comes from. A proxy adds whom it asks for at the end; what stands before that anybody can write.
    fn peer(&self, request: &Request) -> IpAddr {
        let direct = request.extensions().get::<Peer>().map_or(Peer::UNKNOWN, |peer| peer.0.to_canonical());
        let told =
            request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let chain: Vec<IpAddr> = told.map_while(|one| one.trim().parse().ok()).collect();
        if !self.proxies.contains(&direct) {
            return direct;
        }
        chain.into_iter().rev().find(|ip| !self.proxies.contains(&ip.to_canonical())).unwrap_or(direct)
    }

    fn refuse(&self, request: &Request, peer: IpAddr) -> Option<Refusal> {
        if let Some(Err(wait)) = self.rate.as_ref().map(|rate| rate.take(peer, Instant::now())) {
            return Some(Refusal::too_many("too many requests come from this address", wait));
        }
        if !self.names.is_ours(request.headers()) {
            return Some(Refusal::misdirected("this server is not called that; `materiel serve --address` says what it is called"));
        }
        if request.uri().path_and_query().is_some_and(|whole| whole.as_str().len() > ADDRESS) {
            return Some(Refusal::long_address());
        }
        let head: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if head > HEAD {
            return Some(Refusal::large_head());
        }
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > BODY as u64) {
            return Some(Refusal::large_body());
        }
        let known = [Method::GET, Method::HEAD, Method::POST, Method::DELETE, Method::OPTIONS, Method::PUT, Method::PATCH];
        if !known.contains(request.method()) {
            return Some(Refusal::method());
        }
        None
    }
}

/// Lets through what may be let through, and puts on every answer what browsers have to know.
pub(crate) async fn watch(extract::State(guard): extract::State<Arc<Guard>>, mut request: Request, next: Next) -> Response {
    let peer = guard.peer(&request);
    request.extensions_mut().insert(Peer(peer));
    let path = request.uri().path().to_owned();
    let wants_json = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"));
    let answer = match guard.refuse(&request, peer) {
        Some(refusal) => refusal.into_response(),
        None => match tokio::time::timeout(WHOLE, next.run(request)).await {
            Ok(answer) => answer,
            Err(_) => Refusal::too_long().into_response(),
        },
    };
    let mut answer = refusal::told(answer, &path, wants_json);
    secure(&mut answer, &guard.names);
    answer
}

/// The headers that every answer has.
fn secure(answer: &mut Response<Body>, names: &Names) {
    let is_page = answer.headers().get(header::CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    let headers = answer.headers_mut();
    let mut put = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    put("content-security-policy", if is_page { PAGES } else { OTHERS });
    put("x-content-type-options", "nosniff");
    put("x-frame-options", "DENY");
    // Our own pages are told where a form comes from, which `no-referrer` would hide from us too.
    put("referrer-policy", "same-origin");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put("cross-origin-embedder-policy", "require-corp");
    put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if names.is_encrypted() {
        put("strict-transport-security", "max-age=31536000");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_says_for_whom_it_asks_and_nobody_else_does() {
        let names = Names::new("127.0.0.1:80".parse().unwrap(), None).unwrap();
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let guard = Guard::new(names, vec![proxy], 0);
        let peer = |direct: &str, told: &[&str]| {
            let mut request = Request::new(Body::empty());
            request.extensions_mut().insert(Peer(direct.parse().unwrap()));
            for told in told {
                request.headers_mut().append("x-forwarded-for", told.parse().unwrap());
            }
            guard.peer(&request).to_string()
        };
        assert_eq!(peer("192.0.2.9", &["198.51.100.1"]), "192.0.2.9");
        assert_eq!(peer("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(peer("10.0.0.1", &["203.0.113.66, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(peer("10.0.0.1", &["203.0.113.66", "198.51.100.1, 10.0.0.1"]), "198.51.100.1");
        assert_eq!(peer("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(peer("10.0.0.1", &["<script>"]), "10.0.0.1");
    }
}
