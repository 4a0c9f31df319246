//! What lists are picked out and ordered by, of every record at once, in memory: for a program that answers many readers.
//!
//! In: the projection, and what was changed in it since. Out: parts of lists, counts and facets, without a look at the other records' rows.
//! One overview is shared by all readers; who first sees that the projection has gone on brings it up to date.

use crate::facets::{FACETS, Tallied, counted};
use crate::records::{Page, Part};
use crate::written::{Sort, class_number, day_number, kind_number, seen_number};
use crate::{Store, StoreError};
use materiel_model::RecordId;
use materiel_register::view::{Facets, Filter, ListRow, Order};
use rusqlite::Row;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// An overview that many readers share.
#[derive(Debug, Default)]
pub struct Overview(Mutex<Arc<Held>>);

/// The columns of [`Line`], in the order of its fields.
const COLUMNS: &str = "anchor, place, kind, \"to\", \"from\", words, stage, day, class, seen, conflicts, voices, number, currency, amount";

/// What stands for a number that is not there.
const NONE: i64 = i64::MIN;

macro_rules! lines {
    ($($(#[$doc:meta])* $column:ident: $sort:ty = $place:literal,)+) => {
        /// Records in the order of lists, column by column.
        #[derive(Clone, Debug, Default)]
        struct Lines {
            /// Their anchors and places, and where those of each end.
            keys: Vec<u8>,
            ends: Vec<(u32, u8)>,
            $($(#[$doc])* $column: Vec<$sort>,)+
        }

        impl Lines {
            fn reserve(&mut self, many: usize) {
                self.ends.reserve_exact(many);
                $(self.$column.reserve_exact(many);)+
            }

            /// Adds a record as [`COLUMNS`] has it.
            fn read(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
                let (anchor, place) = (row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?);
                self.keys.extend_from_slice(place);
                self.keys.extend_from_slice(anchor);
                self.ends.push((u32::try_from(self.keys.len()).unwrap_or(u32::MAX), u8::try_from(anchor.len()).unwrap_or(u8::MAX)));
                $(self.$column.push(number(row.get::<_, Option<i64>>($place)?));)+
                Ok(())
            }

            /// Adds some of the records of another.
            fn copy(&mut self, other: &Self, some: Range<usize>) {
                let from = other.begin(some.start);
                let to = other.begin(some.end);
                let (before, after) = (u32::try_from(self.keys.len()).unwrap_or(u32::MAX), u32::try_from(from).unwrap_or(u32::MAX));
                self.keys.extend_from_slice(&other.keys[from..to]);
                self.ends.extend(other.ends[some.clone()].iter().map(|(end, anchor)| (before + (end - after), *anchor)));
                $(self.$column.extend_from_slice(&other.$column[some.clone()]);)+
            }
        }
    };
}

lines! {
    kind: u8 = 2,
    /// By the keys of marks.
    to: u32 = 3,
    from: u32 = 4,
    words: u32 = 5,
    stage: u32 = 6,
    day: i32 = 7,
    class: u8 = 8,
    seen: u8 = 9,
    conflicts: u32 = 10,
    voices: u32 = 11,
    number: i64 = 12,
    currency: u32 = 13,
    amount: i64 = 14,
}

/// A number as a column has it: what is not there is the least or the most that the column takes, which nothing else is.
trait Column: Copy {
    const ABSENT: Self;
    fn of(number: i64) -> Self;
    fn wide(self) -> i64;
}

macro_rules! columns {
    ($($sort:ty: $absent:expr,)+) => {
        $(impl Column for $sort {
            const ABSENT: Self = $absent;
            fn of(number: i64) -> Self {
                Self::try_from(number).unwrap_or($absent)
            }
            #[allow(clippy::useless_conversion)]
            fn wide(self) -> i64 {
                if self == Self::ABSENT { NONE } else { i64::from(self) }
            }
        })+
    };
}

columns! { u8: u8::MAX, u32: u32::MAX, i32: i32::MIN, i64: NONE, }

fn number<T: Column>(number: Option<i64>) -> T {
    number.map_or(T::ABSENT, T::of)
}

impl Lines {
    fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where the keys of the record at a place begin.
    fn begin(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end as usize)
    }

    /// What the record at a place is ordered by: its place in lists and its anchor.
    fn key(&self, at: usize) -> (&[u8], &[u8]) {
        let (end, anchor) = self.ends[at];
        let keys = &self.keys[self.begin(at)..end as usize];
        keys.split_at(keys.len() - usize::from(anchor))
    }

    /// The first record at or behind a key.
    fn find(&self, key: (&[u8], &[u8])) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.key(middle) < key { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// As [`Order::key`] gives it.
    fn ordered(&self, order: Order, at: usize) -> (bool, i64, i64) {
        let some = |key: i64, sign: i64| if key == NONE { (true, 0, 0) } else { (false, sign * key, 0) };
        match order {
            Order::Place => (false, 0, 0),
            Order::Latest => some(self.day[at].wide(), -1),
            Order::Earliest => some(self.day[at].wide(), 1),
            Order::Number => some(self.number[at], -1),
            Order::Value if self.currency[at] == u32::ABSENT => (true, 0, 0),
            Order::Value => (false, self.currency[at].wide(), self.amount[at].checked_neg().unwrap_or(0)),
            Order::Voices => some(self.voices[at].wide(), -1),
            Order::Conflicts => some(self.conflicts[at].wide(), -1),
        }
    }
}

/// The records as of an entry of the log.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Of which making of the projection it is, and the last entry that is in it; none for nothing at all.
    seen: Option<Seen>,
    lines: Lines,
    /// By their keys: what they are a mark of, and what they say.
    marks: Vec<Option<(u8, Arc<str>)>>,
    documents: usize,
}

/// A state of the projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    edition: i64,
    through: i64,
    /// What was changed by later entries than this one is told.
    since: i64,
}

impl Seen {
    fn now(connection: &rusqlite::Connection) -> rusqlite::Result<Self> {
        let row = |row: &Row<'_>| Ok(Self { edition: row.get(0)?, through: row.get(1)?, since: row.get(2)? });
        connection.prepare_cached("SELECT edition, through, since FROM projection")?.query_row([], row)
    }

    /// True when this state is another one, and not an earlier one of the same making.
    const fn is_behind(self, now: Self) -> bool {
        self.edition != now.edition || self.through < now.through
    }
}

impl Overview {
    /// The records as the projection has them now.
    fn up_to(&self, store: &Store, now: Seen) -> Result<Arc<Held>, StoreError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another reader may have seen a later state already, which is as good.
        if held.seen.is_none_or(|seen| seen.is_behind(now)) {
            *held = Arc::new(Held::after(&held, store).map_err(|error| store.error(error))?);
        }
        Ok(Arc::clone(&held))
    }
}

impl Store {
    /// Answers lists and counts out of an overview from now on, where everything counts.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn share(&mut self, overview: &Arc<Overview>) -> Result<(), StoreError> {
        self.overview = Some(Arc::clone(overview));
        self.held().map(drop)
    }

    /// The overview that this register has, up to date.
    pub(crate) fn held(&self) -> Result<Option<Arc<Held>>, StoreError> {
        let Some(overview) = &self.overview else { return Ok(None) };
        if self.projected()?.is_none() {
            return Ok(None);
        }
        let now = Seen::now(&self.connection).map_err(|error| self.error(error))?;
        overview.up_to(self, now).map(Some)
    }
}

