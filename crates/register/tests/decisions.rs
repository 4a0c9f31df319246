//! What people decide, what becomes of it when documents are read again, what is worth a look, and what changed.

#[path = "common/kosovo.rs"]
mod kosovo;
#[path = "common/log.rs"]
mod log;
#[path = "common/words.rs"]
mod words;

use kosovo::kosovo;
use log::{log, push};
use materiel_model::{
    AsRead, Claim, Decision, Document, Entity, Entry, Event, Member, Named, PartyId, Qualifier, Quantity, Record, Slot, Span, Stage,
    Stated, Value, Verdict,
};
use materiel_register::Cut;
use materiel_register::fold::{Standing, fold};
use materiel_register::reconcile::{Rule, choose, history, shown_stage};
use materiel_register::view::{Changed, Held, How, Reviewed, Snapshot, Standpoint, decisions, diff, list_row, queue, record_view};

fn records(entries: &[Entry]) -> Vec<Record> {
    fold(entries, Cut::default()).records().collect()
}

/// The claim of a document of `kosovo` by its place there.
fn named(documents: &[(Document, Vec<Claim>)], label: &str, at: usize) -> Named {
    let (document, claims) = documents.iter().find(|(document, _)| document.label == label).unwrap();
    let (document, claim) = (document.id(), claims[at].clone());
    Named::Read(Box::new(AsRead { id: claim.id(&document), document, claim }))
}

fn decide(entries: &mut Vec<Entry>, verdict: Verdict) -> u64 {
    push(entries, Event::Decided { decision: Decision { verdict, author: "A. Reviewer".into(), reason: "looked".into() } });
    entries.len() as u64
}

fn undo(entries: &mut Vec<Entry>, entry: u64) {
    push(entries, Event::Retracted { entry, author: "B. Other".into(), reason: "not so".into() });
}

/// A later reading of a document, with its claims changed.
fn read_again(entries: &mut Vec<Entry>, documents: &[(Document, Vec<Claim>)], label: &str, change: impl Fn(&mut Vec<Claim>)) {
    let (document, claims) = documents.iter().find(|(document, _)| document.label == label).unwrap();
    let mut claims = claims.clone();
    change(&mut claims);
    push(entries, Event::ClaimsRead { document: document.id(), reader: "2".into(), knowledge_hash: "more".into(), claims });
}

fn number(value: u64, at: Span) -> Stated<Value> {
    Stated::new(Value::Quantity(Quantity { value, qualifier: Qualifier::Exact }), at)
}

fn sale(entries: &[Entry]) -> Record {
    records(entries).into_iter().find(|record| list_row(record).equipment.as_deref() == Some("Javelin")).unwrap()
}

fn member<'a>(record: &'a Record, claim: &Named) -> &'a Member {
    record.member(claim.id()).unwrap()
}

fn standing(entries: &[Entry]) -> Vec<Standing> {
    fold(entries, Cut::default()).rulings().into_iter().map(|ruling| ruling.standing).collect()
}

#[test]
fn what_somebody_looked_at_is_told_from_what_the_machine_read() {
    let documents = kosovo();
    let mut entries = log(&documents);
    assert_eq!(list_row(&sale(&entries)).reviewed, Reviewed::No);
    let newspaper = named(&documents, "newspaper", 0);
    decide(&mut entries, Verdict::Accept { claim: newspaper.clone() });
    let record = sale(&entries);
    assert_eq!(list_row(&record).reviewed, Reviewed::Part);
    let quantity = choose(&record, Slot::Quantity).unwrap();
    let reviewed: Vec<(String, bool)> = quantity.said.iter().map(|said| (said.value.display(), said.reviewed)).collect();
    assert_eq!(reviewed, [("246".to_owned(), false), ("200".to_owned(), true)], "only what that claim says was looked at");
    let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|one| one.id() == *id).cloned();
    let view = record_view(&record, &library, Standpoint { today: jiff::civil::date(2025, 1, 1), reviews: &[] });
    assert_eq!(view.claims.iter().filter(|claim| claim.reviewed).count(), 1);
    assert_eq!(
        view.decisions.iter().map(|row| (row.decision.as_str(), row.author.as_str())).collect::<Vec<_>>(),
        [("accept", "A. Reviewer")]
    );
    for at in record.members.iter().map(|member| member.id.clone()) {
        decide(&mut entries, Verdict::Accept { claim: at.into() });
    }
    assert_eq!(list_row(&sale(&entries)).reviewed, Reviewed::Yes);
}

