//! A document has no greatest length: one of five million bytes is read to its end.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Document, Kind, PartyId};

/// A list of our own, of which every paragraph differs.
fn paragraph(number: usize) -> String {
    format!(
        "apples, pears, row {number} of the plums, a basket of cherries and some bread; low cloud over the hills and rain by the river.\n\n"
    )
}

#[test]
fn a_claim_at_the_end_of_five_million_bytes_is_found() {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= 5_000_000 {
            break;
        }
        text += &paragraph(number);
    }
    let start = text.len();
    text += "Poland has ordered 32 F-35A fighter jets from the United States.\n";
    let claims = extract(Knowledge::embedded(), &Document::new("long", text)).claims;
    let told: Vec<_> = claims.iter().filter(|claim| claim.kind == Kind::Transfer).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].evidence.start >= start);
    assert_eq!(told[0].slots.party(materiel_model::Slot::Recipient), Some(&PartyId::new("PL").unwrap()));
}
