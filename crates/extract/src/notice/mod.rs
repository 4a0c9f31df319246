//! Official forms into claims, by their fields: contract announcements, arms-sale releases, section 36(b) notices.
//!
//! A text is recognised by its form, wherever it was found. How the forms are worded stands in `knowledge/languages/en/notices.toml`.

mod award;
mod class;
mod deal;
mod figure;
mod flat;
mod forms;
mod goods;
mod lookup;
mod page;
mod reference;
mod release;
mod transmittal;

pub use forms::{Forms, FormsError};

use crate::claim::confidence::Form;
use crate::knowledge::Facts;
use materiel_model::{Claim, Diagnostic, Document, Span};
use std::borrow::Cow;

/// The file below `knowledge/` that says how forms are worded.
pub const FILES: &str = "languages/en/notices.toml";

/// What was read of a document by its forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What the forms are, where there are any.
    pub form: Option<Form>,
    /// The claims of all forms, in the order of the text.
    pub claims: Vec<Claim>,
    /// The stretches that are official forms, in order; none overlaps another. Nobody else need read them.
    pub regions: Vec<Span>,
    /// What could not be read well, and where.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the official forms of a document and reads them.
pub fn read(forms: &Forms, facts: &Facts, document: &Document) -> Reading {
    let text = document.text.as_str();
    let mut reading = Reading::default();
    let mut found: Vec<(Span, Vec<Claim>, Vec<Diagnostic>)> = Vec::new();
    for region in page::awards(forms, text) {
        let flat = page::flat(forms, text, region, false);
        let (claims, diagnostics) = award::claims(forms, facts, &flat);
        found.push((region, claims, diagnostics));
    }
    let mut form = Form::Award;
    if found.is_empty() {
        form = Form::Transmittal;
        found = transmittal::read(forms, facts, text);
    }
    if found.is_empty() {
        form = Form::Release;
        found = release::read(forms, facts, document);
    }
    reading.form = (!found.is_empty()).then_some(form);
    found.sort_by_key(|(region, ..)| region.start);
    for (region, claims, diagnostics) in found {
        if reading.regions.last().is_some_and(|last: &Span| last.overlaps(region)) {
            continue;
        }
        reading.regions.push(region);
        // Claims of two forms differ in their evidence; only within one may the same be said twice.
        let first = reading.claims.len();
        let numbers = reference::Numbers::of(forms, form, text, region);
        for mut claim in claims {
            numbers.put(text, &mut claim);
            if claim.is_complete() && !reading.claims[first..].contains(&claim) {
                reading.claims.push(claim);
            }
        }
        reading.diagnostics.extend(diagnostics);
    }
    reading.claims.sort_by_key(|claim| claim.evidence.start);
    reading
}

/// The document with the forms blanked out, every other byte in its place; nothing where no words are left.
pub fn without<'d>(document: &'d Document, regions: &[Span]) -> Option<Cow<'d, Document>> {
    if regions.is_empty() {
        return Some(Cow::Borrowed(document));
    }
    let mut text = String::with_capacity(document.text.len());
    let mut at = 0;
    for region in regions {
        text.push_str(document.text.get(at..region.start).unwrap_or_default());
        // Line ends stay, so that what stands around a form remains apart.
        text.extend(region.of(&document.text).bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = region.end;
    }
    text.push_str(document.text.get(at..).unwrap_or_default());
    text.contains(|letter: char| letter.is_alphabetic()).then(|| Cow::Owned(Document { text, ..document.clone() }))
}
