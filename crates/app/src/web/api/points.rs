//! All addresses below `/api/v1`, what each takes, and what answers it.

use super::super::{State, Trouble};
use super::answers::{Citations, Conflict, DocumentRow, Entity, Found, Info, Reply, Rows};
use super::{Wanted, documents, records};
use crate::command::{ClaimView, VersionsRow};
use crate::tables::KnownSource;
use materiel_register::view::{DecisionRow, DiffRow, Facets, FlowRow, ListRow, QueueRow, RecordView, WhyRow};
use materiel_store::Store;
use schemars::{Schema, SchemaGenerator};

/// An address.
pub(crate) struct Point {
    /// Below `/api/v1`; a name in braces stands for an id or name.
    pub(crate) path: &'static str,
    /// What other programs call it.
    pub(crate) name: &'static str,
    /// What it gives.
    pub(crate) about: &'static str,
    /// What can be asked for in its query.
    pub(crate) takes: &'static [&'static str],
    /// What has to be.
    pub(crate) needs: &'static [&'static str],
    /// True when the whole log is worked through to answer it.
    pub(crate) folds: bool,
    /// What answers it.
    pub(crate) ask: fn(&Wanted, &mut Store, &State) -> Result<Reply, Trouble>,
    /// What its answers look like.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Point {
    /// The name in braces in its path, with the braces.
    pub(crate) fn id(&self) -> Option<&'static str> {
        let (start, end) = (self.path.find('{')?, self.path.find('}')?);
        self.path.get(start..=end)
    }
}

/// What every list of records takes.
const LIST: &[&str] = &[
    "kind",
    "recipient",
    "supplier",
    "equipment",
    "stage",
    "since",
    "until",
    "class",
    "reviewed",
    "conflicts",
    "words",
    "sort",
    "known-by",
    "as-we-had-it",
    "min-confidence",
    "limit",
    "page",
];
/// The same without what every conflict has.
const CONFLICTING: &[&str] = &[
    "kind",
    "recipient",
    "supplier",
    "equipment",
    "stage",
    "since",
    "until",
    "class",
    "reviewed",
    "words",
    "sort",
    "known-by",
    "as-we-had-it",
    "min-confidence",
    "limit",
    "page",
];
/// What sums of transfers take.
const FLOWS: &[&str] = &[
    "recipient",
    "supplier",
    "equipment",
    "stage",
    "since",
    "until",
    "class",
    "reviewed",
    "conflicts",
    "words",
    "known-by",
    "as-we-had-it",
    "min-confidence",
    "limit",
    "page",
];
/// The same without order and pages.
const FILTER: &[&str] = &[
    "kind",
    "recipient",
    "supplier",
    "equipment",
    "stage",
    "since",
    "until",
    "class",
    "reviewed",
    "conflicts",
    "words",
    "known-by",
    "as-we-had-it",
    "min-confidence",
];
const CUT: &[&str] = &["known-by", "as-we-had-it", "min-confidence"];
const CUT_TODAY: &[&str] = &["known-by", "as-we-had-it", "min-confidence", "today"];

