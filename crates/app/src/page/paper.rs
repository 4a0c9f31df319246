//! What a page is written on: how wide it is, and whether it takes bold letters.

use std::io::IsTerminal;
use unicode_width::UnicodeWidthStr;

/// A page narrower than this is not worth having.
const NARROWEST: usize = 40;
/// Running text is set no wider than this.
const WIDEST_TEXT: usize = 110;

/// Where a page goes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Paper {
    /// Columns of the terminal; `None` in a pipe, where nothing needs to fit.
    pub(crate) width: Option<usize>,
    /// True where escape sequences for bold letters are understood and wanted.
    pub(crate) bold: bool,
}

impl Paper {
    /// The terminal, or the pipe.
    pub(crate) fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0).max(NARROWEST));
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { width: width.filter(|_| terminal), bold: terminal && !plain }
    }

    /// Words in bold letters, where there are any. They never carry a meaning that the page does not also put in words or signs.
    pub(crate) fn bold(self, words: &str) -> String {
        if self.bold && !words.is_empty() { format!("\u{1b}[1m{words}\u{1b}[0m") } else { words.to_owned() }
    }

    /// Running text in lines that fit, each after `indent` columns.
    pub(crate) fn wrap(self, text: &str, indent: usize) -> Vec<String> {
        let room = self.width.unwrap_or(WIDEST_TEXT).min(WIDEST_TEXT).saturating_sub(indent).max(20);
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines.into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect()
    }
}

/// Words that cannot disturb the terminal: control characters are replaced, white space is folded.
pub(crate) fn clean(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => out.push('\u{fffd}'),
            // Marks that turn the direction of writing would put the page in disorder.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        let paper = Paper { width: Some(40), bold: false };
        let lines = paper.wrap("one two three four five six seven eight nine ten", 4);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.width() <= 40 && line.starts_with("    ")), "{lines:?}");
    }

    #[test]
    fn control_characters_are_shown_as_such() {
        assert_eq!(clean("a\u{1b}[31mb\n\t c\u{202e}"), "a\u{fffd}[31mb c");
    }
}