impl Held {
    /// The state of the projection, as what has changed since another state.
    fn after(&self, store: &Store) -> rusqlite::Result<Self> {
        let transaction = store.connection.unchecked_transaction()?;
        let now = Seen::now(&transaction)?;
        let documents: i64 = transaction.query_row("SELECT count(*) FROM document", [], |row| row.get(0))?;
        let mut marks = self.marks.clone();
        // Of another making, everything is another, the keys of marks too.
        let known = self.seen.filter(|seen| seen.edition == now.edition && seen.through >= now.since).map(|seen| seen.through);
        if known.is_none() {
            marks.clear();
        }
        {
            let mut statement = transaction.prepare_cached("SELECT key, sort, said FROM mark WHERE key >= ?1 ORDER BY key")?;
            let mut rows = statement.query([i64::try_from(marks.len()).unwrap_or(i64::MAX)])?;
            while let Some(row) = rows.next()? {
                marks.resize(usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0), None);
                marks.push(Some((row.get(1)?, Arc::from(row.get_ref(2)?.as_str()?))));
            }
        }
        let lines = match known {
            Some(known) => self.lines_after(known, &transaction)?,
            None => all_lines(&transaction)?,
        };
        Ok(Self { seen: Some(now), lines, marks, documents: usize::try_from(documents).unwrap_or(0) })
    }

    /// The same records but for those that were changed since an entry.
    fn lines_after(&self, known: i64, connection: &rusqlite::Connection) -> rusqlite::Result<Lines> {
        let mut changed: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut statement = connection.prepare_cached("SELECT anchor FROM changed WHERE through > ?1")?;
        let mut rows = statement.query([known])?;
        while let Some(row) = rows.next()? {
            changed.insert(row.get(0)?);
        }
        let mut new = Lines::default();
        let query =
            format!("SELECT {COLUMNS} FROM record WHERE anchor IN (SELECT anchor FROM changed WHERE through > ?1) ORDER BY place, anchor");
        let mut statement = connection.prepare_cached(&query)?;
        let mut rows = statement.query([known])?;
        while let Some(row) = rows.next()? {
            new.read(row)?;
        }
        // The old ones that stay, in stretches, with the new ones between them.
        let old = &self.lines;
        let gone = (0..old.len()).filter(|at| changed.contains(old.key(*at).1));
        let mut cuts: Vec<(usize, Option<usize>)> = gone.map(|at| (at, None)).collect();
        cuts.extend((0..new.len()).map(|one| (old.find(new.key(one)), Some(one))));
        // What is new comes before what is gone of the same place, since that is passed by.
        cuts.sort_by_key(|(at, one)| (*at, one.is_none(), *one));
        let mut out = Lines::default();
        out.reserve(old.len() + new.len());
        let mut from = 0;
        for (at, one) in cuts {
            out.copy(old, from..at);
            from = at;
            match one {
                Some(one) => out.copy(&new, one..one + 1),
                None => from += 1,
            }
        }
        out.copy(old, from..old.len());
        Ok(out)
    }

    /// How many documents and records there are.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.documents, self.lines.len())
    }

    /// Part of a list; `None` where the projection has gone on meanwhile.
    pub(crate) fn list(&self, store: &Store, filter: &Filter, part: Part) -> Result<Option<Page>, StoreError> {
        let lines = &self.lines;
        let takes = self.takes(filter, &self.asked(filter));
        let many = part.many.unwrap_or(usize::MAX);
        let mut found = (0..lines.len()).filter(|at| takes[*at] == ALL);
        let (wanted, total): (Vec<usize>, usize) = if part.order == Order::Place {
            let before = found.by_ref().take(part.skip).count();
            let wanted: Vec<usize> = found.by_ref().take(many).collect();
            let total = before + wanted.len() + found.count();
            (wanted, total)
        } else {
            let mut found: Vec<((bool, i64, i64), usize)> = found.map(|at| (lines.ordered(part.order, at), at)).collect();
            let (total, last) = (found.len(), part.skip.saturating_add(many));
            if last < total {
                found.select_nth_unstable(last);
                found.truncate(last);
            }
            found.sort_unstable();
            (found.into_iter().skip(part.skip).map(|(_, at)| at).collect(), total)
        };
        let mut rows: Vec<ListRow> = Vec::with_capacity(wanted.len());
        let anchors: Vec<&[u8]> = wanted.into_iter().map(|at| lines.key(at).1).collect();
        let there = store.rows_at(&anchors, |row| rows.push(row))?;
        Ok(there.then_some(Page { rows, total }))
    }

    /// See [`materiel_register::view::facets`].
    pub(crate) fn facets(&self, filter: &Filter) -> Facets {
        let takes = self.takes(filter, &self.asked(filter));
        let lines = &self.lines;
        let counts: [Tallied; FACETS] = [
            tally(&takes, 0, &lines.kind),
            tally(&takes, 1, &lines.to),
            tally(&takes, 2, &lines.from),
            tally(&takes, 3, &lines.class),
            tally(&takes, 4, &lines.stage),
            tally(&takes, 5, &lines.day),
            tally(&takes, 6, &lines.seen),
            tally(&takes, 7, &lines.conflicts.iter().map(|many| u8::from(*many > 0)).collect::<Vec<_>>()),
        ];
        counted(counts, |key| Some(self.mark(key)?.1))
    }

    fn mark(&self, key: i64) -> Option<(u8, &str)> {
        let (sort, said) = self.marks.get(usize::try_from(key).ok()?)?.as_ref()?;
        Some((*sort, said))
    }

    /// For each key of a mark of a sort whether it is wanted.
    fn marked(&self, sort: Sort, wanted: impl Fn(&str) -> bool) -> Wanted {
        Wanted::Set(self.marks.iter().map(|mark| mark.as_ref().is_some_and(|(of, said)| *of == sort as u8 && wanted(said))).collect())
    }

    /// What a filter asks of each facet, in the order of the facets.
    fn asked(&self, filter: &Filter) -> [Option<Wanted>; FACETS] {
        let some = |numbers: &mut dyn Iterator<Item = i64>| Wanted::set(numbers);
        let lines = |said: &str| said.split('\n').map(str::to_owned).collect::<Vec<_>>();
        let day = |date: Option<jiff::civil::Date>, open: i64| date.map_or(open, day_number);
        let days = filter.since.is_some() || filter.until.is_some();
        let first = day(filter.since.map(materiel_model::PartialDate::first_day), NONE + 1);
        let last = day(filter.until.map(materiel_model::PartialDate::last_day), i64::MAX);
        [
            (!filter.kinds.is_empty()).then(|| some(&mut filter.kinds.iter().map(|kind| kind_number(*kind)))),
            (!filter.recipients.is_empty()).then(|| self.marked(Sort::To, |said| filter.takes_recipient(&lines(said)))),
            (!filter.suppliers.is_empty()).then(|| self.marked(Sort::From, |said| filter.takes_supplier(&lines(said)))),
            (!filter.classes.is_empty()).then(|| some(&mut filter.classes.iter().map(|class| class_number(*class)))),
            (!filter.stages.is_empty()).then(|| self.marked(Sort::Stage, |said| filter.takes_stage(Some(said)))),
            days.then_some(Wanted::Between(first, last)),
            (!filter.reviewed.is_empty()).then(|| some(&mut filter.reviewed.iter().map(|reviewed| seen_number(*reviewed)))),
            filter.conflicts.map(|wanted| if wanted { Wanted::Between(1, i64::MAX) } else { Wanted::Between(0, 0) }),
        ]
    }

    /// For each record whether it passes a filter: [`ALL`] of it, all but one facet (by its number), or less.
    fn takes(&self, filter: &Filter, asked: &[Option<Wanted>; FACETS]) -> Vec<u8> {
        let lines = &self.lines;
        let mut takes = vec![ALL; lines.len()];
        for (facet, wanted) in asked.iter().enumerate() {
            let Some(wanted) = wanted else { continue };
            let facet = u8::try_from(facet).unwrap_or(LESS);
            match facet {
                0 => pick(&mut takes, facet, &lines.kind, wanted),
                1 => pick(&mut takes, facet, &lines.to, wanted),
                2 => pick(&mut takes, facet, &lines.from, wanted),
                3 => pick(&mut takes, facet, &lines.class, wanted),
                4 => pick(&mut takes, facet, &lines.stage, wanted),
                5 => pick(&mut takes, facet, &lines.day, wanted),
                6 => pick(&mut takes, facet, &lines.seen, wanted),
                _ => pick(&mut takes, facet, &lines.conflicts, wanted),
            }
        }
        // What is no facet is asked of every record.
        if filter.words().next().is_some() {
            pick(&mut takes, LESS, &lines.words, &self.marked(Sort::Words, |said| filter.takes_words(said)));
        }
        for word in &filter.search {
            let ids = |said: &str| said.split('\n').map(str::to_owned).collect::<Vec<_>>();
            let to = self.marked(Sort::To, |said| word.is_in(&ids(said)));
            let from = self.marked(Sort::From, |said| word.is_in(&ids(said)));
            let about = self.marked(Sort::Words, |said| word.is_about(said));
            let stage = self.marked(Sort::Stage, |said| word.is_stage(Some(said)));
            for (at, takes) in takes.iter_mut().enumerate() {
                let any = to.has(lines.to[at].wide())
                    || from.has(lines.from[at].wide())
                    || about.has(lines.words[at].wide())
                    || stage.has(lines.stage[at].wide());
                if !any {
                    *takes = LESS;
                }
            }
        }
        takes
    }
}

