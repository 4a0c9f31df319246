//! The tables of the projection, as they are written to.

use crate::kept::keep;
use crate::pack::Packer;
use materiel_model::{ClaimId, Class, Kind, PartialDate, RecordId};
use materiel_register::view::{ListRow, Marks, Reviewed, currency_number, list_row};
use materiel_register::{CellKey, CellView, Draft, Gist, Register};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use std::cell::RefCell;
use std::collections::HashMap;

/// A record of at least so many bytes is deflated.
const LONG: usize = 80;

/// What a [`Mark`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    /// To whom, by ids on lines of their own.
    To = 0,
    /// From whom, likewise.
    From = 1,
    /// What it is about.
    Words = 2,
    /// The stage or status.
    Stage = 3,
}

/// A record, ready to be written.
pub(crate) struct Ready {
    pub(crate) anchor: Vec<u8>,
    digits: u8,
    cell: CellKey,
    made: i64,
    kind: Kind,
    place: Vec<u8>,
    stage: Option<String>,
    marks: Marks,
    sorted: Sorted,
    row: Vec<u8>,
    body: rusqlite::types::Value,
}

/// What else a record is picked out or ordered by.
struct Sorted {
    class: Option<i64>,
    seen: i64,
    conflicts: i64,
    voices: i64,
    number: Option<i64>,
    currency: Option<i64>,
    amount: Option<i64>,
    superseded: bool,
}

impl Sorted {
    fn of(row: &ListRow) -> Self {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let figure = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            class: row.class.map(class_number),
            seen: seen_number(row.reviewed),
            conflicts: whole(row.conflicts),
            voices: whole(row.voices),
            number: row.quantity.map(|quantity| figure(quantity.value)),
            currency: row.whole_value().map(|money| currency_number(money.currency)),
            amount: row.whole_value().map(|money| figure(money.amount)),
            superseded: row.superseded,
        }
    }
}

thread_local! {
    static PACKER: RefCell<Packer> = RefCell::new(Packer::new());
}

impl Ready {
    /// What is worked out for a record by itself.
    pub(crate) fn new(draft: Draft<'_>, register: &Register) -> Self {
        let (cell, made, anchor) = (draft.cell, draft.digest, anchor_of(draft.kind(), &draft.anchor));
        let record = &draft.record();
        let row = list_row(record);
        // Plain values always serialise, and memory always takes what is packed.
        let pack = |text: &str| PACKER.with_borrow_mut(|packer| packer.pack(text)).unwrap_or_default();
        let body = keep(record, register);
        let body = if body.len() < LONG { rusqlite::types::Value::Text(body) } else { rusqlite::types::Value::Blob(pack(&body)) };
        Self {
            anchor,
            digits: u8::try_from(record.id.as_str().len().saturating_sub(2)).unwrap_or(u8::MAX),
            cell,
            made,
            kind: record.kind,
            place: row.place(),
            stage: row.stage.clone(),
            marks: row.marks(),
            sorted: Sorted::of(&row),
            row: pack(&row_text(&row)),
            body,
        }
    }
}

impl Ready {
    /// The same with an id of so many digits.
    pub(crate) fn with_digits(self, digits: u8) -> Self {
        Self { digits, ..self }
    }
}

/// A row without its id, which the columns have.
fn row_text(row: &ListRow) -> String {
    let mut json = serde_json::to_value(row).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.remove("id");
    }
    json.to_string()
}

/// The row with an id.
pub(crate) fn row_of(id: &RecordId, text: &str) -> serde_json::Result<ListRow> {
    let mut json: serde_json::Value = serde_json::from_str(text)?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert("id".to_owned(), id.as_str().into());
    }
    serde_json::from_value(json)
}

/// Records in the order of ids: the initial of the kind and the bytes of the earliest claim's id.
pub(crate) fn anchor_of(kind: Kind, anchor: &ClaimId) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
    let initial = u8::try_from(u32::from(RecordId::initial(kind))).unwrap_or(b'?');
    let pairs = anchor.as_str().as_bytes().chunks(2);
    let bytes = pairs.map(|pair| pair.first().map_or(0, digit) << 4 | pair.get(1).map_or(0, digit));
    std::iter::once(initial).chain(bytes).collect()
}

