//! Documents from files, folders, standard input and what was fetched.
//!
//! In: paths, or bytes with what is known of them ([`Raw`]). Out, one by one: documents, addresses where more are, and problems that name file
//! and line. A problem ends the line or file that it is in, never the batch.

pub(crate) mod deals;
mod files;
mod jsonl;

use crate::cli::About;
use materiel_model::{Document, PartialDate};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// What an input came to.
#[derive(Debug)]
pub(crate) enum Given {
    Document(Document),
    /// An address where a document is said to be, from a feed or a sitemap. Where the feed also has the text, the document follows its link.
    #[expect(dead_code, reason = "feeds and sitemaps make it")]
    Link(Link),
    Bad(Problem),
}

/// An address where a document is said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// Absolute where the feed's own address is known or the feed writes it so.
    pub(crate) address: String,
    pub(crate) title: Option<String>,
    /// When what is there was published.
    pub(crate) published: Option<PartialDate>,
    /// When it was last changed, as written.
    pub(crate) modified: Option<String>,
    /// True when the address is that of another feed or sitemap.
    pub(crate) list: bool,
}

/// Bytes, and what is known of them beside their content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    pub(crate) bytes: &'a [u8],
    /// The file, or the address: for messages. Its last part names documents that have no other name.
    pub(crate) place: &'a str,
    /// Where they were fetched from, after redirects. Links within are resolved against it.
    pub(crate) address: Option<&'a str>,
    /// The value of the header `Content-Type`, with its character set if it names one. Their content goes before it where it is plain what it is.
    pub(crate) content_type: Option<&'a str>,
}

/// Hands every document, link and problem in some bytes to `take`. What they are, is found from their content.
///
/// Takes as long as the limits of a page allow, never longer, and never panics: pages, feeds, mails and PDF are read by another process, which
/// is ended when it takes too long. Each thread that calls this has such a process of its own.
pub(crate) fn open(raw: &Raw<'_>, about: &About, take: &mut dyn FnMut(Given)) {
    let mut hand = |given, _| -> Result<(), std::convert::Infallible> {
        take(given);
        Ok(())
    };
    let about = About { url: about.url.clone().or_else(|| raw.address.map(str::to_owned)), ..about.clone() };
    let label = label(raw.place);
    let mut input = raw.bytes;
    let lines = raw.content_type.is_some_and(|name| name.contains("ndjson") || name.contains("jsonl"));
    let done = if lines || looks_like_json(&mut input) {
        jsonl::read(&mut input, raw.place, &label, &about, &mut hand)
    } else {
        read_text(&mut input, raw.place, label, &about, &mut hand)
    };
    match done {
        Ok(()) => {}
    }
}

/// What a document is called that has no other name: the last part of its file's path or of its address, without its ending.
fn label(place: &str) -> String {
    let path = place.split(['?', '#']).next().unwrap_or(place).trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { place.to_owned() } else { stem.to_owned() }
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
    let start = || -> std::io::Result<Box<dyn BufRead>> {
        if stdin { Ok(Box::new(BufReader::new(std::io::stdin()))) } else { Ok(Box::new(BufReader::new(File::open(path)?))) }
    };
    let mut input = match start() {
        Ok(input) => input,
        Err(error) => return take(Given::Bad(problem(&place, None, cannot(&error))), 0),
    };
    let lines = if stdin { looks_like_json(&mut *input) } else { is_jsonl(path) };
    if lines {
        return jsonl::read(&mut *input, &place, &label, about, take);
    }
    let mut bytes = Vec::new();
    if let Err(error) = input.read_to_end(&mut bytes) {
        return take(Given::Bad(problem(&place, None, cannot(&error))), 0);
    }
    let mut given = Vec::new();
    open(&Raw { bytes: &bytes, place: &place, address: None, content_type: None }, about, &mut |one| given.push(one));
    let mut size = bytes.len() as u64;
    given.into_iter().try_for_each(|one| take(one, std::mem::take(&mut size)))
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
                Given::Document(Document { url, source, published, ..Document::new(label, text) })
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
