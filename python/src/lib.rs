//! A text or a batch of Arrow from Python in, claims as Python's objects or as a batch out.
//!
//! Reading is that of `materiel-shard`, which the program and the cluster share; here are only Python's types and errors. The package around it,
//! with the types for checkers, stands in `materiel/`.

mod batch;
mod text;

use arrow_pyarrow::PyArrowType;
use materiel_extract::Knowledge;
use pyo3::prelude::*;

/// The hash of the knowledge that texts are read with.
#[pyfunction]
fn knowledge(py: Python<'_>) -> String {
    py.detach(|| Knowledge::embedded().hash())
}

/// The columns of what `extract_batch` gives, as a `pyarrow.Schema`.
#[pyfunction]
fn schema(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    batch::with_pyarrow(py)?;
    PyArrowType(materiel_shard::batch_schema().as_ref().clone()).into_pyobject(py)
}

/// The native half of the package `materiel`.
#[pymodule]
fn _materiel(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(text::extract, module)?)?;
    module.add_function(wrap_pyfunction!(batch::extract_batch, module)?)?;
    module.add_function(wrap_pyfunction!(knowledge, module)?)?;
    module.add_function(wrap_pyfunction!(schema, module)?)?;
    Ok(())
}