/// The hexadecimal digits of an anchor.
pub(crate) fn digits_of(anchor: &[u8]) -> String {
    anchor.iter().skip(1).map(|byte| format!("{byte:02x}")).collect()
}

/// The written form of the id that a record has with so many digits.
pub(crate) fn id_of(anchor: &[u8], digits: u8) -> String {
    let all = digits_of(anchor);
    format!("{}-{}", char::from(anchor.first().copied().unwrap_or(b'?')), all.get(..usize::from(digits)).unwrap_or(&all))
}

/// The tables of the projection, as they are written to.
pub(crate) struct Written<'a> {
    record: CachedStatement<'a>,
    find: CachedStatement<'a>,
    mark: CachedStatement<'a>,
    marks: HashMap<(Sort, String), i64>,
    cell: CachedStatement<'a>,
    lies: CachedStatement<'a>,
    gist: CachedStatement<'a>,
    joined: CachedStatement<'a>,
    numbered: CachedStatement<'a>,
    band: CachedStatement<'a>,
    voice: CachedStatement<'a>,
    noted: CachedStatement<'a>,
    link: CachedStatement<'a>,
    page: CachedStatement<'a>,
    through: CachedStatement<'a>,
}

/// So many marks are remembered at most.
const REMEMBERED: usize = 100_000;

