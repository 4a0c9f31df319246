//! The bytes of `weights.bin` in, named arrays of numbers out.

use super::ModelError;
use std::collections::HashMap;

/// An array of numbers and the length of each of its dimensions.
pub(super) struct Tensor {
    pub(super) sizes: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// All arrays of a model, by name.
pub(super) struct Tensors(HashMap<String, Tensor>);

impl Tensors {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(b"MTRLSYN1").ok_or(ModelError::NotAModel)?;
        let mut reader = Reader { rest };
        let mut tensors = HashMap::new();
        for _ in 0..reader.number()? {
            let length = reader.number()?;
            let name = String::from_utf8(reader.take(length)?.to_vec()).map_err(|_| ModelError::NotAModel)?;
            let rank = reader.number()?;
            let sizes = (0..rank).map(|_| reader.number()).collect::<Result<Vec<_>, _>>()?;
            let count = sizes.iter().try_fold(4usize, |count, &size| count.checked_mul(size)).ok_or(ModelError::NotAModel)?;
            let (numbers, _) = reader.take(count)?.as_chunks::<4>();
            tensors.insert(name, Tensor { sizes, values: numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect() });
        }
        Ok(Self(tensors))
    }

    /// The array of this name, which must have `sizes`; 0 stands for any length.
    pub(super) fn take(&mut self, name: &str, sizes: &[usize]) -> Result<Tensor, ModelError> {
        let tensor = self.0.remove(name).ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        let fits = tensor.sizes.len() == sizes.len() && tensor.sizes.iter().zip(sizes).all(|(has, wants)| *wants == 0 || has == wants);
        if fits { Ok(tensor) } else { Err(ModelError::Sizes { name: name.to_owned(), sizes: tensor.sizes }) }
    }

    /// As [`take`](Self::take), where only the numbers matter.
    pub(super) fn values(&mut self, name: &str, sizes: &[usize]) -> Result<Vec<f32>, ModelError> {
        Ok(self.take(name, sizes)?.values)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ModelError::CutShort)?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize, ModelError> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }
}
