//! `materiel decide --from FILE`: what somebody changed in a spreadsheet, as decisions.
//!
//! In: a table of `materiel export --format csv --editable`. Every cell is held against what the register showed when the table was written, and
//! against what it shows now. Out: decisions for the cells that were changed; none at all where one of them cannot be made.

use super::decide::{self, Decided, Register, claim_id};
use super::value;
use crate::cli::DecideArgs;
use crate::command::{library, now};
use crate::export::{BETWEEN, FIRST, LAST, cells, typed, unguarded};
use crate::outcome::{Failure, Outcome, say};
use crate::reading::Reader;
use materiel_model::{AsRead, Moment, Named, Record, Slot, Value, ValueSort, Verdict};
use materiel_register::Cut;
use materiel_register::view::{RecordView, Standpoint, ValueRow, record_view};
use materiel_store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// A cell that was changed.
struct Change {
    slot: Slot,
    /// What it is to be.
    wanted: String,
    /// A claim by which the record is found again when its claims are put right.
    anchor: String,
}

/// A cell, or a row, of which no decision can be made.
struct Trouble {
    line: u64,
    column: String,
    what: String,
}

pub(crate) fn run(args: &DecideArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let bytes = std::fs::read(&args.from).map_err(|error| Failure::Other(format!("{}: {error}", args.from.display())))?;
    let mut folded = store.fold(Cut::default())?;
    let (verdicts, pins, troubles) = {
        let sheet = Sheet::read(&args.from, &bytes)?;
        let register = Register::of(&folded);
        let mut desk = Desk { register: &register, store, reader, then: BTreeMap::new() };
        desk.verdicts(&sheet)?
    };
    if !troubles.is_empty() {
        for Trouble { line, column, what } in &troubles {
            say(&format!("{}:{line}: {column}: {what}", args.from.display()));
        }
        let many = if troubles.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", troubles.len()) };
        return Err(Failure::Other(format!("{many} cannot be taken, so nothing was stored")));
    }
    if verdicts.is_empty() {
        say("materiel: no cell was changed");
        return Ok(Outcome::FellShort);
    }
    // Where a rule would still show something else, the record is told to show what was typed.
    let mut all = verdicts;
    folded = decide::applied(folded, &all, &args.who)?;
    let more: Vec<Verdict> = pins.iter().filter_map(|change| pin(change, &folded, store)).collect();
    all.extend(more);
    let Decided { rows, entries } = decide::store_all(&all, &args.who, store)?;
    if !entries.is_empty() {
        say(&format!(
            "stored {} as entries {} to {}",
            crate::command::count(entries.len(), "decision"),
            entries[0],
            entries[entries.len() - 1]
        ));
    }
    decide::tell(&rows, &args.who, reader, out)
}

/// The decision that a record shows what was typed, where it shows something else.
fn pin(change: &Change, folded: &materiel_register::Register, store: &Store) -> Option<Verdict> {
    let record = folded.records().find(|record| record.members.iter().any(|member| member.id.as_str() == change.anchor))?;
    let shown = cells(&view(&record, store));
    if shown.get(&change.slot).is_some_and(|cell| *cell == change.wanted) {
        return None;
    }
    let member = record.members.iter().find(|member| member.id.as_str() == change.anchor)?;
    let value = member.claim.slots.get(change.slot)?.value.clone();
    let read = folded.as_read(&change.anchor).into_iter().next()?;
    Some(Verdict::Pin { claim: Named::Read(Box::new(read)), slot: change.slot, value })
}

fn view(record: &Record, store: &Store) -> RecordView {
    record_view(record, &library(store), Standpoint { today: now().day(), reviews: &[] })
}

/// A table as it was read.
struct Sheet {
    columns: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Sheet {
    fn read(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let bad = |words: String| Failure::Other(format!("{}: {words}", path.display()));
        let text =
            std::str::from_utf8(bytes).map_err(|error| bad(format!("byte {} is not UTF-8; save it as UTF-8", error.valid_up_to())))?;
        let text = text.trim_start_matches('\u{feff}');
        let header = text.lines().next().unwrap_or_default();
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|one| header.bytes().filter(|byte| byte == one).count()).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| bad(error.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push((line, row.iter().map(str::to_owned).collect::<Vec<_>>()));
            }
        }
        let mut rows = rows.into_iter();
        let Some((_, columns)) = rows.next() else { return Err(bad("the file is empty".to_owned())) };
        let columns: Vec<String> = columns.into_iter().map(|name| name.trim().to_owned()).collect();
        for name in &FIRST[..2] {
            if !columns.iter().any(|column| column == name) {
                return Err(bad(format!(
                    "line 1: there is no column `{name}`; only tables of `materiel export --format csv --editable` are taken back"
                )));
            }
        }
        let mut seen = BTreeSet::new();
        for column in columns.iter().filter(|column| !column.is_empty()) {
            let known = FIRST.contains(&column.as_str()) || LAST.contains(&column.as_str()) || column.parse::<Slot>().is_ok();
            if !known {
                return Err(bad(format!("line 1: `{column}` is no column of such a table")));
            }
            if !seen.insert(column) {
                return Err(bad(format!("line 1: there are two columns `{column}`")));
            }
        }
        Ok(Self { columns, rows: rows.collect() })
    }

    fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| name == column);
        unguarded(at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim()))
    }
}

