//! Who is signed in.
//!
//! In: what a browser sends as its cookie. Out: whose session it is, and the token that its forms must carry. Sessions are kept in memory, by
//! the digest of their id, and end with the program.

use super::users::{User, secret};
use crate::outcome::Failure;
use materiel_model::sha256_hex;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// A session ends so long after it was last used.
const IDLE: Duration = Duration::from_secs(2 * 3600);
/// A session ends so long after it began, whatever happens in it.
pub(super) const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// So many of one person are kept, and so many altogether; the oldest goes.
const OF_ONE: usize = 10;
const OF_ALL: usize = 5000;

/// All sessions.
pub(crate) struct Sessions {
    /// What the tokens of forms are made with. Nobody outside knows it.
    key: String,
    open: Mutex<HashMap<String, Session>>,
}

#[derive(Clone)]
struct Session {
    user: String,
    /// Of the token that it was opened with: another token ends it.
    token_sha256: String,
    made: Instant,
    used: Instant,
}

impl Sessions {
    /// None yet.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self { key: secret()?, open: Mutex::default() })
    }

    /// Opens a session under a new id, which is given.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub(super) fn open(&self, user: &User, now: Instant) -> Result<String, Failure> {
        let id = secret()?;
        let mut open = self.lock();
        open.retain(|_, session| session.lasts(now));
        let oldest = |open: &HashMap<String, Session>, of: Option<&str>| {
            let mine = open.iter().filter(|(_, session)| of.is_none_or(|user| session.user == user));
            mine.min_by_key(|(_, session)| session.used).map(|(id, _)| id.clone())
        };
        if open.values().filter(|session| session.user == user.name).count() >= OF_ONE
            && let Some(id) = oldest(&open, Some(&user.name))
        {
            open.remove(&id);
        }
        if open.len() >= OF_ALL
            && let Some(id) = oldest(&open, None)
        {
            open.remove(&id);
        }
        let session = Session { user: user.name.clone(), token_sha256: user.token_sha256.clone(), made: now, used: now };
        open.insert(sha256_hex(id.as_bytes()), session);
        Ok(id)
    }

    /// The name, and the digest of the token, of whose session it is. To ask is to use it.
    pub(super) fn whose(&self, id: &str, now: Instant) -> Option<(String, String)> {
        let mut open = self.lock();
        let digest = sha256_hex(id.as_bytes());
        let session = open.get_mut(&digest)?;
        if !session.lasts(now) {
            open.remove(&digest);
            return None;
        }
        session.used = now;
        Some((session.user.clone(), session.token_sha256.clone()))
    }

    /// Ends a session.
    pub(super) fn close(&self, id: &str) {
        self.lock().remove(&sha256_hex(id.as_bytes()));
    }

    /// The token that forms of a session must carry; also of one that is nobody's yet.
    pub(super) fn form_token(&self, id: &str) -> String {
        // Key and ids have a fixed length, so that nothing can be added to what is hashed.
        sha256_hex(format!("{}{}", self.key, sha256_hex(id.as_bytes())).as_bytes())
    }

    /// True when a form carries the token of the session that it was sent with.
    pub(super) fn is_form_token(&self, id: &str, token: &str) -> bool {
        self.form_token(id).as_bytes().ct_eq(token.as_bytes()).into()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn lasts(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.used) < IDLE && now.saturating_duration_since(self.made) < LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::super::users::Role;
    use super::*;

    fn user(name: &str) -> User {
        let made = "2025-01-01T00:00:00Z".parse().unwrap();
        User { name: name.to_owned(), role: Role::Reader, made, token_sha256: "d".to_owned() }
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_or_has_lasted_long_or_is_closed() {
        let sessions = Sessions::new().unwrap();
        let start = Instant::now();
        let id = sessions.open(&user("a"), start).unwrap();
        let mut now = start;
        while now < start + LONGEST - IDLE {
            assert!(sessions.whose(&id, now).is_some());
            now += IDLE - Duration::from_secs(1);
        }
        assert!(sessions.whose(&id, start + LONGEST).is_none());
        let id = sessions.open(&user("a"), start).unwrap();
        assert!(sessions.whose(&id, start + IDLE).is_none());
        let id = sessions.open(&user("a"), start).unwrap();
        sessions.close(&id);
        assert!(sessions.whose(&id, start).is_none() && sessions.whose("", start).is_none());
    }

    #[test]
    fn there_are_only_so_many() {
        let sessions = Sessions::new().unwrap();
        let now = Instant::now();
        let ids: Vec<String> = (0..=OF_ONE).map(|at| sessions.open(&user("a"), now + Duration::from_secs(at as u64)).unwrap()).collect();
        let later = now + Duration::from_secs(100);
        assert!(sessions.whose(&ids[0], later).is_none() && ids[1..].iter().all(|id| sessions.whose(id, later).is_some()));
    }

    #[test]
    fn each_session_has_a_form_token_of_its_own() {
        let (sessions, others) = (Sessions::new().unwrap(), Sessions::new().unwrap());
        let token = sessions.form_token("one");
        assert!(sessions.is_form_token("one", &token) && !sessions.is_form_token("two", &token) && !others.is_form_token("one", &token));
        assert!(!sessions.is_form_token("one", "") && !sessions.is_form_token("one", &token[1..]));
    }
}
