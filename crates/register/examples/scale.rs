//! How the fold grows: documents and their claims (JSONL, as `materiel extract` reads and writes them) are repeated with other parties,
//! numbers and dates until there are as many claims as asked, and folded.
//!
//! `cargo run --release -p materiel-register --example scale -- DOCUMENTS CLAIMS 10000 100000 1000000`

use materiel_model::{Claim, Document, Entry, Event, PartyId, Slot, Stated, Value, claim_from_json};
use materiel_register::view::list_row;
use materiel_register::{Cut, Register};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, claims, sizes @ ..] = arguments.as_slice() else {
        eprintln!("usage: scale DOCUMENTS CLAIMS SIZE...");
        std::process::exit(2);
    };
    let base = read(documents, claims);
    println!(
        "{:>9}  {:>9}  {:>9}  {:>7}  {:>7}  {:>7}  {:>8}  {:>8}",
        "documents", "claims", "records", "fold s", "rows s", "add ms", "worst ms", "MiB"
    );
    for size in sizes {
        measure(&base, size.replace('_', "").parse().unwrap_or(10_000));
    }
}

fn read(documents: &str, claims: &str) -> Vec<(Document, Vec<Claim>)> {
    let lines = |path: &str| -> Vec<Json> {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let mut by_label: BTreeMap<String, (Document, Vec<Claim>)> = BTreeMap::new();
    for line in lines(documents) {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let (Some(label), Some(words)) = (text("id"), text("text")) else { continue };
        let mut document = Document::new(label.as_str(), words);
        document.url = text("url");
        document.published = text("published").and_then(|date| date.parse().ok());
        by_label.insert(label, (document, Vec::new()));
    }
    for line in lines(claims) {
        if let Ok((label, claim)) = claim_from_json(&line)
            && let Some((_, claims)) = by_label.get_mut(&label)
        {
            claims.push(claim);
        }
    }
    by_label.into_values().filter(|(_, claims)| !claims.is_empty()).collect()
}

fn measure(base: &[(Document, Vec<Claim>)], size: usize) {
    let start = Instant::now();
    let mut register = Register::new(Cut::default());
    let (mut number, mut documents, mut claims, mut making) = (0_u64, 0, 0, 0.0);
    let moment = "2025-01-01T00:00:00Z".parse().expect("a moment");
    let mut give = |register: &mut Register, document: Document, said: Vec<Claim>| {
        let id = document.id();
        number += 2;
        register.apply(&Entry { number: number - 1, at: moment, event: Event::DocumentAdded { document } });
        let event = Event::ClaimsRead { document: id, reader: String::new(), knowledge_hash: String::new(), claims: said };
        register.apply(&Entry { number, at: moment, event });
    };
    'all: for copy in 0.. {
        for (document, said) in base {
            let made = Instant::now();
            let (document, said) = other(document, said, copy);
            making += made.elapsed().as_secs_f64();
            documents += 1;
            claims += said.len();
            give(&mut register, document, said);
            if claims >= size {
                break 'all;
            }
        }
    }
    register.settle();
    let folded = start.elapsed().as_secs_f64() - making;
    let start = Instant::now();
    let mut records = 0;
    for record in register.records() {
        records += 1;
        std::hint::black_box(list_row(&record));
    }
    let rows = start.elapsed().as_secs_f64();
    let (mut sum, mut worst) = (0.0, 0.0_f64);
    for (document, said) in base.iter().step_by(base.len().div_ceil(100)) {
        let (document, said) = other(document, said, 1_000_003);
        let start = Instant::now();
        give(&mut register, document, said);
        register.settle();
        let taken = start.elapsed().as_secs_f64() * 1000.0;
        (sum, worst) = (sum + taken, worst.max(taken));
    }
    let added = base.len().div_ceil(base.len().div_ceil(100)) as f64;
    println!("{documents:>9}  {claims:>9}  {records:>9}  {folded:>7.1}  {rows:>7.1}  {:>7.2}  {worst:>8.1}  {:>8}", sum / added, memory());
}

/// The same with other parties, numbers and dates; the text keeps its length, so that every span still holds.
fn other(document: &Document, claims: &[Claim], copy: usize) -> (Document, Vec<Claim>) {
    let mut document = document.clone();
    if copy == 0 {
        return (document, claims.to_vec());
    }
    let turn = |byte: u8, first: u8, many: u8, by: usize| first + (byte - first + u8::try_from(by % usize::from(many)).unwrap_or(0)) % many;
    let (mut word, mut figure) = (0, 0);
    let changed: Vec<u8> = document
        .text
        .bytes()
        .map(|byte| {
            word += usize::from(byte == b' ');
            figure = if byte.is_ascii_digit() { figure + 1 } else { 0 };
            match byte {
                // Each figure of a number by its place, so that there are as many numbers as copies.
                b'0'..=b'9' => turn(byte, b'0', 10, copy / 7_usize.pow(figure % 6)),
                // Every third word is another one.
                b'a'..=b'z' if (word + copy).is_multiple_of(3) => turn(byte, b'a', 26, copy),
                other => other,
            }
        })
        .collect();
    document.text = String::from_utf8(changed).unwrap_or_default();
    document.url = Some(format!("{}/{copy}", document.url.as_deref().unwrap_or(&document.label)));
    let days = i64::try_from(copy % 3000).unwrap_or(0);
    let later = |date: materiel_model::PartialDate| {
        let day = date.to_civil()?;
        Some(day.checked_add(jiff::Span::new().days(days)).ok()?.into())
    };
    document.published = document.published.map(|date| later(date).unwrap_or(date));
    let claims = claims.iter().map(|claim| {
        let mut claim = claim.clone();
        let slots: Vec<_> = claim.slots.iter().map(|(slot, values)| (slot, values.to_vec())).collect();
        for (slot, values) in slots {
            claim.slots.remove(slot);
            for stated in values {
                let value = match stated.value {
                    Value::Party(id) if id.is_state() => Value::Party(state(&id, copy)),
                    Value::Quantity(mut quantity) => {
                        quantity.value += copy as u64 % 97;
                        Value::Quantity(quantity)
                    }
                    Value::Money(mut money) => {
                        money.amount += money.amount / 100 * (copy as u64 % 89);
                        Value::Money(money)
                    }
                    Value::Date(date) => Value::Date(later(date).unwrap_or(date)),
                    Value::Text(_) if slot == Slot::References => Value::Text(stated.at.of(&document.text).to_owned()),
                    other => other,
                };
                claim.slots.push(slot, Stated { value, ..stated });
            }
        }
        claim
    });
    (document.clone(), claims.collect())
}

/// Another state: most stay among the few that much is written about.
fn state(id: &PartyId, copy: usize) -> PartyId {
    let mix = id.as_str().bytes().fold(copy as u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let (kind, letters) = (mix % 4, (mix >> 8) % 200);
    let index = if kind == 0 { letters % 10 } else { letters };
    let letter = |n: u64| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    PartyId::new(&format!("{}{}", letter(index / 20), letter(index))).unwrap_or_else(|| id.clone())
}

/// The most memory that the process has used so far, in MiB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
