//! Full-text search over the stored documents.
//!
//! In: words. Out: documents that have all of them, with the passage that has most of them. The index is beside the projection and, as that,
//! can be dropped and made anew; it takes in what was added whenever the projection is brought up to date. Letters with and without marks are
//! the same to it (`Vucic` finds Vučić).

use crate::{Store, StoreError};
use materiel_model::DocumentId;
use materiel_register::Cut;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, ToSql};

/// How the index is made, of what the view `readable` has. Its rows are the numbers of the log entries that added documents, which no `VACUUM` changes.
const TABLES: &str = "
CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5 (
    title, text, content = 'readable', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS found_through (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO found_through VALUES (1, 0);
";

/// Around words that were found, in what the index gives. No text that is fit to print has these.
const MARKS: (char, char) = ('\u{2}', '\u{3}');

/// Words of a passage.
const PASSAGE: u32 = 40;

/// So many documents are weighed against one another.
const WEIGHED: usize = 5_000;

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What the user wrote: all of its words have to be there; "words in quotes" next to one another.
    pub words: String,
    /// So many documents are passed by, the best first.
    pub skip: usize,
    /// So many are given at most.
    pub many: usize,
}

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The document.
    pub document: DocumentId,
    /// A passage of its text (or of its title, where only that has the words), in pieces.
    pub passage: Vec<Piece>,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub words: String,
    /// True when they were searched for.
    pub found: bool,
}

