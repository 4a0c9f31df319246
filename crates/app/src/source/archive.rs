//! Web archives: every record of a WARC or ARC stream, and of the WARC files in a WACZ, as documents.

use super::{Given, Raw, problem};
use crate::cli::About;
use materiel_source::Limits;
use materiel_source::warc::{Record, Records, Step};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The most files of a packed folder that are looked at.
const FILES: usize = 10_000;

/// So many bytes of records wait to be read, or to be handed over, at most; one record always may.
const WAITING: usize = 64 << 20;

/// A record that somebody reads, and where the answer comes.
struct Job {
    record: Record,
    answer: SyncSender<Vec<Given>>,
}

/// Hands what every record holds to `take`, in the order of the archive. Records are read side by side, on all cores.
pub(super) fn read<E>(
    input: &mut dyn BufRead,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let about = About { url: None, ..about.clone() };
    let (jobs, queue) = sync_channel::<Job>(2 * workers);
    let queue = Mutex::new(queue);
    let work = || {
        loop {
            let Ok(job) = queue.lock().map_or_else(|_| Err(()), |queue| queue.recv().map_err(|_| ())) else { return };
            let number = job.record.number;
            // Whatever goes wrong with one record, the others go on.
            let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| documents(&job.record, place, &about)));
            let lost = |_| vec![Given::Bad(problem(place, None, format!("record {number}: reading it failed within this program")))];
            // Nobody waits for it where the reading was broken off.
            let _ = job.answer.send(read.unwrap_or_else(lost));
        }
    };
    std::thread::scope(|scope| {
        let mut idle = workers;
        let mut records = Records::new(input, Limits::default().bytes);
        let mut waiting: VecDeque<(u64, Receiver<Vec<Given>>)> = VecDeque::new();
        let (mut held, mut any, mut more) = (0, false, true);
        // Moved in, so that the workers end with it.
        let jobs = jobs;
        loop {
            while more && waiting.len() < 2 * workers && held < WAITING {
                let (send, answer) = sync_channel(1);
                let size = match records.next() {
                    None => {
                        more = false;
                        break;
                    }
                    Some(Step::Bad(number, what)) => {
                        let _ = send.send(vec![Given::Bad(problem(place, None, format!("record {number}: {what}")))]);
                        0
                    }
                    Some(Step::Record(record)) if materiel_source::is_passed_by(&raw(&record, place)) => continue,
                    Some(Step::Record(record)) => {
                        if idle > 0 {
                            idle -= 1;
                            scope.spawn(work);
                        }
                        let size = record.body.len();
                        let _ = jobs.send(Job { record, answer: send });
                        size
                    }
                };
                held += size;
                waiting.push_back((size as u64, answer));
            }
            let Some((mut size, answer)) = waiting.pop_front() else { break };
            held -= usize::try_from(size).unwrap_or(held);
            any = true;
            for one in answer.recv().unwrap_or_default() {
                take(one, std::mem::take(&mut size))?;
            }
        }
        if any {
            return Ok(());
        }
        let what = match records.number() {
            0 => "there is no record in the archive".to_owned(),
            many => format!(
                "no document is in the archive, of which {many} record{} could be read: requests, redirects, errors, pictures and the like are passed by",
                if many == 1 { "" } else { "s" }
            ),
        };
        take(Given::Bad(problem(place, None, what)), 0)
    })
}

/// A record's body with what is known of it. The record's own address names the document.
fn raw<'a>(record: &'a Record, place: &'a str) -> Raw<'a> {
    Raw {
        bytes: &record.body,
        place: record.address.as_deref().unwrap_or(place),
        address: record.address.as_deref().filter(|address| address.starts_with("http")),
        content_type: record.content_type.as_deref(),
    }
}

