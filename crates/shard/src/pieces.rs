//! One input file as a stream of records and rows.

use crate::input::{Input, InputError};
use crate::receipt::Digest;
use crate::table::each_document;
use flate2::bufread::MultiGzDecoder;
use materiel_model::Document;
use materiel_source::warc::{Record, Records, Step};
use materiel_source::{Limits, Raw, Sort};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// What an input holds, piece by piece.
pub(crate) enum Piece {
    /// A record of an archive.
    Record(Record),
    /// A row of a table and its document.
    Document(u64, Box<Document>),
    /// A record or row that cannot be read, and why.
    Bad(u64, String),
}

/// What takes pieces, and gives back what room a record's body had, if it is done with it.
pub(crate) type Taker<'a> = dyn FnMut(Piece) -> Result<Vec<u8>, Stop> + 'a;

/// Reads an input's pieces and then gives the digest of all its bytes.
pub(crate) fn each(input: &Input, take: &mut Taker<'_>) -> Result<Result<Digest, Stop>, InputError> {
    let io = |error| InputError::Io { place: input.place.clone(), error };
    let mut head = Vec::new();
    File::open(&input.path).and_then(|file| file.take(8_192).read_to_end(&mut head)).map_err(io)?;
    let packed = head.starts_with(&[0x1f, 0x8b]);
    if packed {
        let mut inner = Vec::new();
        // What can be unpacked of the beginning.
        let _ = MultiGzDecoder::new(head.as_slice()).take(8_192).read_to_end(&mut inner);
        head = inner;
    }
    let sort = materiel_source::sort(&Raw { bytes: &head, place: &input.place, address: None, content_type: None });
    let digest = Arc::new(Mutex::new(blake3::Hasher::new()));
    let file = || File::open(&input.path).map_err(io);
    let done = match sort {
        Sort::Warc => {
            // A body of more bytes than wait is read to where it is wanted, without a copy; what is unpacked has to wait.
            let room = if packed { 1 << 18 } else { 1 << 14 };
            let mut raw = BufReader::with_capacity(room, Digested { inner: file()?, digest: Arc::clone(&digest) });
            let done = if packed {
                archive(BufReader::with_capacity(1 << 14, MultiGzDecoder::new(&mut raw)), take)
            } else {
                archive(&mut raw, take)
            };
            // What the archive's reader left behind a broken end counts, too.
            io::copy(&mut raw, &mut io::sink()).map_err(io)?;
            done
        }
        Sort::Parquet if !packed => {
            io::copy(&mut Digested { inner: file()?, digest: Arc::clone(&digest) }, &mut io::sink()).map_err(io)?;
            table(input, file()?, take)
        }
        sort => return Err(InputError::Other { place: input.place.clone(), sort: sort.to_string() }),
    };
    if let Err(stop) = done {
        return Ok(Err(stop));
    }
    let digest = digest.lock().unwrap_or_else(PoisonError::into_inner).finalize();
    Ok(Ok(Digest::Blake3(digest.to_hex().to_string())))
}

/// Whoever takes the pieces takes no more.
pub(crate) struct Stop;

fn archive(input: impl BufRead, take: &mut Taker<'_>) -> Result<(), Stop> {
    let mut records = Records::new(input, Limits::default().bytes);
    while let Some(step) = records.next() {
        let room = take(match step {
            Step::Record(record) => Piece::Record(record),
            Step::Bad(number, what) => Piece::Bad(number, what),
        })?;
        records.take_back(room);
    }
    Ok(())
}

fn table(input: &Input, file: File, take: &mut Taker<'_>) -> Result<(), Stop> {
    let label = materiel_source::label(&input.place);
    let mut rows = 0;
    let read = each_document(file, &label, &materiel_source::Columns::default(), &mut |row, document| {
        rows = row;
        take(match document {
            Ok(document) => Piece::Document(row, Box::new(document)),
            Err(what) => Piece::Bad(row, what),
        })
        .map(drop)
    })?;
    match read {
        Ok(()) => Ok(()),
        Err(what) => take(Piece::Bad(rows + 1, what)).map(drop),
    }
}

/// Digests what is read through it.
struct Digested<R> {
    inner: R,
    digest: Arc<Mutex<blake3::Hasher>>,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if let Ok(mut digest) = self.digest.lock() {
            digest.update(&buffer[..read]);
        }
        Ok(read)
    }
}
