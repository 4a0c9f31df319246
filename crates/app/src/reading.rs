//! The reader, as the commands use it. The only module that calls `materiel-extract`.

use crate::outcome::Failure;
use materiel_extract::Knowledge;
use materiel_extract::knowledge::{Facts, Files, State};
use materiel_model::{Claim, Class, Document, Entity, Equipment};
use std::path::Path;
use std::sync::OnceLock;

/// A reader with its knowledge. What the program carries is loaded as far as it is asked for: a command that reads no text needs names alone.
pub(crate) struct Reader {
    /// Knowledge that was loaded for this run; none where the program's is enough.
    own: Option<Box<Knowledge>>,
    /// How other registers write, read when it is first asked for.
    registers: OnceLock<crate::tables::Registers>,
}

/// The text files below a folder of knowledge: paths below it with `/`, and contents.
fn files_below(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(below) = folders.pop() {
        let wrong = |error: std::io::Error| Failure::Other(format!("{}: {error}", below.display()));
        for entry in std::fs::read_dir(&below).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "toml" || end == "frame") {
                let contents = std::fs::read_to_string(&path).map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
                let name: Vec<_> = path.strip_prefix(folder).unwrap_or(&path).iter().map(|part| part.to_string_lossy()).collect();
                out.push((name.join("/"), contents));
            }
        }
    }
    if out.is_empty() {
        return Err(Failure::Other(format!("{}: no file of knowledge (.toml, .frame) is below it", folder.display())));
    }
    out.sort();
    Ok(out)
}

impl Reader {
    /// A reader with the knowledge that the program came with, and that of a folder if one is given.
    pub(crate) fn new(folder: Option<&Path>) -> Result<Self, Failure> {
        let Some(folder) = folder else { return Ok(Self { own: None, registers: OnceLock::new() }) };
        let (knowledge, problems) = Knowledge::with(files_below(folder)?.into_iter());
        match problems.first() {
            None => Ok(Self { own: Some(Box::new(knowledge)), registers: OnceLock::new() }),
            Some(first) => {
                Err(Failure::Other(format!("{}: {first}\n{} more: `materiel check` shows all", folder.display(), problems.len() - 1)))
            }
        }
    }

    /// What the log says of who read.
    pub(crate) fn version() -> String {
        format!("materiel {}", env!("CARGO_PKG_VERSION"))
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        self.own.as_deref().unwrap_or_else(|| Knowledge::embedded())
    }

    /// The names of states, bodies and equipment.
    fn facts(&self) -> &Facts {
        self.own.as_deref().map_or_else(|| Facts::embedded(), Knowledge::facts)
    }

    fn states(&self) -> &[State] {
        self.own.as_deref().map_or_else(|| materiel_extract::knowledge::states(), |own| &own.facts().states)
    }

    fn files(&self) -> &Files {
        self.own.as_deref().map_or_else(|| Files::embedded(), |own| &own.facts().files)
    }

    pub(crate) fn knowledge_hash(&self) -> String {
        self.files().hash()
    }

    pub(crate) fn read(&self, document: &Document) -> Vec<Claim> {
        // A row of another register is read by its cells.
        if let Some(claims) = crate::source::rows::claims(document, self) {
            return claims;
        }
        materiel_extract::extract(self.knowledge(), document).claims
    }

    /// Reads documents side by side; the answers come in the order of the documents. One in a language that cannot be read says nothing.
    pub(crate) fn read_all(&self, documents: &[Document]) -> Vec<Vec<Claim>> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(documents.len().max(1));
        let next = std::sync::atomic::AtomicUsize::new(0);
        let mut out: Vec<Vec<Claim>> = vec![Vec::new(); documents.len()];
        let work = || {
            let mut mine = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(document) = documents.get(at) else { return mine };
                mine.push((at, if crate::source::is_foreign(document) { Vec::new() } else { self.read(document) }));
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
        materiel_extract::explain(self.knowledge(), document)
    }

    /// The name in common use of a state or body with an id of its own; other ids stand for themselves.
    pub(crate) fn name_of(&self, id: &str) -> String {
        let bare = id.strip_prefix("org:").unwrap_or(id);
        self.states().iter().find(|state| state.id.as_str() == id).map_or_else(|| bare.to_owned(), |state| state.name.clone())
    }

    /// True for the id of a state.
    pub(crate) fn is_state(&self, id: &str) -> bool {
        self.states().iter().any(|state| state.id.as_str() == id)
    }

    /// True for a name of equipment.
    pub(crate) fn is_equipment(&self, name: &str) -> bool {
        matches!(self.equipment_of(name), Entity::Equipment(Equipment { id: Some(_), .. }))
    }

    /// What is known of a body, by its id.
    pub(crate) fn body(&self, id: &str) -> Option<&materiel_extract::knowledge::Body> {
        let name = id.strip_prefix("org:").unwrap_or(id);
        self.facts().bodies.iter().find(|body| body.name == name)
    }

    /// The id of a state or body, by any of its names.
    pub(crate) fn id_of(&self, name: &str) -> Option<String> {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        let code = |state: &State| state.id.as_str() == name;
        let state =
            self.states().iter().find(|state| code(state) || same(&state.name) || state.names.iter().chain(&state.demonyms).any(same));
        let body = || self.facts().bodies.iter().find(|body| same(&body.name) || body.names.iter().any(same));
        state.map(|state| state.id.to_string()).or_else(|| body().map(|body| format!("org:{}", body.name)))
    }

