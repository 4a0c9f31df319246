//! One request and its answer: asked politely, taken within limits, and given back as it came.
//!
//! In: an address and what is known of it. Out: status, headers and body, packed as it was sent and unpacked. Redirects are not followed here, so that
//! whoever follows them checks each.

use super::guard::{Allowed, PublicOnly, Refused, literal};
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use materiel_model::Moment;
use std::io::Read;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

/// How requests are made.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    /// Who asks.
    pub(crate) agent: String,
    /// The longest that a request may take altogether.
    pub(crate) timeout: Duration,
    /// The most bytes that an answer may have, as sent and unpacked.
    pub(crate) most: u64,
    pub(crate) allowed: Allowed,
}

/// What the last answer said that the next request repeats, so that what has not changed is not sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Since {
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) at: Moment,
    pub(crate) status: u16,
    /// Names in small letters, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    /// The request as it was made.
    pub(crate) request: Vec<u8>,
    /// The body as it was sent.
    pub(crate) sent: Vec<u8>,
    /// True when the body was longer than it may be; then `sent` is its beginning.
    pub(crate) truncated: bool,
    /// The body unpacked, or why that cannot be.
    pub(crate) body: Result<Vec<u8>, String>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The first line and the headers, as the archive keeps them. The chunks that a body may be sent in are put together, so the header that tells of them
    /// stands under another name.
    pub(crate) fn head(&self) -> Vec<u8> {
        let reason = ureq::http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mut out = format!("HTTP/1.1 {} {reason}\r\n", self.status);
        for (name, value) in &self.headers {
            let name = if name == "transfer-encoding" { "x-archive-orig-transfer-encoding" } else { name };
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        out.push_str("\r\n");
        out.into_bytes()
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// It was not asked for, and will not be.
    #[error("{0}")]
    Refused(String),
    /// It could not be reached, or answered nothing that is understood; it may another time.
    #[error("{0}")]
    Unreachable(String),
}

/// Asks for addresses.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    agent: Agent,
    manners: Manners,
}

impl Client {
    pub(crate) fn new(manners: Manners) -> Self {
        let config = Config::builder()
            .timeout_global(Some(manners.timeout))
            .timeout_connect(Some(manners.timeout.min(Duration::from_secs(15))))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(64 << 10)
            .max_idle_connections_per_host(1)
            // A proxy would reach on our behalf what may not be reached.
            .proxy(None)
            // All that is sent is set below, where the archive sees it.
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), PublicOnly::new(manners.allowed.clone()));
        Self { agent, manners }
    }

    /// Refuses an address that may not be reached, as far as that can be told before its name is resolved.
    ///
    /// # Errors
    /// Says why.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Refused> {
        literal(url, &self.manners.allowed)
    }

    /// Asks for an address once.
    ///
    /// # Errors
    /// [`Trouble`], with the address.
    pub(crate) fn get(&self, url: &Url, since: &Since) -> Result<Answer, Trouble> {
        self.check(url).map_err(|refused| Trouble::Refused(format!("{url}: {refused}")))?;
        let mut headers = vec![
            ("user-agent", self.manners.agent.clone()),
            ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8".to_owned()),
            ("accept-language", "en,*;q=0.5".to_owned()),
            ("accept-encoding", "gzip".to_owned()),
        ];
        headers.extend(since.etag.iter().map(|etag| ("if-none-match", etag.clone())));
        headers.extend(since.modified.iter().map(|day| ("if-modified-since", day.clone())));
        let mut request = self.agent.get(url.as_str());
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        let mut answer = request.call().map_err(|error| trouble(url, self.manners.timeout, error))?;
        let at = Moment::new(jiff::Timestamp::now());
        let found = answer.headers().iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let found: Vec<(String, String)> = found.collect();
        let mut sent = Vec::new();
        let most = self.manners.most;
        let taken = answer.body_mut().with_config().limit(u64::MAX).reader().take(most + 1).read_to_end(&mut sent);
        if let Err(error) = taken {
            return Err(Trouble::Unreachable(format!(
                "{url}: the answer broke off: {}",
                in_words(&error.to_string(), self.manners.timeout)
            )));
        }
        let truncated = sent.len() as u64 > most;
        sent.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let encoding = found.iter().find(|(name, _)| name == "content-encoding").map(|(_, value)| value.as_str());
        let body = if truncated { Err(too_long(most)) } else { unpacked(&sent, encoding.unwrap_or_default(), most) };
        let path = url.path().to_owned() + &url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let host = url.host_str().unwrap_or_default().to_owned() + &url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let mut asked = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n");
        headers.iter().for_each(|(name, value)| asked.push_str(&format!("{name}: {value}\r\n")));
        asked.push_str("\r\n");
        Ok(Answer { at, status: answer.status().as_u16(), headers: found, request: asked.into_bytes(), sent, truncated, body })
    }
}

