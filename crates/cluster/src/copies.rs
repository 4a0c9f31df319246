//! `copies`: which documents of shards are copies of one another. Pairs are found by the engine in SQL, from the hashes that the reader left with each
//! document; who belongs together follows from the pairs.

use crate::Failure;
use crate::cli::CopiesArgs;
use crate::node::state;
use crate::{sql, tables};
use arrow::array::{Array, ArrayRef, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::collections::BTreeMap;
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

pub(crate) async fn run(args: &CopiesArgs) -> Result<bool, Failure> {
    let context = SessionContext::new_with_state(state(SessionConfig::new()));
    tables::shards(&context, &args.shards)?;
    let voices = voices(&pairs(&context).await?);
    let column = |of: &dyn Fn((&String, &String)) -> String| -> ArrayRef {
        Arc::new(voices.iter().map(|pair| Some(of(pair))).collect::<StringArray>())
    };
    let rows = RecordBatch::try_from_iter([("document", column(&|(id, _)| id.clone())), ("voice", column(&|(_, voice)| voice.clone()))])?;
    sql::write(&[rows], args.format)?;
    Ok(true)
}

/// The pairs of documents that are copies.
async fn pairs(context: &SessionContext) -> Result<Vec<(String, String)>, Failure> {
    let mut out = Vec::new();
    for batch in context.sql(PAIRS).await?.collect().await? {
        let words = |at: usize| cast(batch.column(at), &DataType::Utf8);
        let (one, other) = (words(0)?, words(1)?);
        let text = |column: &ArrayRef, row: usize| column.as_any().downcast_ref::<StringArray>().map(|column| column.value(row).to_owned());
        out.extend((0..batch.num_rows()).filter_map(|row| Some((text(&one, row)?, text(&other, row)?))));
    }
    Ok(out)
}

/// For each document that is a copy or has one, the first of those that it belongs with.
fn voices(pairs: &[(String, String)]) -> BTreeMap<String, String> {
    let mut leader: BTreeMap<String, String> = BTreeMap::new();
    let find = |leader: &BTreeMap<String, String>, id: &str| {
        let mut at = id.to_owned();
        while let Some(next) = leader.get(&at).filter(|next| **next != at) {
            at = next.clone();
        }
        at
    };
    for (one, other) in pairs {
        let (a, b) = (find(&leader, one), find(&leader, other));
        let first = a.clone().min(b.clone());
        for id in [one.clone(), other.clone(), a, b] {
            leader.insert(id, first.clone());
        }
    }
    let ids: Vec<String> = leader.keys().cloned().collect();
    ids.into_iter()
        .map(|id| {
            let voice = find(&leader, &id);
            (id, voice)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_joined_by_pairs_has_one_voice() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let found = voices(&[pair("b", "c"), pair("d", "e"), pair("a", "c"), pair("e", "f")]);
        let told: Vec<String> = found.iter().map(|(id, voice)| format!("{id}{voice}")).collect();
        assert_eq!(told, ["aa", "ba", "ca", "dd", "ed", "fd"]);
    }
}
