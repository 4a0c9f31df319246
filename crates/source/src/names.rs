//! What pages and tables call what they say about themselves, from `knowledge/pages/names.toml`.

use serde::Deserialize;
use std::sync::OnceLock;

/// The names, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) articles: Vec<String>,
    pub(crate) english: Words,
    pub(crate) title: Title,
    pub(crate) site: Meta,
    pub(crate) author: Author,
    pub(crate) published: Published,
    pub(crate) modified: Modified,
    column: Vec<Column>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Title {
    pub(crate) meta: Vec<String>,
    pub(crate) bars: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meta {
    pub(crate) meta: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Author {
    pub(crate) meta: Vec<String>,
    pub(crate) words: Words,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Published {
    pub(crate) meta: Vec<String>,
    pub(crate) words: Words,
    pub(crate) dated: Words,
    pub(crate) has: Vec<String>,
    pub(crate) not: Vec<String>,
    pub(crate) fields: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Modified {
    pub(crate) meta: Vec<String>,
    pub(crate) words: Words,
    pub(crate) other: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    field: String,
    names: Vec<String>,
}

impl Names {
    /// What a column of a table may hold, each with the names that it goes by where the user names none.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.column.iter().map(|column| (column.field.as_str(), column.names.as_slice()))
    }
}

/// Words that others are asked to be one of.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Words {
    all: Vec<String>,
    /// For each first letter how long they are, a bit for each length: nearly all other words are told by that.
    lengths: Vec<u32>,
}

impl From<Vec<String>> for Words {
    fn from(all: Vec<String>) -> Self {
        let mut lengths = vec![0; 256];
        all.iter().for_each(|word| lengths[Self::begin(word)] |= Self::length(word));
        Self { all, lengths }
    }
}

impl Words {
    fn begin(word: &str) -> usize {
        word.bytes().next().map_or(0, |letter| usize::from(letter.to_ascii_lowercase()))
    }

    fn length(word: &str) -> u32 {
        1 << word.len().min(31)
    }

    /// True when a word is one of them, however it is written.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.lengths.get(Self::begin(word)).is_some_and(|lengths| lengths & Self::length(word) != 0)
            && self.all.iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

const FILE: &str = include_str!("../../../knowledge/pages/names.toml");

/// The names that come with the program.
pub(crate) fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| toml::from_str(FILE).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_load_and_are_in_lower_case() {
        let names: Names = toml::from_str(FILE).unwrap();
        let fields: Vec<&str> = names.columns().map(|(field, _)| field).collect();
        assert_eq!(fields, ["text", "title", "published", "url", "source", "author", "id"]);
        let all = [
            &names.articles,
            &names.english.all,
            &names.published.meta,
            &names.published.words.all,
            &names.modified.meta,
            &names.author.meta,
        ];
        assert!(names.english.has("The") && names.english.has("would") && !names.english.has("then") && !names.english.has(""));
        assert!(all.iter().all(|list| !list.is_empty() && list.iter().all(|name| *name == name.to_lowercase())), "{names:#?}");
    }
}
