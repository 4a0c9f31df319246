//! A page that changes: its earlier versions stay visible, and the newest one's reading counts.

#[path = "common/log.rs"]
mod log;
#[path = "common/words.rs"]
mod words;

use log::{log, push};
use materiel_model::{Claim, Document, Entry, Event, Fetch, Record, Slot, Value};
use materiel_register::fold::fold;
use materiel_register::reconcile::{Rule, choose, history, shown_stage};
use materiel_register::view::list_row;
use materiel_register::{Cut, Register};
use serde_json::json;
use words::{claim, document};

/// A report on the sale of some missiles, in words that are no copy of another's.
fn report(label: &str, published: &str, number: u64, stage: &str) -> (Document, Vec<Claim>) {
    let text = format!("The {label} says Kosovo {stage} {number} Javelin missiles from the United States.");
    let report = document(label, published, &text);
    let said = json!({
        "kind": "transfer", "stage": stage, "recipient": {"id": "XK", "text": "Kosovo"}, "supplier": {"id": "US", "text": "United States"},
        "equipment": {"name": "Javelin", "class": "anti_tank_missile", "id": "javelin", "text": "Javelin missiles"},
        "quantity": {"value": number, "text": number.to_string()}
    });
    let claims = vec![claim(&report, said)];
    (report, claims)
}

fn fetched(entries: &mut Vec<Entry>, document: &Document, page: &str, at: &str) {
    let fetch = Fetch {
        page: page.to_owned(),
        address: page.to_owned(),
        at: at.parse().unwrap(),
        sha256: "0".repeat(64),
        content_type: None,
        archived: None,
    };
    push(entries, Event::Fetched { document: document.id(), fetch });
}

const PAGE: &str = "https://example.org/javelin";

fn only(register: &Register) -> Record {
    let mut records: Vec<Record> = register.records().collect();
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0)
}

fn number(record: &Record) -> (u64, Rule, usize) {
    let choice = choose(record, Slot::Quantity).unwrap();
    let Value::Quantity(quantity) = choice.said[0].value else { panic!() };
    (quantity.value, choice.rule, choice.said[0].voices.len())
}

#[test]
fn the_newest_version_counts_and_the_earlier_one_stays_visible_without_a_voice() {
    let (first, second, other) = (
        report("page", "2024-01-11", 246, "contracted"),
        report("page again", "2024-01-11", 200, "contracted"),
        report("wire", "2024-01-12", 246, "contracted"),
    );
    let reports = [first.clone(), second.clone(), other];
    let entries = log(&reports);
    // Three documents from who knows where are three voices.
    let record = only(&fold(&entries, Cut::default()));
    assert_eq!((list_row(&record).voices, number(&record).0, list_row(&record).conflicts), (3, 246, 1));
    // Two versions of one page are one voice, and what it says now is what it says.
    let mut entries = log(&reports[..2]);
    fetched(&mut entries, &first.0, PAGE, "2024-01-11T10:00:00Z");
    fetched(&mut entries, &second.0, PAGE, "2024-01-13T10:00:00Z");
    let record = only(&fold(&entries, Cut::default()));
    assert_eq!(number(&record), (200, Rule::Current, 1));
    let row = list_row(&record);
    assert_eq!((row.voices, row.documents, row.conflicts, row.superseded), (1, 2, 0, false));
    let said = choose(&record, Slot::Quantity).unwrap().said;
    assert!(said[1].superseded && !said[1].conflict, "{said:?}");
    assert_eq!((record.superseded.len(), &record.superseded[0].by), (1, &second.0.id()));
    // The wire still says 246, and the page no longer supports it.
    let mut entries = log(&reports);
    fetched(&mut entries, &first.0, PAGE, "2024-01-11T10:00:00Z");
    fetched(&mut entries, &second.0, PAGE, "2024-01-13T10:00:00Z");
    let record = only(&fold(&entries, Cut::default()));
    let said = choose(&record, Slot::Quantity).unwrap().said;
    assert_eq!(said.iter().map(|one| one.voices.len()).collect::<Vec<_>>(), [1, 1], "{said:?}");
    assert_eq!((list_row(&record).voices, list_row(&record).conflicts), (2, 1));
}

#[test]
fn a_stage_that_only_an_earlier_version_tells_is_in_the_history_and_not_where_the_deal_stands() {
    let (first, second) = (report("page", "2024-01-11", 246, "delivered"), report("page again", "2024-01-11", 246, "contracted"));
    let mut entries = log(&[first.clone(), second.clone()]);
    fetched(&mut entries, &first.0, PAGE, "2024-01-11T10:00:00Z");
    assert_eq!(shown_stage(&history(&only(&fold(&entries, Cut::default())))).unwrap().stage.display(), "delivered");
    fetched(&mut entries, &second.0, PAGE, "2024-01-13T10:00:00Z");
    let record = only(&fold(&entries, Cut::default()));
    let steps = history(&record);
    assert_eq!(shown_stage(&steps).unwrap().stage.display(), "contracted");
    assert_eq!(steps.iter().filter(|step| step.superseded).count(), 1, "{steps:?}");
    assert_eq!(list_row(&record).delivered, None);
    // A page that goes back to what it said has it as its newest version again.
    fetched(&mut entries, &first.0, PAGE, "2024-01-15T10:00:00Z");
    assert_eq!(shown_stage(&history(&only(&fold(&entries, Cut::default())))).unwrap().stage.display(), "delivered");
    // And an entry that is taken back is as if it had not been.
    let last = entries.len() as u64;
    push(&mut entries, Event::Retracted { entry: last, author: "A. Reviewer".into(), reason: "another page".into() });
    assert_eq!(shown_stage(&history(&only(&fold(&entries, Cut::default())))).unwrap().stage.display(), "contracted");
}

#[test]
fn what_a_page_no_longer_says_is_still_there_and_marked() {
    let first = report("page", "2024-01-11", 246, "contracted");
    let withdrawn = (document("page again", "2024-01-11", "This notice was withdrawn."), Vec::new());
    let mut entries = log(&[first.clone(), withdrawn.clone()]);
    fetched(&mut entries, &first.0, PAGE, "2024-01-11T10:00:00Z");
    fetched(&mut entries, &withdrawn.0, PAGE, "2024-02-01T10:00:00Z");
    let row = list_row(&only(&fold(&entries, Cut::default())));
    assert!(row.superseded && row.stage.as_deref() == Some("contracted") && row.quantity.is_some(), "{row:?}");
    // Before the day on which the other version was first seen nobody knew of it, whatever date it bears.
    let by = |day: (i16, i8, i8)| Cut { known_by: Some(jiff::civil::date(day.0, day.1, day.2)), ..Cut::default() };
    assert!(!list_row(&only(&fold(&entries, by((2024, 1, 31))))).superseded);
    assert!(list_row(&only(&fold(&entries, by((2024, 2, 1))))).superseded);
    // And as we had it before it was written down it was not there either.
    let had = Cut { had_at: Some(entries[4].at), ..Cut::default() };
    assert!(!list_row(&only(&fold(&entries, had))).superseded);
}

#[test]
fn the_same_address_without_having_been_fetched_supersedes_nothing() {
    let (mut first, mut second) = (report("a", "2024-01-11", 246, "contracted"), report("b", "2024-01-12", 200, "contracted"));
    first.0.url = Some(PAGE.to_owned());
    second.0.url = Some(PAGE.to_owned());
    let row = list_row(&only(&fold(&log(&[first, second]), Cut::default())));
    assert_eq!((row.voices, row.conflicts), (2, 1));
}
