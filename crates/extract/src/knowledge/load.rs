//! Files into tables, with what is wrong in them.

use super::error::{KnowledgeError, Place};
use super::lexicon::{Owner, Role};
use super::spelling::key;
use super::table::{Body, BodyKind, Family, Former, Leader, Noun, State};
use super::{Facts, Files, Language};
use materiel_model::{Class, Currency, PartyId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};
use toml::Spanned;

type Word = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawState {
    id: Word,
    name: Word,
    #[serde(default)]
    names: Vec<Word>,
    #[serde(default)]
    demonyms: Vec<Word>,
    #[serde(default)]
    capitals: Vec<Word>,
    #[serde(default)]
    metonyms: Vec<Word>,
    #[serde(default)]
    government: Vec<Word>,
    #[serde(default)]
    forces: Vec<Word>,
    #[serde(default)]
    leaders: Vec<Spanned<Leader>>,
    #[serde(default)]
    former: Vec<Spanned<Former>>,
    #[serde(default)]
    places: Vec<Word>,
    #[serde(default)]
    not: Vec<Word>,
    #[serde(default)]
    namesake: Vec<Word>,
    currency: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBodies {
    #[serde(default)]
    body: Vec<RawBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBody {
    id: Word,
    kind: Spanned<BodyKind>,
    name: Word,
    #[serde(default)]
    names: Vec<Word>,
    #[serde(default)]
    former: Vec<Word>,
    state: Option<Word>,
    #[serde(default)]
    states: Vec<Word>,
    member_of: Option<Word>,
    #[serde(default)]
    needs: bool,
    #[serde(default)]
    not: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamilies {
    #[serde(default)]
    family: Vec<RawFamily>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamily {
    id: Word,
    name: Word,
    #[serde(default)]
    names: Vec<Word>,
    #[serde(default)]
    variants: Vec<Word>,
    class: Option<Word>,
    #[serde(default)]
    maker: Vec<Word>,
    #[serde(default)]
    origin: Vec<Word>,
    #[serde(default)]
    needs: Needs,
    #[serde(default)]
    civil: bool,
    #[serde(default)]
    head: Vec<Word>,
    #[serde(default)]
    not: Vec<Word>,
}

/// Whether a family's names are everyday words: all of those without a number, or the listed ones.
#[derive(Deserialize)]
#[serde(untagged)]
enum Needs {
    All(bool),
    Some(Vec<String>),
}

impl Default for Needs {
    fn default() -> Self {
        Self::All(false)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNouns {
    #[serde(default)]
    noun: Vec<RawNoun>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNoun {
    class: Word,
    nouns: Vec<Word>,
    #[serde(default)]
    plurals: Vec<Word>,
    #[serde(default)]
    vague: bool,
    #[serde(default)]
    not: Vec<Word>,
}

/// A name with its owner and place, for the lexicon and for finding collisions.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) owner: Owner,
    pub(super) place: (usize, std::ops::Range<usize>),
}

/// What has been read so far.
pub(super) struct Loader<'a> {
    files: &'a Files,
    /// The file being read.
    file: usize,
    pub(super) knowledge: Facts,
    pub(super) named: Vec<Named>,
    pub(super) errors: Vec<KnowledgeError>,
    ids: HashMap<String, (usize, std::ops::Range<usize>)>,
    origins: Vec<(PartyId, (usize, std::ops::Range<usize>))>,
}

/// Reads every file that this layer knows and whose path starts with `prefix`; the others are kept for later layers.
pub(super) fn load<'a>(files: &'a Files, prefix: &str) -> Loader<'a> {
    let knowledge = Facts::default();
    let mut loader = Loader { files, file: 0, knowledge, named: Vec::new(), errors: Vec::new(), ids: HashMap::new(), origins: Vec::new() };
    for (file, (path, _)) in files.below("").enumerate() {
        loader.file = file;
        if !path.starts_with(prefix) || !path.ends_with(".toml") {
            continue;
        }
        let parts = path.split('/').collect::<Vec<_>>();
        match parts.as_slice() {
            ["states", _] => loader.state(),
            ["bodies", ..] => loader.bodies(),
            ["equipment", name] if name.starts_with("nouns") => loader.nouns(),
            ["equipment", class, ..] => loader.families(class),
            ["languages", _, "titles.toml"] => loader.words(Language::add_titles),
            ["languages", _, "organs.toml"] => loader.words(Language::add_organs),
            ["languages", _, "vague.toml"] => loader.words(Language::add_vague),
            ["languages", _, "naming.toml"] => loader.words(Language::add_words),
            _ => {}
        }
    }
    loader.check_origins();
    loader.name_language();
    loader
}

impl Loader<'_> {
    fn contents(&self) -> &str {
        self.files.at(self.file).1
    }

    pub(super) fn place(&self, (file, span): &(usize, std::ops::Range<usize>)) -> Place {
        let (path, contents) = self.files.at(*file);
        Place::new(path, contents, span.clone())
    }

    fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.contents()) {
            Ok(read) => Some(read),
            Err(error) => {
                let place = self.place(&(self.file, error.span().unwrap_or(0..0)));
                self.errors.push(KnowledgeError::Syntax { place, message: error.message().to_owned() });
                None
            }
        }
    }

    fn words<T: DeserializeOwned>(&mut self, add: impl Fn(&mut Language, T)) {
        if let Some(read) = self.read() {
            add(&mut self.knowledge.language, read);
        }
    }

    fn wrong(&mut self, word: &Word, message: String, hint: &str) {
        let place = self.place(&(self.file, word.span()));
        self.errors.push(KnowledgeError::Value { place, message, hint: hint.to_owned() });
    }

    fn party(&mut self, word: &Word) -> Option<PartyId> {
        let id = PartyId::new(word.get_ref());
        match &id {
            Some(party) => self.origins.push((party.clone(), (self.file, word.span()))),
            None => self.wrong(
                word,
                format!("`{}` is no id of a state", word.get_ref()),
                "write the ISO 3166-1 code in capitals: `US`; Kosovo is `XK`",
            ),
        }
        id
    }

    fn parties(&mut self, words: &[Word]) -> Vec<PartyId> {
        words.iter().filter_map(|word| self.party(word)).collect()
    }

    fn class(&mut self, word: &Word) -> Option<Class> {
        let class = word.get_ref().parse::<Class>();
        if let Err(error) = &class {
            self.wrong(word, format!("`{}` is no equipment class", error.word), &format!("one of: {}", error.known));
        }
        class.ok()
    }

    /// The folded letters of the family's names that are something else too.
    fn everyday(&mut self, raw: &RawFamily) -> Vec<String> {
        let Needs::Some(listed) = &raw.needs else { return Vec::new() };
        let own = |name: &String| std::iter::once(&raw.name).chain(&raw.names).chain(&raw.variants).any(|one| one.get_ref() == name);
        if let Some(strange) = listed.iter().find(|name| !own(name)) {
            self.wrong(
                &raw.id,
                format!("`needs` lists `{strange}`, which is no name of this family"),
                "list some of its names, or write `true`",
            );
        }
        listed.iter().map(|name| key(name).letters).collect()
    }

    /// Takes an id, unless it is taken.
    fn id(&mut self, table: &str, id: &Word) {
        let here = (self.file, id.span());
        if id.get_ref().trim().is_empty() {
            self.wrong(id, "the id is empty".to_owned(), "write a short name in lower case, with hyphens");
        } else if let Some(first) = self.ids.get(&format!("{table} {}", id.get_ref())) {
            let error = KnowledgeError::DuplicateId { place: self.place(&here), id: id.get_ref().clone(), first: self.place(first) };
            self.errors.push(error);
        } else {
            self.ids.insert(format!("{table} {}", id.get_ref()), here);
        }
    }

    /// Enters names into the lexicon, and gives them back as plain words.
    fn names(&mut self, words: &[Word], owner: Owner) -> Vec<String> {
        for word in words {
            self.name(word, owner);
        }
        words.iter().map(|word| word.get_ref().clone()).collect()
    }

    fn name(&mut self, word: &Word, owner: Owner) {
        if word.get_ref().chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            self.wrong(word, format!("`{}` is too short for a name", word.get_ref()), "a name has at least two letters or digits");
        }
        let place = (self.file, word.span());
        if let (Owner::Family(family, Role::Name | Role::Other), Some(stem)) = (owner, stem(word.get_ref())) {
            self.named.push(Named { name: stem.to_owned(), owner: Owner::Family(family, Role::Stem), place: place.clone() });
        }
        self.named.push(Named { name: word.get_ref().clone(), owner, place });
    }

    fn state(&mut self) {
        let Some(raw) = self.read::<RawState>() else { return };
        self.id("state", &raw.id);
        let Some(id) = PartyId::new(raw.id.get_ref()) else {
            self.wrong(&raw.id, format!("`{}` is no id of a state", raw.id.get_ref()), "two capital letters, as in ISO 3166-1");
            return;
        };
        let currency = Currency::new(raw.currency.get_ref());
        if currency.is_none() {
            self.wrong(&raw.currency, format!("`{}` is no ISO 4217 code", raw.currency.get_ref()), "three capital letters, as `EUR`");
        }
        let index = self.knowledge.states.len();
        let owner = |role| Owner::State(index, role);
        self.name(&raw.name, owner(Role::Name));
        for leader in &raw.leaders {
            let span = (self.file, leader.span());
            let leader = leader.get_ref();
            for name in std::iter::once(&leader.name).chain(&leader.short) {
                self.named.push(Named { name: name.clone(), owner: owner(Role::Leader), place: span.clone() });
            }
        }
        for former in &raw.former {
            let name = former.get_ref().name.clone();
            self.named.push(Named { name, owner: owner(Role::Name), place: (self.file, former.span()) });
        }
        let state = State {
            id,
            name: raw.name.get_ref().clone(),
            names: self.names(&raw.names, owner(Role::Name)),
            demonyms: self.names(&raw.demonyms, owner(Role::Demonym)),
            capitals: self.names(&raw.capitals, owner(Role::Capital)),
            metonyms: self.names(&raw.metonyms, owner(Role::Metonym)),
            government: self.names(&raw.government, owner(Role::Government)),
            forces: self.names(&raw.forces, owner(Role::Force)),
            leaders: raw.leaders.into_iter().map(Spanned::into_inner).collect(),
            former: raw.former.into_iter().map(Spanned::into_inner).collect(),
            places: self.names(&raw.places, owner(Role::Place)),
            not: self.names(&raw.not, owner(Role::Not)),
            namesake: raw.namesake.into_iter().map(Spanned::into_inner).collect(),
            currency: currency.unwrap_or(Currency::USD),
        };
        self.knowledge.states.push(state);
    }

    fn bodies(&mut self) {
        let Some(raw) = self.read::<RawBodies>() else { return };
        for raw in raw.body {
            self.id("body", &raw.id);
            let index = self.knowledge.bodies.len();
            self.name(&raw.name, Owner::Body(index, Role::Name));
            let body = Body {
                id: raw.id.get_ref().clone(),
                kind: raw.kind.into_inner(),
                name: raw.name.into_inner(),
                names: self.names(&raw.names, Owner::Body(index, Role::Other)),
                former: self.names(&raw.former, Owner::Body(index, Role::Other)),
                state: raw.state.as_ref().and_then(|state| self.party(state)),
                states: self.parties(&raw.states),
                member_of: raw.member_of.map(Spanned::into_inner),
                needs: raw.needs,
                not: self.names(&raw.not, Owner::Body(index, Role::Not)),
            };
            self.knowledge.bodies.push(body);
        }
    }

    fn families(&mut self, folder: &str) {
        let Some(raw) = self.read::<RawFamilies>() else { return };
        for raw in raw.family {
            self.id("family", &raw.id);
            let class = match &raw.class {
                Some(class) => self.class(class),
                None => folder.parse().ok().or_else(|| self.class(&raw.id)),
            };
            let Some(class) = class else { continue };
            let index = self.knowledge.families.len();
            self.name(&raw.name, Owner::Family(index, Role::Name));
            let everyday = self.everyday(&raw);
            let family = Family {
                id: raw.id.get_ref().clone(),
                name: raw.name.get_ref().clone(),
                names: self.names(&raw.names, Owner::Family(index, Role::Other)),
                variants: self.names(&raw.variants, Owner::Family(index, Role::Other)),
                class,
                maker: raw.maker.into_iter().map(Spanned::into_inner).collect(),
                origin: self.parties(&raw.origin),
                needs: matches!(raw.needs, Needs::All(true)),
                everyday,
                civil: raw.civil,
                head: raw.head.into_iter().map(Spanned::into_inner).collect(),
                not: self.names(&raw.not, Owner::Family(index, Role::Not)),
            };
            self.knowledge.families.push(family);
        }
    }

    fn nouns(&mut self) {
        let Some(raw) = self.read::<RawNouns>() else { return };
        for raw in raw.noun {
            let Some(class) = self.class(&raw.class) else { continue };
            let index = self.knowledge.nouns.len();
            let noun = Noun {
                class,
                nouns: self.names(&raw.nouns, Owner::Noun(index, Role::Name)),
                plurals: self.names(&raw.plurals, Owner::Noun(index, Role::Plural)),
                vague: raw.vague,
                not: self.names(&raw.not, Owner::Noun(index, Role::Not)),
            };
            self.knowledge.nouns.push(noun);
        }
    }

    /// Every state that a body or family names has a file, once there is any file of a state.
    fn check_origins(&mut self) {
        let known = self.knowledge.states.iter().map(|state| state.id.clone()).collect::<HashSet<_>>();
        if known.is_empty() {
            return;
        }
        let missing = self.origins.iter().filter(|(id, _)| id.is_state() && !known.contains(id));
        let errors = missing.map(|(id, place)| KnowledgeError::Value {
            place: self.place(place),
            message: format!("no state has the id `{id}`"),
            hint: format!("add states/{id}.toml, or correct the code"),
        });
        let errors = errors.collect::<Vec<_>>();
        self.errors.extend(errors);
    }

    fn name_language(&mut self) {
        let language = &self.knowledge.language;
        let lists = [
            (&language.forces, Owner::Organ(Role::Force)),
            (&language.government, Owner::Organ(Role::Government)),
            (&language.offices, Owner::Title(Role::Name)),
            (&language.ranks, Owner::Title(Role::Other)),
        ];
        for (names, owner) in lists {
            self.named.extend(names.iter().map(|name| Named { name: name.clone(), owner, place: (0, 0..0) }));
        }
    }
}

/// A name without the generic noun that ends it: "Aster" of "Aster missile".
fn stem(name: &str) -> Option<&str> {
    let generic = |word: &str| word.chars().all(|c| c.is_lowercase() || c == '-');
    let mut stem = name;
    while let Some((shorter, _)) = stem.rsplit_once(' ').filter(|(_, word)| generic(word)) {
        stem = shorter;
    }
    let named = stem.starts_with(char::is_uppercase) && stem.len() > 3 && !stem.contains(|c: char| c.is_ascii_digit());
    (named && stem.len() < name.len()).then_some(stem)
}
