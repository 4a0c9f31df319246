//! The projection that is kept up to date document by document is the one that the whole log gives.

#[path = "../../register/tests/common/words.rs"]
mod words;

use materiel_model::{Claim, Decision, Document, Entity, Named, PartyId, Verdict};
use materiel_register::Cut;
use materiel_store::{Projected, Reading, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;
use words::{claim, document};

/// A text of many words that is no copy of another theme's.
fn body(theme: usize, changed: usize) -> String {
    let word = |at: usize| format!("w{}", (at * 7919 + theme * 104_729) % 65_521);
    let mut words: Vec<String> =
        (0..60).map(|at| word(at).replace(|c: char| c.is_ascii_digit(), "x") + &"y".repeat((at * 7 + theme * 3) % 13)).collect();
    // At the edge of what is a copy, so that who leads whom is not the same for all.
    (0..changed).for_each(|at| words[at * 5 % 60] = format!("z{}", "z".repeat(at + theme)));
    words.join(" ")
}

/// A document that says up to three things out of a small world, in one of a few texts that are copies of one another.
fn a_document() -> impl Strategy<Value = Reading> {
    let said = (0..6usize, 0..4usize, 0..4usize, 0..7usize, 0..4usize);
    let text = (0..5usize, 0..6usize, 0..6usize);
    (0..60u32, prop::option::of((2020..2025i16, 1..=12u8)), prop::collection::vec(said, 0..4), text).prop_map(
        |(label, published, said, text)| {
            let published = published.map_or(String::new(), |(year, month)| format!("{year}-{month:02}"));
            let (theme, changed, contract) = text;
            let number = if contract < 3 {
                format!("The contract has the number W15QKN-13-D-00{contract}{contract} and was awarded.")
            } else {
                String::new()
            };
            let words = format!(
                "One XK PL US TR Javelin TB2 drones missiles helicopters kit 5 20 246 75 2023 said so. {number}\n{}",
                body(theme, changed)
            );
            let document = Document { source: Some(format!("s{label}")), ..document(&format!("d{label}"), &published, &words) };
            let claims = said.into_iter().map(|said| a_claim(&document, said)).collect();
            Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims }
        },
    )
}

fn a_claim(document: &Document, (stage, recipient, supplier, equipment, quantity): (usize, usize, usize, usize, usize)) -> Claim {
    let stages = ["interest", "requested", "notified", "contracted", "delivered", "cancelled"];
    let mut json = json!({"kind": "transfer", "stage": stages[stage]});
    if let Some(id) = ["XK", "PL", "XK"].get(recipient) {
        json["recipient"] = json!({"id": id, "text": id});
    }
    if let Some(id) = ["US", "TR"].get(supplier) {
        json["supplier"] = json!({"id": id, "text": id});
    }
    let (name, class, id) = [
        ("Javelin", "anti_tank_missile", Some("javelin")),
        ("missiles", "anti_tank_missile", None),
        ("TB2", "uav", Some("tb2")),
        ("drones", "uav", None),
        ("helicopters", "helicopter", None),
        // Families whose claims are of several classes.
        ("kit", "uav", Some("javelin")),
        ("kit", "helicopter", Some("tb2")),
    ][equipment];
    json["equipment"] = json!({"name": name, "class": class, "text": name, "id": id});
    if let Some(number) = [5, 20, 246].get(quantity) {
        json["quantity"] = json!({"value": number, "text": number.to_string()});
    }
    claim(document, json)
}

fn party(id: &str) -> Entity {
    Entity::Party(PartyId::new(id).unwrap())
}

/// Everything that the projection is made of, but for the order of its rows and how it is packed.
fn projection(store: &mut Store, file: &Path) -> Vec<String> {
    let mut out: Vec<String> = store.rows(Cut::default()).unwrap().into_iter().map(|row| format!("{row:?}")).collect();
    out.extend(store.records("", Cut::default()).unwrap().into_iter().map(|record| format!("{record:?}")));
    let connection = Connection::open(file).unwrap();
    for columns in [
        "record: anchor, id, cell",
        "cell: key, block, family, classes",
        "lies: cell, document",
        "joined: cell, family, digest",
        "tied: cell",
        "band: band, document",
        "voice: document, leader",
        "correcting: day, number",
        "projection: through, rules",
    ] {
        let (table, columns) = columns.split_once(": ").unwrap();
        let quoted = columns.split(", ").map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ' ' || ");
        let mut query = connection.prepare(&format!("SELECT {quoted} FROM {table} ORDER BY {columns}")).unwrap();
        let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        out.extend(rows.map(|row| format!("{table} {}", row.unwrap())));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn document_by_document_is_the_same_as_from_nothing(
        batches in prop::collection::vec(prop::collection::vec(a_document(), 1..4), 2..8),
        decisions in prop::collection::vec((0..8usize, 0..8usize, 0..5usize), 0..2),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.db");
        let mut store = Store::create(&file).unwrap();
        let mut taken_in = 0;
        let claims: Vec<_> = batches.iter().flatten().flat_map(|one| one.claims.iter().map(|claim| claim.id(&one.document.id()))).collect();
        for (at, batch) in batches.iter().enumerate() {
            let moment = format!("2025-01-01T00:{at:02}:00Z").parse().unwrap();
            store.add(batch, moment).unwrap();
            if at == 2 {
                for (first, second, what) in &decisions {
                    let (Some(first), Some(second)) = (claims.get(*first).cloned(), claims.get(*second).cloned()) else { continue };
                    let (first, second) = (Named::Id(first), Named::Id(second));
                    let verdict = match what {
                        0 => Verdict::Join { first, second, others: Vec::new() },
                        1 => Verdict::Split { first, second, others: Vec::new() },
                        2 => Verdict::Reject { claim: first },
                        3 => Verdict::Rename { from: party("US"), to: party("TR") },
                        _ => Verdict::Accept { claim: first },
                    };
                    store.decide(&Decision { verdict, author: "a".into(), reason: "b".into() }, moment).unwrap();
                }
            }
            taken_in += usize::from(store.project().unwrap() == Projected::TakenIn);
            let kept = projection(&mut store, &file);
            store.rebuild().unwrap();
            let made = projection(&mut store, &file);
            let other = |these: &[String], those: &[String]| these.iter().filter(|line| !those.contains(line)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(other(&kept, &made), other(&made, &kept), "after batch {}", at);
        }
        // Unless somebody decided something, only the first batch makes all of it.
        prop_assert!(taken_in > 0 || !decisions.is_empty(), "{} of {}", taken_in, batches.len());
    }
}

#[test]
fn a_correction_is_left_to_the_whole_log() {
    let mut store = Store::temporary().unwrap();
    let text = |said: &str| {
        format!(
            "{said}The Example Company, Springfield, was awarded a $12,345,678 contract for goods. The contract number is W15QKN-13-D-0041."
        )
    };
    let reading = |day: &str, said: &str| {
        let document = document(day, day, &text(said));
        Reading { document, reader: String::new(), knowledge_hash: String::new(), claims: Vec::new() }
    };
    let at = "2025-01-01T00:00:00Z".parse().unwrap();
    let mut add = |day: &str, said: &str| {
        store.add(&[reading(day, said)], at).unwrap();
        store.project().unwrap()
    };
    assert_eq!(add("2024-03-01", ""), Projected::Rebuilt);
    assert_eq!(add("2024-03-04", ""), Projected::TakenIn);
    assert_eq!(add("2024-03-05", "CORRECTION: "), Projected::Rebuilt);
    assert_eq!(add("2024-03-06", "It says so. "), Projected::Rebuilt, "it has the number that the correction has");
}
