//! Rows of other registers as documents, and what such a document says.
//!
//! In: a table of deals. Out: a document for each deal, whose text is its row (for a table with one row a year of delivery, its rows), a line a cell.
//! [`claims`] reads such a text by its cells, so that it can be read again at any time: every value stands on the words of its cell.

use super::Problem;
use super::deals::{Columns, Form, Known, Opened, Row, columns};
use crate::reading::Reader;
use crate::tables::{Field, Registers};
use materiel_model::{
    Claim, Class, Confidence, Document, Equipment, Kind, Metadata, Mode, PartialDate, PartyId, Slot, Span, Stage, Stated, Value,
};
use materiel_register::compare::Deal;
use std::collections::HashMap;

/// What the metadata of such a document says that it was read out of. No page, feed or file can say so of itself.
const MEDIUM: &str = "row";
/// What such a text begins with.
const MARK: &str = "Row of a register of arms transfers: ";

/// What is known of all rows of a table.
pub(crate) struct About {
    /// Who keeps the other register.
    pub(crate) source: String,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<PartialDate>,
}

/// The documents of a table, and what is wrong with its rows.
pub(crate) struct Documents {
    pub(crate) form: Form,
    pub(crate) documents: Vec<Document>,
    pub(crate) problems: Vec<Problem>,
}

/// The documents of a table. `Err` where it is no table of deals at all.
pub(crate) fn documents(place: &str, bytes: &[u8], about: &About, reader: &Reader, registers: &Registers) -> Result<Documents, Problem> {
    let opened = Opened::read(place, bytes, registers)?;
    let mut out = Documents { form: opened.form, documents: Vec::new(), problems: Vec::new() };
    // The rows of one deal follow one another or not: they are brought together by the id that the register gives it.
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (line, cells) in opened.rows() {
        let row = |cells| Row { cells, columns: &opened.columns, registers, form: opened.form };
        let told = cells.and_then(|cells| row(cells).deal(line, reader, &mut Known::default()).map(|deal| (cells, deal)));
        match told {
            Ok((cells, deal)) => {
                let text = block(opened.names(), cells, &row(cells));
                let id = deal.id.filter(|_| opened.form == Form::Years);
                match id.as_ref().and_then(|id| places.get(id)).and_then(|at| blocks.get_mut(*at)) {
                    Some((_, all)) => {
                        all.push('\n');
                        all.push_str(&text);
                    }
                    None => {
                        places.extend(id.map(|id| (id, blocks.len())));
                        blocks.push((line, text));
                    }
                }
            }
            Err(what) => out.problems.push(Problem { place: place.to_owned(), line: Some(line), what }),
        }
    }
    let label = materiel_source::label(place);
    out.documents.extend(blocks.into_iter().map(|(line, text)| Document {
        url: about.url.clone(),
        source: Some(about.source.clone()),
        published: about.published,
        metadata: Some(Box::new(Metadata { medium: MEDIUM.to_owned(), ..Metadata::default() })),
        ..Document::new(format!("{label}:{line}"), format!("{MARK}{}\n{text}", opened.form.words()))
    }));
    Ok(out)
}

/// A row as lines of names and cells. A mark of doubt stands behind its figure.
fn block(names: &[String], cells: &[String], row: &Row<'_>) -> String {
    let mut out = String::new();
    for (at, (name, cell)) in names.iter().zip(cells).enumerate() {
        let field = row.columns.iter().find(|(_, (place, _))| *place == at).map(|(field, _)| *field);
        let cell = crate::export::unguarded(cell.trim()).split_whitespace().collect::<Vec<_>>().join(" ");
        // Who sells and who buys is said even where nobody is named: the state of origin must not be taken for the seller.
        let kept = !cell.is_empty() && !row.registers.is_mark(name) || matches!(field, Some(Field::Supplier | Field::Recipient));
        if kept {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ").replace(": ", " ");
            let doubt = if field.is_some_and(|field| !cell.is_empty() && row.is_uncertain(field)) { " ?" } else { "" };
            out.push_str(&format!("{name}: {cell}{doubt}\n"));
        }
    }
    out
}

