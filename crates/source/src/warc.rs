//! Web archives: the records of a WARC stream, or of an ARC stream, which is what came before it, one by one in memory that does not grow.
//!
//! [`Records`] gives what servers answered with success, and conversions and resources; requests, metadata, and answers that are redirects or errors are
//! passed over and counted. A broken record ends only itself where the next one can be found.

use std::io::{BufRead, Read};

/// A record with a document in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// `WARC-Target-URI`.
    pub address: Option<String>,
    /// `WARC-Date`, as written.
    pub date: Option<String>,
    /// The answer's `Content-Type`.
    pub content_type: Option<String>,
    /// The body, without the server's headers and unpacked.
    pub body: Vec<u8>,
    /// The number of the record, counted from 1.
    pub number: u64,
}

/// What a step through an archive came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A record.
    Record(Record),
    /// A record that cannot be read, with its number and why.
    Bad(u64, String),
}

/// The records of an archive.
pub struct Records<R> {
    input: R,
    /// The most bytes of a body.
    most: usize,
    number: u64,
    done: bool,
    /// In an ARC: how many fields of a record's line come after the address.
    arc: Option<usize>,
    /// Bytes of headers.
    line: Vec<u8>,
    /// Room for the next body.
    room: Vec<u8>,
}

/// What an ARC begins with.
pub(crate) const FILEDESC: &str = "filedesc://";
/// So many bytes are set aside for a body before it is read: more than nearly all pages have.
const ROOM: usize = 1 << 20;
/// The most bytes of a line of a header, and the most lines of one.
const LINE: usize = 64 << 10;
const LINES: usize = 1_000;

impl<R: BufRead> Records<R> {
    /// The records of a plain archive; bodies of more than `most` bytes are problems.
    pub fn new(input: R, most: usize) -> Self {
        Self { input, most, number: 0, done: false, arc: None, line: Vec::new(), room: Vec::new() }
    }

    /// Takes back the body of a record that is done with, as room for a later one.
    pub fn take_back(&mut self, body: Vec<u8>) {
        if body.capacity() <= ROOM {
            self.room = body;
        }
    }