/// All of them.
pub(crate) const POINTS: &[Point] = &[
    Point {
        path: "",
        name: "info",
        about: "What the register and the program that shows it are.",
        takes: &[],
        needs: &[],
        folds: false,
        ask: records::info,
        schema: SchemaGenerator::subschema_for::<Info>,
    },
    Point {
        path: "/records",
        name: "list",
        about: "The records that are like what is asked for, as rows, in the order of `materiel list`.",
        takes: LIST,
        needs: &[],
        folds: false,
        ask: records::list,
        schema: SchemaGenerator::subschema_for::<Rows<ListRow>>,
    },
    Point {
        path: "/facets",
        name: "facets",
        about: "How many of the records that are like that there are of each kind, recipient, supplier, class, stage and year; what is asked of a \
            facet itself does not narrow it.",
        takes: FILTER,
        needs: &[],
        folds: false,
        ask: records::facets,
        schema: SchemaGenerator::subschema_for::<Facets>,
    },
    Point {
        path: "/flows",
        name: "flows",
        about: "From whom to whom transfers go: how many, how many items, how much money in each currency, and how many contradict themselves; those with \
            the most transfers first.",
        takes: FLOWS,
        needs: &[],
        folds: false,
        ask: records::flows,
        schema: SchemaGenerator::subschema_for::<Rows<FlowRow>>,
    },
    Point {
        path: "/search",
        name: "search",
        about: "The documents that have some words, the best first, each with the passage that has most of them and its place.",
        takes: &["q", "known-by", "as-we-had-it", "limit", "page"],
        needs: &["q"],
        folds: false,
        ask: documents::search,
        schema: SchemaGenerator::subschema_for::<Rows<Found>>,
    },
    Point {
        path: "/records/{record}",
        name: "show",
        about: "A record: where it stands, its history, every value with its voices and the words that say it, its claims and what was decided about it. \
            The beginning of an id is enough where no other begins so.",
        takes: CUT_TODAY,
        needs: &[],
        folds: false,
        ask: records::show,
        schema: SchemaGenerator::subschema_for::<RecordView>,
    },
    Point {
        path: "/records/{record}/citations",
        name: "cite",
        about: "The words behind each value of a record, with document, place, address, date and the digest of the page as it was fetched.",
        takes: &["slot", "known-by", "as-we-had-it", "min-confidence"],
        needs: &[],
        folds: false,
        ask: records::cite,
        schema: SchemaGenerator::subschema_for::<Citations>,
    },
    Point {
        path: "/records/{record}/why",
        name: "why",
        about: "How a record came together, and how the value of a slot was chosen.",
        takes: &["slot", "known-by", "as-we-had-it", "min-confidence"],
        needs: &[],
        folds: false,
        ask: records::why,
        schema: SchemaGenerator::subschema_for::<WhyRow>,
    },
    Point {
        path: "/claims/{claim}",
        name: "claim",
        about: "A claim as it is read, with its sentence, its record and what was decided about it.",
        takes: CUT,
        needs: &[],
        folds: true,
        ask: records::claim,
        schema: SchemaGenerator::subschema_for::<ClaimView>,
    },
    Point {
        path: "/documents/{document}",
        name: "document",
        about: "A document: its text or a part of it, the claims that are read there, and its near-copies.",
        takes: &["start", "end"],
        needs: &[],
        folds: false,
        ask: documents::document,
        schema: SchemaGenerator::subschema_for::<DocumentRow>,
    },
    Point {
        path: "/documents/{document}/versions",
        name: "versions",
        about: "The versions of the page that a document was fetched from, and what changed from each to the next.",
        takes: &[],
        needs: &[],
        folds: false,
        ask: documents::versions,
        schema: SchemaGenerator::subschema_for::<VersionsRow>,
    },
    Point {
        path: "/entities/{entity}",
        name: "entity",
        about: "A state, body, person, weapon or class of weapons by name or id, with all that the register has on it.",
        takes: CUT,
        needs: &[],
        folds: false,
        ask: records::entity,
        schema: SchemaGenerator::subschema_for::<Entity>,
    },
    Point {
        path: "/conflicts",
        name: "conflicts",
        about: "Records with values that contradict one another, with both sides.",
        takes: CONFLICTING,
        needs: &[],
        folds: false,
        ask: records::conflicts,
        schema: SchemaGenerator::subschema_for::<Rows<Conflict>>,
    },
    Point {
        path: "/changes",
        name: "changes",
        about: "What changed between two days of publication, or two times of the log, and which documents and decisions changed it.",
        takes: &["from", "to", "kind", "recipient", "supplier", "equipment", "known-by", "as-we-had-it", "min-confidence", "limit", "page"],
        needs: &["from"],
        folds: true,
        ask: records::changes,
        schema: SchemaGenerator::subschema_for::<Rows<DiffRow>>,
    },
    Point {
        path: "/queue",
        name: "queue",
        about: "What is worth a look, the weightiest first.",
        takes: &["kind", "known-by", "as-we-had-it", "min-confidence", "limit", "page"],
        needs: &[],
        folds: true,
        ask: records::queue,
        schema: SchemaGenerator::subschema_for::<Rows<QueueRow>>,
    },
    Point {
        path: "/decisions",
        name: "decisions",
        about: "What people decided, with who, when and why, and whether it still holds; the earliest first.",
        takes: &["about", "author", "known-by", "as-we-had-it", "min-confidence", "limit", "page"],
        needs: &[],
        folds: true,
        ask: records::decisions,
        schema: SchemaGenerator::subschema_for::<Rows<DecisionRow>>,
    },
    Point {
        path: "/sources",
        name: "sources",
        about: "The official surfaces and papers that are known, with their terms.",
        takes: &["limit", "page"],
        needs: &[],
        folds: false,
        ask: records::sources,
        schema: SchemaGenerator::subschema_for::<Rows<KnownSource>>,
    },
];
