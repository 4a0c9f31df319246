//! Which rows a list shows.

use super::ListRow;
use materiel_model::{Kind, PartialDate};

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

impl Filter {
    /// True when the row is to be shown.
    pub fn takes(&self, row: &ListRow) -> bool {
        let any = |wanted: &[String], found: Vec<&String>| wanted.is_empty() || found.into_iter().any(|id| wanted.contains(id));
        let haystack =
            [row.equipment.as_deref(), row.family.as_deref(), row.class.map(materiel_model::Class::as_str), row.about.as_deref()];
        let haystack = haystack.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
        let since = |date: PartialDate| {
            let latest = [row.date, row.reported, row.last_published].into_iter().flatten().map(PartialDate::last_day).max();
            latest.is_some_and(|day| day >= date.first_day())
        };
        (self.kinds.is_empty() || self.kinds.contains(&row.kind))
            && any(&self.recipients, row.recipient.iter().chain(&row.others).chain(row.parties()).collect())
            && any(&self.suppliers, row.supplier.iter().chain(&row.actors).collect())
            && self.equipment.iter().flat_map(|words| words.split_whitespace()).all(|word| haystack.contains(&word.to_lowercase()))
            && (self.stages.is_empty() || row.stage.as_ref().is_some_and(|stage| self.stages.contains(stage)))
            && self.since.is_none_or(since)
    }
}

impl ListRow {
    /// The parties of an agreement, who stand on both sides.
    fn parties(&self) -> &[String] {
        if self.kind == Kind::Agreement { &self.actors } else { &[] }
    }
}
