//! Which rows a list shows, and in what order.

use super::ListRow;
use materiel_model::{Class, Kind, PartialDate};

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

    /// True when a day is late enough.
    pub fn takes_day(&self, day: Option<jiff::civil::Date>) -> bool {
        self.since.is_none_or(|since| day.is_some_and(|day| day >= since.first_day()))
    }

    /// The words that are asked for, in small letters.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.equipment.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase)
    }
}

fn is_wanted(wanted: &[String], found: &[impl AsRef<str>]) -> bool {
    wanted.is_empty() || found.iter().any(|id| wanted.iter().any(|wanted| wanted == id.as_ref()))
}

impl ListRow {
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
