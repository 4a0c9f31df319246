//! Addresses, as far as reading needs them: what a page's links mean.

/// The host of an address in lower case, without `www.`.
pub(crate) fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// What a written address means where `base` is the address of the page: absolute, `http` or `https`, without white space or a fragment.
pub fn resolve(base: Option<&str>, written: &str) -> Option<String> {
    let written = written.trim();
    let written = written.split('#').next().unwrap_or(written);
    if written.is_empty() || written.len() > 4_096 || written.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return None;
    }
    let web = |address: &str| {
        let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
        lower.starts_with("http://") || lower.starts_with("https://")
    };
    if web(written) {
        let (scheme, rest) = written.split_once("://")?;
        // One address has one spelling.
        return host(written).filter(|host| !host.is_empty()).map(|_| format!("{}://{rest}", scheme.to_ascii_lowercase()));
    }
    let base = base.filter(|base| web(base))?;
    let (scheme, rest) = base.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if let Some(rest) = written.strip_prefix("//") {
        let address = format!("{scheme}://{rest}");
        return host(&address).filter(|host| !host.is_empty()).map(|_| address);
    }
    // Another scheme (`mailto:`, `javascript:`) is no place of a document.
    if written.split(['/', '?']).next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let joined = if written.starts_with('/') {
        written.to_owned()
    } else if written.starts_with('?') {
        format!("{}{written}", if path.is_empty() { "/" } else { path })
    } else {
        format!("{}/{written}", path.rsplit_once('/').map_or("", |(folder, _)| folder))
    };
    let (path, query) = joined.split_once('?').map_or((joined.as_str(), None), |(path, query)| (path, Some(query)));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{scheme}://{host}/{}{query}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_against_their_page() {
        let base = Some("https://www.a.org/x/y?z=1");
        for (written, wanted) in [
            ("b", Some("https://www.a.org/x/b")),
            ("/b?c=d", Some("https://www.a.org/b?c=d")),
            ("../../b/./c#d", Some("https://www.a.org/b/c")),
            ("//b.org/c", Some("https://b.org/c")),
            ("///c", None),
            ("HTTPS://b.org/A", Some("https://b.org/A")),
            ("mailto:a@b.org", None),
            ("javascript:x()", None),
            ("?q", Some("https://www.a.org/x/y?q")),
            ("#a", None),
            ("a b", None),
            ("https://", None),
        ] {
            assert_eq!(resolve(base, written).as_deref(), wanted, "{written}");
        }
        assert_eq!(resolve(None, "b"), None);
        assert_eq!(host("https://www.A.org:8080/x"), Some("a.org".to_owned()));
    }
}
