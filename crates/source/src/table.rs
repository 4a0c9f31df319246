//! Tables with commas, semicolons or tabs: a document a row, by the columns that the user names or that are named after what they hold.

use crate::names::names;
use crate::{Columns, Given, Problem, Raw, charset, document, text};
use materiel_model::{Found, Metadata, Origin, PartialDate};

pub(crate) fn read(raw: &Raw<'_>, columns: &Columns, take: &mut dyn FnMut(Given)) {
    let source = charset::decode(raw.bytes, raw.content_type);
    let source = source.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(source)).flexible(true).from_reader(source.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return take(Given::Bad(Problem::new(raw.place, format!("the table cannot be read: {error}")))),
    };
    let places = match places(&header, columns) {
        Ok(places) => places,
        Err(what) => return take(Given::Bad(Problem { place: raw.place.to_owned(), line: Some(1), what })),
    };
    let label = crate::label(raw.place);
    let mut rows = 0;
    for (number, row) in reader.records().enumerate() {
        let (line, row) = match row {
            Ok(row) => (row.position().and_then(|position| usize::try_from(position.line()).ok()), row),
            Err(error) => {
                let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
                take(Given::Bad(Problem { place: raw.place.to_owned(), line, what: format!("the row cannot be read: {error}") }));
                continue;
            }
        };
        rows += 1;
        let get = |field: &str| {
            let place = places.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)?;
            row.get(place).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let bad = |what: String| Given::Bad(Problem { place: raw.place.to_owned(), line, what });
        let Some(body) = get("text") else {
            take(bad("the row has no text".to_owned()));
            continue;
        };
        let published = match get("published").map(|written| day(&written)).transpose() {
            Ok(published) => published,
            Err(what) => {
                take(bad(what));
                continue;
            }
        };
        let found = |field: &str| get(field).map(|value| Found::new(value, Origin::Field));
        let metadata = Metadata {
            medium: "csv".to_owned(),
            title: found("title"),
            author: found("author"),
            site: found("source"),
            canonical: found("url"),
            published: published.map(|value| Found::new(value, Origin::Field)),
            ..Metadata::default()
        };
        let mut document = document(raw, body, metadata);
        document.label = get("id").unwrap_or_else(|| format!("{label}:{}", line.unwrap_or(number + 2)));
        let has_author = get("author").is_some();
        take(Given::Document(if has_author { document } else { text::plain(document) }));
    }
    if rows == 0 {
        take(Given::Bad(Problem::new(raw.place, "the table has no row below its header")));
    }
}

/// The commonest of the marks that may part columns, in the first line.
fn delimiter(source: &str) -> u8 {
    let line = source.lines().next().unwrap_or_default();
    let count = |mark: char| line.matches(mark).count();
    [(count(','), b','), (count(';'), b';'), (count('\t'), b'\t')]
        .into_iter()
        .rev()
        .max_by_key(|(count, _)| *count)
        .map_or(b',', |(_, mark)| mark)
}

/// Where each field stands.
fn places(header: &csv::StringRecord, columns: &Columns) -> Result<Vec<(&'static str, usize)>, String> {
    let header_names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let there =
        || format!("the table has the columns {}", header.iter().map(|name| format!("`{}`", name.trim())).collect::<Vec<_>>().join(", "));
    let mut out = Vec::new();
    for (field, column) in &columns.0 {
        let Some((known, _)) = names().columns().find(|(known, _)| known == field) else {
            let fields: Vec<&str> = names().columns().map(|(known, _)| known).collect();
            return Err(format!("`{field}` is nothing that a column can be; there are {}", fields.join(", ")));
        };
        match header_names.iter().position(|name| *name == column.trim().to_lowercase()) {
            Some(place) => out.push((known, place)),
            None => return Err(format!("no column is called `{column}`; {}", there())),
        }
    }
    for (field, known) in names().columns() {
        if !out.iter().any(|(taken, _)| *taken == field)
            && let Some(place) = known.iter().find_map(|known| header_names.iter().position(|name| name == known))
        {
            out.push((field, place));
        }
    }
    if out.iter().any(|(field, _)| *field == "text") {
        Ok(out)
    } else {
        Err(format!("no column is known to hold the text; {}; say which with --columns text=NAME", there()))
    }
}

/// The day in a cell.
fn day(written: &str) -> Result<PartialDate, String> {
    let plain = written.parse::<PartialDate>().ok();
    let found = || crate::date::value(written).and_then(|date| date.to_string().parse().ok());
    plain.or_else(found).ok_or_else(|| format!("`{}` is no date", written.chars().take(40).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: &str, columns: &[(&str, &str)]) -> Vec<Given> {
        let columns = Columns(columns.iter().map(|(field, name)| ((*field).to_owned(), (*name).to_owned())).collect());
        let mut out = Vec::new();
        read(&Raw { bytes: source.as_bytes(), place: "t.csv", address: None, content_type: None }, &columns, &mut |one| out.push(one));
        out
    }

    #[test]
    fn columns_are_found_by_name_or_as_they_are_given() {
        let out = given("id;Was;date\n7;\"Ten tanks; all new\";11.01.2024\n", &[("text", "was")]);
        let [Given::Document(document)] = out.as_slice() else { panic!("{out:?}") };
        assert_eq!((document.label.as_str(), document.text.as_str()), ("7", "Ten tanks; all new"));
        assert_eq!(document.published.map(|date| date.to_string()).as_deref(), Some("2024-01-11"));
        let out = given("a,b\n1,2\n", &[]);
        assert!(
            matches!(out.as_slice(), [Given::Bad(problem)] if problem.to_string() == "t.csv:1: no column is known to hold the text; the table has the columns `a`, `b`; say which with --columns text=NAME"),
            "{out:?}"
        );
        let out = given("a,b\n1,2\n", &[("text", "c")]);
        assert!(
            matches!(out.as_slice(), [Given::Bad(problem)] if problem.what.starts_with("no column is called `c`; the table has")),
            "{out:?}"
        );
        let out = given("text,date\nx,soon\n,2024\nz,2024\n", &[]);
        assert!(
            matches!(out.as_slice(), [Given::Bad(one), Given::Bad(two), Given::Document(_)] if one.line == Some(2) && two.line == Some(3)),
            "{out:?}"
        );
    }
}
