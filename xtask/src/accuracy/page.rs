//! `docs/accuracy.md` in, the same page with what was measured between its markers out.

use std::path::PathBuf;

/// The page, and what of it was measured in this run.
pub(super) struct Page {
    path: PathBuf,
    text: String,
    /// Sections that say something else now, each with the first line that differs.
    changed: Vec<(String, String)>,
    /// Sections and rows that were left as they were, and why.
    left: Vec<(String, String)>,
}

impl Page {
    pub(super) fn load() -> Result<Self, String> {
        let path = super::root().join("docs/accuracy.md");
        Ok(Self::of(super::text_of(&path)?, path))
    }

    fn of(text: String, path: PathBuf) -> Self {
        Self { path, text, changed: Vec::new(), left: Vec::new() }
    }

    /// What stands between a section's markers.
    pub(super) fn section(&self, name: &str) -> Result<&str, String> {
        let (begin, end) = markers(name);
        let missing = || format!("{}: the section `{name}` has no markers ({begin} … {end})", self.path.display());
        let (_, rest) = self.text.split_once(&begin).ok_or_else(missing)?;
        Ok(rest.split_once(&end).ok_or_else(missing)?.0)
    }

    /// The row of a section's table that starts with `| first |`.
    pub(super) fn row(&self, section: &str, first: &str) -> Result<String, String> {
        let start = format!("| {first} |");
        let row = self.section(section)?.lines().find(|line| line.starts_with(&start));
        Ok(row.map_or_else(|| format!("{start} not measured |"), str::to_owned))
    }

    /// Puts what was measured between a section's markers.
    pub(super) fn put(&mut self, name: &str, measured: &str) -> Result<(), String> {
        let new = format!("\n\n{}\n\n", measured.trim());
        let old = self.section(name)?.to_owned();
        if old == new {
            return Ok(());
        }
        let differs = new.lines().find(|line| !old.lines().any(|other| other == *line)).unwrap_or("lines were there that are not any more");
        self.changed.push((name.to_owned(), differs.to_owned()));
        let (begin, end) = markers(name);
        self.text = self.text.replacen(&format!("{begin}{old}{end}"), &format!("{begin}{new}{end}"), 1);
        Ok(())
    }

    /// Says that a section, or a row of one, was left as it was.
    pub(super) fn leave(&mut self, what: &str, why: &str) {
        eprintln!("{what}: left as it was ({why})");
        self.left.push((what.to_owned(), why.to_owned()));
    }

    /// Writes the page.
    pub(super) fn write(&self) -> Result<(), String> {
        for (name, _) in &self.changed {
            eprintln!("{name}: written anew");
        }
        std::fs::write(&self.path, &self.text).map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// True when the page says what was measured; else names the sections that do not.
    pub(super) fn holds(&self) -> bool {
        for (name, line) in &self.changed {
            eprintln!("{name}: docs/accuracy.md does not say what was measured; first of all:\n  {line}");
        }
        self.changed.is_empty()
    }
}

fn markers(name: &str) -> (String, String) {
    (format!("<!-- measured {name}: begin (written by `cargo xtask accuracy`) -->"), format!("<!-- measured {name}: end -->"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let (begin, end) = markers("seeds");
        Page::of(format!("by hand\n\n{begin}\n\n| seeds | 0.9 |\n\n{end}\n\nby hand too\n"), PathBuf::from("page"))
    }

    #[test]
    fn what_is_measured_is_put_between_the_markers_and_the_rest_stays() {
        let mut page = page();
        page.put("seeds", "| seeds | 0.8 |").unwrap();
        assert!(page.text.starts_with("by hand\n\n<!-- measured seeds") && page.text.ends_with("-->\n\nby hand too\n"), "{}", page.text);
        assert_eq!(page.section("seeds").unwrap().trim(), "| seeds | 0.8 |");
        assert!(!page.holds());
    }

    #[test]
    fn the_same_figures_change_nothing() {
        let mut page = page();
        page.put("seeds", "| seeds | 0.9 |\n").unwrap();
        assert!(page.holds());
    }

    #[test]
    fn rows_of_absent_sets_are_kept_and_a_section_without_markers_is_an_error() {
        assert_eq!(page().row("seeds", "seeds").unwrap(), "| seeds | 0.9 |");
        assert_eq!(page().row("seeds", "news").unwrap(), "| news | not measured |");
        assert!(page().section("news").unwrap_err().contains("no markers"));
    }
}
