//! Rows as JSON.

use crate::outcome::Failure;
use serde::Serialize;
use std::io::Write;

/// One array, a row a line.
pub(crate) fn json<T: Serialize>(rows: &[T], out: &mut dyn Write) -> Result<(), Failure> {
    write!(out, "[")?;
    for (at, row) in rows.iter().enumerate() {
        writeln!(out, "{}", if at == 0 { "" } else { "," })?;
        serde_json::to_writer(&mut *out, row)?;
    }
    writeln!(out, "{}]", if rows.is_empty() { "" } else { "\n" })?;
    Ok(())
}

/// One object a line.
pub(crate) fn jsonl<T: Serialize>(rows: &[T], out: &mut dyn Write) -> Result<(), Failure> {
    for row in rows {
        serde_json::to_writer(&mut *out, row)?;
        writeln!(out)?;
    }
    Ok(())
}

/// One object on several lines.
pub(crate) fn object(value: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}