    /// The next record with a document in it, or the next problem.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Step> {
        while !self.done {
            match self.record() {
                Ok(Some(record)) => return Some(Step::Record(record)),
                Ok(None) => {}
                Err(what) => return Some(Step::Bad(self.number, what)),
            }
        }
        None
    }

    /// How many records were begun so far, those without a document among them.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Reads one record; `None` for one without a document, or at the end.
    fn record(&mut self) -> Result<Option<Record>, String> {
        // Empty lines part records.
        let version = loop {
            if !self.read_line()? {
                self.done = true;
                return Ok(None);
            }
            if !self.line.is_empty() {
                break String::from_utf8_lossy(&self.line).into_owned();
            }
        };
        self.number += 1;
        if self.arc.is_some() || self.number == 1 && version.starts_with(FILEDESC) {
            return self.arc_record(&version);
        }
        if !version.starts_with("WARC/") {
            let resumed = self.resync()?;
            let shown: String = version.chars().take(40).collect();
            return Err(format!("`{shown}` is no beginning of a record{}", if resumed { "; went on at the next one" } else { "" }));
        }
        let mut kind = String::new();
        let mut length = None;
        let mut record = Record { number: self.number, ..Record::default() };
        let mut named = String::new();
        for count in 0.. {
            if count > LINES {
                self.done = true;
                return Err(format!("its header has more than {LINES} lines"));
            }
            if !self.read_line()? {
                self.done = true;
                return Err("the archive breaks off within a header".to_owned());
            }
            if self.line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(&self.line);
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => kind = value.to_ascii_lowercase(),
                "content-length" => length = value.parse::<u64>().ok(),
                "warc-target-uri" => record.address = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-date" => record.date = Some(value.to_owned()),
                "content-type" => named = value.to_owned(),
                _ => {}
            }
        }
        let Some(length) = length else {
            self.resync()?;
            return Err("its header has no `Content-Length`".to_owned());
        };
        let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
        // Answers about names and the like are no documents.
        let web = record
            .address
            .as_deref()
            .is_none_or(|address| !address.starts_with("dns:") && !address.starts_with("whois:") && !address.starts_with("metadata:"));
        if !wanted || !web {
            self.skip(length)?;
            return Ok(None);
        }
        if kind == "response" && named.contains("application/http") {
            return self.answer(record, length);
        }
        record.content_type = Some(named).filter(|named| !named.is_empty());
        record.body = self.body(length, 0)?;
        Ok(Some(record))
    }

    /// Reads a record of an ARC, of which the first line is given.
    fn arc_record(&mut self, line: &str) -> Result<Option<Record>, String> {
        let shown: String = line.chars().take(60).collect();
        let first = self.arc.is_none();
        // The lines of the first version have four fields after the address; those of the second, nine. An address may have spaces.
        let after = self.arc.unwrap_or(4);
        let fields: Vec<&str> = line.rsplitn(after + 1, ' ').collect();
        let ([length, .., address], true) = (fields.as_slice(), fields.len() == after + 1) else {
            self.done = true;
            return Err(format!("`{shown}` is no beginning of a record of an ARC"));
        };
        let Ok(length) = length.parse::<u64>() else {
            self.done = true;
            return Err(format!("the line of the ARC's record does not end with its length, so that no other can be found: `{shown}`"));
        };
        if first {
            let body = self.body(length, 0)?;
            self.arc = Some(if body.starts_with(b"2") { 9 } else { 4 });
            return Ok(None);
        }
        if !address.starts_with("http:") && !address.starts_with("https:") {
            self.skip(length)?;
            return Ok(None);
        }
        let record = Record {
            address: Some((*address).to_owned()),
            date: fields.get(after - 2).map(|date| (*date).to_owned()),
            content_type: fields.get(after - 3).map(|kind| (*kind).to_owned()),
            number: self.number,
            ..Record::default()
        };
        self.answer(record, length)
    }

    /// Reads what a server answered. Its header is taken from where it lies, if all of it is there, so that the body need not be moved to its place.
    fn answer(&mut self, record: Record, length: u64) -> Result<Option<Record>, String> {
        let mut head = Vec::new();
        let mut taken = 0;
        if length <= self.most as u64
            && let Ok(there) = self.input.fill_buf()
        {
            let there = &there[..there.len().min(LINE).min(usize::try_from(length).unwrap_or(LINE))];
            if let Some(end) = memchr::memmem::find(there, b"\r\n\r\n") {
                head.extend_from_slice(&there[..end]);
                taken = end + 4;
            }
        }
        self.input.consume(taken);
        let mut body = self.body(length, taken as u64)?;
        if taken == 0 {
            let end = memchr::memmem::find(&body, b"\r\n\r\n")
                .map(|at| (at, at + 4))
                .or_else(|| memchr::memmem::find(&body, b"\n\n").map(|at| (at, at + 2)));
            let Some((end, start)) = end else { return Err("the answer in it has no header".to_owned()) };
            head.extend_from_slice(&body[..end.min(LINE)]);
            body.drain(..start);
        }
        answer(record, &String::from_utf8_lossy(&head), body, self.most)
    }

    /// Reads the body of a record, which is whole but for the bytes of it that were taken before.
    fn body(&mut self, length: u64, taken: u64) -> Result<Vec<u8>, String> {
        if length > self.most as u64 {
            self.skip(length)?;
            return Err(format!("it has {length} bytes; at most {} are read", self.most));
        }
        let rest = length - taken;
        let mut body = std::mem::take(&mut self.room);
        // What is said of the length may be a lie; what is more than this grows as it comes. What stood there is written over.
        body.resize(usize::try_from(rest).map_or(ROOM, |rest| rest.min(ROOM)), 0);
        let mut filled = 0;
        let mut read = Ok(0);
        while filled < body.len() {
            read = self.input.read(&mut body[filled..]);
            match &read {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        body.truncate(filled);
        if read.is_ok() && filled == ROOM {
            read = (&mut self.input).take(rest - ROOM as u64).read_to_end(&mut body);
        }
        if let Err(error) = read {
            self.done = true;
            return Err(broken(&error));
        }
        if (body.len() as u64) < rest {
            self.done = true;
            return Err(format!("the archive breaks off after {} of the record's {length} bytes", taken + body.len() as u64));
        }
        Ok(body)
    }

    /// Reads a line without its end; false at the end of the archive.
    fn read_line(&mut self) -> Result<bool, String> {
        self.line.clear();
        let read = (&mut self.input).take(LINE as u64).read_until(b'\n', &mut self.line);
        match read {
            Ok(0) => Ok(false),
            Ok(_) => {
                while matches!(self.line.last(), Some(b'\n' | b'\r')) {
                    self.line.pop();
                }
                Ok(true)
            }
            Err(error) => {
                self.done = true;
                Err(broken(&error))
            }
        }
    }

    fn skip(&mut self, mut length: u64) -> Result<(), String> {
        while length > 0 {
            let there = match self.input.fill_buf() {
                Ok(there) => there.len() as u64,
                Err(error) => {
                    self.done = true;
                    return Err(broken(&error));
                }
            };
            if there == 0 {
                self.done = true;
                return Err("the archive breaks off within a record".to_owned());
            }
            let step = there.min(length);
            self.input.consume(usize::try_from(step).unwrap_or(0));
            length -= step;
        }
        Ok(())
    }

    /// Goes on to a line that begins a record, and says whether there is one. That line is lost, so its record is found by its header.
    fn resync(&mut self) -> Result<bool, String> {
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) => {
                    self.done = true;
                    return Err(broken(&error));
                }
            };
            if buffer.is_empty() {
                self.done = true;
                return Ok(false);
            }
            if buffer.starts_with(b"WARC/") {
                return Ok(true);
            }
            let step = memchr::memchr(b'\n', buffer).map_or(buffer.len(), |at| at + 1);
            self.input.consume(step);
        }
    }
}

