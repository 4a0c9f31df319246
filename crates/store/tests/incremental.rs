//! The projection that is kept up to date document by document is the one that the whole log gives.

#[path = "../../register/tests/common/words.rs"]
mod words;

use materiel_model::{
    AsRead, Claim, Class, Decision, Document, DocumentId, Entity, Entry, Event, Fetch, Kind, Named, PartyId, Slot, Stated, Value, Verdict,
};
use materiel_register::Cut;
use materiel_register::view::{Filter, ListRow, Order, Reviewed, Snapshot, Word, diff, facets, flows};
use materiel_store::{Overview, Part, Projected, Reading, Store, Trial};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
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
    let said = (0..6usize, 0..4usize, 0..4usize, 0..20usize, 0..4usize);
    let text = (0..5usize, 0..6usize, 0..6usize, 0..5usize);
    // Most are published within the weeks in which one may correct another.
    let published = prop::option::of((prop::bool::weighted(0.7), 2020..2025i16, 1..=12u8, 1..=28u8));
    (0..60u32, published, prop::collection::vec(said, 0..4), text).prop_map(|(label, published, said, text)| {
        let published = published.map_or(String::new(), |(near, year, month, day)| {
            if near { format!("2023-{:02}-{day:02}", 4 + month % 2) } else { format!("{year}-{month:02}") }
        });
        let (theme, changed, contract, heading) = text;
        let number = if contract < 3 {
            format!("The contract for $12,345,67{contract} has the number W15QKN-13-D-00{contract}{contract} and was awarded.")
        } else {
            String::new()
        };
        let heading = if heading == 0 { "CORRECTION: " } else { "" };
        let words = format!(
            "{heading}One XK PL US TR Javelin kit TB2 drones missiles helicopters spare parts engine parts engine repair 5 20 246 75 2023 said so. {number}\n{}",
            body(theme, changed)
        );
        let document = Document { source: Some(format!("s{label}")), ..document(&format!("d{label}"), &published, &words) };
        let polarity = if heading.is_empty() { "affirmed" } else { "denied" };
        let claims = said.into_iter().map(|said| a_claim(&document, said, polarity)).collect();
        Reading { document, reader: "test".into(), knowledge_hash: "none".into(), claims }
    })
}

fn a_claim(
    document: &Document,
    (stage, recipient, supplier, equipment, quantity): (usize, usize, usize, usize, usize),
    polarity: &str,
) -> Claim {
    if equipment >= 16 {
        return an_incident(document, (stage, recipient, supplier, equipment - 16), polarity);
    }
    let stages = ["interest", "requested", "notified", "contracted", "delivered", "cancelled"];
    let mut json = json!({"kind": "transfer", "stage": stages[stage], "polarity": polarity});
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
        // Where the class says nothing, and names are all that things are told apart by.
        ("spare parts", "other", None),
        ("engine parts", "other", None),
        ("parts", "other", None),
        ("kit", "other", None),
        ("kit", "other", Some("tb2")),
        ("Javelin kit", "service", Some("javelin")),
        ("engine repair", "service", None),
        ("repair", "service", None),
        ("Javelin", "service", None),
    ][equipment];
    json["equipment"] = json!({"name": name, "class": class, "text": name, "id": id});
    if let Some(number) = [5, 20, 246].get(quantity) {
        json["quantity"] = json!({"value": number, "text": number.to_string()});
    }
    claim(document, json)
}

/// An incident of one of a few sorts, here or nowhere, on a day that may be told.
fn an_incident(document: &Document, (sort, place, actor, target): (usize, usize, usize, usize), polarity: &str) -> Claim {
    let text = |words: &str| json!({"text": words});
    let sorts = ["engine repair", "repair", "kit", "drones", "missiles", "spare parts"];
    let mut json = json!({"kind": "incident", "polarity": polarity, "incident_type": text(sorts[sort])});
    for (slot, id) in [("location", ["XK"].get(place)), ("actor", ["US", "TR"].get(actor))] {
        if let Some(id) = id {
            json[slot] = json!({"id": id, "text": id});
        }
    }
    if let Some(words) = ["helicopters", "engine parts"].get(target) {
        json["target"] = text(words);
    }
    if let Some(date) = ["2023-02-07", "2023", "2023-09"].get(place + target) {
        json["date"] = json!({"value": date, "text": "2023"});
    }
    claim(document, json)
}

