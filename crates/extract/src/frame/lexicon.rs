//! The frames of a language: which words open them, what stage or status they state, and which functions fill which roles.
//!
//! Read from `knowledge/languages/<code>/templates.toml` and `frames/*.frame`; nothing about single verbs stands in Rust.

use super::scene::Scene;
use aho_corasick::AhoCorasick;
use materiel_model::{Kind, Measure, Mode, Stage, Status};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet, FxHasher};
use serde::Deserialize;
use std::collections::hash_map::Entry;
use std::hash::Hasher;

/// What a grammatical function of a frame's word holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who gives.
    Supplier,
    /// Who gets.
    Recipient,
    /// What moves.
    Equipment,
    /// A party to a deal; which side it is on is told by the words around.
    Side,
    /// Another frame's event.
    Event,
    /// Where it happens: no party.
    Place,
    /// Who does it (kinds other than transfers).
    Actor,
    /// With whom.
    Partner,
    /// One of several equal parties.
    Parties,
    /// Where to.
    Destination,
    /// Where.
    Location,
    /// Whom it concerns.
    Toward,
    /// What it is about, in the text's words.
    Thing,
}

/// The roles that functions hold, by the function's name (`subject`, `object`, `to` …).
pub type Template = HashMap<String, Role>;

/// Words that open a frame, and what they mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Unique name.
    pub id: String,
    /// What sort of claim it makes.
    pub kind: Kind,
    /// The name of its template.
    pub template: String,
    /// Verbs by lemma, with particle or object where the verb needs one (`hand over`, `take delivery`).
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Nouns by lemma.
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Adjectives that stand after a copula.
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// The stage that a plain statement reaches.
    pub stage: Option<Stage>,
    /// The stage when the sentence puts it ahead ("will", "is to").
    pub ahead: Option<Stage>,
    /// The stage when the sentence puts it as possible ("could", "may").
    pub possible: Option<Stage>,
    /// The stage when a passive tells a state that nobody is said to have brought about ("is armed with").
    pub state: Option<Stage>,
    /// The same for kinds other than transfers.
    pub status: Option<Status>,
    /// The status when the sentence puts it ahead.
    pub ahead_status: Option<Status>,
    /// The mode of a transfer that the word implies.
    pub mode: Option<Mode>,
    /// What a figure of a budget or a force measures.
    pub measure: Option<Measure>,
    /// True for a word that says how far another event has come.
    #[serde(default)]
    pub operator: bool,
    /// The stage when the event under this operator is told from the recipient's side (`plans to buy`).
    pub over_get: Option<Stage>,
    /// The stage when the event is told from the supplier's side (`plans to sell`).
    pub over_give: Option<Stage>,
    /// The stage when the event is the handing over itself, told from the supplier's side (`plans to deliver`).
    pub over_deliver: Option<Stage>,
    /// The stage when the event is the handing over itself, told from the recipient's side (`is set to receive`).
    pub over_receive: Option<Stage>,
    /// True when the event has taken place even where another word stands over it (`approved the request`).
    #[serde(default)]
    pub factive: bool,
    /// True for a word that only makes an event noun happen (`sign a contract`).
    #[serde(default)]
    pub light: bool,
    /// True for a word that says that an event begins, goes on or ends.
    #[serde(default)]
    pub aspect: bool,
    /// True for a word under which a wish stays a wish (`announced its plan to buy`, `decided to begin talks`).
    #[serde(default)]
    pub keeps_wish: bool,
    /// True for a word that says that what stands under it is not so (`denied having sold`).
    #[serde(default)]
    pub denies: bool,
    /// Roles that must be filled by name for the frame to be believed.
    #[serde(default)]
    pub needs: Vec<Role>,
    /// Words of which one must stand among the frame's own dependents (kinds other than transfers).
    #[serde(default)]
    pub words: Vec<String>,
    /// Roles that differ from the template's; once the frame is loaded, those of the template too.
    #[serde(default)]
    pub roles: Template,
    /// The roles that only verbs give, by the function's name behind `verb.`.
    #[serde(skip)]
    of_verbs: Template,
    /// The same for adjectives.
    #[serde(skip)]
    of_adjectives: Template,
}

/// A sentence and what must be read in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Its date of publication.
    pub published: Option<String>,
    /// The claims that must come of it: slot names and their values. None: no claim of the file's kind may come of it.
    pub reads: Vec<std::collections::BTreeMap<String, String>>,
}

/// One `.frame` file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameFile {
    /// Its frames.
    #[serde(default)]
    pub frame: Vec<Frame>,
    /// Its examples.
    #[serde(default)]
    pub example: Vec<Example>,
}

/// A way to open a frame: the words beside the first one, and the frame.
#[derive(Clone, Debug)]
struct Opening {
    others: Vec<String>,
    /// The marks of these ([`mark`]).
    marks: u64,
    frame: usize,
}

