//! One text in, its claims as dictionaries out.

use materiel_extract::Knowledge;
use materiel_model::{Document, PartialDate, claim_to_json};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

/// The claims of a text, in its order, as dictionaries of the interchange form.
///
/// Every claim has `doc`, `kind`, `polarity`, `evidence` and `confidence` (from 0 to 1), and of the other slots those that the text fills. A slot is a dictionary with its
/// value, and with the words that say it: `text`, which stands at the bytes `start` to `end` of the text as UTF-8. A slot with `inferred` was worked out from these words.
/// Amounts are whole units of `currency`, dates YYYY-MM-DD, YYYY-MM or YYYY.
///
/// Parameters
/// ----------
/// text
///     What is read. A text in a language that cannot be read has no claims.
/// published
///     The day of publication: a `datetime.date`, or YYYY-MM-DD, YYYY-MM, YYYY or a timestamp that begins with a day. Dates such as "last Thursday" are read
///     against it, and stay empty without it.
/// title, url, source
///     What else is known of the document. They are no text that is read.
/// id
///     What the claims call the document, as `doc`.
///
/// Raises
/// ------
/// ValueError
///     `published` is no date, or a string cannot be written as UTF-8.
/// TypeError
///     An argument is of another type.
///
/// Notes
/// -----
/// Other threads of Python run meanwhile. The same text, version and knowledge give the same claims.
///
/// Examples
/// --------
/// >>> [claim] = materiel.extract("Poland ordered 32 F-35A jets from the United States.")
/// >>> claim["stage"], claim["recipient"]["id"], claim["quantity"]["value"]
/// ('contracted', 'PL', 32)
#[pyfunction]
#[pyo3(signature = (text, *, published = None, title = None, url = None, source = None, id = "text"))]
pub(crate) fn extract<'py>(
    py: Python<'py>,
    text: &str,
    published: Option<&Bound<'py, PyAny>>,
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    id: &str,
) -> PyResult<Bound<'py, PyList>> {
    let published = published.map(day).transpose()?;
    let document = Document { title, url, source, published, ..Document::new(id, text) };
    let claims = py.detach(|| {
        let claims = materiel_shard::claims_of(Knowledge::embedded(), &document)?;
        Ok(claims.iter().map(|claim| claim_to_json(claim, &document.label, &document.text)).collect::<Vec<_>>())
    });
    let claims = claims.map_err(|why: String| PyRuntimeError::new_err(why))?;
    let claims = claims.iter().map(|claim| pythonize::pythonize(py, claim).map_err(PyErr::from));
    PyList::new(py, claims.collect::<PyResult<Vec<_>>>()?)
}

/// The day of a string or of a `datetime.date`; a `datetime.datetime` is one, too.
fn day(published: &Bound<'_, PyAny>) -> PyResult<PartialDate> {
    let written = if let Ok(text) = published.cast::<PyString>() {
        text.to_str()?.to_owned()
    } else if published.is_instance(&published.py().import("datetime")?.getattr("date")?)? {
        published.call_method0("isoformat")?.extract()?
    } else {
        let found = published.get_type().fully_qualified_name()?;
        return Err(PyTypeError::new_err(format!("`published` is a str or a datetime.date, not {found}")));
    };
    materiel_shard::day(&written).map_err(|why| PyValueError::new_err(format!("{why}; a date is YYYY-MM-DD, YYYY-MM or YYYY")))
}
