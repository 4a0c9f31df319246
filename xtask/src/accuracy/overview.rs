//! What was measured of each set in, the table at the top of the page beside what is asked out.

use super::page::Page;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The table at the top of the page.
#[derive(Default)]
pub(super) struct Overview {
    rows: BTreeMap<&'static str, String>,
}

/// What is asked of each measure, in the order of the table.
const ASKED: &[(&str, &str)] = &[
    ("seeds, facts / slots F1", "0.95 / 0.95"),
    ("official notices, facts / slots F1", "0.96 / 0.95"),
    ("press clippings with full gold, facts / slots F1", "0.80 / 0.85"),
    ("the clippings' own marks, deal / slots F1", "0.92 / 0.80"),
    ("own reports, facts / slots F1", ""),
    ("own near misses, transfers read out of them", "0"),
    ("general news, transfer claims in 1,000 articles", "under 5"),
    ("designations ordered since 2000: recognised / right class", "90 % / 95 %"),
];

impl Overview {
    pub(super) fn put(&mut self, measure: &str, value: String) {
        if let Some((name, _)) = ASKED.iter().find(|(name, _)| *name == measure) {
            self.rows.insert(name, value);
        }
    }

    pub(super) fn table(&self, page: &Page) -> Result<String, String> {
        let mut out = String::from("| measure | at least | measured |\n| --- | --- | --- |\n");
        for (name, least) in ASKED {
            let row = match self.rows.get(name) {
                Some(value) => format!("| {name} | {least} | {value} |"),
                None => page.row("overview", name)?,
            };
            let _ = writeln!(out, "{row}");
        }
        Ok(out)
    }
}
