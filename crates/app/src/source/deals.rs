//! Tables of other registers in, their deals out.
//!
//! Three forms are told apart by their columns: one row a deal (SIPRI's printed register, or any table with such columns), one row a year of
//! delivery with an id for the deal (SIPRI's database), and one row a year and category (the UN register). Lines before the header are passed over.

use super::Problem;
use crate::export::unguarded;
use crate::reading::Reader;
use crate::tables::{Field, Registers};
use materiel_model::{Class, Currency, Money, PartialDate, Qualifier, Quantity, Scope, Stage};
use materiel_register::compare::{Deal, Keeps, number};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The header stands within so many lines.
const PREAMBLE: usize = 60;

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Deals {
    pub(crate) form: Form,
    pub(crate) deals: Vec<Deal>,
    pub(crate) problems: Vec<Problem>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One row a deal.
    Deals,
    /// One row a year of delivery.
    Years,
    /// One row a year, category and pair of states: deliveries only.
    Categories,
}

impl Form {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Deals => "one row a deal",
            Self::Years => "one row a year of delivery",
            Self::Categories => "the categories of the UN register",
        }
    }

    pub(crate) const fn keeps(self) -> Keeps {
        match self {
            Self::Deals | Self::Years => Keeps::Orders,
            Self::Categories => Keeps::Deliveries,
        }
    }
}

/// The columns of a table: for each field its place, and the place of the column that marks it as uncertain.
pub(super) type Columns = BTreeMap<Field, (usize, Option<usize>)>;

/// What names were found to mean; most stand in many rows.
#[derive(Default)]
pub(super) struct Known {
    /// A family and the classes of equipment, by designation and description.
    equipment: HashMap<(String, String), (Option<String>, Vec<Class>)>,
    /// Ids of parties, by name.
    parties: HashMap<String, String>,
}

/// Reads a file. `Err` where it is no table of deals at all.
pub(crate) fn deals(place: &str, bytes: &[u8], reader: &Reader, registers: &Registers) -> Result<Deals, Problem> {
    let opened = Opened::read(place, bytes, registers)?;
    let form = opened.form;
    let mut out = Deals { form, deals: Vec::new(), problems: Vec::new() };
    let mut known = Known::default();
    for (line, row) in opened.rows() {
        let told = row.and_then(|cells| Row { cells, columns: &opened.columns, registers, form }.deal(line, reader, &mut known));
        match told {
            Ok(deal) => out.deals.push(deal),
            Err(what) => out.problems.push(Problem { place: place.to_owned(), line: Some(line), what }),
        }
    }
    if form != Form::Deals {
        out.deals = together(out.deals, form);
    }
    Ok(out)
}

/// A table whose columns are known.
pub(super) struct Opened {
    lines: Vec<(usize, Vec<String>)>,
    header: usize,
    pub(super) columns: Columns,
    pub(super) form: Form,
}

impl Opened {
    pub(super) fn read(place: &str, bytes: &[u8], registers: &Registers) -> Result<Self, Problem> {
        let wrong = |what: &str| Problem { place: place.to_owned(), line: None, what: what.to_owned() };
        let text = decoded(bytes);
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(wrong("the file is empty"));
        }
        let tables = [b',', b';', b'\t'].map(|delimiter| table(text, delimiter, registers));
        let Some((lines, header, columns)) = tables.into_iter().flatten().max_by_key(|(_, _, columns)| columns.len()) else {
            return Err(wrong(
                "no line of column names was found; a table needs a recipient or a supplier, and equipment, a description or a category \
                (knowledge/registers.toml has the names that are known)",
            ));
        };
        let of = |(_, cells): &(usize, Vec<String>)| {
            let (at, _) = columns.get(&Field::Category)?;
            registers.category(cells.get(*at)?)
        };
        let form = if lines.iter().skip(header + 1).take(200).any(|line| of(line).is_some()) { Form::Categories } else { form(&columns) };
        Ok(Self { lines, header, columns, form })
    }

    /// The names of its columns.
    pub(super) fn names(&self) -> &[String] {
        self.lines.get(self.header).map_or(&[], |(_, cells)| cells)
    }

    /// The rows below the names, with their lines; those of another width are wrong.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, Result<&[String], String>)> {
        let width = self.names().len();
        let filled = self.lines.iter().skip(self.header + 1).filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        filled.map(move |(line, cells)| {
            let fits = cells.len() == width || cells.len() > width && cells.iter().skip(width).all(|cell| cell.trim().is_empty());
            let row = if fits { Ok(cells.as_slice()) } else { Err(format!("the row has {} columns, and the header {width}", cells.len())) };
            (*line, row)
        })
    }
}

/// How a table without categories is written.
fn form(columns: &Columns) -> Form {
    let has = |field: Field| columns.contains_key(&field);
    if has(Field::Id) && has(Field::DeliveryYear) && !has(Field::Ordered) { Form::Years } else { Form::Deals }
}

