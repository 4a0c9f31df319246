//! What a database file keeps, refuses, and says when something is wrong with it.

mod common;

use common::{Place, filled, moment, readings};
use materiel_model::{
    AsRead, Decision, Document, Entity, Event, Found, Member, Metadata, Named, Origin, Part, PartSort, PartyId, Slot, Span, Verdict,
};
use materiel_register::Cut;
use materiel_register::fold::fold;
use materiel_store::{APPLICATION_ID, Added, FORMAT, Reading, Store, StoreError, salvage};
use rusqlite::Connection;

#[test]
fn what_is_added_is_there_and_adding_again_changes_nothing() {
    let place = Place::new();
    let mut store = Store::create(&place.file()).unwrap();
    let added = store.add(&readings(), moment(0)).unwrap();
    assert!(matches!(added[1], Added::Stored(_, 2)), "{added:?}");
    let last = store.last_entry().unwrap();
    let again = store.add(&readings(), moment(1)).unwrap();
    assert!(again.iter().all(|one| matches!(one, Added::AlreadyThere(_))));
    assert_eq!((store.last_entry().unwrap(), last), (12, 12));
    drop(store);

    let store = Store::open(&place.file()).unwrap();
    let document = &readings()[0].document;
    assert_eq!(store.document(&document.id()).unwrap().as_ref(), Some(document));
    store.verify().unwrap();
}

#[test]
fn what_was_read_beside_the_text_is_kept_in_the_log_and_is_no_part_of_the_id() {
    let place = Place::new();
    let mut store = Store::create(&place.file()).unwrap();
    let mut all = readings();
    let bare = all[0].document.id();
    all[0].document.metadata = Some(Box::new(Metadata {
        medium: "html".into(),
        title: Some(Found { value: "A title ".repeat(100), from: Origin::JsonLd, doubtful: true }),
        parts: vec![Part { at: Span::new(0, 3), sort: PartSort::Heading }],
        ..Metadata::default()
    }));
    assert_eq!(all[0].document.id(), bare);
    store.add(&all, moment(0)).unwrap();
    assert_eq!(store.document(&bare).unwrap().as_ref(), Some(&all[0].document));
    assert_eq!(store.document(&all[1].document.id()).unwrap().as_ref(), Some(&all[1].document));
    let mut found = Vec::new();
    let mut take = |entry: materiel_model::Entry| {
        if let Event::DocumentAdded { document } = entry.event {
            found.push(document);
        }
    };
    store.entries(0, &mut take).unwrap();
    assert_eq!(found, all.iter().map(|reading| reading.document.clone()).collect::<Vec<_>>());
    store.verify().unwrap();

    let copy = place.file().with_file_name("salvaged.db");
    assert!(salvage(&place.file(), &copy).unwrap().is_whole());
    assert_eq!(Store::open(&copy).unwrap().document(&bare).unwrap(), Some(all[0].document.clone()));
}

#[test]
fn the_projection_is_what_the_log_comes_to_and_can_be_thrown_away() {
    let place = Place::new();
    let mut store = filled(&place);
    let rows = store.rows(Cut::default()).unwrap();
    assert_eq!(rows.len(), 3);
    assert!(store.is_projected().unwrap());
    Connection::open(place.file()).unwrap().execute_batch("DELETE FROM record; DELETE FROM projection").unwrap();
    assert_eq!(store.rows(Cut::default()).unwrap(), rows);

    let mut entries = Vec::new();
    store.entries(0, |entry| entries.push(entry)).unwrap();
    let mut folded: Vec<_> = fold(&entries, Cut::default()).records().collect();
    folded.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(store.records("", Cut::default()).unwrap(), folded);
    assert_eq!(store.records("t-", Cut::default()).unwrap().len(), 2);
}

#[test]
fn decisions_and_retractions_are_kept_with_who_and_why() {
    let place = Place::new();
    let mut store = filled(&place);
    let before = store.records("", Cut::default()).unwrap();
    let claim = before[0].members[0].id.clone();
    let decision = Decision { verdict: Verdict::Reject { claim: claim.into() }, author: "A. Reviewer".into(), reason: "misread".into() };
    let entry = store.decide(&decision, moment(2)).unwrap();
    assert_ne!(store.records("", Cut::default()).unwrap(), before);
    let then = Cut { had_at: Some(moment(1)), ..Cut::default() };
    assert_eq!(store.records("", then).unwrap(), before, "as we had it before the decision");
    store.retract(entry, "A. Reviewer", "it was right", moment(3)).unwrap();
    assert_eq!(store.records("", Cut::default()).unwrap(), before);
}