/// What is looked up.
struct Desk<'a> {
    register: &'a Register<'a>,
    store: &'a Store,
    reader: &'a Reader,
    /// What records showed at a moment.
    then: BTreeMap<Moment, BTreeMap<String, BTreeMap<Slot, String>>>,
}

type Found = (Vec<Verdict>, Vec<Change>, Vec<Trouble>);

impl Desk<'_> {
    fn verdicts(&mut self, sheet: &Sheet) -> Result<Found, Failure> {
        let (mut verdicts, mut changes, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
        let mut known = BTreeSet::new();
        for (line, row) in &sheet.rows {
            let mut trouble = |column: &str, what: String| troubles.push(Trouble { line: *line, column: column.to_owned(), what });
            let id = sheet.cell(row, "record").to_owned();
            if row.len() > sheet.columns.len() {
                trouble("record", format!("the row has {} cells, and the header {}", row.len(), sheet.columns.len()));
                continue;
            }
            let Ok(seen) = sheet.cell(row, "seen").parse::<Moment>() else {
                trouble("seen", format!("`{}` is no time; it is not to be changed", sheet.cell(row, "seen")));
                continue;
            };
            if !known.insert(id.clone()) {
                trouble("record", format!("{id} stands in two rows"));
                continue;
            }
            let Some(then) = self.then(seen)?.get(&id).cloned() else {
                trouble("record", format!("there was no record {id} at {seen}"));
                continue;
            };
            let Some(record) = self.register.records().iter().find(|record| record.id.as_str() == id) else {
                trouble("record", format!("there is no record {id} any more; export anew"));
                continue;
            };
            let shown = view(record, self.store);
            let kind = sheet.cell(row, "kind");
            if sheet.columns.iter().any(|column| column == "kind") && kind != record.kind.as_str() {
                trouble("kind", format!("`{kind}` cannot be put in place of `{}`", record.kind));
            }
            let present = cells(&shown);
            for slot in sheet.columns.iter().filter_map(|column| column.parse::<Slot>().ok()) {
                let cell = sheet.cell(row, slot.as_str()).split_whitespace().collect::<Vec<_>>().join(" ");
                let of = |cells: &BTreeMap<Slot, String>| cells.get(&slot).cloned().unwrap_or_default();
                let (before, present) = (of(&then), of(&present));
                if cell == before || cell == present {
                    continue;
                }
                if before != present && self.means(slot, &cell, &present) {
                    continue;
                }
                if before != present {
                    trouble(slot.as_str(), format!("is `{present}` by now and was `{before}` when the table was written; export anew"));
                    continue;
                }
                if !record.kind.slots().contains(&slot) {
                    trouble(slot.as_str(), format!("a {} has no {slot}", record.kind));
                    continue;
                }
                match self.change(record, &shown, slot, &cell) {
                    Ok(None) => {}
                    Ok(Some((decided, anchor, wanted))) => {
                        verdicts.extend(decided);
                        changes.extend(anchor.map(|anchor| Change { slot, wanted, anchor }));
                    }
                    Err(failure) => trouble(slot.as_str(), failure.to_string()),
                }
            }
        }
        Ok((verdicts, changes, troubles))
    }

    /// True when a cell says in other words what is shown.
    fn means(&self, slot: Slot, cell: &str, shown: &str) -> bool {
        let one =
            |words: &str| value::value(words, slot, Some(materiel_model::Class::Other), None, self.reader).map(|value| typed(&value)).ok();
        let parts = |words: &str| -> Vec<Option<String>> {
            let list = slot.sort() == ValueSort::Parties;
            if list { words.split(BETWEEN.trim()).map(|words| one(words.trim())).collect() } else { vec![one(words)] }
        };
        !cell.is_empty() && parts(cell) == parts(shown)
    }

    /// What the register showed at a moment, by record.
    fn then(&mut self, seen: Moment) -> Result<&BTreeMap<String, BTreeMap<Slot, String>>, Failure> {
        if !self.then.contains_key(&seen) {
            let folded = self.store.fold(Cut { had_at: Some(seen), ..Cut::default() })?;
            let all = folded.records().map(|record| (record.id.to_string(), cells(&view(&record, self.store)))).collect();
            self.then.insert(seen, all);
        }
        Ok(self.then.entry(seen).or_default())
    }

    /// The decisions that make a record show something else in a slot, a claim to find it by, and how it is shown then.
    #[allow(clippy::type_complexity, reason = "used once")]
    fn change(
        &self,
        record: &Record,
        shown: &RecordView,
        slot: Slot,
        cell: &str,
    ) -> Result<Option<(Vec<Verdict>, Option<String>, String)>, Failure> {
        let row = shown.slots.iter().find(|row| row.slot == slot);
        let saying = |value: &ValueRow| value.quotes.iter().map(|quote| quote.claim.clone()).collect::<Vec<_>>();
        if slot.sort() == ValueSort::Parties {
            return Ok(Some((self.list(record, slot, cell)?, None, cell.to_owned())));
        }
        let stages: Vec<String> =
            shown.history.iter().filter(|step| step.shown).flat_map(|step| step.quotes.iter().map(|quote| quote.claim.clone())).collect();
        let of_shown: Vec<String> = match slot {
            Slot::Stage | Slot::Status => stages,
            _ => row.and_then(|row| row.shown.first()).map(saying).unwrap_or_default(),
        };
        if cell.is_empty() {
            let all = row.into_iter().flat_map(|row| row.shown.iter().chain(&row.others)).flat_map(saying);
            let all: BTreeSet<String> = all.chain(of_shown).collect();
            return Ok(Some((all.iter().map(|claim| self.correct(claim, slot, &[])).collect::<Result<_, _>>()?, None, String::new())));
        }
        let before = row.and_then(|row| row.shown.first()).map(|value| &value.value);
        let value = value::value(cell, slot, None, before, self.reader)?;
        let wanted = typed(&value);
        if before == Some(&value) {
            return Ok(None);
        }
        // What another claim says already only has to be shown.
        if let Some(claim) =
            row.and_then(|row| row.others.iter().find(|other| other.value == value && !other.denied)).and_then(|other| other.quotes.first())
        {
            let read = self.read(&claim.claim)?;
            return Ok(Some((vec![Verdict::Pin { claim: Named::Read(Box::new(read)), slot, value }], None, wanted)));
        }
        let typed = [cell.to_owned()];
        if of_shown.is_empty() {
            let mut told = None;
            for member in &record.members {
                match self.correct(member.id.as_str(), slot, &typed) {
                    Ok(verdict) => return Ok(Some((vec![verdict], Some(member.id.to_string()), wanted))),
                    Err(failure) => told = Some(failure),
                }
            }
            let why = told.map(|failure| failure.to_string()).unwrap_or_default();
            let hint = format!("no sentence of the record has the words `{cell}`; `materiel review correct` takes a place for them");
            return Err(Failure::Other(if why.contains("--words") { hint } else { why }));
        }
        let verdicts = of_shown.iter().map(|claim| self.correct(claim, slot, &typed)).collect::<Result<_, _>>()?;
        Ok(Some((verdicts, of_shown.into_iter().next(), wanted)))
    }

    /// A list shows all that is said: what was taken out goes from every claim that says it, what is new comes to the first that says any.
    fn list(&self, record: &Record, slot: Slot, cell: &str) -> Result<Vec<Verdict>, Failure> {
        let wanted: Vec<&str> = cell.split(BETWEEN.trim()).map(str::trim).filter(|one| !one.is_empty()).collect();
        let wanted: Vec<Value> = wanted.iter().map(|one| value::value(one, slot, None, None, self.reader)).collect::<Result<_, _>>()?;
        let said: Vec<Value> =
            record.members.iter().flat_map(|member| member.claim.slots.all(slot)).map(|stated| stated.value.clone()).collect();
        let mut fresh: Vec<String> = wanted.iter().filter(|value| !said.contains(value)).map(typed).collect();
        let mut out = Vec::new();
        for member in record.members.iter().filter(|member| said.is_empty() || member.claim.slots.has(slot)) {
            let has = member.claim.slots.all(slot);
            let mut values: Vec<String> =
                has.iter().filter(|stated| wanted.contains(&stated.value)).map(|stated| typed(&stated.value)).collect();
            if values.len() == has.len() && fresh.is_empty() {
                continue;
            }
            values.append(&mut fresh);
            out.push(self.correct(member.id.as_str(), slot, &values)?);
        }
        Ok(out)
    }

    fn read(&self, claim: &str) -> Result<AsRead, Failure> {
        claim_id(self.register, claim)
    }

    fn correct(&self, claim: &str, slot: Slot, values: &[String]) -> Result<Verdict, Failure> {
        let given = value::Given { values, words: None, at: None, class: None };
        decide::correct(self.read(claim)?, slot, &given, self.store, self.reader)
    }
}
