//! Who looks, and what they may do: signing in and out, and decisions from forms.
//!
//! In: cookies, bearer tokens and forms. Out: a [`Visitor`] with every request, sessions, and entries of the log. Every decision goes through
//! the same function as those of `materiel review`, with the name of whoever is signed in as its author.
//!
//! # For pages
//!
//! Every request carries an [`axum::Extension`] of [`Visitor`]: who it is, if anybody, and `form_token`, which every form must send as `csrf`.
//!
//! | address | fields | answer |
//! | --- | --- | --- |
//! | `POST /sign-in` | `csrf`, `token`, `back` | 303 to `back` with a session under a new id; 403 for a wrong token, 429 after several |
//! | `POST /sign-out` | `csrf`, `back` | 303 to `back`, and the session is gone |
//! | `POST /decide/WHAT` | `csrf`, `why`, `back`, `dry-run` (`yes`), and those below | 303 to `back#decided`, or for `Accept: application/json` what [`decide::Answer`] says |
//!
//! `WHAT` and its fields are those of `materiel review` (`docs/reference/commands.md`), each of which may come several times where it is a list:
//!
//! | `WHAT` | fields |
//! | --- | --- |
//! | `accept`, `reject` | `claim`… (ids of claims or records) |
//! | `correct` | `claim`, `slot`, `value`… or `empty` (`yes`); `words` or `at` (`START..END`, bytes of the document's text); `class` |
//! | `join` | `claim`, `claim`… |
//! | `split` | `claim`, `from`… |
//! | `rename` | `from`, `to`, `equipment` (`yes`), `class` |
//! | `pin` | `claim`, `slot` |
//! | `undo` | `entry` |
//!
//! `back` is a path of this server; anything else is taken for `/`. What cannot be decided is answered with 400 and the words of the command
//! line. Fields that are empty are passed by. A `dry-run` is answered with what it would change, as JSON, and stores nothing.

pub(crate) mod decide;
mod forms;
mod sessions;
pub(crate) mod users;

use super::guard::{Buckets, Names, Peer, Refusal, is_for_programs};
use super::{Offer, State};
use crate::outcome::Failure;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, extract};
use sessions::Sessions;
use std::net::IpAddr;
use std::path::Path;
use std::time::Instant;
use users::{Role, User, Users};

/// So many wrong tokens a peer may send at once, and so many a second after that.
const WRONG: (f64, f64) = (5.0, 1.0 / 30.0);

/// What signing in needs.
pub(crate) struct Sign {
    users: Users,
    sessions: Sessions,
    wrong: Buckets,
    /// True when nothing is shown to whoever is not signed in.
    private: bool,
    /// True when reviewers may decide.
    review: bool,
    /// True when cookies travel with TLS only.
    encrypted: bool,
}

impl Sign {
    /// # Errors
    /// People could sign in over a network without encryption; a system that gives no random numbers.
    pub(crate) fn new(register: &Path, names: &Names, offer: Offer) -> Result<Self, Failure> {
        let Offer { review, private } = offer;
        let offered = review || private;
        if offered && !names.is_private() {
            return Err(Failure::Other(
                "tokens would cross the network without encryption: listen on 127.0.0.1 with a server with TLS before it, and say its address with \
                 --address https://…"
                    .to_owned(),
            ));
        }
        let users = Users::of(register);
        // A file that cannot be read is told now, not when somebody signs in.
        if offered && users.all()?.is_empty() {
            crate::outcome::say("materiel: nobody can sign in yet; `materiel user add NAME` makes a token");
        }
        let (size, flow) = WRONG;
        let wrong = Buckets::new(size, flow);
        Ok(Self { users, sessions: Sessions::new()?, wrong, private, review, encrypted: names.is_encrypted() })
    }

    /// True when people who sign in may decide.
    pub(crate) const fn takes_decisions(&self) -> bool {
        self.review
    }