fn broken(error: &std::io::Error) -> String {
    format!("the archive cannot be read on: {error}")
}

/// What a server answered, its header apart; `None` for what is no success.
fn answer(mut record: Record, head: &str, bytes: Vec<u8>, most: usize) -> Result<Option<Record>, String> {
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split_whitespace().nth(1)).and_then(|code| code.parse::<u16>().ok());
    let Some(status) = status else { return Err("the answer in it has no status".to_owned()) };
    if !(200..300).contains(&status) {
        return Ok(None);
    }
    let (mut packed, mut chunked) = (String::new(), false);
    for line in lines.take(LINES) {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => record.content_type = Some(value.trim().to_owned()),
            "content-encoding" => packed = value.trim().to_ascii_lowercase(),
            "transfer-encoding" => chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    // Many archives keep the header but store the body as it is.
    let body = if chunked { unchunk(&bytes).unwrap_or(bytes) } else { bytes };
    record.body = match packed.as_str() {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => crate::gunzip(&body, most)?,
        "deflate" => inflate(&body, most)?,
        "br" | "zstd" => return Err(format!("its body is packed with `{packed}`, which cannot be unpacked")),
        _ => body,
    };
    Ok(Some(record))
}

fn inflate(body: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let limit = most as u64 + 1;
    if flate2::read::ZlibDecoder::new(body).take(limit).read_to_end(&mut out).is_err() && out.is_empty() {
        let _ = flate2::read::DeflateDecoder::new(body).take(limit).read_to_end(&mut out);
    }
    if out.len() > most {
        return Err(format!("unpacked it has more than {most} bytes; at most so many are read"));
    }
    Ok(if out.is_empty() { body.to_vec() } else { out })
}

