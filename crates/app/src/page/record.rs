//! A record as a page: where it stands, how it came there, each value with its words, what disagrees, what is not known.

use super::list::{date, money, number, percent, words};
use super::paper::{Paper, clean};
use crate::reading::Reader;
use materiel_model::{Kind, Polarity, Value};
use materiel_register::view::{ClaimRow, DecisionRow, ListRow, Quote, RecordView, Reviewed, SlotRow, StepRow, ValueRow, Voice};
use std::io::Write;

/// So many quotes are shown for a value; the JSON form has all of them.
const QUOTES: usize = 2;
/// So many letters of a sentence are shown before and after the words that matter.
const ASIDE: usize = 160;

/// Writes the page of a record.
pub(crate) fn record(view: &RecordView, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let row = &view.row;
    writeln!(out, "{}  {}", paper.bold(row.id.as_str()), paper.bold(&clean(&title(row, reader))))?;
    for line in paper.wrap(&summary(view), 0) {
        writeln!(out, "{line}")?;
    }
    if let Some(standing) = &view.standing {
        super::standing::standing(standing, paper, out)?;
    }
    if !view.history.is_empty() {
        writeln!(out, "\n{}", paper.bold("HISTORY"))?;
        for step in &view.history {
            history(step, paper, out)?;
        }
    }
    if !view.slots.is_empty() {
        writeln!(out, "\n{}", paper.bold("VALUES"))?;
        for slot in &view.slots {
            values(slot, reader, paper, out)?;
        }
    }
    disagreements(view, reader, paper, out)?;
    if !view.unknown.is_empty() {
        let unknown: Vec<String> = view.unknown.iter().map(|slot| words(slot.as_str())).collect();
        writeln!(out, "\n{}", paper.bold("NOT KNOWN"))?;
        for line in paper.wrap(&unknown.join(", "), 2) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "\n{}", paper.bold("VOICES"))?;
    for (at, voice) in view.voices.iter().enumerate() {
        sources(at + 1, voice, paper, out)?;
    }
    writeln!(out, "\n{}", paper.bold("CLAIMS"))?;
    for claim in &view.claims {
        said(claim, paper, out)?;
    }
    if !view.decisions.is_empty() {
        writeln!(out, "\n{}", paper.bold("DECISIONS"))?;
        for row in &view.decisions {
            decision(row, paper, out)?;
        }
    }
    Ok(())
}

/// A claim by the name that `materiel review` takes, in few words.
pub(super) fn said(claim: &ClaimRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let values: Vec<String> =
        claim.says.iter().map(|said| format!("{} {}{}", words(said.slot.as_str()), said.written, tick(said.by_hand))).collect();
    let denied = if claim.polarity == Polarity::Denied { "not so: " } else { "" };
    let reviewed = if claim.reviewed { "reviewed ✓" } else { "not reviewed" };
    let from = claim.source.as_deref().unwrap_or(&claim.label);
    let published = claim.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let line =
        format!("{denied}{} ({}, {published}; {reviewed}, confidence {:.2})", clean(&values.join(", ")), clean(from), claim.confidence);
    let id: String = claim.claim.as_str().chars().take(8).collect();
    for (at, line) in paper.wrap(&line, 12).iter().enumerate() {
        writeln!(out, "{}", if at == 0 { format!("  {id}  {}", line.trim_start()) } else { line.clone() })?;
    }
    Ok(())
}

/// A decision with who, when and why.
pub(super) fn decision(row: &DecisionRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let when: String = row.at.to_string().chars().take(16).collect();
    let because = row.because.as_ref().map(|because| format!(" ({})", clean(because))).unwrap_or_default();
    let held = format!("{}{because}", row.held.words());
    let line = format!("{} {}: {} — {}, {}: {}", row.decision, held, clean(&row.about), clean(&row.author), when, clean(&row.reason));
    for (at, line) in paper.wrap(&line, 8).iter().enumerate() {
        writeln!(out, "{}", if at == 0 { format!("  {:>4}  {}", row.entry, line.trim_start()) } else { line.clone() })?;
    }
    Ok(())
}

/// A record in one line: what, from whom, to whom.
pub(crate) fn title(row: &ListRow, reader: &Reader) -> String {
    let name = |id: &String| reader.name_of(id);
    if row.kind == Kind::Transfer {
        let equipment = row.equipment.clone().unwrap_or_else(|| "equipment".to_owned());
        let supplier = row.supplier.as_ref().map_or_else(|| "(supplier not known)".to_owned(), name);
        let recipient = row.recipient.as_ref().map_or_else(|| "(recipient not known)".to_owned(), name);
        return format!("{equipment}: {supplier} → {recipient}");
    }
    let who = row.actors.iter().map(name).collect::<Vec<_>>().join(", ");
    let about = row.about.clone().unwrap_or_default();
    let parts: Vec<String> = [words(row.kind.as_str()), who, about].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}

