//! Which rows a list shows, and in what order.

use super::{ListRow, Reviewed};
use materiel_model::{Class, Currency, Kind, Money, PartialDate, Scope};

/// What a row must be like. Empty lists and absent bounds let everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these kinds.
    pub kinds: Vec<Kind>,
    /// One of these ids as recipient; of what is no transfer, as place or party.
    pub recipients: Vec<String>,
    /// One of these ids as supplier; of what is no transfer, as actor or party.
    pub suppliers: Vec<String>,
    /// All of these words in the name, family or class of the equipment, or in what it is about; case does not count.
    pub equipment: Vec<String>,
    /// One of these stages or statuses.
    pub stages: Vec<String>,
    /// Reported or happened on this day or later.
    pub since: Option<PartialDate>,
    /// Reported or happened on this day or earlier: the latest of these days counts, as for `since`.
    pub until: Option<PartialDate>,
    /// One of these classes of equipment.
    pub classes: Vec<Class>,
    /// Looked at so much.
    pub reviewed: Vec<Reviewed>,
    /// With something that contradicts what is shown, or with nothing that does.
    pub conflicts: Option<bool>,
    /// All of these, each in what it is about, its class, its stage or a party's name.
    pub search: Vec<Word>,
}

/// A word that is searched for, with the ids of those who are called by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, in small letters.
    pub word: String,
    /// The ids that it may mean.
    pub ids: Vec<String>,
}

impl Word {
    /// True when it is among ids, or in one of them as part of a body's name.
    pub fn is_in(&self, ids: &[impl AsRef<str>]) -> bool {
        ids.iter().map(AsRef::as_ref).any(|id| {
            self.ids.iter().any(|meant| meant == id)
                || id.strip_prefix("org:").is_some_and(|name| name.to_lowercase().contains(self.word.as_str()))
        })
    }

    /// True when it is a word of a stage or status.
    pub fn is_stage(&self, stage: Option<&str>) -> bool {
        stage.is_some_and(|stage| stage.split('_').any(|part| part == self.word))
    }

    /// True when it is in what something is about, in small letters.
    pub fn is_about(&self, words: &str) -> bool {
        words.contains(self.word.as_str())
    }
}

/// In which order a list is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Transfers first, then by kind; then by who is concerned, and within that the latest first: see [`ListRow::place`].
    #[default]
    Place,
    /// The latest day first.
    Latest,
    /// The earliest day first.
    Earliest,
    /// The most items or people first.
    Number,
    /// By currency, and of each the most money first.
    Value,
    /// The most voices first.
    Voices,
    /// The most conflicts first.
    Conflicts,
}

impl Order {
    /// What rows are ordered by: rows without it come last, and of the same, as in [`ListRow::place`].
    pub fn key(self, row: &ListRow) -> (bool, i64, i64) {
        let most = |number: u64| -i64::try_from(number).unwrap_or(i64::MAX);
        let whole = |number: usize| most(u64::try_from(number).unwrap_or(u64::MAX));
        let day = || row.marks().day.map(|day| i64::from((day - jiff::civil::date(1970, 1, 1)).get_days()));
        let some = |key: Option<(i64, i64)>| key.map_or((true, 0, 0), |(first, second)| (false, first, second));
        match self {
            Self::Place => (false, 0, 0),
            Self::Latest => some(day().map(|day| (-day, 0))),
            Self::Earliest => some(day().map(|day| (day, 0))),
            Self::Number => some(row.quantity.map(|quantity| (most(quantity.value), 0))),
            Self::Value => some(row.whole_value().map(|money| (currency_number(money.currency), most(money.amount)))),
            Self::Voices => (false, whole(row.voices), 0),
            Self::Conflicts => (false, whole(row.conflicts), 0),
        }
    }
}

/// What a row is picked out by, apart from its kind and stage. Many rows have the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The ids of those whom it goes to, or where it is; sorted.
    pub to: Vec<String>,
    /// The ids of those from whom it comes, or who act; sorted.
    pub from: Vec<String>,
    /// What it is about, in small letters.
    pub words: String,
    /// The latest day on which it was reported or happened.
    pub day: Option<jiff::civil::Date>,
}

impl Filter {
    /// True when the row is to be shown.
    pub fn takes(&self, row: &ListRow) -> bool {
        let Marks { to, from, words, day } = row.marks();
        self.takes_kind(row.kind)
            && self.takes_recipient(&to)
            && self.takes_supplier(&from)
            && self.takes_words(&words)
            && self.takes_stage(row.stage.as_deref())
            && self.takes_day(day)
            && self.takes_class(row.class)
            && self.takes_reviewed(row.reviewed)
            && self.takes_conflicts(row.conflicts)
            && self
                .search
                .iter()
                .all(|word| word.is_about(&words) || word.is_in(&to) || word.is_in(&from) || word.is_stage(row.stage.as_deref()))
    }

    /// True when a class of equipment is wanted.
    pub fn takes_class(&self, class: Option<Class>) -> bool {
        self.classes.is_empty() || class.is_some_and(|class| self.classes.contains(&class))
    }

