//! How many records there are of everything that lists are picked out by, counted over the index of the projection.

use crate::written::{Sort, class_number, day_number, kind_number, seen_number};
use crate::{Store, StoreError};
use jiff::ToSpan;
use materiel_model::{Class, Kind};
use materiel_register::Cut;
use materiel_register::view::{Facets, Filter, ListRow, Reviewed, facets, list_row, tallies};
use rusqlite::ToSql;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The facets, in the order of the fields of [`Facets`].
pub(crate) const FACETS: usize = 8;

/// How many records have each number.
pub(crate) type Tallied = HashMap<i64, usize>;

impl Store {
    /// How many records there are of each kind, recipient, supplier and so on: see [`facets`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn facets(&mut self, filter: &Filter, cut: Cut) -> Result<Facets, StoreError> {
        if !self.use_projection(cut)? {
            let rows: Vec<ListRow> = self.fold(cut)?.records().map(|record| list_row(&record)).collect();
            return Ok(facets(&rows, filter));
        }
        if let Some(held) = self.held()? {
            return Ok(held.facets(filter));
        }
        let wanted = Wanted::of(self, filter)?;
        // What is no facet is asked of every row.
        let rest = Filter { equipment: filter.equipment.clone(), search: filter.search.clone(), ..Filter::default() };
        let (like, with) = self.like(&rest)?;
        let with: Vec<&dyn ToSql> = with.iter().map(|value| value as &dyn ToSql).collect();
        let query = format!(
            "SELECT kind, \"to\", \"from\", class, stage, day, seen, conflicts > 0 FROM record INDEXED BY record_place WHERE {like}"
        );
        let mut counts: [Tallied; FACETS] = Default::default();
        let mut count = || {
            let mut statement = self.connection.prepare_cached(&query)?;
            let mut rows = statement.query(with.as_slice())?;
            while let Some(row) = rows.next()? {
                let mut values: [Option<i64>; FACETS] = [None; FACETS];
                for (at, value) in values.iter_mut().enumerate() {
                    *value = row.get(at)?;
                }
                wanted.count(&values, &mut counts);
            }
            Ok(())
        };
        count().map_err(|error| self.error(error))?;
        self.named(counts)
    }

    /// Counts by number as counts by what the numbers mean.
    fn named(&self, counts: [Tallied; FACETS]) -> Result<Facets, StoreError> {
        let mut names: HashMap<i64, String> = HashMap::new();
        let mut read = || {
            let mut statement = self.connection.prepare_cached("SELECT said FROM mark WHERE key = ?1")?;
            for key in [1, 2, 4].iter().filter_map(|facet: &usize| counts.get(*facet)).flat_map(HashMap::keys) {
                names.insert(*key, statement.query_row([key], |row| row.get(0))?);
            }
            Ok(())
        };
        read().map_err(|error| self.error(error))?;
        Ok(counted(counts, |key| names.get(&key).map(String::as_str)))
    }
}

