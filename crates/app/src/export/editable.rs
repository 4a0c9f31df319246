//! A table to change in a spreadsheet: one row a record, a column for each slot, in words that `materiel decide --from` takes back.

use super::csv::guarded;
use crate::outcome::Failure;
use materiel_model::{Kind, Moment, Scope, Slot, Value};
use materiel_register::view::RecordView;
use std::collections::BTreeMap;
use std::io::Write;

/// The columns that say which record it is, and from when the row is. They and [`LAST`] are not to be changed.
pub(crate) const FIRST: [&str; 3] = ["record", "seen", "kind"];
/// What helps to look it up.
pub(crate) const LAST: [&str; 2] = ["voices", "sentences"];

/// What stands between the values of a list.
pub(crate) const BETWEEN: &str = "; ";

/// A header and a line a record, as the register was at a moment.
pub(crate) fn editable(views: &[RecordView], seen: Moment, out: &mut dyn Write) -> Result<(), Failure> {
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| views.iter().any(|view| view.row.kind == *kind)).collect();
    let slots: Vec<Slot> = Slot::ALL.iter().copied().filter(|slot| kinds.iter().any(|kind| kind.slots().contains(slot))).collect();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(FIRST.into_iter().chain(slots.iter().map(|slot| slot.as_str())).chain(LAST))?;
    for view in views {
        let cells = cells(view);
        let mut line = vec![view.row.id.to_string(), seen.to_string(), view.row.kind.to_string()];
        line.extend(slots.iter().map(|slot| cells.get(slot).map(|cell| guarded(cell)).unwrap_or_default()));
        let sentences: Vec<&str> = view.claims.iter().map(|claim| claim.sentence.as_str()).collect();
        line.extend([view.row.voices.to_string(), guarded(&sentences.join("\n"))]);
        writer.write_record(line)?;
    }
    writer.flush()?;
    Ok(())
}

/// What a record shows in each slot, as it is typed; a slot that is not there shows nothing.
pub(crate) fn cells(view: &RecordView) -> BTreeMap<Slot, String> {
    let mut out = BTreeMap::new();
    if let Some(stage) = &view.row.stage {
        out.insert(if view.row.kind == Kind::Transfer { Slot::Stage } else { Slot::Status }, stage.clone());
    }
    for row in &view.slots {
        out.insert(row.slot, row.shown.iter().map(|value| typed(&value.value)).collect::<Vec<_>>().join(BETWEEN));
    }
    out
}

/// A value as somebody would type it. White space is folded, as reading folds it.
pub(crate) fn typed(value: &Value) -> String {
    let words = match value {
        Value::Party(id) => id.as_str().to_owned(),
        Value::Money(money) if money.scope == Scope::Unit => format!("{} each", value.display()),
        _ => value.display(),
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
