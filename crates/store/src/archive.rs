//! The archive beside a register: every answer of the network as it came, with the request that it answers.
//!
//! In: exchanges. Out: WARC 1.1 records (ISO 28500) in files of a folder, each record a gzip member of its own, so that any of them can be read by its
//! place alone. Files are only ever added to. What [`Archive::keep`] returned a place for is on the disk.

use crate::StoreError;
use crate::lock::beside;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use materiel_model::{Archived, Moment, sha256_hex};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file that is longer than this is added to no more.
const LARGE: u64 = 1 << 30;
/// No record of ours is longer than this once it is unpacked.
const LONGEST: u64 = 1 << 30;

/// A request and its answer, as they went over the wire (but for the chunks that an answer may be sent in).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange<'a> {
    /// The address that was asked for.
    pub address: &'a str,
    /// When the answer came.
    pub at: Moment,
    /// The network address that answered, where it is known.
    pub ip: Option<String>,
    /// The request: its first line and headers, each ended by CR LF, and the empty line.
    pub request: &'a [u8],
    /// The answer's first line and headers, likewise.
    pub head: &'a [u8],
    /// The answer's body.
    pub body: &'a [u8],
    /// True when the body was longer and the rest was not taken.
    pub truncated: bool,
}

/// An archive that is being written.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    software: String,
    open: Option<(String, File, u64)>,
    number: u64,
}

/// The folder in which the archive of the register at `path` lies.
pub fn folder(path: &Path) -> PathBuf {
    beside(path, "archive")
}

impl Archive {
    /// The archive of the register at `path`. Nothing is made before there is something to keep. `software` is who writes, for the files' own notes.
    pub fn of(path: &Path, software: &str) -> Self {
        Self { folder: folder(path), software: software.to_owned(), open: None, number: 0 }
    }

    /// Keeps an exchange, and gives the place of the answer. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::ReadOnly`] or [`StoreError::Unreachable`], with the file.
    pub fn keep(&mut self, exchange: &Exchange<'_>) -> Result<Archived, StoreError> {
        self.number += 1;
        let response = record_id(&[
            b"response",
            exchange.address.as_bytes(),
            exchange.at.to_string().as_bytes(),
            &self.number.to_le_bytes(),
            exchange.body,
        ]);
        let request = record_id(&[b"request", response.as_bytes()]);
        let answer = record(
            &[
                ("WARC-Type", "response"),
                ("WARC-Record-ID", &format!("<{response}>")),
                ("WARC-Date", &exchange.at.to_string()),
                ("WARC-Target-URI", exchange.address),
                ("WARC-IP-Address", exchange.ip.as_deref().unwrap_or_default()),
                ("WARC-Payload-Digest", &format!("sha256:{}", sha256_hex(exchange.body))),
                ("WARC-Truncated", if exchange.truncated { "length" } else { "" }),
                ("Content-Type", "application/http; msgtype=response"),
            ],
            &[exchange.head, exchange.body],
        );
        let asked = record(
            &[
                ("WARC-Type", "request"),
                ("WARC-Record-ID", &format!("<{request}>")),
                ("WARC-Date", &exchange.at.to_string()),
                ("WARC-Target-URI", exchange.address),
                ("WARC-Concurrent-To", &format!("<{response}>")),
                ("Content-Type", "application/http; msgtype=request"),
            ],
            &[exchange.request],
        );
        let length = answer.len() as u64;
        let (file, offset) = self.append(exchange.at, &[answer, asked].concat())?;
        Ok(Archived { file, offset, length, record: response })
    }

    /// Writes bytes to the end of the newest file, or of a new one.
    fn append(&mut self, at: Moment, bytes: &[u8]) -> Result<(String, u64), StoreError> {
        if self.open.as_ref().is_none_or(|(_, _, length)| *length > LARGE) {
            self.open = None;
            self.begin(at)?;
        }
        let Some((name, file, length)) = &mut self.open else {
            return Err(StoreError::Unreachable { path: self.folder.clone(), detail: "no file of the archive could be opened".to_owned() });
        };
        let offset = *length;
        let path = self.folder.join(name.as_str());
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        if let Err(error) = written {
            // Half a record at the end would be in the way of the next one.
            let _ = file.set_len(offset).and_then(|()| file.seek(SeekFrom::Start(offset)));
            self.open = None;
            return Err(trouble(&path, &error));
        }
        *length += bytes.len() as u64;
        Ok((name.clone(), offset))
    }

