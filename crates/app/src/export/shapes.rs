//! The formats: one line each. The command line, the addresses of the pages, the reference and the tests go by this table.

use super::gather::Gathered;
use super::parts::Part;
use super::{cited, csv, datapackage, dossier, ftm, geojson, json, parquet, ro_crate, sipri, unroca};
use crate::outcome::Failure;

/// A format.
pub(crate) struct Shape {
    /// What `--format` calls it.
    pub(crate) name: &'static str,
    /// What its files end with, and the addresses of pages that are written so.
    pub(crate) suffix: &'static str,
    /// The media type; for what has several files, of them packed together.
    pub(crate) media: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    /// True when it carries the words behind values, and not rows only.
    pub(crate) words: bool,
    /// True when it carries the sources themselves.
    pub(crate) sources: bool,
    /// True when it has several files.
    pub(crate) folder: bool,
    /// True when it is nothing that a terminal shows.
    pub(crate) binary: bool,
    /// Writes it.
    pub(crate) write: fn(&Gathered<'_>) -> Result<Vec<Part>, Failure>,
}

const ROWS: Shape = Shape {
    name: "csv",
    suffix: "csv",
    media: "text/csv; charset=utf-8",
    about: "one row a record, as `materiel list --format csv`",
    words: false,
    sources: false,
    folder: false,
    binary: false,
    write: |all| Part::one("register.csv", |out| csv::csv(&all.rows, out)),
};

/// All of them.
pub(crate) const SHAPES: &[Shape] = &[
    ROWS,
    Shape {
        name: "jsonl",
        suffix: "jsonl",
        media: "application/x-ndjson",
        about: "one record a line, as `materiel list --format jsonl`",
        write: |all| Part::one("register.jsonl", |out| json::jsonl(&all.rows, out)),
        ..ROWS
    },
    Shape {
        name: "parquet",
        suffix: "parquet",
        media: "application/vnd.apache.parquet",
        about: "the same rows as typed columns, for DuckDB, pandas, Polars, R and Spark",
        binary: true,
        write: parquet::write,
        ..ROWS
    },
    Shape {
        name: "sipri",
        suffix: "sipri.csv",
        about: "the SIPRI trade register's printed form: one row a deal from the order on, with uncertainty flags, sources in the comments",
        words: true,
        write: sipri::deals,
        ..ROWS
    },
    Shape {
        name: "sipri-years",
        suffix: "sipri-years.csv",
        about: "the form of the SIPRI register's database: one row a deal and year of delivery",
        words: true,
        write: sipri::years,
        ..ROWS
    },
    Shape {
        name: "unroca",
        suffix: "unroca.csv",
        about: "a return to the UN Register of Conventional Arms: what one state exported and imported in one year (--state and --year)",
        words: true,
        write: unroca::write,
        ..ROWS
    },
    Shape {
        name: "ftm",
        suffix: "ftm.jsonl",
        media: "application/x-ndjson",
        about: "FollowTheMoney entities: parties, transfers, contracts, events, and their proof with quotes and addresses",
        words: true,
        write: ftm::entities,
        ..ROWS
    },
    Shape {
        name: "ftm-statements",
        suffix: "ftm-statements.jsonl",
        media: "application/x-ndjson",
        about: "the same as FollowTheMoney statements: one value a line",
        words: true,
        write: ftm::statements,
        ..ROWS
    },
    Shape {
        name: "geojson",
        suffix: "geojson",
        media: "application/geo+json",
        about: "a line from supplier to recipient, or a point, for each record",
        write: geojson::write,
        ..ROWS
    },
    Shape {
        name: "datapackage",
        suffix: "datapackage.zip",
        media: "application/zip",
        about: "a Frictionless data package: records, values, quotes and sources as tables with their schema",
        words: true,
        folder: true,
        binary: true,
        write: datapackage::write,
        ..ROWS
    },
    Shape {
        name: "ro-crate",
        suffix: "crate.zip",
        media: "application/zip",
        about: "an RO-Crate with everything to check it offline: records, quotes, the texts, the answers of servers as WARC, a page to read",
        words: true,
        sources: true,
        folder: true,
        binary: true,
        write: ro_crate::write,
    },
    Shape {
        name: "bibtex",
        suffix: "bib",
        media: "application/x-bibtex; charset=utf-8",
        about: "the sources for BibTeX",
        words: true,
        write: cited::bibtex,
        ..ROWS
    },
    Shape {
        name: "csl",
        suffix: "csl.json",
        media: "application/vnd.citationstyles.csl+json",
        about: "the sources for Zotero, Pandoc and other users of CSL",
        words: true,
        write: cited::csl,
        ..ROWS
    },
    Shape {
        name: "dossier",
        suffix: "dossier.html",
        media: "text/html; charset=utf-8",
        about: "one page to read and print: every value with its quotes and where they stand",
        words: true,
        write: dossier::write,
        ..ROWS
    },
];

/// The format that is called so.
pub(crate) fn shape(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.name == name)
}

/// The format that an address ends with, and the address without the ending.
pub(crate) fn ending(path: &str) -> Option<(&str, &'static Shape)> {
    let fits = |shape: &'static Shape| Some((path.strip_suffix(shape.suffix)?.strip_suffix('.')?, shape));
    SHAPES.iter().filter_map(fits).min_by_key(|(rest, _)| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings_tell_formats_apart() {
        for one in SHAPES {
            assert_eq!(SHAPES.iter().filter(|other| other.name == one.name || other.suffix == one.suffix).count(), 1, "{}", one.name);
            assert_eq!(ending(&format!("/register.{}", one.suffix)).map(|(path, shape)| (path, shape.name)), Some(("/register", one.name)));
        }
        assert!(ending("/register").is_none() && ending("/register.exe").is_none());
    }
}
