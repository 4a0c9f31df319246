//! Where texts divide: paragraphs, headlines, sentences; and what must hold of any text.

use materiel_extract::syntax::Syntax;
use materiel_extract::text::{self, LONGEST_SENTENCE};
use proptest::prelude::*;
use std::time::Instant;

/// The sentences of `source`, one a line: `H ` before a headline, a blank line between paragraphs, newlines inside as `⏎`.
fn divided(source: &str) -> String {
    let read = text::read(source);
    let paragraphs: Vec<String> = read
        .paragraphs
        .iter()
        .map(|paragraph| {
            let sentences = &read.sentences[paragraph.sentences.clone()];
            let line = |sentence: &text::Sentence| {
                format!("{}{}\n", if sentence.headline { "H " } else { "" }, sentence.span.of(source).replace('\n', "⏎"))
            };
            sentences.iter().map(line).collect()
        })
        .collect();
    paragraphs.join("\n")
}

#[track_caller]
fn assert_sentences(source: &str, expected: &[&str]) {
    let read = text::read(source);
    let sentences: Vec<&str> = read.sentences.iter().map(|sentence| sentence.span.of(source)).collect();
    assert_eq!(sentences, expected);
}

#[test]
fn abbreviations_end_no_sentence() {
    assert_sentences(
        "Retired Lt. Gen. J. B. Smith met then-U.S. President Obama at 5 p.m. Tuesday. He signed on Jan. 5 for Rs. 5,000 crore.",
        &["Retired Lt. Gen. J. B. Smith met then-U.S. President Obama at 5 p.m. Tuesday.", "He signed on Jan. 5 for Rs. 5,000 crore."],
    );
    assert_sentences(
        "Lockheed Martin Corp. Missiles and Fire Control won. It came from Boeing Co. The firm (16,500 lbs. approx.) M28 of the U.K. In May it \
         was sold.",
        &[
            "Lockheed Martin Corp. Missiles and Fire Control won.",
            "It came from Boeing Co.",
            "The firm (16,500 lbs. approx.) M28 of the U.K.",
            "In May it was sold.",
        ],
    );
    assert_sentences("See No. 5. No. We won't. It weighs 1.5 t.", &["See No. 5.", "No.", "We won't.", "It weighs 1.5 t."]);
    assert_sentences("82 Fed. Reg. 57966 (Dec. 8, 2017)", &["82 Fed. Reg. 57966 (Dec. 8, 2017)"]);
}

#[test]
fn quotations_end_with_their_marks() {
    assert_sentences(
        "“We will coordinate.” Maqedonci left. \"Really?\" Vucic asked. “Why not?” He said:“Go.”Then he left… Nobody spoke.",
        &[
            "“We will coordinate.”",
            "Maqedonci left.",
            "\"Really?\" Vucic asked.",
            "“Why not?”",
            "He said:“Go.”",
            "Then he left…",
            "Nobody spoke.",
        ],
    );
}

#[test]
fn a_space_may_be_missing() {
    assert_sentences(
        "It joined other structures.Kosovo’s acting Minister spoke in 2024.The deal ended.See www.Example.com/News.Archive now.",
        &[
            "It joined other structures.",
            "Kosovo’s acting Minister spoke in 2024.",
            "The deal ended.",
            "See www.Example.com/News.Archive now.",
        ],
    );
}

#[test]
fn lists_divide_at_their_marks() {
    assert_sentences("Included: • 12 launchers; 48 missiles • spares", &["Included:", "• 12 launchers; 48 missiles", "• spares"]);
}

#[test]
fn lines_of_a_page_are_paragraphs() {
    let page = "Sunday, January 14, 2024\n\nUS Confirms Kosovo’s Request for Missiles\nBy Anna Berisha, Pristina\n\
                After a meeting on Thursday the president said he was disappointed. He left.\n\
                The minister (left) and the ambassador (right) in Belgrade, January 11 2024. Photo: Handout\n\
                The package includes:\nKosovo’s government denied it.\n";
    let expected = "H Sunday, January 14, 2024\n\nH US Confirms Kosovo’s Request for Missiles\n\nH By Anna Berisha, Pristina\n\n\
                    After a meeting on Thursday the president said he was disappointed.\nHe left.\n\n\
                    The minister (left) and the ambassador (right) in Belgrade, January 11 2024.\nPhoto: Handout\n\n\
                    The package includes:\n\nKosovo’s government denied it.\n";
    assert_eq!(divided(page), expected);
}

