//! What a site's robots.txt lets us ask for.
//!
//! In: the answer to `/robots.txt` (RFC 9309). Out: whether an address may be asked for, and how long to wait between requests.

use std::time::Duration;
use texting_robots::Robot;
use url::Url;

/// The name that a robots.txt calls us by.
pub(crate) const NAME: &str = "materiel";
/// So much of a robots.txt is read (RFC 9309 asks for at least 500 KiB).
const MOST: usize = 500 << 10;
/// And so many of its lines: each rule costs time for each address.
const LINES: usize = 10_000;
/// Longer lines are no rules of ours.
const LINE: usize = 2_000;
/// Nobody is waited for longer than this between two requests.
const LONGEST: Duration = Duration::from_secs(120);

/// What a site lets us do.
#[derive(Debug)]
pub(crate) enum Rules {
    /// Everything: there is no robots.txt.
    Open,
    /// Nothing: its robots.txt cannot be reached, which means "not now".
    Closed(String),
    /// What it says.
    Said(Box<Robot>),
}

impl Rules {
    /// The rules of an answer with a status and a body.
    pub(crate) fn of(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => Self::read(body),
            // RFC 9309: what is not there forbids nothing.
            400..=499 if status != 429 => Self::Open,
            _ => Self::Closed(format!("its robots.txt was answered with status {status}")),
        }
    }

    fn read(body: &[u8]) -> Self {
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let body = &body[..body.len().min(MOST)];
        let lines = body.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| line.len() <= LINE).take(LINES);
        let mut text = Vec::with_capacity(body.len());
        for line in lines {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        // The library promises not to panic but has done so on strange bytes; then nobody knows what the site wants.
        match std::panic::catch_unwind(|| Robot::new(NAME, &text)) {
            Ok(Ok(robot)) => Self::Said(Box::new(robot)),
            _ => Self::Closed("its robots.txt cannot be read".to_owned()),
        }
    }

    /// Whether an address may be asked for; otherwise why not.
    pub(crate) fn allow(&self, url: &Url) -> Result<(), String> {
        match self {
            Self::Open => Ok(()),
            Self::Closed(why) => Err(why.clone()),
            Self::Said(robot) if robot.allowed(url.as_str()) => Ok(()),
            Self::Said(_) => Err("its robots.txt asks us to stay away".to_owned()),
        }
    }

    /// How long the site asks to wait between two requests.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self {
            Self::Said(robot) => robot.delay.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok()).map(|delay| delay.min(LONGEST)),
            Self::Open | Self::Closed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(rules: &Rules, path: &str) -> bool {
        rules.allow(&Url::parse(&format!("https://example.org{path}")).unwrap()).is_ok()
    }

    #[test]
    fn a_site_says_what_may_be_asked_for() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: Materiel\nAllow: /news/\nDisallow: /news/private*\nDisallow: /*.pdf$\nCrawl-delay: 2.5\n";
        let rules = Rules::of(200, text.as_bytes());
        assert!(allowed(&rules, "/news/1") && allowed(&rules, "/other") && allowed(&rules, "/a.pdf?x"));
        assert!(!allowed(&rules, "/news/private/1") && !allowed(&rules, "/a.pdf"));
        assert_eq!(rules.delay(), Some(Duration::from_millis(2500)));
        assert!(!allowed(&Rules::of(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n"), "/"));
    }

    #[test]
    fn no_robots_txt_allows_and_one_that_fails_does_not() {
        for status in [404, 403, 410] {
            assert!(allowed(&Rules::of(status, b""), "/"), "{status}");
        }
        for status in [500, 503, 429, 302] {
            assert!(!allowed(&Rules::of(status, b""), "/"), "{status}");
        }
        assert!(allowed(&Rules::of(200, b""), "/") && allowed(&Rules::of(200, b"<html>not found</html>"), "/"));
    }

    #[test]
    fn an_endless_or_broken_robots_txt_costs_no_more_than_its_limits() {
        let mut text = String::from("User-agent: *\n");
        (0..200_000).for_each(|at| text.push_str(&format!("Disallow: /{at}*a*b*c*d*e*f*g\n")));
        let began = std::time::Instant::now();
        let rules = Rules::of(200, text.as_bytes());
        assert!(!allowed(&rules, "/1abcdefg"));
        allowed(&rules, &format!("/{}", "abcdefg".repeat(100)));
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        for strange in
            [&b"\0\0\0"[..], b"\xff\xfe\xfd", b"User-agent", b"Crawl-delay: nan\nUser-agent: *\nCrawl-delay: -1\nDisallow", b"::::\n:"]
        {
            let rules = Rules::of(200, strange);
            allowed(&rules, "/");
            let _ = rules.delay();
        }
        assert!(Rules::of(200, b"User-agent: *\nCrawl-delay: 86400").delay().is_some_and(|delay| delay == LONGEST));
    }
}