/// The body of which the chunks are sent, or `None` where these are no chunks.
fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(100)])?;
        let line = std::str::from_utf8(&bytes[..end]).ok()?.trim();
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(out);
        }
        // What was cut off is cut off.
        let Some(chunk) = bytes.get(..size) else {
            out.extend_from_slice(bytes);
            return Some(out);
        };
        out.extend_from_slice(chunk);
        bytes = bytes[size..].strip_prefix(b"\r\n").or_else(|| bytes[size..].strip_prefix(b"\n")).unwrap_or(&bytes[size..]);
        if bytes.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, address: &str, body: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-01-11T10:00:00Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn steps(bytes: &[u8]) -> Vec<Step> {
        let mut records = Records::new(bytes, 1 << 20);
        std::iter::from_fn(|| records.next()).take(1_000).collect()
    }

    #[test]
    fn answers_are_read_and_the_rest_is_passed_over() {
        let archive = record("warcinfo", "", "x")
            + &record("request", "https://a.org/", "GET / HTTP/1.1\r\n\r\n")
            + &record(
                "response",
                "https://a.org/",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n2\r\nhi\r\n0\r\n\r\n",
            )
            + &record("response", "https://a.org/b", "HTTP/1.1 301 Moved\r\nLocation: /c\r\n\r\n")
            + &record("response", "dns:a.org", "1.2.3.4");
        let steps = steps(archive.as_bytes());
        let [Step::Record(one)] = steps.as_slice() else { panic!("{steps:?}") };
        assert_eq!(
            (one.address.as_deref(), one.body.as_slice(), one.content_type.as_deref(), one.number),
            (Some("https://a.org/"), b"<p>hi".as_slice(), Some("text/html"), 3)
        );
    }

    #[test]
    fn what_is_broken_is_told_and_the_rest_goes_on() {
        let good = record("resource", "https://a.org/", "text");
        let archive =
            good.clone() + "nonsense\r\nmore\r\n\r\n" + &good + "WARC/1.0\r\nWARC-Type: response\r\n\r\n" + &good + &good[..good.len() - 6];
        let steps = steps(archive.as_bytes());
        let shape: Vec<bool> = steps.iter().map(|step| matches!(step, Step::Record(_))).collect();
        assert_eq!(shape, [true, false, true, false, true, false], "{steps:?}");
        for cut in 0..good.len() {
            super::tests::steps(&good.as_bytes()[..cut]);
        }
    }

    #[test]
    fn the_archives_of_before_are_read_too() {
        let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hi";
        let (one, two) = ("1 0 Us\nURL IP-address Archive-date Content-type Archive-length\n", "2 0 Us\nURL ...\n");
        for (about, between) in [(one, ""), (two, "200 - - 0 a.arc ")] {
            let line = |address: &str, length: &str| format!("{address} 192.0.2.1 20140216050221 text/html {between}{length}\n");
            let archive = format!("filedesc://a.arc 0.0.0.0 20140216050221 text/plain {}\n{about}\n", about.len())
                + &format!("{}{page}\n", line("http://a.org/x?a=b c", &page.len().to_string()))
                + &format!("{}1.2.3.4\n", line("dns:a.org", "7"))
                + &line("http://a.org/bad", "abc");
            let steps = steps(archive.as_bytes());
            let [Step::Record(one), Step::Bad(4, why)] = steps.as_slice() else { panic!("{steps:?}") };
            assert_eq!(
                (one.address.as_deref(), one.body.as_slice(), one.date.as_deref()),
                (Some("http://a.org/x?a=b c"), b"<p>hi".as_slice(), Some("20140216050221"))
            );
            assert!(why.contains("length") && why.contains("http://a.org/bad"), "{why}");
            (0..archive.len()).for_each(|cut| drop(super::tests::steps(&archive.as_bytes()[..cut])));
        }
    }

    #[test]
    fn answers_are_the_same_however_much_of_them_is_there_at_once() {
        let page = "<p>hi</p>\r\n\r\n".repeat(200_000);
        let archive = record("response", "https://a.org/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nshort")
            + &record("response", "https://a.org/b", &format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n{page}", "y".repeat(300)))
            + &record("response", "https://a.org/c", "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nwith bare ends")
            + &record("response", "https://a.org/d", "HTTP/1.1 200 OK\r\n\r\n");
        for room in [1, 7, 64, 4_096, 1 << 18] {
            let mut records = Records::new(std::io::BufReader::with_capacity(room, archive.as_bytes()), 1 << 22);
            let mut bodies = Vec::new();
            while let Some(step) = records.next() {
                let Step::Record(record) = step else { panic!("{step:?}") };
                bodies.push(String::from_utf8(record.body.clone()).unwrap());
                records.take_back(record.body);
            }
            assert!(bodies.iter().eq(["short", page.as_str(), "with bare ends", ""]), "{room}");
            let cut = archive.len() - 120;
            let mut records = Records::new(std::io::BufReader::with_capacity(room, &archive.as_bytes()[..cut]), 1 << 22);
            let steps: Vec<Step> = std::iter::from_fn(|| records.next()).collect();
            assert!(matches!(steps.as_slice(), [_, _, .., Step::Bad(..)]), "{room}");
        }
    }

    #[test]
    fn a_length_that_is_a_lie_takes_no_memory() {
        let archive = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nx";
        assert!(matches!(steps(archive.as_bytes()).as_slice(), [Step::Bad(1, _)]));
    }
}
