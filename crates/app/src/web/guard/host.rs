//! Under which names the server is asked for.
//!
//! In: what `--listen` and `--address` say, and the headers of a request. Out: whether a browser was led here by a name of somebody else's
//! (DNS rebinding), and whether a request that changes something comes from a page of ours.

use crate::outcome::Failure;
use axum::http::{HeaderMap, header};
use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

/// The names that the server goes by.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// The address that people reach it under, when it is another than that where it listens.
    address: Option<Url>,
    /// Where it listens.
    listen: SocketAddr,
}

impl Names {
    /// # Errors
    /// An address with a path, a user or anything but `http` and `https`.
    pub(crate) fn new(listen: SocketAddr, address: Option<&str>) -> Result<Self, Failure> {
        let address = address.map(public).transpose()?;
        Ok(Self { address, listen })
    }

    /// True when browsers speak to the server without anybody between who could listen.
    pub(crate) fn is_private(&self) -> bool {
        match &self.address {
            Some(address) => address.scheme() == "https" || is_local(address.host()),
            None => self.listen.ip().is_loopback(),
        }
    }

    /// True when cookies are to travel with TLS only.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.address.as_ref().is_some_and(|address| address.scheme() == "https")
    }

    /// Whether a request's `Host` is ours. A name that is not ours was made to point here by somebody; an address of a machine cannot be.
    pub(crate) fn is_ours(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(Ok(host)), None) = (hosts.next().map(|host| host.to_str()), hosts.next()) else { return false };
        // User and path belong into no `Host`.
        if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')) {
            return false;
        }
        let Ok(asked) = Url::parse(&format!("{}://{host}/", self.scheme())) else { return false };
        let is_public = |address: &Url| address.host() == asked.host() && address.port_or_known_default() == asked.port_or_known_default();
        if self.address.as_ref().is_some_and(is_public) {
            return true;
        }
        let is_address = match asked.host() {
            Some(Host::Ipv4(ip)) => !self.listen.ip().is_loopback() || ip.is_loopback(),
            Some(Host::Ipv6(ip)) => !self.listen.ip().is_loopback() || IpAddr::V6(ip).to_canonical().is_loopback(),
            _ => false,
        };
        is_address || is_local(asked.host())
    }

    /// Whether a request that changes something comes from a page of ours: browsers say where it comes from.
    ///
    /// # Errors
    /// Where it comes from, in words.
    pub(crate) fn is_same_origin(&self, headers: &HeaderMap) -> Result<(), String> {
        if let Some(site) = headers.get("sec-fetch-site") {
            return match site.to_str() {
                Ok("same-origin") => Ok(()),
                _ => Err("the request comes from a page of another site".to_owned()),
            };
        }
        let (Some(host), Some(origin)) = (headers.get(header::HOST), headers.get(header::ORIGIN)) else {
            return Err("the request does not say which page it comes from".to_owned());
        };
        let ours = [self.scheme()].map(|scheme| host.to_str().ok().and_then(|host| Url::parse(&format!("{scheme}://{host}/")).ok()));
        let theirs = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok()).map(|url| url.origin());
        let is_same = theirs.is_some_and(|theirs| ours.iter().flatten().any(|ours| ours.origin() == theirs));
        if is_same { Ok(()) } else { Err("the request comes from a page of another site".to_owned()) }
    }

    fn scheme(&self) -> &'static str {
        if self.is_encrypted() { "https" } else { "http" }
    }
}

fn is_local(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).to_canonical().is_loopback(),
        None => false,
    }
}

fn public(words: &str) -> Result<Url, Failure> {
    let wrong = || Failure::Other(format!("`{words}` is no address of a server: write https://register.example.org"));
    let url = Url::parse(words).map_err(|_| wrong())?;
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let sound = bare && url.password().is_none() && matches!(url.scheme(), "http" | "https") && url.has_host();
    if sound { Ok(url) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut out = HeaderMap::new();
        for (name, value) in pairs {
            out.append(*name, value.parse().unwrap());
        }
        out
    }

    #[test]
    fn only_our_own_names_are_ours() {
        let at = |listen: &str, address: Option<&str>| Names::new(listen.parse().unwrap(), address).unwrap();
        let here = at("127.0.0.1:8080", None);
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("localhost:8080", true),
            ("[::1]:8080", true),
            ("LOCALHOST", true),
            ("evil.example", false),
            ("evil.example:8080", false),
            ("192.0.2.7", false),
            ("localhost.evil.example", false),
            ("evil@127.0.0.1", false),
            ("127.0.0.1/x", false),
            ("", false),
        ] {
            assert_eq!(here.is_ours(&headers(&[("host", host)])), ours, "{host}");
        }
        assert!(!here.is_ours(&headers(&[])) && !here.is_ours(&headers(&[("host", "localhost"), ("host", "evil.example")])));
        let there = at("0.0.0.0:80", None);
        assert!(there.is_ours(&headers(&[("host", "192.0.2.7")])) && !there.is_ours(&headers(&[("host", "evil.example")])));
        let behind = at("127.0.0.1:8080", Some("https://register.example.org"));
        for (host, ours) in
            [("register.example.org", true), ("register.example.org:443", true), ("register.example.org:80", false), ("x.org", false)]
        {
            assert_eq!(behind.is_ours(&headers(&[("host", host)])), ours, "{host}");
        }
        for bad in ["register.example.org", "ftp://x.org", "https://x.org/sub", "https://u:p@x.org", "https://x.org/?q", ""] {
            assert!(Names::new("127.0.0.1:1".parse().unwrap(), Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_changes_something_comes_from_a_page_of_ours() {
        let names = Names::new("127.0.0.1:8080".parse().unwrap(), None).unwrap();
        let host = ("host", "127.0.0.1:8080");
        let asked = |more: &[(&'static str, &str)]| names.is_same_origin(&headers(&[&[host], more].concat())).is_ok();
        assert!(asked(&[("sec-fetch-site", "same-origin")]) && asked(&[("origin", "http://127.0.0.1:8080")]));
        for wrong in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "http://127.0.0.1:9090")],
            &[("origin", "https://127.0.0.1:8080")],
            &[("origin", "http://evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")],
        ] {
            assert!(!asked(wrong), "{wrong:?}");
        }
    }
}
