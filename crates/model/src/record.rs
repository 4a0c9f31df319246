//! What the register holds: the claims that speak of one thing, and why they were brought together.

use crate::{Claim, ClaimId, Decided, DocumentId, Kind, PartialDate, Slot};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a record is known by: the initial of its kind and the first digits of its earliest claim's id, `t-1a2b3c4d`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(String);

impl RecordId {
    /// The id that a record of `kind` has from its earliest claim, with so many digits.
    pub fn new(kind: Kind, earliest: &ClaimId, digits: usize) -> Self {
        let digits = earliest.as_str().get(..digits).unwrap_or(earliest.as_str());
        Self(format!("{}-{digits}", Self::initial(kind)))
    }

    /// How many digits tell a record from its neighbour in the order of ids when so many of them are the same: eight, unless that is too few.
    pub const fn digits(common: usize) -> usize {
        if common < 8 { 8 } else { (common + 1).next_multiple_of(4) }
    }

    /// The letter that a kind's ids begin with.
    pub const fn initial(kind: Kind) -> char {
        match kind {
            Kind::Transfer => 't',
            Kind::Agreement => 'a',
            Kind::Budget => 'b',
            Kind::ForceLevel => 'f',
            Kind::Deployment => 'd',
            Kind::Facility => 'p',
            Kind::Milestone => 'm',
            Kind::Commitment => 'c',
            Kind::Incident => 'i',
        }
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A claim in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its id.
    pub id: ClaimId,
    /// The document that makes it.
    pub document: DocumentId,
    /// When that was published, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// The claim, with what people put right in it.
    pub claim: Claim,
    /// Digests of the official numbers ("W15QKN-13-D-0041") that its paragraph has: what offices tell contracts apart by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<u64>,
    /// True when somebody looked at it and accepted it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reviewed: bool,
    /// What people decided about it; nothing for a claim that nobody decided anything about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Box<Judged>>,
}

/// What people decided about a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The log entries of the decisions, the earliest first.
    pub entries: Vec<u64>,
    /// The slots that hold what somebody put there and not what was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Slot>,
    /// The slots in which the record is to show what this claim says, with the entry that says so: the latest counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<(Slot, u64)>,
}

impl Member {
    /// True when somebody looked at what it says in a slot, and found it right or put it right.
    pub fn is_reviewed(&self, slot: Slot) -> bool {
        self.reviewed || self.judged.as_ref().is_some_and(|judged| judged.corrected.contains(&slot))
    }

    /// The entry by which the record is to show what this claim says in a slot.
    pub fn pinned(&self, slot: Slot) -> Option<u64> {
        let pins = self.judged.as_ref()?.pinned.iter();
        pins.filter(|(pinned, _)| *pinned == slot).map(|(_, entry)| *entry).max()
    }
}

/// A reason for or against two claims speaking of the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// How much it weighs: positive for, negative against.
    pub points: i32,
    /// The rule, in words.
    pub words: String,
}

/// One step of bringing a record together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The claims that were brought in.
    pub claims: Vec<ClaimId>,
    /// What they were held against: the claims that were there before are those of earlier joins.
    pub reasons: Vec<Reason>,
}

/// The claims about one thing. What its slots show is worked out from them when it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// See [`RecordId`].
    pub id: RecordId,
    /// What it is about.
    pub kind: Kind,
    /// Its claims, the earliest published first.
    pub members: Vec<Arc<Member>>,
    /// How it came together; the first entry has the claims that it began with.
    pub joins: Vec<Join>,
    /// Its documents by voice: texts that are copies of one another are one voice. Each list begins with the earliest.
    pub voices: Vec<Vec<DocumentId>>,
    /// The voice of each claim, as an index into `voices`, in the order of `members`. A claim in words that another document published
    /// before is heard with that one: an article that quotes a notice is no voice of its own for what it quotes.
    pub heard: Vec<usize>,
    /// Claims that another of the record's claims puts right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Its documents that are earlier versions of a page. Their claims stay visible and count no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<Superseded>,
    /// What people decided about its claims, and was not taken back, in the order of the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Arc<Decided>>,
}

/// A document that is an earlier version of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    /// The earlier version.
    pub document: DocumentId,
    /// The newest version, which need not speak of the record at all.
    pub by: DocumentId,
}

/// A claim that a later document of the same office says was wrong. Both stay visible; what was corrected no longer counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The claim that was wrong.
    pub claim: ClaimId,
    /// The claim that says so.
    pub by: ClaimId,
    /// True when all of it was wrong ("was not awarded"); otherwise the slots in which the correction states another value.
    pub whole: bool,
}

impl Record {
    /// The voice that a document belongs to, as an index into `voices`.
    pub fn voice(&self, document: &DocumentId) -> Option<usize> {
        self.voices.iter().position(|voice| voice.contains(document))
    }

    /// The voice that a member's claim is heard with, as an index into `voices`.
    pub fn heard_as(&self, member: &Member) -> Option<usize> {
        let place = self.members.iter().position(|one| std::ptr::eq(one.as_ref(), member) || one.id == member.id)?;
        self.heard.get(place).copied()
    }

    /// True when a member's document is an earlier version of a page.
    pub fn is_superseded(&self, member: &Member) -> bool {
        self.superseded.iter().any(|earlier| earlier.document == member.document)
    }

    /// The member with an id.
    pub fn member(&self, id: &ClaimId) -> Option<&Member> {
        self.members.iter().map(AsRef::as_ref).find(|member| &member.id == id)
    }
}
