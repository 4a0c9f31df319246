//! The files of `knowledge/` into tables and a lexicon of all their names, with what is wrong in them.

mod error;
mod files;
mod language;
mod lexicon;
mod load;
pub mod spelling;
mod table;

pub use error::{KnowledgeError, Place};
pub use files::Files;
pub(crate) use files::carries;
pub use language::Language;
pub use lexicon::{Entry, Lexicon, Owner, Role, Shape, takes_plural};
pub use table::{Body, BodyKind, Family, Former, Leader, Noun, State};

use load::Named;
use materiel_model::PartyId;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// Everything that is known before a document is read.
#[derive(Debug)]
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
    /// All names by their letters, sorted when the first is looked up: whoever asks for a state by its name has no need of it.
    pub lexicon: LazyLock<Lexicon, Sorting>,
    /// What all of this was read from, and the files of the other layers.
    pub files: Files,
}

/// What sorts the names.
pub type Sorting = Box<dyn FnOnce() -> Lexicon + Send>;

impl Default for Facts {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            bodies: Vec::new(),
            families: Vec::new(),
            industries: std::sync::Arc::default(),
            nouns: Vec::new(),
            language: Language::default(),
            lexicon: LazyLock::new(Box::new(Lexicon::default)),
            files: Files::default(),
        }
    }
}

impl Facts {
    /// What is embedded in the program. Entries that cannot be used are left out; a test sees to it that there are none.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Facts> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(Files::embedded().clone(), |_| ()).0)
    }

    /// Reads files given as path (below the folder, with `/`) and contents. Whatever can be used is used; the rest is in the errors.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<KnowledgeError>) {
        Self::read(Files::new(files), collisions)
    }

    fn read(files: Files, check: impl Fn(&mut load::Loader<'_>)) -> (Self, Vec<KnowledgeError>) {
        let mut loader = load::load(&files, "");
        check(&mut loader);
        let load::Loader { mut knowledge, named, errors, .. } = loader;
        knowledge.lexicon = LazyLock::new(Box::new(move || Lexicon::new(&named)));
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
            return Self::read(Files::embedded().clone(), |_| ());
        }
        Self::read(Files::embedded().with(more), collisions)
    }
}

/// The states that the program carries, without the rest of what it knows.
pub fn states() -> &'static [State] {
    static STATES: OnceLock<Vec<State>> = OnceLock::new();
    STATES.get_or_init(|| load::load(Files::embedded(), "states/").knowledge.states)
}

/// What is wrong in a folder of knowledge that is read together with the embedded one.
pub fn check(files: impl IntoIterator<Item = (String, String)>) -> Vec<KnowledgeError> {
    Facts::with(files).1
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
