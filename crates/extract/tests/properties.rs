//! What holds for any text: reading does not panic, says the same twice, and points every value at its words.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, Slot, Value};
use proptest::prelude::*;

/// Pieces of which odd documents are put together: words that open frames, names, figures, marks and scraps of other scripts.
const PIECES: &[&str] = &[
    "Turkey",
    "delivered",
    "20",
    "Bayraktar TB2",
    "drones",
    "to",
    "Kosovo’s",
    "army",
    "in",
    "July 2023",
    ".",
    "\n",
    "\n\n",
    "“",
    "”",
    "(",
    ")",
    "$1.2bn",
    "€40 million",
    "Javelin",
    "FGM-148F",
    "signed a contract",
    "with",
    "Lockheed Martin",
    "F-16C/D",
    "Block 70",
    "the",
    "and",
    ",",
    "which",
    "will be",
    "not",
    "was awarded a",
    "modification",
    "(P00008)",
    "foreign military sales",
    "Transmittal No. 15-07",
    "—",
    "é",
    "Ibër-Lepenc",
    "导弹",
    "\u{a0}",
    "\u{200b}",
    "🛰️",
    "80 per cent",
    "5,000",
    "troops",
    "?",
    "CORRECTION:",
    "Prospective Purchaser:",
    "U.S.",
    "Gen.",
    "No. 5",
    "don't",
    "they",
    "said",
    "1",
    ";",
    ":",
    "\t",
    "ﬁ",
    "İ",
    "ß",
    "e\u{301}",
];

fn check(text: String) -> Result<(), TestCaseError> {
    let document = Document { published: "2024-01-11".parse().ok(), ..Document::new("any", text) };
    let first = extract(Knowledge::embedded(), &document);
    prop_assert_eq!(&first, &extract(Knowledge::embedded(), &document));
    for claim in &first.claims {
        prop_assert!(claim.is_complete(), "{:?}", claim);
        prop_assert!(document.text.get(claim.evidence.start..claim.evidence.end).is_some_and(|words| !words.trim().is_empty()));
        for (slot, values) in claim.slots.iter() {
            for stated in values {
                let words = document.text.get(stated.at.start..stated.at.end);
                prop_assert!(words.is_some_and(|words| !words.is_empty()), "{} at {:?}", slot, stated.at);
                // Free text is its words; the other slots are read from theirs.
                if let (Value::Text(value), Some(words)) = (&stated.value, words)
                    && slot != Slot::Manufacturers
                {
                    prop_assert_eq!(value, &words.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_are_read_without_harm(text in "\\PC{0,400}") {
        check(text)?;
    }

    #[test]
    fn any_order_of_telling_pieces_is_read_without_harm(pieces in prop::collection::vec((0..PIECES.len(), prop::bool::ANY), 0..80)) {
        let text = pieces.into_iter().map(|(piece, space)| format!("{}{}", PIECES[piece], if space { " " } else { "" })).collect();
        check(text)?;
    }
}
