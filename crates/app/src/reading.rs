//! The reader, as the commands use it. The only module that calls `materiel-extract`.

use crate::outcome::Failure;
use materiel_extract::Knowledge;
use materiel_model::{Claim, Document};
use std::path::Path;

/// A reader with its knowledge.
pub(crate) struct Reader {
    knowledge: &'static Knowledge,
}

impl Reader {
    /// A reader with the knowledge that the program came with, and that of a folder if one is given.
    pub(crate) fn new(folder: Option<&Path>) -> Result<Self, Failure> {
        if let Some(folder) = folder {
            return Err(Failure::Other(format!("{}: further knowledge cannot be loaded yet", folder.display())));
        }
        Ok(Self { knowledge: Knowledge::embedded() })
    }

    /// What the log says of who read.
    pub(crate) fn version() -> String {
        format!("materiel {}", env!("CARGO_PKG_VERSION"))
    }

    pub(crate) fn knowledge_hash(&self) -> String {
        self.knowledge.hash()
    }

    pub(crate) fn read(&self, document: &Document) -> Vec<Claim> {
        materiel_extract::extract(self.knowledge, document).claims
    }

    /// Reads documents side by side; the answers come in the order of the documents.
    pub(crate) fn read_all(&self, documents: &[Document]) -> Vec<Vec<Claim>> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(documents.len().max(1));
        let next = std::sync::atomic::AtomicUsize::new(0);
        let mut out: Vec<Vec<Claim>> = vec![Vec::new(); documents.len()];
        let work = || {
            let mut mine = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(document) = documents.get(at) else { return mine };
                mine.push((at, self.read(document)));
            }
        };
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            for handle in handles {
                match handle.join() {
                    Ok(mine) => mine.into_iter().for_each(|(at, claims)| out[at] = claims),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        out
    }

    pub(crate) fn explain(&self, document: &Document) -> String {
        materiel_extract::explain(self.knowledge, document)
    }

    /// The name in common use of a state or body with an id of its own; other ids stand for themselves.
    pub(crate) fn name_of(&self, id: &str) -> String {
        id.strip_prefix("org:").unwrap_or(id).to_owned()
    }

    /// The id of a state or body, by any of its names.
    pub(crate) fn id_of(&self, _name: &str) -> Option<String> {
        None
    }

    /// The problems of a folder of knowledge.
    pub(crate) fn check(folder: &Path) -> Vec<String> {
        materiel_extract::check(folder)
    }
}
