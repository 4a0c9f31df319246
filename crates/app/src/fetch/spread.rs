//! What a list names that is new is wanted, too: the newest first, and no more than may be fetched.

use super::crawl::Crawl;
use super::guard;
use super::known::Way;
use super::take::Taker;
use crate::outcome::Failure;
use crate::source::Link;
use materiel_model::{Document, Fetch};
use std::collections::HashMap;
use url::Url;

/// Lists of lists are followed so deep.
const DEPTH: u8 = 2;

impl Taker<'_, '_> {
    /// Wants what a list names that is new, and says whether there is more of it than may be fetched.
    pub(super) fn spread(
        &mut self,
        crawl: &mut Crawl<'_>,
        mut links: Vec<Link>,
        documents: Vec<Document>,
        depth: u8,
        (via, way): (Option<String>, &Way),
        fetch: &dyn Fn(String) -> Fetch,
    ) -> Result<bool, Failure> {
        let mut texts: HashMap<String, Document> = documents
            .into_iter()
            .filter_map(|document| Some((guard::address(document.url.as_deref()?).ok()?.to_string(), document)))
            .collect();
        // The newest first; what has no date stays where it stood.
        let day = |link: &Link| link.published.map(|date| date.to_string()).or_else(|| link.modified.clone()).unwrap_or_default();
        links.sort_by_key(|link| std::cmp::Reverse(day(link)));
        let mut left = 0;
        for link in links {
            let Ok(url) = guard::address(&link.address) else { continue };
            if link.list {
                if depth < DEPTH {
                    self.want(crawl, url, via.as_deref(), way.clone(), Some(depth + 1), link.modified, None)?;
                }
                continue;
            }
            if self.seen.contains(url.as_str()) || !self.is_new(&url, &link)? {
                continue;
            }
            let mine = self.wanted.iter().filter(|wanted| wanted.list.is_none() && wanted.via == via).count();
            if mine >= self.limits.pages {
                left += 1;
                continue;
            }
            let own = texts.remove(url.as_str()).map(|mut document| {
                document.source = document.source.or_else(|| way.publisher.clone());
                let fetch = fetch(format!("{}#{url}", fetch(String::new()).address));
                Box::new((document, fetch))
            });
            self.want(crawl, url, via.as_deref(), way.clone(), None, link.modified, own)?;
        }
        self.tally.left += left;
        Ok(left > 0)
    }

    /// True for what was never read, failed for a while, or has changed since by what its list says.
    fn is_new(&self, url: &Url, link: &Link) -> Result<bool, Failure> {
        let Some((known, _)) = self.keeper.known(url.as_str())? else { return Ok(true) };
        let changed = link.modified.is_some() && link.modified != known.hint;
        Ok(changed || known.may_work())
    }
}