fn summary(view: &RecordView) -> String {
    let row = &view.row;
    let mut parts = Vec::new();
    if let Some(stage) = &row.stage {
        parts.push(format!("{} {}", words(stage), date(row.date, row.reported)).trim().to_owned());
    }
    parts.push(several(row.voices, "voice"));
    if row.documents != row.voices {
        parts.push(several(row.documents, "document"));
    }
    if row.conflicts > 0 {
        parts.push(several(row.conflicts, "conflict"));
    }
    if row.superseded {
        parts.push("no longer said: only earlier versions of pages tell it".to_owned());
    }
    let reviewed = match row.reviewed {
        Reviewed::Yes => "reviewed",
        Reviewed::Part => "reviewed in part: what is marked ✓; the rest is read by the machine",
        Reviewed::No => "read by the machine, not reviewed",
    };
    parts.push(reviewed.to_owned());
    parts.join(" · ")
}

fn history(step: &StepRow, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let when = date(step.date, step.reported);
    let when = if when.is_empty() { "date not known".to_owned() } else { when };
    let stage = if step.polarity == Polarity::Denied { format!("not {}", words(&step.stage)) } else { words(&step.stage) };
    let quantity = step.quantity.map(|quantity| format!(", {}", number(quantity))).unwrap_or_default();
    let stage = if step.corrected { format!("{stage} (corrected: it was not so)") } else { stage };
    let stage = if step.superseded { format!("{stage} (only in an earlier version of the page)") } else { stage };
    let here = if step.shown { "  ← here" } else { "" };
    let voices = several(step.voices, "voice");
    let reviewed = tick(step.reviewed);
    writeln!(out, "  {when:<14}  {}{quantity}  [{voices}]{reviewed}{here}", paper.bold(&stage))?;
    quotes(&step.quotes, QUOTES, 6, paper, out)
}