    /// True when a record that was looked at so much is wanted.
    pub fn takes_reviewed(&self, reviewed: Reviewed) -> bool {
        self.reviewed.is_empty() || self.reviewed.contains(&reviewed)
    }

    /// True when a record with so many conflicts is wanted.
    pub fn takes_conflicts(&self, conflicts: usize) -> bool {
        self.conflicts.is_none_or(|wanted| wanted == (conflicts > 0))
    }

    /// True when a kind is wanted.
    pub fn takes_kind(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// True when one of those whom something goes to is wanted.
    pub fn takes_recipient(&self, to: &[impl AsRef<str>]) -> bool {
        is_wanted(&self.recipients, to)
    }

    /// True when one of those from whom something comes is wanted.
    pub fn takes_supplier(&self, from: &[impl AsRef<str>]) -> bool {
        is_wanted(&self.suppliers, from)
    }

    /// True when what something is about, in small letters, has all words that are asked for.
    pub fn takes_words(&self, words: &str) -> bool {
        self.words().all(|word| words.contains(&word))
    }

    /// True when a stage or status is wanted.
    pub fn takes_stage(&self, stage: Option<&str>) -> bool {
        self.stages.is_empty() || stage.is_some_and(|stage| self.stages.iter().any(|wanted| wanted == stage))
    }

    /// True when a day is late and early enough.
    pub fn takes_day(&self, day: Option<jiff::civil::Date>) -> bool {
        self.since.is_none_or(|since| day.is_some_and(|day| day >= since.first_day()))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until.last_day()))
    }

    /// The words that are asked for, in small letters.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.equipment.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase)
    }
}

/// Currencies in the order of their codes.
pub fn currency_number(currency: Currency) -> i64 {
    currency.as_str().bytes().fold(0, |number, byte| number << 8 | i64::from(byte))
}

fn is_wanted(wanted: &[String], found: &[impl AsRef<str>]) -> bool {
    wanted.is_empty() || found.iter().any(|id| wanted.iter().any(|wanted| wanted == id.as_ref()))
}

impl ListRow {
    /// How much money, where that is for the whole and not for each item.
    pub fn whole_value(&self) -> Option<Money> {
        self.value.filter(|money| money.scope == Scope::Total)
    }

    /// What it is picked out by.
    pub fn marks(&self) -> Marks {
        let sorted = |ids: Vec<&String>| {
            let mut ids: Vec<String> = ids.into_iter().cloned().collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let words = [self.equipment.as_deref(), self.family.as_deref(), self.class.map(Class::as_str), self.about.as_deref()];
        Marks {
            to: sorted(self.recipient.iter().chain(&self.others).chain(self.parties()).collect()),
            from: sorted(self.supplier.iter().chain(&self.actors).collect()),
            words: words.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase(),
            day: [self.date, self.reported, self.last_published].into_iter().flatten().map(PartialDate::last_day).max(),
        }
    }

    /// Where it stands in a list, as bytes that are ordered as lists are: transfers first; then by kind; then by who is concerned, and within
    /// that the latest first. Rows of the same place follow one another by id.
    pub fn place(&self) -> Vec<u8> {
        let kind = Kind::ALL.iter().position(|kind| *kind == self.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX);
        let mut out = vec![u8::from(self.kind != Kind::Transfer), kind];
        let who = self.recipient.as_ref().or_else(|| self.actors.first());
        out.push(u8::from(who.is_none()));
        out.extend(who.into_iter().flat_map(|who| who.bytes()));
        // No id has this byte, so that no id runs into what follows it.
        out.push(0);
        let latest = self.date.or(self.reported).or(self.last_published);
        let ordered = latest.map_or([0; 5], |date| {
            let [high, low] = (i32::from(date.year()) - i32::from(i16::MIN)).to_be_bytes()[2..] else { return [0; 5] };
            [1, high, low, date.month().unwrap_or(0), date.day().unwrap_or(0)]
        });
        out.extend(ordered.map(|byte| !byte));
        out
    }

    /// The parties of an agreement, who stand on both sides.
    fn parties(&self) -> &[String] {
        if self.kind == Kind::Agreement { &self.actors } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Reviewed;

    fn row(kind: Kind, who: Option<&str>, date: Option<&str>) -> ListRow {
        let json = serde_json::json!({
            "id": "t-1", "kind": kind, "recipient": who, "date": date,
            "voices": 1, "documents": 1, "conflicts": 0, "reviewed": Reviewed::No,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn places_are_ordered_as_lists_are() {
        let rows = [
            row(Kind::Transfer, Some("PL"), Some("2024-05-02")),
            row(Kind::Transfer, Some("PL"), Some("2024-05")),
            row(Kind::Transfer, Some("PL"), Some("2024")),
            row(Kind::Transfer, Some("PL"), None),
            row(Kind::Transfer, Some("PLO"), Some("2025")),
            row(Kind::Transfer, Some("XK"), None),
            row(Kind::Transfer, None, Some("2026-01-01")),
            row(Kind::Agreement, Some("AL"), None),
            row(Kind::Incident, Some("AL"), Some("2020")),
            row(Kind::Incident, None, None),
        ];
        assert!(rows.is_sorted_by(|a, b| a.place() < b.place()));
    }
}
