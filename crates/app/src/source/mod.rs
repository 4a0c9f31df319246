//! Documents from files, folders and standard input.
//!
//! In: paths. Out, one by one: documents, and problems that name file and line. A problem ends the line or file that it is in, never the batch.

pub(crate) mod deals;
mod files;
mod jsonl;

use crate::cli::About;
use materiel_model::Document;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// What an input came to.
#[derive(Debug)]
pub(crate) enum Given {
    Document(Document),
    Bad(Problem),
}

/// Bad input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The file, or `standard input`.
    pub(crate) place: String,
    /// The line, counted from 1.
    pub(crate) line: Option<usize>,
    /// What is wrong, and what to do about it.
    pub(crate) what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.what),
            None => write!(f, "{}: {}", self.place, self.what),
        }
    }
}

/// The files of some paths, each folder's in the order of their names, and how many bytes they have together if that is known.
pub(crate) fn files(paths: &[PathBuf]) -> (Vec<Result<PathBuf, Problem>>, Option<u64>) {
    files::expand(paths)
}

/// Hands every document and problem of a file to `take`, with the bytes that were read for it.
///
/// # Errors
/// Only those of `take`.
pub(crate) fn read<E>(path: &Path, about: &About, take: &mut dyn FnMut(Given, u64) -> Result<(), E>) -> Result<(), E> {
    let stdin = path == Path::new("-");
    let place = if stdin { "standard input".to_owned() } else { path.display().to_string() };
    let label = if stdin { "stdin".to_owned() } else { stem(path) };
    let open = || -> std::io::Result<Box<dyn BufRead>> {
        if stdin { Ok(Box::new(BufReader::new(std::io::stdin()))) } else { Ok(Box::new(BufReader::new(File::open(path)?))) }
    };
    let mut input = match open() {
        Ok(input) => input,
        Err(error) => return take(Given::Bad(problem(&place, None, cannot(&error))), 0),
    };
    let lines = if stdin { looks_like_json(&mut *input) } else { is_jsonl(path) };
    if lines { jsonl::read(&mut *input, &place, &label, about, take) } else { read_text(&mut *input, &place, label, about, take) }
}

/// Hands every document of a file that is part of the program to `take`.
pub(crate) fn embedded(name: &str, content: &str, about: &About, take: &mut dyn FnMut(Given)) {
    let path = Path::new(name);
    let mut hand = |given, _| -> Result<(), std::convert::Infallible> {
        take(given);
        Ok(())
    };
    let mut input = content.as_bytes();
    let done = if is_jsonl(path) {
        jsonl::read(&mut input, name, &stem(path), about, &mut hand)
    } else {
        read_text(&mut input, name, stem(path), about, &mut hand)
    };
    match done {
        Ok(()) => {}
    }
}

fn read_text<E>(
    input: &mut dyn BufRead,
    place: &str,
    label: String,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let mut bytes = Vec::new();
    if let Err(error) = input.read_to_end(&mut bytes) {
        return take(Given::Bad(problem(place, None, cannot(&error))), 0);
    }
    let size = bytes.len() as u64;
    let given = match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            if text.trim().is_empty() {
                Given::Bad(problem(place, None, "the file has no text".to_owned()))
            } else {
                let About { published, source, url } = about.clone();
                Given::Document(Document { label, url, source, title: None, published, text })
            }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            Given::Bad(problem(place, Some(line), not_utf8(at as u64)))
        }
    };
    take(given, size)
}

/// Standard input is JSONL if it begins with an object.
fn looks_like_json(input: &mut dyn BufRead) -> bool {
    input.fill_buf().is_ok_and(|bytes| {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
    })
}

fn is_jsonl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["jsonl", "ndjson", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
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