fn values(slot: &SlotRow, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for shown in &slot.shown {
        let what = paper.bold(&clean(&value(shown, reader)));
        writeln!(out, "  {:<14}  {what}  [{}]{}", words(slot.slot.as_str()), several(shown.voices, "voice"), tick(shown.reviewed))?;
        quotes(&shown.quotes, QUOTES, 6, paper, out)?;
    }
    // What says the same less precisely, or in other words, is mentioned; what contradicts has a section of its own.
    let also: Vec<String> = slot.others.iter().filter(|other| !other.conflict).map(|other| also(other, reader)).collect();
    if !also.is_empty() {
        for line in paper.wrap(&format!("also: {}", also.join("; ")), 6) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn also(other: &ValueRow, reader: &Reader) -> String {
    let denied = match (other.superseded, other.corrected, other.denied) {
        (true, ..) => ", only in an earlier version of the page",
        (_, true, _) => ", corrected",
        (_, false, true) => ", denied",
        (_, false, false) => "",
    };
    format!("{} [{}{denied}]{}", clean(&value(other, reader)), several(other.voices, "voice"), tick(other.reviewed))
}

/// The sign of what somebody looked at.
pub(super) const fn tick(reviewed: bool) -> &'static str {
    if reviewed { " ✓" } else { "" }
}

fn disagreements(view: &RecordView, reader: &Reader, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let conflicts: Vec<(&SlotRow, &ValueRow)> =
        view.slots.iter().flat_map(|slot| slot.others.iter().filter(|other| other.conflict).map(move |other| (slot, other))).collect();
    let told = |step: &&StepRow| {
        let same = |other: &&StepRow| other.polarity == Polarity::Affirmed && !other.corrected && other.stage == step.stage;
        !step.superseded && view.history.iter().filter(same).any(|other| !other.superseded)
    };
    let denials: Vec<&StepRow> = view.history.iter().filter(|step| step.polarity == Polarity::Denied).filter(told).collect();
    if conflicts.is_empty() && denials.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paper.bold("WHAT DISAGREES"))?;
    for step in denials {
        writeln!(out, "  {} is both told and denied; see the history", words(&step.stage))?;
    }
    for (slot, other) in conflicts {
        let shown = slot.shown.first().map(|shown| clean(&value(shown, reader))).unwrap_or_default();
        let line = format!("{}: {}, not {shown}", words(slot.slot.as_str()), clean(&value(other, reader)));
        writeln!(out, "  {}  [{}]{}", paper.bold(&line), several(other.voices, "voice"), tick(other.reviewed))?;
        quotes(&other.quotes, QUOTES, 6, paper, out)?;
        for line in paper.wrap(&format!("shown is {shown}: {}", slot.rule), 6) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// A value as people read it: names for ids, separators in figures.
pub(crate) fn value(row: &ValueRow, reader: &Reader) -> String {
    match &row.value {
        Value::Party(id) => reader.name_of(id.as_str()),
        Value::Quantity(quantity) => number(*quantity),
        Value::Money(amount) => money(*amount),
        Value::Percent(figure) => percent(*figure),
        Value::Equipment(equipment) => format!("{} ({})", equipment.name, words(equipment.class.as_str())),
        Value::Mode(_) | Value::Measure(_) | Value::Component(_) => words(&row.written),
        _ => row.written.clone(),
    }
}

/// Quotes with the numbers of their voices; of one voice, only the first that says it.
pub(super) fn quotes(quotes: &[Quote], most: usize, indent: usize, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    let mut heard: Vec<usize> = Vec::new();
    let mut first: Vec<&Quote> = Vec::new();
    // What a page says now comes before what it said.
    for quote in quotes.iter().filter(|quote| !quote.superseded).chain(quotes.iter().filter(|quote| quote.superseded)) {
        if !heard.contains(&quote.voice) {
            heard.push(quote.voice);
            first.push(quote);
        }
    }
    for quote in first.iter().take(most) {
        let inferred = if quote.inferred { " (inferred)" } else { "" };
        let earlier = if quote.superseded { ", in an earlier version of the page" } else { "" };
        let speaker = quote.speaker.as_ref().map(|speaker| format!(", quoting {}", clean(speaker))).unwrap_or_default();
        // The marks say which words carry the value; bold letters only repeat it.
        let (before, after) = (tail(&clean(&quote.before)), head(&clean(&quote.after)));
        let text = format!("“{before}«{}»{after}”{inferred}", clean(&quote.words));
        for line in embolden(&paper.wrap(&text, indent), paper) {
            writeln!(out, "{line}")?;
        }
        let name = quote.source.as_deref().or(quote.title.as_deref()).unwrap_or(&quote.label);
        let published = quote.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        writeln!(out, "{}— {}, {published}{earlier}{speaker} [{}]", " ".repeat(indent), clean(name), quote.voice)?;
    }
    if first.len() > most {
        writeln!(out, "{}… and {} more", " ".repeat(indent), several(first.len() - most, "voice"))?;
    }
    Ok(())
}

/// The end of a long beginning, from a word on.
fn tail(words: &str) -> String {
    match words.char_indices().rev().nth(ASIDE) {
        Some((from, _)) => format!("… {}", words[from..].split_once(' ').map_or(&words[from..], |(_, rest)| rest)),
        None => words.to_owned(),
    }
}

/// The beginning of a long end, up to a word.
fn head(words: &str) -> String {
    match words.char_indices().nth(ASIDE) {
        Some((to, _)) => format!("{} …", words[..to].rsplit_once(' ').map_or(&words[..to], |(rest, _)| rest)),
        None => words.to_owned(),
    }
}

/// Sets what stands between « and » in bold letters, over the ends of lines.
fn embolden(lines: &[String], paper: &Paper) -> Vec<String> {
    if !paper.bold {
        return lines.to_vec();
    }
    let mut inside = false;
    lines
        .iter()
        .map(|line| {
            let mut out = String::new();
            if inside {
                out.push_str("\u{1b}[1m");
            }
            for c in line.chars() {
                if c == '«' && !inside {
                    inside = true;
                    out.push_str("\u{1b}[1m");
                }
                out.push(c);
                if c == '»' && inside {
                    inside = false;
                    out.push_str("\u{1b}[0m");
                }
            }
            if inside {
                out.push_str("\u{1b}[0m");
            }
            out
        })
        .collect()
}

fn sources(number: usize, voice: &Voice, paper: &Paper, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, source) in voice.documents.iter().enumerate() {
        let published = source.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        let parts = [source.source.as_deref(), source.title.as_deref().or(Some(&source.label)), source.url.as_deref()];
        let named: Vec<String> = parts.into_iter().flatten().map(clean).collect();
        let copy = if at == 0 { format!("{number:>3}.") } else { "    ".to_owned() };
        let which = match (source.superseded, at) {
            (true, _) => " (an earlier version of the page: `materiel versions` shows what changed)",
            (false, 0) => "",
            (false, _) if voice.documents.iter().any(|other| other.superseded) => "",
            (false, _) => " (a copy of the same text: counts once)",
        };
        let line = format!("{published}, {}{which}", named.join(", "));
        let lines = paper.wrap(&line, 5);
        for (nth, line) in lines.iter().enumerate() {
            writeln!(out, "{}", if nth == 0 { format!("{copy} {}", line.trim_start()) } else { line.clone() })?;
        }
    }
    Ok(())
}

/// A number and its noun.
pub(crate) fn several(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