/// One of 64 bits for a word, which other words share: what tells at once that a word is not among some others.
pub(super) fn mark(word: &str) -> u64 {
    let letter = |letter: Option<&u8>| letter.map_or(0, |letter| usize::from(*letter));
    let bytes = word.as_bytes();
    1 << ((letter(bytes.first()) * 7 + letter(bytes.last()) * 3 + bytes.len()) % 64)
}

/// All frames of a language.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    frames: Vec<Frame>,
    templates: HashMap<String, Template>,
    verbs: HashMap<String, Vec<Opening>>,
    nouns: HashMap<String, Vec<Opening>>,
    adjectives: HashMap<String, Vec<Opening>>,
    /// Every single word that can open a frame, for the gate before parsing.
    first_words: HashSet<String>,
    /// Irregular forms of words that open frames ("bought": buy).
    irregular: HashMap<String, String>,
    /// The lists of `words.toml`.
    words: HashMap<String, HashSet<String>>,
    /// The hashes of the names of lists, each with one of its words.
    listed: HashSet<u64>,
    /// The hashes of all words of lists.
    in_lists: HashSet<u64>,
    /// What is told of where laws on the arms of private people are the matter.
    private_arms: Option<AhoCorasick>,
}

/// What is wrong with a file of frames.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct LexiconError {
    /// The file.
    pub path: String,
    /// What is wrong, with the line where it is known.
    pub message: String,
}

impl Lexicon {
    /// Reads templates and frames from files of `knowledge/`, given as (path, contents). What is wrong is left out and named.
    pub fn load<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> (Self, Vec<LexiconError>) {
        let (mut lexicon, mut errors) = (Self::default(), Vec::new());
        let mut frames = Vec::new();
        for (path, contents) in files {
            let wrong = |message: String| LexiconError { path: path.to_owned(), message };
            if path.ends_with("templates.toml") {
                match toml::from_str::<HashMap<String, Template>>(contents) {
                    Ok(templates) => lexicon.templates.extend(templates),
                    Err(error) => errors.push(wrong(error.to_string())),
                }
            } else if path.ends_with("en/irregular.toml") {
                match toml::from_str::<HashMap<String, String>>(contents) {
                    Ok(forms) => lexicon.irregular.extend(forms),
                    Err(error) => errors.push(wrong(error.to_string())),
                }
            } else if path.ends_with("en/words.toml") || path.ends_with("en/kinds-words.toml") {
                match toml::from_str::<HashMap<String, HashSet<String>>>(contents) {
                    Ok(words) => {
                        for (name, list) in words {
                            match lexicon.words.entry(name) {
                                Entry::Occupied(held) => errors.push(wrong(format!("the list `{}` stands twice", held.key()))),
                                Entry::Vacant(free) => {
                                    free.insert(list);
                                }
                            }
                        }
                    }
                    Err(error) => errors.push(wrong(error.to_string())),
                }
            } else if path.ends_with(".frame") {
                match toml::from_str::<FrameFile>(contents) {
                    Ok(file) => frames.extend(file.frame.into_iter().map(|frame| (path.to_owned(), frame))),
                    Err(error) => errors.push(wrong(error.to_string())),
                }
            }
        }
        for (path, frame) in frames {
            if !lexicon.templates.contains_key(&frame.template) {
                let message = format!("frame `{}` names the template `{}`, which templates.toml does not have", frame.id, frame.template);
                errors.push(LexiconError { path, message });
            } else if lexicon.frames.iter().any(|other| other.id == frame.id) {
                errors.push(LexiconError { path, message: format!("frame `{}` stands twice", frame.id) });
            } else {
                lexicon.add(frame);
            }
        }
        for (name, list) in &lexicon.words {
            lexicon.listed.extend(list.iter().map(|word| listed_hash(name, word)));
            lexicon.in_lists.extend(list.iter().map(|word| listed_hash("", word)));
        }
        lexicon.private_arms = AhoCorasick::builder().ascii_case_insensitive(true).build(lexicon.words_of("private_arms")).ok();
        (lexicon, errors)
    }

