//! `copies`: which documents of shards are copies of one another. The engine finds pairs in SQL, from the hashes that the reader left with each
//! document, and brings together in SQL who belongs together.

use crate::Failure;
use crate::cli::CopiesArgs;
use crate::node::session;
use crate::{sql, tables};
use arrow::array::{Array, Int64Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// Documents that share a hash are compared, and no pair twice. A hash that very many share says little and would cost much: then each of them
/// is only compared with the first.
const PAIRS: &str = "
    WITH texts AS (SELECT id, first_value(text) AS text, first_value(bands) AS bands FROM documents GROUP BY id),
    shared AS (SELECT id, unnest(bands) AS band FROM texts),
    sizes AS (SELECT band, count(*) AS many, min(id) AS first FROM shared GROUP BY band HAVING count(*) > 1),
    pairs AS (
        SELECT DISTINCT one.id AS one, other.id AS other
        FROM sizes JOIN shared one ON one.band = sizes.band JOIN shared other ON other.band = sizes.band
        WHERE one.id < other.id AND (sizes.many <= 50 OR one.id = sizes.first)
    )
    SELECT pairs.one, pairs.other FROM pairs JOIN texts a ON a.id = pairs.one JOIN texts b ON b.id = pairs.other
    WHERE is_copy(a.text, b.text) ORDER BY pairs.one, pairs.other";

/// At first each document of a pair has the voice of the lesser of the two.
const VOICES: &str = "
    SELECT id, min(voice) AS voice FROM (SELECT one AS id, one AS voice FROM pairs UNION ALL SELECT other, one FROM pairs) GROUP BY id";

/// Then each takes the least voice of its own, of those that it is paired with, and of the document whose voice it has: with each step voices
/// reach about twice as far as with the one before.
const STEP: &str = "
    SELECT id, min(voice) AS voice FROM (
        SELECT id, voice FROM voices
        UNION ALL SELECT pairs.one, voices.voice FROM pairs JOIN voices ON voices.id = pairs.other
        UNION ALL SELECT pairs.other, voices.voice FROM pairs JOIN voices ON voices.id = pairs.one
        UNION ALL SELECT voices.id, further.voice FROM voices JOIN voices further ON further.id = voices.voice
    ) GROUP BY id";

/// How many documents have another voice than before.
const CHANGED: &str = "SELECT count(*) FROM voices JOIN stepped ON stepped.id = voices.id WHERE stepped.voice <> voices.voice";

pub(crate) async fn run(args: &CopiesArgs) -> Result<bool, Failure> {
    if args.scheduler.is_some() && args.shards.contains("://") {
        return Err(format!("{}: on a cluster, copies are looked for in a folder that all executors see", args.shards).into());
    }
    let context = session(args.scheduler.as_deref(), None).await?;
    tables::shards(&context, &args.shards)?;
    let pairs = context.sql(PAIRS).await?.collect().await?;
    sql::write(&voices(pairs).await?, args.format)?;
    Ok(true)
}

/// For each document that is a copy or has one, the first of those that it belongs with: from rows of `one` and `other`, rows of `document` and `voice`.
async fn voices(pairs: Vec<RecordBatch>) -> Result<Vec<RecordBatch>, Failure> {
    // Pairs are few beside documents, and are brought together here, wherever they were found.
    let context = session(None, None).await?;
    let keep = |name: &str, rows: Vec<RecordBatch>| -> Result<(), Failure> {
        let Some(schema) = rows.first().map(RecordBatch::schema) else { return Ok(()) };
        context.deregister_table(name)?;
        context.register_table(name, Arc::new(MemTable::try_new(schema, vec![rows])?))?;
        Ok(())
    };
    if pairs.iter().all(|batch| batch.num_rows() == 0) {
        let column = |name| Field::new(name, DataType::Utf8, true);
        return Ok(vec![RecordBatch::new_empty(Arc::new(Schema::new(vec![column("document"), column("voice")])))]);
    }
    keep("pairs", pairs)?;
    keep("voices", rows(&context, VOICES).await?)?;
    loop {
        let stepped = rows(&context, STEP).await?;
        keep("stepped", stepped.clone())?;
        let changed = rows(&context, CHANGED).await?;
        keep("voices", stepped)?;
        let count = changed.first().and_then(|batch| batch.column(0).as_any().downcast_ref::<Int64Array>());
        if count.is_none_or(|count| count.is_empty() || count.value(0) == 0) {
            return rows(&context, "SELECT id AS document, voice FROM voices ORDER BY voice, document").await;
        }
    }
}

async fn rows(context: &SessionContext, query: &str) -> Result<Vec<RecordBatch>, Failure> {
    Ok(context.sql(query).await?.collect().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, StringArray};

    fn told(pairs: &[(&str, &str)]) -> Vec<String> {
        let column =
            |pick: fn(&(&str, &str)) -> String| -> ArrayRef { Arc::new(pairs.iter().map(pick).map(Some).collect::<StringArray>()) };
        let (one, other) = (column(|pair| pair.0.to_owned()), column(|pair| pair.1.to_owned()));
        let pairs = RecordBatch::try_from_iter([("one", one), ("other", other)]).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(voices(vec![pairs])).unwrap();
        let word = |batch: &RecordBatch, column: usize, row: usize| {
            let words = arrow::compute::cast(batch.column(column), &DataType::Utf8).unwrap();
            words.as_any().downcast_ref::<StringArray>().unwrap().value(row).to_owned()
        };
        found.iter().flat_map(|batch| (0..batch.num_rows()).map(|row| word(batch, 0, row) + &word(batch, 1, row))).collect()
    }

    #[test]
    fn whoever_is_joined_by_pairs_has_one_voice() {
        assert_eq!(told(&[("b", "c"), ("d", "e"), ("a", "c"), ("e", "f")]), ["aa", "ba", "ca", "dd", "ed", "fd"]);
        assert_eq!(told(&[]), Vec::<String>::new());
    }

    #[test]
    fn a_long_chain_has_one_voice() {
        let names: Vec<String> = (0..40).map(|at| format!("{at:02}")).collect();
        let chain: Vec<(&str, &str)> = names.windows(2).map(|two| (two[0].as_str(), two[1].as_str())).collect();
        assert_eq!(told(&chain), names.iter().map(|name| format!("{name}00")).collect::<Vec<_>>());
    }
}