    /// The ids of states and bodies that have a word in one of their names or whose id it is; `word` in small letters.
    pub(crate) fn ids_with(&self, word: &str) -> Vec<String> {
        let has = |name: &String| name.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        let facts = self.facts();
        let state = |one: &&materiel_extract::knowledge::State| {
            one.id.as_str().eq_ignore_ascii_case(word) || has(&one.name) || one.names.iter().chain(&one.demonyms).any(has)
        };
        let states = facts.states.iter().filter(state).map(|one| one.id.to_string());
        let bodies = facts.bodies.iter().filter(|one| has(&one.name) || one.names.iter().any(has));
        let bodies =
            bodies.map(|one| materiel_model::PartyId::new(&one.id).map_or_else(|| format!("org:{}", one.name), |id| id.to_string()));
        states.chain(bodies).collect()
    }

    /// Equipment by any name that the program knows; a name that it does not know stands for itself, without a class.
    pub(crate) fn equipment_of(&self, name: &str) -> Entity {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        let families = &self.facts().families;
        let found = families.iter().find(|family| same(&family.name) || family.names.iter().any(same));
        let found = found.or_else(|| families.iter().find(|family| family.id == name || family.variants.iter().any(same)));
        Entity::Equipment(found.map_or_else(
            || Equipment { name: name.to_owned(), class: Class::Other, id: None },
            |family| Equipment { name: family.name.clone(), class: family.class, id: Some(family.id.clone()) },
        ))
    }

    /// What a name or an id may mean, the likeliest first; `rows` have the bodies that only documents name.
    pub(crate) fn subjects(&self, asked: &str, rows: &[materiel_register::view::ListRow]) -> Vec<materiel_register::view::Subject> {
        crate::subject::subjects(asked, self.facts(), rows)
    }

    /// The id of a state or body, by its code or any name that it has or had.
    pub(crate) fn party_of(&self, name: &str) -> Option<String> {
        let wanted = crate::subject::folded(name);
        let same = |other: &String| crate::subject::is_folded(other, &wanted);
        let former =
            || self.states().iter().find(|state| state.former.iter().any(|former| same(&former.name))).map(|state| state.id.to_string());
        let body = || self.facts().bodies.iter().find(|body| same(&body.name) || body.names.iter().chain(&body.former).any(same));
        let id = |body: &materiel_extract::knowledge::Body| {
            materiel_model::PartyId::new(&body.id).map_or_else(|| format!("org:{}", body.name), |id| id.to_string())
        };
        let code = |state: &State| state.id.as_str() == name;
        let state = self
            .states()
            .iter()
            .find(|state| code(state) || same(&state.name) || state.names.iter().any(same))
            .map(|state| state.id.to_string());
        state.or_else(former).or_else(|| body().map(id))
    }

    /// The family and the class of equipment that another register lists by designation and description.
    pub(crate) fn equipment(&self, designation: &str, description: &str) -> (Option<String>, Vec<materiel_model::Class>) {
        use materiel_extract::name::Sort;
        let facts = self.facts();
        // Names are found in sentences; this one says no more than the table.
        let before = "The army ordered 12 ";
        let sentence = format!("{before}{designation} {description}.");
        let names = materiel_extract::name::names(facts, &sentence, &materiel_extract::text::read(&sentence));
        let inside = |span: materiel_model::Span| span.start < before.len() + designation.len() && before.len() < span.end;
        let found: Vec<_> = names.mentions.iter().filter_map(|mention| Some((mention.span, mention.equipment()?))).collect();
        let family = found.iter().filter(|(span, _)| inside(*span)).find_map(|(_, name)| name.family);
        if let Some(known) = family.and_then(|id| facts.families.iter().find(|known| known.id == id)) {
            return (Some(known.id.clone()), vec![known.class]);
        }
        let classes = found.iter().filter(|(_, name)| name.sort != Sort::VagueNoun).map(|(_, name)| name.class);
        (None, classes.take(1).collect())
    }

    /// An amount of money in words: `$75 million`.
    pub(crate) fn money(&self, words: &str) -> Option<materiel_model::Money> {
        let found = materiel_extract::name::money::amounts(words);
        found.first().map(|found| found.value.money)
    }

    /// How other registers write their tables.
    pub(crate) fn registers(&self) -> &crate::tables::Registers {
        self.registers.get_or_init(|| crate::tables::registers(self.files()).0)
    }

    /// The sources that are known.
    pub(crate) fn sources(&self) -> Vec<crate::tables::KnownSource> {
        crate::tables::sources(self.files()).0
    }

    /// How long legislatures review notices.
    pub(crate) fn reviews(&self) -> Vec<materiel_register::view::ReviewPeriod> {
        crate::tables::reviews(self.files()).0
    }

    /// The problems of a folder of knowledge.
    pub(crate) fn check(folder: &Path) -> Result<Vec<String>, Failure> {
        let (knowledge, problems) = Knowledge::with(files_below(folder)?.into_iter());
        Ok(problems.iter().map(ToString::to_string).chain(crate::tables::check(&knowledge.facts().files)).collect())
    }
}