fn all_lines(connection: &rusqlite::Connection) -> rusqlite::Result<Lines> {
    let mut lines = Lines::default();
    let many: i64 = connection.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?;
    lines.reserve(usize::try_from(many).unwrap_or(0));
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM record INDEXED BY record_place ORDER BY place, anchor"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.read(row)?;
    }
    Ok(lines)
}

/// Passes all that is asked; any smaller number is the only facet that it does not pass.
const ALL: u8 = 0xfe;
/// Passes less than that.
const LESS: u8 = 0xff;

/// What is wanted of a column.
enum Wanted {
    /// The numbers that are true here.
    Set(Vec<bool>),
    /// Those from one to another.
    Between(i64, i64),
}

impl Wanted {
    fn set(numbers: &mut dyn Iterator<Item = i64>) -> Self {
        let mut out = Vec::new();
        for number in numbers.filter_map(|number| usize::try_from(number).ok()) {
            out.resize(out.len().max(number + 1), false);
            out[number] = true;
        }
        Self::Set(out)
    }

    fn has(&self, number: i64) -> bool {
        match self {
            Self::Set(set) => usize::try_from(number).is_ok_and(|number| set.get(number).copied().unwrap_or(false)),
            Self::Between(first, last) => number >= *first && number <= *last,
        }
    }
}

