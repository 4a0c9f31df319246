//! Documents from files, folders, standard input and what was fetched.
//!
//! In: paths, or bytes with what is known of them ([`Raw`]). Out, one by one: documents, addresses where more are, and problems that name file
//! and line. A problem ends the line, record or file that it is in, never the batch.

mod archive;
pub(crate) mod bodies;
pub(crate) mod deals;
mod files;
mod jsonl;
pub(crate) mod rows;
pub(crate) mod worker;

use crate::cli::About;
use materiel_model::{Document, Found, Origin};
#[allow(unused_imports, reason = "what fetches names links")]
pub(crate) use materiel_source::Link;
pub(crate) use materiel_source::{Given, Problem, Raw};
use materiel_source::{Limits, Sort};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// So much of a file is looked at to know what it is.
const HEAD: u64 = 8_192;

/// Hands every document, link and problem in some bytes to `take`. What they are, is found from their content.
///
/// Takes as long as the limits of a page allow, never longer, and never panics: pages, feeds, mails and PDF are read by another process, which
/// is ended when it takes too long. Each thread that calls this has such a process of its own.
pub(crate) fn open(raw: &Raw<'_>, about: &About, take: &mut dyn FnMut(Given)) {
    let mut hand = |given, _| -> Result<(), std::convert::Infallible> {
        take(given);
        Ok(())
    };
    let done = match materiel_source::sort(raw) {
        Sort::Lines => jsonl::read(&mut { raw.bytes }, raw.place, &materiel_source::label(raw.place), about, &mut hand),
        Sort::Warc => archive::read(&mut { raw.bytes }, raw.place, about, &mut hand),
        Sort::Zip => archive::unpack(Cursor::new(raw.bytes), raw.place, about, &mut hand),
        Sort::Parquet => match archive::spooled(&mut { raw.bytes }) {
            Ok(file) => table(file, raw.place, &materiel_source::label(raw.place), about, &mut hand),
            Err(error) => hand(Given::Bad(problem(raw.place, None, cannot(&error))), 0),
        },
        sort => {
            one(raw, sort, about, take);
            Ok(())
        }
    };
    match done {
        Ok(()) => {}
    }
}

/// What is a document or a list of them: by the worker, unless nothing about it can be slow.
fn one(raw: &Raw<'_>, sort: Sort, about: &About, take: &mut dyn FnMut(Given)) {
    let mut settle = |given| take(settled(given, raw, about));
    if matches!(sort, Sort::Text | Sort::Table) {
        materiel_source::open(raw, &about.columns, &Limits::default(), &mut settle);
    } else {
        worker::open(raw, &about.columns, &mut settle);
    }
}

/// A document with what the user knows of it, where it does not say it itself or is not to be believed.
fn settled(given: Given, raw: &Raw<'_>, about: &About) -> Given {
    let Given::Document(mut document) = given else { return given };
    let doubtful = document.metadata.as_ref().and_then(|metadata| metadata.published.as_ref()).is_some_and(|published| published.doubtful);
    if let Some(published) = about.published.filter(|_| document.published.is_none() || doubtful) {
        document.published = Some(published);
        if let Some(metadata) = &mut document.metadata {
            metadata.published = Some(Found::new(published, Origin::Given));
        }
    }
    document.url = document.url.or_else(|| about.url.clone()).or_else(|| raw.address.map(str::to_owned));
    document.source = document.source.or_else(|| about.source.clone());
    Given::Document(document)
}

/// True when a document is in a language that cannot be read: it is kept and counted, and nothing is read out of it.
pub(crate) fn is_foreign(document: &Document) -> bool {
    let language = document.metadata.as_ref().and_then(|metadata| metadata.language.as_ref());
    language.is_some_and(|language| !materiel_source::language_is_readable(&language.value))
}

/// The files of some paths, each folder's in the order of their names, and how many bytes they have together if that is known.
pub(crate) fn files(paths: &[PathBuf]) -> (Vec<Result<PathBuf, Problem>>, Option<u64>) {
    files::expand(paths)
}

/// Hands every document, link and problem of a file to `take`, with the bytes that were read for it.
///
/// JSON lines and web archives are read as streams, and need no more memory than their longest line or record.
///
/// # Errors
/// Only those of `take`.
pub(crate) fn read<E>(path: &Path, about: &About, take: &mut dyn FnMut(Given, u64) -> Result<(), E>) -> Result<(), E> {
    let stdin = path == Path::new("-");
    let place = if stdin { "standard input".to_owned() } else { path.display().to_string() };
    let start =
        || -> std::io::Result<Box<dyn Read>> { if stdin { Ok(Box::new(std::io::stdin())) } else { Ok(Box::new(File::open(path)?)) } };
    match start() {
        Ok(input) => stream(input, (!stdin).then_some(path), &place, about, take),
        Err(error) => take(Given::Bad(problem(&place, None, cannot(&error))), 0),
    }
}

