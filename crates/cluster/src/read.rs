//! `read`: inputs into shards, on a cluster or on this machine, and a look at the receipts afterwards.

use crate::Failure;
use crate::cli::ReadArgs;
use crate::function::ReadShard;
use crate::node::session;
use crate::reader::{About, Reader};
use crate::store::{Source, place, sources};
use crate::task::{Answer, Task};
use arrow::array::StringArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, ScalarUDF, Union};
use datafusion::prelude::{SessionContext, lit};
use materiel_shard::{Place, Receipt, reconcile};
use std::sync::Arc;

pub(crate) async fn run(args: &ReadArgs) -> Result<bool, Failure> {
    let sources = sources(&args.input)?;
    if sources.is_empty() {
        return Err(format!("{}: no web archive (.warc, .arc, also .gz) and no Parquet file is there", args.input.join(", ")).into());
    }
    let out = absolute(&args.out)?;
    let kept = place(&out)?;
    let reader = Reader::find()?.about;
    let waiting = waiting(&*kept, &sources, &reader.knowledge)?;
    eprintln!("{} inputs, {} of them read before", sources.len(), sources.len() - waiting.len());
    let context = session(args.scheduler.as_deref(), args.threads).await?;
    let mut good = true;
    for wave in waiting.chunks(args.wave.try_into()?) {
        let answers = ask(&context, wave, &out, &reader)
            .await
            .map_err(|error| format!("{error}\nWhat has a receipt is done; the same command goes on with the rest"))?;
        for answer in answers {
            if let Err(why) = answer.read {
                eprintln!("{why}");
                good = false;
            }
        }
    }
    let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
    let (totals, wrong) = reconcile(&*kept, &names)?;
    for one in &wrong {
        eprintln!("{one}");
    }
    let counts = totals.counts;
    eprintln!(
        "{} shards: {} records, {} that cannot concern arms, {} documents with {} claims, {} that could not be read",
        totals.shards, counts.records, counts.gated, counts.kept, counts.claims, counts.failed
    );
    Ok(good && wrong.is_empty() && counts.failed == 0)
}

/// A path that means the same to everybody on this machine.
fn absolute(path: &str) -> Result<String, Failure> {
    if path.contains("://") {
        return Ok(path.to_owned());
    }
    Ok(std::path::absolute(path)?.display().to_string())
}

/// The inputs without a receipt of today's reader.
fn waiting(place: &dyn Place, sources: &[Source], knowledge: &str) -> Result<Vec<Source>, Failure> {
    let mut out = Vec::new();
    for source in sources {
        if !Receipt::of(place, &source.name)?.is_some_and(|receipt| receipt.is_current(&source.as_input(), knowledge)) {
            out.push(source.clone());
        }
    }
    Ok(out)
}

/// Has some inputs read, each by a task of its own.
async fn ask(context: &SessionContext, sources: &[Source], out: &str, reader: &About) -> Result<Vec<Answer>, Failure> {
    let function = Arc::new(ScalarUDF::from(ReadShard::new()));
    let mut plans = Vec::new();
    for source in sources {
        let task =
            Task { source: source.clone(), out: out.to_owned(), program: reader.program.clone(), knowledge: reader.knowledge.clone() };
        let task = serde_json::to_string(&task)?;
        let call = function.call(vec![lit(task)]).alias("answer");
        plans.push(Arc::new(LogicalPlanBuilder::empty(true).project([call])?.build()?));
    }
    let plan = match plans.as_slice() {
        [one] => one.as_ref().clone(),
        _ => {
            let schema: Arc<DFSchema> = Arc::clone(plans.first().ok_or("there is nothing to read")?.schema());
            LogicalPlan::Union(Union { inputs: plans, schema })
        }
    };
    let batches = context.execute_logical_plan(plan).await?.collect().await?;
    let mut answers = Vec::new();
    for batch in batches {
        let column = cast(batch.column(0), &DataType::Utf8)?;
        let column = column.as_any().downcast_ref::<StringArray>().ok_or("the engine answered with something else")?;
        for answer in column.iter().flatten() {
            answers.push(serde_json::from_str(answer)?);
        }
    }
    if answers.len() != sources.len() {
        return Err(format!("of {} tasks {} answered", sources.len(), answers.len()).into());
    }
    Ok(answers)
}
