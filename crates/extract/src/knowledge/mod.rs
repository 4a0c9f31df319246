//! The files of `knowledge/` into tables and a lexicon of all their names, with what is wrong in them.

mod error;
mod language;
mod lexicon;
mod load;
pub mod spelling;
mod table;

pub use error::{KnowledgeError, Place};
pub use language::Language;
pub use lexicon::{Entry, Lexicon, Owner, Role, Shape, takes_plural};
pub use table::{Body, BodyKind, Family, Former, Leader, Noun, State};

use load::Named;
use materiel_model::PartyId;
use std::collections::HashMap;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/knowledge_files.rs"));

/// Everything that is known before a document is read.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// States and territories.
    pub states: Vec<State>,
    /// Alliances, missions, agencies, companies, groups.
    pub bodies: Vec<Body>,
    /// Families of equipment.
    pub families: Vec<Family>,
    /// How many families of equipment each state makes first.
    pub industries: std::sync::Arc<HashMap<PartyId, usize>>,
    /// Generic nouns.
    pub nouns: Vec<Noun>,
    /// Word lists.
    pub language: Language,
    /// All names by their letters.
    pub lexicon: Lexicon,
    files: Vec<(String, String)>,
}

impl Facts {
    /// What is embedded in the program. Entries that cannot be used are left out; a test sees to it that there are none.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Facts> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(sorted(embedded_files()), |_| ()).0)
    }

    /// Reads files given as path (below the folder, with `/`) and contents. Whatever can be used is used; the rest is in the errors.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<KnowledgeError>) {
        Self::read(sorted(files), collisions)
    }

    fn read(files: Vec<(String, String)>, check: impl Fn(&mut load::Loader<'_>)) -> (Self, Vec<KnowledgeError>) {
        let mut loader = load::load(&files);
        check(&mut loader);
        let load::Loader { mut knowledge, named, errors, .. } = loader;
        knowledge.lexicon = Lexicon::new(&named);
        let mut industries = HashMap::new();
        for maker in knowledge.families.iter().filter_map(|family| family.origin.first()) {
            *industries.entry(maker.clone()).or_default() += 1;
        }
        knowledge.industries = industries.into();
        knowledge.files = files;
        (knowledge, errors)
    }

    /// What is embedded, with more files; a file with the path of an embedded one takes its place.
    pub fn with(more: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<KnowledgeError>) {
        let mut more = more.into_iter().peekable();
        if more.peek().is_none() {
            // That no two names of its own collide is held by a test.
            return Self::read(sorted(embedded_files()), |_| ());
        }
        let mut files = embedded_files().collect::<std::collections::BTreeMap<_, _>>();
        files.extend(more);
        Self::load(files)
    }

    /// The files whose path starts with `prefix`, in order.
    pub fn files(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter(move |(path, _)| path.starts_with(prefix)).map(|(path, contents)| (path.as_str(), contents.as_str()))
    }

    /// The SHA-256 over all paths and contents in order: two readers with the same hash read the same.
    pub fn hash(&self) -> String {
        let mut all = String::new();
        for (path, contents) in &self.files {
            // A length before each part keeps files apart whatever they hold.
            for part in [path, contents] {
                all.push_str(&part.len().to_string());
                all.push(':');
                all.push_str(part);
            }
        }
        materiel_model::sha256_hex(all.as_bytes())
    }
}

/// True where the program carries a file of this path with these contents.
pub(crate) fn carries(path: &str, contents: &str) -> bool {
    FILES.contains(&(path, contents))
}

/// What is wrong in a folder of knowledge that is read together with the embedded one.
pub fn check(files: impl IntoIterator<Item = (String, String)>) -> Vec<KnowledgeError> {
    Facts::with(files).1
}

fn sorted(files: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut files = files.into_iter().collect::<Vec<_>>();
    files.sort();
    files
}

fn embedded_files() -> impl Iterator<Item = (String, String)> {
    FILES.iter().map(|(path, contents)| ((*path).to_owned(), (*contents).to_owned()))
}

/// Reports names that two owners share, unless one of them asks for a word of its class beside it or both are forces of states.
fn collisions(loader: &mut load::Loader<'_>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (i, named) in loader.named.iter().enumerate() {
        let part = matches!(named.owner.role(), Role::Not | Role::Stem);
        if part || matches!(named.owner, Owner::Noun(..) | Owner::Organ(_) | Owner::Title(_)) {
            continue;
        }
        match first.entry(spelling::key(&named.name).letters) {
            std::collections::hash_map::Entry::Vacant(empty) => {
                empty.insert(i);
            }
            std::collections::hash_map::Entry::Occupied(taken) => {
                let Some(other) = loader.named.get(*taken.get()) else { continue };
                let same = other.owner.whole() == named.owner.whole();
                // "PAF" is the air force of Pakistan, Poland or the Philippines: the text around it tells whose.
                let force = |owner: Owner| matches!(owner, Owner::State(_, Role::Force));
                if same || (force(other.owner) && force(named.owner)) || needs(&loader.knowledge, other) || needs(&loader.knowledge, named)
                {
                    continue;
                }
                found.push(KnowledgeError::Collision {
                    place: loader.place(&named.place),
                    name: named.name.clone(),
                    this: description(&loader.knowledge, named),
                    other: description(&loader.knowledge, other),
                    first: loader.place(&other.place),
                });
            }
        }
    }
    loader.errors.extend(found);
}

/// Whose name it is, in words.
fn description(knowledge: &Facts, named: &Named) -> String {
    let words = match named.owner {
        Owner::State(i, _) => knowledge.states.get(i).map(|state| format!("the state {}", state.id)),
        Owner::Body(i, _) => knowledge.bodies.get(i).map(|body| format!("the body {}", body.id)),
        Owner::Family(i, _) => knowledge.families.get(i).map(|family| format!("the family {}", family.id)),
        Owner::Noun(..) | Owner::Organ(_) | Owner::Title(_) => None,
    };
    words.unwrap_or_default()
}

fn needs(knowledge: &Facts, named: &Named) -> bool {
    match named.owner {
        Owner::Body(i, _) => knowledge.bodies.get(i).is_some_and(|body| body.needs),
        Owner::Family(i, _) => knowledge.families.get(i).is_some_and(|family| family.needs),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
