//! Paths into files: folders are searched, whatever lies deeper too, in the order of names.

use super::{Problem, cannot, problem};
use std::path::{Path, PathBuf};

/// The endings of files that are looked at in a folder. What they are is found from their content; a file of another name is read where it is named itself.
const ENDINGS: &[&str] =
    &["txt", "text", "jsonl", "ndjson", "html", "htm", "xhtml", "pdf", "xml", "rss", "atom", "warc", "wacz", "eml", "csv", "tsv"];

pub(super) fn expand(paths: &[PathBuf]) -> (Vec<Result<PathBuf, Problem>>, Option<u64>) {
    let mut out = Vec::new();
    for path in paths {
        if path != Path::new("-") && path.is_dir() {
            let before = out.len();
            search(path, &mut out);
            if out.len() == before {
                let what = "the folder has no file that may hold documents (text, JSONL, HTML, PDF, feeds, web archives, mails, tables)"
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
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}
