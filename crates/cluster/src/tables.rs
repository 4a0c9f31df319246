//! Shards and registers as tables of the engine. Of shards only files that receipts name are read.

use crate::Failure;
use crate::store::place;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::json::reader::infer_json_schema;
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;
use materiel_model::Event;
use materiel_register::Cut;
use materiel_shard::{Table, claims_rows, claims_schema, documents_rows, documents_schema, receipts};
use materiel_store::Store;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Makes `documents`, `claims` and `failures` known, of the shards in a folder or a store.
pub(crate) fn shards(context: &SessionContext, path: &str) -> Result<(), Failure> {
    let kept = place(path)?;
    let failures = Arc::new(Schema::new(vec![
        Field::new("shard", DataType::Utf8, true),
        Field::new("record", DataType::Int64, true),
        Field::new("url", DataType::Utf8, true),
        Field::new("reason", DataType::Utf8, true),
    ]));
    let mut named: Vec<(Table, String)> = Vec::new();
    for receipt in receipts(&*kept)? {
        let receipt = receipt.map_err(|(name, why)| format!("{path}/{name}: {why}"))?;
        named.extend(receipt.outputs.into_iter().map(|output| (output.table, output.name)));
    }
    for (table, schema) in [(Table::Documents, documents_schema()), (Table::Claims, claims_schema()), (Table::Failures, failures)] {
        let names: Vec<&String> = named.iter().filter(|(of, _)| *of == table).map(|(_, name)| name).collect();
        if names.is_empty() || path.contains("://") {
            // Files of a store are fetched whole: what shards keep is a small part of what they read.
            let mut batches = Vec::new();
            for name in names {
                let bytes = kept.get(name)?.ok_or_else(|| format!("{path}/{name}: its receipt names it, and it is not there"))?;
                for batch in ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))?.build()? {
                    batches.push(batch?);
                }
            }
            context.register_table(table.as_str(), Arc::new(MemTable::try_new(schema, vec![batches])?))?;
            continue;
        }
        let folder = std::path::absolute(path)?;
        let urls = names.iter().map(|name| ListingTableUrl::parse(folder.join(name).display().to_string()));
        let urls = urls.collect::<datafusion::common::Result<Vec<_>>>()?;
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
        let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
        context.register_table(table.as_str(), Arc::new(ListingTable::try_new(config)?))?;
    }
    Ok(())
}

/// Makes `records`, `claims` and `documents` known, of a register. Where tables of shards have such a name, the register's begins with `register_`.
pub(crate) fn register(context: &SessionContext, file: &Path) -> Result<(), Failure> {
    let mut store = Store::open(file)?;
    let rows = store.rows(Cut::default())?;
    let mut lines = Vec::new();
    for row in &rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
    }
    add(context, "records", json(&lines)?)?;
    let (mut documents, mut claims, mut retracted) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    store.entries(0, |entry| match entry.event {
        Event::DocumentAdded { document } => {
            documents.insert(document.id(), (entry.number, document));
        }
        // The latest reading counts.
        Event::ClaimsRead { document, claims: read, .. } => {
            claims.insert(document, (entry.number, read));
        }
        Event::Retracted { entry, .. } => {
            retracted.insert(entry);
        }
        Event::Fetched { .. } | Event::Decided { .. } => {}
    })?;
    documents.retain(|_, (entry, _)| !retracted.contains(entry));
    claims.retain(|_, (entry, _)| !retracted.contains(entry));
    let made: Vec<_> = claims
        .iter()
        .filter_map(|(id, (_, read))| Some((id, &documents.get(id)?.1, read)))
        .flat_map(|(id, document, read)| read.iter().map(move |claim| (id, document, claim)))
        .collect();
    add(context, "claims", vec![claims_rows(&made)?])?;
    let kept: Vec<_> = documents
        .iter()
        .map(|(id, (_, document))| (id.clone(), document.clone(), claims.get(id).map_or(0, |(_, read)| read.len())))
        .collect();
    add(context, "documents", vec![documents_rows(&kept)?])
}

fn add(context: &SessionContext, name: &str, batches: Vec<RecordBatch>) -> Result<(), Failure> {
    let schema = batches.first().map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema);
    let name = if context.table_exist(name)? { format!("register_{name}") } else { name.to_owned() };
    context.register_table(name, Arc::new(MemTable::try_new(schema, vec![batches])?))?;
    Ok(())
}

/// JSON, an object a line, as rows; columns are those that any of them has.
fn json(lines: &[u8]) -> Result<Vec<RecordBatch>, Failure> {
    let (schema, _) = infer_json_schema(lines, None)?;
    let reader = arrow::json::ReaderBuilder::new(Arc::new(schema)).build(lines)?;
    Ok(reader.collect::<Result<Vec<_>, _>>()?)
}