/// Counts by number as counts by what the numbers mean; `says` tells it of the keys of marks.
pub(crate) fn counted<'a>(counts: [Tallied; FACETS], says: impl Fn(i64) -> Option<&'a str>) -> Facets {
    let [kinds, to, from, classes, stages, days, seen, conflicts] = counts;
    // A mark of parties has an id on each line.
    let by_id = |counts: Tallied| {
        let mut out: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, rows) in counts {
            for id in says(key).unwrap_or_default().split('\n').filter(|id| !id.is_empty()) {
                *out.entry(id).or_default() += rows;
            }
        }
        tallies(out.into_iter().map(|(id, rows)| (id.to_owned(), rows)))
    };
    let of = |counts: Tallied, name: &dyn Fn(i64) -> Option<String>| {
        let mut out: BTreeMap<String, usize> = BTreeMap::new();
        for (key, rows) in counts {
            if let Some(name) = name(key) {
                *out.entry(name).or_default() += rows;
            }
        }
        tallies(out)
    };
    let year = |day: i64| Some(jiff::civil::date(1970, 1, 1).checked_add(day.days()).ok()?.year().to_string());
    let mut years = of(days, &year);
    years.sort_by(|a, b| b.value.cmp(&a.value));
    Facets {
        kinds: of(kinds, &|key| Kind::ALL.iter().find(|kind| kind_number(**kind) == key).map(ToString::to_string)),
        recipients: by_id(to),
        suppliers: by_id(from),
        classes: of(classes, &|key| Class::ALL.iter().find(|class| class_number(**class) == key).map(ToString::to_string)),
        stages: by_id(stages),
        years,
        reviewed: of(seen, &|key| {
            let all = [Reviewed::No, Reviewed::Part, Reviewed::Yes];
            all.iter().find(|reviewed| seen_number(**reviewed) == key).map(|reviewed| reviewed.as_str().to_owned())
        }),
        conflicts: of(conflicts, &|key| Some(if key > 0 { "yes" } else { "no" }.to_owned())),
    }
}

/// What a filter asks of each facet, by the numbers of the table; `None` where it asks nothing.
struct Wanted([Option<HashSet<i64>>; FACETS], Option<i64>, Option<i64>);

impl Wanted {
    fn of(store: &Store, filter: &Filter) -> Result<Self, StoreError> {
        let some = |keys: HashSet<i64>, asked: bool| asked.then_some(keys);
        let lines = |said: &str| said.split('\n').map(str::to_owned).collect::<Vec<_>>();
        let to = !filter.recipients.is_empty();
        let from = !filter.suppliers.is_empty();
        let stages = !filter.stages.is_empty();
        let to_keys = if to { store.keys(Sort::To, |said| filter.takes_recipient(&lines(said)))? } else { HashSet::new() };
        let from_keys = if from { store.keys(Sort::From, |said| filter.takes_supplier(&lines(said)))? } else { HashSet::new() };
        let stage_keys = if stages { store.keys(Sort::Stage, |said| filter.takes_stage(Some(said)))? } else { HashSet::new() };
        let sets = [
            some(filter.kinds.iter().map(|kind| kind_number(*kind)).collect(), !filter.kinds.is_empty()),
            some(to_keys, to),
            some(from_keys, from),
            some(filter.classes.iter().map(|class| class_number(*class)).collect(), !filter.classes.is_empty()),
            some(stage_keys, stages),
            None,
            some(filter.reviewed.iter().map(|reviewed| seen_number(*reviewed)).collect(), !filter.reviewed.is_empty()),
            filter.conflicts.map(|conflicts| HashSet::from([i64::from(conflicts)])),
        ];
        let first = filter.since.map(|since| day_number(since.first_day()));
        let last = filter.until.map(|until| day_number(until.last_day()));
        Ok(Self(sets, first, last))
    }

    fn count(&self, values: &[Option<i64>; FACETS], counts: &mut [Tallied; FACETS]) {
        /// Where days stand.
        const DAY: usize = 5;
        let Self(sets, first, last) = self;
        let passes = |at: usize| match (at, values.get(at).copied().flatten()) {
            (DAY, day) => {
                first.is_none_or(|first| day.is_some_and(|day| day >= first)) && last.is_none_or(|last| day.is_some_and(|day| day <= last))
            }
            (at, value) => sets.get(at).and_then(Option::as_ref).is_none_or(|set| value.is_some_and(|value| set.contains(&value))),
        };
        let mut failing = (0..FACETS).filter(|at| !passes(*at));
        let failed = (failing.next(), failing.next());
        for (at, counts) in counts.iter_mut().enumerate() {
            let counted = match failed {
                (None, _) => true,
                (Some(only), None) => only == at,
                (Some(_), Some(_)) => false,
            };
            if let (true, Some(value)) = (counted, values.get(at).copied().flatten()) {
                *counts.entry(value).or_default() += 1;
            }
        }
    }
}
