//! Paths into files: folders are searched, whatever lies deeper too, in the order of names.

use super::{Problem, cannot, problem};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The endings of files that are looked at in a folder. What they are is found from their content; a file of another name is read where it is named itself.
const ENDINGS: &[&str] = &[
    "txt", "text", "jsonl", "ndjson", "html", "htm", "xhtml", "pdf", "xml", "rss", "atom", "warc", "arc", "wacz", "eml", "csv", "tsv",
    "parquet",
];
/// The endings of files that may hold anything, and are looked at where they begin as a feed does.
const OFTEN_OTHER: &[&str] = &["json"];

pub(super) fn expand(paths: &[PathBuf]) -> (Vec<Result<PathBuf, Problem>>, Option<u64>) {
    let mut out = Vec::new();
    for path in paths {
        if path != Path::new("-") && path.is_dir() {
            let before = out.len();
            search(path, &mut out);
            if out.len() == before {
                let what =
                    "the folder has no file that may hold documents (text, JSONL, HTML, PDF, feeds, web archives, mails, tables, Parquet)"
                        .to_owned();
                out.push(Err(problem(&path.display().to_string(), None, what)));
            }
        } else {
            out.push(Ok(path.clone()));
        }
    }
    let size = |path: &PathBuf| (path != Path::new("-")).then(|| path.metadata().map_or(0, |metadata| metadata.len()));
    let bytes = out.iter().flatten().map(size).sum();
    (out, bytes)
}

fn search(folder: &Path, out: &mut Vec<Result<PathBuf, Problem>>) {
    let list = std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut list = match list {
        Ok(list) => list,
        Err(error) => return out.push(Err(problem(&folder.display().to_string(), None, cannot(&error)))),
    };
    list.sort_by_key(std::fs::DirEntry::file_name);
    for one in list {
        let path = one.path();
        // A link to a folder is not followed, since it may lead back here.
        if one.file_type().is_ok_and(|sort| sort.is_dir()) {
            search(&path, out);
        } else if is_document(&path) && path.is_file() {
            out.push(Ok(path));
        }
    }
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    ENDINGS.contains(&ending) || OFTEN_OTHER.contains(&ending) && is_feed(path)
}

/// True for a file that begins as a feed does.
fn is_feed(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(super::HEAD).read_to_end(&mut head));
    let mut unpacked = Vec::new();
    if head.starts_with(&[0x1f, 0x8b]) {
        // What can be unpacked of the beginning.
        let _ = flate2::read::MultiGzDecoder::new(head.as_slice()).take(super::HEAD).read_to_end(&mut unpacked);
        head = unpacked;
    }
    let raw = materiel_source::Raw { bytes: &head, place: "", address: None, content_type: None };
    read.is_ok() && materiel_source::sort(&raw) == materiel_source::Sort::Feed
}
