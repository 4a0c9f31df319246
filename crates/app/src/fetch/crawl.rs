//! Which request is made when: one at a time a host, several hosts side by side, robots.txt first, waits between, retries after failures, redirects counted.
//!
//! In: wanted addresses. Out, one by one: every exchange that was made, and for each wanted address how it ended. Nothing here knows of documents.

use super::client::{Answer, Client, Since, Trouble};
use super::guard;
use super::robots::Rules;
use super::wait::{backoff, retry_after};
use materiel_model::Moment;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use url::Url;

/// So many redirects are followed.
const HOPS: u8 = 5;
/// So many hosts are asked at once.
const AT_ONCE: usize = 6;
/// A signal is noticed within this time.
const GLANCE: Duration = Duration::from_millis(100);

/// How patient and how polite.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    /// Between two requests to one host, at least.
    pub(crate) delay: Duration,
    /// How often a request that failed is made again.
    pub(crate) retries: u32,
    /// What a server asks to be waited for longer than this is put off to another run.
    pub(crate) patience: Duration,
    /// What the waits after failures are drawn from.
    pub(crate) seed: u64,
}

/// Something that happened.
#[derive(Debug)]
pub(crate) struct Event {
    /// The wanted address that it is about, by its number; none for a robots.txt.
    pub(crate) wanted: Option<usize>,
    /// The address that was asked for.
    pub(crate) url: Url,
    /// What it answered.
    pub(crate) answer: Option<Box<Answer>>,
    /// How it ended; none while there is more to come.
    pub(crate) end: Option<End>,
}

/// How it ended with a wanted address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The answer is what was wanted.
    Answered,
    /// It is what it was at the last time.
    Unchanged,
    /// It was not to be had. True when the site does not want us to have it, or has it no more: asking again soon is no use.
    Failed(String, bool),
    /// The server asks for more patience than there is.
    PutOff(String, Moment),
}

#[derive(Debug)]
struct Job {
    wanted: Option<usize>,
    /// Whose robots.txt it is.
    origin: Option<String>,
    url: Url,
    since: Since,
    hops: u8,
    attempt: u32,
}

#[derive(Debug, Default)]
struct Lane {
    queue: VecDeque<Job>,
    busy: bool,
    free: Option<Instant>,
}

#[derive(Debug)]
enum Robots {
    Asked,
    Known(Rules),
}

/// Requests that are made and to be made.
pub(crate) struct Crawl<'a> {
    pace: Pace,
    stop: &'a AtomicBool,
    client: Client,
    lanes: BTreeMap<String, Lane>,
    robots: BTreeMap<String, Robots>,
    jobs: Sender<Job>,
    answers: Receiver<(Job, Result<Answer, Trouble>)>,
    flying: usize,
    ready: VecDeque<Event>,
}

/// Scheme, host and port: what a robots.txt is for.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The robots.txt of an address's site.
pub(crate) fn robots_address(url: &Url) -> Option<Url> {
    let mut robots = url.join("/robots.txt").ok()?;
    robots.set_query(None);
    robots.set_fragment(None);
    Some(robots)
}

impl<'a> Crawl<'a> {
    /// Starts the workers. Once `stop` is true no request is begun.
    pub(crate) fn new(client: Client, pace: Pace, stop: &'a AtomicBool) -> Self {
        let (jobs, queue) = channel::<Job>();
        let (done, answers) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..AT_ONCE {
            let (queue, done, client) = (queue.clone(), done.clone(), client.clone());
            // They end when there is nobody left to hand them work.
            std::thread::spawn(move || {
                loop {
                    let Ok(job) = queue.lock().map_or_else(|_| Err(()), |queue| queue.recv().map_err(|_| ())) else { return };
                    // Whatever goes wrong with one request, the others go on.
                    let asked = std::panic::AssertUnwindSafe(|| client.get(&job.url, &job.since));
                    let lost = |_| Err(Trouble::Unreachable(format!("{}: the request failed within this program", job.url)));
                    let answer = std::panic::catch_unwind(asked).unwrap_or_else(lost);
                    if done.send((job, answer)).is_err() {
                        return;
                    }
                }
            });
        }
        Self { pace, stop, client, lanes: BTreeMap::new(), robots: BTreeMap::new(), jobs, answers, flying: 0, ready: VecDeque::new() }
    }

    /// True when a site's rules are known, or being asked for.
    pub(crate) fn knows(&self, origin: &str) -> bool {
        self.robots.contains_key(origin)
    }

