//! What becomes of answers: kept as they came, read, and stored as documents or followed further as lists.
//!
//! In: what is wanted, and what a [`Crawl`] says of it. Out: documents for the [`Keeper`], more that is wanted, and a tally.

use super::client::Answer;
use super::crawl::{Crawl, End, Event, origin, robots_address};
use super::guard;
use super::keep::{Keeper, Pending};
use super::known::{Known, Way};
use super::links::named;
use super::robots::Rules;
use crate::cli::About;
use crate::outcome::{Failure, say};
use crate::reading::Reader;
use crate::source::{self, Given, Raw};
use materiel_model::{Archived, Document, Fetch, Moment, sha256_hex};
use materiel_store::Store;
use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;
use url::Url;

/// A robots.txt is asked for again after this time (RFC 9309).
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How much is fetched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// So many pages of each followed address.
    pub(crate) pages: usize,
    /// Pages that were first read within this time are asked for again.
    pub(crate) recheck: Option<Duration>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) asked: usize,
    pub(crate) stored: usize,
    pub(crate) claims: usize,
    /// Of those stored, new versions of pages that were there.
    pub(crate) versions: usize,
    pub(crate) unchanged: usize,
    pub(crate) failed: usize,
    pub(crate) put_off: usize,
    /// Pages that were named and not fetched, since there were too many.
    pub(crate) left: usize,
}

/// An address that is wanted.
pub(super) struct Wanted {
    asked: Url,
    /// The followed address that led here.
    pub(super) via: Option<String>,
    way: Way,
    known: Known,
    /// How many lists led here; none for a page that is wanted itself.
    pub(super) list: Option<u8>,
    /// What the list itself has of it, for the case that the page is not to be had.
    instead: Option<Box<(Document, Fetch)>>,
}

/// Takes what comes.
pub(crate) struct Taker<'a, 'o> {
    pub(super) keeper: Keeper<'a, 'o>,
    about: About,
    pub(super) limits: Limits,
    pub(super) wanted: Vec<Wanted>,
    pub(super) seen: BTreeSet<String>,
    pub(super) tally: Tally,
}