#[test]
fn a_cell_tells_the_claims_that_somebody_decided_about_and_those_that_are_said_twice() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let [accepted, corrected] = [named(&documents, "newspaper", 0), named(&documents, "notice", 0)];
    decide(&mut entries, Verdict::Accept { claim: accepted.clone() });
    decide(&mut entries, Verdict::Correct { claim: corrected.clone(), slot: Slot::Quantity, values: Vec::new() });
    read_again(&mut entries, &documents, "request", |claims| claims.extend(claims.clone()));
    let register = fold(&entries, Cut::default());
    let mut told = Vec::new();
    for (id, said) in register.cells().flat_map(|cell| cell.documents) {
        let (Ok(groups) | Err(groups)) = &said;
        assert!(groups.iter().all(|group| !group.claims.is_empty()), "{said:?}");
        if said.is_err() {
            told.extend(groups.iter().flat_map(|group| &group.claims).map(|(_, claim)| (id.clone(), claim.clone())));
        }
    }
    for named in [accepted, corrected, named(&documents, "request", 0)] {
        assert_eq!(told.iter().filter(|(_, claim)| claim == named.id()).count(), 1, "read as a whole, and told all the same");
    }
}

#[test]
fn a_corrected_slot_shows_the_new_value_with_its_words_and_can_be_put_back() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let before = records(&entries);
    let newspaper = named(&documents, "newspaper", 0);
    let at = Span::new(0, 8);
    let entry = decide(&mut entries, Verdict::Correct { claim: newspaper.clone(), slot: Slot::Quantity, values: vec![number(246, at)] });
    let record = sale(&entries);
    assert_eq!(list_row(&record).conflicts, 0, "the two figures are one now");
    let corrected = member(&record, &newspaper);
    assert_eq!(corrected.claim.slots.get(Slot::Quantity), Some(&number(246, at)));
    assert!(corrected.is_reviewed(Slot::Quantity) && !corrected.is_reviewed(Slot::Stage));
    assert_eq!(list_row(&record).reviewed, Reviewed::Part);
    decide(&mut entries, Verdict::Correct { claim: newspaper.clone(), slot: Slot::Quantity, values: Vec::new() });
    assert!(!member(&sale(&entries), &newspaper).claim.slots.has(Slot::Quantity), "the later of two decisions counts");
    let last = entries.len() as u64;
    undo(&mut entries, last);
    undo(&mut entries, entry);
    assert_eq!(records(&entries), before);
}

#[test]
fn a_pinned_value_and_stage_are_shown_whatever_the_rule_says() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let newspaper = named(&documents, "newspaper", 0);
    let quantity = number(200, Span::new(0, 0)).value;
    decide(&mut entries, Verdict::Pin { claim: newspaper.clone(), slot: Slot::Quantity, value: quantity });
    let stage = decide(&mut entries, Verdict::Pin { claim: newspaper, slot: Slot::Stage, value: Value::Stage(Stage::Pledged) });
    let choice = choose(&sale(&entries), Slot::Quantity).unwrap();
    assert_eq!((choice.said[0].value.display().as_str(), choice.rule), ("200", Rule::Pinned));
    assert!(choice.said[1].conflict, "what disagrees is still shown");
    assert_eq!(shown_stage(&history(&sale(&entries))).unwrap().stage.display(), "pledged");
    undo(&mut entries, stage);
    assert_eq!(shown_stage(&history(&sale(&entries))).unwrap().stage.display(), "notified");
}

#[test]
fn a_renamed_entity_is_the_other_one_in_every_claim() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let before = records(&entries);
    let party = |id: &str| Entity::Party(PartyId::parse(id).unwrap());
    let first = decide(&mut entries, Verdict::Rename { from: party("XK"), to: party("org:Kosova") });
    let second = decide(&mut entries, Verdict::Rename { from: party("org:Kosova"), to: party("AL") });
    assert!(
        records(&entries).iter().map(list_row).all(|row| row.recipient.as_deref().or(row.actors.first().map(String::as_str)) == Some("AL"))
    );
    undo(&mut entries, first);
    assert_eq!(records(&entries), before, "what the second would rename is not there");
    undo(&mut entries, second);
    assert_eq!(records(&entries), before);
}

