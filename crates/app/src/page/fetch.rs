//! Pages about what was fetched: what is followed, known sources, versions of a page, citations.

use super::list::words;
use super::paper::{Paper, clean};
use super::record::title;
use super::table::{Heading, table};
use crate::command::{CiteRow, FollowedRow, VersionsRow};
use crate::reading::Reader;
use crate::tables::KnownSource;
use materiel_register::view::RecordView;
use std::io::Write;

/// The table of what is followed.
pub(crate) fn followed(rows: &[FollowedRow], paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let headings = [("NAME", false), ("ADDRESS", false), ("LAST ASKED", false), ("DOCUMENTS", true), ("TROUBLE", false)]
        .map(|(words, right)| Heading { words, right });
    let cells = |row: &FollowedRow| {
        let asked = row.asked.map(|at| at.to_string().chars().take(16).collect()).unwrap_or_else(|| "never".to_owned());
        vec![
            row.way.name.clone().unwrap_or_default(),
            row.address.clone(),
            asked,
            row.documents.to_string(),
            row.error.clone().unwrap_or_default(),
        ]
    };
    table(&headings, &rows.iter().map(cells).collect::<Vec<_>>(), paper, out)
}

/// The table of known sources.
pub(crate) fn sources(rows: &[KnownSource], paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let headings = ["ID", "KIND", "STATE", "LANGUAGE", "FOLLOW", "NAME", "TERMS"].map(|words| Heading { words, right: false });
    let cells = |row: &KnownSource| {
        let follow = match row.follow.len() {
            0 => "by hand".to_owned(),
            many => format!("{many}{}", if row.checked { "" } else { ", not tried" }),
        };
        vec![
            row.id.clone(),
            row.kind.as_str().to_owned(),
            row.state.clone(),
            row.language.join(" "),
            follow,
            row.name.clone(),
            row.terms.clone(),
        ]
    };
    table(&headings, &rows.iter().map(cells).collect::<Vec<_>>(), paper, out)
}

/// A page's versions with what changed.
pub(crate) fn versions(row: &VersionsRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", paper.bold(&clean(&row.page)))?;
    for (at, version) in row.versions.iter().enumerate() {
        let which = if at + 1 == row.versions.len() { "the newest version" } else { "an earlier version" };
        let published = version.published.map_or_else(|| "undated".to_owned(), |date| format!("published {date}"));
        let heading = format!("{}. fetched {}, {published}: {which}", at + 1, version.fetched);
        writeln!(out, "\n{}", paper.bold(&heading))?;
        if let Some(title) = &version.title {
            writeln!(out, "   {}", clean(title))?;
        }
        writeln!(out, "   document {}", version.document)?;
        writeln!(out, "   archive  {} sha256:{}", version.archive.as_deref().unwrap_or("(not kept)"), version.sha256)?;
        for line in &version.changes {
            let sign = if line.added { "+" } else { "-" };
            for (nth, part) in paper.wrap(&clean(&line.text), 5).iter().enumerate() {
                writeln!(out, "   {} {}", if nth == 0 { sign } else { " " }, part.trim_start())?;
            }
        }
        if at > 0 && version.changes.is_empty() {
            writeln!(out, "   (nothing that is read of it changed)")?;
        }
    }
    Ok(())
}

/// A record's citations: each value with its words, each document once in full.
pub(crate) fn cite(view: &RecordView, rows: &[CiteRow], reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}  {}", paper.bold(view.row.id.as_str()), paper.bold(&clean(&title(&view.row, reader))))?;
    let mut documents: Vec<&CiteRow> = Vec::new();
    let mut last = None;
    for row in rows {
        let number = documents.iter().position(|other| other.document == row.document).unwrap_or_else(|| {
            documents.push(row);
            documents.len() - 1
        });
        let value = (row.slot.as_str(), row.value.as_str());
        if last != Some(value) {
            let also = if row.shown { "" } else { " (also said)" };
            writeln!(out, "\n{}", paper.bold(&format!("{}: {}{also}", words(&row.slot), clean(&row.value))))?;
            last = Some(value);
        }
        let earlier = if row.superseded { ", in an earlier version of the page" } else { "" };
        for line in paper.wrap(&format!("“{}” [{}]{earlier}", clean(&row.quote), number + 1), 2) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "\n{}", paper.bold("DOCUMENTS"))?;
    for (at, row) in documents.iter().enumerate() {
        let named: Vec<String> = [&row.source, &row.title].into_iter().flatten().map(|words| clean(words)).collect();
        let day = row.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        let parts = [named.join(", "), day].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let mut lines = vec![parts];
        lines.extend(row.address.iter().map(|address| clean(address)));
        if let (Some(fetched), Some(sha256)) = (row.fetched, &row.sha256) {
            let from = row.fetched_from.iter().map(|from| format!(" from {}", clean(from))).collect::<String>();
            lines.push(format!("fetched {fetched}{from}, sha256:{sha256}"));
        }
        if let (Some(file), Some(record)) = (&row.archive, &row.archive_record) {
            lines.push(format!("archived in {file} as {record}"));
        }
        lines.push(format!("text sha256:{}", row.text_sha256));
        for (nth, line) in lines.iter().enumerate() {
            let number = if nth == 0 { format!("{:>4} ", format!("[{}]", at + 1)) } else { " ".repeat(5) };
            writeln!(out, "{number}{line}")?;
        }
    }
    Ok(())
}