    /// Opens a new file. One that another run began is never added to, since its end may be half a record.
    fn begin(&mut self, at: Moment) -> Result<(), StoreError> {
        std::fs::create_dir_all(&self.folder).map_err(|error| trouble(&self.folder, &error))?;
        let time: String = at.to_string().chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
        let mut last = None;
        for number in 1..10_000 {
            let name = format!("{time}-{number:02}.warc.gz");
            let path = self.folder.join(&name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    self.open = Some((name.clone(), file, 0));
                    let info = format!(
                        "software: {}\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
                        self.software
                    );
                    let id = record_id(&[b"warcinfo", name.as_bytes(), at.to_string().as_bytes()]);
                    let fields = [
                        ("WARC-Type", "warcinfo"),
                        ("WARC-Record-ID", &format!("<{id}>")),
                        ("WARC-Date", &at.to_string()),
                        ("WARC-Filename", &name),
                        ("Content-Type", "application/warc-fields"),
                    ];
                    let info = record(&fields, &[info.as_bytes()]);
                    self.append(at, &info)?;
                    // The file's name is on the disk when its folder is. Not every system has folders that can be opened.
                    if let Ok(folder) = File::open(&self.folder) {
                        let _ = folder.sync_all();
                    }
                    return Ok(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => return Err(trouble(&path, &error)),
            }
        }
        Err(last.map_or_else(|| trouble(&self.folder, &std::io::ErrorKind::AlreadyExists.into()), |error| trouble(&self.folder, &error)))
    }
}

/// A record that was read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The fields of its head, in order.
    pub fields: Vec<(String, String)>,
    /// What it holds: for an answer, its first line and headers, an empty line, and the body.
    pub block: Vec<u8>,
}

impl Kept {
    /// A field of the head, by its name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What follows the headers of an answer.
    pub fn body(&self) -> &[u8] {
        let end = self.block.windows(4).position(|four| four == b"\r\n\r\n");
        end.and_then(|end| self.block.get(end + 4..)).unwrap_or_default()
    }
}

/// Reads a record of the archive of the register at `path`, and holds it against its digests.
///
/// # Errors
/// [`StoreError::Archive`] when it is not what was kept, otherwise [`StoreError::Unreachable`]; each names the file.
pub fn read(path: &Path, place: &Archived) -> Result<Kept, StoreError> {
    // The name comes from the log; a folder in it would lead elsewhere.
    let name = Path::new(&place.file).file_name().filter(|name| name.to_str() == Some(place.file.as_str()));
    let Some(name) = name else {
        return Err(StoreError::Archive { path: path.to_owned(), detail: format!("`{}` is no file of the archive", place.file) });
    };
    let file = folder(path).join(name);
    let damaged = |what: &str| StoreError::Archive { path: file.clone(), detail: format!("the record at byte {}: {what}", place.offset) };
    let mut input = File::open(&file).map_err(|error| trouble(&file, &error))?;
    input.seek(SeekFrom::Start(place.offset)).map_err(|error| trouble(&file, &error))?;
    let mut bytes = Vec::new();
    GzDecoder::new(input.take(place.length)).take(LONGEST).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
    let kept = parse(&bytes).ok_or_else(|| damaged("it is no WARC record"))?;
    let digest = |field: &str, of: &[u8]| kept.field(field).is_none_or(|said| said == format!("sha256:{}", sha256_hex(of)));
    if !digest("WARC-Block-Digest", &kept.block) || !digest("WARC-Payload-Digest", kept.body()) {
        return Err(damaged("it is not what was kept"));
    }
    if kept.field("WARC-Record-ID") != Some(format!("<{}>", place.record).as_str()) {
        return Err(damaged("it is another record"));
    }
    Ok(kept)
}

