//! A value with the bytes it was read from.

use materiel_model::Span;

/// Something that was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Found<T> {
    /// Its own words, without what hedges or introduces them.
    pub span: Span,
    /// What they say.
    pub value: T,
}