#[test]
fn decisions_outlive_a_reading_that_says_the_same_in_other_words() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let newspaper = named(&documents, "newspaper", 0);
    decide(&mut entries, Verdict::Accept { claim: newspaper.clone() });
    decide(&mut entries, Verdict::Join { first: newspaper.clone(), second: named(&documents, "drones", 0), others: Vec::new() });
    // The same values, taken from other words: the claim has another id.
    read_again(&mut entries, &documents, "newspaper", |claims| {
        let supplier = claims[0].slots.get(Slot::Supplier).unwrap().value.clone();
        claims[0].slots.set(Slot::Supplier, Stated::inferred(supplier, Span::new(0, 3)));
    });
    assert_eq!(standing(&entries), [Standing::Holds, Standing::Holds]);
    let record = sale(&entries);
    let reread = record.members.iter().find(|member| member.reviewed).unwrap();
    assert_ne!(reread.id, *newspaper.id());
    assert!(record.members.iter().any(|member| member.claim.slots.stage() == Some(Stage::Delivered)), "still joined");
}

#[test]
fn a_decision_that_no_longer_fits_comes_back_with_the_reason_until_somebody_decides_anew() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let newspaper = named(&documents, "newspaper", 0);
    let entry = decide(&mut entries, Verdict::Accept { claim: newspaper });
    read_again(&mut entries, &documents, "newspaper", |claims| claims[0].slots.set(Slot::Quantity, number(2_000, Span::new(0, 3))));
    let reason = "the reader now says quantity 2000, not 200".to_owned();
    assert_eq!(standing(&entries), [Standing::CameBack { reason: reason.clone(), holds: false }]);
    assert_eq!(list_row(&sale(&entries)).reviewed, Reviewed::No, "what is read now was not looked at");
    let register = fold(&entries, Cut::default());
    let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|one| one.id() == *id).cloned();
    let first = queue(&register, &library).remove(0);
    let back = first.came_back.unwrap();
    assert_eq!((back.entry, back.held, back.because), (entry, Held::CameBack, Some(reason)));
    let now = first.claim.unwrap().claim;
    decide(&mut entries, Verdict::Reject { claim: register.as_read(now.as_str()).remove(0).id.into() });
    assert_eq!(standing(&entries), [Standing::Settled { by: entries.len() as u64 }, Standing::Holds]);
}

#[test]
fn a_correction_of_one_slot_holds_while_that_slot_is_read_as_it_was() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let newspaper = named(&documents, "newspaper", 0);
    decide(&mut entries, Verdict::Correct { claim: newspaper, slot: Slot::Quantity, values: vec![number(246, Span::new(0, 8))] });
    let before_rereading = entries.clone();
    read_again(&mut entries, &documents, "newspaper", |claims| {
        claims[0].slots.set(Slot::Stage, Stated::new(Value::Stage(Stage::Contracted), Span::new(0, 8)));
    });
    assert_eq!(standing(&entries), [Standing::Holds], "another slot is read otherwise");
    let shown = |entries: &[Entry]| list_row(&sale(entries)).quantity.unwrap().value;
    assert_eq!(shown(&entries), 246);
    let mut entries = before_rereading;
    read_again(&mut entries, &documents, "newspaper", |claims| claims[0].slots.set(Slot::Quantity, number(2_000, Span::new(0, 8))));
    assert!(
        matches!(&standing(&entries)[0], Standing::CameBack { reason, .. } if reason.contains("quantity 2000")),
        "{:?}",
        standing(&entries)
    );
    read_again(&mut entries, &documents, "newspaper", |claims| claims[0].slots.set(Slot::Quantity, number(246, Span::new(0, 8))));
    assert_eq!(standing(&entries), [Standing::Holds], "the reader came to see it so too");
    read_again(&mut entries, &documents, "newspaper", Vec::clear);
    assert!(matches!(&standing(&entries)[0], Standing::CameBack { reason, .. } if reason.contains("no longer finds")));
}

#[test]
fn a_rejected_claim_that_is_no_longer_read_rests() {
    let documents = kosovo();
    let mut entries = log(&documents);
    decide(&mut entries, Verdict::Reject { claim: named(&documents, "newspaper", 0) });
    read_again(&mut entries, &documents, "newspaper", Vec::clear);
    assert_eq!(standing(&entries), [Standing::Rests]);
}

#[test]
fn a_record_lists_the_rejection_of_a_claim_that_would_lie_in_it() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let entry = decide(&mut entries, Verdict::Reject { claim: named(&documents, "notice", 1) });
    let with: Vec<bool> = records(&entries).iter().map(|record| record.decisions.iter().any(|decided| decided.entry == entry)).collect();
    assert_eq!(with.iter().filter(|with| **with).count(), 1);
    assert_eq!(sale(&entries).decisions.len(), 1);
}

