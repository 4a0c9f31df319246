//! The files of `knowledge/` as they are written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/knowledge_files.rs"));

/// Files in the order of their paths, which are below the folder, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Files {
    /// Those that the program carries.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Files> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut files: Vec<_> = FILES.iter().map(|(path, contents)| (Cow::Borrowed(*path), Cow::Borrowed(*contents))).collect();
            files.sort();
            Self(files)
        })
    }

    /// Files given as path and contents.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::default().with(files)
    }

    /// These files and more; one with the path of another takes its place.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: BTreeMap<_, _> = self.0.iter().cloned().collect();
        files.extend(more.into_iter().map(|(path, contents)| (Cow::Owned(path), Cow::Owned(contents))));
        Self(files.into_iter().collect())
    }

    /// Path and contents of the files whose path starts with `prefix`, in order.
    pub fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, contents)| (&**path, &**contents)).filter(move |(path, _)| path.starts_with(prefix))
    }

    /// Path and contents of a file by its number in the order.
    pub(super) fn at(&self, index: usize) -> (&str, &str) {
        self.0.get(index).map_or(("", ""), |(path, contents)| (path, contents))
    }

    /// The SHA-256 over all paths and contents in order: two readers with the same hash read the same.
    pub fn hash(&self) -> String {
        let mut all = String::new();
        for part in self.0.iter().flat_map(|(path, contents)| [path, contents]) {
            // A length before each part keeps files apart whatever they hold.
            all.push_str(&part.len().to_string());
            all.push(':');
            all.push_str(part);
        }
        materiel_model::sha256_hex(all.as_bytes())
    }
}

/// True where the program carries a file of this path with these contents.
pub(crate) fn carries(path: &str, contents: &str) -> bool {
    FILES.contains(&(path, contents))
}