fn too_long(most: u64) -> String {
    format!("the answer is longer than {most} bytes (--max-size)")
}

/// A body without its packing.
fn unpacked(sent: &[u8], encoding: &str, most: u64) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut read = |from: &mut dyn Read| {
        from.take(most + 1).read_to_end(&mut out).map_err(|error| format!("the answer is packed and cannot be unpacked: {error}"))
    };
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => out.extend_from_slice(sent),
        "gzip" | "x-gzip" => {
            read(&mut GzDecoder::new(sent))?;
        }
        // Some servers send it with its frame, some without.
        "deflate" if sent.first().is_some_and(|byte| byte & 0x0f == 8) => {
            read(&mut ZlibDecoder::new(sent))?;
        }
        "deflate" => {
            read(&mut DeflateDecoder::new(sent))?;
        }
        other => return Err(format!("the answer is packed in a way that was not asked for (`{other}`)")),
    }
    if out.len() as u64 > most { Err(too_long(most)) } else { Ok(out) }
}

fn trouble(url: &Url, timeout: Duration, error: ureq::Error) -> Trouble {
    if let ureq::Error::Other(inner) = &error
        && let Some(refused) = inner.downcast_ref::<Refused>()
    {
        return Trouble::Refused(format!("{url}: {refused}"));
    }
    let what = match &error {
        ureq::Error::HostNotFound => "no such host is known".to_owned(),
        ureq::Error::Timeout(_) => format!("no answer within {} s (--timeout)", timeout.as_secs_f64()),
        ureq::Error::LargeResponseHeader(..) => "the answer's headers are too long".to_owned(),
        other => in_words(&other.to_string(), timeout),
    };
    Trouble::Unreachable(format!("{url}: {what}"))
}

fn in_words(error: &str, timeout: Duration) -> String {
    if error.contains("timeout") { format!("no answer within {} s (--timeout)", timeout.as_secs_f64()) } else { error.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    #[test]
    fn a_body_is_unpacked_within_the_limit() {
        let text = b"some words ".repeat(50);
        let gzip = |bytes: &[u8]| {
            let mut out = GzEncoder::new(Vec::new(), Compression::best());
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        };
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(&text).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::best());
        bare.write_all(&text).unwrap();
        for (sent, encoding) in [
            (gzip(&text), "gzip"),
            (gzip(&text), "X-GZIP"),
            (zlib.finish().unwrap(), "deflate"),
            (bare.finish().unwrap(), "deflate"),
            (text.clone(), ""),
        ] {
            assert_eq!(unpacked(&sent, encoding, 10_000).unwrap(), text, "{encoding}");
            assert!(unpacked(&sent, encoding, 100).unwrap_err().contains("longer than 100 bytes"), "{encoding}");
        }
        let bomb = gzip(&vec![0; 50 << 20]);
        assert!(bomb.len() < 100_000);
        assert!(unpacked(&bomb, "gzip", 1 << 20).unwrap_err().contains("--max-size"));
        assert!(unpacked(b"\x1f\x8b broken", "gzip", 100).unwrap_err().contains("cannot be unpacked"));
        assert!(unpacked(b"x", "br", 100).unwrap_err().contains("`br`"));
    }
}
