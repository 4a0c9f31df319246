//! Texts in; how many of them the gate before parsing throws out, which of those would have made claims, and of which others the first look at what
//! they say of arms loses claims, out.
//!
//! `cargo run --release -p materiel-shard --example gate -- DOCS.jsonl…`, a document a line with its `text` and, as far as there are, `id`, `title` and `published`.
//!
//! Each text is asked as it is and as a page of HTML with nothing around it, the hardest case, since menus can only add words. What a document would have
//! said is what the reader says that no gate holds up (`extract_all`), so that nothing is called no loss because the reader's own gate loses it as well. Ends with exit code 1
//! where claims are lost.

use materiel_extract::{Knowledge, extract, extract_all};
use materiel_model::Document;
use materiel_shard::{day, may_concern};
use materiel_source::Raw;
use std::io::BufRead;
use std::process::ExitCode;

/// What was seen of a file. `lost` has what each document is called and how many claims it would have made.
#[derive(Default)]
struct Seen {
    texts: usize,
    with_claims: usize,
    thrown_out: usize,
    lost: Vec<(String, usize)>,
    /// What passes the gate and says less than without the first look, in the same way.
    overlooked: Vec<(String, usize)>,
}

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("gate DOCS.jsonl…");
        return ExitCode::from(2);
    }
    let mut lost = false;
    for path in paths {
        match look(&path) {
            Ok(seen) => {
                let share = 100.0 * seen.thrown_out as f64 / seen.texts.max(1) as f64;
                let (texts, with_claims, out) = (seen.texts, seen.with_claims, seen.thrown_out);
                println!(
                    "{path}: {texts} texts, {with_claims} with claims; thrown out {out} ({share:.1} %), with claims {}; overlooked {}",
                    seen.lost.len(),
                    seen.overlooked.len()
                );
                seen.lost.iter().for_each(|(id, claims)| println!("  lost: {id}, {claims} claims"));
                seen.overlooked.iter().for_each(|(id, claims)| println!("  overlooked: {id}, {claims} claims"));
                lost |= !(seen.lost.is_empty() && seen.overlooked.is_empty());
            }
            Err(why) => {
                eprintln!("{path}: {why}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(lost))
}

/// Asks the gate of every document of a file.
fn look(path: &str) -> Result<Seen, String> {
    let knowledge = Knowledge::embedded();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut seen = Seen::default();
    let mut scratch = String::new();
    for (number, line) in (1..).zip(std::io::BufReader::new(file).lines()) {
        let document = line.map_err(|error| error.to_string()).and_then(|line| document(&line, number));
        let document = document.map_err(|why| format!("line {number}: {why}"))?;
        let text = &document.text;
        let paragraphs = text.replace('&', "&amp;").replace('<', "&lt;").replace("\n\n", "</p><p>");
        let page = format!("<!DOCTYPE html><html><body><p>{paragraphs}</p></body></html>");
        let raw = |bytes, place| Raw { bytes, place, address: None, content_type: None };
        let asked = [raw(text.as_bytes(), "a.txt"), raw(page.as_bytes(), "a.html")];
        let passes = asked.map(|raw| may_concern(knowledge, &raw, &mut scratch));
        let all = extract_all(knowledge, &document).claims;
        let claims = all.len();
        seen.texts += 1;
        seen.with_claims += usize::from(claims > 0);
        if passes.contains(&false) {
            seen.thrown_out += 1;
            if claims > 0 {
                seen.lost.push((document.label, claims));
            }
        } else if extract(knowledge, &document).claims != all {
            seen.overlooked.push((document.label, claims));
        }
    }
    Ok(seen)
}

/// The document of a line.
fn document(line: &str, number: usize) -> Result<Document, String> {
    let json: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |name: &str| json[name].as_str().map(str::to_owned);
    let id = field("id").unwrap_or_else(|| number.to_string());
    let text = field("text").ok_or("the document has no `text`")?;
    let published = field("published").map(|date| day(&date)).transpose()?;
    Ok(Document { title: field("title"), published, ..Document::new(&id, &text) })
}