fn party(id: &str) -> Entity {
    Entity::Party(PartyId::new(id).unwrap())
}

/// Everything that the projection is made of, but for the order of its rows and how it is packed.
///
/// `loose` is true where somebody decided about a claim by its id alone: then what is taken in is marked as to be read as a whole more often.
fn projection(store: &mut Store, file: &Path, loose: bool) -> Vec<String> {
    let mut out: Vec<String> = store.rows(Cut::default()).unwrap().into_iter().map(|row| format!("{row:?}")).collect();
    out.extend(store.records("", Cut::default()).unwrap().into_iter().map(|record| format!("{record:?}")));
    let connection = Connection::open(file).unwrap();
    for columns in [
        "record: anchor, digits, cell, place, kind, day",
        "cell: key, block, family, classes",
        if loose { "lies: cell, document" } else { "lies: cell, document, said" },
        "joined: cell, family, digest",
        "band: band, document",
        "voice: document, leader",
        "noted: key, corrects, day, document",
        "link: correction, start, end, corrected, corrected_start, corrected_end",
        "numbered: number, document",
        "page: page, document",
        "projection: through, rules",
        "record JOIN mark ON key IN (\"to\", \"from\", words, stage): anchor, sort, said",
    ] {
        let (table, columns) = columns.split_once(": ").unwrap();
        let quoted = columns.split(", ").map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ' ' || ");
        let mut query = connection.prepare(&format!("SELECT {quoted} FROM {table} ORDER BY {columns}")).unwrap();
        let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        out.extend(rows.map(|row| format!("{table} {}", row.unwrap())));
    }
    out
}

/// Filters that let some rows pass and some not.
fn filters() -> Vec<Filter> {
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let word = |word: &str, ids: &[&str]| Word { word: word.to_owned(), ids: words(ids) };
    vec![
        Filter::default(),
        Filter { kinds: vec![Kind::Transfer], recipients: words(&["XK", "none"]), ..Filter::default() },
        Filter { suppliers: words(&["TR"]), stages: words(&["contracted", "delivered"]), ..Filter::default() },
        Filter { equipment: words(&["anti MISSILE", "jav"]), ..Filter::default() },
        Filter { equipment: words(&[" "]), since: "2023-02".parse().ok(), ..Filter::default() },
        Filter { kinds: vec![Kind::Budget], ..Filter::default() },
        Filter { classes: vec![Class::Uav, Class::AntiTankMissile], until: "2024-02".parse().ok(), ..Filter::default() },
        Filter { reviewed: vec![Reviewed::No, Reviewed::Part], conflicts: Some(false), ..Filter::default() },
        Filter { conflicts: Some(true), ..Filter::default() },
        Filter { search: vec![word("jav", &["TR"]), word("kosovo", &["XK"])], ..Filter::default() },
        Filter { search: vec![word("contracted", &[])], recipients: words(&["XK"]), ..Filter::default() },
    ]
}

