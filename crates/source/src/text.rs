//! Plain text.

use crate::{Problem, Raw, charset, document};
use materiel_model::{Document, Metadata};

pub(crate) fn read(raw: &Raw<'_>) -> Result<Document, Problem> {
    let text = charset::decode(raw.bytes, raw.content_type);
    if text.trim().is_empty() {
        return Err(Problem::new(raw.place, "the file has no text"));
    }
    let document = document(raw, text.into_owned(), Metadata { medium: "text".to_owned(), ..Metadata::default() });
    Ok(plain(document))
}

/// A document whose metadata says nothing but that it is in a language that can be read has none.
pub(crate) fn plain(mut document: Document) -> Document {
    if document
        .metadata
        .as_ref()
        .is_some_and(|metadata| metadata.language.as_ref().is_none_or(|language| crate::language_is_readable(&language.value)))
    {
        document.metadata = None;
    }
    document
}
