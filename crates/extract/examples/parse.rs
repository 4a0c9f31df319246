//! Sentences in, one a line; their tokens, tags, heads, labels and lemmas out, one token a line and a blank line after each sentence.
//!
//! With `--split` the input is one text, and its sentences are printed instead; with `--time` only the speed is, on stderr.

use materiel_extract::{syntax::Syntax, text};
use materiel_model::Span;
use std::io::Read;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    match std::env::args().nth(1).as_deref() {
        Some("--split") => split(&input),
        Some("--time") => time(&input),
        _ => parse(&input),
    }
    Ok(())
}

fn parse(input: &str) {
    let syntax = Syntax::embedded();
    for line in input.lines() {
        let tokens = text::tokens(line, Span::new(0, line.len()));
        let tree = syntax.parse(line, &tokens);
        for (index, token) in tokens.iter().enumerate() {
            let (tag, head, label, lemma) = (tree.tags[index], tree.heads[index], tree.labels[index], &tree.lemmas[index]);
            println!("{}\t{tag}\t{head}\t{label}\t{lemma}", token.span.of(line));
        }
        println!();
    }
}

fn split(input: &str) {
    let read = text::read(input);
    for paragraph in &read.paragraphs {
        for sentence in &read.sentences[paragraph.sentences.clone()] {
            println!("{} {}", if sentence.headline { "H" } else { "|" }, sentence.span.of(input).replace(['\n', '\r'], "⏎"));
        }
        println!();
    }
}

fn time(input: &str) {
    let start = Instant::now();
    let syntax = Syntax::embedded();
    eprintln!("load: {:?}", start.elapsed());
    let start = Instant::now();
    let read = text::read(input);
    let words = read.tokens.len();
    let rate = |start: Instant| words as f64 / start.elapsed().as_secs_f64();
    eprintln!("divide: {words} tokens, {:.0} a second", rate(start));
    let start = Instant::now();
    for sentence in &read.sentences {
        std::hint::black_box(syntax.tag(input, &read.tokens[sentence.tokens.clone()]));
    }
    eprintln!("tag: {:.0} a second", rate(start));
    let start = Instant::now();
    for sentence in &read.sentences {
        std::hint::black_box(syntax.parse(input, &read.tokens[sentence.tokens.clone()]));
    }
    eprintln!("parse: {:.0} a second", rate(start));
}
