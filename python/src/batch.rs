//! A batch or a table of documents in, the same of their claims out.

use arrow_array::RecordBatch;
use arrow_pyarrow::{FromPyArrow, IntoPyArrow, Table, ToPyArrow};
use materiel_extract::Knowledge;
use pyo3::exceptions::{PyModuleNotFoundError, PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The claims of documents in Arrow: a batch for a batch, a table for a table.
///
/// Parameters
/// ----------
/// batch
///     A `pyarrow.RecordBatch` or `pyarrow.Table`, or what else hands out its columns as Arrow does (`__arrow_c_array__`, `__arrow_c_stream__`). A row is a document:
///     the column `text`, and as far as there are `id`, `url`, `title`, `published` (a date, or a string) and `source`. Others are let pass. Columns may be
///     of any type that is text or can be written as text; a nested one is an error. A document without `id` is called by the number of its row, counted from 1.
///
/// Returns
/// -------
/// pyarrow.RecordBatch or pyarrow.Table
///     A row for each claim, with the columns of `SCHEMA`: `document` to `claim` say where it was read, `kind` to `due` are its slots, `quote` is its sentence,
///     which stands at the bytes `start` to `end` of the text, and `json` is the claim whole, as `extract` gives it. A document that could not be read
///     has one row, with the reason in `error`, which is null otherwise, and its `id`, or `row:` and its number, in `label`.
///
/// Raises
/// ------
/// ValueError
///     There is no column `text`, or a column is of a type that no text can be made of.
/// TypeError
///     `batch` holds no columns of Arrow.
/// ModuleNotFoundError
///     pyarrow is not installed.
///
/// Notes
/// -----
/// One thread reads, and other threads of Python run meanwhile: give each thread or worker batches of its own.
#[pyfunction]
pub(crate) fn extract_batch<'py>(py: Python<'py>, batch: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    with_pyarrow(py)?;
    // A table hands out a stream of batches, and a batch itself alone.
    if batch.hasattr("__arrow_c_stream__")? && !batch.hasattr("__arrow_c_array__")? {
        let table = Table::from_pyarrow_bound(batch)?;
        let batches = py.detach(|| all(&table)).map_err(PyValueError::new_err)?;
        let made = Table::try_new(batches, materiel_shard::batch_schema()).map_err(|error| PyValueError::new_err(error.to_string()))?;
        return made.into_pyarrow(py);
    }
    if !batch.hasattr("__arrow_c_array__")? {
        let found = batch.get_type().fully_qualified_name()?;
        return Err(PyTypeError::new_err(format!("a pyarrow.RecordBatch or pyarrow.Table is read, not {found}")));
    }
    let batch = RecordBatch::from_pyarrow_bound(batch)?;
    let made = py.detach(|| materiel_shard::extract_batch(Knowledge::embedded(), &batch, 1)).map_err(PyValueError::new_err)?;
    made.to_pyarrow(py)
}

/// The claims of each batch of a table; rows are counted through all of it. A table without rows has its columns looked at all the same.
fn all(table: &Table) -> Result<Vec<RecordBatch>, String> {
    let empty = [RecordBatch::new_empty(table.schema())];
    let batches = if table.record_batches().is_empty() { &empty } else { table.record_batches() };
    let mut first = 1;
    let one = |batch: &RecordBatch| {
        let made = materiel_shard::extract_batch(Knowledge::embedded(), batch, first);
        first += batch.num_rows() as u64;
        made
    };
    batches.iter().map(one).collect()
}

/// An error that says what to install where there is no pyarrow.
pub(crate) fn with_pyarrow(py: Python<'_>) -> PyResult<()> {
    match py.import("pyarrow") {
        Ok(_) => Ok(()),
        Err(error) if error.is_instance_of::<PyModuleNotFoundError>(py) => {
            let told = PyModuleNotFoundError::new_err("batches need pyarrow: pip install 'materiel[arrow]'");
            told.set_cause(py, Some(error));
            Err(told)
        }
        Err(error) => Err(error),
    }
}