/// True for such a document. The day of its publication is that of the register's edition, and says nothing of when something happened.
pub(crate) fn is_row(document: &Document) -> bool {
    document.metadata.as_ref().is_some_and(|metadata| metadata.medium == MEDIUM)
}

/// What such a document says; `None` for any other document.
pub(crate) fn claims(document: &Document, reader: &Reader) -> Option<Vec<Claim>> {
    if !is_row(document) {
        return None;
    }
    let text = document.text.as_str();
    let first = text.lines().next()?;
    let words = first.strip_prefix(MARK)?;
    let registers = reader.registers();
    let forms = [Form::Deals, Form::Years, Form::Categories];
    let written = forms.into_iter().find(|form| form.words() == words)?;
    let mut out: Vec<Claim> = Vec::new();
    let mut start = first.len() + 1;
    for block in text.get(start..)?.split("\n\n") {
        if let Some(one) = Block::read(block, start, registers, written, Span::new(0, first.len())) {
            out.extend(one.claims(reader, out.is_empty()));
        }
        start += block.len() + 2;
    }
    Some(out)
}

/// A row of a text.
struct Block<'a> {
    cells: Vec<String>,
    /// Where each cell stands in the text.
    places: Vec<Span>,
    columns: Columns,
    registers: &'a Registers,
    form: Form,
    whole: Span,
    /// The first line of the text.
    mark: Span,
}

impl<'a> Block<'a> {
    fn read(block: &str, start: usize, registers: &'a Registers, written: Form, mark: Span) -> Option<Self> {
        let (mut names, mut cells, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = start;
        for line in block.split('\n') {
            if let Some((name, cell)) = line.split_once(':') {
                let skipped = line.len() - cell.trim_start().len();
                names.push(name.to_owned());
                places.push(Span::new(at + skipped, at + skipped + cell.trim().len()));
                cells.push(cell.trim().to_owned());
            }
            at += line.len() + 1;
        }
        let columns = columns(&names, registers)?;
        let whole = Span::new(start, start + block.trim_end().len());
        Some(Self { cells, places, columns, registers, form: written, whole, mark })
    }

    fn row(&self) -> Row<'_> {
        Row { cells: &self.cells, columns: &self.columns, registers: self.registers, form: self.form }
    }

    fn at(&self, field: Field) -> Option<Span> {
        let (at, _) = self.columns.get(&field)?;
        self.places.get(*at).copied().filter(|place| !place.is_empty())
    }