    fn add(&mut self, mut frame: Frame) {
        let index = self.frames.len();
        for (function, role) in self.templates.get(&frame.template).into_iter().flatten() {
            frame.roles.entry(function.clone()).or_insert(*role);
        }
        let of = |sort: &str| frame.roles.iter().filter_map(|(name, role)| Some((name.strip_prefix(sort)?.to_owned(), *role))).collect();
        (frame.of_verbs, frame.of_adjectives) = (of("verb."), of("adjective."));
        for (words, table, head_first) in
            [(&frame.verbs, &mut self.verbs, true), (&frame.nouns, &mut self.nouns, false), (&frame.adjectives, &mut self.adjectives, true)]
        {
            for phrase in words {
                let mut parts: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
                if parts.is_empty() {
                    continue;
                }
                // A noun phrase is known by its head: the word before "of", else its last word.
                let head = match parts.iter().position(|part| part == "of" || part == "for") {
                    _ if head_first => 0,
                    Some(of) if of > 0 => of - 1,
                    _ => parts.len() - 1,
                };
                let first = parts.remove(head);
                self.first_words.insert(first.clone());
                table.entry(first).or_default().push(Opening {
                    marks: parts.iter().fold(0, |marks, part| marks | mark(part)),
                    others: parts,
                    frame: index,
                });
            }
        }
        self.frames.push(frame);
    }

    /// True when the list `name` of `words.toml` has the word.
    pub fn word_list(&self, name: &str, word: &str) -> bool {
        self.listed.contains(&listed_hash(name, word))
    }

    /// False for a word that stands in no list.
    pub fn is_in_lists(&self, word: &str) -> bool {
        self.in_lists.contains(&listed_hash("", word))
    }

    /// True for a text that has the phrases of `private_arms` twice.
    pub fn speaks_of_private_arms(&self, text: &str) -> bool {
        self.private_arms.as_ref().is_some_and(|phrases| phrases.find_overlapping_iter(text).nth(1).is_some())
    }

