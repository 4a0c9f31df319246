//! Which addresses may be reached: nothing in this machine, its networks or anywhere that is no public address, unless somebody allowed it by name.
//!
//! In: addresses as they are written, and what names resolve to. Out: the same, or why not. The check of names happens where the connection is made,
//! so that a name that resolves to something else the second time, or a redirect, gets no further.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// Why an address is not asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Refused(pub(crate) String);

/// The hosts that somebody allowed by name, whatever they resolve to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed(Vec<String>);

impl Allowed {
    /// Hosts as users write them: `intranet.example`, `127.0.0.1`, `[::1]`, each with a port or without.
    pub(crate) fn new(hosts: &[String]) -> Self {
        Self(hosts.iter().map(|host| host.trim().to_ascii_lowercase()).collect())
    }

    fn has(&self, host: &str, port: Option<u16>) -> bool {
        let host = host.to_ascii_lowercase();
        let with_port = port.map(|port| format!("{host}:{port}"));
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        self.0.iter().any(|one| *one == host || *one == bare || Some(one) == with_port.as_ref())
    }
}

/// An address as it may be asked for: http or https, without a user's name, without a fragment.
///
/// # Errors
/// Says what is wrong with it.
pub(crate) fn address(text: &str) -> Result<Url, Refused> {
    let wrong = |what: &str| Refused(format!("{text}: {what}"));
    let mut url = Url::parse(text.trim()).map_err(|error| wrong(&format!("this is no address ({error})")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("only http:// and https:// addresses are fetched"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("an address with a name or password in it is not fetched"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Refuses an address whose host is written as a network address that is not public. Names are checked when they are resolved.
pub(crate) fn literal(url: &Url, allowed: &Allowed) -> Result<(), Refused> {
    let host = url.host_str().unwrap_or_default();
    if allowed.has(host, url.port_or_known_default()) {
        return Ok(());
    }
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(Host::Domain(_)) | None => return Ok(()),
    };
    match sort(ip) {
        None => Ok(()),
        Some(sort) => Err(refused(host, ip, sort)),
    }
}

fn refused(host: &str, ip: IpAddr, sort: &str) -> Refused {
    let at = if host == ip.to_string() { String::new() } else { format!("{ip}, ") };
    Refused(format!("{host} is {at}{sort}; nothing there is fetched unless it is allowed by name (--allow-host {host})"))
}

/// What an address is that is not public; `None` for a public one.
fn sort(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => sort_of_four(ip),
        IpAddr::V6(ip) => sort_of_six(ip),
    }
}

/// By the IANA registry of special-purpose addresses.
fn sort_of_four(ip: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (0, ..) => Some("an address of this network"),
        (127, ..) => Some("this machine itself (loopback)"),
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => Some("a private address"),
        (169, 254, _) => Some("a link-local address"),
        (100, 64..=127, _) => Some("an address shared by a provider's customers"),
        (224..=239, ..) => Some("a multicast address"),
        (240..=255, ..) | (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => {
            Some("a reserved address")
        }
        _ => None,
    }
}

fn sort_of_six(ip: Ipv6Addr) -> Option<&'static str> {
    let parts = ip.segments();
    if ip.is_loopback() {
        return Some("this machine itself (loopback)");
    }
    match parts {
        [0, 0, 0, 0, 0, 0xffff, ..] => Some("an IPv4 address in another form"),
        // What a network without IPv4 uses to reach IPv4.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b, c, d] = [high.to_be_bytes(), low.to_be_bytes()].concat().try_into().unwrap_or([127, 0, 0, 1]);
            sort_of_four(Ipv4Addr::new(a, b, c, d))
        }
        [0xfc00..=0xfdff, ..] => Some("a unique-local address"),
        [0xfe80..=0xfeff, ..] => Some("a link-local address"),
        [0xff00..=0xffff, ..] => Some("a multicast address"),
        // Tunnels carry an IPv4 address within them; the rest is documentation, benchmarks and the like.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Some("a reserved address"),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("a reserved address"),
    }
}

/// Resolves names to public addresses only.
pub(crate) struct PublicOnly {
    allowed: Allowed,
    inner: DefaultResolver,
}

impl PublicOnly {
    pub(crate) fn new(allowed: Allowed) -> Self {
        Self { allowed, inner: DefaultResolver::default() }
    }
}

impl fmt::Debug for PublicOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicOnly").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().or(if uri.scheme_str() == Some("https") { Some(443) } else { Some(80) });
        if self.allowed.has(host, port) {
            return Ok(found);
        }
        let mut public = self.empty();
        let mut not = None;
        for one in found.iter() {
            match sort(one.ip()) {
                None => public.push(*one),
                Some(sort) => not = Some(refused(host, one.ip(), sort)),
            }
        }
        match not {
            Some(refused) if public.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_told_from_what_is() {
        let private = [
            "127.0.0.1",
            "127.255.0.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.254",
            "224.0.0.1",
            "239.255.255.250",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "192.0.0.8",
            "240.0.0.1",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "100::1",
            "3fff::1",
        ];
        for ip in private {
            assert!(sort(ip.parse().unwrap()).is_some(), "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "1.1.1.1",
            "172.32.0.1",
            "172.15.0.1",
            "100.128.0.1",
            "100.63.0.1",
            "193.0.0.1",
            "2606:4700::1111",
            "2a00::1",
            "64:ff9b::808:808",
        ] {
            assert_eq!(sort(ip.parse().unwrap()), None, "{ip}");
        }
    }

    #[test]
    fn a_literal_address_is_refused_in_whatever_form_it_is_written() {
        let forms = [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "169.254.169.254",
            "[fe80::1]",
            "0",
        ];
        for form in forms {
            let url = address(&format!("http://{form}/latest/meta-data/")).unwrap();
            let error = literal(&url, &Allowed::default()).unwrap_err();
            assert!(error.to_string().contains("--allow-host"), "{form}: {error}");
        }
        let url = |text: &str| address(text).unwrap();
        assert!(literal(&url("https://example.org/"), &Allowed::default()).is_ok());
        assert!(literal(&url("http://2130706433/"), &Allowed::new(&["127.0.0.1".into()])).is_ok());
        assert!(literal(&url("http://[::1]:8080/"), &Allowed::new(&["::1".into()])).is_ok());
        assert!(literal(&url("http://127.0.0.1:8080/"), &Allowed::new(&["127.0.0.1:8080".into()])).is_ok());
        assert!(literal(&url("http://127.0.0.1:8081/"), &Allowed::new(&["127.0.0.1:8080".into()])).is_err());
        assert!(literal(&url("http://127.0.0.1/"), &Allowed::new(&["127.0.0.2".into()])).is_err());
    }

    #[test]
    fn a_name_that_resolves_to_this_machine_is_refused_where_it_is_connected_to() {
        let agent = |allowed: &[String]| {
            let config = Config::builder().proxy(None).timeout_global(Some(std::time::Duration::from_secs(10))).build();
            ureq::Agent::with_parts(
                config,
                ureq::unversioned::transport::DefaultConnector::default(),
                PublicOnly::new(Allowed::new(allowed)),
            )
        };
        for form in ["localhost:9", "2130706433:9", "127.0.0.1:9", "[::ffff:127.0.0.1]:9"] {
            let error = agent(&[]).get(format!("http://{form}/")).call().unwrap_err();
            let ureq::Error::Other(inner) = &error else { panic!("{form}: {error}") };
            assert!(inner.downcast_ref::<Refused>().is_some(), "{form}: {error}");
        }
        // Allowed by name it is tried; nobody listens there.
        let error = agent(&["localhost".into()]).get("http://localhost:9/").call().unwrap_err();
        assert!(!matches!(error, ureq::Error::Other(_)), "{error}");
    }

    #[test]
    fn addresses_that_are_not_of_the_web_are_refused() {
        for text in [
            "file:///etc/passwd",
            "ftp://example.org/",
            "https://user:word@example.org/",
            "example.org",
            "gopher://x",
            "http://",
            "data:text/html,x",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
        assert_eq!(address(" HTTPS://Example.ORG:443/a b#part ").unwrap().as_str(), "https://example.org/a%20b");
    }
}
