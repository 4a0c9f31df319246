//! What the reader makes of a folder of pages, or how fast it walks a web archive: for the scripts in `benches/`.
//!
//! `measure pages FOLDER` writes one JSON object, file name to text, title and date, to standard output and pages a second to standard error.
//! `measure warc FILE` writes records and megabytes a second.

use materiel_source::warc::{Records, Step};
use std::error::Error;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["pages", folder] => pages(Path::new(folder)),
        ["warc", file] => warc(Path::new(file)),
        _ => Err("write `measure pages FOLDER` or `measure warc FILE`".into()),
    }
}

fn pages(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut pages = Vec::new();
    for file in &files {
        let mut bytes = Vec::new();
        let mut input = std::fs::File::open(file)?;
        if file.extension().is_some_and(|ending| ending == "gz") {
            flate2::read::MultiGzDecoder::new(input).read_to_end(&mut bytes)?;
        } else {
            input.read_to_end(&mut bytes)?;
        }
        pages.push((file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), bytes));
    }
    // One measure over all of them: the system keeps its books a few milliseconds late.
    let begin = Instant::now();
    let start = spent(begin);
    // Bytes to text, as with any page whose server says nothing.
    let read = pages.iter().map(|(_, bytes)| materiel_source::html::read(&materiel_source::decode(bytes, None), None)).collect::<Vec<_>>();
    let time = spent(begin).saturating_sub(start);
    let mut out = serde_json::Map::new();
    for ((name, _), read) in pages.into_iter().zip(read) {
        let date = read.metadata.published.as_ref().map(|date| date.value.to_string());
        let from = read.metadata.published.as_ref().map(|date| format!("{}{}", date.from, if date.doubtful { "?" } else { "" }));
        let title = read.metadata.title.map(|title| title.value);
        out.insert(name, serde_json::json!({"text": read.text, "title": title, "date": date, "from": from}));
    }
    eprintln!("{} pages in {:.2} s: {:.0} pages/s", files.len(), time.as_secs_f64(), files.len() as f64 / time.as_secs_f64());
    println!("{}", serde_json::to_string(&out)?);
    Ok(())
}

/// The time that this thread has had a processor, where the system tells it, so that other programs do not count; else the time since `begin`.
fn spent(begin: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begin.elapsed(), Duration::from_nanos)
}

fn warc(file: &Path) -> Result<(), Box<dyn Error>> {
    let input = BufReader::with_capacity(1 << 16, std::fs::File::open(file)?);
    let begin = Instant::now();
    let start = spent(begin);
    let mut seen = Counter {
        input: if file.extension().is_some_and(|ending| ending == "gz") {
            Box::new(flate2::bufread::MultiGzDecoder::new(input))
        } else {
            Box::new(input)
        },
        bytes: 0,
    };
    let (mut records, mut bad) = (0u64, 0u64);
    let mut walk = Records::new(BufReader::with_capacity(1 << 16, &mut seen), 64 << 20);
    while let Some(step) = walk.next() {
        match step {
            Step::Record(_) => records += 1,
            Step::Bad(number, what) => {
                bad += 1;
                eprintln!("record {number}: {what}");
            }
        }
    }
    drop(walk);
    let (seconds, megabytes) = (spent(begin).saturating_sub(start).as_secs_f64(), seen.bytes as f64 / 1e6);
    println!("{records} records with documents, {bad} bad; {megabytes:.0} MB unpacked in {seconds:.2} s: {:.0} MB/s", megabytes / seconds);
    Ok(())
}

struct Counter {
    input: Box<dyn Read>,
    bytes: u64,
}

impl Read for &mut Counter {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(into)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