/// Reads a stream whose beginning says what it is. `path` is given where it may be opened again.
fn stream<E>(
    mut input: Box<dyn Read>,
    path: Option<&Path>,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let head = match beginning(&mut input) {
        Ok(head) => head,
        Err(error) => return take(Given::Bad(problem(place, None, cannot(&error))), 0),
    };
    let raw = Raw { bytes: &head, place, address: None, content_type: None };
    let (sort, packed) = if head.starts_with(&[0x1f, 0x8b]) {
        let mut inner = Vec::new();
        // What can be unpacked of the beginning; where that is nothing, the whole will tell why.
        let _ = flate2::read::MultiGzDecoder::new(head.as_slice()).take(HEAD).read_to_end(&mut inner);
        (materiel_source::sort(&Raw { bytes: &inner, place: place.trim_end_matches(".gz"), ..raw }), true)
    } else {
        (materiel_source::sort(&raw), false)
    };
    let label = if place == "standard input" { "stdin".to_owned() } else { materiel_source::label(place.trim_end_matches(".gz")) };
    let whole = Cursor::new(head).chain(input);
    let mut lines: Box<dyn BufRead> = if packed {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole))))
    } else {
        Box::new(BufReader::with_capacity(1 << 16, whole))
    };
    match (sort, path) {
        (Sort::Lines, _) => jsonl::read(&mut *lines, place, &label, about, take),
        (Sort::Warc, _) => archive::read(&mut *lines, place, about, take),
        (Sort::Zip, Some(path)) if !packed => match File::open(path) {
            Ok(file) => archive::unpack(file, place, about, take),
            Err(error) => take(Given::Bad(problem(place, None, cannot(&error))), 0),
        },
        (Sort::Zip, _) => match archive::spooled(&mut *lines) {
            Ok(file) => archive::unpack(file, place, about, take),
            Err(error) => take(Given::Bad(problem(place, None, cannot(&error))), 0),
        },
        (Sort::Parquet, Some(path)) if !packed => match File::open(path) {
            Ok(file) => table(file, place, &label, about, take),
            Err(error) => take(Given::Bad(problem(place, None, cannot(&error))), 0),
        },
        (Sort::Parquet, _) => match archive::spooled(&mut *lines) {
            Ok(file) => table(file, place, &label, about, take),
            Err(error) => take(Given::Bad(problem(place, None, cannot(&error))), 0),
        },
        (sort, _) => all(&mut *lines, sort, place, about, take),
    }
}

/// Reads a Parquet file row by row. Memory holds a few hundred rows.
fn table<E>(file: File, place: &str, label: &str, about: &About, take: &mut dyn FnMut(Given, u64) -> Result<(), E>) -> Result<(), E> {
    let mut any = false;
    let read = materiel_shard::each_document(file, label, &about.columns, &mut |row, document| {
        any = true;
        match document {
            Ok(mut document) => {
                document.published = document.published.or(about.published);
                document.source = document.source.or_else(|| about.source.clone());
                document.url = document.url.or_else(|| about.url.clone());
                let size = document.text.len() as u64;
                take(Given::Document(document), size)
            }
            Err(what) => take(Given::Bad(problem(place, None, format!("row {row}: {what}"))), 0),
        }
    })?;
    match read {
        Ok(()) if !any => take(Given::Bad(problem(place, None, "the table has no rows".to_owned())), 0),
        Ok(()) => Ok(()),
        Err(what) => take(Given::Bad(problem(place, None, what)), 0),
    }
}

/// Reads what is one document or one list of them.
fn all<E>(
    input: &mut dyn BufRead,
    sort: Sort,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let most = Limits::default().bytes as u64;
    let mut bytes = Vec::new();
    let read = input.take(most + 1).read_to_end(&mut bytes);
    if let Err(error) = read.as_ref().map_err(cannot) {
        return take(Given::Bad(problem(place, None, error.clone())), 0);
    }
    let mut given = Vec::new();
    let name = if place == "standard input" { "stdin" } else { place.trim_end_matches(".gz") };
    one(&Raw { bytes: &bytes, place: name, address: None, content_type: None }, sort, about, &mut |one| given.push(one));
    let mut size = bytes.len() as u64;
    given.into_iter().try_for_each(|mut one| {
        if let Given::Bad(problem) = &mut one
            && problem.place == name
        {
            place.clone_into(&mut problem.place);
        }
        take(one, std::mem::take(&mut size))
    })
}

/// The first bytes of a stream: as many as are looked at, or all.
fn beginning(input: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Hands every document of a file that is part of the program to `take`.
pub(crate) fn embedded(name: &str, content: &str, about: &About, take: &mut dyn FnMut(Given)) {
    open(&Raw { bytes: content.as_bytes(), place: name, address: None, content_type: None }, about, take);
}

fn problem(place: &str, line: Option<usize>, what: String) -> Problem {
    Problem { place: place.to_owned(), line, what }
}

fn not_utf8(offset: u64) -> String {
    format!("byte {offset} is not UTF-8; convert the file first")
}

/// The system's words for why a file cannot be read, without its error number.
fn cannot(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "the file must not be read (permission denied)".to_owned(),
        _ => format!("the file cannot be read: {error}"),
    }
}