    /// Tells a site's rules that are known from an earlier run.
    pub(crate) fn tell(&mut self, origin: String, rules: Rules) {
        self.robots.entry(origin).or_insert(Robots::Known(rules));
    }

    /// Wants an address.
    pub(crate) fn want(&mut self, wanted: usize, url: Url, since: Since) {
        self.lane(&url).queue.push_back(Job { wanted: Some(wanted), origin: None, url, since, hops: 0, attempt: 0 });
    }

    /// What happens next; `None` when nothing more will, or when it was stopped.
    pub(crate) fn next(&mut self) -> Option<Event> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let wait = self.send();
            if !self.ready.is_empty() {
                continue;
            }
            if self.flying == 0 && wait.is_none() {
                return None;
            }
            match self.answers.recv_timeout(wait.unwrap_or(GLANCE).min(GLANCE)) {
                Ok((job, answer)) => self.take(job, answer),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn lane(&mut self, url: &Url) -> &mut Lane {
        self.lanes.entry(url.host_str().unwrap_or_default().to_owned()).or_default()
    }

    /// Makes every request that may be made now, and gives how long until the next one may.
    fn send(&mut self) -> Option<Duration> {
        let now = Instant::now();
        let mut soonest: Option<Duration> = None;
        let names: Vec<String> =
            self.lanes.iter().filter(|(_, lane)| !lane.busy && !lane.queue.is_empty()).map(|(name, _)| name.clone()).collect();
        for name in names {
            let free = self.lanes.get(&name).and_then(|lane| lane.free).map_or(Duration::ZERO, |free| free.saturating_duration_since(now));
            if !free.is_zero() || self.flying >= AT_ONCE {
                soonest = Some(soonest.map_or(free, |soonest| soonest.min(free)).max(Duration::from_millis(1)));
                continue;
            }
            if let Some(job) = self.choose(&name) {
                if let Some(lane) = self.lanes.get_mut(&name) {
                    lane.busy = true;
                }
                self.flying += 1;
                // The workers live as long as this does.
                let _ = self.jobs.send(job);
            }
        }
        soonest
    }

    /// The first job of a lane that may be done now: a site's robots.txt before anything else of that site.
    fn choose(&mut self, name: &str) -> Option<Job> {
        let mut at = 0;
        loop {
            let lane = self.lanes.get_mut(name)?;
            let job = lane.queue.get(at)?;
            if job.origin.is_some() {
                return lane.queue.remove(at);
            }
            let origin = origin(&job.url);
            match self.robots.get(&origin) {
                // It was sent on to another host, and is not here yet.
                Some(Robots::Asked) => at += 1,
                Some(Robots::Known(rules)) => match rules.allow(&job.url) {
                    Ok(()) => return lane.queue.remove(at),
                    Err(why) => {
                        if let Some(job) = lane.queue.remove(at) {
                            let why = format!("{}: {why}", job.url);
                            let lasting = matches!(rules, Rules::Said(_));
                            self.ready.push_back(Event {
                                wanted: job.wanted,
                                url: job.url,
                                answer: None,
                                end: Some(End::Failed(why, lasting)),
                            });
                        }
                    }
                },
                None => {
                    let url = robots_address(&job.url).unwrap_or_else(|| job.url.clone());
                    self.robots.insert(origin.clone(), Robots::Asked);
                    return Some(Job { wanted: None, origin: Some(origin), url, since: Since::default(), hops: 0, attempt: 0 });
                }
            }
        }
    }

    fn take(&mut self, job: Job, answer: Result<Answer, Trouble>) {
        self.flying -= 1;
        let asked = self.robots.get(&origin(&job.url));
        let own = if let Some(Robots::Known(rules)) = asked { rules.delay() } else { None };
        let delay = own.unwrap_or_default().max(self.pace.delay);
        let lane = self.lane(&job.url);
        lane.busy = false;
        lane.free = Some(Instant::now() + delay);
        match answer {
            Err(Trouble::Refused(why)) => self.fail(job, None, why, true),
            Err(Trouble::Unreachable(why)) => self.again(job, None, None, why),
            Ok(answer) => self.answered(job, answer),
        }
    }

    fn answered(&mut self, job: Job, answer: Answer) {
        let status = answer.status;
        let now = jiff::Timestamp::now();
        match status {
            301 | 302 | 303 | 307 | 308 if answer.header("location").is_some() => self.redirect(job, answer),
            304 if job.wanted.is_some() => self.end(job, Some(answer), End::Unchanged),
            408 | 425 | 429 | 500 | 502 | 503 | 504 => {
                let wait = answer.header("retry-after").and_then(|value| retry_after(value, now));
                let why = format!("{}: {}", job.url, said(status));
                self.again(job, Some(answer), wait, why);
            }
            _ if job.origin.is_some() => {
                let body = answer.body.as_deref().unwrap_or(&answer.sent);
                let rules = Rules::of(status, body);
                self.known(job, Some(answer), rules);
            }
            200..=299 => match &answer.body {
                Ok(_) => self.end(job, Some(answer), End::Answered),
                Err(why) => {
                    let why = format!("{}: {why}", job.url);
                    self.fail(job, Some(answer), why, true);
                }
            },
            _ => {
                let why = format!("{}: {}", job.url, said(status));
                self.fail(job, Some(answer), why, matches!(status, 400..=499));
            }
        }
    }

    /// Goes where an answer leads. That address is checked, waits its turn and asks its own site's robots.txt like any other.
    fn redirect(&mut self, job: Job, answer: Answer) {
        let location = answer.header("location").unwrap_or_default();
        let next = job.url.join(location).map_err(|error| error.to_string());
        let next = next.and_then(|url| guard::address(url.as_str()).map_err(|refused| refused.to_string()));
        let next = next.and_then(|url| self.client.check(&url).map(|()| url).map_err(|refused| refused.to_string()));
        match next {
            Err(why) => {
                let why = format!("{}: it leads to {location:?}: {why}", job.url);
                self.fail(job, Some(answer), why, true);
            }
            Ok(_) if job.hops >= HOPS => {
                let why = format!("{}: there are more than {HOPS} redirects", job.url);
                self.fail(job, Some(answer), why, true);
            }
            Ok(url) => {
                self.ready.push_back(Event { wanted: job.wanted, url: job.url.clone(), answer: Some(Box::new(answer)), end: None });
                let job = Job { url, hops: job.hops + 1, attempt: 0, ..job };
                self.lane(&job.url).queue.push_front(job);
            }
        }
    }

    /// Tries again later, in this run if that is soon and not too often.
    fn again(&mut self, job: Job, answer: Option<Answer>, wait: Option<Duration>, why: String) {
        let host = job.url.host_str().unwrap_or_default().to_owned();
        if let Some(wait) = wait.filter(|wait| *wait > self.pace.patience) {
            let until = jiff::Timestamp::now() + wait;
            let why = format!("{why}; it asks to be left alone until {}", Moment::new(until));
            let queue = std::mem::take(&mut self.lane(&job.url).queue);
            let end = End::PutOff(why, Moment::new(until));
            for other in queue.into_iter().filter(|other| other.wanted.is_some()) {
                self.end(other, None, end.clone());
            }
            if job.origin.is_some() {
                let rules = Rules::Closed("its robots.txt is not to be had yet".to_owned());
                self.known(job, answer, rules);
            } else {
                self.end(job, answer, end);
            }
            return;
        }
        if job.attempt >= self.pace.retries {
            self.fail(job, answer, why, false);
            return;
        }
        let wait = wait.unwrap_or_else(|| backoff(self.pace.delay, job.attempt + 1, self.pace.seed, &host));
        if let Some(answer) = answer {
            self.ready.push_back(Event { wanted: job.wanted, url: job.url.clone(), answer: Some(Box::new(answer)), end: None });
        }
        let lane = self.lane(&job.url);
        let free = Instant::now() + wait;
        lane.free = Some(lane.free.map_or(free, |before| before.max(free)));
        lane.queue.push_front(Job { attempt: job.attempt + 1, ..job });
    }

    fn fail(&mut self, job: Job, answer: Option<Answer>, why: String, lasting: bool) {
        if job.origin.is_some() {
            let rules = Rules::Closed(format!("its robots.txt cannot be had ({why})"));
            return self.known(job, answer, rules);
        }
        self.end(job, answer, End::Failed(why, lasting));
    }

    fn end(&mut self, job: Job, answer: Option<Answer>, end: End) {
        self.ready.push_back(Event { wanted: job.wanted, url: job.url, answer: answer.map(Box::new), end: Some(end) });
    }

    fn known(&mut self, job: Job, answer: Option<Answer>, rules: Rules) {
        let Some(origin) = job.origin else { return };
        self.robots.insert(origin, Robots::Known(rules));
        if answer.is_some() {
            self.ready.push_back(Event { wanted: None, url: job.url, answer: answer.map(Box::new), end: Some(End::Answered) });
        }
    }
}

/// A status in words: `404 Not Found`.
pub(crate) fn said(status: u16) -> String {
    let reason = ureq::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    format!("the answer was {status}{}", reason.map(|reason| format!(" {reason}")).unwrap_or_default())
}