#[test]
fn wrapped_lines_are_joined() {
    let notice = "DEPARTMENT OF DEFENSE\nOffice of the Secretary\n\n    \
                  The following is a copy of a letter to the Speaker of the House of \nRepresentatives, with attached transmittal and policy\n\
                  justification for the sale of aircraft to the forces of the U.S.\nAir Force partner. The partner has asked to buy 36 F-16IQ aircraft.\n    \
                  (ii) Total Estimated Value:\nMajor Defense Equipment *...............................   $0.4 billion.\n    \
                  (iii) Quantity of Articles or Services under Consideration for\nPurchase: 18 aircraft and\nLow Altitude pods.\n";
    let expected = "H DEPARTMENT OF DEFENSE\n\nH Office of the Secretary\n\n\
                    The following is a copy of a letter to the Speaker of the House of ⏎Representatives, with attached transmittal and policy⏎\
                    justification for the sale of aircraft to the forces of the U.S.⏎Air Force partner.\n\
                    The partner has asked to buy 36 F-16IQ aircraft.\n\n(ii) Total Estimated Value:\n\n\
                    Major Defense Equipment *...............................   $0.4 billion.\n\n\
                    (iii) Quantity of Articles or Services under Consideration for⏎Purchase: 18 aircraft and⏎Low Altitude pods.\n";
    assert_eq!(divided(notice), expected);
}

#[test]
fn a_sentence_without_end_is_cut() {
    let source = format!("{}; {}", "a, b ".repeat(120), "word ".repeat(1000));
    let read = text::read(&source);
    assert!(read.sentences.len() > 3);
    assert!(read.sentences.iter().all(|sentence| sentence.tokens.len() <= LONGEST_SENTENCE));
    assert!(read.sentences[0].span.of(&source).ends_with(';'), "the semicolon comes before any other place");
}

/// Megabytes in one line or in very many: words, no white space at all, brackets, full stops, quotation marks.
#[test]
fn long_texts_take_linear_time() {
    for unit in ["word ", "word", "(", ".", "\".", ". ", "! ", "a.b", "x@", "(a. ", "’s", "• ", "U.S. (", "\n", "a\n", ":) ", "it's"] {
        let length = if unit.starts_with("word") { 5_000_000 } else { 1_000_000 };
        let source = unit.repeat(length / unit.len());
        let start = Instant::now();
        let read = text::read(&source);
        assert!(start.elapsed().as_secs() < 60, "{unit:?} takes {:?}", start.elapsed());
        drop(read);
    }
}

/// What every reader of [`text::Text`] may rely on.
fn check(source: &str) {
    let read = text::read(source);
    let mut token = 0;
    let mut sentence = 0;
    let mut end = 0;
    for (index, paragraph) in read.paragraphs.iter().enumerate() {
        assert!(paragraph.sentences.start == sentence && !paragraph.sentences.is_empty());
        for sentence in &read.sentences[paragraph.sentences.clone()] {
            assert!(sentence.tokens.start == token && !sentence.tokens.is_empty() && sentence.tokens.len() <= LONGEST_SENTENCE);
            assert!(sentence.paragraph == index && paragraph.span.contains(sentence.span));
            for token in &read.tokens[sentence.tokens.clone()] {
                assert!(sentence.span.contains(token.span) && !token.span.is_empty() && token.span.start >= end);
                let between = source.get(end..token.span.start).expect("spans lie on the boundaries of characters");
                assert!(between.chars().all(char::is_whitespace), "{between:?} belongs to no token");
                let words = source.get(token.span.start..token.span.end).expect("spans lie on the boundaries of characters");
                assert!(!words.contains(char::is_whitespace));
                assert_eq!(token.space_after, source[token.span.end..].starts_with(char::is_whitespace));
                end = token.span.end;
            }
            token = sentence.tokens.end;
        }
        sentence = paragraph.sentences.end;
    }
    assert!(source[end..].chars().all(char::is_whitespace));
    assert_eq!((token, sentence), (read.tokens.len(), read.sentences.len()));
    for sentence in &read.sentences {
        let tree = Syntax::embedded().parse(source, &read.tokens[sentence.tokens.clone()]);
        let count = sentence.tokens.len();
        assert!([tree.tags.len(), tree.lemmas.len(), tree.heads.len(), tree.labels.len()] == [count; 4]);
        assert!(tree.heads.iter().all(|&head| head < count));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_divides(source in any::<String>()) {
        check(&source);
    }

    #[test]
    fn any_text_of_marks_and_words_divides(
        parts in proptest::collection::vec(
            prop_oneof![
                Just(" "), Just("\n"), Just("\n\n"), Just("\r\n"), Just("."), Just("..."), Just("…"), Just("?"), Just("”"), Just("“"), Just("’s"),
                Just("'"), Just("\""), Just("("), Just(")"), Just("["), Just("•"), Just("- "), Just(","), Just(";"), Just(":"), Just("$"), Just("–"),
                Just("U.S."), Just("Gen."), Just("No."), Just("a.m."), Just("Corp."), Just("can't"), Just("İ"), Just("ß"), Just("word"), Just("Word"),
                Just("5"), Just("1.5"), Just("12°C."), Just("www.a.org/b"), Just("a@b.org"), Just("\u{200b}"), Just("\u{a0}"), Just("é"), Just("日本。"),
                Just("x-y"), Just("km²"), Just(":)"), Just("I'd've"), Just("\u{1c}"),
            ],
            0..60,
        )
    ) {
        check(&parts.concat());
    }
}
