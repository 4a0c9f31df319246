//! What points answer with: rows as they are everywhere, and pages of rows.

use super::super::Trouble;
use super::Wanted;
use crate::command::CiteRow;
use materiel_model::{DocumentId, PartialDate};
use materiel_register::view::{ClaimRow, EntityView, ListRow, SlotRow};
use materiel_store::Part;
use schemars::JsonSchema;
use serde::Serialize;

/// So many rows are on a page where nothing is said.
pub(crate) const MANY: usize = 50;
/// So many are on a page at most.
pub(crate) const MOST: usize = 1000;

/// An answer.
#[derive(Clone)]
pub(crate) struct Reply {
    /// JSON.
    pub(crate) body: Vec<u8>,
    /// The address of the next page.
    pub(crate) next: Option<String>,
}

impl Reply {
    /// One object.
    ///
    /// # Errors
    /// What cannot be written as JSON, of which there is nothing.
    pub(crate) fn one(value: &impl Serialize) -> Result<Self, Trouble> {
        let body = serde_json::to_vec(value).map_err(|error| Trouble::Fault(error.to_string()))?;
        Ok(Self { body, next: None })
    }

    /// A page of rows, of which all are here.
    ///
    /// # Errors
    /// A page that is larger than any.
    pub(crate) fn some_of<T: Serialize + JsonSchema>(all: Vec<T>, wanted: &Wanted) -> Result<Self, Trouble> {
        let Part { skip, many, .. } = part(wanted)?;
        let total = all.len();
        Self::page(all.into_iter().skip(skip).take(many.unwrap_or(MOST)).collect(), total, wanted)
    }

    /// A page of rows.
    ///
    /// # Errors
    /// A page that is larger than any.
    pub(crate) fn page<T: Serialize + JsonSchema>(rows: Vec<T>, total: usize, wanted: &Wanted) -> Result<Self, Trouble> {
        let Part { skip, many, .. } = part(wanted)?;
        let page = wanted.asked.page();
        let more = !rows.is_empty() && skip + rows.len() < total;
        let next = more.then(|| wanted.asked.given.with("page", &(page + 1).to_string()).at(&wanted.path));
        let rows = Rows { total, page, limit: many.unwrap_or(MOST), next: next.clone(), rows };
        Ok(Self { next, ..Self::one(&rows)? })
    }
}

/// Which part of a list is wanted.
///
/// # Errors
/// A page that is larger than any.
pub(crate) fn part(wanted: &Wanted) -> Result<Part, Trouble> {
    let part = wanted.asked.part(Some(MANY));
    match part.many {
        Some(many) if many <= MOST => Ok(part),
        _ => Err(Trouble::Asked(format!("`limit` is a number from 1 to {MOST}"))),
    }
}

/// A page of rows.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub(crate) struct Rows<T> {
    /// How many rows there are on all pages.
    total: usize,
    /// Which page this is, from 1.
    page: usize,
    /// So many rows a page has at most.
    limit: usize,
    /// The address of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// The rows.
    rows: Vec<T>,
}

/// What the register and the program that shows it are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Info {
    /// The program and its version.
    pub(crate) program: String,
    /// The digest of the knowledge that it reads and names things with.
    pub(crate) knowledge: String,
    /// The digest of the rules that bring claims together.
    pub(crate) rules: String,
    /// The number of the log's last entry.
    pub(crate) last_entry: u64,
    /// How many records there are.
    pub(crate) records: usize,
    /// True when people who sign in may decide here about what was read.
    pub(crate) takes_decisions: bool,
}

/// A state, body, person or piece of equipment, with all that the register has on it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Entity {
    /// What there is.
    #[serde(flatten)]
    pub(crate) view: EntityView,
    /// What else the name may mean, as it can be asked for.
    pub(crate) may_also_mean: Vec<String>,
}

/// A record with values that contradict one another.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Conflict {
    /// The record.
    pub(crate) record: ListRow,
    /// The slots in which it does, with all values and who says them.
    pub(crate) slots: Vec<SlotRow>,
}

/// The words behind a record's values.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Citations {
    /// The record.
    pub(crate) record: String,
    /// The words, value by value.
    pub(crate) citations: Vec<CiteRow>,
}

/// A document as it was read.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DocumentRow {
    /// Its id.
    pub(crate) id: DocumentId,
    /// What its owner calls it.
    pub(crate) label: String,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<PartialDate>,
    /// The SHA-256 of its text, into which all places point.
    pub(crate) text_sha256: String,
    /// How many bytes its text has.
    pub(crate) bytes: usize,
    /// Its text, or the part of it that was asked for.
    pub(crate) text: String,
    /// The first byte of that part.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// The claims that stand in it and count, with their records.
    pub(crate) claims: Vec<ClaimIn>,
    /// Documents that carry the same text and speak with one voice with it.
    pub(crate) copies: Vec<DocumentId>,
}

/// A claim and where it counts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimIn {
    /// The record.
    pub(crate) record: String,
    /// The first byte of its sentence in the document's text.
    pub(crate) start: usize,
    /// One past the last byte of its sentence.
    pub(crate) end: usize,
    /// The claim.
    pub(crate) claim: ClaimRow,
}

/// A document that was found by its words.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    /// The document.
    pub(crate) document: DocumentId,
    /// What its owner calls it.
    pub(crate) label: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<PartialDate>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// The passage that has most of the words, in pieces; of the headline where only that has them.
    pub(crate) passage: Vec<PassagePiece>,
    /// The first byte of the passage in the document's text; absent for a headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<usize>,
    /// One past its last byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<usize>,
}

/// A piece of a passage.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PassagePiece {
    /// Its words.
    pub(crate) words: String,
    /// True when they were searched for.
    pub(crate) found: bool,
}
