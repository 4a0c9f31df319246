//! How well corrections find what they correct: the CORRECTION and UPDATE paragraphs of US contract announcements (one text a day, named
//! `2014-08-05.txt`), held against what they say of day, company, number and sum.
//!
//! `cargo run --release -p materiel-register --example corrections -- FOLDER`
//!
//! Gold is worked out here from the month names and figures of the correction alone, which the linker does not read: the announcements of the day
//! that it names (or of the last day before, for "yesterday") that have its contract number, its company or its sum; where these
//! leave more than one, the correction is counted as undecided. The exit code is 1 where less than 90 % are found, or any is wrong.

use materiel_model::{Document, PartialDate};
use materiel_register::reconcile::{Corrections, Notes};
use std::collections::BTreeMap;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

struct Day {
    date: PartialDate,
    document: Document,
    /// Start of each paragraph.
    paragraphs: Vec<(usize, String)>,
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (Some(Ok(date)), Ok(bytes)) = (name.strip_suffix(".txt").map(str::parse), std::fs::read(entry.path())) else { continue };
        let mut document = Document::new(name.as_str(), String::from_utf8_lossy(&bytes));
        document.published = Some(date);
        let mut start = 0;
        let paragraphs = document.text.split('\n').map(|line| {
            start += line.len() + 1;
            (start - line.len() - 1, line.to_owned())
        });
        let paragraphs = paragraphs.collect();
        days.insert(date_key(date), Day { date, document, paragraphs });
    }
    let mut corrections = Corrections::default();
    let mut labels = BTreeMap::new();
    for day in days.values() {
        let id = day.document.id();
        corrections.add(&id, Some(day.date), Notes::of(&day.document.text));
        corrections.count(&id, true);
        labels.insert(id, date_key(day.date));
    }
    corrections.settle(&[]);
    let mut found: BTreeMap<(String, usize), (String, usize)> = BTreeMap::new();
    for (from, to) in corrections.links() {
        found.insert((labels[from.document].clone(), from.start), (labels[to.document].clone(), to.start));
    }
    let (mut right, mut wrong, mut missed, mut undecided, mut absent, mut absent_linked) = (0, 0, 0, 0, 0, 0);
    for (key, day) in &days {
        for (start, text) in day.paragraphs.iter().filter(|(_, text)| is_correction(text)) {
            let link = found.get(&(key.clone(), *start));
            let gold = gold(&days, key, text);
            let short: String = text.trim().chars().take(110).collect();
            match (gold.as_slice(), link) {
                ([], None) => absent += 1,
                ([], Some(to)) => {
                    absent_linked += 1;
                    println!("not in gold, linked to {} {}: {key} {short}", to.0, to.1);
                }
                ([only], Some(to)) if only == to => right += 1,
                ([only], Some(to)) => {
                    wrong += 1;
                    println!("wrong ({} {}, should be {} {}): {key} {short}", to.0, to.1, only.0, only.1);
                }
                ([_], None) => {
                    missed += 1;
                    println!("missed: {key} {short}");
                }
                (_, link) => {
                    undecided += 1;
                    let inside = link.is_none_or(|to| gold.contains(to));
                    println!(
                        "undecided among {} ({}): {key} {short}",
                        gold.len(),
                        if inside { "no link outside" } else { "LINKED OUTSIDE" }
                    );
                }
            }
        }
    }
    let all = right + wrong + missed;
    println!("corrections whose announcement is there: {all}; linked right {right}, wrong {wrong}, missed {missed}; undecided {undecided}");
    println!("corrections whose announcement is not there: {absent} left alone, {absent_linked} linked");
    if right * 10 < all * 9 || wrong > 0 {
        std::process::exit(1);
    }
}

fn date_key(date: PartialDate) -> String {
    date.to_string()
}

fn is_correction(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic()).to_uppercase();
    text.starts_with("CORRECTION:") || text.starts_with("UPDATE:")
}

/// The paragraphs that the correction's own day, number, company and sum leave.
fn gold(days: &BTreeMap<String, Day>, key: &str, text: &str) -> Vec<(String, usize)> {
    let dates = stated(days, key, text);
    let numbers: Vec<String> = numbers(text);
    let sums: Vec<&str> =
        text.split(|c: char| !(c.is_ascii_digit() || c == ',')).map(|t| t.trim_matches(',')).filter(|t| t.len() > 6).collect();
    let mut best: (usize, Vec<(String, usize)>) = (0, Vec::new());
    for date in dates {
        let Some(day) = days.get(&date) else { continue };
        for (start, paragraph) in day.paragraphs.iter().filter(|(_, paragraph)| paragraph.len() > 100 && !is_correction(paragraph)) {
            let number = numbers.iter().any(|number| paragraph.contains(number.as_str()));
            let company = companies(paragraph).iter().any(|company| text.to_lowercase().contains(company));
            let sum = sums.iter().any(|sum| paragraph.contains(sum));
            let agree = 2 * usize::from(number) + 2 * usize::from(company) + usize::from(sum);
            if agree < 2 {
                continue;
            }
            if agree > best.0 {
                best = (agree, Vec::new());
            }
            if agree == best.0 {
                best.1.push((date.clone(), *start));
            }
        }
    }
    best.1
}

/// The days that the correction names.
fn stated(days: &BTreeMap<String, Day>, key: &str, text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = MONTHS.iter().position(|month| word.trim_matches(|c: char| !c.is_alphabetic()).starts_with(month)) else {
            continue;
        };
        let number = |at: usize| words.get(at).and_then(|word| word.trim_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok());
        let Some(day) = number(at + 1).filter(|day| (1..=31).contains(day)) else { continue };
        let year = number(at + 2).filter(|year| *year > 1990);
        let this: i16 = key[..4].parse().unwrap_or(0);
        for year in year.map_or(vec![this, this - 1], |year| vec![year]) {
            let date = format!("{year:04}-{:02}-{day:02}", month + 1);
            if date.as_str() < key && days.contains_key(&date) {
                out.push(date);
                break;
            }
        }
    }
    if out.is_empty() && text.to_lowercase().contains("yesterday") {
        out.extend(days.range(..key.to_owned()).next_back().map(|(date, _)| date.clone()));
    }
    out
}

fn numbers(text: &str) -> Vec<String> {
    let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    tokens.filter(|token| token.len() > 10 && token.matches('-').count() >= 3).map(str::to_owned).collect()
}

/// The names at the beginning of an announcement, up to the comma, small.
fn companies(paragraph: &str) -> Vec<String> {
    let names = paragraph.split(';').filter_map(|part| part.trim().trim_start_matches("and ").split([',', '(', '*']).next());
    let names = names.map(|name| name.trim().trim_end_matches(" Inc.").trim_end_matches(" Corp.").trim_end_matches(" Co.").to_lowercase());
    names.filter(|name| name.len() > 3 && name.split(' ').count() <= 8).collect()
}
