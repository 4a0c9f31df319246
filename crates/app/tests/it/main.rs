//! The program from outside. The main job with the real reader is in `with_reader.rs`.

mod assist;
mod browser;
mod common;
mod compare;
mod docs;
#[cfg(unix)]
mod durable;
mod entity;
mod exchange;
mod export;
mod fetch;
mod full;
mod guides;
mod import;
mod input;
mod keeping;
#[path = "../../../register/tests/common/kosovo.rs"]
mod kosovo;
mod pages;
mod parquet;
mod review;
mod server;
mod shards;
mod sheet;
mod sources;
mod time;
mod watch;
mod web;
#[path = "../../../register/tests/common/words.rs"]
mod words;
