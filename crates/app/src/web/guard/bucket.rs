//! How much each peer may do: buckets that fill again as time passes.
//!
//! In: a peer, what it does, and when. Out: whether it may, or how long it must wait. The addresses of one network of IPv6 (/64) are one peer,
//! since whoever has one of them has all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More peers than this are not told apart: those whose buckets are full are forgotten, and if all are in use, newcomers share one.
const MOST: usize = 50_000;

/// A bucket for each peer.
pub(crate) struct Buckets {
    /// How much a bucket holds.
    size: f64,
    /// How much comes into it in a second.
    flow: f64,
    peers: Mutex<HashMap<Option<IpAddr>, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Buckets {
    /// Buckets that hold `size` and get `flow` a second.
    pub(crate) fn new(size: f64, flow: f64) -> Self {
        Self { size, flow, peers: Mutex::default() }
    }

    /// Takes one out of a peer's bucket, if there is one.
    ///
    /// # Errors
    /// How long to wait until there is.
    pub(crate) fn take(&self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        self.ask(peer, now, 1.0)
    }

    /// Whether there is one to be taken.
    ///
    /// # Errors
    /// How long to wait until there is.
    pub(crate) fn look(&self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        self.ask(peer, now, 0.0)
    }

    fn ask(&self, peer: IpAddr, now: Instant, cost: f64) -> Result<(), Duration> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = Some(network(peer));
        if !peers.contains_key(&key) && peers.len() >= MOST {
            peers.retain(|_, bucket| self.filled(*bucket, now) < self.size);
            if peers.len() >= MOST {
                key = None;
            }
        }
        let bucket = peers.entry(key).or_insert(Bucket { left: self.size, at: now });
        let left = self.filled(*bucket, now);
        if left < 1.0 {
            return Err(Duration::from_secs_f64(((1.0 - left) / self.flow).clamp(0.001, 3600.0)));
        }
        *bucket = Bucket { left: left - cost, at: now };
        Ok(())
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> f64 {
        (bucket.left + now.saturating_duration_since(bucket.at).as_secs_f64() * self.flow).min(self.size)
    }
}

/// What counts as one peer.
pub(super) fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_and_each_peer_has_its_own() {
        let buckets = Buckets::new(3.0, 2.0);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let now = Instant::now();
        assert!((0..3).all(|_| buckets.take(one, now).is_ok()));
        let wait = buckets.take(one, now).unwrap_err();
        assert!(wait > Duration::from_millis(400) && wait <= Duration::from_millis(500), "{wait:?}");
        assert!(buckets.look(one, now).is_err() && buckets.take(other, now).is_ok());
        assert!(buckets.look(one, now + wait).is_ok() && buckets.take(one, now + wait).is_ok() && buckets.take(one, now + wait).is_err());
    }

    #[test]
    fn addresses_of_one_network_are_one_peer() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9") && !same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.1") && !same("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn there_are_only_so_many_buckets() {
        let buckets = Buckets::new(2.0, 0.001);
        let now = Instant::now();
        for n in 0..(MOST as u32 + 10) {
            let _ = buckets.take(IpAddr::from(n.to_be_bytes()), now);
        }
        assert!(buckets.peers.lock().unwrap().len() <= MOST + 1);
    }
}
