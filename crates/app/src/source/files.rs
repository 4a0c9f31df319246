//! Paths into files: folders are searched, whatever lies deeper too, in the order of names.

use super::{Problem, cannot, is_jsonl, problem};
use std::path::{Path, PathBuf};

pub(super) fn expand(paths: &[PathBuf]) -> (Vec<Result<PathBuf, Problem>>, Option<u64>) {
    let mut out = Vec::new();
    for path in paths {
        if path != Path::new("-") && path.is_dir() {
            let before = out.len();
            search(path, &mut out);
            if out.len() == before {
                let what = "the folder has no .txt or .jsonl file".to_owned();
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
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let text = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    text || (is_jsonl(path) && !json)
}
