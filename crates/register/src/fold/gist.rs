//! What a register needs of a document whose text it has read once: where its passages begin with their hashes, and its official numbers.
//!
//! In: a document of a register. Out: some bytes; and back, so that the document can be taken into another register without its text.

use super::digest::Digest;
use super::{ReadyEntry, Register};
use crate::reconcile::{Notes, Sketch};
use materiel_model::{Document, DocumentId, Entry, Event, Moment, PartialDate};

/// A document without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gist {
    passages: Box<[(u32, u32)]>,
    numbered: Vec<(usize, usize, Vec<u64>)>,
}

impl Gist {
    /// As bytes: how many passages there are; of each how far it begins behind the one before it, and its hash; the paragraphs with their numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let mut out = Vec::with_capacity(4 + 6 * self.passages.len());
        out.extend(short(self.passages.len()));
        let mut before = 0;
        for (at, hash) in &self.passages {
            step(&mut out, at.wrapping_sub(before));
            out.extend(hash.to_le_bytes());
            before = *at;
        }
        for (start, end, numbers) in &self.numbered {
            [*start, *end, numbers.len()].into_iter().for_each(|number| out.extend(short(number)));
            numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
        }
        out
    }

    /// What [`Gist::to_bytes`] gave; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let many = take(&mut rest)?;
        let mut before = 0_u32;
        let mut passage = |rest: &mut &[u8]| {
            before = before.wrapping_add(taken_step(rest)?);
            Some((before, take(rest)?))
        };
        let passages = (0..many).map(|_| passage(&mut rest)).collect::<Option<_>>()?;
        let mut numbered = Vec::new();
        while !rest.is_empty() {
            let (start, end, many) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
            let mut number = || Some(u64::from(take(&mut rest)?) | u64::from(take(&mut rest)?) << 32);
            let numbers = (0..many).map(|_| number()).collect::<Option<_>>()?;
            numbered.push((usize::try_from(start).ok()?, usize::try_from(end).ok()?, numbers));
        }
        Some(Self { passages, numbered })
    }
}

fn take(rest: &mut &[u8]) -> Option<u32> {
    let (first, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_le_bytes(*first))
}

/// A number in as few bytes as it needs: seven bits in each, the last one below 128.
fn step(out: &mut Vec<u8>, mut number: u32) {
    while number >= 128 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn taken_step(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u32::from(byte & 127).checked_shl(shift)?;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
    None
}

impl Register {
    /// The gist of a document.
    pub fn gist(&self, id: &DocumentId) -> Option<Gist> {
        let notes = self.corrections.notes(id).into_iter().flat_map(Notes::numbered);
        Some(Gist {
            passages: self.voices.sketch(id)?.all_passages().into(),
            numbered: notes.map(|(start, end, numbers)| (start, end, numbers.to_vec())).collect(),
        })
    }

    /// Takes a document by its gist, as if it were the entry of a number that added it. Whose voice it is cannot be found and has to be told.
    pub fn apply_gist(&mut self, number: u64, at: Moment, id: DocumentId, published: Option<PartialDate>, gist: Gist) {
        let document = Document { published, ..Document::new("", "") };
        let entry = Entry { number, at, event: Event::DocumentAdded { document } };
        let digest = (id, Sketch::of_passages(gist.passages), Notes::of_numbers(gist.numbered));
        self.apply_ready(ReadyEntry { entry, digest: Digest::Document(Box::new(digest)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gist_is_what_it_was_made_of_and_anything_else_is_refused() {
        let gist = Gist {
            passages: [(0, 7), (41, u32::MAX), (700, 0), (u32::MAX, 1)].into(),
            numbered: vec![(3, 80, vec![1, u64::MAX]), (90, 200, vec![u64::MAX / 3])],
        };
        let bytes = gist.to_bytes();
        assert_eq!(Gist::from_bytes(&bytes).as_ref(), Some(&gist));
        let none = Gist { passages: Box::default(), numbered: Vec::new() };
        assert_eq!(Gist::from_bytes(&none.to_bytes()), Some(none));
        for broken in [&bytes[..bytes.len() - 1], &bytes[..3], &bytes[..9], &[255; 8][..]] {
            assert_eq!(Gist::from_bytes(broken), None);
        }
    }
}
