//! Archives into shards and back: the same on one thread and on many, and in whatever way it is broken off.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document};
use materiel_shard::{Folder, Input, Kept, Place, Receipt, Setup, Table, read_shard, read_shards, receipts, reconcile};
use materiel_source::{Columns, Given, Limits, Raw};
use std::io;
use std::path::Path;
use std::sync::Mutex;

fn open(raw: &Raw<'_>, take: &mut dyn FnMut(Given)) {
    materiel_source::open(raw, &Columns::default(), &Limits::default(), take);
}

fn setup(threads: usize) -> Setup<'static> {
    Setup { knowledge: Knowledge::embedded(), open: &open, threads }
}

/// An archive of `count` pages of which each third tells of a deal, with a broken record, a picture and a page about profits.
fn archive(count: usize) -> String {
    let record = |address: &str, kind: &str, body: &str| {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        )
    };
    let filler = "<p>Profits rose by 16 pct in the first quarter, the bank said on Monday, and would go on to rise.</p>".repeat(5);
    let mut out = record("https://a.org/picture", "image/png", "\u{1}\u{2}\u{3}")
        + &record("https://a.org/profits", "text/html", &format!("<html><body>{filler}</body></html>"));
    out += "broken\r\n\r\n";
    for at in 0..count {
        let told = match at % 3 {
            0 => format!(
                "<p>Poland ordered {} F-35A fighter jets from the United States on Monday, the ministry of defence said.</p>",
                at + 2
            ),
            1 => "<p>The army band played on Monday in the square before the old town hall to great applause.</p>".to_owned(),
            _ => filler.clone(),
        };
        let day = 1 + at % 4;
        let head = format!("<meta property=\"article:published_time\" content=\"2024-01-{day:02}T10:00:00Z\">");
        let page = format!(
            "<html><head><title>Report {at}</title>{head}</head><body><article>{told}<p>It was told in the capital at noon.</p></article></body></html>"
        );
        out += &record(&format!("https://a.org/{at}"), "text/html", &page);
    }
    out
}

fn input(folder: &Path, count: usize) -> Input {
    let path = folder.join("a.warc");
    std::fs::write(&path, archive(count)).unwrap();
    Input::file(&path, "a.warc").unwrap()
}

fn kept(place: &dyn Place, receipt: &Receipt) -> Vec<(Document, Vec<Claim>)> {
    let mut out = Vec::new();
    let read = Kept::each(place, receipt, &mut |kept: Kept| -> Result<(), io::Error> {
        out.push((kept.document, kept.claims));
        Ok(())
    });
    read.unwrap().unwrap();
    out
}

#[test]
fn a_shard_is_the_same_on_one_thread_and_on_many_and_says_what_the_reader_says() {
    let folder = tempfile::tempdir().unwrap();
    let input = input(folder.path(), 600);
    let places: Vec<Folder> = ["one", "many"].iter().map(|name| Folder::new(folder.path().join(name))).collect();
    let one = read_shard(&input, &places[0], &setup(1)).unwrap();
    let many = read_shard(&input, &places[1], &setup(3)).unwrap();
    assert_eq!(one, many);
    for output in &one.outputs {
        assert_eq!(places[0].get(&output.name).unwrap(), places[1].get(&output.name).unwrap(), "{}", output.name);
    }
    let counts = one.counts;
    assert_eq!((counts.records, counts.passed_by, counts.gated, counts.failed, counts.kept), (603, 1, 201, 1, 200), "{counts:?}");
    // A folder for each day, and what failed beside.
    let days: Vec<&str> =
        one.outputs.iter().filter(|output| output.table == Table::Claims).filter_map(|output| output.name.split('/').nth(1)).collect();
    assert_eq!(days, ["day=2024-01-01", "day=2024-01-02", "day=2024-01-03", "day=2024-01-04"]);
    assert_eq!(one.outputs.iter().filter(|output| output.table == Table::Failures).map(|output| output.rows).sum::<u64>(), 1);
    // What comes back is what the reader makes of each document.
    let back = kept(&places[0], &one);
    assert_eq!(back.len(), 200);
    for (document, claims) in back {
        assert_eq!(extract(Knowledge::embedded(), &document).claims, claims);
    }
    let (totals, wrong) = reconcile(&places[0], std::slice::from_ref(&input.name)).unwrap();
    assert_eq!((totals.shards, totals.counts, wrong), (1, counts, Vec::new()));
}

/// A place that breaks after so many files.
struct Breaks {
    inner: Folder,
    left: Mutex<usize>,
}

impl Place for Breaks {
    fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| io::Error::other("the disk is full"))?;
        self.inner.put(name, bytes)
    }
    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        self.inner.get(name)
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.inner.remove(name)
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.inner.list(folder)
    }
}