/// Lists are read page by page, and are what picking and sorting all rows gives.
fn check_lists(store: &mut Store, all: &[ListRow]) {
    for filter in filters() {
        let mut wanted: Vec<ListRow> = all.iter().filter(|row| filter.takes(row)).cloned().collect();
        wanted.sort_by_key(|row| (row.place(), row.id.clone()));
        let mut read = Vec::new();
        loop {
            let page = store.list(&filter, Cut::default(), Part { skip: read.len(), many: Some(3), ..Part::default() }).unwrap();
            assert_eq!(page.total, wanted.len(), "{filter:?}");
            assert!(page.rows.len() == 3 || read.len() + page.rows.len() == wanted.len());
            if page.rows.is_empty() {
                break;
            }
            read.extend(page.rows);
        }
        assert_eq!(read, wanted, "{filter:?}");
        assert_eq!(store.list(&filter, Cut::default(), Part::default()).unwrap().rows, wanted);
        assert_eq!(store.facets(&filter, Cut::default()).unwrap(), facets(all, &filter), "{filter:?}");
        assert_eq!(store.flows(&filter, Cut::default()).unwrap(), flows(&wanted), "{filter:?}");
        for order in [Order::Latest, Order::Earliest, Order::Number, Order::Value, Order::Voices, Order::Conflicts] {
            let mut wanted = wanted.clone();
            wanted.sort_by_key(|row| (order.key(row), row.place(), row.id.clone()));
            let part = Part { order, ..Part::default() };
            assert_eq!(store.list(&filter, Cut::default(), part).unwrap().rows, wanted, "{filter:?} {order:?}");
        }
        // From the log it is the same.
        let cut = Cut { had_at: "2026-01-01T00:00:00Z".parse().ok(), ..Cut::default() };
        let page = store.list(&filter, cut, Part { skip: 1, many: Some(2), ..Part::default() }).unwrap();
        assert_eq!((page.total, page.rows), (wanted.len(), wanted.into_iter().skip(1).take(2).collect()));
    }
}

/// What a decision would change is told as a fold of the whole log tells it, and nothing is stored.
fn check_trial(store: &mut Store, decision: &Decision) {
    store.project().unwrap();
    let (last, rows) = (store.last_entry().unwrap(), store.rows(Cut::default()).unwrap());
    let (at, event) = ("2025-01-02T00:00:00Z".parse().unwrap(), Event::Decided { decision: decision.clone() });
    let Some(Trial { before, after }) = store.try_out(std::slice::from_ref(&event), at).unwrap() else { return };
    assert!(store.is_projected().unwrap());
    assert_eq!((store.last_entry().unwrap(), store.rows(Cut::default()).unwrap()), (last, rows));
    let folded = store.fold(Cut::default()).unwrap();
    let mut then = folded.clone();
    then.apply(&Entry { number: folded.through() + 1, at, event });
    then.settle();
    let library = |id: &DocumentId| store.document(id).ok().flatten();
    let by_fold = diff(&Snapshot::of(&folded), &Snapshot::of(&then), &library);
    assert_eq!(diff(&before, &after, &library), by_fold, "{decision:?}");
    // What the ids of its claims mean is found without a fold, too.
    for named in decision.verdict.claims() {
        let digits = &named.id().as_str()[..9];
        if let Some((register, _)) = store.register_about(&[digits]).unwrap() {
            assert_eq!(register.as_read(digits), folded.as_read(digits));
        }
    }
}

