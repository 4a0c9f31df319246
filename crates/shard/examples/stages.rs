//! A web archive in, what each stage of reading its pages costs out, in CPU time of one thread.
//!
//! `cargo run --release -p materiel-shard --example stages -- FILE.warc…`
//!
//! Every stage is done for all pages before the next begins, with what the one before left; nothing is written, and pages are read in this process.

use materiel_extract::claim::read::{Tools, scenes};
use materiel_extract::frame::lexicon::Lexicon;
use materiel_extract::syntax::Syntax;
use materiel_extract::{Knowledge, extract, name, text};
use materiel_model::Document;
use materiel_shard::may_concern;
use materiel_source::warc::{Record, Records, Step};
use materiel_source::{Columns, Given, Limits, Raw};
use std::io::BufReader;
use std::process::ExitCode;

/// CPU seconds of this thread so far.
fn cpu() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|spent| spent.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// Does a stage and tells what it cost for each of `pages`.
fn stage<T>(name: &str, pages: usize, work: impl FnOnce() -> T) -> T {
    let begun = cpu();
    let out = work();
    println!("{name:<44} {:>8.1} µs a page", (cpu() - begun) * 1e6 / pages.max(1) as f64);
    out
}

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("stages FILE.warc…");
        return ExitCode::from(2);
    }
    for path in paths {
        if let Err(why) = look(&path) {
            eprintln!("{path}: {why}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn raw(record: &Record) -> Raw<'_> {
    Raw {
        bytes: &record.body,
        place: record.address.as_deref().unwrap_or("a"),
        address: record.address.as_deref(),
        content_type: record.content_type.as_deref(),
    }
}

fn look(path: &str) -> Result<(), String> {
    let knowledge = Knowledge::embedded();
    let limits = Limits::default();
    let _ = Syntax::embedded().parse("A word.", &text::tokens("A word.", materiel_model::Span::new(0, 7)));
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let begun = cpu();
    let mut records = Records::new(BufReader::with_capacity(1 << 18, file), limits.bytes);
    let mut pages: Vec<Record> = Vec::new();
    while let Some(step) = records.next() {
        if let Step::Record(record) = step {
            pages.push(record);
        }
    }
    let count = pages.len();
    let size: usize = pages.iter().map(|page| page.body.len()).sum();
    println!("{path}: {count} pages, {} kB each", size / 1000 / count.max(1));
    println!("{:<44} {:>8.1} µs a page", "archive", (cpu() - begun) * 1e6 / count.max(1) as f64);
    stage("sort and pass by", count, || pages.retain(|page| !materiel_source::is_passed_by(&raw(page))));
    let mut scratch = String::new();
    stage("gate on the page", count, || pages.retain(|page| may_concern(knowledge, &raw(page), &mut scratch)));
    println!("  {} pages pass", pages.len());
    let mut documents: Vec<Document> = Vec::new();
    stage("page to text, date and title", count, || {
        for page in &pages {
            materiel_source::open(&raw(page), &Columns::default(), &limits, &mut |given| {
                if let Given::Document(document) = given {
                    documents.push(document);
                }
            });
        }
    });
    let language =
        |document: &Document| document.metadata.as_ref().and_then(|about| about.language.as_ref().map(|found| found.value.clone()));
    documents.retain(|document| language(document).is_none_or(|language| materiel_source::language_is_readable(&language)));
    println!(
        "  {} texts in a language that is read, {} bytes each",
        documents.len(),
        documents.iter().map(|document| document.text.len()).sum::<usize>() / documents.len().max(1)
    );
    stage("gate on the text", count, || documents.retain(|document| knowledge.may_concern_arms(&document.text)));
    println!("  {} texts pass", documents.len());
    let layouts = stage("sentences and words", count, || documents.iter().map(|document| text::read(&document.text)).collect::<Vec<_>>());
    let both = || documents.iter().zip(&layouts);
    stage("names", count, || both().for_each(|(document, layout)| drop(name::names(knowledge.facts(), &document.text, layout))));
    stage("figures", count, || {
        for (document, layout) in both() {
            for sentence in &layout.sentences {
                std::hint::black_box(name::figures::by_themselves(sentence.span.of(&document.text), document.published));
            }
        }
    });
    let (lexicon, _) = Lexicon::load(knowledge.facts().files.below("languages/en/"));
    let tools = Tools { facts: knowledge.facts(), lexicon: &lexicon, syntax: Syntax::embedded() };
    let mut closely = (0, 0, 0);
    stage("names, figures and trees", count, || {
        for (document, layout) in both() {
            let read = scenes(tools, &document.text, document.published, layout);
            closely.0 += read.len();
            closely.1 += read.iter().map(|scene| scene.len()).sum::<usize>();
            closely.2 += layout.sentences.len();
        }
    });
    println!("  {} of {} sentences read closely, {} words", closely.0, closely.2, closely.1);
    let mut claims = (0, 0);
    stage("all of the reader", count, || {
        for document in &documents {
            let made = extract(knowledge, document).claims.len();
            claims.0 += usize::from(made > 0);
            claims.1 += made;
        }
    });
    println!("  {} texts make {} claims", claims.0, claims.1);
    Ok(())
}