    /// What it says: the order, told once, and what was delivered.
    fn claims(&self, reader: &Reader, first: bool) -> Vec<Claim> {
        let row = self.row();
        let Ok(deal) = row.deal(0, reader, &mut Known::default()) else { return Vec::new() };
        let mut out = Vec::new();
        let stated: Option<Stage> = row.cell(Field::Stage).and_then(|word| word.to_lowercase().replace(' ', "_").parse().ok());
        let has_order = self.form != Form::Categories && stated.is_none_or(|stage| stage < Stage::Delivered || stage > Stage::InService);
        let handed = deal.delivered.filter(|number| number.value > 0);
        let none = deal.delivered.is_some_and(|number| number.value == 0);
        let years: Vec<i16> = deal.delivery_years.iter().copied().collect();
        let reached = stated.filter(|stage| *stage == Stage::InService).unwrap_or(Stage::Delivered);
        let is_told = handed.is_some() || !years.is_empty() && !none || stated == Some(reached);
        // A row that tells of deliveries alone tells of no order.
        let is_ordered = !is_told || stated.is_some() || deal.year.is_some() || deal.ordered.is_some() || deal.value.is_some();
        if has_order && is_ordered && first {
            let mut claim =
                self.claim(&deal, stated.unwrap_or(Stage::Contracted), &[Field::Stage, Field::Year, Field::Ordered, Field::Number]);
            let number = [Field::Ordered, Field::Number].into_iter().find_map(|field| self.at(field));
            put(&mut claim, Slot::Quantity, deal.ordered.map(Value::Quantity), number);
            put(&mut claim, Slot::Date, deal.year.map(Value::Date), self.at(Field::Year));
            doubt(&mut claim, Slot::Date, deal.year_uncertain);
            put(&mut claim, Slot::Value, deal.value.map(Value::Money), self.at(Field::Amount));
            out.push(claim);
        }
        let number = [Field::Delivered, Field::Number, Field::Ordered].into_iter().find_map(|field| self.at(field));
        let when = if self.form == Form::Categories { Field::Year } else { Field::DeliveryYear };
        let doubtful = row.cell(when).is_some_and(|cell| cell.contains(['?', '(']));
        if is_told {
            let mut claim = self.claim(&deal, reached, &[Field::Stage, Field::Delivered, when, Field::Number]);
            put(&mut claim, Slot::Quantity, handed.map(Value::Quantity), number);
            let year = if let [year] = years.as_slice() { PartialDate::year_only(*year) } else { None };
            put(&mut claim, Slot::Date, year.map(Value::Date), self.at(when));
            doubt(&mut claim, Slot::Date, doubtful);
            out.push(claim);
        }
        // A number for several years together: each year is told, and no number of it.
        for year in years.iter().filter(|_| is_told && years.len() > 1) {
            let mut claim = self.claim(&deal, reached, &[when]);
            put(&mut claim, Slot::Date, PartialDate::year_only(*year).map(Value::Date), self.at(when));
            doubt(&mut claim, Slot::Date, doubtful);
            out.push(claim);
        }
        out
    }

    /// A claim of the deal at a stage, which is told by the first of some cells that is there.
    fn claim(&self, deal: &Deal, stage: Stage, told: &[Field]) -> Claim {
        let mut claim = Claim::new(Kind::Transfer, self.whole);
        claim.confidence = Confidence::new(1.0);
        let at = told.iter().find_map(|field| self.at(*field));
        // The sort of table says that a row is an order, or a delivery.
        claim
            .slots
            .set(Slot::Stage, at.map_or(Stated::inferred(Value::Stage(stage), self.mark), |at| Stated::new(Value::Stage(stage), at)));
        let party = |id: &Option<String>| id.as_deref().and_then(PartyId::parse).map(Value::Party);
        put(&mut claim, Slot::Recipient, party(&deal.recipient), self.at(Field::Recipient));
        put(&mut claim, Slot::Supplier, party(&deal.supplier), self.at(Field::Supplier).or_else(|| self.at(Field::Origin)));
        let equipment = Equipment {
            name: deal.equipment.clone(),
            class: deal.classes.first().copied().unwrap_or(Class::Other),
            id: deal.family.clone(),
        };
        let named = [Field::Equipment, Field::Description, Field::Comments, Field::Category].into_iter().find_map(|field| self.at(field));
        put(&mut claim, Slot::Equipment, Some(Value::Equipment(Box::new(equipment))), named);
        let licensed = self.row().cell(Field::Local).is_some_and(|cell| self.registers.is_affirmed(cell));
        put(&mut claim, Slot::Mode, licensed.then_some(Value::Mode(Mode::LicensedProduction)), self.at(Field::Local));
        claim
    }
}

/// Marks a value that the register itself only estimates, as what is not said outright.
fn doubt(claim: &mut Claim, slot: Slot, doubtful: bool) {
    if let Some(stated) = claim.slots.get(slot).filter(|_| doubtful) {
        let estimate = Stated::inferred(stated.value.clone(), stated.at);
        claim.slots.set(slot, estimate);
    }
}

/// Fills a slot with what a cell says.
fn put(claim: &mut Claim, slot: Slot, value: Option<Value>, at: Option<Span>) {
    if let (Some(value), Some(at)) = (value, at) {
        claim.slots.set(slot, Stated::new(value, at));
    }
}
