//! Columns that fit.

use super::paper::{Paper, clean};
use std::io::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns are this far apart.
const GAP: usize = 2;
/// No column is made narrower than this to fit.
const NARROWEST: usize = 6;

/// A column's heading and whether its cells stand to the right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading {
    pub(super) words: &'static str,
    pub(super) right: bool,
}

/// Writes rows under headings. Where the paper is too narrow, the widest columns are cut, and what was cut ends with `…`.
pub(super) fn table(headings: &[Heading], rows: &[Vec<String>], paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    // A column in which nothing is said is left out.
    let used: Vec<usize> =
        (0..headings.len()).filter(|at| rows.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()))).collect();
    let mut widths: Vec<usize> = used
        .iter()
        .map(|at| {
            rows.iter().filter_map(|row| row.get(*at)).map(|cell| cell.width()).chain([headings[*at].words.width()]).max().unwrap_or(0)
        })
        .collect();
    if let Some(room) = paper.width {
        fit(&mut widths, room.saturating_sub(GAP * used.len().saturating_sub(1)));
    }
    let line = |cells: &dyn Fn(usize) -> String| {
        let cells: Vec<String> = used
            .iter()
            .zip(&widths)
            .map(|(at, width)| {
                let cell = cut(&cells(*at), *width);
                let space = " ".repeat(width.saturating_sub(cell.width()));
                if headings[*at].right { format!("{space}{cell}") } else { format!("{cell}{space}") }
            })
            .collect();
        cells.join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    writeln!(out, "{}", paper.bold(&line(&|at| headings[at].words.to_owned())))?;
    for row in &rows {
        writeln!(out, "{}", line(&|at| row.get(at).cloned().unwrap_or_default()))?;
    }
    Ok(())
}

/// Takes columns from the widest, one by one, until all have room.
fn fit(widths: &mut [usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
}

fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in cell.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_its_paper_and_leaves_empty_columns_out() {
        let headings = ["ID", "Equipment", "None", "Number"].map(|words| Heading { words, right: words == "Number" });
        let row = ["t-1", "Integrated air-defence and missile-defence command system", "", "12"].map(str::to_owned).to_vec();
        let mut out = Vec::new();
        table(&headings, &[row], &Paper { width: Some(40), bold: false }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains('…') && !text.contains("None") && text.lines().nth(1).unwrap().ends_with("12"), "{text}");
    }
}
