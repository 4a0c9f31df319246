//! How long to wait: what a server asks for, and what is waited after a failure.

use jiff::Timestamp;
use std::time::Duration;

/// What the header `Retry-After` asks for, from a moment on: seconds, or a date.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    /// Nobody is waited for longer than this.
    const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    // A day that has passed asks for nothing.
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default().min(LONGEST))
}

/// The wait after a failure: twice as long each time, and between half and all of that, so that many who failed together do not come back together.
pub(crate) fn backoff(base: Duration, attempt: u32, seed: u64, host: &str) -> Duration {
    const LONGEST: Duration = Duration::from_secs(300);
    let full = base.saturating_mul(1 << attempt.min(16)).min(LONGEST);
    let mixed = host.bytes().fold(seed ^ (u64::from(attempt) << 32), |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The last step of splitmix64 spreads the bits.
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let thousandths = u32::try_from((mixed ^ (mixed >> 31)) % 501).unwrap_or(0);
    full.saturating_mul(500 + thousandths) / 1000
}

/// A length of time as users write it: `90s`, `15m`, `1h`, `1h30m`, `7d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time: write 90s, 15m, 1h or 7d");
    let text = text.trim();
    if let Some(days) = text.strip_suffix('d').and_then(|days| days.trim().parse::<u64>().ok()) {
        return days
            .checked_mul(24 * 3600)
            .map(Duration::from_secs)
            .filter(|long| *long <= Duration::from_secs(36_500 * 86_400))
            .ok_or_else(wrong);
    }
    let length: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(length).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_asks_for_seconds_or_for_a_day() {
        let now: Timestamp = "2024-01-11T10:00:00Z".parse().unwrap();
        let after = |value: &str| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(after("120"), Some(120));
        assert_eq!(after(" 0 "), Some(0));
        assert_eq!(after("Thu, 11 Jan 2024 10:01:30 GMT"), Some(90));
        assert_eq!(after("Thu, 11 Jan 2024 09:00:00 GMT"), Some(0));
        assert_eq!(after("99999999999999999999999"), Some(7 * 24 * 3600));
        for value in ["", "soon", "-5", "1.5", "2024-01-11"] {
            assert_eq!(after(value), None, "{value}");
        }
    }

    #[test]
    fn waits_double_are_never_the_same_for_all_and_always_the_same_for_one_seed() {
        let base = Duration::from_secs(2);
        for attempt in 0..6 {
            let full = base * (1 << attempt);
            let waits: Vec<Duration> = (0..50).map(|seed| backoff(base, attempt, seed, "example.org")).collect();
            assert!(waits.iter().all(|wait| *wait >= full / 2 && *wait <= full), "{waits:?}");
            assert!(waits.iter().collect::<std::collections::BTreeSet<_>>().len() > 20);
            assert_eq!(waits[7], backoff(base, attempt, 7, "example.org"));
            assert_ne!(waits[7], backoff(base, attempt, 7, "example.com"));
        }
        assert!(backoff(base, u32::MAX, 1, "x") <= Duration::from_secs(300));
    }

    #[test]
    fn lengths_of_time_are_read() {
        for (text, seconds) in [("90s", 90), ("15m", 900), ("1h", 3600), ("1h30m", 5400), ("7d", 604_800)] {
            assert_eq!(duration(text).unwrap().as_secs(), seconds, "{text}");
        }
        for text in ["", "x", "-1h", "5", "99999999999999999999d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
