//! What differs between two rows of one record.

use super::ListRow;
use serde::{Deserialize, Serialize};

/// A field that shows something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The field of [`ListRow`].
    pub field: String,
    /// What it showed; absent where it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it shows; absent where it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What a record says, field by field, as rows show it: what it is about, but not by how many it is told.
fn shown(row: &ListRow) -> Vec<(&'static str, Option<String>)> {
    let list = |ids: &[String]| (!ids.is_empty()).then(|| ids.join("; "));
    let figure = |value: Option<materiel_model::Value>| value.map(|value| value.display());
    vec![
        ("stage", row.stage.clone()),
        ("date", row.date.map(|date| date.to_string())),
        ("supplier", row.supplier.clone()),
        ("recipient", row.recipient.clone()),
        ("actors", list(&row.actors)),
        ("others", list(&row.others)),
        ("equipment", row.equipment.clone()),
        ("class", row.class.map(|class| class.to_string())),
        ("family", row.family.clone()),
        ("about", row.about.clone()),
        ("quantity", figure(row.quantity.map(materiel_model::Value::Quantity))),
        ("value", figure(row.value.map(materiel_model::Value::Money))),
        ("percent", figure(row.percent.map(materiel_model::Value::Percent))),
        ("due", row.due.map(|due| due.to_string())),
    ]
}

/// How many fields of a row are filled.
pub(super) fn filled(row: &ListRow) -> usize {
    shown(row).iter().filter(|(_, value)| value.is_some()).count()
}

/// What a record shows otherwise, and how it is supported: the number of voices and of conflicts, and how much of it somebody looked at.
/// Another copy of a text that was there changes none of it.
pub fn changes(before: &ListRow, after: &ListRow) -> Vec<Change> {
    let support = |row: &ListRow| {
        let number = |number: usize| Some(number.to_string());
        [("voices", number(row.voices)), ("conflicts", number(row.conflicts)), ("reviewed", Some(row.reviewed.as_str().to_owned()))]
    };
    let mut out = shown_changes(before, after);
    out.extend(differing(support(before), support(after)));
    out
}

/// What a record shows otherwise.
pub(super) fn shown_changes(before: &ListRow, after: &ListRow) -> Vec<Change> {
    differing(shown(before), shown(after)).collect()
}

/// Whether there is more or less that disagrees.
pub(super) fn conflict_change(before: &ListRow, after: &ListRow) -> Option<Change> {
    let number = |row: &ListRow| Some(row.conflicts.to_string());
    (before.conflicts != after.conflicts).then(|| Change { field: "conflicts".to_owned(), before: number(before), after: number(after) })
}

fn differing(
    before: impl IntoIterator<Item = (&'static str, Option<String>)>,
    after: impl IntoIterator<Item = (&'static str, Option<String>)>,
) -> impl Iterator<Item = Change> {
    let both = before.into_iter().zip(after);
    both.filter(|((_, before), (_, after))| before != after).map(|((field, before), (_, after))| Change {
        field: field.to_owned(),
        before,
        after,
    })
}