impl<'a, 'o> Taker<'a, 'o> {
    /// `about` is what the user knows of the documents; a line for each document that is stored goes to `lines`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub(crate) fn new(
        store: &'a mut Store,
        reader: &'a Reader,
        about: About,
        limits: Limits,
        lines: Option<&'o mut (dyn Write + 'o)>,
    ) -> Result<Self, Failure> {
        let keeper = Keeper::new(store, reader, lines)?;
        Ok(Self { keeper, about, limits, wanted: Vec::new(), seen: BTreeSet::new(), tally: Tally::default() })
    }

    /// Wants one page.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub(crate) fn want_page(&mut self, crawl: &mut Crawl<'_>, url: Url) -> Result<(), Failure> {
        self.want(crawl, url, None, Way::default(), None, None, None)
    }

    /// Wants what is new of a followed address.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub(crate) fn want_followed(&mut self, crawl: &mut Crawl<'_>, url: Url, way: Way) -> Result<(), Failure> {
        let address = url.to_string();
        self.want(crawl, url, Some(&address), way.clone(), Some(0), None, None)?;
        let since = self.limits.recheck.map(|age| Moment::new(jiff::Timestamp::now() - age));
        for (named, known) in self.keeper.known_via(&address)? {
            let again = since.is_some_and(|since| known.document.is_some() && known.first >= Some(since));
            // The list may not have changed, and then does not name it again.
            if again || known.may_work() {
                let Ok(url) = guard::address(&named) else { continue };
                let list = known.list.then_some(1);
                self.want(crawl, url, Some(&address), way.clone(), list, None, None)?;
            }
        }
        Ok(())
    }

    /// Does all that is wanted.
    ///
    /// # Errors
    /// When the register or its archive cannot be written; what was reported as stored is stored.
    pub(crate) fn run(mut self, crawl: &mut Crawl<'_>) -> Result<Tally, Failure> {
        while let Some(event) = crawl.next() {
            self.take(crawl, event)?;
            if self.keeper.is_full() {
                self.keeper.flush(&mut self.tally)?;
            }
        }
        self.keeper.flush(&mut self.tally)?;
        Ok(self.tally)
    }

    #[expect(clippy::too_many_arguments, reason = "what is known of a wanted address")]
    pub(super) fn want(
        &mut self,
        crawl: &mut Crawl<'_>,
        url: Url,
        via: Option<&str>,
        way: Way,
        list: Option<u8>,
        hint: Option<String>,
        instead: Option<Box<(Document, Fetch)>>,
    ) -> Result<(), Failure> {
        if !self.seen.insert(url.to_string()) {
            return Ok(());
        }
        let now = jiff::Timestamp::now();
        let site = origin(&url);
        if !crawl.knows(&site)
            && let Some(robots) = robots_address(&url)
            && let Some((known, at)) = self.keeper.known(robots.as_str())?
        {
            if let Some(until) = known.not_before.filter(|until| *until > Moment::new(now)) {
                say(&format!("{url}: its site asks to be left alone until {until}"));
                self.tally.put_off += 1;
                return Ok(());
            }
            let fresh = at > Moment::new(now - DAY);
            // What failed, or was sent on elsewhere, is asked for anew.
            if fresh && matches!(known.status, 200..=299 | 400..=428 | 430..=499) {
                crawl.tell(site, Rules::of(known.status, known.rules.unwrap_or_default().as_bytes()));
            }
        }
        let mut known = self.keeper.known(url.as_str())?.map(|(known, _)| known).unwrap_or_default();
        known.list = list.is_some_and(|depth| depth > 0);
        if hint.is_some() {
            known.hint = hint;
        }
        let since = known.since();
        crawl.want(self.wanted.len(), url.clone(), since);
        self.wanted.push(Wanted { asked: url, via: via.map(str::to_owned), way, known, list, instead });
        Ok(())
    }

    fn take(&mut self, crawl: &mut Crawl<'_>, event: Event) -> Result<(), Failure> {
        let Event { wanted, url, answer, end } = event;
        let before = wanted.and_then(|at| self.wanted.get(at)).and_then(|wanted| wanted.known.sha256.clone());
        let kept = match &answer {
            Some(answer) => self.keeper.archive(&url, answer, before.as_deref())?,
            None => None,
        };
        let Some(at) = wanted else {
            if let Some(answer) = answer {
                self.robots(&url, &answer);
            }
            return Ok(());
        };
        match end {
            None => {}
            Some(End::Answered) => {
                self.tally.asked += 1;
                if let Some(answer) = answer {
                    self.read(crawl, at, &url, &answer, kept)?;
                }
            }
            Some(End::Unchanged) => {
                self.tally.asked += 1;
                self.tally.unchanged += 1;
                let status = answer.map_or(304, |answer| answer.status);
                self.remember(at, |known| {
                    (known.status, known.failures, known.error, known.lasting) = (status, 0, None, false);
                });
            }
            Some(End::Failed(why, lasting)) => {
                self.tally.asked += 1;
                self.failed(at, &why, lasting, answer.map_or(0, |answer| answer.status));
            }
            Some(End::PutOff(why, until)) => {
                say(&why);
                self.tally.put_off += 1;
                if let Some(robots) = robots_address(&url) {
                    // Nothing was answered yet where nothing is known.
                    let long_ago = Moment::new(jiff::Timestamp::UNIX_EPOCH);
                    let (mut known, at) = self.keeper.known(robots.as_str())?.unwrap_or_else(|| (Known::default(), long_ago));
                    known.not_before = Some(until);
                    self.keeper.remember(known.visit(robots.as_str(), at, None));
                }
                self.remember(at, |known| known.error = Some(why));
            }
        }
        Ok(())
    }

    fn robots(&mut self, url: &Url, answer: &Answer) {
        let body = answer.body.as_deref().unwrap_or(&answer.sent);
        let rules = String::from_utf8_lossy(&body[..body.len().min(500 << 10)]).into_owned();
        let known = Known { status: answer.status, rules: Some(rules), ..Known::default() };
        self.keeper.remember(known.visit(url.as_str(), answer.at, None));
    }

    fn failed(&mut self, at: usize, why: &str, lasting: bool, status: u16) {
        let instead = self.wanted.get_mut(at).and_then(|wanted| wanted.instead.take()).filter(|_| lasting);
        match instead {
            // The list has the text, and the page is not to be had.
            Some(instead) => {
                let (document, fetch) = *instead;
                let mut known = self.wanted.get(at).map(|wanted| wanted.known.clone()).unwrap_or_default();
                (known.status, known.lasting, known.error) = (status, true, Some(why.to_owned()));
                self.hold(at, document, fetch, known);
            }
            None => {
                say(why);
                self.tally.failed += 1;
                self.remember(at, |known| {
                    (known.status, known.lasting, known.error) = (status, lasting, Some(why.to_owned()));
                    known.failures += 1;
                });
            }
        }
    }

    /// Remembers what a wanted address answered that is no new document.
    fn remember(&mut self, at: usize, change: impl FnOnce(&mut Known)) {
        if let Some(wanted) = self.wanted.get_mut(at) {
            change(&mut wanted.known);
            let now = Moment::new(jiff::Timestamp::now());
            self.keeper.remember(wanted.known.visit(wanted.asked.as_str(), now, wanted.via.as_deref()));
        }
    }

    fn read(
        &mut self,
        crawl: &mut Crawl<'_>,
        at: usize,
        url: &Url,
        answer: &Answer,
        kept: Option<(Archived, String)>,
    ) -> Result<(), Failure> {
        let (Some(wanted), Ok(body)) = (self.wanted.get(at), &answer.body) else { return Ok(()) };
        let (way, via, list, mut known) = (wanted.way.clone(), wanted.via.clone(), wanted.list, wanted.known.clone());
        let same = kept.is_none() && known.was_read() && known.failures == 0 && !known.more;
        known.etag = answer.header("etag").map(str::to_owned);
        known.modified = answer.header("last-modified").map(str::to_owned);
        (known.status, known.failures, known.error, known.lasting) = (answer.status, 0, None, false);
        known.first = known.first.or(Some(answer.at));
        let archived = kept.map(|(archived, sha256)| {
            known.sha256 = Some(sha256);
            archived
        });
        if same {
            self.tally.unchanged += 1;
            self.remember(at, |before| *before = known);
            return Ok(());
        }
        let sha256 = sha256_hex(&answer.sent);
        let fetch = |page: String| Fetch {
            page,
            address: url.to_string(),
            at: answer.at,
            sha256: sha256.clone(),
            content_type: answer.header("content-type").map(str::to_owned),
            archived: archived.clone(),
        };
        let (mut documents, mut links, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        // What is known to be a list is no document itself; the pages that it names are no lists.
        if list.is_some() && way.is_list() {
            match named(body, url, &way) {
                Ok(found) if found.is_empty() => {
                    problems.push(format!("{url}: none of the links or addresses in it is like what this list is known for"))
                }
                Ok(found) => links = found,
                Err(why) => problems.push(format!("{url}: {why}")),
            }
        } else {
            let raw = Raw { bytes: body, place: url.as_str(), address: Some(url.as_str()), content_type: answer.header("content-type") };
            source::open(&raw, &self.about, &mut |given| match given {
                Given::Document(document) => documents.push(document),
                Given::Link(link) => links.push(link),
                Given::Bad(problem) => problems.push(problem.to_string()),
            });
        }
        if let (Some(depth), false) = (list, links.is_empty()) {
            known.more = self.spread(crawl, links, documents, depth, (via, &way), &fetch)?;
            self.remember(at, |before| *before = known);
        } else if documents.is_empty() {
            let why = match links.len() {
                _ if !problems.is_empty() => problems.remove(0),
                0 => format!("{url}: there is no text in it"),
                many => {
                    format!("{url}: this is a list of {many} addresses; `materiel follow {url}` and `materiel fetch` get what it names")
                }
            };
            self.failed(at, &why, true, answer.status);
        } else {
            let many = documents.len() > 1 || !links.is_empty();
            for (place, mut document) in documents.into_iter().enumerate() {
                document.source = document.source.or_else(|| way.publisher.clone());
                let page = page_of(&document, url, many);
                // The address is read when the last of its documents is stored.
                let known = if place == 0 { known.clone() } else { Known::default() };
                self.hold(if place == 0 { at } else { usize::MAX }, document, fetch(page), known);
            }
        }
        for problem in problems {
            say(&problem);
            self.tally.failed += 1;
        }
        Ok(())
    }

    fn hold(&mut self, at: usize, document: Document, fetch: Fetch, known: Known) {
        let visit = self.wanted.get(at).map(|wanted| {
            let known = Known { document: Some(document.id()), ..known };
            (known, wanted.asked.to_string(), wanted.via.clone())
        });
        self.keeper.hold(Pending { document, fetch, visit });
    }
}

/// The page that a document is a version of: the address that its publisher calls the right one, if that is on the same host, else the one that answered.
/// One of several documents of an answer is a page of its own there.
fn page_of(document: &Document, url: &Url, many: bool) -> String {
    let bare = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    let own = document.url.as_deref().and_then(|own| guard::address(own).ok());
    if many {
        return format!("{url}#{}", own.map_or_else(|| document.label.clone(), |own| own.to_string()));
    }
    // Nobody else's page can be made an earlier version of this one.
    own.filter(|own| bare(own) == bare(url)).map_or_else(|| url.to_string(), |own| own.to_string())
}
