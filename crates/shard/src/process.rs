//! A piece of an input in; the documents that make claims, failures and counts out. Nothing here can fail or panic: a fault is a failure of its piece.

use crate::gate::may_concern_as;
use crate::pieces::Piece;
use crate::receipt::Counts;
use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document};
use materiel_source::warc::Record;
use materiel_source::{Given, Raw};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes documents of bytes, as [`materiel_source::open`] does; a program hands over one that ends what takes too long ([`crate::worker::open`]).
pub type Opener<'a> = dyn Fn(&Raw<'_>, &mut dyn FnMut(Given)) + Sync + 'a;

/// What is wrong with a record or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) number: u64,
    pub(crate) address: Option<String>,
    pub(crate) reason: String,
}

/// What pieces came to.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) counts: Counts,
    pub(crate) kept: Vec<(Document, Vec<Claim>)>,
    pub(crate) failures: Vec<Failure>,
}

/// What pieces of one input are read with.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) place: &'a str,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) open: &'a Opener<'a>,
}

impl Reading<'_> {
    /// Adds what a piece comes to, and gives back the room of its bytes; `scratch` is room that is used again.
    pub(crate) fn process(self, piece: Piece, scratch: &mut String, done: &mut Done) -> Vec<u8> {
        done.counts.records += 1;
        let (number, address) = match &piece {
            Piece::Record(record) => (record.number, record.address.clone()),
            Piece::Document(row, document) => (*row, document.url.clone()),
            Piece::Bad(number, _) => (*number, None),
        };
        // Whatever goes wrong with one, the others go on. What it left in `done` before is taken back.
        let before = (done.counts, done.kept.len(), done.failures.len());
        let read = catch_unwind(AssertUnwindSafe(|| match piece {
            Piece::Record(record) => {
                archived(&record, self, scratch, done);
                record.body
            }
            Piece::Document(_, document) => {
                let passes = self.knowledge.may_concern_arms(&document.text);
                done.counts.gated += u64::from(!passes);
                done.counts.opened += u64::from(passes);
                if passes {
                    document_read(*document, self.knowledge, done);
                }
                Vec::new()
            }
            Piece::Bad(number, reason) => {
                done.counts.failed += 1;
                done.failures.push(Failure { number, address: None, reason });
                Vec::new()
            }
        }));
        read.unwrap_or_else(|_| {
            done.counts = before.0;
            done.kept.truncate(before.1);
            done.failures.truncate(before.2);
            done.counts.failed += 1;
            done.failures.push(Failure { number, address, reason: "reading it failed within this program".to_owned() });
            Vec::new()
        })
    }
}

fn archived(record: &Record, reading: Reading<'_>, scratch: &mut String, done: &mut Done) {
    let Reading { place, knowledge, open } = reading;
    let raw = Raw {
        bytes: &record.body,
        place: record.address.as_deref().unwrap_or(place),
        address: record.address.as_deref().filter(|address| address.starts_with("http")),
        content_type: record.content_type.as_deref(),
    };
    let sort = materiel_source::sort(&raw);
    if materiel_source::is_passed_by_as(&raw, sort) {
        done.counts.passed_by += 1;
        return;
    }
    if !may_concern_as(knowledge, &raw, sort, scratch) {
        done.counts.gated += 1;
        return;
    }
    let (mut documents, mut problems, mut links) = (Vec::new(), Vec::new(), 0);
    open(&raw, &mut |given| match given {
        Given::Document(document) => documents.push(document),
        Given::Link(_) => links += 1,
        Given::Bad(problem) => problems.push(problem),
    });
    // A record from which anything came is read; what is wrong with a part of it stands beside.
    if documents.is_empty() && links == 0 {
        done.counts.failed += 1;
    } else {
        done.counts.opened += 1;
        done.counts.links += links;
        done.counts.partly += problems.len() as u64;
    }
    if documents.is_empty() && links == 0 && problems.is_empty() {
        problems.push(materiel_source::Problem::new(raw.place, "nothing is in it"));
    }
    let failure =
        |problem: materiel_source::Problem| Failure { number: record.number, address: record.address.clone(), reason: problem.what };
    // One line a record that came to nothing, however much is wrong with it.
    let told = if documents.is_empty() && links == 0 { 1 } else { problems.len() };
    done.failures.extend(problems.into_iter().take(told).map(failure));
    for mut document in documents {
        document.url = document.url.or_else(|| raw.address.map(str::to_owned));
        document_read(document, knowledge, done);
    }
}

fn document_read(document: Document, knowledge: &Knowledge, done: &mut Done) {
    done.counts.documents += 1;
    let language = document.metadata.as_ref().and_then(|metadata| metadata.language.as_ref());
    if language.is_some_and(|language| !materiel_source::language_is_readable(&language.value)) {
        done.counts.foreign += 1;
        return;
    }
    let claims = extract(knowledge, &document).claims;
    if claims.is_empty() {
        done.counts.silent += 1;
    } else {
        done.counts.kept += 1;
        done.counts.claims += claims.len() as u64;
        done.kept.push((document, claims));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_costs_its_own_record_only() {
        let record = |number, body: &str| {
            Piece::Record(Record {
                number,
                address: Some(format!("https://a.org/{number}")),
                body: body.as_bytes().to_vec(),
                ..Record::default()
            })
        };
        let pieces = vec![
            record(1, "Poland ordered 32 F-35A jets from the United States."),
            record(2, "boom"),
            Piece::Bad(3, "broken".to_owned()),
            record(4, ""),
        ];
        let open = |raw: &Raw<'_>, take: &mut dyn FnMut(Given)| {
            assert_ne!(raw.bytes, b"boom");
            materiel_source::open(raw, &materiel_source::Columns::default(), &materiel_source::Limits::default(), take);
        };
        let reading = Reading { place: "a.warc", knowledge: Knowledge::embedded(), open: &open };
        let mut done = Done::default();
        pieces.into_iter().for_each(|piece| drop(reading.process(piece, &mut String::new(), &mut done)));
        let counts = done.counts;
        assert_eq!((counts.records, counts.passed_by, counts.opened, counts.kept, counts.failed), (4, 1, 1, 1, 2));
        assert_eq!(done.failures.iter().map(|failure| failure.number).collect::<Vec<_>>(), [2, 3]);
        assert!(counts.add_up().is_ok(), "{counts:?}");
    }
}