    /// The name of the session's cookie. Browsers take one with `__Host-` only with TLS, and from nobody else under the same domain.
    const fn cookie(&self) -> &'static str {
        if self.encrypted { "__Host-materiel" } else { "materiel" }
    }

    fn set_cookie(&self, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.encrypted { "; Secure" } else { "" };
        let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}", self.cookie());
        // A session's id is made of hexadecimal digits.
        HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The session's id, as the browser sends it.
    fn session_id(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let mut found =
            cookies.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == self.cookie()).map(|(_, value)| value);
        let is_id = |id: &&str| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        found.next().filter(is_id).map(str::to_owned)
    }

    /// Whose token it is. A peer that sends several wrong ones has to wait.
    fn whose(&self, token: &str, peer: IpAddr) -> Result<User, Refusal> {
        let now = Instant::now();
        self.wrong.look(peer, now).map_err(|wait| Refusal::too_many("too many wrong tokens came from this address", wait))?;
        match self.users.whose(token) {
            Ok(Some(user)) => Ok(user),
            Ok(None) => {
                // The wait was looked at before.
                let _ = self.wrong.take(peer, now);
                Err(Refusal::forbidden("nobody has this token"))
            }
            Err(failure) => Err(Refusal::fault(&failure)),
        }
    }

    /// Whoever the session or the token of a request belongs to.
    fn visitor(&self, headers: &HeaderMap, peer: IpAddr) -> Result<Visitor, Refusal> {
        if !self.review && !self.private {
            return Ok(Visitor::default());
        }
        if let Some(given) = headers.get(header::AUTHORIZATION) {
            let token =
                given.to_str().ok().and_then(|given| given.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            let Some((_, token)) = token else { return Err(Refusal::unauthorized("`Authorization` has to be `Bearer TOKEN`")) };
            let user = self.whose(token, peer).map_err(|refusal| refusal.or_unauthorized())?;
            return Ok(Visitor { user: Some(user), by_token: true, ..Visitor::default() });
        }
        let Some(id) = self.session_id(headers) else { return Ok(Visitor { can_sign_in: true, ..Visitor::default() }) };
        let mut visitor = Visitor { can_sign_in: true, form_token: self.sessions.form_token(&id), ..Visitor::default() };
        if let Some((name, token_sha256)) = self.sessions.whose(&id, Instant::now()) {
            // Whoever was removed, or got another token or role, is looked up anew each time.
            let users = self.users.all().map_err(|failure| Refusal::fault(&failure))?;
            visitor.user = users.into_iter().find(|user| user.name == name && user.token_sha256 == token_sha256);
            if visitor.user.is_none() {
                self.sessions.close(&id);
            }
        }
        Ok(visitor)
    }
}

/// Whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    /// Who it is, when signed in.
    user: Option<User>,
    /// True when there is anything to sign in for.
    pub(crate) can_sign_in: bool,
    /// What forms must send as `csrf`; empty where there is no session to which it would belong.
    pub(crate) form_token: String,
    /// True for a program with a token and no session, which no other site can make ask for anything.
    by_token: bool,
}

impl Visitor {
    /// The name of whoever is signed in.
    pub(crate) fn name(&self) -> Option<&str> {
        self.user.as_ref().map(|user| user.name.as_str())
    }

    /// True for a program with a token.
    pub(crate) const fn is_by_token(&self) -> bool {
        self.by_token
    }

    /// True when decisions are taken from whoever it is.
    pub(crate) fn may_decide(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.role >= Role::Reviewer)
    }

    /// The name of whoever may decide.
    ///
    /// # Errors
    /// Nobody is signed in, or somebody who may only read, or the server takes no decisions.
    pub(crate) fn reviewer(&self, state: &State) -> Result<&str, Refusal> {
        if !state.allows_review() {
            return Err(Refusal::forbidden("this server shows the register and takes no decisions"));
        }
        match &self.user {
            None => Err(Refusal::unauthorized("sign in to decide")),
            Some(user) if user.role >= Role::Reviewer => Ok(&user.name),
            Some(user) => Err(Refusal::forbidden(&format!("{} may read and not decide", user.name))),
        }
    }
}

/// The addresses of signing in and of decisions.
pub(crate) fn routes() -> Router<State> {
    Router::new().merge(forms::routes()).merge(decide::routes())
}

/// Finds out who asks, and lets nobody but the known in where that is wanted.
pub(crate) async fn know(extract::State(state): extract::State<State>, mut request: Request, next: Next) -> Response {
    let sign = state.sign();
    let peer = request.extensions().get::<Peer>().map_or(Peer::UNKNOWN, |peer| peer.0);
    let path = request.uri().path();
    let visitor = match sign.visitor(request.headers(), peer) {
        Ok(visitor) => visitor,
        Err(refusal) => return refusal.into_response(),
    };
    let is_asset = path.starts_with("/assets/");
    let open = path == "/sign-in" || is_asset;
    if sign.private && visitor.user.is_none() && !open {
        let refusal = Refusal::unauthorized("this register is shown to those who sign in");
        if is_for_programs(path) || request.method() != axum::http::Method::GET {
            return refusal.into_response();
        }
        let back = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
        let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
        return axum::response::Redirect::to(&format!("/sign-in?back={back}")).into_response();
    }
    let known = visitor.user.is_some();
    request.extensions_mut().insert(visitor);
    let mut answer = next.run(request).await;
    if (known || sign.private) && !is_asset {
        // What one person may see is kept for no other.
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    answer
}
