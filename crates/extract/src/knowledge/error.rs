//! What is wrong in a file of `knowledge/`, shown with its place.

use std::fmt;
use std::ops::Range;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path below the folder that was read.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line itself, with a caret below the place.
    pub excerpt: String,
}

impl Place {
    pub(crate) fn new(path: &str, contents: &str, span: Range<usize>) -> Self {
        let start = floor(contents, span.start);
        let before = contents.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let whole = contents.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = contents.get(line_start..start).unwrap_or_default().chars().count() + 1;
        let marked = contents.get(start..floor(contents, span.end)).unwrap_or_default().lines().next().unwrap_or_default().chars().count();
        // A long list stands on one line; sixty characters to each side show enough of it.
        let skip = column.saturating_sub(60);
        let shown = whole.chars().skip(skip).take(120).collect::<String>();
        let carets = "^".repeat(marked.clamp(1, 60));
        let number = line.to_string();
        let pad = " ".repeat(number.len());
        let indent = " ".repeat(column - 1 - skip);
        Self { path: path.to_owned(), line, column, excerpt: format!("{pad} |\n{number} | {shown}\n{pad} | {indent}{carets}") }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// What is wrong in a file of knowledge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KnowledgeError {
    /// The file is no TOML, or has keys or types that its table does not have.
    #[error("{place}: {message}\n{}", .place.excerpt)]
    Syntax {
        /// Where.
        place: Place,
        /// What the TOML reader says.
        message: String,
    },
    /// A value that its key cannot take.
    #[error("{place}: {message}\n{}\n  = {hint}", .place.excerpt)]
    Value {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
        /// What would be right.
        hint: String,
    },
    /// Two entries with one id.
    #[error("{place}: the id `{id}` is taken\n{}\n  = first used at {first}\n{}", .place.excerpt, .first.excerpt)]
    DuplicateId {
        /// Where the second is.
        place: Place,
        /// The id.
        id: String,
        /// Where the first is.
        first: Place,
    },
    /// Two entries that share a name, neither of which asks for a word of its class beside it.
    #[error(
        "{place}: `{name}` of {this} is also a name of {other}\n{}\n  = the other is at {first}\n{}\n  = take it out of one, or set `needs = true` on the rarer one",
        .place.excerpt, .first.excerpt
    )]
    Collision {
        /// Where the second is.
        place: Place,
        /// The name as the second writes it.
        name: String,
        /// Whose name it is here.
        this: String,
        /// Whose name it is there.
        other: String,
        /// Where the first is.
        first: Place,
    },
}

impl KnowledgeError {
    /// Where.
    pub const fn place(&self) -> &Place {
        match self {
            Self::Syntax { place, .. } | Self::Value { place, .. } | Self::DuplicateId { place, .. } | Self::Collision { place, .. } => {
                place
            }
        }
    }

    /// True when the tables can be used all the same: a name with two owners.
    pub const fn is_collision(&self) -> bool {
        matches!(self, Self::Collision { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_its_line_with_a_caret() {
        let place = Place::new("states/XK.toml", "id = \"XK\"\nname = \"Kosovë\"\n", 17..26);
        assert_eq!((place.line, place.column), (2, 8));
        assert_eq!(place.excerpt, "  |\n2 | name = \"Kosovë\"\n  |        ^^^^^^^^");
    }

    #[test]
    fn a_place_past_the_end_does_no_harm() {
        assert_eq!(Place::new("x", "ë", 1..90).line, 1);
        assert_eq!(Place::new("x", "", 5..90).column, 1);
    }
}
