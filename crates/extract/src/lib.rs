//! Documents into claims: pure, total, the same for the same bytes.
//!
//! Layers, each using only those before it: [`knowledge`], [`text`], [`name`], [`syntax`], `frame`, `claim`, `notice`.

pub mod knowledge;
pub mod name;
pub mod syntax;
pub mod text;

use materiel_model::{Claim, Diagnostic, Document};
use std::path::Path;

/// Stand-in: knows nothing.
#[derive(Debug)]
pub struct Knowledge;

/// What was read out of a document.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The claims.
    pub claims: Vec<Claim>,
    /// What could not be made sense of.
    pub diagnostics: Vec<Diagnostic>,
}

impl Knowledge {
    /// Stand-in.
    pub fn embedded() -> &'static Self {
        static KNOWLEDGE: Knowledge = Knowledge;
        &KNOWLEDGE
    }

    /// Stand-in.
    pub fn hash(&self) -> String {
        "none".to_owned()
    }
}

/// Stand-in: reads nothing.
pub fn extract(_knowledge: &Knowledge, _document: &Document) -> Extraction {
    Extraction::default()
}

/// Stand-in: explains nothing.
pub fn explain(_knowledge: &Knowledge, document: &Document) -> String {
    format!("{}: nothing is read yet\n", document.label)
}

/// Stand-in for `knowledge::check`: finds no problem.
pub fn check(_folder: &Path) -> Vec<String> {
    Vec::new()
}