impl<'a> Written<'a> {
    pub(crate) fn new(connection: &'a Connection) -> rusqlite::Result<Self> {
        let prepare = |query| connection.prepare_cached(query);
        Ok(Self {
            record: prepare(
                "INSERT INTO record (anchor, digits, cell, place, kind, \"to\", \"from\", words, stage, day, row, body, \
                class, seen, conflicts, voices, number, currency, amount, superseded, made) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
            )?,
            find: prepare("SELECT key FROM mark WHERE sort = ?1 AND said = ?2")?,
            mark: prepare("INSERT INTO mark (sort, said) VALUES (?1, ?2) RETURNING key")?,
            marks: HashMap::new(),
            cell: prepare("INSERT OR REPLACE INTO cell (key, block, family, classes) VALUES (?1, ?2, ?3, ?4)")?,
            lies: prepare("INSERT OR REPLACE INTO lies (cell, document, said) VALUES (?1, ?2, ?3)")?,
            gist: prepare("INSERT OR REPLACE INTO gist (document, published, gist) VALUES (?1, ?2, ?3)")?,
            joined: prepare("INSERT INTO joined (cell, family, digest) VALUES (?1, ?2, ?3)")?,
            numbered: prepare("INSERT OR IGNORE INTO numbered (number, document) VALUES (?1, ?2)")?,
            band: prepare("INSERT OR IGNORE INTO band (band, document) VALUES (?1, ?2)")?,
            voice: prepare("INSERT INTO voice (document, leader) VALUES (?1, ?2)")?,
            noted: prepare("INSERT OR IGNORE INTO noted (key, corrects, day, document) VALUES (?1, ?2, ?3, ?4)")?,
            link: prepare(
                "INSERT INTO link (correction, start, \"end\", corrected, corrected_start, corrected_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            page: prepare("INSERT OR IGNORE INTO page (page, document) VALUES (?1, ?2)")?,
            through: prepare(
                "INSERT INTO projection (one, edition, through, since, rules) VALUES (1, random(), ?1, ?2, ?3) \
                ON CONFLICT (one) DO UPDATE SET through = ?1, since = ?2, rules = ?3",
            )?,
        })
    }

    pub(crate) fn record(&mut self, ready: Ready) -> rusqlite::Result<()> {
        let Ready { anchor, digits, cell, made, kind, place, stage, marks, sorted, row, body } = ready;
        let Sorted { class, seen, conflicts, voices, number, currency, amount, superseded } = sorted;
        let to = self.key(Sort::To, marks.to.join("\n"))?;
        let from = self.key(Sort::From, marks.from.join("\n"))?;
        let words = self.key(Sort::Words, marks.words)?;
        let stage = self.key(Sort::Stage, stage.unwrap_or_default())?;
        let day = marks.day.map(day_number);
        let kind = kind_number(kind);
        let with = params![
            anchor, digits, cell, place, kind, to, from, words, stage, day, row, body, class, seen, conflicts, voices, number, currency,
            amount, superseded, made
        ];
        self.record.execute(with)?;
        Ok(())
    }

    /// The key of a mark; none for one that says nothing.
    fn key(&mut self, sort: Sort, said: String) -> rusqlite::Result<Option<i64>> {
        if said.is_empty() {
            return Ok(None);
        }
        let wanted = (sort, said);
        if let Some(key) = self.marks.get(&wanted) {
            return Ok(Some(*key));
        }
        let found = self.find.query_row(params![sort as u8, wanted.1], |row| row.get(0)).optional()?;
        let key = match found {
            Some(key) => key,
            None => self.mark.query_row(params![sort as u8, wanted.1], |row| row.get(0))?,
        };
        if self.marks.len() >= REMEMBERED {
            self.marks.clear();
        }
        self.marks.insert(wanted, key);
        Ok(Some(key))
    }

    /// A cell, but for what lies in it, with the families joined from it.
    pub(crate) fn cell(&mut self, view: &CellView) -> rusqlite::Result<()> {
        self.cell_itself(view)?;
        for (family, digest) in view.joined_families() {
            self.joined.execute([view.key, family, digest])?;
        }
        Ok(())
    }

    /// The same without these.
    pub(crate) fn cell_itself(&mut self, view: &CellView) -> rusqlite::Result<()> {
        self.cell.execute(params![view.key, view.block, view.family, view.classes]).map(|_| ())
    }

    /// What a document says in a cell.
    pub(crate) fn lies(&mut self, cell: CellKey, document: i64, said: Option<&[u8]>) -> rusqlite::Result<()> {
        self.lies.execute(params![cell, document, said]).map(|_| ())
    }

    pub(crate) fn gist(&mut self, document: i64, published: Option<PartialDate>, gist: &Gist) -> rusqlite::Result<()> {
        self.gist.execute(params![document, published.map(|date| date.to_string()), gist.to_bytes()]).map(|_| ())
    }

    pub(crate) fn numbered(&mut self, number: u64, document: i64) -> rusqlite::Result<()> {
        self.numbered.execute([number.cast_signed(), document]).map(|_| ())
    }

    pub(crate) fn band(&mut self, band: i64, document: i64) -> rusqlite::Result<()> {
        self.band.execute([band, document]).map(|_| ())
    }

    /// Whose voice a document speaks with; its own is not written down.
    pub(crate) fn voice(&mut self, document: i64, leader: i64) -> rusqlite::Result<()> {
        if document != leader {
            self.voice.execute([document, leader])?;
        }
        Ok(())
    }

    pub(crate) fn noted(&mut self, key: u64, corrects: bool, day: i64, document: i64) -> rusqlite::Result<()> {
        self.noted.execute(params![key.cast_signed(), corrects, day, document]).map(|_| ())
    }

    /// What a paragraph corrects: each by document, first and last byte.
    pub(crate) fn link(&mut self, correction: [i64; 3], corrected: [i64; 3]) -> rusqlite::Result<()> {
        let ([document, start, end], [other, first, last]) = (correction, corrected);
        self.link.execute([document, start, end, other, first, last]).map(|_| ())
    }

    pub(crate) fn page(&mut self, page: i64, document: i64) -> rusqlite::Result<()> {
        self.page.execute([page, document]).map(|_| ())
    }

    /// The last entry that is in it, and the one from which on it is told what was changed.
    pub(crate) fn through(&mut self, last: i64, since: i64, rules: &str) -> rusqlite::Result<()> {
        self.through.execute(params![last, since, rules]).map(|_| ())
    }
}

/// A band of a sketch as the table has it: signed, so that none needs more than four bytes.
pub(crate) fn band_key(band: u32) -> i64 {
    i64::from(band.cast_signed())
}

/// Days counted from 1970.
pub(crate) fn day_number(day: jiff::civil::Date) -> i64 {
    i64::from(day.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

/// The place of a kind in the list of kinds.
pub(crate) fn kind_number(kind: Kind) -> i64 {
    Kind::ALL.iter().position(|one| *one == kind).and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

/// The place of a class in the list of classes.
pub(crate) fn class_number(class: Class) -> i64 {
    Class::ALL.iter().position(|one| *one == class).and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

/// How much of a record somebody looked at, as the table has it.
pub(crate) const fn seen_number(reviewed: Reviewed) -> i64 {
    match reviewed {
        Reviewed::No => 0,
        Reviewed::Part => 1,
        Reviewed::Yes => 2,
    }
}
