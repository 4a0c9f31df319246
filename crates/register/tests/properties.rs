//! What must hold of every log.

#[path = "common/log.rs"]
mod log;
#[path = "common/words.rs"]
mod words;

use log::{log, push};
use materiel_model::{
    AsRead, Claim, Decision, Document, Entity, Entry, Event, Fetch, Member, Named, PartyId, Qualifier, Quantity, Record, Slot, Stage,
    Stated, Value, Verdict,
};
use materiel_register::fold::fold;
use materiel_register::reconcile::{choose, history};
use materiel_register::view::{Standpoint, list_row, record_view};
use materiel_register::{Cut, Register};
use proptest::prelude::*;
use serde_json::json;
use words::{claim, document};

/// A document that says up to three things out of a small world, so that many documents speak of the same.
fn a_document() -> impl Strategy<Value = (Document, Vec<Claim>)> {
    let said = (0..6usize, 0..4usize, 0..4usize, 0..5usize, 0..4usize, any::<bool>());
    let published = prop::option::of((2020..2025i16, 1..=12u8, 0..4u8));
    // One, two or no official numbers, and one in eight is a correction of what was said before.
    let form = (0..8usize, 0..10usize, 0..10usize);
    (0..40u32, published, form, prop::collection::vec(said, 0..4)).prop_map(|(label, published, (heading, one, other), said)| {
        let published = published.map_or(String::new(), |(year, month, day)| match day {
            0 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{day:02}"),
        });
        let numbers = ["N00019-14-C-0001", "N00019-14-C-0002", "W31P4Q-15-D-0003"];
        let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
        let heading = if heading == 0 { "CORRECTION: " } else { "" };
        let text = "One XK PL US TR Javelin TB2 drones missiles helicopters 5 20 246 75 2023 said so.";
        let document = document(&format!("d{label}"), &published, &format!("{heading}{text} {} {} {label}", number(one), number(other)));
        let claims = said
            .into_iter()
            .map(|(stage, recipient, supplier, equipment, quantity, denied)| {
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
                ][equipment];
                json["equipment"] = json!({"name": name, "class": class, "text": name, "id": id});
                if let Some(number) = [5, 20, 246].get(quantity) {
                    json["quantity"] = json!({"value": number, "text": number.to_string()});
                }
                if denied {
                    json["polarity"] = json!("denied");
                }
                claim(&document, json)
            })
            .collect();
        (document, claims)
    })
}

/// A decision about one or two claims.
fn a_verdict(sort: usize, one: &Member, other: &Member) -> Verdict {
    let named = |member: &Member| {
        let read = AsRead { id: member.id.clone(), document: member.document.clone(), claim: member.claim.clone() };
        Named::Read(Box::new(read))
    };
    let stage = Stated::new(Value::Stage(Stage::Delivered), one.claim.evidence);
    match sort {
        0 => Verdict::Accept { claim: named(one) },
        1 => Verdict::Reject { claim: one.id.clone().into() },
        2 => Verdict::Join { first: named(one), second: other.id.clone().into(), others: Vec::new() },
        3 => Verdict::Join { first: named(one), second: named(other), others: vec![named(one)] },
        4 => Verdict::Split { first: named(one), second: named(other), others: Vec::new() },
        5 => Verdict::Correct { claim: named(one), slot: Slot::Stage, values: vec![stage] },
        6 => {
            let party = |member: &Member, slot| member.claim.slots.party(slot).cloned().unwrap_or_else(|| PartyId::new("US").unwrap());
            Verdict::Rename { from: Entity::Party(party(one, Slot::Recipient)), to: Entity::Party(party(other, Slot::Supplier)) }
        }
        _ => Verdict::Pin { claim: named(one), slot: Slot::Stage, value: one.claim.slots.get(Slot::Stage).unwrap().value.clone() },
    }
}

/// A later reading of a document: the same, without the first claim, or with other values in it.
fn read_again(document: &Document, claims: &[Claim], change: usize) -> Event {
    let mut claims = claims.to_vec();
    if let (Some(first), true) = (claims.first_mut(), change > 1) {
        let slot = if change == 2 { Slot::Quantity } else { Slot::Recipient };
        let value = if change == 2 {
            Value::Quantity(Quantity { value: 7, qualifier: Qualifier::Exact })
        } else {
            Value::Party(PartyId::new("FR").unwrap())
        };
        first.slots.set(slot, Stated::inferred(value, first.evidence));
    } else if change == 1 && !claims.is_empty() {
        claims.remove(0);
    }
    Event::ClaimsRead { document: document.id(), reader: "test 2".into(), knowledge_hash: "more".into(), claims }
}

