//! The front door: everything that reading needs, loaded once, and the one function that reads.

use crate::claim::confidence::{self, How, Reached, Read, Weights, WeightsError};
use crate::claim::gate::{Gate, Said};
use crate::claim::read::{self, Tools};
use crate::frame::lexicon::{Lexicon, LexiconError};
use crate::knowledge::{Facts, KnowledgeError};
use crate::notice::{self, Forms, FormsError};
use crate::syntax::Syntax;
use materiel_model::{Claim, Diagnostic, Document, Severity, Span};
use std::sync::OnceLock;

/// The reader's name and version, as the log keeps it beside what was read.
pub const READER: &str = concat!("materiel-extract ", env!("CARGO_PKG_VERSION"));

/// Facts, frames and the syntax model.
#[derive(Debug)]
pub struct Knowledge {
    /// None for those that the program carries.
    own: Option<Box<Facts>>,
    lexicon: Lexicon,
    forms: Forms,
    gate: Gate,
    weights: Weights,
    syntax: &'static Syntax,
}

/// What a reading gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extraction {
    /// What the document says, in its order.
    pub claims: Vec<Claim>,
    /// What could not be read well, and where.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is wrong with a folder of knowledge.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A table of facts.
    #[error(transparent)]
    Facts(#[from] KnowledgeError),
    /// A file of frames.
    #[error(transparent)]
    Frames(#[from] LexiconError),
    /// The wording of official forms.
    #[error(transparent)]
    Forms(#[from] FormsError),
    /// The weights of confidence.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl Knowledge {
    /// The knowledge that the program carries.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Knowledge> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::with(std::iter::empty()).0)
    }

    /// The carried knowledge with further files (path, contents) added; what is wrong is left out and named.
    pub fn with(extra: impl Iterator<Item = (String, String)>) -> (Self, Vec<LoadError>) {
        let mut extra = extra.peekable();
        let (own, fact_errors) = match extra.peek() {
            None => (None, Vec::new()),
            Some(_) => {
                let (facts, errors) = Facts::with(extra);
                (Some(Box::new(facts)), errors)
            }
        };
        let facts = own.as_deref().unwrap_or_else(|| Facts::embedded());
        let (lexicon, frame_errors) = Lexicon::load(facts.files.below("languages/en/"));
        let mut errors: Vec<LoadError> = fact_errors.into_iter().map(LoadError::from).collect();
        errors.extend(frame_errors.into_iter().map(LoadError::from));
        let (forms, form_errors) = Forms::of(facts.files.below(notice::FILES));
        errors.extend(form_errors.into_iter().map(LoadError::from));
        let (weights, weight_errors) = Weights::of(facts.files.below(confidence::weights::FILE));
        errors.extend(weight_errors.into_iter().map(LoadError::from));
        let syntax = Syntax::embedded();
        let gate = Gate::new(facts, &lexicon, syntax);
        (Self { own, lexicon, forms, gate, weights, syntax }, errors)
    }

    /// The SHA-256 of all files, as the log keeps it beside what was read.
    pub fn hash(&self) -> String {
        self.facts().files.hash()
    }

    /// The names of states, bodies and equipment.
    pub fn facts(&self) -> &Facts {
        self.own.as_deref().unwrap_or_else(|| Facts::embedded())
    }

    /// How official forms are worded.
    pub const fn forms(&self) -> &Forms {
        &self.forms
    }

    /// False where nothing in some words can make a claim, so that [`extract`] finds none in any text whose words are among them: they do not
    /// speak enough of arms or forces, and name no equipment. Words of less than 320 bytes always may.
    ///
    /// For whoever would rather not make a text out of a page that will say nothing: the words of the whole page are asked first.
    pub fn may_concern_arms(&self, words: &str) -> bool {
        self.gate.lets_through(words)
    }

    /// True as soon as some lines, with what was `said` in those before them, speak so much of arms or forces, or name equipment, that a text
    /// among them may concern arms.
    pub fn may_speak_of_arms(&self, lines: &str, said: &mut Said) -> bool {
        self.gate.may_let_through(lines, said)
    }

    pub(crate) fn tools(&self) -> Tools<'_> {
        Tools { facts: self.facts(), lexicon: &self.lexicon, syntax: self.syntax }
    }
}

/// Reads every sentence of every document closely, also those that the gates before parsing would leave out. Slower than [`extract`] and, as
/// a test holds, with the same claims where the document speaks of arms or forces at all.
pub fn extract_all(knowledge: &Knowledge, document: &Document) -> Extraction {
    let (reads, diagnostics) = read_with(knowledge, document, |rest| read::claims_without_gate(knowledge.tools(), rest));
    weighed(knowledge, document, reads, diagnostics)
}

/// Reads a document. Pure: no input or output, no clock, no chance; it cannot fail, and odd text gives diagnostics.
pub fn extract(knowledge: &Knowledge, document: &Document) -> Extraction {
    if !knowledge.gate.lets_through(&document.text) {
        return Extraction::default();
    }
    let (reads, diagnostics) = read_with(knowledge, document, |rest| read::claims(knowledge.tools(), &knowledge.gate, rest));
    weighed(knowledge, document, reads, diagnostics)
}

/// Reads a document and hands every claim to `look` with what its confidence is made of, in the order of [`extract`], also those that
/// are too unsure for it ([`confidence::LEAST`]).
pub fn look_at_signs(knowledge: &Knowledge, document: &Document, mut look: impl FnMut(&Reached<'_>)) {
    if knowledge.gate.lets_through(&document.text) {
        let (reads, _) = read_with(knowledge, document, |rest| read::claims(knowledge.tools(), &knowledge.gate, rest));
        confidence::reached(&reads, &document.text).iter().for_each(&mut look);
    }
}

/// The claims, each with its confidence.
fn weighed(knowledge: &Knowledge, document: &Document, reads: Vec<Read>, diagnostics: Vec<Diagnostic>) -> Extraction {
    let sure: Vec<_> = confidence::reached(&reads, &document.text).iter().map(|reached| knowledge.weights.confidence(reached)).collect();
    let claims = reads.into_iter().zip(sure).map(|(read, confidence)| Claim { confidence, ..read.claim });
    let claims = claims.filter(|claim| claim.confidence.get() >= confidence::LEAST).collect();
    Extraction { claims, diagnostics }
}

/// Reads official forms by their fields and the rest as running text.
fn read_with(knowledge: &Knowledge, document: &Document, running: impl Fn(&Document) -> Vec<Read>) -> (Vec<Read>, Vec<Diagnostic>) {
    let notices = notice::read(&knowledge.forms, knowledge.facts(), document);
    let how = notices.form.map_or(How::Other, How::Form);
    let mut reads: Vec<Read> = notices.claims.into_iter().map(|claim| Read { claim, how: how.clone() }).collect();
    let mut diagnostics = notices.diagnostics;
    // Official forms are read by their fields alone; the rest is running text.
    if let Some(rest) = notice::without(document, &notices.regions) {
        reads.extend(running(&rest));
        reads.sort_by_key(|read| read.claim.evidence.start);
    }
    if document.published.is_none() && !reads.is_empty() {
        diagnostics.push(Diagnostic {
            severity: Severity::Note,
            at: Span::new(0, 0),
            message: "the day of publication is unknown: relative dates stay empty".into(),
        });
    }
    (reads, diagnostics)
}