    /// The words of the list `name` of `words.toml`, in no order.
    pub fn words_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.words.get(name).into_iter().flatten().map(String::as_str)
    }

    /// "First", "third", "last": one of several.
    pub fn is_ordinal(&self, word: &str) -> bool {
        self.word_list("end_ordinals", word) || self.word_list("further_ordinals", word)
    }

    /// True when a word with this lemma can open a frame.
    pub fn opens(&self, lemma: &str) -> bool {
        self.first_words.contains(lemma)
    }

    /// True when some form of a word that opens a frame may stand here: the gate before parsing. It errs on the side of reading.
    pub fn may_open(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let opens = |stem: &str| self.first_words.contains(stem);
        if opens(&lower) || self.irregular.contains_key(&lower) {
            return true;
        }
        ["s", "es", "d", "ed", "ing"].iter().filter_map(|ending| lower.strip_suffix(ending)).any(|stem| {
            let doubled = stem.len() > 3 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
            opens(stem)
                || opens(&format!("{stem}e"))
                || stem.strip_suffix('i').is_some_and(|stem| opens(&format!("{stem}y")))
                || (doubled && stem.is_char_boundary(stem.len() - 1) && opens(&stem[..stem.len() - 1]))
        })
    }

    /// The frames that the word at `token` opens: those with the most words first, in the order of their files.
    pub fn at(&self, scene: &Scene<'_>, token: usize) -> Vec<&Frame> {
        scene.opened(token, || self.find(scene, token)).iter().map(|frame| &self.frames[*frame]).collect()
    }

    fn find(&self, scene: &Scene<'_>, token: usize) -> Vec<usize> {
        let lemma = scene.lemma(token);
        let table = match scene.word_sort(token) {
            super::scene::WordSort::Verb => &self.verbs,
            super::scene::WordSort::Noun => &self.nouns,
            super::scene::WordSort::Adjective => &self.adjectives,
            super::scene::WordSort::Other => return Vec::new(),
        };
        let around = near(scene, token).fold(0, |marks, other| marks | scene.marks(other));
        let mut found: Vec<(usize, usize)> = table
            .get(lemma)
            .into_iter()
            .flatten()
            .filter(|opening| {
                // "Receive an order", but not "receive jets under an order"; "put on hold" has a noun below its preposition.
                let depth = if opening.others.len() > 1 { 2 } else { 1 };
                opening.marks & !around == 0 && opening.others.iter().all(|word| has_near(scene, token, word, depth))
            })
            .map(|opening| (opening.others.len(), opening.frame))
            .collect();
        if found.is_empty() {
            return Vec::new();
        }
        let kind = |frame: usize| self.frames[frame].kind;
        // "Called off the deal for four frigates": the verb's own particle says which frame it opens.
        let particle = scene.children(token).iter().find(|child| scene.label(**child) == crate::syntax::Label::Prt);
        if let Some(particle) = particle.map(|particle| scene.lower(*particle)) {
            let with =
                |frame: usize| self.frames[frame].verbs.iter().any(|verb| verb.split_whitespace().skip(1).any(|word| word == particle));
            let kinds: Vec<Kind> = found.iter().filter(|(_, frame)| with(*frame)).map(|(_, frame)| kind(*frame)).collect();
            found.retain(|(_, frame)| with(*frame) || !kinds.contains(&kind(*frame)));
        }
        found.sort_by_key(|(words, _)| std::cmp::Reverse(*words));
        // Of the frames of one kind, those with the most words.
        let most = |wanted: Kind| found.iter().filter(|(_, frame)| kind(*frame) == wanted).map(|(words, _)| *words).max();
        found.iter().filter(|(words, frame)| Some(*words) == most(kind(*frame))).map(|(_, frame)| *frame).collect()
    }

    /// The frame that a verb opens together with its noun ("take delivery", "place an order"), where it stands for the event by itself.
    pub fn support(&self, scene: &Scene<'_>, verb: usize, noun: usize, kind: Kind) -> Option<&Frame> {
        let openings = self.verbs.get(scene.lemma(verb))?;
        let lemma = scene.lemma(noun);
        openings
            .iter()
            .filter(|opening| opening.others.iter().any(|other| other == lemma))
            .map(|opening| &self.frames[opening.frame])
            .find(|frame| frame.kind == kind && !(frame.light || frame.operator || frame.aspect))
    }

    /// The frame of an id.
    pub fn named(&self, id: &str) -> Option<&Frame> {
        self.frames.iter().find(|frame| frame.id == id)
    }

    /// True for the second word of a verb that opens a frame together with it: "turn over", "pick up".
    pub fn takes_particle(&self, scene: &Scene<'_>, verb: usize, word: &str, kind: Kind) -> bool {
        scene.word_sort(verb) == super::scene::WordSort::Verb
            && matches!(word, "over" | "up" | "off" | "out" | "in" | "on" | "back")
            && self.at(scene, verb).into_iter().any(|frame| {
                let phrase = |phrase: &String| phrase.split_once(' ').is_some_and(|(own, other)| own == scene.lemma(verb) && other == word);
                frame.kind == kind && frame.verbs.iter().any(phrase)
            })
    }

    /// The verb over a noun that opens a frame only together with it ("has its eye on", "took charge of", "is on the hook for").
    pub fn idiom(&self, scene: &Scene<'_>, noun: usize, kind: Kind) -> Option<(usize, &Frame)> {
        use crate::syntax::Label;
        let verb = match scene.label(noun) {
            Label::Dobj => scene.head(noun),
            Label::Pobj => scene.head(scene.head(noun)),
            _ => return None,
        };
        let lemma = scene.lemma(noun);
        let named = self.verbs.get(scene.lemma(verb))?.iter().any(|opening| opening.others.iter().any(|other| other == lemma));
        let frame = self.at(scene, verb).into_iter().find(|frame| frame.kind == kind)?;
        let idiomatic = frame.verbs.iter().any(|phrase| phrase.split_whitespace().skip(1).any(|other| other == lemma));
        (named && idiomatic).then_some((verb, frame))
    }

    /// The frame of one kind that the word at `token` opens.
    pub fn one(&self, scene: &Scene<'_>, token: usize, kind: Kind) -> Option<&Frame> {
        self.at(scene, token).into_iter().find(|frame| frame.kind == kind)
    }

    /// What the function `name` holds in a frame that a word of this sort opens: `verb.from` goes before `from`.
    pub fn role_of(&self, frame: &Frame, sort: super::scene::WordSort, name: &str) -> Option<Role> {
        let own = match sort {
            super::scene::WordSort::Verb => frame.of_verbs.get(name).copied(),
            super::scene::WordSort::Adjective => frame.of_adjectives.get(name).copied(),
            _ => None,
        };
        own.or_else(|| self.role(frame, name))
    }

    /// What the function `name` holds in a frame.
    pub fn role(&self, frame: &Frame, name: &str) -> Option<Role> {
        frame.roles.get(name).copied()
    }
}

/// What a word of a list is known by: lists are asked for a hundred times a sentence, and no letters are compared.
fn listed_hash(name: &str, word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// Where dependents of `token` may stand that open a frame with it.
fn near(scene: &Scene<'_>, token: usize) -> std::ops::Range<usize> {
    token.saturating_sub(4)..(token + 12).min(scene.len())
}

/// True when `word` stands among the dependents of `token`, at most `depth` steps down and eleven tokens off.
fn has_near(scene: &Scene<'_>, token: usize, word: &str, depth: usize) -> bool {
    near(scene, token).any(|other| {
        // Most words are others, which costs least to see.
        if other == token || (scene.lower(other) != word && scene.lemma(other) != word) {
            return false;
        }
        // "Has twelve jets and has ordered fifty": a verb that is joined is no noun of an idiom.
        let joined = matches!(scene.label(other), crate::syntax::Label::Conj | crate::syntax::Label::Advcl | crate::syntax::Label::Ccomp);
        if joined && scene.word_sort(other) == super::scene::WordSort::Verb {
            return false;
        }
        let mut at = other;
        (0..depth).any(|_| {
            at = scene.head(at);
            at == token
        })
    })
}