/// As many cases as `PROPTEST_CASES` says, and 120 where it says nothing.
fn config() -> ProptestConfig {
    let set = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { set } else { ProptestConfig { cases: 120, ..set } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn document_by_document_is_the_same_as_from_nothing(
        batches in prop::collection::vec(prop::collection::vec(a_document(), 1..4), 2..8),
        decisions in prop::collection::vec((0..7usize, 0..12usize, 0..12usize, 0..9usize), 0..5),
        // In some registers a part of the documents are versions of a few pages, fetched now or seen again later.
        fetches in prop_oneof![Just(Vec::new()), prop::collection::vec((0..7usize, 0..20usize, 0..4usize, 0..9i64), 1..12)],
        loose in prop::bool::weighted(0.1),
        overviewed in any::<u8>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.db");
        let mut store = Store::create(&file).unwrap();
        let (mut taken_in, mut wholly) = (0, 1);
        // Looked at now and then, so that it is brought up to date by what has changed since.
        let overview: Arc<Overview> = Arc::default();
        let said: Vec<(&Document, &Claim)> = batches.iter().flatten().flat_map(|one| one.claims.iter().map(|claim| (&one.document, claim))).collect();
        let named = |at: usize| said.get(at).map(|(document, claim)| {
            let id = claim.id(&document.id());
            if loose { Named::Id(id) } else { Named::Read(Box::new(AsRead { id, document: document.id(), claim: (*claim).clone() })) }
        });
        for (at, batch) in batches.iter().enumerate() {
            let moment = format!("2025-01-01T00:{at:02}:00Z").parse().unwrap();
            store.add(batch, moment).unwrap();
            let there: Vec<&Document> = batches[..=at].iter().flatten().map(|one| &one.document).collect();
            let fetched = fetches.iter().filter(|(when, ..)| *when == at).filter_map(|(_, which, page, hour)| {
                let document = there.get(which % (there.len() + 3))?;
                let page = format!("https://example.org/{page}");
                let at = format!("2025-01-01T0{hour}:00:00Z").parse().unwrap();
                Some((document.id(), Fetch { address: page.clone(), page, at, sha256: String::new(), content_type: None, archived: None }))
            });
            store.add_fetched(&fetched.collect::<Vec<_>>(), moment).unwrap();
            for (when, first, second, what) in &decisions {
                let (Some(first), Some(second)) = (named(*first), named(*second)) else { continue };
                if *when != at {
                    continue;
                }
                let verdict = match what {
                    0 | 1 => Verdict::Join { first, second, others: Vec::new() },
                    2 => Verdict::Split { first, second, others: Vec::new() },
                    3 => Verdict::Reject { claim: first },
                    4 => Verdict::Accept { claim: first },
                    5 => {
                        let Named::Read(read) = &first else { continue };
                        let quantity = read.claim.slots.all(Slot::Equipment).to_vec();
                        Verdict::Correct { claim: first, slot: Slot::Recipient, values: quantity.into_iter().map(|stated| Stated { value: Value::Party(PartyId::new("TR").unwrap()), ..stated }).collect() }
                    }
                    6 => Verdict::Rename { from: party("US"), to: party("TR") },
                    7 => {
                        // Read again, and otherwise.
                        let Some(reading) = batches[0].first() else { continue };
                        store.read_again(&[Reading { claims: reading.claims.iter().skip(1).cloned().collect(), ..reading.clone() }], moment).unwrap();
                        continue;
                    }
                    _ => {
                        let mut last = 0;
                        store.entries(0, |entry| if !matches!(entry.event, Event::DocumentAdded { .. } | Event::ClaimsRead { .. }) { last = entry.number }).unwrap();
                        if last > 0 {
                            store.retract(last, "a", "b", moment).unwrap();
                        }
                        continue;
                    }
                };
                wholly += usize::from(matches!(verdict, Verdict::Rename { .. }));
                let decision = Decision { verdict, author: "a".into(), reason: "b".into() };
                if overviewed & 0x80 != 0 {
                    check_trial(&mut store, &decision);
                }
                store.decide(&decision, moment).unwrap();
            }
            taken_in += usize::from(store.project().unwrap() != Projected::Rebuilt);
            if overviewed & 1 << at != 0 {
                let mut reader = Store::open_to_read(&file).unwrap();
                reader.share(&overview).unwrap();
                let page = reader.list(&Filter::default(), Cut::default(), Part::default()).unwrap();
                let mut rows = store.rows(Cut::default()).unwrap();
                rows.sort_by_key(|row| (row.place(), row.id.clone()));
                prop_assert_eq!(page.rows, rows, "after batch {}", at);
            }
            let kept = projection(&mut store, &file, loose);
            store.rebuild().unwrap();
            let made = projection(&mut store, &file, loose);
            let other = |these: &[String], those: &[String]| these.iter().filter(|line| !those.contains(line)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(other(&kept, &made), other(&made, &kept), "after batch {}", at);
            let mut folded: Vec<_> = store.fold(Cut::default()).unwrap().records().collect();
            folded.sort_by(|a, b| a.id.cmp(&b.id));
            prop_assert_eq!(store.records("", Cut::default()).unwrap(), folded, "after batch {}", at);
        }
        let all = store.rows(Cut::default()).unwrap();
        check_lists(&mut store, &all);
        store.share(&overview).unwrap();
        check_lists(&mut store, &all);
        // Only the first batch, and what bears on everything, makes all of it; a join or split by ids alone does so for good.
        let everything = loose || decisions.iter().any(|(.., what)| *what == 8);
        prop_assert!(everything || taken_in + wholly >= batches.len(), "{} of {}", taken_in, batches.len());
    }
}

#[test]
fn a_correction_is_taken_in_with_what_it_may_correct() {
    let mut store = Store::temporary().unwrap();
    let text = |said: &str| {
        format!(
            "{said}The Example Company, Springfield, was awarded a $12,345,678 contract for kit. The contract number is W15QKN-13-D-0041."
        )
    };
    let reading = |day: &str, said: &str, polarity: &str| {
        let document = document(day, day, &text(said));
        let claims = vec![claim(
            &document,
            json!({"kind": "transfer", "stage": "contracted", "polarity": polarity, "equipment": {"name": "kit", "class": "other", "text": "kit"}}),
        )];
        Reading { document, reader: String::new(), knowledge_hash: String::new(), claims }
    };
    let at = "2025-01-01T00:00:00Z".parse().unwrap();
    let mut add = |day: &str, said: &str, polarity: &str| {
        store.add(&[reading(day, said, polarity)], at).unwrap();
        let how = store.project().unwrap();
        (how, store.records("t-", Cut::default()).unwrap().iter().map(|record| record.corrections.len()).sum::<usize>())
    };
    assert_eq!(add("2024-02-01", "", "affirmed"), (Projected::Rebuilt, 0));
    assert_eq!(add("2024-03-05", "CORRECTION: ", "denied"), (Projected::TakenIn, 1));
    assert_eq!(add("2024-03-06", "It says so. ", "affirmed"), (Projected::TakenIn, 1));
    // Now there are two that it may mean.
    assert_eq!(add("2024-02-01", " ", "affirmed"), (Projected::TakenIn, 0));
}

#[test]
fn a_cell_stays_that_is_empty_because_somebody_tied_what_lies_in_it_to_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("register.db");
    let mut store = Store::create(&file).unwrap();
    let says = |name: &str, class: &str, id: Option<&str>| {
        let document = document(name, "", &format!("One XK {name} kit said so {}", body(name.len(), 0)));
        let equipment = |name: &str, class: &str| {
            json!({"kind": "transfer", "stage": "interest", "recipient": {"id": "XK", "text": "XK"},
                "equipment": {"name": name, "class": class, "text": name, "id": id}})
        };
        // A family of two classes, where it has a designation.
        let also = id.map(|_| claim(&document, equipment("kit", "uav")));
        let claims = std::iter::once(claim(&document, equipment(name, class))).chain(also).collect();
        Reading { document, reader: String::new(), knowledge_hash: String::new(), claims }
    };
    let at = "2025-01-01T00:00:00Z".parse().unwrap();
    let (copters, drones) = (says("helicopters", "helicopter", None), says("drones", "uav", None));
    let named = |reading: &Reading| {
        let (claim, document) = (reading.claims[0].clone(), reading.document.id());
        Named::Read(Box::new(AsRead { id: claim.id(&document), document, claim }))
    };
    store.add(&[copters.clone(), drones.clone()], at).unwrap();
    let verdict = Verdict::Join { first: named(&drones), second: named(&copters), others: Vec::new() };
    store.decide(&Decision { verdict, author: "a".into(), reason: "b".into() }, at).unwrap();
    store.project().unwrap();
    store.add(&[says("Javelin", "anti_tank_missile", Some("javelin"))], at).unwrap();
    assert_eq!(store.project().unwrap(), Projected::TakenIn);
    let kept = projection(&mut store, &file, false);
    store.rebuild().unwrap();
    assert_eq!(kept, projection(&mut store, &file, false));
    assert_eq!(kept.iter().filter(|line| line.starts_with("cell ")).count(), 3, "{kept:?}");
}