/// What a record holds; the archive and the number name the record in what is wrong.
fn documents(record: &Record, place: &str, about: &About) -> Vec<Given> {
    let mut given = Vec::new();
    super::open(&raw(record, place), about, &mut |one| given.push(one));
    for one in &mut given {
        if let Given::Bad(problem) = one {
            problem.what = format!("record {} ({}): {}", record.number, problem.place, problem.what);
            place.clone_into(&mut problem.place);
        }
    }
    given
}

/// Hands what every WARC file of a packed folder holds to `take`.
pub(super) fn unpack<E>(
    file: impl Read + Seek,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let bad = |what: String| Given::Bad(problem(place, None, what));
    let mut folder = match zip::ZipArchive::new(file) {
        Ok(folder) => folder,
        Err(error) => return take(bad(format!("the packed folder cannot be read: {error}")), 0),
    };
    let mut any = false;
    for number in 0..folder.len().min(FILES) {
        let inner = match folder.by_index(number) {
            Ok(inner) => inner,
            Err(error) => {
                take(bad(format!("file {} in it cannot be read: {error}", number + 1)), 0)?;
                continue;
            }
        };
        let name = inner.name().to_owned();
        if !name.ends_with(".warc.gz") && !name.ends_with(".warc") {
            continue;
        }
        any = true;
        let named = format!("{place}/{name}");
        if name.ends_with(".gz") {
            read(&mut BufReader::new(flate2::read::MultiGzDecoder::new(BufReader::new(inner))), &named, about, take)?;
        } else {
            read(&mut BufReader::new(inner), &named, about, take)?;
        }
    }
    if any {
        Ok(())
    } else {
        take(bad("the packed folder has no web archive (.warc or .warc.gz) in it; other packed files are not read".to_owned()), 0)
    }
}

/// A stream as a file, which a packed folder must be.
pub(super) fn spooled(input: &mut dyn BufRead) -> std::io::Result<std::fs::File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(input, &mut file)?;
    file.flush()?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(archive: &str) -> Vec<Given> {
        let mut out = Vec::new();
        let done: Result<(), std::convert::Infallible> = read(&mut archive.as_bytes(), "a.warc", &About::default(), &mut |given, _| {
            out.push(given);
            Ok(())
        });
        assert!(done.is_ok());
        out
    }

    fn record(kind: &str, body: &str) -> String {
        let length = body.len();
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
    }

    #[test]
    fn an_archive_without_documents_says_so() {
        for (archive, wanted) in [
            (String::new(), "a.warc: there is no record in the archive"),
            (
                record("request", "GET /") + &record("metadata", "x"),
                "a.warc: no document is in the archive, of which 2 records could be read: requests, ",
            ),
        ] {
            let given = given(&archive);
            let [Given::Bad(problem)] = given.as_slice() else { panic!("{given:?}") };
            assert!(problem.to_string().starts_with(wanted), "{problem}");
        }
    }

    #[test]
    fn documents_come_in_the_order_of_their_records() {
        let all: String =
            (0..100).map(|at| record("resource", &format!("Report {at}. {}", "x ".repeat((97 * at) % 1_000))) + "broken\r\n\r\n").collect();
        let given = given(&all);
        assert_eq!(given.len(), 200);
        for (at, two) in given.chunks(2).enumerate() {
            let [Given::Document(document), Given::Bad(problem)] = two else { panic!("{two:?}") };
            assert!(document.text.starts_with(&format!("Report {at}. ")), "{at}: {}", document.text);
            assert!(problem.what.starts_with(&format!("record {}: ", 2 * at + 2)), "{at}: {problem}");
        }
    }

    #[test]
    fn whoever_has_enough_ends_the_reading() {
        let all = record("resource", "Report.").repeat(1_000);
        let mut seen = 0;
        let done = read(&mut all.as_bytes(), "a.warc", &About::default(), &mut |_, _| {
            seen += 1;
            if seen < 3 { Ok(()) } else { Err(()) }
        });
        assert_eq!((done, seen), (Err(()), 3));
    }
}