/// Several documents, no two the same.
fn documents() -> impl Strategy<Value = Vec<(Document, Vec<Claim>)>> {
    prop::collection::vec(a_document(), 0..14).prop_map(|mut documents| {
        documents.sort_by_key(|(document, _)| document.id());
        documents.dedup_by_key(|(document, _)| document.id());
        documents
    })
}

/// When each of some documents was fetched of which of two pages; some of them were not.
fn fetches(entries: &mut Vec<Entry>, documents: &[(Document, Vec<Claim>)], when: &[(usize, usize)]) {
    for ((document, _), (page, minute)) in documents.iter().zip(when).filter(|(_, (page, _))| *page < 2) {
        let page = format!("https://example.org/{page}");
        let at = format!("2024-06-01T10:{minute:02}:00Z").parse().unwrap();
        let fetch = Fetch { address: page.clone(), page, at, sha256: String::new(), content_type: None, archived: None };
        push(entries, Event::Fetched { document: document.id(), fetch });
    }
}

fn records(entries: &[Entry]) -> Vec<Record> {
    fold(entries, Cut::default()).records().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn step_by_step_is_the_same_as_from_nothing(documents in documents()) {
        let entries = log(&documents);
        let mut register = Register::default();
        for entry in &entries {
            register.apply(entry);
            register.settle();
        }
        prop_assert_eq!(register.records().collect::<Vec<_>>(), records(&entries));
    }

    #[test]
    fn the_order_of_documents_does_not_matter(
        (documents, shuffled) in documents().prop_flat_map(|documents| (Just(documents.clone()), Just(documents).prop_shuffle()))
    ) {
        // Documents without a date are placed by their id, not by when they came in.
        prop_assert_eq!(records(&log(&documents)), records(&log(&shuffled)));
    }

    #[test]
    fn the_order_in_which_versions_were_written_down_does_not_matter(
        (documents, shuffled, when, known) in documents().prop_flat_map(|documents| {
            let many = documents.len();
            (
                Just(documents.clone()),
                Just((0..many).collect::<Vec<_>>()).prop_shuffle(),
                prop::collection::vec((0..4usize, 0..60usize), many),
                prop::option::of(2023..2026i16),
            )
        })
    ) {
        let cut = Cut { known_by: known.map(|year| jiff::civil::date(year, 1, 1)), ..Cut::default() };
        let mut one = log(&documents);
        fetches(&mut one, &documents, &when);
        let other_documents: Vec<_> = shuffled.iter().map(|at| documents[*at].clone()).collect();
        let other_when: Vec<_> = shuffled.iter().map(|at| when[*at]).collect();
        let mut other = log(&other_documents);
        fetches(&mut other, &other_documents, &other_when);
        let of = |entries: &[Entry]| fold(entries, cut).records().collect::<Vec<_>>();
        prop_assert_eq!(of(&one), of(&other));
        // Step by step is the same as from nothing.
        let mut register = Register::new(cut);
        for entry in &one {
            register.apply(entry);
            register.settle();
        }
        prop_assert_eq!(register.records().collect::<Vec<_>>(), of(&one));
        // An earlier version is no second voice, and its page's newest version is none.
        for record in register.records() {
            let newest: std::collections::BTreeSet<_> = record.superseded.iter().map(|one| &one.by).collect();
            prop_assert!(record.superseded.iter().all(|one| !newest.contains(&one.document)));
            for one in &record.superseded {
                if let (Some(earlier), Some(by)) = (record.voice(&one.document), record.voice(&one.by)) {
                    prop_assert_eq!(earlier, by);
                }
            }
        }
    }

    #[test]
    fn adding_twice_changes_nothing(documents in documents()) {
        let twice: Vec<_> = documents.iter().chain(&documents).cloned().collect();
        prop_assert_eq!(records(&log(&documents)), records(&log(&twice)));
    }

    #[test]
    fn a_document_taken_back_leaves_no_trace(documents in documents(), extra in a_document()) {
        prop_assume!(documents.iter().all(|(document, _)| document.id() != extra.0.id()));
        let mut entries = log(&documents);
        let before = records(&entries);
        let number = entries.len() as u64 + 1;
        let more: Vec<Event> = log(&[extra]).into_iter().map(|entry| entry.event).collect();
        more.into_iter().for_each(|event| push(&mut entries, event));
        push(&mut entries, Event::Retracted { entry: number, author: "a".into(), reason: "b".into() });
        prop_assert_eq!(records(&entries), before);
    }

    #[test]
    fn decisions_step_by_step_come_to_the_same_as_from_scratch_and_taken_back_leave_no_trace(
        documents in documents(),
        decided in prop::collection::vec((0..8usize, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6)
    ) {
        let mut entries = log(&documents);
        let before = records(&entries);
        let members: Vec<_> = before.iter().flat_map(|record| record.members.iter().map(|member| Member::clone(member))).collect();
        prop_assume!(!members.is_empty());
        let first = entries.len() as u64 + 1;
        for (verdict, one, other) in decided {
            let verdict = a_verdict(verdict, one.get(&members), other.get(&members));
            push(&mut entries, Event::Decided { decision: Decision { verdict, author: "a".into(), reason: "b".into() } });
        }
        let mut register = Register::new(Cut::default());
        for entry in &entries {
            register.apply(entry);
            register.settle();
        }
        prop_assert_eq!(register.records().collect::<Vec<_>>(), records(&entries));
        for entry in first..=entries.len() as u64 {
            push(&mut entries, Event::Retracted { entry, author: "a".into(), reason: "b".into() });
            register.apply(&entries[entries.len() - 1]);
            register.settle();
        }
        prop_assert_eq!(records(&entries), before.clone());
        prop_assert_eq!(register.records().collect::<Vec<_>>(), before);
    }

    #[test]
    fn decisions_step_by_step_come_to_the_same_where_documents_are_read_again(
        documents in documents(),
        decided in prop::collection::vec((0..8usize, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6),
        again in prop::collection::vec((any::<prop::sample::Index>(), 0..4usize), 1..4)
    ) {
        let mut entries = log(&documents);
        let members: Vec<_> = records(&entries).iter().flat_map(|record| record.members.iter().map(|member| Member::clone(member))).collect();
        prop_assume!(!members.is_empty());
        for (verdict, one, other) in decided {
            let verdict = a_verdict(verdict, one.get(&members), other.get(&members));
            push(&mut entries, Event::Decided { decision: Decision { verdict, author: "a".into(), reason: "b".into() } });
        }
        let judged = records(&entries);
        for (document, change) in again {
            let (document, claims) = document.get(&documents);
            push(&mut entries, read_again(document, claims, change));
        }
        let mut register = Register::new(Cut::default());
        for entry in &entries {
            register.apply(entry);
            register.settle();
        }
        prop_assert_eq!(register.records().collect::<Vec<_>>(), records(&entries));
        // Reading everything again as it was read at first brings everything back.
        for (document, claims) in &documents {
            push(&mut entries, read_again(document, claims, 0));
        }
        prop_assert_eq!(records(&entries), judged);
    }

    #[test]
    fn every_claim_is_in_one_record_and_every_value_reaches_its_words(documents in documents()) {
        let records = records(&log(&documents));
        let mut claims: Vec<_> = records.iter().flat_map(|record| record.members.iter().map(|member| member.id.clone())).collect();
        let mut expected: Vec<_> = documents.iter().flat_map(|(document, claims)| claims.iter().map(|claim| claim.id(&document.id()))).collect();
        claims.sort();
        expected.sort();
        expected.dedup();
        prop_assert_eq!(claims, expected);
        let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|document| &document.id() == id).cloned();
        for record in &records {
            let view = record_view(record, &library, Standpoint { today: jiff::civil::date(2025, 1, 1), reviews: &[] });
            let values = view.slots.iter().flat_map(|slot| slot.shown.iter().chain(&slot.others));
            for quotes in values.map(|value| &value.quotes).chain(view.history.iter().map(|step| &step.quotes)) {
                prop_assert!(!quotes.is_empty());
                for quote in quotes {
                    let id = materiel_model::DocumentId::parse(&quote.document).unwrap();
                    prop_assert_eq!(&library(&id).unwrap().text[quote.start..quote.end], &quote.words);
                }
            }
        }
    }

    #[test]
    fn what_is_known_only_grows(documents in documents(), first in 2020..2025i16, second in 2020..2025i16) {
        let entries = log(&documents);
        let by = |year: i16| Cut { known_by: Some(jiff::civil::date(year, 6, 30)), ..Cut::default() };
        let claims = |cut: Cut| fold(&entries, cut).records().flat_map(|record| record.members).map(|member| member.id.clone()).collect::<std::collections::BTreeSet<_>>();
        let (early, late) = (claims(by(first.min(second))), claims(by(first.max(second))));
        prop_assert!(early.is_subset(&late));
    }

    #[test]
    fn rows_and_choices_never_fail(documents in documents()) {
        for record in records(&log(&documents)) {
            let row = list_row(&record);
            prop_assert!(row.voices <= row.documents && row.documents > 0);
            let steps = history(&record);
            prop_assert_eq!(steps.iter().map(|step| step.claims.len()).sum::<usize>(), record.members.len());
            for slot in Slot::ALL {
                if let Some(choice) = choose(&record, *slot) {
                    prop_assert!(choice.shown >= 1 && choice.shown <= choice.said.len());
                }
            }
        }
    }
}
