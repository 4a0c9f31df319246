//! Many documents out of a few: repeated with other names, numbers and dates; and what folding them costs.

use materiel_model::{Claim, Document, Entry, Event, PartyId, Stated, Value};
use materiel_register::view::list_row;
use materiel_register::{Cut, Register};
use std::time::Instant;

/// What a register of some size costs. Times are CPU time where the system tells it, else by the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Documents and claims that were folded, and the records that came of them.
    pub(crate) documents: usize,
    pub(crate) claims: usize,
    pub(crate) records: usize,
    /// Seconds for the full fold: of the thread that folds, and of those that help it.
    pub(crate) fold: f64,
    pub(crate) helped: f64,
    /// The same by the clock.
    pub(crate) clock: f64,
    /// Seconds for the rows of all records.
    pub(crate) rows: f64,
    /// Milliseconds for one more document: on average, in nineteen of twenty cases at most, and at worst.
    pub(crate) add: f64,
    pub(crate) mostly: f64,
    pub(crate) worst: f64,
    /// The most memory that the process has used so far, in MiB; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// Folds so many claims, and adds some documents one by one.
pub(crate) fn measure(base: &[(Document, Vec<Claim>)], size: usize) -> Cost {
    let begun = Instant::now();
    let (all, own) = (process(), thread());
    let mut register = Register::new(Cut::default());
    let (mut number, mut documents, mut claims) = (0_u64, 0, 0);
    let (mut making, mut made) = (0.0, 0.0);
    let moment = "2025-01-01T00:00:00Z".parse().expect("a moment");
    let mut entries = |document: Document, said: Vec<Claim>| {
        let id = document.id();
        number += 2;
        let event = Event::ClaimsRead { document: id, reader: String::new(), knowledge_hash: String::new(), claims: said };
        [Entry { number: number - 1, at: moment, event: Event::DocumentAdded { document } }, Entry { number, at: moment, event }]
    };
    let mut waiting: Vec<Entry> = Vec::new();
    'all: for copy in 0.. {
        for (document, said) in base {
            let (start, clock) = (thread(), Instant::now());
            let (document, said) = other(document, said, copy);
            documents += 1;
            claims += said.len();
            waiting.extend(entries(document, said));
            making += thread() - start;
            made += clock.elapsed().as_secs_f64();
            if waiting.len() >= 2048 || claims >= size {
                register.apply_all(&std::mem::take(&mut waiting));
            }
            if claims >= size {
                break 'all;
            }
        }
    }
    register.settle();
    let clock = begun.elapsed().as_secs_f64() - made;
    let fold = thread() - own - making;
    let helped = (process() - all - making - fold).max(0.0);
    let start = thread();
    let mut records = 0;
    for record in register.records() {
        records += 1;
        std::hint::black_box(list_row(&record));
    }
    let rows = thread() - start;
    let mut adds: Vec<f64> = Vec::new();
    for (document, said) in base.iter().step_by(base.len().div_ceil(100)) {
        let (document, said) = other(document, said, 1_000_003);
        let added = entries(document, said);
        let start = thread();
        added.iter().for_each(|entry| register.apply(entry));
        register.settle();
        adds.push((thread() - start) * 1000.0);
    }
    adds.sort_by(f64::total_cmp);
    let (mostly, worst) = (adds[(adds.len() * 19 / 20).min(adds.len() - 1)], adds[adds.len() - 1]);
    let add = adds.iter().sum::<f64>() / adds.len() as f64;
    Cost { documents, claims, records, fold, helped, clock, rows, add, mostly, worst, memory: memory() }
}

/// The same with other parties, numbers and dates; the text keeps its length, so that every span still holds.
pub(crate) fn other(document: &Document, claims: &[Claim], copy: usize) -> (Document, Vec<Claim>) {
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
                b'0'..=b'9' => turn(byte, b'0', 10, copy / 7_usize.pow((figure - 1) % 6)),
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
                    Value::Party(id) if id.body_name().is_some() => Value::Party(PartyId::body(stated.at.of(&document.text)).unwrap_or(id)),
                    Value::Quantity(mut quantity) => {
                        quantity.value += copy as u64 % 97;
                        Value::Quantity(quantity)
                    }
                    Value::Money(mut money) => {
                        money.amount += money.amount / 100 * (copy as u64 % 89);
                        Value::Money(money)
                    }
                    Value::Date(date) => Value::Date(later(date).unwrap_or(date)),
                    Value::Text(_) => Value::Text(stated.at.of(&document.text).to_owned()),
                    Value::Equipment(mut equipment) => {
                        match &mut equipment.id {
                            Some(id) => *id = family(id, equipment.class.as_str(), copy),
                            // A name with figures is one of its own; "spare parts" are told by everybody.
                            None if equipment.name.bytes().any(|byte| byte.is_ascii_digit()) => {
                                stated.at.of(&document.text).clone_into(&mut equipment.name);
                            }
                            None => {}
                        }
                        Value::Equipment(equipment)
                    }
                    other => other,
                };
                claim.slots.push(slot, Stated { value, ..stated });
            }
        }
        claim
    });
    (document.clone(), claims.collect())
}

/// A number that looks like no other's, for a name and a copy.
fn mixed(name: &str, copy: usize) -> u64 {
    name.bytes().fold(copy as u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Another family of equipment: half stay what they are, so that much is written about a few; the others are any of as many as are known, some 7,000.
fn family(id: &str, class: &str, copy: usize) -> String {
    let mix = mixed(id, copy);
    if mix >> 4 & 1 == 0 { id.to_owned() } else { format!("{class}-{}", (mix >> 12) % 240) }
}

/// Another state: most stay among the few that much is written about.
fn state(id: &PartyId, copy: usize) -> PartyId {
    let mix = mixed(id.as_str(), copy);
    let (kind, letters) = (mix % 4, (mix >> 8) % 200);
    let index = if kind == 0 { letters % 10 } else { letters };
    let letter = |n: u64| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    PartyId::new(&format!("{}{}", letter(index / 20), letter(index))).unwrap_or_else(|| id.clone())
}

/// CPU seconds of this thread.
pub(crate) fn thread() -> f64 {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match ran.split_whitespace().next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()) {
        Some(nanoseconds) => nanoseconds / 1e9,
        None => clock(),
    }
}

/// CPU seconds of all threads, those that have ended too.
pub(crate) fn process() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets the time in user mode is the twelfth field, that in the system the thirteenth, in hundredths.
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2).filter_map(|f| f.parse().ok()).collect();
    if fields.len() == 2 { fields.iter().sum::<f64>() / 100.0 } else { clock() }
}

fn clock() -> f64 {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// The most memory that the process has used so far, in MiB; 0 where the system does not tell.
pub(crate) fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