impl Store {
    /// The documents that have some words, the best first, of those that count up to a cut; and how many there are. Where some thousands have them, only those that were added last
    /// are weighed against one another, and the others follow.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn search(&self, search: &Search, cut: Cut) -> Result<(Vec<Hit>, usize), StoreError> {
        self.search_weighing(WEIGHED, search, cut)
    }

    fn search_weighing(&self, most: usize, search: &Search, cut: Cut) -> Result<(Vec<Hit>, usize), StoreError> {
        let Some(words) = query_of(&search.words) else { return Ok((Vec::new(), 0)) };
        if !self.has_index()? {
            return Ok((Vec::new(), 0));
        }
        let mut like = vec!["found MATCH ?1".to_owned()];
        let mut with = vec![Value::Text(words)];
        if let Some(day) = cut.known_by {
            // What is published on an unknown day counts from the day on which it was added.
            with.push(Value::Text(format!("{day}\u{7f}")));
            like.push(format!("coalesce(document.published, substr(log.at, 1, 10)) <= ?{}", with.len()));
        }
        if let Some(moment) = cut.had_at {
            with.push(Value::Text(moment.to_string()));
            like.push(format!("log.at <= ?{}", with.len()));
        }
        let like = like.join(" AND ");
        let with: Vec<&dyn ToSql> = with.iter().map(|value| value as &dyn ToSql).collect();
        // The documents are looked at only where something is asked of them.
        let from = match with.len() {
            1 => "found",
            _ => "found JOIN log ON log.number = found.rowid JOIN document ON document.id = log.document",
        };
        let ask = || {
            let count = format!("SELECT count(*) FROM {from} WHERE {like}");
            let total: i64 = self.connection.prepare_cached(&count)?.query_row(with.as_slice(), |row| row.get(0))?;
            let total = usize::try_from(total).unwrap_or(0);
            let numbers = |order: &str, skip: usize, many: usize| {
                let query =
                    format!("SELECT found.rowid FROM {from} WHERE {like} ORDER BY {order} LIMIT {} OFFSET {}", limit(many), limit(skip));
                let mut statement = self.connection.prepare_cached(&query)?;
                statement.query_map(with.as_slice(), |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<i64>>>()
            };
            let found = if total <= most {
                numbers("found.rank, found.rowid", search.skip, search.many)?
            } else if search.skip >= most {
                numbers("found.rowid DESC", search.skip, search.many)?
            } else {
                // Of what is found in so many documents, those that were added last are weighed against one another; the others follow.
                let last = numbers("found.rowid DESC", most - 1, 1)?.first().copied().unwrap_or(i64::MIN);
                let query = format!(
                    "SELECT found.rowid FROM {from} WHERE {like} AND found.rowid >= {last} ORDER BY found.rank, found.rowid LIMIT {} OFFSET {}",
                    limit(search.many),
                    limit(search.skip)
                );
                let mut statement = self.connection.prepare_cached(&query)?;
                let mut found = statement.query_map(with.as_slice(), |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
                found.extend(numbers("found.rowid DESC", most, search.many.saturating_sub(found.len()))?);
                found
            };
            let query = format!(
                "SELECT (SELECT document FROM log WHERE number = ?2), snippet(found, -1, char(2), char(3), ' … ', {PASSAGE}) \
                FROM found WHERE found MATCH ?1 AND rowid = ?2"
            );
            let mut statement = self.connection.prepare_cached(&query)?;
            let passage = |number: i64| {
                statement.query_row(rusqlite::params![with[0], number], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            };
            Ok((found.into_iter().map(passage).collect::<rusqlite::Result<Vec<_>>>()?, total))
        };
        let (rows, total) = ask().map_err(|error| self.error(error))?;
        let hit = |(id, passage): (String, String)| Some(Hit { document: DocumentId::parse(&id)?, passage: pieces(&passage) });
        Ok((rows.into_iter().filter_map(hit).collect(), total))
    }

    /// Takes the documents that were added since into the index.
    pub(crate) fn index_words(&mut self) -> Result<(), StoreError> {
        let last = i64::try_from(self.last_entry()?).unwrap_or(i64::MAX);
        if self.has_index()? && self.indexed()? >= last {
            return Ok(());
        }
        let path = self.path.clone();
        self.transact(|connection| take_in(connection, last).map_err(|error| StoreError::new(&path, error)))
    }

    pub(crate) fn has_index(&self) -> Result<bool, StoreError> {
        let query = "SELECT 1 FROM sqlite_schema WHERE name = 'found_through'";
        let found: Option<i64> = self.connection.query_row(query, [], |row| row.get(0)).optional().map_err(|error| self.error(error))?;
        Ok(found.is_some())
    }

    pub(crate) fn indexed(&self) -> Result<i64, StoreError> {
        self.connection.query_row("SELECT number FROM found_through", [], |row| row.get(0)).map_err(|error| self.error(error))
    }
}

fn take_in(connection: &Connection, last: i64) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    let through: i64 = connection.query_row("SELECT number FROM found_through", [], |row| row.get(0))?;
    connection.execute(
        "INSERT INTO found (rowid, title, text) SELECT number, title, text FROM readable WHERE number > ?1 AND number <= ?2 ORDER BY number",
        [through, last],
    )?;
    connection.execute("UPDATE found_through SET number = ?1", [last])?;
    Ok(())
}

/// A number of rows, as the engine takes it.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What the user wrote as a query of the index: every word by itself, words in quotes together. `None` where there is no word.
fn query_of(words: &str) -> Option<String> {
    let mut out: Vec<String> = Vec::new();
    for (at, part) in words.split('"').enumerate() {
        // What is not between quotes is a list of words.
        let phrases: Vec<&str> = if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
        let fit = |phrase: &&str| phrase.chars().any(char::is_alphanumeric);
        out.extend(phrases.into_iter().filter(fit).map(|phrase| format!("\"{}\"", phrase.replace(['\0', '"'], " "))));
    }
    (!out.is_empty()).then(|| out.join(" "))
}

fn pieces(passage: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut found = false;
    for part in passage.split_inclusive([MARKS.0, MARKS.1]) {
        let next = part.ends_with(MARKS.0);
        let words = part.trim_end_matches([MARKS.0, MARKS.1]).to_owned();
        if !words.is_empty() {
            out.push(Piece { words, found });
        }
        found = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reading;
    use materiel_model::Document;

    fn filled() -> Store {
        let mut store = Store::temporary().unwrap();
        let document = |label: &str, published: &str, text: &str| {
            let mut document = Document::new(label, text);
            document.published = published.parse().ok();
            document.title = Some(format!("Title of {label}"));
            Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims: Vec::new() }
        };
        let readings = [
            document("one", "2023-05-01", "President Vučić spoke of anti-tank missiles in Belgrade."),
            document("two", "2024-05-01", "Javelin missiles reached Pristina; \"the missiles\" are new. OR NOT (AND)"),
        ];
        store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
        store.project().unwrap();
        store
    }

    fn found(store: &Store, words: &str, cut: Cut) -> Vec<String> {
        let (hits, total) = store.search(&Search { words: words.into(), skip: 0, many: 10 }, cut).unwrap();
        assert_eq!(hits.len(), total);
        let label = |hit: Hit| store.document(&hit.document).unwrap().unwrap().label;
        hits.into_iter().map(label).collect()
    }

    #[test]
    fn words_are_found_with_their_passage() {
        let store = filled();
        let (hits, _) = store.search(&Search { words: "vucic MISSILES".into(), skip: 0, many: 10 }, Cut::default()).unwrap();
        let marked: Vec<&str> = hits[0].passage.iter().filter(|piece| piece.found).map(|piece| piece.words.as_str()).collect();
        assert_eq!((hits.len(), marked), (1, vec!["Vučić", "missiles"]));
        assert_eq!(hits[0].passage.iter().map(|piece| piece.words.as_str()).collect::<String>().chars().next(), Some('P'));
        for (words, labels) in [
            ("missiles", 2),
            ("\"anti-tank missiles\"", 1),
            ("\"missiles anti-tank\"", 0),
            ("title", 2),
            ("", 0),
            ("\" ( * ^ NEAR( : -", 0),
            ("\"the missiles", 1),
            ("OR NOT", 1),
            ("a\0b", 0),
        ] {
            assert_eq!(found(&store, words, Cut::default()).len(), labels, "{words}");
        }
    }

    #[test]
    fn of_many_documents_each_is_found_once_the_last_ones_weighed_first() {
        let mut store = filled();
        let reading = |at: usize| {
            let document = Document::new(format!("d{at}"), format!("{}Missiles.", "Another word. ".repeat(at)));
            Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims: Vec::new() }
        };
        store.add(&(0..7).map(reading).collect::<Vec<_>>(), "2025-02-01T00:00:00Z".parse().unwrap()).unwrap();
        store.project().unwrap();
        let all = |most: usize, many: usize| {
            let mut labels = Vec::new();
            while labels.len() < 9 {
                let search = Search { words: "missiles".into(), skip: labels.len(), many };
                let (hits, total) = store.search_weighing(most, &search, Cut::default()).unwrap();
                assert_eq!((total, hits.len()), (9, many.min(9 - labels.len())));
                labels.extend(hits.into_iter().map(|hit| store.document(&hit.document).unwrap().unwrap().label));
            }
            labels
        };
        assert_eq!(all(9, 9)[0], "d0");
        for many in 1..=9 {
            assert_eq!(all(9, many), all(9, 9));
            assert_eq!(all(3, many), ["d4", "d5", "d6", "d3", "d2", "d1", "d0", "two", "one"], "{many}");
        }
    }

    #[test]
    fn what_is_added_later_is_found_and_what_was_published_later_is_not() {
        let mut store = filled();
        let cut = Cut { known_by: Some(jiff::civil::date(2023, 12, 31)), ..Cut::default() };
        assert_eq!(found(&store, "missiles", cut), ["one"]);
        let document = Document::new("three", "More missiles.");
        let reading = Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims: Vec::new() };
        store.add(&[reading], "2025-02-01T00:00:00Z".parse().unwrap()).unwrap();
        store.project().unwrap();
        assert_eq!(found(&store, "missiles", Cut::default()).len(), 3);
        assert_eq!(found(&store, "missiles", cut), ["one"]);
        let cut = Cut { had_at: Some("2025-01-15T00:00:00Z".parse().unwrap()), ..Cut::default() };
        assert_eq!(found(&store, "missiles", cut).len(), 2);
    }
}
