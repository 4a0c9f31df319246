//! Text made small: deflated, by itself or after a dictionary of what such texts mostly say.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use std::cell::RefCell;
use std::io::{Error, ErrorKind, Write};

/// What the rows and records of the projection mostly say, the most frequent last. A projection made with another one is made anew.
pub(crate) const DICTIONARY: &str = include_str!("projection.dictionary");

/// Text, deflated.
pub(crate) fn pack(body: &str) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::new(6));
    // Writing to memory does not fail.
    let _ = encoder.write_all(body.as_bytes());
    encoder.finish().unwrap_or_default()
}

thread_local! {
    static PLAIN: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// The text that was deflated.
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<String> {
    // Making an inflater takes longer than most texts.
    PLAIN.with_borrow_mut(|inflater| {
        inflater.reset(false);
        inflate(inflater, packed)
    })
}

/// All that an inflater that was set up makes of some bytes.
fn inflate(inflater: &mut Decompress, packed: &[u8]) -> std::io::Result<String> {
    let wrong = |words: &str| Error::new(ErrorKind::InvalidData, words.to_owned());
    let mut out = Vec::with_capacity(packed.len() * 4 + 256);
    loop {
        let read = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
        let rest = packed.get(read..).unwrap_or_default();
        let before = (inflater.total_in(), out.len());
        match inflater.decompress_vec(rest, &mut out, FlushDecompress::None).map_err(Error::other)? {
            flate2::Status::StreamEnd => break,
            _ if out.len() == out.capacity() => out.reserve(out.capacity()),
            _ if before == (inflater.total_in(), out.len()) => return Err(wrong("it ends in the middle")),
            _ => {}
        }
    }
    String::from_utf8(out).map_err(|_| wrong("it is no text"))
}

/// Deflates short texts after the dictionary, one after another.
pub(crate) struct Packer(Compress);

impl Packer {
    pub(crate) fn new() -> Self {
        Self(Compress::new(Compression::new(5), false))
    }

    /// A text, deflated.
    ///
    /// # Errors
    /// Only if the compressor cannot go on, which it always can in memory.
    pub(crate) fn pack(&mut self, text: &str) -> std::io::Result<Vec<u8>> {
        self.0.reset();
        self.0.set_dictionary(DICTIONARY.as_bytes()).map_err(Error::other)?;
        let mut out = Vec::with_capacity(text.len() + 64);
        let status = self.0.compress_vec(text.as_bytes(), &mut out, FlushCompress::Finish).map_err(Error::other)?;
        match status {
            flate2::Status::StreamEnd => Ok(out),
            _ => Err(Error::other("a text could not be deflated")),
        }
    }
}

/// Inflates what a [`Packer`] made.
pub(crate) struct Unpacker(Decompress);

impl Unpacker {
    pub(crate) fn new() -> Self {
        Self(Decompress::new(false))
    }

    /// The text that was deflated.
    ///
    /// # Errors
    /// When it is not what a packer made.
    pub(crate) fn unpack(&mut self, packed: &[u8]) -> std::io::Result<String> {
        self.0.reset(false);
        self.0.set_dictionary(DICTIONARY.as_bytes()).map_err(Error::other)?;
        inflate(&mut self.0, packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_and_what_is_broken_is_refused() {
        let (mut packer, mut unpacker) = (Packer::new(), Unpacker::new());
        let long = (0..5000).map(|n| format!("{} ", n * 7919 % 10_007)).collect::<String>();
        for text in ["", "a", r#"{"kind":"transfer","stage":"contracted"}"#, &long, &"x".repeat(100_000)] {
            let packed = packer.pack(text).unwrap();
            assert_eq!(unpacker.unpack(&packed).unwrap(), text);
            assert!(unpacker.unpack(&packed[..packed.len() - 1]).is_err());
        }
        assert!(unpacker.unpack(&[0xff; 40]).is_err());
        let packed = packer.pack(r#"{"kind":"transfer","stage":"contracted"}"#).unwrap();
        assert!(packed.len() < 16, "{}", packed.len());
    }
}