#[test]
fn the_queue_begins_with_what_would_change_most_and_leaves_out_what_was_accepted() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|one| one.id() == *id).cloned();
    let rows = queue(&fold(&entries, Cut::default()), &library);
    assert_eq!(rows.len(), 8, "every claim waits");
    assert!(rows.windows(2).all(|two| two[0].weight >= two[1].weight));
    assert!(rows[0].alone, "a record that one claim alone speaks for: {rows:#?}");
    let copied = rows.iter().find(|row| row.claim.as_ref().unwrap().label == "copy").unwrap();
    assert!(copied.changes.is_empty() && copied.weight == 0.0, "another says the same: {copied:#?}");
    let first = rows[0].claim.as_ref().unwrap().claim.clone();
    decide(&mut entries, Verdict::Accept { claim: first.clone().into() });
    let rows = queue(&fold(&entries, Cut::default()), &library);
    assert!(rows.len() == 7 && rows.iter().all(|row| row.claim.as_ref().unwrap().claim != first));
}

#[test]
fn a_diff_names_what_changed_and_the_documents_and_decisions_that_changed_it() {
    let documents = kosovo();
    let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|one| one.id() == *id).cloned();
    let mut entries = log(&documents);
    let by = |day: i8| Snapshot::of(&fold(&entries, Cut { known_by: Some(jiff::civil::date(2024, 1, day)), ..Cut::default() }));
    let rows = diff(&by(11), &by(12), &library);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    let row = &rows[0];
    assert_eq!((row.change, row.record.id == row.before.as_ref().unwrap().id), (Changed::Changed, true));
    let change = |field: &str| row.changes.iter().find(|change| change.field == field).map(|c| (c.before.as_deref(), c.after.as_deref()));
    assert_eq!(change("stage"), Some((Some("requested"), Some("notified"))));
    assert_eq!(change("quantity"), Some((None, Some("246"))));
    let causes: Vec<(&str, How)> = row.documents.iter().map(|cause| (cause.source.label.as_str(), cause.how)).collect();
    assert_eq!(causes, [("notice", How::Added)]);
    assert!(diff(&by(12), &by(13), &library).is_empty(), "a copy of the same text changes nothing");
    let back = diff(&by(12), &by(10), &library);
    assert_eq!(back.iter().map(|row| row.change).collect::<Vec<_>>(), [Changed::Gone]);

    let before = Snapshot::of(&fold(&entries, Cut::default()));
    let newspaper = named(&documents, "newspaper", 0);
    let entry = decide(&mut entries, Verdict::Reject { claim: newspaper });
    let rows = diff(&before, &Snapshot::of(&fold(&entries, Cut::default())), &library);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].decisions.iter().map(|row| (row.entry, row.held)).collect::<Vec<_>>(), [(entry, Held::Holds)]);
    assert!(rows[0].changes.iter().any(|change| change.field == "conflicts" && change.after.as_deref() == Some("0")));
}

#[test]
fn records_that_were_split_or_joined_say_what_they_were() {
    let documents = kosovo();
    let library = |id: &materiel_model::DocumentId| documents.iter().map(|(document, _)| document).find(|one| one.id() == *id).cloned();
    let mut entries = log(&documents);
    let apart = Snapshot::of(&fold(&entries, Cut::default()));
    let (first, second) = (named(&documents, "notice", 0), named(&documents, "drones", 0));
    let others = ["request", "copy", "newspaper"].map(|label| named(&documents, label, 0)).to_vec();
    let join = decide(&mut entries, Verdict::Join { first, second, others });
    let joined = Snapshot::of(&fold(&entries, Cut::default()));
    let rows = diff(&apart, &joined, &library);
    let was: Vec<usize> = rows.iter().map(|row| row.was.len()).collect();
    assert!(rows.len() == 1 && was == [2], "{rows:#?}");
    assert_eq!(rows[0].decisions[0].entry, join);
    let rows = diff(&joined, &apart, &library);
    let kinds: Vec<Changed> = rows.iter().map(|row| row.change).collect();
    assert_eq!(kinds, [Changed::New, Changed::Changed], "{rows:#?}");
    assert_eq!(rows[0].was.len(), 1);
}

#[test]
fn the_log_of_decisions_has_their_undoing_too() {
    let documents = kosovo();
    let mut entries = log(&documents);
    let entry = decide(&mut entries, Verdict::Accept { claim: named(&documents, "newspaper", 0) });
    undo(&mut entries, entry);
    let undoing = entries.len() as u64;
    let held = |entries: &[Entry]| decisions(&fold(entries, Cut::default())).iter().map(|row| (row.entry, row.held)).collect::<Vec<_>>();
    assert_eq!(held(&entries), [(entry, Held::TakenBack), (undoing, Held::Holds)]);
    undo(&mut entries, undoing);
    assert_eq!(held(&entries), [(entry, Held::Holds), (undoing, Held::TakenBack), (undoing + 1, Held::Holds)]);
}