/// UTF-8, or else Latin-1, of which every file is a text.
fn decoded(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

/// Rows with their lines, the place of the header among them, and its columns.
type Table = (Vec<(usize, Vec<String>)>, usize, Columns);

fn table(text: &str, delimiter: u8, registers: &Registers) -> Option<Table> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let line = |record: &csv::StringRecord| record.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(0));
    let rows: Vec<(usize, Vec<String>)> =
        reader.records().filter_map(Result::ok).map(|record| (line(&record), record.iter().map(str::to_owned).collect())).collect();
    let (header, columns) = rows.iter().take(PREAMBLE).enumerate().find_map(|(at, (_, cells))| Some((at, columns(cells, registers)?)))?;
    Some((rows, header, columns))
}

/// The columns of a line, if it is one of column names.
pub(super) fn columns(cells: &[String], registers: &Registers) -> Option<Columns> {
    let mut found: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
    for (at, name) in cells.iter().enumerate() {
        if let Some((field, rank)) = registers.column(name)
            && found.get(&field).is_none_or(|(_, other)| rank < *other)
        {
            found.insert(field, (at, rank));
        }
    }
    let has = |fields: &[Field]| fields.iter().any(|field| found.contains_key(field));
    let whole = has(&[Field::Recipient, Field::Supplier]) && has(&[Field::Equipment, Field::Description, Field::Category]);
    let mark = |at: usize| cells.get(at + 1).filter(|name| registers.is_mark(name)).map(|_| at + 1);
    whole.then(|| found.into_iter().map(|(field, (at, _))| (field, (at, mark(at)))).collect())
}

pub(super) struct Row<'a> {
    pub(super) cells: &'a [String],
    pub(super) columns: &'a Columns,
    pub(super) registers: &'a Registers,
    pub(super) form: Form,
}

