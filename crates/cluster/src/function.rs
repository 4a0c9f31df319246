//! The reading of shards as a function of the engine; one constructor for the embedded engine, for executors and for those who only plan.

use crate::task::{Task, work};
use arrow::array::{Array, ArrayRef, StringArray};
use arrow::datatypes::DataType;
use datafusion::common::cast::as_string_array;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use materiel_register::reconcile::Sketch;
use std::sync::Arc;

/// All functions of ours.
pub(crate) fn functions() -> Vec<Arc<ScalarUDF>> {
    vec![Arc::new(ScalarUDF::from(ReadShard::new())), Arc::new(ScalarUDF::from(IsCopy::new()))]
}

/// `read_shard(task)`: reads a shard, and gives its counts or why it could not be read, both as JSON.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReadShard(Signature);

impl ReadShard {
    pub(crate) fn new() -> Self {
        // Volatile, so that no planner reads a shard to know what a constant is.
        Self(Signature::exact(vec![DataType::Utf8], Volatility::Volatile))
    }
}

impl ScalarUDFImpl for ReadShard {
    fn name(&self) -> &str {
        "read_shard"
    }
    fn signature(&self) -> &Signature {
        &self.0
    }
    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let tasks = columns(&args)?;
        let tasks = as_string_array(tasks.first().ok_or_else(missing)?)?;
        let one = |task: Option<&str>| -> Result<Option<String>> {
            let Some(task) = task else { return Ok(None) };
            let task: Task = serde_json::from_str(task).map_err(|error| DataFusionError::Execution(format!("`read_shard`: {error}")))?;
            let answer = work(&task).map_err(DataFusionError::Execution)?;
            serde_json::to_string(&answer).map(Some).map_err(|error| DataFusionError::Execution(error.to_string()))
        };
        let answers: Vec<Option<String>> = tasks.iter().map(one).collect::<Result<_>>()?;
        Ok(ColumnarValue::Array(Arc::new(StringArray::from(answers))))
    }
}

/// `is_copy(text, text)`: whether two texts are copies of one another, at most lightly rewritten, as the register sees it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct IsCopy(Signature);

impl IsCopy {
    fn new() -> Self {
        Self(Signature::exact(vec![DataType::Utf8, DataType::Utf8], Volatility::Immutable))
    }
}

impl ScalarUDFImpl for IsCopy {
    fn name(&self) -> &str {
        "is_copy"
    }
    fn signature(&self) -> &Signature {
        &self.0
    }
    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = columns(&args)?;
        let [one, other] = columns.as_slice() else { return Err(missing()) };
        let (one, other) = (as_string_array(one)?, as_string_array(other)?);
        let copy = |(one, other): (Option<&str>, Option<&str>)| Some(Sketch::of(one?).is_copy_of(&Sketch::of(other?)));
        let copies: arrow::array::BooleanArray = one.iter().zip(other.iter()).map(copy).collect();
        Ok(ColumnarValue::Array(Arc::new(copies)))
    }
}

fn columns(args: &ScalarFunctionArgs) -> Result<Vec<ArrayRef>> {
    let arrays = args.args.iter().map(|value| value.clone().into_array(args.number_rows));
    arrays
        .collect::<Result<Vec<_>>>()
        .map(|arrays| arrays.into_iter().inspect(|array| debug_assert_eq!(array.len(), args.number_rows)).collect())
}

fn missing() -> DataFusionError {
    DataFusionError::Execution("a function was called without what it works on".to_owned())
}
