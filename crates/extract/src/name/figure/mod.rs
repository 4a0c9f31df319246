//! What numbers, money, percentages and dates share: the pieces of a raw text, phrases of the knowledge, numerals and their qualifiers.

pub(crate) mod designation;
mod grammar;
pub(crate) mod numeral;
pub(crate) mod phrase;
pub(crate) mod piece;
pub(crate) mod qualifier;
pub(crate) mod range;
pub(crate) mod spelled;

pub use grammar::{ENGLISH_NUMBERS, FigureError, NumberGrammar, Unit};
