//! Text made small: deflated, by itself or after a dictionary of what such texts mostly say.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use std::cell::RefCell;
use std::io::{Error, ErrorKind};

/// What the rows and records of the projection mostly say, the most frequent last. A projection made with another one is made anew.
pub(crate) const DICTIONARY: &str = include_str!("projection.dictionary");

/// What texts mostly say, and what readings do, the most frequent last. Files of format 4 were written with these; they are never changed.
const TEXTS: &str = include_str!("texts.dictionary");
const READINGS: &str = include_str!("readings.dictionary");

/// Before what is deflated after [`READINGS`]; nothing that was deflated begins with it.
const AFTER_READINGS: u8 = 254;

/// The body of a log entry, deflated.
pub(crate) fn pack(body: &str) -> Vec<u8> {
    let mut out = vec![AFTER_READINGS];
    // Packing to memory does not fail.
    out.extend(READING.with_borrow_mut(|(packer, _)| packer.pack(body)).unwrap_or_default());
    out
}

/// The text of a document, deflated.
pub(crate) fn pack_text(text: &str) -> Vec<u8> {
    TEXT.with_borrow_mut(|(packer, _)| packer.pack(text)).unwrap_or_default()
}

/// The text of a document that was deflated.
pub(crate) fn unpack_text(packed: &[u8]) -> std::io::Result<String> {
    TEXT.with_borrow_mut(|(_, unpacker)| unpacker.unpack(packed))
}

thread_local! {
    // Making them takes longer than most texts.
    static PLAIN: RefCell<Decompress> = RefCell::new(Decompress::new(false));
    static READING: RefCell<(Packer, Unpacker)> = RefCell::new((Packer::after(READINGS), Unpacker::after(READINGS)));
    static TEXT: RefCell<(Packer, Unpacker)> = RefCell::new((Packer::after(TEXTS), Unpacker::after(TEXTS)));
}

/// The body of a log entry that was deflated, by this program or, by itself, by one that wrote format 2 or 3.
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<String> {
    if let Some((&AFTER_READINGS, rest)) = packed.split_first() {
        return READING.with_borrow_mut(|(_, unpacker)| unpacker.unpack(rest));
    }
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

/// Deflates short texts after a dictionary, one after another.
pub(crate) struct Packer {
    deflater: Compress,
    dictionary: &'static str,
}

impl Packer {
    /// For rows and records of the projection.
    pub(crate) fn new() -> Self {
        Self::after(DICTIONARY)
    }

    fn after(dictionary: &'static str) -> Self {
        Self { deflater: Compress::new(Compression::new(5), false), dictionary }
    }

    /// A text, deflated.
    ///
    /// # Errors
    /// Only if the compressor cannot go on, which it always can in memory.
    pub(crate) fn pack(&mut self, text: &str) -> std::io::Result<Vec<u8>> {
        self.deflater.reset();
        self.deflater.set_dictionary(self.dictionary.as_bytes()).map_err(Error::other)?;
        let mut out = Vec::with_capacity(text.len() + 64);
        let status = self.deflater.compress_vec(text.as_bytes(), &mut out, FlushCompress::Finish).map_err(Error::other)?;
        match status {
            flate2::Status::StreamEnd => Ok(out),
            _ => Err(Error::other("a text could not be deflated")),
        }
    }
}

/// Inflates what a [`Packer`] made.
pub(crate) struct Unpacker {
    inflater: Decompress,
    dictionary: &'static str,
}

impl Unpacker {
    /// For rows and records of the projection.
    pub(crate) fn new() -> Self {
        Self::after(DICTIONARY)
    }

    fn after(dictionary: &'static str) -> Self {
        Self { inflater: Decompress::new(false), dictionary }
    }

    /// The text that was deflated.
    ///
    /// # Errors
    /// When it is not what a packer made.
    pub(crate) fn unpack(&mut self, packed: &[u8]) -> std::io::Result<String> {
        self.inflater.reset(false);
        self.inflater.set_dictionary(self.dictionary.as_bytes()).map_err(Error::other)?;
        inflate(&mut self.inflater, packed)
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

    #[test]
    fn texts_and_readings_come_back_as_they_were() {
        let long = (0..5000).map(|n| format!("{} ", n * 7919 % 10_007)).collect::<String>();
        let text = "The company was awarded a firm-fixed-price contract. Work will be performed in Texas.";
        for text in ["", "a", text, "Vučić ünd 北京", &long] {
            assert_eq!(unpack_text(&pack_text(text)).unwrap(), text);
            assert_eq!(unpack(&pack(text)).unwrap(), text);
        }
        assert!(pack_text(text).len() < text.len() / 2);
        assert!(unpack_text(&pack_text(text)[1..]).is_err() && unpack(&[AFTER_READINGS, 0xff]).is_err());
        // As formats 2 and 3 have them.
        let mut plain = Compress::new(Compression::new(6), false);
        let mut packed = Vec::with_capacity(100_000);
        plain.compress_vec(long.as_bytes(), &mut packed, FlushCompress::Finish).unwrap();
        assert_eq!(unpack(&packed).unwrap(), long);
    }

    #[test]
    fn what_format_4_was_written_with_is_never_changed() {
        let known = |text: &str| crate::projection::fnv(text.bytes().filter(|byte| *byte != b'\r'));
        assert_eq!([known(TEXTS), known(READINGS)], [0x4ca0_8330_d56e_aee0, 0x8847_5507_cc23_6000]);
        assert!(!TEXTS.contains('\r') && !READINGS.contains('\r'), "line ends are part of them");
    }
}