impl Row<'_> {
    /// What a cell says, if anything.
    pub(super) fn cell(&self, field: Field) -> Option<&str> {
        let (at, _) = self.columns.get(&field)?;
        self.cells.get(*at).map(|cell| unguarded(cell.trim())).filter(|cell| !self.registers.is_unknown(cell))
    }

    pub(super) fn is_uncertain(&self, field: Field) -> bool {
        let mark = self.columns.get(&field).and_then(|(_, mark)| self.cells.get((*mark)?));
        mark.is_some_and(|cell| self.registers.is_uncertain(cell))
    }

    pub(super) fn deal(&self, line: usize, reader: &Reader, known: &mut Known) -> Result<Deal, String> {
        let mut party = |field: Field| {
            let name = self.cell(field).unwrap_or_default().to_owned();
            if name.is_empty() {
                return (None, name);
            }
            let id = known.parties.entry(name.clone()).or_insert_with(|| party(&name, reader, self.registers));
            (Some(id.clone()), name)
        };
        let (recipient, recipient_name) = party(Field::Recipient);
        // A register that names no exporter is one of what the state of origin made.
        let (supplier, supplier_name) =
            if self.columns.contains_key(&Field::Supplier) { party(Field::Supplier) } else { party(Field::Origin) };
        let description =
            self.cell(Field::Description).or_else(|| self.cell(Field::Comments).filter(|_| !self.columns.contains_key(&Field::Equipment)));
        let category = self.cell(Field::Category);
        let equipment = self.cell(Field::Equipment).or(description).or(category).ok_or("the row names no equipment")?.to_owned();
        let description = description.or(category).filter(|words| *words != equipment).map(str::to_owned);
        let (family, mut classes) = known
            .equipment
            .entry((equipment.clone(), description.clone().unwrap_or_default()))
            .or_insert_with(|| reader.equipment(&equipment, description.as_deref().unwrap_or_default()))
            .clone();
        if let Some(listed) = category.and_then(|category| self.registers.category(category)).filter(|_| family.is_none()) {
            classes = listed.to_vec();
        }
        if family.is_none()
            && let Some(class) = description.as_deref().and_then(|words| words.to_lowercase().replace(' ', "_").parse().ok())
        {
            classes = vec![class];
        }
        if recipient.is_none() && supplier.is_none() {
            return Err("the row names neither recipient nor supplier".to_owned());
        }
        let mut deal =
            Deal { line, recipient, recipient_name, supplier, supplier_name, equipment, description, family, classes, ..Deal::default() };
        deal.id = self.cell(Field::Id).map(str::to_owned);
        deal.ordered = self.quantity(Field::Ordered)?;
        deal.delivered = self.quantity(Field::Delivered)?;
        let counted = self.quantity(Field::Number)?;
        let stage: Option<Stage> = self.cell(Field::Stage).and_then(|word| word.to_lowercase().replace(' ', "_").parse().ok());
        if self.form == Form::Categories || stage >= Some(Stage::Delivered) && deal.delivered.is_none() {
            deal.delivered = deal.delivered.or(counted).or(deal.ordered.take());
        } else {
            deal.ordered = deal.ordered.or(counted);
        }
        let (year, uncertain) =
            self.cell(Field::Year).map_or(Ok((None, false)), |cell| year(cell).map(|(year, uncertain)| (Some(year), uncertain)))?;
        if self.form == Form::Categories {
            deal.delivery_years.extend(year.map(PartialDate::year));
        } else {
            (deal.year, deal.year_uncertain) = (year, uncertain || self.is_uncertain(Field::Year));
        }
        deal.delivery_years.extend(self.cell(Field::DeliveryYear).map_or(Ok(BTreeSet::new()), years)?);
        deal.value = self.money(reader)?;
        Ok(deal)
    }

    /// `12`, `1,200`, `(12)` and `12?` where uncertain.
    fn quantity(&self, field: Field) -> Result<Option<Quantity>, String> {
        let Some(cell) = self.cell(field) else { return Ok(None) };
        let doubtful = cell.starts_with('(') || cell.ends_with('?') || self.is_uncertain(field);
        let digits: String = cell.chars().filter(|c| !matches!(c, '(' | ')' | '?' | ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
        let whole = digits.strip_suffix(".0").unwrap_or(&digits);
        whole.parse().map(|value| Some(number(value, doubtful))).map_err(|_| format!("`{cell}` is no number"))
    }

    fn money(&self, reader: &Reader) -> Result<Option<Money>, String> {
        let Some(cell) = self.cell(Field::Amount) else { return Ok(None) };
        let digits: String = cell.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
        let amount = digits.strip_suffix(".00").unwrap_or(&digits).parse::<u64>().ok();
        match (amount, self.cell(Field::Currency)) {
            (Some(amount), Some(code)) => {
                let currency = Currency::new(&code.to_uppercase()).ok_or_else(|| format!("`{code}` is no ISO 4217 code of a currency"))?;
                Ok(Some(Money { amount, currency, qualifier: Qualifier::Exact, scope: Scope::Total }))
            }
            // An amount of no currency can be held against nothing.
            (Some(_), None) => Ok(None),
            (None, _) => reader.money(cell).map(Some).ok_or_else(|| format!("`{cell}` is no amount")),
        }
    }
}

/// The id of a state or body as registers write it: "Hezbollah (Lebanon)*", "East Germany (GDR)", "NATO**".
fn party(name: &str, reader: &Reader, registers: &Registers) -> String {
    let plain = name.trim_end_matches('*').trim();
    let bare = plain.split(" (").next().unwrap_or(plain);
    let inside = plain.split_once('(').map(|(_, rest)| rest.trim_end_matches(')'));
    let known = |name: &str| registers.party(name).cloned().or_else(|| reader.party_of(name));
    // What stands in brackets behind an armed group is where it fights, and no name of it.
    let is_group = name.ends_with('*') && !name.ends_with("**");
    let found = known(plain).or_else(|| known(bare)).or_else(|| inside.filter(|_| !is_group).and_then(known));
    found.unwrap_or_else(|| format!("org:{bare}"))
}

/// A date, or a year that may be in brackets.
fn year(cell: &str) -> Result<(PartialDate, bool), String> {
    let plain = cell.trim_matches(|c| matches!(c, '(' | ')' | '?' | ' '));
    let uncertain = plain.len() != cell.len();
    plain.parse().map(|date| (date, uncertain)).map_err(|_| format!("`{cell}` is no year or date (YYYY, YYYY-MM or YYYY-MM-DD)"))
}

/// `2017; 2018`, `2017-2019`, `(2020)`.
fn years(cell: &str) -> Result<BTreeSet<i16>, String> {
    let wrong = || format!("`{cell}` is no list of years");
    let one = |part: &str| {
        part.trim_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok().filter(|year| (1900..=2200).contains(year)).ok_or_else(wrong)
    };
    let mut out = BTreeSet::new();
    for part in cell.split([';', ',']).filter(|part| !part.trim().is_empty()) {
        match part.split_once(['-', '–']) {
            Some((from, until)) => out.extend(one(from)?..=one(until)?),
            None => {
                out.insert(one(part)?);
            }
        }
    }
    Ok(out)
}

/// Rows of one deal as one: by its id, or where the register has none, by who sends whom what.
fn together(rows: Vec<Deal>, form: Form) -> Vec<Deal> {
    let mut out: Vec<Deal> = Vec::new();
    let mut places: HashMap<(Option<String>, String, String, String), usize> = HashMap::new();
    for row in rows {
        let id = row.id.clone().filter(|_| form == Form::Years);
        let what = if id.is_some() { String::new() } else { format!("{}\n{:?}", crate::subject::folded(&row.equipment), row.classes) };
        let key = (id, row.recipient_name.clone(), row.supplier_name.clone(), what);
        match places.get(&key).and_then(|at| out.get_mut(*at)) {
            Some(deal) => {
                deal.delivered = match (deal.delivered, row.delivered) {
                    (Some(a), Some(b)) => {
                        let qualifier = if a.qualifier == b.qualifier { a.qualifier } else { Qualifier::About };
                        Some(Quantity { value: a.value.saturating_add(b.value), qualifier })
                    }
                    (a, b) => a.or(b),
                };
                deal.delivery_years.extend(row.delivery_years);
            }
            None => {
                places.insert(key, out.len());
                out.push(row);
            }
        }
    }
    out
}