fn pick<T: Column>(takes: &mut [u8], facet: u8, column: &[T], wanted: &Wanted) {
    for (takes, number) in takes.iter_mut().zip(column) {
        if !wanted.has(number.wide()) {
            *takes = if *takes == ALL { facet } else { LESS };
        }
    }
}

/// Counts the numbers of a column in the records that pass all but what is asked of one facet.
fn tally<T: Column>(takes: &[u8], facet: u8, column: &[T]) -> Tallied {
    let passing = || takes.iter().zip(column).filter(|(takes, _)| **takes == ALL || **takes == facet).map(|(_, number)| number.wide());
    let there = || passing().filter(|number| *number != NONE);
    let (least, most) = there().fold((i64::MAX, NONE), |(least, most), number| (least.min(number), most.max(number)));
    let mut counts = vec![0; usize::try_from(most.saturating_sub(least).saturating_add(1)).unwrap_or(0)];
    for number in there() {
        if let Some(count) = usize::try_from(number - least).ok().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    (least..).zip(counts).filter(|(_, count)| *count > 0).collect()
}

impl Store {
    /// Hands the rows of some records to `take`, in the order asked for. False where one is not there any more.
    fn rows_at(&self, anchors: &[&[u8]], mut take: impl FnMut(ListRow)) -> Result<bool, StoreError> {
        let mut shelf = crate::kept::Shelf::new(self);
        for anchor in anchors {
            let mut there = false;
            self.read("SELECT anchor, digits, row FROM record WHERE anchor = ?1", &[anchor], |id: RecordId, _, value| {
                let text = shelf.text(value)?;
                take(crate::written::row_of(&id, &text).map_err(|error| self.unreadable(&error))?);
                there = true;
                Ok(())
            })?;
            if !there {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
