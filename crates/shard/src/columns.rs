//! Columns of text and numbers by their names: out of batches of any writer, and into batches of our own.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use std::sync::Arc;

/// A column of text, whatever its writer's type for it: plain, large, view or dictionary; numbers and dates as they are written.
pub(crate) struct Words(Option<ArrayRef>);

impl Words {
    /// The column of this name; none where the batch has none.
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Self, String> {
        let Some(column) = batch.column_by_name(name) else { return Ok(Self(None)) };
        if column.data_type().is_nested() {
            return Err(format!("the column `{name}` holds {}, not text", column.data_type()));
        }
        let cast = cast(column, &DataType::Utf8).map_err(|error| format!("the column `{name}` is no text: {error}"))?;
        Ok(Self(Some(cast)))
    }

    /// True when the batch has the column.
    #[cfg(feature = "read")]
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// The text of a row; `None` for a null.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let column = self.0.as_ref()?.as_string::<i32>();
        (row < column.len() && column.is_valid(row)).then(|| column.value(row))
    }
}

/// The number of a row in a column of whole numbers.
pub(crate) fn whole(batch: &RecordBatch, name: &str, row: usize) -> Option<i64> {
    let column = batch.column_by_name(name)?.as_primitive_opt::<Int64Type>()?;
    column.is_valid(row).then(|| column.value(row))
}

/// One column of a table that is written.
pub(crate) enum Column {
    Words(Vec<Option<String>>),
    Whole(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
}

impl Column {
    fn array(self) -> ArrayRef {
        match self {
            Self::Words(values) => Arc::new(StringArray::from(values)),
            Self::Whole(values) => Arc::new(Int64Array::from(values)),
            Self::Real(values) => Arc::new(Float64Array::from(values)),
        }
    }
}

/// The schema of columns by name and type, all of which may be null.
pub(crate) fn schema(fields: &[(&str, DataType)]) -> Arc<Schema> {
    Arc::new(Schema::new(fields.iter().map(|(name, sort)| Field::new(*name, sort.clone(), true)).collect::<Vec<_>>()))
}

/// A batch of columns in the order of the schema.
pub(crate) fn batch(schema: Arc<Schema>, columns: Vec<Column>) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_new(schema, columns.into_iter().map(Column::array).collect())
}