#[test]
fn every_sort_of_decision_is_kept_whole_and_outlives_a_new_reading() {
    let place = Place::new();
    let mut store = filled(&place);
    let record = store.records("t-", Cut::default()).unwrap().remove(0);
    let read = |member: &Member| {
        Named::Read(Box::new(AsRead { id: member.id.clone(), document: member.document.clone(), claim: member.claim.clone() }))
    };
    let claim = read(&record.members[0]);
    let stage = record.members[0].claim.slots.get(Slot::Stage).unwrap().clone();
    let party = |id: &str| Entity::Party(PartyId::parse(id).unwrap());
    let verdicts = [
        Verdict::Accept { claim: claim.clone() },
        Verdict::Correct { claim: claim.clone(), slot: Slot::Stage, values: vec![stage.clone()] },
        Verdict::Pin { claim: claim.clone(), slot: Slot::Stage, value: stage.value },
        Verdict::Rename { from: party("org:Somebody"), to: party("US") },
        Verdict::Split { first: claim.clone(), second: claim.clone(), others: vec![claim.clone()] },
    ];
    let decision = |verdict: Verdict| Decision { verdict, author: "A. Reviewer".into(), reason: "looked".into() };
    let decisions: Vec<Decision> = verdicts.map(decision).to_vec();
    let entries = store.decide_all(&decisions, moment(2)).unwrap();
    assert_eq!(entries, (13..18).collect::<Vec<u64>>());
    store.read_again(&readings(), moment(3)).unwrap();
    drop(store);

    let mut store = Store::open(&place.file()).unwrap();
    let mut kept = Vec::new();
    store
        .entries(12, |entry| {
            if let Event::Decided { decision } = entry.event {
                kept.push(decision);
            }
        })
        .unwrap();
    assert_eq!(kept, decisions);
    let reviewed = store.records(record.id.as_str(), Cut::default()).unwrap().remove(0);
    assert!(reviewed.members[0].reviewed, "the same was read again");
    assert_eq!(reviewed.decisions.len(), 4, "the renaming names nobody here");
    store.rebuild().unwrap();
    assert_eq!(store.records(record.id.as_str(), Cut::default()).unwrap().remove(0), reviewed);
}

#[test]
fn the_log_refuses_to_be_changed() {
    let place = Place::new();
    drop(filled(&place));
    let connection = Connection::open(place.file()).unwrap();
    for change in ["UPDATE log SET at = ''", "DELETE FROM log", "UPDATE document SET text = 'x'", "DELETE FROM document"] {
        let error = connection.execute(change, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn files_that_are_not_ours_are_left_alone() {
    let place = Place::new();
    std::fs::create_dir_all(place.file().parent().unwrap()).unwrap();
    assert!(matches!(Store::open(&place.file()), Err(StoreError::Missing { .. })));

    let text = "A text of some length that is no database at all. ".repeat(40);
    std::fs::write(place.file(), &text).unwrap();
    assert!(matches!(Store::create(&place.file()), Err(StoreError::NotOurs { .. })));
    assert_eq!(std::fs::read_to_string(place.file()).unwrap(), text);

    std::fs::remove_file(place.file()).unwrap();
    Connection::open(place.file()).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    assert!(matches!(Store::create(&place.file()), Err(StoreError::NotOurs { .. })));
}

#[test]
fn a_newer_format_is_refused_by_name() {
    let place = Place::new();
    drop(filled(&place));
    Connection::open(place.file()).unwrap().pragma_update(None, "user_version", FORMAT + 1).unwrap();
    let error = Store::open(&place.file()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found, known, .. } if found == FORMAT + 1 && known == FORMAT), "{error}");
    assert!(error.to_string().contains("register.db"));
    let id: i32 = Connection::open(place.file()).unwrap().pragma_query_value(None, "application_id", |row| row.get(0)).unwrap();
    assert_eq!(id, APPLICATION_ID);
}

#[test]
fn a_second_writer_is_told_that_there_is_another() {
    let place = Place::new();
    let mut store = filled(&place);
    store.wait_for_others(std::time::Duration::from_millis(50)).unwrap();
    let other = Connection::open(place.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let new = Reading { document: Document::new("new", "New."), reader: String::new(), knowledge_hash: String::new(), claims: Vec::new() };
    let error = store.add(std::slice::from_ref(&new), moment(1)).unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    assert_eq!(store.rows(Cut::default()).unwrap().len(), 3, "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    store.add(std::slice::from_ref(&new), moment(1)).unwrap();

    // As long as one goes on writing, another is refused at once, and told who it is.
    let mut second = Store::open(&place.file()).unwrap();
    second.wait_for_others(std::time::Duration::from_millis(50)).unwrap();
    let error = second.add(std::slice::from_ref(&new), moment(2)).unwrap_err();
    assert!(matches!(&error, StoreError::Held { process, .. } if *process == std::process::id().to_string()), "{error}");
    assert_eq!(second.rows(Cut::default()).unwrap().len(), 3, "reading goes on");
    drop(store);
    assert!(matches!(second.add(&[new], moment(2)).unwrap()[..], [Added::AlreadyThere(_)]));
}

#[cfg(unix)]
#[test]
fn a_file_that_must_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    drop(filled(&place));
    let permit = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    permit(&place.file(), 0o444);
    let mut store = Store::open(&place.file()).unwrap();
    // Whoever may do everything (in many containers the tests do) writes all the same.
    assert_eq!(store.rows(Cut::default()).unwrap().len(), 3);
    permit(&place.file(), 0o644);
}