/// A record of the archive of the register at `path` as it lies there, packed by itself, held against its digests.
///
/// # Errors
/// As [`read`].
pub fn packed(path: &Path, place: &Archived) -> Result<Vec<u8>, StoreError> {
    read(path, place)?;
    let file = folder(path).join(&place.file);
    let mut out = Vec::new();
    let taken = File::open(&file).and_then(|mut input| {
        input.seek(SeekFrom::Start(place.offset))?;
        input.take(place.length).read_to_end(&mut out)
    });
    taken.map_err(|error| trouble(&file, &error))?;
    Ok(out)
}

/// Copies the archive of one register to another's place, file by file, and gives how many files and bytes there were. What is there already with the same
/// length is not copied again.
///
/// # Errors
/// [`StoreError::Full`], [`StoreError::ReadOnly`] or [`StoreError::Unreachable`], with the file.
pub fn copy(from: &Path, to: &Path) -> Result<(usize, u64), StoreError> {
    let (from, to) = (folder(from), folder(to));
    let mut found = (0, 0);
    let list = match std::fs::read_dir(&from) {
        Ok(list) => list,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(trouble(&from, &error)),
    };
    for one in list {
        let one = one.map_err(|error| trouble(&from, &error))?;
        if !one.file_name().to_string_lossy().ends_with(".warc.gz") {
            continue;
        }
        std::fs::create_dir_all(&to).map_err(|error| trouble(&to, &error))?;
        let place = to.join(one.file_name());
        let length = one.metadata().map_err(|error| trouble(&one.path(), &error))?.len();
        if place.metadata().map_or(true, |there| there.len() != length) {
            let part = beside(&place, "part");
            let copied =
                std::fs::copy(one.path(), &part).and_then(|_| File::open(&part)?.sync_all()).and_then(|()| std::fs::rename(&part, &place));
            copied.map_err(|error| trouble(&place, &error))?;
        }
        found = (found.0 + 1, found.1 + length);
    }
    Ok(found)
}

fn parse(bytes: &[u8]) -> Option<Kept> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    lines.next().filter(|version| version.starts_with("WARC/1."))?;
    let fields: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())))
        .collect::<Option<_>>()?;
    let mut kept = Kept { fields, block: Vec::new() };
    let length: usize = kept.field("Content-Length")?.parse().ok()?;
    kept.block = bytes.get(end + 4..)?.get(..length)?.to_vec();
    Some(kept)
}

/// A record, packed. Fields without a value are left out.
fn record(fields: &[(&str, &str)], block: &[&[u8]]) -> Vec<u8> {
    let block = block.concat();
    let mut head = String::from("WARC/1.1\r\n");
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        // A line end in a value would begin another field.
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("WARC-Block-Digest: sha256:{}\r\nContent-Length: {}\r\n\r\n", sha256_hex(&block), block.len()));
    let mut out = GzEncoder::new(Vec::new(), Compression::new(6));
    // Writing to memory does not fail.
    let _ = out.write_all(head.as_bytes()).and_then(|()| out.write_all(&block)).and_then(|()| out.write_all(b"\r\n\r\n"));
    out.finish().unwrap_or_default()
}

/// A name for a record (a UUID of version 8, from a digest of what tells it from others).
fn record_id(parts: &[&[u8]]) -> String {
    let mut all = Vec::new();
    for part in parts {
        all.extend_from_slice(&(part.len() as u64).to_le_bytes());
        all.extend_from_slice(part);
    }
    let hex = sha256_hex(&all);
    format!("urn:uuid:{}-{}-8{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

pub(crate) fn trouble(path: &Path, error: &std::io::Error) -> StoreError {
    let path = path.to_owned();
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full { path },
        std::io::ErrorKind::NotFound => StoreError::Unreachable { path, detail: "there is no such file".to_owned() },
        _ => StoreError::Unreachable { path, detail: error.to_string() },
    }
}
