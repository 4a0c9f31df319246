//! What is remembered from one run to the next: how an address is followed, and what each address answered.

use super::client::Since;
use materiel_model::{DocumentId, Moment};
use materiel_store::{Store, StoreError, Visit};
use serde::{Deserialize, Serialize};

/// How a followed address is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Way {
    /// What the user calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The known source (`knowledge/sources/`) that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Who publishes it, for pages that do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) publisher: Option<String>,
    /// Of a page's links those that are like one of these lead to documents; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<String>,
    /// Where the list stands in a JSON answer, and where in each of its items the address is (JSON pointers, RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

impl Way {
    /// True for what is a list by what is known of it, and not by what it answers.
    pub(crate) fn is_list(&self) -> bool {
        self.items.is_some() || !self.links.is_empty()
    }
}

/// What an address answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) modified: Option<String>,
    /// The last answer's status; 0 where there was none.
    #[serde(default)]
    pub(crate) status: u16,
    /// When it was first read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<Moment>,
    /// The digest of the last answer's body as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// The document that it was last read as, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<DocumentId>,
    /// When it was last changed, as the list says that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    /// It is a list that another list named.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) list: bool,
    /// A list that named more than was fetched.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) more: bool,
    /// How often in a row it failed, and how.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// The site does not want us to have it, or has it no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) lasting: bool,
    /// It asked to be left alone until then; of a robots.txt, the whole site did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_before: Option<Moment>,
    /// What a robots.txt says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Known {
    /// What the next request repeats.
    pub(crate) fn since(&self) -> Since {
        if self.more || self.failures > 0 { Since::default() } else { Since { etag: self.etag.clone(), modified: self.modified.clone() } }
    }

    /// True when it was read at least once.
    pub(crate) const fn was_read(&self) -> bool {
        self.first.is_some()
    }

    /// True for what was never read because something went wrong that may go right another time.
    pub(crate) const fn may_work(&self) -> bool {
        /// What failed so often in a row is asked for again only when its list says that it has changed.
        const PATIENCE: u32 = 5;
        !self.was_read() && self.error.is_some() && !self.lasting && self.failures < PATIENCE
    }

    /// What was remembered. What cannot be read is as if it had never been asked for.
    pub(crate) fn of(visit: &Visit) -> Self {
        serde_json::from_str(&visit.body).unwrap_or_default()
    }

    /// What is known of an address, and when it was last asked for.
    pub(crate) fn read(store: &Store, address: &str) -> Result<Option<(Self, Moment)>, StoreError> {
        Ok(store.visit(address)?.map(|visit| (Self::of(&visit), visit.at)))
    }

    /// As it is remembered.
    pub(crate) fn visit(&self, address: &str, at: Moment, via: Option<&str>) -> Visit {
        // Plain values always serialise.
        let body = serde_json::to_string(self).unwrap_or_default();
        Visit { address: address.to_owned(), at, via: via.map(str::to_owned), body }
    }
}