#[test]
fn what_breaks_off_anywhere_has_no_receipt_and_is_read_again_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let input = input(folder.path(), 30);
    let whole = Folder::new(folder.path().join("whole"));
    let wanted = read_shard(&input, &whole, &setup(2)).unwrap();
    for left in 0..=wanted.outputs.len() {
        for threads in [1, 2] {
            let place = Breaks { inner: Folder::new(folder.path().join(format!("out{left}-{threads}"))), left: Mutex::new(left) };
            let error = read_shard(&input, &place, &setup(threads)).unwrap_err().to_string();
            assert!(error.contains("the disk is full"), "{error}");
            assert!(receipts(&place).unwrap().is_empty());
            let (_, wrong) = reconcile(&place, std::slice::from_ref(&input.name)).unwrap();
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            *place.left.lock().unwrap() = 1_000;
            assert_eq!(read_shard(&input, &place, &setup(threads)).unwrap(), wanted);
        }
    }
}

#[test]
fn only_what_has_no_receipt_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let inputs: Vec<Input> = (0..4)
        .map(|at| {
            let path = folder.path().join(format!("{at}.warc"));
            std::fs::write(&path, archive(6 + at)).unwrap();
            Input::file(&path, &format!("{at}.warc")).unwrap()
        })
        .collect();
    let place = Folder::new(folder.path().join("out"));
    let run = |inputs: &[Input]| {
        let told = Mutex::new(Vec::new());
        read_shards(inputs, &place, &setup(3), &|before, read| told.lock().unwrap().push((before, read.unwrap().input)));
        let mut told = told.into_inner().unwrap();
        told.sort();
        told
    };
    assert_eq!(run(&inputs[..2]).iter().filter(|(before, _)| *before).count(), 0);
    let again = run(&inputs);
    assert_eq!(again.iter().map(|(before, _)| *before).collect::<Vec<_>>(), [false, false, true, true]);
    // An input that has changed is read again, and what its shard no longer has is taken away.
    std::fs::write(&inputs[0].path, "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 5\r\n\r\nText.\r\n\r\n").unwrap();
    let changed = Input::file(&inputs[0].path, "0.warc").unwrap();
    let before = Receipt::of(&place, &changed.name).unwrap().unwrap();
    let after = read_shard(&changed, &place, &setup(1)).unwrap();
    assert!(before.outputs.len() > after.outputs.len());
    assert!(before.outputs.iter().all(|output| after.outputs.contains(output) || place.get(&output.name).unwrap().is_none()));
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    assert_eq!(reconcile(&place, &names).unwrap().1, Vec::new());
}

#[test]
fn damage_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let input = input(folder.path(), 9);
    let place = Folder::new(folder.path().join("out"));
    let receipt = read_shard(&input, &place, &setup(1)).unwrap();
    let claims = receipt.outputs.iter().find(|output| output.table == Table::Claims).unwrap();
    let mut bytes = place.get(&claims.name).unwrap().unwrap();
    bytes.truncate(bytes.len() / 2);
    place.put(&claims.name, bytes).unwrap();
    let (_, wrong) = reconcile(&place, &[]).unwrap();
    assert!(wrong.iter().any(|wrong| wrong.what == claims.name), "{wrong:?}");
    let error = Kept::each(&place, &receipt, &mut |_| Ok::<(), io::Error>(())).unwrap_err().to_string();
    assert!(error.starts_with(&claims.name), "{error}");
    place.put(&Receipt::place_of(&receipt.name), b"{}".to_vec()).unwrap();
    assert!(receipts(&place).unwrap()[0].is_err());
    assert_eq!(reconcile(&place, std::slice::from_ref(&receipt.name)).unwrap().1.len(), 2);
    // What cannot be read is no receipt: the shard is read again.
    assert_eq!(read_shard(&input, &place, &setup(1)).unwrap(), receipt);
    assert_eq!(reconcile(&place, &[]).unwrap().1, Vec::new());
}

#[test]
fn what_is_no_input_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "Plain text.").unwrap();
    let place = Folder::new(folder.path().join("out"));
    let error = read_shard(&Input::file(&path, "a.txt").unwrap(), &place, &setup(2)).unwrap_err().to_string();
    assert!(error.contains("a.txt") && error.contains("it is text"), "{error}");
    let broken = folder.path().join("b.parquet");
    std::fs::write(&broken, b"PAR1 and no more").unwrap();
    let receipt = read_shard(&Input::file(&broken, "b.parquet").unwrap(), &place, &setup(1)).unwrap();
    assert_eq!((receipt.counts.records, receipt.counts.failed), (1, 1));
    assert!(Input::below(&[folder.path().join("nothing")]).is_err());
}
